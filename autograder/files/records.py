"""A file that only grows, a JSON record a line. Half a line, left by a crash, is no record."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


def append_record(path: Path, record: Mapping[str, Any], *, sync: bool = True) -> bytes:
    """Write a record at the end; its line.

    Args:
        path: where; its folder is made.
        record: what can be written as JSON.
        sync: whether it is on disk when this returns.
    """
    (line,) = append_records(path, [record], sync=sync)
    return line


def append_records(
    path: Path, records: Iterable[Mapping[str, Any]], *, sync: bool = True
) -> list[bytes]:
    """Write records at the end, all of them or none; their lines.

    Args:
        path: where; its folder is made.
        records: what can be written as JSON.
        sync: whether they are on disk when this returns.

    Raises:
        OSError: with the file's name; what was there before is there as it was.
    """
    # In ASCII: some characters beyond it end a line for some readers.
    lines = [json.dumps(record).encode() for record in records]
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("ab", buffering=0) as file:
            size = file.tell()
            # In front too: the line before may be half a line.
            left = memoryview(b"\n" + b"\n".join(lines) + b"\n")
            try:
                while left:
                    left = left[file.write(left) :]
                if sync:
                    os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(size)
                raise
    except OSError as fault:
        fault.filename = str(path)
        raise
    return lines


def record_lines(path: Path) -> Iterator[bytes]:
    """The lines, oldest first, whole or not; none where there is no file."""
    if path.exists():
        yield from path.read_bytes().split(b"\n")
