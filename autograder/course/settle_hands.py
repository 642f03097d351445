"""Marks by hand, exchanged with the text that they are about.

A manual score or comment that a person gave belongs to the text that the person read: while
that text stands, so does the mark. Under another text it is put aside, and comes back with
its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from nbgrader.api import Comment, Grade, SubmittedNotebook

from autograder.course.hand_marks import HandMark, HandMarks
from autograder.files.paths import CHECK_PREFIX
from autograder.submission.result import Result


def settle_hands(
    notebook: SubmittedNotebook,
    result: Result,
    hands: HandMarks | None,
    shown: Mapping[str, str],
) -> dict[str, HandMark]:
    """Put aside marks by hand that are about another text, and bring back this text's.

    Returns:
        By cell, what was given to an earlier text, where nothing is given to this one.
    """
    if hands is None or result.state == "grader_fault":
        return {}
    student = result.submission.student
    comments = {comment.cell.name: comment for comment in notebook.comments}
    earlier: dict[str, HandMark] = {}
    for grade in notebook.grades:
        name = grade.cell.name.removeprefix(CHECK_PREFIX)
        comment, now = comments.get(name), result.text_of(name)
        mark = hands.settle(student, name, now, _given(grade, comment), shown)
        if mark is not None:
            _give(grade, comment, mark)
        if not hands.given(student, name, now).scored:
            earlier[name] = hands.earlier(student, name, now)
    return {name: mark for name, mark in earlier.items() if mark}


def _given(grade: Grade, comment: Comment | None) -> HandMark:
    """What stands in the gradebook by hand."""
    words = (comment.manual_comment or "").strip() if comment is not None else ""
    return HandMark(grade.manual_score, grade.extra_credit or None, words)


def _give(grade: Grade, comment: Comment | None, mark: HandMark) -> None:
    grade.manual_score, grade.extra_credit = mark.points, mark.extra
    if comment is not None:
        comment.manual_comment = mark.comment or None
