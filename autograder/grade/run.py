"""One run over a class: what has to be graded, and every result into the journal."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.catalogue import exercises_in
from autograder.collect.known import RosterDiff
from autograder.course.journal import Index, Journal, JournalEntry, JournalWriter
from autograder.course.rows import MarkChange, Row
from autograder.course.standing import Standing
from autograder.files.fail_point import fail_point
from autograder.grade.context import GradingContext, bytes_key, grading_context, submission_key
from autograder.grade.kept_verdicts import with_kept_verdicts
from autograder.grade.pool import Workforce, grade_all
from autograder.grade.variants import with_draws
from autograder.grade.workload import Workload, divide, still_to_write
from autograder.rebuild.keep import course_now, keep_now
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission, assigned_to, is_empty
from course_utils.core.verdict import unjudged

EarlierResult = Callable[[str], Result | None]
"""Finds a student's result as it was before a run, by id."""


@dataclass(slots=True)
class Outcome:
    """What came of a run, in rows: the results themselves are in the journal.

    Attributes:
        rows: one for each student, by id.
        executed: submissions that ran in the sandbox.
        shared: students whose answers equal another's, which were graded once.
        reused: students whose result the journal had already.
        resumed: when the interrupted run began that this one went on with; or empty.
        kept: results that another state of the course gave, by its release's name: they stay.
        absent: students who handed in before and nothing now, by state: they stay as they are.
        releases: the releases of the notebooks that were graded now.
        wrote: whether the journal got anything from this run.
        changed: whose mark is another than before this run.
        outside: files of students outside the section, collected and not graded yet.
        people: what is new on the roster.
        remarks: the collector's, about the class as a whole.
        standings: what counts for each student, from whoever writes the gradebook; a penalty
            that is new goes into the journal when the next result is asked for.
    """

    rows: list[Row] = field(default_factory=list)
    executed: int = 0
    shared: int = 0
    reused: int = 0
    resumed: str = ""
    kept: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)
    releases: Counter[str] = field(default_factory=Counter)
    wrote: bool = False
    changed: list[MarkChange] = field(default_factory=list)
    outside: int = 0
    people: RosterDiff = field(default_factory=RosterDiff)
    remarks: list[Remark] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)


def grade_into(
    journal: Journal,
    workforce: Workforce,
    submissions: Sequence[Submission],
    outcome: Outcome,
    absent: Mapping[str, Submission | None] | None = None,
    before: EarlierResult | None = None,
) -> Generator[Result, None, None]:
    """Every submission's result, each in the journal before it is yielded.

    Args:
        journal: results that it has are not graded again.
        workforce: who grades the others.
        submissions: one for each student.
        outcome: its counts are kept up to date.
        absent: who handed in before and is not among the submissions; yielded, after the
            others, where something about him has to be written again.
        before: a student's result until now, where that is another journal's.
    """
    plan = workforce.plan
    submissions = with_draws(plan, submissions)
    context = grading_context(plan.chapter, plan.secret, plan.limits, Path(plan.course))
    with JournalWriter(journal.path) as writer:
        index = journal.index()
        session = _Session(writer, index, workforce.regrade)
        if session.begun and index.session is not None:
            outcome.resumed = index.session.begun
        unfinished = index.session is not None and not index.session.ended
        todo = divide(context, workforce, submissions, index, session.begun)
        absent = absent or {}
        outcome.absent.update(index.latest[student].state for student in absent)
        todo.still = list(still_to_write(journal, index, absent, unfinished))
        todo.overwritten = frozenset(index.lost)
        if todo.groups:
            # What students hold now can be given out anew any day: this is what grades them.
            keep_now(Path(plan.course))
        if todo.writes():
            session.begin()
        fail_point("run.begun")
        every = _results(
            writer, journal, context, workforce, todo, outcome,
            before or earlier_results(journal, index),
        )  # fmt: skip
        with closing(every):
            for result in every:
                yield result
                session.note(result.submission.student, outcome)
        fail_point("run.ended")
        session.end()
        outcome.wrote = session.begun


