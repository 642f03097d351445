"""A chapter's own cells, run with other seeds and with other right answers."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import torch
from nbformat import NotebookNode

from autograder.build.source import read_source

# Far enough apart that no cell's own seeds (0, 1, 2) meet those of another run.
STRIDE = 1000


@cache
def cells_of(chapter: str) -> dict[str, NotebookNode]:
    """The source's cells by id, in their order."""
    return {cell.id: cell for cell in read_source(chapter, fill=False).cells}


class Run:
    """The names, prints and pictures of some cells of a chapter.

    Args:
        chapter: such as ``05_optimizer_loop``.
        cells: the ids of the demo cells to run, in any order: they run in the chapter's.
        seed: shifts every ``torch.manual_seed`` of the cells and seeds ``random``.
        answers: other right answers, by the exercise's id; the solutions stand for the rest.
    """

    def __init__(
        self,
        chapter: str,
        cells: Sequence[str],
        *,
        seed: int = 0,
        answers: Mapping[str, str] | None = None,
    ) -> None:
        self.figures: list[Any] = []
        self.names: dict[str, Any] = {"__name__": "__main__", "display": self.figures.append}
        self._seed = seed
        answers = answers or {}
        source = cells_of(chapter)
        assert set(cells) <= set(source), set(cells) - set(source)
        printed = io.StringIO()
        with _shifted(seed), contextlib.redirect_stdout(printed):
            for name, cell in source.items():
                if name in answers:
                    self._run(name, answers[name])
                elif name == "setup" or name in cells or _is_answer(cell):
                    self._run(name, cell.source)
        self.printed = printed.getvalue()

    def _run(self, name: str, source: str) -> None:
        exec(compile(source, f"<{name}>", "exec"), self.names)

    def __getitem__(self, name: str) -> Any:
        return self.names[name]

    def call(self, name: str, *arguments: Any) -> Any:
        """What a function of the cells gives, with the same shifted seeds."""
        with _shifted(self._seed):
            return self.names[name](*arguments)

    @property
    def captions(self) -> str:
        """The captions of all pictures, one below the other."""
        return "\n".join(figure.caption for figure in self.figures)


def _is_answer(cell: NotebookNode) -> bool:
    marks = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(marks.get("solution"))


@contextlib.contextmanager
def _shifted(seed: int) -> Iterator[None]:
    original = torch.manual_seed
    random.seed(seed)
    original(seed)
    torch.manual_seed = lambda own: original(int(own) + STRIDE * seed)
    try:
        yield
    finally:
        torch.manual_seed = original
