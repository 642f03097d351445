"""What Python's library does not offer of Linux: namespaces, mounts, prctl, /proc."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITIES_OF_64_BITS = 0x20080522  # _LINUX_CAPABILITY_VERSION_3

# Flags of clone(2), unshare(2) and setns(2), by the names under /proc/PID/ns.
NEW = {
    "mnt": 0x00020000,
    "cgroup": 0x02000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}

# Flags of mount(2).
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
_RELATIVE_TIMES = 1 << 21
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
HAS_PROC = os.path.isdir("/proc/self")
_MADV_COLLAPSE = 25
_LARGE = 2 << 20  # bytes of a large page on x86_64, and of most kernels on aarch64


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(name: str, *arguments: object) -> None:
    """A function of the C library that says 0 when all is well.

    Raises:
        OSError: it does not; named after the function.
    """
    if getattr(_libc(), name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave namespaces for new ones; a new one of processes is for children only."""
    _call("unshare", flags)


def enter_namespace(descriptor: int, flag: int) -> None:
    """Enter the namespace that the descriptor stands for."""
    _call("setns", descriptor, flag)


def mount(kind: str, place: str, flags: int, options: str = "", source: str = "") -> None:
    """Mount a file system; the source of what has none is called after its kind.

    The flags and options are those of mount(2).
    """
    words = [word.encode() or None for word in (source or kind, place, kind)]
    _call("mount", *words, ctypes.c_ulong(flags), options.encode())


def make_read_only(place: str) -> None:
    """Forbid changes to what is mounted there; what the mount forbids already stays so."""
    has = os.statvfs(place).f_flag
    kept = has & (NO_SUID | NO_DEVICES | NO_EXEC | os.ST_NOATIME | os.ST_NODIRATIME)
    if has & os.ST_RELATIME:
        kept |= _RELATIVE_TIMES
    mount("", place, REMOUNT | BIND | READ_ONLY | kept)


def drop_capabilities() -> None:
    """Give up every capability, for good."""
    header = struct.pack("=Ii", _CAPABILITIES_OF_64_BITS, 0)
    _call("capset", header, bytes(24))


