"""Changes of students where the gradebook lies in PostgreSQL, whose keys are kept."""

from __future__ import annotations

import pytest

from autograder.course.course import Course
from autograder.grade import students
from tests.autograder.grade.small_class import copied, marks, words

pytestmark = [pytest.mark.postgres, pytest.mark.sandbox]


def test_the_courses_own_database_follows(database, begun, forks, tmp_path):
    server = database("students")
    root = copied(begun, tmp_path)
    (root / "gradebook.db").unlink()
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"c.CourseDirectory.db_url = {server!r}\n")
    done = forks.run(words(begun / "in", root))
    assert done.code == 0, done.output
    before = marks(server)
    students.rename(Course(root), "bo", "zed")
    moved = [tuple("zed" if cell == "bo" else cell for cell in row) for row in before]
    assert marks(server) == sorted(moved, key=repr)
    students.merge_students(Course(root), "zed", "ada", yes=True)
    students.drop(Course(root), "cy", yes=True)
    left = [row for row in before if row[0] not in ("bo", "cy")]
    assert marks(server) == left
    assert not (root / "gradebook.db").exists()
