"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.grade.fail_point import fail_point


def write_whole(path: Path, text: str, step: str, *, mode: int = 0o666) -> None:
    """Write UTF-8 text beside the file and move it into its place.

    Args:
        path: where; its folder is made. What a crash leaves behind, ``.new`` at the end of its
            name, is overwritten by the next try.
        text: what.
        step: the fail points' first word.
        mode: the permissions, less the process's umask.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    data = text.encode("utf-8")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(fresh, flags, mode), "wb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        fail_point(f"{step}.half")
        file.write(data[len(data) // 2 :])
    fail_point(f"{step}.whole")
    os.replace(fresh, path)
    fail_point(f"{step}.placed")
