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
    """

    id: str
    sentence: Words
    why: Words = ""
    hint: int = 2
    about: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

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
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Mistake:
        """What :meth:`to_json` wrote; in older journals every sentence is a text."""
        sentence, why = read_words(data["sentence"]), read_words(data["why"])
        about, kinds = (tuple(data.get(name, ())) for name in ("about", "kinds"))
        return cls(data["id"], sentence, why, data["hint"], about, kinds)


GENERAL = "general:"


def general(name: str, sentence: Words = "", why: str | None = None) -> Mistake:
    """A mistake that is read off the numbers or an exception.

    Args:
        name: its id without ``general:``.
        sentence: where it is not the template ``general.NAME``, or that one has fields.
        why: the code of the template that says why; ``general.NAME.why`` when None, none
            when empty.
    """
    reason = f"{GENERAL[:-1]}.{name}.why" if why is None else why
    return Mistake(
        f"{GENERAL}{name}",
        sentence or say(f"{GENERAL[:-1]}.{name}"),
        say(reason) if reason else "",
        hint=1,
    )
