"""Which cell of the student's file is which cell of the released notebook.

Editors drop or change marks. A cell is found by its grade_id, by its id, by its
``# exercise: …`` line, by the name that it defines, by its text, and at last by its place
between neighbours that are known. ``submit()`` and the grader both ask here, so that what a
student reads before handing in is what grading does.

The cells may be anybody's: no pattern here is slower than linear.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from course_utils.core.released import Released, ReleasedCell, checksum
from course_utils.handin.cells import AnyCell
from course_utils.handin.notebook import EXERCISE_LINE
from course_utils.handin.words import cells_with_words

DEFINES = re.compile(r"^(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_DEFINITION = re.compile(r"(?P<indent>[ \t]*)(?P<what>def|class)[ \t]+(?P<name>\w+)")
_METHOD_OF = re.compile(r"@method_of\([ \t]*(\w+)")
_RENAMED = re.compile(r"\bas[ \t]+(\w+)")
# What else can stand for an answer: another function's name, or one of its own in one line.
_ASSIGNMENT = re.compile(
    r"((?:\w+\.)?\w+)[ \t]*=[ \t]*(?:lambda\b|(?:functools\.)?partial\(|[A-Za-z_][\w.]*[ \t]*$)"
)
_LIKE = 0.75
_CLOSEST = 20  # cells that are compared in full
_COMPARED = 4000  # characters of each
CellIndex = int


C = TypeVar("C", bound=AnyCell)


@dataclass(frozen=True, slots=True)
class Match:
    """Where the released cells are.

    Attributes:
        places: released id -> the student's cells that are it, in their order: several where
            a cell was split or copied.
        by_text: ids of answers that were found by their text or place alone.
        by_place: those of them that were found by their place.
        elsewhere: answers whose own cell is gone, or has nothing in it -> the student's other
            cells that define what is asked for.
        added: the cells that are none of the released ones, in their order.
        words: answers in words -> the student's other cells that may be, or belong to, the
            answer.
    """

    places: dict[str, tuple[CellIndex, ...]]
    by_text: frozenset[str] = frozenset()
    by_place: frozenset[str] = frozenset()
    elsewhere: dict[str, tuple[CellIndex, ...]] = field(default_factory=dict)
    added: tuple[CellIndex, ...] = ()
    words: dict[str, tuple[CellIndex, ...]] = field(default_factory=dict)


def match(cells: Sequence[AnyCell], released: Released) -> Match:
    """The student's cells by the released cell that they are."""
    search = _Search(cells, released)
    search.by_name()
    search.by_equal_text()
    search.by_definition()
    search.by_likeness()
    elsewhere = search.elsewhere()
    by_place = search.by_place(elsewhere)
    found = Match(
        {name: tuple(places) for name, places in search.places.items()},
        frozenset(search.by_text | by_place),
        frozenset(by_place),
        elsewhere,
        tuple(place for place in range(len(cells)) if place not in search.taken),
    )
    words = {
        cell.id: cells_with_words(cell, cells, released, found.places, found.added)
        for cell in released.cells
        if cell.role == "written"
    }
    return Match(
        found.places, found.by_text, found.by_place, elsewhere, found.added,
        {name: places for name, places in words.items() if places},
    )  # fmt: skip


def filled(
    cell: ReleasedCell, found: Sequence[CellIndex], cells: Sequence[AnyCell]
) -> list[CellIndex]:
    """Of an answer's cells those that are neither the stub nor blank: all of them count."""
    return [place for place in found if not is_blank(cell, cells[place])]


def counting(cell: ReleasedCell, found: Sequence[CellIndex], cells: Sequence[AnyCell]) -> CellIndex:
    """The one that stands for an answer of several cells: the last that defines the name.

    Where none does it is the first that has anything in it; of empty ones it is the last.
    """
    written = filled(cell, found, cells)
    names = asked_for(cell)
    defining = [place for place in written if gives(cells[place].source) & names]
    if defining:
        return defining[-1]
    return written[0] if written else list(found)[-1]


def is_blank(cell: ReleasedCell, mine: AnyCell) -> bool:
    """Whether the student's cell is the stub still, or has no text at all."""
    return not mine.source.strip() or checksum(mine.source) == cell.checksum


def asked_for(cell: ReleasedCell) -> set[str]:
    """The name that an exercise asks for, as :func:`gives` has it."""
    names = gives(cell.stub)
    methods = {name for name in names if "." in name}
    return methods if _METHOD_OF.search(cell.stub) else names - methods


def gives(source: str) -> set[str]:
    """The names that a cell binds to something that can be called; a method is ``Class.name``."""
    names: set[str] = set()
    inside = owner = ""  # the class whose body this is; the one that a decorator names
    for line in source.splitlines():
        defined = _DEFINITION.match(line)
        if defined and not defined["indent"]:
            name = defined["name"]
            names.add(f"{owner}.{name}" if owner else name)
            inside, owner = (name if defined["what"] == "class" else ""), ""
        elif defined and inside:
            names.add(f"{inside}.{defined['name']}")
        elif method := _METHOD_OF.match(line):
            inside, owner = "", method.group(1)
        elif assigned := _ASSIGNMENT.match(line):
            names.add(assigned.group(1))
            inside = ""
        elif line[:1] not in ("", " ", "\t", "#"):
            inside = ""
            names.update(_RENAMED.findall(line) if line.startswith(("import ", "from ")) else ())
    return names


