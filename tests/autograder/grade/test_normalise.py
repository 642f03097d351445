"""Rebuilding a student's notebook from the released one."""

from __future__ import annotations

import copy
import json
import random
import time

import nbformat
import pytest

from autograder.rebuild.rebuilt import Unreadable, rebuild
from autograder.submission.remark import texts
from tests.hostile.words import PNG


def rebuilt_text(result, cell_id):
    return next(cell.source for cell in result.notebook.cells if cell.id == cell_id)


def test_an_untouched_notebook_has_nothing_to_grade_and_no_flags(released, as_bytes):
    result = rebuild(as_bytes(released), released)
    assert len(result.untouched) == 8
    assert result.remarks == []


def test_answers_are_grafted_and_nothing_else_is(filled, released, as_bytes):
    notebook = filled()
    for cell in notebook.cells:
        if cell.id == "check-bce":
            cell.source = "pass"
            cell.metadata.nbgrader.points = 1000
    result = rebuild(as_bytes(notebook), released)
    assert not result.untouched
    assert rebuilt_text(result, "check-bce") == 'check("bce")'
    check = next(cell for cell in result.notebook.cells if cell.id == "check-bce")
    assert check.metadata.nbgrader.points == 2
    assert texts(result.remarks) == (
        "1 locked check was changed; the released text counts: check-bce",
    )


@pytest.mark.parametrize(
    "damage",
    [
        lambda cell: cell.metadata.clear(),
        lambda cell: cell.metadata.update(nbgrader={"grade_id": "other", "schema_version": 99}),
        lambda cell: cell.update(id="something-else", metadata={}),
        lambda cell: cell.update(
            id="x1", metadata={}, source=cell.source.replace("# exercise: bce\n", "")
        ),
    ],
    ids=["no metadata", "foreign metadata", "other id", "found by its text alone"],
)
def test_an_answer_is_found_when_an_editor_dropped_its_marks(damage, filled, released, as_bytes):
    notebook = filled()
    damage(next(cell for cell in notebook.cells if cell.id == "bce"))
    result = rebuild(as_bytes(notebook), released)
    assert "bce" not in result.untouched
    assert "def bce" in rebuilt_text(result, "bce")
    assert not result.added


def test_a_retyped_answer_still_counts_and_is_flagged(filled, released, as_bytes):
    notebook = filled()
    for index, cell in enumerate(notebook.cells):
        if cell.id == "bce":
            notebook.cells[index] = nbformat.v4.new_markdown_cell(
                cell.source, id=cell.id, metadata=cell.metadata
            )
    result = rebuild(as_bytes(notebook), released)
    assert texts(result.remarks) == ("the cell of bce was a markdown cell",)
    rebuilt = next(cell for cell in result.notebook.cells if cell.id == "bce")
    assert rebuilt.cell_type == "code" and "def bce" in rebuilt.source


def test_of_a_doubled_cell_the_changed_copy_counts(filled, released, as_bytes):
    notebook = filled()
    stub = next(cell for cell in released.cells if cell.id == "bce")
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "bce")
    notebook.cells.insert(at + 1, nbformat.from_dict({**stub, "id": "copy"}))
    result = rebuild(as_bytes(notebook), released)
    assert "def bce" in result.code["bce"] and "NotAttempted" not in result.code["bce"]


def test_a_deleted_cell_is_named_and_the_others_are_kept(filled, released, as_bytes):
    notebook = filled()
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("bce", "check-bce")]
    result = rebuild(as_bytes(notebook), released)
    assert texts(result.remarks) == ("the cell of bce is missing",)
    assert result.untouched == {"bce"}


def test_an_added_helper_cell_stays_where_it_was(filled, released, as_bytes):
    notebook = filled()
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "bce")
    notebook.cells.insert(at, nbformat.v4.new_code_cell("def helper(): return 1", id="mine"))
    result = rebuild(as_bytes(notebook), released)
    ids = [cell.id for cell in result.notebook.cells]
    assert result.added == {"added-1"}
    assert ids.index("added-1") < ids.index("bce")


