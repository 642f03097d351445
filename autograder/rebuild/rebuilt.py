"""Rebuilding the graded notebook: the released one, with the student's cells in it.

Of the student's file the answers are kept and the cells that were added, each in its place:
added code runs, since an answer may use it, and added words are shown, since an answer may
stand in them. No metadata, no outputs, no locked cell. Words are made harmless for whoever
opens the notebook, and keep their pictures. What was repaired or odd is said in ``remarks``;
only what cannot be read at all is ``unreadable``.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.build.released import structure_of
from autograder.files.paths import CHECK_PREFIX
from autograder.rebuild.added import AddedCells, Spread, spread_of
from autograder.rebuild.reading import (
    MAX_BYTES,
    StudentCell,
    StudentFile,
    Unreadable,
    read_cells,
    read_file,
)
from autograder.submission.harmless import harmless_markdown, harmless_pictures, shown_pictures
from autograder.submission.remark import Remark
from course_utils.core.released import Released, ReleasedCell, checksum
from course_utils.handin.match import Match, match

__all__ = [
    "MAX_BYTES",
    "Rebuilt",
    "StudentCell",
    "Unreadable",
    "read_cells",
    "rebuild",
    "rebuild_file",
]

MAX_ANSWER = 400_000  # characters that are kept of one answer, all its cells together
# Changing these is nobody's loss: what the set-up cell imports is kept.
_FREE = ("setup", "colab-setup", "hand-in")


@dataclass(slots=True)
class Rebuilt:
    """The notebook that is graded, and what was done to get it.

    Attributes:
        notebook: the released cells with the student's answers and added cells.
        code: the student's text by exercise or answer in words, as it was written; of an
            answer in several cells all of them.
        texts: a digest of each, pictures included: a mark by hand belongs to this text.
        untouched: exercises for which nothing was written.
        to_read: answers in words that a person has to read.
        added: ids of the cells that the student added.
        parts: ids of the rebuilt notebook's cells that hold an answer, where these are others
            than its own.
        order: ids of all cells as they stood in the student's file, where this is another
            order; else empty.
        remarks: what was repaired or is odd.
    """

    notebook: NotebookNode
    code: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    untouched: set[str] = field(default_factory=set)
    to_read: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    parts: dict[str, list[str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def rebuild(data: bytes, released: NotebookNode) -> Rebuilt:
    """The notebook to grade.

    Args:
        data: the student's file.
        released: the notebook that the student was given.

    Raises:
        Unreadable: there is nothing to grade in the file.
    """
    return rebuild_file(read_file(data), released, structure_of(released))


def rebuild_file(file: StudentFile, released: NotebookNode, structure: Released) -> Rebuilt:
    """The notebook to grade.

    Args:
        file: the student's.
        released: the notebook that the student was given.
        structure: what :func:`structure_of` says of it.
    """
    cells = file.cells
    found = match(cells, structure)
    result = Rebuilt(_copy(released), remarks=file.remarks + _how_found(found, structure))
    spreads = {cell.id: spread_of(cell, cells, found) for cell in structure.cells if cell.stub}
    for given in structure.cells:
        if given.stub:
            _read_answer(result, given, cells, found, spreads[given.id])
    _say_changed(result, structure, cells, found)
    _graft(result, cells, found, spreads)
    keeper = AddedCells(cells, structure, found, spreads)
    keeper.keep(result.notebook)
    result.added, result.parts = keeper.added, keeper.parts
    result.order = keeper.order([cell.id for cell in result.notebook.cells])
    result.remarks += keeper.remarks
    return result


def _copy(released: NotebookNode) -> NotebookNode:
    """A notebook whose cells can be changed; a deep copy takes ten times as long."""
    cells = [
        NotebookNode({**cell, "metadata": copy.copy(cell.metadata)}) for cell in released.cells
    ]
    return NotebookNode({**released, "cells": cells})


def _how_found(found: Match, structure: Released) -> list[Remark]:
    """What is to be said of answers that were not where they belong."""
    remarks = []
    for cell in structure.cells:
        if not cell.stub:
            continue
        if cell.id in found.by_text and cell.id in found.by_place:
            remarks.append(Remark("found-by-place", cell=cell.id))
        elif cell.id in found.by_text:
            remarks.append(Remark("found-by-text", cell=cell.id))
        elif cell.id in found.places:
            continue
        elif cell.id in found.elsewhere:
            remarks.append(Remark("missing-but-answered", cell=cell.id))
        elif cell.id in found.words:
            remarks.append(Remark("missing-to-read", cell=cell.id))
        else:
            remarks.append(Remark("cell-missing", cell=cell.id))
    return remarks


def _read_answer(
    result: Rebuilt, cell: ReleasedCell, cells: Sequence[StudentCell], found: Match, at: Spread
) -> None:
    """What was written for one answer, wherever it stands."""
    name, places = cell.id, found.places.get(cell.id, ())
    read = sorted({*at.filled, *found.elsewhere.get(name, ()), *found.words.get(name, ())})
    if len(at.filled) > 1:
        result.remarks.append(Remark("cell-repeated", cell=name, count=len(at.filled)))
    elif places and not at.filled and name in found.elsewhere:
        result.remarks.append(Remark("untouched-but-answered", cell=name))
    elif places and not at.filled and name in found.words:
        result.remarks.append(Remark("untouched-to-read", cell=name))
    for place in at.filled:
        if cells[place].kind != cell.type:
            kind = cells[place].kind or "nameless"
            result.remarks.append(Remark("other-kind-of-cell", cell=name, type=kind))
    if cell.role == "written" and (read or not places):
        result.to_read.add(name)
    if not read and not at.blank:
        result.untouched.add(name)
    whole = "\n\n".join(cells[place].source for place in read or places[-1:])
    result.code[name] = whole[:MAX_ANSWER]
    result.texts[name] = _digest([cells[place] for place in read])


def _digest(cells: Sequence[StudentCell]) -> str:
    """Equal for texts that a reader cannot tell apart."""
    parts = []
    for cell in cells:
        pictures = {name: str(cell.attached.get(name)) for name in shown_pictures(cell.source)}
        parts.append([checksum(cell.source), sorted(pictures.items())])
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _say_changed(
    result: Rebuilt, structure: Released, cells: Sequence[StudentCell], found: Match
) -> None:
    """Name the locked cells whose text is not the released one."""
    checks: list[str] = []
    others: list[str] = []
    for cell in structure.cells:
        locked = cell.role in ("check", "locked") and not cell.demo and cell.id not in _FREE
        texts = {checksum(cells[place].source) for place in found.places.get(cell.id, ())}
        if locked and texts - {cell.checksum}:
            (checks if cell.id.startswith(CHECK_PREFIX) else others).append(cell.id)
    if checks:
        result.remarks.append(Remark("check-changed", count=len(checks), cells=tuple(checks)))
    if others:
        result.remarks.append(Remark("cell-changed", count=len(others), cells=tuple(others)))


def _graft(
    result: Rebuilt,
    cells: Sequence[StudentCell],
    found: Match,
    spreads: dict[str, Spread],
) -> None:
    """Put each answer into its own cell, or leave the stub there."""
    for cell in result.notebook.cells:
        at = spreads.get(cell.id)
        if at is None:
            continue
        if at.main is None:
            if cell.id in found.elsewhere:
                # The stub would stand behind the answer and take its name away.
                cell.source = f"# exercise: {cell.id}\n# The answer stands in another cell."
            elif at.blank and cell.cell_type == "code":
                cell.source = ""
        elif cell.cell_type == "code":
            cell.source = cells[at.main].source
        else:
            _graft_words(result, cell, cells[at.main])


def _graft_words(result: Rebuilt, cell: NotebookNode, mine: StudentCell) -> None:
    """Put a written answer into its cell, harmless for every renderer, with its pictures."""
    pictures = harmless_pictures(mine.source, mine.attached)
    cell.source = harmless_markdown(mine.source, pictures)
    if pictures:
        cell.attachments = pictures
    if len(pictures) < len(shown_pictures(mine.source)):
        result.remarks.append(Remark("picture-not-shown", cell=cell.id))


def same_text(one: str, other: str) -> bool:
    """Whether two cells' texts are equal but for blanks at the ends and empty lines."""
    return checksum(one) == checksum(other)
