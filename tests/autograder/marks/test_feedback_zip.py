"""The zip of feedback pages, as Moodle's importer takes it apart."""

from __future__ import annotations

import zipfile

import pytest
from typer.testing import CliRunner

from autograder.cli.app import app
from autograder.collect.roster import Person, Roster
from autograder.course.course import Course
from autograder.errors import Refused
from autograder.marks.book import read_marks
from autograder.marks.feedback_zip import folder_name, pack_feedback
from autograder.marks.moodle import MoodleLine
from tests.autograder.marks.books import CHAPTER, FULL, make_book

STUDENTS = {
    "12": ("Jane Doe", FULL),
    "13": ("Snake_Case van_der 7", FULL),
    "14": ("김 민수", FULL),
    "15": ("No File", None),
    "16": ("../../etc/passwd", FULL),
}
WORKSHEET = """Identifier,Full name,Email address,Status,Grade,Maximum Grade
Participant 501,Jane Doe,jane@u.example,Submitted,,20.00
Participant 502,Snake_Case van_der 7,s@u.example,Submitted,,20.00
Participant 503,김 민수,kim@u.example,Submitted,,20.00
Participant 504,No File,no@u.example,No submission,,20.00
Participant 505,../../etc/passwd,p@u.example,Submitted,,20.00
"""


def moodle_import(path, participants):
    """Participant's number -> file name -> content, by the rule of Moodle's zip importer.

    A path is taken apart at its slashes; the first part with four underlines, a known number in
    the second place and a plugin's name behind it decides, and the rest is the file's name.
    """
    found = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            parts = ["import", *entry.filename.split("/")]
            if parts[-1].startswith((".", "~")):
                continue
            while parts:
                info = parts.pop(0).split("_", 4)
                if len(info) < 5 or not info[1].isdigit() or int(info[1]) not in participants:
                    continue
                if (info[2], info[3]) == ("assignsubmission", "file"):
                    name = "/".join([info[4], *parts])
                    found.setdefault(int(info[1]), {})[name] = archive.read(entry)
                    break
    return found


@pytest.fixture
def course(tmp_path):
    folder = Course(make_book(tmp_path / "course", STUDENTS))
    for student in STUDENTS:
        page = folder.feedback_path(student, CHAPTER)
        page.parent.mkdir(parents=True)
        page.write_text(f"<p>page of {student}</p>")
    return folder


@pytest.fixture
def worksheet(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_text(WORKSHEET, encoding="utf-8")
    return path


def test_moodle_hands_every_page_to_its_student(course, worksheet, tmp_path):
    out = tmp_path / "feedback.zip"
    packed = pack_feedback(out, worksheet, course, read_marks(course.root, CHAPTER), Roster())
    got = moodle_import(out, range(501, 506))
    name = f"/feedback-{CHAPTER}.html"
    assert got == {
        501: {name: b"<p>page of 12</p>"},
        502: {name: b"<p>page of 13</p>"},
        503: {name: b"<p>page of 14</p>"},
        505: {name: b"<p>page of 16</p>"},
    }
    assert packed.pages == 4 and packed.size == out.stat().st_size
    assert [note for note in packed.notes if "nothing handed in" in note and "15" in note]
    with zipfile.ZipFile(out) as archive:
        assert not [n for n in archive.namelist() if n.startswith(("/", ".")) or ".." in n]


def test_the_same_pages_are_the_same_bytes(course, worksheet, tmp_path):
    marks = read_marks(course.root, CHAPTER)
    for name in ("a.zip", "b.zip"):
        pack_feedback(tmp_path / name, worksheet, course, marks, Roster())
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_an_anonymous_worksheet_finds_its_students_by_the_roster(course, tmp_path):
    path, out = tmp_path / "anonymous.csv", tmp_path / "feedback.zip"
    path.write_text("Identifier,Status,Grade,Maximum Grade\nParticipant 503,Submitted,,20\n")
    roster = Roster((Person("14", "", participant="503"),))
    pack_feedback(out, path, course, read_marks(course.root, CHAPTER), roster)
    assert list(moodle_import(out, {503})) == [503]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("ID number,Email address\n12,j@u.example\n", "Download grading worksheet"),
        ("Identifier,Full name,Grade\nParticipant 501,Somebody Else,\n", "nobody in"),
        (
            "Identifier,Full name,Grade\nParticipant 501,Jane Doe,\nParticipant 502,Jane Doe,\n",
            "more than one line for 12",
        ),
        ("", "found: nothing"),
    ],
)
def test_what_cannot_be_right_is_refused_and_no_zip_is_made(text, part, course, tmp_path):
    path, out = tmp_path / "worksheet.csv", tmp_path / "feedback.zip"
    path.write_text(text)
    with pytest.raises(Refused, match=part):
        pack_feedback(out, path, course, read_marks(course.root, CHAPTER), Roster())
    assert not out.exists()


@pytest.mark.parametrize("name", ["", "___", "...", "~x", 'a/b\\c:d*e?f"g<h>i|j', "x" * 500])
def test_whatever_the_name_is_the_number_stays_in_its_place(name):
    folder = folder_name(MoodleLine((), name, "501"))
    assert folder.split("_", 4)[1:] == ["501", "assignsubmission", "file", ""]
    assert len(folder) < 100 and not set('/\\:*?"<>|~') & set(folder)


def test_the_command_says_what_it_packed(course, worksheet, tmp_path):
    out = tmp_path / "feedback.zip"
    words = ["feedback-files", "--worksheet", str(worksheet), "-o", str(out)]
    done = CliRunner().invoke(app, [*words, "--course", str(course.root)])
    assert done.exit_code == 1
    assert f"{out}: 4 pages, 1 kB." in done.output and "15" in done.output
