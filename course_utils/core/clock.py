"""A limit of processor time for code that may not end, in this process.

Not of the clock on the wall: a busy machine makes a right answer slow, never wrong.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from course_utils.core.endless import in_while_loop
from course_utils.core.probing import Interrupted
from course_utils.texts import say

AGAIN = 0.5  # CPU seconds until code that swallowed the interruption gets the next one
IMPORT = 60.0  # CPU seconds beyond the limit that an import under way may take
_TICK = 5.0  # wall seconds between two looks whether anything is computed
_IDLE = 0.001  # the share of a processor below which a process only waits


@contextmanager
def cpu_limit(seconds: float, *, idle: float | None = None) -> Iterator[None]:
    """Raise Interrupted in the block after so much processor time of this process.

    Never inside an import: what is imported would stay half made, and break what comes
    after. Code that only pretends to be one escapes in this way: where it is not trusted,
    a hard limit of the system has to stand behind. Where there are no such signals (Windows,
    another thread) the block runs unlimited, and Ctrl-C ends it. Not to be nested: the inner
    limit ends the outer one.

    Args:
        seconds: CPU seconds of all threads.
        idle: wall seconds without any computing after which it is interrupted, too;
            None to let it wait for ever.

    Raises:
        Interrupted: one of the limits is reached.
    """
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    begun = time.process_time()
    waited = 0.0

    def interrupt(number: int, frame: FrameType | None) -> None:
        if is_importing(frame) and time.process_time() - begun < seconds + IMPORT:
            return  # the timer comes again
        code = "clock.ran-in-while" if in_while_loop(frame) else "clock.ran"
        raise Interrupted(say(code, seconds=f"{seconds:g}"))

    last = begun

    def look(number: int, frame: FrameType | None) -> None:
        nonlocal last, waited
        now = time.process_time()
        waited = waited + _TICK if now - last < _IDLE * _TICK else 0.0
        last = now
        if idle is not None and waited >= idle and not is_importing(frame):
            raise Interrupted(say("clock.waited", seconds=f"{idle:g}"))

    with _timer(signal.ITIMER_PROF, signal.SIGPROF, interrupt, seconds, AGAIN):
        if idle is None:  # SIGALRM stays the code's own
            yield
            return
        with _timer(signal.ITIMER_REAL, signal.SIGALRM, look, _TICK, _TICK):
            yield


@contextmanager
def _timer(
    which: int,
    number: int,
    handler: Callable[[int, FrameType | None], None],
    seconds: float,
    again: float,
) -> Iterator[None]:
    before = signal.signal(number, handler)
    try:
        signal.setitimer(which, seconds, again)
        yield
    finally:
        signal.setitimer(which, 0)
        signal.signal(number, before)


def is_importing(frame: FrameType | None) -> bool:
    """Whether an import is under way somewhere below the frame's code."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False
