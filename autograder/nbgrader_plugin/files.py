"""Reading what lies in a student's folder: regular files only, nothing is followed."""

from __future__ import annotations

import datetime
import os
import stat
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.rebuild.rebuilt import MAX_BYTES, Unreadable
from autograder.submission.remark import Remark

MAX_TIMESTAMP = 100  # bytes


def read_submitted(path: Path) -> bytes:
    """The bytes of ``submitted/<student>/<assignment>/<notebook>.ipynb``.

    Raises:
        Unreadable: it is a link, lies behind one, is no regular file, or is too large.
    """
    return _read(path, MAX_BYTES)


def read_timestamp(folder: Path) -> tuple[datetime.datetime | None, Remark | None]:
    """What ``timestamp.txt`` says (naive, UTC), and what was wrong with it.

    nbgrader ends the whole batch, and formgrader shows nothing at all, at a time that
    cannot be read: such a file is set aside under another name.
    """
    path, aside = folder / "timestamp.txt", folder / "timestamp.txt.unreadable"
    if not os.path.lexists(path):
        odd = Remark("no-time", file=aside.name)
        return None, odd if os.path.lexists(aside) else None
    try:
        text = _read(path, MAX_TIMESTAMP).decode("utf-8").strip()
        return parse_utc(text) if text else None, None
    except (Unreadable, ValueError, OverflowError):
        path.rename(aside)
        return read_timestamp(folder)


def _read(path: Path, most: int) -> bytes:
    for folder in (path.parent, path.parent.parent):
        if folder.is_symlink():
            raise Unreadable(Remark("link-to-folder"))
    try:
        # Without O_NONBLOCK a FIFO would wait for its other end for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as fault:
        if path.is_symlink():
            raise Unreadable(Remark("link")) from None
        raise Unreadable(Remark("cannot-open", error=str(fault.strerror))) from None
    with os.fdopen(descriptor, "rb") as file:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise Unreadable(Remark("no-regular-file"))
        if info.st_size > most:
            raise Unreadable(Remark("bytes-too-many", size=info.st_size, limit=most))
        return file.read(most + 1)
