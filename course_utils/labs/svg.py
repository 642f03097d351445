"""Drawings written directly as SVG: light enough to be drawn anew at every touch of a slider.

A picture by matplotlib takes 30 to 100 ms; these take one or two.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence

from course_utils.pictures.figure import GREY, INK, Figure
from course_utils.pictures.palette import WHITE, of_words
from course_utils.pictures.themes import GROUND
from course_utils.views.svg import decimal, element

Point = tuple[float, float]
_FONT = "DejaVu Sans, Verdana, Arial, sans-serif"
FAR = 1e5  # pixels; what lies farther away would only make viewers round wrongly


class Sheet:
    """A drawing that grows element by element; its origin is the upper left corner.

    Args:
        width, height: in pixels.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []
        self._clips = 0

    def rect(
        self,
        at: Point,
        size: Point,
        *,
        fill: str = "none",
        stroke: str = "none",
        dash: str = "",
        width: float = 1.4,
        round: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """A box by its upper left corner; ``opacity`` is that of its filling."""
        self._add(
            "rect", x=at[0], y=at[1], width=size[0], height=size[1], rx=round, fill=fill,
            fill_opacity=f"{opacity:g}", stroke=stroke, stroke_width=width,
            stroke_dasharray=dash or None,
        )  # fmt: skip

    def line(
        self, points: Iterable[Point], colour: str = INK, *, width: float = 1.6, dash: str = ""
    ) -> None:
        """A line through the points; one that is not finite leaves a gap."""
        pen, steps = "M", []
        for x, y in points:
            if math.isfinite(x) and math.isfinite(y):
                steps.append(f"{pen}{_pair((_near(x), _near(y)))}")
                pen = "L"
            else:
                pen = "M"
        if steps:
            self._add(
                "path", d="".join(steps), fill="none", stroke=colour, stroke_width=width,
                stroke_linejoin="round", stroke_dasharray=dash or None,
            )  # fmt: skip

    def mark(self, at: Point, colour: str, *, shape: str = "o", size: float = 4.0) -> None:
        """A circle ``o``, square ``s``, triangle ``^``, diamond ``D`` or cross ``x``."""
        x, y = at
        if not (math.isfinite(x) and math.isfinite(y)) or max(abs(x), abs(y)) > FAR:
            return
        if shape == "x":
            for sign in (1, -1):
                ends = [(x - size, y - sign * size), (x + size, y + sign * size)]
                self.line(ends, colour, width=2.4)
            return
        rim = {"stroke": WHITE, "stroke_width": "0.6"}
        if shape == "o":
            self._add("circle", cx=x, cy=y, r=size, fill=colour, **rim)
            return
        forms: dict[str, list[Point]] = {
            "s": [(-1, -1), (1, -1), (1, 1), (-1, 1)],
            "^": [(0, -1.2), (1.1, 0.9), (-1.1, 0.9)],
            "D": [(0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)],
        }
        path = _corners((x + size * a, y + size * b) for a, b in forms[shape])
        self._add("polygon", points=path, fill=colour, **rim)

    def text(
        self,
        at: Point,
        words: str,
        *,
        size: float = 12.0,
        colour: str = INK,
        anchor: str = "middle",
        bold: bool = False,
        turned: bool = False,
    ) -> None:
        """Words on one line; ``at`` is on their base line, at start, middle or end."""
        x, y = at
        self._add(
            "text", text=words, x=x, y=y, font_size=size, fill=of_words(colour), text_anchor=anchor,
            font_weight="bold" if bold else None,
            transform=f"rotate(-90 {_pair(at)})" if turned else None,
        )  # fmt: skip

    def arrow(
        self, start: Point, end: Point, colour: str = INK, *, width: float = 1.4, bend: float = 0.0
    ) -> None:
        """An arrow; ``bend`` lifts its middle by so many pixels to its left."""
        (x0, y0), (x1, y1) = start, end
        far = math.hypot(x1 - x0, y1 - y0) or 1.0
        middle = (x0 + x1) / 2 + bend * (y1 - y0) / far, (y0 + y1) / 2 - bend * (x1 - x0) / far
        control = 2 * middle[0] - (x0 + x1) / 2, 2 * middle[1] - (y0 + y1) / 2
        way = math.atan2(y1 - control[1], x1 - control[0])
        neck = x1 - 6 * math.cos(way), y1 - 6 * math.sin(way)
        curve = f"M{_pair(start)}Q{_pair(control)} {_pair(neck)}"
        self._add("path", d=curve, fill="none", stroke=colour, stroke_width=width)
        sides = [
            (x1 - 9 * math.cos(way + turn), y1 - 9 * math.sin(way + turn)) for turn in (-0.4, 0.4)
        ]
        self._add("polygon", points=_corners([end, *sides]), fill=colour)

    def image(
        self, at: Point, size: Point, png: bytes, *, smooth: bool = False, ground: bool = False
    ) -> None:
        """A raster, stretched over the box; a ``ground`` darkens with the theme."""
        data = base64.b64encode(png).decode()
        self._add(
            "image", x=at[0], y=at[1], width=size[0], height=size[1], preserveAspectRatio="none",
            style=None if smooth else "image-rendering:pixelated", id=GROUND if ground else None,
            href=f"data:image/png;base64,{data}",
        )  # fmt: skip

    def clip(self, at: Point, size: Point) -> None:
        """From here to :meth:`unclip` only what lies in the box is seen."""
        self._clips += 1
        name = f"c{self._clips}"
        self.rect(at, size, fill="black")
        self._add("clipPath", self._parts.pop(), id=name)
        # What is drawn next stands inside.
        self._parts.append(f'<g clip-path="url(#{name})">')

    def unclip(self) -> None:
        """The end of what :meth:`clip` began."""
        self._parts.append("</g>")

    def svg(self) -> str:
        """The drawing."""
        width, height = self.width, self.height
        return element(
            "svg", *self._parts, xmlns="http://www.w3.org/2000/svg", width=width, height=height,
            viewBox=f"0 0 {_pair((width, height))}", font_family=_FONT,
        )  # fmt: skip

    def _add(
        self, tag: str, *inside: str, text: str = "", **attributes: str | float | None
    ) -> None:
        self._parts.append(element(tag, *inside, text=text, **attributes))

    def figure(self, caption: str, alt: str, text: str) -> Figure:
        """The drawing as a :class:`Figure` that shows its words too."""
        return Figure(self.svg(), caption, alt, text, round(self.width), spoken=True)


def legend(
    sheet: Sheet, at: Point, entries: Sequence[tuple[str, str, str]], *, gap: float = 17.0
) -> None:
    """Short lines with their names: triples of name, colour and dashes, one below the other."""
    for index, (name, colour, dash) in enumerate(entries):
        y = at[1] + gap * index
        sheet.line([(at[0], y), (at[0] + 24, y)], colour, width=2.4, dash=dash)
        sheet.text((at[0] + 30, y + 4), name, anchor="start", size=11.5)


def footer(sheet: Sheet, left: float, entries: Sequence[tuple[str, str, str]]) -> None:
    """A legend in one line at the sheet's lower edge, where it covers nothing."""
    for name, colour, dash in entries:
        legend(sheet, (left, sheet.height - 14), [(name, colour, dash)])
        left += 56 + 7.2 * len(name)


def sentence_figure(words: str, *, caption: str = "") -> Figure:
    """A picture that could not be drawn: a sentence on the sheet says why."""
    sheet = Sheet(560, 40 + 18 * len(lines := wrapped(words, 74)))
    sheet.rect((6, 6), (548, sheet.height - 12), stroke=GREY, dash="4 3", round=6)
    for index, line in enumerate(lines):
        sheet.text((20, 32 + 18 * index), line, anchor="start", size=12.5)
    return sheet.figure(caption, "A sentence in the picture's place.", words)


def wrapped(words: str, wide: int) -> list[str]:
    """The words in lines of at most so many characters."""
    import textwrap

    return textwrap.wrap(words, wide)[:8] or [""]


def _near(value: float) -> float:
    return min(max(value, -FAR), FAR)


def _pair(point: Point) -> str:
    return f"{decimal(point[0])} {decimal(point[1])}"


def _corners(points: Iterable[Point]) -> str:
    return " ".join(f"{decimal(x)},{decimal(y)}" for x, y in points)
