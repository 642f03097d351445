"""Digits with what a model took them for, the wrong ones first."""

from __future__ import annotations

import math

import torch

from course_utils.labs.controls import choice, slider
from course_utils.labs.lab import Lab
from course_utils.labs.raster import grey_png
from course_utils.labs.svg import Sheet
from course_utils.pictures.figure import GREY, INK, ORANGE, Figure
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

COLUMNS, ROWS = 8, 3
PAGE = COLUMNS * ROWS
MOST = 2000
TOLD = 6
ALL = "every digit"
_CAPTION = (
    "Orange frames are wrong: the true digit, what the model said, and how sure it was. The wrong "
    "ones come first, the surest of them before all."
)


@refusing
def digits(
    images: torch.Tensor, labels: torch.Tensor, logits: torch.Tensor, *, caption: str = _CAPTION
) -> Lab:
    """Digits to leaf through, with prediction and certainty, the wrong ones first.

    Answers: which mistakes does it make, and does it know that it is guessing?

    Args:
        images: (n, 28, 28), uint8 or floating point between 0 and 1; at most 2,000.
        labels: (n,), the true digits.
        logits: (n, 10), as the model returns them.
        caption: what to see in it.

    Raises:
        ValueError: the shapes do not fit, or there is no image.
    """
    count = len(images)
    shapes = f"{tuple(images.shape)}, {tuple(labels.shape)} and {tuple(logits.shape)}"
    if images.ndim != 3 or labels.shape != (count,) or logits.shape != (count, 10):
        raise NotDrawn(
            f"digits wants images (n, 28, 28), labels (n,), logits (n, 10), not {shapes}."
        )
    if not 1 <= count <= MOST:
        raise NotDrawn(f"digits shows 1 to {MOST:,} images, not {count:,}.")
    said = logits.detach().argmax(dim=1)
    sure = logits.detach().double().softmax(dim=1).amax(dim=1).nan_to_num(0.0)
    wrong = said != labels
    # Wrong before right, then the surest first.
    order = sorted(range(count), key=lambda i: (not wrong[i], -float(sure[i])))

    def draw(which: str, page: int) -> Figure:
        chosen = [i for i in order if which == ALL or int(labels[i]) == int(which[-1])]
        pages = max(1, math.ceil(len(chosen) / PAGE))
        at = min(page, pages)
        shown = chosen[(at - 1) * PAGE : at * PAGE]
        sheet = _sheet(images, [(i, int(labels[i]), int(said[i]), float(sure[i])) for i in shown])
        missed = sum(bool(wrong[i]) for i in chosen)
        told = [
            f"{int(labels[i])} taken for {int(said[i])} ({float(sure[i]):.0%} sure)"
            for i in shown
            if wrong[i]
        ]
        few = ", ".join(told[:TOLD])
        here = (
            f"Page {at} of {pages} shows {len(shown)}: all of them right."
            if not told
            else f"Page {at} of {pages} shows {len(shown)}: {few}."
            if len(told) <= TOLD
            else f"Page {at} of {pages} shows {len(shown)}: {few}, and {len(told) - TOLD} more."
        )
        text = " ".join([f"{missed} of {len(chosen)} are wrong.", here])
        return sheet.figure(caption, f"{len(shown)} handwritten digits.", text)

    controls = [
        choice("which", "Show", (ALL, *(f"only {digit}" for digit in range(10)))),
        slider("page", "Page", tuple(range(1, math.ceil(count / PAGE) + 1)), 1),
    ]
    return Lab(draw, controls, name="digits")


def _sheet(images: torch.Tensor, shown: list[tuple[int, int, int, float]]) -> Sheet:
    rows = max(1, math.ceil(len(shown) / COLUMNS))
    sheet = Sheet(COLUMNS * 90 + 12, rows * 112 + 10)
    for place, (index, label, said, sure) in enumerate(shown):
        x, y = 12 + (place % COLUMNS) * 90.0, 10 + (place // COLUMNS) * 112.0
        missed = label != said
        sheet.image((x, y), (70, 70), grey_png(images[index]))
        sheet.rect((x, y), (70, 70), stroke=ORANGE if missed else GREY, width=3 if missed else 0.8)
        title = drawn(f"✗ {label}, said {said}") if missed else f"✓ {label}"
        sheet.text((x + 35, y + 86), title, size=11, bold=missed)
        sheet.text((x + 35, y + 100), f"{sure:.0%} sure", size=10.5, colour=INK)
    return sheet
