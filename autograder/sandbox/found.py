"""A proof that a submission's process hands over, held against the text that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from course_utils.core.place import MOST, Place, Proof

_LINE_END = re.compile(r"\r\n|\r|\n")


def found_in(message: Mapping[str, Any], text: str) -> Proof | None:
    """The proof of a reply whose places stand in the text; None where it holds none.

    What the process says may be anything. So a place has to be one: what it quotes stands
    there. Whether an edit was run there nobody can know outside; it is shown, never judged by.

    Args:
        message: the reply, ``proof`` in it.
        text: the answer that was looked through.
    """
    data = message.get("proof")
    if not isinstance(data, Mapping):
        return None
    try:
        proof = Proof.from_json(data)
    except (ValueError, TypeError):
        return None
    rows = _LINE_END.split(text)
    return proof if all(_stands(place, rows) for place in proof.places) else None


def _stands(place: Place, rows: list[str]) -> bool:
    """Whether the line is there, and the piece in it; both may have been cut to be shown."""
    if not 0 < place.line <= len(rows):
        return False
    row = rows[place.line - 1].rstrip()
    piece = row[place.column : place.end]
    return _quotes(place.row, row) and _quotes(place.text, piece) and place.column <= len(row)


def _quotes(said: str, whole: str) -> bool:
    return said == whole or (len(said) >= MOST and whole.startswith(said))
