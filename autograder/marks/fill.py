"""Filling an LMS's own export: which column, which rows, and what is left alone."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from autograder.collect.roster import Roster, name_key
from autograder.errors import Refused
from autograder.marks.book import (
    ChapterMark,
    ChapterMarks,
    feedback_of,
    has_persons_words,
    with_feedback,
)
from autograder.marks.csv_cells import number_cell
from autograder.marks.finder import Finder
from autograder.marks.raw import RawTable
from autograder.marks.whose import names_another_chapter, names_told, speaks_of

Comments = Literal["append", "keep", "replace", "none"]


@dataclass(frozen=True, slots=True)
class FillSettings:
    """What the instructor decides.

    Attributes:
        assignment: the LMS's column, by its title or number; empty to find it.
        missing_as_zero: 0 for those who handed in nothing; never for what waits.
        points: what the assignment is worth in the LMS, to convert to; None for as it is.
        roster: says which of the LMS's ids are whose.
        comments: where a person's comment stands in the LMS: ours behind it, the comment as it
            is, or ours in its place; "none" sends no comment to anybody.
        mine: whose marks are written, such as a section's; None for all.
    """

    assignment: str = ""
    missing_as_zero: bool = False
    points: float | None = None
    roster: Roster = field(default_factory=Roster)
    comments: Comments = "append"
    mine: frozenset[str] | None = None

    def takes(self, *ids: str) -> bool:
        """Whether the marks of whoever has one of these ids are to be written."""
        return self.mine is None or any(one in self.mine for one in ids)


@dataclass(slots=True)
class Filled:
    """What came of it.

    Attributes:
        data: the file for the LMS.
        written: how many marks stand in it.
        new: of these, how many where the template had none.
        same: how many that stood in the template already.
        changed: the others: whose, what stood there, what stands there now.
        zeros: who gets 0 for nothing handed in.
        kept: how many comments of a person stay.
        replaced: how many give way to ours, because that was asked for.
        others: how many lines are of students whose marks were not to be written.
        column: the title of the template's column that the marks are in.
        notes: whom to look at, each a sentence.
        cells: by student, what stood in the cell and what stands there now, where it was weighed.
    """

    data: bytes = b""
    written: int = 0
    new: int = 0
    same: int = 0
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    zeros: list[str] = field(default_factory=list)
    kept: int = 0
    replaced: int = 0
    others: int = 0
    column: str = ""
    notes: list[str] = field(default_factory=list)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)

    def put(self, table: RawTable, row: int, column: int, text: str, whose: str) -> None:
        """Write a mark into the template; one that stands there already stays as it is written."""
        if self.weigh(table.number(row, column), text, whose):
            table.put(row, column, text)

    def weigh(self, before: str, text: str, whose: str) -> bool:
        """Count a mark as new, changed or the same; says whether it has to be written."""
        self.written += 1
        self.cells[whose] = (before, text)
        if before in _NO_GRADE:
            self.new += 1
        elif _value(before) == _value(text):
            self.same += 1
            return False
        else:
            self.changed.append((whose, before, text))
        return True

    def comment(
        self, table: RawTable, row: int, column: int, mark: ChapterMark, what: Comments
    ) -> None:
        """Write the points of the exercises into a comment's cell, as the settings say."""
        said = table.cell(row, column)
        new = self.said(said, mark, what)
        if new != said:
            table.put(row, column, new)

    def said(self, said: str, mark: ChapterMark, what: Comments) -> str:
        """What a comment becomes; counts the ones that are kept, and replaced."""
        if not has_persons_words(said, mark):
            return said if what == "none" else with_feedback(said, mark)
        if what == "replace":
            self.replaced += 1
            return feedback_of(mark)
        self.kept += 1
        return with_feedback(said, mark) if what == "append" else said

    def excuse(self, table: RawTable, row: int, column: int, sign: str, whose: str) -> None:
        """Take a mark out of the template; the LMS's sign for an excuse, if it has one, goes in."""
        before = table.cell(row, column)
        if before.upper() == sign or (not sign and before in _NO_GRADE):
            return
        self.cells[whose] = (before, sign)
        if before not in _NO_GRADE:
            self.changed.append((whose, before, sign or "nothing"))
        table.put(row, column, sign)

    def take_file(self, table: RawTable, ids: Container[int]) -> None:
        """The template is filled: it is the file, once nothing in it would be computed.

        Args:
            table: the template.
            ids: its columns that hold ids.
        """
        if touched := table.guard(ids):
            self.notes.append(
                f"{len(touched)} cells that a spreadsheet would have computed got an apostrophe in "
                f"front, the first one in line {touched[0][0] + 1}."
            )
        self.data = table.to_bytes()


_NO_GRADE = ("", "-")


