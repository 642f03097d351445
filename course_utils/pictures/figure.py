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

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

# Okabe and Ito's palette: told apart with any kind of colour vision. Class 0 is
# always blue and round, class 1 always orange and three-cornered.
BLUE = "#0072B2"
ORANGE = "#D55E00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
YELLOW = "#F0E442"
INK = "#1f2933"
GREY = "#6b7785"
PALE = "#e4e8ee"

COLOURS = (BLUE, ORANGE, GREEN, PURPLE)
LINES = ("-", "--", "-.", ":")

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
    "mathtext.fontset": "dejavusans",
}

_HTML = """\
<figure style="margin:.6em 0 1em;max-width:{width}px">
<div style="background:#fff;border:1px solid #cfd6df;border-radius:6px;padding:8px">\
<img src="data:image/svg+xml;base64,{data}" alt="{alt}" \
style="display:block;margin:auto;width:100%;height:auto;max-width:{image}px" \
decoding="sync"{size}></div>
<figcaption style="margin:.45em .2em 0;font-size:.93em;line-height:1.45">{caption}</figcaption>
{spoken}</figure>"""

# What a slider changed is read aloud; a picture that never changes has no such line.
_SPOKEN = """\
<div role="status" aria-live="polite" style="margin:.35em .2em 0;padding-left:.6em;\
border-left:3px solid #8492a6;font-size:.93em;line-height:1.45">{text}</div>
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that shows itself in a notebook.

    It carries its own white ground, so that it reads in a dark theme too; the
    caption takes the theme's colour.

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
        return _HTML.format(
            data=base64.b64encode(self.svg.encode()).decode(),
            alt=html.escape(alt, quote=True),
            spoken=_SPOKEN.format(text=words) if self.spoken else "",
            caption=html.escape(self.caption),
            image=self.width,
            size=_size(self.svg),
            width=max(self.width + 18, 480),
        )


def _size(svg: str) -> str:
    """The drawing's proportions: the page keeps its place while one picture replaces another."""
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg[:2000])
    return (
        "" if box is None else ' width="{:.0f}" height="{:.0f}"'.format(*map(float, box.groups()))
    )


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
    buffer = io.StringIO()
    drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    width = round(drawing.get_size_inches()[0] * 100)
    return Figure(buffer.getvalue(), caption, alt, text, width)
