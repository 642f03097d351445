"""Rebuilding the graded notebook: the released one, with the student's editable cells in it.

Nothing else of the student's file is kept: no metadata, no outputs, no locked
cell. Cells that the student added stay where they were, since an answer may use
them. What was repaired or odd is said in ``flags``; only what cannot be read at
all is ``unreadable``.
"""

from __future__ import annotations

import copy
import difflib
import json
import re
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.build.source import CHECK_PREFIX

MAX_BYTES = 200 * 1024 * 1024
MAX_CELLS = 2_000
MAX_SOURCE = 200_000  # characters of one cell
_LIKE = 0.75
_EXERCISE_LINE = re.compile(r"^\s*#\s*exercise:\s*([a-z0-9-]+)\s*$", re.MULTILINE)
_DEFINES = re.compile(r"^(?:def|class)\s+(\w+)", re.MULTILINE)


class Unreadable(Exception):
    """The file is no notebook; the message says what was found instead."""


@dataclass(frozen=True, slots=True)
class StudentCell:
    """One cell of a student's file, reduced to what may matter."""

    source: str
    kind: str
    cell_id: str
    grade_id: str


@dataclass(slots=True)
class Normalised:
    """The notebook that is graded, and what was done to get it.

    Attributes:
        notebook: the released cells with the student's answers and added cells.
        code: the student's text by exercise.
        untouched: exercises whose cell is exactly the released stub, or is missing.
        added: ids of the cells that the student added.
        flags: sentences for the report.
    """

    notebook: NotebookNode
    code: dict[str, str] = field(default_factory=dict)
    untouched: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    flags: list[str] = field(default_factory=list)


def read_cells(data: bytes) -> tuple[list[StudentCell], list[str]]:
    """The cells of a student's file and flags about how they were read.

    Raises:
        Unreadable: not text, not JSON, or no cells in it.
    """
    if not data.strip():
        raise Unreadable("the file is empty")
    if len(data) > MAX_BYTES:
        raise Unreadable(f"the file has {len(data) >> 20} MB; the limit is {MAX_BYTES >> 20} MB")
    flags: list[str] = []
    content = _parse(_decode(data, flags))
    if not isinstance(content, dict):
        raise Unreadable(f"the file is JSON, but a {type(content).__name__} and not a notebook")
    rows = content.get("cells")
    if rows is None and isinstance(content.get("worksheets"), list):
        sheets = content["worksheets"]
        rows = [c for s in sheets if isinstance(s, dict) for c in s.get("cells") or []]
        flags.append("it is in the old notebook format 3")
    if not isinstance(rows, list):
        raise Unreadable("the file is JSON, but has no list of cells")
    if not rows:
        raise Unreadable("the notebook has no cells")
    if len(rows) > MAX_CELLS:
        raise Unreadable(f"the notebook has {len(rows)} cells; the limit is {MAX_CELLS}")
    return [_cell(row) for row in rows if isinstance(row, dict)], flags


def _decode(data: bytes, flags: list[str]) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    flags.append("it is not in UTF-8; it was read as Latin-1")
    return data.decode("latin-1")


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise Unreadable(f"the file is not valid JSON ({fault.msg}, {where})") from None
    except RecursionError:
        raise Unreadable("the file's JSON is nested too deeply") from None
    except ValueError as fault:  # an integer with thousands of digits
        raise Unreadable(f"the file's JSON holds a value that cannot be read ({fault})") from None


