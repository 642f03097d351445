"""Watching a child: what a job has used so far, against its limits."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from autograder.sandbox.limits import Limits
from autograder.submission.remark import Remark

TOO_MUCH = Remark("memory")
TICK = 0.25  # wall seconds between two looks at what the child uses


@dataclass(frozen=True, slots=True)
class Death:
    """How a child came to its end.

    Attributes:
        state: ``timeout`` when a limit of time ended it, else ``crashed``.
        remark: what ended it.
        foreign: something killed it that was not the grader: itself, or nothing of its own.
    """

    state: Literal["timeout", "crashed"]
    remark: Remark
    foreign: bool = False

    @property
    def note(self) -> str:
        """The remark in words: one sentence."""
        return self.remark.text


class ChildDied(Exception):
    """The child is gone, or has spoken nonsense and must go."""

    def __init__(self, death: Death) -> None:
        super().__init__(death.note)
        self.death = death


class Used(Protocol):
    """Who can say what a child has used: its worker."""

    limits: Limits

    def usage(self) -> dict[str, Any]:
        """CPU seconds, resident bytes and whether anything wants to run, of all processes."""

    def lacked(self) -> str:
        """Whose memory ran out since the child was forked."""


class Watch:
    """One job's use of time and memory."""

    def __init__(self, worker: Used, before: float, cpu: float, wall: float) -> None:
        self._worker = worker
        self._limits = worker.limits
        self._before = before
        self._most = cpu
        self._begun = time.monotonic()
        self._until = self._begun + wall
        self._next = time.monotonic() + TICK
        self._idle = 0.0
        self._used = 0.0
        self.cpu = before

    @property
    def took(self) -> float:
        """Wall seconds since the job began."""
        return time.monotonic() - self._begun

    @property
    def over(self) -> bool:
        """Whether the CPU seconds are used up, within the clock's grain."""
        return self.cpu - self._before > self._most - 0.1

    @property
    def overrun(self) -> Remark:
        """What is said when time is up."""
        return Remark("not-interrupted", seconds=self._most)

    def refresh(self) -> dict[str, Any]:
        """Look at what the child and its processes have used."""
        usage = self._worker.usage()
        self._used, self.cpu = float(usage["usage"]) - self.cpu, float(usage["usage"])
        return usage

    def look(self) -> None:
        """Compare with the limits, at most once a tick.

        Raises:
            ChildDied: one is passed.
        """
        now = time.monotonic()
        if now < self._next:
            return
        # A supervisor that was itself kept waiting must not count that as idleness.
        tick = min(now - self._next + TICK, 2 * TICK)
        self._next = now + TICK
        usage = self.refresh()
        if not usage["wants_to_run"] and self._used < 0.1 * tick:
            self._idle += tick
        if usage["resident"] > self._limits.memory or self._worker.lacked() == "submission":
            raise ChildDied(Death("crashed", TOO_MUCH))
        if self.cpu - self._before > self._most + self._limits.cpu_grace + 1:
            raise ChildDied(Death("timeout", self.overrun))
        if self._idle > self._limits.idle:
            raise ChildDied(Death("timeout", Remark("idle", seconds=self._limits.idle)))
        if now > self._until:
            raise ChildDied(Death("timeout", Remark("took-too-long")))
