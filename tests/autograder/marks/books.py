"""A real gradebook with a few students in it, made through nbgrader's own classes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

CHAPTER = "04_logistic_regression"
PARTS = {"bce": 8.0, "lr-train": 12.0}


@dataclass(frozen=True, slots=True)
class Graded:
    """What one student has: automatic scores, a manual one instead, a late penalty."""

    auto: Mapping[str, float | None]
    manual: Mapping[str, float] | None = None
    penalty: float = 0.0


FULL = Graded({"bce": 8.0, "lr-train": 12.0})
WAITING = Graded({"bce": None, "lr-train": None})


def open_book(course: Path) -> Gradebook:
    """An empty gradebook; the version is set first, so that no program is asked for it."""
    course.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(course / "gradebook.db") as book:
        book.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))")
        book.execute("INSERT INTO alembic_version VALUES ('167914646830')")
    return Gradebook(f"sqlite:///{course.resolve()}/gradebook.db", "gradients")


def make_book(
    course: Path, students: Mapping[str, tuple[str, Graded | None]], chapter: str = CHAPTER
) -> Path:
    """A course folder whose gradebook has these students: id -> name, and what was graded."""
    with open_book(course) as book:
        if chapter not in [assignment.name for assignment in book.assignments]:
            book.add_assignment(chapter)
            book.add_notebook(chapter, chapter)
            for name, points in PARTS.items():
                book.add_grade_cell(
                    f"check-{name}", chapter, chapter, max_score=points, cell_type="code"
                )
        for student, (name, graded) in students.items():
            first, _, last = name.rpartition(" ")
            book.add_student(student, first_name=first, last_name=last)
            if graded is None:
                continue
            book.add_submission(chapter, student)
            for part in PARTS:
                grade = book.find_grade(f"check-{part}", chapter, chapter, student)
                grade.auto_score = graded.auto[part]
                grade.manual_score = (graded.manual or {}).get(part)
            notebook = book.find_submission_notebook(chapter, chapter, student)
            notebook.late_submission_penalty = graded.penalty
            book.db.commit()
    return course
