"""What of an exercise's answers is known: the notebook's text, right answers, named mistakes.

Who writes what the catalogue has, or what stood in the cell, has copied from nobody.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

from autograder.build.source import read_source
from autograder.build.student import solved_notebook
from autograder.catalogue import Entry, chapter_of
from autograder.rebuild.releases import open_releases
from autograder.similar.shape import AnswerShape, shape_of
from autograder.similar.trees import Defining, tree_of

RIGHT = "right"


@dataclass(slots=True)
class Known:
    """One exercise's.

    Attributes:
        forms: of right answers and named mistakes, each with what it is.
        units, names, comments: that occur in them, in the stub, or in the notebook's solution.
        given: names that stay as they are, because the checks ask for them.
        attributes: what stands behind a dot in any of these texts.
    """

    forms: dict[str, str] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    given: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    _shapes: dict[str, AnswerShape] = field(default_factory=dict)

    def shape(self, code: str) -> AnswerShape:
        """The shape of an answer to this exercise."""
        if code not in self._shapes:  # short answers are often equal to the letter
            self._shapes[code] = shape_of(code, self.given, self.attributes)
        return self._shapes[code]

    def learn(self, code: str, about: str = "") -> None:
        """Take in a text; with what it is, where its form as a whole is an answer."""
        shape = self.shape(code)
        self.units |= {unit.key for unit in shape.units}
        self.names |= shape.names
        self.comments |= {comment.words for comment in shape.comments}
        if about:
            self.forms.setdefault(shape.form, about)


def known_answers(chapter: str, course: Path | None = None) -> dict[str, Known]:
    """By exercise, in the chapter's order; the stubs of kept releases count as given, too."""
    solved = solved_notebook(read_source(chapter, fill=False))
    own = {cell.id: cell.source for cell in solved.cells}
    releases = open_releases(chapter, course)
    given: dict[str, list[str]] = {}
    for release in (releases.current, *releases.kept):
        for cell in release.structure.cells:
            if cell.stub:
                given.setdefault(cell.id, []).append(cell.stub)
    return {
        entry.id: _known(entry, given.get(entry.id, []), own.get(entry.id, ""))
        for entry in chapter_of(chapter)
    }


def _known(entry: Entry, stubs: list[str], own: str) -> Known:
    rights = [one for one in (entry.right, *entry.alternatives, *entry.variants) if one]
    texts = [(one.source, RIGHT) for one in rights]
    texts += [(one.source, mistake) for mistake, one in entry.wrong]
    texts.append((own, RIGHT))
    attributes, heads = set(), {entry.exercise.symbol}
    for text in (*stubs, *(text for text, _ in texts)):
        tree = tree_of(text)
        if tree is not None:
            attributes |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
            heads |= {node.name for node in tree.body if isinstance(node, Defining)}
    found = Known(given=frozenset(heads), attributes=frozenset(attributes))
    for text, about in texts:
        found.learn(text, about)
    for text in stubs:
        found.learn(text)
    return found
