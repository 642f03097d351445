"""Predict-then-run questions: read off a chapter's cells, with the folded answer as the key.

A question stands in a markdown cell whose header names it, ``predict="t-view-shares"``:
the text from ``**Predict 3.**`` on, its options as a list (``- A: …``), and in one of the
next cells the folded answer, which starts with the option's letter in bold. An open
question has no options and names its answer in the header, ``answer="2.303"``; of
several accepted answers each stands between bars.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict

import nbformat
from nbconvert.filters import markdown2html
from nbformat import NotebookNode

from course_utils.predictions import Prediction

GUESS_PREFIX = "guess-"
_QUESTION = re.compile(r"\*\*Predict(?: \d+)?\.\*\*\s*(.*)", re.DOTALL)
_OPTION = re.compile(r"^- ([A-H]): (.+)$", re.MULTILINE)
_FOLDED = re.compile(r"<summary>Answer</summary>\s*(.*?)\s*</details>", re.DOTALL)
_LETTER = re.compile(r"\*\*([A-H])\b")
_ID = re.compile(r"^[a-z]-[a-z0-9-]{2,40}$")


class QuestionFault(ValueError):
    """A question that cannot be asked as it stands; the message says why."""


def questions_of(chapter: str, cells: Sequence[NotebookNode]) -> list[Prediction]:
    """The questions whose cells bear a ``predict`` mark, in the chapter's order.

    Raises:
        QuestionFault: a question has no text, no folded answer or no accepted one.
    """
    return [
        _question(chapter, cells, place)
        for place, cell in enumerate(cells)
        if "predict" in cell.metadata.get("workbook", {})
    ]


def _question(chapter: str, cells: Sequence[NotebookNode], place: int) -> Prediction:
    marks = cells[place].metadata["workbook"]
    name = str(marks["predict"])
    if not _ID.match(name):
        raise QuestionFault(f'predict="{name}" must look like predict="t-view-shares".')
    found = _QUESTION.search(cells[place].source)
    if not found:
        raise QuestionFault(f"the cell of {name} has no text that starts with **Predict 1.**")
    folded = next(filter(None, (_FOLDED.search(cell.source) for cell in cells[place + 1 :])), None)
    if not folded:
        raise QuestionFault(f"{name} has no folded answer (<summary>Answer</summary>) after it.")
    options = tuple(_OPTION.findall(found.group(1)))
    explanation = folded.group(1)
    return Prediction(
        id=name,
        chapter=chapter,
        text=_OPTION.sub("", found.group(1)).strip(),
        options=options,
        accepted=_accepted(name, options, explanation, marks.get("answer")),
        explanation=explanation,
        html=markdown2html(explanation).strip(),
    )


def _accepted(
    name: str, options: tuple[tuple[str, str], ...], explanation: str, given: str | None
) -> tuple[str, ...]:
    if not options:
        if not given:
            raise QuestionFault(f'{name} has no options: its header needs answer="…".')
        return tuple(part.strip() for part in given.split("|"))
    letter = _LETTER.match(explanation)
    if given or not letter or letter.group(1) not in dict(options):
        raise QuestionFault(
            f"the folded answer of {name} must start with the letter of one of its options, "
            "such as **B.**, and its header must not repeat it."
        )
    return (letter.group(1),)


def guess_cell(name: str) -> NotebookNode:
    """The cell below a question in which a student answers it."""
    return nbformat.v4.new_code_cell(
        f'guess("{name}")', id=GUESS_PREFIX + name, metadata={"tags": ["demo"]}
    )


def predictions_text(questions: Sequence[Prediction]) -> str:
    """``predictions.json``.

    Raises:
        QuestionFault: two questions have one id.
    """
    names = [question.id for question in questions]
    for name in names:
        if names.count(name) > 1:
            raise QuestionFault(f'predict="{name}" occurs {names.count(name)} times.')
    rows = [asdict(question) for question in questions]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
