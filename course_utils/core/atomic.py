"""A file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path, draft: str, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Write a file under another name beside its place; it is moved there at the end.

    Args:
        path: where. A link in its place is replaced, not followed.
        draft: its name meanwhile; one of its own for each of several writers. What a crash
            leaves there is overwritten by the next try.
        mode: the permissions, less the process's umask.

    Raises:
        OSError: the folder or the disk does not allow it; nothing is changed then.
    """
    fresh = path.with_name(draft)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(fresh, flags, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        os.replace(fresh, path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise
