"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from autograder.files.fail_point import fail_point
from course_utils.core.atomic import replacing


def write_atomic(
    path: Path, data: str | bytes, step: str = "", *, mode: int = 0o666, draft: str = "new"
) -> None:
    """Write a file beside its place and move it there.

    Args:
        path: where; its folder is made.
        data: what; text as UTF-8.
        step: the fail points' first word, if there are any here.
        mode: the permissions, less the process's umask.
        draft: the end of its name meanwhile; see :func:`course_utils.core.atomic.replacing`.

    Raises:
        OSError: with the name of the file that was meant, also where the disk is full.
    """
    whole = data.encode("utf-8") if isinstance(data, str) else data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, whole, step, mode, draft)
    except OSError as fault:
        fault.filename = str(path)
        raise
    _fail_point(step, "placed")


def _write(path: Path, whole: bytes, step: str, mode: int, draft: str) -> None:
    with replacing(path, f"{path.name}.{draft}", mode) as file:
        file.write(whole[: len(whole) // 2])
        file.flush()
        _fail_point(step, "half")
        file.write(whole[len(whole) // 2 :])
        file.flush()
        _fail_point(step, "whole")


def _fail_point(step: str, when: str) -> None:
    if step:
        fail_point(f"{step}.{when}")
