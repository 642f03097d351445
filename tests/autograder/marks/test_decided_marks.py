"""Excused is never a zero, and a mark that was set by hand is the mark, in every export."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from traitlets.config import Config

from autograder.course.course import Course
from autograder.course.decisions import Decision
from autograder.course.journal import JournalWriter
from autograder.marks.book import feedback_of, read_marks, with_feedback
from autograder.marks.fill import FillSettings
from autograder.marks.write import LMS, make_file
from autograder.nbgrader_plugin.export import Marks
from tests.autograder.marks.books import CHAPTER, FULL, WAITING, Graded, make_book, open_book

STUDENTS = {
    "1": ("Ada A", FULL),
    "2": ("Bo B", FULL),  # excused, though graded
    "3": ("Cy C", None),  # excused, nothing handed in
    "4": ("Di D", None),  # nothing handed in
    "5": ("Ed E", Graded({"bce": 8.0, "lr-train": 2.0}, penalty=4.0)),  # set by hand
    "6": ("Flo F", WAITING),  # set by hand
    "7": ("Gus G", None),  # set by hand, nothing handed in
}
EXCUSED, SET = ("2", "3"), {"5": 15.0, "6": 0.0, "7": 12.5}
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Logistic regression (77)\r\n"
    "    Points Possible,,,,,20\r\n"
    + "".join(
        f'"{name}",{student},,,A,{{{student}}}\r\n' for student, (name, _) in STUDENTS.items()
    )
)
MOODLE = "ID number,Email address,Assignment: Logistic regression (Real)\r\n" + "".join(
    f"{student},,{{{student}}}\r\n" for student in STUDENTS
)


@pytest.fixture
def course(tmp_path) -> Path:
    made = make_book(tmp_path / "course", STUDENTS)
    with JournalWriter(Course(made).journal_path(CHAPTER)) as writer:
        for student in EXCUSED:
            writer.decide(Decision("excuse", student, "root", "ill", "2026-03-01T10:00:00+00:00"))
        for student, mark in SET.items():
            writer.decide(
                Decision("override", student, "root", "oral", "2026-03-01", mark=mark, most=20.0)
            )
    return made


def template(folder: Path, text: str, **there: str) -> Path:
    path = folder / "export.csv"
    cells = ["", *(there.get(f"s{student}", "") for student in STUDENTS)]
    path.write_text(text.format(*cells), newline="")
    return path


def cells(data: bytes, key: str, column: str) -> dict[str, str]:
    return {row[key]: row[column] for row in csv.DictReader(io.StringIO(data.decode()))}


@pytest.mark.parametrize("zero", [False, True])
def test_canvas_gets_ex_and_the_mark_that_was_set(course, tmp_path, zero):
    path = template(tmp_path, CANVAS, s2="18", s3="ex", s5="6", s1="20")
    settings = FillSettings(missing_as_zero=zero)
    filled = make_file("canvas", read_marks(course, CHAPTER), settings, path)
    found = cells(filled.data, "ID", "Logistic regression (77)")
    assert found == {
        "": "20", "1": "20", "2": "EX", "3": "ex", "4": "0" if zero else "",
        "5": "15", "6": "0", "7": "12.5",
    }  # fmt: skip
    assert filled.changed == [("2", "18", "EX"), ("5", "6", "15")]
    assert "2 excused from the chapter, so no mark: 2, 3." in filled.notes


def test_a_column_that_is_not_the_student_s_in_canvas_stays_so(course, tmp_path):
    path = template(tmp_path, CANVAS, s2="N/A")
    filled = make_file("canvas", read_marks(course, CHAPTER), FillSettings(), path)
    assert cells(filled.data, "ID", "Logistic regression (77)")["2"] == "N/A"


@pytest.mark.parametrize("zero", [False, True])
def test_moodle_s_cell_is_emptied_because_a_mark_there_would_count(course, tmp_path, zero):
    path = template(tmp_path, MOODLE, s2="18", s3="-", s5="6")
    settings = FillSettings(missing_as_zero=zero)
    filled = make_file("moodle", read_marks(course, CHAPTER), settings, path)
    found = cells(filled.data, "ID number", "Assignment: Logistic regression (Real)")
    assert (found["2"], found["3"], found["4"]) == ("", "-", "0" if zero else "")
    assert (found["5"], found["6"], found["7"]) == ("15", "0", "12.5")
    assert ("2", "18", "nothing") in filled.changed


@pytest.mark.parametrize("lms", LMS)
def test_without_a_template_too(course, lms):
    filled = make_file(lms, read_marks(course, CHAPTER), FillSettings(missing_as_zero=True), None)
    key, column = {
        "canvas": ("SIS User ID", CHAPTER),
        "moodle": ("ID number", f"{CHAPTER} (Real)"),
        "nbgrader": ("student_id", "score"),
    }[lms]
    if lms == "canvas":
        key = "ID"
    found = cells(filled.data, key, column)
    assert {s: found[s] for s in EXCUSED} == dict.fromkeys(EXCUSED, "EX" if lms == "canvas" else "")
    assert {s: float(found[s]) for s in SET} == SET
    assert float(found["4"]) == 0.0


def test_nbgrader_s_own_export_says_the_same(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course)
    target = tmp_path / "grades.csv"
    with open_book(course) as book:
        Marks(config=Config(ExportPlugin={"to": str(target)})).export(book)
    rows = {row["student_id"]: row for row in csv.DictReader(target.open())}
    for student in EXCUSED:
        row = rows[student]
        assert [row[n] for n in ("raw_score", "late_submission_penalty", "score")] == [""] * 3
    assert {s: float(rows[s]["score"]) for s in SET} == SET
    assert (rows["5"]["raw_score"], rows["5"]["late_submission_penalty"]) == ("10.0", "0.0")
    assert rows["4"]["score"] == "0.0" and rows["1"]["score"] == "20.0"


def test_the_line_for_a_comment_says_that_the_mark_was_set_and_is_replaced_as_a_whole(course):
    mark = read_marks(course, CHAPTER).by_student["5"]
    line = feedback_of(mark)
    assert line == "bce 8/8; lr-train 2/12; mark set by hand 15"
    assert with_feedback(f"Well done.\n{line}", mark) == f"Well done.\n{line}"


def test_what_was_taken_back_counts_no_more(course):
    with JournalWriter(Course(course).journal_path(CHAPTER)) as writer:
        for kind, student in (("excuse", "3"), ("override", "5")):
            writer.decide(Decision(kind, student, "root", at="2026-03-02", undone=True))
        # The later one of the two counts.
        writer.decide(Decision("override", "2", "root", "x", "2026-03-02", mark=1.0, most=20.0))
    marks = read_marks(course, CHAPTER).by_student
    assert (marks["3"].state, marks["5"].score, marks["2"].score) == ("missing", 6.0, 1.0)
