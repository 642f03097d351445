"""Machines, imitated: a scheduler and workers as processes that share no folder with anybody.

As root each worker is a user of its own, who may not so much as look into the course folder.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from autograder.files.paths import ROOT

PATIENCE = 600.0  # seconds, on a machine that has much else to do
FIRST_USER = 61_101


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def closed_ways() -> dict[Path, list[Path]]:
    """Folders that root alone may pass, with what lies behind them that a machine needs."""
    found: dict[Path, list[Path]] = {}
    for needed in dict.fromkeys((Path(sys.base_prefix).resolve(), Path(sys.prefix), ROOT)):
        ways = [one for one in reversed(needed.parents) if not one.stat().st_mode & 0o001]
        if ways:
            found.setdefault(ways[0], []).append(needed)
    return found


def within_reach(words: list[str]) -> list[str]:
    """The command, with the interpreter and the project where every user can read them.

    Root's own interpreter may lie in /root, which is closed: in a view of its own, a machine
    has an open folder there that holds what it needs and nothing else.
    """
    script = ["set -e"]
    for way, needs in closed_ways().items():
        script.append("stage=$(mktemp -d)")
        for number, needed in enumerate(needs):
            script.append(
                f"mkdir $stage/{number}; mount --bind {shlex.quote(str(needed))} $stage/{number}"
            )
        script.append(f"mount -t tmpfs -o mode=755 open {shlex.quote(str(way))}")
        for number, needed in enumerate(needs):
            place = shlex.quote(str(needed))
            script.append(f"mkdir -p {place}; mount --bind $stage/{number} {place}")
    if len(script) == 1:
        return words
    script.append(f"exec {shlex.join(words)}")
    return ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(script)]


class Program:
    """A process with all that it starts, what it says in a file."""

    def __init__(self, words: list[str], folder: Path, *, cwd: Path = ROOT, **more: str) -> None:
        self.log = folder / "log"
        self._words, self._cwd = words, cwd
        self._environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), **more}
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._words, cwd=self._cwd, stdout=log, stderr=log, env=self._environment,
                start_new_session=True,
            )  # fmt: skip

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def signal_all(self, number: int) -> None:
        """To the process and what it has started: the plug is pulled."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        self.signal_all(signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        """In order: what Ctrl-C or a service's stop does."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def moved_in(home: Path, folder: Path) -> None:
    """A copy of a home: nobody else can read the first one."""
    shutil.copytree(home, folder, dirs_exist_ok=True)
    for file in (folder / ".config" / "dask").iterdir():
        text = file.read_text(encoding="utf-8").replace(str(home), str(folder))
        file.write_text(text, encoding="utf-8")


class Machines:
    """A scheduler, and workers that come and go."""

    def __init__(
        self, folder: Path, *, tls: dict[str, Path] | None = None, paths: bool = False
    ) -> None:
        """Start the scheduler.

        Args:
            folder: nothing of it may be seen by a worker.
            tls: a home for each machine, by name, with certificates and Dask's configuration;
                None for plain tcp.
            paths: all of them can import the tests.
        """
        self.tls = tls or {}
        self._more = {"PYTHONPATH": str(ROOT)} if paths else {}
        self.scheme = "tls" if tls else "tcp"
        self.port = free_port()
        self.address = f"{self.scheme}://127.0.0.1:{self.port}"
        self._users = iter(range(FIRST_USER, FIRST_USER + 50))
        self._folders: list[Path] = []
        self._programs: list[Program] = []
        self.scheduler = self._program(
            [sys.executable, "-m", "dask", "scheduler", "--host", f"{self.scheme}://127.0.0.1",
             "--port", str(self.port), "--no-dashboard"],
            "scheduler",
        )  # fmt: skip
        until(self._listens)

    def _listens(self) -> bool:
        assert self.scheduler.process.poll() is None, self.scheduler.said
        return "Scheduler at:" in self.scheduler.said

    def _program(
        self, words: list[str], name: str, *, owner: int | None = None, cwd: Path = ROOT
    ) -> Program:
        folder = Path(tempfile.mkdtemp(prefix=f"machine-{name}-"))
        self._folders.append(folder)
        more = dict(self._more)
        if name in self.tls:
            moved_in(self.tls[name], folder)
            more["DASK_CONFIG"] = str(folder / ".config" / "dask")
        if owner is not None and os.getuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, owner, owner)
            words = within_reach(
                ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups", *words]
            )
        program = Program(words, folder, cwd=cwd, **more)
        self._programs.append(program)
        return program

    def worker(self, name: str, *, cwd: Path = ROOT, ready: bool = True, count: int = 1) -> Program:
        """A machine with workers; waited for until its scheduler knows them."""
        before = self.scheduler.said.count("Register worker")
        words = ["worker", self.address, "--workers", str(count), "--name", name]
        program = self._program(
            [sys.executable, "-m", "autograder", *words], name, owner=next(self._users), cwd=cwd
        )
        if ready:
            until(lambda: self._registered(program, before + count))
        return program

    def _registered(self, program: Program, count: int) -> bool:
        assert program.process.poll() is None, program.said
        return self.scheduler.said.count("Register worker") >= count

    def folder_of(self, program: Program) -> Path:
        return program.log.parent

    def close(self) -> None:
        for program in self._programs:
            program.kill()
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def machines(folder: Path, **more: object) -> Iterator[Machines]:
    made = Machines(folder, **more)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close()
