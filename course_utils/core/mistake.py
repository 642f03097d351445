"""A mistake: the one form it has from the catalogue to a key, a verdict and the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_utils.texts import Words, read_words, say, write_words


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is said of a mistake: one of the catalogue's, or one read off the numbers.

    Attributes:
        id: stable, unique within the exercise; ``general:…`` when no entry of the catalogue
            fits.
        sentence: completes "This is what you get when …"; true of every wrong
            answer that makes the same evidence.
        why: one or two sentences of mathematics that the mistake goes against.
        hint: which step of the exercise's hints helps here (1 to 3).
        about: the evidence items that it speaks of; only a first difference in one
            of them may be named so. Empty means any.
        kinds: of the edits that make a right answer of it, see
            :data:`course_utils.core.place.KINDS`; empty where they are not known.
        fact: the sentence says what is seen, in an exception's own words or in the result, and
            not where it comes from: it needs no proof.
    """

    id: str
    sentence: Words
    why: Words = ""
    hint: int = 2
    about: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    fact: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain data for journals and command-line output."""
        data: dict[str, Any] = {
            "id": self.id,
            "sentence": write_words(self.sentence),
            "why": write_words(self.why),
            "hint": self.hint,
        }
        for name in ("about", "kinds"):
            if values := getattr(self, name):
                data[name] = list(values)
        if self.fact:
            data["fact"] = True
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Mistake:
        """What :meth:`to_json` wrote; in older journals every sentence is a text."""
        sentence, why = read_words(data["sentence"]), read_words(data["why"])
        about, kinds = (tuple(data.get(name, ())) for name in ("about", "kinds"))
        fact = data.get("fact") is True
        return cls(data["id"], sentence, why, data["hint"], about, kinds, fact)


GENERAL = "general:"

# Of what is read off the numbers: the kinds of edits that undo it.
_AMOUNT = ("factor", "reduction", "operator", "grouping")
_STORED = ("return", "assignment", "missing-statement", "order", "block", "superfluous")
_KINDS_OF: Mapping[str, tuple[str, ...]] = {
    "sign": ("sign", "operands", "operator"),
    "factor": (*_AMOUNT, "constant", "term"),
    "varying-factor": (*_AMOUNT, "axis", "name", "index"),
    "times-size": _AMOUNT,
    "over-size": _AMOUNT,
    "factor-two": (*_AMOUNT, "constant", "repeated", "term"),
    "rounded": ("function", "wrapper", "superfluous"),
    "clamped": ("function", "wrapper", "constant", "keyword", "argument", "superfluous"),
    "input-added": ("term", "sign", "operator", "superfluous", "missing-statement"),
    "integer": ("constant", "function", "wrapper", "keyword", "argument", "operator"),
    "transposed": ("shape", "operands", "axis"),
    "reshaped": ("shape", "axis", "keepdim", "wrapper"),
    "extra-or-missing-axis": ("shape", "keepdim", "axis", "index", "wrapper"),
    "not-reduced": ("reduction", "wrapper", "axis", "operator"),
    "broadcast": ("reduction", "axis", "keepdim", "shape", "operands", "name", "index", "wrapper"),
    "unchanged": (*_STORED, "name", "wrapper"),
    "zero": (*_STORED, "constant", "operator", "factor"),
    "same-each-time": ("name", "argument", "constant", "assignment", "superfluous"),
    "none": (*_STORED, "name"),
    "not-called": ("parentheses",),
}
# Their sentences repeat what is seen of the result, and tell no cause.
_FACTS = (
    *("integer", "transposed", "reshaped", "extra-or-missing-axis", "not-finite", "not-called"),
    "kind",
)


def general(
    name: str, sentence: Words = "", why: str | None = None, *, fact: bool = False
) -> Mistake:
    """A mistake that is read off the numbers or an exception.

    Args:
        name: its id without ``general:``.
        sentence: where it is not the template ``general.NAME``, or that one has fields.
        why: the code of the template that says why; ``general.NAME.why`` when None, none
            when empty.
        fact: whether the sentence is one whatever the code is; so are those of some names.
    """
    reason = f"{GENERAL[:-1]}.{name}.why" if why is None else why
    return Mistake(
        f"{GENERAL}{name}",
        sentence or say(f"{GENERAL[:-1]}.{name}"),
        say(reason) if reason else "",
        hint=1,
        kinds=_KINDS_OF.get(name, ()),
        fact=fact or name in _FACTS,
    )
