"""The saved notebook beside the released one: what is damaged, missing, doubled, retyped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course_utils.core.released import Released, ReleasedCell, checksum
from course_utils.handin.findings import NotebookFinding
from course_utils.handin.match import Match, asked_for, counting, filled, gives
from course_utils.handin.notebook import Cell, Notebook
from course_utils.texts import Message, say

CHECK_PREFIX = "check-"
# Changing these is nobody's loss: what the set-up cell imports is kept in grading.
_OWN = ("setup", "colab-setup", "hand-in")


def structure_findings(
    notebook: Notebook, released: Released, found: Match
) -> Iterator[NotebookFinding]:
    """What is wrong with the cells themselves."""
    changed, missing, empty = [], [], []
    for cell in released.cells:
        places = found.places.get(cell.id, ())
        if cell.stub:
            beside = found.elsewhere.get(cell.id, ()) or found.words.get(cell.id, ())
            if places and not beside and not filled(cell, places, notebook.cells):
                empty.append(cell.id)
            yield from _answer_findings(cell, notebook.cells, found)
        elif cell.role == "check" and not places:
            missing.append(cell.id)
        elif cell.role in ("check", "locked") and cell.id not in _OWN:
            texts = {checksum(notebook.cells[place].source) for place in places}
            if texts - {cell.checksum}:
                changed.append(cell.id)
    if empty:
        what = say("cells.as-handed-out", count=len(empty), names=", ".join(empty))
        yield NotebookFinding("mend", say("cells.not-attempted"), what, exercises=tuple(empty))
    if missing:
        yield NotebookFinding(
            "note",
            ", ".join(missing),
            say("cells.check-gone", count=len(missing)),
            say("cells.check-gone.todo", exercise=missing[0].removeprefix(CHECK_PREFIX)),
        )
    if changed:
        yield NotebookFinding(
            "note",
            ", ".join(changed),
            say("cells.locked-changed", count=len(changed)),
            say("cells.locked-changed.todo"),
        )


def _answer_findings(
    cell: ReleasedCell, cells: tuple[Cell, ...], found: Match
) -> Iterator[NotebookFinding]:
    places = found.places.get(cell.id, ())
    written = filled(cell, places, cells)
    if not written and (beside := _beside(cell, cells, found)):
        code = "cells.own-empty" if places else "cells.own-missing"
        yield NotebookFinding("note", cell.id, say(code, beside=beside))
        return
    if not places:
        todo = say("cells.missing-words.todo")
        if cell.role == "exercise":
            todo = say("cells.missing.todo", exercise=cell.id)
        yield NotebookFinding("mend", cell.id, say("cells.missing"), todo)
        return
    mine = cells[counting(cell, places, cells)]
    if len(places) > 1:
        yield NotebookFinding("note", cell.id, *_several(cell, len(places), written, cells))
    if mine.kind != cell.type:
        keys = "Y" if cell.type == "code" else "M"
        turned = say("cells.turned", kind=mine.kind) if mine.kind else say("cells.turned-nameless")
        todo = say("cells.turned.todo", key=keys, kind=cell.type)
        yield NotebookFinding("mend", cell.id, turned, todo)
    if cell.id in found.by_text:
        safe = say("cells.marks-lost.todo", exercise=cell.id) if cell.role == "exercise" else ""
        yield NotebookFinding("note", cell.id, say("cells.marks-lost"), safe)
    faults = [_syntax(cells[place].source) for place in written] if cell.role == "exercise" else []
    if fault := next(filter(None, faults), None):
        yield NotebookFinding("mend", cell.id, fault, say("cells.no-python.todo"))


def _beside(cell: ReleasedCell, cells: tuple[Cell, ...], found: Match) -> Message | None:
    """What grading does where the answer stands in another cell; None where it stands in none."""
    if places := found.elsewhere.get(cell.id, ()):
        return say("cells.elsewhere", cell=_named(cells[places[-1]]))
    places = found.words.get(cell.id, ())
    if not places:
        return None
    first = _named(cells[places[0]])
    if len(places) == 1:
        return say("cells.words-elsewhere", cell=first)
    return say("cells.words-in-several", cell=first, more=len(places) - 1)


def _named(mine: Cell) -> Message:
    """A cell as its reader finds it again."""
    first = next(line.strip() for line in mine.source.splitlines() if line.strip())
    return say("cells.beginning", text=f"{first[:40]}{'…' if len(first) > 40 else ''}")


def _several(
    cell: ReleasedCell, count: int, written: list[int], cells: tuple[Cell, ...]
) -> tuple[Message, Message]:
    """What grading does with an answer in several cells."""
    what = say("cells.several", times=count)
    if len(written) < 2:
        return what, say("cells.several-one")
    names = asked_for(cell)
    if sum(bool(gives(cells[place].source) & names) for place in written) > 1:
        return what, say("cells.several-last")
    return what, say("cells.several-all")


def broken(notebook: Notebook, released: Released, found: Match) -> set[str]:
    """The answers that cannot run whatever the rest is: empty, missing or no Python."""
    names = set()
    for cell in released.cells:
        if cell.stub and cell.id not in found.elsewhere:
            written = filled(cell, found.places.get(cell.id, ()), notebook.cells)
            if not written or any(_syntax(notebook.cells[place].source) for place in written):
                names.add(cell.id)
    return names


def _syntax(source: str) -> Message | None:
    """A sentence about a cell that is no Python; cells with magics are left to the kernel."""
    if any(line.lstrip().startswith(("%", "!")) for line in source.splitlines()):
        return None
    try:
        ast.parse(source)
    except SyntaxError as fault:
        return say("cells.no-python", message=fault.msg, line=str(fault.lineno))
    except (ValueError, RecursionError, MemoryError) as fault:
        return say("cells.no-python-at-all", kind=type(fault).__name__)
    return None
