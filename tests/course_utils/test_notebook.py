"""The cards in a real kernel: what a notebook shows, keeps, and prints nowhere."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.validator import Validator

from course_utils.exercise import exercises

SETUP = "import torch\nfrom course_utils import NotAttempted, check, demo, hint, progress"
WRONG = "def bce(yhat, y):\n    print('here')\n    return -(y * yhat.log()).sum()"


def executed(tmp_path, *cells: str) -> list[list[nbformat.NotebookNode]]:
    """The outputs of the cells, after a set-up cell, in a kernel of their own."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in (SETUP, *cells)])
    context = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources=context).execute()
    return [cell.outputs for cell in notebook.cells[1:]]


def test_every_card_is_one_output_with_html_and_text(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    outputs = executed(
        tmp_path,
        "check('bce')",
        WRONG,
        "check('bce')",
        "check('bce', 3)",
        "check('nonsense')",
        "hint('bce')",
        "with demo('lr-train'):\n    def train():\n        raise NotAttempted\n    train()",
        "progress()",
    )
    assert outputs.pop(1) == []
    words = ["is not defined", "not yet", "an int", "no exercise", "hint 1 of 3", "lr-train first"]
    for shown, word in zip(outputs, [*words, "Your progress"], strict=True):
        (output,) = shown
        assert output.output_type == "display_data"
        assert set(output.data) == {"text/html", "text/plain"}
        assert word in output.data["text/html"]
    assert "here" in outputs[1][0].data["text/plain"]
    assert exercises()["bce"].hints[0] in outputs[4][0].data["text/plain"]


RIGHT = "def bce(yhat, y):\n    return torch.nn.functional.binary_cross_entropy(yhat, y)"
EMPTY = "def bce(yhat, y):\n    raise NotAttempted"


@pytest.mark.parametrize(("answer", "fails"), [(RIGHT, False), (WRONG, True), (EMPTY, True)])
def test_the_validate_button_says_success_to_a_right_answer_alone(answer, fails, tmp_path) -> None:
    cells = [new_code_cell(source) for source in (SETUP, answer, "check('bce')")]
    cells[2].metadata["nbgrader"] = {
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "points": 2,
        "grade_id": "check-bce",
        "schema_version": 3,
    }
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    path = tmp_path / "answer.ipynb"
    nbformat.write(notebook, path)
    result = Validator().validate(str(path))
    assert bool(result.get("failed")) is fails, result
    if fails:
        assert "CheckFailed" in result["failed"][0]["error"]
