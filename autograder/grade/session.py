"""``autograder grade``: collect, grade, write down, tell."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from autograder.catalogue import chapter_of
from autograder.errors import Refused
from autograder.feedback.page import render
from autograder.grade.collect import collect, read_roster
from autograder.grade.course import Course, ensure_assignment, open_course
from autograder.grade.gradebook import GradebookWriter
from autograder.grade.journal import Journal
from autograder.grade.pool import Plan, grade_all, local_pool
from autograder.grade.result import Result, Submission
from autograder.paths import NOTEBOOKS, version
from autograder.sandbox.launch import require_sandbox
from course_utils.exercise import Exercise


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for.

    Attributes:
        source: a folder, a zip or a notebook.
        chapter: the assignment's name.
        course: the course folder.
        roster: a CSV with the columns id and name, or None.
        workers: processes; None for one per core.
        regrade: grade again what the journal has already.
        unsandboxed: run without isolation.
    """

    source: Path
    chapter: str
    course: Path
    roster: Path | None = None
    workers: int | None = None
    regrade: bool = False
    unsandboxed: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of it: one result per student, and how many were graded before."""

    results: list[Result] = field(default_factory=list)
    reused: int = 0
    notes: list[str] = field(default_factory=list)


# Called with (done, total, result) after each submission.
Progress = Callable[[int, int, Result], None]


def grade_class(request: Request, progress: Progress) -> Outcome:
    """Grade everything in the source; results that the journal has are not graded again.

    Raises:
        Refused: the source, the course folder or the machine does not allow it.
    """
    exercises = {entry.id: entry.exercise for entry in chapter_of(request.chapter)}
    if not request.unsandboxed:
        # Refuse before anything is written, not in the middle of a class.
        require_sandbox()
    course = open_course(request.course)
    with locked(course):
        ensure_assignment(course, request.chapter)
        roster = read_roster(request.roster) if request.roster else None
        collected = collect(request.source, request.chapter, course.root, roster)
        journal = Journal(course.journal_path(request.chapter))
        known = {} if request.regrade else dict(journal.read())
        keys = {s.student: result_key(s, course) for s in collected.submissions}
        outcome = Outcome(notes=collected.notes)
        waiting, ready = _split(collected.submissions, keys, known)
        outcome.reused = len(ready)
        with GradebookWriter(course.db_url, exercises) as writer:
            total = len(collected.submissions)
            fresh = {submission.student for submission in waiting}
            for done, result in enumerate(_grade(request, course, waiting, ready), 1):
                student = result.submission.student
                if student in fresh:
                    journal.append(result, keys[student])
                publish(result, course, writer, list(exercises.values()))
                outcome.results.append(result)
                progress(done, total, result)
    outcome.results.sort(key=lambda result: result.submission.student)
    return outcome


def _grade(
    request: Request, course: Course, waiting: Sequence[Submission], ready: Sequence[Result]
) -> Iterator[Result]:
    yield from ready
    if not waiting:
        return
    plan = Plan(request.chapter, course.secret(), str(course.root.resolve()), request.unsandboxed)
    with local_pool(request.workers) as pool:
        yield from grade_all(pool, plan, waiting)


def _split(
    submissions: Sequence[Submission], keys: dict[str, str], known: dict[str, Result]
) -> tuple[list[Submission], list[Result]]:
    waiting, ready = [], []
    for submission in submissions:
        before = known.get(keys[submission.student])
        # A fault of ours is always tried again.
        if before is None or before.state == "grader_fault":
            waiting.append(submission)
        else:
            ready.append(before)
    return waiting, ready


def result_key(submission: Submission, course: Course) -> str:
    """A digest of what decides a result: answer, released notebook, version, seed."""
    released = (NOTEBOOKS / f"{submission.chapter}.ipynb").read_bytes()
    parts = (
        submission.student,
        submission.chapter,
        submission.digest,
        hashlib.sha256(released).hexdigest(),
        version(),
        course.secret(),
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def publish(
    result: Result, course: Course, writer: GradebookWriter, exercises: Sequence[Exercise]
) -> None:
    """Gradebook, rebuilt notebook and feedback page of one result."""
    writer.write(result)
    student, chapter = result.submission.student, result.submission.chapter
    if result.notebook:
        _write(course.autograded_path(student, chapter), result.notebook)
    _write(course.feedback_path(student, chapter), render(result, exercises))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, path)  # never half a page


@contextmanager
def locked(course: Course) -> Iterator[None]:
    """One grader at a time on one course.

    Raises:
        Refused: another one is at work.
    """
    with (course.root / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"another grading run is at work on {course.root}; wait until it has ended."
            ) from None
        yield
