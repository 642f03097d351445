"""A picture that says the same thing three times: to the eye, in a caption, in words."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_utils.pictures.palette import (
    BLUE,
    COLOURS,
    GREEN,
    GREY,
    INK,
    LINES,
    ORANGE,
    PALE,
    PURPLE,
    of_words,
)
from course_utils.pictures.themes import CLASS, MARGIN, PAGE_RULES, themed

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "BLUE",
    "COLOURS",
    "GREEN",
    "GREY",
    "INK",
    "LINES",
    "ORANGE",
    "PALE",
    "PURPLE",
    "Figure",
    "canvas",
    "finish",
]

_STYLE: Any = {
    "svg.fonttype": "path",  # the reader's machine may lack the font
    "svg.hashsalt": "course",  # equal pictures give equal bytes
    "font.size": 10,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "legend.frameon": False,
    "legend.edgecolor": PALE,
    "mathtext.fontset": "dejavusans",
}

_HTML = """\
<figure class="{kind}" style="margin:.6em 0 1em;max-width:{width}px">
<img src="data:image/svg+xml;base64,{data}" alt="{alt}" \
style="display:block;box-sizing:border-box;width:100%;height:auto;max-width:{image}px;\
border:1px solid rgba(128,128,128,.45);border-radius:6px" \
decoding="sync"{size}>
<figcaption style="margin:.45em .2em 0;font-size:.93em;line-height:1.45">{caption}</figcaption>
{spoken}{rules}</figure>"""

# What a slider changed is read aloud; a picture that never changes has no such line.
_SPOKEN = """\
<div role="status" aria-live="polite" style="margin:.35em .2em 0;padding-left:.6em;\
border-left:3px solid #8492a6;font-size:.93em;line-height:1.45">{text}</div>
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that shows itself in a notebook.

    It has a ground of its own, white or dark as the page around it; the caption takes
    the theme's colour.

    Attributes:
        svg: the drawing.
        caption: what the reader should see in it, one or two sentences.
        alt: what a screen reader says in the drawing's place.
        text: the same facts in words and numbers, for a plain terminal.
        width: in pixels, at which the drawing is shown at most.
        spoken: the words stand below the caption too, and are read out when they change.
    """

    svg: str
    caption: str
    alt: str
    text: str
    width: int = 640
    spoken: bool = False

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text

    def to_html(self) -> str:
        """The drawing as an image with its alternative text, and the caption under it."""
        words = html.escape(self.text, quote=False)
        # Where the words stand below, the alternative text does not say them once more.
        alt = self.alt if self.spoken else f"{self.alt} {self.text}"
        drawn = themed(self.svg, self.width)
        return _HTML.format(
            kind=CLASS,
            rules=PAGE_RULES,
            data=base64.b64encode(drawn.encode()).decode(),
            alt=html.escape(alt, quote=True),
            spoken=_SPOKEN.format(text=words) if self.spoken else "",
            caption=html.escape(self.caption),
            image=self.width + 2 * MARGIN,
            size=_size(drawn),
            width=max(self.width + 2 * MARGIN, 480),
        )


def _size(svg: str) -> str:
    """The drawing's proportions: the page keeps its place while one picture replaces another."""
    size = re.search(r'<svg width="([\d.]+)" height="([\d.]+)"', svg)
    if size is None:
        return ""
    wide, high = map(float, size.groups())
    return f' width="{wide:.0f}" height="{high:.0f}"'


@contextmanager
def canvas(width: float, height: float, **subplots: Any) -> Iterator[tuple[Canvas, Any]]:
    """A matplotlib figure with its axes, in the course's style and outside pyplot's state.

    Args:
        width, height: in inches of 100 pixels.
        subplots: for ``Figure.subplots``, such as ``ncols=2``.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    with mpl.rc_context(_STYLE):
        drawing = Canvas(figsize=(width, height), layout="constrained")
        yield drawing, drawing.subplots(**subplots)


def finish(drawing: Canvas, caption: str, alt: str, text: str) -> Figure:
    """The finished drawing as a :class:`Figure`; call it inside :func:`canvas`."""
    from matplotlib.colors import to_hex
    from matplotlib.text import Text

    for words in drawing.findobj(Text):
        written = {of_words(c): c.lower() for c in COLOURS}
        for shade, colour in written.items():
            if to_hex(words.get_color()) == colour:
                words.set_color(shade)
    buffer = io.StringIO()
    drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    width = round(drawing.get_size_inches()[0] * 100)
    return Figure(buffer.getvalue(), caption, alt, text, width)
