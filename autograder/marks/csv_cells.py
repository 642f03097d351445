"""Cells of a CSV: numbers, and texts that no spreadsheet takes for a formula.

The rule: a text whose first character (after spaces) is one of ``= + - @``, their
full-width forms, a tab or a line end gets an apostrophe in front, unless it is a number or
that sign alone (Moodle writes ``-`` for "no grade"). Spreadsheets show such a cell as
text. It costs nothing at the import: Canvas finds a student by ID and Moodle by ID number
or address, never by the name. Reading our own file back takes the apostrophe off again.
"""

from __future__ import annotations

import re

_SIGNS = "=+-@＝＋－＠\t\r\n"
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)*|[.,]\d+)\s*%?")


def guarded(text: str) -> str:
    """The text, made harmless for a spreadsheet."""
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could compute it."""
    bare = text.lstrip(" \u00a0\ufeff")
    if not bare or bare[0] not in _SIGNS:
        return False
    return len(bare.strip()) > 1 and not _NUMBER.fullmatch(bare.strip())


def unguarded(text: str) -> str:
    """The text as it was before :func:`guarded`."""
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def number_cell(value: float) -> str:
    """A mark as LMSs read it: a point, at most two decimals, no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def quoted_cell(text: str, separator: str) -> str:
    """The text as one cell of a CSV."""
    if any(c in text for c in (separator, '"', "\n", "\r")) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
