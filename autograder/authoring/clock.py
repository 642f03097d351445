"""A time limit for an author's own code, in this process."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from course_utils.probing import Interrupted

ANSWER_SECONDS = 10.0


@contextmanager
def limited(seconds: float = ANSWER_SECONDS) -> Iterator[None]:
    """Raise Interrupted in the block after so many seconds.

    Where there are no such signals (Windows, another thread) the block runs unlimited:
    the code is the author's own, and Ctrl-C ends it.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: object) -> None:
        raise Interrupted(f"This ran for {seconds:g} seconds and was interrupted.")

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
