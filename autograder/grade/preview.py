"""What grading a class again would change, before anything is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from autograder.catalogue import require_chapter
from autograder.collect.intake import absent_of, prepare, taking_in
from autograder.course.course import Course
from autograder.course.decisions import Decided
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Journal
from autograder.course.rows import MarkChange, change, expected, row_of, with_hand_moves
from autograder.course.secret import HIDDEN_KEYS
from autograder.files.copies import copy_tree
from autograder.grade.hands_ahead import HandsAhead
from autograder.grade.pool import OpenPool
from autograder.grade.request import Request
from autograder.grade.run import Outcome, earlier_results, grade_into
from autograder.grade.session import Progress, Tell, workforce_of
from autograder.grade.share import absent_alone, mine_alone, share_of
from autograder.rebuild.keep import RELEASES
from autograder.sandbox.launch import require_sandbox
from autograder.submission.result import Result


def preview(
    request: Request,
    progress: Progress,
    open_pool: OpenPool | None = None,
    tell: Tell = lambda result, row: None,
) -> Outcome:
    """Grade everything in the source in a folder that is thrown away.

    Args:
        request: what was asked for.
        progress: called after each submission.
        open_pool: makes the executor that the work is handed to; local processes when None.
        tell: called with each result and its row.

    Returns:
        The rows as they would be, and in ``changed`` whose marks would be others.

    Raises:
        Refused: the source or the machine does not allow it.
    """
    require_chapter(request.chapter)
    if not (request.unsandboxed or request.elsewhere):
        require_sandbox()
    ready = prepare(request.intake)
    mine = share_of(request, ready.roster)
    there = Journal(Course(request.course).journal_path(request.chapter))
    with (
        taking_in(
            request.source, request.chapter, request.course, ready, said=request.said
        ) as take_in,
        _aside(request.course) as course,
    ):
        collected = take_in(course)
        index = there.index()
        absent = absent_alone(absent_of(index, collected.submissions), mine)
        theirs = mine_alone(collected.submissions, mine)
        came = [one for one in theirs if one.student not in absent]
        outcome = Outcome(remarks=collected.remarks)
        outcome.absent.update(index.latest[student].state for student in absent)
        journal = Journal(course.journal_path(request.chapter))
        ahead = HandsAhead(Course(request.course), course, request.chapter)
        with (
            workforce_of(request, course, open_pool, regrade=False) as workers,
            closing(
                grade_into(journal, workers, came, outcome, before=earlier_results(there, index))
            ) as results,
        ):
            for done, result in enumerate(results, 1):
                student = result.submission.student
                decided = index.decided_of(student)
                ahead.settle(result)
                old = index.latest.get(student)
                was = there.read(old) if old is not None else None
                found = _change(was, result, decided, ahead.hands)
                if found is not None:
                    outcome.changed.append(found)
                if not decided.settles:
                    result = ahead.with_waiting(result)
                row = row_of(result, replace(ahead.standing(result), decided=decided))
                outcome.rows.append(row)
                tell(result, row)
                progress(done, len(came), result)
    outcome.rows.sort(key=lambda row: row.student)
    outcome.changed.sort(key=lambda one: one.student)
    return outcome


def _change(
    was: Result | None, now: Result, decided: Decided, hands: HandMarks
) -> MarkChange | None:
    """What the real run's table and `diff` would say of one student, lateness aside."""
    after = row_of(now, replace(expected(now, hands, stands=True), decided=decided))
    if was is None:
        return change(None, after, "first result")
    before = row_of(was, replace(expected(was, hands), decided=decided))
    other = was.submission.digest != now.submission.digest
    why = "handed in" if was.state == "missing" else "new file" if other else "regraded"
    found = change(before, after, why)
    return with_hand_moves(found, (before, after), (was, now), why, hands)


@contextmanager
def _aside(root: Path) -> Iterator[Course]:
    """A folder that grades as the course folder does: its secret, its releases, its keys."""
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        aside = Path(folder).resolve()
        if (root / ".secret-seed").is_file():
            shutil.copy2(root / ".secret-seed", aside)
        for name in (RELEASES, HIDDEN_KEYS):
            if (root / name).is_dir():
                copy_tree(root / name, aside / name)
        yield Course(aside)


def without_due(request: Request) -> Request:
    """The request without a due date: it would be written into the gradebook."""
    return replace(request, due="")
