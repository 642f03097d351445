"""Who is in the class: from a plain list or from an LMS's own export."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.collect.csvfile import CsvTable, read_table
from autograder.collect.ids import id_key, same_key
from autograder.collect.spreadsheet import check_ids
from autograder.collect.titles import ADVICE, in_english, status_says_late
from autograder.errors import Refused

# Which columns can be the student's id, best first, as LMSs and nbgrader call them.
ID_COLUMNS = (
    "id", "student id", "student_id", "id number", "sis user id", "username", "sis login id",
    "login id", "email address", "email",
)  # fmt: skip
_NAMES = ("name", "full name", "student", "student name")
_FIRST = ("first name", "firstname", "first_name", "given name")
_LAST = ("surname", "last name", "lastname", "last_name", "family name")
_PARTICIPANT = re.compile(r"(\d+)\s*$")
# What our own marks put before a formula; the apostrophe of 't Hooft is the name's.
_GUARD = re.compile(r"^'(?=\s*[=+@＝＋－＠-])")
# Rows of Canvas's export that are no person.
_NO_PERSON = re.compile(r"^\s*(points possible|manual posting.*|student, test)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Person:
    """One student of the class.

    Attributes:
        student: the id that the gradebook uses.
        name: as a person writes it.
        numbers: Canvas's number for the student.
        participant: Moodle's number in this assignment, from its grading worksheet.
        others: all further ids: SIS, login, email.
        late: what the LMS's grading worksheet says; None when it says nothing.
        first, last: the name's parts where the list has them apart; which word of a whole
            name is which, nobody can tell.
    """

    student: str
    name: str
    numbers: tuple[str, ...] = ()
    participant: str = ""
    others: tuple[str, ...] = ()
    late: bool | None = None
    first: str = ""
    last: str = ""


@dataclass(slots=True)
class Roster:
    """The class, and how its people are found.

    Attributes:
        people: each once.
        kept: whether nobody gave it: it is the class of the last grading.
        left: ids of those whom the gradebook has and that class list has not.
    """

    people: tuple[Person, ...] = ()
    kept: bool = False
    left: frozenset[str] = frozenset()
    _ids: dict[str, Person] = field(default_factory=dict)
    _shared: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    _alike: dict[str, Person | None] = field(default_factory=dict)
    _participants: dict[str, Person] = field(default_factory=dict)
    _names: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    # Under one word of each name: the whole name, and whose.
    _parts: dict[str, list[tuple[int, set[str], Person]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        for number, person in enumerate(self.people):
            if words := _words(person.name):
                self._parts[max(words)].append((number, words, person))
            self._ids[id_key(person.student)] = person
            for text in (*person.others, *person.numbers, person.student):
                key = same_key(text)
                # None where two could be meant.
                self._alike[key] = person if self._alike.get(key, person) is person else None
            if person.participant:
                self._participants[person.participant] = person
            for key in _name_keys(person.name):
                if person not in self._names[key]:
                    self._names[key].append(person)
        self._add_further_ids()

    def _add_further_ids(self) -> None:
        """A login or an address counts where it is one person's, and nobody's own id."""
        for person in self.people:
            for key in {id_key(text) for text in (*person.others, *person.numbers)}:
                self._shared[key].append(person)
        for key, people in self._shared.items():
            if len(people) == 1:
                self._ids.setdefault(key, people[0])

    def __bool__(self) -> bool:
        return bool(self.people)

    def by_id(self, text: str) -> Person | None:
        """Whose id, number, login or address it is."""
        return self._ids.get(id_key(text)) or self._alike.get(same_key(text))

    def by_shared_id(self, text: str) -> list[Person]:
        """All who have it, where it is none's alone: an address that two lines have."""
        return [] if self.by_id(text) else self._shared.get(id_key(text), [])

    def by_participant(self, number: str) -> Person | None:
        """Whose number in the Moodle assignment it is."""
        return self._participants.get(number)

    def by_name(self, name: str) -> list[Person]:
        """All that are called so, however the LMS squeezed or turned the name."""
        return self._names.get(name_key(name), [])

    def within(self, text: str) -> list[Person]:
        """All whose id or every part of whose name stands in a file's name."""
        words = {id_key(word) for word in re.split(r"[\s_.,;+()-]+", text) if word}
        found = [self._ids[word] for word in words if word in self._ids and len(word) > 1]
        if not found:
            keys = {name_key(word) for word in words}
            parts = [part for key in keys for part in self._parts.get(key, ()) if part[1] <= keys]
            found = [person for _, _, person in sorted(parts, key=lambda part: part[0])]
        return list(dict.fromkeys(found))


