"""The search for a place: edits of an answer, the likeliest first, run by the visible cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course_utils.core.exercise import Exercise
from course_utils.core.key import Keys
from course_utils.core.place import Proof
from course_utils.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """What one search may take.

    Attributes:
        cpu: CPU seconds of all edits together.
        each: CPU seconds of one edit's run.
        wall: seconds by the clock, for code that waits.
    """

    cpu: float = 0.8
    each: float = 0.2
    wall: float = 3.0


def find_proof(
    exercise: Exercise,
    keys: Keys,
    verdict: Verdict,
    text: str,
    names: Mapping[str, object],
    limits: SearchLimits = SearchLimits(),
) -> Proof | None:
    """An edit of the answer under which the visible checks get further; None where none is found.

    Whatever the answer is or does, nothing is raised but what interrupts: no source, no place.

    Args:
        exercise: what it is about.
        keys: of the visible cases.
        verdict: by these cases, and not passed.
        text: of the cell or file that defines the exercise's symbol, as it was typed.
        names: the notebook's names, as they are after it was run; they are not changed.
        limits: of the search.

    Raises:
        KeyboardInterrupt: whoever runs it stops it.
        Interrupted: an outer limit of time is reached.
    """
    return None
