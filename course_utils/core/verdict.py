"""A verdict: what became of one exercise, in a form that any view can draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import torch

from course_utils.core.evidence import Item

State = Literal["passed", "wrong", "not_attempted", "error", "timeout", "crashed", "grader_fault"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first item that is not as expected.

    Attributes:
        case: the case's name.
        item: the evidence item's name; ``label`` is how it is written for people.
        yours, expected: the values; ``yours`` is None when nothing was observed.
        seen: a sentence about the two that is a plain fact, such as a constant
            ratio with the meaning of its number; empty when there is none.
        missing: of an exception, the name of the item that it kept from being observed.
    """

    case: str
    item: str
    label: str
    yours: Item | None
    expected: Item
    seen: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """The one mistake that is named: a catalogue's, or one read off the numbers.

    Attributes:
        id: the Mistake's id, or ``general:…`` when no catalogue entry fits.
        sentence: completes "This is what you get when …".
        why: the line of mathematics behind it.
        hint: the step of the hints that helps.
    """

    id: str
    sentence: str
    why: str = ""
    hint: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one exercise.

    ``score`` is the sum of ``parts``; a state other than ``passed`` can still
    have earned parts. ``detail`` is the student's own exception text, untrusted.
    """

    exercise: str
    state: State
    max_score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    difference: Difference | None = None
    cause: Cause | None = None
    note: str = ""
    detail: str = ""

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(self.parts.values())

    @property
    def mistake(self) -> str | None:
        """The named mistake's id, or None."""
        return self.cause.id if self.cause else None

    def to_json(self) -> dict:
        """Plain data for journals, reports and command-line output."""
        difference = self.difference
        return {
            "exercise": self.exercise,
            "state": self.state,
            "score": self.score,
            "max_score": self.max_score,
            "parts": dict(self.parts),
            "mistake": self.mistake,
            "difference": difference
            and {
                "case": difference.case,
                "item": difference.item,
                "label": difference.label,
                "yours": _item_json(difference.yours),
                "expected": _item_json(difference.expected),
                "seen": difference.seen,
                "missing": difference.missing,
            },
            "cause": self.cause
            and {
                "id": self.cause.id,
                "sentence": self.cause.sentence,
                "why": self.cause.why,
                "hint": self.cause.hint,
            },
            "note": self.note,
            "detail": self.detail,
        }

    @classmethod
    def from_json(cls, data: Mapping) -> Verdict:
        """What :meth:`to_json` wrote."""
        difference, cause = data["difference"], data["cause"]
        if difference:
            values = {side: _item_from_json(difference[side]) for side in ("yours", "expected")}
            difference = Difference(**{**difference, **values})
        return cls(
            exercise=data["exercise"],
            state=data["state"],
            max_score=data["max_score"],
            parts=data["parts"],
            difference=difference or None,
            cause=Cause(**cause) if cause else None,
            note=data["note"],
            detail=data["detail"],
        )


_KINDS = {"float": torch.float64, "int": torch.int64, "bool": torch.bool}
_KEPT = 64


def _item_json(item: Item | None):
    if item is None or isinstance(item, str):
        return item
    kind = next(name for name, dtype in _KINDS.items() if dtype == item.dtype)
    flat = item.flatten()[:_KEPT].tolist()
    return {"shape": list(item.shape), "kind": kind, "values": [repr(value) for value in flat]}


def _item_from_json(data) -> Item | None:
    if data is None or isinstance(data, str):
        return data
    parsers: dict[str, Callable[[str], object]] = {
        "float": float,
        "int": int,
        "bool": lambda text: text == "True",
    }
    values = [parsers[data["kind"]](text) for text in data["values"]]
    if math.prod(data["shape"]) > len(values):
        # A large item keeps only its first elements: enough for the picture.
        return torch.tensor([float(value) for value in values], dtype=torch.float64)  # type: ignore
    return torch.tensor(values, dtype=_KINDS[data["kind"]]).reshape(data["shape"])
