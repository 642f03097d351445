"""Is the site whole? Links, anchors, pictures, and what a browser would fetch from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Whose address a browser fetches by itself; a link is only followed.
_FETCHED = {"src", "srcset", "poster", "data"}


@dataclass(slots=True)
class _Read:
    """What a page holds: the names that a link may go to, its links, its files, its faults."""

    names: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def site_faults(site: Path) -> list[str]:
    """Sentences for links that lead nowhere, pictures without words, requests to elsewhere."""
    pages = {path: _read(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}
    faults = []
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        faults += [f"{name} {fault}" for fault in page.faults]
        faults += [f"{name} {fault}" for fault in _broken(path, page, pages)]
    return faults


def _read(html: str) -> _Read:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    page = reader.page
    for what, there in (("title", reader.title), ("description", reader.description),
                        ("language", reader.language)):  # fmt: skip
        if not there:
            page.faults.append(f"has no {what}.")
    return page


def _broken(path: Path, page: _Read, pages: dict[Path, _Read]) -> Iterator[str]:
    for address in page.fetched:
        if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
            yield f"fetches {address}: it must be read without a network."
    for address in (*page.links, *page.fetched):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_file():
            yield f"leads to {address}, which is not there."
        elif parts.fragment and unquote(parts.fragment) not in _names(pages.get(target)):
            yield f"leads to {address}: there is no such place on that page."


def _names(page: _Read | None) -> set[str]:
    return page.names if page else set()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Read()
        self.title = self.description = self.language = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        page = self.page
        page.names |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "html":
            self.language = bool(given.get("lang"))
        elif tag == "title":
            self.title = True
        elif tag == "meta" and given.get("name") == "description":
            self.description = bool(given.get("content"))
        elif tag == "img" and not given.get("alt"):
            page.faults.append(f"has a picture without words, {given.get('src', '')[:80]}.")
        href = given.get("href")
        if href and href != "#":
            fetched = tag == "link" and given.get("rel") not in ("next", "prev", "search")
            (page.fetched if fetched else page.links).append(href)
        page.fetched += [given[name] for name in _FETCHED if given.get(name)]
