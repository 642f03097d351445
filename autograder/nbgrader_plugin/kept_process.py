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

_lock = threading.RLock()
_kept: dict[str, ReusedPool] = {}
_about: dict[str, tuple[str, str, str]] = {}
_timers: list[threading.Timer] = []


def begin_kept(chapter: str) -> None:
    """Start the process, if there is none, for a notebook of this chapter that will come.

    One that was kept for another chapter, or has read files that are others now, is let go.
    """
    about = chapter, course_now(), digest_of(ROOT / "autograder")
    with _lock:
        _stop_waiting()
        if about != _about.get("pool"):
            _let_go()
        _about["pool"] = about
        if not _kept:
            pool = _kept["pool"] = ReusedPool(begun_pool(chapter, 1))
            with pool.open():  # so that it is closed when it is let go, though no notebook came
                pass
        _wait()


@contextmanager
def kept_executor() -> Iterator[Executor]:
    """The process as an executor; it lives on afterwards."""
    with _lock:
        _stop_waiting()
        if not _kept:
            _kept["pool"] = ReusedPool(lambda: LocalPool(1))
        try:
            with _kept["pool"].open() as executor:
                yield executor
        finally:
            _wait()


def _wait() -> None:
    timer = threading.Timer(IDLE, _let_go)
    timer.daemon = True
    timer.start()
    _timers.append(timer)


def _stop_waiting() -> None:
    while _timers:
        _timers.pop().cancel()


def _let_go() -> None:
    with _lock:
        if _kept:
            _kept.pop("pool").close()
