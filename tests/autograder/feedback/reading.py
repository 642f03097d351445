"""A page as a browser's parser sees it: elements, attributes, and the text alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# A place on the page, or the form of a request: percent-encoded text, never a page.
HARMLESS = re.compile(
    r"#.*|data:text/plain;charset=utf-8,[\w.~%-]*"
    r"|mailto:[\w.+-]+@[\w.-]+\?subject=[\w.~%-]*&body=[\w.~%-]*",
    re.ASCII,
)


class Reader(HTMLParser):
    """Collects the elements with their attributes, and the text outside of styles."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.style = ""
        self._words: list[str] = []
        self._inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style":
            self.style += data
        else:
            self._words.append(data)

    @property
    def text(self) -> str:
        """The words, with single spaces between them."""
        return " ".join("".join(self._words).split())

    def tags(self, name: str) -> list[dict[str, str | None]]:
        """The attributes of every element of that name."""
        return [attributes for tag, attributes in self.elements if tag == name]


def assert_inert(page: str, *more: str) -> None:
    """Nothing on the page can run, load or navigate away; ``more`` elements are allowed."""
    allowed = {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "nav"),
        *("details", "summary"),
        *("footer", "div", "p", "span", "i", "b", "bdi", "strong", "h1", "h2", "h3", "ol", "ul"),
        *("li", "a", "figure", "table", "caption", "thead", "tbody", "tr", "th", "td", "pre"),
        *("code", "mark", "sub", "sup", "svg", "rect", "figcaption", "details", "summary"),
        *more,
    }
    for tag, attributes in Reader(page).elements:
        assert tag in allowed, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "srcdoc", "action", "formaction"), (tag, name)
            assert "javascript:" not in (value or "").lower(), (tag, name)
            assert name != "href" or HARMLESS.fullmatch(value or ""), (tag, value)
            assert name != "style", (tag, value)  # the policy would stop it
