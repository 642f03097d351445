"""Added cells are kept up to a limit; nothing of an answer is lost, and what is cut is said."""

from __future__ import annotations

import json

import nbformat
import pytest

from autograder.rebuild.reading import MAX_SOURCE
from autograder.rebuild.rebuilt import rebuild
from autograder.rebuild.shorten import MAX_ADDED, shorten
from autograder.submission.remark import for_students, texts

ANSWER = 'def bce(yhat, y):\n    """' + "\x01" * 150_000 + '"""\n'


@pytest.mark.parametrize("sign", ["\x01", '"', "é", "\U0001f600", "a"])
def test_a_notebook_of_long_added_cells_stays_small(filled, as_bytes, released, sign):
    notebook = filled(bce=ANSWER)
    for number in range(30):
        source = f"# {number}\n" + sign * 190_000
        notebook.cells.append(nbformat.v4.new_code_cell(source, id=f"mine-{number}"))
    rebuilt = rebuild(as_bytes(notebook), released)

    flags = shorten(rebuilt.notebook, rebuilt.added)

    text = json.dumps(json.dumps(rebuilt.notebook, ensure_ascii=False))
    answer = len(json.dumps(json.dumps(ANSWER)))
    assert len(text) < 2 * MAX_ADDED + 2 * answer
    assert next(c.source for c in rebuilt.notebook.cells if c.id == "bce").count("\x01") == 150_000
    assert rebuilt.code["bce"].count("\x01") == 150_000
    assert len([cell for cell in rebuilt.notebook.cells if cell.id in rebuilt.added]) == 30
    assert flags and "the file that was handed in has them in full" in flags[0].text
    assert for_students(flags) == texts(flags)


def test_added_cells_as_people_write_them_are_kept_whole(filled, as_bytes, released):
    notebook = filled()
    for number in range(200):
        notebook.cells.append(nbformat.v4.new_code_cell("x = 1\n" * 200, id=f"mine-{number}"))
    rebuilt = rebuild(as_bytes(notebook), released)
    before = [cell.source for cell in rebuilt.notebook.cells]
    assert shorten(rebuilt.notebook, rebuilt.added) == []
    assert [cell.source for cell in rebuilt.notebook.cells] == before


def test_a_cell_that_is_longer_than_is_read_is_said_to_be_cut(filled, as_bytes, released):
    notebook = filled()
    notebook.cells.append(nbformat.v4.new_code_cell("y" * (MAX_SOURCE + 9), id="long"))
    flags = rebuild(as_bytes(notebook), released).remarks
    assert texts(flags) == ("1 of its cells were cut: they are longer than 200,000 characters",)
    assert for_students(flags) == texts(flags)
