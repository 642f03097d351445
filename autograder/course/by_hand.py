"""What an instructor gave by hand in the gradebook: points, extra credit, comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Given:
    """What stands beside one exercise or one written answer.

    Attributes:
        points: the manual score, extra credit included; None where there is none.
        extra: extra credit alone, on top of what was graded automatically.
        most: the cell's points.
        comment: the instructor's own words.
        written: the cell is a written answer, which only a person can grade.
        empty: nothing is written there.
        waits: there are no points, neither the grader's nor a person's.
    """

    points: float | None = None
    extra: float = 0.0
    most: float = 0.0
    comment: str = ""
    written: bool = False
    empty: bool = False
    waits: bool = False

    def earned(self, graded: float | None) -> float | None:
        """The points that count, given those that were graded automatically."""
        if self.points is not None:
            return self.points
        return None if graded is None or self.waits else graded + self.extra


@dataclass(frozen=True, slots=True)
class ByHand:
    """One student's chapter.

    Attributes:
        given: by exercise id, or by the written answer's cell id.
        penalty: the points that nbgrader takes off for lateness.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    penalty: float = 0.0


NOTHING = ByHand()
