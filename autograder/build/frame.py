"""What every notebook gets at its ends: the way back, Colab's set-up, handing in, the way on."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from autograder.build.outline import colab_address, outline, start_link
from autograder.catalogue.chapters import CHAPTERS
from autograder.files.paths import repository, version
from course_utils.core.exercise import START

NEWS = (
    "course_utils could not be installed. Is there a network? Connect, then run this cell again. "
    "If there is one, this release is no longer offered: take the notebooks of the newest."
)
WAY_ON = "way-on"


def way_back(chapter: str) -> str:
    """The line below a notebook's title: to what comes before it, here and in Colab.

    In Colab links between notebooks lead nowhere, so it has a line of its own. They are words
    and no badges: a picture from elsewhere would be a hole where there is no network.
    """
    what = "page" if chapter == START else "chapter"
    here = f"[**▶ Open this {what} in Colab**]({colab_address(chapter)})"
    if chapter == START:
        return here
    links = [start_link("The start page")]
    there = [f"[the start page]({colab_address(START)})"]
    if before := _beside(chapter, -1):
        links.append(f"[{outline(before).title}]({before}.ipynb)")
        there.append(f"[the chapter before]({colab_address(before)})")
    return f"← {' · '.join(links)}\n\n{here} · in Colab, too: {' · '.join(there)}"


def way_on_cell(chapter: str) -> NotebookNode:
    """The last cell: where one goes from here."""
    after = CHAPTERS[0] if chapter == START else _beside(chapter, +1)
    if after:
        coming = outline(after)
        here = f"→ **[{coming.title}]({after}.ipynb)**, about {coming.minutes} minutes."
        there = [f"[the next chapter]({colab_address(after)})"]
        if chapter == START:
            here, there = f"Begin here {here}", [f"[the first chapter]({colab_address(after)})"]
    else:
        here, there = "That was the last chapter.", []
    if chapter != START:
        more = "where you are, the glossary, and where each idea comes back"
        here += f"\n\n← {start_link('The start page')}: {more}."
        there.append(f"[the start page]({colab_address(START)})")
    text = f"## Where to go from here\n\n{here}\n\nIn Colab: {' · '.join(there)}."
    cell: NotebookNode = nbformat.v4.new_markdown_cell(text, id=WAY_ON)
    return cell


def _beside(chapter: str, step: int) -> str:
    """The chapter before or after this one; empty where there is none."""
    place = CHAPTERS.index(chapter) + step
    return CHAPTERS[place] if 0 <= place < len(CHAPTERS) else ""


def fold(cell: NotebookNode, words: str) -> None:
    """Close a cell's code; one line says what it does.

    JupyterLab shows that line of a closed cell, Colab makes it the title of a form, and where
    nothing is closed it is a comment.
    """
    cell.source = f"# @title {words}\n{cell.source}"
    cell.metadata["jupyter"] = {"source_hidden": True}
    cell.metadata["cellView"] = "form"


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
    fold(
        cell, "Installs the course's package in Colab. Run it; where it is there, nothing happens."
    )
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
