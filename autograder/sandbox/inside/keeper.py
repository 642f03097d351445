"""Process 1 of the sandbox: small, so that it forks in a moment. It makes namespaces.

For every submission it starts another process 1, whose namespaces of processes, mounts,
messages and network are new, with new and empty places to write to. The warm process forks
the submission into them; when their process 1 is killed, the kernel ends all that is in them.
"""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from . import system

# What a fork of the warm process enters, in this order; the one of processes before it is made.
ENTERED = ("mnt", "ipc", "net", "cgroup")
_DEVICES = ("full", "null", "random", "tty", "urandom", "zero")
_MOST = 1 << 16  # bytes of a message


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is new for every submission.

    Attributes:
        path: where.
        size: bytes it can hold.
        mode: its permissions.
        owner: the user whose it is.
        shown: what lies in it that is to be seen nevertheless, read-only: the interpreter.
    """

    path: str
    size: int
    mode: int
    owner: int
    shown: Sequence[str] = ()

    @property
    def options(self) -> str:
        """As tmpfs takes them; an empty file costs the kernel a kilobyte, so they are counted."""
        files = max(1024, self.size >> 13)
        owner = f"uid={self.owner},gid={self.owner}"
        return f"size={self.size},nr_inodes={files},mode={self.mode:o},{owner}"


@dataclass(frozen=True, slots=True)
class Namespaces:
    """New namespaces, seen from the warm process.

    Attributes:
        init: the number of their process 1.
        pid: a descriptor of the namespace of processes.
        others: descriptors of the others, as in ``ENTERED``.
    """

    init: int
    pid: int
    others: tuple[int, ...]

    def enter(self) -> None:
        """Enter all but that of processes, which only a fork can."""
        for name, descriptor in zip(ENTERED, self.others, strict=True):
            system.enter_namespace(descriptor, system.NEW[name])

    def close(self) -> None:
        """Close the descriptors."""
        for descriptor in (self.pid, *self.others):
            os.close(descriptor)


class Keeper:
    """Process 1, seen from the warm process."""

    def __init__(self, channel: socket.socket) -> None:
        """Args: channel: to the other end's :func:`keep`."""
        self._channel = channel

    def order(self) -> None:
        """Have new namespaces made, while something else is done."""
        self._channel.send(b"make")

    def take(self) -> Namespaces:
        """Those that were ordered.

        Raises:
            OSError: the kernel gives none.
        """
        ends: list[int] = []
        init, why = 0, ""
        while not why and not (init and ends):
            data, ends_now, _, _ = socket.recv_fds(self._channel, _MOST, 1 + len(ENTERED))
            if not data:
                raise OSError("process 1 of the sandbox is gone")
            told = json.loads(data)
            init, why = told.get("init", init), told.get("why", "")
            ends += ends_now
        if why:
            raise OSError(why)
        return Namespaces(init, ends[0], tuple(ends[1:]))

    def reap(self, init: int) -> None:
        """Have a process 1 that was killed waited for, and all that ran with it.

        Until they are gone nothing else is made: their memory takes the kernel a while.
        """
        self._channel.send(json.dumps({"reap": init}).encode())


def keep(channel: socket.socket, folders: Sequence[Folder]) -> None:
    """Make namespaces as they are asked for, until the warm process is gone."""
    for device in _DEVICES:  # the machine's own, whose time stamps could be set
        system.make_read_only(f"/dev/{device}")
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    while data := channel.recv(_MOST):
        if data == b"make":
            _start(channel, own, folders)
        else:
            os.waitpid(json.loads(data)["reap"], 0)


def _start(channel: socket.socket, own: int, folders: Sequence[Folder]) -> None:
    try:
        system.unshare(system.NEW["pid"])
        try:
            init = os.fork()
        finally:
            # Its next children are to be in its own namespace again; in the child it is an
            # ancestor's, which cannot be entered.
            with suppress(OSError):
                system.enter_namespace(own, system.NEW["pid"])
    except OSError as error:
        _say(channel, {"why": str(error)})
        return
    if init == 0:
        _be_first(channel, folders)
    _say(channel, {"init": init})


def _be_first(channel: socket.socket, folders: Sequence[Folder]) -> None:
    """Be process 1 of new namespaces until somebody kills it; never returns."""
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        _furnish(folders)
        socket.send_fds(channel, [b"{}"], list(_own_namespaces()))
        os.closerange(0, 1024)
        while True:
            signal.sigwait({signal.SIGCHLD})
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
    except BaseException as error:
        _say(channel, {"why": f"no namespaces for a submission: {error}"})
    finally:
        os._exit(1)


def _furnish(folders: Sequence[Folder]) -> None:
    """New mounts: what can be written to is empty, and nothing of the kernel's can be set."""
    system.unshare(sum(system.NEW[name] for name in ENTERED))
    system.mount("", "/", system.PRIVATE | system.RECURSIVE)
    hardened = system.NO_SUID | system.NO_DEVICES
    for folder in folders:
        shown = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in folder.shown}
        system.mount("tmpfs", folder.path, hardened, folder.options)
        for path, descriptor in shown.items():
            os.mkdir(path)
            source = f"/proc/self/fd/{descriptor}"
            system.mount("", path, system.BIND | system.RECURSIVE, source=source)
            os.close(descriptor)
    system.mount(
        "devpts", "/dev/pts", system.NO_SUID | system.NO_EXEC,
        "newinstance,ptmxmode=0666,mode=620,max=4",
    )  # fmt: skip
    _mount_proc(hardened | system.NO_EXEC)


def _mount_proc(flags: int) -> None:
    """Processes alone where the kernel can (since 5.8), else all; read-only in any case."""
    try:
        # Read-only: nothing of a process is set by it that need be.
        system.mount("proc", "/proc", flags | system.READ_ONLY, "subset=pid")
        return
    except OSError:
        system.mount("proc", "/proc", flags)
        system.make_read_only("/proc")


def _own_namespaces() -> Iterator[int]:
    for name in ("pid", *ENTERED):
        yield os.open(f"/proc/self/ns/{name}", os.O_RDONLY | os.O_CLOEXEC)


def _say(channel: socket.socket, message: Mapping[str, Any]) -> None:
    with suppress(BrokenPipeError, ConnectionResetError):
        channel.send(json.dumps(message).encode())
