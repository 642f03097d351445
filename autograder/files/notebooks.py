"""Reading a notebook that this project has written itself."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode, v4


def read_our_notebook(path: Path) -> NotebookNode:
    """The notebook, without the validation that costs a tenth of a second the first time.

    Args:
        path: of a file that the build or a release has written, never of a student's.
    """
    notebook: NotebookNode = v4.reads(path.read_text(encoding="utf-8"))
    return notebook
