"""What a cell put out, as HTML of a page: pictures become files beside it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from nbformat import NotebookNode

PICTURES = "pictures"
_KINDS = {"svg+xml": "svg", "png": "png", "jpeg": "jpg", "gif": "gif"}
_DATA = re.compile(r"data:image/([\w+]+);base64,([A-Za-z0-9+/=\s]+)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(data:image/([\w+]+);base64,([A-Za-z0-9+/=]+)\)")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
# On a page nothing changes by itself: there is nothing to read out.
_LIVE = re.compile(r' (?:role="status"|aria-live="\w+")')
_PAINTED = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(slots=True)
class Outputs:
    """Turns the outputs of one chapter into HTML.

    Attributes:
        chapter: begins the names of its pictures.
        pictures: what was found, by file name.
    """

    chapter: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    _styles: set[str] = field(default_factory=set)

    def html(self, cell: str, outputs: Iterable[NotebookNode]) -> str:
        """All of a cell's outputs; empty where it has none.

        Args:
            cell: its id, for the pictures' names.
            outputs: as the notebook holds them.
        """
        return "\n".join(self._one(cell, output) for output in _joined(outputs))

    def text(self, cell: str, markdown: str) -> str:
        """A text whose pictures were data in Markdown: no page takes those, so they are files."""

        def image(found: re.Match[str]) -> str:
            alt = escape(found.group(1), quote=True).replace("|", "&#124;")
            name = self._file(cell, *found.groups()[1:])
            return f'<img src="{name}" alt="{alt}">'

        return _IMAGE.sub(image, markdown)

    def _one(self, cell: str, output: NotebookNode | str) -> str:
        if isinstance(output, str):
            return _text(output)
        data = output.get("data", {})
        if drawn := data.get("text/html"):
            return self._drawn(cell, str(drawn))
        return _text(str(data.get("text/plain", output.get("evalue", ""))))

    def _drawn(self, cell: str, html: str) -> str:
        html = _STYLE.sub(lambda found: self._once(found.group()), _LIVE.sub("", html))
        return _DATA.sub(lambda found: self._file(cell, *found.groups()), html)

    def _once(self, style: str) -> str:
        """The same rules come with every picture; a page needs them once."""
        if style in self._styles:
            return ""
        self._styles.add(style)
        return style

    def _file(self, cell: str, kind: str, data: str) -> str:
        content = base64.b64decode(data)
        stem, number = f"{self.chapter}-{cell}", 1
        name = f"{stem}.{_KINDS.get(kind, 'bin')}"
        while self.pictures.get(name, content) != content:
            number += 1
            name = f"{stem}-{number}.{_KINDS.get(kind, 'bin')}"
        self.pictures[name] = content
        return f"{PICTURES}/{name}"


def _joined(outputs: Iterable[NotebookNode]) -> Iterator[NotebookNode | str]:
    """Texts that were printed one after the other are one text."""
    printed = ""
    for output in outputs:
        if output.output_type == "stream":
            printed += str(output.text)
            continue
        if printed:
            yield printed
            printed = ""
        yield output
    if printed:
        yield printed


def _text(text: str) -> str:
    return f"<pre>{escape(_PAINTED.sub('', text).rstrip(), quote=False)}</pre>"
