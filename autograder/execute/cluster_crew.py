"""Which workers of a cluster may be given work: looked over first, then told what it is about.

Everything here happens in the thread of one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.execute.cluster_link import FarWorker, NoAnswer, SchedulerLine

BEGINNINGS = 3  # tries before a worker that cannot begin is refused

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a worker does once, before its first task.

    Attributes:
        function: called there with the arguments; it returns JSON, an object whose ``reason``
            says why the worker cannot do the work, if it cannot.
        arguments: plain data.
        ending: called there with the first argument alone, when all is done.
    """

    function: Callable[..., bytes]
    arguments: tuple[Any, ...]
    ending: Callable[..., bytes]


@dataclass(slots=True)
class Crewman:
    """A worker that the scheduler has.

    Attributes:
        state: how far it has come.
        why: it is refused.
        tries: how often it could not begin.
        step: what is asked of it now.
    """

    worker: FarWorker
    state: Literal["new", "looked at", "fits", "begins", "ready", "refused"] = "new"
    why: str = ""
    tries: int = 0
    step: asyncio.Task[None] | None = None


@dataclass(slots=True, eq=False)
class Crew:
    """All workers of a cluster, and what each of them may be given.

    Attributes:
        link: to the scheduler.
        mine: what this machine says of itself, which the others have to say, too.
        unsandboxed: whether those that cannot isolate submissions may have some.
        members: by address.
        beginning: what they do first; while it is None nobody is ready.
        begun: somebody was ready once.
    """

    link: SchedulerLine
    mine: Mapping[str, Any]
    unsandboxed: bool
    members: dict[str, Crewman] = field(default_factory=dict)
    beginning: Beginning | None = None
    begun: bool = False
    _told: set[str] = field(default_factory=set)

    def fitting(self) -> list[str]:
        """The addresses of those who were looked over and are none the worse for it."""
        good = ("fits", "begins", "ready")
        return [address for address, one in [*self.members.items()] if one.state in good]

    def ready(self) -> frozenset[str]:
        """The addresses of those who may be given work now."""
        return frozenset(a for a, one in self.members.items() if one.state == "ready")

    @property
    def hopeless(self) -> bool:
        """Whether nobody is there, or nobody who can become ready."""
        return all(one.state == "refused" for one in self.members.values())

    @property
    def refusals(self) -> list[str]:
        """Who is refused, with the reason."""
        return [
            f"{one.worker.name}: {one.why}"
            for one in self.members.values()
            if one.state == "refused"
        ]

    async def see(self) -> set[str]:
        """Bring the members up to date with the scheduler; the addresses that it has.

        Raises:
            SchedulerGone: it does not answer.
        """
        there = await self.link.workers()
        for address in self.members.keys() - there.keys():
            self._give_up(self.members.pop(address))
        for address in there.keys() - self.members.keys():
            self.members[address] = Crewman(there[address])
        self.go_on()
        return set(there)

    def go_on(self) -> None:
        """Take the next step with everybody who waits for one."""
        for one in self.members.values():
            if one.state == "new":
                one.state, one.step = "looked at", asyncio.create_task(self._look(one))
            elif one.state == "fits" and self.beginning is not None:
                begun = self._begin(one, self.beginning)
                one.state, one.step = "begins", asyncio.create_task(begun)

    def begin_with(self, beginning: Beginning) -> None:
        """Let everybody begin with this, whatever they have begun with."""
        self.beginning = beginning
        for one in self.members.values():
            if one.state in ("begins", "ready"):
                self._give_up(one)
                one.state = "fits"
        self.go_on()

    async def decided(self, seconds: float) -> None:
        """Wait until everybody who is there was looked over, or the time is up."""
        steps = [one.step for one in self.members.values() if one.step is not None]
        if steps:
            await asyncio.wait(steps, timeout=seconds)

    async def _look(self, one: Crewman) -> None:
        try:
            _, why = await self.link.looked_over(
                one.worker, self.mine, unsandboxed=self.unsandboxed
            )
        except NoAnswer:
            one.state = "new"  # it is asked again, for as long as the scheduler has it
            return
        if why:
            self._refuse(one, "; ".join(why))
        else:
            one.state = "fits"
            self.go_on()

    async def _begin(self, one: Crewman, beginning: Beginning) -> None:
        """Let a worker begin; what could not is tried again before it is refused."""
        from distributed.client import FutureCancelledError

        only = frozenset((one.worker.address,))
        try:
            said = await self.handed(beginning.function, beginning.arguments, only)
            why = str(json.loads(said)["reason"])
        except FutureCancelledError:  # the scheduler has gone
            one.state = "fits"
            return
        except Exception as fault:
            why = f"it could not begin ({type(fault).__name__}: {fault})"
            if "deserialization of the task graph" in str(fault):
                why = "its scheduler does not know the workbook: start that in its environment"
        one.tries += bool(why)
        if not why:
            one.state, self.begun = "ready", True
        elif one.tries < BEGINNINGS:
            one.state = "fits"
        else:
            self._refuse(one, why)

    def _refuse(self, one: Crewman, why: str) -> None:
        one.state, one.why = "refused", why
        told = f"{one.worker.name}: {why}"
        if told not in self._told:
            self._told.add(told)  # once, however often it comes back
            _log.warning("worker %s is not used: %s", one.worker.name, why)

    def handed(
        self, fn: Callable[..., Any], args: tuple[Any, ...], crew: frozenset[str], **more: Any
    ) -> Any:
        """Dask's future of a task that is nobody else's, whatever its arguments are."""
        return self.link.client.submit(
            fn, *args, key=f"workbook-{uuid.uuid4().hex}", pure=False, workers=sorted(crew), **more
        )

    def clear(self) -> None:
        """Nobody is there any more."""
        for one in self.members.values():
            self._give_up(one)
        self.members.clear()

    @staticmethod
    def _give_up(one: Crewman) -> None:
        if one.step is not None:
            one.step.cancel()

    async def end(self, seconds: float) -> None:
        """Let everybody end what was begun; they do so, too, where nobody waits for it."""
        from distributed import fire_and_forget

        begun = [a for a, one in self.members.items() if one.state in ("begins", "ready")]
        if self.beginning is None or self.link.client is None or not begun:
            return
        with contextlib.suppress(Exception):
            first = self.beginning.arguments[:1]
            ends = [self.handed(self.beginning.ending, first, frozenset((a,))) for a in begun]
            for one in ends:
                fire_and_forget(one)
            await asyncio.wait(
                [asyncio.create_task(answer_to(one)) for one in ends], timeout=seconds
            )


async def answer_to(future: Any) -> Any:
    """What a future of Dask's becomes, as a coroutine."""
    return await future


def lost_exception(loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """What nobody waits for any more, as Dask leaves it behind when a line breaks."""
    _log.debug("in the background: %s", context.get("exception") or context.get("message"))
