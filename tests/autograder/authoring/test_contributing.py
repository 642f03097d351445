"""A new exercise by CONTRIBUTING.md, to the letter: from nothing to a graded notebook."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import scaffold as scaffolding
from autograder.build.execute import execute
from autograder.files.paths import ROOT
from tests.autograder.authoring.following import copy_repository, follow, run

TEMPLATES = Path(scaffolding.__file__).parent / "templates"
WRONG = "# exercise: leaky-relu\ndef leaky_relu(x, slope):\n    return torch.relu(x)\n"


def test_the_example_says_all_that_the_scaffold_asks_for():
    """What is required later has to reach the example, too; to follow it takes minutes."""
    scaffold = (TEMPLATES / "entry.py.j2").read_text("utf-8")
    example = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    asked, given = (
        re.findall(r"^        (\w+)=", text, re.MULTILINE) for text in (scaffold, example)
    )
    assert len(asked) > 8 and [name for name in asked if name not in given] == []


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_new_exercise_is_built_checked_in_a_notebook_and_graded(tmp_path, monkeypatch):
    copy = copy_repository(tmp_path / "copy")
    for done in follow(copy):
        assert done.returncode == 0, (done.args, done.stdout[-2000:], done.stderr[-2000:])
    path = copy / "notebooks" / "01_tensors.ipynb"
    notebook = nbformat.read(path, 4)
    at = {cell.id: cell for cell in notebook.cells}
    assert "raise NotAttempted" in at["leaky-relu"].source
    assert "torch.where" not in at["leaky-relu"].source
    assert "about 5 minutes · 1 point" in at["ex-leaky-relu"].source
    assert "HIDDEN" not in at["check-leaky-relu"].source

    at["leaky-relu"].source = WRONG
    nbformat.write(notebook, tmp_path / "ada.ipynb")
    done = run(
        copy, "grade", str(tmp_path / "ada.ipynb"), "--chapter", "01_tensors",
        "--course", str(tmp_path / "course"), "--json",
    )  # fmt: skip
    (line,) = done.stdout.splitlines()
    verdicts = {verdict["exercise"]: verdict for verdict in json.loads(line)["verdicts"]}
    assert len(verdicts) == 9
    assert (verdicts["leaky-relu"]["state"], verdicts["leaky-relu"]["mistake"]) == (
        "wrong", "plain-relu",
    )  # fmt: skip
    (page,) = (tmp_path / "course" / "feedback").rglob("01_tensors.html")
    assert "the slope is not used" in page.read_text("utf-8")

    monkeypatch.chdir(copy)
    monkeypatch.setenv("PYTHONPATH", str(copy))
    notebook.cells = [at["setup"], at["leaky-relu"], at["check-leaky-relu"]]
    ran = execute(notebook)
    card = "".join(str(output.get("data", "")) for output in ran.cells[-1].outputs)
    assert "the slope is not used" in card and "not yet" in card

    done = run(copy, "audit", "01_tensors")
    assert done.returncode == 0, done.stderr
