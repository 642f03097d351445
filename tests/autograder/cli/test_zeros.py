"""``marks --missing-as-zero``: it says whom it would touch, and never a member of a group."""

from __future__ import annotations

import pty

import pytest
from typer.testing import CliRunner

from autograder.cli import zeros
from autograder.cli.app import app
from autograder.collect.teams import Team, TeamMember, Teams, keep_teams
from autograder.errors import Refused
from autograder.marks.book import read_marks
from tests.autograder.marks.books import CHAPTER, FULL, make_book

HEADER = "Student,ID,SIS Login ID,Section,Logistic regression (12)\n"
CLASS = {"1": ("Ada One", FULL), "2": ("Bo Two", None), "3": ("Cy Three", None)}


@pytest.fixture
def course(tmp_path):
    (tmp_path / "export.csv").write_text(
        f'{HEADER}"One, Ada",1,,,\n"Two, Bo",2,,,7\n"Three, Cy",3,,,\n'
    )
    return make_book(tmp_path / "c", CLASS)


def run(course, *words, answer=None):
    template, output = course.parent / "export.csv", course.parent / "out.csv"
    line = ("marks", course, "--lms", "canvas", "--template", template, "-o", output, *words)
    runner = CliRunner(env={"COLUMNS": "160", "NO_COLOR": "1"})
    done = runner.invoke(app, [str(word) for word in line], input=answer)
    return done, output.read_text() if output.exists() else None


def grouped(course, *students, strangers=(), **more):
    team = Team("Group 1", tuple(TeamMember(one) for one in students), **more)
    keep_teams(CHAPTER, Teams((team,), course, strangers=strangers))


def test_without_a_terminal_everybody_is_listed_and_nothing_is_written(course):
    done, written = run(course, "--missing-as-zero")
    assert isinstance(done.exception, Refused) and "then give --yes" in str(done.exception)
    assert "2 students have handed in nothing and would get 0" in done.output
    assert "  2 Bo Two: 7 -> 0\n  3 Cy Three: no mark -> 0\n" in done.output
    assert written is None


def test_yes_writes_them_and_still_names_them(course):
    done, written = run(course, "--missing-as-zero", "--yes")
    assert done.exit_code == 1, "a mark changed"
    assert "  3 Cy Three: no mark -> 0" in done.output
    assert written is not None and written.splitlines()[1:] == [
        '"One, Ada",1,,,20', '"Two, Bo",2,,,0', '"Three, Cy",3,,,0'
    ]  # fmt: skip


def test_a_dry_run_lists_them_and_asks_nothing(course):
    done, written = run(course, "--missing-as-zero", "--dry-run")
    assert done.exception is None or done.exit_code == 1
    assert "  2 Bo Two: 7 -> 0" in done.output and written is None


@pytest.mark.parametrize(("answer", "wrote"), [("n\n", False), ("y\n", True), ("", False)])
def test_at_a_terminal_it_asks(course, monkeypatch, answer, wrote):
    master, slave = pty.openpty()
    with open(slave, "rb", buffering=0) as terminal:
        # The runner's own input answers; a real terminal says that somebody is there.
        monkeypatch.setattr(zeros, "asked_from", lambda: terminal)
        done, written = run(course, "--missing-as-zero", answer=answer)
    with open(master, "rb", buffering=0):
        pass
    assert "Write these zeros?" in done.output
    assert (written is not None) is wrote


def test_nobody_is_asked_where_nobody_would_get_a_zero(tmp_path, course):
    done, written = run(course)
    assert "would get 0" not in done.output and written is not None


@pytest.mark.parametrize("more", [{"filed": True}, {"shared": {"9": "d"}}, {}])
def test_a_member_of_a_group_that_handed_in_gets_no_zero(course, more):
    # Without the group's file on record, the mark of another member is the sign.
    grouped(course, *(("2",) if more else ("1", "2")), **more)
    done, written = run(course, "--missing-as-zero", "--yes")
    assert "1 student has handed in nothing and would get 0" in done.output
    assert "1 without a mark, though their groups handed in" in done.output
    assert written is not None and '"Two, Bo",2,,,7' in written and '"Three, Cy",3,,,0' in written


def test_a_group_that_handed_in_nothing_protects_nobody(course):
    grouped(course, "2", "3")
    assert {mark.state for mark in read_marks(course, CHAPTER).by_student.values()} == {
        "marked", "missing"
    }  # fmt: skip
    assert "2 students have" in run(course, "--missing-as-zero")[0].output


def test_somebody_in_the_list_who_is_on_no_roster_is_said_before_the_zeros(course):
    grouped(course, "1", strangers=(("Group 1", "33"),))
    assert (
        "not on the roster (33 (Group 1)): if one of" in run(course, "--missing-as-zero")[0].output
    )
