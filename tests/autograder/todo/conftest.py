"""A course folder of chapter 6 in which nobody has handed in yet."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.course import Course, ensure_assignment, open_course
from tests.autograder.grade.test_hand_marks import PAPER


@pytest.fixture(scope="session")
def paper_course(tmp_path_factory) -> Course:
    course = open_course(tmp_path_factory.mktemp("paper") / "classroom")
    ensure_assignment(course, PAPER)
    return course


@pytest.fixture
def course(paper_course: Course, tmp_path: Path) -> Course:
    shutil.copytree(paper_course.root, tmp_path / "classroom")
    return Course(tmp_path / "classroom")
