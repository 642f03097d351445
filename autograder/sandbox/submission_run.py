"""Running a submission: cells, then the visible cases of every probe, then the hidden ones.

A cell or probe that ends the process costs itself alone: a fresh process runs the
other cells again and the work goes on. Nothing that a student may be shown is
computed after the first hidden input has entered the process: between the visible cases and
the hidden ones is where the place of a wrong answer is looked for.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch

from autograder.sandbox.child import Child
from autograder.sandbox.claims import probe_outcome, said_seconds
from autograder.sandbox.found import found_in
from autograder.sandbox.inside.frames import Frame
from autograder.sandbox.jobs import (
    CellJob,
    CellOutcome,
    CellState,
    ProbeJob,
    ProbeOutcome,
    Run,
    SearchWanted,
)
from autograder.sandbox.limits import Limits
from autograder.sandbox.outputs import checked
from autograder.sandbox.watch import ChildDied, Death
from autograder.sandbox.worker import Worker
from autograder.submission.remark import Remark
from course_utils.core.case import pack_case
from course_utils.core.detail import Detail
from course_utils.core.exercise import find_exercise
from course_utils.core.place import Proof

MAX_SOURCE = 1 << 20  # characters of one cell
PARDONS = 2  # times that a step is done again after a SIGKILL: the third one is its own
ALL_PARDONS = 10  # of one submission: who kills itself by the clock must not go on for ever
SEARCH_GRACE = 0.25  # CPU seconds that a search may take beyond its limit, uncharged
CRUMB = 0.1  # CPU seconds that are not worth starting anything for
_IN_HIDDEN = {
    "timeout": Remark("timed-out-hidden"),
    "crashed": Remark("ended-hidden"),
}
_SPENT = Death("timeout", Remark("time-spent-before"))


@dataclass(slots=True)
class SubmissionRun:
    """One submission on its way: what is settled, and what it has left.

    Attributes:
        limits: what it may use.
        start: gives a live worker.
        jobs: the cells, in the order in which they are run.
        probe_jobs: the answers that are asked for, likewise.
        wanted: says which answers' places are looked for; None for no search.
        cells: what came of the cells that are settled.
        barred: cells that no further process runs.
        visible: by exercise, what the visible cases gave.
        hidden: the same of the hidden ones.
        proofs: by exercise whose place was looked for, what was found.
        remarks: what is told of it.
        pardons: how often each step was done again because something else may have ended it.
        cpu: CPU seconds of the processes that are gone.
        free: how many of them are not charged.
        shown: characters of output so far.
        until: when it has to be over, by the monotonic clock.
    """

    limits: Limits
    start: Callable[[], Worker]
    jobs: Sequence[CellJob]
    probe_jobs: Sequence[ProbeJob]
    wanted: SearchWanted | None
    cells: dict[str, CellOutcome] = field(default_factory=dict)
    barred: set[str] = field(default_factory=set)
    visible: dict[str, ProbeOutcome] = field(default_factory=dict)
    hidden: dict[str, ProbeOutcome] = field(default_factory=dict)
    proofs: dict[str, Proof | None] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    pardons: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0
    free: float = 0.0
    shown: int = 0
    until: float = 0.0

    def run(self) -> Run:
        """Fork children until every job is settled or the budget is spent."""
        for ids in ([job.id for job in self.jobs], [job.exercise for job in self.probe_jobs]):
            if len(set(ids)) != len(ids):
                raise ValueError("two jobs share an id")
        for probe in self.probe_jobs:
            find_exercise(probe.exercise)
        limits = self.limits
        worker = self.start()
        self.until = time.monotonic() + limits.wall_per_notebook
        attempts = restarts = 0
        while restarts <= limits.restarts:
            if attempts and (self._settled() or self._left(0.0) < CRUMB):
                break
            if not worker.alive:
                worker = self.start()
            pardons, wanted, free = self.pardons.total(), self.wanted, self.free
            with worker.child() as child:
                self._attempt(child)
            self.cpu += child.cpu
            if self.wanted is not wanted:  # a search has ended it: as if it had never been
                self.free = free + child.cpu
            pardoned = self.pardons.total() > pardons or self.wanted is not wanted
            attempts += 1
            restarts += not pardoned
            if child.left and not pardoned:
                self._say(Remark("processes-left"))
        if worker.stale:
            self._say(Remark("files-left"))
        return self._result()

    def _attempt(self, child: Child) -> None:
        """One process's turn, until everything is settled or it dies."""
        for job in self.jobs:
            if job.id not in self.barred and not self._cell(child, job):
                return
        for step in (self._visible, self._search, self._hidden):
            for probe in self.probe_jobs:
                if not step(child, probe):
                    return

    def _visible(self, child: Child, job: ProbeJob) -> bool:
        return not self._open(job, hidden=False) or self._probe(child, job, hidden=False)

    def _hidden(self, child: Child, job: ProbeJob) -> bool:
        return not self._open(job, hidden=True) or self._probe(child, job, hidden=True)

    def _cell(self, child: Child, job: CellJob) -> bool:
        """Run one cell; False when the process is gone."""
        if len(job.source) > MAX_SOURCE:
            self.cells[job.id] = CellOutcome(job.id, "crashed", [], "The cell is too long to run.")
            self.barred.add(job.id)
            return True
        try:
            message, _ = self._ask(child, {"do": "cell", "source": job.source}, {}, "cpu_per_cell")
            state = message.get("state")
            if state not in ("ok", "error", "timeout"):
                raise ChildDied(Death("crashed", Remark("malformed")))
        except ChildDied as died:
            if died.death is _SPENT or self._pardoned(job.id, died.death):
                return False
            self.cells[job.id] = CellOutcome(job.id, died.death.state, [], died.death.note)
            self.barred.add(job.id)
            self._say(died.death.remark.in_cell(job.id))
            return False
        if state == "timeout":
            self.barred.add(job.id)
            self._say(Remark("cell-timed-out").in_cell(job.id))
        if job.id not in self.cells:
            self.cells[job.id] = self._cell_outcome(job.id, state, message)
        return True

    def _cell_outcome(
        self, cell_id: str, state: CellState, message: Mapping[str, Any]
    ) -> CellOutcome:
        limits = self.limits
        room = max(0, min(limits.output_per_cell * 2, limits.output_per_notebook - self.shown))
        outputs, cut = checked(message.get("outputs"), room)
        if cut:
            self._say(Remark("outputs-left-out").in_cell(cell_id))
        self.shown += len(str(outputs))
        note, raised = message.get("note"), Detail.from_json(message.get("raised"))
        words = note[:300] if isinstance(note, str) else ""
        return CellOutcome(cell_id, state, outputs, words, raised and raised.cut(300))

    def _probe(self, child: Child, job: ProbeJob, *, hidden: bool) -> bool:
        """Probe the visible or the hidden cases; False when the process is gone."""
        cases = job.hidden if hidden else job.visible
        tensors: dict[str, torch.Tensor] = {}
        packed = [pack_case(case, str(index), tensors) for index, case in enumerate(cases)]
        request = {"do": "probe", "exercise": job.exercise, "hidden": hidden, "cases": packed}
        settled = self.hidden if hidden else self.visible
        try:
            message, found = self._ask(child, request, tensors, "cpu_per_probe")
            settled[job.exercise] = probe_outcome(job, cases, message, found, hidden)
        except ChildDied as died:
            step = f"{job.exercise}, {'hidden' if hidden else 'visible'}"
            if died.death is _SPENT or self._pardoned(step, died.death):
                return False
            # An exit status or a signal that it chose could tell of a hidden input.
            what = _IN_HIDDEN[died.death.state] if hidden else died.death.remark
            settled[job.exercise] = ProbeOutcome(job.exercise, died.death.state, note=what.text)
            self._say(what.in_exercise(job.exercise))
            return False
        return True

    def _search(self, child: Child, job: ProbeJob) -> bool:
        """Look for the place of what is seen to be wrong; False when the process is gone.

        Whatever comes of it, the submission has afterwards the time that it had before.
        """
        limits, seen = self.limits, self.visible.get(job.exercise)
        if self.wanted is None or not job.text or not limits.search_cpu:
            return True
        if job.exercise in self.proofs or seen is None or seen.state != "answered":
            return True
        start = self.wanted(job, seen.visible)
        if start is None or self._left(child.used) < limits.search_cpu:
            return True
        self.proofs[job.exercise] = None
        # One that waits is ended before the whole process counts as idle.
        wall = min(limits.search_wall, limits.idle / 2)
        request = {
            "do": "search",
            "exercise": job.exercise,
            "text": job.text,
            "verdict": start.verdict.to_json(),
            "again": start.again,
            "search_cpu": limits.search_cpu,
            "search_wall": wall,
            "search_memory": limits.search_memory,
        }
        begun = time.monotonic()
        try:
            message, _ = child.ask(request, {}, limits.search_cpu, 2 * wall + 2)
            child.check_memory()
            self.proofs[job.exercise] = found_in(message, job.text)
            self.free += said_seconds(message.get("cpu"), limits.search_cpu + SEARCH_GRACE)
        except ChildDied:  # nothing is said of it: what has ended it was no deed of the answer's
            self.wanted = None
            self.visible = {name: o for name, o in self.visible.items() if o.state != "answered"}
            return False
        finally:
            self.until += time.monotonic() - begun
        return True

    def _pardoned(self, step: str, death: Death) -> bool:
        """Whether it is done again, for something else than the submission may have killed it."""
        if (
            not death.foreign
            or self.pardons[step] >= PARDONS
            or self.pardons.total() >= ALL_PARDONS
        ):
            return False
        self.pardons[step] += 1
        return True

    def _ask(
        self,
        child: Child,
        message: Mapping[str, Any],
        tensors: Mapping[str, torch.Tensor],
        limit: str,
    ) -> Frame:
        cpu = min(getattr(self.limits, limit), self._left(child.used))
        wall = self.until - time.monotonic()
        if cpu < CRUMB or wall <= 0:
            raise ChildDied(_SPENT)
        return child.ask(message, tensors, cpu, wall)

    def _left(self, running: float) -> float:
        return self.limits.cpu_per_notebook + self.free - self.cpu - running

    def _open(self, job: ProbeJob, *, hidden: bool) -> bool:
        """Whether this half of the probe is still to be done."""
        if not hidden:
            return job.exercise not in self.visible
        seen = self.visible.get(job.exercise)
        unanswered = seen is not None and seen.state != "answered"
        return not unanswered and bool(job.hidden) and job.exercise not in self.hidden

    def _settled(self) -> bool:
        return all(job.id in self.cells for job in self.jobs) and not any(
            self._open(job, hidden=hidden) for job in self.probe_jobs for hidden in (False, True)
        )

    def _say(self, remark: Remark) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)

    def _result(self) -> Run:
        if not self._settled():
            self._say(Remark("time-spent"))
        cells = tuple(
            self.cells.get(job.id) or CellOutcome(job.id, "timeout", [], _SPENT.note)
            for job in self.jobs
        )
        probes = {job.exercise: self._joined(job) for job in self.probe_jobs}
        return Run(cells, probes, tuple(self.remarks), max(0.0, self.cpu - self.free))

    def _joined(self, job: ProbeJob) -> ProbeOutcome:
        spent = ProbeOutcome(job.exercise, "timeout", note=_SPENT.note)
        seen = self.visible.get(job.exercise, spent)
        seen = replace(seen, proof=self.proofs.get(job.exercise))
        if seen.state != "answered" or not job.hidden:
            return seen
        unseen = self.hidden.get(job.exercise, spent)
        return replace(seen, state=unseen.state, hidden=unseen.hidden, note=unseen.note)
