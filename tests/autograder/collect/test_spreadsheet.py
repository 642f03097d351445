"""Lists that went through a spreadsheet: what can be taken back is, the rest is refused."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest

from autograder.collect.collect import collect
from autograder.collect.groups import read_groups
from autograder.collect.known import known_in
from autograder.collect.plan import Options
from autograder.collect.roster import Person, Roster, read_roster
from autograder.collect.sections import read_sections
from autograder.errors import Refused
from autograder.marks.book import read_marks
from autograder.marks.fill import FillSettings
from autograder.marks.write import make_file
from tests.autograder.collect.lms_class import CHAPTER, notebook
from tests.autograder.marks.books import FULL, make_book

SPOILT = [
    ("1.23457E+11", "shortened a long number"),
    ("1,23457E+11", "shortened a long number"),
    ("1e+05", "shortened a long number"),
    ("123.0", "taken the ids for numbers"),
    ("124.000", "taken the ids for numbers"),
    ("####", "put its own sign"),
    ("#N/A", "put its own sign"),
]
READERS = {
    "roster": (read_roster, "id;name\n7;Bo Ek\n{};Ada Byron\n"),
    "groups": (read_groups, "group;id\nA;7\nA;{}\n"),
    "members": (read_groups, "group;member 1;member 2;;\nA;8;9;;\nB;{};7;;\n"),
    "sections": (lambda path: read_sections(path.parent), "id;section\n7;A\n{};B\n"),
}


def listed(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "sections.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(("cell", "why"), SPOILT)
def test_an_id_that_a_spreadsheet_has_spoilt_is_refused_with_its_line(tmp_path, kind, cell, why):
    read, text = READERS[kind]
    path = listed(tmp_path, text.format(cell))
    with pytest.raises(Refused, match=f"{why}.*export as it comes") as refused:
        read(path)
    found = cell.rpartition(",")[2] if kind == "members" else cell
    assert f"{path} has {found} for an id in line 3" in str(refused.value)


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("cell", ["1E5", "e+11", "12.5.3", "1.10", "s#", "007", "a@b.example"])
def test_an_id_that_only_looks_like_it_is_one(tmp_path, kind, cell):
    read, text = READERS[kind]
    assert cell in repr(read(listed(tmp_path, text.format(cell))))


@pytest.mark.parametrize("cell", ['"=""007"""', "'007", "007"])
def test_what_keeps_an_id_from_being_a_number_is_not_part_of_it(tmp_path, cell):
    people = read_roster(listed(tmp_path, f"id,name\n{cell},Ada Byron\n")).people
    assert [one.student for one in people] == ["007"]
    groups = read_groups(listed(tmp_path, f"group,id\nA,{cell}\n")).groups
    assert groups[0].members[0].ids == ("007",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_empty_columns_and_lines_behind_the_list_are_nobody(tmp_path, encoding, separator):
    lines = ["id,name,,", "007,Ada Byron,,", ",,,", "8,Bo Ek,,", ",,,", ",,,"]
    text = "\r\n".join(lines).replace(",", separator) + "\r\n"
    people = read_roster(listed(tmp_path, text, encoding)).people
    assert [(one.student, one.name) for one in people] == [("007", "Ada Byron"), ("8", "Bo Ek")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('id,name\n1,"Ada Byron\n2,Bo Ek\n', "a quotation mark in line 2 never ends"),
        ('id,name\n1,"Ada\n2,Bo Ek\n3,"Li Wei"\n', "over more than one line, from line 2 on"),
        ("id,name\n,,\n", "has column names and nobody in it"),
    ],
)
def test_nobody_is_swallowed_by_a_quotation_mark(tmp_path, text, why):
    with pytest.raises(Refused, match=why):
        read_roster(listed(tmp_path, text))


def test_a_title_over_two_lines_is_the_same_title(tmp_path):
    people = read_roster(listed(tmp_path, '"Student\nID",Name\n1,Ada Byron\n')).people
    assert people[0].student == "1"


