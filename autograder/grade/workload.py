"""What a run has to do: the class, divided by what each submission needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.course.journal import Index, Journal, JournalEntry
from autograder.grade.context import GradingContext, answer_key, bytes_key, submission_key
from autograder.grade.pool import Workforce, keys_of
from autograder.submission.result import GRADED, Submission


@dataclass(slots=True)
class Workload:
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

    ready: list[tuple[Submission, JournalEntry]] = field(default_factory=list)
    held: list[tuple[Submission, JournalEntry]] = field(default_factory=list)
    renamed: list[tuple[Submission, JournalEntry]] = field(default_factory=list)
    copies: list[tuple[Submission, JournalEntry]] = field(default_factory=list)
    groups: dict[str, list[Submission]] = field(default_factory=lambda: defaultdict(list))
    still: list[tuple[Submission, JournalEntry]] = field(default_factory=list)
    overwritten: frozenset[str] = frozenset()

    def writes(self) -> bool:
        """Whether the journal gets a line."""
        told = any(entry.about != submission_key(mine) for mine, entry in (*self.held, *self.still))
        return told or bool(self.renamed or self.copies or self.groups or self.still)


def still_to_write(
    journal: Journal,
    index: Index,
    absent: Mapping[str, Submission | None],
    unfinished: bool,
) -> Iterator[tuple[Submission, JournalEntry]]:
    """Of those who handed in nothing now: who was cut off, or called otherwise."""
    for student, said in sorted(absent.items()):
        entry = index.latest[student]
        if said is None and not unfinished:
            continue
        mine = journal.read(entry).submission
        named = mine if said is None or not said.name else _called(mine, said)
        if unfinished or student in index.lost or named != mine:
            yield named, entry


def _called(submission: Submission, like: Submission) -> Submission:
    """The submission with the other one's name."""
    return replace(submission, name=like.name, first=like.first, last=like.last)


def _works(
    context: GradingContext, workforce: Workforce, submissions: Sequence[Submission], index: Index
) -> dict[str, str]:
    """What each file will run, by file key; files that the journal knows are not read again."""
    works: dict[str, str] = {}
    unknown: dict[str, Submission] = {}
    for submission in submissions:
        key = bytes_key(context, submission)
        if key in index.files:
            works[key] = index.files[key]
        elif submission.file:
            unknown[key] = submission
        else:
            works[key] = answer_key(context, submission, Path())
    if unknown:
        pairs = keys_of(
            workforce.open_pool, workforce.plan, list(unknown.values()), workforce.workers
        )
        with closing(pairs):
            for submission, work in pairs:
                key = bytes_key(context, submission)
                works[key] = work or key
    return works


def divide(
    context: GradingContext,
    workforce: Workforce,
    submissions: Sequence[Submission],
    index: Index,
    goes_on: bool,
) -> Workload:
    """What is to be done with each submission; a file that the journal knows is not read again.

    Args:
        context: what the chapter is graded with.
        workforce: says whether everything is graded again, and who reads the new files.
        submissions: of one chapter.
        index: what the journal holds, by student, by file and by work.
        goes_on: what an interrupted regrade has graded again counts.
    """
    load = Workload()
    others = []
    for submission in submissions:
        mine = index.latest.get(submission.student)
        if mine is not None and not workforce.regrade and _holds(context, mine, submission):
            load.held.append((submission, mine))
        else:
            others.append(submission)
    works = _works(context, workforce, others, index)
    # What an interrupted regrade has graded again counts; what was there before does not.
    regraded = index.fresh if goes_on else set()
    usable = regraded if workforce.regrade else set(index.works)
    for submission in others:
        work = works[bytes_key(context, submission)]
        if work not in usable:
            load.groups[work].append(submission)
            continue
        entry, mine = index.works[work], index.latest.get(submission.student)
        same = mine is not None and (mine.work, mine.run) == (work, entry.run)
        if mine is not None and same:
            there = load.ready if mine.about == submission_key(submission) else load.renamed
            there.append((submission, mine))
        else:
            load.copies.append((submission, entry))
    return load


def _holds(context: GradingContext, mine: JournalEntry, submission: Submission) -> bool:
    """Whether the same file has a mark already, from another state of the course."""
    same = bool(submission.file) and mine.digest == submission.digest
    return same and mine.state in GRADED and mine.file != bytes_key(context, submission)
