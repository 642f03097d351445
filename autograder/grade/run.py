"""One run over a class: what has to be graded, and every result into the journal."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.catalogue import chapter_of
from autograder.collect.known import RosterDiff
from autograder.grade.fail_point import fail_point
from autograder.grade.identity import Ground, about_key, file_key, ground_of, work_key
from autograder.grade.journal import Entry, Index, Journal, JournalWriter
from autograder.grade.pool import OpenPool, Plan, grade_all, keys_of
from autograder.grade.result import GRADED, Result, Submission, given_to
from autograder.grade.rows import Change, Row
from autograder.grade.standing import Standing
from autograder.release.keep import course_now, keep_now
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
        kept: results that another state of the course gave, by its release's name: they stay.
        absent: students who handed in before and nothing now, by state: they stay as they are.
        releases: the releases of the notebooks that were graded now.
        wrote: whether the journal got anything from this run.
        changed: whose mark is another than before this run.
        people: what is new on the roster.
        notes: the collector's.
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
    changed: list[Change] = field(default_factory=list)
    people: RosterDiff = field(default_factory=RosterDiff)
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
        held: it is, from another state of the course: a mark does not change by itself.
        renamed: it is, and something else is said of the student or the file now.
        copies: an equal answer's is.
        groups: not graded yet, by work.
        still: of students who handed in nothing now, what has to be written again.
        overwritten: who was written down as missing after handing something in.
    """

    ready: list[tuple[Submission, Entry]] = field(default_factory=list)
    held: list[tuple[Submission, Entry]] = field(default_factory=list)
    renamed: list[tuple[Submission, Entry]] = field(default_factory=list)
    copies: list[tuple[Submission, Entry]] = field(default_factory=list)
    groups: dict[str, list[Submission]] = field(default_factory=lambda: defaultdict(list))
    still: list[tuple[Submission, Entry]] = field(default_factory=list)
    overwritten: frozenset[str] = frozenset()

    def writes(self) -> bool:
        """Whether the journal gets a line."""
        told = any(entry.about != about_key(mine) for mine, entry in (*self.held, *self.still))
        return told or bool(self.renamed or self.copies or self.groups or self.still)


def absent_of(index: Index, submissions: Sequence[Submission]) -> dict[str, Submission | None]:
    """Who handed in before and has nothing in this download, with what the roster says of him."""
    came = {one.student: one for one in submissions}
    return {
        student: came.get(student)
        for student, entry in index.latest.items()
        if entry.state != "missing" and _is_empty(came.get(student))
    }


def _is_empty(submission: Submission | None) -> bool:
    return submission is None or not (submission.file or submission.fault)


def grade_into(
    journal: Journal,
    hands: Hands,
    submissions: Sequence[Submission],
    outcome: Outcome,
    absent: Mapping[str, Submission | None] | None = None,
) -> Generator[Result, None, None]:
    """Every submission's result, each in the journal before it is yielded.

    Args:
        journal: results that it has are not graded again.
        hands: who grades the others.
        submissions: one for each student.
        outcome: its counts are kept up to date.
        absent: who handed in before and is not among the submissions; yielded, after the
            others, where something about him has to be written again.
    """
    plan = hands.plan
    ground = ground_of(plan.chapter, plan.secret, plan.limits, Path(plan.course))
    with JournalWriter(journal.path) as writer:
        index = journal.index()
        session = _Session(writer, index, hands.regrade)
        if session.begun and index.session is not None:
            outcome.resumed = index.session.begun
        unfinished = index.session is not None and not index.session.ended
        todo = _divide(ground, hands, submissions, index, session.begun)
        todo.still = list(_still(journal, index, absent or {}, unfinished, outcome))
        todo.overwritten = frozenset(index.lost)
        if todo.groups:
            # What students hold now can be given out anew any day: this is what grades them.
            keep_now(Path(plan.course))
        if todo.writes():
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
        outcome.reused += not _is_empty(submission)
        yield given_to(journal.read(entry), submission)
    for submission, entry in todo.renamed:
        outcome.reused += not _is_empty(submission)
        yield _told(writer, journal, entry, submission)
    for submission, entry in todo.held:
        outcome.kept[entry.by] += 1
        yield _told(writer, journal, entry, submission)
    for submission, entry in todo.copies:
        outcome.shared += bool(submission.file)
        result = given_to(journal.read(entry), submission)
        writer.append([(_entry(ground, result, entry.work, entry.run), result)])
        yield result
    yield from _graded(writer, ground, hands, todo.groups, outcome)
    for submission, entry in todo.still:
        yield _told(writer, journal, entry, submission, anew=submission.student in todo.overwritten)


