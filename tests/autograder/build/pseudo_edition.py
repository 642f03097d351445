"""The pseudo edition, built once for all processes of a test run."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from autograder.build.edition import build_edition
from autograder.translation.pseudo import Pseudo


def pseudo_edition(temporary: pytest.TempPathFactory) -> Path:
    """Its folder."""
    shared = temporary.getbasetemp()
    if shared.name.startswith("popen-"):  # a process of several
        shared = shared.parent
    folder, built = shared / "pseudo", shared / "pseudo-is-built"
    with (shared / "pseudo-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            build_edition(Pseudo(), folder=folder)
            built.touch()
    return folder
