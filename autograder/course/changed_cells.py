"""A chapter whose cells have changed since it was graded first, after an upgrade perhaps.

nbgrader makes no assignment anew that has submissions if a single cell has come or gone, not even
a locked one with a picture. Locked cells hold no marks, so the gradebook can follow them. A cell
with points cannot come or go: there are marks for those that were there.
"""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry

from autograder.errors import Refused


def follow_locked_cells(book: Gradebook, chapter: str, source: NotebookNode) -> None:
    """Let the gradebook have the locked cells of the chapter as it is now.

    Args:
        book: the course's.
        chapter: the assignment's name.
        source: the instructor's notebook.

    Raises:
        Refused: cells with points have come or gone; nothing was changed.
    """
    try:
        there = book.find_notebook(chapter, chapter)
    except MissingEntry:
        return
    if not there.submissions:
        return
    cells = {
        cell.metadata.nbgrader["grade_id"]: cell
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id")
    }
    graded = {name for name, cell in cells.items() if utils.is_grade(cell)}
    written = {name for name, cell in cells.items() if utils.is_solution(cell)}
    before = {one.name for one in there.grade_cells}, {one.name for one in there.solution_cells}
    if (graded, written) != before:
        names = sorted((graded ^ before[0]) | (written ^ before[1]))
        raise Refused(
            f"{chapter} has got or lost exercises since it was first graded here "
            f"({', '.join(names)}), and nbgrader has one set of cells for a chapter's marks. "
            "Grade it with the version of this project that it was begun with, or grade the "
            "chapter in a new course folder."
        )
    for one in list(there.source_cells):
        if one.name not in cells:
            book.db.delete(one)
    for name in cells.keys() - {one.name for one in there.source_cells}:
        cell = cells[name]
        about = {"cell_type": cell.cell_type, "source": cell.source}
        book.update_or_create_source_cell(name, chapter, chapter, **about)
    book.db.commit()
