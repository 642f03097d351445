"""Training cost against passes over the data, as papers on optimizers draw it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from course_utils.pictures.figure import COLOURS, LINES, PALE, Figure, canvas, finish
from course_utils.views.refusal import refusing

Runs = Mapping[str, Sequence[float]]
TICKS = tuple(digit * 10.0**power for power in range(-4, 4) for digit in (1, 2, 5))


@refusing
def passes(panels: Mapping[str, Runs], *, y_label: str = "cost", caption: str = "") -> Figure:
    """Several runs over one another in each panel; all panels share their axes.

    Args:
        panels: by title, runs by name; a run is one number for each pass.
        y_label: what the numbers are. Their axis is logarithmic.
        caption: what to see in it.
    """
    values = [v for runs in panels.values() for run in runs.values() for v in run if 0 < v < 1e4]
    low, high = min(values) * 0.9, max(values) * 1.1
    with canvas(4.0 * len(panels), 3.3, ncols=len(panels), squeeze=False, sharey=True) as (
        drawing,
        axes,
    ):
        facts = []
        for axis, (title, runs) in zip(axes[0], panels.items(), strict=True):
            axis.grid(color=PALE, linewidth=0.8, which="both")
            for (name, run), colour, style in zip(runs.items(), COLOURS, LINES, strict=False):
                line = [value if math.isfinite(value) else math.nan for value in run]
                axis.plot(
                    range(1, len(line) + 1),
                    line,
                    color=colour,
                    linestyle=style,
                    linewidth=2.0,
                    label=name,
                )
                facts.append(
                    f"{title}, {name}: {run[0]:.3f} after the first pass, "
                    f"{run[-1]:.3f} after {len(run)}"
                )
            axis.set(title=title, xlabel="passes over the data", yscale="log", ylim=(low, high))
            axis.set_yticks([tick for tick in TICKS if low <= tick <= high])
            axis.yaxis.set_major_formatter(lambda value, _: f"{value:g}")
            axis.yaxis.set_minor_formatter(lambda value, _: "")
        axes[0][0].set_ylabel(y_label)
        axes[0][-1].legend()
        alt = f"{y_label} against passes over the data, {len(panels)} panels."
        return finish(drawing, caption, alt, "; ".join(facts) + ".")
