"""Grading one submission: rebuild, run and probe in the sandbox, judge outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.catalogue import chapter_of
from autograder.course.hidden_keys import in_turn
from autograder.course.secret import draw_name
from autograder.files.paths import CHECK_PREFIX
from autograder.grade.graded_notebook import graded_notebook
from autograder.grade.inline import inline_tests, with_inline
from autograder.grade.judged import Judged, fresh, require_all, unshared, verdict_of, with_points_of
from autograder.grade.proofs import KnownProofs, Searches
from autograder.grade.tampering import tampering
from autograder.rebuild.rebuilt import Rebuilt, Unreadable
from autograder.rebuild.release_keys import ReleaseKeys, keys_of_release
from autograder.rebuild.releases import KeptChapter, open_releases
from autograder.rebuild.shorten import shorten
from autograder.sandbox import CellJob, CellOutcome, Limits, ProbeJob, Run, Sandbox
from autograder.sandbox.jobs import SandboxFault
from autograder.submission.remark import Remark, texts
from autograder.submission.result import Result, Submission, with_state
from course_utils.core.key import Keys
from course_utils.core.verdict import Verdict, unjudged

_ATTEMPTS = 3


class Examiner:
    """Grades submissions of one chapter; keeps a warm sandbox and the keys between them."""

    def __init__(
        self,
        chapter: str,
        secret: str,
        *,
        unsandboxed: bool = False,
        limits: Limits | None = None,
        course: Path | None = None,
        sandbox: Sandbox | None = None,
        variants: bool = False,
    ) -> None:
        """Make or read the chapter's keys and set up the sandbox.

        Args:
            chapter: the assignment's name.
            secret: the seed of the hidden cases.
            unsandboxed: run without isolation, for submissions that are trusted.
            limits: what one submission may use; the usual ones when None.
            course: the course folder, whose earlier releases count for those who hold them.
            sandbox: where submissions run, closed at the end; made from the above when None.
            variants: hidden cases are each student's own, see :attr:`Submission.draw`.
        """
        self.chapter = chapter
        self.releases = open_releases(chapter, course)
        self.release = self.releases.current.name
        self._fits: dict[str, ReleaseKeys] = {}
        entries = chapter_of(chapter)
        require_all(chapter, entries)
        if variants:
            self.judged = {entry.id: unshared(entry) for entry in entries}
        else:
            made = {entry.id: fresh(entry, secret, course) for entry in in_turn(entries)}
            self.judged = {entry.id: made[entry.id] for entry in entries}
        self.inline = inline_tests(chapter)
        self._sandbox = sandbox or Sandbox(limits, unsandboxed=unsandboxed)
        self._known = KnownProofs()

    def warm(self) -> None:
        """Start the sandbox, so that the first submission does not wait for it.

        Raises:
            SandboxUnavailable: this machine gives none.
        """
        self._sandbox.start()

    def close(self) -> None:
        """End the sandbox."""
        self._sandbox.close()

    def grade(self, submission: Submission, course: Path) -> Result:
        """The result for one collected submission; a fault of ours is never a zero."""
        if submission.fault:
            return self._unreadable(submission, submission.faults)
        if not submission.file:
            return Result(submission, "missing", self._all("not_attempted"))
        data = (course / submission.file).read_bytes()
        return self.grade_bytes(submission, data)

    def grade_bytes(self, submission: Submission, data: bytes) -> Result:
        """The result for the bytes of a student's notebook."""
        try:
            rebuilt, released = self.releases.rebuild(data)
        except Unreadable as fault:
            return self._unreadable(submission, (fault.remark,))
        judged, of_release = self._judged_by(released, rebuilt)
        if submission.draw:
            for name in judged.keys() - rebuilt.untouched:
                judged[name] = judged[name].of_student(submission.draw)
        try:
            judged, run, verdicts = self._run_fairly(rebuilt, judged)
        except SandboxFault as fault:
            return Result(
                submission, "grader_fault", self._all("grader_fault", str(fault)),
                (Remark("grader-fault", reason=str(fault)),), release=released.name,
            )  # fmt: skip
        verdicts |= self._gone(released, rebuilt)
        verdicts = {name: verdicts[name] for name in released.order if name in verdicts}
        exercises = {name: one.exercise for name, one in judged.items()}
        verdicts, inline = with_inline(self.inline, run, verdicts, exercises)
        remarks = (
            *rebuilt.remarks,
            *of_release,
            *run.remarks,
            *_states(verdicts),
            *inline,
            *_own_cases(judged, verdicts, run),
            *tampering(_written(rebuilt)),  # before it is cut
            *shorten(rebuilt.notebook, rebuilt.added),
        )
        result = Result(
            submission=submission,
            state="graded",
            verdicts=verdicts,
            remarks=remarks,
            code=rebuilt.code,
            texts=rebuilt.texts,
            to_read=tuple(sorted(rebuilt.to_read)),
            notebook=graded_notebook(rebuilt.notebook, run, verdicts, judged),
            cpu_seconds=run.cpu_seconds,
            release=released.name,
            draw=draw_name(submission.draw),
        )
        return with_state(result)

    def _judged_by(
        self, released: KeptChapter, rebuilt: Rebuilt
    ) -> tuple[dict[str, Judged], list[Remark]]:
        """The exercises with the visible keys of the student's release, and what is odd."""
        if released.name not in self._fits:
            self._fits[released.name] = keys_of_release(released, self.chapter)
        found = self._fits[released.name]
        missing = self.judged.keys() - released.exercises
        rebuilt.untouched |= missing
        judged = {
            name: replace(one, visible=found.keys.get(name, one.visible))
            for name, one in self.judged.items()
            if name not in missing
        }
        if missing or found.unknown:
            given = released.given
            judged = {name: with_points_of(one, given.get(name)) for name, one in judged.items()}
        to_read = [name for name in found.unknown if name not in rebuilt.untouched]
        rebuilt.to_read.update(to_read)
        said = [n for n in found.remarks if n in missing or n not in rebuilt.untouched]
        gone = [Remark("exercise-gone", exercise=name) for name in to_read]
        return judged, [found.remarks[name] for name in said] + gone

    def _gone(self, released: KeptChapter, rebuilt: Rebuilt) -> dict[str, Verdict]:
        """What can be said of exercises that are none any more: whether something is written."""
        return {
            name: unjudged(one, "not_attempted")
            for name, one in released.given.items()
            if name in rebuilt.untouched and name not in self.judged
        }

    def _unreadable(self, submission: Submission, faults: tuple[Remark, ...]) -> Result:
        verdicts = self._all("not_attempted", "; ".join(texts(faults)))
        remarks = (Remark("unreadable", reasons=faults),)
        return Result(submission, "unreadable", verdicts, remarks, release=self.release)

    def _all(self, state: Any, note: str = "") -> dict[str, Verdict]:
        return {
            exercise_id: unjudged(judged.exercise, state, note)
            for exercise_id, judged in self.judged.items()
        }

    def _run_fairly(
        self, rebuilt: Rebuilt, judged: dict[str, Judged]
    ) -> tuple[dict[str, Judged], Run, dict[str, Verdict]]:
        """What it is judged by, the run, the verdicts: by the next cases if rounding decided."""
        while True:
            run = self._run(rebuilt, judged)
            verdicts = {name: self._verdict(one, rebuilt, run) for name, one in judged.items()}
            others = {
                name: after
                for name, one in judged.items()
                if (after := one.after(verdicts[name], run.probes.get(name)))
            }
            if not others:
                return judged, run, verdicts
            judged = {**judged, **others}

    def _run(self, rebuilt: Rebuilt, judged: Mapping[str, Judged]) -> Run:
        cells = [CellJob(cell.id, cell.source) for cell in rebuilt.notebook.cells if _runs(cell)]
        cells += [test.job for test in self.inline if test.exercise not in rebuilt.untouched]
        asked = {name: one for name, one in judged.items() if name not in rebuilt.untouched}
        jobs = [one.job(rebuilt.code[name]) for name, one in asked.items()]
        keys = {name: one.visible for name, one in asked.items()}
        run = self._tried(cells, jobs, keys)
        # A student's own long experiment must not cost the exercises their time.
        late = [job for job in jobs if run.probes[job.exercise].state in ("timeout", "crashed")]
        if late and rebuilt.added:
            kept = [cell for cell in cells if cell.id not in rebuilt.added]
            run = self._better(run, kept, late, keys, "without-added-cells")
        # Nor must cells that were moved: one may need what stood above it there.
        stuck = [job for job in jobs if run.probes[job.exercise].state in ("undefined", "misfit")]
        if stuck and rebuilt.order:
            places = {cell_id: place for place, cell_id in enumerate(rebuilt.order)}
            moved = sorted(cells, key=lambda cell: places.get(cell.id, len(places)))
            run = self._better(run, moved, stuck, keys, "in-own-order")
        return run

    def _better(
        self,
        run: Run,
        cells: Sequence[CellJob],
        jobs: Sequence[ProbeJob],
        keys: Mapping[str, Keys],
        code: str,
    ) -> Run:
        """The run, with the answers that can be asked for when these cells are run.

        Args:
            run: the one that could not ask for them.
            cells: what is run instead.
            jobs: the answers.
            keys: by exercise, of the visible cases.
            code: of the remark that says so.
        """
        again = self._tried(cells, jobs, keys)
        better = {name: probe for name, probe in again.probes.items() if probe.state == "answered"}
        if not better:
            return run
        return replace(
            run,
            probes={**run.probes, **better},
            remarks=(*run.remarks, Remark(code, exercises=tuple(better))),
            cpu_seconds=run.cpu_seconds + again.cpu_seconds,
        )

    def _tried(
        self, cells: Sequence[CellJob], jobs: Sequence[ProbeJob], keys: Mapping[str, Keys]
    ) -> Run:
        """A run, tried again after a fault of ours: without a search then, if that was it."""
        for attempt in range(_ATTEMPTS):
            searches = Searches(self._known, cells, keys)
            try:
                wanted = None if attempt else searches.wanted
                return searches.completed(self._sandbox.run(cells, jobs, wanted))
            except SandboxFault:
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    def _verdict(self, judged: Judged, rebuilt: Rebuilt, run: Run) -> Verdict:
        exercise = judged.exercise
        if exercise.id in rebuilt.untouched:
            return unjudged(exercise, "not_attempted")
        outcome = run.probes[exercise.id]
        if outcome.state == "undefined" and not rebuilt.code[exercise.id].strip():
            return unjudged(exercise, "not_attempted")  # the stub was deleted, and that is all
        return verdict_of(judged, outcome, _holding(exercise.id, rebuilt, run))


