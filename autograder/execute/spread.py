"""Work spread over any ``concurrent.futures.Executor``, and what becomes of it when one breaks.

Never more than a window of shards is handed out, so that neither the work nor its results
pile up. What a process of the pool died over is tried again item by item, to tell the one that
kills from those that were merely beside it: at once and beside the rest where the pool lives
on, as then a death is its own shard's alone; else in a fresh pool, one at a time.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

from autograder.errors import Stopped
from autograder.execute.local import LocalPool

_log = logging.getLogger(__name__)

T = TypeVar("T")
R = TypeVar("R")
Shard = tuple[T, ...]
Pool = AbstractContextManager[Executor]

ALONE = 2  # tries of a suspect by itself before it is given up
HOPELESS = 3  # items given up without a single result: it is the machine


@dataclass(frozen=True, slots=True)
class Lost:
    """Stands for a result that no process lived to give."""

    reason: str = "The grading process died over it each time."


class PoolBroken(Stopped):
    """No process of the pool stays alive, whatever it is given."""

    def __init__(self) -> None:
        super().__init__("every grading process died at once: is there enough memory?")


def spread(
    open_pool: Callable[[], Pool],
    task: Callable[[Shard[T]], Sequence[R]],
    items: Iterable[T],
    *,
    size: int,
    window: int,
) -> Generator[tuple[T, R | Lost], None, None]:
    """Items with their results, as they are ready, in no fixed order.

    Args:
        open_pool: makes an executor, as a context; called again when one broke.
        task: from a shard to one result for each of its items. For processes it must
            be picklable.
        items: taken from as there is room.
        size: items in a shard.
        window: shards that are handed out at one time.

    Raises:
        PoolBroken: nothing could be computed at all.
    """
    work = _Work(task, iter(items), size, window)
    while not work.finished:
        with open_pool() as pool:
            yield from work.until_broken(pool)


def in_order(
    pairs: Iterable[tuple[tuple[int, T], R]],
) -> Iterator[tuple[tuple[int, T], R]]:
    """The pairs of numbered items, 0, 1, 2 and so on: each as soon as those before it are there."""
    early: dict[int, tuple[tuple[int, T], R]] = {}
    wanted = 0
    for pair in pairs:
        early[pair[0][0]] = pair
        while wanted in early:
            yield early.pop(wanted)
            wanted += 1


@dataclass(frozen=True, slots=True)
class _Shard(Generic[T]):
    """Items handed out together.

    Attributes:
        tries: how often the one item was tried by itself; None before a process died over it.
    """

    items: tuple[T, ...]
    tries: int | None = None


@dataclass(slots=True)
class _Work(Generic[T, R]):
    """What is still to be done.

    Attributes:
        suspects: shards of one item each, that a process died over.
        careful: a whole pool broke over the suspects: nothing else is done beside one.
        lost: items given up.
        seen: results.
    """

    task: Callable[[Shard[T]], Sequence[R]]
    source: Iterator[T]
    size: int
    window: int
    suspects: deque[_Shard[T]] = field(default_factory=deque)
    careful: bool = False
    finished: bool = False
    lost: int = 0
    seen: int = 0

    def until_broken(self, pool: Executor) -> Generator[tuple[T, R | Lost], None, None]:
        """Spread until all is done or the whole pool is broken."""
        under_way: dict[Future[Sequence[R]], _Shard[T]] = {}
        broken = accepted = False
        try:
            while True:
                while not broken and len(under_way) < self._room() and (shard := self._next()):
                    try:
                        under_way[pool.submit(self.task, shard.items)] = shard
                        accepted = True
                    except BrokenExecutor as death:
                        broken = True
                        if accepted:
                            self._put_back(shard)
                        else:  # a new pool that takes nothing: not for ever
                            yield from self._died(shard, death, alone=True)
                if not under_way:
                    self.finished = not broken
                    return
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    shard = under_way.pop(future)
                    try:
                        results = future.result()
                    except BrokenExecutor as death:
                        broken = broken or is_broken(pool)
                        yield from self._died(shard, death, alone=self.careful or not broken)
                        continue
                    self.seen += len(results)
                    yield from zip(shard.items, results, strict=True)
                self.careful = bool(self.suspects) and (self.careful or broken)
        finally:
            for future in under_way:
                future.cancel()

    def _room(self) -> int:
        return 1 if self.careful else self.window

    def _next(self) -> _Shard[T] | None:
        if self.suspects:
            return self.suspects.popleft()
        items = tuple(islice(self.source, self.size))
        return _Shard(items) if items else None

    def _put_back(self, shard: _Shard[T]) -> None:
        """What was not begun is no suspect; but it goes first, and alone does no harm."""
        self.suspects.extendleft(_Shard((item,), shard.tries) for item in reversed(shard.items))

    def _died(
        self, shard: _Shard[T], death: BrokenExecutor, *, alone: bool
    ) -> Iterator[tuple[T, Lost]]:
        """Try again what a process died over; an item that it died over too often is lost."""
        if shard.tries is None:
            if not self.suspects:
                _log.warning("%s; what was under way is tried again, one by one", death)
            self.suspects.extend(_Shard((item,), 0) for item in shard.items)
            return
        tries = shard.tries + alone
        if tries < ALONE:
            self.suspects.append(_Shard(shard.items, tries))
            return
        self.lost += 1
        if self.lost >= HOPELESS and not self.seen:
            raise PoolBroken from None
        yield shard.items[0], Lost()


def is_broken(pool: Executor) -> bool:
    """Whether the pool as a whole is; one whose processes are replaced is not."""
    if isinstance(pool, LocalPool):
        return False
    try:
        pool.submit(int)
    except BrokenExecutor:
        return True
    return False
