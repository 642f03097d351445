"""What a worker of a cluster does for another machine; it is started by name over there.

All that comes in and goes out is plain data. What it needs on its disk lies in a folder of its
own inside the one that Dask keeps for the worker and removes with it, also after a kill.

Who sends functions of this module imports it, and computes nothing: so it is light.
"""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.course.hidden_keys import hidden_keys, kept_keys
from autograder.errors import Refused
from autograder.grade.answer_setup import LIMITS
from autograder.grade.context import grading_context
from autograder.grade.pool import Plan, dismiss, examiner_of, grade_shard, key_shard
from autograder.grade.start import begin_sandbox
from autograder.sandbox import SandboxUnavailable
from autograder.sandbox.jobs import SandboxFault
from autograder.sandbox.limits import Limits
from autograder.submission.result import Submission
from course_utils.core.exercise import UnknownExercise

IDLE = 900.0  # seconds after which what a lost machine has begun here is taken away

_log = logging.getLogger(__name__)

Files = Mapping[str, bytes]


@dataclass(slots=True)
class _Session:
    """What one grading machine has begun here.

    Attributes:
        about: what it said.
        folder: where its files lie.
        warm: its sandbox runs.
        used: when it was last heard of, on this machine's own clock.
    """

    about: Mapping[str, Any]
    folder: Path
    warm: bool = False
    used: float = field(default_factory=time.monotonic)

    @property
    def plan(self) -> Plan:
        """Of a class: the plan, with this machine's folder in the place of the course's."""
        limits = self.about["limits"]
        return Plan(
            self.about["chapter"],
            self.about["secret"],
            str(self.folder),
            self.about["unsandboxed"],
            None if limits is None else Limits(**limits),
            self.about["variants"],
        )

    def close(self) -> None:
        """End its sandbox, take its files away."""
        if self.about["kind"] == "class":
            dismiss(self.plan)
        else:
            from autograder.grade.one_answer import dismiss_judge

            dismiss_judge(*_judged(self))
        shutil.rmtree(self.folder, ignore_errors=True)


_sessions: dict[str, _Session] = {}


def far_begin(session: str, about: str, files: Files) -> bytes:
    """Get ready for a class or for single answers; what is said is why this cannot be.

    Args:
        session: its name, of which whoever asks for work reminds this machine.
        about: what has to be known, as JSON.
        files: kept releases and keys, by their path in the course folder.
    """
    try:
        _take_away_the_idle()
        if session not in _sessions:
            folder = Path(tempfile.mkdtemp(prefix="grading-", dir=_room()))
            _sessions[session] = _Session(json.loads(about), folder)
        mine = _sessions[session]
        mine.about, mine.used = json.loads(about), time.monotonic()
        _write(mine.folder, files)
        why = _why_not(mine)
    except (SandboxUnavailable, SandboxFault) as fault:
        why = f"it cannot isolate submissions: {fault}"
    except (Refused, UnknownExercise) as fault:
        why = str(fault)
    if why:
        far_end(session)
    return _json({"reason": why})


def _why_not(session: _Session) -> str:
    about = session.about
    if about["kind"] == "class":
        plan = session.plan
        context = grading_context(plan.chapter, plan.secret, plan.limits, session.folder)
        if context.digest != about["context"]:
            return "what decides a result differs from here: are all files and versions equal?"
        if not session.warm:  # it does so while keys are made
            begin_sandbox(plan.limits, unsandboxed=plan.unsandboxed)
        if about["keys"]:
            examiner_of(plan).warm()
            session.warm = True
    else:
        from autograder.grade.one_answer import warm_judge

        begin_sandbox(LIMITS, unsandboxed=about["unsandboxed"])
        warm_judge(*_judged(session))
    return ""


def far_work(session: str, errand: str, about: str, files: Sequence[bytes]) -> bytes:
    """Do an errand: what came of it, or ``needs`` where this machine knows nothing of the session.

    Args:
        session: as it was begun.
        errand: ``keys``, ``grade``, ``judge`` or ``hidden``.
        about: a list of what each file is, as JSON.
        files: their bytes.
    """
    mine = _sessions.get(session)
    if mine is None:
        return _json({"needs": _address()})
    mine.used = time.monotonic()
    try:
        return _json({"done": _ERRANDS[errand](mine, json.loads(about), files)})
    except (Refused, UnknownExercise) as fault:
        return _json({"refused": str(fault)})
    except Exception as fault:
        _log.exception("a grader error")
        return _json({"fault": f"{type(fault).__name__}: {fault}"[:300]})


def far_end(session: str) -> bytes:
    """Forget a session, its secret and its files."""
    mine = _sessions.pop(session, None)
    if mine is not None:
        mine.close()
    return _json({"reason": ""})


def _keys(session: _Session, heads: Sequence[Any], files: Sequence[bytes]) -> list[str]:
    with _beside(session, files) as names:
        return key_shard(session.plan, _submissions(heads, names))


def _grade(session: _Session, heads: Sequence[Any], files: Sequence[bytes]) -> list[Any]:
    with _beside(session, files) as names:
        results = grade_shard(session.plan, _submissions(heads, names))
    return [
        {"unavailable": str(one)} if isinstance(one, SandboxUnavailable) else one.to_json()
        for one in results
    ]


def _hidden(session: _Session, heads: Sequence[Any], files: Sequence[bytes]) -> list[str]:
    """The hidden keys of some exercises, made here for all workers."""
    from autograder.catalogue import find_entry

    made = []
    for name in heads:
        secret = session.about["secret"]
        hidden_keys(find_entry(name), secret, session.folder)
        made.append(base64.b64encode(kept_keys(name, secret, session.folder).read_bytes()).decode())
    return made


def _judge(session: _Session, heads: Sequence[Any], files: Sequence[bytes]) -> list[Any]:
    from autograder.grade.answers import judge_shard

    with _beside(session, files) as names:
        paths = [session.folder / name for name in names]
        return judge_shard(*_judged(session), list(enumerate(paths)))


_ERRANDS = {"keys": _keys, "grade": _grade, "judge": _judge, "hidden": _hidden}


def _judged(session: _Session) -> tuple[str, str, bool]:
    about = session.about
    return about["exercise"], about["secret"], about["unsandboxed"]


def _submissions(heads: Sequence[Any], names: Sequence[str]) -> list[Submission]:
    return [
        Submission.from_json({**head, "file": name})
        for head, name in zip(heads, names, strict=True)
    ]


@contextlib.contextmanager
def _beside(session: _Session, files: Sequence[bytes]) -> Any:
    """The names of the files in the session's folder, for as long as they are looked at."""
    with tempfile.TemporaryDirectory(prefix="work-", dir=session.folder) as folder:
        names = []
        for number, data in enumerate(files):
            (Path(folder) / str(number)).write_bytes(data)
            names.append(f"{Path(folder).name}/{number}")
        yield names


def _write(folder: Path, files: Files) -> None:
    for name, data in files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            raise Refused(f"{name} is not a path in a course folder.")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(data)


def _take_away_the_idle() -> None:
    now = time.monotonic()
    for name in [name for name, one in _sessions.items() if now - one.used > IDLE]:
        far_end(name)


def _room() -> str | None:
    """Where Dask lets this worker write."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:
        return None


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _json(data: Mapping[str, Any]) -> bytes:
    return json.dumps(data).encode()
