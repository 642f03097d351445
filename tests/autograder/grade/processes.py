"""What runs below a process, and what each of those is, by what /proc says of them.

A run of the grader, from above: the supervisor, its pool's processes, below each of these a
sandbox (as root started by way of unshare, sh and setpriv), and in it, in a namespace of
processes below ours, one of two:

- the fork server as process 1, which forks the submission's process;
- a keeper as process 1, which forks the fork server once and an init for each submission; this one
  is process 1 of a deeper namespace, into which the fork server forks the submission's process.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["supervisor", "worker", "sandbox", "keeper", "forkserver", "init", "student"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_KEEPS = "inside.boot"  # what a keeper was started with, and so its forks
_SANDBOX = ("unshare", "sh", "setpriv", "bwrap")


@dataclass(frozen=True, slots=True)
class Process:
    """A process as /proc had it.

    Attributes:
        begun: its start, in the clock's ticks: with ``pid``, it names the process for ever.
        places: its number in each namespace of processes from ours inwards.
    """

    pid: int
    parent: int
    begun: int
    name: str
    words: tuple[str, ...]
    places: tuple[int, ...]


def below(root: int) -> dict[int, Process]:
    """All that was started by the process or by those that it started, zombies excepted."""
    stats = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if stat := _stat(int(folder.name)):
            stats[int(folder.name)] = stat
    found, layer = set[int](), {root}
    while layer := {pid for pid, stat in stats.items() if stat[1] in layer} - found:
        found |= layer
    processes = {}
    for pid in found:
        with contextlib.suppress(OSError, StopIteration):
            processes[pid] = _process(pid, stats[pid])
    return {pid: process for pid, process in processes.items() if stats[pid][0] not in "ZX"}


def _stat(pid: int) -> tuple[str, int, int, str] | None:
    """State, parent, start and name."""
    try:
        head, _, rest = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")
    except OSError:
        return None
    fields = rest.split()
    return fields[0], int(fields[1]), int(fields[19]), head.partition("(")[2]


def _process(pid: int, stat: tuple[str, int, int, str]) -> Process:
    lines = Path(f"/proc/{pid}/status").read_text(errors="replace").splitlines()
    places = next(line for line in lines if line.startswith("NSpid:")).split()[1:]
    words = Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    _, parent, begun, name = stat
    return Process(pid, parent, begun, name, tuple(words), tuple(map(int, places)))


def by_kind(supervisor: int) -> dict[Kind, list[Process]]:
    """The processes of a run that is under way; a kind of which there is none has none."""
    found: dict[Kind, list[Process]] = {kind: [] for kind in KINDS}
    offspring = below(supervisor)
    if (stat := _stat(supervisor)) and stat[0] not in "ZX":
        with contextlib.suppress(OSError, StopIteration):
            found["supervisor"].append(_process(supervisor, stat))
    depth = len(found["supervisor"][0].places) if found["supervisor"] else 1
    for process in offspring.values():
        kind = _kind(process, offspring, supervisor, depth)
        if kind is not None:
            found[kind].append(process)
    return found


def _kind(
    process: Process, offspring: dict[int, Process], supervisor: int, depth: int
) -> Kind | None:
    parent = offspring.get(process.parent)
    deep = len(process.places) - depth
    if deep == 0:
        if process.parent == supervisor:
            return "worker" if any("execute.local" in word for word in process.words) else None
        of_worker = parent is not None and parent.parent == supervisor
        return "sandbox" if of_worker and process.name in _SANDBOX else None
    kept = any(_KEEPS in word for word in process.words)
    if process.places[-1] == 1:
        return "init" if deep > 1 else "keeper" if kept else "forkserver"
    # A fork of the one above, not a program that it has started, nor a student's own process.
    above = parent and (len(parent.places) == depth + 1 or parent.places[-1] == 1)
    if parent is None or not above or parent.words != process.words:
        return None
    return "student" if deep > 1 or not kept else "forkserver"


def shoot(process: Process, number: int = signal.SIGKILL) -> bool:
    """End exactly this process, and wait until it has ended; False when it had ended before."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return False
    try:
        stat = _stat(process.pid)
        if stat is None or stat[0] in "ZX" or stat[2] != process.begun:
            return False
        signal.pidfd_send_signal(handle, number)
        return bool(select.select([handle], [], [], 60)[0])
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)
