"""What the gradebook has open at this moment, and how its people are called and reached."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    Grade,
    GradeCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select

from autograder.course.course import Course
from autograder.course.database import connected
from autograder.files.paths import CHECK_PREFIX


@dataclass(frozen=True, slots=True)
class OpenCell:
    """A cell without a score: what it is worth, and whose notebook it is in."""

    most: float
    notebook: str


def open_cells(course: Course, chapter: str) -> dict[str, dict[str, OpenCell]]:
    """By student and cell, what has no score in the gradebook at this moment."""
    query = (
        select(
            SubmittedAssignment.student_id,
            GradeCell.name,
            GradeCell.max_score,
            SubmittedNotebook.id,
        )
        .select_from(Grade)
        .join(GradeCell, Grade.cell_id == GradeCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(
            Assignment.name == chapter,
            Grade.auto_score.is_(None),
            Grade.manual_score.is_(None),
            GradeCell.max_score > 0,
        )
    )
    found: dict[str, dict[str, OpenCell]] = defaultdict(dict)
    with connected(course.db_url) as engine:
        if engine is None:
            return found
        with engine.connect() as connection:
            for student, name, most, notebook in connection.execute(query):
                found[student][name.removeprefix(CHECK_PREFIX)] = OpenCell(float(most), notebook)
    return found


def people_of(course: Course) -> dict[str, tuple[str, str]]:
    """By id, the name and the mail address that the gradebook has."""
    with connected(course.db_url) as engine:
        if engine is None:
            return {}
        query = select(Student.id, Student.first_name, Student.last_name, Student.email)
        with engine.connect() as connection:
            return {
                student: (
                    " ".join(filter(None, (first, last))),
                    next(filter(_is_address, (mail or "", student)), ""),
                )
                for student, first, last, mail in connection.execute(query)
            }


def called_in(course: Course) -> dict[str, list[str]]:
    """By id, what else a student may be known by: the name, the mail address and its first part."""
    return {
        student: [one for one in (name, address, address.partition("@")[0]) if one]
        for student, (name, address) in people_of(course).items()
    }


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and host) and not re.search(r"[^\w.@+-]", text) and "@" not in host
