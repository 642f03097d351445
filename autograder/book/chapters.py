"""What the book is made of: the students' notebooks, with what the solved ones showed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.outline import colab_address, outline
from autograder.catalogue.chapters import CHAPTERS
from autograder.errors import Refused
from autograder.files.paths import NOTEBOOKS, SOLUTIONS
from autograder.typed import command
from course_utils.notebook.predictions import Prediction, predictions

_NAME = re.compile(r"\d\d_\w+")
_NO_TEXT = ("#", "<", "-", "|", ">", "[", "←")  # a heading, a list, links
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the book.

    Attributes:
        name: such as ``02_autograd``; ``00_start`` has no exercises.
        notebook: as students get it.
        shown: by cell id, what the solved notebook's cell put out.
        questions: those of the course, by id.
    """

    name: str
    notebook: NotebookNode
    shown: Mapping[str, list[NotebookNode]]
    questions: Mapping[str, Prediction]

    @property
    def first(self) -> str:
        """The text of the first cell with a title."""
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown" and _TITLE.search(cell.source):
                return str(cell.source)
        return f"# {self.name}"

    @property
    def title(self) -> str:
        """The chapter's heading."""
        found = _TITLE.search(self.first)
        return found.group(1) if found else self.name

    @property
    def description(self) -> str:
        """The first paragraph below the title, without marks."""
        for paragraph in self.first.split("\n\n"):
            if paragraph.strip() and not paragraph.startswith(_NO_TEXT):
                return " ".join(re.sub(r"\]\([^)]*\)|[*`$\[\]]", "", paragraph).split())
        return self.title

    @property
    def colab(self) -> str:
        """Where the chapter can be run."""
        return colab_address(self.name)

    @property
    def minutes(self) -> int:
        """How long it takes, with its exercises; 0 for what is no chapter."""
        return outline(self.name).minutes if self.name in CHAPTERS else 0


def read_chapters(notebooks: Path = NOTEBOOKS, solved: Path = SOLUTIONS) -> list[Chapter]:
    """All chapters whose notebooks are there, in their order.

    Args:
        notebooks: the students' ones.
        solved: the folder with the solved ones, executed.

    Raises:
        Refused: there are none, or a solved one is missing.
    """
    names = sorted(path.stem for path in notebooks.glob("*.ipynb") if _NAME.fullmatch(path.stem))
    if not names:
        raise Refused(f"{notebooks} holds no notebook: run `{command('build')}` first.")
    return [_read(notebooks / f"{name}.ipynb", solved / f"{name}.ipynb") for name in names]


def _read(path: Path, solved: Path) -> Chapter:
    notebook = nbformat.read(path, 4)
    if not solved.exists():
        raise Refused(
            f"{solved} is missing, and the book shows what its cells put out: run "
            f"`{command('build')}` first."
        )
    return Chapter(path.stem, notebook, _shown(notebook, nbformat.read(solved, 4)), predictions())


def _shown(notebook: NotebookNode, solved: NotebookNode) -> dict[str, list[NotebookNode]]:
    """The outputs of cells that are the same in both: never those of a solution."""
    given = {cell.id: cell.source for cell in notebook.cells if cell.cell_type == "code"}
    return {
        cell.id: cell.outputs
        for cell in solved.cells
        if cell.cell_type == "code" and given.get(cell.id) == cell.source
    }
