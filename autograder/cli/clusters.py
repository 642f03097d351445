"""What ``--cluster`` does: the pool of another machine's workers, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hands:
    """Who grades.

    Attributes:
        open_pool: makes the executor; None for this machine's own processes.
        workers: for how many there should be work at hand; None for one per core.
    """

    open_pool: Callable[[], AbstractContextManager[Executor]] | None = None
    workers: int | None = None


@contextmanager
def hands(cluster: str | None, workers: int | None, *, unsandboxed: bool) -> Iterator[Hands]:
    """The workers of a cluster; without one, this machine's.

    Args:
        cluster: the scheduler's address, as it was typed, or None.
        workers: of this machine, as somebody wants it.
        unsandboxed: whether workers that cannot isolate submissions may have some.

    Raises:
        Refused: there is no such cluster, or nobody in it fits; nothing was done.
    """
    if cluster is None:
        yield Hands(None, workers)
        return
    from autograder.execute.cluster import ClusterPool
    from autograder.grade.travel import Travelling

    with ClusterPool(cluster, unsandboxed=unsandboxed) as pool:
        yield Hands(lambda: Travelling(pool), pool.room)
