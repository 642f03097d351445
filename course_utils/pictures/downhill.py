"""Gradient descent on a map: the gradient stands at a right angle to the height lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from course_utils.pictures.figure import BLUE, GREY, INK, ORANGE, Figure, canvas, finish
from course_utils.pictures.palette import WHITE
from course_utils.views.refusal import refusing

GRID = 61


@refusing
def downhill(
    f: Callable[..., Any], path: torch.Tensor, arrows: torch.Tensor, *, caption: str = ""
) -> Figure:
    """A function of two numbers as a map with height lines, a path, and gradients along it.

    Args:
        f: takes points (k, 2) and returns heights (k,).
        path: the places visited, (steps + 1, 2).
        arrows: the gradient at each of them, (steps + 1, 2); the first four are drawn.
        caption: what to see in it.
    """
    low, high = path.amin(0) - 1.0, path.amax(0) + 1.0
    across = torch.linspace(float(low[0]), float(high[0]), GRID)
    up = torch.linspace(float(low[1]), float(high[1]), GRID)
    points = torch.stack(torch.meshgrid(across, up, indexing="xy"), dim=-1).reshape(-1, 2)
    heights = f(points).reshape(GRID, GRID)
    wide, tall = (high - low).tolist()
    with canvas(5.8, 0.7 + 5.0 * tall / wide) as (drawing, axes):
        axes.contour(across.tolist(), up.tolist(), heights.tolist(), levels=12, colors=[GREY],
                     linewidths=0.8)  # fmt: skip
        axes.plot(path[:, 0].tolist(), path[:, 1].tolist(), "o-", color=ORANGE, markersize=4,
                  linewidth=1.4, label="the path")  # fmt: skip
        axes.plot([float(path[0, 0])], [float(path[0, 1])], "s", color=BLUE, markersize=8,
                  label="the start")  # fmt: skip
        for place, arrow in list(zip(path, arrows, strict=True))[:4]:
            tip = place + 0.8 * arrow / arrow.norm()
            style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.3}
            axes.annotate("", tip.tolist(), xytext=place.tolist(), arrowprops=style)
        axes.plot([], [], color=INK, label="the gradient: uphill")
        axes.set(xlabel="w₁", ylabel="w₂", aspect="equal")
        axes.legend(loc="upper right", fontsize=9, frameon=True, facecolor=WHITE, framealpha=1)
        first, last = path[0].tolist(), path[-1].tolist()
        text = (
            f"From ({first[0]:.2f}, {first[1]:.2f}) to ({last[0]:.2f}, {last[1]:.2f}) in "
            f"{len(path) - 1} steps. Every arrow stands at a right angle to the line of equal "
            "height that it starts from."
        )
        alt = "Lines of equal height, a path that leads down between them, and arrows uphill."
        return finish(drawing, caption, alt, text)
