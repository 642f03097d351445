"""Marks of one section: its lines are written, every other one stays; and who is not graded yet."""

from __future__ import annotations

import csv
import datetime
import io

import pytest

from autograder.collect.lateness import append_ledger, ledger_path
from autograder.errors import Refused
from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.write import make_file
from tests.autograder.cli.test_report_command import run
from tests.autograder.marks.books import CHAPTER, FULL, make_book

STUDENTS = {
    "ada1": ("Ada Byron", FULL),
    "ben2": ("Ben Falls", FULL),
    "cem3": ("Cem Absent", None),
    "dee4": ("Dee Absent", None),
}
CANVAS = """Student,ID,SIS Login ID,Section,Logistic regression (12)
    Points Possible,,,,20
"Byron, Ada",1,ada1,A,7
"Falls, Ben",2,ben2,B,7
"Absent, Cem",3,cem3,A,
"Absent, Dee",4,dee4,B,
"Nobody, Known",9,zoe9,B,
"""
MOODLE = """First name,Surname,ID number,Assignment: Logistic regression (Real)
Ada,Byron,ada1,7.00
Ben,Falls,ben2,7.00
Cem,Absent,cem3,-
Dee,Absent,dee4,-
"""


@pytest.fixture
def course(tmp_path):
    root = make_book(tmp_path / "course", STUDENTS)
    # Written by a person, whose capitals are no other student's.
    (root / "sections.csv").write_text("id,section\nADA1,A\nben2,B\ncem3,A\ndee4,B\n")
    return root


@pytest.mark.parametrize(("lms", "text"), [("canvas", CANVAS), ("moodle", MOODLE)])
def test_a_template_gets_the_section_s_marks_and_no_other_byte(course, tmp_path, lms, text):
    template, out = tmp_path / "export.csv", tmp_path / "marks.csv"
    template.write_text(text)
    done = run("marks", "--lms", lms, "--course", course, "--section", "a", "--template", template,
               "-o", out, "--missing-as-zero", "--yes")  # fmt: skip
    before, after = text.splitlines(), out.read_text("utf-8").splitlines()
    changed = {new for old, new in zip(before, after, strict=True) if old != new}
    assert len(changed) == 2 and {line.rpartition(",")[2] for line in changed} == {"20", "0"}
    assert not any("Ben" in line or "Dee" in line for line in changed)
    assert "left alone, as of no student of the section" in done.output
    assert "7 -> 20" in done.output or "7.00 -> 20" in done.output
    for other in ("ben2", "dee4", "Nobody"):
        assert other not in done.output, "another section's students are not this one's business"


@pytest.mark.parametrize("lms", ["canvas", "moodle", "nbgrader"])
def test_a_file_without_a_template_has_the_section_alone(course, tmp_path, lms):
    out = tmp_path / "marks.csv"
    run("marks", "--lms", lms, "--course", course, "--section", "A", "-o", out)
    text = out.read_text("utf-8-sig")
    assert "ada1" in text and "ben2" not in text and "dee4" not in text
    assert list(csv.reader(io.StringIO(text)))


def test_a_stranger_s_file_stops_a_section_s_zeros_too(tmp_path):
    """A group's name is in no section, and its members would have got zeros."""
    root = make_book(tmp_path / "course", {**STUDENTS, "Group 1": ("", FULL)})
    settings = FillSettings(missing_as_zero=True, mine=frozenset({"ada1", "cem3"}))
    template = tmp_path / "export.csv"
    template.write_text(CANVAS)
    for lms, place in (("canvas", template), ("nbgrader", None)):
        with pytest.raises(Refused, match="0 to cem3, but the files of Group 1 are of nobody"):
            make_file(lms, read_marks(root, CHAPTER), settings, place)


@pytest.mark.parametrize("kept", ["file", "ledger"])
def test_a_file_that_nobody_has_graded_is_never_a_zero(course, tmp_path, kept):
    """Collected with another section's, or before a run was stopped."""
    if kept == "file":
        place = course / "submitted" / "cem3" / CHAPTER
        place.mkdir(parents=True)
        (place / f"{CHAPTER}.ipynb").write_text("{}")
    else:
        now = datetime.datetime.now(datetime.UTC)
        append_ledger(ledger_path(course, CHAPTER), now, "a.zip", [("cem3", "ab" * 32)], {})
    marks = read_marks(course, CHAPTER)
    assert {s: m.state for s, m in marks.by_student.items()} == {
        "ada1": "marked", "ben2": "marked", "cem3": "ungraded", "dee4": "missing",
    }  # fmt: skip
    filled = make_file("canvas", marks, FillSettings(missing_as_zero=True), None)
    assert filled.zeros == ["dee4"]
    assert "1 with a file that is not graded yet, so no mark; run `grade` for them: cem3." in (
        filled.notes
    )
