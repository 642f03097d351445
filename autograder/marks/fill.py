"""Filling an LMS's own export: which column, which rows, and what is left alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.collect.roster import Person, Roster, name_key
from autograder.errors import Refused
from autograder.marks.book import Mark, Marks
from autograder.marks.cells import number
from autograder.marks.raw import RawTable


@dataclass(frozen=True, slots=True)
class Settings:
    """What the instructor decides.

    Attributes:
        assignment: the LMS's column, by its title or number; empty to find it.
        missing_as_zero: 0 for those who handed in nothing; never for what waits.
        points: what the assignment is worth in the LMS, to convert to; None for as it is.
        roster: says which of the LMS's ids are whose.
    """

    assignment: str = ""
    missing_as_zero: bool = False
    points: float | None = None
    roster: Roster = field(default_factory=Roster)


@dataclass(slots=True)
class Filled:
    """What came of it.

    Attributes:
        data: the file for the LMS.
        written: how many marks stand in it.
        notes: whom to look at, each a sentence.
    """

    data: bytes = b""
    written: int = 0
    notes: list[str] = field(default_factory=list)


def pick_column(
    table: RawTable, header: int, columns: Sequence[int], wanted: str, chapter: str
) -> int:
    """The column of the assignment.

    Raises:
        Refused: none or more than one fits; the columns there are stand in the message.
    """
    titles = {column: table.cell(header, column) for column in columns}
    topic = chapter.partition("_")[2]
    # Exact first: "Lab 1" must not be lost because there is a "Lab 10".
    tests = (
        [lambda t: t == wanted, lambda t: t.endswith(f"({wanted})"),
         lambda t: name_key(wanted) in name_key(t)]
        if wanted
        else [lambda t: name_key(chapter) in name_key(t), lambda t: name_key(topic) in name_key(t),
              lambda t: len(titles) == 1]
    )  # fmt: skip
    for test in tests:
        found = [column for column, title in titles.items() if test(title)]
        if len(found) == 1:
            return found[0]
    shown = "; ".join(titles.values()) or "no assignment's column"
    what = f"{wanted!r}" if wanted else chapter
    raise Refused(f"which column is {what}? Say it with --assignment; the template has: {shown}.")


def factor(marks: Marks, points: str, settings: Settings, title: str) -> float:
    """What to multiply marks with so that they fit the LMS's points.

    Raises:
        Refused: the points differ, and a mark would be worth something else than it says.
    """
    by = 1.0 if settings.points is None else settings.points / marks.points
    try:
        there = float(points.replace(",", "."))
    except ValueError:
        return by
    ours = marks.points if settings.points is None else settings.points
    if there in (ours, 0.0):
        return by
    raise Refused(
        f"{title} is worth {there:g} points in the LMS, {marks.chapter} {ours:g}: give --points "
        f"{there:g} to convert, or change the LMS's points."
    )


class Finder:
    """Finds whose mark belongs to a line of the LMS's file."""

    def __init__(self, marks: Marks, roster: Roster) -> None:
        self._marks, self._roster = marks, roster
        self.used: Counter[str] = Counter()

    def find(self, ids: Sequence[str], name: str, participant: str = "") -> Mark | None:
        """By any of the line's ids; by name only where one person alone has it."""
        person = self._by_ids(ids, participant)
        if person is None:
            named = self._marks.roster.by_name(name) if name else []
            person = named[0] if len(named) == 1 else None
        mark = self._marks.by_student.get(person.student) if person else None
        if mark is not None:
            self.used[mark.student] += 1
        return mark

    def _by_ids(self, ids: Sequence[str], participant: str) -> Person | None:
        known = [text for text in ids if text]
        for text in known:
            if (person := self._roster.by_id(text)) and person.student in self._marks.by_student:
                return person
        if participant and (person := self._roster.by_participant(participant)):
            return person
        for text in known:
            if person := self._marks.roster.by_id(text):
                return person
        return None

    def left(self) -> list[str]:
        """Students with a mark whom no line of the file was for."""
        return sorted(
            student
            for student, mark in self._marks.by_student.items()
            if mark.state == "marked" and not self.used[student]
        )


def cell_for(mark: Mark, by: float, settings: Settings) -> str:
    """What stands in the mark's cell; empty means that there is no mark."""
    if mark.state == "missing":
        return "0" if settings.missing_as_zero else ""
    return "" if mark.score is None else number(mark.score * by)


def closing_notes(filled: Filled, finder: Finder, states: Mapping[str, Sequence[str]]) -> None:
    """Say who has no mark and who was not in the file."""
    for state, words in (
        ("waiting", "no mark yet (unreadable, a fault of the grader's, or graded by hand)"),
        ("missing", "nothing handed in; the cell was left alone"),
        ("unknown", "in the LMS's file, but not in the gradebook"),
        ("kept", "excused or locked in the LMS; kept as it was"),
    ):
        if names := list(states.get(state, ())):
            filled.notes.append(f"{len(names)} with {words}: {_some(names)}.")
    if left := finder.left():
        filled.notes.append(
            f"{len(left)} have a mark, but no line in the LMS's file: {_some(left)}."
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more
