"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.files.fail_point import fail_point


def write_atomic(
    path: Path, data: str | bytes, step: str = "", *, mode: int = 0o666, draft: str = "new"
) -> None:
    """Write a file beside its place and move it there.

    Args:
        path: where; its folder is made. What a crash leaves behind, ``.new`` at the end of its
            name, is overwritten by the next try. A link in its place is replaced, not followed.
        data: what; text as UTF-8.
        step: the fail points' first word, if there are any here.
        mode: the permissions, less the process's umask.
        draft: the end of its name meanwhile; one of its own for each of several writers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{draft}")
    whole = data.encode("utf-8") if isinstance(data, str) else data
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(fresh, flags, mode), "wb") as file:
        file.write(whole[: len(whole) // 2])
        file.flush()
        _fail_point(step, "half")
        file.write(whole[len(whole) // 2 :])
    _fail_point(step, "whole")
    os.replace(fresh, path)
    _fail_point(step, "placed")


def _fail_point(step: str, when: str) -> None:
    if step:
        fail_point(f"{step}.{when}")
