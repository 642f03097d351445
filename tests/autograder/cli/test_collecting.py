"""``grade --dry-run`` and ``marks`` as a person types them."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.errors import Refused
from tests.autograder.collect.lms_class import CHAPTER, OTHER, notebook
from tests.autograder.marks.books import FULL, WAITING, make_book

HEADER = "Student,ID,SIS Login ID,Section,Logistic regression (12)\n"


def run(*words):
    runner = CliRunner(env={"COLUMNS": "160", "NO_COLOR": "1"})
    return runner.invoke(app, [str(word) for word in words])


@pytest.fixture
def download(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "doejane_LATE_12_34_hw.ipynb").write_bytes(notebook("jane"))
    (folder / "liwei_13_35_hw.ipynb").write_bytes(notebook("li", OTHER))
    (tmp_path / "roster.csv").write_text("id,name\n12,Jane Doe\n13,Li Wei\n14,Al Absent\n")
    return folder


def test_a_dry_run_shows_every_file_and_who_has_none_and_writes_nothing(download, tmp_path):
    words = ("--roster", tmp_path / "roster.csv", "--course", tmp_path / "course")
    done = run("grade", download, *words, "--dry-run")
    assert done.exit_code == 0, done.output
    for part in ("12 Jane Doe", "late", "the LMS marks it as late", "this is chapter 2",
                 "14 Al Absent", "on the roster, but no file was found",
                 "Detected layout: canvas. 3 students, 1 with a file"):  # fmt: skip
        assert part in done.output
    assert not (tmp_path / "course").exists()


def test_a_section_s_dry_run_shows_its_share_alone(download, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,section\n12,Jane Doe,A\n13,Li Wei,B\n14,Al Absent,B\n")
    words = ("grade", download, "--roster", roster, "--course", tmp_path / "course", "--dry-run")
    done = run(*words, "--section", "A")
    assert done.exit_code == 0, done.output
    assert "1 students, 1 with a file" in done.output and "12 Jane Doe" in done.output
    assert "Absent" not in done.output and "liwei" not in done.output
    assert not (tmp_path / "course").exists()
    refused = run(*words, "--section", "C")
    assert isinstance(refused.exception, Refused)
    assert "there is no section 'C'" in str(refused.exception)


def test_an_unknown_section_is_refused_before_anything_is_begun(download, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,section\n12,Jane Doe,A\n13,Li Wei,B\n")
    words = ("grade", download, "--roster", roster, "--course", tmp_path / "course")
    refused = run(*words, "--section", "C")
    assert "there is no section 'C'" in str(refused.exception)
    assert refused.output == "", "no bar of a work that never begins"
    assert not (tmp_path / "course").exists()


def test_a_dry_run_as_json_is_one_object_a_line(download, tmp_path):
    done = run("grade", download, "--course", tmp_path / "course", "--dry-run", "--json")
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert [line.get("what") for line in lines[:2]] == ["graded", "noted"]
    assert lines[0]["late"] is True and lines[1]["chapter"] == OTHER


@pytest.mark.parametrize("others", [0, 3])
def test_a_forgotten_chapter_is_asked_for_whatever_else_lies_there(others, tmp_path):
    """Also where no chapter has the most: nothing there is of the usual one."""
    (tmp_path / "in").mkdir()
    for n in range(2):
        (tmp_path / "in" / f"student{n}.ipynb").write_bytes(notebook(str(n), OTHER))
    for n in range(others):
        (tmp_path / "in" / f"guest{n}.ipynb").write_text(
            '{"cells": [{"cell_type": "code", "source": "print(1)"}]}'
        )
    words = ("grade", tmp_path / "in", "--course", tmp_path / "course", "--dry-run")
    done = run(*words)
    assert isinstance(done.exception, Refused)
    assert f"with --chapter {OTHER}" in str(done.exception)
    assert run(*words, "--chapter", "2").exit_code == 0


def test_a_name_that_a_terminal_would_obey_is_shown_as_text(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "[red]\x1b[31mada.ipynb").write_bytes(notebook("x"))
    done = run("grade", tmp_path / "in", "--course", tmp_path / "course", "--dry-run")
    assert done.exit_code == 0 and "\x1b" not in done.output and "[red]" in done.output


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--due", "tomorrow"), "is not a date: give it like"),
        (("--layout", "canvs"), "Did you mean canvas?"),
        (("--roster", "no.csv"), "no.csv does not exist"),
        (("--workers", "x"), "invalid value for '--workers': 'x' is not a whole number."),
        (("--workers", "0"), "invalid value for '--workers': 0 is less than 1."),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_made(words, part, download, tmp_path):
    for more in ((), ("--dry-run",)):
        done = run("grade", download, "--course", tmp_path / "course", *words, *more)
        assert done.exit_code == 2 and part in done.output
        assert not (tmp_path / "course").exists()


def test_marks_are_written_and_who_has_none_is_named(tmp_path):
    course = make_book(tmp_path / "course", {"12": ("Jane Doe", FULL), "13": ("Li Wei", WAITING)})
    (tmp_path / "export.csv").write_text(f'{HEADER}"Doe, Jane",12,j,A,\n"Wei, Li",13,l,A,\n')
    words = ("--lms", "canvas", "--template", tmp_path / "export.csv", "-o", tmp_path / "m.csv")
    done = run("marks", course, "--chapter", CHAPTER, *words)
    assert done.exit_code == 1
    assert (
        "m.csv: 1 mark: 1 new, 0 unchanged, 0 changed; in the column Logistic regression (12)."
        in done.output
    )
    assert "1 without a mark until a person has given points by hand: 13." in done.output
    text = (tmp_path / "m.csv").read_text()
    assert text == f'{HEADER}"Doe, Jane",12,j,A,20\n"Wei, Li",13,l,A,\n'


def test_what_changes_in_the_lms_is_said_and_a_dry_run_writes_nothing(tmp_path):
    course = make_book(tmp_path / "course", {"12": ("Jane Doe", FULL), "13": ("Li Wei", FULL)})
    (tmp_path / "export.csv").write_text(f'{HEADER}"Doe, Jane",12,j,A,7\n"Wei, Li",13,l,A,20.0\n')
    out = tmp_path / "m.csv"
    words = ("marks", course, "--lms", "canvas", "--template", tmp_path / "export.csv", "-o", out)
    for more, written in (("--dry-run",), False), ((), True):
        done = run(*words, *more)
        assert done.exit_code == 1, "a mark that somebody gave goes away"
        assert (
            "2 marks: 0 new, 1 unchanged, 1 changed; in the column Logistic regression (12)."
            in done.output
        )
        assert "  12 Jane Doe: 7 -> 20\n" in done.output
        assert ("Nothing was written" in done.output) is not written
        assert out.exists() is written


def test_a_dry_run_of_marks_needs_no_file_to_write(tmp_path):
    course = make_book(tmp_path / "course", {"12": ("Jane Doe", FULL)})
    (tmp_path / "export.csv").write_text(f'{HEADER}"Doe, Jane",12,j,A,7\n')
    words = ("marks", course, "--lms", "canvas", "--template", tmp_path / "export.csv")
    done = run(*words, "--dry-run")
    assert done.exit_code == 1 and "None" not in done.output
    assert done.output.startswith(
        "1 mark: 0 new, 0 unchanged, 1 changed; in the column Logistic regression (12). "
        "Nothing was written."
    )
    done = run(*words)
    assert done.exit_code == 2 and "--output: it says where the marks go" in done.output


def test_an_lms_that_is_not_known_is_a_wrong_call(tmp_path):
    done = run("marks", tmp_path / "nowhere", "--lms", "blackboard", "-o", tmp_path / "m.csv")
    assert done.exit_code == 2
    assert "there is no 'blackboard'. There are: canvas, moodle, nbgrader" in done.output


def test_marks_for_a_folder_that_was_not_graded_say_what_to_do(tmp_path):
    done = run("marks", tmp_path, "--lms", "canvas", "-o", tmp_path / "m.csv")
    assert isinstance(done.exception, Refused) and "grade first" in str(done.exception)
    assert not (tmp_path / "m.csv").exists()
