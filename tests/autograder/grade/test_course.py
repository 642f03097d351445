"""The course folder, as it is named on the command line."""

from __future__ import annotations

from pathlib import Path

from autograder.course.course import ensure_assignment, inside, open_course
from autograder.course.database import repair
from autograder.course.gradebook import GradebookWriter


def test_a_course_folder_may_be_named_from_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        course = open_course(Path("classroom"))
        with inside(course.root):
            repair(course.db_url)
        ensure_assignment(course, "02_autograd")
        with GradebookWriter(course.db_url, {}):
            pass
    assert (tmp_path / "classroom" / "gradebook.db").exists()
    assert not (tmp_path / "classroom" / "classroom").exists()
