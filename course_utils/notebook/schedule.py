"""When a question of the review comes back: a small Leitner schedule, in days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Days until a question returns, by how often in a row it was answered rightly.
_WAITS = (0, 1, 4, 12, 40)
_LATEST = datetime.date.max.toordinal() - 1000


@dataclass(frozen=True, slots=True)
class Revisit:
    """How a question of the review went.

    Attributes:
        streak: how often it was right, one time after the other, up to now.
        day: when it was asked last, as a day's ordinal number.
        asked: how often it was asked.
    """

    streak: int = 0
    day: int = 0
    asked: int = 0

    @property
    def due(self) -> int:
        """The day from which on it comes again."""
        return self.day + _WAITS[min(self.streak, len(_WAITS) - 1)]

    def answered(self, hit: bool, day: int) -> Revisit:
        """The same after one more answer.

        Two right ones on one day count once: what is remembered for a minute is not yet kept.
        """
        streak = 0 if not hit else self.streak + (day > self.day or self.streak == 0)
        return Revisit(streak, day, self.asked + 1)


def today() -> int:
    """This day's ordinal number, by the machine's clock."""
    return datetime.date.today().toordinal()


def read_revisit(row: Mapping[str, Any]) -> Revisit:
    """What a file of progress says of a question.

    Raises:
        ValueError: it is damaged.
    """
    found = Revisit(int(row["streak"]), int(row["day"]), int(row["asked"]))
    if min(found.streak, found.day, found.asked) < 0 or found.day > _LATEST:
        raise ValueError("no revisit")
    return found


def later(mine: Revisit, theirs: Revisit) -> Revisit:
    """Of two memories of one question the one that has seen more."""
    return max(mine, theirs, key=lambda entry: (entry.day, entry.asked))
