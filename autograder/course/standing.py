"""What counts for a student: the gradebook's score, less the late penalty."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select
from sqlalchemy.orm import object_session, selectinload

from autograder.course.decisions import UNDECIDED, Decided


@dataclass(frozen=True, slots=True)
class Standing:
    """One student's marks of a chapter, as the gradebook has them.

    Attributes:
        score: what was earned, scores by hand included.
        max_score: what could be earned in the cells that the submission has; nbgrader's own
            number is that of all cells, those of other releases included.
        penalty: the points that lateness costs.
        waits: whether a cell has no score yet.
        decided: what a person decided about the whole of it; the gradebook has no place for
            that, the journal has.
    """

    score: float = 0.0
    max_score: float = 0.0
    penalty: float = 0.0
    waits: bool = True
    decided: Decided = UNDECIDED

    @property
    def left(self) -> float:
        """The points after the penalty."""
        return max(0.0, self.score - self.penalty)

    @property
    def total(self) -> float | None:
        """The mark; None while a cell has no score, and of who is excused."""
        if self.decided.override:
            return self.decided.override.mark
        return None if self.waits or self.decided.excuse else self.left


def handed_in(book: Gradebook, chapter: str) -> dict[str, SubmittedAssignment]:
    """Every submission of a chapter by student, its rows asked for all at once."""
    rows = selectinload(SubmittedAssignment.notebooks).selectinload(SubmittedNotebook.grades)
    mine = SubmittedAssignment.assignment_id == book.find_assignment(chapter).id
    found = book.db.scalars(select(SubmittedAssignment).where(mine).options(rows))
    return {one.student_id: one for one in found}


def standing(submission: SubmittedAssignment) -> Standing:
    """The mark of a submission."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    kind = SubmittedAssignment
    sums = (kind.score, kind.late_submission_penalty)
    # One question; of the submission itself each would be a question of its own.
    asked = select(*sums).where(kind.id == submission.id)
    session = object_session(submission)
    assert session is not None
    score, penalty = session.execute(asked).one()
    return Standing(
        float(score),
        float(sum(grade.cell.max_score for grade in grades)),
        float(penalty or 0.0),
        not grades or any(is_open(grade) for grade in grades),
    )


def is_open(grade: Grade) -> bool:
    """Whether nobody has given a score, neither the grader nor a person.

    None is what our own writer leaves where nothing was judged; nbgrader counts it as 0.
    """
    return grade.auto_score is None and grade.manual_score is None and bool(grade.cell.max_score)