def test_an_address_that_two_have_is_neithers(tmp_path):
    text = "id,name,email\n1,Ada Byron,x@y.example\n2,Bo Ek,X@Y.example\n3,Li Wei,l@y.example\n"
    roster = read_roster(listed(tmp_path, text))
    assert roster.by_id("x@y.example") is None and roster.by_id("l@y.example").student == "3"
    assert {one.student for one in roster.by_shared_id("x@y.example")} == {"1", "2"}


def test_an_own_id_is_believed_before_anothers_login():
    ada, bo = Person("5", "Ada Byron"), Person("7", "Bo Ek", others=("5",))
    for people in ((ada, bo), (bo, ada)):
        assert Roster(people).by_id("5") is ada


def handed_in(tmp_path, *owners):
    path = tmp_path / "in.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, owner in enumerate(owners):
            archive.writestr(f"{owner}/{CHAPTER}.ipynb", notebook(f"own {number}"))
    return path


def remarks_of(collected):
    return {remark.code: remark for remark in collected.remarks}


def test_a_file_under_an_address_that_two_have_is_nobodys_and_both_are_named(tmp_path):
    text = "id,name,email\n1,Ada Byron,x@y.example\n2,Bo Ek,x@y.example\n3,Li Wei,l@y.example\n"
    roster = read_roster(listed(tmp_path, text))
    collected = collect(handed_in(tmp_path, "x@y.example", "3"), CHAPTER, tmp_path / "c", roster)
    found = {one.student: [r.code for r in one.remarks] for one in collected.submissions}
    assert found["1"] == found["2"] == ["no-file"] and found["3"] == []
    asked = next(one for one in collected.submissions if one.student == "x@y.example")
    assert asked.remarks[0].text == (
        "the roster has more than one x@y.example (1, 2): say which of them handed in this file"
    )


def test_a_roster_without_zeros_is_named_in_a_new_course(tmp_path):
    roster = read_roster(listed(tmp_path, "id,name\n7,Ada Byron\n12,Bo Ek\n3,Li Wei\n"))
    files = handed_in(tmp_path, "007", "00012", "3")
    collected = collect(files, CHAPTER, tmp_path / "c", roster)
    assert remarks_of(collected)["zeros-dropped"].text == (
        "2 who are not on the roster are there without leading zeros, which spreadsheets drop: "
        "00012, 007. If so, take the LMS's export as it comes for the roster, and grade again."
    )


def test_a_roster_without_zeros_makes_nobody_a_second_student(tmp_path):
    course = tmp_path / "course"
    whole = read_roster(listed(tmp_path, "id,name\n007,Ada Byron\n00012,Bo Ek\n"))
    collect(handed_in(tmp_path, "007"), CHAPTER, course, whole)
    there = sorted(str(one) for one in course.rglob("*"))
    people = json.loads((course / "received" / "people.json").read_text("utf-8"))
    bare = read_roster(listed(tmp_path, "id,name\n7,Byron Ada\n12,Bo Ek\n"))
    with pytest.raises(Refused) as refused:
        collect(handed_in(tmp_path, "7"), CHAPTER, course, bare, Options(known=known_in(course)))
    assert str(refused.value) == (
        "the roster has the id 7 for Byron Ada, who is 007 in this course (and 1 more): "
        "spreadsheets drop leading zeros. Take the LMS's export as it comes. If the id has "
        "changed: student rename 007 7."
    )
    assert sorted(str(one) for one in course.rglob("*")) == there
    assert json.loads((course / "received" / "people.json").read_text("utf-8")) == people
    another = read_roster(listed(tmp_path, "id,name\n7,Li Wei\n007,Ada Byron\n"))
    collected = collect(
        handed_in(tmp_path, "7"), CHAPTER, course, another, Options(known=known_in(course))
    )
    assert [one.student for one in collected.submissions] == ["7", "007"]


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,"Logistic regression (12)",\r
    Points Possible,,,,,20,\r
