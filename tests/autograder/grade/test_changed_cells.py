"""A chapter that has submissions, and other cells than when it was first graded."""

from __future__ import annotations

import shutil

import pytest
from nbgrader.api import Gradebook

from autograder.course.course import Course, ensure_assignment
from autograder.errors import Refused
from tests.autograder.grade.small_class import CHAPTER, copied, marks

pytestmark = pytest.mark.sandbox


def _as_if_made_before(course: Course, kind: str) -> None:
    """The gradebook of a version that lacked one cell of this kind and had another one."""
    with Gradebook(course.db_url, "gradients") as book:
        notebook = book.find_notebook(CHAPTER, CHAPTER)
        locked = {one.name for one in notebook.source_cells} - {
            one.name for one in (*notebook.grade_cells, *notebook.solution_cells)
        }
        cells = notebook.source_cells if kind == "locked" else notebook.solution_cells
        cell = next(one for one in cells if kind != "locked" or one.name in locked)
        cell.name = "an-earlier-one"
        book.db.commit()
    shutil.rmtree(course.root / "source")


def test_locked_cells_come_and_go_and_no_mark_changes(begun, tmp_path):
    course = Course(copied(begun, tmp_path))
    before = marks(course.db_url)
    _as_if_made_before(course, "locked")
    ensure_assignment(course, CHAPTER)
    assert marks(course.db_url) == before
    with Gradebook(course.db_url, "gradients") as book:
        names = {one.name for one in book.find_notebook(CHAPTER, CHAPTER).source_cells}
    assert "an-earlier-one" not in names


def test_exercises_that_come_or_go_are_refused_in_one_sentence_before_anything(begun, tmp_path):
    course = Course(copied(begun, tmp_path))
    _as_if_made_before(course, "solution")
    before = marks(course.db_url)
    with pytest.raises(Refused, match=r"got or lost exercises .*an-earlier-one"):
        ensure_assignment(course, CHAPTER)
    assert marks(course.db_url) == before
    assert (course.root / "release" / CHAPTER).is_dir() and not (course.root / "source").exists()
