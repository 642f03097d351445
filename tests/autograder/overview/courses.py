"""A small course of three chapters: a real gradebook and real journals, without a sandbox."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.catalogue.entry import chapter_of
from autograder.course.course import Course
from autograder.course.gradebook import GradebookWriter
from autograder.submission.result import Result, Submission
from course_utils.core.exercise import Exercise
from course_utils.core.verdict import State, Verdict
from tests.autograder.feedback.samples import mistaken
from tests.autograder.report.classes import write_journal

CHAPTERS = ("01_tensors", "02_autograd", "04_logistic_regression")
HOSTILE = '=cmd|" /C calc"!A0 <script>alert(1)</script>'
NAMES = {
    "ada": "Ada Lovelace",
    "ben": "Ben Falls",
    "cem": "Cem Absent",
    "dee": "Dee Again",
    "eve": HOSTILE,
}
# By student: the share of the points in each chapter; None where nothing was handed in.
_SHARES: Mapping[str, tuple[float | None, ...]] = {
    "ada": (1, 1, 1),
    "ben": (1, 0, 0),
    "cem": (1, None, None),
    "dee": (1, 1, 1),
    "eve": (1, 1, 1),
}
# dee leaves out the same mean twice, in two chapters.
_SLIPS = {("dee", "01_tensors"): ("mse", "sum-for-mean"),
          ("dee", "04_logistic_regression"): ("lr-backward", "missing-mean")}  # fmt: skip


def _result(student: str, chapter: str, share: float | None) -> Result:
    submission = Submission(student, chapter, f"{student}.ipynb", "ab" * 32, name=NAMES[student])
    if share is None:
        return Result(submission, "missing")
    verdicts = {e.id: _verdict(e, share) for e in _exercises(chapter)}
    if slip := _SLIPS.get((student, chapter)):
        verdicts[slip[0]] = mistaken(*slip)
    return Result(submission, "graded", verdicts)


def _exercises(chapter: str) -> list[Exercise]:
    return [entry.exercise for entry in chapter_of(chapter)]


def _verdict(exercise: Exercise, share: float) -> Verdict:
    state: State = "passed" if share == 1 else "wrong"
    parts = {part.name: part.points * share for part in exercise.parts}
    return Verdict(exercise.id, state, exercise.points, parts)


def make_course(root: Path) -> Course:
    """The course folder, graded."""
    root.mkdir(parents=True)
    course = Course(root)
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader asks the command `alembic`, which lies beside this interpreter, for a version.
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        with Gradebook(course.db_url, "gradients") as book:
            for chapter in CHAPTERS:
                _assignment(book, chapter)
    for place, chapter in enumerate(CHAPTERS):
        results = [_result(student, chapter, each[place]) for student, each in _SHARES.items()]
        with GradebookWriter(course.db_url, {e.id: e for e in _exercises(chapter)}) as writer:
            for result in results:
                writer.write(result)
        write_journal(course.journal_path(chapter), results)
    return course


def _assignment(book: Gradebook, chapter: str) -> None:
    book.add_assignment(chapter)
    book.add_notebook(chapter, chapter)
    for one in _exercises(chapter):
        check = f"check-{one.id}"
        book.add_grade_cell(check, chapter, chapter, max_score=one.points, cell_type="code")
        book.add_solution_cell(one.id, chapter, chapter)
        book.add_source_cell(one.id, chapter, chapter, cell_type="code", source="raise")
