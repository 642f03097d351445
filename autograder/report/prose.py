"""An exercise's text out of the released notebook, as HTML without anything that runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import mistune
import nh3
from latex2mathml.converter import convert
from markupsafe import Markup, escape
from mistune.plugins.math import math
from mistune.plugins.table import table
from nbformat import NotebookNode

_HEADING = re.compile(r"^### Exercise `([a-z0-9-]+)`.*$", re.MULTILINE)
# What the build adds below an exercise: the box of symptoms, and where hints are.
_HELP = re.compile(r"<details>.*?</details>|^Stuck\? .*$", re.DOTALL | re.MULTILINE)
_RATING = re.compile(r"^Difficulty: .*$\n?", re.MULTILINE)

_MATHML = (
    "math mrow mi mn mo ms mtext mspace mstyle mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mtable mtr mtd mpadded mphantom menclose"
)
_TAGS = set(
    "p br em strong code pre blockquote ul ol li h3 h4 h5 hr table thead tbody tr th td span "
    f"dl dt dd sub sup {_MATHML}".split()
)
_ATTRIBUTES = {
    "math": {"display"},
    "mo": {"stretchy", "fence", "form", "lspace", "rspace", "minsize", "maxsize", "movablelimits"},
    "mi": {"mathvariant"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mspace": {"width"},
    "munder": {"accentunder"},
    "mover": {"accent"},
    "mfrac": {"linethickness"},
    "mtd": {"columnalign"},
    "mtable": {"columnalign"},
    "th": {"scope"},
}


class _Renderer(mistune.HTMLRenderer):
    """Mathematics as MathML: the page has no script that could set it."""

    def block_math(self, text: str) -> str:
        return f"<p>{_mathml(text, 'block')}</p>\n"

    def inline_math(self, text: str) -> str:
        return _mathml(text, "inline")

    def heading(self, text: str, level: int, **attrs: object) -> str:
        # The page's own headings stand above.
        level = min(5, level + 1)
        return f"<h{level}>{text}</h{level}>\n"


def _mathml(text: str, display: str) -> str:
    try:
        return convert(text.strip(), display=display)
    except Exception:  # the converter's own faults are many; the text is still readable
        return f"<code>{escape(text.strip())}</code>"


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(
        renderer=_Renderer(escape=False), plugins=[math, table], hard_wrap=False
    )


def render_markdown(text: str) -> Markup:
    """Markdown as HTML of a few harmless elements; links become their words."""
    html = _markdown()(text)
    assert isinstance(html, str)
    return Markup(
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, strip_comments=True, link_rel=None)
    )


def exercise_texts(notebook: NotebookNode) -> Mapping[str, Markup]:
    """By exercise id, what a student reads above the cell: motive, formula, contract.

    Args:
        notebook: the released one.
    """
    found: dict[str, Markup] = {}
    for cell in notebook.cells:
        match = _HEADING.search(cell.source) if cell.cell_type == "markdown" else None
        if match:
            text = _RATING.sub("", _HELP.sub("", cell.source)).replace(match.group(), "")
            found[match.group(1)] = render_markdown(text.strip())
    return found
