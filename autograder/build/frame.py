"""What every chapter gets at its two ends: Colab's link and set-up, and handing in."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from autograder.files.paths import repository, version

NEWS = (
    "course_utils could not be installed. Is there a network? Connect, then run this cell again. "
    "If there is one, this release is no longer offered: take the notebooks of the newest."
)


def colab_address(chapter: str) -> str:
    """The badge, in words: a picture from elsewhere would be a hole where there is no network."""
    host = "https://colab.research.google.com/github"
    address = f"{host}/{repository()}/blob/main/notebooks/{chapter}.ipynb"
    return f"[**▶ Open this chapter in Colab**]({address})"


def wheel_address() -> str:
    """Where a release's wheel of ``course_utils`` lies."""
    return (
        f"https://github.com/{repository()}/releases/download/v{version()}/"
        f"gradient_workbook-{version()}-py3-none-any.whl"
    )


def colab_cell() -> NotebookNode:
    """The set-up cell: installs the package where it is missing or older than the notebook.

    A version that is as new or newer is left alone. pip is told not to touch anything
    else: torch, numpy, matplotlib and ipywidgets are Colab's own. Where nothing can be
    installed the cell fails, with a sentence: a run of all cells ends here, and not in a
    NameError below.
    """
    release = tuple(int(part) for part in version().split("."))
    source = (
        "# In Colab this installs the course's own small package; where it is there, nothing.\n"
        "import importlib, sys\n"
        "try:\n"
        f'    assert importlib.import_module("course_utils").RELEASE >= {release}\n'
        "except (ImportError, AttributeError, AssertionError):\n"
        '    !"{sys.executable}" -m pip install -qqq --retries 0 --no-deps -U '
        f'"{wheel_address()}"\n'
        f'    if _exit_code: raise SystemExit("{NEWS}")\n'
        '    [sys.modules.pop(m) for m in [*sys.modules] if m.startswith("course_utils")]'
    )
    cell: NotebookNode = nbformat.v4.new_code_cell(source, id="colab-setup")
    return cell


HAND_IN = ("hand-in-text", "hand-in")


def hand_in_cells() -> list[NotebookNode]:
    """The last cells: what handing in means, and ``submit()``."""
    text = (
        "## Before you hand in\n\n"
        "Save the notebook, then run the cell below. It looks for what costs marks by accident: "
        "cells that are missing, doubled or damaged, answers that you ran but did not save, "
        "exercises that are still empty or whose check does not pass yet. It says what to do "
        "about each, and writes the one file to upload.\n\n"
        "`submit(run=True)` also runs the saved notebook from top to bottom in a fresh kernel, "
        "as grading does; that takes about a minute. Hidden checks with other numbers run at "
        "grading."
    )
    button = nbformat.v4.new_code_cell(
        "from course_utils import submit\n\nsubmit()",
        id="hand-in",
        metadata={"tags": ["demo"]},
    )
    return [nbformat.v4.new_markdown_cell(text, id="hand-in-text"), button]
