"""What is kept in memory of a result: a row of the table, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.grade.journal import Index, Journal
from autograder.grade.result import UNGRADED, Result, SubmissionState

KEPT_FLAGS = 2
KEPT_LETTERS = 300  # of one flag
FIRST = ("first result", "handed in")


@dataclass(frozen=True, slots=True)
class Mark:
    """One exercise's outcome."""

    state: str
    score: float
    max_score: float
    mistake: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One student's outcome, without notebook, code and pictures.

    Attributes:
        marks: by exercise, in the chapter's order.
        flags: the first few; ``more_flags`` counts the others.
        information: what is good to know, and no flag.
    """

    student: str
    name: str
    state: SubmissionState
    marks: Mapping[str, Mark]
    flags: tuple[str, ...] = ()
    more_flags: int = 0
    information: tuple[str, ...] = ()

    @property
    def graded(self) -> bool:
        """Whether there is a mark."""
        return self.state not in (*UNGRADED, "missing")

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(mark.score for mark in self.marks.values())

    @property
    def max_score(self) -> float:
        """The points that could be earned."""
        return sum(mark.max_score for mark in self.marks.values())


@dataclass(frozen=True, slots=True)
class Change:
    """One student's marks before and after.

    Attributes:
        before, after: points as they are written, ``—`` where there is no mark.
        exercises: exercise -> (points before, points after), where they differ.
        why: ``new file``, ``regraded``, ``handed in`` by one who was missing, or
            ``first result``.
    """

    student: str
    name: str
    before: str
    after: str
    why: str
    exercises: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def first(self) -> bool:
        """Whether there was nothing before."""
        return self.why in FIRST


def row_of(result: Result) -> Row:
    """The row of a result."""
    marks = {
        name: Mark(verdict.state, verdict.score, verdict.max_score, verdict.mistake)
        for name, verdict in result.verdicts.items()
    }
    return Row(
        result.submission.student,
        result.submission.name,
        result.state,
        marks,
        tuple(flag[:KEPT_LETTERS] for flag in result.flags[:KEPT_FLAGS]),
        max(0, len(result.flags) - KEPT_FLAGS),
        tuple(text[:KEPT_LETTERS] for text in result.submission.information[:KEPT_FLAGS]),
    )


def written(row: Row) -> str:
    """A row's points in words."""
    return f"{row.score:g}/{row.max_score:g}" if row.graded else "—"


def change(before: Row | None, after: Row, why: str) -> Change | None:
    """What became of one student's marks; None when they are as they were."""
    if before is None:
        return Change(after.student, after.name, "", written(after), "first result")
    names = dict.fromkeys((*before.marks, *after.marks))
    pairs = {name: (_points(before, name), _points(after, name)) for name in names}
    differ = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not differ and written(before) == written(after):
        return None
    return Change(after.student, after.name, written(before), written(after), why, differ)


def _points(row: Row, exercise: str) -> str:
    mark = row.marks.get(exercise)
    if mark is None or mark.state == "grader_fault" or not row.graded:
        return "—"
    return f"{mark.score:g}"


def changes(journal: Journal, index: Index | None = None) -> Iterator[Change]:
    """What the last run changed, by student id."""
    index = index or journal.index()
    for student, entry in sorted(index.latest.items()):
        old = index.before.get(student)
        if old == entry:
            continue
        why = "new file" if old is not None and old.digest != entry.digest else "regraded"
        if old is not None and old.state == "missing":
            why = "handed in"
        before = row_of(journal.read(old)) if old is not None else None
        found = change(before, row_of(journal.read(entry)), why)
        if found is not None:
            yield found
