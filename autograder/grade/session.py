"""``autograder grade``: collect, grade, write down, tell.

Whatever ends a run, the same command goes on: the journal has what is graded, and
everything else (gradebook, notebooks, pages) is written again from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import replace
from functools import partial

from autograder.catalogue import exercises_in
from autograder.collect.group_hands import share_by_hand
from autograder.collect.intake import absent_of, prepare, taking_in
from autograder.course.by_hand import ByHand
from autograder.course.course import (
    Course,
    ensure_assignment,
    inside,
    open_course,
    write_timestamp,
)
from autograder.course.database import connected, no_other_course, repair
from autograder.course.decisions import Decided
from autograder.course.gradebook import GradebookWriter
from autograder.course.hand_marks import ALL, HandMarks
from autograder.course.journal import Journal
from autograder.course.own_cells import out_of
from autograder.course.penalties import penalise
from autograder.course.rows import Row, changes, row_of
from autograder.course.settings import read_settings
from autograder.course.standing import Standing
from autograder.course.waiting import shown_before, with_waiting
from autograder.execute.local import LocalPool, cores
from autograder.execute.reused import ReusedPool
from autograder.feedback.publish import write_page, write_pages
from autograder.files.atomic import write_atomic
from autograder.files.locking import alone
from autograder.grade.pool import OpenPool, Plan, Workforce, make_ready
from autograder.grade.request import Request
from autograder.grade.run import Outcome, grade_into
from autograder.grade.share import (
    absent_alone,
    keep_roster_sections,
    mine_alone,
    not_graded_yet,
    share_of,
)
from autograder.grade.stopping import Tally, resumable
from autograder.grade.students import check_begun
from autograder.sandbox.launch import require_sandbox
from autograder.signals import held_back
from autograder.submission.result import Result
from course_utils.core.exercise import Exercise

# Called with (done, total, result) after each submission.
Progress = Callable[[int, int, Result], None]
# Called with a result and what is kept of it, when its mark is in the gradebook.
Tell = Callable[[Result, Row], None]


def grade_class(
    request: Request,
    progress: Progress,
    open_pool: OpenPool | None = None,
    tell: Tell = lambda result, row: None,
) -> Outcome:
    """Grade everything in the source; results that the journal has are not graded again.

    Args:
        request: what was asked for.
        progress: called after each submission.
        open_pool: makes the executor that the work is handed to; local processes when None.
        tell: called with each result and its row.

    Raises:
        Refused: the source, the course folder or the machine does not allow it.
        Stopped: the run was ended, or the disk is full; the same command goes on.
    """
    exercises = {exercise.id: exercise for exercise in exercises_in(request.chapter)}
    if not (request.unsandboxed or request.elsewhere):
        # Refuse before anything is written, not in the middle of a class.
        require_sandbox()
    ready = prepare(request.intake)
    mine = share_of(request, ready.roster)
    tally = Tally()
    source, chapter = request.source, request.chapter
    with (
        resumable(tally),
        taking_in(source, chapter, request.course, ready, said=request.said) as take_in,
    ):
        course = open_course(request.course)
        with (
            locked(course),
            workforce_of(request, course, open_pool, regrade=request.regrade) as workforce,
        ):
            check_begun(course)
            with held_back():
                with connected(course.db_url):
                    pass  # a gradebook that cannot be reached is refused before anything is done
                ready_gradebook(course, request.chapter)
            collected = take_in(course)
            keep_roster_sections(request, ready.roster)
            journal = Journal(course.journal_path(request.chapter))
            index = journal.index()
            absent = absent_alone(absent_of(index, collected.submissions), mine)
            theirs = mine_alone(collected.submissions, mine)
            came = [one for one in theirs if one.student not in absent]
            tally.total = len(came)
            outcome = Outcome(remarks=collected.remarks, people=collected.people)
            outcome.outside = not_graded_yet(collected.submissions, mine, index)
            with (
                no_other_course(course.db_url, course.course_id),
                GradebookWriter(course.db_url, exercises, course.course_id) as gradebook,
                closing(grade_into(journal, workforce, came, outcome, absent)) as results,
            ):
                marks = HandMarks(course.hand_path(request.chapter))
                for result in results:
                    decided = index.decided_of(result.submission.student)
                    with held_back():
                        now = publish(
                            result, course, gradebook, list(exercises.values()), marks, decided
                        )
                        outcome.standings[result.submission.student] = now
                        tally.done += result.submission.student not in absent
                    if result.submission.student in absent:
                        continue
                    if not decided.settles:
                        result = with_waiting(result, gradebook, marks)
                    row = row_of(result, now)
                    outcome.rows.append(row)
                    tell(result, row)
                    progress(tally.done, tally.total, result)
            if outcome.wrote:
                outcome.changed = list(changes(journal))
    outcome.rows.sort(key=lambda row: row.student)
    return outcome


@contextmanager
def workforce_of(
    request: Request, course: Course, open_pool: OpenPool | None, *, regrade: bool
) -> Iterator[Workforce]:
    """Who grades what was asked for, in this course folder; gone at the end.

    Args:
        request: what was asked for.
        course: whose secret and releases count.
        open_pool: makes the executor; local processes when None.
        regrade: grade again what the journal has already.
    """
    workers = request.workers or cores()
    plan = Plan(
        request.chapter,
        course.secret(),
        str(course.root.resolve()),
        request.unsandboxed,
        request.limits,
        read_settings(request.course).variants,
    )
    with ReusedPool(open_pool or (lambda: LocalPool(workers))) as pool:
        pool.post(partial(make_ready, plan))
        yield Workforce(plan, workers, pool.open, regrade)


def ready_gradebook(course: Course, chapter: str) -> None:
    """Have the chapter in the course's gradebook, which may be new, or half made."""
    with inside(course.root):
        repair(course.db_url)
    ensure_assignment(course, chapter)


