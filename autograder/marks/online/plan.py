"""What stands in the LMS, and what has to be sent so that it is what the gradebook says."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from autograder.errors import Refused
from autograder.marks.book import ChapterMark, ChapterMarks
from autograder.marks.csv_cells import number_cell
from autograder.marks.fill import (
    Filled,
    FillSettings,
    cell_for,
    check_zeros,
    closing_notes,
    factor,
    shortened,
)
from autograder.marks.finder import Finder
from autograder.marks.whose import check_people


@dataclass(frozen=True, slots=True)
class LmsEntry:
    """What an LMS has of one student in this assignment.

    Attributes:
        user: the LMS's number of the student.
        ids: all that may identify the student in the gradebook.
        name: the full name.
        score: the mark that stands there; None where there is none.
        locked: whether it must stay: excused, or not ours to change.
    """

    user: str
    ids: tuple[str, ...]
    name: str
    score: float | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class LmsSheet:
    """An assignment in the LMS.

    Attributes:
        title: what it is called there.
        points: what can be earned there.
        people: everybody in it.
        notes: what the instructor should know of it, each a sentence.
    """

    title: str
    points: float
    people: tuple[LmsEntry, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToSend:
    """What is sent for one student.

    Attributes:
        user: the LMS's number of the student.
        student: the gradebook's id.
        score: the mark, as it is written.
        comment: the text that goes with it; None where the LMS's comments stay as they are.
    """

    user: str
    student: str
    score: str
    comment: str | None


@dataclass(slots=True)
class SendPlan:
    """What has to be sent.

    Attributes:
        sheet: what stands in the LMS.
        filled: the counts, and which marks change.
        changes: what is sent.
        comments: how many of the changes are of a comment alone.
    """

    sheet: LmsSheet
    filled: Filled
    changes: list[ToSend] = field(default_factory=list)
    comments: int = 0


class Remote(Protocol):
    """An assignment in an LMS, behind the LMS's API."""

    name: str
    where: str
    enters_later: bool
    """Whether marks can be on their way after the LMS has taken them, or has seemed not to."""

    def read(self) -> LmsSheet:
        """What stands there, whole.

        Raises:
            Refused: it cannot be read, or not whole, or marks cannot be sent to it.
        """

    def comment(self, standing: LmsEntry, mark: ChapterMark, filled: Filled) -> str | Keep | None:
        """What to send beside a mark.

        Returns:
            The text; None to leave the comments as they are; KEEP if not even the mark can be
            sent without losing a comment.
        """

    def send(self, changes: Sequence[ToSend]) -> None:
        """Send them.

        Raises:
            Refused: the LMS refuses.
            Unanswered: nobody knows whether it has arrived.
        """


Keep = Literal["keep"]
KEEP: Keep = "keep"


def make_plan(remote: Remote, marks: ChapterMarks, settings: FillSettings) -> SendPlan:
    """Read what stands in the LMS and compare.

    Raises:
        Refused: it cannot be read whole, the points differ, one person stands there twice, its
            people are another course's, or a zero could meet somebody whose group has handed in.
    """
    sheet = remote.read()
    _once(remote, sheet.people)
    by = factor(marks, number_cell(sheet.points), settings, sheet.title)
    plan = SendPlan(sheet, Filled())
    finder = Finder(marks, settings.roster, settings.takes)
    states: dict[str, list[str]] = defaultdict(list)
    pairs: list[tuple[LmsEntry, ChapterMark]] = []
    for standing in sheet.people:
        mark = finder.find(standing.ids, standing.name)
        if not settings.takes(*standing.ids, *([mark.student] if mark else ())):
            plan.filled.others += 1
        elif mark is None:
            if not finder.is_crossed(standing.name):
                states["unknown"].append(standing.name or standing.user)
        else:
            pairs.append((standing, mark))
    twice = [s for s, n in finder.used.items() if n > 1]
    if twice:
        raise Refused(
            f"in {remote.name} more than one person would get the mark of {shortened(twice)}: "
            "give the --roster that they were graded with."
        )
    check_people(finder.lines, f"{remote.name}'s {sheet.title}")
    check_zeros(marks, finder, settings)
    for standing, mark in pairs:
        _weigh(plan, standing, mark, cell_for(mark, by, settings), states, remote)
    plan.filled.notes += sheet.notes
    closing_notes(plan.filled, finder, states)
    return plan


def _weigh(
    plan: SendPlan,
    standing: LmsEntry,
    mark: ChapterMark,
    text: str,
    states: dict[str, list[str]],
    remote: Remote,
) -> None:
    """Weigh one student's mark against what stands there."""
    if standing.locked:
        states["kept"].append(mark.student)
        return
    if not text:
        states[mark.state].append(mark.student)
        return
    words = remote.comment(standing, mark, plan.filled) if mark.parts else None
    if words == KEEP:
        states["unread"].append(mark.student)
        return
    before = "" if standing.score is None else number_cell(standing.score)
    differs = plan.filled.weigh(before, text, mark.student)
    if mark.state == "missing":
        states["zero"].append(mark.student)
    if differs or words is not None:
        plan.comments += not differs
        plan.changes.append(ToSend(standing.user, mark.student, text, words))


def _once(remote: Remote, people: Iterable[LmsEntry]) -> None:
    seen: set[str] = set()
    for standing in people:
        if standing.user in seen:
            raise Refused(
                f"{remote.name} lists the person {standing.user} twice: its answer is not whole. "
                "Nothing was sent."
            )
        seen.add(standing.user)


def score_of(value: object) -> float | None:
    """A mark as an LMS sends it; None where there is none."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    if isinstance(value, int | float | str):
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
    raise Refused("a mark in what the LMS sent is not a number. Nothing was sent.")