def _holding(name: str, rebuilt: Rebuilt, run: Run) -> CellOutcome | None:
    """The cell to blame where an answer cannot be asked for: of several one that failed."""
    ids = (name, *rebuilt.parts.get(name, ()))
    cells = sorted((c for c in run.cells if c.id in ids), key=lambda cell: ids.index(cell.id))
    return next((cell for cell in cells if cell.state != "ok"), cells[0] if cells else None)


def _runs(cell: NotebookNode) -> bool:
    """Set-up, answers, added cells and plain given cells run; demos, checks, installs do not."""
    if cell.cell_type != "code" or cell.id == "colab-setup" or cell.id.startswith(CHECK_PREFIX):
        return False
    return "demo" not in cell.metadata.get("tags", ())


def _written(rebuilt: Rebuilt) -> Iterator[tuple[str, str]]:
    """The cells that the student wrote: answers by exercise, then added ones."""
    yield from rebuilt.code.items()
    told = {cell_id for ids in rebuilt.parts.values() for cell_id in ids}
    for cell in rebuilt.notebook.cells:
        if cell.id in rebuilt.added - told and cell.cell_type == "code":
            yield cell.id, cell.source


def _states(verdicts: Mapping[str, Verdict]) -> Iterator[Remark]:
    for exercise_id, verdict in verdicts.items():
        if verdict.state == "timeout":
            yield Remark("timed-out", exercise=exercise_id)
        elif verdict.state == "crashed":
            yield Remark("ended-process", exercise=exercise_id)


def _own_cases(
    judged: Mapping[str, Judged], verdicts: Mapping[str, Verdict], run: Run
) -> Iterator[Remark]:
    """Where the student's own hidden cases say something that the visible ones do not."""
    for name, one in judged.items():
        if one.draw is None or name not in run.probes or verdicts[name].state == "passed":
            continue
        if verdicts[name].hidden:
            yield Remark("own-cases-alone", exercise=name)
        elif parts := one.further(run.probes[name]):
            yield Remark("own-cases-further", exercise=name, parts=parts)
