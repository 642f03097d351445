"""Time limits of the child itself: an interruption first, a signal that kills later."""

from __future__ import annotations

import math
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

from course_utils.core import clock


@contextmanager
def interrupt_then_kill(seconds: float, grace: float) -> Iterator[None]:
    """Interrupt the block after so many CPU seconds of this process; kill it after the grace."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    last = math.ceil(time.process_time() + seconds + grace)
    if hard != resource.RLIM_INFINITY:
        last = min(last, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (last, hard))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # A last one on its way, or the code's own timer, must not end the process afterwards.
    signal.signal(signal.SIGPROF, signal.SIG_IGN)
    with clock.cpu_limit(seconds):
        yield
