"""A file of sealed lines: a crash, or a full disk, can cost the last one and no other.

In front of each line's text stands its check sum. A line that a crash cut off is removed when
the next writer opens the file, and is none for whoever reads meanwhile.
"""

from __future__ import annotations

import hashlib
import os
from io import FileIO
from pathlib import Path

from autograder.files.fail_point import fail_point


def sealed(text: bytes) -> bytes:
    """The line of a text, which holds no line's end of its own."""
    return _digest(text) + b" " + text + b"\n"


def unsealed(line: bytes) -> bytes | None:
    """The text of a line that is as it was written, else None."""
    digest, _, text = line.removesuffix(b"\n").partition(b" ")
    if not line.endswith(b"\n") or digest != _digest(text):
        return None
    return text


class SealedFile:
    """The one writer of such a file; what a crash left half-written is removed first.

    Attributes:
        end: where the next line will stand, a byte offset.
    """

    def __init__(self, path: Path, step: str) -> None:
        """Open it.

        Args:
            path: the file; its folder is made.
            step: what its fail points are called.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._step = step
        # Unbuffered: what could not be written must not be tried again by close().
        self._file = FileIO(path, "r+b" if path.exists() else "w+b")
        self.end = _end_of_last_line(self._file)
        self._file.truncate(self.end)
        _sync_folder(path.parent)

    def close(self) -> None:
        """Nothing is left to be written."""
        self._file.close()

    def append(self, lines: list[bytes]) -> None:
        """Write sealed lines, and wait until they are on disk.

        Raises:
            OSError: the disk is full, for example; nothing of them is kept then.
        """
        data = b"".join(lines)
        try:
            self._file.seek(self.end)
            _write_all(self._file, data[: len(data) // 2])
            fail_point(f"{self._step}.half")
            _write_all(self._file, data[len(data) // 2 :])
            fail_point(f"{self._step}.written")
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(self.end)  # a full disk takes half of a line
            raise
        fail_point(f"{self._step}.synced")
        self.end += len(data)


def _write_all(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:16].encode("ascii")


def _end_of_last_line(file: FileIO) -> int:
    """The offset behind the last line's end, searched from the file's end."""
    place = file.seek(0, os.SEEK_END)
    while place:
        start = max(0, place - (1 << 16))
        file.seek(start)
        found = file.read(place - start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        place = start
    return 0


def _sync_folder(folder: Path) -> None:
    """Have the file's name on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
