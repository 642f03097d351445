"""What nbgrader's gradebook says of a chapter: manual scores and late penalties included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from nbgrader.api import Gradebook, MissingEntry, Student, SubmittedAssignment

from autograder.collect.roster import Person, Roster
from autograder.errors import Refused
from autograder.paths import CHECK_PREFIX
from autograder.typed import command


@dataclass(frozen=True, slots=True)
class Mark:
    """One student's mark.

    Attributes:
        student: the gradebook's id.
        name: the person's, as far as the gradebook knows it.
        email: likewise.
        state: ``marked``; ``waiting`` when something in it has no score yet; ``missing``
            when nothing was handed in.
        score: after the late penalty; None unless marked.
        penalty: what lateness cost.
        parts: exercise or cell, score, points.
        first, last: the name as the gradebook keeps it.
    """

    student: str
    name: str
    email: str
    state: Literal["marked", "waiting", "missing"]
    score: float | None = None
    penalty: float = 0.0
    parts: tuple[tuple[str, float, float], ...] = ()
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a chapter.

    Attributes:
        chapter: the assignment's name.
        points: what can be earned.
        by_student: by the gradebook's id.
        roster: the same people, found by id or name.
    """

    chapter: str
    points: float
    by_student: Mapping[str, Mark]
    roster: Roster = field(default_factory=Roster)


def read_marks(course: Path, chapter: str) -> Marks:
    """The marks in a course folder's gradebook.

    Raises:
        Refused: there is no gradebook, or the chapter was not graded in it.
    """
    path = course / "gradebook.db"
    if not path.exists():
        raise Refused(
            f"{course} holds no gradebook.db: give the course folder that `{command('grade')}` "
            "made, or grade first."
        )
    with Gradebook(f"sqlite:///{path.resolve()}", "gradients") as book:
        try:
            assignment = book.find_assignment(chapter)
        except MissingEntry:
            known = ", ".join(a.name for a in book.assignments) or "none"
            raise Refused(
                f"the gradebook of {course} has no assignment {chapter}; it has: {known}."
            ) from None
        handed_in = {s.student_id: s for s in book.assignment_submissions(chapter)}
        marks = {p.id: _mark(p, handed_in.get(p.id)) for p in book.students}
        points = float(assignment.max_score)
    people = tuple(_person(mark) for _, mark in sorted(marks.items()))
    return Marks(chapter, points, marks, Roster(people))


def _mark(person: Student, submission: SubmittedAssignment | None) -> Mark:
    found = _judged(person, submission)
    return replace(found, first=person.first_name or "", last=person.last_name or "")


def _judged(person: Student, submission: SubmittedAssignment | None) -> Mark:
    name = " ".join(filter(None, (person.first_name, person.last_name)))
    about = (person.id, name, person.email or "")
    if submission is None:
        return Mark(*about, "missing")
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    # None is what our own writer leaves where nothing was judged; nbgrader counts it as 0.
    open_ = [g for g in grades if g.auto_score is None and g.manual_score is None and g.max_score]
    if open_ or not grades:
        return Mark(*about, "waiting")
    penalty = float(submission.late_submission_penalty or 0.0)
    parts = tuple(
        (grade.cell.name.removeprefix(CHECK_PREFIX), float(grade.score), float(grade.max_score))
        for grade in grades
    )
    score = max(0.0, float(submission.score) - penalty)
    return Mark(*about, "marked", score, penalty, parts)


def _person(mark: Mark) -> Person:
    # Graded without a roster, a Canvas student is called doejane_123.
    head, _, number = mark.student.rpartition("_")
    numbers = (number,) if head and number.isdigit() else ()
    others = (mark.email,) if mark.email else ()
    return Person(mark.student, mark.name or head or mark.student, numbers, others=others)


def feedback_of(mark: Mark) -> str:
    """One line for an LMS's comment field: the points of each exercise."""
    parts = [f"{name} {score:g}/{points:g}" for name, score, points in mark.parts]
    if mark.penalty:
        parts.append(f"late penalty -{mark.penalty:g}")
    return "; ".join(parts)
