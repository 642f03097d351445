"""``autograder judge``: single answers, given as Python files.

This module is light; :mod:`autograder.grade.one_answer` judges, in the processes that compute.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from autograder.execute.local import LocalPool, cores
from autograder.execute.spread import Lost, in_order, spread
from autograder.grade.answer_setup import LIMITS, MAX_FILE, unread
from autograder.grade.pool import WINDOW, OpenPool
from autograder.grade.start import begin_sandbox
from autograder.submission.result import final_message
from course_utils.core.exercise import Exercise, find_exercise
from course_utils.core.place import Proof
from course_utils.core.verdict import Verdict, unjudged

_SHARD = 8


def judge_files(
    exercise_id: str,
    files: Sequence[Path],
    secret: str,
    *,
    workers: int | None = None,
    unsandboxed: bool = False,
    open_pool: OpenPool | None = None,
) -> Iterator[dict[str, Any]]:
    """One plain dictionary for every file, in the order of the files.

    Equal files are run once: under equal keys they get equal verdicts.

    Args:
        exercise_id: which exercise they answer.
        files: Python files.
        secret: the seed of the hidden cases.
        workers: processes; one for each core when None.
        unsandboxed: run without isolation, for answers that are trusted.
        open_pool: makes the executor; local processes when None.
    """
    firsts = _firsts(files)
    about = exercise_id, secret, unsandboxed
    rows = _judged(about, list(dict.fromkeys(firsts)), workers or cores(), open_pool)
    known: dict[Path, dict[str, Any]] = {}
    for file, first in zip(files, firsts, strict=True):
        if first not in known:
            row = next(rows)
            lost = isinstance(row, Lost)
            known[first] = _lost_row(exercise_id, first, row) if lost else row
        yield {**known[first], "file": str(file)}


def _firsts(files: Sequence[Path]) -> list[Path]:
    """Of each file the first one that holds the same."""
    found: dict[bytes, Path] = {}
    return [found.setdefault(_digest(file), file) for file in files]


def _digest(file: Path) -> bytes:
    """Of what the file holds; of its name, where that is not judged or can be read once only."""
    with suppress(OSError):
        about = file.stat()
        if stat.S_ISREG(about.st_mode) and about.st_size <= MAX_FILE:
            return hashlib.sha256(file.read_bytes()).digest()
    return os.fsencode(file)


def _judged(
    about: tuple[str, str, bool],
    files: Sequence[Path],
    workers: int,
    open_pool: OpenPool | None,
) -> Iterator[Any]:
    """A row, or what stands for one that was lost, for each of the files, in their order."""
    task = partial(judge_shard, *about)
    count = min(workers, max(1, len(files) // _SHARD))
    if count == 1 and open_pool is None:
        # It warms while this process, the only one, imports what judges.
        begin_sandbox(LIMITS, unsandboxed=about[2])
        for pair in enumerate(files):
            yield from task([pair])
        return
    # Small ones: a search takes as long as ten answers, and nobody is to wait for the last shard.
    size = max(1, min(_SHARD, len(files) // (_SHARD * count)))
    pairs = spread(
        open_pool or (lambda: LocalPool(count, partial(begin_judge, *about))),
        task,
        enumerate(files),
        size=size,
        window=WINDOW * count,
    )
    for _, answer in in_order(pairs):
        yield answer


def judge_shard(
    exercise_id: str, secret: str, unsandboxed: bool, shard: Sequence[tuple[int, Path]]
) -> list[dict[str, Any]]:
    """Judge a few files, each with its number; keys and sandbox stay for the next ones."""
    from autograder.grade.one_answer import judge_of

    mine = judge_of(exercise_id, secret, unsandboxed)
    return [verdict_row(file, mine.judged.exercise, mine.judge(file)) for _, file in shard]


def begin_judge(exercise_id: str, secret: str, unsandboxed: bool) -> None:
    """Start this process's sandbox, then make what :func:`judge_shard` keeps."""
    begin_sandbox(LIMITS, unsandboxed=unsandboxed)
    from autograder.grade.one_answer import judge_of

    judge_of(exercise_id, secret, unsandboxed)


def _lost_row(exercise_id: str, file: Path, lost: Lost) -> dict[str, Any]:
    exercise = find_exercise(exercise_id)
    return verdict_row(file, exercise, unjudged(exercise, "grader_fault", lost.reason))


def unread_row(exercise_id: str, file: Path, why: str) -> dict[str, Any]:
    """The row of a file that could not be read."""
    exercise = find_exercise(exercise_id)
    return verdict_row(file, exercise, unread(exercise, why))


def verdict_row(file: Path, exercise: Exercise, verdict: Verdict) -> dict[str, Any]:
    """What is said of one file."""
    return {
        "file": str(file),
        "exercise": exercise.id,
        "state": verdict.state,
        "score": verdict.score,
        "max_score": verdict.max_score,
        "mistake": verdict.mistake,
        "message": final_message(verdict, exercise),
        **_where(verdict.proof),
    }


def _where(proof: Proof | None) -> dict[str, Any]:
    """The place, for people and programs that may know what the edit is."""
    return {
        "line": proof and proof.place.line,
        "place": proof and proof.place.text,
        "kind": proof and proof.kind,
        "proof": proof and proof.reach,
        "change": proof and proof.change,
    }
