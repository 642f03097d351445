"""A real release of the course as it lies here, and an older one beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.rebuild.keep import keep_now
from autograder.release.make import Made, make_release

CHAPTER = "04_logistic_regression"
OLD = "0.0.9+0ld0ld00"
OLD_STUB = "    raise NotAttempted  # in the older release the stub had other words"
OLD_PROSE = "A paragraph that only the older release has."


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> tuple[Made, Path, Path]:
    """What was made, the public tree, the course folder."""
    folder = tmp_path_factory.mktemp("release")
    tree, course = folder / "public", folder / "course"
    keep_now(course)  # a class was graded before anything was released
    return make_release(tree, course, "graded", check=False), tree, course


@pytest.fixture
def course(made, tmp_path) -> Path:
    """A course folder that keeps an older release of chapter 4: other stub, other prose."""
    kept = tmp_path / "course" / "releases" / OLD
    shutil.copytree(made[0].kept, kept)
    about = json.loads((kept / "release.json").read_text())
    (kept / "release.json").write_text(json.dumps({**about, "release": OLD, "version": "0.0.9"}))
    path = kept / "notebooks" / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.metadata["workbook"]["release"] = OLD
    for cell in notebook.cells:
        if cell.id == "bce":
            lines = [x for x in cell.source.split("\n") if "NotAttempted" not in x]
            cell.source = "\n".join([*lines, OLD_STUB])
        if cell.id == "summary":
            cell.source += f"\n\n{OLD_PROSE}"
    nbformat.write(notebook, path)
    return tmp_path / "course"


@pytest.fixture
def handed_in(course):
    """A function: the older release's notebook as a student hands it in."""
    path = course / "releases" / OLD / "notebooks" / f"{CHAPTER}.ipynb"

    def fill(stamp: str | None = OLD, prose: bool = True, **answers: str) -> bytes:
        notebook = nbformat.read(path, 4)
        if stamp is None:
            del notebook.metadata["workbook"]
        else:
            notebook.metadata["workbook"]["release"] = stamp
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
            if not prose:
                cell.source = cell.source.replace(f"\n\n{OLD_PROSE}", "")
        return nbformat.writes(notebook).encode()

    return fill
