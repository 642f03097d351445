"""What is known beforehand of a submission of the sample class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PlannedKind = Literal["right", "mistake", "unfinished", "damaged", "hostile", "missing"]
PlannedState = Literal["graded", "flagged", "unreadable", "missing"]


@dataclass(frozen=True, slots=True)
class Planned:
    """One submission, and what grading has to say of it.

    Attributes:
        student: the id, as in the roster and in the file's name.
        name: the person's name, as in the roster.
        file: the file's name inside the zip; empty when nothing was handed in.
        kind: the sort of submission.
        what: one short sentence for a table.
        state: the submission's expected state.
        exercise: the exercise in which a known mistake has to be named, or None.
        mistake: that mistake's id, or None.
        score: the expected points; None when the file cannot be read or is missing.
        counts: False for an attempt that a later one replaces; ``state`` and the
            rest then say what grading it alone would come to.
    """

    student: str
    name: str
    file: str
    kind: PlannedKind
    what: str
    state: PlannedState
    exercise: str | None = None
    mistake: str | None = None
    score: float | None = None
    counts: bool = True
