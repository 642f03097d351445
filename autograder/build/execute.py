"""Executing the solved notebook, for the file that people read."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets.config import Config

from course_utils.views.live import STATIC

# Wall seconds; on a busy machine a cell takes many times its own. Only what hangs meets them.
_CELL_SECONDS = 1800
_START_SECONDS = 600


def execute(notebook: NotebookNode) -> NotebookNode:
    """Run the notebook top to bottom in a fresh kernel and keep its outputs.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell raised; a solved chapter must not.
    """
    # Sockets in the file system: no port is opened, and nothing warns of one.
    config = Config({"ConnectionFileMixin": {"transport": "ipc"}})
    # A folder of its own: whoever builds has solved exercises, the reader has not. The
    # sockets lie in it, too, so this process has to be there as well.
    with _environment(), tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        nbformat.write(notebook, _file_name(notebook))  # a notebook runs beside its own file
        NotebookClient(
            notebook,
            timeout=_CELL_SECONDS,
            startup_timeout=_START_SECONDS,
            coalesce_streams=True,  # how a busy kernel cuts its lines is no difference
            kernel_name="python3",
            config=config,
        ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # time stamps
        for output in cell.get("outputs", ()):
            if "text/html" in output.get("data", {}):
                # Without its kernel a widget is a hole; the words beside it are not.
                output["data"].pop("application/vnd.jupyter.widget-view+json", None)
            for kind, data in output.get("data", {}).items():
                if isinstance(data, str) and kind.startswith("text/"):
                    # Addresses differ from run to run and say nothing.
                    output["data"][kind] = re.sub(r" at 0x[0-9a-f]+", "", data)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _file_name(notebook: NotebookNode) -> str:
    chapter = notebook.metadata.get("workbook", {}).get("chapter", "notebook")
    return f"{chapter}.ipynb"


@contextmanager
def _environment() -> Iterator[None]:
    """One core, as course notebooks are promised to need; and pictures without controls."""
    wanted = {"OMP_NUM_THREADS": "1", STATIC: "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
