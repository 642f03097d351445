"""Judging one answer: in the process that has torch, with a sandbox that stays warm."""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from pathlib import Path

from autograder.catalogue import find_entry
from autograder.grade.answer_setup import LIMITS, MAX_FILE, SETUP, unread
from autograder.grade.judged import Judged, fresh, verdict_of
from autograder.grade.proofs import KnownProofs, Searches
from autograder.grade.start import begun_worker
from autograder.sandbox import CellJob, Sandbox
from autograder.sandbox.jobs import SandboxFault
from course_utils.core.verdict import Verdict, unjudged

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class AnswerJudge:
    """Who judges the answers to one exercise.

    Attributes:
        judged: the exercise with its keys.
        sandbox: where answers run.
        known: the places that were found in equal ones.
    """

    judged: Judged
    sandbox: Sandbox
    known: KnownProofs

    def judge(self, file: Path) -> Verdict:
        """The verdict on what the file holds, whatever that is."""
        exercise = self.judged.exercise
        try:
            data = file.read_bytes()
        except OSError as fault:
            return unread(exercise, str(fault.strerror))
        if len(data) > MAX_FILE:
            return unjudged(exercise, "error", f"The file is larger than {MAX_FILE} bytes.")
        try:
            source = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return unjudged(exercise, "error", "The file is not UTF-8 text.")
        cells = [CellJob("setup", SETUP), CellJob("answer", source)]
        for attempt in range(_ATTEMPTS):
            searches = Searches(self.known, cells, {exercise.id: self.judged.visible})
            try:
                wanted = None if attempt else searches.wanted
                run = searches.completed(self.sandbox.run(cells, [self.judged.job(source)], wanted))
                break
            except SandboxFault as fault:
                if attempt == _ATTEMPTS - 1:
                    return unjudged(exercise, "grader_fault", str(fault))
        return verdict_of(self.judged, run.probes[exercise.id], run.cells[1])


_kept: dict[tuple[str, str, bool], AnswerJudge] = {}


def judge_of(exercise_id: str, secret: str, unsandboxed: bool) -> AnswerJudge:
    """This process's judge for an exercise; its keys are made when it is."""
    key = (exercise_id, secret, unsandboxed)
    if key not in _kept:
        worker = begun_worker(LIMITS, unsandboxed=unsandboxed)
        sandbox = Sandbox(LIMITS, unsandboxed=unsandboxed, worker=worker)
        atexit.register(sandbox.close)
        _kept[key] = AnswerJudge(fresh(find_entry(exercise_id), secret), sandbox, KnownProofs())
    return _kept[key]


def warm_judge(exercise_id: str, secret: str, unsandboxed: bool) -> None:
    """Make what is kept, and wait until the sandbox is warm.

    Raises:
        SandboxUnavailable: this machine gives none.
    """
    judge_of(exercise_id, secret, unsandboxed).sandbox.start()


def dismiss_judge(exercise_id: str, secret: str, unsandboxed: bool) -> None:
    """End what is kept."""
    kept = _kept.pop((exercise_id, secret, unsandboxed), None)
    if kept is not None:
        atexit.unregister(kept.sandbox.close)
        kept.sandbox.close()
