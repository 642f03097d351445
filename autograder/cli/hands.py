"""Who grades: this machine's own processes, begun early, or the workers of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.errors import Refused

if TYPE_CHECKING:
    from autograder.grade.pool import OpenPool


@dataclass(frozen=True, slots=True)
class Hands:
    """Who grades.

    Attributes:
        open_pool: makes the executor; None for this machine's own processes.
        workers: for how many there should be work at hand; None for one per core.
    """

    open_pool: OpenPool | None = None
    workers: int | None = None


@contextmanager
def hands(
    cluster: str | None,
    workers: int | None,
    *,
    unsandboxed: bool,
    begin: Callable[[], OpenPool | None],
) -> Iterator[Hands]:
    """The workers of a cluster; without one, this machine's, of which one may be at work already.

    Args:
        cluster: the scheduler's address, as it was typed, or None.
        workers: of this machine, as somebody wants it.
        unsandboxed: whether workers that cannot isolate submissions may have some.
        begin: begins what this machine's processes do; what opens their pool.

    Raises:
        Refused: there is no such cluster, or nobody in it fits, or this machine gives no
            sandbox; nothing was done.
    """
    if cluster is None:
        _require(unsandboxed)
        yield Hands(begin(), workers)
        return
    from autograder.execute.cluster import ClusterPool
    from autograder.grade.travel import Travelling

    with ClusterPool(cluster, unsandboxed=unsandboxed) as pool:
        yield Hands(lambda: Travelling(pool), pool.room)


def _require(unsandboxed: bool) -> None:
    from autograder.sandbox.jobs import SandboxUnavailable
    from autograder.sandbox.launch import require_sandbox

    try:
        if not unsandboxed:
            require_sandbox()
    except SandboxUnavailable as fault:
        raise Refused(str(fault)) from None
