"""What every student's mark has to be, reckoned beside the grader from what was handed in.

The rules are those of docs/lms.md and of the course's late.py, and nothing of the product's code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose

from tests.term.answers import ADAM_AND_RUN, FULL, Answer

LATE_COSTS = 2
"""A day begun, by the course's late.py; an LMS that says no more than "late" means one."""
EXCUSED = "EX"


@dataclass(slots=True)
class Standing:
    """One student in one chapter.

    Attributes:
        answer: what counts; None where nothing was handed in, or nothing that can be read.
        torn: a file came that cannot be read: no mark, and no zero either.
        undecided: members of the group handed in different files, and this one none: likewise.
        words: whether there is an answer in words.
        given: its points by hand; None until somebody has read it.
        late: whether the LMS says so, and no extension says otherwise.
        excused, override: what was decided.
    """

    answer: Answer | None = None
    torn: bool = False
    undecided: bool = False
    words: bool = False
    given: float | None = None
    late: bool = False
    excused: bool = False
    override: float | None = None

    @property
    def is_missing(self) -> bool:
        """Whether nothing came, from nobody: what ``--missing-as-zero`` makes a 0."""
        return self.answer is None and not self.torn and not self.undecided


@dataclass
class Reckoning:
    """The whole term.

    Attributes:
        standings: by chapter and id.
        worth: points that an exercise has been changed by since, for its mistake: what a wrong
            answer loses now, by exercise.
    """

    standings: dict[str, dict[str, Standing]] = field(default_factory=dict)
    worth: dict[str, float] = field(default_factory=dict)

    def of(self, chapter: str, student: str) -> Standing:
        return self.standings.setdefault(chapter, {}).setdefault(student, Standing())

    def drop(self, student: str) -> None:
        for chapter in self.standings.values():
            chapter.pop(student, None)

    def mark(self, chapter: str, student: str) -> float | str | None:
        """The mark; :data:`EXCUSED`; None where there is none."""
        mine = self.of(chapter, student)
        if mine.override is not None:
            return mine.override
        if mine.excused:
            return EXCUSED
        if mine.answer is None or (mine.words and mine.given is None):
            return None
        total = self._points(chapter, mine.answer) + (mine.given or 0)
        return total - (min(total, LATE_COSTS) if mine.late else 0)

    def _points(self, chapter: str, answer: Answer) -> float:
        if answer.blank:
            return 0
        lost = sum(self.worth.get(name, points) for name, points in answer.lost.items())
        return (ADAM_AND_RUN if chapter == "06_paper" else FULL) - lost

    def marks(self, chapter: str) -> dict[str, float | str | None]:
        return {student: self.mark(chapter, student) for student in self.standings[chapter]}


def differences(
    wanted: Mapping[str, float | str | None], found: Mapping[str, float | str | None]
) -> list[str]:
    """Where two tables of marks differ, one line a student."""
    out = []
    for student in sorted({*wanted, *found}):
        one, other = wanted.get(student, "no line"), found.get(student, "no line")
        same = one == other
        if isinstance(one, int | float) and isinstance(other, int | float):
            same = isclose(one, other, abs_tol=1e-9)
        if not same:
            out.append(f"{student}: reckoned {one}, found {other}")
    return out
