"""What points by hand come to when a class is graded again, before anything is written.

The real run finds points in the gradebook, writes down which text they are about, and puts those of
another text aside. Here the same is done with a copy of what is written down, and the gradebook is
only read.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from dataclasses import replace
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import Select, select

from autograder.course.course import Course
from autograder.course.database import connected
from autograder.course.hand_marks import NONE, HandMark, HandMarks
from autograder.course.own_cells import worth_in
from autograder.course.rows import expected
from autograder.course.standing import Standing
from autograder.course.waiting import shown_before
from autograder.files.paths import CHECK_PREFIX
from autograder.submission.result import UNGRADED, Result, Waiting


class HandsAhead:
    """The points by hand of one chapter, as they will be."""

    def __init__(self, course: Course, aside: Course, chapter: str) -> None:
        """Copy what is written down, and read the gradebook once.

        Args:
            course: the course folder, which stays as it is.
            aside: a folder that is thrown away.
            chapter: the assignment's name.
        """
        self._course = course
        self._held = held_by_hand(course, chapter)
        there, here = course.hand_path(chapter), aside.hand_path(chapter)
        if there.is_file():
            here.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(there, here)
        self.hands = HandMarks(here)

    def settle(self, result: Result) -> None:
        """What the gradebook holds of the student's, under the text that it is about."""
        student = result.submission.student
        held = self._held.get(student, {})
        if result.state in ("grader_fault", "missing"):
            return
        if any(held.values()) or self.hands.knows(student):
            shown = shown_before(result, self._course, self.hands)
            for cell, mark in held.items():
                self.hands.settle(student, cell, result.text_of(cell), mark, shown)

    def with_waiting(self, result: Result) -> Result:
        """The result, with what will have no mark until a person gives one."""
        if result.state in (*UNGRADED, "missing"):
            return result
        waits = {}
        for name, most in worth_in(result).items():
            earlier = self._put_aside(result, name)
            verdict = result.verdicts.get(name)
            if verdict is not None and verdict.state == "grader_fault":
                continue
            if earlier.scored or (name in (result.to_read or ()) and not self._given(result, name)):
                waits[name] = Waiting(most, earlier.points)
        return replace(result, waits=waits)

    def standing(self, result: Result) -> Standing:
        """What will count."""
        return expected(result, self.hands, stands=True)

    def _put_aside(self, result: Result, name: str) -> HandMark:
        """What was given to an earlier text, where no points are given to this one."""
        student, text = result.submission.student, result.text_of(name)
        if self.hands.given(student, name, text).scored:
            return NONE
        return self.hands.earlier(student, name, text)

    def _given(self, result: Result, name: str) -> bool:
        student, text = result.submission.student, result.text_of(name)
        return self.hands.given(student, name, text).points is not None


def held_by_hand(course: Course, chapter: str) -> dict[str, dict[str, HandMark]]:
    """By student and cell, what the gradebook holds by hand, empty ones too.

    Raises:
        Refused: it cannot be read.
    """
    found: dict[str, dict[str, HandMark]] = defaultdict(dict)
    with connected(course.db_url) as engine:
        if engine is None:
            return found
        with engine.connect() as connection:
            scores = _rows_of(Grade, chapter, Grade.manual_score, Grade.extra_credit)
            for student, cell, points, extra in connection.execute(scores):
                found[student][cell.removeprefix(CHECK_PREFIX)] = HandMark(points, extra or None)
            words = _rows_of(Comment, chapter, Comment.manual_comment)
            for student, cell, comment in connection.execute(words):
                mark = found[student].get(cell)
                if mark is not None:
                    found[student][cell] = replace(mark, comment=(comment or "").strip())
    return found


def _rows_of(table: type[Grade] | type[Comment], chapter: str, *values: Any) -> Select[Any]:
    return (
        select(SubmittedAssignment.student_id, BaseCell.name, *values)
        .select_from(table)
        .join(BaseCell, table.cell_id == BaseCell.id)
        .join(SubmittedNotebook, table.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == chapter)
    )