def test_an_import_that_was_written_into_the_set_up_cell_is_not_lost(filled, released, as_bytes):
    notebook = filled()
    setup = next(cell for cell in notebook.cells if cell.id == "setup")
    setup.source += "\nimport numpy as np"
    result = rebuild(as_bytes(notebook), released)
    ids = [cell.id for cell in result.notebook.cells]
    added = rebuilt_text(result, "added-1")
    assert "import numpy as np" in added
    assert ids.index("added-1") == ids.index("setup") + 1


def test_notebook_format_3_is_read(filled, released):
    cells = [
        {"cell_type": "code", "input": cell.source.splitlines(keepends=True), "metadata": {}}
        for cell in filled().cells
        if cell.cell_type == "code"
    ]
    data = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]}).encode()
    result = rebuild(data, released)
    assert not result.untouched
    assert "it is in the old notebook format 3" in texts(result.remarks)


def test_latin_1_is_read_and_flagged(filled, released):
    notebook = filled()
    next(cell for cell in notebook.cells if cell.id == "bce").source += "\n# für später"
    data = json.dumps(notebook, ensure_ascii=False)
    data = data.encode("latin-1", "replace")
    result = rebuild(data, released)
    assert "bce" not in result.untouched
    assert "it is not in UTF-8; it was read as Latin-1" in texts(result.remarks)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"{bad", "not valid JSON"),
        (b'{"cells": [', "not valid JSON"),
        (b"[1, 2]", "a list and not a notebook"),
        (b'{"a": 1}', "no list of cells"),
        (b'{"cells": []}', "no cells"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"cells": ' + b"9" * 10_000 + b"}", "cannot be read"),
        (b"\x00\x01\x02", "not valid JSON"),
    ],
)
def test_what_is_no_notebook_is_unreadable_with_a_reason(data, words, released):
    with pytest.raises(Unreadable, match=words):
        rebuild(data, released)


def test_odd_cells_do_not_break_the_reading(released):
    cells = [None, 7, {"cell_type": 3, "source": 5, "metadata": [], "id": {}}, {"source": ["a", 1]}]
    cells += [{"cell_type": "code", "source": "x = '\\ud800'", "metadata": {"nbgrader": 3}}]
    result = rebuild(json.dumps({"cells": cells}).encode(), released)
    assert len(result.untouched) == 8


def test_a_cell_of_empty_lines_is_read_in_no_time(filled, released, as_bytes):
    notebook = filled()
    notebook.cells += [
        nbformat.v4.new_code_cell("\n" * 199_999, id="empty-lines"),
        nbformat.v4.new_code_cell("def " + " " * 199_000, id="blanks"),
    ]
    begun = time.process_time()
    assert not rebuild(as_bytes(notebook), released).untouched
    assert time.process_time() - begun < 5  # it took 100 seconds


def test_a_file_that_would_fill_the_memory_is_refused_before_it_is_parsed(released):
    data = b'{"cells": [' + b"[]," * 21_000_000 + b"0]}"
    with pytest.raises(Unreadable, match="too many values: clear its outputs"):
        rebuild(data, released)


def test_the_line_that_names_the_exercise_weighs_more_than_the_marks(filled, released, as_bytes):
    notebook = filled()
    cells = {cell.id: cell for cell in notebook.cells}
    one, other = cells["bce"], cells["lr-train"]
    one.metadata, other.metadata = other.metadata, one.metadata
    one.id, other.id = other.id, one.id
    result = rebuild(as_bytes(notebook), released)
    assert result.remarks == []
    assert "def bce" in result.code["bce"] and "def train" in result.code["lr-train"]


