"""The local processes that grade. This module is light: each of them imports it first."""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalPool(ProcessPoolExecutor):
    """Processes that end with this one, however it ends.

    They are spawned: a forked one would share this one's threads. Each holds the far end of
    a pipe, the leash; it is closed by the kernel when this process is killed.
    """

    def __init__(self, workers: int | None = None) -> None:
        """Args: workers: how many; one for each core when None."""
        theirs, self._leash = multiprocessing.Pipe(duplex=False)
        super().__init__(
            workers or cores(),
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_on_a_leash,
            initargs=(theirs,),
        )

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> bool | None:
        if kind is not None:
            # Nobody waits for what is under way: it is graded anew by the next run.
            self._leash.close()
        self.shutdown(wait=True, cancel_futures=True)
        return None


def _on_a_leash(leash: Connection) -> None:
    # Registered first, so done last: taking torch apart object by object takes a second.
    atexit.register(os._exit, 0)
    # Ctrl-C in a terminal reaches the whole group; only the supervisor decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()


def _end_with(leash: Connection) -> None:
    with contextlib.suppress(OSError):
        leash.poll(None)
    os._exit(1)  # the sandbox ends with the thread that started it


def local_pool(workers: int | None = None) -> LocalPool:
    """The local processes, as the context that :func:`spread` opens."""
    return LocalPool(workers)
