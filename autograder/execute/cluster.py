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
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Any, TypeVar

from autograder.errors import Refused
from autograder.execute.cluster_address import ClusterAddress
from autograder.execute.cluster_crew import Beginning, Crew, answer_to, lost_exception
from autograder.execute.cluster_link import SchedulerGone, line_to, no_scheduler, no_worker
from autograder.execute.cluster_look import look
from autograder.execute.spread import PoolBroken

DEEP = 2  # tasks for each worker: one at work, one ready
AHEAD = 4  # times as many workers as there are may be there in a minute
EVERY = 1.0  # seconds between two looks at who is there
FIRST = 5.0  # seconds in which a first worker has to be there
DECIDED = 30.0  # seconds in which those that are there at the beginning are looked over
DEATHS = 2  # times that all who might do a task may go before it is told that they did
SOON = 10.0  # seconds in which workers come back by themselves
ANSWERS = 3  # tries of a task whose answer cannot be read
PATIENCE = 600.0  # seconds in which a scheduler or a worker has to come back

_DIED = "one worker after the other died over it"
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


@dataclass(slots=True, eq=False)
class _Task:
    """What is handed out and not answered.

    Attributes:
        crew: the addresses of those who may do it.
        answer: waits for it.
        again: it has to be handed out anew.
        died: as all who might have done it are gone.
    """

    crew: frozenset[str]
    answer: asyncio.Task[Any]
    again: bool = False
    died: bool = False

    def hand_out_again(self, *, died: bool = False) -> None:
        self.again, self.died = True, died
        self.answer.cancel()


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
        self._patience = patience
        self._crew = Crew(self._link, look(), unsandboxed)
        self._tasks: set[_Task] = set()
        self._failure: Exception | None = None
        self._connected = True
        self._alone_since: float | None = None  # on the loop's clock
        self._told = False
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lost_exception)
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
    def room(self) -> int:
        """For how many workers there should be work at hand: more may join."""
        return AHEAD * max(1, len(self._crew.fitting()))

    def begin_with(self, beginning: Beginning) -> None:
        """Let every worker do this before its next task; to be called before :meth:`submit`."""
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
            end = self._loop.time() + FIRST
            while not await self._crew.see() and self._loop.time() < end:
                await asyncio.sleep(EVERY / 4)
        except SchedulerGone as fault:
            raise no_scheduler(self.address, fault) from None
        await self._crew.decided(DECIDED)
        if self._crew.hopeless:
            await self._link.close()
            if not self._crew.members:
                raise no_worker(self.address)
            why = "".join(f"\n  {one}" for one in self._crew.refusals)
            raise Refused(
                f"no worker of the cluster at {self.address.text} fits this machine:{why}"
            )
        self._watching = asyncio.create_task(self._watch())

    async def _begin_with(self, beginning: Beginning) -> None:
        self._crew.begin_with(beginning)

    async def _watch(self) -> None:
        """Keep the crew up to date, as long as the pool lives."""
        while self._failure is None:
            await asyncio.sleep(EVERY)
            try:
                await self._see()
            except SchedulerGone:
                await self._reconnect()

    async def _see(self) -> None:
        there = await self._crew.see()
        for task in self._tasks:
            if not task.crew & there:
                task.hand_out_again(died=True)
        await self._tell()

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _reconnect(self) -> None:
        """Wait for the scheduler; what it knew is forgotten, and handed out again."""
        _log.warning(
            "the scheduler at %s has gone; waiting for it. Ctrl-C ends this run, and the same "
            "command goes on from there",
            self.address.text,
        )
        self._connected = False
        self._crew.clear()
        for task in self._tasks:
            task.hand_out_again()
        end = self._loop.time() + self._patience
        while self._loop.time() < end:
            try:
                await self._link.connect()
                await self._see()
            except SchedulerGone:
                await asyncio.sleep(EVERY)
                continue
            self._connected, self._alone_since = True, None
            _log.warning("the scheduler at %s is back", self.address.text)
            return
        self._failure = ClusterGone(f"the scheduler at {self.address.text} did not come back;")
        await self._tell()

    async def _room(self) -> frozenset[str]:
        """Who may be given a task now; waits until somebody may."""
        async with self._changed:
            while True:
                if self._failure is not None:
                    raise self._failure
                ready = self._crew.ready()
                if ready:
                    self._alone_since = None
                if len(self._tasks) < DEEP * len(ready):
                    return ready
                if self._connected and self._crew.hopeless:
                    self._be_patient()
                await self._changed.wait()  # the watch wakes it every second

    def _be_patient(self) -> None:
        """Nobody is there who could do anything: say so, and give up in the end.

        Raises:
            ClusterGone: it is the end.
        """
        refused = "; ".join(self._crew.refusals)
        if refused and not self._crew.begun:  # it will not be better in a minute
            raise ClusterGone(f"no worker at {self.address.text} can begin ({refused});")
        said = f"no worker is left at {self.address.text}{f' ({refused})' if refused else ''}"
        now = self._loop.time()
        if self._alone_since is None:
            self._alone_since, self._told = now, False
        if not self._told and now - self._alone_since > SOON:
            self._told = True
            _log.warning(
                "%s; waiting for one. Ctrl-C ends this run, and the same command goes on", said
            )
        if now - self._alone_since > self._patience:
            raise ClusterGone(f"{said}, and none came;")

    async def _done(
        self, read: Callable[[Any], Any], fn: Callable[..., Any], args: Any, kwargs: Any
    ) -> Any:
        """What is read out of the answer to a task, however often it has to be handed out."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError

        unread = deaths = 0
        while True:
            crew = await self._room()
            future = self._crew.handed(fn, args, crew, **kwargs)
            task = _Task(crew, asyncio.create_task(answer_to(future)))
            self._tasks.add(task)
            try:
                return read(await task.answer)
            except asyncio.CancelledError:
                if not task.again:
                    raise
                deaths += task.died
                if deaths > DEATHS:  # it may be what they died of
                    raise WorkerDied(_DIED) from None
            except (FutureCancelledError, OSError):
                pass  # the scheduler that knew of it has gone, or the line to it
            except KilledWorker:
                raise WorkerDied(_DIED) from None
            except NotBegun as fault:
                one = self._crew.members.get(fault.address)
                if one is not None and one.state == "ready":
                    one.state = "fits"
                    self._crew.go_on()
            except BadAnswer as fault:
                unread += 1
                if unread >= ANSWERS:
                    raise WorkerDied(f"no worker gave a good answer: {fault}") from None
                _log.warning("%s; it is asked for again", fault)
            finally:
                self._tasks.discard(task)
                with contextlib.suppress(Exception):
                    future.release()
                await self._tell()
            await asyncio.sleep(EVERY / 10)

    async def _close(self, *, orderly: bool) -> None:
        self._watching.cancel()
        for task in self._tasks:
            task.answer.cancel()
        await self._crew.end(5.0 if orderly else 0.5)
        self._crew.clear()
        await self._link.close()