"Byron, Ada",{0},{1},,A,,\r
"Ek, Bo",8,S8,,A,,\r
,,,,,,\r
"""
MOODLE = """First name;Surname;ID number;Email address;Assignment: Logistic regression (Real);;\r
Ada;Byron;{};;-;;\r
Bo;Ek;8;;-;;\r
;;;;;;\r
"""
UNICODE_TEXT = MOODLE.replace(";", "\t")
TWENTY = FillSettings(points=20)


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    course = tmp_path_factory.mktemp("marks") / "course"
    make_book(course, {"007": ("Ada Byron", FULL), "8": ("Bo Ek", FULL)})
    return read_marks(course, CHAPTER)


@pytest.mark.parametrize(
    ("lms", "text", "encoding"),
    [
        ("canvas", CANVAS.format("007", ""), "utf-8-sig"),
        ("moodle", MOODLE.format('"=""007"""'), "utf-8-sig"),
        ("moodle", UNICODE_TEXT.format("007"), "utf-16"),
    ],
)
def test_a_template_from_a_spreadsheet_is_filled_and_keeps_its_empty_ends(
    marks, tmp_path, lms, text, encoding
):
    filled = make_file(lms, marks, TWENTY, listed(tmp_path, text, encoding))
    assert filled.written == 2 and filled.notes == []
    after = filled.data.decode("utf-16" if encoding == "utf-16" else "utf-8-sig")
    before = text.replace('"=""007"""', "007").replace("-", "20").splitlines()
    if lms == "canvas":
        before = [line.replace("A,,", "A,20,") for line in before]
    assert after.splitlines() == before


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_template_that_canvas_cannot_import_is_said_to_be_one(marks, tmp_path, encoding):
    text = CANVAS.format("007", "").replace('"Byron, Ada"', "Ada Byron").replace(",", "\t")
    filled = make_file("canvas", marks, TWENTY, listed(tmp_path, text, encoding))
    assert filled.written == 2 and filled.notes == [
        "The template went through a spreadsheet (tabs, UTF-16), and Canvas imports UTF-8 with "
        "commas or semicolons alone: take its export as it comes."
    ]


@pytest.mark.parametrize("cell", ["1.2E+11", "123.0"])
@pytest.mark.parametrize(
    "where", [("canvas", "12", "{}"), ("canvas", "{}", "S7"), ("moodle", "{}")]
)
def test_a_template_whose_ids_are_spoilt_is_refused(marks, tmp_path, where, cell):
    lms, *ids = where
    text = (CANVAS if lms == "canvas" else MOODLE).format(*(one.format(cell) for one in ids))
    with pytest.raises(Refused, match=rf"has {cell[0]}.* for an id in line"):
        make_file(lms, marks, FillSettings(), listed(tmp_path, text))


def test_a_template_without_zeros_is_filled_by_names_and_that_is_said(marks, tmp_path):
    filled = make_file("moodle", marks, TWENTY, listed(tmp_path, MOODLE.format("7")))
    assert filled.written == 2 and filled.notes == [
        "1 found by the name, because the file's id has lost its zeros in a spreadsheet: 7 for "
        "007. The LMS may not find such an id: take its export as it comes."
    ]


@pytest.mark.parametrize("comments", ["keep", "append"])
def test_an_apostrophe_that_somebody_wrote_stays_outside_of_the_ids(marks, tmp_path, comments):
    header = "First name,Surname,ID number,Grade,Identifier,Feedback comments,Notes\n"
    lines = ["Ada,'t Hooft,'007,,Participant 1,'90s style,'24 cohort\n",
             'Bo,"Ek ""B""",8,,Participant 2,,"=""5"""\n']  # fmt: skip
    settings = FillSettings(points=20, comments=comments)
    after = make_file("moodle", marks, settings, listed(tmp_path, header + "".join(lines)))
    _, ada, bo = csv.reader(io.StringIO(after.data.decode(), newline=""))
    assert ada[:5] == ["Ada", "'t Hooft", "007", "20", "Participant 1"]
    assert ada[5].startswith("'90s style") and ada[6] == "'24 cohort"
    assert (bo[1], bo[3], bo[6]) == ('Ek "B"', "20", "5")


def test_an_apostrophe_that_begins_a_name_is_the_names(tmp_path):
    text = "id,name\n1,'t Hooft Gerard\n2,'=cmd()\n3,O'Neil Cy\n1E5,D'Arcy \"\"Bo\"\"\n"
    people = read_roster(listed(tmp_path, text)).people
    assert [one.name for one in people] == [
        "'t Hooft Gerard", "=cmd()", "O'Neil Cy", 'D\'Arcy ""Bo""',
    ]  # fmt: skip
