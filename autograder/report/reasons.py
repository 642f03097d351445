"""Flags by their reasons: what was contained, what was odd, what was only repaired.

The sentences come from collecting, rebuilding and the sandbox. They are told apart by
their words, and a sentence that no rule knows is shown as it is, among the odd ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograder.report.class_data import StudentRow

CONTAINED = "contained"
ODD = "odd"
REPAIRED = "repaired"

# (kind, what a sentence holds, what is said of the group; empty: the sentence itself)
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (kind, re.compile(pattern), words)
    for kind, pattern, words in (
        (CONTAINED, r"could not be interrupted", "ran on and could not be interrupted"),
        (CONTAINED, r"processes? (was|were) still running", "left processes running at the end"),
        (CONTAINED, r"ended the process (that ran it|in a hidden case)|It left with exit status"
         r"|[Ee]nded by signal", "ended the process that ran it"),
        (CONTAINED, r"left more files behind", "left more files behind than are deleted"),
        (CONTAINED, r"outputs were left out", "wrote more output than is kept"),
        (CONTAINED, r"malformed answer", "sent a malformed answer"),
        (CONTAINED, r"memory", "asked for more memory than there is"),
        (ODD, r"used up its time|time was used up", "used up its time"),
        (ODD, r"locked checks? (was|were) changed", "changed a locked check; the released text "
         "counted"),
        (ODD, r"the cell of \S+ is missing$", "an exercise's cell is missing"),
        (REPAIRED, r"^the cell of \S+ is (missing|as handed out); another cell has its answer$",
         "an answer stood in another cell"),
        (ODD, r"^the cell of \S+ is (missing|as handed out); what stands in other cells has to be "
         "read", "an answer in words may stand in other cells: a person has to read them"),
        (ODD, r"^the same file, byte for byte", "the same file as another student's, byte for "
         "byte"),
        (ODD, r"this is chapter \d", "another chapter's notebook was handed in too"),
        (ODD, r"^came under \d+ names", "came under several names"),
        (ODD, r"(^|: )not read: ", "a file could not be opened"),
        (ODD, r"^unreadable", ""),
        (ODD, r"^\S+ [a-z][a-z', ]+, line \d+: ", "a cell reaches for the checks, the grader or "
         "the system"),
        (ODD, r"on the roster, but no file", "on the roster, but no file was found"),
        (REPAIRED, r"had lost its marks", "cells had lost their marks and were found by their "
         "text"),
        (REPAIRED, r"occurs \d+ times", "an exercise was split or copied; all its cells counted"),
        (REPAIRED, r"^\d+ files; the latest counts", "several files; the latest counted"),
        (REPAIRED, r"not in UTF-8", "not in UTF-8; read as Latin-1"),
        (REPAIRED, r"old notebook format", "in the old notebook format 3"),
        (REPAIRED, r"^\d+ locked cells? (was|were) changed", "changed a locked cell; the released "
         "text counted"),
        (REPAIRED, r"are kept in part: |are shown in part: ", "added cells that are too long to be "
         "kept whole"),
        (REPAIRED, r"^a picture in .* is not shown", "a picture that is not attached as a PNG"),
        (REPAIRED, r"without the added cells", "exercises graded without the added cells, which "
         "took all the time"),
        (REPAIRED, r"in the order of the student's own cells", "cells were moved, and were run in "
         "their new order"),
        (REPAIRED, r"marks it as late|^late: ", "late"),
        (REPAIRED, r"name says late; the LMS does not", "the file's name says late, the LMS does "
         "not"),
        (REPAIRED, r": no notebook ", "another file beside the notebook"),
        (REPAIRED, r"was a \w+ cell$", "an answer stood in a cell of another kind"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, and whose submissions it is about."""

    kind: str
    words: str
    rows: tuple[StudentRow, ...]


def sort_of(flag: str) -> tuple[str, str]:
    """A flag's kind, and the words that stand for all flags of its sort."""
    for kind, pattern, words in _RULES:
        if pattern.search(flag):
            return kind, words or flag
    return ODD, flag


def is_contained(row: StudentRow) -> bool:
    """Whether the sandbox had to stop something of this submission's."""
    return any(sort_of(flag)[0] == CONTAINED for flag in row.flags)


def reasons(rows: Iterable[StudentRow], told: Callable[[str], str] = str) -> list[Reason]:
    """The reasons with their submissions: contained first, then odd, the commonest first.

    Args:
        rows: the submissions.
        told: what is shown of a sentence, for reports without names.
    """
    found: dict[tuple[str, str], list[StudentRow]] = {}
    for row in rows:
        for kind, words in dict.fromkeys(sort_of(flag) for flag in row.flags):
            found.setdefault((kind, told(words)), []).append(row)
    order = (CONTAINED, ODD, REPAIRED)
    return sorted(
        (Reason(kind, words, tuple(members)) for (kind, words), members in found.items()),
        key=lambda reason: (order.index(reason.kind), -len(reason.rows), reason.words),
    )


def of_kind(found: Sequence[Reason], kind: str) -> list[Reason]:
    """The reasons of one kind."""
    return [reason for reason in found if reason.kind == kind]
