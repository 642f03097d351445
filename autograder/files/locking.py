"""One process at a time."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import Refused


@contextmanager
def alone(lock: Path, busy: str) -> Iterator[None]:
    """Hold the lock; the kernel gives it back however this process ends.

    Args:
        lock: a file, made if need be; it stays.
        busy: what to say where another process holds it.

    Raises:
        Refused: another process holds it.
    """
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(busy) from None
        yield
