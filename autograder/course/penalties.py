"""Late penalties, by nbgrader's own step and by the course's own plugin."""

from __future__ import annotations

from collections.abc import Iterable

from nbformat.v4 import new_notebook
from nbgrader.api import SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course.config import importable, settings
from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.journal import JournalWriter
from autograder.course.standing import Standing, standing
from autograder.errors import Refused


def concerns(submission: SubmittedAssignment) -> bool:
    """Whether there is a penalty to set, or one to take back."""
    penalised = any(n.late_submission_penalty is not None for n in submission.notebooks)
    return penalised or submission.total_seconds_late > 0


def settle_penalties(course: Course, chapter: str, students: Iterable[str]) -> None:
    """Reckon penalties anew, because a person gave points; the journal knows them at once.

    A penalty is often a share of the points. Not for use while a class is graded: the run has the
    journal open then, and sees to it itself.

    Raises:
        Refused: the course's plugin cannot be used.
    """
    for student, before in _standings(course, chapter, students).items():
        penalise(course, chapter, student)
        after = _standings(course, chapter, [student]).get(student)
        if after is not None and after.penalty != before.penalty:
            with JournalWriter(course.journal_path(chapter)) as writer:
                writer.penalty(student, after)


def _standings(course: Course, chapter: str, students: Iterable[str]) -> dict[str, Standing]:
    """What counts now of those for whom there is a penalty or lateness."""
    wanted = list(dict.fromkeys(students))
    if not wanted:
        return {}
    with opened(course.db_url, course.root) as book:
        found = {student: book.find_submission(chapter, student) for student in wanted}
        return {student: standing(one) for student, one in found.items() if concerns(one)}


def penalise(course: Course, chapter: str, student: str) -> None:
    """Set the penalties of a submission whose marks are written, as `nbgrader autograde` does.

    What a late hour costs is said in the course's ``nbgrader_config.py``, as nbgrader's manual
    has it: ``c.LateSubmissionPlugin.penalty_method`` or ``c.AssignLatePenalties.plugin_class``.

    Raises:
        Refused: the course's plugin cannot be used.
    """
    about = {
        "notebook": chapter,
        "assignment": chapter,
        "student": student,
        "db_url": course.db_url,
    }
    try:
        with importable(course.root):
            step = AssignLatePenalties(config=settings(course.root))
            step.preprocess(new_notebook(), {"nbgrader": about})
    except Exception as fault:  # the plugin is the course's own program
        raise Refused(
            f"the late penalty of {student} could not be set ({type(fault).__name__}: {fault}): "
            f"see the plugin that {course.root / 'nbgrader_config.py'} names."
        ) from None
