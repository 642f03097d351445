"""Whom a course folder knows already: how each id is spelled, and what a roster has anew.

``received/people.json`` holds the class of the last grading and the ids that students had
before. Ids that differ in case, or in a sign that no folder may have, are one student's: the
first spelling stays.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.collect.ids import same_key, student_id
from autograder.collect.roster import Person, Roster, name_key
from autograder.collect.spreadsheet import without_zeros
from autograder.errors import Refused
from autograder.files.atomic import write_atomic

_FOLDERS = ("submitted", "feedback", "autograded")


@dataclass(frozen=True, slots=True)
class RosterDiff:
    """What a roster has that the last one had not; ids with names.

    Attributes:
        renamed: the id, the name before, the name now.
        moved: the same name under another id: id before, id now, name.
        twice: ids of the course that are one person's, by their spelling.
    """

    new: tuple[tuple[str, str], ...] = ()
    gone: tuple[tuple[str, str], ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    twice: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.renamed or self.twice)


@dataclass(slots=True)
class People:
    """What the course folder says of its people.

    Attributes:
        names: by id, the class of the last grading with a roster; None before the first.
        aliases: ids that students had before, and the one that each has now.
        others: by id, what else that class list calls the student: number, login, address.
        participants: by chapter and id, Moodle's number of the student in that assignment.
        numbers: by id, Canvas's numbers for the student, where that class list was Canvas's.
    """

    names: dict[str, str] | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    others: dict[str, list[str]] = field(default_factory=dict)
    participants: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)

    def further_ids(self) -> dict[str, list[str]]:
        """By id, what else may have been given for it: by the list, or before a rename."""
        found = {student: list(others) for student, others in self.others.items()}
        for old, new in self.aliases.items():
            found[new] = [*found.get(new, ()), old, *self.others.get(old, ())]
        for ids in found.values():
            ids += [one.partition("@")[0] for one in ids if "@" in one.strip("@")]
        return found


@dataclass(slots=True)
class KnownIds:
    """How the ids are spelled that the course folder has.

    Attributes:
        spellings: by what does not differ between spellings of one id.
        aliases: ids that students had before, in the same way, and the ones of now.
        names: by id, where the course knows one.
        parts: by id, first and last name where the gradebook has both apart.
    """

    spellings: dict[str, list[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)

    def spelled(self, student: str) -> str:
        """The id as the course has it."""
        there = self.spellings.get(same_key(student), [])
        if student in there:
            return student
        if alias := self.aliases.get(same_key(student)):
            return alias
        return there[0] if there else student


def people_path(root: Path) -> Path:
    """Where the course folder keeps it."""
    return root / "received" / "people.json"


def read_people(root: Path) -> People:
    """What is kept; nothing where it cannot be read: it is a help, and no record."""
    return _read_people(root) or People()


def check_kept_people(root: Path) -> None:
    """See that what is kept can be read, where nothing else says whose a file is.

    Raises:
        Refused: it is torn. Names alone would give a file to who is called so.
    """
    if people_path(root).exists() and _read_people(root) is None:
        raise Refused(
            f"{people_path(root)} cannot be read, which has the class list of the last grading: "
            "give the list with --roster, and it is written anew."
        )


def _read_people(root: Path) -> People | None:
    try:
        data = json.loads(people_path(root).read_text("utf-8"))
        names = data["names"]
        others = {student: list(ids) for student, ids in data.get("others", {}).items()}
        participants = {one: dict(ids) for one, ids in data.get("participants", {}).items()}
        numbers = {student: list(ids) for student, ids in data.get("numbers", {}).items()}
        mine = None if names is None else dict(names)
        return People(mine, dict(data["aliases"]), others, participants, numbers)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_people(root: Path, people: People) -> None:
    """Keep it."""
    people_path(root).parent.mkdir(parents=True, exist_ok=True)
    data = {
        "names": people.names, "aliases": people.aliases, "others": people.others,
        "participants": people.participants, "numbers": people.numbers,
    }  # fmt: skip
    write_atomic(people_path(root), json.dumps(data, ensure_ascii=False, indent=0) + "\n")


def known_in(
    root: Path, more: Iterable[str] = (), named: Mapping[str, tuple[str, str]] | None = None
) -> KnownIds:
    """The ids of a course folder.

    Args:
        root: the course folder.
        more: ids that stand elsewhere, in the gradebook; they come first.
        named: such ids with first and last names.
    """
    parts = dict(named or {})
    spellings: dict[str, list[str]] = defaultdict(list)
    folders = (root / name for name in _FOLDERS)
    there = [p.name for folder in folders if folder.is_dir() for p in sorted(folder.iterdir())
             if p.is_dir() and not p.name.startswith(".")]  # fmt: skip
    for student in dict.fromkeys((*more, *parts, *there)):
        spellings[same_key(student)].append(student)
    people = read_people(root)
    aliases = {same_key(old): new for old, new in people.aliases.items()}
    called = {student: " ".join(filter(None, both)) for student, both in parts.items()}
    names = {**{s: name for s, name in called.items() if name}, **(people.names or {})}
    return KnownIds(dict(spellings), aliases, names, parts)


def settled(roster: Roster, known: KnownIds) -> tuple[Roster, tuple[tuple[str, str], ...]]:
    """The roster with the ids that the course has; and those that the course has twice.

    Raises:
        Refused: the roster's ids are the course's without their zeros.
    """
    _check_zeros(roster, known)
    keys = Counter(same_key(person.student) for person in roster.people)
    former: dict[str, list[str]] = defaultdict(list)
    for old, new in known.aliases.items():
        if not keys[old]:  # else it is somebody's own id now
            former[new].append(old)
    people, twice = [], []
    for person in roster.people:
        alone = keys[same_key(person.student)] == 1
        student = known.spelled(person.student) if alone else person.student
        formerly = same_key(student) != same_key(person.student)
        if formerly and (keys[same_key(student)] or _differ(known.names.get(student), person.name)):
            student = person.student  # the roster has both, or it is another's now
        if not _is_safe(student):
            student = student_id(student)
        for other in known.spellings.get(same_key(student), []) if alone else ():
            if other != student:
                twice.append((other, student))
        others = [*person.others, *former[student]]
        if student != person.student:
            others.append(person.student)
        people.append(replace(person, student=student, others=tuple(dict.fromkeys(others))))
    return Roster(tuple(people), roster.kept, roster.left), tuple(twice)


def _check_zeros(roster: Roster, known: KnownIds) -> None:
    """See that no spreadsheet has dropped zeros: each student would be a second one, without marks.

    Raises:
        Refused: it has; the names are the same.
    """
    there = {student for spelled in known.spellings.values() for student in spelled}
    here = {person.student for person in roster.people}
    whole = {without_zeros(one): one for one in there | known.names.keys() if one.startswith("0")}
    lost = [
        (whole[person.student], person)
        for person in roster.people
        if person.student in whole and person.student not in there
    ]
    lost = [
        (before, one)
        for before, one in lost
        if before not in here and not _differ(known.names.get(before), one.name)
    ]
    if lost:
        before, one = lost[0]
        more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
        raise Refused(
            f"the roster has the id {one.student} for {one.name or before}, who is {before} in "
            f"this course{more}: spreadsheets drop leading zeros. Take the LMS's export as it "
            f"comes. If the id has changed: student rename {before} {one.student}."
        )


def _differ(one: str | None, other: str) -> bool:
    """Whether the two are no names of one person."""
    words = [{name_key(word) for word in re.split(r"[\s,]+", text or "")} for text in (one, other)]
    mine, theirs = (found - {""} for found in words)
    return bool(mine and theirs) and not mine & theirs


def _is_safe(student: str) -> bool:
    """Whether a folder can be called so."""
    bad = not student.isprintable() or student.startswith(".")
    return not bad and not set("/\\:") & set(student) and len(student.encode()) <= 120


def roster_diff(
    before: Mapping[str, str] | None, roster: Roster, twice: tuple[tuple[str, str], ...] = ()
) -> RosterDiff:
    """What is not as in the last grading's roster; of the first one, nothing."""
    if before is None or not roster:
        return RosterDiff(twice=twice)
    now = {person.student: person.name for person in roster.people}
    new = {s: name for s, name in now.items() if s not in before}
    gone = {s: name for s, name in before.items() if s not in now}
    renamed = [(s, before[s], name) for s, name in now.items()
               if s in before and before[s] != name]  # fmt: skip
    by_name = _alone(gone)
    moved = [(by_name[key], student, new[student])
             for key, student in _alone(new).items() if key in by_name]  # fmt: skip
    return RosterDiff(
        tuple(new.items()), tuple(gone.items()), tuple(renamed), tuple(moved), twice
    )  # fmt: skip


def _alone(names: Mapping[str, str]) -> dict[str, str]:
    """The ids by name, of those whose name nobody else has."""
    keys = Counter(name_key(name) for name in names.values())
    return {name_key(name): s for s, name in names.items() if name and keys[name_key(name)] == 1}


def names_of(people: Iterable[Person]) -> dict[str, str]:
    """Names by id."""
    return {person.student: person.name for person in people}


def participants_of(people: Iterable[Person]) -> dict[str, str]:
    """By id, Moodle's numbers of those who have one in this assignment."""
    return {person.student: person.participant for person in people if person.participant}


def lms_numbers_of(people: Iterable[Person]) -> dict[str, list[str]]:
    """By id, Canvas's numbers of those who have any."""
    return {person.student: list(person.numbers) for person in people if person.numbers}


def others_of(people: Iterable[Person]) -> dict[str, list[str]]:
    """By id, all further ids of those who have any."""
    found = {one.student: dict.fromkeys((*one.numbers, *one.others)) for one in people}
    return {
        student: further
        for student, ids in found.items()
        if (further := [one for one in ids if one and one != student])
    }