def publish(
    result: Result,
    course: Course,
    gradebook: GradebookWriter,
    exercises: Sequence[Exercise],
    hands: HandMarks | None = None,
    decided: Decided | None = None,
) -> Standing:
    """Gradebook, rebuilt notebook and feedback page of one result; what counts for its student.

    Args:
        result: what was graded.
        course: where to.
        gradebook: the course's.
        exercises: the chapter's, in its order.
        hands: what was given by hand, and for which text; read when None.
        decided: what a person decided about the student's chapter; read when None.
    """
    student, chapter = result.submission.student, result.submission.chapter
    if decided is None:
        decided = Journal(course.journal_path(chapter)).index().decided_of(student)
    hands = hands or HandMarks(course.hand_path(chapter))
    shown = shown_before(result, course, hands)
    written = gradebook.write(result, hands, shown, decided.until)
    by_hand, standing = written.by_hand, written.standing
    if written.late:
        by_hand, standing = _penalised(course, gradebook, student, chapter, late=True)
    write_timestamp(course, result.submission)
    if result.notebook:
        write_atomic(course.autograded_path(student, chapter), result.notebook, "notebook")
    if result.state not in ("missing", "grader_fault"):
        names = (*result.texts, *result.code) or (ALL,)
        hands.show(student, {name: result.text_of(name) for name in names})
    if _share(course, chapter, student, by_hand, hands):
        by_hand, standing = _penalised(course, gradebook, student, chapter, late=written.late)
    settings = read_settings(course.root)
    write_page(result, course, exercises, settings, replace(by_hand, decided=decided))
    return replace(out_of(standing, result), decided=decided)


def _penalised(
    course: Course, gradebook: GradebookWriter, student: str, chapter: str, *, late: bool
) -> tuple[ByHand, Standing]:
    """What the student has now, and what counts, after the late penalty where there is one."""
    if late:
        penalise(course, chapter, student)
    return gradebook.by_hand(student, chapter), gradebook.standing(student, chapter)


def _share(course: Course, chapter: str, student: str, by_hand: ByHand, hands: HandMarks) -> bool:
    """Let a mark by hand of the student's group count for all who wait with the same text.

    Returns:
        Whether the student got anything.
    """
    given = by_hand.given.values()
    if not any(one.waits or (one.points is not None and not one.empty) for one in given):
        return False
    found = {one.student for one in share_by_hand(course, chapter, student, hands)}
    for other in sorted(found - {student}):
        penalise(course, chapter, other)
        write_pages(course, chapter, only=other)
    return student in found


def locked(course: Course) -> AbstractContextManager[None]:
    """One grader at a time on one course.

    Raises:
        Refused: another one is at work.
    """
    busy = f"another grading run is at work on {course.root}; wait until it has ended."
    return alone(course.root / ".lock", busy)
