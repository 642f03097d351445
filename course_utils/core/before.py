"""Verdicts of older journals: there some fields were phrases of a longer text.

The only place that takes such a text apart. It reads what was written before, and nothing is
written like this any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_HIDDEN = "hidden"  # how the names of hidden cases began
_NUMBERS = ": yours "  # what stood before the numbers in `seen`
_LINE = "  (line: "  # what stood before the student's own line in `detail`


def as_written_today(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The verdict's plain data with every field that it has today."""
    difference, detail = data["difference"], data["detail"]
    if difference and "hidden" not in difference:
        difference = {
            **difference,
            "hidden": difference["case"].startswith(_HIDDEN),
            "seen": difference["seen"].partition(_NUMBERS)[0],
            "numbers": "",
        }
    if isinstance(detail, str):
        detail = _detail(detail) if detail else None
    return {**data, "difference": difference, "detail": detail}


def _detail(text: str) -> dict[str, Any]:
    words, _, line = text.partition(_LINE)
    kind, _, message = words.partition(": ")
    return {"kind": kind, "message": message, "line": line.removesuffix(")")}
