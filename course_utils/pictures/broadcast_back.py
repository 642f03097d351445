"""Broadcasting, and the same way backwards: what was repeated gets a sum."""

from __future__ import annotations

from typing import Any

import torch

from course_utils.pictures.figure import COLOURS, GREY, INK, ORANGE, Figure, canvas, finish
from course_utils.views.refusal import NotDrawn, refusing

MOST = 5


@refusing
def broadcast_backward(
    operand: torch.Tensor, gradient: torch.Tensor, *, caption: str = ""
) -> Figure:
    """A row that was added to every row of a batch, and the gradient that comes back to it.

    Args:
        operand: (H,), with the ``.grad`` that backward has left in it.
        gradient: (N, H), what came back to the sum; at most 5 of each.
        caption: what to see in it.

    Raises:
        ValueError: the shapes do not belong together, or there is no gradient.
    """
    arrived = operand.grad
    if gradient.ndim != 2 or max(gradient.shape) > MOST or operand.shape != gradient.shape[1:]:
        raise NotDrawn(
            f"broadcast_backward draws (H,) and (N, H) up to {MOST} × {MOST}, not "
            f"{tuple(operand.shape)} and {tuple(gradient.shape)}."
        )
    if arrived is None:
        raise NotDrawn("The operand has no gradient yet: call backward first.")
    n, h = gradient.shape
    gap, high = 3.0, n + 2.6
    with canvas(0.6 * (2 * h + gap + 3.2), 0.6 * (high + 0.6)) as (drawing, axes):
        axes.set(xlim=(-1.6, 2 * h + gap + 1.6), ylim=(-0.3, high + 0.3), aspect="equal")
        axes.axis("off")
        values, slopes = operand.detach().tolist(), arrived.detach().tolist()
        back = h + gap
        axes.text(h / 2, high - 0.1, "forward: repeated", ha="center", weight="bold")
        axes.text(back + h / 2, high - 0.1, "backward: added up", ha="center", weight="bold")
        for j in range(h):
            colour = COLOURS[j % 4]
            _cell(axes, (j, n + 1.2), values[j], colour)
            for i in range(n):
                _cell(axes, (j, n - 1 - i), values[j], colour, copy=True)
                _cell(axes, (back + j, high - 1.4 - i), float(gradient[i, j]), colour)
            _cell(axes, (back + j, 0), slopes[j], colour, strong=True)
            _arrow(axes, (j + 0.5, n + 1.15), (j + 0.5, n + 0.05), colour)
            _arrow(axes, (back + j + 0.5, 1.55), (back + j + 0.5, 1.05), colour)
        for at, words in (
            ((-0.2, n + 1.7), f"b ({h},)"), ((-0.2, n / 2), f"({n}, {h})"),
            ((back - 0.2, high - 0.4 - n / 2), f"({n}, {h})"),
            ((back - 0.2, 0.5), f"b.grad ({h},)"),
        ):  # fmt: skip
            axes.text(*at, words, ha="right", va="center", color=INK)
        told = (
            f"b has the shape ({h},) and was added to {n} rows. Backwards each number of b gets "
            f"the sum of its {n} gradients: {', '.join(map(_written, slopes))}."
        )
        said = caption or (
            f"Forward, b is used {n} times, once in every row. So {n} gradients come back to each "
            f"of its numbers, and they add: axis 0, which was made by repeating, is summed."
        )
        alt = "A row repeated to a table, and beside it a table of gradients summed to a row."
        return finish(drawing, said, alt, told)


def _cell(
    axes: Any,
    at: tuple[float, float],
    value: float,
    colour: str,
    *,
    copy: bool = False,
    strong: bool = False,
) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle(at, 1, 1, facecolor=colour + ("12" if copy else "55" if strong else "33"),
                  edgecolor=GREY if copy else colour, linestyle=":" if copy else "-",
                  linewidth=2.4 if strong else 1.2)
    )  # fmt: skip
    axes.text(
        at[0] + 0.5, at[1] + 0.5, _written(value), ha="center", va="center", size=9,
        color=GREY if copy else INK, weight="bold" if strong else "normal",
    )  # fmt: skip


def _arrow(
    axes: Any, start: tuple[float, float], end: tuple[float, float], colour: str = ORANGE
) -> None:
    style = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.6}
    axes.annotate("", end, xytext=start, arrowprops=style)


def _written(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")
