"""What a round of a training loop does to the gradients, by book-keeping alone.

Every backward writes the number of its round into the book, zero_grad clears it,
step reads it. What step finds in the book says which mistake this is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ZERO, BACKWARD, STEP = "zero_grad", "backward", "step"
_ROUNDS = 4

RIGHT = "This is the loop as it should be: each step uses the gradient of its own round, once."


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Which mistake a round makes.

    Attributes:
        name: short, for a title.
        why: one or two sentences.
        right: there is no mistake.
    """

    name: str
    why: str
    right: bool = False


def diagnose(calls: Sequence[str]) -> Diagnosis:
    """The mistake that these calls make when they are repeated, round after round.

    Args:
        calls: of one round, in order; the loss is computed before them.
    """
    if STEP not in calls:
        return Diagnosis("no step", "Gradients are computed and nobody uses them: W never moves.")
    if BACKWARD not in calls:
        return Diagnosis(
            "no backward", "No gradient is ever computed: .grad is None, and step does nothing."
        )
    found = _steps(calls)
    last = found[-1]
    if not any(last):
        return Diagnosis(
            "cleared too early",
            "zero_grad comes between backward and step: step finds nothing. No error, no progress.",
        )
    if len(set(last[0])) > 1:
        return Diagnosis(
            "gradients accumulate",
            "zero_grad is missing: every step takes the gradients of all rounds before along, so "
            "the path swings, and grows with a larger lr.",
        )
    if last[0] and last[0][0] != _ROUNDS - 1:
        return Diagnosis(
            "a stale gradient",
            "step comes before backward: it uses the gradient of the round before, of weights that "
            "are no longer there.",
        )
    if len(last[0]) > 1:
        return Diagnosis(
            "backward twice",
            "backward ran twice, so the same gradient is added twice: as if lr were doubled.",
        )
    if len(last) > 1:
        return Diagnosis(
            "step twice",
            "The same gradient is used twice; the second time it is that of weights gone by.",
        )
    return Diagnosis("right", RIGHT, right=True)


def _steps(calls: Sequence[str]) -> list[list[list[int]]]:
    """For each round, what each of its steps found in the book."""
    book: list[int] = []
    rounds = []
    for number in range(_ROUNDS):
        reads: list[list[int]] = []
        for call in calls:
            if call == ZERO:
                book.clear()
            elif call == BACKWARD:
                book.append(number)
            else:
                reads.append(list(book))
        rounds.append(reads)
    return rounds
