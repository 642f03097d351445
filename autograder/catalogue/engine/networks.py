"""The small network that some of the chapter's exercises hand to an answer."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw


def small_network(draw: Draw, inputs: int, hidden: int, classes: int) -> dict[str, torch.Tensor]:
    """The parameters of a network that is not saturated: first, bias and second.

    Args:
        draw: the source.
        inputs, hidden, classes: D, H and C.

    Returns:
        first (D, H), bias (H,), second (H, C).
    """
    return {
        "first": draw.real(inputs, hidden, high=0.8),
        "bias": draw.real(hidden, high=0.5),
        "second": draw.real(hidden, classes, high=1.5),
    }