def _cell(row: dict) -> StudentCell:
    source = row.get("source", row.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        source = ""
    # A lone surrogate is legal JSON and breaks every encoder after it.
    source = source[:MAX_SOURCE].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    metadata = row.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    kind, cell_id = row.get("cell_type"), row.get("id")
    return StudentCell(
        source=source,
        kind=kind if isinstance(kind, str) else "",
        cell_id=cell_id if isinstance(cell_id, str) else "",
        grade_id=grade_id if isinstance(grade_id, str) else "",
    )


def normalise(data: bytes, released: NotebookNode) -> Normalised:
    """The notebook to grade.

    Args:
        data: the student's file.
        released: the notebook that the student was given.

    Raises:
        Unreadable: there is nothing to grade in the file.
    """
    cells, flags = read_cells(data)
    places, matched, match_flags = _match(cells, released)
    result = Normalised(copy.deepcopy(released), flags=flags + match_flags)
    _graft(result, cells, places)
    _keep_added(result, cells, places, matched)
    return result


def _match(
    cells: list[StudentCell], released: NotebookNode
) -> tuple[dict[str, int], set[int], list[str]]:
    """Which student cell is which released one: released id -> index, and all that match."""
    places: dict[str, int] = {}
    matched: set[int] = set()
    flags: list[str] = []
    for cell in released.cells:
        found = [i for i, mine in enumerate(cells) if i not in matched and _is(mine, cell)]
        if not found:
            continue
        matched.update(found)
        if _is_solution(cell):
            changed = [i for i in found if _same_text(cells[i].source, cell.source) is False]
            places[cell.id] = (changed or found)[-1]
            if len(changed) > 1:
                flags.append(
                    f"the cell of {cell.id} occurs {len(found)} times; the last one counts"
                )
        else:
            places[cell.id] = found[-1]
    for cell in released.cells:
        if not _is_solution(cell) or cell.id in places:
            continue
        index = _likeliest(cell, cells, matched)
        if index is None:
            flags.append(f"the cell of {cell.id} is missing")
        else:
            places[cell.id] = index
            matched.add(index)
            flags.append(f"the cell of {cell.id} had lost its marks and was found by its text")
    return places, matched, flags


def _is(mine: StudentCell, cell: NotebookNode) -> bool:
    if mine.grade_id:
        known = cell.metadata.get("nbgrader", {}).get("grade_id")
        if mine.grade_id == known:
            return True
    if mine.cell_id and mine.cell_id == cell.id:
        return True
    line = _EXERCISE_LINE.search(mine.source)
    return bool(line and _is_solution(cell) and line.group(1) == cell.id)


def _likeliest(cell: NotebookNode, cells: list[StudentCell], taken: set[int]) -> int | None:
    names = set(_DEFINES.findall(cell.source))
    best: tuple[float, int] | None = None
    for index, mine in enumerate(cells):
        if index in taken or not mine.source.strip():
            continue
        score = difflib.SequenceMatcher(None, mine.source[:4000], cell.source[:4000]).ratio()
        # The name that the exercise asks for is the strongest sign there is.
        if names and names & set(_DEFINES.findall(mine.source)):
            score += 1
        if score >= _LIKE and (best is None or score >= best[0]):
            best = (score, index)
    return best[1] if best else None


def _graft(result: Normalised, cells: list[StudentCell], places: dict[str, int]) -> None:
    changed: list[str] = []
    for cell in result.notebook.cells:
        if cell.cell_type != "code" and not _is_solution(cell):
            continue
        index = places.get(cell.id)
        mine = cells[index] if index is not None else None
        if _is_solution(cell):
            if mine is None or _same_text(mine.source, cell.source):
                result.untouched.add(cell.id)
                result.code[cell.id] = "" if mine is None else mine.source
                continue
            if mine.kind != cell.cell_type:
                result.flags.append(f"the cell of {cell.id} was a {mine.kind or 'nameless'} cell")
            cell.source = mine.source
            result.code[cell.id] = mine.source
        elif mine is not None and _is_changed_check(cell, mine):
            changed.append(cell.id)
    if changed:
        words = "locked check was" if len(changed) == 1 else "locked checks were"
        result.flags.append(
            f"{len(changed)} {words} changed; the released text counts: {', '.join(changed)}"
        )


def _is_changed_check(cell: NotebookNode, mine: StudentCell) -> bool:
    return cell.id.startswith(CHECK_PREFIX) and not _same_text(mine.source, cell.source)


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
    return setup is not None and mine.kind == "code" and not _same_text(mine.source, setup.source)


def _is_solution(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def _same_text(one: str, other: str) -> bool:
    def bare(text: str) -> list[str]:
        return [line.rstrip() for line in text.strip().splitlines() if line.strip()]

    return bare(one) == bare(other)
