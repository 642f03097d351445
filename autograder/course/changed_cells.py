"""A chapter whose cells have changed since it was graded first, after an upgrade perhaps.

nbgrader makes no assignment anew that has submissions if a single cell has come or gone. Here the
gradebook follows. Locked cells hold no marks: they come and go. A cell with points that is new is
added, and no submission that is there gets a row for it. One that is gone stays for as long as a
submission has a row for it, which keeps its mark, and goes with the last of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, Notebook
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells
from sqlalchemy import exists, select


class SaveCellsBesideOthers(SaveCells):  # type: ignore[misc]
    """nbgrader's own, which leaves in the gradebook what other releases of the notebook have.

    It refuses a notebook whose cells are not those that are there. So those that are new are put
    there first, and those that are gone are taken for cells of this notebook, as they are.
    """

    def _create_notebook(self, nb: NotebookNode) -> None:
        try:
            there = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            there = None
        if there is not None and there.submissions:
            self._bring_together(there)
        super()._create_notebook(nb)

    def _bring_together(self, there: Notebook) -> None:
        book, place = self.gradebook, (self.notebook_id, self.assignment_id)
        kinds: tuple[tuple[Any, dict[str, Any], Callable[..., Any]], ...] = (
            (there.grade_cells, self.new_grade_cells, book.update_or_create_grade_cell),
            (there.solution_cells, self.new_solution_cells, book.update_or_create_solution_cell),
            (there.source_cells, self.new_source_cells, book.update_or_create_source_cell),
        )
        # First what there is: an assignment that lacks a cell is worse than one with one too many.
        known = [{one.name for one in cells} for cells, _, _ in kinds]
        for (_, new, create), names in zip(kinds, known, strict=True):
            for name in new.keys() - names:
                create(name, *place, **new[name])
        for (_, new, _), names in zip(kinds, known, strict=True):
            new.update({name: {} for name in names - new.keys()})


def saving_beside_others() -> list[type]:
    """The steps by which nbgrader makes an assignment, with :class:`SaveCellsBesideOthers`."""
    usual = GenerateAssignment.class_traits()["preprocessors"].default()
    return [SaveCellsBesideOthers if step is SaveCells else step for step in usual]


def drop_unused_cells(book: Gradebook, chapter: str, source: NotebookNode) -> None:
    """Take out of the gradebook what the chapter has no more and no submission has a row for.

    Args:
        book: the course's.
        chapter: the assignment's name.
        source: the instructor's notebook.
    """
    try:
        there = book.find_notebook(chapter, chapter)
    except MissingEntry:
        return
    if not there.submissions:
        return  # nbgrader makes it anew
    cells = {
        cell.metadata.nbgrader["grade_id"]: cell
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id")
    }
    graded = {name for name, cell in cells.items() if utils.is_grade(cell)}
    written = {name for name, cell in cells.items() if utils.is_solution(cell)}
    kept = set(cells)
    for have, rows, names in (
        (there.grade_cells, Grade, graded),
        (there.solution_cells, Comment, written),
    ):
        for cell in [one for one in have if one.name not in names]:
            if book.db.scalar(select(exists().where(rows.cell_id == cell.id))):
                kept.add(cell.name)
            else:
                book.db.delete(cell)
    for one in [one for one in there.source_cells if one.name not in kept]:
        book.db.delete(one)
    book.db.commit()
