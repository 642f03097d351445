"""What the exercises of chapter 1 share: the chapter's name and the drawing of sizes."""

from __future__ import annotations

from collections.abc import Callable

import torch

from autograder.catalogue.draw import Draw
from course_utils.core.case import Case

CHAPTER = "01_tensors"


def twice(draw: Draw, make: Callable[..., Case], axes: int) -> list[Case]:
    """One case with sizes that all differ, and one in float64 with equal sizes.

    Where sizes are equal, shapes fit that should not: a missing keepdim raises in
    the first case and gives numbers in the second, which tell it from other slips.
    """
    sizes = draw.distinct(axes + 2, 2, axes + 5)
    first = make("sizes that all differ", sizes[:axes], sizes[axes:])
    equal = make("equal sizes, in float64", [3] * axes, draw.distinct(2, 4, 6))
    return [first, equal.as_double()]


def rows_with_sums(draw: Draw, n: int, d: int) -> torch.Tensor:
    """(n, d), entries and row sums of both signs, no sum of a row or column near zero."""

    def good(x: torch.Tensor) -> bool:
        sums = [x.sum(0), x.sum(1), x.sum()[None]]
        near = min(float(s.abs().min()) for s in sums)
        return near > 0.3 and (n == 1 or 0 < int((x.sum(1) > 0).sum()) < n)

    return draw.until(lambda: draw.real(n, d), good)


def relu(z: torch.Tensor) -> torch.Tensor:
    """max(0, z), element by element."""
    return z.clamp(min=0)
