"""Answers to a chapter's exercises as text: the notebook's own, variants, known mistakes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import nbformat
from nbformat import NotebookNode

from autograder.build.source import read_source
from autograder.build.student import solved_notebook
from autograder.catalogue import Entry, chapter_of
from autograder.catalogue.cells import cell_text, wants_parameters
from autograder.errors import Refused
from autograder.files.paths import NOTEBOOKS
from autograder.typed import command
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.texts import words


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What a student wrote into one exercise's cell.

    Attributes:
        exercise: the exercise's id.
        text: the whole cell.
        name: where it is from: ``own``, or its name in the catalogue.
        about: what is special in it; a known mistake's sentence.
        mistake: the known mistake that it makes, or None.
        score: the points that it earns.
        parameters: it fits an LR whose w and b are Parameters, and no other.
    """

    exercise: str
    text: str
    name: str
    about: str
    mistake: str | None
    score: float
    parameters: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """All the answers to one exercise that can stand in a cell.

    Attributes:
        right: the notebook's own solution first.
        wrong: one for every known mistake that can be retyped, in the catalogue's order.
    """

    exercise: str
    points: float
    stub: str
    right: tuple[WrittenAnswer, ...]
    wrong: tuple[WrittenAnswer, ...]

    @property
    def own(self) -> WrittenAnswer:
        """The notebook's own solution."""
        return self.right[0]


def released_stubs(chapter: str) -> NotebookNode:
    """The notebook that students were given.

    Raises:
        Refused: it has not been built.
    """
    path = NOTEBOOKS / f"{chapter}.ipynb"
    if not path.exists():
        raise Refused(f"notebooks/{chapter}.ipynb is missing: run `{command('build')}`.")
    notebook: NotebookNode = nbformat.read(path, 4)
    return notebook


@cache
def answers(chapter: str) -> dict[str, Answers]:
    """The answers to every exercise of a chapter, in the chapter's order."""
    stubs = {cell.id: cell.source for cell in released_stubs(chapter).cells}
    solved = solved_notebook(read_source(chapter, fill=False))
    own = {cell.id: cell.source for cell in solved.cells}
    return {entry.id: _of(entry, stubs[entry.id], own[entry.id]) for entry in chapter_of(chapter)}


def _of(entry: Entry, stub: str, own: str) -> Answers:
    points = entry.exercise.points
    right = [WrittenAnswer(entry.id, own, "own", "the notebook's own solution", None, points)]
    for variant in entry.variants:
        text = cell_text(stub, entry, variant)
        if text is not None:
            parameters = wants_parameters(variant.source) or "nn.Parameter(" in text
            right.append(
                WrittenAnswer(entry.id, text, variant.name, variant.about, None, points, parameters)
            )
    return Answers(entry.id, points, stub, tuple(right), tuple(_wrong(entry, stub)))


def _wrong(entry: Entry, stub: str) -> list[WrittenAnswer]:
    """The first implementation of each mistake that can be retyped."""
    found: dict[str, WrittenAnswer] = {}
    seen: dict[str, int] = {}
    for mistake, implementation in entry.wrong:
        number = seen[mistake] = seen.get(mistake, -1) + 1
        if mistake in found:
            continue
        text = cell_text(stub, entry, implementation)
        if text is None:
            continue
        found[mistake] = WrittenAnswer(
            entry.id,
            text,
            implementation.name,
            words(entry.mistakes[mistake].sentence),
            mistake,
            _score(entry, mistake, number),
            wants_parameters(implementation.source),
        )
    return list(found.values())


def _score(entry: Entry, mistake: str, number: int) -> float:
    # The keys hold what every known mistake looks like: its parts need no run.
    keys = visible_keys(entry.id)
    evidence = [key.wrong[(mistake, number)] for key in keys.keys]
    return judge(entry.exercise, keys, evidence).score
