"""Other people's text in the terminal: names, flags and messages that come from submissions."""

from __future__ import annotations

import re
import unicodedata


def without_escapes(text: str) -> str:
    """The text on one line, without anything that a terminal would obey.

    Control characters, escape sequences' first bytes, marks that turn the direction of
    writing, and line ends become a middle dot.
    """
    kept = "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else "·" for c in text)
    return re.sub(r" {2,}", " ", kept)


def plain_lines(text: str) -> str:
    """The same, with its lines kept and their indentation."""
    return "\n".join(
        line[: len(line) - len(line.lstrip(" "))] + without_escapes(line.lstrip(" "))
        for line in text.split("\n")
    )
