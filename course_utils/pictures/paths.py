"""Paths of optimizers over a narrow valley of two numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch

from course_utils.pictures.figure import COLOURS, GREY, INK, Figure, canvas, finish
from course_utils.views.refusal import refusing

MARKERS = ("o", "^", "s", "D")
GRID = 61


@refusing
def paths(
    height: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    travelled: Mapping[str, Sequence[tuple[float, float]]],
    *,
    caption: str = "",
) -> Figure:
    """Where each optimizer goes, a panel for each; the lowest place is at (0, 0).

    Args:
        height: the loss over two numbers, element by element.
        travelled: by name, the places (a, b) from the start to the last step.
        caption: what to see in it.
    """
    places = torch.tensor([place for path in travelled.values() for place in path])
    low = places.amin(0).clamp(max=-0.5) - 0.4
    high = places.amax(0).clamp(min=0.5) + 0.4
    across = torch.linspace(float(low[0]), float(high[0]), GRID)
    up = torch.linspace(float(low[1]), float(high[1]), GRID)
    ground = height(*torch.meshgrid(across, up, indexing="xy"))
    levels = [float(ground.max()) * share for share in (0.003, 0.02, 0.08, 0.2, 0.4, 0.7)]
    rows = (len(travelled) + 1) // 2
    with canvas(8.0, 2.4 * rows, nrows=rows, ncols=2, squeeze=False, sharex=True, sharey=True) as (
        drawing,
        axes,
    ):
        facts = []
        for axis in axes.flat[len(travelled) :]:
            axis.set_visible(False)
        for axis, (name, path), colour, marker in zip(
            axes.flat, travelled.items(), COLOURS, MARKERS, strict=False
        ):
            axis.contour(
                across.tolist(),
                up.tolist(),
                ground.tolist(),
                levels=levels,
                colors=[GREY],
                linewidths=0.7,
            )
            a, b = zip(*path, strict=True)
            axis.plot(a, b, color=colour, marker=marker, markersize=3.5, linewidth=1.4)
            axis.plot([0], [0], marker="*", markersize=11, color=INK)
            axis.set_title(name)
            facts.append(f"{name}: at ({a[-1]:.2f}, {b[-1]:.2f}) after {len(path) - 1} steps")
        text = f"Start at ({path[0][0]:g}, {path[0][1]:g}). " + "; ".join(facts) + "."
        alt = "Height lines of a long, narrow valley with a path for each optimizer."
        return finish(drawing, caption, alt, text.replace("-", "−"))
