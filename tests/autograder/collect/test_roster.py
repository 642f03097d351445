"""Class lists as they really come: plain, and the LMSs' own exports."""

from __future__ import annotations

import pytest

from autograder.collect.roster import read_roster
from autograder.errors import Refused

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (11),Current Score
,,,,,Manual Posting,
    Points Possible,,,,,20,(read only)
"Doe, Jane",12,S12,jane@u.example,A,,
"O'Connor, Ada Mary",13,S13,ada@u.example,A,,
"Student, Test",99,,,A,,
"""
MOODLE = """First name,Surname,ID number,Institution,Department,Email address,Assignment: HW (Real)
Jane,Doe,12,,,jane@u.example,-
Ada,Byron,,,,ada@u.example,-
"""
WORKSHEET = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments
Participant 501,Jane Doe,jane@u.example,Submitted for grading - 3 hours late,,20.00,
Participant 502,Ada Byron,ada@u.example,Submitted for grading,,20.00,
Participant 503,No One,no@u.example,No submission,,20.00,
"""


def roster(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator_is_read(encoding, separator, tmp_path):
    text = separator.join(["id", "name"]) + "\r\n" + separator.join(["12", "Zoë 김"]) + "\r\n"
    found = roster(tmp_path, text, encoding)
    assert found.by_id("12").name == "Zoë 김"


def test_excels_latin_file_and_its_separator_line_are_read(tmp_path):
    assert roster(tmp_path, "sep=;\r\nid;name\r\n12;Zoë\r\n", "cp1252").by_id("12").name == "Zoë"


def test_canvass_export_gives_all_ids_and_no_person_that_is_none(tmp_path):
    found = roster(tmp_path, CANVAS, "utf-8-sig")
    assert [person.student for person in found.people] == ["12", "13"]
    jane = found.by_id("12")
    assert jane.name == "Jane Doe"
    assert jane is found.by_id("S12") is found.by_id("JANE@u.example")
    for squeezed in ("doejane", "janedoe"):
        assert found.by_name(squeezed) == [jane]
    assert found.by_name("oconnoradamary")[0].student == "13"


def test_moodles_export_takes_the_address_where_there_is_no_id_number(tmp_path):
    found = roster(tmp_path, MOODLE)
    assert [person.student for person in found.people] == ["12", "ada@u.example"]
    assert found.by_name("Ada Byron")[0].student == "ada@u.example"


def test_moodles_worksheet_gives_the_numbers_in_file_names_and_its_own_lateness(tmp_path):
    found = roster(tmp_path, WORKSHEET)
    assert found.by_participant("501").name == "Jane Doe"
    assert [person.late for person in found.people] == [True, False, False]


def test_nbgraders_student_list_is_read(tmp_path):
    found = roster(tmp_path, "id,first_name,last_name,email\nada,Ada,Byron,a@u.example\n")
    assert found.by_id("ada").name == "Ada Byron"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "number,who\n1,Li\n",
            "columns id and name, or an LMS's own column names; found: number, who",
        ),
        ("id,grade\n1,2\n", "found: id, grade"),
        ("", "is empty"),
        ("id,name\n1,Li\n1,Bo\n", "the id 1 twice, for Li in line 2 and for Bo in line 3"),
    ],
)
def test_a_wrong_roster_is_refused_with_what_was_found(text, part, tmp_path):
    with pytest.raises(Refused) as caught:
        roster(tmp_path, text)
    assert part in str(caught.value) and "\n" not in str(caught.value)


def test_one_person_in_two_sections_is_one(tmp_path):
    assert len(roster(tmp_path, "id,name\n1,Li Wei\n1,Li Wei\n").people) == 1
