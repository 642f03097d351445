"""``autograder book``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def book(
    folder: Annotated[
        Path, typer.Argument(help="Where the pages go: new, empty, or an earlier book.")
    ] = Path("book"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Only say what is wrong.")] = False,
) -> None:
    """Make the book: all chapters as web pages with a search, to be read without a network.

    The pages are the students' notebooks with what the solved ones' cells show, never with a
    solution: every page is searched for one, and so are links, anchors and pictures before the
    folder is written. Open index.html, or put the folder onto any web server. `release` puts it
    into the public tree. It needs the extra `book`.

    Example: python -m autograder book ../book
    """
    from autograder.book.folder import make_book

    names = make_book(folder)
    if not quiet:
        pages = sum(name.endswith(".html") for name in names)
        typer.echo(f"✓ {pages} pages in {folder}, no solution found in them: open "
                   f"{folder / 'index.html'}")  # fmt: skip
