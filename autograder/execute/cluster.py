"""Work on other machines: an ``Executor`` over the workers of a Dask cluster.

What is handed over and what comes back is plain data; which function makes the one out of the
other is the caller's business. Dask places, steals and repeats; this module adds what it does
not: no worker gets anything before it was looked over, one that joins later included; a task
whose every candidate is gone is handed to others; and a scheduler that comes back is given
everything again that it has forgotten.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
import uuid
from collections.abc import Callable, Coroutine
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

from autograder.errors import Refused
from autograder.execute.cluster_address import ClusterAddress
from autograder.execute.cluster_link import FarWorker, SchedulerGone, line_to, no_scheduler
from autograder.execute.cluster_look import look
from autograder.execute.spread import PoolBroken
from autograder.typed import command

DEEP = 2  # tasks for each worker: one at work, one ready
AHEAD = 4  # times as many workers as there are may be there in a minute
EVERY = 1.0  # seconds between two looks at who is there
FIRST = 5.0  # seconds in which a first worker has to be there
DECIDED = 30.0  # seconds in which those that are there at the beginning are looked over
TRIES = 3  # of an answer that cannot be read
PATIENCE = 600.0  # seconds in which a scheduler or a worker has to come back

_GOOD = ("fits", "begins", "ready")

_log = logging.getLogger(__name__)
T = TypeVar("T")


class ClusterGone(PoolBroken):
    """The cluster went and did not come back."""

    def __init__(self, sentence: str) -> None:
        """Args: sentence: what is gone."""
        super(PoolBroken, self).__init__(sentence)


class WorkerDied(BrokenExecutor):
    """Several workers died over the same task."""


class BadAnswer(Exception):
    """An answer is none."""


class NotBegun(Exception):
    """A worker knows nothing of the beginning: it was ended, or thought that we were."""

    def __init__(self, address: str) -> None:
        """Args: address: the worker's."""
        super().__init__(address)
        self.address = address


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
class _Crewman:
    """A worker that the scheduler has.

    Attributes:
        state: ``new``, ``looked at``, ``fits``, ``begins``, ``ready`` or ``refused``.
        why: it is refused.
    """

    worker: FarWorker
    state: str = "new"
    why: str = ""


@dataclass(slots=True, eq=False)
class _Task:
    """What is handed out and not answered.

    Attributes:
        crew: the addresses of those who may do it.
        answer: waits for it.
        again: it has to be handed out anew.
    """

    crew: frozenset[str]
    answer: asyncio.Future[Any]
    again: bool = False


@dataclass(slots=True)
class _State:
    """What the loop's thread alone reads and writes."""

    crew: dict[str, _Crewman] = field(default_factory=dict)
    tasks: set[_Task] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    admissions: set[asyncio.Task[None]] = field(default_factory=set)
    beginning: Beginning | None = None
    failure: Exception | None = None
    connected: bool = True
    begun: bool = False  # somebody was ready once
    alone_since: float | None = None  # on the loop's clock


