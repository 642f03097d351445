"""``autograder book``: all chapters as web pages, proved before they take the old ones' place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from autograder.book.chapters import Chapter, read_chapters
from autograder.book.links import site_faults
from autograder.book.outputs import PICTURES
from autograder.book.site import require_generator, write_site
from autograder.errors import Refused
from autograder.release.scan import answers_in_texts, texts_of

_MARK = ("index.html", "searchindex.js")  # what an earlier book is known by
# What a book puts into its folder; anything else there (.git, CNAME) stays.
_OWN = ("*.html", "searchindex.js", ".nojekyll", "_static", PICTURES)


def make_book(folder: Path, chapters: Sequence[Chapter] | None = None) -> tuple[str, ...]:
    """Write the book; the names of its files.

    Args:
        folder: new, empty, or with an earlier book, whose place the new one takes.
        chapters: those of the course unless given.

    Raises:
        Refused: Sphinx is missing, the folder holds something else, a page would give a
            solution away, or leads nowhere.
    """
    require_generator()
    _check_folder(folder)
    chapters = read_chapters() if chapters is None else chapters
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".book-") as place:
        work = Path(place).resolve()
        site = work / "site"
        write_site(chapters, site, work)
        faults = answers_in_texts(texts_of(site)) + site_faults(site)
        if faults:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise Refused(f"the book is not as it should be: {faults[0]}{more}")
        names = sorted(p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file())
        _replace(site, folder)
    return tuple(names)


def _replace(site: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for path in (path for pattern in _OWN for path in sorted(folder.glob(pattern))):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in sorted(site.iterdir()):
        shutil.move(path, folder / path.name)


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file: name a folder for the book.")
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if there and not there.issuperset(_MARK):
        raise Refused(
            f"{folder} holds {min(there)}, and no earlier book: give a new or an empty folder."
        )
