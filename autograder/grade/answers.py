"""``autograder judge``: single answers, given as Python files."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from autograder.catalogue import find_entry
from autograder.execute.local import LocalPool, cores
from autograder.execute.spread import Lost, in_order, spread
from autograder.grade.examiner import Judged, fresh, verdict_of
from autograder.grade.pool import WINDOW, OpenPool
from autograder.grade.proofs import KnownProofs, Searches
from autograder.sandbox import CellJob, Limits, Sandbox
from autograder.sandbox.jobs import SandboxFault
from autograder.submission.result import final_message
from course_utils.core.exercise import Exercise
from course_utils.core.place import Proof
from course_utils.core.verdict import Verdict, unjudged
from course_utils.diagnosis.search import SearchLimits

# What the notebooks' set-up cell gives, except for check and the pictures.
SETUP = """\
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from course_utils import NotAttempted, method_of

device = torch.device("cpu")
"""
MAX_FILE = 1_000_000  # bytes
_SHARD = 8
_ATTEMPTS = 3
_SEARCH = SearchLimits().cpu  # who asks about single answers waits as a student does


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

    Args:
        exercise_id: which exercise they answer.
        files: Python files.
        secret: the seed of the hidden cases.
        workers: processes; one for each core when None.
        unsandboxed: run without isolation, for answers that are trusted.
        open_pool: makes the executor; local processes when None.
    """
    most = max(1, len(files) // _SHARD)
    count = min(workers or cores(), most)
    task = partial(judge_shard, exercise_id, secret, unsandboxed)
    if count == 1 and open_pool is None:
        for pair in enumerate(files):
            yield from task([pair])
        return
    pairs = spread(
        open_pool or (lambda: LocalPool(count)),
        task,
        enumerate(files),
        size=_SHARD,
        window=WINDOW * count,
    )
    for (_, file), answer in in_order(pairs):
        if isinstance(answer, Lost):
            exercise = find_entry(exercise_id).exercise
            answer = _row(file, exercise, unjudged(exercise, "grader_fault", answer.reason))
        yield answer


_kept: dict[tuple[str, str, bool], Any] = {}


def judge_shard(
    exercise_id: str, secret: str, unsandboxed: bool, shard: Sequence[tuple[int, Path]]
) -> list[dict[str, Any]]:
    """Judge a few files, each with its number; keys and sandbox stay for the next ones."""
    judged, sandbox, known = _judge_of(exercise_id, secret, unsandboxed)
    return [_row(file, judged.exercise, _judge(judged, sandbox, known, file)) for _, file in shard]


def _judge_of(exercise_id: str, secret: str, unsandboxed: bool) -> Any:
    key = (exercise_id, secret, unsandboxed)
    if key not in _kept:
        sandbox = Sandbox(Limits(search_cpu=_SEARCH), unsandboxed=unsandboxed)
        atexit.register(sandbox.close)
        _kept[key] = (fresh(find_entry(exercise_id), secret), sandbox, KnownProofs())
    return _kept[key]


def warm_judge(exercise_id: str, secret: str, unsandboxed: bool) -> None:
    """Make what :func:`judge_shard` keeps, and start the sandbox.

    Raises:
        SandboxUnavailable: this machine gives none.
    """
    _judge_of(exercise_id, secret, unsandboxed)[1].start()


def dismiss_judge(exercise_id: str, secret: str, unsandboxed: bool) -> None:
    """End what :func:`judge_shard` keeps."""
    kept = _kept.pop((exercise_id, secret, unsandboxed), None)
    if kept is not None:
        sandbox = kept[1]
        atexit.unregister(sandbox.close)
        sandbox.close()


def unread_row(exercise_id: str, file: Path, why: str) -> dict[str, Any]:
    """The row of a file that could not be read."""
    exercise = find_entry(exercise_id).exercise
    return _row(file, exercise, _unread(exercise, why))


def _unread(exercise: Exercise, why: str) -> Verdict:
    return unjudged(exercise, "error", f"The file cannot be read: {why}.")


def _row(file: Path, exercise: Exercise, verdict: Verdict) -> dict[str, Any]:
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


def _judge(judged: Judged, sandbox: Sandbox, known: KnownProofs, file: Path) -> Verdict:
    exercise = judged.exercise
    try:
        data = file.read_bytes()
    except OSError as fault:
        return _unread(exercise, str(fault.strerror))
    if len(data) > MAX_FILE:
        return unjudged(exercise, "error", f"The file is larger than {MAX_FILE} bytes.")
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return unjudged(exercise, "error", "The file is not UTF-8 text.")
    cells = [CellJob("setup", SETUP), CellJob("answer", source)]
    for attempt in range(_ATTEMPTS):
        searches = Searches(known, cells, {exercise.id: judged.visible})
        try:
            wanted = None if attempt else searches.wanted
            run = searches.completed(sandbox.run(cells, [judged.job(source)], wanted))
            break
        except SandboxFault as fault:
            if attempt == _ATTEMPTS - 1:
                return unjudged(exercise, "grader_fault", str(fault))
    return verdict_of(judged, run.probes[exercise.id], run.cells[1])
