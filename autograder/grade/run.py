"""One run over a class: what has to be graded, and every result into the journal."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from autograder.catalogue import chapter_of
from autograder.grade.fail_point import fail_point
from autograder.grade.identity import Ground, about_key, file_key, ground_of, work_key
from autograder.grade.journal import Entry, Index, Journal, JournalWriter
from autograder.grade.pool import OpenPool, Plan, grade_all, keys_of
from autograder.grade.result import Result, Submission, given_to
from autograder.grade.rows import Change, Row
from autograder.grade.standing import Standing
from course_utils.judge import unjudged


@dataclass(slots=True)
class Outcome:
    """What came of a run, in rows: the results themselves are in the journal.

    Attributes:
        rows: one for each student, by id.
        executed: submissions that ran in the sandbox.
        shared: students whose answers equal another's, which were graded once.
        reused: students whose result the journal had already.
        resumed: when the interrupted run began that this one went on with; or empty.
        wrote: whether the journal got anything from this run.
        changed: whose mark is another than before this run.
        notes: the collector's.
        standings: what counts for each student, from whoever writes the gradebook; a penalty
            that is new goes into the journal when the next result is asked for.
    """

    rows: list[Row] = field(default_factory=list)
    executed: int = 0
    shared: int = 0
    reused: int = 0
    resumed: str = ""
    wrote: bool = False
    changed: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    standings: dict[str, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the work.

    Attributes:
        plan: what every worker has to know.
        workers: how many there are.
        open_pool: makes the executor.
        regrade: whether results that are there are to be graded again.
    """

    plan: Plan
    workers: int
    open_pool: OpenPool
    regrade: bool = False


@dataclass(slots=True)
class _Todo:
    """The class, divided by what each submission needs.

    Attributes:
        ready: the student's own result is in the journal.
        copies: an equal answer's is.
        groups: not graded yet, by work.
    """

    ready: list[tuple[Submission, Entry]] = field(default_factory=list)
    copies: list[tuple[Submission, Entry]] = field(default_factory=list)
    groups: dict[str, list[Submission]] = field(default_factory=lambda: defaultdict(list))


def grade_into(
    journal: Journal, hands: Hands, submissions: Sequence[Submission], outcome: Outcome
) -> Generator[Result, None, None]:
    """Every submission's result, each in the journal before it is yielded.

    Args:
        journal: results that it has are not graded again.
        hands: who grades the others.
        submissions: one for each student.
        outcome: its counts are kept up to date.
    """
    plan = hands.plan
    ground = ground_of(plan.chapter, plan.secret, plan.limits, Path(plan.course))
    with JournalWriter(journal.path) as writer:
        index = journal.index()
        session = _Session(writer, index, hands.regrade)
        if session.begun and index.session is not None:
            outcome.resumed = index.session.begun
        works = _works(ground, hands, submissions, index)
        # What an interrupted regrade has graded again counts; what was there before does not.
        regraded = index.fresh if session.begun else set()
        usable = regraded if hands.regrade else set(index.works)
        todo = _divide(ground, submissions, works, index, usable)
        if todo.copies or todo.groups:
            session.begin()
        fail_point("run.begun")
        every = _results(writer, journal, ground, hands, todo, outcome)
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
    ground: Ground,
    hands: Hands,
    todo: _Todo,
    outcome: Outcome,
) -> Generator[Result, None, None]:
    """Every result: those that are there, then copies of equal answers', then new ones."""
    for submission, entry in todo.ready:
        outcome.reused += 1
        yield given_to(journal.read(entry), submission)
    for submission, entry in todo.copies:
        outcome.shared += 1
        result = given_to(journal.read(entry), submission)
        writer.append([(_entry(ground, result, entry.work, entry.run), result)])
        yield result
    yield from _graded(writer, ground, hands, todo.groups, outcome)


def _works(
    ground: Ground, hands: Hands, submissions: Sequence[Submission], index: Index
) -> dict[str, str]:
    """What each file will run, by file key; files that the journal knows are not read again."""
    works: dict[str, str] = {}
    unknown: dict[str, Submission] = {}
    for submission in submissions:
        key = file_key(ground, submission)
        if key in index.files:
            works[key] = index.files[key]
        elif submission.file:
            unknown[key] = submission
        else:
            works[key] = work_key(ground, submission, Path())
    if unknown:
        pairs = keys_of(hands.open_pool, hands.plan, list(unknown.values()), hands.workers)
        with closing(pairs):
            for submission, work in pairs:
                key = file_key(ground, submission)
                works[key] = work or key
    return works


def _divide(
    ground: Ground,
    submissions: Sequence[Submission],
    works: dict[str, str],
    index: Index,
    usable: set[str],
) -> _Todo:
    todo = _Todo()
    for submission in submissions:
        work = works[file_key(ground, submission)]
        if work not in usable:
            todo.groups[work].append(submission)
            continue
        entry, mine = index.works[work], index.latest.get(submission.student)
        same = mine is not None and (mine.work, mine.run) == (work, entry.run)
        if mine is not None and same and mine.about == about_key(submission):
            todo.ready.append((submission, mine))
        else:
            todo.copies.append((submission, entry))
    return todo


def _graded(
    writer: JournalWriter,
    ground: Ground,
    hands: Hands,
    groups: dict[str, list[Submission]],
    outcome: Outcome,
) -> Iterator[Result]:
    """Grade the first of each group; the others of the group share what came of it."""
    firsts = [members[0] for members in groups.values() if members[0].file]
    for work, members in groups.items():
        if not members[0].file:
            for member in members:
                yield from _recorded(writer, ground, work, [missing(member)])
    work_of = {members[0].student: work for work, members in groups.items()}
    with closing(grade_all(hands.open_pool, hands.plan, firsts, hands.workers)) as pairs:
        for first, result in pairs:
            work = work_of[first.student]
            members = groups[work]
            outcome.executed += 1
            outcome.shared += len(members) - 1
            results = [given_to(result, member) for member in members]
            yield from _recorded(writer, ground, work, results)


def _recorded(
    writer: JournalWriter, ground: Ground, work: str, results: Sequence[Result]
) -> Sequence[Result]:
    """The results of one execution, now in the journal."""
    run = uuid.uuid4().hex[:12]
    writer.append((_entry(ground, result, work, run), result) for result in results)
    return results


def _entry(ground: Ground, result: Result, work: str, run: str) -> Entry:
    submission = result.submission
    return Entry(
        student=submission.student,
        file=file_key(ground, submission),
        work=work,
        digest=submission.digest,
        about=about_key(submission),
        state=result.state,
        run=run,
    )


def missing(submission: Submission) -> Result:
    """The result of one who handed in nothing, or nothing that is this chapter's notebook."""
    verdicts = {
        entry.id: unjudged(entry.exercise, "not_attempted", submission.fault)
        for entry in chapter_of(submission.chapter)
    }
    if submission.fault:
        flags = (*submission.notes, f"unreadable: {submission.fault}")
        return Result(submission, "unreadable", verdicts, flags)
    return Result(submission, "missing", verdicts, submission.notes)
