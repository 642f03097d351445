"""Does anything that a student gets hold a solution?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode

_REGION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
_WINDOW = 2
TODO = re.compile(r"\bTODO\b")
"""What the scaffold of an exercise writes where its author has to."""


def solution_regions(source: NotebookNode) -> list[tuple[str, list[str]]]:
    """Every solution region, rubrics included, as (cell id, its normalised lines)."""
    return [
        (cell.id, normalise(region))
        for cell in source.cells
        for region in _REGION.findall(cell.source)
    ]


def normalise(code: str) -> list[str]:
    """Lines of code without comments, docstrings, blanks and spacing."""
    lines = []
    for line in code.split("\n"):
        text = re.sub(r"\s+", "", line.split("#")[0]).replace("'", '"')
        if text and not text.startswith('"""'):
            lines.append(text)
    return lines


def find_leaks(
    regions: Iterable[tuple[str, list[str]]], files: Iterable[tuple[str, str]]
) -> list[str]:
    """Sentences that name a file and the solution whose lines stand in it.

    Two neighbouring lines of a region (or all of a shorter one, when it is long
    enough to be told from ordinary code) count as a leak.
    """
    windows = [(cell, window) for cell, lines in regions for window in _windows(lines)]
    found = []
    for name, text in files:
        content = "\n" + "\n".join(normalise(text)) + "\n"
        for cell, window in windows:
            if "\n" + "\n".join(window) + "\n" in content:
                found.append(f"{name} holds lines of the solution of {cell}: {window[0]}")
                break
    return found


def _windows(lines: list[str]) -> list[list[str]]:
    if len(lines) < _WINDOW:
        return [lines] if lines and len(lines[0]) >= 30 else []
    return [lines[i : i + _WINDOW] for i in range(len(lines) - _WINDOW + 1)]


def student_files(notebooks: dict[str, NotebookNode], package: Path) -> list[tuple[str, str]]:
    """Everything with text in it that reaches a student."""
    files = [
        (f"notebooks/{name}.ipynb", "\n".join(cell.source for cell in notebook.cells))
        for name, notebook in notebooks.items()
    ]
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".json", ".md", ".txt") and "__pycache__" not in path.parts:
            files.append((f"course_utils/{path.relative_to(package)}", path.read_text("utf-8")))
    return files


def unfinished(files: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences for texts in which an author's mark still stands: students would read it."""
    return [
        f"{name} still holds a TODO, which students would read: {line.strip()[:80]}"
        for name, text in files
        for line in text.splitlines()
        if TODO.search(line)
    ]


def forbidden_words(files: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences for files that speak of hidden regions or import the instructor's package."""
    found = []
    for name, text in files:
        for mark in ("BEGIN HIDDEN TESTS", "BEGIN SOLUTION"):
            if mark in text and name.endswith(".ipynb"):
                found.append(f"{name} holds {mark!r}")
        if re.search(r"^\s*(from|import) (autograder|solutions)\b", text, re.MULTILINE):
            found.append(f"{name} imports the instructor's package")
    return found
