"""Grading on other machines: what is sent there, and what is believed of what comes back.

Sent are the file's bytes, never whose it is; and once to each worker what the course folder
keeps for grading: releases, hidden keys, the secret. What comes back is read as a line of the
journal is, and has to be about what was asked.
"""

from __future__ import annotations

import base64
import json
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any, get_args

from autograder.catalogue import exercises_in
from autograder.course.hidden_keys import keep_keys, kept_keys
from autograder.course.secret import HIDDEN_KEYS, draw_name
from autograder.errors import Refused
from autograder.execute.cluster import BadAnswer, ClusterPool, NotBegun
from autograder.execute.cluster_crew import Beginning
from autograder.grade import far
from autograder.grade.context import grading_context
from autograder.grade.pool import Plan
from autograder.grade.worth import Worth, worth_of_releases, worth_today
from autograder.rebuild.keep import RELEASES
from autograder.sandbox import SandboxUnavailable
from autograder.submission.result import (
    GRADED,
    Result,
    Submission,
    SubmissionState,
    without_person,
)

SLACK = 1e-9  # points: parts of a sum


class Travelling(Executor):
    """The executor that grading is spread over, where the workers are other machines'.

    It is given the same tasks as a pool of local processes, and knows how each of them travels.
    """

    def __init__(self, pool: ClusterPool) -> None:
        """Args: pool: connected, and closed by whoever made it."""
        self._pool = pool
        self._begun: dict[tuple[Any, ...], str] = {}
        self._alone = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See :meth:`concurrent.futures.Executor.submit`.

        Args:
            fn: one of the three tasks of grading, with what it has to know; anything else is
                done at once, here.
            args: the shard.
            kwargs: none.
        """
        errand = _ERRANDS.get(getattr(fn.func, "__name__", "")) if isinstance(fn, partial) else None
        if not isinstance(fn, partial) or errand is None:
            here: Future[Any] = Future()
            here.set_result(fn(*args, **kwargs))
            return here
        name, pack, read = errand
        (shard,) = args
        session = self._session(fn.args)
        heads, files = pack(shard, *fn.args)
        return self._pool.ask(
            lambda answer: read(_opened(answer), heads, shard, *fn.args),
            far.far_work, session, name, json.dumps(heads), files,
        )  # fmt: skip

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See :meth:`concurrent.futures.Executor.shutdown`; the cluster goes on."""

    def __exit__(self, *exception: object) -> bool | None:
        return None

    def _session(self, known: tuple[Any, ...]) -> str:
        """What has to be known, on its way to every worker."""
        with self._alone:
            if known not in self._begun:
                name = uuid.uuid4().hex  # another run's is its own, even of the same class
                if isinstance(known[0], Plan):
                    self._begin_class(name, known[0])
                else:
                    self._begin(name, _answers_of(*known), {})
                self._begun[known] = name
            return self._begun[known]

    def _begin(self, name: str, about: str, files: dict[str, bytes]) -> None:
        self._pool.begin_with(Beginning(far.far_begin, (name, about, files), far.far_end))

    def _begin_class(self, name: str, plan: Plan) -> None:
        """Let the workers make what hidden keys the course folder lacks, then tell all of them."""
        course = Path(plan.course)
        lacking = [
            exercise.id
            for exercise in exercises_in(plan.chapter)
            if not (plan.variants or kept_keys(exercise.id, plan.secret, course).exists())
        ]
        if lacking:
            self._begin(name, _class_of(plan, keys=False), dict(_kept(course, plan.chapter)))
            made = [
                self._pool.ask(
                    lambda answer: _one_key(_opened(answer)),
                    far.far_work, name, "hidden", json.dumps([exercise]), [],
                )
                for exercise in lacking
            ]  # fmt: skip
            for exercise, future in zip(lacking, made, strict=True):
                keep_keys(kept_keys(exercise, plan.secret, course), future.result())
        self._begin(name, _class_of(plan, keys=True), dict(_kept(course, plan.chapter)))


def _opened(answer: Any) -> list[Any]:
    """What a worker has done, out of the bytes that it sent.

    Raises:
        NotBegun: it has not, as it knows nothing of this run.
        Refused: it could not, for a reason that a person can mend.
        BadAnswer: this is no answer.
    """
    try:
        said = json.loads(answer)
        if "needs" in said:
            raise NotBegun(str(said["needs"]))
        if "refused" in said:
            raise Refused(str(said["refused"]))
        if "fault" in said:
            raise BadAnswer(f"a worker failed ({said['fault']})")
        done = said["done"]
    except (ValueError, TypeError, KeyError) as fault:
        raise BadAnswer(f"a worker sent no answer ({type(fault).__name__}: {fault})") from None
    if not isinstance(done, list):
        raise BadAnswer("a worker sent no list of results")
    return done


# ------------------------------------------------------------------ a class


def _class_of(plan: Plan, *, keys: bool) -> str:
    """What a worker has to know of a class.

    Args:
        plan: the class's.
        keys: whether all hidden keys are among the files: then it can warm what grades.
    """
    context = grading_context(plan.chapter, plan.secret, plan.limits, Path(plan.course))
    about = {
        "kind": "class",
        "chapter": plan.chapter,
        "secret": plan.secret,
        "unsandboxed": plan.unsandboxed,
        "limits": plan.limits and plan.limits.to_json(),
        "context": context.digest,
        "keys": keys,
        "variants": plan.variants,
    }
    return json.dumps(about)


