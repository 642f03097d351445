"""`nbgrader autograde` on the course folder: the same engine, and nothing that stops the batch."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI

from autograder.course.config import settings
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.demo.answers import answers
from autograder.grade.request import Request
from autograder.grade.session import grade_class, locked
from tests.autograder.door.conftest import CHAPTER, hand_in, make_course, marks, nbgrader
from tests.hostile.maker import Work

pytestmark = pytest.mark.sandbox

ZERO_WHEN_LATE = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
READABLE = ("copied", "extras", "late", "nomean", "right", "warns", "forger")
UNREADABLE = ("broken", "linked", "linked-folder", "truncated")
ALL = 20
WARNS = """
import sys, warnings
print("a warning", file=sys.stderr)
warnings.warn("and one more")
"""
FORGES = """# exercise: bce
import math, sys
def bce(yhat, y):
    return math.nan
sys.displayhook(20.0)
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory, right) -> tuple[Course, str]:
    """A class, graded by nbgrader's command; the folder and what the command said."""
    work = Work(Path())
    course = make_course(tmp_path_factory.mktemp("door") / "classroom", ZERO_WHEN_LATE)
    with Gradebook(course.db_url, "gradients") as book:
        book.update_or_create_assignment(CHAPTER, duedate="2026-03-01 12:00:00 UTC")
    folder = hand_in(course, "right", right, "2026-03-01 11:00:00 UTC")
    hand_in(course, "late", right, "2026-03-02 11:00:00 UTC")
    mistake = next(a for a in answers(CHAPTER)["lr-backward"].wrong if a.mistake == "missing-mean")
    hand_in(course, "nomean", work.data(work.right(lr_backward=mistake.text)))
    own = answers(CHAPTER)["bce"].own.text
    hand_in(course, "warns", work.data(work.right(bce=own + WARNS)))
    hand_in(course, "forger", work.data(work.right(bce=FORGES)))
    hand_in(course, "copied", _with_copies(right))
    hand_in(course, "broken", b"{bad")
    hand_in(course, "truncated", right[: len(right) // 2])
    extras = hand_in(course, "extras", right)
    (extras / "data.db").symlink_to(course.root / "gradebook.db")
    (extras / "timestamp.txt").write_text("the day before yesterday")
    os.mkfifo(extras / "notes.txt")
    linked = hand_in(course, "linked", b"")
    (linked / f"{CHAPTER}.ipynb").unlink()
    (linked / f"{CHAPTER}.ipynb").symlink_to(folder / f"{CHAPTER}.ipynb")
    (course.root / "submitted" / "linked-folder").mkdir()
    (course.root / "submitted" / "linked-folder" / CHAPTER).symlink_to(folder)
    done = nbgrader(course, "autograde", CHAPTER)
    assert done.returncode == 0, done.stderr[-3000:]
    return course, done.stderr


def _with_copies(data: bytes) -> bytes:
    """The notebook with its first check and its first answer copied, marks and all."""
    notebook = json.loads(data)
    for prefix in ("check-", "lr-"):
        copied = next(c for c in notebook["cells"] if c.get("id", "").startswith(prefix))
        notebook["cells"].append(dict(copied))
    return json.dumps(notebook).encode()


def total(course: Course, student: str) -> float:
    with Gradebook(course.db_url, "gradients") as book:
        return book.find_submission(CHAPTER, student).score


@pytest.mark.parametrize("student", ["right", "late", "extras", "copied", "warns"])
def test_right_answers_get_all_marks_whatever_lies_beside_them(graded, student):
    assert total(graded[0], student) == ALL


def test_a_mistake_is_named_in_the_comment_and_costs_its_own_points(graded):
    course, _ = graded
    found = marks(course, "nomean")
    assert found["check-lr-backward"][0] == 0
    assert "divided by m" in found["lr-backward comment"][0]
    assert total(course, "nomean") == 16


def test_a_displayed_number_and_a_nan_are_no_marks(graded):
    found = marks(graded[0], "forger")
    assert found["check-bce"][0] == 0
    assert total(graded[0], "forger") == 18


@pytest.mark.parametrize("student", UNREADABLE)
def test_what_cannot_be_read_gets_no_mark_and_waits_for_a_person(graded, student):
    found = marks(graded[0], student)
    checks = [row for name, row in found.items() if name.startswith("check-")]
    assert checks and set(checks) == {(None, None, True)}
    reason = "link" if "linked" in student else "JSON"
    assert reason in found["bce comment"][0]


def test_nothing_of_a_link_is_copied(graded):
    course, said = graded
    inside = [*(course.root / "autograded").rglob("*")]
    assert not [path for path in inside if path.is_symlink()]
    assert {p.name for p in inside if p.is_file()} <= {f"{CHAPTER}.ipynb", "timestamp.txt"}
    for student in ("linked", "linked-folder"):
        text = (course.autograded_path(student, CHAPTER)).read_text()
        assert answers(CHAPTER)["bce"].own.text.splitlines()[-1] not in text
    assert "symbolic link, which is never followed" in said


def test_a_late_submission_gets_nbgraders_penalty(graded):
    course, _ = graded
    assert marks(course, "late")["penalty"] == (ALL,)
    assert marks(course, "right")["penalty"] == (0,)


def test_the_same_marks_and_comments_as_by_autograder_grade(graded, tmp_path):
    course, _ = graded
    other = make_course(tmp_path / "classroom")
    shutil.copy(course.root / ".secret-seed", other.root / ".secret-seed")
    handed_in = tmp_path / "in"
    for student in READABLE:
        target = handed_in / student / CHAPTER / f"{CHAPTER}.ipynb"
        target.parent.mkdir(parents=True)
        shutil.copy(course.root / "submitted" / student / CHAPTER / target.name, target)
    grade_class(Request(handed_in, CHAPTER, other.root, workers=1), lambda *a: None)
    for student in READABLE:
        mine, theirs = marks(other, student), marks(course, student)
        mine.pop("penalty"), theirs.pop("penalty")
        assert mine == theirs, student


def test_results_are_in_the_journal_and_pages_are_written(graded):
    course, _ = graded
    journal = Journal(course.journal_path(CHAPTER))
    known = {result.submission.student: result.score for result in journal.results()}
    assert known["nomean"] == 16
    for student in (*READABLE, *UNREADABLE):
        assert "<html" in course.feedback_path(student, CHAPTER).read_text()
        nbformat.validate(nbformat.read(course.autograded_path(student, CHAPTER), 4))


def test_formgraders_call_says_the_same_and_keeps_what_a_person_gave(graded, monkeypatch):
    course, _ = graded
    with Gradebook(course.db_url, "gradients") as book:
        book.find_grade("check-bce", CHAPTER, CHAPTER, "nomean").manual_score = 1.5
        book.find_comment("bce", CHAPTER, CHAPTER, "nomean").manual_comment = "Well argued."
        book.db.commit()
    before = marks(course, "nomean")
    monkeypatch.chdir(course.root)
    config = settings(course.root)
    config.CourseDirectory.root = str(course.root)
    answer = NbGraderAPI(config=config).autograde(CHAPTER, "nomean")
    assert answer["success"], answer
    after = marks(course, "nomean")
    # The text that a person graded is the text that was graded again: nobody has to look twice.
    assert after.pop("check-bce") == (2, 1.5, False)
    assert after.pop("bce comment")[1] == "Well argued."
    assert after.items() <= before.items()


def test_a_grading_run_at_work_is_told_and_nothing_is_changed(graded, monkeypatch):
    course, _ = graded
    monkeypatch.chdir(course.root)
    config = settings(course.root)
    config.CourseDirectory.root = str(course.root)
    before, page = marks(course, "warns"), course.autograded_path("warns", CHAPTER)
    with locked(course):
        answer = NbGraderAPI(config=config).autograde(CHAPTER, "warns")
    assert not answer["success"]
    assert "another grading run is at work" in answer["log"]
    assert marks(course, "warns") == before and page.exists()


def test_formgrader_shows_everything_as_graded(graded, monkeypatch):
    course, _ = graded
    monkeypatch.chdir(course.root)
    config = settings(course.root)
    config.CourseDirectory.root = str(course.root)
    api = NbGraderAPI(config=config)
    assert api.get_autograded_students(CHAPTER) == {*READABLE, *UNREADABLE}
    rows = {row["student"]: row for row in api.get_submissions(CHAPTER)}
    assert rows["broken"]["needs_manual_grade"] and not rows["right"]["needs_manual_grade"]
    assert (rows["nomean"]["score"], rows["extras"]["score"]) == (15.5, ALL)


def _pipes(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if (Path(folder) / name).is_fifo()]


def test_feedback_and_export_are_made_by_nbgraders_own_commands(graded, tmp_path):
    course, _ = graded
    copied = Course(tmp_path / "classroom")
    shutil.copytree(course.root, copied.root, symlinks=True, ignore=_pipes)
    done = nbgrader(copied, "generate_feedback", CHAPTER, "--student", "nomean", "--force")
    assert done.returncode == 0, done.stderr[-2000:]
    page = copied.feedback_path("nomean", CHAPTER).read_text()
    assert "divided by m" in page
    done = nbgrader(copied, "export", "--to", str(tmp_path / "grades.csv"))
    assert done.returncode == 0, done.stderr[-2000:]
    rows = (tmp_path / "grades.csv").read_text().splitlines()
    assert any("late" in row for row in rows)


def test_a_folder_whose_name_is_a_tag_is_refused_and_nobody_else_is(tmp_path, right):
    course = make_course(tmp_path / "classroom")
    hand_in(course, "<img onerror=alert(1)>", right)
    hand_in(course, "zoe", right)
    said = nbgrader(course, "autograde", CHAPTER).stderr
    assert "rename the folder to a student's id" in said
    # formgrader shows what lies here.
    assert [path.name for path in (course.root / "autograded").iterdir()] == ["zoe"]
