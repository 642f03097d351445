"""Predict-then-run questions: the texts, and whether a guess is what happens.

Read from ``data/predictions.json``, which the build takes from the chapters. Guesses are
read leniently: letters in any case, numbers within a hundredth, shapes with or without
spaces and brackets.
"""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from course_utils.core.brief import brief
from course_utils.core.exercise import DATA
from course_utils.core.kinds import with_article
from course_utils.texts import say, words

PREDICTIONS_FILE = DATA / "predictions.json"
_TOLERANCE = 0.01
_LONGEST_ID = 100
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)


class UnknownQuestion(KeyError):
    """No question has this id; the message lists the ids that are close."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Reply:
    """Why an option is not what happens: a sentence, as markdown and for a widget."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """One question.

    Attributes:
        id: such as ``t-view-shares``.
        chapter: where it is asked.
        text: the question, as markdown.
        options: pairs of letter and text; none for an open question.
        accepted: the letter, or the texts, of what happens.
        explanation: why, as markdown; ``html`` is the same for a widget.
        replies: what each wrong option is told, by its letter.
    """

    id: str
    chapter: str
    text: str
    options: tuple[tuple[str, str], ...]
    accepted: tuple[str, ...]
    explanation: str
    html: str
    replies: Mapping[str, Reply] = field(default_factory=dict)

    @property
    def answer(self) -> str:
        """What happens, in a few words: the option with its letter, or the first text."""
        first = self.accepted[0]
        return f"{first}: {dict(self.options)[first]}" if self.options else first


@cache
def predictions() -> dict[str, Prediction]:
    """All questions of the installed course, by id, in the course's order."""
    rows = json.loads(PREDICTIONS_FILE.read_text(encoding="utf-8"))
    return {row["id"]: _prediction(row) for row in rows}


def _prediction(row: dict[str, Any]) -> Prediction:
    options = tuple((letter, text) for letter, text in row["options"])
    replies = {letter: Reply(**reply) for letter, reply in row["replies"].items()}
    return Prediction(
        **{**row, "options": options, "accepted": tuple(row["accepted"]), "replies": replies}
    )


def questions_in(chapter: str) -> list[Prediction]:
    """The questions of one chapter, in its order; none where they cannot be read."""
    try:
        return [question for question in predictions().values() if question.chapter == chapter]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def find_prediction(question_id: object) -> Prediction:
    """The question with this id.

    Raises:
        UnknownQuestion: with the close ids, or where ids stand when none is close.
    """
    known = predictions()
    if isinstance(question_id, str) and question_id in known:
        return known[question_id]
    if not isinstance(question_id, str):
        kind = with_article(type(question_id).__name__)
        raise UnknownQuestion(words(say("guess.id-first", kind=kind)))
    bare = question_id.strip().replace("_", "-").lower()
    if bare in known:
        return known[bare]
    close = difflib.get_close_matches(bare[:_LONGEST_ID], known, n=3, cutoff=0.5)
    if close:
        names = ", ".join(close)
        raise UnknownQuestion(
            words(say("guess.unknown-close", name=brief(question_id), names=names))
        )
    raise UnknownQuestion(words(say("guess.unknown", name=brief(question_id))))


def option_of(question: Prediction, guess: str) -> str | None:
    """The letter that a guess means: the letter itself, or the option's own words."""
    bare = guess.strip()
    letter = re.match(r"\(?([A-Za-z])\s*(?:[).:,]|$)", bare)
    if letter and letter.group(1).upper() in dict(question.options):
        return letter.group(1).upper()
    for name, text in question.options:
        if _bare(text) == _bare(bare):
            return name
    return None


def foreseen(question: Prediction, guess: str) -> bool:
    """Whether the guess is what happens."""
    if question.options:
        return option_of(question, guess) in question.accepted
    return any(_agree(guess, accepted) for accepted in question.accepted)


def _agree(guess: str, accepted: str) -> bool:
    if _bare(guess) == _bare(accepted):
        return True
    mine, wanted = _numbers(guess), _numbers(accepted)
    # A word beside the numbers may be a unit or "and"; words alone have to agree.
    return bool(wanted) and len(mine) == len(wanted) and all(map(_near, mine, wanted))


def _near(mine: float, wanted: float) -> bool:
    if wanted == int(wanted) and abs(wanted) < 1000:
        return math.isclose(mine, wanted, abs_tol=1e-9)
    return math.isclose(mine, wanted, rel_tol=_TOLERANCE)


def _numbers(text: str) -> list[float]:
    return [float(found) for found in _NUMBER.findall(text.replace("−", "-"))]


def _bare(text: str) -> str:
    return re.sub(r"[\s()\[\]{}`*_.,;:!?\"'“”]+", "", text.replace("−", "-")).casefold()
