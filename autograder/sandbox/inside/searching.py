"""Looking for the place where an answer went wrong: in a fork, which leaves nothing behind.

What the search runs is the student's code over and over, changed in ways that nobody has
written. In a process of its own it can end itself, loop, take memory, or change any object:
the submission's process, which has the hidden cases before it, is as if nothing had been
looked for.
"""

from __future__ import annotations

import contextlib
import gc
import json
import math
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Mapping
from typing import Any

from course_utils.core.exercise import Exercise, UnknownExercise, find_exercise
from course_utils.core.judge import judge
from course_utils.core.key import Keys, visible_keys
from course_utils.core.probing import run_probe
from course_utils.core.surroundings import on_cpu
from course_utils.core.verdict import Verdict
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.search import find_proof

from . import system

_GRACE = 0.15  # CPU seconds after the search's own limit
_MOST = 60_000  # bytes of an answer: a pipe holds it, so that nobody waits for its being read


def search_apart(
    namespace: Mapping[str, object], request: Mapping[str, Any], inherited: tuple[int, ...]
) -> dict[str, Any]:
    """The reply to a request for the place: ``proof`` as plain data or None, ``cpu`` in seconds.

    Args:
        namespace: of the submission, after its cells and its visible cases were run.
        request: the exercise, its text, the verdict and the limits.
        inherited: descriptors that a fork has no business with.
    """
    found: object = None
    before = _children()
    with contextlib.suppress(Exception):  # a fork is refused where the process has too many
        data = _from_fork(lambda: _searched(namespace, request), request, inherited)
        found = json.loads(data) if data else None
    return {"proof": found, "cpu": _children() - before}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def rehearse() -> None:
    """Search once in this process: what a first time costs is paid before anybody is forked."""
    text = "def mse(yhat, y):\n    return ((yhat - y) ** 2).sum()\n"
    names: dict[str, object] = {"__name__": "__main__"}
    exec(text, names)
    with contextlib.suppress(UnknownExercise):
        verdict = _judged(names["mse"], find_exercise("mse"), visible_keys("mse"))
        request = {"exercise": "mse", "text": text, "search_cpu": 1.0, "search_wall": 1.0}
        _searched(names, {**request, "verdict": verdict.to_json(), "again": True})


def _searched(namespace: Mapping[str, object], request: Mapping[str, Any]) -> object:
    """The proof as plain data, by the visible cases of the installed package; None without one."""
    exercise = find_exercise(request["exercise"])
    keys = visible_keys(exercise.id)
    verdict = Verdict.from_json(request["verdict"])
    if request["again"]:
        told, verdict = verdict, _judged(namespace[exercise.symbol], exercise, keys)
        if _first(told) != _first(verdict):
            return None  # the search would explain another difference than the one that is told
    limits = SearchLimits(cpu=request["search_cpu"], wall=request["search_wall"])
    proof = find_proof(exercise, keys, verdict, request["text"], namespace, limits)
    return proof and proof.to_json()


def _judged(answer: object, exercise: Exercise, keys: Keys) -> Verdict:
    with on_cpu():
        return judge(exercise, keys, [run_probe(exercise.id, answer, c) for c in keys.cases])


def _first(verdict: Verdict) -> tuple[str, str] | None:
    first = verdict.difference
    return (first.case, first.item) if first else None


def _from_fork(
    work: Callable[[], object], request: Mapping[str, Any], inherited: tuple[int, ...]
) -> bytes:
    """What the work makes in a process of its own, as JSON; empty when it comes to nothing."""
    ours, theirs = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            for descriptor in (ours, *inherited):
                os.close(descriptor)
            _confine(request)
            gc.freeze()  # what is there already is never garbage here
            data = json.dumps(work()).encode()
            if len(data) <= _MOST:
                os.write(theirs, data)
        finally:
            os._exit(0)
    os.close(theirs)
    try:
        return _read(ours, 1.5 * request["search_wall"])  # it ends by itself before
    finally:
        os.close(ours)
        with contextlib.suppress(OSError):
            os.kill(process, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.waitpid(process, 0)


def _confine(request: Mapping[str, Any]) -> None:
    """No new process or thread, no longer file, and limits that no code can pass."""
    space = system.mapped_bytes() + int(request["search_memory"])
    for kind, most in (
        (resource.RLIMIT_CPU, math.ceil(request["search_cpu"]) + 1),
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # The kernel's limit counts whole seconds; most that does not end by itself ends by this.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, float(request["search_cpu"]) + _GRACE)


def _read(descriptor: int, seconds: float) -> bytes:
    """All that comes until the other end is closed; nothing if that takes too long."""
    until, data = time.monotonic() + seconds, b""
    while (left := until - time.monotonic()) > 0:
        if not select.select([descriptor], [], [], left)[0]:
            continue
        more = os.read(descriptor, 1 << 16)
        if not more:
            return data
        data += more
        if len(data) > _MOST:
            break
    return b""
