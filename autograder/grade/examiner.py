"""Grading one submission: rebuild, run and probe in the sandbox, judge outside."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build.source import CHECK_PREFIX
from autograder.catalogue import Entry, chapter_of, make_keys
from autograder.errors import Refused
from autograder.grade.normalise import Normalised, Unreadable, normalise
from autograder.grade.result import HIDDEN, Result, Submission, is_hidden
from autograder.paths import NOTEBOOKS
from autograder.sandbox import CellJob, CellOutcome, ProbeJob, ProbeOutcome, Run, Sandbox
from autograder.sandbox.jobs import SandboxFault
from course_utils.exercise import Exercise
from course_utils.judge import judge, unjudged
from course_utils.key import Keys, visible_keys
from course_utils.verdict import Verdict
from course_utils.views.secret import without_values
from course_utils.views.text import message

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """An exercise with its visible and its fresh keys."""

    exercise: Exercise
    visible: Keys
    hidden: Keys

    @property
    def keys(self) -> Keys:
        """Visible cases first, so that a first difference can be shown where there is one."""
        both = self.visible.keys + self.hidden.keys
        return Keys(self.exercise.id, both, self.visible.mistakes)

    @property
    def job(self) -> ProbeJob:
        """What the worker is asked: inputs alone."""
        return ProbeJob(self.exercise.id, self.visible.cases, self.hidden.cases)


def fresh(entry: Entry, secret: str) -> Judged:
    """The exercise with keys whose hidden cases are drawn from the secret seed."""
    hidden = make_keys(entry, f"{secret}/{entry.id}")
    named = tuple(
        replace(key, case=replace(key.case, name=f"{HIDDEN} case {number}"))
        for number, key in enumerate(hidden.keys, 1)
    )
    return Judged(entry.exercise, visible_keys(entry.id), replace(hidden, keys=named))


def new_secret() -> str:
    """A seed that nobody can guess."""
    return secrets.token_hex(16)


def read_released(chapter: str) -> NotebookNode:
    """The student notebook that submissions are rebuilt from.

    Raises:
        Refused: it has not been built.
    """
    path = NOTEBOOKS / f"{chapter}.ipynb"
    if not path.exists():
        raise Refused(f"notebooks/{chapter}.ipynb is missing: run `python -m autograder build`.")
    return nbformat.read(path, 4)


class Examiner:
    """Grades submissions of one chapter; keeps a warm sandbox and the keys between them."""

    def __init__(self, chapter: str, secret: str, *, unsandboxed: bool = False) -> None:
        """Args:
        chapter: the assignment's name.
        secret: the seed of the hidden cases.
        unsandboxed: run without isolation, for submissions that are trusted.
        """
        self.chapter = chapter
        self.released = read_released(chapter)
        self.release = str(self.released.metadata.get("workbook", {}).get("release", ""))
        self.judged = {entry.id: fresh(entry, secret) for entry in chapter_of(chapter)}
        self._sandbox = Sandbox(unsandboxed=unsandboxed)

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()

    def grade(self, submission: Submission, course: Path) -> Result:
        """The result for one collected submission; a fault of ours is never a zero."""
        if not submission.file:
            return Result(submission, "missing", self._all("not_attempted"), submission.notes)
        data = (course / submission.file).read_bytes()
        return self.grade_bytes(submission, data)

    def grade_bytes(self, submission: Submission, data: bytes) -> Result:
        """The result for the bytes of a student's notebook."""
        try:
            rebuilt = normalise(data, self.released)
        except Unreadable as fault:
            flags = (*submission.notes, f"unreadable: {fault}")
            return Result(
                submission, "unreadable", self._all("not_attempted", str(fault)), flags,
                release=self.release,
            )  # fmt: skip
        try:
            run = self._run(rebuilt)
        except SandboxFault as fault:
            flags = (*submission.notes, f"our fault, to be graded again: {fault}")
            return Result(
                submission, "grader_fault", self._all("grader_fault", str(fault)), flags,
                release=self.release,
            )  # fmt: skip
        verdicts = {
            exercise_id: self._verdict(judged, rebuilt, run)
            for exercise_id, judged in self.judged.items()
        }
        flags = (*submission.notes, *rebuilt.flags, *run.notes, *_states(verdicts))
        return Result(
            submission=submission,
            state="flagged" if flags else "graded",
            verdicts=verdicts,
            flags=flags,
            code=rebuilt.code,
            notebook=_with_outputs(rebuilt.notebook, run, verdicts, self.judged),
            cpu_seconds=run.cpu_seconds,
            release=self.release,
        )

    def _all(self, state, note: str = "") -> dict[str, Verdict]:
        return {
            exercise_id: unjudged(judged.exercise, state, note)
            for exercise_id, judged in self.judged.items()
        }

    def _run(self, rebuilt: Normalised) -> Run:
        cells = [CellJob(cell.id, cell.source) for cell in rebuilt.notebook.cells if _runs(cell)]
        jobs = [
            judged.job
            for exercise_id, judged in self.judged.items()
            if exercise_id not in rebuilt.untouched
        ]
        run = self._tried(cells, jobs)
        # A student's own long experiment must not cost the exercises their time.
        late = [job for job in jobs if run.probes[job.exercise].state in ("timeout", "crashed")]
        if late and rebuilt.added:
            kept = [cell for cell in cells if cell.id not in rebuilt.added]
            again = self._tried(kept, late)
            better = {
                name: probe for name, probe in again.probes.items() if probe.state == "answered"
            }
            if better:
                note = f"without the added cells: {', '.join(better)}"
                run = replace(
                    run,
                    probes={**run.probes, **better},
                    notes=(*run.notes, note),
                    cpu_seconds=run.cpu_seconds + again.cpu_seconds,
                )
        return run

    def _tried(self, cells: Sequence[CellJob], jobs: Sequence[ProbeJob]) -> Run:
        """A run, tried again after a fault of ours."""
        for attempt in range(_ATTEMPTS):
            try:
                return self._sandbox.run(cells, jobs)
            except SandboxFault:
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def _verdict(self, judged: Judged, rebuilt: Normalised, run: Run) -> Verdict:
        exercise = judged.exercise
        if exercise.id in rebuilt.untouched:
            return unjudged(exercise, "not_attempted")
        cell = next((c for c in run.cells if c.id == exercise.id), None)
        return verdict_of(judged, run.probes[exercise.id], cell)


