"""A whole term: every mark is the one that was reckoned from what students handed in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.files.paths import ROOT
from tests.term.school import Student
from tests.term.term import Said, Term
from tests.term.whole_term import long_term, small_term

pytestmark = pytest.mark.sandbox
# The same minute of work again for the other database is for the long lane.
EITHER = ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.slow])]


@pytest.fixture(params=EITHER)
def db_url(request) -> str:
    if request.param == "sqlite":
        return ""
    return str(request.getfixturevalue("database")(f"term_{os.getpid()}_{id(request)}"))


def test_a_term_of_three_chapters(tmp_path, forks, db_url):
    def run(words: Sequence[str]) -> Said:
        grading = ["--workers", "1"] if words[0] == "grade" else []
        done = forks.run([*words, *grading])
        return Said(done.code, done.output)

    term = Term(tmp_path, [Student(number) for number in range(15)], run)
    term.begin(db_url)
    small_term(term)


@pytest.mark.slow
def test_a_term_of_two_hundred(tmp_path, db_url):
    """Seven chapters; in the middle of the term the points of two exercises change."""
    size = int(os.environ.get("TERM_STUDENTS", "200"))
    term = Term(tmp_path, [Student(number) for number in range(size)], _commands_of(ROOT))
    term.begin(db_url)
    changed = _with_other_points(tmp_path / "changed")
    long_term(term, replace(term, run=_commands_of(changed)))


def _commands_of(tree: Path):
    """The command line of a copy of the project, each command in a process of its own."""

    def run(words: Sequence[str]) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *words],
            cwd=tree, capture_output=True, text=True, timeout=3600,
            env={**os.environ, "PYTHONPATH": str(tree), "NO_COLOR": "1", "COLUMNS": "200"},
        )  # fmt: skip
        return Said(done.returncode, done.stdout + done.stderr)

    return run


def _with_other_points(folder: Path) -> Path:
    """The project with a point of ``bce`` given to ``lr-init``."""
    parts = ("autograder", "course_utils", "solutions", "notebooks", "docs", "locale")
    for part in parts:
        if (ROOT / part).exists():
            shutil.copytree(ROOT / part, folder / part)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, folder / path.name)
    for name, old, new in (
        ("bce", 'Part("loss", 2, ', 'Part("loss", 1, '),
        ("lr_init", 'Part("w and b", 1', 'Part("w and b", 2'),
    ):
        path = folder / "autograder" / "catalogue" / "logistic_regression" / f"{name}.py"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
    done = _commands_of(folder)(["build", "bce", "lr-init"])
    assert done.code == 0, done.output
    return folder
