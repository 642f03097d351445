"""What a spreadsheet makes of ids: most of it can be taken back, some of it is lost for good.

Excel and LibreOffice take ids for numbers. ``="007"`` and ``'007`` are how people keep them from
it, and mean 007. A long id is shortened to ``1.23457E+11``: two students may have the same one
then. A column of numbers with one empty cell comes out of pandas as ``123.0``; one that is too
narrow comes out of LibreOffice as ``###``. None of these is anybody's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.errors import Refused

_KEPT_AS_TEXT = re.compile(r"""="([^"]*)"|'(?=\d)(.*)""", re.DOTALL)
_WHY = (
    (
        re.compile(r"\d+(?:[.,]\d+)?E\+\d+", re.I),
        "shortened a long number, and its figures are lost",
    ),
    (re.compile(r"\d+[.,]0+"), "taken the ids for numbers"),
    (
        re.compile(r"#{2,}|#(?:N/A|NAME\?|REF!|VALUE!|NUM!|NULL!|DIV/0!)", re.I),
        "put its own sign where the id was",
    ),
)  # fmt: skip


def as_text(cell: str) -> str:
    """A cell without what kept it from being taken for a number."""
    found = _KEPT_AS_TEXT.fullmatch(cell)
    return (found[1] or found[2] or "") if found else cell


def without_zeros(text: str) -> str:
    """An id as it is where its leading zeros were dropped; other ids as they are."""
    bare = text.lstrip("0")
    return bare if bare.isdecimal() else text


def check_ids(ids: Iterable[tuple[int, str]], where: str) -> None:
    """See that no id was changed by a spreadsheet beyond telling.

    Args:
        ids: each with its line in the file.
        where: the file, for the message.

    Raises:
        Refused: one was. Whose it is would be a guess.
    """
    for line, text in ids:
        for pattern, what in _WHY:
            if pattern.fullmatch(text):
                raise Refused(
                    f"{where} has {text} for an id in line {line}: a spreadsheet has {what}. Take "
                    "the LMS's export as it comes, or make the column text before the ids go in."
                )
