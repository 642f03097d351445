"""What stands on a web page, as text with its lines: marks between letters hide nothing."""

from __future__ import annotations

from html.parser import HTMLParser

# A text in one of these does not run on into the next.
_INLINE = frozenset(
    ("a", "b", "code", "em", "i", "mark", "q", "small", "span", "strong", "sub", "sup", "u")
)


def page_text(html: str) -> str:
    """All texts of the page, those of its scripts and of what pictures say too.

    Args:
        html: the whole page.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.pieces.append("\n")
        self.pieces += [f"\n{value}\n" for _, value in attrs if value and "\n" in value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)
