"""One JupyterLab and one browser for all: what costs seconds is started once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser

from autograder.files.paths import NOTEBOOKS, SOLUTIONS
from tests.browser.driver import chromium
from tests.browser.lab import jupyter_lab


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Path:
    """The folder that JupyterLab shows: a student's own."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="session")
def url(desk) -> Iterator[str]:
    """A JupyterLab on the desk; it stays while a process runs other files in between."""
    with jupyter_lab(desk) as address:
        yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium; each notebook gets a page with a profile of its own.

    Not longer than for neighbours: Playwright leaves a running event loop to whoever comes after.
    """
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def lay(desk) -> Callable[..., str]:
    """Puts a chapter's notebook on the desk, in a folder of its own; gives its path there."""

    def put(chapter: str, place: str, *, solved: bool = False, **changed: str) -> str:
        folder = desk / place
        folder.mkdir(exist_ok=True)
        target = folder / f"{chapter}.ipynb"
        notebook = nbformat.read((SOLUTIONS if solved else NOTEBOOKS) / target.name, 4)
        for cell in notebook.cells:
            cell.source = changed.get(cell.id.replace("-", "_"), cell.source)
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, target)
        return f"{place}/{target.name}"

    return put
