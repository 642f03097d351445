"""Trying a chapter's exercise cells: every stub is empty, every solution passes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from nbformat import NotebookNode

from autograder.build.header import fresh_visible_keys
from autograder.catalogue import Entry, chapter_of
from course_utils.core.judge import judge
from course_utils.core.probing import run_probe
from course_utils.core.verdict import Verdict


def trial_faults(chapter: str, source: NotebookNode, student: NotebookNode) -> Iterator[str]:
    """Sentences for stubs that are not empty and solutions that do not pass."""
    stubs, solved = namespace_of(student), namespace_of(source)
    graded = {cell.id for cell in source.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    for entry in chapter_of(chapter):
        if entry.id not in graded:
            yield f"solutions/{chapter}.py has no cell for the exercise {entry.id}."
            continue
        empty = try_one(entry, stubs)
        if empty.state != "not_attempted":
            yield f"{chapter}: the stub of {entry.id} is {empty.state} and not not_attempted."
        passed = try_one(entry, solved)
        if passed.state != "passed":
            yield (
                f"{chapter}: the notebook's own solution of {entry.id} is {passed.state} "
                f"({passed.mistake or passed.detail or 'no mistake named'})."
            )


def namespace_of(notebook: NotebookNode) -> dict[str, Any]:
    """The names after the set-up cell and the exercise cells have run."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook.cells:
        solution = cell.metadata.get("nbgrader", {}).get("solution")
        if cell.cell_type == "code" and (cell.id == "setup" or solution):
            exec(compile(cell.source, f"<{cell.id}>", "exec"), namespace)
    return namespace


def try_one(entry: Entry, namespace: dict[str, Any]) -> Verdict:
    """The verdict on the symbol in a namespace, by the visible keys."""
    keys = fresh_visible_keys(entry.id)
    torch.manual_seed(0)
    obj = namespace[entry.exercise.symbol]
    return judge(entry.exercise, keys, [run_probe(entry.id, obj, case) for case in keys.cases])
