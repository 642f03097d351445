"""How much of a student's added cells is kept, in the rebuilt notebook and in the journal.

A file may hold 2,000 cells of 200,000 characters. The rebuilt notebook is JSON, and stands as
a text in the journal's JSON: a quotation mark becomes four characters, a control character
seven, an accent six. Answers are kept whole; the file that was handed in is, too.
"""

from __future__ import annotations

import json
from collections.abc import Set

from nbformat import NotebookNode

from autograder.submission.remark import Remark

MAX_ADDED = 4_000_000  # characters of JSON, all added code of a notebook together
_HEAD = 500  # characters that are kept of a cell beyond


def shorten(notebook: NotebookNode, added: Set[str]) -> list[Remark]:
    """Cut the added cells that no longer fit, in place, once they have been run.

    Args:
        notebook: the rebuilt one.
        added: the ids of the cells that the student added.

    Returns:
        A remark that says how many were cut, if any were.
    """
    room, cut = MAX_ADDED, 0
    for cell in notebook.cells:
        if cell.id not in added or cell.cell_type != "code":
            continue
        size = len(json.dumps(cell.source))
        if size > room and len(cell.source) > _HEAD:
            left = len(cell.source) - _HEAD
            cell.source = (
                f"{cell.source[:_HEAD]}\n# [{left} more characters were run and are not kept here.]"
            )
            cut += 1
        else:
            room -= size
    return [Remark("added-code-cut", count=cut)] if cut else []
