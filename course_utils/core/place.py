"""Where in a student's own code it went wrong, and the proof: an edit that was run there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Reach = Literal["passes", "further"]

KINDS = (
    "operator", "operands", "sign", "grouping", "factor", "term", "constant", "axis", "keepdim",
    "shape", "reduction", "function", "wrapper", "parentheses", "keyword", "argument", "name",
    "index", "condition", "return", "assignment", "superfluous", "repeated", "order", "block",
    "missing-statement", "registration", "definition", "expression",
)  # fmt: skip
"""What a change of code is of. Each has a sentence of its own, ``place.KIND`` in the texts."""

UNKNOWN = "expression"
"""The kind of a proof that says where, and not what: it speaks for no mistake, nor against one."""

FAMILIES = (
    frozenset({"factor", "reduction", "constant", "operator", "grouping", "index"}),
    frozenset({"sign", "operands", "operator", "order"}),
    frozenset({"axis", "keepdim", "shape", "reduction", "index"}),
    frozenset({"order", "block", "superfluous", "repeated", "missing-statement", "assignment"}),
    frozenset({"name", "argument", "keyword", "index", "order", "operands"}),
    frozenset({"function", "wrapper", "reduction"}),
    frozenset({"registration", "wrapper", "function", "missing-statement"}),
)
"""Kinds of edits that make the same numbers, so that one can confirm a mistake of the other."""

MOST = 160  # characters of a line, and of what stands at a place


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of one line of a student's code.

    Attributes:
        line: of the cell or file, from 1.
        column, end: where the piece begins and ends in that line, in characters from 0.
        text: the piece.
        row: the whole line, without the spaces at its end.
        function: the innermost ``def`` or ``class`` that it stands in; empty outside of any.
    """

    line: int
    column: int
    end: int
    text: str
    row: str
    function: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "line": self.line,
            "column": self.column,
            "end": self.end,
            "text": self.text,
            "row": self.row,
            "function": self.function,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Place:
        """What :meth:`to_json` wrote.

        Raises:
            ValueError: it is not of that form.
        """
        line, column, end = (data.get(name) for name in ("line", "column", "end"))
        text, row, function = (data.get(name) for name in ("text", "row", "function"))
        numbers = all(type(value) is int and 0 <= value < 10**7 for value in (line, column, end))
        texts = all(isinstance(value, str) and len(value) <= 4 * MOST for value in (text, row))
        if not (numbers and texts and isinstance(function, str) and len(function) <= MOST):
            raise ValueError("this is no place in a text")
        return cls(line, column, end, text, row, function)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Proof:
    """An edit of the student's code that was run: with it the visible checks get further.

    Attributes:
        kind: one of :data:`KINDS`.
        reach: ``passes`` when all visible cases do; ``further`` when the first difference moves
            on, and no case gets worse.
        places: where the edit is made; the first one is where the student looks first.
        old, new: what stands at that place and what the edit puts there; ``old`` is empty where
            something is missing. Shown in self-study alone, after the last hint.
    """

    kind: str
    reach: Reach
    places: tuple[Place, ...]
    old: str = ""
    new: str = ""

    @property
    def place(self) -> Place:
        """The first place."""
        return self.places[0]

    @property
    def change(self) -> str:
        """The edit, as one text."""
        return f"{self.old} → {self.new}".strip()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "kind": self.kind,
            "reach": self.reach,
            "places": [place.to_json() for place in self.places],
            "old": self.old,
            "new": self.new,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Proof:
        """What :meth:`to_json` wrote.

        Raises:
            ValueError: it is not of that form.
        """
        kind, reach, places = (data.get(name) for name in ("kind", "reach", "places"))
        old, new = data.get("old"), data.get("new")
        texts = all(isinstance(value, str) and len(value) <= 8 * MOST for value in (old, new))
        if kind not in KINDS or reach not in get_args(Reach) or not texts:
            raise ValueError("this is no proof")
        if not isinstance(places, list) or not 0 < len(places) <= 50:
            raise ValueError("a proof has one place at least")
        if not all(isinstance(place, Mapping) for place in places):
            raise ValueError("this is no place in a text")
        found = tuple(Place.from_json(place) for place in places)
        return cls(kind, reach, found, old, new)  # type: ignore[arg-type]


def are_alike(kind: str, kinds: tuple[str, ...]) -> bool:
    """Whether a kind is one of these, or makes the same numbers as one of them."""
    return any(
        other == kind or any({kind, other} <= family for family in FAMILIES) for other in kinds
    )


def is_of_kind(proof: Proof, kinds: tuple[str, ...]) -> bool:
    """Whether a proof confirms a mistake of these kinds."""
    return are_alike(proof.kind, kinds)
