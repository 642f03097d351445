"""What is said of a notebook before it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["stop", "mend", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes:
        level: ``stop``: the file would not hold the student's work, none is written;
            ``mend``: it may cost marks; ``note``: it costs nothing.
        where: the exercise or cell.
        what: what was found, a sentence.
        todo: what to do about it, a sentence.
    """

    level: Level
    where: str
    what: str
    todo: str = ""
