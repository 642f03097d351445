"""A kind line where a right answer goes around what its exercise is to practise.

No mark hangs on it: numbers are judged, and every way to them passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch

from course_utils.texts import Words, say

_BY_AUTOGRAD = ("grad-at", "intermediate-grad", "vjp", "repeated-grads")
_BY_HAND = ("affine-backward", "backprop-mlp", "lr-backward")


@dataclass(slots=True)
class Passes:
    """How often autograd went backwards; None where that cannot be counted."""

    count: int | None = None


@contextmanager
def counted() -> Iterator[Passes]:
    """Count the backward passes that run inside, by whatever function they are asked for."""
    found = Passes()
    engine = getattr(torch.autograd, "_engine_run_backward", None)
    if engine is None:
        yield found
        return
    found.count = 0

    def run(*args: object, **named: object) -> object:
        found.count = (found.count or 0) + 1
        return engine(*args, **named)

    torch.autograd._engine_run_backward = run  # type: ignore[attr-defined,assignment]
    try:
        yield found
    finally:
        torch.autograd._engine_run_backward = engine  # type: ignore[attr-defined]


def missed(exercise_id: str, passes: int | None) -> Words:
    """The line for a right answer; empty where it did what it is for, or nobody knows."""
    if passes == 0 and exercise_id in _BY_AUTOGRAD:
        return say("purpose.never-called")
    if passes and exercise_id in _BY_HAND:
        return say("purpose.called")
    return ""
