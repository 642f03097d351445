"""Who is in which section, so that a teaching assistant sees and grades a share of the class.

Kept in ``sections.csv`` in the course folder: an id and a section on each line. A person writes
it, or ``grade`` does from the roster's own column, such as that of Canvas's export.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from autograder.collect.csvfile import read_table
from autograder.collect.ids import id_key
from autograder.collect.roster import ID_COLUMNS, Roster
from autograder.collect.spreadsheet import check_ids
from autograder.errors import Refused
from autograder.files.atomic import write_atomic

FILE_NAME = "sections.csv"
# Canvas's "A and B", "A, B, and C".
_PARTS = re.compile(r"\s*(?:;|,(?:\s*and\s)?|\sand\s)\s*")


class Members(frozenset[str]):
    """The students of a section: an id is found whatever its case and Unicode form are."""

    def __new__(cls, ids: Iterable[str]) -> Self:
        """The students with these ids."""
        return super().__new__(cls, map(id_key, ids))

    def __contains__(self, student: object) -> bool:
        """Whether the student is one of them."""
        return isinstance(student, str) and super().__contains__(id_key(student))


def read_sections(root: Path) -> dict[str, str]:
    """By student's id, the section as it is written in the course folder; empty without the file.

    Raises:
        Refused: the file cannot be read, lacks a column, or has two sections for one student.
    """
    path = root / FILE_NAME
    return _read(path) if path.exists() else {}


def _read(path: Path) -> dict[str, str]:
    table = read_table(path, "list of sections")
    columns = {name.casefold().strip(): index for index, name in enumerate(table.header)}
    whose = next((columns[name] for name in ID_COLUMNS if name in columns), None)
    where = columns.get("section")
    if whose is None or where is None:
        found = ", ".join(filter(None, table.header)) or "nothing"
        raise Refused(
            f"the list of sections {path} needs a first line with the columns id and section; "
            f"found: {found[:300]}."
        )
    found_at: dict[str, tuple[int, str, str]] = {}
    for line, row in table.rows:
        cells = [*row, *[""] * (max(whose, where) + 1 - len(row))]
        student, section = cells[whose].strip(), cells[where].strip()
        if not student or not section:
            continue
        before = found_at.setdefault(id_key(student), (line, student, section))
        if before[2].casefold() != section.casefold():
            raise Refused(
                f"the list of sections {path} has {student} in {before[2]!r} in line {before[0]} "
                f"and in {section!r} in line {line}: correct one of them, or write "
                f'"{before[2]}; {section}" for a student of both.'
            )
    ids = ((line, student) for line, student, _ in found_at.values())
    check_ids(ids, f"the list of sections {path}")
    return {student: section for _, student, section in found_at.values()}


def section_members(root: Path, section: str, new: Mapping[str, str] | None = None) -> Members:
    """A section's students.

    Args:
        root: the course folder.
        section: as a person types it.
        new: what a roster says that the course folder need not know yet.

    Raises:
        Refused: there is no such section; those that there are stand in the message.
    """
    known = _merged(read_sections(root), new or {})
    wanted = section.casefold().strip()
    found = {student for student, text in known.items() if wanted in _names(text)}
    if found:
        return Members(found)
    if not known:
        raise Refused(
            f"{root} knows no sections: write {root / FILE_NAME} with the columns id and section, "
            "or grade with a roster that has a column Section."
        )
    there = ", ".join(sorted(set(known.values()), key=lambda one: (one.casefold(), one)))
    raise Refused(f"there is no section {section!r} in {root}; there are: {there}.")


def _names(text: str) -> set[str]:
    return {part.casefold() for part in (text, *_PARTS.split(text)) if part}


def sections_of_roster(path: Path, roster: Roster) -> dict[str, str]:
    """By student's id, what the roster's column Section says; empty where it has none.

    Args:
        path: the roster's file.
        roster: what was read from it.
    """
    table = read_table(path, "roster")
    columns = {name.casefold().strip(): index for index, name in enumerate(table.header)}
    where = columns.get("section")
    ids = [columns[name] for name in ID_COLUMNS if name in columns]
    found: dict[str, str] = {}
    if where is None:
        return found
    for _, row in table.rows:
        known = (roster.by_id(row[i]) for i in ids if i < len(row) and row[i])
        person = next(filter(None, known), None)
        if person and where < len(row) and row[where].strip():
            found[person.student] = row[where].strip()
    return found


def _merged(before: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    keys = {id_key(student): student for student in before}
    return {**before, **{keys.get(id_key(one), one): section for one, section in new.items()}}


def keep_sections(root: Path, new: Mapping[str, str]) -> bool:
    """Take a roster's sections into the course folder; who is not on the roster stays.

    Returns:
        Whether anything has changed.
    """
    before = read_sections(root)
    after = _merged(before, new)
    if after == before:
        return False
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["id", "section"])
    writer.writerows(sorted(after.items()))
    write_atomic(root / FILE_NAME, file.getvalue())
    return True
