"""What an exercise or a chapter counts for a student at this moment."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.api import Gradebook, MissingEntry

from autograder.course.standing import is_open, standing
from autograder.files.paths import CHECK_PREFIX
from autograder.submission.asked import WHOLE


@dataclass(frozen=True, slots=True)
class PointsNow:
    """Points in the gradebook.

    Attributes:
        score: what counts; None where there is no mark.
        most: what it is worth.
        notebook: the submitted notebook's id, for formgrader.
    """

    score: float | None = None
    most: float = 0.0
    notebook: str = ""


def points_now(book: Gradebook, chapter: str, student: str, exercise: str) -> PointsNow:
    """The points of one exercise or written answer, or of the chapter for :data:`WHOLE`."""
    try:
        submission = book.find_submission(chapter, student)
    except MissingEntry:
        return PointsNow()
    notebook = str(submission.notebooks[0].id) if submission.notebooks else ""
    if exercise == WHOLE:
        mine = standing(submission)
        return PointsNow(mine.total, mine.max_score, notebook)
    for grade in (one for found in submission.notebooks for one in found.grades):
        if grade.cell.name.removeprefix(CHECK_PREFIX) == exercise:
            points = grade.auto_score if grade.manual_score is None else grade.manual_score
            score = (
                None if is_open(grade) else float(points or 0.0) + float(grade.extra_credit or 0)
            )
            return PointsNow(score, float(grade.cell.max_score), notebook)
    return PointsNow(notebook=notebook)