def test_all_the_answers_in_one_cell_count(filled, released, as_bytes):
    notebook = filled()
    answers = [cell for cell in notebook.cells if cell.source.startswith("# exercise:")]
    for cell in answers[1:]:
        answers[0].source += "\n\n" + cell.source.partition("\n")[2]
        notebook.cells.remove(cell)
    result = rebuild(as_bytes(notebook), released)
    assert not result.untouched
    assert "the cell of bce is missing; another cell has its answer" in texts(result.remarks)
    assert "NotAttempted" not in rebuilt_text(result, "bce")
    assert "def bce" in result.code["bce"]


def test_two_thousand_cells_that_resemble_the_stubs_take_seconds_and_no_minutes(released):
    letters = random.Random(0)
    cells = [
        {"cell_type": "code", "metadata": {}, "source": "".join(letters.choices("abc =(\n", k=k))}
        for k in (150, 250, 4000, 200) * 499
    ]
    data = json.dumps({"cells": cells}).encode()
    before = time.process_time()
    assert rebuild(data, released).untouched
    assert time.process_time() - before < 20


def test_added_words_are_harmless_whatever_kind_their_cell_is(filled, released, as_bytes):
    text = "<script>alert(1)</script> ![x](http://example.org/x.png) and **why**"
    for make in (nbformat.v4.new_markdown_cell, nbformat.v4.new_raw_cell):
        notebook = filled()
        notebook.cells += [make(text), nbformat.v4.new_markdown_cell(" \n")]
        result = rebuild(as_bytes(notebook), released)
        (added,) = (cell for cell in result.notebook.cells if cell.id in result.added)
        assert added.cell_type == "markdown" and "**why**" in added.source
        assert "<script" not in added.source and "![" not in added.source
        assert result.notebook.cells[-1] == added and result.remarks == []


def test_of_very_many_added_words_the_beginnings_are_shown_and_it_is_said(released, as_bytes):
    cells = [{"cell_type": "markdown", "metadata": {}, "source": f"{k}" * 190_000} for k in "abcd"]
    cells += [{"cell_type": "markdown", "metadata": {}, "source": "a short one"}]
    result = rebuild(json.dumps({"cells": cells}).encode(), released)
    kept = [cell.source for cell in result.notebook.cells if cell.id in result.added]
    assert [len(source) for source in kept] == [190_000, 190_000, 500, 500, 11]
    assert any(
        text.startswith("2 added cells of text are shown in part") for text in texts(result.remarks)
    )


def test_pictures_of_added_cells_are_kept_up_to_a_number(filled, released, as_bytes):
    notebook = filled()
    for number in range(10):
        cell = nbformat.v4.new_markdown_cell(f"{number} ![it](attachment:image.png)")
        cell.attachments = {"image.png": {"image/png": PNG}}
        notebook.cells.append(cell)
    result = rebuild(as_bytes(notebook), released)
    shown = [cell for cell in result.notebook.cells if cell.get("attachments")]
    assert [cell.source[0] for cell in shown] == list("01234567")
    assert "a picture in an added cell is not shown" in " ".join(texts(result.remarks))


def test_another_picture_is_another_text(released, as_bytes):
    from autograder.rebuild.releases import read_released

    paper = read_released("06_paper")
    texts = set()
    for picture in (PNG, PNG, PNG[:-12] + "A" + PNG[-11:]):
        notebook = copy.deepcopy(paper)
        cell = next(cell for cell in notebook.cells if cell.id == "written-answer")
        cell.source = "See ![it](attachment:image.png)"
        cell.attachments = {"image.png": {"image/png": picture}}
        texts.add(rebuild(as_bytes(notebook), paper).texts["written-answer"])
    assert len(texts) == 2


def test_what_was_written_into_a_copy_of_a_given_cell_is_the_students(filled, released, as_bytes):
    notebook = filled()
    check = next(cell for cell in notebook.cells if cell.id == "check-bce")
    mine = nbformat.from_dict({**copy.deepcopy(check), "id": "mine", "source": "helper = 1"})
    notebook.cells.insert(notebook.cells.index(check), mine)
    result = rebuild(as_bytes(notebook), released)
    assert rebuilt_text(result, "added-1") == "helper = 1" and result.remarks == []
