"""Writing feedback pages: with the course's settings, and with what was given by hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from autograder.build.rubric import written_questions
from autograder.catalogue import exercises_in
from autograder.course.by_hand import ByHand, read_by_hand, with_rubric
from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.journal import Journal
from autograder.course.rubric_marks import rubric_marks
from autograder.course.settings import CourseSettings, read_settings
from autograder.feedback.exchange import keep_secret
from autograder.feedback.given import as_given
from autograder.feedback.own_seeds import SeedsSeen, own_seeds_of
from autograder.feedback.page import render_feedback
from autograder.files.atomic import write_atomic
from autograder.submission.result import Result
from course_utils.core.exercise import Exercise


def write_page(
    result: Result,
    course: Course,
    exercises: Sequence[Exercise],
    settings: CourseSettings,
    by_hand: ByHand,
) -> None:
    """Write one student's page to where nbgrader looks for it."""
    submission = result.submission
    shown, repriced = as_given(result, exercises, course.root)
    # What the notebooks keep back no page tells either.
    shown = [replace(exercise, hints=exercise.hints[: settings.hints]) for exercise in shown]
    page = render_feedback(
        result,
        shown,
        course=settings.name,
        hint_level=settings.hint_level,
        by_hand=with_rubric(by_hand, result, rubric_marks(course.root, submission.chapter)),
        repriced=repriced,
        requests=settings.requests,
        seeds=_seeds_of(result, course) if settings.variants else {},
    )
    write_atomic(course.feedback_path(submission.student, submission.chapter), page, "page")
    keep_secret(course, submission)


def _seeds_of(result: Result, course: Course) -> dict[str, SeedsSeen]:
    """By answer in words that quotes runs with own seeds, what the student's file shows of them."""
    submission = result.submission
    seeds = own_seeds_of(course, submission.chapter)
    if seeds is None or not submission.file:
        return {}
    questions = written_questions(submission.chapter).values()
    file = course.root / submission.file
    found = {
        one.id: seeds.seen(file, one, submission.student, submission.name) for one in questions
    }
    return {cell: seen for cell, seen in found.items() if seen is not None}


def write_pages(
    course: Course, chapter: str, *, only: str = "", members: Collection[str] | None = None
) -> tuple[int, int]:
    """Write every page of a chapter again, from the journal and the gradebook.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        only: one student's page alone.
        members: the pages of these students alone; of all when None.

    Returns:
        How many pages, and how many of them show points or words given by hand.

    Raises:
        Refused: there is no gradebook, or it cannot be read.
    """
    exercises = exercises_in(chapter)
    settings = read_settings(course.root)
    pages = touched = 0
    journal = Journal(course.journal_path(chapter))
    index = journal.index()
    with opened(course.db_url, course.root) as book:
        for result in journal.results() if not only else journal.results_of(only):
            student = result.submission.student
            if members is not None and student not in members:
                continue
            by_hand = read_by_hand(book, chapter, student)
            by_hand = replace(by_hand, decided=index.decided_of(student))
            write_page(result, course, exercises, settings, by_hand)
            pages += 1
            touched += any(
                given.comment or given.extra or (given.points is not None and not given.empty)
                for given in by_hand.given.values()
            )
            book.db.expunge_all()  # memory stays flat over the class
    return pages, touched
