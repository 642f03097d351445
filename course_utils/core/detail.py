"""An exception's own words, kept beside the evidence and never compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_DETAIL = 2000

RAISED = "raised"
"""The item of the evidence that says which exception ended a probe."""


@dataclass(frozen=True, slots=True)
class Detail:
    """An exception's own words, for people only: the student's text, which may hold anything.

    Attributes:
        kind: the name of its class; empty where that is not told.
        message: the first line of what it says.
        line: the student's own line that raised it.
    """

    kind: str
    message: str = ""
    line: str = ""

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.kind, self.message)))

    def cut(self, most: int) -> Detail:
        """The same with no text longer than that many characters."""
        return Detail(self.kind[:most], self.message[:most], self.line[:most])

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {"kind": self.kind, "message": self.message, "line": self.line}

    @classmethod
    def from_json(cls, data: object) -> Detail | None:
        """What :meth:`to_json` wrote; anything else, which may come from anywhere, is None."""
        if not isinstance(data, dict):
            return None
        texts = [data.get(name) for name in ("kind", "message", "line")]
        return cls(*(text[:MAX_DETAIL] if isinstance(text, str) else "" for text in texts))
