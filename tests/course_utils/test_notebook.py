"""The cards in a real kernel: what a notebook shows, keeps, and prints nowhere."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager

import nbformat
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.validator import Validator

from autograder.build.student import to_text
from course_utils.core.exercise import exercises
from course_utils.notebook.predictions import predictions
from tests.sources import released_of

CHAPTER = "04_logistic_regression"
SETUP = "import torch\nfrom course_utils import NotAttempted, check, demo, hint, progress"
WRONG = "def bce(yhat, y):\n    print('here')\n    return -(y * yhat.log()).sum()"


def executed(tmp_path, *cells: str) -> list[list[nbformat.NotebookNode]]:
    """The outputs of the cells, after a set-up cell, in a kernel of their own."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in (SETUP, *cells)])
    context = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources=context).execute()
    return [cell.outputs for cell in notebook.cells[1:]]


@contextmanager
def start_kernel(folder) -> Iterator[BlockingKernelClient]:
    """A kernel in a folder, and what talks to it."""
    manager, client = start_new_kernel(cwd=str(folder))
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


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
        # The buttons below it, and the place of what they bring, are no cards.
        (output,) = [one for one in shown if one.data["text/plain"]]
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
        assert result["failed"][0]["error"].startswith("bce: ")


def test_validate_on_a_released_notebook_says_which_exercise_fails_and_why(
    tmp_path, capsys
) -> None:
    notebook = released_of(CHAPTER)
    kept = ("colab-setup", "setup", "guess-l-scores", "bce", "check-bce", "lr-init",
            "check-lr-init", "hand-in")  # fmt: skip
    notebook.cells = [cell for cell in notebook.cells if cell.id in kept]
    answers = {"bce": WRONG, "lr-init": ""}
    for cell in notebook.cells:
        cell.source = answers.get(cell.id) or cell.source
    path = tmp_path / f"{CHAPTER}.ipynb"
    path.write_text(to_text(notebook), encoding="utf-8")
    failed = Validator().validate(str(path))["failed"]
    assert [entry["source"].strip() for entry in failed] == ['check("lr-init")', 'check("bce")']
    empty, wrong = (html.unescape(entry["error"]) for entry in failed)
    assert empty.splitlines()[0] == "lr-init: still empty"
    assert wrong.splitlines()[0].startswith("bce: not yet (0 of 2 points")
    assert "yours" in wrong and "expected" in wrong and 'hint("bce"' in wrong
    # Nothing of the way through our package, and nothing left behind.
    assert "Traceback" not in wrong and "course_utils" not in wrong
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_a_stopped_check_shows_its_card_and_one_line_of_the_interrupt(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    stop = "    import os, signal\n    while True:\n        os.kill(os.getpid(), signal.SIGINT)"
    sources = (SETUP, f"def bce(yhat, y):\n{stop}", "check('bce')", "progress()")
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    context = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources=context, allow_errors=True
    ).execute()
    card, error = notebook.cells[2].outputs
    assert "bce: not yet: stopped by you after" in card.data["text/plain"]
    assert "in the line os.kill(os.getpid(), signal.SIGINT)" in card.data["text/plain"]
    assert (error.ename, error.traceback) == (
        "KeyboardInterrupt",
        ["KeyboardInterrupt: stopped by you"],
    )
    assert "Your progress" in notebook.cells[3].outputs[0].data["text/plain"]


STUB_CELL = "# exercise: bce\ndef bce(yhat, y):"


def test_reset_puts_the_stub_into_a_new_cell_and_the_answer_stays(tmp_path) -> None:
    """The kernel's word to the front end: a new cell, and no other is replaced."""
    code = SETUP + "\nfrom course_utils import reset"
    with start_kernel(tmp_path) as client:
        assert client.execute_interactive(code, timeout=600)["content"]["status"] == "ok"
        client.execute_interactive(RIGHT, timeout=600)
        reply = client.execute_interactive("reset('bce')", timeout=600)["content"]
        (payload,) = reply["payload"]
        assert payload["source"] == "set_next_input" and payload["replace"] is False
        assert payload["text"].startswith(STUB_CELL)
        kept = client.execute_interactive("assert bce.__code__.co_argcount == 2", timeout=600)
        assert kept["content"]["status"] == "ok"


def test_unsaved_work_is_found_by_what_the_kernel_ran(tmp_path) -> None:
    notebook = released_of(CHAPTER)
    path = tmp_path / f"{CHAPTER}.ipynb"
    path.write_text(to_text(notebook), encoding="utf-8")
    answer = f"# exercise: bce\n{RIGHT}"
    helper = "def lr_helper():\n    return 1"
    before, after = (
        executed(tmp_path, answer, helper, "from course_utils import submit\nsubmit()")[-1][0]
        for _ in two_times(path, notebook, answer)
    )
    text = before.data["text/plain"]
    assert "no file was written, because it would not contain your work" in text
    assert "bce: The saved file does not hold what you ran last: there the cell" in text
    assert "Save the notebook" in text and "lr_helper" not in text
    text = after.data["text/plain"]
    assert "Upload this one file" in text and "what you ran last" not in text
    assert "bce" not in text.split("not attempted")[1].splitlines()[0]


def two_times(path, notebook, answer):
    """Once before the answer is saved, and once after."""
    yield
    next(cell for cell in notebook.cells if cell.id == "bce").source = answer
    path.write_text(to_text(notebook), encoding="utf-8")
    yield


@pytest.mark.slow
def test_the_fresh_run_works_from_within_a_kernel(tmp_path) -> None:
    notebook = released_of(CHAPTER)
    notebook.cells = [cell for cell in notebook.cells if cell.id in ("setup", "bce", "check-bce")]
    notebook.cells[1].source = f"# exercise: bce\n{WRONG}"
    (tmp_path / f"{CHAPTER}.ipynb").write_text(to_text(notebook), encoding="utf-8")
    call = "from course_utils import submit\nsubmit(run=True)"
    (output,) = executed(tmp_path, call)[-1]
    assert "bce: In the fresh run the visible checks do not pass." in output.data["text/plain"]


def test_a_question_shows_widgets_where_they_live_and_words_elsewhere(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    ((lead, output),) = executed(tmp_path, "from course_utils import guess\nguess('l-scores')")
    assert "<style>" in lead.data["text/html"], "what a lost widget's place says"
    assert "application/vnd.jupyter.widget-view+json" in output.data
    for letter, text in predictions()["l-scores"].options:
        line = f"{letter}: {text}"
        assert line in output.data["text/html"] and line in output.data["text/plain"]
