"""Who hands in together: a list of groups, from a CSV or from what an LMS exports.

What is read (docs/lms.md says more):

- one line a student: a column with the group's name and one with an id;
- one line a group: the group's name and its members, in columns of their own or in one cell;
- Canvas's group set export: ``name, canvas_user_id, user_id, login_id, sections, group_name,
  canvas_group_id, group_id``, with an empty group for who is in none;
- Moodle's grading worksheet of an assignment that is handed in by groups (column "Group"), and
  its participants export (column "Groups", where several names stand behind one another).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.collect.csvfile import CsvTable, read_table
from autograder.collect.ids import id_key
from autograder.collect.roster import name_key
from autograder.collect.spreadsheet import check_ids
from autograder.errors import Refused

_GROUP = (
    "group_name", "group name", "groupname", "group", "groups", "team", "team name", "group_id",
    "canvas_group_id",
)  # fmt: skip
_SEVERAL = "groups"  # Moodle's column with all groups of a person
_IDS = (
    "canvas_user_id", "id", "student id", "student_id", "id number", "idnumber", "user_id",
    "sis user id", "username", "login_id", "sis login id", "login id", "email address", "email",
    "student", "member",
)  # fmt: skip
_NAMES = ("name", "full name", "student name")
_FIRST = ("first name", "firstname", "first_name", "given name")
_LAST = ("surname", "last name", "lastname", "last_name", "family name")
_NO_GROUP = ("", "-", "no groups", "no group")
_PARTICIPANT = re.compile(r"(\d+)\s*$")
_BETWEEN = re.compile(r"\s*[;,|\n]\s*")


@dataclass(frozen=True, slots=True)
class ListedMember:
    """Somebody in a list of groups.

    Attributes:
        ids: what may be the student's id, best first.
        name: the person's, where the list has it.
        participant: Moodle's number in the assignment.
        line: of the file.
    """

    ids: tuple[str, ...]
    name: str = ""
    participant: str = ""
    line: int = 0

    @property
    def shown(self) -> str:
        """How the list calls the person."""
        return next(iter((*self.ids, self.name, self.participant)), "")


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group as the list has it; ``numbers`` are the LMS's for it."""

    name: str
    members: tuple[ListedMember, ...] = ()
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupList:
    """All groups, in the order of the list.

    Attributes:
        groups: each with its members.
        doubtful: names with letters that were read as Windows-1252, for want of a better sign.
    """

    groups: tuple[ListedGroup, ...] = ()
    doubtful: tuple[str, ...] = ()


def group_key(name: str) -> str:
    """A group's name for comparing: letters and digits alone, and signs where there are none."""
    return name_key(name) or id_key(name)


@dataclass(slots=True)
class _Found:
    """A group while its lines are read."""

    name: str
    line: int
    numbers: dict[str, int] = field(default_factory=dict)
    members: dict[tuple[str, ...], ListedMember] = field(default_factory=dict)


def read_groups(path: Path) -> GroupList:
    """A list of groups.

    Raises:
        Refused: the file cannot be read, lacks a column, names no group, or calls two groups alike.
    """
    table = read_table(path, "list of groups")
    columns: dict[str, int] = {}
    for index, title in enumerate(table.header):
        columns.setdefault(title.casefold().strip(), index)
    group = next((name for name in _GROUP if name in columns), None)
    wide = [
        index for title, index in columns.items() if re.match(r"members?\b|members?[ _]?\d", title)
    ]
    reads = _Columns.of(columns)
    if group is None or not (wide or reads):
        found = ", ".join(filter(None, table.header)) or "nothing"
        raise Refused(
            f"the list of groups {path} needs a first line with the columns group and id, or an "
            f"LMS's own column names; found: {found[:300]}."
        )
    groups: dict[str, _Found] = {}
    for line, cells in table.rows:
        cell = _cell(cells, columns[group])
        names = re.split(r",\s+", cell) if group == _SEVERAL else [cell]
        for name in (name for name in names if name.casefold() not in _NO_GROUP):
            mine = groups.setdefault(group_key(name), _Found(name, line))
            number = _cell(cells, columns.get("canvas_group_id"))
            if number:
                mine.numbers.setdefault(number, line)
            if len(mine.numbers) > 1:
                first, second = list(mine.numbers.items())[:2]
                raise Refused(
                    f"the list of groups {path} has two groups called {name}, number {first[0]} in "
                    f"line {first[1]} and number {second[0]} in line {second[1]}: give one of them "
                    "another name."
                )
            members = _in_cells(cells, wide, line) if wide else [reads.member(cells, line)]
            for member in members:
                if member.shown:
                    mine.members.setdefault(
                        tuple(map(id_key, member.ids or (member.name,))), member
                    )
    if not groups:
        raise Refused(f"the list of groups {path} names no group in the column {group}.")
    check_ids(
        ((member.line, text) for one in groups.values() for member in one.members.values()
         for text in member.ids),
        f"the list of groups {path}",
    )  # fmt: skip
    listed = tuple(
        ListedGroup(one.name, tuple(one.members.values()), tuple(one.numbers))
        for one in groups.values()
    )
    return GroupList(listed, _doubtful(table, listed))


def _cell(cells: tuple[str, ...], index: int | None) -> str:
    # An apostrophe in front is what our own marks put before a formula.
    there = index is not None and index < len(cells)
    return cells[index].removeprefix("'").strip() if there and index is not None else ""


def _in_cells(cells: tuple[str, ...], wide: list[int], line: int) -> list[ListedMember]:
    """The members of a line that is a group, also in cells beyond the last title."""
    texts = [_cell(cells, index) for index in wide]
    texts += [_cell(cells, index) for index in range(max(wide) + 1, len(cells))]
    return [
        ListedMember((one,), line=line) for text in texts for one in _BETWEEN.split(text) if one
    ]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the list says who a line is about."""

    ids: tuple[int, ...]
    name: int | None
    first: int | None
    last: int | None
    identifier: int | None

    @classmethod
    def of(cls, columns: Mapping[str, int]) -> _Columns:
        name, first, last = (
            next((columns[title] for title in titles if title in columns), None)
            for titles in (_NAMES, _FIRST, _LAST)
        )
        ids = tuple(columns[title] for title in _IDS if title in columns)
        return cls(ids, name, first, last, columns.get("identifier"))

    def __bool__(self) -> bool:
        return bool(self.ids) or any(
            one is not None for one in (self.name, self.last, self.identifier)
        )

    def member(self, cells: tuple[str, ...], line: int) -> ListedMember:
        ids = tuple(dict.fromkeys(filter(None, (_cell(cells, index) for index in self.ids))))
        parts = filter(None, (_cell(cells, self.first), _cell(cells, self.last)))
        found = _PARTICIPANT.search(_cell(cells, self.identifier))
        name = _cell(cells, self.name) or " ".join(parts)
        return ListedMember(ids, name, found[1] if found else "", line)


def _doubtful(table: CsvTable, groups: Iterable[ListedGroup]) -> tuple[str, ...]:
    if table.encoding != "cp1252":
        return ()
    texts: Iterator[str] = (
        text for group in groups for text in (group.name, *(m.shown for m in group.members))
    )
    return tuple(dict.fromkeys(text for text in texts if not text.isascii()))
