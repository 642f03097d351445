"""What of the answers in words is known: the notebook's own text, and the model answer.

Who quotes the question, or says what stands in the chapter, has copied from nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nbformat import NotebookNode

from autograder.build.released import structure_of
from autograder.build.rubric import WrittenQuestion, written_questions
from autograder.rebuild.rebuilt import same_text
from autograder.rebuild.releases import read_released
from autograder.similar.wording import Wording, wording_of


@dataclass(slots=True)
class KnownWords:
    """One question's.

    Attributes:
        title: the heading above it.
        given: passages of the notebook.
        words: that occur in the notebook or in the model answer.
        model: passages of the model answer and of the rubric.
        stubs: texts that stood in the cell.
    """

    title: str = ""
    given: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    model: frozenset[int] = frozenset()
    stubs: tuple[str, ...] = ()
    _read: dict[str, Wording] = field(default_factory=dict)

    def wording(self, text: str) -> Wording:
        """What is compared of an answer to this question."""
        if text not in self._read:
            self._read[text] = wording_of(text)
        return self._read[text]

    def is_empty(self, text: str) -> bool:
        """Whether nothing was written: no word, or what stood there."""
        return not text.strip() or any(same_text(text, stub) for stub in self.stubs)


def known_words(chapter: str) -> dict[str, KnownWords]:
    """By question that is answered in words, in the chapter's order."""
    questions = written_questions(chapter)
    if not questions:
        return {}
    notebook = read_released(chapter)
    stubs = {cell.id: cell.stub for cell in structure_of(notebook).cells if cell.stub}
    given = [wording_of(cell.source) for cell in notebook.cells]
    return {
        name: known_from(given, question, _title(notebook, name), (stubs.get(name, ""),))
        for name, question in questions.items()
    }


def known_from(
    given: Sequence[Wording], question: WrittenQuestion, title: str, stubs: tuple[str, ...] = ()
) -> KnownWords:
    """What is known about one question.

    Args:
        given: the notebook's texts.
        question: with its model answer and rubric.
        title: the heading above it.
        stubs: texts that stood in the cell.
    """
    said = (question.model, *(criterion.text for criterion in question.criteria))
    models = [wording_of(text) for text in said]
    return KnownWords(
        title or question.id,
        frozenset(key for one in given for key in one.passages),
        frozenset(token.text for one in (*given, *models) for token in one.tokens),
        frozenset(key for one in models for key in one.passages),
        tuple(filter(None, stubs)),
    )


def _title(notebook: NotebookNode, cell: str) -> str:
    """The last heading above the answer, without its number."""
    title = ""
    for one in notebook.cells:
        if one.id == cell:
            break
        if one.cell_type == "markdown":
            for line in one.source.splitlines():
                if line.startswith("#"):
                    title = line.lstrip("#").strip()
    first, _, rest = title.partition(" ")
    return rest.strip() if first.strip(".").replace(".", "").isdecimal() and rest else title
