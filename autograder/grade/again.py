"""Grading single submissions of a class again, from the files that the course folder keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from contextlib import closing

from autograder.catalogue import exercises_in
from autograder.course.course import Course
from autograder.course.database import no_other_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Index, Journal
from autograder.course.rows import MarkChange, changes
from autograder.errors import Refused
from autograder.grade.pool import OpenPool
from autograder.grade.request import Request
from autograder.grade.run import Outcome, grade_into
from autograder.grade.session import locked, publish, ready_gradebook, workforce_of
from autograder.grade.students import check_begun
from autograder.sandbox.launch import require_sandbox
from autograder.signals import held_back
from autograder.submission.result import Submission


def regrade_students(
    course: Course, chapter: str, students: Collection[str], open_pool: OpenPool | None = None
) -> list[MarkChange]:
    """Grade the submissions of these students again, and nobody else's.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        students: their ids; each has handed in this chapter.
        open_pool: makes the executor; local processes when None.

    Returns:
        Whose marks are others now.

    Raises:
        Refused: a file is not there or not the one that was graded, an interrupted run has to
            go on first, or the machine gives no sandbox; nothing was done.
    """
    require_sandbox()
    exercises = {exercise.id: exercise for exercise in exercises_in(chapter)}
    journal = Journal(course.journal_path(chapter))
    request = Request(course.root, chapter, course.root, workers=1, regrade=True)
    with locked(course):
        check_begun(course)
        index = journal.index()
        submissions = [_kept(course, journal, index, student) for student in sorted(students)]
        if index.session is not None and not index.session.ended:
            raise Refused(
                f"a run over {chapter} was interrupted: give its command again first, so that it "
                "comes to its end."
            )
        with workforce_of(request, course, open_pool, regrade=True) as workforce:
            with held_back():
                ready_gradebook(course, chapter)
            outcome = Outcome()
            with (
                no_other_course(course.db_url, course.course_id),
                GradebookWriter(course.db_url, exercises, course.course_id) as gradebook,
                closing(grade_into(journal, workforce, submissions, outcome)) as results,
            ):
                hands = HandMarks(course.hand_path(chapter))
                for result in results:
                    with held_back():
                        now = publish(result, course, gradebook, list(exercises.values()), hands)
                        outcome.standings[result.submission.student] = now
        return [one for one in changes(journal) if one.student in students]


def _kept(course: Course, journal: Journal, index: Index, student: str) -> Submission:
    """The submission of the student's that counts, as the course folder keeps it."""
    entry = index.latest.get(student)
    if entry is None or entry.state == "missing":
        raise Refused(f"{student} has handed in nothing that could be graded again.")
    submission = journal.read(entry).submission
    if not submission.file:
        raise Refused(
            f"what {student} handed in has no notebook in it ({submission.fault}): grading it "
            "again would find the same."
        )
    path = course.root / submission.file
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as fault:
        raise Refused(
            f"{path} cannot be read ({fault.strerror}): grade the download again instead."
        ) from None
    if digest != submission.digest:
        raise Refused(
            f"{path} is not the file any more that {student} handed in: grade the download again, "
            "so that it is clear which one counts."
        )
    return submission
