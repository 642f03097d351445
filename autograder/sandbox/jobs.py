"""What a sandbox is asked to do, and what it says came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from autograder.submission.remark import Remark
from course_utils.core.detail import Detail
from course_utils.core.place import Proof
from course_utils.core.verdict import Verdict
from course_utils.texts import Words

if TYPE_CHECKING:  # both hold tensors
    from course_utils.core.case import Case
    from course_utils.core.evidence import Evidence

CellState = Literal["ok", "error", "timeout", "crashed", "skipped"]
ProbeState = Literal["answered", "undefined", "misfit", "timeout", "crashed"]


class SandboxFault(Exception):
    """The worker died or fell silent through no doing of the submission: try again."""


class SandboxUnavailable(Exception):
    """This machine gives no sandbox; the message says what to install."""


class SandboxKilled(SandboxUnavailable):
    """Something ended the sandbox while it started: it may well start the next time."""


@dataclass(frozen=True, slots=True)
class CellJob:
    """One cell to run."""

    id: str
    source: str


@dataclass(frozen=True, slots=True)
class ProbeJob:
    """One exercise to probe, on the object that the namespace holds under its symbol.

    Attributes:
        exercise: the exercise's id.
        visible: cases whose evidence a student may be shown.
        hidden: cases that must leave no trace in what a student is shown.
        text: the answer as it was typed, for the search of what went wrong in it; empty for
            no search.
    """

    exercise: str
    visible: tuple[Case, ...]
    hidden: tuple[Case, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class SearchStart:
    """Where a search begins.

    Attributes:
        verdict: by the visible cases that were asked for.
        again: the installed package has others, by which the search goes: only if the answer's
            first difference is the same by these there is something to look for.
    """

    verdict: Verdict
    again: bool = False


SearchWanted: TypeAlias = "Callable[[ProbeJob, Sequence[Evidence]], SearchStart | None]"
"""Says by an answer's visible evidence whether its place is to be looked for; None for no."""


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What came of a cell.

    Attributes:
        id: the cell's.
        state: ``timeout`` and ``crashed`` cells are not run a second time.
        outputs: nbformat outputs, checked for form and size. Their content is
            the student's and may hold any HTML.
        note: what is said of a cell that could not end.
        raised: the exception that ended it; the student's text.
    """

    id: str
    state: CellState
    outputs: list[dict[str, Any]]
    note: str = ""
    raised: Detail | None = None

    @property
    def error(self) -> str:
        """Why it did not run to its end, in a few words."""
        return str(self.raised) if self.raised else self.note


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What came of a probe.

    Attributes:
        exercise: the exercise's id.
        state: ``answered`` when there is evidence of every case.
        visible: the evidence, in the order of the job's visible cases.
        hidden: the same of the hidden ones; ``detail`` holds no message.
        note: what a person should know: a misfit's sentence, how it crashed.
        proof: the place in the job's text, if it was looked for and found. The process of the
            submission says so: good for being shown, and for nothing else.
    """

    exercise: str
    state: ProbeState
    visible: tuple[Evidence, ...] = ()
    hidden: tuple[Evidence, ...] = ()
    note: Words = ""
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a submission.

    Attributes:
        cells: in the order of the jobs.
        probes: by exercise id, one for every job.
        remarks: what was cut, repeated or stopped.
        cpu_seconds: of the submission's own processes, restarts included, searches left out.
    """

    cells: tuple[CellOutcome, ...]
    probes: dict[str, ProbeOutcome]
    remarks: tuple[Remark, ...]
    cpu_seconds: float
