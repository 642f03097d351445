"""A verdict: what became of one exercise, in a form that any view can draw."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from course_utils.core.before import as_written_today
from course_utils.core.detail import Detail
from course_utils.core.exercise import Exercise
from course_utils.core.mistake import Mistake
from course_utils.core.place import UNKNOWN, Proof, is_of_kind
from course_utils.core.values import Told, Values, first_unequal
from course_utils.texts import Observed, Words, read_observed, read_words, write_words

State = Literal["passed", "wrong", "not_attempted", "error", "timeout", "crashed", "grader_fault"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first item that is not as expected.

    Attributes:
        case: the case's name.
        item: the evidence item's name; ``label`` is how it is written for people.
        yours, expected: the values; ``yours`` is None when nothing was observed.
        seen: a plain fact about the two, such as a constant ratio with the meaning of its
            number; empty when there is none.
        missing: of an exception, the name of the item that it kept from being observed.
        hidden: the case's inputs are secret, see :class:`course_utils.core.case.Case`.
        numbers: the numbers behind what is seen, for visible inputs alone.
    """

    case: str
    item: str
    label: str
    yours: Told | None
    expected: Told
    seen: Words = ""
    missing: str = ""
    hidden: bool = False
    numbers: Words = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data; of many numbers those around the first that differs."""
        yours, expected = self.yours, self.expected
        around = 0
        if isinstance(yours, Values) and isinstance(expected, Values):
            around = first_unequal(yours, expected) or 0
        return {
            "case": self.case,
            "item": self.item,
            "label": self.label,
            "yours": _told_json(yours, around),
            "expected": _told_json(expected, around),
            "seen": write_words(self.seen),
            "missing": self.missing,
            "hidden": self.hidden,
            "numbers": write_words(self.numbers),
            **{
                f"{name} observed": write_words(one)
                for name, one in (("yours", yours), ("expected", expected))
                if isinstance(one, Observed)
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Difference:
        """What :meth:`to_json` wrote."""
        return cls(
            case=data["case"],
            item=data["item"],
            label=data["label"],
            yours=_told_from_json(data, "yours"),
            expected=_told_from_json(data, "expected") or "",
            seen=read_words(data["seen"]),
            missing=data["missing"],
            hidden=data["hidden"],
            numbers=read_words(data["numbers"]),
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one exercise.

    ``score`` is the sum of ``parts``; a state other than ``passed`` can still
    have earned parts.

    Attributes:
        cause: the one mistake that is named, or None.
        note: a sentence that stands for all others, such as "… is not defined".
        detail: the student's own exception, untrusted.
        proof: where in the student's code it went wrong, with the edit that shows it; by visible
            cases alone, and None where nothing is known.
    """

    exercise: str
    state: State
    max_score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    difference: Difference | None = None
    cause: Mistake | None = None
    note: Words = ""
    detail: Detail | None = None
    proof: Proof | None = None

    @property
    def score(self) -> float:
        """The points earned."""
        return sum(self.parts.values())

    @property
    def mistake(self) -> str | None:
        """The named mistake's id, or None."""
        return self.cause.id if self.cause else None

    @property
    def is_proven(self) -> bool:
        """Whether the named mistake is one of the kind that the proof's edit undoes."""
        return bool(self.cause and self.proof and is_of_kind(self.proof, self.cause.kinds))

    @property
    def is_contradicted(self) -> bool:
        """Whether the named mistake is of another kind than what the proof's edit undoes."""
        if self.cause is None or self.proof is None or self.proof.kind == UNKNOWN:
            return False
        return bool(self.cause.kinds) and not self.is_proven

    @property
    def hidden(self) -> bool:
        """Whether the first difference is on inputs that stay secret."""
        return self.difference is not None and self.difference.hidden

    def to_json(self) -> dict[str, Any]:
        """Plain data for journals, reports and command-line output."""
        return {
            "exercise": self.exercise,
            "state": self.state,
            "score": self.score,
            "max_score": self.max_score,
            "parts": dict(self.parts),
            "mistake": self.mistake,
            "difference": self.difference and self.difference.to_json(),
            "cause": self.cause and self.cause.to_json(),
            "note": write_words(self.note),
            "detail": self.detail and self.detail.to_json(),
            **({"proof": self.proof.to_json()} if self.proof else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Verdict:
        """What :meth:`to_json` wrote, here or in an older release."""
        data = as_written_today(data)
        difference, cause = data["difference"], data["cause"]
        return cls(
            exercise=data["exercise"],
            state=data["state"],
            max_score=data["max_score"],
            parts=data["parts"],
            difference=Difference.from_json(difference) if difference else None,
            cause=Mistake.from_json(cause) if cause else None,
            note=read_words(data["note"]),
            detail=Detail.from_json(data["detail"]),
            proof=Proof.from_json(data["proof"]) if data.get("proof") else None,
        )


def _told_json(one: Told | None, around: int) -> Any:
    return one.to_json(around) if isinstance(one, Values) else one


def _told_from_json(row: Mapping[str, Any], name: str) -> Told | None:
    data = row[name]
    if isinstance(data, str):
        with suppress(LookupError, ValueError):  # older rows have texts alone
            return read_observed(row[f"{name} observed"])
    return data if data is None or isinstance(data, str) else Values.from_json(data)


def unjudged(
    exercise: Exercise, state: Any, note: Words = "", detail: Detail | None = None
) -> Verdict:
    """A verdict without evidence: the code never answered, or the grader could not ask.

    Args:
        exercise: says what the points would be.
        state: the verdict's; anything but ``passed``.
        note: what is told of it.
        detail: of an exception, its own words and place.
    """
    return Verdict(exercise.id, state, exercise.points, note=note, detail=detail)


def parts_of(verdict: Verdict, exercise: Exercise) -> Mapping[str, tuple[float, float]]:
    """Points earned and possible, by part."""
    return {p.name: (verdict.parts.get(p.name, 0.0), p.points) for p in exercise.parts}
