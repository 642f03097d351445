"""Where a classifier of two numbers changes its mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from course_utils.pictures.figure import BLUE, INK, ORANGE, Figure, canvas, finish
from course_utils.pictures.palette import WHITE
from course_utils.pictures.themes import GROUND
from course_utils.views.refusal import refusing

GRID = 81

Predict = Callable[[torch.Tensor], torch.Tensor]


@refusing
def decision_boundary(
    predict: Predict | Mapping[str, Predict],
    x: torch.Tensor,
    y: torch.Tensor,
    *,
    origin: bool = True,
    caption: str = "Orange ground: the classifier says 1. The line is where it says 0.5.",
) -> Figure:
    """The plane as a classifier sees it, with the examples and the origin.

    Args:
        predict: takes points (2, k) and returns probabilities (1, k); or several such
            functions by name, drawn side by side.
        x: examples as columns (2, m).
        y: labels 0 and 1, (1, m).
        origin: mark (0, 0), around which a line without b turns.
        caption: what to see in it.
    """
    panels = dict(predict) if isinstance(predict, Mapping) else {"": predict}
    with canvas(4.1 * len(panels), 3.7, ncols=len(panels), squeeze=False) as (drawing, axes):
        facts = [
            _panel(axis, name, function, x.detach(), y.detach(), origin)
            for axis, (name, function) in zip(axes[0], panels.items(), strict=True)
        ]
        alt = (
            "Examples of two classes in the plane, blue circles and orange triangles, on a "
            "ground coloured by the classifier's probability, with the line where it is 0.5."
        )
        return finish(drawing, caption, alt, "; ".join(facts) + ".")


def _panel(
    axis: Any, name: str, predict: Predict, x: torch.Tensor, y: torch.Tensor, origin: bool
) -> str:
    """Draw one classifier; returns its accuracy in words."""
    corners = torch.cat([x, torch.zeros(2, 1)], dim=1) if origin else x
    low, high = corners.amin(dim=1) - 0.7, corners.amax(dim=1) + 0.7
    across = torch.linspace(float(low[0]), float(high[0]), GRID)
    up = torch.linspace(float(low[1]), float(high[1]), GRID)
    points = torch.stack(torch.meshgrid(across, up, indexing="xy")).reshape(2, -1)
    ground = predict(points).detach().reshape(GRID, GRID).tolist()
    says_one = predict(x).detach() > 0.5
    accuracy = float((says_one == (y > 0.5)).float().mean())

    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("classes", ["#a9cfe8", "#ffffff", "#fcdfcb"])
    edges = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    axis.imshow(
        ground,
        extent=edges,
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
        cmap=colours,
        vmin=0,
        vmax=1,
        gid=f"{GROUND}-{name}",
    )
    if min(map(min, ground)) < 0.5 < max(map(max, ground)):
        axis.contour(
            across.tolist(), up.tolist(), ground, levels=[0.5], colors=[INK], linewidths=2, zorder=3
        )
    for label, colour, marker in ((0, BLUE, "o"), (1, ORANGE, "^")):
        mine = x[:, (y > 0.5).flatten() == bool(label)]
        axis.scatter(
            mine[0].tolist(),
            mine[1].tolist(),
            s=20,
            c=colour,
            marker=marker,
            linewidths=0.3,
            edgecolors=WHITE,
            label=f"y = {label}",
            zorder=2,
        )
    if origin:
        axis.plot([0], [0], marker="+", markersize=13, markeredgewidth=2.2, color=INK, zorder=4)
        axis.annotate("origin", (0, 0), xytext=(8, -13), textcoords="offset points")
    title = f"{name}: " if name else ""
    axis.set(title=f"{title}{accuracy:.1%} right", xlabel="x₁", ylabel="x₂")
    axis.legend(loc="upper left", fontsize=9, handletextpad=0.2)
    return f"{title}{accuracy:.1%} of {y.numel()} examples are on the right side of the line"
