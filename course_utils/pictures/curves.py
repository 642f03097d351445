"""Curves: a function of one number, and a loss over the steps of a training."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import torch

from course_utils.pictures.figure import COLOURS, GREY, LINES, PALE, Figure, canvas, finish
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import refusing

POINTS = 201

Function = Callable[[torch.Tensor], torch.Tensor]


@refusing
def curves(
    functions: Mapping[str, Function],
    low: float,
    high: float,
    *,
    x_label: str = "z",
    y_label: str = "",
    caption: str = "",
) -> Figure:
    """Functions of one number, drawn over one another.

    Args:
        functions: by name; each takes a tensor of shape (201,) and returns one like it.
        low, high: the ends of the axis, both included.
        x_label, y_label: the axes' names.
        caption: what to see in it.
    """
    z = torch.linspace(low, high, POINTS)
    values = {name: _line(function(z)) for name, function in functions.items()}
    with canvas(6.0, 2.9) as (drawing, axes):
        axes.grid(color=PALE, linewidth=0.8)
        for (name, line), colour, style in zip(values.items(), COLOURS, LINES, strict=False):
            axes.plot(z.tolist(), line, color=colour, linestyle=style, linewidth=2.2, label=name)
        axes.set(xlabel=x_label, ylabel=y_label, xlim=(low, high))
        if len(values) > 1 or y_label not in values:
            axes.legend()
        middle = POINTS // 2
        facts = "; ".join(
            f"{name}: {_short(line[0])} at {x_label} = {_short(low)}, "
            f"{_short(line[middle])} in the middle, {_short(line[-1])} at {_short(high)}"
            for name, line in values.items()
        )
        names = ", ".join(values)
        alt = f"{names} as a curve over {x_label} from {_short(low)} to {_short(high)}."
        return finish(drawing, caption, alt, f"{facts}.")


@refusing
def loss_curve(
    losses: Sequence[float] | Mapping[str, Sequence[float]],
    *,
    start: float | None = None,
    start_label: str = "",
    caption: str = "The loss after every step.",
) -> Figure:
    """A loss over the steps, or several to compare.

    Args:
        losses: one number a step, or such sequences by name. Numbers that are not
            finite leave a gap.
        start: draws a dotted line at this loss, such as that of a guess.
        start_label: what the dotted line is.
        caption: what to see in it.
    """
    named = losses if isinstance(losses, Mapping) else {drawn("loss"): losses}
    runs = {name: _line(torch.as_tensor(list(run))) for name, run in named.items()}
    with canvas(6.0, 3.0) as (drawing, axes):
        axes.grid(color=PALE, linewidth=0.8)
        if start is not None:
            axes.axhline(start, color=GREY, linestyle=":", linewidth=1.5)
            axes.annotate(
                start_label,
                (0.99, start),
                xycoords=("axes fraction", "data"),
                xytext=(0, 4),
                textcoords="offset points",
                ha="right",
                color=GREY,
            )
        for (name, run), colour, style in zip(runs.items(), COLOURS, LINES, strict=False):
            axes.plot(run, color=colour, linestyle=style, linewidth=2.2, label=name)
        axes.set(xlabel="step", ylabel="loss")
        axes.margins(x=0.01)
        axes.set_ylim(bottom=0)
        if len(runs) > 1:
            axes.legend()
        facts = "; ".join(_run_in_words(name, run) for name, run in runs.items())
        return finish(drawing, caption, "Loss against step.", f"{facts}.")


def _run_in_words(name: str, run: list[float]) -> str:
    finite = [value for value in run if math.isfinite(value)]
    if not finite:
        return f"{name}: no finite value in {len(run)} steps"
    ends, steps = (_short(run[0]), _short(run[-1])), len(run) - 1
    words = (
        f"{name}: {ends[0]} at first, {ends[1]} after 1 step"
        if steps == 1
        else f"{name}: {ends[0]} at first, {ends[1]} after {steps} steps"
    )
    if max(finite) > max(run[0], run[-1]):
        words += drawn(f", highest {_short(max(finite))}")
    if min(finite) < min(run[0], run[-1]):
        words += drawn(f", lowest {_short(min(finite))}")
    return words


def _line(values: torch.Tensor) -> list[float]:
    line = values.detach().cpu().double().flatten().tolist()
    return [value if math.isfinite(value) else math.nan for value in line]


def _short(value: float) -> str:
    if math.isnan(value):
        return drawn("not finite")
    if abs(value) < 1e-6:  # what is left of a zero after rounding
        return "0"
    return f"{value:.3g}".replace("-", "−")
