"""The process that grades for nbgrader's own commands and formgrader: kept for the next one.

JupyterLab's server and nbgrader's command never import torch, nor does a submission run below a
thread of theirs that may end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from autograder.execute.local import LocalPool
from autograder.execute.reused import ReusedPool
from autograder.files.paths import ROOT, digest_of
from autograder.grade.start import begun_pool
from autograder.rebuild.keep import course_now

IDLE = 300.0  # wall seconds after which it is let go: with its sandbox it holds half a gigabyte


class KeptProcess:
    """One process at a time, for one caller at a time."""

    def __init__(self) -> None:
        self.pool: ReusedPool | None = None
        self._about: tuple[str, ...] = ()
        self._timer: threading.Timer | None = None
        self._lock = threading.RLock()

    def begin(self, chapter: str) -> None:
        """Start the process, if there is none, for a notebook of this chapter that will come.

        One that was kept for another chapter, or has read files that are others now, is let go.
        """
        about = chapter, course_now(), digest_of(ROOT / "autograder")
        with self._lock:
            if about != self._about:
                self.let_go()
            self._about = about
            if self.pool is None:
                self.pool = ReusedPool(begun_pool(chapter, 1))
                with self.pool.open():  # so that it is closed in the end, though none came
                    pass
            self._wait()

    @contextmanager
    def executor(self) -> Iterator[Executor]:
        """The process as an executor; it lives on afterwards."""
        with self._lock:
            self._stop_waiting()
            if self.pool is None:
                self.pool = ReusedPool(lambda: LocalPool(1))
            try:
                with self.pool.open() as executor:
                    yield executor
            finally:
                self._wait()

    def let_go(self) -> None:
        """End the process, in order, if there is one."""
        with self._lock:
            self._stop_waiting()
            if self.pool is not None:
                self.pool.close()
            self.pool = None

    def _wait(self) -> None:
        self._stop_waiting()
        self._timer = threading.Timer(IDLE, self.let_go)
        self._timer.daemon = True
        self._timer.start()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None


KEPT = KeptProcess()
