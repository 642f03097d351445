"""Whatever is done to its cells, every word that a student wrote is in the rebuilt notebook."""

from __future__ import annotations

import copy

import nbformat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.rebuild.rebuilt import rebuild
from autograder.rebuild.releases import read_released

PAPER = read_released("06_paper")
ANSWERS = ("adam", "paper-experiment", "written-answer")
NEW = {"markdown": new_markdown_cell, "code": new_code_cell, "raw": new_raw_cell}
place = st.integers(0, 200)
edits = st.lists(
    st.one_of(
        st.tuples(st.just("add"), place, st.sampled_from(sorted(NEW))),
        st.tuples(st.just("write"), st.sampled_from(ANSWERS), st.booleans()),
        st.tuples(st.just("split"), st.sampled_from(ANSWERS), place),
        st.tuples(st.just("retype"), st.sampled_from(ANSWERS), st.sampled_from(sorted(NEW))),
        st.tuples(st.just("strip"), st.sampled_from(ANSWERS), st.booleans()),
        st.tuples(st.just("move"), place, place),
        st.tuples(st.just("copy and write"), place, place),
    ),
    max_size=8,
)


def edited(steps: list[tuple]) -> nbformat.NotebookNode:
    """The notebook after these edits; each text that is written is another one."""
    notebook = copy.deepcopy(PAPER)
    cells = notebook.cells
    for number, (what, one, other) in enumerate(steps):
        words = f"wrote{number}x"
        answer = next((cell for cell in cells if cell.id == one), None)
        if what == "add":
            cells.insert(one % len(cells), NEW[other](words, id=f"n{number}"))
        elif what == "write" and answer is not None:
            answer.source = f"{answer.source}\n{words}" if other else words
        elif what == "split" and answer is not None:
            half = {**copy.deepcopy(answer), "id": f"h{number}", "source": words}
            cells.insert(other % len(cells), nbformat.from_dict(half))
        elif what == "retype" and answer is not None:
            new = NEW[other](answer.source, id=answer.id, metadata=answer.metadata)
            cells[cells.index(answer)] = new
        elif what == "strip" and answer is not None:
            answer.metadata = {}
            answer.id = f"s{number}" if other else answer.id
        elif what == "move":
            cells.insert(other % len(cells), cells.pop(one % len(cells)))
        elif what == "copy and write":
            twin = copy.deepcopy(cells[one % len(cells)])
            twin.id, twin.source = f"c{number}", words
            cells.insert(other % len(cells), twin)
    return notebook


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits)
def test_every_text_that_was_written_is_in_the_rebuilt_notebook(steps: list[tuple]) -> None:
    notebook = edited(steps)
    result = rebuild(nbformat.writes(notebook).encode(), PAPER)
    kept = "\n".join(cell.source for cell in result.notebook.cells)
    handed_in = "\n".join(cell.source for cell in notebook.cells)
    for number in range(len(steps)):
        words = f"wrote{number}x"
        assert (words in kept) is (words in handed_in), (words, result.remarks)
    ids = [cell.id for cell in result.notebook.cells]
    assert len(set(ids)) == len(ids) and {cell.id for cell in PAPER.cells} <= set(ids)
    nbformat.validate(result.notebook)
