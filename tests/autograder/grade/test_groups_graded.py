"""A class in groups, graded for real: a mark, a page and a line of exports for each member."""

from __future__ import annotations

import csv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.grade.preview import preview
from autograder.grade.request import Request
from autograder.grade.session import grade_class
from autograder.marks.book import read_marks
from autograder.nbgrader_plugin.export import Marks
from tests.autograder.grade.small_class import CHAPTER, hand_in, notebooks

pytestmark = pytest.mark.sandbox
TIMES = {"late-by-lms", "in-time-for-us"}

LIST = "group,members\nGroup 1,ada;bo;cy\nGroup 2,di;evi\nGroup 3,flo;gus\n"
ROSTER = "id,name\nada,Ada A\nbo,Bo B\ncy,Cy C\ndi,Di D\nevi,Evi E\nflo,Flo F\ngus,Gus G\n"


def request(root: Path, source: Path, **more) -> Request:
    return Request(source, CHAPTER, root / "course", root / "roster.csv", workers=1, **more)


def grade(asked: Request):
    return grade_class(asked, lambda *a: None, lambda: ThreadPoolExecutor(1))


def test_a_class_in_groups_from_one_run_to_the_next(tmp_path):
    made = notebooks()
    (tmp_path / "groups.csv").write_text(LIST)
    (tmp_path / "roster.csv").write_text(ROSTER)
    source = hand_in(tmp_path / "in", {"Group 1": made["right"], "di": made["wrong"]})
    first = grade(request(tmp_path, source, groups=tmp_path / "groups.csv"))
    assert first.executed == 2, "once for each group"
    course = Course(tmp_path / "course")
    marks = read_marks(course.root, CHAPTER).by_student
    states = {student: mark.state for student, mark in marks.items()}
    assert states == dict.fromkeys(("ada", "bo", "cy", "di", "evi"), "marked") | {
        "flo": "missing", "gus": "missing"
    }  # fmt: skip
    assert marks["ada"].score == marks["bo"].score == marks["cy"].score == 20
    assert marks["di"].score == marks["evi"].score is not None
    assert marks["di"].score < 20
    for student, words in (("cy", "Group 1: Ada A, Bo B, Cy C"), ("evi", "Group 2: Di D, Evi E")):
        assert words in course.feedback_path(student, CHAPTER).read_text("utf-8")
        assert course.autograded_path(student, CHAPTER).is_file(), "formgrader shows it"

    # nbgrader's own export, through the plugin that the course folder names.
    with Gradebook(course.db_url, "gradients") as book:
        plugin = Marks(config=Config())
        plugin.to = str(tmp_path / "grades.csv")
        plugin.export(book)
    with (tmp_path / "grades.csv").open(encoding="utf-8") as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert exported == {student: mark.score or 0.0 for student, mark in marks.items()}

    # The same again, without the list: nothing changes, and nobody is missing by that.
    again = grade(request(tmp_path, source))
    assert again.executed == 0 and again.changed == []

    # One member hands in anew; the group follows, and a preview says so before.
    late = hand_in(tmp_path / "late", {"di": made["right"]})
    seen = preview(request(tmp_path, late), lambda *a: None, lambda: ThreadPoolExecutor(1))
    assert sorted(one.student for one in seen.changed) == ["di", "evi"]
    changed = grade(request(tmp_path, late)).changed
    assert sorted(one.student for one in changed) == ["di", "evi"]
    now = read_marks(course.root, CHAPTER).by_student
    assert now["evi"].score == 20 and now["ada"].score == 20
    latest = Journal(course.journal_path(CHAPTER)).index().latest
    assert {latest[student].state for student in ("flo", "gus")} == {"missing"}


def test_one_members_extension_is_that_members_alone_and_the_command_says_so(tmp_path):
    (tmp_path / "groups.csv").write_text(LIST)
    (tmp_path / "roster.csv").write_text(ROSTER)
    source = tmp_path / "in"
    source.mkdir()
    (source / "group1_LATE_3001_7001_hw.ipynb").write_text(notebooks()["right"], encoding="utf-8")
    asked = request(tmp_path, source, groups=tmp_path / "groups.csv", due="2026-03-01")
    course = Course(tmp_path / "course")

    def late() -> dict[str, set[str]]:
        found = Journal(course.journal_path(CHAPTER)).results()
        return {
            one.submission.student: {flag.code for flag in one.submission.remarks} & TIMES
            for one in found
            if one.submission.file
        }

    grade(asked)
    assert late() == {student: {"late-by-lms"} for student in ("ada", "bo", "cy")}
    words = ("student", "extend", "--until", "2099-03-08", "--why", "ill", "--course", course.root)
    done = CliRunner().invoke(app, [*map(str, words), "ada"])
    assert done.exit_code == 0, done.output
    assert "in Group 1 the date stays as it was for bo, cy." in done.output
    for _ in range(2):
        assert late() == {"ada": {"in-time-for-us"}, "bo": {"late-by-lms"}, "cy": {"late-by-lms"}}
        grade(asked)
    done = CliRunner().invoke(app, [*map(str, words), "ada", "bo", "cy"])
    assert done.exit_code == 0 and "Group 1" not in done.output
    assert late() == {student: {"in-time-for-us"} for student in ("ada", "bo", "cy")}
