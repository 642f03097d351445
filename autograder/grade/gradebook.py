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
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)

from autograder.build.source import CHECK_PREFIX
from autograder.grade.examiner import final_message
from autograder.grade.result import Result
from course_utils.exercise import Exercise
from course_utils.verdict import Verdict

_UNGRADED = ("unreadable", "grader_fault")


class GradebookWriter:
    """The one writer of a course's gradebook."""

    def __init__(self, db_url: str, exercises: Mapping[str, Exercise]) -> None:
        """Args:
        db_url: as nbgrader takes it.
        exercises: by id, for the comments' wording.
        """
        self._book = Gradebook(db_url, "gradients")
        self._exercises = exercises

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        self._book.close()

    def write(self, result: Result) -> None:
        """Write one submission in one transaction; the same result twice changes nothing."""
        book = self._book
        with book.db.no_autoflush:
            person = self._student(result)
            if result.state == "missing":
                book.db.commit()
                return
            submission = self._submission(result, person)
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    self._set_grade(grade, result)
                for comment in notebook.comments:
                    self._set_comment(comment, result)
        book.db.commit()

    def _student(self, result: Result) -> Student:
        student, name = result.submission.student, result.submission.name
        try:
            person = self._book.find_student(student)
        except MissingEntry:
            person = Student(id=student)
            self._book.db.add(person)
        if name and not person.last_name:
            first, _, last = name.rpartition(" ")
            person.first_name, person.last_name = first, last
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
            return  # a cell that is graded by hand
        ungraded = result.state in _UNGRADED or verdict.state == "grader_fault"
        grade.auto_score = None if ungraded else verdict.score
        grade.needs_manual_grade = ungraded or grade.manual_score is not None

    def _set_comment(self, comment: Comment, result: Result) -> None:
        verdict = result.verdicts.get(comment.cell.name)
        if verdict is not None:
            comment.auto_comment = self._words(verdict)

    def _words(self, verdict: Verdict) -> str:
        if verdict.state == "not_attempted":
            return verdict.note or "No response."
        exercise = self._exercises[verdict.exercise]
        return final_message(verdict, exercise)
