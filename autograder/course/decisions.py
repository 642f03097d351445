"""What a person decided about one student's chapter: another due date, an excuse, a mark.

Each decision has who, when and why. The journal keeps them all, also those that were taken back,
and what counts of them follows from its lines in order.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

DecisionKind = Literal["extension", "excuse", "override"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, or that it was taken back.

    Attributes:
        kind: an ``extension`` is another due date, an ``excuse`` is from the chapter, an
            ``override`` is a mark that counts in the place of all other points.
        student: whose.
        who: decided it.
        why: in that person's words; students do not read them.
        at: when, ISO in UTC.
        until: an extension's date, ISO in UTC.
        mark: an override's.
        most: the points that the chapter had then.
        undone: it was taken back.
    """

    kind: DecisionKind
    student: str
    who: str = ""
    why: str = ""
    at: str = ""
    until: str = ""
    mark: float = 0.0
    most: float = 0.0
    undone: bool = False

    @property
    def what(self) -> str:
        """What was decided, in words."""
        words = {
            "extension": f"due {in_utc(self.until)} UTC",
            "excuse": "excused",
            "override": f"mark set to {self.mark:g} of {self.most:g}",
        }[self.kind]
        return f"{words} (taken back)" if self.undone else words

    def to_json(self) -> dict[str, Any]:
        """Plain data for the journal; what the kind does not need is left out."""
        data = asdict(self)
        needs = {"extension": {"until"}, "excuse": set(), "override": {"mark", "most"}}[self.kind]
        return {name: data[name] for name in data if name in _ALWAYS or name in needs}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Decision:
        """What :meth:`to_json` wrote."""
        return cls(**{one.name: data[one.name] for one in fields(cls) if one.name in data})


_ALWAYS = {"kind", "student", "who", "why", "at", "undone"}


@dataclass(frozen=True, slots=True)
class Decided:
    """What counts of the decisions about one student's chapter, one of a kind at most.

    An excuse and an override exclude each other: the later one counts.
    """

    extension: Decision | None = None
    excuse: Decision | None = None
    override: Decision | None = None

    def __bool__(self) -> bool:
        return any(self.all)

    @property
    def all(self) -> tuple[Decision, ...]:
        """Those that there are."""
        return tuple(one for one in (self.extension, self.excuse, self.override) if one)

    @property
    def until(self) -> datetime.datetime | None:
        """The student's own due date, in UTC."""
        return datetime.datetime.fromisoformat(self.extension.until) if self.extension else None

    @property
    def settles(self) -> bool:
        """Whether the mark waits for nothing: it was set, or there need not be one."""
        return self.excuse is not None or self.override is not None

    def of(self, kind: DecisionKind) -> Decision | None:
        """The one of this kind."""
        found: Decision | None = getattr(self, kind)
        return found

    def after(self, decision: Decision) -> Decided:
        """What counts when this was decided, too."""
        if decision.undone:
            return replace(self, **{decision.kind: None})
        other = {"excuse": {"override": None}, "override": {"excuse": None}}.get(decision.kind, {})
        return replace(self, **{decision.kind: decision}, **other)

    def moved(self, student: str, own: Decided) -> Decided:
        """The same under another id, whose own decisions come first."""
        mine = Decided(*(one and replace(one, student=student) for one in self._each()))
        if own.excuse or own.override:
            mine = replace(mine, excuse=None, override=None)
        return Decided(*(o or m for o, m in zip(own._each(), mine._each(), strict=True)))

    def _each(self) -> tuple[Decision | None, ...]:
        return self.extension, self.excuse, self.override


UNDECIDED = Decided()


def in_utc(iso: str) -> str:
    """A moment as a person reads it; its zone is said beside it."""
    return iso.replace("T", " ")[:16]
