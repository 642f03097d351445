"""Numbers of the right shape that are wrong: by a factor, a shift, a cut, in some places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch

from course_utils.core.case import Case
from course_utils.core.compare import RTOL, SCALE
from course_utils.core.exercise import Exercise
from course_utils.core.finding import Finding, close, number
from course_utils.core.verdict import Cause

SIZES = ("general:times-size", "general:over-size")
FACTORS = (*SIZES, "general:factor", "general:factor-two")
VARYING = Cause(
    "general:varying-factor",
    "every number is multiplied by a factor that is another one in every case",
    "No constant is wrong then: look for something that is divided by, or multiplied with, a "
    "number that comes from the data, such as a length or a sum.",
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """A case, with the names by which students know its inputs."""

    case: Case
    exercise: Exercise | None = None

    def named(self) -> Iterator[tuple[str, torch.Tensor]]:
        """The tensors that a message may name, with the words for them."""
        for name, value in self.case.inputs.items():
            words = self.exercise.input_words(name) if self.exercise else name
            if isinstance(value, torch.Tensor) and words:
                yield words, value


def ratio(yours, expected, case: Inputs) -> Finding | None:
    yours, expected = yours.double(), expected.double()
    weight = float(expected.abs().max()) if expected.numel() else 0.0
    if weight == 0.0:
        return None
    factor = float((yours * expected).sum() / (expected * expected).sum())
    if factor == 0.0 or not close(yours, factor * expected):
        return None
    everywhere = " everywhere" if expected.numel() > 1 else ""
    if abs(factor + 1) < 1e-3:
        return f"yours is −1 times the expected one{everywhere}", Cause(
            "general:sign",
            "the sign is the other way round",
            "a − b and b − a differ in nothing else; so do descent and ascent.",
        )
    known = _known_factor(factor, case.case.sizes)
    if known:
        words, cause = known
        return f"yours is {number(factor)} times the expected one{everywhere}, and {words}", cause
    if expected.numel() > 1:
        seen, sentence = _by_a_factor(factor)
        return seen, Cause(
            "general:factor",
            sentence,
            "A constant factor is missing, doubled or inverted.",
        )
    return None


def _by_a_factor(factor: float) -> tuple[str, str]:
    if abs(factor - 1) < 0.005:
        more = "larger" if factor > 1 else "smaller"
        share = f"{abs(factor - 1) * 100:.1g} %"
        return (
            f"yours is {share} {more} than the expected one everywhere",
            f"every number comes out {share} too {'large' if factor > 1 else 'small'}",
        )
    return (
        f"yours is {number(factor)} times the expected one everywhere",
        f"every number is multiplied by {number(factor)}",
    )


def _known_factor(factor: float, sizes: Mapping[int, str]) -> tuple[str, Cause] | None:
    signed = "with the sign turned, " if factor < 0 else ""
    size = abs(factor)
    for count, words in sizes.items():
        if abs(size / count - 1) < 1e-3:
            return f"{signed}{count} is {words}", Cause(
                "general:times-size",
                f"{signed}the result is {count} times too large, and {count} is {words}",
                "A mean divides the sum by how many there are, once.",
            )
        if abs(size * count - 1) < 1e-3:
            return f"{signed}{number(1 / count)} is 1/{count}, one over {words}", Cause(
                "general:over-size",
                f"{signed}the result is divided by {count}, {words}, once too often",
                "A mean divides the sum by how many there are, once.",
            )
    for value, words in ((2.0, "twice"), (0.5, "half")):
        if abs(size / value - 1) < 1e-3:
            return f"{signed}that is {words} as much", Cause(
                "general:factor-two",
                f"{signed}the result is {words} what it should be",
                "A 2 comes from the derivative of a square, or from a step done twice.",
            )
    return None


def rounded(yours, expected, case: Inputs) -> Finding | None:
    yours, expected = yours.double(), expected.double()
    for places in range(1 if expected.numel() > 2 else 2, 5):
        if bool(yours.any()) and torch.allclose(
            yours, expected.round(decimals=places), rtol=1e-6, atol=1e-9
        ):
            return f"yours is the expected one, rounded to {places} decimals", Cause(
                "general:rounded",
                "the result is rounded",
                "Round what is printed; what is computed with keeps its digits.",
            )
    return None


def clamped(yours, expected, case: Inputs) -> Finding | None:
    """Cut at a bound at which at least two elements lie that would go beyond it."""
    yours, expected = yours.double(), expected.double()
    if yours.numel() < 3:
        return None
    low, high = yours.min(), yours.max()
    if low == high or not close(yours, expected.clamp(low, high)):
        return None
    agree = torch.isclose(yours, expected, rtol=RTOL, atol=1e-9)
    ends = [(yours == bound) & ~agree for bound in (low, high)]
    if not bool(torch.equal(ends[0] | ends[1], ~agree)):
        return None
    if max(int(end.sum()) for end in ends) < 2:
        return None
    return "yours is the expected one, cut off at its ends", Cause(
        "general:clamped",
        "the values are clamped to a range that is too narrow",
        "Look for a clamp, a minimum or a maximum on the way.",
    )


def input_added(yours, expected, case: Inputs) -> Finding | None:
    """Expected plus a multiple of one of the inputs, as a penalty or an old gradient leaves it."""
    if expected.numel() < 2:
        return None
    shift = yours.double() - expected.double()
    noise = 2 * SCALE * float(expected.double().abs().max())
    if float(shift.abs().max()) < 50 * noise:
        return None
    for name, value in case.named():
        if value.shape != shift.shape:
            continue
        start = value.double()
        factor = float((shift * start).sum() / (start * start).sum()) if start.any() else 0.0
        if factor and torch.allclose(shift, factor * start, rtol=1e-3, atol=noise):
            verb = "added to" if factor > 0 else "subtracted from"
            return (
                f"yours differs by a multiple of {name}: yours is the expected one "
                f"{'+' if factor > 0 else '−'} {number(abs(factor))} · {name}",
                Cause(
                    "general:input-added", f"a multiple of {name} is {verb} the right result", ""
                ),
            )
    return None


def some_elements(yours, expected, case: Inputs) -> Finding | None:
    total = expected.numel()
    if total < 2 or not yours.is_floating_point():
        return None
    atol = SCALE * float(expected.double().abs().max())
    wrong = ~torch.isclose(yours.double(), expected.double(), rtol=RTOL, atol=atol)
    count = int(wrong.sum())
    if 0 < count < total:
        where = tuple(int(i) for i in wrong.nonzero()[0])
        index = ", ".join(map(str, where))
        return (
            f"{count} of {total} elements differ, the first at [{index}]: "
            f"yours {number(float(yours[where]))}, expected {number(float(expected[where]))}",
            None,
        )
    shift = yours.double() - expected.double()
    if count == total and float(shift.std()) < 1e-4 * float(shift.abs().max()):
        return (
            f"yours is the expected one plus {number(float(shift.flatten()[0]))} everywhere",
            None,
        )
    return None
