"""Grading what one student handed in on a host: the one place where a bundle meets the grader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from autograder.catalogue import chapter_of
from autograder.collect.layouts import NamedOwner
from autograder.collect.people import Owner
from autograder.collect.plan import Options, Spool, read_files
from autograder.collect.roster import Roster
from autograder.collect.selection import Selection, select, submission_of
from autograder.collect.unpack import read_incoming
from autograder.errors import Refused
from autograder.grade.examiner import Examiner
from autograder.grade.pool import fault
from autograder.grade.run import missing
from autograder.sandbox import Limits, Sandbox, SandboxUnavailable
from autograder.sandbox.jobs import SandboxKilled
from autograder.sandbox.launch import Protection
from autograder.sandbox.limits import MIB
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission
from course_utils.core.exercise import Exercise

STUDENT = "student"  # the host knows who it is, and tells nobody in here
_NAMED = 3  # files that are named where no notebook is among them
_OF_OTHERS = ("other-chapter", "foreign-notebook")
_LEAST = 512 * MIB
# Both versions of control groups, and what a machine without them says.
_MEMORY = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


@dataclass(frozen=True, slots=True)
class HostResult:
    """What came of one student's files.

    Attributes:
        result: the verdicts and the remarks.
        exercises: the chapter's, in its order.
        file: which of the files counts; empty where none does.
        level: the isolation that it ran in; empty where nothing ran.
        lacks: why it was no better one; empty where it was.
        no_sandbox: whether it was not run because there is none.
    """

    result: Result
    exercises: tuple[Exercise, ...]
    file: str = ""
    level: str = ""
    lacks: str = ""
    no_sandbox: bool = False

    @property
    def is_fault(self) -> bool:
        """Whether there is no mark because of us, or of the machine."""
        states = {verdict.state for verdict in self.result.verdicts.values()}
        return self.result.state == "grader_fault" or "grader_fault" in states

    @property
    def is_graded(self) -> bool:
        """Whether there is a mark."""
        return self.result.state in ("graded", "flagged") and not self.is_fault


def grade_folder(
    folder: Path, chapter: str, course: Path, protection: Protection, *, crowded: bool = False
) -> HostResult:
    """Grade the files that one student handed in.

    Args:
        folder: of the files; whatever they are called.
        chapter: the assignment's name.
        course: the bundle's own course folder: seed, hidden keys, releases.
        protection: ``sandbox``, or ``container`` to do without where there is none.
        crowded: other things lie there too, as in a repository; nothing is said of them.
    """
    exercises = tuple(entry.exercise for entry in chapter_of(chapter))
    with Spool() as spool:
        picked = _picked(folder, chapter, spool, crowded)
        if picked is None or picked.counts is None:
            if picked is None:
                said = _nothing(folder, chapter, crowded)
            else:
                said = _submission(picked, chapter)
            return HostResult(missing(said), exercises)
        submission, data = _submission(picked, chapter), spool.get(picked.counts.span)
    name = picked.counts.path.name
    limits = limits_here()
    try:
        sandbox, lacks = _sandbox(limits, protection)
    except SandboxUnavailable as unavailable:
        return HostResult(fault(submission, str(unavailable)), exercises, name, no_sandbox=True)
    examiner = Examiner(chapter, _secret(course), limits=limits, course=course, sandbox=sandbox)
    try:
        level = sandbox.level
        result = examiner.grade_bytes(submission, data)
    finally:
        examiner.close()
    return HostResult(result, exercises, name, level, lacks)


def broken_grader(chapter: str, reason: str) -> HostResult:
    """What is told where the grader itself broke."""
    exercises = tuple(entry.exercise for entry in chapter_of(chapter))
    return HostResult(fault(Submission(STUDENT, chapter), reason), exercises)


def _secret(course: Path) -> str:
    return (course / ".secret-seed").read_text(encoding="utf-8").strip()


def _picked(folder: Path, chapter: str, spool: Spool, crowded: bool) -> Selection | None:
    """Which file counts, as of one student's in a class; None where no notebook is there."""
    try:
        entries, _, _ = read_files(folder, chapter, Roster(), Options(layout="folders"), spool)
    except Refused:
        return None
    # All of it is one student's, whatever folders and names it came in.
    claim, who = NamedOwner(STUDENT), Owner(STUDENT, "", None, STUDENT)
    mine = [replace(one, claim=claim, who=who, student=STUDENT) for one in entries]
    picked = select(STUDENT, mine, chapter)
    if not crowded or picked.counts is None:
        return picked
    return replace(picked, remarks=tuple(r for r in picked.remarks if r.code not in _OF_OTHERS))


def _submission(picked: Selection, chapter: str) -> Submission:
    return submission_of(picked, chapter, None, ())


def _nothing(folder: Path, chapter: str, crowded: bool) -> Submission:
    """A submission without a notebook in it: missing, or files of other kinds."""
    came = () if crowded else read_incoming(folder)
    others = [one for one in came if one.kind != "junk"]
    faults = [_why_not(one.path.name, one.path.suffix, one.fault) for one in others[:_NAMED]]
    if len(others) > _NAMED:
        faults.append(Remark("more-files", count=len(others) - _NAMED))
    return Submission(STUDENT, chapter, faults=tuple(faults))


def _why_not(name: str, ending: str, found: Remark | None) -> Remark:
    return (found or Remark("no-notebook", ending=ending.lower())).in_file(name)


def _sandbox(limits: Limits, protection: Protection) -> tuple[Sandbox, str]:
    """A warm sandbox of the best kind that may be taken, and why it is no better one.

    Raises:
        SandboxUnavailable: there is none of that kind.
    """
    sandbox = Sandbox(limits)
    try:
        sandbox.start()
        return sandbox, ""
    except SandboxKilled:
        raise  # it can be made here, and something is short
    except SandboxUnavailable as unavailable:
        if protection != "container":
            raise
        lacks = str(unavailable)
    contained = Sandbox(limits, protection="container")
    contained.start()
    return contained, lacks


def limits_here() -> Limits:
    """The usual limits, less where the host gives less memory; its own time limit is ten minutes.

    What the host would kill, with the grader in it, is ended before, and called by its name.
    """
    usual = Limits(wall_per_notebook=150.0)
    given = [int(text) for text in map(_read, _MEMORY) if text.isdigit()]
    memory = max(_LEAST, min([usual.memory, *(one // 2 for one in given)]))
    return replace(usual, memory=memory)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except OSError:
        return ""
