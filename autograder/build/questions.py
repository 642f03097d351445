"""Predict-then-run questions: read off a chapter's cells, with the folded answer as the key.

A question stands in a markdown cell whose header names it, ``predict="t-view-shares"``:
the text from ``**Predict 3.**`` on, its options as a list (``- A: …``), and in one of the
next cells the folded answer, which starts with the option's letter in bold. Under each
wrong option a line ``  > …`` says to who chose it why it is not so. An open question has no
options and names its answer in the header, ``answer="2.303"``; of several accepted answers
each stands between bars.

The letters are the author's. Those that students see are drawn by the question's id, so
that no letter is right more often than others: :func:`lay_out` writes them into the cells.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import nbformat
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from course_utils.notebook.predictions import Prediction, Reply

GUESS_PREFIX = "guess-"
_QUESTION = re.compile(r"\*\*Predict(?: \d+)?\.\*\*\s*(.*)", re.DOTALL)
_OPTION = re.compile(r"^- ([A-H]): (.+)$(?:\n^  > (.+)$)?", re.MULTILINE)
_FOLDED = re.compile(r"<summary>Answer</summary>\s*(.*?)\s*</details>", re.DOTALL)
_LETTER = re.compile(r"\*\*([A-H])\b")
_ID = re.compile(r"^[a-z]-[a-z0-9-]{2,40}$")
# An option called by its letter, which may be another one for the student. "A" is a word, too.
_CALLED = re.compile(r"\b[Aa]nswers? [A-H]\b|\([A-H]\)|(?<![\w(^·])[B-H](?= (?:is|would|needs)\b)")
# Chosen so that each letter is right about equally often, in every chapter.
_SALT = 207
# So many questions have to be there before letters are counted, and this share is too much.
_ENOUGH = 20
_TOO_OFTEN = 0.4


class QuestionFault(ValueError):
    """A question that cannot be asked as it stands; the message says why."""


@dataclass(frozen=True, slots=True)
class _Option:
    written: str  # the author's letter
    text: str
    reply: str


@dataclass(frozen=True, slots=True)
class _Source:
    """A question as its author wrote it: ``asked`` and ``folded`` are the cells' own text."""

    name: str
    place: int
    answer_place: int
    asked: str
    options: tuple[_Option, ...]
    folded: str
    given: str | None

    @property
    def right(self) -> str:
        """The author's letter of the right option; empty for an open question."""
        return _LETTER.match(self.folded).group(1) if self.options else ""  # type: ignore[union-attr]

    @property
    def letters(self) -> dict[str, str]:
        """The students' letter for each of the author's, in the students' order."""
        drawn = sorted((option.written for option in self.options), key=self._draw)
        return dict(zip(drawn, "ABCDEFGH", strict=False))

    def _draw(self, letter: str) -> str:
        return hashlib.sha256(f"{_SALT}/{self.name}/{letter}".encode()).hexdigest()

    @property
    def shown(self) -> list[tuple[str, _Option]]:
        """The options as students see them, each with its letter."""
        by_letter = {option.written: option for option in self.options}
        return [(new, by_letter[old]) for old, new in self.letters.items()]

    @property
    def explanation(self) -> str:
        """The folded answer, with the students' letter at its head."""
        if not self.options:
            return self.folded
        return _LETTER.sub(f"**{self.letters[self.right]}", self.folded, count=1)


def questions_of(chapter: str, cells: Sequence[NotebookNode]) -> list[Prediction]:
    """The questions whose cells bear a ``predict`` mark, in the chapter's order.

    Raises:
        QuestionFault: a question has no text, no folded answer or no accepted one, a wrong
            option has no sentence, or the answer calls an option by its letter.
    """
    return [_prediction(chapter, source) for source in _sources(cells)]


def lay_out(cells: Sequence[NotebookNode]) -> None:
    """Write options in the students' order into the cells, and what each wrong one deserves.

    Raises:
        QuestionFault: as :func:`questions_of`.
    """
    for source in _sources(cells):
        if not source.options:
            continue
        lines = "\n".join(f"- {letter}: {option.text}" for letter, option in source.shown)
        replies = "\n".join(
            f"- {letter}: {option.reply}" for letter, option in source.shown if option.reply
        )
        asked, answer = cells[source.place], cells[source.answer_place]
        question = _OPTION.sub("", source.asked).strip()
        asked.source = asked.source.replace(source.asked, f"{question}\n\n{lines}")
        answer.source = answer.source.replace(
            source.folded, f"{source.explanation}\n\n{replies}".rstrip(), 1
        )


