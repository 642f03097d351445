"""An exercise: what a student is asked to define, and what it is worth.

The texts live in ``data/exercises.json``, which the build writes from the
instructor's catalogue; this module only reads them.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_utils.core.brief import brief
from course_utils.core.kinds import with_article
from course_utils.texts import Message, Words, say, words

if TYPE_CHECKING:
    from course_utils.core.evidence import Item
    from course_utils.core.values import Values

DATA = Path(__file__).parents[1] / "data"
EXERCISES_FILE = DATA / "exercises.json"
KEYS_FOLDER = DATA / "keys"

START = "00_start"
"""The notebook where one begins. It is no chapter: nothing in it is graded or remembered."""
WARM_UP = "warm-up"
WARM_UP_FILE = DATA / "warm_up.json"
HINTS = 3
"""How many hints an exercise has; a course may give its students fewer of them."""


class UnknownExercise(KeyError):
    """No exercise has this id; the message lists the ids that are close."""

    def __str__(self) -> str:
        return str(self.args[0])

    def _render_traceback_(self) -> list[str]:
        """What IPython shows of it: the sentence, and none of the lines that led to it."""
        return [str(self)]


class NotAttempted(Exception):
    """Raised by an exercise's stub until the student replaces it."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or words(say("exercise.empty")))


@dataclass(frozen=True, slots=True)
class Part:
    """A share of an exercise's points, earned when all its evidence items are right.

    Items that are missing earn nothing. An item that no part names (the arguments were
    kept, the right class) counts, where it was seen to be wrong, for every part that has
    items in its case.
    """

    name: str
    points: float
    items: tuple[str, ...]


KINDS = ("number", "count", "share", "shape", "made", "after")
"""What an item of the evidence can be, where it is more than its numbers.

``number``: a result, of which factors, shifts and signs say something.
``count``: how many there are. ``share``: a count divided by a count, such as an accuracy.
``shape``: the sizes of a tensor. ``made``: a property that an object has as soon as it is made.
``after``: what a model answers after the call, which should be what it answered before.
"""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Attributes:
        id: the stable name, such as ``lr-backward``.
        title: one line, as in the notebook's heading.
        chapter: the assignment's name, such as ``04_logistic_regression``.
        symbol: the name that the student defines.
        contract: one sentence: arguments with shapes, and the result.
        parts: what earns points; the points add up to ``points``.
        minutes: how long it usually takes.
        difficulty: 1 (a line) to 5 (an evening).
        importance: 1 to 5.
        hints: three steps: where to look, which idea, nearly the line; the first of them where
            an instructor gives no more.
        labels: for an evidence item, how it is written in a message.
        helps: the "Help: I get …" box, pairs of symptom and explanation.
        kinds: for an evidence item, which of :data:`KINDS` it is, where that is not
            to be seen: floating-point numbers are numbers, whole ones are counts.
        practised: what whoever has passed it has practised, in a sentence.
        defines: the functions that hold its stub, as its probe names them; written by the build.
        inputs: how an input of a case is written in a message. An input without
            words is named only when the contract has its name.
    """

    id: str
    title: str
    chapter: str
    symbol: str
    contract: str
    parts: tuple[Part, ...]
    minutes: int
    difficulty: int
    importance: int
    hints: tuple[str, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    helps: tuple[tuple[str, str], ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    practised: str = ""  # an older release's has none
    defines: tuple[str, ...] = ()

    @property
    def points(self) -> float:
        """The most that the exercise can earn."""
        return sum(part.points for part in self.parts)

    def label(self, item: str) -> str:
        """How the evidence item is written in a message."""
        return self.labels.get(item, item)

    def kind(self, item: str, value: Item | Values | None = None) -> str:
        """Which of :data:`KINDS` the item is."""
        # Not by torch.Tensor: the package is imported without torch.
        floating = getattr(value, "is_floating_point", None)
        whole = floating is not None and not floating()
        return self.kinds.get(item, "count" if whole else "number")

    def input_words(self, name: str) -> Words:
        """How an input is written in a message; empty when students do not know its name."""
        if name in self.inputs:
            return self.inputs[name]
        if "'s " in name:
            return name
        which, _, base = name.partition(" ")
        if which in ("second", "other"):
            said = self.input_words(base)
            return said and say(f"input.{which}", input=said)
        return name if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self.contract) else ""

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary, the form of ``exercises.json``."""
        return {
            "id": self.id,
            "title": self.title,
            "chapter": self.chapter,
            "symbol": self.symbol,
            "contract": self.contract,
            "parts": [[part.name, part.points, list(part.items)] for part in self.parts],
            "minutes": self.minutes,
            "difficulty": self.difficulty,
            "importance": self.importance,
            "hints": list(self.hints),
            "labels": dict(self.labels),
            "helps": [list(pair) for pair in self.helps],
            "kinds": dict(self.kinds),
            "inputs": dict(self.inputs),
            "practised": self.practised,
            "defines": list(self.defines),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Exercise:
        """The exercise that :meth:`to_json` wrote."""
        fields = dict(data)
        fields["parts"] = tuple(
            Part(name, points, tuple(items)) for name, points, items in data["parts"]
        )
        fields["hints"] = tuple(data["hints"])
        fields["helps"] = tuple((symptom, cause) for symptom, cause in data["helps"])
        fields["defines"] = tuple(data.get("defines", ()))  # an older release's has none
        return cls(**fields)


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises of the installed course, by id, in the course's order."""
    entries = json.loads(EXERCISES_FILE.read_text(encoding="utf-8"))
    return {entry["id"]: Exercise.from_json(entry) for entry in entries}


@cache
def warm_up_exercise() -> Exercise:
    """The exercise of the start page, which shows what a check is: no chapter counts it."""
    return Exercise.from_json(json.loads(WARM_UP_FILE.read_text(encoding="utf-8")))


def find_exercise(exercise_id: object, known: Mapping[str, Exercise] | None = None) -> Exercise:
    """The exercise with this id.

    Raises:
        UnknownExercise: with the close ids, or all of them when none is close.
    """
    if known is None:
        known = exercises()
        if isinstance(exercise_id, str) and exercise_id.strip() in (WARM_UP, "celsius"):
            return warm_up_exercise()
    if isinstance(exercise_id, str) and exercise_id in known:
        return known[exercise_id]
    if not isinstance(exercise_id, str):
        kind = "class" if isinstance(exercise_id, type) else type(exercise_id).__name__
        raise UnknownExercise(words(say("exercise.id-first", kind=with_article(kind))))
    bare = exercise_id.strip().removesuffix("()")
    if bare.replace("_", "-").lower() in known:
        return known[bare.replace("_", "-").lower()]
    # The function's own name, where no other exercise asks for it.
    asking = [exercise for exercise in known.values() if exercise.symbol == bare]
    if len(asking) == 1:
        return asking[0]
    if asking:
        listing = ", ".join(exercise.id for exercise in asking)
        raise UnknownExercise(words(say("exercise.several", name=bare, names=listing)))
    close = difflib.get_close_matches(exercise_id, known, n=3, cutoff=0.5)
    code = "exercise.unknown-close" if close else "exercise.unknown"
    names = ", ".join(close or known)
    raise UnknownExercise(words(say(code, name=brief(exercise_id), names=names)))


def nameless(function: str) -> Message:
    """What is said where ``check()`` and its like are called without an exercise."""
    return say("exercise.nameless", function=function)
