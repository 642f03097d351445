"""Worked examples: a mistake on numbers that are small enough to check by hand.

They lie in ``data/worked.json``, which the build writes from the instructor's topics; which of
them a mistake has is said there by its id. None holds a line of any exercise's solution.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from course_utils.core.exercise import DATA
from course_utils.core.mistake import GENERAL

WORKED_EXAMPLES_FILE = DATA / "worked.json"

LineMark = Literal["", "slip", "meant"]


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """Code, and what a notebook shows of it.

    Attributes:
        mark: whether it is the slip, what is meant, or what both stand on.
        code: an expression or statements, in one line or several.
        shows: the value, what it prints, or the exception's line; empty where nothing is shown.
    """

    mark: LineMark
    code: str
    shows: str = ""


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """A few lines of code, wrong and as meant, and a sentence on what they show."""

    topic: str
    lines: tuple[WorkedLine, ...]
    says: str


def example_of(exercise_id: str, mistake_id: str) -> WorkedExample | None:
    """The worked example of a mistake; None where it has none."""
    content = _content()
    of, name = exercise_id, mistake_id
    if mistake_id.startswith(GENERAL):
        of, name = GENERAL.removesuffix(":"), mistake_id.removeprefix(GENERAL)
    topic = content["mistakes"].get(of, {}).get(name)
    if topic is None:
        return None
    example = content["examples"][topic]
    lines = tuple(WorkedLine(*line) for line in example["lines"])
    return WorkedExample(topic, lines, example["says"])


@cache
def _content() -> dict[str, Any]:
    """The file; of a package that lost it, no examples: all else is told without them."""
    try:
        content: dict[str, Any] = json.loads(WORKED_EXAMPLES_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {"examples": {}, "mistakes": {}}
    return content
