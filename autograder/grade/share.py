"""A teaching assistant's share of a class: who is in it, and what came for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder.collect.roster import Roster
from autograder.collect.sections import keep_sections, section_members, sections_of_roster
from autograder.course.journal import Index
from autograder.grade.request import Request
from autograder.submission.result import Submission


def roster_sections(request: Request, roster: Roster) -> dict[str, str]:
    """The sections that the request's roster tells; empty without a roster."""
    return sections_of_roster(request.roster, roster) if request.roster else {}


def share_of(request: Request, roster: Roster) -> frozenset[str] | None:
    """Whose submissions are to be graded; None for everybody's.

    Raises:
        Refused: there is no such section, or the list of sections has a fault.
    """
    if not request.section:
        return None
    return section_members(request.course, request.section, roster_sections(request, roster))


def keep_roster_sections(request: Request, roster: Roster) -> None:
    """Write down in the course folder what the roster says of sections."""
    if new := roster_sections(request, roster):
        keep_sections(request.course, new)


def mine_alone(came: Iterable[Submission], mine: frozenset[str] | None) -> list[Submission]:
    """The submissions of the share."""
    return [one for one in came if mine is None or one.student in mine]


def not_graded_yet(came: Iterable[Submission], mine: frozenset[str] | None, index: Index) -> int:
    """How many files of students outside the share are another one than was graded last.

    They are collected all the same: when a file came, whose bytes are equal and what a group
    handed in must not depend on which section is graded first.
    """
    if mine is None:
        return 0
    others = (one for one in came if one.student not in mine and one.file)
    latest = index.latest
    return sum(
        one.student not in latest or latest[one.student].digest != one.digest for one in others
    )


def absent_alone(
    absent: Mapping[str, Submission | None], mine: frozenset[str] | None
) -> dict[str, Submission | None]:
    """Who of the share has nothing in this download."""
    return {name: one for name, one in absent.items() if mine is None or name in mine}
