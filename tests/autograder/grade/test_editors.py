"""Colab's and VS Code's way of saving a notebook costs nobody a mark."""

from __future__ import annotations

import json

import nbformat
import pytest

from autograder.rebuild.rebuilt import rebuild
from autograder.submission.remark import texts
from course_utils import submit
from course_utils.notebook import records


def as_colab(notebook) -> dict:
    """As Colab saves: format 4.0, ids in the metadata, no nbgrader marks, outputs of its own."""
    content = json.loads(nbformat.writes(notebook))
    for number, cell in enumerate(content["cells"]):
        cell.pop("id")
        metadata: dict = {"id": f"Xy{number:010d}"}
        if cell["cell_type"] == "code":
            cell["execution_count"] = number
            metadata |= {"colab": {"base_uri": "https://localhost:8080/"}, "outputId": "9f3a"}
            cell["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": ["hello\n"]},
                {"output_type": "display_data", "data": {"text/plain": "x"},
                 "metadata": {"tags": [], "application/vnd.google.colab": {"k": 1}}},
            ]  # fmt: skip
        cell["metadata"] = metadata
    content["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    }
    content["nbformat_minor"] = 0
    return content


def as_colab_with_ids(notebook) -> dict:
    """The same, with the cells' own ids kept in the metadata."""
    content = as_colab(notebook)
    for cell, mine in zip(content["cells"], notebook.cells, strict=True):
        cell["metadata"]["id"] = mine.id
    return content


def as_vs_code(notebook) -> dict:
    """As VS Code saves after a conversion: new ids, its own metadata, nbgrader's marks gone."""
    content = json.loads(nbformat.writes(notebook))
    for number, cell in enumerate(content["cells"]):
        cell["id"] = f"{number:08x}"
        cell["metadata"] = {"vscode": {"languageId": "python"}}
    content["metadata"] = {
        "language_info": {"name": "python", "version": "3.11.4"},
        "orig_nbformat": 4,
    }
    return content


def as_old_vs_code(notebook) -> dict:
    """As VS Code saved format 4.2: no ids, no metadata."""
    content = as_vs_code(notebook)
    for cell in content["cells"]:
        del cell["id"]
        cell["metadata"] = {}
    content["nbformat_minor"] = 2
    return content


each_editor = pytest.mark.parametrize(
    "saved", [as_colab, as_colab_with_ids, as_vs_code, as_old_vs_code]
)


def data_of(content: dict) -> bytes:
    return json.dumps(content, indent=1).encode()


def without_lines(notebook):
    """The notebook, and nobody kept the `# exercise: …` lines."""
    for cell in notebook.cells:
        lines = cell.source.split("\n")
        cell.source = "\n".join(line for line in lines if not line.startswith("# exercise:"))
    return notebook


@each_editor
@pytest.mark.parametrize("lines", [True, False], ids=["with lines", "without lines"])
def test_every_answer_is_found_and_nothing_counts_as_added(saved, lines, filled, released) -> None:
    notebook = filled() if lines else without_lines(filled())
    result = rebuild(data_of(saved(notebook)), released)
    assert not result.untouched and not result.added
    wanted = {cell.id: cell.source for cell in notebook.cells if cell.id in result.code}
    assert len(wanted) == 8
    assert {name: code.strip() for name, code in result.code.items()} == {
        name: source.strip() for name, source in wanted.items()
    }
    assert not any("missing" in flag.text for flag in result.remarks)


@each_editor
def test_an_untouched_notebook_stays_untouched(saved, released) -> None:
    result = rebuild(data_of(saved(released)), released)
    assert len(result.untouched) == 8 and not result.added


@pytest.mark.parametrize("saved", [as_colab, as_vs_code, as_old_vs_code])
def test_an_answer_that_bears_no_name_at_all_is_found_by_its_place(saved, filled, released) -> None:
    answer = "(bce,) = [torch.nn.functional.binary_cross_entropy]"
    result = rebuild(data_of(saved(filled(bce=answer))), released)
    assert result.code["bce"] == answer and "bce" not in result.untouched
    assert "the cell of bce had lost its metadata and was found by its place" in texts(
        result.remarks
    )


def test_two_cells_without_a_name_in_one_place_are_not_guessed_between(filled, released) -> None:
    notebook = filled(bce="(bce,) = [torch.nn.functional.binary_cross_entropy]")
    at = next(i for i, cell in enumerate(notebook.cells) if cell.id == "bce")
    notebook.cells.insert(at, nbformat.v4.new_code_cell("helper = 1"))
    result = rebuild(data_of(as_vs_code(notebook)), released)
    assert "the cell of bce is missing" in texts(result.remarks)
    assert {cell.source for cell in result.notebook.cells if cell.id in result.added} == {
        "helper = 1",
        "(bce,) = [torch.nn.functional.binary_cross_entropy]",
    }


@each_editor
def test_what_an_editor_did_is_no_reason_not_to_hand_in(
    saved, filled, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    passed = {name: records.Record("passed", 1.0, 1) for name in ("lr-init", "lr-sigmoid",
              "lr-forward", "bce", "lr-backward", "lr-optimize", "lr-train",
              "logistic-function")}  # fmt: skip
    monkeypatch.setattr(records, "_session", passed)
    (tmp_path / "renamed.ipynb").write_bytes(data_of(saved(filled())))
    submit()
    text = capsys.readouterr().out
    assert text.startswith("04_logistic_regression: ready to hand in"), text
    assert (tmp_path / "04_logistic_regression_submission.ipynb").exists()
