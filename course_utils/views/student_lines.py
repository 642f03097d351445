"""The student's own lines with the places marked in them, before a view draws them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from course_utils.core.exercise import Exercise
from course_utils.core.place import Place, Proof
from course_utils.texts import Message, Words, say, words

MOST_ROWS = 3
WIDTH = 100  # characters of a row; a longer one is cut around its first place
_TAB = 4
GAP = "▾"
"""Stands where something is missing."""


@dataclass(frozen=True, slots=True)
class RowPart:
    """A part of a row; an empty one that is marked is where something is missing."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A line of the student's code.

    Attributes:
        line: its number.
        pieces: its text, with what is marked.
        spoken: the line and what is marked in it, for those who hear it.
    """

    line: int
    pieces: tuple[RowPart, ...]
    spoken: str

    @property
    def text(self) -> str:
        """The row as it stands, without marks."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def carets(self) -> str:
        """What stands below the row where each character has one width: ``^`` under each mark."""
        columns: set[int] = set()
        at = 0
        for piece in self.pieces:
            taken = columns_of(piece.text)
            if piece.marked:
                # Where something is missing: under the character behind it.
                columns.update(range(at, at + max(taken, 1)))
            at += taken
        return "".join("^" if at in columns else " " for at in range(max(columns, default=-1) + 1))


def rows_of(proof: Proof | None) -> tuple[MarkedRow, ...]:
    """The first lines in which a proof's places are, in their order."""
    lines: dict[int, list[Place]] = {}
    for place in proof.places if proof else ():
        lines.setdefault(place.line, []).append(place)
    shown = sorted(lines)[:MOST_ROWS]
    left = _indentation([lines[line][0].row for line in shown])
    return tuple(_row(line, lines[line], left) for line in shown)


def say_lines(proof: Proof | None, exercise: Exercise) -> Words:
    """Which lines they are, and in which function where it is another than the exercise's."""
    if proof is None:
        return ""
    numbers = sorted({place.line for place in proof.places})
    function = proof.place.function
    if len(numbers) > 1:
        return say("place.lines", lines=say_numbers(numbers))
    if function in ("", exercise.symbol, *_own(exercise)):
        return say("place.line", line=numbers[0])
    return say("place.line-in", line=numbers[0], function=function)


def say_numbers(numbers: Sequence[int]) -> Words:
    """The numbers of lines, as many as are shown."""
    shown, rest = numbers[:MOST_ROWS], len(numbers) - MOST_ROWS
    if rest > 0:
        listed = ", ".join(map(str, shown))
        return say("place.more", lines=listed, count=rest)
    if len(shown) == 1:
        return str(shown[0])
    names = ", ".join(map(str, shown[:-1]))
    return say("list.and", names=names, last=str(shown[-1]))


def say_change(proof: Proof) -> Message:
    """What the edit is, and what came of it; its fields ``old`` and ``new`` are code."""
    numbers = sorted({place.line for place in proof.places})
    where = say("change.lines", lines=say_numbers(numbers))
    if len(numbers) == 1:
        where = say("change.line", line=numbers[0])
    how, code = _change(proof)
    further = "" if proof.reach == "passes" else "/further"
    return say(f"change.{how}{further}", where=where, **code)


def _change(proof: Proof) -> tuple[str, dict[str, str]]:
    old, new = (_first_line(text) for text in (proof.old, proof.new))
    if proof.kind == "superfluous":
        return ("taken", {"old": old}) if old else ("taken-block", {})
    if not old and proof.kind == "block" and new.startswith("with "):
        return "inside", {"new": new.removesuffix(" …")}
    if not old and proof.kind in ("order", "block", "condition"):
        return f"moved-{proof.kind}", {"new": new}
    if not old:
        return "added", {"new": new}
    return ("replaced", {"new": new, "old": old}) if new else ("taken", {"old": old})


def _first_line(text: str) -> str:
    """The text, of several lines the first."""
    first, _, rest = text.strip().partition("\n")
    return f"{first.rstrip()} …" if rest else first


def _own(exercise: Exercise) -> tuple[str, ...]:
    """The one function that the exercise asks for; of a class with several each is named."""
    return exercise.defines if len(exercise.defines) == 1 else ()


def _indentation(rows: Sequence[str]) -> int:
    """How many characters of white space all rows begin with."""
    blank = [row[: len(row) - len(row.lstrip())] for row in rows]
    shared = min(blank, key=len, default="")
    while not all(one.startswith(shared) for one in blank):
        shared = shared[:-1]
    return len(shared)


def _row(line: int, places: Sequence[Place], left: int) -> MarkedRow:
    text = places[0].row[left:]
    spans = sorted({_span(place, left, len(text)) for place in places})
    first = _span(places[0], left, len(text))
    pieces, at = [], 0
    for start, end in spans:
        if start < at:  # one lies in the other
            continue
        pieces += [RowPart(text[at:start]), RowPart(text[start:end], marked=True)]
        at = end
    pieces.append(RowPart(text[at:]))
    shown = tuple(
        RowPart(_plain(piece.text), piece.marked)
        for piece in _cut(pieces, first)
        if piece.text or piece.marked
    )
    return MarkedRow(line, shown, _spoken(line, shown))


def _span(place: Place, left: int, most: int) -> tuple[int, int]:
    start = min(max(place.column - left, 0), most)
    return start, min(max(place.end - left, start), most)


def _cut(pieces: Sequence[RowPart], first: tuple[int, int]) -> list[RowPart]:
    """The pieces within a window around the first place, with dots where something is left out."""
    length = sum(len(piece.text) for piece in pieces)
    if length <= WIDTH:
        return list(pieces)
    start, end = first
    spare = max(WIDTH - (end - start), 0) // 2
    low = max(min(start - spare, length - WIDTH), 0)
    high = low + WIDTH
    kept, at = [], 0
    for piece in pieces:
        inside = piece.text[max(low - at, 0) : max(high - at, 0)]
        if inside or (piece.marked and not piece.text and low <= at <= high):
            kept.append(RowPart(inside, piece.marked))
        at += len(piece.text)
    before = [RowPart("…")] if low else []
    return before + kept + ([RowPart("…")] if high < length else [])


def _plain(text: str) -> str:
    """Without what would move the rest of the line, or turn it round."""
    return "".join(_visible(char) for char in text.replace("\t", " " * _TAB))


def _visible(char: str) -> str:
    turns = unicodedata.bidirectional(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI",
                                                "FSI", "PDI")  # fmt: skip
    return "\N{REPLACEMENT CHARACTER}" if turns or unicodedata.category(char) == "Cc" else char


def columns_of(text: str) -> int:
    """How many columns a text takes where each character has one width."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _spoken(line: int, pieces: Sequence[RowPart]) -> str:
    number = say("place.line", line=line)
    marked = [piece.text.strip() for piece in pieces if piece.marked]
    texts = ", ".join(text for text in marked if text)
    if not texts:
        return words(say("place.spoken-gap", line=number))
    return words(say("place.spoken", line=number, text=texts))
