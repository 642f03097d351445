"""The two steps of nbgrader's autograding: rebuilding the notebook, and grading it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.catalogue import exercises_in
from autograder.course.course import Course, follow_version
from autograder.course.database import no_other_course
from autograder.course.gradebook import GradebookWriter
from autograder.course.journal import Journal
from autograder.course.settings import read_settings
from autograder.files.atomic import write_atomic
from autograder.grade.pool import Plan, Workforce
from autograder.grade.run import Outcome, grade_into
from autograder.grade.session import locked, publish
from autograder.nbgrader_plugin.files import read_submitted, read_timestamp
from autograder.nbgrader_plugin.kept_process import KEPT
from autograder.rebuild.rebuilt import Unreadable, rebuild
from autograder.sandbox.launch import require_sandbox
from autograder.submission.result import Result, Submission
from course_utils.core.exercise import Exercise

Resources = dict[str, Any]


class Rebuild(NbGraderPreprocessor):
    """Puts the student's answers into the released notebook; nothing runs."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The rebuilt notebook; of a file that cannot be read, the released one."""
        KEPT.begin(resources["nbgrader"]["assignment"])  # at work before it is needed
        try:
            data = read_submitted(_file(resources))
            return rebuild(data, nb).notebook, resources
        except Unreadable as fault:
            self.log.warning("%s: %s", _file(resources), fault)
            return nb, resources


class Examine(NbGraderPreprocessor):
    """Grades as ``autograder grade`` does: same seed, journal, marks, comments and page."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """The notebook with this run's outputs; the marks are in the gradebook then.

        Raises:
            Refused: another grading run is at work on the course.
            SandboxUnavailable: this machine gives no sandbox.
        """
        require_sandbox()
        course = Course(Path(resources["nbgrader"]["root"]))
        chapter, db_url = resources["nbgrader"]["assignment"], resources["nbgrader"]["db_url"]
        exercises = {exercise.id: exercise for exercise in exercises_in(chapter)}
        with locked(course):
            follow_version(course, chapter)
            with (
                no_other_course(db_url, course.course_id),
                GradebookWriter(db_url, exercises, course.course_id) as gradebook,
            ):
                result = _graded(course, resources, gradebook, list(exercises.values()))
        for flag in result.flags:
            self.log.warning("%s: %s", result.submission.student, flag.text)
        _write_timestamp(resources, course)
        notebook = nbformat.reads(result.notebook, as_version=4) if result.notebook else nb
        return notebook, resources


def _graded(
    course: Course,
    resources: Resources,
    gradebook: GradebookWriter,
    exercises: Sequence[Exercise],
) -> Result:
    submission, outcome = _submission(course, resources), Outcome()
    variants = read_settings(course.root).variants
    plan = Plan(submission.chapter, course.secret(), str(course.root.resolve()), variants=variants)
    workforce = Workforce(plan, 1, KEPT.executor)
    journal = Journal(course.journal_path(submission.chapter))
    done: list[Result] = []
    with closing(grade_into(journal, workforce, [submission], outcome)) as results:
        for result in results:
            now = publish(result, course, gradebook, exercises)
            outcome.standings[submission.student] = now
            done.append(result)
    return done[0]


def _submission(course: Course, resources: Resources) -> Submission:
    path = _file(resources)
    timestamp, odd = read_timestamp(path.parent)
    submission = Submission(
        student=resources["nbgrader"]["student"],
        chapter=resources["nbgrader"]["assignment"],
        received=f"{timestamp.isoformat()}+00:00" if timestamp else "",
        remarks=(odd,) if odd else (),
    )
    try:
        digest = hashlib.sha256(read_submitted(path)).hexdigest()
    except Unreadable as fault:
        return replace(submission, faults=(fault.remark,))
    return replace(submission, file=path.relative_to(course.root).as_posix(), digest=digest)


def _file(resources: Resources) -> Path:
    folder = Path(resources["nbgrader"]["submitted"])
    return folder / f"{resources['nbgrader']['notebook']}.ipynb"


def _write_timestamp(resources: Resources, course: Course) -> None:
    """Give the graded folder the submission's time, which nbgrader compares with a newer one."""
    timestamp, _ = read_timestamp(Path(resources["nbgrader"]["submitted"]))
    student, chapter = resources["nbgrader"]["student"], resources["nbgrader"]["assignment"]
    target = course.autograded_path(student, chapter).with_name("timestamp.txt")
    target.unlink(missing_ok=True)
    if timestamp is not None:
        write_atomic(target, f"{timestamp.isoformat()} UTC\n")
