"""A reduction: which axis disappears, and what is left."""

from __future__ import annotations

from typing import Any

import torch

from course_utils.pictures.figure import BLUE, COLOURS, GREY, INK, Figure, canvas, finish
from course_utils.views.refusal import NotDrawn, refusing


@refusing
def reduction(x: torch.Tensor, dim: int, *, caption: str = "") -> Figure:
    """A small matrix and its sum over one axis; what is added together has one colour.

    Args:
        x: (N, D), at most 4 of each.
        dim: 0 or 1, the axis that disappears.
        caption: what to see in it; otherwise what is true of every sum.

    Raises:
        ValueError: x is not a small matrix, or it has no such axis.
    """
    if x.ndim != 2 or max(x.shape) > 4 or dim not in (0, 1):
        raise NotDrawn(f"reduction draws up to 4 × 4 and dim 0 or 1, not {tuple(x.shape)}, {dim}.")
    rows, columns = x.shape
    sums = torch.sum(x, dim).tolist()
    wide, tall = columns + (2.6 if dim == 1 else 0), rows + (1.9 if dim == 0 else 0)
    with canvas(0.62 * (wide + 1.4), 0.62 * (tall + 1.2)) as (drawing, axes):
        axes.set(xlim=(-0.7, wide + 0.7), ylim=(-0.3, tall + 0.9), aspect="equal")
        axes.axis("off")
        top = float(tall)
        for i in range(rows):
            for j in range(columns):
                _cell(axes, j, top - i - 1, float(x[i, j]), COLOURS[(i if dim else j) % 4])
        axes.text(columns / 2, top + 0.2, f"x {tuple(x.shape)}", ha="center")
        for k, value in enumerate(sums):
            left, bottom = (columns + 1.6, top - k - 1) if dim == 1 else (float(k), 0.0)
            _cell(axes, left, bottom, value, COLOURS[k % 4])
        arrow = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.6}
        if dim == 1:
            ends = (columns + 0.15, tall / 2), (columns + 1.45, tall / 2)
            axes.text(columns + 2.1, top + 0.2, f"({rows},)", ha="center")
        else:
            ends = (columns / 2, 1.8), (columns / 2, 1.1)
            axes.text(columns + 0.2, 0.5, f"({columns},)", va="center")
        axes.annotate("", ends[1], xytext=ends[0], arrowprops=arrow)
        words = ", ".join(f"{value:g}" for value in sums)
        text = (
            f"x has the shape {tuple(x.shape)}. Over dim={dim} the axis of length {x.shape[dim]} "
            f"disappears; {len(sums)} sums are left: {words}."
        ).replace("-", "−")
        said = caption or (
            f"dim={dim}, of length {x.shape[dim]}, disappears: what has one colour is added "
            f"together. One sum per {'row' if dim else 'column'} is left."
        )
        return finish(drawing, said, "A matrix, an arrow, and its sums over one axis.", text)


def _cell(axes: Any, x: float, y: float, value: float, colour: str = BLUE) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour + "33", edgecolor=colour))
    written = f"{value:g}".replace("-", "−")
    axes.text(x + 0.5, y + 0.5, written, ha="center", va="center", color=INK)
