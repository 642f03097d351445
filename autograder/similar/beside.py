"""Two answers side by side: which lines belong together, and what differs in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from autograder.similar.shape import AnswerShape
from autograder.similar.weigh import Compared
from autograder.submission.highlight import visible

MAX_LINES = 150  # of one answer that are shown
MAX_LINE = 400  # characters
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_TOKENS = 120  # more are not compared one by one


@dataclass(frozen=True, slots=True)
class AnswerPiece:
    """A part of a line, marked where the other answer has something else."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of an answer.

    Attributes:
        pieces: its text.
        twin: the number that it shares with its like in the other answer; 0 without one.
        alone: the other answer has nothing like it.
    """

    pieces: tuple[AnswerPiece, ...]
    twin: int = 0
    alone: bool = False


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """One answer's lines, and how many more it has than are shown."""

    lines: tuple[AnswerLine, ...]
    left_out: int = 0


def side_by_side(one: Compared, other: Compared) -> tuple[AnswerColumn, AnswerColumn]:
    """Both answers; what is alike carries the same number, wherever it stands."""
    left, right = _rows(one), _rows(other)
    twins = list(_twins(one.shape, other.shape))
    return (
        _column(left, right, [(number, mine, theirs) for number, mine, theirs in twins], one),
        _column(right, left, [(number, theirs, mine) for number, mine, theirs in twins], other),
    )


def _rows(answer: Compared) -> list[str]:
    return [visible(row)[:MAX_LINE].rstrip("\n") for row in re.split(r"\r\n|\r|\n", answer.code)]


_Span = tuple[int, int]


def _twins(one: AnswerShape, other: AnswerShape) -> Iterator[tuple[int, _Span, _Span]]:
    """Units and comments with their likes: a number, and the lines in both answers."""
    waiting: dict[tuple[str, str], list[_Span]] = defaultdict(list)
    for key, span in _spans(other):
        waiting[key].append(span)
    number = 0
    for key, span in sorted(_spans(one), key=lambda pair: pair[1]):
        if waiting[key]:
            number += 1
            yield number, span, waiting[key].pop(0)


def _spans(shape: AnswerShape) -> list[tuple[tuple[str, str], _Span]]:
    units = [(("unit", unit.key), (unit.first, unit.last)) for unit in shape.units]
    lines = {line for _, (first, last) in units for line in range(first, last + 1)}
    # A comment behind a statement has that line's number.
    units += [
        (("comment", one.words), (one.line, one.line))
        for one in shape.comments
        if one.line not in lines
    ]
    return sorted(units, key=lambda pair: pair[1])


def _column(
    mine: list[str], theirs: list[str], twins: list[tuple[int, _Span, _Span]], answer: Compared
) -> AnswerColumn:
    numbers: dict[int, int] = {}
    pairs: dict[int, int] = {}
    for number, (first, last), (there, there_last) in twins:
        for step in range(last - first + 1):
            numbers.setdefault(first + step, number)
            if there + step <= there_last:
                pairs.setdefault(first + step, there + step)
    counted = {line for _, (first, last) in _spans(answer.shape) for line in range(first, last + 1)}
    shown = []
    for at, row in enumerate(mine[:MAX_LINES], 1):
        partner = pairs.get(at, 0)
        if partner and partner <= len(theirs):
            pieces = tuple(_against(row, theirs[partner - 1]))
        else:
            pieces = (AnswerPiece(row),)
        shown.append(AnswerLine(pieces, numbers.get(at, 0), at in counted and at not in numbers))
    return AnswerColumn(tuple(shown), max(0, len(mine) - MAX_LINES))


def _against(row: str, other: str) -> Iterator[AnswerPiece]:
    """The row, with what the other one has otherwise marked."""
    mine, theirs = _TOKENS.findall(row), _TOKENS.findall(other)
    if row == other or max(len(mine), len(theirs)) > _MOST_TOKENS:
        yield AnswerPiece(row)
        return
    for what, start, end, _, _ in SequenceMatcher(None, mine, theirs, False).get_opcodes():
        text = "".join(mine[start:end])
        if text:
            yield AnswerPiece(text, what != "equal" and not text.isspace())
