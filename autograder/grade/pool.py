"""Handing work out: shards through the standard Executor interface.

Any ``concurrent.futures.Executor`` will do; each of its processes keeps one
examiner with a warm sandbox for as long as it lives.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from autograder.grade.result import Result, Submission

SHARD = 4  # submissions handed out at a time: small enough for a lively progress bar


@dataclass(frozen=True, slots=True)
class Plan:
    """What every process of the pool has to know."""

    chapter: str
    secret: str
    course: str
    unsandboxed: bool = False


def local_pool(workers: int | None = None) -> Executor:
    """One process per core. They are spawned: a forked one would share this one's threads."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers or os.cpu_count() or 1, mp_context=context)


def grade_all(
    executor: Executor, plan: Plan, submissions: Sequence[Submission]
) -> Iterator[Result]:
    """Results as they are ready, in no fixed order."""
    futures = [executor.submit(grade_shard, plan, shard) for shard in _shards(submissions, SHARD)]
    for future in as_completed(futures):
        yield from future.result()


def _shards(submissions: Sequence[Submission], size: int) -> Iterable[tuple[Submission, ...]]:
    for start in range(0, len(submissions), size):
        yield tuple(submissions[start : start + size])


_examiners: dict = {}


def grade_shard(plan: Plan, shard: Sequence[Submission]) -> list[Result]:
    """Grade a few submissions in this process; its examiner stays warm for the next ones."""
    from autograder.grade.examiner import Examiner

    if plan not in _examiners:
        examiner = Examiner(plan.chapter, plan.secret, unsandboxed=plan.unsandboxed)
        atexit.register(examiner.close)
        _examiners[plan] = examiner
    return [_examiners[plan].grade(submission, Path(plan.course)) for submission in shard]
