"""The local processes that grade. This module is light: each of them imports it first."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from functools import partial
from multiprocessing.connection import Connection, Pipe
from typing import Any

# A program of its own: a forked process would share this one's threads, and one that
# multiprocessing spawns imports whatever this one was started with, JupyterLab for instance.
_PROGRAM = """\
import json, sys
sys.path[:] = json.loads(sys.argv[3])
from autograder.execute.local import serve_tasks
serve_tasks(int(sys.argv[1]), int(sys.argv[2]))
"""


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalPool(Executor):
    """Processes that end with this one, however it ends, and may end before it at any moment.

    Each has a pipe to itself, whose far end nobody else holds, and a thread here that waits for
    it while it is at work: one that is killed half-way through a result is seen at once, costs
    that result alone, and is replaced. In ``ProcessPoolExecutor`` all processes write to one
    pipe, and half a result in it keeps everybody waiting for ever. Each holds the far end of
    another pipe too, the leash; it is closed by the kernel when this process is killed.
    """

    def __init__(
        self, workers: int | None = None, begin: Callable[[], object] | None = None
    ) -> None:
        """Nothing is started yet.

        Args:
            workers: how many processes; one for each core when None.
            begin: what each does first, such as importing what its tasks use. What it raises
                is nobody's concern: the first task will meet with it.
        """
        self._begin = begin
        self._far_end, self._leash = Pipe(duplex=False)
        self._threads = ThreadPoolExecutor(workers or cores(), "process of the pool")
        self._idle: deque[_Worker] = deque()
        self._workers: list[_Worker] = []
        # Else who forgets the shutdown would wait for them for ever at the end.
        atexit.register(self._leash.close)

    def start(self) -> None:
        """Start a process now, before there is anything to do."""
        self._idle.append(self._new())

    def post(self, task: Callable[[], object]) -> None:
        """Have the processes that are there and idle do something that nobody waits for."""
        for worker in list(self._idle):
            worker.post(task)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See :meth:`concurrent.futures.Executor.submit`; all that is handed over is pickled.

        The future raises ``BrokenExecutor`` where the process died over it.
        """
        return self._threads.submit(self._done, partial(fn, *args, **kwargs))

    def _done(self, task: Callable[[], Any]) -> Any:
        """What the task returns in a process that is this thread's meanwhile."""
        worker = self._taken() or self._new()
        try:
            result = worker.do(task)
        except BrokenExecutor:
            self._forget(worker)
            raise
        except BaseException:
            self._idle.append(worker)
            raise
        self._idle.append(worker)
        return result

    def _taken(self) -> _Worker | None:
        """An idle process, the one that was busy last; those that died meanwhile are given up."""
        with contextlib.suppress(IndexError):
            while not (worker := self._idle.pop()).lives:
                self._forget(worker)
            return worker
        return None

    def _new(self) -> _Worker:
        worker = _Worker(self._far_end)
        self._workers.append(worker)
        if self._begin is not None:
            worker.post(self._begin)
        return worker

    def _forget(self, worker: _Worker) -> None:
        """Give up a process that has ended."""
        worker.dismiss()
        self._workers.remove(worker)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See :meth:`concurrent.futures.Executor.shutdown`; it waits in any case."""
        self._threads.shutdown(cancel_futures=cancel_futures)
        for worker in self._workers:
            worker.dismiss()
        for worker in self._workers:
            worker.process.wait()
        self._leash.close()
        atexit.unregister(self._leash.close)

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> bool | None:
        if kind is not None:
            # Nobody waits for what is under way: it is graded anew by the next run.
            self._leash.close()
        self.shutdown(cancel_futures=True)
        return None


class _Worker:
    """One process, seen from the thread that waits for it."""

    def __init__(self, leash: Connection) -> None:
        """Args: leash: the end that the process holds."""
        self._line, theirs = Pipe()
        ends = theirs.fileno(), leash.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, *map(str, ends), json.dumps(sys.path)],
            stdin=subprocess.DEVNULL,
            pass_fds=ends,
        )
        theirs.close()  # else its death would not close the line
        self._owed = 0
        self._in_use = threading.Lock()  # answers come in the order of what was sent

    @property
    def lives(self) -> bool:
        """Whether the process does."""
        return self.process.poll() is None

    def post(self, task: Callable[[], object]) -> None:
        """Hand a task over, and do not wait; to one that has died or is at work it is not."""
        if self._in_use.acquire(blocking=False):
            try:
                with contextlib.suppress(OSError):
                    self._line.send(task)
                    self._owed += 1
            finally:
                self._in_use.release()

    def do(self, task: Callable[[], Any]) -> Any:
        """What the task returns there; what it raises is raised here.

        Raises:
            BrokenExecutor: the process died over it.
        """
        try:
            with self._in_use:
                self._line.send(task)
                for _ in range(self._owed):
                    self._line.recv_bytes()
                self._owed = 0
                value, error = self._line.recv()
        except (EOFError, OSError):
            self.dismiss()
            code = self.process.wait()
            raise BrokenExecutor(f"a grading process died (exit code {code})") from None
        if error is not None:
            raise error
        return value

    def dismiss(self) -> None:
        """Let the process end when it has nothing to do."""
        self._line.close()


def serve_tasks(line_end: int, leash_end: int) -> None:
    """The process: one task after the other, until the line is closed.

    Args:
        line_end: the descriptor that tasks come from and results go to.
        leash_end: the one that is closed when this process is to end at once.
    """
    line, leash = Connection(line_end), Connection(leash_end, writable=False)
    # Registered first, so done last: taking torch apart object by object takes a second.
    atexit.register(os._exit, 0)
    # Ctrl-C in a terminal reaches the whole group; only the supervisor decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(leash,), daemon=True).start()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            line.send_bytes(_answer(line.recv_bytes()))


def _answer(task: bytes) -> bytes:
    """What the task returns and None, or None and what it raised."""
    try:
        return pickle.dumps((pickle.loads(task)(), None))
    except Exception as error:
        error.add_note(f"In a process of the pool:\n{traceback.format_exc()}")
        try:
            return pickle.dumps((None, error))
        except Exception:
            return pickle.dumps((None, RuntimeError(traceback.format_exc())))


def _end_with(leash: Connection) -> None:
    with contextlib.suppress(OSError):
        leash.poll(None)
    os._exit(1)  # the sandbox ends with the thread that started it
