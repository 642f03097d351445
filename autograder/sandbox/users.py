"""Who a sandbox's users are outside of it, where root may say so.

bubblewrap maps one user: enough for an ordinary user, who has no other to give. Started by
root it waits while two are mapped, so that a submission and the process that forks it are
different users and neither may touch what is the other's.
"""

from __future__ import annotations

import json
import os
import select
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

WORKER = 65534  # nobody
STUDENT_INSIDE = 1000
# Numbers that systemd's table of users keeps free: one for each process that can be where all
# can be had, and a few for a container that has no more than 2**16 users.
_MANY, _FEW = 0x7F000000, range(65520, 65534)
_LOOK = 0.2  # wall seconds between two looks whether bubblewrap lives


class Users:
    """The users of one sandbox that root starts; a context that closes its pipes."""

    def __init__(self) -> None:
        self._told, self._tell = os.pipe()
        self._wait, self._go = os.pipe()
        self._closed: set[int] = set()

    def __enter__(self) -> Users:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._close(self._told, self._tell, self._wait, self._go)

    def _close(self, *ends: int) -> None:
        """Close those that are open: a number that was closed may be another file's by now."""
        for end in ends:
            if end not in self._closed:
                self._closed.add(end)
                os.close(end)

    @property
    def inherited(self) -> tuple[int, int]:
        """The descriptors that bubblewrap needs."""
        return self._tell, self._wait

    @property
    def options(self) -> list[str]:
        """What bubblewrap is told."""
        return ["--info-fd", str(self._tell), "--userns-block-fd", str(self._wait)]

    def introduce(self, lives: Callable[[], bool]) -> int | None:
        """Map the users once bubblewrap has made its namespace, and let it go on.

        Nothing happens where it ends before that: it has said why on its standard error.

        Args:
            lives: whether bubblewrap does; what it has started may hold the pipe after it.

        Returns:
            A descriptor of the sandbox's process 1; None where it has ended before.

        Raises:
            OSError: this root may not map other users.
        """
        self._close(self._tell, self._wait)
        pid = self._process(lives)
        if pid is None:
            return None
        student = student_outside()
        for name in ("uid_map", "gid_map"):
            with open(f"/proc/{pid}/{name}", "w") as file:
                file.write(f"0 {WORKER} 1\n{STUDENT_INSIDE} {student} 1\n")
        first = os.pidfd_open(pid)
        os.write(self._go, b"x")
        return first

    def _process(self, lives: Callable[[], bool]) -> int | None:
        said = b""
        while b"}" not in said and lives():
            if select.select([self._told], [], [], _LOOK)[0]:
                data = os.read(self._told, 4096)
                if not data:
                    break
                said += data
        return json.loads(said)["child-pid"] if b"}" in said else None


def student_outside() -> int:
    """The user outside that this process's submissions are, and nobody else's."""
    known = [
        list(map(int, line.split())) for line in Path("/proc/self/uid_map").read_text().splitlines()
    ]
    wanted = _MANY + os.getpid()
    if any(first <= wanted < first + count for first, _, count in known):
        return wanted
    return _FEW[os.getpid() % len(_FEW)]
