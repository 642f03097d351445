"""From answers to the bytes of a file: filled in, damaged, or saved by an odd editor."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping

import nbformat
from nbformat import NotebookNode


def fill(released: NotebookNode, cells: Mapping[str, str]) -> NotebookNode:
    """The released notebook with these texts in its cells, by cell id."""
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        cell.source = cells.get(cell.id, cell.source)
    return notebook


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """The file as Jupyter writes it."""
    return f"{nbformat.writes(notebook, version=4)}\n".encode()


def with_scratch(notebook: NotebookNode, after: str, source: str) -> NotebookNode:
    """With a cell that the student added."""
    notebook = copy.deepcopy(notebook)
    index = _index(notebook, after)
    notebook.cells.insert(index + 1, nbformat.v4.new_code_cell(source, id="scratch-1"))
    return notebook


def without(notebook: NotebookNode, *ids: str) -> NotebookNode:
    """With these cells deleted."""
    notebook = copy.deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ids]
    return notebook


def doubled(notebook: NotebookNode, exercise: str) -> NotebookNode:
    """An exercise's cell and its check pasted once more: nbgrader's ids occur twice."""
    notebook = copy.deepcopy(notebook)
    index = _index(notebook, f"check-{exercise}")
    copies = copy.deepcopy(notebook.cells[index - 1 : index + 1])
    for cell in copies:
        cell.id = f"{cell.id[:40]}-again"
    notebook.cells[index + 1 : index + 1] = copies
    return notebook


def retyped(notebook: NotebookNode, points: float) -> NotebookNode:
    """With the marks written by hand: more points, other grade ids, other cell ids.

    The first line of each answer, which would name the exercise, is gone as well.
    """
    notebook = copy.deepcopy(notebook)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"mine-{number}"
        if cell.cell_type == "code" and cell.source.startswith("# exercise:"):
            cell.source = cell.source.partition("\n")[2]
        marks = cell.metadata.get("nbgrader")
        if marks:
            marks["grade_id"] = f"mine-{number}"
            if "points" in marks:
                marks["points"] = points
    return notebook


def with_outputs(notebook: NotebookNode, exercise: str, size: int) -> NotebookNode:
    """With a stream output of ``size`` characters under an exercise's cell."""
    notebook = copy.deepcopy(notebook)
    line = "0.6931471805599453 " * 5 + "\n"
    text = line * (size // len(line))
    cell = notebook.cells[_index(notebook, exercise)]
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
    cell.execution_count = 1
    return notebook


def latin_1(notebook: NotebookNode) -> bytes:
    """As an editor saves it that knows no UTF-8: what Latin-1 lacks has become ``?``."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1)
    return text.encode("latin-1", errors="replace")


def cut_off(notebook: NotebookNode) -> bytes:
    """The first part of the file: an upload that broke off."""
    data = notebook_bytes(notebook)
    return data[: len(data) * 2 // 3]


def _index(notebook: NotebookNode, cell_id: str) -> int:
    return next(i for i, cell in enumerate(notebook.cells) if cell.id == cell_id)
