"""Whether the saved cells define what each exercise asks for, and what it means for the mark."""

from __future__ import annotations

from collections.abc import Iterator

from course_utils.core.exercise import Exercise, exercises
from course_utils.core.released import Released
from course_utils.handin.findings import NotebookFinding
from course_utils.handin.match import Match, is_blank
from course_utils.handin.notebook import Notebook
from course_utils.notebook.defines import (
    Sight,
    Source,
    Target,
    defined_instead,
    parse_cell,
    sight,
    stands_alone,
    target_of,
)
from course_utils.views.figures import points


def symbol_findings(
    notebook: Notebook, released: Released, found: Match
) -> Iterator[NotebookFinding]:
    """Filled-in exercises whose name no saved cell defines; of what cannot be seen, nothing.

    A cell that is no Python is told of elsewhere.
    """
    known = exercises()
    code = {
        place: parse_cell(cell.source)
        for place, cell in enumerate(notebook.cells)
        if cell.kind == "code"
    }
    stubs = {
        place
        for cell in released.cells
        if cell.stub
        for place in found.places.get(cell.id, ())
        if is_blank(cell, notebook.cells[place])
    }
    everywhere = [source for place, source in code.items() if place not in stubs]
    for cell in released.cells:
        if cell.role != "exercise" or cell.id not in known:
            continue
        places = found.places.get(cell.id, ())
        own = [code[place] for place in places if place in code and place not in stubs]
        if not own or any(source.tree is None for source in own):
            continue
        target = target_of(known[cell.id])
        if _is_defined(everywhere, own, target):
            continue
        yield NotebookFinding(
            "mend", cell.id, _what(own, target), _todo(known[cell.id], own, target)
        )


def _is_defined(everywhere: list[Source], own: list[Source], target: Target) -> bool:
    """Whether some saved cell defines it; for all that is known, where the own cell hides it."""
    if any(sight(source, target) is Sight.UNSEEN for source in own):
        return True
    return any(sight(source, target) is Sight.YES for source in everywhere)


def _what(own: list[Source], target: Target) -> str:
    if any(stands_alone(source, target) for source in own):
        return (
            f"`@method_of({target.symbol})` is missing above `def {target.name}` in the saved cell."
        )
    if close := defined_instead(own, target):
        return f"The saved cell defines `{close}`, not `{target.name}`."
    return f"The saved cell does not define `{target.name}`."


def _todo(exercise: Exercise, own: list[Source], target: Target) -> str:
    mark = f"As it is, it gets 0 of {points(exercise.points)} points: grading looks for "
    mark += (
        f"the method `{target.name}` of `{target.symbol}`."
        if target.method
        else f"`{target.name}`."
    )
    if any(stands_alone(source, target) for source in own):
        mend = "Write that line, run the cell"
    else:
        mend = f"Give it the name `{target.name}`, run the cell"
    return f"{mark} {mend}, and save."
