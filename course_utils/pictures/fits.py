"""A line on its way to the points, and a training seen epoch by epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from course_utils.pictures.figure import COLOURS, INK, LINES, PALE, Figure, canvas, finish
from course_utils.views.refusal import refusing


@refusing
def line_fits(
    x: torch.Tensor,
    y: torch.Tensor,
    lines: Mapping[str, tuple[float, float]],
    *,
    caption: str = "",
) -> Figure:
    """Points with several lines x·w + b.

    Args:
        x: (N, 1) or (N,).
        y: (N,).
        lines: by name, the pair (w, b); one-element tensors will do.
        caption: what to see in it.
    """
    points = x.detach().flatten()
    ends = torch.stack([points.min(), points.max()])
    with canvas(6.0, 3.1) as (drawing, axes):
        axes.grid(color=PALE, linewidth=0.8)
        axes.scatter(points.tolist(), y.detach().tolist(), s=22, color=INK, zorder=3)
        facts = []
        for (name, (w, b)), colour, style in zip(lines.items(), COLOURS, LINES, strict=False):
            w, b = float(w), float(b)
            axes.plot(
                ends.tolist(), (ends * w + b).tolist(), color=colour, linestyle=style,
                linewidth=2.2, label=name,
            )  # fmt: skip
            error = float((points * w + b - y.detach()).square().mean())
            facts.append(f"{name}: w = {w:.2f}, b = {b:.2f}, mean squared error {error:.3f}")
        axes.set(xlabel="x", ylabel="y")
        axes.legend()
        text = "; ".join(facts).replace("-", "−") + "."
        return finish(drawing, caption, "Points, and straight lines that approach them.", text)


@refusing
def epoch_curves(
    runs: Mapping[str, Sequence[float]],
    *,
    y_label: str = "accuracy",
    guess: float | None = None,
    caption: str = "",
) -> Figure:
    """A number for every epoch, from the first on, several runs to compare.

    Args:
        runs: by name, one number for each epoch.
        y_label: what the numbers are.
        guess: draws a dotted line at this value: what guessing gives.
        caption: what to see in it.
    """
    with canvas(6.0, 3.0) as (drawing, axes):
        axes.grid(color=PALE, linewidth=0.8)
        if guess is not None:
            axes.axhline(guess, color=INK, linestyle=":", linewidth=1.2, label="guessing")
        for (name, run), colour, style in zip(runs.items(), COLOURS, LINES, strict=False):
            axes.plot(
                range(1, len(run) + 1), list(run), color=colour, linestyle=style, linewidth=2.2,
                label=name,
            )  # fmt: skip
        axes.set(xlabel="epoch", ylabel=y_label)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.legend()
        facts = "; ".join(
            f"{name}: {run[0]:.3f} after the first epoch, {run[-1]:.3f} after {len(run)}"
            for name, run in runs.items()
        )
        return finish(drawing, caption, f"{y_label} against epoch.", f"{facts}.")
