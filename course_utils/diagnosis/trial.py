"""Running a changed answer by the visible cases, no further than it can still be of use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import torch

from course_utils.core.compare import Expected
from course_utils.core.detail import RAISED
from course_utils.core.evidence import Evidence, Item
from course_utils.core.key import Key, Keys
from course_utils.core.probing import Interrupted, find_probe
from course_utils.core.raised import tag_of
from course_utils.diagnosis.guard import seeded, size_guard
from course_utils.diagnosis.own_names import OwnNames
from course_utils.diagnosis.seen import Trace, tracing
from course_utils.diagnosis.source_text import Subject
from course_utils.diagnosis.tame import compiled, helpers
from course_utils.diagnosis.time_limit import TimeIsUp, TimeLimit


class _Behind(Interrupted):
    """The run is no better than the answer as it is."""


class _Watched(Evidence):
    """Evidence that ends the run at an item that is wrong, where that is no progress."""

    __slots__ = ("_expected", "_limit", "_order")

    def __init__(self, expected: Mapping[str, Expected], order: Mapping[str, int], limit: int):
        super().__init__()
        self._expected = expected
        self._order = order
        self._limit = limit

    def _put(self, name: str, item: Item) -> None:
        super()._put(name, item)
        place = self._order.get(name)
        if place is not None and place <= self._limit and not self._expected[name].accepts(item):
            raise _Behind


@dataclass(slots=True)
class Stage:
    """The cases, with how far the answer as it is gets in each.

    Attributes:
        exercise: its id.
        keys: of the visible cases.
        names: makes the names that it runs in.
        subject: what is changed.
        reached: for each case the number of items that are right before the first wrong one;
            the number of all items, where all are.
        totals: the number of all items of each case.
        limiter: stops what takes too long.
        guard: stands between the runs and torch.
    """

    exercise: str
    keys: Keys
    names: OwnNames
    subject: Subject
    limiter: TimeLimit
    reached: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    first: int = 0
    evidence: list[Evidence] = field(default_factory=list)
    guard: AbstractContextManager[object] = field(default_factory=nullcontext)

    def begin(self, trace: Trace) -> bool:
        """Run the answer as it is; False where it passes, or cannot be run."""
        obj = self._defined(self.subject.source.text)
        for key in self.keys.keys:
            self.totals.append(len(key.expected) + (RAISED not in key.expected))
            evidence = self._run(obj, key, -1)
            if evidence is None:
                return False
            self.evidence.append(evidence)
            self.reached.append(_reached(key, evidence))
        failing = [i for i, got in enumerate(self.reached) if got < self.totals[i]]
        if not failing:
            return False
        self.first = failing[0]
        obj = self._defined(self.subject.source.text)
        with tracing(trace):
            self._run(obj, self.keys.keys[self.first], -1)
        self.guard = size_guard(trace, self.subject.source.text)
        return True

    def gain(
        self, text: str, given: Callable[[Key], Mapping[str, object]] | None = None
    ) -> list[int] | None:
        """How far the changed text gets in each case; None where it is no better.

        Args:
            text: the whole changed text.
            given: names that it can use besides, for each case.
        """
        obj = self._ready(text) if given is None else None
        order = [self.first, *(i for i in range(len(self.totals)) if i != self.first)]
        got = list(self.reached)
        for number in order:
            key, before = self.keys.keys[number], self.reached[number]
            limit = before if number == self.first else before - 1
            if given is not None:
                obj = self._ready(text, given(key))
            if obj is None:
                return None
            evidence = self._run(obj, key, min(limit, self.totals[number] - 1))
            if evidence is None:
                return None
            got[number] = _reached(key, evidence)
            if got[number] < before or (number == self.first and got[number] == before):
                return None
        return got

    def tells(self, got: Sequence[int]) -> bool:
        """Whether what has become right is more than chance gives: numbers, or no exception."""
        before, key = self.reached[self.first], self.keys.keys[self.first]
        if self.evidence[self.first].raised is not None:
            return True
        gained = list(key.expected.values())[before : got[self.first]]
        values = [one.values[0] for one in gained]
        return any(
            isinstance(value, torch.Tensor)
            and value.is_floating_point()
            and bool((value != value.round()).any())
            for value in values
        )

    def passes(self, got: Sequence[int]) -> bool:
        """Whether that is everything."""
        return list(got) == self.totals

    def _run(self, obj: object, key: Key, limit: int) -> Evidence | None:
        """The evidence of one case; None where it is cut short."""
        order = {name: place for place, name in enumerate(key.expected)}
        evidence = _Watched(key.expected, order, limit)
        dtype = torch.get_default_dtype()
        try:
            with seeded(), torch.enable_grad():
                torch.set_default_dtype(torch.float32)  # as in a check
                with self.limiter.running():
                    self._observe(obj, key, evidence, is_told=limit < 0)
        except (TimeIsUp, _Behind, MemoryError):
            return None
        finally:
            self.limiter.disarm()  # a signal can have come while the run was ending
            torch.set_default_dtype(dtype)
        return evidence

    def _observe(self, obj: object, key: Key, evidence: Evidence, *, is_told: bool) -> None:
        try:
            with self.guard:
                find_probe(self.exercise).run(obj, key.case, evidence)
        except (Interrupted, KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:
            # Reading the exception takes longer than most runs: only where it is compared, or told.
            tag = tag_of(error) if RAISED in key.expected or is_told else type(error).__name__
            evidence.ended(tag)

    def _ready(self, text: str, given: Mapping[str, object] | None = None) -> object:
        """What the text defines; None where it cannot."""
        try:
            return self._defined(text, given)
        except TimeIsUp:
            return None
        except (Interrupted, KeyboardInterrupt):
            raise
        except BaseException:
            return None

    def _defined(self, text: str, given: Mapping[str, object] | None = None) -> object:
        """What the text defines, in names of its own."""
        code = compiled(text)
        try:
            with seeded(), self.limiter.running():
                names = {**self.names.fresh(), **helpers(), **(given or {})}
                with self.guard:
                    exec(code, names)
        finally:
            self.limiter.disarm()
        return names[self.subject.symbol]


def _reached(key: Key, evidence: Evidence) -> int:
    for place, (name, expected) in enumerate(key.expected.items()):
        if not expected.accepts(evidence.get(name)):
            return place
    if RAISED in key.expected:
        return len(key.expected)
    return len(key.expected) + (evidence.raised is None)
