"""Work spread over any ``concurrent.futures.Executor``, and what becomes of it when one breaks.

Never more than a window of shards is handed out, so that neither the work nor its results
pile up. When a process of the pool dies, a fresh pool takes over, and what was under way is
tried one by one, to tell the item that kills from those that were merely beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from autograder.errors import Stopped

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
    source = iter(items)
    suspects: list[T] = []
    tries, lost, seen = 0, 0, 0
    finished = False
    while suspects or not finished:
        with open_pool() as pool:
            while suspects:
                try:
                    (result,) = pool.submit(task, (suspects[0],)).result()
                except BrokenExecutor:
                    tries += 1
                    if tries < ALONE:
                        break
                    lost += 1
                    if lost >= HOPELESS and not seen:
                        raise PoolBroken from None
                    tries = 0
                    yield suspects.pop(0), Lost()
                    break
                tries, seen = 0, seen + 1
                yield suspects.pop(0), result
            else:
                count, suspects = yield from _until_broken(pool, task, source, size, window)
                seen += count
                finished = not suspects


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


def _until_broken(
    pool: Executor,
    task: Callable[[Shard[T]], Sequence[R]],
    source: Iterator[T],
    size: int,
    window: int,
) -> Generator[tuple[T, R | Lost], None, tuple[int, list[T]]]:
    """Spread until all is done or the pool breaks; how many, and what was under way then."""
    futures: dict[Future[Sequence[R]], Shard[T]] = {}
    under_way: list[T] = []
    count = 0
    try:
        while True:
            while len(futures) < window and not under_way:
                if not (shard := tuple(islice(source, size))):
                    break
                try:
                    futures[pool.submit(task, shard)] = shard
                except BrokenExecutor:
                    under_way.extend(shard)
            if not futures:
                return count, under_way
            done, _ = wait(futures, return_when=FIRST_COMPLETED)
            for future in done:
                shard = futures.pop(future)
                try:
                    results = future.result()
                except BrokenExecutor as death:
                    if not under_way:
                        _log.warning("%s; what was under way is tried again, one by one", death)
                    under_way.extend(shard)
                    continue
                count += len(shard)
                yield from zip(shard, results, strict=True)
    finally:
        for future in futures:
            future.cancel()
