"""The supervisor's hold on one live worker.

This module is light: the worker is started first, and imports torch while its supervisor does.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.sandbox.cgroup import ControlGroup, Lack
from autograder.sandbox.jobs import SandboxFault, SandboxKilled, SandboxUnavailable
from autograder.sandbox.launch import IsolationLevel, Protection, plan
from autograder.sandbox.limits import Limits
from autograder.sandbox.users import Users

if TYPE_CHECKING:
    from autograder.sandbox.child import Child

START = 120.0  # wall seconds until the worker must have imported everything
SILENCE = 60.0  # wall seconds within which it answers, on the most loaded of machines
_ITSELF = ("container", "unsandboxed")  # where no namespace ends its children with it


class Worker:
    """One process in its sandbox: started by the constructor, warm when it is ready."""

    def __init__(self, limits: Limits, protection: Protection = "sandbox") -> None:
        """Start the worker, and do not wait until it is warm.

        Raises:
            SandboxUnavailable: there is no bubblewrap; the message says how to get it.
        """
        self._group: ControlGroup | None = None
        self._first: int | None = None
        self._ready = False
        with Users() as users:
            self._start(limits, protection, users)

    def _start(self, limits: Limits, protection: Protection, users: Users) -> None:
        launch = plan(limits, users, protection)
        self.level: IsolationLevel = launch.level
        self._others = _counted_with(launch.level)
        self.limits = limits
        self.stale = False
        self._stage = launch.stage
        self._control, theirs = socket.socketpair()
        self._lines = bytearray()
        self._status: int | None = None
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - until it is ready
        with theirs:
            self._process = subprocess.Popen(
                launch.argv,
                env=launch.environment,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._words,
                pass_fds=users.inherited,
                start_new_session=True,
            )
        self._refused = ""
        if launch.level == "root":
            try:
                self._first = users.introduce(self._lives)
            except OSError as error:  # it has ended meanwhile, or this root is none
                self._refused = f"root may not map users: {error}"
                self._process.kill()

    def ready(self) -> None:
        """Wait until it is warm; takes as long as its imports take.

        Raises:
            SandboxKilled: something ended it meanwhile.
            SandboxUnavailable: the machine refuses; the message holds its words.
        """
        if self._ready:
            return
        # bubblewrap can be gone while what it has started still greets.
        if self._refused or not self._greeted() or not self._lives():
            killed = not self._refused and self._was_killed()
            said = self._said()
            self.close()
            raise self._unavailable(killed, said, self._refused)
        self._words.close()
        self._ready = True

    def _said(self) -> str:
        """What it has written on its standard error."""
        self._words.seek(0)
        return self._words.read().decode("utf-8", "replace").strip()[-2000:]

    def _lives(self) -> bool:
        return self._process.poll() is None

    def _greeted(self) -> bool:
        """Whether it is warm in time.

        Who waits for it to hang up may wait in vain: what bubblewrap has started can hold the
        socket after it was killed.
        """
        until = time.monotonic() + START
        while (left := until - time.monotonic()) > 0 and self._lives():
            if self._readable(min(left, 0.2)):
                return self._receive(left) is not None
        return False

    def _readable(self, seconds: float) -> bool:
        return bool(select.select([self._control], [], [], seconds)[0])

    def _unavailable(self, killed: bool, said: str, refused: str) -> SandboxUnavailable:
        if killed and not said:
            return SandboxKilled(
                f"The sandbox ({self.level}) was killed while it started, each time that it was "
                "tried: is there enough memory?"
            )
        return SandboxUnavailable(
            f"The sandbox ({self.level}) did not start. It said:\n{said or refused or '(nothing)'}"
        )

    def _was_killed(self) -> bool:
        """Whether a signal ended the process that has just hung up; bwrap says it as shells do."""
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return False
        return status < 0 or status > 128

    @property
    def alive(self) -> bool:
        """Whether the worker can take a submission."""
        return not self.stale and self._lives()

    def child(self) -> Child:
        """Fork a child.

        Raises:
            SandboxFault: the worker cannot fork.
        """
        from autograder.sandbox.child import Child

        self._status = None
        group = self._count_anew()
        request_read, request_write = os.pipe()
        reply_read, reply_write = os.pipe()
        theirs = [request_read, reply_write]
        try:
            limits = self.limits.to_json()
            limits["processes"] += self._others
            message = {"do": "fork", "limits": limits}
            socket.send_fds(self._control, [json.dumps(message).encode()], theirs + group)
            answer = self._wait_for("forked")
            if not answer["forked"]:
                raise SandboxFault(f"The worker could not fork: {answer['why']}")
        except BaseException as error:
            os.close(request_write)
            os.close(reply_read)
            if isinstance(error, OSError):
                raise SandboxFault(f"The worker is gone: {error}") from error
            raise
        finally:
            for end in theirs:
                os.close(end)
        return Child(self, request_write, reply_read)

    def _count_anew(self) -> list[int]:
        """A control group for the next child, by its entry; none where none can be had.

        Never the last one's: what a submission has hidden may stay charged to it for a while.
        """
        self._killed = _killed_for_memory()
        self._drop_group()
        if self.level != "unsandboxed":
            self._group = ControlGroup.make(self.limits.all_memory)
        return [self._group.entry] if self._group else []

    def _drop_group(self) -> None:
        if self._group is not None:
            self._group.close()
            self._group = None

    def lacked(self) -> Lack:
        """Whose memory ran out since the child was forked, so that the kernel ended something."""
        if self._group is not None:
            try:
                return self._group.lacked()
            except OSError as error:
                raise SandboxFault(f"The worker's control group is gone: {error}") from error
        return "machine" if _killed_for_memory() > self._killed else ""

    def usage(self) -> dict[str, Any]:
        """CPU seconds, resident bytes and whether anything wants to run, of all its children."""
        return self._ask({"do": "usage", "memory": self.limits.memory}, "usage")

    def end_child(self) -> dict[str, Any]:
        """Kill what runs, empty the folders; says CPU seconds and processes left behind."""
        told = self._ask({"do": "end"}, "ended")
        self.stale = bool(told["stale"])
        return told

    def exited(self) -> int | None:
        """The child's exit status when the worker has reported one, without waiting."""
        ready = self._lines or select.select([self._control], [], [], 0)[0]
        if self._status is None and ready:
            message = self._receive(SILENCE)
            if message is None:
                raise SandboxFault("The worker ended while a submission ran.")
            self._status = message.get("status")
        return self._status

    def fileno(self) -> int:
        """The control socket's descriptor, to wait for it along with others."""
        return self._control.fileno()

    def close(self) -> None:
        """End the worker and all that runs in it."""
        self._control.close()
        if self.level in _ITSELF:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)  # it ends its children when the socket closes
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._end_first()
        self._words.close()
        self._drop_group()
        if self._stage is not None:
            shutil.rmtree(self._stage, ignore_errors=True)

    def _end_first(self) -> None:
        """End process 1 of the sandbox: early on it does not end with bubblewrap, but waits."""
        if self._first is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._first, signal.SIGKILL)
            os.close(self._first)
            self._first = None

    def _ask(self, message: Mapping[str, Any], key: str) -> dict[str, Any]:
        try:
            self._control.send(json.dumps(message).encode())
        except OSError as error:
            raise SandboxFault(f"The worker is gone: {error}") from error
        return self._wait_for(key)

    def _wait_for(self, key: str) -> dict[str, Any]:
        until = time.monotonic() + SILENCE
        while (left := until - time.monotonic()) > 0:
            message = self._receive(left)
            if message is None:
                raise SandboxFault("The worker ended or fell silent.")
            if key in message:
                return message
            self._status = message.get("status", self._status)
        raise SandboxFault("The worker fell silent.")

    def _receive(self, timeout: float) -> dict[str, Any] | None:
        self._control.settimeout(timeout)
        while b"\n" not in self._lines:
            try:
                data = self._control.recv(1 << 16)
            except OSError:  # a timeout is one too
                return None
            if not data:
                return None
            self._lines += data
        line, _, self._lines = self._lines.partition(b"\n")
        message: dict[str, Any] | None = json.loads(line)
        return message


def _killed_for_memory() -> int:
    """How many processes of this machine the kernel has ended because memory ran out."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/vmstat").read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def _counted_with(level: IsolationLevel) -> int:
    """How many of the user's own processes the kernel counts against the submission's limit.

    A namespace counts for itself since Linux 5.14; before, and without a sandbox,
    all that the user runs counts.
    """
    release = [int(part) for part in re.findall(r"\d+", platform.release())[:2]]
    if level in ("root", "container") or (level == "user" and release >= [5, 14]):
        return 0
    count = 500  # room for what the user may start meanwhile
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_uid == os.getuid():
                count += len(list((folder / "task").iterdir()))
    return count
