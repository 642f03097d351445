"""One layer, filled in sample by sample, neuron by neuron, or as one product."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from course_utils.labs.controls import choice, slider
from course_utils.labs.lab import Lab
from course_utils.labs.plane import tick_text
from course_utils.labs.svg import Sheet
from course_utils.pictures.figure import BLUE, GREEN, GREY, INK, ORANGE, PALE, Figure
from course_utils.views.refusal import NotDrawn, refusing

WAYS = ("sample by sample", "neuron by neuron", "as one product")
MOST = 5
CELL = (54.0, 30.0)
_CAPTION = (
    "Orange: the column of w that belongs to one neuron. Blue: the row of x that is one sample. "
    "Where they meet, one number of the result."
)

Grid = list[list[float]]


@refusing
def layer(
    x: torch.Tensor,
    w: torch.Tensor,
    b: torch.Tensor,
    function: Callable[..., torch.Tensor] | None = None,
    *,
    caption: str = _CAPTION,
) -> Lab:
    """How the numbers of a layer come about, one after the other or all at once.

    Answers: which numbers of x and w make this one, and why is it all one product?

    Args:
        x: samples as rows (N, D).
        w: weights, a column for each neuron (D, H).
        b: biases (H,).
        function: your own layer for one sample, ``(x (D,), w, b) -> (H,)``; else torch's
            linear layer with a ReLU.
        caption: what to see in it.

    Raises:
        ValueError: the shapes do not fit, or are larger than 5.
    """
    _check(x, w, b)
    x, w, b = (t.detach() for t in (x, w, b))
    expected = torch.nn.functional.linear(x, w.mT, b).clamp(min=0)
    mine = expected if function is None else _yours(function, x, w, b)
    count = expected.numel()

    def draw(way: str, done: int) -> Figure:
        return _draw((x, w, b), mine, expected, way, done, caption)

    controls = [
        choice("way", "Computed", WAYS),
        slider("done", "Numbers done", tuple(range(1, count + 1)), max(1, count // 2), plays=True),
    ]
    return Lab(draw, controls, name="layer")


def _check(x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> None:
    shapes = f"x {tuple(x.shape)}, w {tuple(w.shape)}, b {tuple(b.shape)}"
    if x.ndim != 2 or w.ndim != 2 or b.ndim != 1:
        raise NotDrawn(f"layer wants x (N, D), w (D, H) and b (H,), not {shapes}.")
    if x.shape[1] != w.shape[0] or w.shape[1] != b.shape[0]:
        raise NotDrawn(
            f"x needs as many columns as w has rows, b as many numbers as w columns: {shapes}."
        )
    if not all(1 <= size <= MOST for size in (*x.shape, *w.shape)):
        raise NotDrawn(f"layer draws 1 to {MOST} samples, inputs and neurons, not {shapes}.")


def _yours(
    function: Callable[..., Any], x: torch.Tensor, w: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    rows = [torch.as_tensor(function(row, w, b)).detach() for row in x]
    wrong = next((row for row in rows if row.shape != b.shape), None)
    if wrong is not None:
        raise NotDrawn(f"Your layer returned {tuple(wrong.shape)}, not {tuple(b.shape)}.")
    return torch.stack(rows).to(x.dtype)


def _draw(
    given: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    mine: torch.Tensor,
    expected: torch.Tensor,
    way: str,
    done: int,
    caption: str,
) -> Figure:
    x, w, b = given
    (n, d), h = x.shape, w.shape[1]
    order = [(i, j) for i in range(n) for j in range(h)]
    if way == WAYS[1]:
        order.sort(key=lambda pair: pair[::-1])
    shown = set(order if way == WAYS[2] else order[:done])
    now = None if way == WAYS[2] else order[done - 1]
    # Laid out as a product is read: x to the left, w above, the result where they meet.
    left, top = 30.0, 34.0
    right, below = left + CELL[0] * d + 60, top + CELL[1] * (d + 1) + 42
    sheet = Sheet(max(right + CELL[0] * h + 24, 440), below + CELL[1] * n + 16)
    column = None if now is None else now[1]
    row = None if now is None else now[0]
    _table(sheet, (right, top), w, f"w ({d}, {h})", ORANGE, lit=("column", column))
    _table(sheet, (right, top + CELL[1] * d + 6), b[None, :], "", GREEN, lit=("column", column))
    sheet.text((right - 8, top + CELL[1] * d + 26), f"b ({h},)", anchor="end", bold=True)
    _table(sheet, (left, below), x, f"x ({n}, {d})", BLUE, lit=("row", row))
    sheet.text((right, below - 8), f"ReLU(x @ w + b) ({n}, {h})", anchor="start", bold=True)
    wrong = ~torch.isclose(mine, expected, rtol=1e-4, atol=1e-6, equal_nan=True)
    for i, j in order:
        at = right + CELL[0] * j, below + CELL[1] * i
        here = (i, j) == now
        sheet.rect(at, CELL, stroke=INK if here else GREY, width=2.6 if here else 0.8,
                   fill=GREEN if (i, j) in shown else "none", opacity=0.15)  # fmt: skip
        if (i, j) in shown:
            value = tick_text(float(mine[i, j])) + (" ≠" if wrong[i, j] else "")
            sheet.text((at[0] + CELL[0] / 2, at[1] + 20), value, bold=here)
    alt = "Four tables: x on the left, w and b above, and the result where rows and columns meet."
    return sheet.figure(caption, alt, _in_words(given, (mine, expected), now, len(shown), wrong))


def _table(
    sheet: Sheet,
    at: tuple[float, float],
    values: torch.Tensor,
    title: str,
    colour: str,
    *,
    lit: tuple[str, int | None],
) -> None:
    if title:
        sheet.text((at[0], at[1] - 8), title, anchor="start", bold=True)
    for i, row in enumerate(values.tolist()):
        for j, value in enumerate(row):
            on = lit[1] is not None and (i if lit[0] == "row" else j) == lit[1]
            corner = at[0] + CELL[0] * j, at[1] + CELL[1] * i
            sheet.rect(corner, CELL, fill=colour if on else PALE, opacity=0.22 if on else 0.3,
                       stroke=colour if on else GREY, width=1.8 if on else 0.6)  # fmt: skip
            sheet.text((corner[0] + CELL[0] / 2, corner[1] + 20), tick_text(value), bold=on)


def _in_words(
    given: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
    pair: tuple[torch.Tensor, torch.Tensor],
    now: tuple[int, int] | None,
    done: int,
    wrong: torch.Tensor,
) -> str:
    x, w, b = given
    mine, expected = pair
    if now is None:
        text = (
            f"All {done} numbers at once: {tuple(x.shape)} @ {tuple(w.shape)} + {tuple(b.shape)} "
            f"is {tuple(mine.shape)}. The same sums; none of them waits for another."
        )
    else:
        i, j = now
        terms = " + ".join(
            f"{_factor(float(x[i, k]))}·{_factor(float(w[k, j]))}" for k in range(x.shape[1])
        )
        total = float((x[i] * w[:, j]).sum() + b[j])
        text = (
            f"{done} of {mine.numel()} done. Sample {i}, neuron {j}: {terms} + "
            f"{_factor(float(b[j]))} = {tick_text(total)}, and ReLU makes it "
            f"{tick_text(float(expected[i, j]))}."
        )
    if wrong.any():
        i, j = wrong.nonzero()[0].tolist()
        text += (
            f" Yours differs in {int(wrong.sum())} of {wrong.numel()} places (≠), first at sample "
            f"{i}, neuron {j}: {tick_text(float(mine[i, j]))}, expected "
            f"{tick_text(float(expected[i, j]))}."
        )
    return text


def _factor(value: float) -> str:
    return tick_text(value) if value >= 0 else f"({tick_text(value)})"
