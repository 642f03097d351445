"""Whether what came is plainly another chapter's download."""

from __future__ import annotations

from collections import Counter

from autograder.catalogue import CHAPTERS
from autograder.collect.collect import Download
from autograder.collect.contents import chapter_title
from autograder.errors import Refused


def check_chapter(read: Download, chapter: str, *, said: bool) -> None:
    """Refuse what is plainly another chapter's download.

    Args:
        read: what came.
        chapter: the one that is graded.
        said: whether somebody asked for it; else it is the usual one.

    Raises:
        Refused: most notebooks are of one other chapter, or all of a class's where it was said;
            or none is of the usual one.
    """
    found = Counter(entry.chapter for entry in read.entries if entry.chapter in CHAPTERS)
    fit = found.pop(chapter, 0)
    if not found:
        return
    other, count = found.most_common(1)[0]
    notebooks = sum(entry.kind == "notebook" for entry in read.entries)
    students = {entry.student for entry in read.entries if entry.chapter == other}
    most = 2 * count > notebooks
    plain = (most and not fit and len(students) > 1) if said else (most or not fit)
    if plain:
        raise Refused(
            f"{count} of the {notebooks} notebooks are {chapter_title(other)}, and "
            f"{fit or 'none'} {'is' if fit < 2 else 'are'} {chapter_title(chapter)}: say which "
            f"one to grade, with --chapter {other}."
        )
