"""Axes on a sheet: numbers become places, linear or in powers of ten."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course_utils.labs.svg import Point, Sheet
from course_utils.pictures.figure import GREY, INK, PALE

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """A framed part of a sheet with two axes.

    Attributes:
        sheet: what is drawn on.
        corner: the frame's upper left corner, in pixels.
        size: the frame's width and height, in pixels.
        x, y: the ends of the axes.
        logs: which of them are logarithmic.
    """

    sheet: Sheet
    corner: Point
    size: Point
    x: Range
    y: Range
    logs: tuple[bool, bool] = (False, False)

    def at(self, x: float, y: float) -> Point:
        """The place of a pair of numbers; not finite where a logarithm is not."""
        across = _share(x, self.x, self.logs[0])
        up = _share(y, self.y, self.logs[1])
        return self.corner[0] + across * self.size[0], self.corner[1] + (1 - up) * self.size[1]

    def frame(self, x_label: str = "", y_label: str = "", title: str = "") -> None:
        """Frame, ticks with their numbers, pale lines across, names of the axes."""
        left, top = self.corner
        right, bottom = left + self.size[0], top + self.size[1]
        for tick, words in ticks(self.x, self.logs[0], 6):
            place = self.at(tick, self.y[0])[0]
            self.sheet.line([(place, top), (place, bottom)], PALE, width=1)
            self.sheet.text((place, bottom + 16), words, size=11, colour=GREY)
        for tick, words in ticks(self.y, self.logs[1], 5):
            place = self.at(self.x[0], tick)[1]
            self.sheet.line([(left, place), (right, place)], PALE, width=1)
            self.sheet.text((left - 6, place + 4), words, size=11, colour=GREY, anchor="end")
        self.sheet.line([(left, top), (left, bottom), (right, bottom)], GREY, width=1.2)
        middle = (left + right) / 2
        if x_label:
            self.sheet.text((middle, bottom + 34), x_label)
        if y_label:
            self.sheet.text((left - 46, (top + bottom) / 2), y_label, turned=True)
        if title:
            self.sheet.text((middle, top - 9), title, size=12.5, colour=INK, bold=True)

    def line(
        self,
        xs: Iterable[float],
        ys: Iterable[float],
        colour: str,
        *,
        width: float = 2.0,
        dash: str = "",
    ) -> None:
        """A line that ends at the frame."""
        self.sheet.clip(self.corner, self.size)
        places = (self.at(x, y) for x, y in zip(xs, ys, strict=False))
        self.sheet.line(places, colour, width=width, dash=dash)
        self.sheet.unclip()

    def lines(self, many: Sequence[Sequence[Point]], colour: str, *, width: float = 0.9) -> None:
        """Several lines in one clip, such as those of equal height."""
        self.sheet.clip(self.corner, self.size)
        for line in many:
            self.sheet.line((self.at(x, y) for x, y in line), colour, width=width)
        self.sheet.unclip()

    def mark(self, x: float, y: float, colour: str, *, shape: str = "o", size: float = 4.0) -> None:
        """A mark; nothing where it would lie outside of the frame."""
        place = self.at(x, y)
        inside = (
            self.corner[i] - 1 <= place[i] <= self.corner[i] + self.size[i] + 1 for i in (0, 1)
        )
        if all(inside):
            self.sheet.mark(place, colour, shape=shape, size=size)


def ticks(ends: Range, logarithmic: bool, most: int) -> list[tuple[float, str]]:
    """Round numbers between the ends, with how they are written."""
    low, high = ends
    if logarithmic:
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        if last - first < 2:  # too short for powers of ten alone
            fine = [d * 10.0**p for p in range(first - 1, last + 1) for d in (1, 2, 5)]
            return [(tick, tick_text(tick)) for tick in fine if low <= tick <= high]
        every = max(1, math.ceil((last - first + 1) / most))
        return [(10.0**p, f"1e{p}".replace("-", "−")) for p in range(first, last + 1, every)]
    raw = (high - low) / most
    if not math.isfinite(raw) or raw <= 0:
        return []
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= raw * 0.999)
    found = [step * i for i in range(math.ceil(low / step), math.floor(high / step) + 1)]
    return [(tick, tick_text(tick)) for tick in found]


def tick_text(value: float, digits: int = 3) -> str:
    """A number for people: few digits, a true minus sign, words for what is no number."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "−inf"
    text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        text = f"{mantissa}e{int(power)}"
    return ("0" if float(text) == 0 else text).replace("-", "−")


def room(values: Iterable[float], share: float = 0.08) -> Range:
    """The ends of an axis with some room around the finite values."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    gap = (high - low) * share or max(abs(high) * 0.1, 0.5)
    return low - gap, high + gap


def _share(value: float, ends: Range, logarithmic: bool) -> float:
    low, high = ends
    if logarithmic:
        if not (math.isfinite(value) and value > 0):
            return math.nan
        value, low, high = math.log10(value), math.log10(low), math.log10(high)
    return (value - low) / ((high - low) or 1.0)
