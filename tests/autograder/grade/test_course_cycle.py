"""An instructor's whole cycle, once for each kind of database: the same numbers by both."""

from __future__ import annotations

import csv
import datetime
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Course as BookCourse
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from sqlalchemy import select

from autograder.course.config import settings as read_config
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.files.paths import ROOT
from tests.autograder.grade import small_class
from tests.autograder.grade.forks import Done, Forks
from tests.autograder.grade.small_class import CHAPTER
from tests.autograder.grade.whole_course import tables

pytestmark = pytest.mark.sandbox

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Autograd (77)
    Points Possible,,,,,20
"Lovelace, Ada",11,S11,ada@u.example,A,
"Bauer, Bo",12,S12,bo@u.example,A,7
"Chen, Cy",13,S13,cy@u.example,A,
"Duda, Di",14,S14,di@u.example,A,5
"""
MOODLE = """Identifier,Full name,ID number,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments
Participant 1,Ada Lovelace,11,Submitted,,20.00,Yes,
Participant 2,Bo Bauer,12,Submitted,7.00,20.00,Yes,<p>See me.</p>
Participant 4,Di Duda,14,Submitted,5.00,20.00,Yes,
"""  # noqa: E501
FILES = {"right": "lovelaceada_LATE_11_901", "wrong": "bauerbo_12_902", "torn": "dudadi_14_903"}
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "cs229"\n{}'
ZERO_WHEN_LATE = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
DUE, PUT_OFF = "2026-03-01T12:00+00:00", datetime.datetime(2099, 1, 1)
LATE, ON_TIME = "0/20 (20 − 20 late)", "20/20"


@dataclass
class Cycle:
    """A course in the middle of its cycle."""

    root: Path
    forks: Forks

    def run(self, *words: str) -> Done:
        done = self.forks.run([*map(str, words)])
        assert "hush-hush" not in done.output, "the database's password"
        assert "Traceback" not in done.output, done.output
        return done

    def grade(self, *more: str) -> str:
        source, roster = self.root.parent / "in", self.root.parent / "canvas.csv"
        words = ("grade", source, "--chapter", CHAPTER, "--course", self.root, "--roster", roster)
        done = self.run(*words, "--workers", "1", "-q", *more)
        assert done.code == 1, done.output  # Cy is missing, and Di's file is torn
        return done.output

    def book(self) -> Gradebook:
        return Gradebook(Course(self.root).db_url, "cs229")

    def rows(self) -> dict[str, list[str]]:
        return tables(Course(self.root).db_url)

    def nbgrader(self, *words: str) -> None:
        path = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=self.root, capture_output=True, text=True, timeout=1800,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]

    def marks(self, lms: str, *more: str) -> tuple[Done, list[dict[str, str]]]:
        target = self.root.parent / f"marks-{lms}.csv"
        done = self.run("marks", self.root, "--lms", lms, "-o", target, *more)
        with target.open(encoding="utf-8", newline="") as file:
            return done, list(csv.DictReader(file))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def cycle(request, tmp_path, forks) -> Cycle:
    """A folder whose settings were there first, and a download of Canvas's."""
    config = CONFIG.format("")
    if request.param == "postgres":
        url = request.getfixturevalue("database")("cycle")
        config = CONFIG.format(f"c.CourseDirectory.db_url = {url!r}\n")
    root = tmp_path / "course"
    root.mkdir()
    (root / "nbgrader_config.py").write_text(config + ZERO_WHEN_LATE)
    (tmp_path / "canvas.csv").write_text(CANVAS)
    (tmp_path / "moodle.csv").write_text(MOODLE)
    made = small_class.notebooks() | {"torn": "{torn"}
    (tmp_path / "in").mkdir()
    for name, prefix in FILES.items():
        (tmp_path / "in" / f"{prefix}_{CHAPTER}.ipynb").write_text(made[name])
    return Cycle(root, forks)