def verdict_of(judged: Judged, outcome: ProbeOutcome, cell: CellOutcome | None) -> Verdict:
    """The verdict on what a probe answered, or on why it could not."""
    exercise = judged.exercise
    if outcome.state == "answered":
        verdict = judge(exercise, judged.keys, [*outcome.visible, *outcome.hidden])
        return without_values(verdict) if is_hidden(verdict) else verdict
    failed = cell is not None and cell.state != "ok"
    if failed and cell is not None and outcome.state in ("undefined", "misfit"):
        note = f"The cell that defines {exercise.symbol} does not run."
        state = "error" if cell.state == "error" else cell.state
        return unjudged(exercise, state, note, cell.error)
    if outcome.state == "undefined":
        note = outcome.note or f"{exercise.symbol} is not defined."
        return unjudged(exercise, "error", note)
    if outcome.state == "misfit":
        return unjudged(exercise, "error", outcome.note)
    return unjudged(exercise, outcome.state, outcome.note)


def final_message(verdict: Verdict, exercise: Exercise) -> str:
    """The graded verdict as text; of a hidden case, in words alone."""
    return message(verdict, exercise, hidden=is_hidden(verdict), graded=True)


def _runs(cell: NotebookNode) -> bool:
    """Set-up, answers, added cells and plain given cells run; demos, checks, installs do not."""
    if cell.cell_type != "code" or cell.id == "colab-setup" or cell.id.startswith(CHECK_PREFIX):
        return False
    return "demo" not in cell.metadata.get("tags", ())


def _states(verdicts: Mapping[str, Verdict]) -> list[str]:
    words = {
        "timeout": "{} used up its time",
        "crashed": "{} ended the process that ran it",
    }
    return [
        words[verdict.state].format(exercise_id)
        for exercise_id, verdict in verdicts.items()
        if verdict.state in words
    ]


def _with_outputs(
    notebook: NotebookNode,
    run: Run,
    verdicts: Mapping[str, Verdict],
    judged: Mapping[str, Judged],
) -> str:
    """The rebuilt notebook with this run's outputs, and each verdict under its check."""
    outcomes = {outcome.id: outcome for outcome in run.cells}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        outcome = outcomes.get(cell.id)
        cell.outputs = [nbformat.from_dict(o) for o in safe_outputs(outcome)] if outcome else []
        if cell.id.startswith(CHECK_PREFIX):
            exercise_id = cell.id.removeprefix(CHECK_PREFIX)
            verdict = verdicts[exercise_id]
            text = final_message(verdict, judged[exercise_id].exercise)
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text + "\n")]
    return nbformat.writes(notebook)


_SAFE_KINDS = ("text/plain", "image/png")


def safe_outputs(outcome: CellOutcome) -> Sequence[dict]:
    """Outputs that cannot run in whoever opens the notebook: text and pixels only."""
    kept = []
    for output in outcome.outputs:
        if output.get("output_type") in ("display_data", "execute_result"):
            data = {k: v for k, v in output.get("data", {}).items() if k in _SAFE_KINDS}
            if data:
                kept.append({**output, "data": data, "metadata": {}})
        else:
            kept.append(output)
    return kept