def _told(
    writer: JournalWriter,
    journal: Journal,
    entry: Entry,
    submission: Submission,
    *,
    anew: bool = False,
) -> Result:
    """A result as it is, with what is said of its student today."""
    result = given_to(journal.read(entry), submission)
    about = about_key(submission)
    if anew or about != entry.about:
        writer.append([(replace(entry, about=about, state=result.state), result)])
    return result


def _still(
    journal: Journal,
    index: Index,
    absent: Mapping[str, Submission | None],
    open_: bool,
    outcome: Outcome,
) -> Iterator[tuple[Submission, Entry]]:
    """Of those who handed in nothing now: who was cut off, or called otherwise."""
    for student, said in sorted(absent.items()):
        entry = index.latest[student]
        outcome.absent[entry.state] += 1
        if said is None and not open_:
            continue
        mine = journal.read(entry).submission
        named = mine if said is None or not said.name else called(mine, said)
        if open_ or student in index.lost or named != mine:
            yield named, entry


def called(submission: Submission, like: Submission) -> Submission:
    """The submission with the other one's name."""
    return replace(submission, name=like.name, first=like.first, last=like.last)


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
    ground: Ground, hands: Hands, submissions: Sequence[Submission], index: Index, goes_on: bool
) -> _Todo:
    todo = _Todo()
    others = []
    for submission in submissions:
        mine = index.latest.get(submission.student)
        if mine is not None and not hands.regrade and _holds(ground, mine, submission):
            todo.held.append((submission, mine))
        else:
            others.append(submission)
    works = _works(ground, hands, others, index)
    # What an interrupted regrade has graded again counts; what was there before does not.
    regraded = index.fresh if goes_on else set()
    usable = regraded if hands.regrade else set(index.works)
    for submission in others:
        work = works[file_key(ground, submission)]
        if work not in usable:
            todo.groups[work].append(submission)
            continue
        entry, mine = index.works[work], index.latest.get(submission.student)
        same = mine is not None and (mine.work, mine.run) == (work, entry.run)
        if mine is not None and same:
            there = todo.ready if mine.about == about_key(submission) else todo.renamed
            there.append((submission, mine))
        else:
            todo.copies.append((submission, entry))
    return todo


def _holds(ground: Ground, mine: Entry, submission: Submission) -> bool:
    """Whether the same file has a mark already, from another state of the course."""
    same = bool(submission.file) and mine.digest == submission.digest
    return same and mine.state in GRADED and mine.file != file_key(ground, submission)


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
            yield from _recorded(writer, ground, work, [missing(member) for member in members])
    work_of = {members[0].student: work for work, members in groups.items()}
    with closing(grade_all(hands.open_pool, hands.plan, firsts, hands.workers)) as pairs:
        for first, result in pairs:
            work = work_of[first.student]
            members = groups[work]
            outcome.executed += 1
            outcome.shared += len(members) - 1
            outcome.releases[result.release] += len(members)
            results = [given_to(result, member) for member in members]
            yield from _recorded(writer, ground, work, results)


def _recorded(
    writer: JournalWriter, ground: Ground, work: str, results: Sequence[Result]
) -> Sequence[Result]:
    """The results of one execution, now in the journal."""
    run, by = uuid.uuid4().hex[:12], course_now()
    results = [replace(result, by=by) for result in results]
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
        by=result.by,
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
