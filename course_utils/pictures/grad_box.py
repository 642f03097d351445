"""The box that hangs on a leaf: what backward brings is added to what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_utils.pictures.figure import BLUE, GREEN, GREY, ORANGE, Figure, canvas, finish
from course_utils.views.refusal import NotDrawn, refusing

MOST = 5
_WIDE, _HIGH, _PITCH = 1.0, 2.4, 1.9


@refusing
def grad_box(rows: Mapping[str, Sequence[float]], arrives: float, *, caption: str = "") -> Figure:
    """``.grad`` of one number after every ``backward``, as a box with a level.

    Args:
        rows: by name, what ``.grad`` was after the first call, the second, and so on; not
            below 0, at most 5 of them.
        arrives: what each call brings.
        caption: what to see in it.

    Raises:
        ValueError: there is nothing to draw, or a level is below what arrived.
    """
    levels = [level for row in rows.values() for level in row]
    count = max((len(row) for row in rows.values()), default=0)
    if not 1 <= count <= MOST or not 0 < arrives <= min(levels) * (1 + 1e-6):
        raise NotDrawn(
            f"grad_box draws 1 to {MOST} levels in a row, each at least what arrives, "
            f"{arrives:g}; not {[list(row) for row in rows.values()]}."
        )
    top, step = max(levels), _HIGH + 1.25
    size = (0.62 * (_PITCH * (count + 1) + 0.9), 0.62 * (step * len(rows) + 0.2))
    with canvas(*size) as (drawing, axes):
        axes.set(xlim=(-0.45, _PITCH * (count + 1) + 0.15), aspect="equal")
        axes.set_ylim(-step * (len(rows) - 1) - 0.6, _HIGH + 0.85)
        axes.axis("off")
        for number, (name, row) in enumerate(rows.items()):
            y = -step * number
            axes.text(-0.3, y + _HIGH + 0.45, name, weight="bold", va="center")
            _box(axes, (0.2, y), 0.0, 0.0, top)
            axes.text(0.2 + _WIDE / 2, y - 0.28, "None", ha="center", va="center", color=GREY)
            for index, level in enumerate(row, 1):
                x = 0.2 + _PITCH * index
                style = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 2}
                axes.annotate("", (x - 0.1, y + 0.9), xytext=(x - 0.8, y + 0.9), arrowprops=style)
                axes.text(x - 0.45, y + 1.1, f"+{arrives:g}", ha="center", color=ORANGE, size=9)
                _box(axes, (x, y), level - arrives, arrives, top)
                axes.text(x + _WIDE / 2, y - 0.28, f"{level:g}", ha="center", va="center",
                          weight="bold")  # fmt: skip
        text = " ".join(_say(name, row, arrives) for name, row in rows.items())
        alt = "A row of boxes for .grad, one after every backward, each filled up to its number."
        return finish(drawing, caption, alt, text)


def _box(axes: Any, at: tuple[float, float], kept: float, new: float, top: float) -> None:
    """One box: below in blue what was in it, above in orange what has come."""
    from matplotlib.patches import Rectangle

    x, y = at
    scale = _HIGH * 0.94 / top
    for bottom, height, colour in ((0.0, kept, BLUE), (kept, new, ORANGE)):
        if height <= 1e-9:
            continue
        # In parts as large as what arrives: the levels can be counted.
        parts = max(1, round(height / new))
        for part in range(parts):
            low, tall = (bottom + part * height / parts) * scale, height / parts * scale
            axes.add_patch(
                Rectangle((x, y + low), _WIDE, tall, facecolor=colour + "44", edgecolor=colour)
            )
            axes.text(x + _WIDE / 2, y + low + tall / 2, f"{height / parts:g}", ha="center",
                      va="center", size=9)  # fmt: skip
    # Open above: there is always room for more.
    empty = not kept and not new
    axes.plot(
        [x, x, x + _WIDE, x + _WIDE], [y + _HIGH, y, y, y + _HIGH], color=GREY if empty else GREEN,
        linewidth=1.2 if empty else 2.6, linestyle=":" if empty else "-",
    )  # fmt: skip


def _say(name: str, row: Sequence[float], arrives: float) -> str:
    levels = ", ".join(f"{level:g}" for level in row)
    return f"{name}: before the first backward None; each brings {arrives:g}; .grad is {levels}."
