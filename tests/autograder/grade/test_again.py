"""One submission is graded again, from the file that the course keeps; nobody else's mark moves."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from nbgrader.api import Gradebook

from autograder.course.course import Course
from autograder.course.journal import Journal, JournalWriter
from autograder.errors import Refused
from autograder.grade.again import regrade_students
from autograder.marks.book import read_marks
from tests.autograder.grade.small_class import CHAPTER, copied, heads

pytestmark = pytest.mark.sandbox


@pytest.fixture
def course(begun, tmp_path) -> Course:
    return Course(copied(begun, tmp_path))


def again(course: Course, *students: str):
    return regrade_students(course, CHAPTER, students, lambda: ThreadPoolExecutor(1))


def test_one_is_graded_again_and_the_others_stay(course):
    with Gradebook(course.db_url, "gradients") as book:
        mine = book.find_submission(CHAPTER, "bo").notebooks[0].grades[0]
        mine.auto_score = 0.0  # as an engine with a fault had left it
        book.db.commit()
    before, lines = read_marks(course.root, CHAPTER).by_student, heads(course.root)
    assert again(course, "bo") == []
    new = heads(course.root)[len(lines) :]
    assert [head["student"] for head in new] == ["bo"]
    assert new[0]["run"] not in {head["run"] for head in lines}
    after = read_marks(course.root, CHAPTER).by_student
    assert after["bo"].score == 18 > before["bo"].score
    assert {s: m for s, m in after.items() if s != "bo"} == {
        s: m for s, m in before.items() if s != "bo"
    }


def test_another_file_in_its_place_is_refused(course):
    journal = Journal(course.journal_path(CHAPTER))
    mine = next(iter(journal.results_of("bo"))).submission
    before = course.journal_path(CHAPTER).read_bytes()
    shutil.copyfile(next((course.root / "submitted/ada").rglob("*.ipynb")), course.root / mine.file)
    with pytest.raises(Refused, match="not the file any more"):
        again(course, "bo")
    (course.root / mine.file).unlink()
    with pytest.raises(Refused, match="cannot be read"):
        again(course, "bo")
    with pytest.raises(Refused, match="handed in nothing"):
        again(course, "nobody")
    assert course.journal_path(CHAPTER).read_bytes() == before


def test_an_interrupted_run_goes_on_first(course):
    with JournalWriter(course.journal_path(CHAPTER)) as journal:
        journal.begin(regrade=True)
    with pytest.raises(Refused, match="interrupted"):
        again(course, "bo")
