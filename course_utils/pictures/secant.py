"""Secants that become a tangent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from course_utils.pictures.figure import COLOURS, INK, LINES, PALE, Figure, canvas, finish
from course_utils.views.refusal import refusing

POINTS = 121


@refusing
def secants(
    f: Callable[..., Any],
    x: float,
    steps: Sequence[float],
    low: float,
    high: float,
    *,
    caption: str = "",
) -> Figure:
    """A curve with the lines through (x, f(x)) and (x + h, f(x + h)).

    Args:
        f: a function of one number that also takes a tensor.
        x: where the lines meet the curve.
        steps: the values of h, at most four.
        low, high: the ends of the axis.
        caption: what to see in it.
    """
    grid = torch.linspace(low, high, POINTS)
    here = float(f(torch.tensor(x)))
    with canvas(5.6, 3.3) as (drawing, axes):
        axes.grid(color=PALE, linewidth=0.8)
        axes.plot(grid.tolist(), f(grid).tolist(), color=INK, linewidth=2.4)
        facts = []
        for h, colour, style in zip(steps, COLOURS, LINES, strict=False):
            there = float(f(torch.tensor(x + h)))
            slope = (there - here) / h
            line = here + slope * (grid - x)
            axes.plot(grid.tolist(), line.tolist(), color=colour, linestyle=style, linewidth=1.6,
                      label=f"h = {h:g}: slope {slope:.3g}")  # fmt: skip
            axes.plot([x + h], [there], "o", color=colour, markersize=5)
            facts.append(f"h = {h:g} gives the slope {slope:.3g}")
        axes.plot([x], [here], "o", color=INK, markersize=6)
        values = f(grid)
        room = 0.12 * float(values.max() - values.min())
        axes.set(xlim=(low, high), ylim=(float(values.min()) - room, float(values.max()) + room),
                 xlabel="x", ylabel="f(x)")  # fmt: skip
        axes.legend()
        alt = f"A curve and lines through its point at x = {x:g}, for smaller and smaller h."
        return finish(drawing, caption, alt, "; ".join(facts) + ".")