def filter_system_calls(program: bytes) -> None:
    """From now on, for this process and all that it starts, the filter holds."""
    lines = ctypes.create_string_buffer(program, len(program))
    whole = struct.pack("@HP", len(program) // 8, ctypes.addressof(lines))
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call("prctl", _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.c_char_p(whole), 0, 0)


def set_dumpable(value: bool) -> None:
    """Without it, no other process of the same user may trace or read this one."""
    with suppress(AttributeError):  # not Linux
        _libc().prctl(_PR_SET_DUMPABLE, int(value), 0, 0, 0)


def deafen() -> None:
    """Ignore every signal: what a child may send must not end its parent."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}:
        with suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)


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


def use_large_pages() -> None:
    """Put this process's own memory into large pages, where the kernel can (since 6.1).

    A fork copies the tables of the pages and its end takes them down again: of small pages that
    is most of what a fork of a large process costs. What a fork writes to is small again, in it
    alone.
    """
    with suppress(OSError), open("/proc/self/maps") as file:
        for line in file.readlines():
            fields = line.split()
            if fields[1] == "rw-p" and fields[5:] in ([], ["[heap]"]):
                start, end = (int(number, 16) for number in fields[0].split("-"))
                start, end = -(-start // _LARGE) * _LARGE, end // _LARGE * _LARGE
                if start < end:
                    with suppress(OSError):  # memory for it is short: small pages do as well
                        where = ctypes.c_void_p(start), ctypes.c_size_t(end - start)
                        _call("madvise", *where, _MADV_COLLAPSE)


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
    own: float  # CPU seconds
    waited: float  # CPU seconds of the children that it has waited for, theirs included
    resident: int  # bytes, with what is swapped out and the tables of its pages
    wants_to_run: bool
    living: int  # its first thread that has not ended; 0 where nobody has waited for it yet

    @property
    def cpu(self) -> float:
        """CPU seconds, with the children that it has waited for."""
        return self.own + self.waited


def processes() -> list[Process]:
    """Every process that /proc shows, process 1 of its own and this one excepted."""
    found = []
    for entry in _numbers("/proc"):
        if entry not in (1, os.getpid()):
            with suppress(OSError, ValueError, IndexError):
                found.append(_process(entry))
    return found


def descendants() -> list[Process]:
    """The processes below this one."""
    everyone = processes()
    below = {os.getpid()}
    grown = True
    while grown:
        more = {one.pid for one in everyone if one.parent in below} - below
        below |= more
        grown = bool(more)
    return [one for one in everyone if one.pid in below]


def waited_for(pid: int) -> float:
    """CPU seconds of the processes that this one has buried; 0 where it is gone itself."""
    try:
        fields = _stat(f"/proc/{pid}/stat")[1]
    except (OSError, ValueError, IndexError):
        return 0.0
    return sum(map(int, fields[13:15])) / _TICKS


def _process(pid: int) -> Process:
    state, fields = _stat(f"/proc/{pid}/stat")
    # Fields 14 to 17 of proc(5): utime, stime, cutime, cstime; 24: rss in pages.
    own, waited = (sum(map(int, fields[at : at + 2])) / _TICKS for at in (11, 13))
    threads = list(_threads(pid))
    # Where the first thread has left, the others have its memory still.
    living = pid if state != "Z" else next((one for one, how in threads if how not in "ZX"), 0)
    held = 0
    if living == pid:
        held = int(fields[21]) * _PAGE + _lines(f"/proc/{pid}/status", ("VmSwap", "VmPTE"))
    elif living:
        names = ("VmRSS", "VmSwap", "VmPTE")
        held = _lines(f"/proc/{pid}/task/{living}/status", names)
    wants = state in "RD" or any(how in "RD" for _, how in threads)
    return Process(pid, int(fields[1]), own, waited, held, wants, living)


def _threads(pid: int) -> Iterator[tuple[int, str]]:
    """The process's threads and their states; one may end while it is looked at."""
    for thread in _numbers(f"/proc/{pid}/task"):
        with suppress(OSError):
            yield thread, _stat(f"/proc/{pid}/task/{thread}/stat")[0]


def _stat(path: str) -> tuple[str, list[str]]:
    # The name in brackets may hold anything: brackets, blanks, bytes that are no text.
    with open(path, errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return fields[0], fields


def proportional_bytes(one: Process) -> int:
    """Bytes that it holds, pages shared by several processes counted once among them."""
    try:
        return _lines(f"/proc/{one.living}/smaps_rollup", ("Pss", "SwapPss"))
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile, and holds nothing
        return 0
    except OSError:
        return one.resident


def socket_bytes(pid: int) -> int:
    """The most bytes that the sockets in the process's network namespace can hold unread.

    They cannot be made larger than they are by default.
    """
    with suppress(OSError), open(f"/proc/{pid}/net/sockstat") as file:
        used = re.match(r"sockets: used (\d+)", file.read())
        return int(used[1]) * _socket_bytes() if used else 0
    return 0


@cache
def _socket_bytes() -> int:
    with socket.socket(socket.AF_UNIX) as one:
        return 2 * one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)


def _lines(path: str, names: tuple[str, ...]) -> int:
    """The bytes that lines like ``VmRSS:   12 kB`` of the file say, added up."""
    with open(path, errors="replace") as file:
        lines = [line.split() for line in file if line.partition(":")[0] in names]
    return sum(int(line[1]) * 1024 for line in lines)


def _numbers(folder: str) -> Iterator[int]:
    try:
        names = os.listdir(folder)
    except OSError:
        return
    yield from (int(name) for name in names if name.isdigit())
