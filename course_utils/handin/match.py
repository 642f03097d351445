"""Which cell of the student's file is which cell of the released notebook.

Editors drop or change marks. A cell is found by its grade_id, by its id, by its
``# exercise: …`` line, by the name that it defines, and at last by its place between
neighbours that are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from course_utils.handin.notebook import EXERCISE_LINE, Cell
from course_utils.released import Released, ReleasedCell, checksum

DEFINES = re.compile(r"^(?:def|class)\s+(\w+)", re.MULTILINE)
Place = int


@dataclass(frozen=True, slots=True)
class Match:
    """Where the released cells are.

    Attributes:
        places: released id -> the student's cells that are it, in their order.
        by_text: ids that were found by their text or place alone.
    """

    places: dict[str, tuple[Place, ...]]
    by_text: frozenset[str]


def match(cells: Sequence[Cell], released: Released) -> Match:
    """The student's cells by the released cell that they are."""
    places: dict[str, tuple[Place, ...]] = {}
    taken: set[Place] = set()
    answers = {cell.id for cell in released.cells if cell.stub}
    named = [_named(mine, answers) for mine in cells]
    for cell in released.cells:
        found = [i for i, names in enumerate(named) if i not in taken and _is(names, cell)]
        if found:
            places[cell.id] = tuple(found)
            taken.update(found)
    _by_equal_text(cells, released, places, taken)
    by_text = set()
    for find in (_by_name, _by_place):
        for cell in released.cells:
            if cell.id not in places and cell.stub:
                place = find(cell, cells, taken, places, released)
                if place is not None:
                    places[cell.id] = (place,)
                    taken.add(place)
                    by_text.add(cell.id)
    return Match(places, frozenset(by_text))


def counting(cell: ReleasedCell, found: Sequence[Place], cells: Sequence[Cell]) -> Place:
    """Of several copies the one that is graded: the last that is not the stub."""
    changed = [place for place in found if checksum(cells[place].source) != cell.checksum]
    return (changed or list(found))[-1]


def _named(mine: Cell, answers: set[str]) -> set[str]:
    """What a cell is called; its exercise line says it alone where it is there."""
    line = EXERCISE_LINE.search(mine.source)
    if line and line.group(1) in answers:
        return {line.group(1)}
    return {mine.grade_id, mine.cell_id} - {""}


def _is(names: set[str], cell: ReleasedCell) -> bool:
    return bool(names & {cell.id, cell.grade_id})


def _by_equal_text(
    cells: Sequence[Cell],
    released: Released,
    places: dict[str, tuple[Place, ...]],
    taken: set[Place],
) -> None:
    """Given cells whose names an editor dropped."""
    texts: dict[str, list[Place]] = {}
    for place, mine in enumerate(cells):
        if place not in taken:
            texts.setdefault(checksum(mine.source), []).append(place)
    for cell in released.cells:
        found = texts.get(cell.checksum, [])
        if found and cell.id not in places and not cell.stub:
            places[cell.id] = (found.pop(0),)
            taken.update(places[cell.id])


def _by_name(
    cell: ReleasedCell,
    cells: Sequence[Cell],
    taken: set[Place],
    places: dict[str, tuple[Place, ...]],
    released: Released,
) -> Place | None:
    names = set(DEFINES.findall(cell.stub))
    found = [
        place
        for place, mine in enumerate(cells)
        if place not in taken and names & set(DEFINES.findall(mine.source))
    ]
    return found[-1] if found else None


def _by_place(
    cell: ReleasedCell,
    cells: Sequence[Cell],
    taken: set[Place],
    places: dict[str, tuple[Place, ...]],
    released: Released,
) -> Place | None:
    """The one free cell of its kind between the nearest known neighbours."""
    at = next(i for i, other in enumerate(released.cells) if other.id == cell.id)
    before = [places[c.id][-1] for c in released.cells[:at] if c.id in places]
    after = [places[c.id][0] for c in released.cells[at + 1 :] if c.id in places]
    if not before or not after:
        return None
    free = [
        place
        for place in range(before[-1] + 1, after[0])
        if place not in taken and cells[place].kind == cell.type and cells[place].source.strip()
    ]
    return free[0] if len(free) == 1 else None
