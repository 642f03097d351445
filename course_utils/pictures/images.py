"""Digits as images, and weights seen as the image they look for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from course_utils.pictures.figure import GREY, INK, ORANGE, PALE, Figure, canvas, finish
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

SIDE = 28
COLUMNS = 8


@refusing
def weight_image(
    w: torch.Tensor,
    *,
    zero: str = "class 0",
    one: str = "class 1",
    noun: str = "weight",
    caption: str = "Every pixel's weight. Where the image is pale, ink says nothing.",
) -> Figure:
    """784 weights as the image of 28 × 28 pixels that they belong to.

    Args:
        w: 784 numbers in any shape, such as (784, 1).
        zero, one: what the two classes are called.
        noun: what the numbers are called, such as "vote" for w · x.
        caption: what to see in it.
    """
    image = w.detach().cpu().double().reshape(SIDE, SIDE)
    reach = float(image.abs().max()) or 1.0
    with canvas(4.6, 3.6) as (drawing, axes):
        # Purple to orange: its ends differ for every kind of colour vision.
        shown = axes.imshow(image.tolist(), cmap="PuOr_r", vmin=-reach, vmax=reach)
        axes.set(xticks=[], yticks=[])
        bar = drawing.colorbar(shown, ax=axes, shrink=0.92)
        bar.outline.set_visible(False)
        for spine in axes.spines.values():
            spine.set(visible=True, color=PALE)
        bar.ax.set_title(f"for {one}", fontsize=9, pad=6)
        bar.ax.set_xlabel(f"for {zero}", fontsize=9, labelpad=6)
        alt = (
            f"Every {noun} as one of 28 by 28 pixels, orange where ink speaks for "
            f"{one}, purple where it speaks for {zero}, pale where the {noun} is near zero."
        )
        return finish(drawing, caption, alt, _weights_in_words(image, zero, one, noun))


def _weights_in_words(image: torch.Tensor, zero: str, one: str, noun: str) -> str:
    def place(flat: torch.Tensor) -> str:
        row, column = divmod(int(flat), SIDE)
        return drawn(f"row {row}, column {column}")

    most, least = image.argmax(), image.argmin()
    silent = int((image.abs() < 1e-6).sum())
    return (
        f"The largest {noun}, {float(image.flatten()[most]):.2f} for {one}, is at {place(most)}; "
        f"the most negative, {float(image.flatten()[least]):.2f} for {zero}, at {place(least)}; "
        f"{silent} of {image.numel()} are zero."
    ).replace("-", "−")


@refusing
def digits(
    images: torch.Tensor,
    labels: Sequence[int] | torch.Tensor,
    predictions: Sequence[int] | torch.Tensor | None = None,
    *,
    caption: str = "",
) -> Figure:
    """A grid of digits with their labels, and with what a model took them for.

    Args:
        images: (n, 28, 28), uint8 or floating point; at most 32 are drawn.
        labels: the n digits.
        predictions: what the model says; where it differs from the label, the title
            says so in words and the frame is orange.
        caption: what to see in it.
    """
    shown = min(len(images), 4 * COLUMNS)
    if not shown:
        raise NotDrawn("digits wants at least one image of shape (28, 28).")
    truth = [int(label) for label in labels][:shown]
    guess = None if predictions is None else [int(value) for value in predictions][:shown]
    rows = math.ceil(shown / COLUMNS)
    columns = math.ceil(shown / rows)  # ten digits are two rows of five
    size = (max(0.95 * columns, 2.0), 1.2 * rows)
    with canvas(*size, nrows=rows, ncols=columns, squeeze=False) as (drawing, axes):
        for index, axis in enumerate(axes.flat):
            if index >= shown:
                axis.axis("off")
                continue
            _digit(axis, images[index], truth[index], None if guess is None else guess[index])
        words = [
            str(label) if guess is None or guess[i] == label else f"{label} taken for {guess[i]}"
            for i, label in enumerate(truth)
        ]
        return finish(
            drawing, caption, f"{shown} handwritten digits.", f"In order: {', '.join(words)}."
        )


def _digit(axis: Any, image: torch.Tensor, label: int, guess: int | None) -> None:
    axis.imshow(image.detach().cpu().double().tolist(), cmap="gray_r")
    axis.set(xticks=[], yticks=[])
    wrong = guess is not None and guess != label
    axis.set_title(
        f"{label}, said {guess}" if wrong else str(label),
        fontsize=9,
        color=ORANGE if wrong else INK,
        pad=3,
    )
    for spine in axis.spines.values():
        spine.set(visible=True, color=ORANGE if wrong else GREY, linewidth=1.6 if wrong else 0.6)