def _value(text: str) -> float | str:
    if not text.isascii():
        return text  # Python reads full-width digits and blanks; Canvas makes an empty cell of them
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


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
        else [lambda t: speaks_of(t, chapter), lambda t: speaks_of(t, topic),
              lambda t: len(titles) == 1 and not names_another_chapter(t, chapter)]
    )  # fmt: skip
    for test in tests:
        found = [column for column, title in titles.items() if test(title)]
        if len(found) == 1:
            return found[0]
    shown = "; ".join(titles.values()) or "no assignment's column"
    what = f"{wanted!r}" if wanted else chapter
    if len(set(titles.values())) < len(titles):
        shown += "; as two have the same title, change one in the LMS, and export again"
    raise Refused(f"which column is {what}? Say it with --assignment; the template has: {shown}.")


def factor(marks: ChapterMarks, points: str, settings: FillSettings, title: str) -> float:
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
    worth = f"{title} is worth {there:g} points in the LMS"
    if settings.points is None:
        raise Refused(
            f"{worth}, and {marks.chapter} {marks.points:g}: give --points {there:g} to convert, "
            "or change the LMS's points."
        )
    instead = f"give --points {there:g}"
    if there == marks.points:
        instead = f"leave --points out, as {marks.chapter} has {there:g} points, too"
    raise Refused(f"{worth}, and --points says {ours:g}: {instead}, or change the LMS's points.")


def cell_for(mark: ChapterMark, by: float, settings: FillSettings) -> str:
    """What stands in the mark's cell; empty means that there is no mark."""
    if mark.state == "missing":
        return "0" if settings.missing_as_zero else ""
    return "" if mark.score is None else number_cell(mark.score * by)


def check_zeros(marks: ChapterMarks, finder: Finder, settings: FillSettings) -> None:
    """See that no zero goes to somebody whose group may have handed in.

    Raises:
        Refused: somebody would get a zero, while a file is nobody's on the lists.
    """
    zeros = [
        mark
        for mark in marks.by_student.values()
        if mark.state == "missing" and settings.takes(mark.student)
    ]
    if not settings.missing_as_zero or not zeros:
        return
    if marks.other_names:
        told = [f"{name} for {student}" for student, name in sorted(marks.other_names.items())]
        raise Refused(
            f"--missing-as-zero would give 0 to {_some(zeros)}, but files came under names that "
            f"are not their students' ({shortened(told)}). If these are groups, the other members "
            "have handed in: grade again with --groups. Or leave --missing-as-zero out and enter "
            "the zeros in the LMS."
        )
    if others := finder.no_ones():
        raise Refused(
            f"--missing-as-zero would give 0 to {_some(zeros)}, but the files of "
            f"{_some(others)} are of nobody on the roster or in the LMS's file. If these are "
            "groups, their members have handed in: grade again with --groups, and `student drop` "
            "what was graded under a group's name. If these are single students, give a --roster "
            "with them on it. Or leave --missing-as-zero out and enter the zeros in the LMS."
        )


# What is said of students without a mark, by state; the words continue "3 ...".
_WORDS: Mapping[str, str] = {
    "unreadable": "with a file that cannot be read, so no mark",
    "undecided": "without a mark, because members of their groups handed in different files; put "
    "the one that counts into a folder with the group's name, and grade again",
    "fault": "without a mark because of a grader error; grade again",
    "by_hand": "without a mark until a person has given points by hand",
    "ungraded": "with a file that is not graded yet, so no mark; run `grade` for them",
    "excused": "excused from the chapter, so no mark",
    "missing": "with nothing handed in; the cell was left alone",
    "group": "without a mark, though their groups handed in; grade the groups' files again",
    "zero": "with nothing handed in got 0 by --missing-as-zero",
    "unknown": "in the LMS, but not in the gradebook",
    "unread": "left alone, because a comment in the LMS cannot be read or holds a file, and would "
    "be lost; enter these by hand",
    "kept": "excused or locked in the LMS; kept as it was",
}


def closing_notes(filled: Filled, finder: Finder, states: Mapping[str, Sequence[str]]) -> None:
    """Say who has no mark, who was not in the file, and who is not on the roster."""
    filled.zeros = list(states.get("zero", ()))
    for state, words in _WORDS.items():
        if names := list(states.get(state, ())):
            filled.notes.append(f"{len(names)} {words}: {shortened(names)}.")
    filled.notes += names_told(finder.lines)
    for points, release, students in finder.of_other_releases():
        are = "is" if len(students) == 1 else "are"
        filled.notes.append(
            f"{len(students)} {are} marked out of {points:g} points, as release {release} has "
            f"other exercises: {shortened(students)}."
        )
    if left := finder.left():
        filled.notes.append(f"{len(left)} have a mark, but no line in the LMS: {_some(left)}.")
    if others := finder.not_on_the_roster():
        verb = "is" if len(others) == 1 else "are"
        filled.notes.append(
            f"{len(others)} in the gradebook {verb} not on the roster: {_some(others)}."
        )


def _some(marks: Sequence[ChapterMark]) -> str:
    return shortened([mark.student for mark in marks])


def shortened(names: Sequence[str]) -> str:
    """A list of people for a sentence."""
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more
