"""The limit of one edit's run: by signals where there are any, else by a second thread.

Signals interrupt what waits, too. Where the system or the thread has none, a watcher asks
Python to raise the same exception in the thread that runs the edit.
"""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from types import FrameType

from course_utils.core.clock import IMPORT, is_importing
from course_utils.core.probing import Interrupted

_AGAIN = 0.05  # CPU seconds until code that swallowed the interruption gets the next one
_LOOK = 0.02  # seconds between two looks of the watcher


class TimeIsUp(Interrupted):
    """One run took longer than it may."""


class TimeLimit:
    """Ends a run that takes too long, and what a keyboard's interruption was to end.

    Attributes:
        cpu: CPU seconds of one run.
        wall: seconds by the clock of one run.
    """

    def __init__(self, cpu: float, wall: float) -> None:
        self.cpu = cpu
        self.wall = wall
        self._armed = False
        self._by_signals = False
        self._stopped: BaseException | None = None
        self._ends = (0.0, 0.0)
        self._asked = False
        self._lock = threading.Lock()
        self._thread = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take the signals, or start the watcher; given back, and ended, afterwards."""
        self._thread = threading.get_ident()
        is_main = threading.current_thread() is threading.main_thread()
        timers = is_main and hasattr(signal, "setitimer")
        keyboard = self._keyboard() if is_main else nullcontext()
        with keyboard, self._signals() if timers else self._watcher():
            yield

    @contextmanager
    def running(self, cpu: float | None = None) -> Iterator[None]:
        """One run.

        Args:
            cpu: seconds, where it is another limit.

        Raises:
            TimeIsUp: it took too long.
            KeyboardInterrupt: it was interrupted, even if it swallowed that.
        """
        self._arm(self.cpu if cpu is None else cpu)
        try:
            yield
        finally:
            self.disarm()
            if self._stopped is not None:
                raise self._stopped

    def disarm(self) -> None:
        """Nothing is interrupted from here on."""
        self._armed = False
        if self._by_signals:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
        else:
            with self._lock:
                asked, self._asked = self._asked, False
            if asked:  # it may still be to come; taking it back would stop Python 3.11 for ever
                with suppress(TimeIsUp):
                    for _ in range(100):
                        time.sleep(0)

    def _arm(self, cpu: float) -> None:
        self._ends = (time.process_time() + cpu, time.monotonic() + self.wall)
        self._armed = True
        if self._by_signals:
            signal.setitimer(signal.ITIMER_VIRTUAL, cpu, _AGAIN)
            signal.setitimer(signal.ITIMER_REAL, self.wall, _AGAIN)

    def _up(self, number: int, frame: FrameType | None) -> None:
        if not self._armed:
            return
        # What is imported would stay half made, and break what comes after.
        if is_importing(frame) and time.process_time() < self._ends[0] + IMPORT:
            return  # the timer comes again
        raise TimeIsUp

    @contextmanager
    def _signals(self) -> Iterator[None]:
        pairs = (
            (signal.SIGVTALRM, signal.ITIMER_VIRTUAL),
            (signal.SIGALRM, signal.ITIMER_REAL),
        )
        begun = (time.process_time(), time.monotonic())
        timers = [signal.setitimer(which, 0) for _, which in pairs]
        handlers = [signal.signal(number, self._up) for number, _ in pairs]
        self._by_signals = True
        try:
            yield
        finally:
            self.disarm()
            self._by_signals = False
            spent = (time.process_time() - begun[0], time.monotonic() - begun[1])
            for (number, which), handler, timer, used in zip(
                pairs, handlers, timers, spent, strict=True
            ):
                # None: set by no Python code, and Python cannot set it again.
                signal.signal(number, signal.SIG_DFL if handler is None else handler)
                if timer[0]:
                    signal.setitimer(which, max(0.001, timer[0] - used), timer[1])

    @contextmanager
    def _watcher(self) -> Iterator[None]:
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self.disarm()
            done.set()
            watcher.join()

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(_LOOK):
            cpu, wall = self._ends
            if not self._armed or (time.process_time() < cpu and time.monotonic() < wall):
                continue
            with self._lock:
                if self._armed:
                    self._asked = True
                    _raise_in(self._thread, TimeIsUp)

    @contextmanager
    def _keyboard(self) -> Iterator[None]:
        """An interruption that the running code swallows is raised again behind it."""
        before = signal.getsignal(signal.SIGINT)
        if not callable(before):  # ignored, or none of Python's
            yield
            return
        stop: Callable[[int, FrameType | None], object] = before

        def interrupt(number: int, frame: FrameType | None) -> None:
            try:
                stop(number, frame)
            except BaseException as error:
                self._stopped = error
                raise

        signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def _raise_in(thread: int, error: type[BaseException]) -> None:
    """Ask Python to raise it in a thread as soon as that runs Python code."""
    what = ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
