"""What the process that is called imports, and what it leaves to those that compute."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory
from nbgrader.dbutil import ALEMBIC_DIR

from autograder.course.database import newest_revision
from autograder.demo.answers import released_stubs
from autograder.demo.files import notebook_bytes
from autograder.files.paths import ROOT

HEAVY = ("torch", "matplotlib", "distributed")
# The command itself, then which of the heavy packages it has imported.
CALLED = f"""
import json, sys
sys.argv = json.loads(sys.argv[1])
from autograder.cli import main
if __name__ == "__main__":
    try:
        main()
    except SystemExit:
        pass
    print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]), file=sys.stderr)
"""


def imported_by(*words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", CALLED, json.dumps(["autograder", *words])],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stderr.splitlines()[-1])
    return found


@pytest.mark.sandbox
def test_who_grades_a_class_writes_marks_and_pages_without_torch(tmp_path):
    """Into an empty course folder; the answers are wrong, so that there is something to show."""
    notebook = released_stubs("02_autograd")
    for cell in notebook.cells:
        cell.source = cell.source.replace("raise NotAttempted", "return 3.0")
    handed_in = tmp_path / "in" / "ada" / "02_autograd.ipynb"
    handed_in.parent.mkdir(parents=True)
    handed_in.write_bytes(notebook_bytes(notebook))
    course = tmp_path / "course"
    words = ("--chapter", "2", "--course", str(course), "--quiet")
    assert imported_by("grade", str(tmp_path / "in"), *words) == []
    page = course / "feedback" / "ada" / "02_autograd" / "02_autograd.html"
    assert "yours" in page.read_text()
    for command in ("report", "feedback"):
        assert imported_by(command, "--chapter", "02_autograd", "--course", str(course)) == []


@pytest.mark.sandbox
def test_who_judges_many_answers_leaves_torch_to_others(tmp_path):
    files = []
    for number in range(17):
        files.append(tmp_path / f"{number}.py")
        files[-1].write_text(f"def bce(yhat, y):\n    return {number}.0\n")
    assert imported_by("judge", "bce", *map(str, files), "--workers", "2", "--json") == []


@pytest.mark.parametrize("words", [("--help",), ("grade", "--help"), ("grade", "nowhere")])
def test_a_question_is_answered_without_what_grading_needs(words):
    assert imported_by(*words) == []


def test_a_new_gradebook_gets_the_version_that_nbgrader_asks_alembic_for():
    assert newest_revision() == ScriptDirectory(ALEMBIC_DIR).get_current_head()