def name_key(name: str) -> str:
    """A name for comparing: letters and digits alone, in one Unicode form and case."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in text if c.isalnum() or unicodedata.category(c) in ("Mn", "Mc"))


def _words(name: str) -> set[str]:
    return {key for word in re.split(r"[\s,]+", name) if (key := name_key(word))}


def _name_keys(name: str) -> set[str]:
    """The name, turned at every place: "Doe, Jane" is squeezed to doejane and janedoe."""
    words = [word for word in re.split(r"[\s,]+", name) if name_key(word)]
    return {name_key("".join(words[i:] + words[:i])) for i in range(len(words))}


def roster_of(names: Mapping[str, str] | Roster | None) -> Roster:
    """A roster from ids and names."""
    if isinstance(names, Roster):
        return names
    return Roster(tuple(Person(student, name) for student, name in (names or {}).items()))


def read_roster(path: Path) -> Roster:
    """A class list: the columns id and name, or an export of Canvas, Moodle or nbgrader.

    Raises:
        Refused: the file cannot be read, lacks a column, or has one id for two people.
    """
    table = read_table(path, "roster")
    language, titles = in_english(table.header)
    columns = {name.casefold().strip(): index for index, name in enumerate(titles)}
    ids = [columns[name] for name in ID_COLUMNS if name in columns]
    identifier = columns.get("identifier")
    if identifier is not None and not ids:
        ids = [identifier]
    name = next((columns[n] for n in _NAMES if n in columns), None)
    first = next((columns[n] for n in _FIRST if n in columns), None)
    last = next((columns[n] for n in _LAST if n in columns), None)
    if not ids or (name is None and last is None and first is None):
        found = ", ".join(filter(None, table.header)) or "nothing"
        raise Refused(
            f"the roster {path} needs a first line with the columns id and name, or an LMS's "
            f"own column names; found: {found[:300]}. {ADVICE}"
        )
    # Canvas writes Student, or LastName and FirstName where its account is set so.
    is_canvas = "section" in columns and not columns.keys().isdisjoint(("student", "lastname"))
    canvas = columns.get("id") if is_canvas else None
    people = []
    for line, row in table.rows:
        cells = _Row(line, row)
        if is_no_person(cells[name], cells[columns.get("sis user id")]):
            continue
        person = _person(cells, ids, (name, first, last), canvas, identifier)
        if person is None:
            continue
        status = cells[columns.get("status")] if identifier is not None else ""
        people.append((line, replace(person, late=status_says_late(status, language))))
    if not people:
        raise Refused(f"the roster {path} has column names and nobody in it.")
    check_ids(_ids_in(people), f"the roster {path}")
    _check_lines(path, people)
    return Roster(_once(path, people, table))


def _ids_in(people: Sequence[tuple[int, Person]]) -> list[tuple[int, str]]:
    return [
        (line, text)
        for line, person in people
        for text in (person.student, *person.numbers, *person.others)
    ]


def _check_lines(path: Path, people: Sequence[tuple[int, Person]]) -> None:
    """See that nobody was swallowed by a quotation mark that ends in another line.

    Raises:
        Refused: an id or a name goes over two lines.
    """
    for line, person in people:
        if any("\n" in text or "\r" in text for text in (person.student, person.name)):
            raise Refused(
                f"the roster {path} has an id or a name over more than one line, from line {line} "
                "on: does a quotation mark end too late there?"
            )


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: Sequence[str]

    def __getitem__(self, index: int | None) -> str:
        return self.cells[index] if index is not None and index < len(self.cells) else ""


def _person(
    row: _Row,
    ids: Sequence[int],
    names: tuple[int | None, int | None, int | None],
    canvas: int | None,
    identifier: int | None,
) -> Person | None:
    values = [row[index] for index in ids if row[index]]
    whole, first, last = (_GUARD.sub("", row[index]) for index in names)
    name = whole or " ".join(filter(None, (first, last)))
    if not values:
        return None
    number = row[canvas] if canvas is not None else ""
    found = _PARTICIPANT.search(row[identifier]) if identifier is not None else None
    if not (first or last):
        first, last = _parts(name)
    return Person(
        student=values[0],
        name=" ".join(_parts(name)) if _parts(name)[0] else name,
        numbers=(number,) if number else (),
        participant=found[1] if found else "",
        others=tuple(values[1:]),
        first=first,
        last=last,
    )


def is_no_person(name: str, registered: str) -> bool:
    """Whether a line of Canvas's export is no student's: that of the points, the test student's.

    A student may choose that name; the university's own id has only who is registered there.
    """
    return bool(_NO_PERSON.match(name)) and not registered


def _parts(name: str) -> tuple[str, str]:
    """First and last name of "Doe, Jane"; empty where no comma says which is which."""
    last, comma, first = name.partition(",")
    return (first.strip(), last.strip()) if comma and first.strip() else ("", "")


def _once(path: Path, people: Sequence[tuple[int, Person]], table: CsvTable) -> tuple[Person, ...]:
    seen: dict[str, tuple[int, Person]] = {}
    for line, person in people:
        before = seen.setdefault(id_key(person.student), (line, person))
        if before[1] is not person and name_key(before[1].name) != name_key(person.name):
            raise Refused(
                f"the roster {path} has the id {person.student} twice, for {before[1].name} in "
                f"line {before[0]} and for {person.name} in line {line}: correct one of them."
            )
    return tuple(person for _, person in seen.values())
