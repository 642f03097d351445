"""Running a changed answer by the visible cases, no further than it can still be of use."""

from __future__ import annotations

import copy
import signal
import threading
import time
import types
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

import torch

from course_utils.core.compare import Expected
from course_utils.core.evidence import RAISED, Evidence, Item
from course_utils.core.key import Key, Keys
from course_utils.core.probing import Interrupted, find_probe
from course_utils.core.raised import tag_of
from course_utils.core.surroundings import preserve_rng_state
from course_utils.diagnosis.seen import FILE, Trace, tracing
from course_utils.diagnosis.source_text import Subject

_AGAIN = 0.05  # CPU seconds until code that swallowed the interruption gets the next one
_COPIED = (torch.Tensor, list, dict, set, torch.nn.Module, torch.optim.Optimizer)


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
        names: the notebook's.
        subject: what is changed.
        reached: for each case the number of items that are right before the first wrong one;
            the number of all items, where all are.
        totals: the number of all items of each case.
        limiter: stops what takes too long.
    """

    exercise: str
    keys: Keys
    names: Mapping[str, object]
    subject: Subject
    limiter: TimeLimit
    reached: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    first: int = 0
    evidence: list[Evidence] = field(default_factory=list)

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
        return True

    def gain(
        self, text: str, given: Callable[[Key], Mapping[str, object]] | None = None
    ) -> list[int] | None:
        """How far the changed text gets in each case; None where it is no better.

        Args:
            text: the whole changed text.
            given: names that it can use besides, for each case.
        """
        obj: object = None
        try:
            if given is None:
                obj = self._defined(text)
        except TimeIsUp:
            return None
        except (Interrupted, KeyboardInterrupt):
            raise
        except BaseException:
            return None
        order = [self.first, *(i for i in range(len(self.totals)) if i != self.first)]
        got = list(self.reached)
        for number in order:
            key, before = self.keys.keys[number], self.reached[number]
            limit = before if number == self.first else before - 1
            if given is not None:
                obj = self._defined(text, given(key))
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
        registered = find_probe(self.exercise)
        try:
            with self.limiter.running(), preserve_rng_state(), torch.enable_grad():
                registered.run(obj, key.case, evidence)
        except TimeIsUp:
            return None
        except _Behind:
            return None
        except (Interrupted, KeyboardInterrupt):
            raise
        except MemoryError:
            return None
        except BaseException as error:
            # Reading the exception takes longer than most runs: only where it is compared, or told.
            tag = tag_of(error) if RAISED in key.expected or limit < 0 else type(error).__name__
            with suppress(_Behind):
                evidence.text(RAISED, tag)
        return evidence

    def _defined(self, text: str, given: Mapping[str, object] | None = None) -> object:
        """What the text defines, in names of its own."""
        subject = self.subject
        names = {**_own_names(self.names, subject), **(given or {})}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(text, FILE, "exec", dont_inherit=True)
        with self.limiter.running(), preserve_rng_state():
            exec(code, names)
        return names[subject.symbol]


def _own_names(names: Mapping[str, object], subject: Subject) -> dict[str, object]:
    """A copy of the notebook's names in which what the answer uses can be changed."""
    own = dict(names)
    if subject.is_class_given:
        given = own.get(subject.symbol)
        if isinstance(given, type):
            own[subject.symbol] = type(given)(given.__name__, (given,), {"__module__": "__main__"})
    waiting = [name for name in subject.free if name in own]
    done = set(waiting)
    while waiting:
        name = waiting.pop()
        value = own[name]
        if isinstance(value, types.FunctionType) and value.__globals__ is names:
            own[name] = _rebound(value, own)
            for used in value.__code__.co_names:
                if used in own and used not in done:
                    done.add(used)
                    waiting.append(used)
        elif isinstance(value, _COPIED) and not name.startswith("_"):
            with suppress(Exception):
                own[name] = copy.deepcopy(value)
    return own


def _rebound(function: types.FunctionType, names: dict[str, object]) -> types.FunctionType:
    """The function with other global names."""
    other = types.FunctionType(
        function.__code__, names, function.__name__, function.__defaults__, function.__closure__
    )
    other.__kwdefaults__ = function.__kwdefaults__
    return other


def _reached(key: Key, evidence: Evidence) -> int:
    for place, (name, expected) in enumerate(key.expected.items()):
        if not expected.accepts(evidence.get(name)):
            return place
    if RAISED in key.expected:
        return len(key.expected)
    return len(key.expected) + (evidence.raised is None)


class TimeIsUp(Interrupted):
    """One run took longer than it may."""


class TimeLimit:
    """Ends a run that takes too long, by signals where there are any, else by a thread."""

    def __init__(self, cpu: float, wall: float) -> None:
        """Set up nothing yet.

        Args:
            cpu: CPU seconds of one run.
            wall: seconds by the clock of one run.
        """
        self.cpu = cpu
        self.wall = wall
        self._armed = False

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take the signals; they are given back afterwards."""
        if not hasattr(signal, "setitimer") or (
            threading.current_thread() is not threading.main_thread()
        ):
            yield
            return
        numbers = (signal.SIGVTALRM, signal.SIGALRM)
        before = [signal.signal(number, self._up) for number in numbers]
        real = signal.setitimer(signal.ITIMER_REAL, 0)
        begun = time.monotonic()
        try:
            yield
        finally:
            self._disarm()
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)
            if real[0]:
                left = max(0.001, real[0] - (time.monotonic() - begun))
                signal.setitimer(signal.ITIMER_REAL, left, real[1])

    @contextmanager
    def running(self) -> Iterator[None]:
        """One run."""
        if not hasattr(signal, "setitimer") or (
            threading.current_thread() is not threading.main_thread()
        ):
            yield
            return
        self._armed = True
        signal.setitimer(signal.ITIMER_VIRTUAL, self.cpu, _AGAIN)
        signal.setitimer(signal.ITIMER_REAL, self.wall, self.wall)
        try:
            yield
        finally:
            self._disarm()

    def _disarm(self) -> None:
        self._armed = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _up(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            raise TimeIsUp
