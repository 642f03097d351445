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
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = data.encode("utf-8") if isinstance(data, str) else data
    with replacing(path, f"{path.name}.{draft}", mode) as file:
        file.write(whole[: len(whole) // 2])
        file.flush()
        _fail_point(step, "half")
        file.write(whole[len(whole) // 2 :])
        file.flush()
        _fail_point(step, "whole")
    _fail_point(step, "placed")


def _fail_point(step: str, when: str) -> None:
    if step:
        fail_point(f"{step}.{when}")
