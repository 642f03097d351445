"""The student's own cells in the rebuilt notebook: added ones, and the parts of split answers.

They stay where they stood, behind the given cell that they followed. All parts of an answer
run in the order in which the student's own kernel ran them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.rebuild.reading import StudentCell
from autograder.submission.harmless import (
    MAX_PICTURES,
    harmless_markdown,
    harmless_pictures,
    shown_pictures,
)
from autograder.submission.remark import Remark
from course_utils.core.released import Released, ReleasedCell, checksum
from course_utils.handin.match import Match, asked_for, counting, filled, gives

MAX_WORDS = 500_000  # characters of added cells in words, all of a notebook together
_HEAD = 500  # characters that are kept of one beyond
_SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the text of one answer stands in the student's file.

    Attributes:
        filled: all of its own cells that have something in them.
        main: the one that takes the released cell's place; None where there is none.
        anchor: the cell that stands for the released one when others are put behind it.
        before: those that have to run directly before the main one.
        blank: its cell is there, and the stub was deleted from it.
    """

    filled: tuple[int, ...] = ()
    main: int | None = None
    anchor: int | None = None
    before: tuple[int, ...] = ()
    blank: bool = False


def spread_of(cell: ReleasedCell, cells: Sequence[StudentCell], found: Match) -> Spread:
    """How an answer is spread over cells.

    Of copies that all define what is asked for the last one counts, as in a kernel. It takes
    the released cell's place even if it was pasted at the end: a class that is defined anew
    behind its methods has lost them.
    """
    places = found.places.get(cell.id, ())
    if not places:
        return Spread()
    own = filled(cell, places, cells)
    if not own:
        blank = not any(cells[place].source.strip() for place in places)
        return Spread(anchor=places[0], blank=blank)
    main = counting(cell, places, cells)
    others = {p for name, them in found.places.items() if name != cell.id for p in them}
    if not any(place in others for place in range(own[0] + 1, main)):
        return Spread(tuple(own), main, main)
    names = asked_for(cell)
    before = (p for p in own if p < main and (p == own[0] or names & gives(cells[p].source)))
    return Spread(tuple(own), main, own[0], tuple(before))


@dataclass(frozen=True, slots=True)
class AddedCell:
    """A cell of the student's that is put into the rebuilt notebook.

    Attributes:
        place: where it stood in the student's file.
        code: whether it runs; else it is words.
    """

    place: int
    code: bool


