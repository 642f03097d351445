"""What Python's library does not offer of Linux: prctl, /proc, System V objects."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_IPC_RMID = 0
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
HAS_PROC = os.path.isdir("/proc/self")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def set_dumpable(value: bool) -> None:
    """Without it, no other process of the same user may trace or read this one."""
    with suppress(AttributeError):  # not Linux
        _libc().prctl(_PR_SET_DUMPABLE, int(value), 0, 0, 0)


def adopt_orphans() -> None:
    """Orphaned descendants become this process's children: what pid 1 is anyway."""
    with suppress(AttributeError):
        _libc().prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def prefer_for_oom() -> None:
    """When the machine runs out of memory, this process is the one to go."""
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def mapped_bytes() -> int:
    """The address space this process has mapped."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * _PAGE
    except OSError:
        return 1 << 30


def threads() -> int:
    """The number of this process's threads; 1 where /proc does not say."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


@dataclass(frozen=True, slots=True)
class Process:
    """One line of /proc/PID/stat."""

    pid: int
    parent: int
    cpu: float  # seconds, with the children that it has waited for
    resident: int  # bytes
    wants_to_run: bool


def processes() -> list[Process]:
    """Every process that /proc shows, this one excepted."""
    found = []
    for entry in _numbers("/proc"):
        if entry != os.getpid():
            with suppress(OSError, ValueError, IndexError):
                found.append(_process(entry))
    return found


def descendants() -> list[Process]:
    """The processes below this one; as pid 1, all there are."""
    everyone = processes()
    if os.getpid() == 1:
        return everyone
    below = {os.getpid()}
    grown = True
    while grown:
        more = {one.pid for one in everyone if one.parent in below} - below
        below |= more
        grown = bool(more)
    return [one for one in everyone if one.pid in below]


def _process(pid: int) -> Process:
    state, fields = _stat(f"/proc/{pid}/stat")
    # Fields 14 to 17 of proc(5): utime, stime, cutime, cstime; 24: rss in pages.
    cpu = sum(int(field) for field in fields[11:15]) / _TICKS
    wants = state in "RD" or any(
        _stat(f"/proc/{pid}/task/{thread}/stat")[0] in "RD"
        for thread in _numbers(f"/proc/{pid}/task")
    )
    return Process(pid, int(fields[1]), cpu, int(fields[21]) * _PAGE, wants)


def _stat(path: str) -> tuple[str, list[str]]:
    with open(path) as file:
        # The name in brackets may hold anything, brackets and blanks too.
        fields = file.read().rpartition(")")[2].split()
    return fields[0], fields


def proportional_bytes(pid: int, otherwise: int) -> int:
    """Resident bytes, pages shared by several processes counted once among them."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            for line in file:
                if line.startswith("Pss:"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return otherwise


def _numbers(folder: str) -> Iterator[int]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    yield from (int(name) for name in names if name.isdigit())


def remove_system_v() -> None:
    """Shared memory, semaphores and queues of System V outlive their processes."""
    for kind, remove in (("shm", "shmctl"), ("sem", "semctl"), ("msg", "msgctl")):
        try:
            with open(f"/proc/sysvipc/{kind}") as file:
                rows = file.read().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            number = int(row.split()[1])
            if kind == "sem":
                _libc().semctl(number, 0, _IPC_RMID)
            else:
                getattr(_libc(), remove)(number, _IPC_RMID, None)
