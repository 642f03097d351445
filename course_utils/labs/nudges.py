"""One image, moved by a student's own step towards another class: what is seen, what is said."""

from __future__ import annotations

from collections.abc import Callable

import torch

from course_utils.labs.controls import choice, slider
from course_utils.labs.lab import Lab
from course_utils.labs.raster import grey_png, votes_png
from course_utils.labs.svg import Sheet
from course_utils.pictures.figure import BLUE, GREY, INK, ORANGE, Figure
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

SIZES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3)
STEPS = (1, 2, 5, 10, 20)
SIDE = 28
TIMES = 5
_CAPTION = (
    "Left, the image as it was; in the middle, five times what was added (orange) or taken away "
    "(purple); right, what the network gets. Below, its probabilities before (blue) and after."
)

Model = Callable[[torch.Tensor], torch.Tensor]
Nudge = Callable[[Model, torch.Tensor, torch.Tensor, float, float], torch.Tensor]


@refusing
def nudges(
    nudge: Nudge,
    model: Model,
    image: torch.Tensor,
    *,
    target: int = 8,
    size: float = 0.2,
    steps: int = 1,
    caption: str = _CAPTION,
) -> Lab:
    """Signed steps of any size, towards any digit.

    Answers: how far must the pixels move before the network says something else?

    Args:
        nudge: ``(model, x, target, step, limit) -> x``, with x (1, 784) and target (1,).
        model: takes rows (N, 784), returns logits (N, 10).
        image: 784 numbers between 0 and 1, in any shape.
        target: the digit towards which it moves at first.
        size: how far all steps together move a pixel, at first; one of 0, 0.01, 0.02, … 0.3.
        steps: in how many steps, at first; 1, 2, 5, 10 or 20.
        caption: what to see in it.

    Raises:
        ValueError: the image has not 784 numbers, or the model does not give ten logits.
    """
    if image.numel() != SIDE * SIDE:
        raise NotDrawn(f"nudges wants an image of 784 numbers, not of {image.numel()}.")
    x = image.detach().reshape(1, SIDE * SIDE).float()
    before = _said(model, x)

    def draw(towards: str, size: float, steps: int) -> Figure:
        digit, part = int(towards), float(size) / int(steps)
        moved = x
        for _ in range(int(steps) if size else 0):
            moved = nudge(model, moved, torch.tensor([digit]), part, part).detach()
            if moved.shape != x.shape:
                raise NotDrawn(f"nudge returned {tuple(moved.shape)}, not {tuple(x.shape)}.")
        way = drawn(f"{steps} steps of {part:.2g}") if steps > 1 else drawn(f"One step of {part:g}")
        return _draw(x, moved, before, _said(model, moved), digit, way if size else "", caption)

    controls = [
        slider("size", "Size in all", SIZES, size),
        slider("steps", "In steps", STEPS, steps),
        choice("towards", "Towards", [str(digit) for digit in range(10)], str(target)),
    ]
    return Lab(draw, controls, name="nudges")


def _said(model: Model, x: torch.Tensor) -> list[float]:
    logits = model(x).detach()
    if logits.shape != (1, 10):
        raise NotDrawn(f"The model returned {tuple(logits.shape)} for one image, not (1, 10).")
    share: list[float] = logits.double().softmax(dim=1)[0].tolist()
    return share


def _draw(
    x: torch.Tensor,
    moved: torch.Tensor,
    before: list[float],
    after: list[float],
    digit: int,
    way: str,
    caption: str,
) -> Figure:
    sheet = Sheet(560, 372)
    change = moved - x
    # The colours are those of chapter 4's votes; here 1 is a change of a fifth of full ink.
    shown = (TIMES * change).clamp(-1, 1).reshape(SIDE, SIDE)
    pictures = (
        (drawn("before"), grey_png(x.reshape(SIDE, SIDE))),
        (drawn(f"change × {TIMES}"), votes_png(shown, shown.new_zeros(SIDE, SIDE), full=1.0)),
        (drawn("after"), grey_png(moved.reshape(SIDE, SIDE))),
    )
    for place, (title, png) in enumerate(pictures):
        left = 22.0 + place * 180
        sheet.text((left + 78, 22), title, bold=True)
        sheet.image((left, 32), (156, 156), png)
        sheet.rect((left, 32), (156, 156), stroke=GREY, width=0.8)
    bottom, high = 340.0, 110.0
    sheet.line([(22, bottom), (538, bottom)], GREY, width=1.2)
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        left = 28.0 + number * 51.6
        for shift, share, colour in ((0, old, BLUE), (20, new, ORANGE)):
            sheet.rect((left + shift, bottom - high * share), (18, high * share), fill=colour)
            if share >= 0.005:
                words = f"{share:.2f}"
                sheet.text((left + shift + 9, bottom - high * share - 5), words, size=10)
        sheet.text(
            (left + 19, bottom + 18), str(number), size=12.5, colour=INK, bold=number == digit
        )
    first, last = before.index(max(before)), after.index(max(after))
    most = float(change.abs().max())
    if way:
        text = (
            f"{way} towards {digit}: no pixel moves by more than {most:.2f}. Before, the network "
            f"said {first} (p = {max(before):.2f}); now it says {last} (p = {max(after):.2f}), "
            f"and gives {digit} a share of {after[digit]:.2f}."
        )
    else:
        text = (
            f"A size of 0: nothing moves. The network says {first} (p = {max(before):.2f}), and "
            f"gives {digit} a share of {after[digit]:.2f}."
        )
    alt = "Three images of a digit and, below them, two bars for each of the ten classes."
    return sheet.figure(caption, alt, text)
