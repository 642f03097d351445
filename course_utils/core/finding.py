"""What an explainer returns, and the words that all of them use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_utils.core.mistake import Mistake
from course_utils.texts import Words

if TYPE_CHECKING:
    import torch

    from course_utils.core.values import Values


@dataclass(frozen=True, slots=True)
class Finding:
    """What the numbers say.

    Attributes:
        seen: a plain fact; empty when there is none to tell.
        cause: the mistake, if the numbers give one.
        numbers: the numbers behind what is seen, for visible inputs alone.
    """

    seen: Words = ""
    cause: Mistake | None = None
    numbers: Words = ""


def shape(tensor: torch.Tensor | Values) -> str:
    """A shape as people write it: ``()``, ``(3,)``, ``(3, 1)``."""
    return str(tuple(tensor.shape))


def number(value: float) -> str:
    """A number as a message writes it, with a true minus sign.

    Two decimals from 0.1 to below 1000, else three significant digits; NaN and the infinities
    by their names.
    """
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    text = f"{value:.2f}" if 0.1 <= abs(value) < 1000 else f"{value:.3g}"
    return text.replace("-", "−")
