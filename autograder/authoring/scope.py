"""Which exercises and chapters a command was asked for, from the words that were typed."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.catalogue import CHAPTERS, catalogue, chapter_of
from autograder.catalogue.chapters import find_chapter
from autograder.errors import Refused, WrongCall


@dataclass(frozen=True, slots=True)
class Scope:
    """What a command is about.

    Attributes:
        exercises: the ids, named alone or by their chapter, in the course's order.
        chapters: those that are meant as a whole, in the order of the words.
    """

    exercises: tuple[str, ...]
    chapters: tuple[str, ...]


def scope_of(words: Sequence[str]) -> Scope:
    """The exercises and chapters that the words name; the whole course without any.

    Args:
        words: ids of exercises (``bce``), and chapters by name or number.

    Raises:
        WrongCall: a word names neither; the message lists what is close to it.
    """
    ids: set[str] = set()
    chapters: dict[str, None] = {}
    for word in words or CHAPTERS:
        if word in catalogue():
            ids.add(word)
            continue
        try:
            chapter = find_chapter(word)
        except Refused:
            raise WrongCall(_unknown(word)) from None
        chapters[chapter] = None
        ids.update(entry.id for entry in chapter_of(chapter))
    return Scope(tuple(name for name in catalogue() if name in ids), tuple(chapters))


def _unknown(word: str) -> str:
    """A sentence with the close exercises and chapters, or all chapters if none is."""
    names = {name: name for name in (*catalogue(), *CHAPTERS)}
    names |= {chapter.split("_", 1)[1]: chapter for chapter in CHAPTERS}
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    lead = "Did you mean" if close else "The chapters are"
    listing = ", ".join(dict.fromkeys(names[name] for name in close) or CHAPTERS)
    return f"there is no exercise and no chapter {word!r}. {lead}: {listing}."
