"""The warm process: it has imported all that submissions use, and forks one child for each.

It never reads a byte that a submission wrote. The supervisor hands it the ends of
two pipes, which go to the child; what the child says goes past this process.

Control messages are lines of JSON, one request at a time: ``fork``, ``usage``, ``end`` come in;
``hello``, ``forked``, ``usage``, ``exited``, ``ended`` go out.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import torch

from . import system
from .job import become_child
from .places import SubmissionPlace
from .shell import GradingShell
from .warm import warm_through, warm_up


class ForkServer:
    """The forking parent; one child at a time."""

    def __init__(
        self,
        control: socket.socket,
        place: SubmissionPlace,
        shell: GradingShell,
        *,
        is_warm: bool = False,
    ) -> None:
        """Args: is_warm: what only some submissions use has been warmed, too."""
        self._control = control
        self._place = place
        self._shell = shell
        self._child = 0
        self._forked = 0
        self._is_warm = is_warm
        self._wake, self._wake_write = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._wake_write, False)

    def greet(self) -> None:
        """Tell the supervisor that the worker is warm."""
        self._say({"hello": os.getpid(), "torch": torch.__version__})

    def serve(self) -> None:
        """Answer the supervisor until it hangs up."""
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        poller = select.poll()
        poller.register(self._control, select.POLLIN)
        poller.register(self._wake, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poller.poll()}
            if self._wake in ready:
                self._drain()
                self._reap()
            if self._control.fileno() in ready and not self._command():
                return

    def _command(self) -> bool:
        data, ends, _, _ = socket.recv_fds(self._control, 1 << 16, 3)
        if not data:
            if self._child:
                self._place.end()
            return False
        message = json.loads(data)
        if message["do"] == "fork":
            self._fork(message["limits"], ends)
        elif message["do"] == "usage":
            self._say(self._usage(message["memory"]))
        elif message["do"] == "end":
            self._end()
        return True

    def _fork(self, limits: dict[str, Any], ends: list[int]) -> None:
        self._forked += 1
        if self._forked == 2 and not self._is_warm:  # not before the first: it may be the only one
            self._warm_through()
        try:
            child = self._place.fork()
        except OSError as error:
            self._say({"forked": 0, "why": str(error)})
            return
        if child == 0:
            become_child(self._shell, ends, limits, self._place)
        for end in ends:
            os.close(end)
        self._child = child
        self._say({"forked": child})

    def _warm_through(self) -> None:
        warm_through(self._shell)
        require_one_thread()
        freeze()
        system.use_large_pages()

    def _usage(self, memory: int) -> dict[str, Any]:
        below = self._place.processes()
        return {
            "usage": self._place.usage(),
            "wants_to_run": not system.HAS_PROC or any(one.wants_to_run for one in below),
            "resident": self._place.memory(memory),
            "processes": len(below),
        }

    def _end(self) -> None:
        ended = self._place.end()
        self._say({
            "ended": self._child, "cpu": ended.cpu, "left": ended.left, "stale": ended.stale
        })  # fmt: skip
        self._child = 0

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self._child:
                self._say({"exited": pid, "status": os.waitstatus_to_exitcode(status)})

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._wake, 4096):
                pass

    def _say(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._control.sendall(json.dumps(message).encode() + b"\n")


def serve(
    control: socket.socket, make_place: Callable[[], SubmissionPlace], *, at_once: bool
) -> None:
    """Warm up, then fork for the supervisor until it hangs up.

    Args:
        control: the supervisor's other end.
        make_place: says where submissions run; asked when all is imported.
        at_once: import everything before the first submission runs; where it is not in
            namespaces of its own, nothing may be imported behind it.
    """
    shell = warm_up()
    if at_once:
        warm_through(shell)
    place = make_place()
    _rehearse(place)
    server = ForkServer(control, place, shell, is_warm=at_once)
    require_one_thread()
    _no_standard_streams()
    freeze()
    server.greet()
    server.serve()


def require_one_thread() -> None:
    """End the worker if it has more than one thread."""
    threads = system.threads()
    if threads != 1:
        sys.exit(f"The worker has {threads} threads; its children would hang. It needs one.")


def freeze() -> None:
    """Take what is there now out of the garbage collector's sight: children share its pages.

    What is garbage of it stays, some megabytes: looking for it takes longer than it is worth.
    """
    gc.freeze()
    gc.enable()


def _rehearse(place: SubmissionPlace) -> None:
    """Make a process as for a submission, so that a machine that refuses it says so at once."""
    try:
        child = place.fork()
        if child == 0:
            _enter_and_leave(place)
        status = os.waitpid(child, 0)[1]
    except OSError as error:
        sys.exit(str(error))
    place.end()
    if status:
        sys.exit("A submission's process cannot be made.")


def _enter_and_leave(place: SubmissionPlace) -> NoReturn:
    try:
        place.enter()
        place.lock()
    except OSError as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def _no_standard_streams() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if null > 2:
        os.close(null)
