"""The bar under a score, as an SVG: attributes of its shapes, no style of their own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from course_utils.views.svg import element

_WIDTH, _HEIGHT, _GAP = 1000, 8, 6


def score_bar(parts: Sequence[tuple[float, float]]) -> Markup:
    """One piece for each exercise, as wide as its points, filled by what was earned.

    It is decoration: the same numbers stand in the list below it.

    Args:
        parts: earned and possible points of each exercise.
    """
    total = sum(most for _, most in parts)
    if not total:
        return Markup()
    room = _WIDTH - _GAP * (len(parts) - 1)
    shapes, left = [], 0.0
    for earned, most in parts:
        width = room * most / total
        filled = width * min(1.0, max(0.0, earned / most)) if most else 0.0
        shapes.append(_piece("most", left, width))
        shapes.append(_piece("earned", left, filled))
        left += width + _GAP
    return Markup(
        element(
            "svg", *shapes, class_="bar", viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
            preserveAspectRatio="none", aria_hidden="true",
        )
    )  # fmt: skip


def _piece(kind: str, left: float, width: float) -> str:
    return element("rect", class_=kind, x=left, y=0, width=width, height=_HEIGHT, rx=2)
