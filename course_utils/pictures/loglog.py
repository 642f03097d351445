"""Errors that span many powers of ten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course_utils.pictures.figure import COLOURS, LINES, PALE, Figure, canvas, finish
from course_utils.views.refusal import refusing

SMALLEST = 1e-17


@refusing
def loglog(
    x: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    *,
    x_label: str,
    y_label: str,
    caption: str = "",
) -> Figure:
    """Lines over x, both axes in powers of ten.

    Args:
        x: positive numbers.
        lines: by name, one number for each x; a zero is drawn at the lower edge.
        x_label, y_label: the axes' names.
        caption: what to see in it.
    """
    with canvas(6.0, 3.2) as (drawing, axes):
        axes.grid(color=PALE, linewidth=0.8)
        facts = []
        for (name, values), colour, style, marker in zip(
            lines.items(), COLOURS, LINES, "os^D", strict=False
        ):
            shown = [max(float(value), SMALLEST) for value in values]
            axes.plot(list(x), shown, color=colour, linestyle=style, marker=marker, markersize=5,
                      label=name)  # fmt: skip
            best = min(range(len(shown)), key=shown.__getitem__)
            facts.append(
                f"{name}: smallest, {shown[best]:.1e}, at {x[best]:.0e}; "
                f"{shown[0]:.1e} at {x[0]:.0e} and {shown[-1]:.1e} at {x[-1]:.0e}"
            )
        axes.set(xscale="log", yscale="log", xlabel=x_label, ylabel=y_label)
        axes.legend()
        alt = f"{y_label} over {x_label}, both on logarithmic axes."
        return finish(drawing, caption, alt, ". ".join(facts) + ".")
