"""A layer as a graph: circles, and a line for every weight."""

from __future__ import annotations

from typing import Any

from course_utils.pictures.figure import BLUE, GREY, INK, ORANGE, Figure, canvas, finish
from course_utils.pictures.palette import WHITE
from course_utils.views.refusal import NotDrawn, refusing


@refusing
def neurons(inputs: int, units: int, *, lit: int = 0, caption: str = "") -> Figure:
    """Inputs on the left, units on the right, and the weights that lead to one unit marked.

    Args:
        inputs, units: how many circles, at most 6 each.
        lit: the unit whose weights are named.
        caption: what to see in it.

    Raises:
        ValueError: a number is out of range.
    """
    if not (1 <= inputs <= 6 and 1 <= units <= 6 and 0 <= lit < units):
        raise NotDrawn(f"neurons draws 1 to 6 circles a side, not {inputs} and {units}.")
    tall = max(inputs, units)
    with canvas(4.6, 0.85 * tall + 0.5) as (drawing, axes):
        axes.set(xlim=(-0.6, 5.0), ylim=(-0.3, tall + 0.1))
        axes.axis("off")
        lower = [(tall - count) / 2 for count in (inputs, units)]
        for j in range(units):
            for i in range(inputs):
                start, end = tall - lower[0] - i - 0.5, tall - lower[1] - j - 0.5
                mine = j == lit
                axes.plot(
                    [0.28, 3.6],
                    [start, end],
                    color=ORANGE if mine else GREY,
                    linewidth=2.2 if mine else 0.7,
                    zorder=1,
                )
                if mine:
                    at = (0.28 + 0.36 * 3.32, start + 0.36 * (end - start))
                    _label(axes, *at, f"$w_{{{i}{j}}}$")
        for i in range(inputs):
            _circle(axes, 0, tall - lower[0] - i - 0.5, f"$x_{i}$", BLUE)
        for j in range(units):
            y = tall - lower[1] - j - 0.5
            _circle(axes, 3.9, y, f"$L_{j}$", ORANGE if j == lit else GREY)
            axes.text(4.3, y, f"$+\\, b_{j}$", va="center", color=INK)
        names = ", ".join(f"w{i}{lit}" for i in range(inputs))
        text = (
            f"{inputs} inputs and {units} units: {inputs * units} weights, one for every pair, and "
            f"{units} biases. Into unit {lit} lead the weights {names}: column {lit} of w."
        )
        return finish(
            drawing,
            caption,
            "Circles on two sides, every left one joined to every right one.",
            text,
        )


def _circle(axes: Any, x: float, y: float, name: str, colour: str) -> None:
    axes.plot([x], [y], "o", markersize=27, color=WHITE, markeredgecolor=colour, mew=2, zorder=2)
    axes.text(x, y, name, ha="center", va="center", color=INK, zorder=3)


def _label(axes: Any, x: float, y: float, name: str) -> None:
    box = {"boxstyle": "round,pad=0.12", "facecolor": WHITE, "edgecolor": "none"}
    axes.text(x, y, name, ha="center", va="center", color=INK, bbox=box, zorder=2)
