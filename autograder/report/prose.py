"""An exercise's text out of the released notebook, as HTML without anything that runs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from xml.etree.ElementTree import tostring

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape
from nbconvert.filters.markdown_mistune import (  # type: ignore[attr-defined]
    IPythonRenderer,
    MarkdownWithMath,
    import_plugin,
)
from nbformat import NotebookNode

_HEADING = re.compile(r"^### Exercise `([a-z0-9-]+)`.*$", re.MULTILINE)
# What the build adds below an exercise: the box of symptoms, and where hints are.
_HELP = re.compile(r"<details>.*?</details>|^Stuck\? .*$", re.DOTALL | re.MULTILINE)
_RATING = re.compile(r"^Difficulty: .*$\n?", re.MULTILINE)

_MATHML = (
    "math mrow mi mn mo ms mtext mspace mstyle mfrac msqrt mroot msub msup msubsup munder mover "
    "munderover mtable mtr mtd mpadded mphantom menclose"
)
_ELEMENTS = set(_MATHML.split())
_INERT = (
    "display stretchy fence form lspace rspace minsize maxsize movablelimits mathvariant "
    "displaystyle scriptlevel width accentunder accent linethickness columnalign"
)
_ATTRIBUTES = set(_INERT.split())


class _Renderer(IPythonRenderer):
    """Nbconvert's, but everything that it can write is text or an element that does nothing.

    HTML in the Markdown is left out, links and pictures become their words, mathematics
    becomes MathML: the page has no script that could set it.
    """

    def block_html(self, html: str) -> str:
        return ""

    def inline_html(self, html: str) -> str:
        return ""

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return text

    def block_code(self, code: str, info: str | None = None) -> str:
        return f"<pre><code>{escape(code)}</code></pre>\n"

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        tag = "th" if head else "td"
        return f"<{tag}>{text}</{tag}>\n"

    def heading(self, text: str, level: int, **attrs: object) -> str:
        # The page's own headings stand above.
        level = min(5, level + 1)
        return f"<h{level}>{text}</h{level}>\n"

    def block_math(self, body: str) -> str:
        return _mathml(body, "block")

    def inline_math(self, body: str) -> str:
        return _mathml(body, "inline")

    def latex_environment(self, name: str, body: str) -> str:
        return _mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")


def _mathml(text: str, display: str) -> str:
    """The formula in harmless elements and attributes; one that cannot be read, as code."""
    try:
        tree = convert_to_element(text.strip(), display=display)
        for element in tree.iter():
            element.tag = element.tag if element.tag in _ELEMENTS else "mrow"
            # The converter's signs are references; its own last step would undo every escape.
            element.text = unescape(element.text or "")
            element.attrib = {k: v for k, v in element.attrib.items() if k in _ATTRIBUTES}
        return tostring(tree, encoding="unicode", short_empty_elements=False)
    except Exception:  # the converter's own faults are many; the text is still readable
        return f"<code>{escape(text.strip())}</code>"


@cache
def _markdown() -> MarkdownWithMath:
    return MarkdownWithMath(_Renderer(escape=True), plugins=[import_plugin("table")])


def render_markdown(text: str) -> Markup:
    """Markdown as HTML of a few harmless elements; links become their words."""
    return Markup(_markdown().render(text))


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
