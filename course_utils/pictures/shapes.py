"""Shapes: matrices drawn as the rectangles they are."""

from __future__ import annotations

from typing import Any

from course_utils.pictures.figure import (
    BLUE,
    COLOURS,
    GREEN,
    GREY,
    INK,
    ORANGE,
    Figure,
    canvas,
    finish,
)
from course_utils.views.refusal import NotDrawn, refusing

Block = tuple[str, str, str]
Box = tuple[float, float, float, float]
THIN = 0.55


@refusing
def bridge(n: int, d: int) -> Figure:
    """Examples as rows, (N, D), and the same examples as columns, (dim, m).

    Args:
        n: how many examples, at most 6; each keeps its colour.
        d: how many numbers each has, at most 8.
    """
    if not (1 <= n <= 6 and 1 <= d <= 8):
        raise NotDrawn(f"bridge draws 1 to 6 examples of 1 to 8 numbers, not {n} and {d}.")
    gap = 3.2
    width, height = d + gap + n, max(n, d)
    with canvas(0.5 * (width + 2.5), 0.5 * (height + 1.15)) as (drawing, axes):
        _blank(axes, -2.0, width + 0.5, -0.15, height + 1.0)
        top = (height - n) / 2
        for i in range(n):
            for j in range(d):
                _cell(axes, j, height - top - i - 1, i, j)
                _cell(axes, d + gap + i, (height + d) / 2 - j - 1, i, j)
            axes.text(-0.25, height - top - i - 0.5, f"sample {i}", ha="right", va="center")
        axes.text(d / 2, height - top + 0.35, f"rows: ({n}, {d}) = (N, D)", ha="center")
        axes.text(
            d + gap + n / 2, (height + d) / 2 + 0.35, f"columns: ({d}, {n}) = (dim, m)", ha="center"
        )
        axes.annotate(
            "",
            (d + gap - 0.5, height / 2),
            xytext=(d + 0.5, height / 2),
            arrowprops={"arrowstyle": "-|>", "color": GREY, "linewidth": 1.6},
        )
        axes.text(d + gap / 2, height / 2 + 0.25, "transpose", ha="center", color=INK)
        return finish(
            drawing,
            f"The same {n * d} numbers twice. On the left every row is one sample, as in chapters "
            "1 to 3; on the right every column is one. A cell's two digits are sample and feature.",
            f"A matrix of {n} rows and {d} columns, an arrow, and its transpose.",
            f"Row i of the ({n}, {d}) matrix is column i of the ({d}, {n}) matrix: "
            f"N = m = {n} samples, D = dim = {d} features.",
        )


@refusing
def product(left: Block, right: Block, result: Block, *, caption: str = "") -> Figure:
    """A matrix product: a row and a column meet along the axis that disappears.

    Args:
        left, right, result: name, number of rows, number of columns, all as they
            should be written, such as ``("x", "dim", "m")``. An axis named ``1`` is
            drawn thin.
        caption: what to see in it; otherwise what is true of every product.

    Raises:
        ValueError: the inner axes have different names, or the result not the outer ones.
    """
    if left[2] != right[1] or (left[1], right[2]) != (result[1], result[2]):
        raise NotDrawn(f"The shapes of {left}, {right} and {result} do not fit a product.")
    lengths = {"1": THIN, left[1]: 2.6, left[2]: 3.6, right[2]: 2.6} | {"1": THIN}
    blocks = (left, right, result)
    widths = [lengths[columns] for _, _, columns in blocks]
    heights = [lengths[rows] for _, rows, _ in blocks]
    gap, tallest = 1.9, max(heights)
    total = sum(widths) + 2 * gap
    with canvas(0.5 * (total + 1.5), 0.5 * (tallest + 1.75)) as (drawing, axes):
        _blank(axes, -1.2, total + 0.3, -0.95, tallest + 0.8)
        at = 0.0
        for index, block in enumerate(blocks):
            bottom = (tallest - heights[index]) / 2
            box = (at, bottom, widths[index], heights[index])
            _block(axes, box, block, (BLUE, GREEN, ORANGE)[index], index)
            at += widths[index]
            if index < 2:
                axes.text(
                    at + gap * 0.27, tallest / 2, "@="[index], size=15, ha="center", va="center"
                )
            at += gap
        names = [f"{name} ({rows}, {columns})" for name, rows, columns in blocks]
        text = (
            f"{names[0]} @ {names[1]} = {names[2]}. One number of {result[0]} is one row of "
            f"{left[0]} and one column of {right[0]}, multiplied and added up along {left[2]}: "
            f"the axis {left[2]} disappears."
        )
        said = caption or (
            f"A row and a column meet, both of length {left[2]}: multiplied and added up they "
            f"are one number. The axis {left[2]} disappears; {left[1]} and {right[2]} stay."
        )
        alt = "A matrix product as three rectangles: a marked row, a marked column, and one cell."
        return finish(drawing, said, alt, text)


def _block(axes: Any, box: Box, block: Block, colour: str, place: int) -> None:
    """One of the three rectangles, with the row, the column or the cell that is marked in it."""
    x, y, width, height = box
    name, rows, columns = block
    _rectangle(axes, box, colour, "22", 1.4)
    # The marked strip lies where the cell of the result will be: a third from the corner.
    across, up = min(width, THIN), min(height, THIN)
    column, row = x + (width - across) / 3, y + (height - up) * 2 / 3
    strips: tuple[Box, Box, Box] = (
        (x, row, width, up), (column, y, across, height), (column, row, across, up),
    )  # fmt: skip
    _rectangle(axes, strips[place], colour, "77", 2.2)
    middle = (column + across / 2, row + up / 2)
    if place == 0 and width > THIN:
        _arrow(axes, (x + 0.15, middle[1]), (x + width - 0.15, middle[1]))
    if place == 1 and height > THIN:
        _arrow(axes, (middle[0], y + height - 0.15), (middle[0], y + 0.15))
    axes.text(x + width / 2, y - 0.2, name, size=13, weight="bold", ha="center", va="top")
    for label, at, align, summed in (
        (columns, (x + width / 2, y + height + 0.12), ("center", "bottom"), place == 0),
        (rows, (x - 0.14, y + height / 2), ("right", "center"), place == 1),
    ):
        axes.text(
            *at, label, ha=align[0], va=align[1], color=INK if summed else GREY,
            weight="bold" if summed else "normal", size=14 if summed else 12,
        )  # fmt: skip


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.5}
    axes.annotate("", end, xytext=start, arrowprops=style)


def _rectangle(axes: Any, box: Box, colour: str, filling: str, width: float) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle(box[:2], *box[2:], facecolor=colour + filling, edgecolor=colour, linewidth=width)
    )


def _blank(axes: Any, left: float, right: float, bottom: float, top: float) -> None:
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    axes.axis("off")


def _cell(axes: Any, x: float, y: float, sample: int, feature: int) -> None:
    from matplotlib.patches import Rectangle

    colour = COLOURS[sample % len(COLOURS)]
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour + "33", edgecolor=colour))
    axes.text(x + 0.5, y + 0.5, f"{sample}{feature}", ha="center", va="center", size=9)
