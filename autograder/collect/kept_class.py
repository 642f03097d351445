"""The class of the last grading, for a run without a roster.

A download names people as its LMS does: ``lovelaceada_501``. Which student of the course that is,
only a class list says. So where none is given, the one that the course keeps counts, and whoever
the gradebook knows by name beside it. It says whose a file is, and nothing else: nobody is missing
by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from autograder.collect.ids import same_key, student_id
from autograder.collect.known import (
    KnownIds,
    check_kept_people,
    lms_numbers_of,
    names_of,
    others_of,
    participants_of,
    read_people,
    write_people,
)
from autograder.collect.roster import Person, Roster
from autograder.submission.remark import Remark, remark_naming

if TYPE_CHECKING:
    from autograder.collect.plan import CollectedFile


LmsNumber = TypeVar("LmsNumber", str, list[str])

# What is said of a file that makes a new student where no roster is given.
_NEW = ("not-known", "another-number", "number-of-another")


def kept_class(root: Path | None, chapter: str, known: KnownIds) -> Roster:
    """Whom the course knows by name; nobody in a course that was never given a roster.

    Args:
        root: the course folder; None where there is none.
        chapter: whose participants' numbers count: Moodle numbers each assignment anew.
        known: the ids and names that the course has.

    Raises:
        Refused: what is kept cannot be read.
    """
    if root is None:
        return Roster()
    check_kept_people(root)
    kept = read_people(root)
    numbers = kept.participants.get(chapter, {})
    names = dict(kept.names or {})
    there = {same_key(student) for student in names}
    names |= {s: name for s, name in known.names.items() if name and same_key(s) not in there}
    people = []
    for student, name in names.items():
        first, last = known.parts.get(student, ("", ""))
        if not (first and last and f"{first} {last}" == name):
            first = last = ""
        people.append(
            Person(
                student, name, numbers=tuple(kept.numbers.get(student, ())),
                participant=numbers.get(student, ""),
                others=tuple(kept.others.get(student, ())), first=first, last=last,
            )
        )  # fmt: skip
    # The gradebook alone has who left the class; and whoever was added to it by hand.
    left = frozenset(names) - frozenset(kept.names) if kept.names is not None else frozenset()
    return Roster(tuple(people), kept=True, left=left)


def keep_class(root: Path, chapter: str, roster: Roster) -> None:
    """Keep who is in the class, for the next roster and for a run without one.

    Args:
        root: the course folder.
        chapter: whose participants' numbers the roster has.
        roster: what was given; of none, and of the kept class, nothing is new.
    """
    if not roster or roster.kept:
        return
    before, here = read_people(root), roster.people
    participants = dict(before.participants)
    if mine := participants_of(here):
        participants[chapter] = _with_former(before.participants.get(chapter, {}), mine)
    numbers = _with_former(before.numbers, lms_numbers_of(here))
    write_people(
        root,
        replace(
            before, names=names_of(here), others=others_of(here), participants=participants,
            numbers=numbers,
        ),
    )  # fmt: skip


def _with_former(
    before: Mapping[str, LmsNumber], now: Mapping[str, LmsNumber]
) -> dict[str, LmsNumber]:
    """The numbers of now, and of who has left those that nobody else has: for a namesake's sake."""
    taken = {one for number in now.values() for one in _each(number)}
    left = {s: one for s, one in before.items() if not taken & set(_each(one))}
    return {**left, **now}


def _each(number: str | list[str]) -> list[str]:
    return [number] if isinstance(number, str) else number


def two_of_one(entries: Sequence[CollectedFile], known: KnownIds) -> list[tuple[str, str]]:
    """Students of the course who are called as a file is that is somebody else's by the roster.

    They come from a run that had no roster, and each of them has a second id now.
    """
    found = {}
    for entry in entries:
        if (person := entry.who.person) is None:
            continue
        named = known.spelled(student_id(entry.who.raw))
        if same_key(named) in known.spellings and same_key(named) != same_key(person.student):
            found[named] = person.student
    return sorted(found.items())


def kept_remarks(entries: Sequence[CollectedFile], roster: Roster, known: KnownIds) -> list[Remark]:
    """Say that no roster was given, where a file would be another student's without the kept one.

    Args:
        entries: the files, with whose they are.
        roster: the kept class; of another one nothing is said.
        known: the ids that the course has: they are no new students.
    """
    if not roster.kept:
        return []
    found = []
    if any(e.who.person and same_key(e.who.raw) != same_key(e.student) for e in entries):
        found.append(Remark("class-as-before", count=len(roster.people)))
    strange = {
        entry.student
        for entry in entries
        if entry.who.remark is not None
        and entry.who.remark.code in _NEW
        and same_key(entry.student) not in known.spellings
    }
    if strange:
        found.append(remark_naming("new-without-roster", sorted(strange)))
    return found
