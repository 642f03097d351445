"""The worker's first process: warmed once, it forks one child per submission.

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
import resource
import select
import signal
import socket
import sys
import time

from . import scratch, system
from .child import become_child
from .shell import GradingShell
from .warm import warm_up

_WORK = "work"


class Zygote:
    """The forking parent; one child at a time."""

    def __init__(self, control: socket.socket, folders: list[str], shell: GradingShell) -> None:
        self._control = control
        self._folders = folders
        self._shell = shell
        self._child = 0
        self._reaped_before = _reaped_cpu()
        self._wake, self._wake_write = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._wake_write, False)

    def greet(self, torch_version: str) -> None:
        """Tell the supervisor that the worker is warm."""
        self._say({"hello": os.getpid(), "torch": torch_version})

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
        data, ends, _, _ = socket.recv_fds(self._control, 1 << 16, 2)
        if not data:
            self._end_all()
            return False
        message = json.loads(data)
        if message["do"] == "fork":
            self._fork(message["limits"], ends)
        elif message["do"] == "usage":
            self._say(self._usage(message["memory"]))
        elif message["do"] == "end":
            self._end()
        return True

    def _fork(self, limits: dict, ends: list[int]) -> None:
        folder = os.path.join(self._folders[0], _WORK)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        self._reaped_before = _reaped_cpu()
        try:
            child = os.fork()
        except OSError as error:
            self._say({"forked": 0, "why": str(error)})
            return
        if child == 0:
            become_child(self._shell, ends[0], ends[1], limits, folder)
        for end in ends:
            os.close(end)
        self._child = child
        self._say({"forked": child})

    def _usage(self, memory: int) -> dict:
        below = system.descendants()
        resident = sum(one.resident for one in below)
        if resident > memory:
            resident = sum(system.proportional_bytes(one.pid, one.resident) for one in below)
        return {
            "usage": sum(one.cpu for one in below) + _reaped_cpu() - self._reaped_before,
            "wants_to_run": not system.HAS_PROC or any(one.wants_to_run for one in below),
            "resident": resident,
            "processes": len(below),
        }

    def _end(self) -> None:
        left = max(0, len(system.descendants()) - 1)
        self._end_all()
        cpu = _reaped_cpu() - self._reaped_before
        stale = ""
        try:
            system.remove_system_v() if os.getpid() == 1 else None
            for folder in self._folders:
                scratch.wipe(folder)
        except (OSError, scratch.TooMuch) as error:
            stale = f"{type(error).__name__}: {error}"
        self._say({"ended": self._child, "cpu": cpu, "left": left, "stale": stale})
        self._child = 0

    def _end_all(self) -> None:
        """Kill and reap whatever runs below this process, until nothing does."""
        while True:
            if os.getpid() == 1:
                # As pid 1 of its own namespace "all" is the submission. Anywhere else
                # the same call would end the user's session.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(-1, signal.SIGKILL)
            else:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    if self._child:
                        os.killpg(self._child, signal.SIGKILL)
                for one in system.descendants():
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.kill(one.pid, signal.SIGKILL)
            try:
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            except ChildProcessError:
                return
            time.sleep(0.001)

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

    def _say(self, message: dict) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._control.sendall(json.dumps(message).encode() + b"\n")


def _reaped_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _deaf() -> None:
    """Ignore every signal: what a child may send must not end its parent."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)


def _no_standard_streams() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if null > 2:
        os.close(null)


def main(folders: list[str]) -> None:
    """Take the control socket from descriptor 0, warm up, serve.

    Args:
        folders: what is emptied after each submission; the first holds its work.
    """
    control = socket.socket(fileno=os.dup(0))
    _deaf()
    system.set_dumpable(False)
    system.adopt_orphans()
    shell = warm_up()
    for folder in folders:
        scratch.wipe(folder)
    zygote = Zygote(control, folders, shell)
    threads = system.threads()
    if threads != 1:
        sys.exit(f"The worker has {threads} threads; its children would hang. It needs one.")
    import torch

    _no_standard_streams()
    gc.collect()
    gc.freeze()
    zygote.greet(torch.__version__)
    zygote.serve()
