"""The journal: every result is written here, and synced, before anything else happens.

One line of JSON per result, each with a check sum. A line that a crash cut off
is ignored when the journal is read again, and its submission is graded anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from autograder.grade.result import Result


class Journal:
    """An append-only file of results."""

    def __init__(self, path: Path) -> None:
        """Args: path: the file; its folder is made."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)

    def append(self, result: Result, key: str) -> None:
        """Write one result under the key of what decided it, and wait until it is on disk."""
        body = json.dumps({"key": key, **result.to_json()}, ensure_ascii=True)
        line = f"{_digest(body)} {body}\n".encode("ascii")
        with self.path.open("ab") as file:
            # A line that was cut off must not swallow the next one.
            if file.tell() and not self._ends_whole():
                file.write(b"\n")
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def _ends_whole(self) -> bool:
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def read(self) -> Iterator[tuple[str, Result]]:
        """Every whole entry as (key, result), oldest first."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                digest, _, body = line.decode("ascii", "replace").rstrip("\n").partition(" ")
                if body and digest == _digest(body):
                    data = json.loads(body)
                    yield data.pop("key"), Result.from_json(data)


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]
