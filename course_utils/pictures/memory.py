"""Memory: a tensor is a strip of numbers and a rule for reading it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_utils.pictures.figure import COLOURS, INK, Figure, canvas, finish
from course_utils.views.refusal import NotDrawn, refusing


@refusing
def memory(rows: int, columns: int) -> Figure:
    """The strip 0, 1, 2, … read as (rows, columns), viewed as its reverse, and transposed.

    Args:
        rows, columns: at most 4 each.

    Raises:
        ValueError: a size is out of range.
    """
    if not (1 <= rows <= 4 and 1 <= columns <= 4):
        raise NotDrawn(f"memory draws up to 4 × 4, not {rows} × {columns}.")
    count, tall = rows * columns, max(rows, columns)
    grids: list[tuple[str, int, int, Callable[[int, int], int]]] = [
        (f"x\n({rows}, {columns})", rows, columns, lambda i, j: i * columns + j),
        (f"x.view\n({columns}, {rows})", columns, rows, lambda i, j: i * rows + j),
        (f"x.T\n({columns}, {rows})", columns, rows, lambda i, j: j * columns + i),
    ]
    gap = 2.2
    total = max(float(count), sum(grid[2] for grid in grids) + 2 * gap)
    with canvas(0.5 * (total + 1.6), 0.5 * (tall + 4.4)) as (drawing, axes):
        axes.set(xlim=(-0.8, total + 0.8), ylim=(-0.2, tall + 4.2), aspect="equal")
        axes.axis("off")
        left = (total - count) / 2
        axes.text(total / 2, tall + 3.75, "in memory", ha="center", va="bottom")
        for k in range(count):
            _cell(axes, left + k, tall + 2.6, k, columns)
        at = 0.0
        for name, high, wide, number in grids:
            axes.text(at + wide / 2, tall + 0.25, name, ha="center", va="bottom")
            for i in range(high):
                for j in range(wide):
                    _cell(axes, at + j, tall - i - 1, number(i, j), columns)
            at += wide + gap
        text = " ".join(
            f"{name} reads row by row: "
            + "; ".join(", ".join(str(number(i, j)) for j in range(wide)) for i in range(high))
            + "."
            for name, high, wide, number in grids
        ).replace("\n", " ")
        return finish(
            drawing,
            "One strip of numbers, read in three ways; a colour is a row of x. view keeps the "
            "order of the strip, so that a row of x is torn apart. The transpose turns each row "
            "of x into a column.",
            "A strip of numbered cells, and three grids that show the same cells.",
            text,
        )


def _cell(axes: Any, x: float, y: float, number: int, columns: int) -> None:
    from matplotlib.patches import Rectangle

    colour = COLOURS[number // columns % len(COLOURS)]
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour + "33", edgecolor=colour))
    axes.text(x + 0.5, y + 0.5, str(number), ha="center", va="center", color=INK, size=10)