def _sources(cells: Sequence[NotebookNode]) -> list[_Source]:
    return [
        _source(cells, place)
        for place, cell in enumerate(cells)
        if "predict" in cell.metadata.get("workbook", {})
    ]


def _source(cells: Sequence[NotebookNode], place: int) -> _Source:
    marks = cells[place].metadata["workbook"]
    name = str(marks["predict"])
    if not _ID.match(name):
        raise QuestionFault(f'predict="{name}" must look like predict="t-view-shares".')
    found = _QUESTION.search(cells[place].source)
    if not found:
        raise QuestionFault(f"the cell of {name} has no text that starts with **Predict 1.**")
    later = ((at, _FOLDED.search(cells[at].source)) for at in range(place + 1, len(cells)))
    answer_place, folded = next(((at, match) for at, match in later if match), (0, None))
    if not folded:
        raise QuestionFault(f"{name} has no folded answer (<summary>Answer</summary>) after it.")
    options = tuple(_Option(*parts) for parts in _OPTION.findall(found.group(1)))
    source = _Source(
        name, place, answer_place, found.group(1), options, folded.group(1), marks.get("answer")
    )
    _look_over(source)
    return source


def _look_over(source: _Source) -> None:
    name = source.name
    if not source.options:
        if not source.given:
            raise QuestionFault(f'{name} has no options: its header needs answer="…".')
        return
    letter = _LETTER.match(source.folded)
    if source.given or not letter or letter.group(1) not in source.letters:
        raise QuestionFault(
            f"the folded answer of {name} must start with the letter of one of its options, "
            "such as **B.**, and its header must not repeat it."
        )
    for option in source.options:
        if (option.written == source.right) == bool(option.reply):
            raise QuestionFault(
                f"option {option.written} of {name} is "
                + ("right and needs no line" if option.reply else "wrong and needs a line")
                + " “  > …” under it: the line says to who chose it why it is not so."
            )
    for text in (source.folded, *(option.reply for option in source.options)):
        if called := _CALLED.search(re.sub(r"\$[^$]*\$|`[^`]*`", "", text)):
            raise QuestionFault(
                f"the answer of {name} speaks of “{called.group()}”: students have other letters; "
                "say it in words, or in the line under the option."
            )


def _prediction(chapter: str, source: _Source) -> Prediction:
    explanation = source.explanation
    return Prediction(
        id=source.name,
        chapter=chapter,
        text=_OPTION.sub("", source.asked).strip(),
        options=tuple((letter, option.text) for letter, option in source.shown),
        accepted=(source.letters[source.right],)
        if source.options
        else tuple(part.strip() for part in str(source.given).split("|")),
        explanation=explanation,
        html=markdown2html(explanation).strip(),
        replies={
            letter: Reply(option.reply, markdown2html(option.reply).strip())
            for letter, option in source.shown
            if option.reply
        },
    )


def guess_cell(name: str) -> NotebookNode:
    """The cell below a question in which a student answers it."""
    cell: NotebookNode = nbformat.v4.new_code_cell(
        f'guess("{name}")', id=GUESS_PREFIX + name, metadata={"tags": ["demo"]}
    )
    return cell


def predictions_text(questions: Sequence[Prediction]) -> str:
    """``predictions.json``.

    Raises:
        QuestionFault: two questions have one id, or one letter is right too often.
    """
    names = [question.id for question in questions]
    for name in names:
        if names.count(name) > 1:
            raise QuestionFault(f'predict="{name}" occurs {names.count(name)} times.')
    right = [question.accepted[0] for question in questions if question.options]
    for letter in sorted(set(right)):
        count = right.count(letter)
        if len(right) >= _ENOUGH and count > _TOO_OFTEN * len(right):
            raise QuestionFault(
                f"option {letter} is right {count} times of {len(right)}: who always says "
                f"{letter} guesses too well. Choose another _SALT in autograder/build/questions.py."
            )
    rows = [asdict(question) for question in questions]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
