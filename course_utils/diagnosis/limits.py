"""How long and how far a search for a place may go."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """What one search may take.

    Attributes:
        cpu: CPU seconds of all edits together.
        each: CPU seconds of one edit's run.
        wall: seconds by the clock, for code that waits.
    """

    cpu: float = 0.55
    each: float = 0.2
    wall: float = 3.0