class _Session:
    """A run's place in the journal: begun when there is something to write down, not before."""

    def __init__(self, writer: JournalWriter, index: Index, regrade: bool) -> None:
        last = index.session
        self._writer, self._index, self._regrade = writer, index, regrade
        self.begun = last is not None and not last.ended and last.regrade == regrade

    def begin(self) -> None:
        if not self.begun:
            self._writer.begin(regrade=self._regrade)
            self.begun = True

    def note(self, student: str, outcome: Outcome) -> None:
        """Write down what lateness costs the student, if that is another number than before."""
        now, known = outcome.standings.get(student), self._index.penalties.get(student, Standing())
        if now is None or now.penalty == known.penalty == 0.0:
            return
        if (now.score, now.max_score, now.penalty) != (
            known.score, known.max_score, known.penalty,
        ):  # fmt: skip
            self.begin()
            self._writer.penalty(student, now)

    def end(self) -> None:
        if self.begun:
            self._writer.end()


def _results(
    writer: JournalWriter,
    journal: Journal,
    context: GradingContext,
    workforce: Workforce,
    todo: Workload,
    outcome: Outcome,
    before: EarlierResult,
) -> Generator[Result, None, None]:
    """Every result: those that are there, then copies of equal answers', then new ones."""
    for submission, entry in todo.ready:
        outcome.reused += not is_empty(submission)
        yield assigned_to(journal.read(entry), submission)
    for submission, entry in todo.renamed:
        outcome.reused += not is_empty(submission)
        yield _told(writer, journal, entry, submission)
    for submission, entry in todo.held:
        outcome.kept[entry.by] += 1
        yield _told(writer, journal, entry, submission)
    for submission, entry in todo.copies:
        outcome.shared += bool(submission.file)
        result = assigned_to(journal.read(entry), submission)
        writer.append([(_entry(context, result, entry.work, entry.run), result)])
        yield result
    yield from _graded(writer, context, workforce, todo.groups, outcome, before)
    for submission, entry in todo.still:
        yield _told(writer, journal, entry, submission, anew=submission.student in todo.overwritten)


def earlier_results(journal: Journal, index: Index) -> EarlierResult:
    """What finds a student's result as it was before this run."""

    def before(student: str) -> Result | None:
        entry = index.latest.get(student)
        return journal.read(entry) if entry is not None else None

    return before


def _told(
    writer: JournalWriter,
    journal: Journal,
    entry: JournalEntry,
    submission: Submission,
    *,
    anew: bool = False,
) -> Result:
    """A result as it is, with what is said of its student today."""
    result = assigned_to(journal.read(entry), submission)
    about = submission_key(submission)
    if anew or about != entry.about:
        writer.append([(replace(entry, about=about, state=result.state), result)])
    return result


def _graded(
    writer: JournalWriter,
    context: GradingContext,
    workforce: Workforce,
    groups: dict[str, list[Submission]],
    outcome: Outcome,
    before: EarlierResult,
) -> Iterator[Result]:
    """Grade the first of each group; the others of the group share what came of it."""
    firsts = [members[0] for members in groups.values() if members[0].file]
    for work, members in groups.items():
        if not members[0].file:
            yield from _recorded(writer, context, work, [missing(member) for member in members])
    work_of = {members[0].student: work for work, members in groups.items()}
    with closing(
        grade_all(workforce.open_pool, workforce.plan, firsts, workforce.workers)
    ) as pairs:
        for first, result in pairs:
            work = work_of[first.student]
            members = groups[work]
            outcome.executed += 1
            outcome.shared += len(members) - 1
            outcome.releases[result.release] += len(members)
            results = [
                with_kept_verdicts(assigned_to(result, member), before) for member in members
            ]
            yield from _recorded(writer, context, work, results)


def _recorded(
    writer: JournalWriter, context: GradingContext, work: str, results: Sequence[Result]
) -> Sequence[Result]:
    """The results of one execution, now in the journal."""
    run, by = uuid.uuid4().hex[:12], course_now()
    results = [replace(result, by=by) for result in results]
    writer.append((_entry(context, result, work, run), result) for result in results)
    return results


def _entry(context: GradingContext, result: Result, work: str, run: str) -> JournalEntry:
    submission = result.submission
    return JournalEntry(
        student=submission.student,
        file=bytes_key(context, submission),
        work=work,
        digest=submission.digest,
        about=submission_key(submission),
        state=result.state,
        run=run,
        by=result.by,
    )


def missing(submission: Submission) -> Result:
    """The result of one who handed in nothing, or nothing that is this chapter's notebook."""
    verdicts = {
        exercise.id: unjudged(exercise, "not_attempted", submission.fault)
        for exercise in exercises_in(submission.chapter)
    }
    if submission.fault:
        remarks = (Remark("unreadable", reasons=submission.faults),)
        return Result(submission, "unreadable", verdicts, remarks)
    return Result(submission, "missing", verdicts)
