"""Are two observations the same, at float32 precision?

An observation is a text or a tensor as :mod:`course_utils.core.evidence` records it: on the
CPU, of any shape, in float64, int64 or bool.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from course_utils.core.evidence import Item
from course_utils.core.values import RTOL, SCALE

ATOL = 1e-7
_FEW = 100  # elements that Python compares before torch has looked up what to do


@dataclass(frozen=True, slots=True)
class Expected:
    """One item of a right answer: the accepted values and how close is close.

    Attributes:
        values: at least one; the first is the one that messages show. They may differ in shape.
        rtol, atol: |yours - expected| <= atol + rtol * |expected|, element by element, for floats.
    """

    values: tuple[Item, ...]
    rtol: float = RTOL
    atol: float = ATOL

    def accepts(self, item: Item | None) -> bool:
        """Whether the item equals one of the accepted values; one that was not seen does not."""
        return item is not None and any(
            same(item, value, self.rtol, self.atol) for value in self.values
        )


def expected_from(values: Sequence[Item], rtol: float = RTOL, scale: float = SCALE) -> Expected:
    """Accepted values with the absolute tolerance that their magnitude calls for.

    Args:
        values: at least one; of those that are the same within the tolerance the first is kept.
        rtol: relative to each element.
        scale: the absolute tolerance, relative to the largest finite float in ``values``; at least
            ``ATOL``.
    """
    distinct: list[Item] = []
    atol = ATOL
    for value in values:
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            atol = max(atol, tolerance(value, scale))
    for value in values:
        if not any(same(value, other, rtol, atol) for other in distinct):
            distinct.append(value)
    return Expected(tuple(distinct), rtol, atol)


def tolerance(expected: torch.Tensor, scale: float = SCALE) -> float:
    """How far an element may be off beside the largest of its tensor: scale · max |expected|.

    Finite elements alone count: beside an infinite one everything else would be accepted.

    Args:
        expected: floats or whole numbers, of any shape.
        scale: the share of the largest element.

    Returns:
        0.0 where no element is finite, or there is none.
    """
    finite = expected[expected.isfinite()]
    return scale * float(finite.abs().max()) if finite.numel() else 0.0


def near(yours: torch.Tensor, expected: torch.Tensor, *, equal_nan: bool = False) -> torch.Tensor:
    """Element by element, whether yours is the expected one at float32 precision.

    |yours - expected| <= :func:`tolerance` + ``RTOL`` * |expected|, in float64.

    Args:
        yours, expected: numbers of one shape, of any dtype.
        equal_nan: NaN is near NaN.

    Returns:
        Booleans of their shape.
    """
    left, right = yours.double(), expected.double()
    atol = tolerance(right)
    return torch.isclose(left, right, rtol=RTOL, atol=atol, equal_nan=equal_nan)


def same(item: Item, other: Item, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Whether two items agree: kind, shape and dtype exactly, floats within the tolerance.

    NaN equals NaN and an infinity equals itself: both are findings.

    Args:
        item: a text, or a tensor of any shape.
        other: what it is compared with; rtol is relative to its elements.
        rtol, atol: |item - other| <= atol + rtol * |other|, for floats; all else must be equal.
    """
    if isinstance(item, str) or isinstance(other, str):
        return isinstance(item, str) and isinstance(other, str) and item == other
    if item.shape != other.shape or item.dtype != other.dtype:
        return False
    if not item.is_floating_point():
        return bool(torch.equal(item, other))
    return all_close(item, other, rtol, atol)


def all_close(item: torch.Tensor, other: torch.Tensor, rtol: float, atol: float) -> bool:
    """As ``torch.allclose``, with NaN equal to NaN; of a few float64 numbers 20 times as fast.

    Args:
        item, other: floats of one shape and dtype, on the CPU.
        rtol: relative to the elements of ``other``.
        atol: the same for all.
    """
    if item.dtype != torch.float64 or item.numel() > _FEW:
        return bool(torch.isclose(item, other, rtol=rtol, atol=atol, equal_nan=True).all())
    pairs = zip(item.flatten().tolist(), other.flatten().tolist(), strict=True)
    return all(_is_close(left, right, rtol, atol) for left, right in pairs)


def _is_close(left: float, right: float, rtol: float, atol: float) -> bool:
    if left == right or (left != left and right != right):
        return True
    apart = abs(left - right)
    return apart <= atol + rtol * abs(right) and apart != math.inf


def close(yours: torch.Tensor, expected: torch.Tensor) -> bool:
    """Equal in shape and, at float32 precision, in value.

    Args:
        yours, expected: any two shapes, float64, int64 or bool.
    """
    return yours.shape == expected.shape and bool(near(yours, expected).all())
