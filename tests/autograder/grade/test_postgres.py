"""A course whose gradebook lies in PostgreSQL, as nbgrader's manual allows."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.course import Course
from tests.autograder.grade.small_class import copied, marks, words

pytestmark = [pytest.mark.postgres, pytest.mark.sandbox]


def test_the_courses_own_database_gets_the_marks(database, begun, forks, tmp_path):
    server = database("kept")
    sqlite = marks(Course(copied(begun, tmp_path / "sqlite")).db_url)
    root = copied(begun, tmp_path / "postgres")
    (root / "gradebook.db").unlink()
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {server!r}\n")
    assert Course(root).db_url == server

    killed = forks.run(words(begun / "in", root), AUTOGRADER_FAIL="gradebook.rows:2=kill")
    assert killed.code == -9
    done = forks.run(words(begun / "in", root))
    assert done.code == 0, done.output
    assert not (root / "gradebook.db").exists()
    assert marks(server) == sqlite

    target = tmp_path / "grades.csv"
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", "--to", str(target)],
        cwd=root, check=True, capture_output=True, timeout=900,
        env={"PATH": f"{Path(sys.prefix) / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    with target.open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"ada": 20, "bo": 18, "cy": 0, "guest-1": 20, "guest-2": 18}
