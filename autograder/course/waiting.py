"""What waits for a person: answers in words, and what was graded by hand under another text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import ColumnElement, or_, select

from autograder.course.course import Course
from autograder.course.database import connected
from autograder.course.gradebook import GradebookWriter
from autograder.course.hand_marks import HandMarks
from autograder.submission.result import UNGRADED, Result, Waiting


def with_waiting(result: Result, gradebook: GradebookWriter, hands: HandMarks) -> Result:
    """The result, with what has no mark in the gradebook until a person gives one."""
    if result.state in (*UNGRADED, "missing"):
        return result  # all of it, and that is said in another way
    student, chapter = result.submission.student, result.submission.chapter
    if result.to_read == () and not hands.knows(student):
        return result  # the gradebook need not be asked
    waits = {
        name: Waiting(given.most, hands.earlier(student, name, result.text_of(name)).points)
        for name, given in gradebook.by_hand(student, chapter).given.items()
        if given.waits and not _is_our_fault(result, name)
    }
    return replace(result, waits=waits)


def _is_our_fault(result: Result, name: str) -> bool:
    verdict = result.verdicts.get(name)
    return verdict is not None and verdict.state == "grader_fault"


def shown_before(result: Result, course: Course, hands: HandMarks) -> Mapping[str, str]:
    """By cell, the digest of the text that whoever graded by hand had before him.

    Empty where nothing says so. Folders of before this was written down have the graded
    notebook itself.
    """
    student, chapter = result.submission.student, result.submission.chapter
    if shown := hands.shown(student):
        return shown
    try:
        before = _sources(course.autograded_path(student, chapter).read_text("utf-8"))
        now = _sources(result.notebook)
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    same = {name for name, source in now.items() if before.get(name) == source}
    return {
        name: result.text_of(name) if name in same else "unknown"
        for name in result.texts
        if name in before
    }


def _sources(notebook: str) -> dict[str, str]:
    cells = json.loads(notebook)["cells"]
    return {cell["id"]: "".join(cell["source"]) for cell in cells if "id" in cell}


def waiting_now(course: Course, chapter: str) -> Counter[str]:
    """How many answers wait for a person, by student, as the gradebook has it at this moment."""
    return _count(course, chapter, Grade.auto_score.is_(None), Grade.manual_score.is_(None))


def not_the_graders(course: Course, chapter: str) -> Counter[str]:
    """How many cells have points by hand, or lost some by lateness, by student."""
    by_hand = or_(Grade.manual_score.is_not(None), Grade.extra_credit != 0)
    return _count(course, chapter, or_(by_hand, SubmittedNotebook.late_submission_penalty > 0))


def _count(course: Course, chapter: str, *conditions: ColumnElement[bool]) -> Counter[str]:
    """The cells of a chapter for which the conditions hold, by student."""
    query = (
        select(SubmittedAssignment.student_id)
        .select_from(Grade)
        .join(BaseCell, Grade.cell_id == BaseCell.id)
        .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
        .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .where(Assignment.name == chapter, *conditions)
    )
    with connected(course.db_url) as engine:
        if engine is None:
            return Counter()
        with engine.connect() as connection:
            return Counter(connection.execute(query).scalars().all())
