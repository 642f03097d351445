"""Timings: how long the same answer takes, on logarithmic axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course_utils.pictures.figure import COLOURS, LINES, PALE, Figure, canvas, finish
from course_utils.views.refusal import refusing

_MARKS = ("o", "^", "s", "D")


@refusing
def timings(
    sizes: Sequence[int],
    seconds: Mapping[str, Sequence[float]],
    *,
    x_label: str = "size",
    caption: str = "",
) -> Figure:
    """Measured times over a size, one line per way of computing.

    Args:
        sizes: what was varied, ascending.
        seconds: for each way, one time per size.
        x_label: what the size is.
        caption: what to see in it.
    """
    with canvas(6.0, 3.1) as (drawing, axes):
        axes.grid(color=PALE, linewidth=0.8)
        for (name, times), colour, style, mark in zip(
            seconds.items(), COLOURS, LINES, _MARKS, strict=False
        ):
            axes.plot(
                sizes, times, color=colour, linestyle=style, marker=mark, linewidth=2, label=name
            )
        axes.set(xscale="log", yscale="log", xlabel=x_label, ylabel="seconds")
        axes.set_xticks(list(sizes), [str(size) for size in sizes])
        axes.minorticks_off()
        axes.legend()
        facts = "; ".join(
            f"{name}: {times[0]:.2g} s at {sizes[0]}, {times[-1]:.2g} s at {sizes[-1]}"
            for name, times in seconds.items()
        )
        return finish(drawing, caption, f"Time against {x_label}, both logarithmic.", f"{facts}.")
