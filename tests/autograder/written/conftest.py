"""One graded class for all tests, and a copy of its folder for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autograder.course.course import Course, ensure_assignment, open_course
from tests.autograder.written.paper_class import PAPER, whole_class


@pytest.fixture(scope="package")
def template(tmp_path_factory) -> Course:
    course = open_course(tmp_path_factory.mktemp("made") / "classroom")
    ensure_assignment(course, PAPER)
    whole_class(course)
    return course


@pytest.fixture
def course(template: Course, tmp_path: Path) -> Course:
    shutil.copytree(template.root, tmp_path / "classroom")
    return Course(tmp_path / "classroom")
