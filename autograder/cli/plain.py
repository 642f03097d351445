"""Other people's text in the terminal: names, flags and messages that come from submissions."""

from __future__ import annotations

import re
import unicodedata

from autograder.files.blank_letters import BLANK_LETTERS

FLAG = "⚑"
_MOST_MARKS = 3  # on one letter; a pile of them covers the lines above
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))


def without_escapes(text: str) -> str:
    """The text on one line, without anything that a terminal would obey.

    Control characters, escape sequences' first bytes, marks that turn the direction of
    writing, line ends, and letters that nobody sees become a middle dot. Of accents piled on
    one letter the first three are kept.
    """
    if text.isascii() and text.isprintable():
        return re.sub(r" {2,}", " ", text)
    kept, marks = [], 0
    for c in text:
        kind = unicodedata.category(c)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            # Blank letters would push what follows to where a line of ours begins.
            unseen = kind[0] in "CZ" or c in BLANK_LETTERS
            kept.append("·" if unseen and c != " " else c)
    return re.sub(r" {2,}", " ", "".join(kept))


def foreign_words(text: str, most: int = 200) -> str:
    """What somebody else wrote, between quotes, on one line, and cut.

    No quote inside ends it, so that what follows in our words cannot be imitated.

    Args:
        text: as it was written.
        most: how many characters are kept.
    """
    whole = " ".join(text[: 4 * most].split()).translate(_QUOTES)
    shown = without_escapes(whole)
    cut = len(shown) > most or len(text) > 4 * most
    return f"“{shown[:most].rstrip()}{' …' if cut else ''}”"


def flag_line(text: str) -> str:
    """A reason to look, which may quote a student's line: one line, and the only sign is ours."""
    return f"{FLAG} {shortened_line(text.replace(FLAG, '·'), 300)}"


def shortened_line(text: str, most: int = 120) -> str:
    """A person's or a file's name on one line, cut in the middle where it is no name any more."""
    shown = without_escapes(text)
    half = most // 2
    return shown if len(shown) <= most else f"{shown[:half]} … {shown[-half:]}"


def plain_lines(text: str) -> str:
    """The same, with its lines kept and their indentation."""
    return "\n".join(
        line[: len(line) - len(line.lstrip(" "))] + without_escapes(line.lstrip(" "))
        for line in text.split("\n")
    )
