"""A course folder that nobody may write: one sentence, and what only reads still works."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course.journal import JournalEntry, JournalWriter
from autograder.files.paths import ROOT
from autograder.sandbox.launch import find_bwrap
from autograder.submission.result import Submission
from tests.autograder.door.conftest import CHAPTER, make_course
from tests.autograder.door.test_marks import passed, write

pytestmark = pytest.mark.sandbox


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    made = make_course(tmp_path_factory.mktemp("read-only") / "course")
    ada = passed(Submission("ada", CHAPTER))
    write(made, ada)
    with JournalWriter(made.journal_path(CHAPTER)) as journal:
        journal.append([(JournalEntry("ada", "f", "w", "d", "a", "graded", "r"), ada)])
    old = made.root.with_name("old")
    old.mkdir()
    (old / "nbgrader_config.py").write_text("c = get_config()\n")
    return made.root


# One process for all commands: importing takes seconds each time.
_EACH = """
import json, os, sys
from autograder.cli.app import main
os.dup2(1, 2)
for words in json.loads(sys.argv[1]):
    sys.argv = ["autograder", *words]
    try:
        main()
    except SystemExit as end:
        print(f"\\0{end.code or 0}\\0", end="", flush=True)
"""


def said(course: Path, *commands: tuple[str, ...]) -> list[tuple[str, str]]:
    """What each prints, and its exit code, where the folder is mounted read-only."""
    bwrap = find_bwrap()
    assert bwrap is not None
    lines = json.dumps([[str(word) for word in words] for words in commands])
    done = subprocess.run(
        [bwrap, "--dev-bind", "/", "/", "--ro-bind", course.parent, course.parent,
         sys.executable, "-c", _EACH, lines],
        cwd=ROOT, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    parts = done.stdout.split("\0")[:-1]
    assert len(parts) == 2 * len(commands), done.stdout + done.stderr
    return list(zip(parts[1::2], parts[::2], strict=True))


def test_a_read_only_folder_is_one_sentence_and_what_only_reads_works(course, tmp_path):
    before = {path: path.read_bytes() for path in course.parent.rglob("*") if path.is_file()}
    source, out = tmp_path / "ada.ipynb", tmp_path / "marks.csv"
    source.write_text("{}")
    graded, paged, diffed, reported, marked, mended, looked = said(
        course,
        ("grade", source, "--chapter", CHAPTER, "--course", course, "-q"),
        ("feedback", "--course", course),
        ("diff", "--course", course),
        ("report", "--course", course),
        ("marks", course, "--lms", "nbgrader", "-o", out),
        ("doctor", "--course", course.with_name("old"), "--fix"),
        ("doctor", "--course", course),
    )
    for code, text in (graded, paged, reported):
        assert code == "3" and text.count("\n") == 1, text
        assert "read-only" in text.lower() and "full" not in text and "goes on" not in text
    assert diffed[0] == "1" and "ada" in diffed[1]
    assert marked == ("0", f"{out}: 1 mark.\n") and ",20,20" in out.read_text()
    assert mended[0] == "3" and "read-only" in mended[1]
    assert looked[0] == "1" and "is read-only for you" in looked[1]
    after = {path: path.read_bytes() for path in course.parent.rglob("*") if path.is_file()}
    assert after == before
