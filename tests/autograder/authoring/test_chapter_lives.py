"""A new chapter in a copy of the repository: scaffolded, filled in, built, and an answer judged."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import nbformat
import pytest

from autograder.catalogue import CHAPTERS
from tests.autograder.authoring.following import copy_repository, run

NUMBER = len(CHAPTERS) + 1
NAME = f"{NUMBER:02}_attention"
ENTRY = "autograder/catalogue/attention/scaled_scores.py"
SOURCE = f"solutions/{NAME}.py"
REVIEW = "course_utils/review_questions/of_attention.py"
RIGHT = "return q @ k.T * q.shape[1] ** -0.5"
ANSWERS = {
    "the right answer": RIGHT,
    "right, written differently, with loops perhaps": (
        "rows = [torch.stack([(a * b).sum() for b in k]) for a in q]\n"
        "    return torch.stack(rows) / q.shape[1] ** 0.5"
    ),
    "right, by the library's own function perhaps": (
        'return torch.einsum("nd,md->nm", q, k) / q.shape[1] ** 0.5'
    ),
    "right, in a third way": "return (q / q.shape[1] ** 0.5).matmul(k.t())",
    "the readable solution": "return q @ k.T / math.sqrt(q.shape[1])",
}
MISTAKES = """\
# The form of this file: the docstring of autograder/catalogue/mistakes_file.py.

not-scaled: the products are not divided by the root of D
    The scores are q kᵀ / √D. Their spread then stays near 1, however long the rows are.
    | return q @ k.T

by-d: the products are divided by D and not by its root
    The scores are q kᵀ / √D: a sum of D products of independent numbers spreads like √D.
    | return q @ k.T / q.shape[1]
"""


def marked(copy):
    """Every line of the chapter that holds the scaffold's mark, as file and number."""
    files = [*(copy / "autograder/catalogue/attention").iterdir(), copy / SOURCE, copy / REVIEW,
             copy / "course_utils/probes/attention.py"]  # fmt: skip
    return {
        f"{path.relative_to(copy)}, line {number},"
        for path in files
        if path.suffix in (".py", ".mistakes")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "TODO" in line
    }


def fill_in(copy):
    """What an author would write, without his care for words."""
    for name in (ENTRY, SOURCE, REVIEW):
        text = (copy / name).read_text("utf-8")
        for what, answer in ANSWERS.items():
            text = text.replace(f'raise NotImplementedError("TODO: {what}")', answer)
        assert "NotImplementedError" not in text
        (copy / name).write_text(re.sub(r"TODO:? ?", "Words: ", text), encoding="utf-8")
    (copy / ENTRY).with_suffix(".mistakes").write_text(MISTAKES, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_new_chapter_is_filled_in_built_and_an_answer_of_it_judged(tmp_path):
    copy = copy_repository(tmp_path / "copy")
    done = run(
        copy, "new-chapter", NAME, "--title", "Looking where it matters",
        "--exercise", "scaled-scores", "--takes", "q", "--takes", "k",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"✓ {SOURCE}" in done.stdout and f"build {NAME}" in done.stdout

    before = (copy / "course_utils/data/exercises.json").read_bytes()
    done = run(copy, "build", NAME)
    assert done.returncode == 3 and "Traceback" not in done.stderr
    assert "nothing is built" in done.stderr.splitlines()[-1]
    wanted = marked(copy)
    told = {place for place in wanted if place in done.stderr}
    assert told == wanted and len(wanted) > 25
    assert (copy / "course_utils/data/exercises.json").read_bytes() == before
    assert not (copy / f"notebooks/{NAME}.ipynb").exists()
    for more in (("--pot",), ("--lang", "pseudo"), ("--lang", "de", "--update")):
        same = run(copy, "build", *more)
        assert (same.returncode, same.stderr) == (3, done.stderr), more
    assert not (copy / "locale").exists() and not (copy / "editions").exists()

    fill_in(copy)
    done = run(copy, "audit", NAME)
    assert done.returncode == 0, done.stderr
    done = run(copy, "build", NAME)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    notebook = nbformat.read(copy / f"notebooks/{NAME}.ipynb", 4)
    cells = {cell.id: cell.source for cell in notebook.cells}
    assert "raise NotAttempted" in cells["scaled-scores"]
    assert "20 points" in cells["ex-scaled-scores"]
    start = (copy / "notebooks/00_start.ipynb").read_text("utf-8")
    assert f"[{NUMBER} · Looking where it matters]({NAME}.ipynb)" in start
    assert f"The {NUMBER} chapters hold" in start

    for name, line in (("right", RIGHT), ("wrong", "return q @ k.T")):
        (tmp_path / f"{name}.py").write_text(f"def scaled_scores(q, k):\n    {line}\n")
    done = run(copy, "judge", "scaled-scores", f"{tmp_path}/right.py", f"{tmp_path}/wrong.py",
               "--json")  # fmt: skip
    right, wrong = map(json.loads, done.stdout.splitlines())
    assert (right["state"], right["score"]) == ("passed", 20)
    assert (wrong["state"], wrong["score"], wrong["mistake"]) == ("wrong", 0, "not-scaled")
    for words in (("format", "--check"), ("check",)):
        ruffed = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--no-cache", "autograder", "course_utils"],
            capture_output=True, text=True, cwd=copy,
        )  # fmt: skip
        assert ruffed.returncode == 0, ruffed.stdout
