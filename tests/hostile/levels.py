"""Sandboxes of every level that this machine gives, each held by a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from autograder.files.paths import ROOT
from autograder.sandbox import Limits

_ORDINARY = 65510  # an ordinary user's number, which nobody has


def _another_user_can_read(*paths: str | Path) -> bool:
    """Whether an ordinary user can start this interpreter and read the project."""
    whole = {way for path in paths for way in (Path(path).resolve(), *Path(path).resolve().parents)}
    return all(way.stat().st_mode & 0o005 == 0o005 for way in whole)


def levels() -> list[str]:
    """The levels that can be had from here."""
    if os.getuid() != 0:
        return ["user"]
    places = (ROOT / "autograder", sys.prefix, sys.base_prefix, sys.executable)
    return ["root", "user"] if _another_user_can_read(*places) else ["root"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What came of a cell: its state, its error, what it printed."""

    state: str
    error: str
    said: str


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a submission."""

    cells: tuple[Cell, ...]
    notes: tuple[str, ...]
    cpu: float


_HOLDER = """
import json, sys
from autograder.sandbox import CellJob, Limits, Sandbox
from autograder.submission.remark import texts

def said(outputs):
    return "".join(output.get("text", "") for output in outputs)

with Sandbox(Limits(**json.loads(sys.argv[1]))) as sandbox:
    print(sandbox.level, flush=True)
    for line in sys.stdin:
        jobs = [CellJob(str(number), source) for number, source in enumerate(json.loads(line))]
        run = sandbox.run(jobs, [])
        cells = [[cell.state, cell.error, said(cell.outputs)] for cell in run.cells]
        print(json.dumps([cells, texts(run.remarks), run.cpu_seconds]), flush=True)
"""


class Held:
    """A sandbox of a level; a context that ends it."""

    def __init__(self, level: str, limits: Limits) -> None:
        other = os.getuid() == 0 and level == "user"
        identity = [f"--reuid={_ORDINARY}", f"--regid={_ORDINARY}", "--clear-groups"]
        command = [sys.executable, "-c", _HOLDER, json.dumps(limits.to_json())]
        self._process = subprocess.Popen(
            ["setpriv", *identity, *command] if other else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "HOME": "/nowhere", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert self._read() == level

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        """The holder's process."""
        return self._process.pid

    def start(self, *sources: str) -> None:
        """Begin to run a submission of these cells; :meth:`finish` waits for it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(sources) + "\n")
        self._process.stdin.flush()

    def finish(self) -> Ran:
        """What came of it."""
        cells, notes, cpu = json.loads(self._read())
        return Ran(tuple(Cell(*cell) for cell in cells), tuple(notes), cpu)

    def run(self, *sources: str) -> Ran:
        """Run a submission of these cells."""
        self.start(*sources)
        return self.finish()

    def _read(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the holder ended"
        return line.rstrip("\n")


def one_after_the_other(held: Held, sources: Sequence[str]) -> list[Ran]:
    """Each source as a submission of its own, in one worker."""
    return [held.run(source) for source in sources]
