"""Rebuilding the graded notebook: the released one, with the student's editable cells in it.

Nothing else of the student's file is kept: no metadata, no outputs, no locked
cell. Code cells that the student added stay where they were, since an answer may use
them. An answer in Markdown is made harmless for whoever opens the notebook, and keeps
its pictures. What was repaired or odd is said in ``flags``; only what cannot be read at
all is ``unreadable``.
"""

from __future__ import annotations

import copy
import difflib
import re
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.grade.harmless import harmless_markdown, harmless_pictures
from autograder.grade.reading import (
    EXERCISE_LINE,
    MAX_BYTES,
    StudentCell,
    Unreadable,
    read_cells,
)
from autograder.paths import CHECK_PREFIX
from course_utils.released import checksum

__all__ = ["MAX_BYTES", "Normalised", "Unreadable", "normalise", "read_cells"]

_LIKE = 0.75
_CLOSEST = 20  # cells that are compared in full
_SHOWN_PICTURE = re.compile(r"\]\(attachment:([^)\n]{1,200})\)")
_DEFINES = re.compile(r"^(?:def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass(slots=True)
class Normalised:
    """The notebook that is graded, and what was done to get it.

    Attributes:
        notebook: the released cells with the student's answers and added cells.
        code: the student's text by exercise, as it was written.
        untouched: exercises whose cell is exactly the released stub, or is missing.
        added: ids of the cells that the student added.
        flags: sentences for the report.
    """

    notebook: NotebookNode
    code: dict[str, str] = field(default_factory=dict)
    untouched: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    flags: list[str] = field(default_factory=list)


def normalise(data: bytes, released: NotebookNode) -> Normalised:
    """The notebook to grade.

    Args:
        data: the student's file.
        released: the notebook that the student was given.

    Raises:
        Unreadable: there is nothing to grade in the file.
    """
    cells, flags = read_cells(data)
    found = _match(cells, released)
    result = Normalised(_copy(released), flags=flags + found.flags)
    _graft(result, cells, found)
    _keep_added(result, cells, found.places, found.matched)
    return result


@dataclass(slots=True)
class _Found:
    """Which student cell is which released one.

    Attributes:
        places: a released cell's id -> the index of the student's cell.
        elsewhere: the same for an answer that stands in another one's or an added cell.
        matched: the indices of all cells that are known again, copies included.
    """

    places: dict[str, int] = field(default_factory=dict)
    elsewhere: dict[str, int] = field(default_factory=dict)
    matched: set[int] = field(default_factory=set)
    flags: list[str] = field(default_factory=list)


def _copy(released: NotebookNode) -> NotebookNode:
    """A notebook whose cells can be changed; a deep copy takes ten times as long."""
    cells = [
        NotebookNode({**cell, "metadata": copy.copy(cell.metadata)}) for cell in released.cells
    ]
    return NotebookNode({**released, "cells": cells})


def _match(cells: list[StudentCell], released: NotebookNode) -> _Found:
    result = _Found()
    names = _names(cells, {cell.id for cell in released.cells if _is_solution(cell)})
    for cell in released.cells:
        bearing = {index for name in _names_of(cell) for index in names.get(name, ())}
        found = sorted(bearing - result.matched)
        if not found:
            continue
        result.matched.update(found)
        if _is_solution(cell):
            changed = [i for i in found if same_text(cells[i].source, cell.source) is False]
            result.places[cell.id] = (changed or found)[-1]
            if len(changed) > 1:
                result.flags.append(
                    f"the cell of {cell.id} occurs {len(found)} times; the last one counts"
                )
        else:
            result.places[cell.id] = found[-1]
    _match_by_text(cells, released, result)
    for cell in released.cells:
        if _is_solution(cell) and cell.id not in result.places:
            _search(cell, cells, released, result)
    return result


def _match_by_text(cells: list[StudentCell], released: NotebookNode, result: _Found) -> None:
    """Given cells that an editor took the names of: else they would count as added, and run."""
    texts: dict[str, list[int]] = {}
    for index, mine in enumerate(cells):
        if index not in result.matched:
            texts.setdefault(checksum(mine.source), []).append(index)
    for cell in released.cells:
        found = texts.get(checksum(cell.source), [])
        if found and cell.id not in result.places and not _is_solution(cell):
            result.places[cell.id] = found.pop(0)
            result.matched.add(result.places[cell.id])


def _search(
    cell: NotebookNode, cells: list[StudentCell], released: NotebookNode, result: _Found
) -> None:
    """Find an answer whose cell bears no name: by its text, its place, or in another's cell."""
    by_text = _likeliest(cell, cells, result.matched)
    elsewhere = _defined_in(cell, cells, result)
    index, how = by_text, "text"
    if index is None and elsewhere is None:
        index, how = _by_place(cell, cells, released, result), "place"
    if index is not None:
        result.places[cell.id] = index
        result.matched.add(index)
        result.flags.append(f"the cell of {cell.id} had lost its marks and was found by its {how}")
        return
    if elsewhere is None:
        result.flags.append(f"the cell of {cell.id} is missing")
    else:
        result.elsewhere[cell.id] = elsewhere
        result.flags.append(f"the cell of {cell.id} is missing; another cell has its answer")


def _by_place(
    cell: NotebookNode, cells: list[StudentCell], released: NotebookNode, result: _Found
) -> int | None:
    """The one cell of its kind that nothing else claims, between its nearest known neighbours."""
    at = next(i for i, other in enumerate(released.cells) if other.id == cell.id)
    before = [result.places[c.id] for c in released.cells[:at] if c.id in result.places]
    after = [result.places[c.id] for c in released.cells[at + 1 :] if c.id in result.places]
    if not before or not after:
        return None
    free = [
        index
        for index in range(before[-1] + 1, after[0])
        if index not in result.matched
        and cells[index].kind == cell.cell_type
        and cells[index].source.strip()
    ]
    return free[0] if len(free) == 1 else None


def _defined_in(cell: NotebookNode, cells: list[StudentCell], result: _Found) -> int | None:
    """The last of the student's own code cells that defines what the exercise asks for."""
    wanted = set(_DEFINES.findall(cell.source))
    given = result.matched - set(result.places.values())
    for index in reversed(range(len(cells))):
        mine = cells[index]
        defines = set(_DEFINES.findall(mine.source))
        if mine.kind == "code" and index not in given and wanted & defines:
            return index
    return None


def _names(cells: list[StudentCell], exercises: set[str]) -> dict[tuple[str, str], list[int]]:
    """Where each name stands that a student's cell can bear: grade_id, id, exercise line.

    The line says it alone where it is there: people read it, and nobody reads metadata.
    """
    names: dict[tuple[str, str], list[int]] = {}
    for index, mine in enumerate(cells):
        line = EXERCISE_LINE.search(mine.source)
        if line and line.group(1) in exercises:
            names.setdefault(("exercise", line.group(1)), []).append(index)
            continue
        for name in (
            ("grade_id", mine.grade_id),
            ("id", mine.cell_id),
        ):
            if name[1]:
                names.setdefault(name, []).append(index)
    return names


def _names_of(cell: NotebookNode) -> list[tuple[str, str]]:
    """The names by which a released cell is known again."""
    names = [("id", cell.id), ("grade_id", cell.metadata.get("nbgrader", {}).get("grade_id", ""))]
    return [*names, ("exercise", cell.id)] if _is_solution(cell) else names


def _likeliest(cell: NotebookNode, cells: list[StudentCell], taken: set[int]) -> int | None:
    names = set(_DEFINES.findall(cell.source))
    likely: list[tuple[float, int, difflib.SequenceMatcher]] = []
    for index, mine in enumerate(cells):
        if index in taken or not mine.source.strip():
            continue
        # The name that the exercise asks for is the strongest sign there is.
        bonus = bool(names & set(_DEFINES.findall(mine.source)))
        matcher = difflib.SequenceMatcher(None, mine.source[:4000], cell.source[:4000])
        if bonus + matcher.real_quick_ratio() >= _LIKE:
            likely.append((bonus + matcher.quick_ratio(), index, matcher))
    best: tuple[float, int] | None = None
    # The exact ratio takes milliseconds: two thousand cells would keep the grader for minutes.
    for bound, index, matcher in sorted(likely, reverse=True, key=lambda one: one[0])[:_CLOSEST]:
        score = matcher.ratio() + (bound > 1)
        if score >= _LIKE:
            best = max(best or (score, index), (score, index))
    return best[1] if best else None


def _graft(result: Normalised, cells: list[StudentCell], found: _Found) -> None:
    changed: list[str] = []
    for cell in result.notebook.cells:
        index = found.places.get(cell.id)
        mine = cells[index] if index is not None else None
        if _is_solution(cell):
            other = found.elsewhere.get(cell.id)
            _graft_answer(result, cell, mine, None if other is None else cells[other])
        elif cell.cell_type == "code" and mine is not None and _is_changed_check(cell, mine):
            changed.append(cell.id)
    if changed:
        words = "locked check was" if len(changed) == 1 else "locked checks were"
        result.flags.append(
            f"{len(changed)} {words} changed; the released text counts: {', '.join(changed)}"
        )


def _graft_answer(
    result: Normalised, cell: NotebookNode, mine: StudentCell | None, other: StudentCell | None
) -> None:
    if mine is None and other is not None:
        # The stub would stand behind the answer and take its name away.
        cell.source = f"# exercise: {cell.id}\n# The answer stands in another cell."
        result.code[cell.id] = other.source
        return
    if mine is None or same_text(mine.source, cell.source):
        result.untouched.add(cell.id)
        result.code[cell.id] = "" if mine is None else mine.source
        return
    if mine.kind != cell.cell_type:
        result.flags.append(f"the cell of {cell.id} was a {mine.kind or 'nameless'} cell")
    result.code[cell.id] = mine.source
    if cell.cell_type == "code":
        cell.source = mine.source
    else:
        _graft_words(result, cell, mine)


def _graft_words(result: Normalised, cell: NotebookNode, mine: StudentCell) -> None:
    """Put a written answer into its cell, harmless for every renderer, with its pictures."""
    pictures = harmless_pictures(mine.source, mine.attached)
    cell.source = harmless_markdown(mine.source, pictures)
    if pictures:
        cell.attachments = pictures
    if len(pictures) < len(set(_SHOWN_PICTURE.findall(mine.source))):
        result.flags.append(
            f"a picture in {cell.id} is not shown: attach it to the cell, as a PNG of up to 4 MB"
        )


def _is_changed_check(cell: NotebookNode, mine: StudentCell) -> bool:
    return cell.id.startswith(CHECK_PREFIX) and not same_text(mine.source, cell.source)


def _keep_added(
    result: Normalised, cells: list[StudentCell], places: dict[str, int], matched: set[int]
) -> None:
    """Put added code cells, and a changed set-up cell, behind the cell they followed."""
    by_index = {index: cell_id for cell_id, index in places.items()}
    after: dict[str, list[str]] = {}
    anchor = ""
    for index, mine in enumerate(cells):
        anchor = by_index.get(index, anchor)
        added = index not in matched and mine.kind == "code"
        if added or (by_index.get(index) == "setup" and _changed_setup(mine, result.notebook)):
            after.setdefault(anchor, []).append(mine.source)
    rebuilt: list[NotebookNode] = []
    # What stood before the first known cell runs after the set-up it needs.
    after.setdefault("setup", [])[:0] = after.pop("", [])
    for cell in result.notebook.cells:
        rebuilt.append(cell)
        for source in after.get(cell.id, ()):
            if source.strip():
                new_id = f"added-{len(result.added) + 1}"
                rebuilt.append(nbformat.v4.new_code_cell(source, id=new_id))
                result.added.add(new_id)
    result.notebook.cells = rebuilt


def _changed_setup(mine: StudentCell, released: NotebookNode) -> bool:
    # The released set-up runs in any case; an import that was added to it must not be lost.
    setup = next((cell for cell in released.cells if cell.id == "setup"), None)
    return setup is not None and mine.kind == "code" and not same_text(mine.source, setup.source)


def _is_solution(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def same_text(one: str, other: str) -> bool:
    """Whether two cells' texts are equal but for blanks at the ends and empty lines."""

    def bare(text: str) -> list[str]:
        return [line.rstrip() for line in text.strip().splitlines() if line.strip()]

    return bare(one) == bare(other)
