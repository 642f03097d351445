"""The bar under a score, as an SVG: attributes of its shapes, no style of their own."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH, _HEIGHT, _GAP = 1000, 8, 6
_ONE = Markup('<rect class="{}" x="{:.1f}" y="0" width="{:.1f}" height="{}" rx="2"/>')


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
        shapes.append(_ONE.format("most", left, width, _HEIGHT))
        shapes.append(_ONE.format("earned", left, filled, _HEIGHT))
        left += width + _GAP
    return Markup(
        '<svg class="bar" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">'
        "{}</svg>"
    ).format(_WIDTH, _HEIGHT, Markup().join(shapes))