def _one_key(done: list[Any]) -> bytes:
    try:
        (data,) = done
        return base64.b64decode(data, validate=True)
    except (ValueError, TypeError) as fault:
        raise BadAnswer(f"a worker sent no key ({fault})") from None


def _kept(course: Path, chapter: str) -> Iterator[tuple[str, bytes]]:
    exercises = [exercise.id for exercise in exercises_in(chapter)]
    wanted = [f"{HIDDEN_KEYS}/{name}-*.safetensors" for name in exercises]
    wanted += [f"{RELEASES}/*/keys/{name}.safetensors" for name in exercises]
    wanted += [f"{RELEASES}/*/{name}" for name in ("release.json", "exercises.json")]
    wanted.append(f"{RELEASES}/*/notebooks/{chapter}.ipynb")
    for pattern in wanted:
        for path in sorted(course.glob(pattern)):
            yield path.relative_to(course).as_posix(), path.read_bytes()


def _packed(shard: Sequence[Submission], plan: Plan) -> tuple[list[Any], list[bytes]]:
    """Files without persons: not even the path says whose they are."""
    course = Path(plan.course)
    heads = [{**without_person(one).to_json(), "file": "", "draw": one.draw} for one in shard]
    return heads, [(course / one.file).read_bytes() for one in shard]


def _keys(done: list[Any], heads: list[Any], shard: Sequence[Submission], plan: Plan) -> list[str]:
    if len(done) != len(shard) or not all(isinstance(key, str) for key in done):
        raise BadAnswer("a worker sent no keys")
    return done


def _results(
    done: list[Any], heads: list[Any], shard: Sequence[Submission], plan: Plan
) -> list[Result | SandboxUnavailable]:
    if len(done) != len(shard):
        raise BadAnswer("a worker sent results of other submissions")
    known = worth_of_releases(plan.chapter, Path(plan.course))
    return [_result(data, one, known) for data, one in zip(done, shard, strict=True)]


def _result(
    data: Any, submission: Submission, known: Mapping[str, Worth]
) -> Result | SandboxUnavailable:
    """A result as it came, believed only where it is about what was asked."""
    if not isinstance(data, dict):
        raise BadAnswer("a worker sent a result that is none")
    if "unavailable" in data:
        return SandboxUnavailable(str(data["unavailable"]))
    try:
        result = Result.from_json(data)
        if why := _doubt(result, submission, known):
            raise BadAnswer(f"a worker sent {why}")
    except (Refused, TypeError, AttributeError) as fault:
        raise BadAnswer(f"a worker sent a result that cannot be read ({fault})") from None
    return result


def _doubt(result: Result, submission: Submission, known: Mapping[str, Worth]) -> str:
    """Why a result cannot be that of the submission; empty where it can."""
    if result.submission.digest != submission.digest:
        return "the result of another file"
    if result.notebook and result.draw != draw_name(submission.draw):
        return "a result by other hidden cases"
    if result.state not in get_args(SubmissionState):
        return f"the state {result.state!r}"
    today = worth_today(submission.chapter)
    worth = known.get(result.release, today) if result.state in GRADED else today
    # What is no exercise any more a person reads.
    read = set(result.to_read or ()) - today.keys()
    lacking = worth.keys() - result.verdicts.keys() - read
    if lacking or result.verdicts.keys() - worth.keys():
        return "a result of other exercises"
    for name, verdict in result.verdicts.items():
        most = verdict.max_score
        if most not in worth[name] or not -SLACK <= verdict.score <= most + SLACK:
            return f"{verdict.score} of {verdict.max_score} points for {name}"
    return ""


# ------------------------------------------------------------------ single answers


def _answers_of(exercise: str, secret: str, unsandboxed: bool) -> str:
    about = {
        "kind": "answers", "exercise": exercise, "secret": secret, "unsandboxed": unsandboxed,
    }  # fmt: skip
    return json.dumps(about)


def _texts(
    shard: Sequence[tuple[int, Path]], exercise: str, *known: Any
) -> tuple[list[Any], list[bytes]]:
    """The files' bytes, no more than show that there are too many; and why there are none."""
    from autograder.grade.answer_setup import MAX_FILE

    heads: list[str] = []
    files: list[bytes] = []
    for _, path in shard:
        try:
            with path.open("rb") as file:
                files.append(file.read(MAX_FILE + 1))
            heads.append("")
        except OSError as fault:
            files.append(b"")
            heads.append(str(fault.strerror))
    return heads, files


def _rows(
    done: list[Any], heads: list[Any], shard: Sequence[tuple[int, Path]], exercise: str, *known: Any
) -> list[Any]:
    from autograder.grade.answers import unread_row

    if len(done) != len(shard) or not all(isinstance(row, dict) for row in done):
        raise BadAnswer("a worker sent no rows")
    if not all(row.keys() == unread_row(exercise, Path(), "").keys() for row in done):
        raise BadAnswer("a worker sent rows of another form")
    return [
        unread_row(exercise, path, why) if why else {**row, "file": str(path)}
        for row, why, (_, path) in zip(done, heads, shard, strict=True)
    ]


# By the names of the tasks: who hands work out imports nothing that computes.
_ERRANDS: dict[str, tuple[str, Callable[..., Any], Callable[..., Any]]] = {
    "key_shard": ("keys", _packed, _keys),
    "grade_shard": ("grade", _packed, _results),
    "judge_shard": ("judge", _texts, _rows),
}
