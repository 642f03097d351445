"""The command as a person runs it, in a process of its own, with all its offspring in view."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder.course.course import Course
from autograder.files.paths import ROOT
from tests.autograder.grade import reaper
from tests.autograder.grade.processes import Kind, Process, below, by_kind
from tests.autograder.grade.small_class import CHAPTER, command

PATIENCE = 1800.0  # seconds, on a machine that has much else to do


class Run:
    """``autograder grade``, started at once. What it leaves behind stays in view, too."""

    def __init__(self, source: Path, course: Path, *more: str, **environment: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="run-")
        self._told = [Path(self._folder.name) / name for name in ("out", "err")]
        self._reaper = subprocess.Popen(
            [sys.executable, "-S", "-E", str(reaper.__file__), *map(str, self._told),
             sys.executable, *command(source, course, *more)],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **environment},
        )  # fmt: skip
        assert self._reaper.stdout is not None
        self.pid = int(self._reaper.stdout.readline())
        self.begun = time.monotonic()
        self._code: int | None = None
        self.told = ""

    def poll(self) -> int | None:
        """The exit status (negative: the signal); None while it runs."""
        if self._code is None and not self._runs():
            assert self._reaper.stdout is not None
            self._code = int(self._reaper.stdout.readline())
        return self._code

    def _runs(self) -> bool:
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{self.pid}/stat").read_text()
            state, parent = stat.rpartition(")")[2].split()[:2]
            return state not in "ZX" and int(parent) == self._reaper.pid
        return False

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self.begun

    def send_signal(self, number: int) -> None:
        """To the supervisor alone."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def offspring(self) -> dict[int, Process]:
        """The processes that it started and theirs, sandboxes too, that still run."""
        found = below(self._reaper.pid)
        found.pop(self.pid, None)
        return found

    def by_kind(self) -> dict[Kind, list[Process]]:
        """What runs, by what it is."""
        return by_kind(self.pid)

    def end(self, patience: float = PATIENCE) -> tuple[int, str, str]:
        """Wait for its end: exit status, output and errors."""
        until(lambda: self.poll() is not None, patience)
        code = self.poll()
        assert code is not None
        return code, *self._read()

    def _read(self) -> tuple[str, str]:
        out, err = (path.read_text(encoding="utf-8", errors="replace") for path in self._told)
        return out, err

    def close(self) -> None:
        """End it and all that it left behind; ``told`` is then what it wrote as errors."""
        self.told = self._read()[1]
        while left := below(self._reaper.pid):
            for pid in left:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        self._reaper.communicate()
        self._folder.cleanup()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def until(true: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait until it is so."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


class Written:
    """Counts the results in a journal while it grows, without reading any of it twice."""

    def __init__(self, course: Path) -> None:
        self._path = Course(course).journal_path(CHAPTER)
        self._place, self._count = 0, 0

    def __call__(self) -> int:
        """How many results there are now."""
        with contextlib.suppress(FileNotFoundError), self._path.open("rb") as file:
            file.seek(self._place)
            for line in file:
                if not line.endswith(b"\n"):
                    break
                self._place += len(line)
                self._count += b'"student"' in line.partition(b"\t")[0]
        return self._count


def written_down(course: Path) -> int:
    """How many results the journal has."""
    return Written(course)()
