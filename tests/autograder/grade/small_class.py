"""A class of a few notebooks of chapter 2, and what a run leaves behind, to compare."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from autograder.build.student import student_notebook
from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.files.paths import ROOT
from tests.sources import source_of

CHAPTER = "02_autograd"


WRONG = "# exercise: grad-at\ndef grad_at(f, x):\n    return torch.zeros(())\n"


def notebooks() -> dict[str, str]:
    """Three different answers: everything right, one wrong, nothing done."""
    source = source_of(CHAPTER)
    released = student_notebook(source)
    answers = {cell.id: cell.source for cell in source.cells if "BEGIN SOLUTION" in cell.source}
    right = copy.deepcopy(released)
    for cell in right.cells:
        cell.source = answers.get(cell.id, cell.source)
    wrong = copy.deepcopy(right)
    next(cell for cell in wrong.cells if cell.id == "grad-at").source = WRONG
    made = {"right": right, "wrong": wrong, "stub": released}
    return {name: nbformat.writes(notebook) for name, notebook in made.items()}


def hand_in(folder: Path, files: dict[str, str]) -> Path:
    """Write one file for each student."""
    for student, text in files.items():
        place = folder / student
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{CHAPTER}.ipynb").write_text(text, encoding="utf-8")
        os.utime(place / f"{CHAPTER}.ipynb", (1_700_000_000, 1_700_000_000))
    return folder


def command(source: Path, course: Path, *more: str) -> list[str]:
    """The words of ``autograder grade`` behind the interpreter."""
    words = ["grade", str(source), "--chapter", CHAPTER, "--course", str(course), "--quiet"]
    return ["-m", "autograder", *words, *more]


def words(source: Path, course: Path, *more: str) -> list[str]:
    """The same, without the interpreter's own words."""
    return command(source, course, *more)[2:]


def copied(begun: Path, folder: Path) -> Path:
    """A copy of the course that the fixture made."""
    return Path(shutil.copytree(begun / "course", folder / "course"))


def grade(source: Path, course: Path, *more: str, **environment: str):
    """Run the real command in a process of its own."""
    return subprocess.run(
        [sys.executable, *command(source, course, *more)],
        cwd=ROOT, capture_output=True, text=True, timeout=1800,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **environment},
    )  # fmt: skip


_RECEIVED = re.compile(r"Received .{19} UTC")


def left_behind(root: Path) -> dict[str, object]:
    """Gradebook, pages, notebooks and results: all but times and the names of executions."""
    course = Course(root)
    results = {}
    for result in Journal(course.journal_path(CHAPTER)).results():
        data = result.to_json()
        del data["cpu_seconds"], data["submission"]["received"]
        results[result.submission.student] = data
    files = {
        str(path.relative_to(root)): _RECEIVED.sub("", path.read_text(encoding="utf-8"))
        for folder in ("feedback", "autograded")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }
    return {"results": results, "files": files, "gradebook": marks(course.db_url)}


def marks(db_url: str) -> list[tuple]:
    """Every grade and comment of the gradebook."""
    from nbgrader.api import Gradebook

    found: list[tuple] = []
    with Gradebook(db_url, "gradients") as book:
        for person in book.students:
            found.append((person.id, person.first_name, person.last_name))
            for submission in person.submissions:
                for notebook in submission.notebooks:
                    found += [
                        (person.id, g.name, g.auto_score, g.manual_score, g.needs_manual_grade)
                        for g in notebook.grades
                    ]
                    found += [(person.id, c.name, c.auto_comment) for c in notebook.comments]
    return sorted(found, key=repr)


def executions(root: Path) -> list[tuple[str, str]]:
    """What ran, as (work, execution), one for each execution that the journal has."""
    return sorted({(head["work"], head["run"]) for head in heads(root)})


def heads(root: Path) -> list[dict]:
    """The heads of the journal's results, oldest first."""
    found = [json.loads(line.split(b"\t")[0].split(b" ", 1)[1]) for line in lines(root)]
    return [head for head in found if "event" not in head]


def lines(root: Path) -> list[bytes]:
    """The journal's lines, as they are."""
    return Course(root).journal_path(CHAPTER).read_bytes().splitlines(keepends=True)


def as_json(text: str) -> list[dict]:
    """The objects that ``--json`` printed."""
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