class _Search:
    """The cells that are known so far."""

    def __init__(self, cells: Sequence[AnyCell], released: Released) -> None:
        self.cells = cells
        self.released = released
        self.answers = [cell for cell in released.cells if cell.stub]
        self.places: dict[str, list[CellIndex]] = {}
        self.taken: set[CellIndex] = set()
        self.by_text: set[str] = set()
        self._gives: dict[CellIndex, set[str]] = {}

    def gives(self, place: CellIndex) -> set[str]:
        """See :func:`gives`; asked for once a cell."""
        if place not in self._gives:
            self._gives[place] = gives(self.cells[place].source)
        return self._gives[place]

    def _take(self, cell: ReleasedCell, found: Sequence[CellIndex]) -> None:
        self.places[cell.id] = list(found)
        self.taken.update(found)

    def _open(self) -> list[ReleasedCell]:
        return [cell for cell in self.answers if cell.id not in self.places]

    def by_name(self) -> None:
        """By grade_id, id and exercise line.

        The line says it alone where it is there: people read it, and nobody reads metadata.
        """
        known = {cell.id for cell in self.answers}
        names: dict[tuple[str, str], list[CellIndex]] = {}
        for place, mine in enumerate(self.cells):
            line = EXERCISE_LINE.search(mine.source)
            if line and line.group(1) in known:
                names.setdefault(("line", line.group(1)), []).append(place)
                continue
            for name in (("grade_id", mine.grade_id), ("id", mine.cell_id)):
                if name[1]:
                    names.setdefault(name, []).append(place)
        for cell in self.released.cells:
            called = [("id", cell.id), ("grade_id", cell.grade_id)]
            called += [("line", cell.id)] if cell.stub else []
            bearing = {place for name in called if name[1] for place in names.get(name, ())}
            found = sorted(bearing - self.taken)
            if found:
                self._take(cell, found if cell.stub else self._given(cell, found))

    def _given(self, cell: ReleasedCell, found: list[CellIndex]) -> list[CellIndex]:
        """Of a given cell's copies those that still are the given one.

        A copy that was changed is a cell of the student's own, whatever marks it bears.
        """
        same = [place for place in found if checksum(self.cells[place].source) == cell.checksum]
        return same or found[:1]

    def by_equal_text(self) -> None:
        """Given cells that an editor took the names of: else they would count as added."""
        texts: dict[str, list[CellIndex]] = {}
        for place, mine in enumerate(self.cells):
            if place not in self.taken:
                texts.setdefault(checksum(mine.source), []).append(place)
        for cell in self.released.cells:
            found = texts.get(cell.checksum, [])
            if found and cell.id not in self.places and not cell.stub:
                self._take(cell, [found.pop(0)])

    def by_definition(self) -> None:
        """Answers that bear no name: the cells that define what the exercise asks for."""
        for cell in self._open():
            names = asked_for(cell)
            found = [
                place
                for place in range(len(self.cells))
                if place not in self.taken and names & self.gives(place)
            ]
            code = [place for place in found if self.cells[place].kind == "code"]
            if found:
                self._take(cell, code or found)
                self.by_text.add(cell.id)

    def by_likeness(self) -> None:
        """Answers that define nothing: the cell that resembles the stub."""
        for cell in self._open():
            place = self._likeliest(cell)
            if place is not None:
                self._take(cell, [place])
                self.by_text.add(cell.id)

    def _likeliest(self, cell: ReleasedCell) -> CellIndex | None:
        likely: list[tuple[float, CellIndex, difflib.SequenceMatcher[str]]] = []
        for place, mine in enumerate(self.cells):
            if place in self.taken or not mine.source.strip():
                continue
            matcher = difflib.SequenceMatcher(None, mine.source[:_COMPARED], cell.stub[:_COMPARED])
            if matcher.real_quick_ratio() >= _LIKE:
                likely.append((matcher.quick_ratio(), place, matcher))
        best: tuple[float, CellIndex] | None = None
        # The exact ratio takes milliseconds: two thousand cells would take minutes.
        for _, place, matcher in sorted(likely, reverse=True, key=lambda one: one[0])[:_CLOSEST]:
            score = matcher.ratio()
            if score >= _LIKE:
                best = max(best or (score, place), (score, place))
        return best[1] if best else None

    def elsewhere(self) -> dict[str, tuple[CellIndex, ...]]:
        """Answers that stand in another answer's cell, or in one that was added."""
        known = {id_: set(found) for id_, found in self.places.items()}
        answers = {cell.id: cell for cell in self.answers}
        given = {place for id_, found in known.items() if id_ not in answers for place in found}
        stubs = {cell.checksum for cell in self.answers}
        bound = {
            place: self.gives(place)
            for place, mine in enumerate(self.cells)
            if mine.kind == "code" and place not in given and checksum(mine.source) not in stubs
        }
        found: dict[str, tuple[CellIndex, ...]] = {}
        for cell in self.answers:
            mine = known.get(cell.id, set())
            names = asked_for(cell)
            if filled(cell, sorted(mine), self.cells) or not names:
                continue
            places = tuple(p for p, bindings in bound.items() if p not in mine and names & bindings)
            if places:
                found[cell.id] = places
        return found

    def by_place(self, elsewhere: dict[str, tuple[CellIndex, ...]]) -> set[str]:
        """The one free cell of its kind between the nearest known neighbours."""
        named = set()
        for cell in self._open():
            free = self._between(cell) if cell.id not in elsewhere else []
            if len(free) == 1:
                self._take(cell, free)
                named.add(cell.id)
        return named

    def _between(self, cell: ReleasedCell) -> list[CellIndex]:
        at = next(i for i, other in enumerate(self.released.cells) if other.id == cell.id)
        cells = self.released.cells
        before = [self.places[c.id][-1] for c in cells[:at] if c.id in self.places]
        after = [self.places[c.id][0] for c in cells[at + 1 :] if c.id in self.places]
        if not before or not after:
            return []
        return [
            place
            for place in range(before[-1] + 1, after[0])
            if place not in self.taken
            and self.cells[place].kind == cell.type
            and self.cells[place].source.strip()
        ]
