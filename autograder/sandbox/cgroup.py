"""Control groups: the kernel's own count of a submission's memory, where it can be had.

It counts all that is held for the processes of a group, files in memory and the kernel's own
structures included, and lets them have no more. Version 2 is what distributions have had since
about 2021; version 1 is found beside it or instead of it on older ones. An ordinary user has
them where a session manager delegates them (``systemd-run --user --scope``), root mostly.
Without them the limits of :mod:`watch` hold, which look at what each process holds.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal

from autograder.sandbox.users import WORKER

_PREFIX = "autograder-"
_numbers = itertools.count()

Lack = Literal["", "submission", "machine"]


@dataclass(frozen=True, slots=True)
class _Version:
    """What a version calls things."""

    limits: tuple[str, ...]  # the first must be there, the others where there is swap
    events: str  # the file that counts the kills
    entry: str  # the file by which a process enters


# By "tasks" a thread enters alone, which spares the kernel a wait of ten milliseconds; what
# enters has one.
_V1 = _Version(
    ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"), "memory.oom_control", "tasks"
)
_V2 = _Version(("memory.max",), "memory.events", "cgroup.procs")
_PEAK = "memory.max_usage_in_bytes"  # of version 1, whose count of failures stays 0 since 6.x
_NEAR = 1 << 20  # bytes below the limit at which it has been met
_TRIED = 64 << 20  # bytes of a group that is made to be tried
_PATIENCE = 10.0  # wall seconds for the last processes of a group to be gone


class ControlGroup:
    """One group, for one submission."""

    def __init__(self, folder: Path, version: _Version, memory: int) -> None:
        """Use :meth:`make`."""
        self._folder = folder
        self._version = version
        self._memory = memory
        self.entry = os.open(folder / version.entry, os.O_WRONLY | os.O_CLOEXEC)

    @classmethod
    def make(cls, memory: int) -> ControlGroup | None:
        """A group whose processes hold no more than so many bytes; None where there is none."""
        found = _place()
        try:
            return cls._made(*found, memory) if found else None
        except OSError:
            return None

    @classmethod
    def _made(cls, parent: Path, version: _Version, memory: int) -> ControlGroup:
        folder = parent / f"{_PREFIX}{os.getpid()}-{next(_numbers)}"
        folder.mkdir()
        try:
            (folder / version.limits[0]).write_text(str(memory))
            for name in version.limits[1:]:
                with contextlib.suppress(OSError):
                    (folder / name).write_text(str(memory))
            if version is _V2:
                with contextlib.suppress(OSError):
                    (folder / "memory.swap.max").write_text("0")
            return cls(folder, version, memory)
        except OSError:
            _removed(folder)
            raise

    @property
    def version(self) -> int:
        """1 or 2."""
        return 1 if self._version is _V1 else 2

    def lacked(self) -> Lack:
        """Whose memory ran out, so that the kernel ended a process of the group."""
        if not self._count("oom_kill"):
            return ""
        if self._version is _V1:
            own = int((self._folder / _PEAK).read_text()) > self._memory - _NEAR
        else:
            own = self._count("oom") > 0  # "max" counts what made room, too
        return "submission" if own else "machine"

    def _count(self, name: str) -> int:
        for line in (self._folder / self._version.events).read_text().splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
        return 0

    def close(self) -> None:
        """Remove it; what ran in it has been killed, though the kernel may still be at it."""
        os.close(self.entry)
        until = time.monotonic() + _PATIENCE
        while not _removed(self._folder) and time.monotonic() < until:
            time.sleep(0.01)


@cache
def _place() -> tuple[Path, _Version] | None:
    """Where this process makes its groups; what killed graders have left there is removed."""
    for parent, version in _parents():
        _sweep(parent)
        with (
            contextlib.suppress(OSError),
            contextlib.closing(ControlGroup._made(parent, version, _TRIED)) as tried,
        ):
            if _can_be_entered(tried):
                return parent, version
    return None


def _can_be_entered(group: ControlGroup) -> bool:
    """Whether a worker may put processes into it: not everyone may who can make a group."""
    worker = WORKER if os.getuid() == 0 else None
    try:
        told = subprocess.run(
            ["/bin/sh", "-c", "echo 0"],
            stdout=group.entry,
            stderr=subprocess.DEVNULL,
            user=worker,
            group=worker,
            extra_groups=None if worker is None else [],
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return told.returncode == 0


def _parents() -> Iterator[tuple[Path, _Version]]:
    """Where a group may be made, best first."""
    with contextlib.suppress(OSError, ValueError):
        own = _own_groups()
        for root, where, kind, options in _mounts():
            if kind == "cgroup2" and "" in own:
                here = _below(where, root, own[""])
                ways = _upwards(here, where) if here else ()
                yield from ((path, _V2) for path in ways if _gives_memory(path))
            elif kind == "cgroup" and "memory" in options and "memory" in own:
                here = _below(where, root, own["memory"])
                yield from [(here, _V1)] if here else []


def _own_groups() -> dict[str, str]:
    """By controller, version 2 as the empty one: this process's group."""
    lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    return {name: path for _, names, path in lines for name in names.split(",")}


def _mounts() -> Iterator[tuple[str, Path, str, list[str]]]:
    """Of every mount: which part of the file system, where, of which kind, its options."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, rest = line.partition(" - ")
        kind, _, options = rest.split(" ", 2)
        root, where = (_plain(field) for field in fields.split()[3:5])
        yield root, Path(where), kind, options.split(",")


def _plain(field: str) -> str:
    return field.encode().decode("unicode_escape")  # blanks are written as \040


def _below(where: Path, root: str, group: str) -> Path | None:
    """The folder of a group; None where the mount shows another part than the one it is in.

    So it is in a container that has the host's mount and a namespace of its own.
    """
    if not PurePosixPath(group).is_relative_to(root):
        return None
    inside = PurePosixPath(group).relative_to(root)
    return None if ".." in inside.parts else where / inside


def _upwards(here: Path, top: Path) -> Iterator[Path]:
    yield here
    while here != top and top in here.parents:
        here = here.parent
        yield here


def _gives_memory(path: Path) -> bool:
    """Whether groups made in it can be limited; of the topmost one it is asked for."""
    control = path / "cgroup.subtree_control"
    try:
        if "memory" in control.read_text().split():
            return True
        if "memory" not in (path / "cgroup.controllers").read_text().split():
            return False
        control.write_text("+memory")  # refused where processes live in it
    except OSError:
        return False
    return True


def _removed(folder: Path) -> bool:
    """Remove it; False while processes are in it."""
    try:
        folder.rmdir()
    except OSError as error:
        return error.errno != errno.EBUSY
    return True


def _sweep(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        pid = folder.name.removeprefix(_PREFIX).split("-")[0]
        if not Path("/proc", pid).exists():
            _removed(folder)
