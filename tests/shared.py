"""What is dear to make is made once for a whole run, by whichever process needs it first."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

_RUN: list[Path] = []


def begin_run(factory: pytest.TempPathFactory) -> None:
    """Tell this process which folder :func:`once_in_run` takes."""
    _RUN[:] = [run_folder(factory)]


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run share."""
    base = factory.getbasetemp()
    # Of several processes each has a folder of its own below the run's.
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of this name, filled by ``make`` once; who comes meanwhile waits.

    Nobody may write into it afterwards: copy what has to change.

    Args:
        make: fills the folder that it is given. If it raises, the next one who asks tries again.
    """
    return _once(run_folder(factory), name, make)


def once_in_run(name: str, make: Callable[[Path], object]) -> Path:
    """As :func:`once`, for what is no fixture and has no factory at hand."""
    if not _RUN:  # outside of a test: this process alone
        _RUN.append(Path(tempfile.mkdtemp(prefix="tests-shared-")))
    return _once(_RUN[0], name, make)


def _once(run: Path, name: str, make: Callable[[Path], object]) -> Path:
    folder = run / "shared" / name
    folder.mkdir(parents=True, exist_ok=True)
    done = folder.with_name(f"{name}.done")
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(folder)
            done.touch()
    return folder
