"""What an explainer returns, and the words and comparisons that all of them use."""

from __future__ import annotations

import torch

from course_utils.core.compare import RTOL, SCALE
from course_utils.core.verdict import Cause

Finding = tuple[str, Cause | None]
"""A plain fact, and a cause if the numbers give one."""


def close(yours: torch.Tensor, expected: torch.Tensor) -> bool:
    """Equal in shape and, at float32 precision, in value."""
    if yours.shape != expected.shape:
        return False
    yours, expected = yours.double(), expected.double()
    finite = expected[expected.isfinite()]
    atol = SCALE * float(finite.abs().max()) if finite.numel() else 0.0
    return bool(torch.isclose(yours, expected, rtol=RTOL, atol=atol).all())


def shape(tensor: torch.Tensor) -> str:
    """A shape as people write it: ``()``, ``(3,)``, ``(3, 1)``."""
    return str(tuple(tensor.shape))


def number(value: float) -> str:
    """A number as a message writes it: three significant digits, a true minus sign."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    text = f"{value:.2f}" if 0.1 <= abs(value) < 1000 else f"{value:.3g}"
    return text.replace("-", "−")
