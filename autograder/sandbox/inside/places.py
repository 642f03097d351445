"""Where the submission's process runs, from the warm process's side: how it is made and ended."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from . import scratch, system
from .keeper import Keeper, Namespaces
from .seccomp import program

_WORK = "work"
_LOOKS = 10  # at most; burying goes on all the time where somebody wants it to
STUDENT = 1000  # the user and the group that a submission finds itself to be


@dataclass(frozen=True, slots=True)
class Ended:
    """What there was when a submission's processes were ended.

    Attributes:
        cpu: CPU seconds of all of them.
        left: how many were still there beside its first one.
        stale: why nothing more may run here; empty when all is clean.
    """

    cpu: float
    left: int
    stale: str = ""


class SubmissionPlace(Protocol):
    """Makes a process for a submission, and ends it with all that it started."""

    def fork(self) -> int:
        """As os.fork; the child calls :meth:`enter` first.

        Raises:
            OSError: no process can be made.
        """

    def enter(self) -> None:
        """In the child: go where the submission runs, with no more rights than it may have."""

    def lock(self) -> None:
        """In the child, when it is ready: give up the system calls that it has no use for."""

    def processes(self) -> list[system.Process]:
        """The submission's processes."""

    def usage(self) -> float:
        """CPU seconds of all of them, those included that are gone."""

    def memory(self, most: int) -> int:
        """Bytes that they hold; looked at closely only where it may be more than ``most``."""

    def end(self) -> Ended:
        """End all of them, at once and for good."""


class Fresh:
    """New namespaces for every submission."""

    def __init__(self, keeper: Keeper, folder: str, owner: int) -> None:
        """Have no namespaces yet.

        Args:
            keeper: makes the namespaces.
            folder: which of the new folders the submission works in.
            owner: the submission's user, in the sandbox's own numbers.
        """
        self._keeper = keeper
        self._folder = folder
        self._owner = owner
        self._filter = program()
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._namespaces: Namespaces | None = None
        self._child = 0
        self._before = 0.0
        keeper.order()

    def fork(self) -> int:
        """See :meth:`Place.fork`."""
        try:
            return self._fork()
        except OSError:  # something may have killed their process 1 while they waited for it
            return self._fork()

    def _fork(self) -> int:
        self._child, self._before = 0, _reaped()
        try:
            self._namespaces = self._keeper.take()
        except OSError:
            self._keeper.order()
            raise
        system.enter_namespace(self._namespaces.pid, system.NEW["pid"])
        try:
            child = os.fork()
            if child == 0:
                return 0
        except OSError:
            self._namespaces.close()
            self.end()
            raise
        system.enter_namespace(self._own, system.NEW["pid"])
        self._namespaces.close()
        self._child = child
        return child

    def enter(self) -> None:
        """See :meth:`Place.enter`; the order matters: what is given up cannot be taken back."""
        assert self._namespaces is not None
        # The submission's own /proc is read-only; this one leads to the same process.
        process = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        self._namespaces.enter()
        os.setresgid(*[self._owner] * 3)
        os.setresuid(*[self._owner] * 3)
        system.unshare(system.NEW["user"])
        system.set_dumpable(True)  # else its own /proc/self would be closed to it
        for name, words in (
            ("setgroups", "deny"),
            ("uid_map", f"{STUDENT} {self._owner} 1"),
            ("gid_map", f"{STUDENT} {self._owner} 1"),
        ):
            _write_at(process, name, words)
        _write_at(process, "oom_score_adj", "1000")  # the one to go when the machine runs short
        os.close(process)
        system.drop_capabilities()
        _begin_in(self._folder)

    def lock(self) -> None:
        """See :meth:`Place.lock`."""
        system.filter_system_calls(self._filter)

    def processes(self) -> list[system.Process]:
        """See :meth:`Place.processes`."""
        return [one for one in system.processes() if one.pid != self._init]

    def usage(self) -> float:
        """See :meth:`Place.usage`; what process 1 of the namespaces does is not theirs."""
        return self._running(self._everyone()) + _reaped() - self._before

    def memory(self, most: int) -> int:
        """See :meth:`Place.memory`."""
        held = system.socket_bytes(self._init)
        return held + _memory(self.processes(), most - held)

    def end(self) -> Ended:
        """See :meth:`Place.end`: the kernel ends all that is in the namespaces with process 1."""
        everyone = self._everyone()
        # The kernel charges to nobody what it ends with the namespace; the first process alone
        # is waited for here, and then known to the microsecond.
        others = [one for one in everyone if one.pid != self._child]
        os.kill(self._init, signal.SIGKILL)
        _reap_all()
        self._keeper.reap(self._init)
        self._keeper.order()  # the next ones are made while this submission is judged
        left = sum(1 for one in others if one.pid != self._init and one.living)
        return Ended(self._running(others) + _reaped() - self._before, left)

    def _everyone(self) -> list[system.Process]:
        """All processes, and none of them missing because it was buried while they were read.

        One that process 1 buries after it was read itself, and before the buried one's turn,
        would be charged nowhere: then all are read again.
        """
        for _ in range(_LOOKS):
            everyone = system.processes()
            buried = sum(one.waited for one in everyone if one.pid == self._init)
            if system.waited_for(self._init) == buried:
                break
        return everyone

    def _running(self, processes: Sequence[system.Process]) -> float:
        """CPU seconds of those that are there, and of the orphans that process 1 has buried."""
        return sum(one.waited if one.pid == self._init else one.cpu for one in processes)

    @property
    def _init(self) -> int:
        return self._namespaces.init if self._namespaces else 0


