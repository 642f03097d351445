"""The saved notebook beside the released one: what is damaged, missing, doubled, retyped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from course_utils.handin.findings import Finding
from course_utils.handin.match import Match, counting
from course_utils.handin.notebook import Cell, Notebook
from course_utils.released import Released, ReleasedCell, checksum

CHECK_PREFIX = "check-"
# Changing these is nobody's loss: what the set-up cell imports is kept in grading.
_OWN = ("setup", "colab-setup", "hand-in")


def structure_findings(notebook: Notebook, released: Released, found: Match) -> Iterator[Finding]:
    """What is wrong with the cells themselves."""
    changed, missing, empty = [], [], []
    for cell in released.cells:
        places = found.places.get(cell.id, ())
        if cell.stub:
            if places and is_empty(cell, notebook.cells[counting(cell, places, notebook.cells)]):
                empty.append(cell.id)
            yield from _answer_findings(cell, places, notebook.cells, cell.id in found.by_text)
        elif cell.role == "check" and not places:
            missing.append(cell.id)
        elif cell.role in ("check", "locked") and cell.id not in _OWN:
            texts = {checksum(notebook.cells[place].source) for place in places}
            if texts - {cell.checksum}:
                changed.append(cell.id)
    if empty:
        cells = "its cell is" if len(empty) == 1 else "their cells are"
        yield Finding("mend", "not attempted", f"{', '.join(empty)}: {cells} as handed out.")
    if missing:
        yield Finding(
            "note",
            ", ".join(missing),
            "The check cell is gone." if len(missing) == 1 else "These check cells are gone.",
            "It costs nothing, grading has its own. You can write it again, such as "
            f'`check("{missing[0].removeprefix(CHECK_PREFIX)}")`.',
        )
    if changed:
        yield Finding(
            "note",
            ", ".join(changed),
            "A locked cell was changed." if len(changed) == 1 else "Locked cells were changed.",
            "Grading uses the released text. If your answer needs what you wrote there, move "
            "that into a cell of your own.",
        )


def _answer_findings(
    cell: ReleasedCell, places: tuple[int, ...], cells: tuple[Cell, ...], by_text: bool
) -> Iterator[Finding]:
    if not places:
        todo = "Write the answer in a new cell of its own."
        if cell.role == "exercise":
            todo = f'`reset("{cell.id}")` gives it back, empty; or undo the deletion (Edit menu).'
        yield Finding("mend", cell.id, "Its cell is missing.", todo)
        return
    mine = cells[counting(cell, places, cells)]
    if len(places) > 1:
        yield Finding(
            "mend",
            cell.id,
            f"Its cell is there {len(places)} times.",
            "Of these the last one that is filled in counts: delete the others.",
        )
    if mine.kind != cell.type:
        keys = "Y" if cell.type == "code" else "M"
        yield Finding(
            "mend",
            cell.id,
            f"Its cell was turned into a {mine.kind or 'nameless'} cell.",
            f"Select the cell, press Esc, then {keys}: it is a {cell.type} cell again.",
        )
    if by_text:
        yield Finding(
            "note",
            cell.id,
            "Its cell has lost the marks by which it is known; it was found by its text.",
            f"To be safe, let its first line be `# exercise: {cell.id}`."
            if cell.role == "exercise"
            else "",
        )
    if cell.role == "exercise" and (fault := _syntax(mine.source)):
        yield Finding("mend", cell.id, fault, "Nothing in this cell can run until it is mended.")


def broken(notebook: Notebook, released: Released, found: Match) -> set[str]:
    """The answers that cannot run whatever the rest is: empty, missing or no Python."""
    names = set()
    for cell in released.cells:
        if cell.stub:
            places = found.places.get(cell.id, ())
            mine = notebook.cells[counting(cell, places, notebook.cells)] if places else None
            if mine is None or is_empty(cell, mine) or _syntax(mine.source):
                names.add(cell.id)
    return names


def is_empty(cell: ReleasedCell, mine: Cell) -> bool:
    """Whether the student's cell is the stub still, or has no text at all."""
    return checksum(mine.source) == cell.checksum or not mine.source.strip()


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
