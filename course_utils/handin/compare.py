"""The saved notebook beside the released one: what is damaged, missing, doubled, retyped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course_utils.core.released import Released, ReleasedCell, checksum
from course_utils.handin.findings import NotebookFinding
from course_utils.handin.match import Match, asked_for, counting, filled, gives
from course_utils.handin.notebook import Cell, Notebook

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
        cells = "its cell is" if len(empty) == 1 else "their cells are"
        what = f"{', '.join(empty)}: {cells} as handed out."
        yield NotebookFinding("mend", "not attempted", what, exercises=tuple(empty))
    if missing:
        yield NotebookFinding(
            "note",
            ", ".join(missing),
            "The check cell is gone." if len(missing) == 1 else "These check cells are gone.",
            "It costs nothing, grading has its own. You can write it again, such as "
            f'`check("{missing[0].removeprefix(CHECK_PREFIX)}")`.',
        )
    if changed:
        yield NotebookFinding(
            "note",
            ", ".join(changed),
            "A locked cell was changed." if len(changed) == 1 else "Locked cells were changed.",
            "Grading uses the released text. If your answer needs what you wrote there, move "
            "that into a cell of your own.",
        )


def _answer_findings(
    cell: ReleasedCell, cells: tuple[Cell, ...], found: Match
) -> Iterator[NotebookFinding]:
    places = found.places.get(cell.id, ())
    written = filled(cell, places, cells)
    if not written and (beside := _beside(cell, cells, found)):
        gone = "is as handed out" if places else "is missing"
        yield NotebookFinding("note", cell.id, f"Its own cell {gone}. {beside}")
        return
    if not places:
        todo = "Write the answer in a new cell of its own."
        if cell.role == "exercise":
            todo = f'`reset("{cell.id}")` gives it back, empty; or undo the deletion (Edit menu).'
        yield NotebookFinding("mend", cell.id, "Its cell is missing.", todo)
        return
    mine = cells[counting(cell, places, cells)]
    if len(places) > 1:
        yield NotebookFinding("note", cell.id, *_several(cell, len(places), written, cells))
    if mine.kind != cell.type:
        keys = "Y" if cell.type == "code" else "M"
        yield NotebookFinding(
            "mend",
            cell.id,
            f"Its cell was turned into a {mine.kind or 'nameless'} cell.",
            f"Select the cell, press Esc, then {keys}: it is a {cell.type} cell again.",
        )
    if cell.id in found.by_text:
        yield NotebookFinding(
            "note",
            cell.id,
            "Its cell has lost the marks by which it is known; it was found by its text.",
            f"To be safe, let its first line be `# exercise: {cell.id}`."
            if cell.role == "exercise"
            else "",
        )
    faults = [_syntax(cells[place].source) for place in written] if cell.role == "exercise" else []
    if fault := next(filter(None, faults), ""):
        yield NotebookFinding(
            "mend", cell.id, fault, "Nothing in this cell can run until it is mended."
        )


def _beside(cell: ReleasedCell, cells: tuple[Cell, ...], found: Match) -> str:
    """What grading does where the answer stands in another cell; empty where it stands in none."""
    if places := found.elsewhere.get(cell.id, ()):
        return f"The answer in {_named(cells[places[-1]])} counts."
    places = found.words.get(cell.id, ())
    if not places:
        return ""
    more = "" if len(places) == 1 else f", and in {len(places) - 1} more of your own cells,"
    return f"Your instructor will read what you wrote in {_named(cells[places[0]])}{more} instead."


def _named(mine: Cell) -> str:
    """A cell as its reader finds it again."""
    first = next(line.strip() for line in mine.source.splitlines() if line.strip())
    return f"the cell that begins with “{first[:40]}{'…' if len(first) > 40 else ''}”"


def _several(
    cell: ReleasedCell, count: int, written: list[int], cells: tuple[Cell, ...]
) -> tuple[str, str]:
    """What grading does with an answer in several cells."""
    what = f"Its cell is there {count} times."
    if len(written) < 2:
        return what, "The one that is filled in counts."
    names = asked_for(cell)
    if sum(bool(gives(cells[place].source) & names) for place in written) > 1:
        return what, "All of them run, in their order: what the last one defines counts."
    return what, "All of them count, in their order."


def broken(notebook: Notebook, released: Released, found: Match) -> set[str]:
    """The answers that cannot run whatever the rest is: empty, missing or no Python."""
    names = set()
    for cell in released.cells:
        if cell.stub and cell.id not in found.elsewhere:
            written = filled(cell, found.places.get(cell.id, ()), notebook.cells)
            if not written or any(_syntax(notebook.cells[place].source) for place in written):
                names.add(cell.id)
    return names


def _syntax(source: str) -> str:
    """A sentence about a cell that is no Python; cells with magics are left to the kernel."""
    if any(line.lstrip().startswith(("%", "!")) for line in source.splitlines()):
        return ""
    try:
        ast.parse(source)
    except SyntaxError as fault:
        return f"Python cannot read it: {fault.msg}, line {fault.lineno} of the cell."
    except (ValueError, RecursionError, MemoryError) as fault:
        return f"Python cannot read it: {type(fault).__name__}."
    return ""