class Bare:
    """An ordinary process in a folder that is emptied: for submissions that are trusted."""

    def __init__(self, folder: str) -> None:
        """Args: folder: what the submission writes to."""
        self._folder = folder
        self._child = 0
        self._before = 0.0
        system.adopt_orphans()
        scratch.wipe(folder)  # of what warming up has left

    def fork(self) -> int:
        """See :meth:`Place.fork`."""
        self._before = _reaped()
        self._child = os.fork()
        return self._child

    def enter(self) -> None:
        """See :meth:`Place.enter`; it keeps all its rights."""
        system.set_dumpable(True)
        system.prefer_for_oom()
        _begin_in(self._folder)

    def lock(self) -> None:
        """See :meth:`Place.lock`; there is nothing to lock."""

    def processes(self) -> list[system.Process]:
        """See :meth:`Place.processes`."""
        return system.descendants()

    def usage(self) -> float:
        """See :meth:`Place.usage`."""
        return sum(one.cpu for one in self.processes()) + _reaped() - self._before

    def memory(self, most: int) -> int:
        """See :meth:`Place.memory`."""
        return _memory(self.processes(), most)

    def end(self) -> Ended:
        """See :meth:`Place.end`."""
        left = sum(1 for one in self.processes() if one.pid != self._child and one.living)
        self._kill_all()
        try:
            scratch.wipe(self._folder)
        except (OSError, scratch.TooManyFiles) as error:
            return Ended(_reaped() - self._before, left, f"{type(error).__name__}: {error}")
        return Ended(_reaped() - self._before, left)

    def _kill_all(self) -> None:
        """Kill and reap whatever runs below this process, until nothing does."""
        while True:
            self._kill_at_once()
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

    def _kill_at_once(self) -> None:
        """All of them in one moment, where that can be done."""


class Demoted(Bare):
    """A user without rights, forked by root: where there are no namespaces, as in a container.

    What everybody may read or write there, a submission may; nothing of its parent's is within
    its reach.
    """

    def __init__(self, folder: str, user: int) -> None:
        """Args: user: whom nothing belongs to but the folder, and who is nobody else."""
        super().__init__(folder)
        self._user = user
        self._filter = program()

    def enter(self) -> None:
        """See :meth:`Place.enter`."""
        os.setgroups([])
        os.setresgid(*[self._user] * 3)
        os.setresuid(*[self._user] * 3)
        system.drop_capabilities()
        super().enter()

    def lock(self) -> None:
        """See :meth:`Place.lock`; no program gives it rights from now on, and no socket a way."""
        system.filter_system_calls(self._filter)

    def _kill_at_once(self) -> None:
        """Who forks for ever can be outrun by the kernel alone: all that the user runs."""
        helper = os.fork()
        if helper == 0:
            with contextlib.suppress(OSError):
                os.setresuid(*[self._user] * 3)
                os.kill(-1, signal.SIGKILL)
            os._exit(0)
        os.waitpid(helper, 0)


def _write_at(folder: int, name: str, words: str) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.write(descriptor, words.encode())
    finally:
        os.close(descriptor)


def _begin_in(folder: str) -> None:
    work = os.path.join(folder, _WORK)
    os.mkdir(work, 0o700)
    os.chdir(work)


def _memory(processes: Sequence[system.Process], most: int) -> int:
    held = sum(one.resident for one in processes)
    return held if held <= most else sum(map(system.proportional_bytes, processes))


def _reap_all() -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _reaped() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
