"""Which section a student is in: from a roster's column, or from a file that a person writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.collect.roster import read_roster
from autograder.collect.sections import (
    FILE_NAME,
    keep_sections,
    read_sections,
    section_members,
    sections_of_roster,
)
from autograder.errors import Refused

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section\n"
    "    Points Possible,,,,\n"
    '"Lovelace, Ada",77,u1,ada,Monday\n'
    '"Babbage, Charles",78,u2,cb,Monday and Friday\n'
    '"Turing, Alan",79,u3,at,\n'
)


def canvas(folder: Path) -> Path:
    path = folder / "export.csv"
    path.write_text(CANVAS)
    return path


def test_canvas_s_own_column_is_kept_and_a_student_of_two_sections_is_in_both(tmp_path):
    path = canvas(tmp_path)
    found = sections_of_roster(path, read_roster(path))
    ids = [person.student for person in read_roster(path).people]
    assert found == {ids[0]: "Monday", ids[1]: "Monday and Friday"}
    assert keep_sections(tmp_path, found)
    assert read_sections(tmp_path) == found
    assert section_members(tmp_path, "monday") == {ids[0], ids[1]}
    assert section_members(tmp_path, "Friday") == {ids[1]}
    assert not keep_sections(tmp_path, found)


def test_who_is_not_on_the_next_roster_keeps_his_section(tmp_path):
    keep_sections(tmp_path, {"ada": "A", "ben": "B"})
    keep_sections(tmp_path, {"ADA": "B"})
    assert read_sections(tmp_path) == {"ada": "B", "ben": "B"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_file_may_come_from_any_spreadsheet(tmp_path, encoding):
    (tmp_path / FILE_NAME).write_bytes("id;section\r\nada;Übung 1\r\n".encode(encoding))
    assert section_members(tmp_path, "übung 1") == {"ada"}


def test_a_section_that_does_not_exist_is_refused_with_those_that_do(tmp_path):
    keep_sections(tmp_path, {"ada": "A", "ben": "B"})
    with pytest.raises(Refused, match=r"there is no section 'C' in .*; there are: A, B\."):
        section_members(tmp_path, "C")
