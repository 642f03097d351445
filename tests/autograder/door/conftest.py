"""A course folder as nbgrader's user has it, and nbgrader's own command to grade it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.course.course import Course, ensure_assignment, open_course
from autograder.files.paths import ROOT

CHAPTER = "04_logistic_regression"


def nbgrader(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader's real command in the course folder."""
    path = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words],
        cwd=course.root, capture_output=True, text=True, timeout=1800,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def make_course(root: Path, more: str = "") -> Course:
    """A course folder with the chapter's assignment; ``more`` is put behind its settings."""
    course = open_course(root)
    with (root / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(more)
    ensure_assignment(course, CHAPTER)
    return course


def hand_in(course: Course, student: str, data: bytes, timestamp: str = "") -> Path:
    """Put a notebook where nbgrader's collecting puts it; the student's folder."""
    folder = course.root / "submitted" / student / CHAPTER
    folder.mkdir(parents=True)
    (folder / f"{CHAPTER}.ipynb").write_bytes(data)
    if timestamp:
        (folder / "timestamp.txt").write_text(timestamp)
    return folder


def marks(course: Course, student: str) -> dict[str, tuple]:
    """What the gradebook says: by cell, scores and comments."""
    with Gradebook(course.db_url, "gradients") as book:
        submission = book.find_submission(CHAPTER, student)
        found: dict[str, tuple] = {"penalty": (submission.late_submission_penalty,)}
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                scores = (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                found[grade.name] = scores
            for comment in notebook.comments:
                found[f"{comment.name} comment"] = (comment.auto_comment, comment.manual_comment)
        return found


@pytest.fixture(scope="session")
def right() -> bytes:
    """The notebook with every exercise answered rightly."""
    from tests.hostile.maker import Work

    return Work(Path()).data()
