"""Time limits of the child itself: an interruption first, a signal that kills later."""

from __future__ import annotations

import math
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from course_utils.probing import Interrupted

_AGAIN = 0.5  # CPU seconds until code that swallowed the interruption gets the next one


@contextmanager
def cpu_limit(seconds: float, grace: float) -> Iterator[None]:
    """Interrupt the block after so many CPU seconds of this process; kill it after the grace."""

    def interrupt(number: int, frame: object) -> None:
        raise Interrupted(f"This ran for {seconds:g} seconds and was interrupted.")

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    last = math.ceil(time.process_time() + seconds + grace)
    if hard != resource.RLIM_INFINITY:
        last = min(last, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (last, hard))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGPROF, interrupt)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
