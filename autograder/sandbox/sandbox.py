"""A sandbox: one warm worker, which submissions are handed to one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.sandbox.jobs import (
    CellJob,
    ProbeJob,
    Run,
    SandboxFault,
    SandboxKilled,
    SandboxUnavailable,
    SearchWanted,
)
from autograder.sandbox.launch import Protection
from autograder.sandbox.limits import Limits
from autograder.sandbox.submission_run import SubmissionRun
from autograder.sandbox.worker import Worker

STARTS = 3  # of a sandbox that something ends while it starts


class Sandbox:
    """Keeps one warm worker and runs submissions in it, one after the other.

    One sandbox belongs to one thread: a worker ends with the thread that started it.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        unsandboxed: bool = False,
        protection: Protection = "sandbox",
        worker: Worker | None = None,
    ) -> None:
        """Nothing is started yet; the first run starts the worker.

        Args:
            limits: what one submission may use.
            unsandboxed: run without isolation, for submissions that are trusted.
            protection: ``container`` where there are no namespaces, but nobody else either.
            worker: one that this thread has started already with the same limits.
        """
        self.limits = limits or Limits()
        self._protection: Protection = "none" if unsandboxed else protection
        self._worker = worker
        self._worked = False

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def level(self) -> str:
        """The isolation: ``root``, ``user`` (both sandboxed), ``container`` or ``unsandboxed``."""
        return self.start().level

    def start(self) -> Worker:
        """The live worker; a new one when there is none.

        Raises:
            SandboxUnavailable: this machine gives no sandbox.
        """
        if self._worker is not None and self._worked and not self._worker.alive:
            self.close()
        if self._worker is None or not self._worked:
            try:
                self._worker = self._ready_one()
            except SandboxUnavailable as error:
                self._worker = None
                if self._worked:  # it did start here before: the machine is short of something
                    raise SandboxFault(str(error)) from error
                raise
            self._worked = True
        return self._worker

    def _ready_one(self) -> Worker:
        """A warm worker: the one that was started before, if there is one, or another."""
        begun = self._worker
        for last in (False,) * (STARTS - 1) + (True,):
            try:
                worker = begun or Worker(self.limits, self._protection)
                begun = None
                worker.ready()
                return worker
            except SandboxKilled:
                if last:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def run(
        self,
        cells: Sequence[CellJob],
        probes: Sequence[ProbeJob],
        wanted: SearchWanted | None = None,
    ) -> Run:
        """Run the cells, answer the probes; whatever the submission does, it returns.

        Args:
            cells: in the order in which they are run.
            probes: likewise.
            wanted: says which answers' places are looked for; None for no search.

        Raises:
            SandboxFault: the worker failed; the next call starts another.
            UnknownExercise: a job names an exercise that the course does not have.
            ValueError: two jobs share an id.
        """
        try:
            return SubmissionRun(self.limits, self.start, cells, probes, wanted).run()
        except SandboxFault:
            self.close()
            raise
