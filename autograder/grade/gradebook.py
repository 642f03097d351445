"""Writing results into nbgrader's gradebook, through its own classes.

A manual score or comment that a person gave is never touched. What was not
graded (unreadable, our fault) gets no automatic score at all and is marked for
manual grading: nbgrader would otherwise export it as 0.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    get_alembic_version,
)
from sqlalchemy import create_engine, inspect, text

from autograder.feedback.by_hand import ByHand
from autograder.feedback.publish import read_by_hand
from autograder.grade.examiner import final_message
from autograder.grade.fail_point import fail_point
from autograder.grade.harmless import harmless_markdown, harmless_name
from autograder.grade.normalise import same_text
from autograder.grade.penalties import concerns
from autograder.grade.result import UNGRADED, Result
from autograder.paths import CHECK_PREFIX
from autograder.signals import held_back
from course_utils.exercise import Exercise
from course_utils.verdict import Verdict


def repair(db_url: str) -> None:
    """Finish a gradebook whose making was cut off: nbgrader looks for its version in vain.

    Args: db_url: as nbgrader takes it; nothing need be there yet.
    """
    engine = create_engine(db_url)
    try:
        with engine.begin() as connection:
            tables = inspect(connection).get_table_names()
            if not tables:
                return
            if "alembic_version" not in tables:
                connection.execute(
                    text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
                )
            if not connection.execute(text("SELECT count(*) FROM alembic_version")).scalar():
                connection.execute(
                    text("INSERT INTO alembic_version (version_num) VALUES (:version)"),
                    {"version": get_alembic_version()},
                )
    finally:
        engine.dispose()


class GradebookWriter:
    """The one writer of a course's gradebook."""

    def __init__(self, db_url: str, exercises: Mapping[str, Exercise]) -> None:
        """Args:
        db_url: as nbgrader takes it.
        exercises: by id, for the comments' wording.
        """
        with held_back():
            self._book = Gradebook(db_url, "gradients")
        self._exercises = exercises

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        with held_back():
            self._book.close()

    def write(self, result: Result) -> bool:
        """Write one submission in one transaction; the same result twice changes nothing.

        Returns:
            Whether there is a late penalty to see to.
        """
        fail_point("gradebook.before")
        late = False
        with self._book.db.no_autoflush:
            person = self._student(result)
            if result.state != "missing":
                submission = self._submission(result, person)
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        self._set_grade(grade, result)
                    for comment in notebook.comments:
                        self._set_comment(comment, result)
                late = concerns(submission)
        self._book.db.flush()
        fail_point("gradebook.rows")
        self._book.db.commit()
        fail_point("gradebook.committed")
        # What is written is not looked at again: memory stays flat over the class.
        self._book.db.expunge_all()
        return late

    def by_hand(self, student: str, chapter: str) -> ByHand:
        """What a person gave beside the automatic scores, for the student's page."""
        found = read_by_hand(self._book, chapter, student)
        self._book.db.expunge_all()
        return found

    def _student(self, result: Result) -> Student:
        student, name = result.submission.student, result.submission.name
        try:
            person = self._book.find_student(student)
        except MissingEntry:
            person = Student(id=student)
            self._book.db.add(person)
        first, last = result.submission.first, result.submission.last
        there = " ".join(filter(None, (person.first_name, person.last_name)))
        if first or last:
            person.first_name, person.last_name = harmless_name(first), harmless_name(last)
        elif name and there != harmless_name(name):
            # Which word is the surname differs between languages: the name stays in one piece.
            person.first_name, person.last_name = "", harmless_name(name)
        return person

    def _submission(self, result: Result, person: Student) -> SubmittedAssignment:
        student, chapter = result.submission.student, result.submission.chapter
        book = self._book
        try:
            submission = book.find_submission(chapter, student)
        except MissingEntry:
            submission = SubmittedAssignment(
                assignment=book.find_assignment(chapter), student=person
            )
            for notebook in submission.assignment.notebooks:
                mine = SubmittedNotebook(notebook=notebook, assignment=submission)
                for cell in notebook.grade_cells:
                    Grade(cell=cell, notebook=mine)
                for cell in notebook.solution_cells:
                    Comment(cell=cell, notebook=mine)
            book.db.add(submission)
        if result.submission.received:
            stamp = datetime.datetime.fromisoformat(result.submission.received)
            submission.timestamp = stamp.astimezone(datetime.UTC).replace(tzinfo=None)
        return submission

    def _set_grade(self, grade: Grade, result: Result) -> None:
        verdict = result.verdicts.get(grade.cell.name.removeprefix(CHECK_PREFIX))
        if verdict is None:
            self._set_written(grade, result)
            return
        ungraded = result.state in UNGRADED or verdict.state == "grader_fault"
        grade.auto_score = None if ungraded else verdict.score
        grade.needs_manual_grade = ungraded or grade.manual_score is not None

    def _set_written(self, grade: Grade, result: Result) -> None:
        """An answer in words waits for a person; none at all is 0, as nbgrader has it."""
        if result.state in UNGRADED or self._answered(grade.cell, result):
            grade.auto_score, grade.needs_manual_grade = None, True
        else:
            grade.auto_score, grade.needs_manual_grade = 0, grade.manual_score is not None

    def _answered(self, cell: GradeCell | SolutionCell, result: Result) -> bool:
        chapter = result.submission.chapter
        stub = self._book.find_source_cell(cell.name, cell.notebook.name, chapter).source
        mine = result.code.get(cell.name, "")
        return bool(mine.strip()) and not same_text(mine, stub)

    def _set_comment(self, comment: Comment, result: Result) -> None:
        verdict = result.verdicts.get(comment.cell.name)
        if verdict is not None and verdict.exercise in self._exercises:
            comment.auto_comment = self._words(verdict)
        elif result.state not in UNGRADED:
            answered = self._answered(comment.cell, result)
            comment.auto_comment = None if answered else "No response."

    def _words(self, verdict: Verdict) -> str:
        if verdict.state == "not_attempted":
            return harmless_markdown(verdict.note) or "No response."
        exercise = self._exercises[verdict.exercise]
        # nbgrader's feedback reads comments as Markdown, and an exception's words are a student's.
        return harmless_markdown(final_message(verdict, exercise))