class ClusterPool(Executor):
    """The workers of a cluster that fit. To be closed, best as a context."""

    def __init__(
        self, typed: str, *, unsandboxed: bool = False, patience: float = PATIENCE
    ) -> None:
        """Connect, and look over every worker that is there.

        Args:
            typed: the scheduler's address.
            unsandboxed: whether workers that cannot isolate submissions may have some.
            patience: seconds in which what has gone has to come back.

        Raises:
            Refused: nobody answers, or no worker fits; the message says why, and what to do.
        """
        self._link = line_to(typed)
        self._unsandboxed, self._patience = unsandboxed, patience
        self._mine = look()
        self._state = _State()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cluster", daemon=True)
        self._thread.start()
        try:
            self._in_loop(self._open()).result()
        except BaseException:
            self._stop()
            raise

    @property
    def address(self) -> ClusterAddress:
        """The scheduler's."""
        return self._link.address

    @property
    def size(self) -> int:
        """How many workers there are that may be given work."""
        return sum(one.state in _GOOD for one in [*self._state.crew.values()])

    @property
    def room(self) -> int:
        """For how many workers there should be work at hand: more may join."""
        return AHEAD * max(1, self.size)

    def begin_with(self, beginning: Beginning) -> None:
        """Let every worker do this before its first task; to be called before :meth:`submit`."""
        self._in_loop(self._begin_with(beginning)).result()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See :meth:`concurrent.futures.Executor.submit`; function and arguments are pickled.

        The future raises ``BrokenExecutor`` where one worker after the other died over it, and
        :class:`ClusterGone` where there is nobody any more who could do it.
        """
        return self.ask(lambda answer: answer, fn, *args, **kwargs)

    def ask(
        self, read: Callable[[Any], Any], fn: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Future[Any]:
        """The same, and what is read out of the answer.

        Args:
            read: may raise :class:`BadAnswer`, or :class:`NotBegun`; then it is asked again.
            fn: what a worker does.
            args: plain data.
            kwargs: plain data.
        """
        return self._in_loop(self._done(read, fn, args, kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See :meth:`concurrent.futures.Executor.shutdown`; it waits for no worker."""
        if self._loop.is_running():
            with contextlib.suppress(Exception):
                self._in_loop(self._close(orderly=not cancel_futures)).result(timeout=30)
            self._stop()

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> bool | None:
        self.shutdown(cancel_futures=kind is not None)
        return None

    def _in_loop(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    # ------------------------------------------------------------ in the loop's thread

    async def _open(self) -> None:
        self._changed = asyncio.Condition()
        try:
            await self._link.connect()
            await self._see_first()
        except SchedulerGone as fault:
            raise no_scheduler(self.address, fault) from None
        crew = self._state.crew.values()
        if not any(one.state != "refused" for one in crew):
            await self._link.close()
            why = "\n".join(f"  {one.worker.name}: {one.why}" for one in crew)
            head = f"no worker of the cluster at {self.address.text} fits this machine"
            raise Refused(f"{head}:\n{why}")
        self._watching = asyncio.create_task(self._watch())

    async def _see_first(self) -> None:
        """Wait until somebody is there, and everybody who is there was looked over."""
        for _ in range(int(FIRST / 0.25)):
            await self._see()
            if self._state.crew:
                break
            await asyncio.sleep(0.25)
        else:
            await self._link.close()
            raise Refused(
                f"the cluster at {self.address.text} has no worker: start one on each machine with "
                f"`{command('worker')} {self.address.text}`."
            )
        await asyncio.wait(self._state.admissions, timeout=DECIDED)

    async def _see(self) -> None:
        """Bring the crew up to date with the scheduler.

        Raises:
            SchedulerGone: it does not answer.
        """
        there = await self._link.workers()
        crew = self._state.crew
        for address in crew.keys() - there.keys():
            del crew[address]
        for address in there.keys() - crew.keys():
            crew[address] = _Crewman(there[address])
        for one in crew.values():
            if one.state == "new" or (one.state == "fits" and self._state.beginning is not None):
                self._admit(one)
        for task in self._state.tasks:
            if not task.crew & there.keys():
                _hand_out_again(task)
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def _admit(self, one: _Crewman) -> None:
        """Take the next step with a worker: look at it, let it begin."""
        one.state = "looked at" if one.state == "new" else "begins"
        step = asyncio.create_task(self._step(one))
        self._state.admissions.add(step)
        step.add_done_callback(self._state.admissions.discard)

    async def _step(self, one: _Crewman) -> None:
        if one.state == "looked at":
            _, why = await self._link.looked_over(
                one.worker, self._mine, unsandboxed=self._unsandboxed
            )
            if why:
                self._refuse(one, "; ".join(why))
                return await self._tell()
            one.state = "begins" if self._state.beginning is not None else "fits"
        beginning = self._state.beginning
        if one.state == "begins" and beginning is not None:
            try:
                said = await self._only(one, beginning.function, *beginning.arguments)
            except asyncio.CancelledError:
                one.state = "fits"  # if it is there still, it is asked again
                raise
            if said:
                self._refuse(one, said)
            else:
                one.state, self._state.begun = "ready", True
        return await self._tell()

    async def _only(self, one: _Crewman, function: Callable[..., bytes], *args: Any) -> str:
        """Why one worker says that it cannot; empty where it can."""
        address = one.worker.address
        try:
            future = self._handed(function, args, frozenset((address,)))
            said = json.loads(await _answer(future))
            return str(said["reason"])
        except asyncio.CancelledError:
            raise
        except Exception as fault:
            if address not in self._state.crew:
                return "it has gone"
            if "deserialization of the task graph" in str(fault):
                return "its scheduler does not know the workbook: start that in its environment"
            return f"it could not begin ({type(fault).__name__}: {fault})"

    def _refuse(self, one: _Crewman, why: str) -> None:
        one.state, one.why = "refused", why
        told = f"{one.worker.name}: {why}"
        if self._state.crew.get(one.worker.address) is one and told not in self._state.told:
            self._state.told.add(told)  # once, however often it comes back
            _log.warning("worker %s is not used: %s", one.worker.name, why)

    async def _begin_with(self, beginning: Beginning) -> None:
        self._state.beginning = beginning
        for one in self._state.crew.values():
            if one.state == "fits":
                self._admit(one)

    async def _watch(self) -> None:
        """Keep the crew up to date, as long as the pool lives."""
        while self._state.failure is None:
            await asyncio.sleep(EVERY)
            try:
                await self._see()
            except SchedulerGone:
                await self._reconnect()

    async def _reconnect(self) -> None:
        """Wait for the scheduler; what it knew is forgotten, and handed out again."""
        _log.warning(
            "the scheduler at %s has gone; waiting for it. Ctrl-C ends this run, and the same "
            "command goes on from there",
            self.address.text,
        )
        self._state.connected = False
        self._state.crew.clear()
        for task in self._state.tasks:
            _hand_out_again(task)
        end = self._loop.time() + self._patience
        while self._loop.time() < end:
            try:
                await self._link.connect()
                await self._see()
            except SchedulerGone:
                await asyncio.sleep(EVERY)
                continue
            self._state.connected = True
            _log.warning("the scheduler at %s is back", self.address.text)
            return
        await self._fail(ClusterGone(f"the scheduler at {self.address.text} did not come back;"))

    async def _fail(self, failure: Exception) -> None:
        self._state.failure = failure
        await self._tell()

    async def _room(self) -> frozenset[str]:
        """Who may be given a task now; waits until somebody may."""
        async with self._changed:
            while True:
                if self._state.failure is not None:
                    raise self._state.failure
                ready = [a for a, one in self._state.crew.items() if one.state == "ready"]
                if ready:
                    self._state.alone_since = None
                if ready and len(self._state.tasks) < DEEP * len(ready):
                    return frozenset(ready)
                if self._waits_for_nobody():
                    await self._wait_for_somebody()
                else:
                    await self._changed.wait()

    def _waits_for_nobody(self) -> bool:
        """Whether there is no worker, and none that may become one."""
        crew = self._state.crew.values()
        return self._state.connected and all(one.state == "refused" for one in crew)

    async def _wait_for_somebody(self) -> None:
        state, now = self._state, self._loop.time()
        why = "; ".join(f"{one.worker.name}: {one.why}" for one in state.crew.values())
        said = f"no worker is left at {self.address.text}{f' ({why})' if why else ''}"
        if not state.begun and why:  # it will not be better in a minute
            raise ClusterGone(f"no worker at {self.address.text} can begin ({why});")
        if state.alone_since is None:
            state.alone_since = now
            _log.warning(
                "%s; waiting for one. Ctrl-C ends this run, and the same command goes on", said
            )
        if now - state.alone_since > self._patience:
            raise ClusterGone(f"{said}, and none came;")
        await self._changed.wait()  # the watch wakes it every second

    async def _done(
        self, read: Callable[[Any], Any], fn: Callable[..., Any], args: Any, kwargs: Any
    ) -> Any:
        """What is read out of the answer to a task, however often it has to be handed out."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        unread = 0
        while True:
            crew = await self._room()
            future = self._handed(fn, args, crew, **kwargs)
            task = _Task(crew, asyncio.ensure_future(_answer(future)))
            self._state.tasks.add(task)
            try:
                return read(await task.answer)
            except asyncio.CancelledError:
                if not task.again:
                    raise
            except FutureCancelledError:
                pass  # the scheduler that knew of it has gone
            except KilledWorker:
                raise WorkerDied("one worker after the other died over it") from None
            except NotBegun as fault:
                one = self._state.crew.get(fault.address)
                if one is not None and one.state == "ready":
                    one.state = "fits"
            except BadAnswer as fault:
                unread += 1
                if unread >= TRIES:
                    raise WorkerDied(
                        f"no worker gave an answer that can be read: {fault}"
                    ) from None
                _log.warning("%s; it is asked for again", fault)
            finally:
                self._state.tasks.discard(task)
                with contextlib.suppress(Exception):
                    future.release()
                await self._tell()
            await asyncio.sleep(0.1)

    def _handed(self, fn: Callable[..., Any], args: Any, crew: frozenset[str], **more: Any) -> Any:
        """Dask's future of a task that is nobody else's, whatever its arguments are."""
        return self._link.client.submit(
            fn, *args, key=f"workbook-{uuid.uuid4().hex}", pure=False, workers=sorted(crew), **more
        )

    async def _close(self, *, orderly: bool) -> None:
        self._watching.cancel()
        for task in self._state.tasks:
            task.answer.cancel()
        for step in self._state.admissions:
            step.cancel()
        beginning = self._state.beginning
        if orderly and beginning is not None:
            ready = [one for one in self._state.crew.values() if one.state == "ready"]
            ends = [self._only(one, beginning.ending, beginning.arguments[0]) for one in ready]
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(*ends, return_exceptions=True), 5)
        await self._link.close()


def _hand_out_again(task: _Task) -> None:
    task.again = True
    task.answer.cancel()


async def _answer(future: Any) -> Any:
    return await future
