"""Late penalties, by nbgrader's own step and by the course's own plugin."""

from __future__ import annotations

from nbformat.v4 import new_notebook
from nbgrader.api import SubmittedAssignment
from nbgrader.preprocessors import AssignLatePenalties

from autograder.course.config import importable, settings
from autograder.course.course import Course
from autograder.errors import Refused
from autograder.submission.result import Result


def concerns(submission: SubmittedAssignment) -> bool:
    """Whether there is a penalty to set, or one to take back."""
    penalised = any(n.late_submission_penalty is not None for n in submission.notebooks)
    return penalised or submission.total_seconds_late > 0


def penalise(course: Course, result: Result) -> None:
    """Set the penalties of a submission whose marks are written, as `nbgrader autograde` does.

    What a late hour costs is said in the course's ``nbgrader_config.py``, as nbgrader's manual
    has it: ``c.LateSubmissionPlugin.penalty_method`` or ``c.AssignLatePenalties.plugin_class``.

    Raises:
        Refused: the course's plugin cannot be used.
    """
    student, chapter = result.submission.student, result.submission.chapter
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
