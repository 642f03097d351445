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
from course_utils.texts import Message, say
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


def _what(own: list[Source], target: Target) -> Message:
    if any(stands_alone(source, target) for source in own):
        return say("symbol.no-method-of", symbol=target.symbol, name=target.name)
    if close := defined_instead(own, target):
        return say("symbol.renamed", found=close, name=target.name)
    return say("symbol.undefined", name=target.name)


def _todo(exercise: Exercise, own: list[Source], target: Target) -> Message:
    mark, name = points(exercise.points), target.name
    if not target.method:
        return say("symbol.name", points=mark, name=name)
    if any(stands_alone(source, target) for source in own):
        return say("symbol.write-method-of", points=mark, name=name, symbol=target.symbol)
    return say("symbol.name-method", points=mark, name=name, symbol=target.symbol)
