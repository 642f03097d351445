"""Handing work out: shards through the standard Executor interface.

Any ``concurrent.futures.Executor`` will do. Each of its threads (a process of the local
pool has one) keeps one examiner with a warm sandbox for as long as it lives.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.catalogue import exercises_in
from autograder.errors import Refused
from autograder.execute.spread import HOPELESS, Lost, Pool, spread
from autograder.grade.start import begun_worker
from autograder.sandbox import SandboxUnavailable
from autograder.sandbox.limits import Limits
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission, without_person
from course_utils.core.exercise import UnknownExercise
from course_utils.core.verdict import unjudged

if TYPE_CHECKING:
    from autograder.grade.examiner import Examiner

KEYED = 16  # submissions whose keys are asked for at a time: each takes milliseconds
WINDOW = 3  # shards for each worker: one at work, the others ready

# What ends the run: no other submission would fare better.
_HOPELESS = (Refused, UnknownExercise)

OpenPool = Callable[[], Pool]


@dataclass(frozen=True, slots=True)
class Plan:
    """What every process of the pool has to know.

    Attributes:
        variants: hidden cases are each student's own.
    """

    chapter: str
    secret: str
    course: str
    unsandboxed: bool = False
    limits: Limits | None = None
    variants: bool = False


@dataclass(frozen=True, slots=True)
class Workforce:
    """Who does the work.

    Attributes:
        plan: what every worker has to know.
        workers: how many there are.
        open_pool: makes the executor.
        regrade: whether results that are there are to be graded again.
    """

    plan: Plan
    workers: int
    open_pool: OpenPool
    regrade: bool = False


def keys_of(
    open_pool: OpenPool, plan: Plan, submissions: Sequence[Submission], workers: int
) -> Generator[tuple[Submission, str], None, None]:
    """What each submission will run, as a key; empty where that cannot be told."""
    task = partial(key_shard, plan)
    size = _fair(len(submissions), workers, KEYED)
    window = WINDOW * workers
    for submission, key in spread(open_pool, task, submissions, size=size, window=window):
        yield submission, "" if isinstance(key, Lost) else key


def grade_all(
    open_pool: OpenPool, plan: Plan, submissions: Sequence[Submission], workers: int
) -> Generator[tuple[Submission, Result], None, None]:
    """Submissions with their results as they are ready, in no fixed order.

    Each is handed out by itself, so that a process that dies costs one of them and nobody
    beside it. A fault of ours is tried once more when everything else is done.

    Raises:
        SandboxUnavailable: this machine gives no sandbox, however often it is asked.
    """
    faulty: list[Submission] = []
    ran = False
    for submission, result in _graded(open_pool, plan, submissions, workers):
        ran = ran or bool(result.notebook)
        if result.state == "grader_fault":
            # The bar stands still meanwhile: say why.
            _log.warning("%s: %s", submission.student, result.flags[-1].text)
            faulty.append(submission)
        else:
            yield submission, result
    yield from _graded(open_pool, plan, faulty, workers, ran=ran)


def _graded(
    open_pool: OpenPool,
    plan: Plan,
    submissions: Sequence[Submission],
    workers: int,
    *,
    ran: bool = False,
) -> Generator[tuple[Submission, Result], None, None]:
    """Args: ran: whether a submission has run in a sandbox of this machine's before."""
    if not submissions:
        return
    task = partial(grade_shard, plan)
    without: list[tuple[Submission, SandboxUnavailable]] = []
    pairs = spread(open_pool, task, submissions, size=1, window=WINDOW * workers)
    for submission, result in pairs:
        if isinstance(result, SandboxUnavailable):
            without.append((submission, result))
            if not ran and len(without) >= HOPELESS:
                raise result
            continue
        if isinstance(result, Lost):
            result = fault(submission, result.reason)
        ran = ran or bool(result.notebook)
        yield submission, result
    for submission, unavailable in without:
        if not ran:
            raise unavailable
        # It is there: the start of this one was disturbed.
        yield submission, fault(submission, str(unavailable))


def _fair(count: int, workers: int, most: int) -> int:
    """A shard's size: a small class is spread over all workers too."""
    return max(1, min(most, count // (2 * workers)))


def key_shard(plan: Plan, shard: Iterable[Submission]) -> list[str]:
    """The work keys of a few submissions."""
    from autograder.grade.context import answer_key, grading_context

    context = grading_context(plan.chapter, plan.secret, plan.limits, Path(plan.course))
    keys = []
    for submission in shard:
        try:
            keys.append(answer_key(context, submission, Path(plan.course)))
        except _HOPELESS:
            raise
        except Exception:
            _log.exception("no key for %s", submission.file)
            keys.append("")
    return keys


_log = logging.getLogger(__name__)
_mine = threading.local()


def grade_shard(plan: Plan, shard: Iterable[Submission]) -> list[Result | SandboxUnavailable]:
    """Grade a few submissions in this thread; its examiner stays warm for the next ones.

    Where no sandbox could be started, that is what stands in the place of the result.
    """
    examiner, course = examiner_of(plan), Path(plan.course)
    results: list[Result | SandboxUnavailable] = []
    for submission in map(without_person, shard):
        try:
            results.append(examiner.grade(submission, course))
        except SandboxUnavailable as unavailable:
            results.append(unavailable)
        except _HOPELESS:
            raise
        except Exception as error:
            _log.exception("a grader error at %s", submission.file)
            results.append(fault(submission, f"{type(error).__name__}: {error}"[:300]))
    return results


def examiner_of(plan: Plan) -> Examiner:
    """This thread's examiner for the plan; its keys are made, where there are none, when it is."""
    from autograder.grade.examiner import Examiner
    from autograder.sandbox import Sandbox

    if not hasattr(_mine, "examiners"):
        _mine.examiners = {}
    if plan not in _mine.examiners:
        limits = plan.limits or Limits()
        examiner = Examiner(
            plan.chapter,
            plan.secret,
            course=Path(plan.course),
            sandbox=Sandbox(
                limits,
                unsandboxed=plan.unsandboxed,
                worker=begun_worker(limits, unsandboxed=plan.unsandboxed),
            ),
            variants=plan.variants,
        )
        atexit.register(examiner.close)
        _mine.examiners[plan] = examiner
    found: Examiner = _mine.examiners[plan]
    return found


def make_ready(plan: Plan) -> None:
    """Have the keys made before the first submission comes."""
    examiner_of(plan)


def dismiss(plan: Plan) -> None:
    """End this thread's examiner for the plan, if it has one."""
    examiner = getattr(_mine, "examiners", {}).pop(plan, None)
    if examiner is not None:
        atexit.unregister(examiner.close)
        examiner.close()


def fault(submission: Submission, reason: str) -> Result:
    """The result where the grader broke: no mark, to be graded again."""
    verdicts = {
        exercise.id: unjudged(exercise, "grader_fault", reason)
        for exercise in exercises_in(submission.chapter)
    }
    remarks = (Remark("grader-fault", reason=reason),)
    return Result(submission, "grader_fault", verdicts, remarks)
