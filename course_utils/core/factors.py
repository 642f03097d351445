"""Numbers of the right shape that are wrong: by a factor, a shift, a cut, in some places.

Each function here is an explainer: yours and expected have one shape, any, and are compared in
float64. It returns None where its pattern is not what the numbers have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from course_utils.core.case import Case
from course_utils.core.compare import close, near, tolerance
from course_utils.core.exercise import Exercise
from course_utils.core.finding import Finding, number
from course_utils.core.mistake import Mistake, general
from course_utils.core.values import RTOL
from course_utils.texts import Message, Words, say

SIZES = ("general:times-size", "general:over-size")
FACTORS = (*SIZES, "general:factor", "general:factor-two")
VARYING = general("varying-factor")


@dataclass(frozen=True, slots=True)
class Inputs:
    """A case, with the names by which students know its inputs.

    Attributes:
        case: the inputs; its tensors have the dtype in which the student's code got them.
        exercise: which of the inputs may be named, and how; None: all of them, as they are.
    """

    case: Case
    exercise: Exercise | None = None

    def named(self) -> Iterator[tuple[Words, torch.Tensor]]:
        """The tensors that a message may name, of any shape and dtype, with the words for them."""
        for name, value in self.case.inputs.items():
            words = self.exercise.input_words(name) if self.exercise else name
            if isinstance(value, torch.Tensor) and words:
                yield words, value


def ratio(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Expected times one factor: a turned sign, a size of the case, its inverse, two, a half.

    The factor is that of least squares, Σ yours·expected / Σ expected². One that no reason is known
    for is told of more than one number alone: two single numbers always have one.

    Args:
        yours, expected: one shape, any; float64 or int64.
        case: ``sizes`` says which factors have a reason.

    Returns:
        None where the factor is zero, or all expected numbers are.
    """
    yours, expected = yours.double(), expected.double()
    weight = float(expected.abs().max()) if expected.numel() else 0.0
    if weight == 0.0:
        return None
    factor = float((yours * expected).sum() / (expected * expected).sum())
    if factor == 0.0 or not close(yours, factor * expected):
        return None
    many = expected.numel() > 1
    if abs(factor + 1) < 1e-3:
        seen = say("seen.negated-everywhere") if many else say("seen.negated")
        return Finding(seen, general("sign"))
    known = _known_factor(factor, case.case.sizes)
    if known:
        reason, cause = known
        code = "seen.times-everywhere-because" if many else "seen.times-because"
        return Finding(say(code, factor=number(factor), reason=reason), cause)
    return _by_a_factor(factor) if many else None


def _by_a_factor(factor: float) -> Finding:
    """A factor without a reason; within 0.5 % of 1 it is told as a share in per cent."""
    if abs(factor - 1) < 0.005:
        share = f"{abs(factor - 1) * 100:.1g}"
        if factor > 1:
            seen = say("seen.larger", share=share)
            return Finding(seen, general("factor", say("general.factor-too-large", share=share)))
        seen = say("seen.smaller", share=share)
        return Finding(seen, general("factor", say("general.factor-too-small", share=share)))
    times = number(factor)
    return Finding(
        say("seen.times-everywhere", factor=times),
        general("factor", say("general.factor", factor=times)),
    )


def _known_factor(factor: float, sizes: Mapping[int, str]) -> tuple[Message, Mistake] | None:
    """Where the factor comes from, as a reason and as a mistake.

    Args:
        factor: of either sign; within 0.1 % of a size, of its inverse, of 2 or of ½.
        sizes: what the numbers of the case mean, such as ``{8: "the number of examples m"}``.
    """
    turned = "-turned" if factor < 0 else ""
    ratio = abs(factor)
    for size, words in sizes.items():
        if abs(ratio / size - 1) < 1e-3:
            sentence = say(f"general.times-size{turned}", size=size, words=words)
            reason = say(f"reason.size{turned}", size=size, words=words)
            return reason, general("times-size", sentence, "general.size.why")
        if abs(ratio * size - 1) < 1e-3:
            sentence = say(f"general.over-size{turned}", size=size, words=words)
            reason = say(
                f"reason.over-size{turned}", share=number(1 / size), size=size, words=words
            )
            return reason, general("over-size", sentence, "general.size.why")
    for value, name in ((2.0, "twice"), (0.5, "half")):
        if abs(ratio / value - 1) < 1e-3:
            sentence = say(f"general.{name}{turned}")
            return say(f"reason.{name}{turned}"), general("factor-two", sentence)
    return None


def rounded(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Expected rounded to so many decimals, one to four; one or two numbers, to two at least.

    Args:
        yours, expected: one shape, any; float64 or int64.
        case: not looked at.
    """
    yours, expected = yours.double(), expected.double()
    for places in range(1 if expected.numel() > 2 else 2, 5):
        if bool(yours.any()) and torch.allclose(
            yours, expected.round(decimals=places), rtol=1e-6, atol=1e-9
        ):
            return Finding(say("seen.rounded", places=places), general("rounded"))
    return None


def clamped(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Cut at a bound at which at least two elements lie that would go beyond it.

    Args:
        yours, expected: one shape, at least three elements; float64 or int64.
        case: not looked at.
    """
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
    return Finding(say("seen.clamped"), general("clamped"))


def input_added(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Expected plus a multiple of one of the inputs, as a penalty or an old gradient leaves it.

    Args:
        yours, expected: one shape, at least two elements; float64 or int64.
        case: an input of the same shape that students know by name is tried, one after the other.

    Returns:
        None where the shift is not well above rounding, or no multiple of an input.
    """
    if expected.numel() < 2:
        return None
    shift = yours.double() - expected.double()
    noise = 2 * tolerance(expected.double())
    if float(shift.abs().max()) < 50 * noise:
        return None
    for name, value in case.named():
        if value.shape != shift.shape:
            continue
        start = value.double()
        factor = float((shift * start).sum() / (start * start).sum()) if start.any() else 0.0
        if factor and torch.allclose(shift, factor * start, rtol=1e-3, atol=noise):
            return _with_input(name, factor)
    return None


def _with_input(name: Words, factor: float) -> Finding:
    seen, size = say("seen.input-added", name=name), number(abs(factor))
    if factor > 0:
        sentence = say("general.input-added", name=name)
        numbers = say("numbers.plus-input", factor=size, name=name)
    else:
        sentence = say("general.input-subtracted", name=name)
        numbers = say("numbers.minus-input", factor=size, name=name)
    return Finding(seen, general("input-added", sentence, why=""), numbers)


def some_elements(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Some elements that differ while others are right, or one shift of all of them.

    Args:
        yours: float64, at least two elements.
        expected: of the same shape.
        case: not looked at.

    Returns:
        A fact without a cause: the index of the first wrong element, with both numbers there, or
        the shift.
    """
    total = expected.numel()
    if total < 2 or not yours.is_floating_point():
        return None
    wrong = ~near(yours, expected)
    count = int(wrong.sum())
    if 0 < count < total:
        where = tuple(int(i) for i in wrong.nonzero()[0])
        index = ", ".join(map(str, where))
        return Finding(
            say("seen.some-differ", count=count, total=total, index=index),
            numbers=say(
                "numbers.first",
                yours=number(float(yours[where])),
                expected=number(float(expected[where])),
            ),
        )
    shift = yours.double() - expected.double()
    if count == total and float(shift.std()) < 1e-4 * float(shift.abs().max()):
        return Finding(say("seen.shifted", shift=number(float(shift.flatten()[0]))))
    return None
