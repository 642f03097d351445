"""The student's notebook, by nbgrader's own preprocessors."""

from __future__ import annotations

import copy
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from traitlets.config import Config

from autograder.build.frame import HAND_IN
from course_utils.texts import say, words


def stub() -> str:
    """What stands in an exercise's cell until it is filled in."""
    return f"raise NotAttempted  # {words(say('notebook.stub'))}"


def nbgrader_config() -> Config:
    """The settings that this build and the stock nbgrader share."""
    config = Config()
    config.ClearSolutions.code_stub = {"python": stub()}
    config.ClearSolutions.text_stub = words(say("notebook.write-here"))
    return config


def student_notebook(source: NotebookNode) -> NotebookNode:
    """What students open: stubs, no outputs, no hidden region."""
    notebook = copy.deepcopy(source)
    resources: dict[str, Any] = {}
    config = nbgrader_config()
    # ComputeChecksums comes last: after the hidden regions are gone, as nbgrader does.
    for kind in (
        LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ClearHiddenTests,
        ComputeChecksums,
    ):  # fmt: skip
        notebook, resources = kind(config=config).preprocess(notebook, resources)
    for cell in notebook.cells:
        cell.source = cell.source.rstrip()
    return notebook


def solved_notebook(source: NotebookNode) -> NotebookNode:
    """The notebook to read: solutions without their marks, no hidden region."""
    notebook: NotebookNode
    notebook, _ = ClearHiddenTests().preprocess(copy.deepcopy(source), {})
    # Nobody hands in a notebook that is only read.
    notebook.cells = [cell for cell in notebook.cells if cell.id not in HAND_IN]
    for cell in notebook.cells:
        lines = cell.source.split("\n")
        kept = [line for line in lines if "### BEGIN SOLUTION" not in line]
        kept = [line for line in kept if "### END SOLUTION" not in line]
        cell.source = "\n".join(kept).rstrip()
        # nbgrader's marks are for graded files; this one is only read.
        cell.metadata.pop("nbgrader", None)
    return notebook


def to_text(notebook: NotebookNode) -> str:
    """The file's content, with a stable order and a final line break."""
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook, version=4)).rstrip("\n") + "\n"