@dataclass(slots=True)
class AddedCells:
    """Puts the student's own cells into the rebuilt notebook.

    Attributes:
        added: the ids that they got.
        parts: by answer, the ids of those that hold it or a part of it.
        remarks: what could not be kept whole.
    """

    cells: Sequence[StudentCell]
    structure: Released
    found: Match
    spreads: dict[str, Spread]
    added: set[str] = field(default_factory=set)
    parts: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    _room: int = MAX_WORDS
    _pictures: int = MAX_PICTURES
    _placed: dict[str, int] = field(default_factory=dict)
    _cut: int = 0
    _unseen: int = 0

    def keep(self, notebook: NotebookNode) -> None:
        """Put them in, in place."""
        before, after = self._flow()
        holders = self._holders()
        rebuilt: list[NotebookNode] = []
        for cell in notebook.cells:
            rebuilt += self._made(before.get(cell.id, ()), holders)
            rebuilt.append(cell)
            rebuilt += self._made(after.get(cell.id, ()), holders)
        notebook.cells = rebuilt
        self._say()

    def _flow(self) -> tuple[dict[str, list[AddedCell]], dict[str, list[AddedCell]]]:
        """Which cells come directly before, and which behind, each released one."""
        before = {
            name: [self._item(name, place) for place in at.before]
            for name, at in self.spreads.items()
        }
        done = {item.place for items in before.values() for item in items}
        done |= {at.main for at in self.spreads.values() if at.main is not None}
        anchors = self._anchors()
        shown = {place for places in self.found.words.values() for place in places}
        parts = {p: name for name, at in self.spreads.items() for p in at.filled if p not in done}
        own, given = set(self.found.added), self._given()
        after: dict[str, list[AddedCell]] = {}
        anchor = ""
        for place, mine in enumerate(self.cells):
            anchor = anchors.get(place, anchor)
            if not mine.source.strip():
                continue
            if place in parts:
                after.setdefault(anchor, []).append(self._item(parts[place], place))
            elif place in own or (place in shown and place in given):
                after.setdefault(anchor, []).append(AddedCell(place, mine.kind == "code"))
            elif given.get(place) == _SETUP and self._changed_setup(mine):
                after.setdefault(anchor, []).append(AddedCell(place, True))
        self._place_the_first(after)
        return before, after

    def _item(self, name: str, place: int) -> AddedCell:
        """A part of an answer: it is what the answer is, whatever kind its cell was."""
        (kind,) = (cell.type for cell in self.structure.cells if cell.id == name)
        return AddedCell(place, kind == "code")

    def _anchors(self) -> dict[int, str]:
        anchors = {at.anchor: name for name, at in self.spreads.items() if at.anchor is not None}
        for cell in self.structure.cells:
            if not cell.stub and cell.id in self.found.places:
                anchors[self.found.places[cell.id][0]] = cell.id
        return anchors

    def _given(self) -> dict[int, str]:
        stubs = {cell.id for cell in self.structure.cells if cell.stub}
        places = self.found.places.items()
        return {place: name for name, them in places if name not in stubs for place in them}

    def _place_the_first(self, after: dict[str, list[AddedCell]]) -> None:
        """What stood before the first known cell: code runs after the set-up it needs."""
        first = after.pop("", [])
        ids = [cell.id for cell in self.structure.cells]
        for code, behind in ((True, _SETUP if _SETUP in ids else ids[0]), (False, ids[0])):
            found = [item for item in first if item.code is code]
            if found:
                after[behind] = found + after.get(behind, [])

    def _changed_setup(self, mine: StudentCell) -> bool:
        # The released set-up runs in any case; an import that was added to it must not be lost.
        setup = next(cell for cell in self.structure.cells if cell.id == _SETUP)
        return mine.kind == "code" and checksum(mine.source) != setup.checksum

    def _holders(self) -> dict[int, list[str]]:
        """The answers that a student's cell holds, or a part of."""
        holders: dict[int, list[str]] = {}
        for name, at in self.spreads.items():
            for place in {*at.filled, *self.found.elsewhere.get(name, ())}:
                holders.setdefault(place, []).append(name)
            # An answer that stands in another answer's cell.
            for other, mine in self.spreads.items():
                if other != name and mine.main in self.found.elsewhere.get(name, ()):
                    self.parts.setdefault(name, []).append(other)
        return holders

    def _made(
        self, items: Sequence[AddedCell], holders: dict[int, list[str]]
    ) -> list[NotebookNode]:
        made = []
        for item in items:
            mine = self.cells[item.place]
            new_id = f"added-{len(self.added) + 1}"
            self.added.add(new_id)
            self._placed[new_id] = item.place
            for name in holders.get(item.place, ()):
                self.parts.setdefault(name, []).append(new_id)
            if item.code:
                made.append(nbformat.v4.new_code_cell(mine.source, id=new_id))
            else:
                made.append(self._words(mine, new_id))
        return made

    def _words(self, mine: StudentCell, new_id: str) -> NotebookNode:
        """A cell in words. A raw cell is one, too: its text would reach the page as HTML."""
        source = mine.source
        if len(source) > max(self._room, _HEAD):
            self._cut += 1
            source = source[:_HEAD]
        self._room -= len(source)
        pictures = dict(list(harmless_pictures(source, mine.attached).items())[: self._pictures])
        self._pictures -= len(pictures)
        self._unseen += len(shown_pictures(source)) > len(pictures)
        words = harmless_markdown(source, pictures)
        cell: NotebookNode = nbformat.v4.new_markdown_cell(words, id=new_id)
        if pictures:
            cell.attachments = pictures
        return cell

    def order(self, rebuilt: Sequence[str]) -> list[str]:
        """The rebuilt notebook's ids in the order of the student's file; empty if they are in it.

        What is not in the file stays behind the cell that it follows.
        """
        places = dict(self._placed)
        places |= {name: at for at, name in self._anchors().items()}
        places |= {n: at.main for n, at in self.spreads.items() if at.main is not None}
        ordered: list[tuple[int, str]] = []
        last = -1
        for name in rebuilt:
            last = places.get(name, last)
            ordered.append((last, name))
        found = [name for _, name in sorted(ordered, key=lambda one: one[0])]
        return [] if found == list(rebuilt) else found

    def _say(self) -> None:
        if self._cut:
            self.remarks.append(Remark("added-words-cut", count=self._cut))
        if self._unseen:
            self.remarks.append(Remark("added-picture-not-shown"))
