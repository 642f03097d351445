"""Charts as inline SVG: shapes with classes, so that the page's style colours them.

Nothing is told by colour alone: states differ by pattern too, bars carry their number,
and beside each chart stands the table that it was drawn from.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from course_utils.views.figures import points
from course_utils.views.svg import element

PATTERNS = Markup(
    '<svg class="patterns" width="0" height="0" aria-hidden="true"><defs>'
    '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="failed-ground" width="6" height="6"/>'
    '<rect class="failed-line" width="2.4" height="6"/></pattern>'
    '<pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="empty-ground" width="6" height="6"/>'
    '<circle class="empty-dot" cx="3" cy="3" r="1.1"/></pattern>'
    '<pattern id="cross" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<rect class="open-ground" width="6" height="6"/>'
    '<path class="open-line" d="M0 0L6 6M6 0L0 6"/></pattern></defs></svg>'
)


_WHOLE = 5  # points from which on the ranges are of whole points
_FEW = 10  # ranges below that


@dataclass(frozen=True, slots=True)
class Bin:
    """Marks from ``low`` up to, but without, ``high``; the last one with it."""

    low: float
    high: float
    count: int
    last: bool = False

    @property
    def words(self) -> str:
        """The range as a person writes it."""
        if self.last:
            return f"{points(self.low)} to {points(self.high)}"
        return f"{points(self.low)} to under {points(self.high)}"


def bins(scores: Sequence[float], most: float, wanted: int = 20) -> list[Bin]:
    """The marks in ranges of one size, a whole number of points where that is possible."""
    if most <= 0:
        return []
    # Most of a class is near the top: ten ranges of two points put three quarters into one.
    size = float(max(1, round(most / wanted))) if most >= _WHOLE else most / _FEW
    edges = [size * i for i in range(math.ceil(most / size - 1e-9))] + [float(most)]
    counts = [0] * (len(edges) - 1)
    for score in scores:
        place = sum(edge <= score + 1e-9 for edge in edges[1:-1])
        counts[place] += 1
    last = len(counts) - 1
    return [Bin(edges[i], edges[i + 1], n, i == last) for i, n in enumerate(counts)]


def histogram(found: Sequence[Bin], label: str) -> Markup:
    """Columns with their counts on top and the marks below."""
    if not found:
        return Markup()
    width, height, floor, top = 640.0, 220.0, 180.0, 22.0
    step = width / len(found)
    highest = max(1, *(b.count for b in found))
    every = 2 if len(found) > _FEW else 1
    parts = [element("line", class_="axis", x1=0, y1=floor, x2=width, y2=floor)]
    for number, one in enumerate(found):
        tall = (floor - top) * one.count / highest
        left = number * step
        parts.append(_rect("column", left + 2, floor - tall, step - 4, tall))
        if one.count:
            above = floor - tall - 6
            parts.append(_text("count", left + step / 2, above, "middle", str(one.count)))
        if number % every == 0:
            parts.append(_text("tick", left + 2, floor + 18, "start", points(one.low)))
    parts.append(_text("tick", width, floor + 18, "end", points(found[-1].high)))
    parts.append(_text("tick", width / 2, floor + 37, "middle", "points"))
    parts.append(_text("tick", 0, 12, "start", "students"))
    return _svg("histogram", width, height, label, parts)


def shares(parts: Sequence[tuple[str, int]], label: str) -> Markup:
    """One bar of a whole class: passed, failed, empty, open, each with its own pattern."""
    total = sum(count for _, count in parts)
    shapes, left = [], 0.0
    for kind, count in parts:
        wide = 300 * count / total if total else 0.0
        if count:
            shapes.append(_rect(f"part {kind}", left, 0, max(0.0, wide - 1), 16))
        left += wide
    return _svg("shares", 300, 16, label, shapes, stretch=True)


def meter(share: float, label: str) -> Markup:
    """A thin bar for one share, 0 to 1."""
    filled = 100 * min(1.0, max(0.0, share))
    parts = [_rect("most", 0, 0, 100, 6), _rect("earned", 0, 0, filled, 6)]
    return _svg("meter", 100, 6, label, parts, stretch=True)


def _rect(kind: str, x: float, y: float, width: float, height: float) -> str:
    return element("rect", class_=kind, x=x, y=y, width=width, height=height)


def _text(kind: str, x: float, y: float, anchor: str, words: str) -> str:
    return element("text", text=words, class_=kind, x=x, y=y, text_anchor=anchor)


def _svg(
    kind: str, width: float, height: float, label: str, parts: Sequence[str], *,
    stretch: bool = False,
) -> Markup:  # fmt: skip
    return Markup(
        element(
            "svg", *parts, class_=kind, viewBox=f"0 0 {width:g} {height:g}",
            preserveAspectRatio="none" if stretch else None, role="img", aria_label=label,
        )
    )  # fmt: skip
