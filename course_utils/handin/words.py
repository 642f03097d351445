"""Answers in words that stand beside the cell they belong into.

The commonest thing: "Write your answer here" is left alone, and the answer stands in a new
Markdown cell below it. No program can say which of a student's own words are the answer. So
where the own cell is empty everything that may be one is named, and a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from course_utils.core.released import Released, ReleasedCell, checksum
from course_utils.handin.cells import AnyCell

_REMARK = re.compile(r"[ \t]*#")
_QUOTES = ('"""', "'''")
_SOME_WORDS = 40  # characters of comments that are more than a label


def cells_with_words(
    cell: ReleasedCell,
    cells: Sequence[AnyCell],
    released: Released,
    places: Mapping[str, Sequence[int]],
    added: Sequence[int],
) -> tuple[int, ...]:
    """The student's cells, other than the answer's own, that hold words for it, in order.

    Where the own cell is filled in these are the added cells beside it, and the question if
    something was written into it. Where it is not, or is gone, they are all added cells in
    words, wherever they stand, and added code from the question on: that is where an answer
    was typed into a cell of the wrong kind.
    """
    at = next(i for i, other in enumerate(released.cells) if other.id == cell.id)
    own = places.get(cell.id, ())
    answered = any(
        cells[place].source.strip() and checksum(cells[place].source) != cell.checksum
        for place in own
    )
    begins, ends = _neighbourhood(at, released, places, len(cells))
    given = {other.checksum for other in released.cells}
    found = {
        place
        for place in added
        if cells[place].source.strip()
        and checksum(cells[place].source) not in given
        and _counts(cells[place], answered, begins < place < ends, place > begins)
    }
    return tuple(sorted(found | set(_written_into(at, cells, released, places))))


def _counts(mine: AnyCell, answered: bool, beside: bool, behind: bool) -> bool:
    in_words = mine.kind != "code" or _is_prose(mine.source)
    if answered:
        return beside and in_words
    return in_words or behind


def _is_prose(source: str) -> bool:
    """Whether a code cell holds nothing but comments, or one text in quotes."""
    text = source.strip()
    if text.startswith(_QUOTES):
        return text.find(text[:3], 3) in (-1, len(text) - 3)
    lines = [line for line in text.splitlines() if line.strip()]
    return len(text) >= _SOME_WORDS and all(_REMARK.match(line) for line in lines)


def _neighbourhood(
    at: int, released: Released, places: Mapping[str, Sequence[int]], count: int
) -> tuple[int, int]:
    """Between which of the student's cells the answer belongs."""
    before = [places[c.id][-1] for c in released.cells[:at] if c.id in places]
    after = [places[c.id][0] for c in released.cells[at + 1 :] if c.id in places]
    begins = before[-1] if before else -1
    return begins, after[0] if after and after[0] > begins else count


def _written_into(
    at: int, cells: Sequence[AnyCell], released: Released, places: Mapping[str, Sequence[int]]
) -> Iterator[int]:
    """The texts of the notebook's own before and behind the answer, if they were changed."""
    for other in (*released.cells[max(0, at - 1) : at], *released.cells[at + 1 : at + 2]):
        if other.role == "text":
            for place in places.get(other.id, ()):
                if cells[place].source.strip() and checksum(cells[place].source) != other.checksum:
                    yield place
