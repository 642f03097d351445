"""What is begun before anything else is known: a process that grades, and a sandbox that warms.

This module is light. The sandbox and the process that judges each import torch, at the same
time; meanwhile the process that asked reads the submissions.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from functools import partial

from autograder.execute.local import LocalPool
from autograder.sandbox.limits import Limits
from autograder.sandbox.worker import Worker

_mine = threading.local()


def begin(chapter: str, limits: Limits | None = None, *, unsandboxed: bool = False) -> None:
    """Start this thread's sandbox, then import what grading a chapter uses.

    Args:
        chapter: the assignment's name.
        limits: what one submission may use; the usual ones when None.
        unsandboxed: without isolation, for submissions that are trusted.
    """
    begin_sandbox(limits, unsandboxed=unsandboxed)
    from autograder.catalogue import chapter_of
    from autograder.grade import examiner

    _ = examiner, chapter_of(chapter)


def begin_sandbox(limits: Limits | None = None, *, unsandboxed: bool = False) -> None:
    """Start this thread's sandbox; :func:`begun_worker` hands it out."""
    wanted = limits or Limits()
    if (kept := begun_worker(wanted, unsandboxed=unsandboxed)) is not None:
        _mine.begun = kept, unsandboxed
        return
    worker = Worker(wanted, "none" if unsandboxed else "sandbox")
    atexit.register(worker.close)
    _mine.begun = worker, unsandboxed


def begun_worker(limits: Limits, *, unsandboxed: bool) -> Worker | None:
    """The worker that this thread has started early, if it is one like this; handed out once."""
    worker, bare = getattr(_mine, "begun", (None, False))
    if worker is None or worker.limits != limits or bare != unsandboxed:
        return None
    del _mine.begun
    found: Worker = worker
    return found


def begun_pool(
    chapter: str, workers: int | None = None, *, unsandboxed: bool = False
) -> Callable[[], LocalPool]:
    """A pool whose first process is at work already; what opens it, and another when it broke.

    Args:
        chapter: the assignment's name.
        workers: processes; one for each core when None.
        unsandboxed: without isolation.
    """
    first = partial(begin, chapter, unsandboxed=unsandboxed)
    begun = [LocalPool(workers, first)]
    begun[0].start()
    return lambda: begun.pop() if begun else LocalPool(workers, first)
