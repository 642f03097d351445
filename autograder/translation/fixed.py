"""What a translation keeps: code, formulas, links, fields, marks of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_FIXED = re.compile(
    r"""
      (?<!\\)\$\$.+?(?<!\\)\$\$                     # formulas
    | (?<![\\\w])\$[^$\n]+?(?<!\\)\$
    | `[^`]+`                                       # code
    | <a\ [^>]*> | </?[a-zA-Z][^<>]*>               # marks of HTML
    | &[a-z]+; | &\#\d+;
    | \]\([^)\s]+\)                                 # where a link leads
    | \[\[\d+(?:\.\d+)?\]\]
    | \{\{[^{}]+\}\}                                # what the build fills in
    | \{[A-Za-z0-9_(\['"-][^{}\n]*\}                          # fields, and values in an f-string
    | https?://[^\s<>")]+
    """,
    re.VERBOSE | re.DOTALL,
)

# Code that stands in a text without marks: a call, a name with a dot or an underscore.
NAME = re.compile(
    r"(?<!\w)(?:\w*[a-z]\w*(?:\.\w+)*\([^()\s]*(?:, [^()\s]+)*\)|\w+(?:\.[A-Za-z_]\w*)+"
    r"|\w*[A-Za-z]_\w+|__\w+__)"
)


def without_names(text: str) -> str:
    """The text without code that stands in it unmarked."""
    return NAME.sub(" ", text)


def split(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, each with whether it is fixed; joined they are the text."""
    at = 0
    for found in _FIXED.finditer(text):
        if found.start() > at:
            yield False, text[at : found.start()]
        yield True, found[0]
        at = found.end()
    if at < len(text):
        yield False, text[at:]


def loose(text: str) -> str:
    """What is to be translated: all but the fixed pieces."""
    return " ".join(piece for is_fixed, piece in split(text) if not is_fixed)


def fixed(text: str) -> Counter[str]:
    """The fixed pieces, and how often each occurs."""
    return Counter(piece for is_fixed, piece in split(text) if is_fixed)


def lost_and_added(english: str, other: str) -> list[str]:
    """In words, what a translation lacks of the fixed pieces, and what it has too many."""
    mine, theirs = fixed(english), fixed(other)
    said = [f"lacks {piece}" for piece in (mine - theirs)]
    said += [f"has {piece}, which is not in the English" for piece in (theirs - mine)]
    if _edges(english) != _edges(other):
        said.append("has other blanks at its ends, which align a table or part two texts")
    return said


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
