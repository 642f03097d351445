"""Gradient descent drawn: on a curve of one number, and on a map of two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch

from course_utils.pictures.figure import (
    BLUE,
    COLOURS,
    GREY,
    INK,
    ORANGE,
    PALE,
    Figure,
    canvas,
    finish,
)
from course_utils.views.refusal import refusing

POINTS = 121
GRID = 61
MARKERS = ("o", "^", "s", "D")


@refusing
def descent(
    paths: Mapping[str, Sequence[float]],
    f: Callable[[torch.Tensor], torch.Tensor],
    low: float,
    high: float,
    *,
    caption: str = "",
) -> Figure:
    """A curve with the places that each run visits, one panel for each run.

    Args:
        paths: by name, the values of w from the start on.
        f: takes a tensor of numbers and returns one like it.
        low, high: the ends of the axis.
        caption: what to see in it.
    """
    grid = torch.linspace(low, high, POINTS)
    valley_line = f(grid)
    bottom, top = float(valley_line.min()), float(valley_line.max())
    size = (3.0 * len(paths), 2.8)
    with canvas(*size, ncols=len(paths), squeeze=False, sharey=True) as (drawing, axes):
        facts = []
        for axis, (name, path) in zip(axes[0], paths.items(), strict=True):
            places = torch.tensor([float(w) for w in path])
            heights = f(places)
            axis.grid(color=PALE, linewidth=0.8)
            axis.plot(grid.tolist(), valley_line.tolist(), color=GREY, linewidth=2)
            axis.plot(places.tolist(), heights.tolist(), "o-", color=ORANGE, ms=4.5, lw=1)
            axis.plot(places[:1].tolist(), heights[:1].tolist(), "s", color=BLUE, ms=8)
            axis.set(title=name, xlabel="w", xlim=(low, high))
            axis.set_ylim(bottom - 0.04 * (top - bottom), top)
            facts.append(
                f"{name}: from {float(path[0]):.3g} to {float(path[-1]):.3g} "
                f"in {len(path) - 1} steps"
            )
        alt = "A curve and the places visited on it, a panel for each run; a square is the start."
        return finish(drawing, caption, alt, ("; ".join(facts) + ".").replace("-", "−"))


@refusing
def valley(
    paths: Mapping[str, Sequence[Sequence[float]]],
    height: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    across: tuple[float, float],
    up: tuple[float, float],
    *,
    caption: str = "",
) -> Figure:
    """Lines of equal height with the path of each run; a star marks (0, 0).

    Args:
        paths: by name, the points (a, b) from the start on.
        height: the loss over two numbers, element by element.
        across, up: the ends of the two axes.
        caption: what to see in it.
    """
    x, y = torch.linspace(*across, GRID), torch.linspace(*up, GRID)
    ground = height(*torch.meshgrid(x, y, indexing="xy")).detach()
    levels = [float(ground.max()) * share for share in (0.003, 0.02, 0.08, 0.2, 0.4, 0.7)]
    with canvas(6.4, 2.5 * len(paths), nrows=len(paths), squeeze=False) as (drawing, axes):
        facts = []
        for axis, (name, path), colour, marker in zip(
            axes[:, 0], paths.items(), COLOURS, MARKERS, strict=False
        ):
            axis.contour(
                x.tolist(), y.tolist(), ground.tolist(), levels=levels, colors=[GREY],
                linewidths=0.7,
            )  # fmt: skip
            a, b = zip(*path, strict=True)
            axis.plot(a, b, color=colour, marker=marker, markersize=3.5, linewidth=1.4)
            axis.plot([0], [0], marker="*", markersize=11, color=INK)
            axis.set(title=name, xlim=across, ylim=up, xlabel="w₁", ylabel="w₂")
            facts.append(f"{name}: at ({a[-1]:.2f}, {b[-1]:.2f}) after {len(path) - 1} steps")
        alt = "Lines of equal height of a valley, with the path of each run."
        return finish(drawing, caption, alt, ("; ".join(facts) + ".").replace("-", "−"))
