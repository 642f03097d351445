"""A file that only grows, a JSON record a line. Half a line, left by a crash, is no record."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def append_record(path: Path, record: Mapping[str, Any], *, sync: bool = True) -> bytes:
    """Write a record at the end; its line.

    Args:
        path: where; its folder is made.
        record: what can be written as JSON.
        sync: whether it is on disk when this returns.
    """
    line = json.dumps(record).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        # In front too: the line before may be half a line.
        file.write(b"\n" + line + b"\n")
        file.flush()
        if sync:
            os.fsync(file.fileno())
    return line


def record_lines(path: Path) -> Iterator[bytes]:
    """The lines, oldest first, whole or not; none where there is no file."""
    if path.exists():
        yield from path.read_bytes().split(b"\n")