def test_the_same_numbers_from_the_first_grading_to_the_lms(cycle, tmp_path, monkeypatch):
    settings = cycle.root / "nbgrader_config.py"
    own = settings.read_text()
    source = str(tmp_path / "in")
    refused = cycle.run("grade", source, "--chapter", CHAPTER, "--course", cycle.root)
    assert refused.code == 3 and "c.Autograde.exporter_class = " in refused.output
    assert not (cycle.root / "gradebook.db").exists() and not (cycle.root / "journal").exists()
    fixed = cycle.run("doctor", "--course", cycle.root, "--fix")
    assert fixed.code == 0 and "✓ course id: cs229" in fixed.output
    assert settings.read_text().startswith(own)
    assert (cycle.root / "nbgrader_config.py.before-1").read_text() == own

    # Graded the first time: the LMS marks Ada as late, and the course's rule takes everything.
    said = cycle.grade("--due", DUE)
    assert LATE in said and "18/20" in said and "the LMS marks it as late" in said
    database = re.search(r"^gradebook +(.*)$", said, re.MULTILINE)
    assert database is not None
    if (cycle.root / "gradebook.db").exists():
        assert database[1] == str(cycle.root / "gradebook.db")
    else:
        assert database[1].startswith("postgresql+psycopg://teacher:***@/cycle?host=")
    assert _standings(cycle) == {"11": (20, 20), "12": (18, 0), "14": (0, 0)}
    assert _times(cycle) == {"11": "2026-03-01 12:00:01", "12": "None", "14": "None"}
    with cycle.book() as book:
        assert list(book.db.execute(select(BookCourse.id)).scalars()) == ["cs229"]
        assert book.find_assignment(CHAPTER).course_id == "cs229"

    # Again, now by the gradebook's own date: nothing is another.
    before = cycle.rows()
    said = cycle.grade()
    assert cycle.rows() == before and "marks changed" not in said
    first = cycle.run("diff", "--chapter", CHAPTER, "--course", cycle.root)
    assert first.code == 1 and "4 changed by the run" in first.output

    _put_off_and_back(cycle)
    _by_hand_and_again(cycle)
    totals = {"11": 0.0, "12": 17.0, "13": None, "14": None}
    _reported(cycle)
    _exported(cycle, totals, tmp_path)

    _in_formgrader(cycle, monkeypatch)

    # nbgrader's own command finds everything graded, and says the same when it is forced.
    before = _standings(cycle)
    cycle.nbgrader("autograde", CHAPTER, "--student", "12", "--force")
    assert _standings(cycle) == before
    with cycle.book() as book:
        assert list(book.db.execute(select(BookCourse.id)).scalars()) == ["cs229"]


def _standings(cycle: Cycle) -> dict[str, tuple[float, float]]:
    with cycle.book() as book:
        return {
            s.student_id: (s.score, s.late_submission_penalty)
            for s in sorted(book.assignment_submissions(CHAPTER), key=lambda s: s.student_id)
        }


def _times(cycle: Cycle) -> dict[str, str]:
    with cycle.book() as book:
        return {s.student_id: str(s.timestamp) for s in book.assignment_submissions(CHAPTER)}


def _put_off_and_back(cycle: Cycle) -> None:
    """A due date that moves takes penalty and flag away, and brings them back."""
    with cycle.book() as book:
        book.find_assignment(CHAPTER).duedate = PUT_OFF
        book.db.commit()
    for more, old, new in (((), LATE, ON_TIME), (("--due", DUE), ON_TIME, LATE)):
        said = cycle.grade(*more)
        late = new == LATE
        assert "One student's marks changed." in said
        assert ("the LMS marks it as late" in said) is late
        assert _standings(cycle)["11"] == (20, 20 if late else 0)
        assert ("20 of your points were taken off" in _page(cycle, "11")) is late
        found = cycle.run("diff", "--chapter", CHAPTER, "--course", cycle.root, "--json")
        (change,) = [json.loads(line) for line in found.output.splitlines()]
        assert found.code == 1
        assert (change["student"], change["before"], change["after"]) == ("11", old, new)
        assert change["exercises"] == {}
        table = cycle.run("diff", "--chapter", CHAPTER, "--course", cycle.root).output
        assert "Ada Lovelace" in table and old in table and new in table
        journal = Journal(Course(cycle.root).journal_path(CHAPTER))
        (ada,) = [r for r in journal.results() if r.submission.student == "11"]
        assert (ada.state == "flagged") is late


def _page(cycle: Cycle, student: str) -> str:
    return Course(cycle.root).feedback_path(student, CHAPTER).read_text(encoding="utf-8")


def _by_hand_and_again(cycle: Cycle) -> None:
    """A mark by hand stays through a regrade, which changes nothing and says so."""
    with cycle.book() as book:
        grade = book.find_grade("check-vjp", CHAPTER, CHAPTER, "12")
        assert grade.auto_score >= 1
        grade.manual_score = grade.auto_score - 1
        book.find_comment("vjp", CHAPTER, CHAPTER, "12").manual_comment = "Say why v is needed."
        book.db.commit()
    said = cycle.grade("--regrade")
    assert "Nobody's marks changed." in said
    assert _standings(cycle) == {"11": (20, 20), "12": (17, 0), "14": (0, 0)}
    lines = [json.loads(line) for line in cycle.grade("--json").splitlines() if line[0] == "{"]
    told = {line["student"]: (line["score"], line["penalty"], line["total"]) for line in lines}
    for line in lines:
        assert list(line)[:7] == ["id", "name", "chapter", "state", "points", "max", "flag"]
        assert (line["id"], line["points"], line["max"]) == (
            line["student"], line["total"], line["total_max"],
        )  # fmt: skip
    assert told == {
        "11": (20, 20, 0), "12": (18, 0, 17), "13": (None, 0, None), "14": (None, 0, None),
    }  # fmt: skip


def _reported(cycle: Cycle) -> None:
    assert cycle.run("report", "--course", cycle.root).code == 0
    done = cycle.run("feedback", "--course", cycle.root)
    assert done.code == 0 and "4 pages, 1 of them with points or comments" in done.output
    assert "Say why v is needed." in _page(cycle, "12")
    assert "20 of your points were taken off" in _page(cycle, "11")


def _in_formgrader(cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    """What formgrader's pages are made from, as nbgrader finds it in the folder."""
    monkeypatch.chdir(cycle.root)
    config = read_config(cycle.root)
    config.CourseDirectory.root = str(cycle.root)
    api = NbGraderAPI(config=config)
    rows = {row["student"]: row for row in api.get_submissions(CHAPTER)}
    scores = {student: row["score"] for student, row in rows.items()}
    assert scores == {"11": 20, "12": 17, "14": 0}
    assert not rows["11"]["needs_manual_grade"] and not rows["12"]["needs_manual_grade"]
    # Of what cannot be read there is no graded notebook to show.
    assert api.get_autograded_students(CHAPTER) == {"11", "12"}
    assert api.get_assignment(CHAPTER)["display_duedate"].startswith("2026-03-01 12:00:00")


def _exported(cycle: Cycle, totals: dict[str, float | None], tmp_path: Path) -> None:
    """Every way out of the gradebook says the same."""
    done, rows = cycle.marks("nbgrader")
    assert {r["student_id"]: float(r["score"]) if r["score"] else None for r in rows} == totals
    assert "1 with a file that cannot be read, so no mark: 14." in done.output
    assert done.code == 1

    done, rows = cycle.marks("canvas", "--template", tmp_path / "canvas.csv")
    column = {row["ID"]: row["Autograd (77)"] for row in rows[1:]}
    assert column == {"11": "0", "12": "17", "13": "", "14": "5"}
    assert "2 marks: 1 new, 0 unchanged, 1 changed; in the column Autograd (77)." in done.output
    assert "12 Bo Bauer: 7 -> 17" in done.output

    done, rows = cycle.marks("moodle", "--template", tmp_path / "moodle.csv")
    column = {row["ID number"]: row["Grade"] for row in rows}
    assert column == {"11": "0", "12": "17", "14": "5.00"}
    assert "12 Bo Bauer: 7.00 -> 17" in done.output
    comments = {row["ID number"]: row["Feedback comments"] for row in rows}
    assert comments["12"].startswith("<p>See me.</p><p>") and "vjp " in comments["12"]
    assert comments["11"].endswith("late penalty -20") and comments["14"] == ""

    cycle.nbgrader("export", "--to", str(tmp_path / "grades.csv"))
    with (tmp_path / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    exported = {r["student_id"]: float(r["score"]) if r["score"] else None for r in rows}
    # Who handed in nothing has 0 in nbgrader's own file, as nbgrader has it.
    assert exported == totals | {"13": 0.0}
