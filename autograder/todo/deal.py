"""Dealing with entries of the list: accepting them, and what each of them opens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.hand_marks import HandMarks
from autograder.course.penalties import settle_penalties
from autograder.course.rows import MarkChange
from autograder.course.rulings import Rulings
from autograder.errors import Refused
from autograder.feedback.publish import write_pages
from autograder.files.paths import CHECK_PREFIX
from autograder.grade.again import regrade_students
from autograder.grade.session import locked
from autograder.todo.entries import TodoEntry, find_entry_by_name, todo_entries

_NOT_ACCEPTED = {
    "written": "it waits for points, which a person gives by `written` or in formgrader",
    "fault": "the grader broke there: `regrade` it",
}


def named(course: Course, names: Iterable[str]) -> list[TodoEntry]:
    """The entries of these names, each once.

    Raises:
        Refused: one of them is on no list.
    """
    entries = todo_entries(course, all_of_them=True)
    return list(dict.fromkeys(find_entry_by_name(entries, name) for name in names))


def accept(course: Course, names: Sequence[str], by: str, why: str) -> list[TodoEntry]:
    """Decide entries: they do not come again until the submission is another one.

    A text that changed after a grade by hand keeps the points and the comment of the earlier
    one. No other mark changes.

    Raises:
        Refused: an entry is not to be decided so, or another run is at work; nothing was done.
    """
    if not why.strip():
        raise Refused("say why, with --why: it is kept with the decision.")
    with locked(course):
        entries = named(course, names)
        for entry in entries:
            if entry.kind in _NOT_ACCEPTED:
                raise Refused(f"{entry.name} cannot be accepted: {_NOT_ACCEPTED[entry.kind]}.")
        rulings = Rulings(course.root)
        for entry in entries:
            if entry.kind == "changed":
                _keep_points(course, entry)
            rulings.decide(entry.chapter, entry.student, entry.kind, entry.about, by, why.strip())
    return entries


def regrade(
    course: Course,
    names: Sequence[str],
    again: Callable[[Course, str, set[str]], list[MarkChange]] = regrade_students,
) -> tuple[list[TodoEntry], dict[tuple[str, str], MarkChange]]:
    """Grade the entries' submissions again, and those alone.

    Returns:
        The entries; and by chapter and student, whose marks are others now.

    Raises:
        Refused: as :func:`autograder.grade.again.regrade_students` does.
    """
    entries = named(course, names)
    students: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        students[entry.chapter].add(entry.student)
    changed = {
        (chapter, one.student): one
        for chapter, who in sorted(students.items())
        for one in again(course, chapter, who)
    }
    return entries, changed


def page_of(course: Course, entry: TodoEntry) -> Path:
    """The student's feedback page."""
    return course.feedback_path(entry.student, entry.chapter)


def formgrader_of(entry: TodoEntry) -> str:
    """Where formgrader shows the notebook, below the server's address; empty without one."""
    return f"formgrader/submissions/{entry.notebook}/?index=0" if entry.notebook else ""


def _keep_points(course: Course, entry: TodoEntry) -> None:
    """Give to the text what was given to the one before."""
    student, chapter, cell, (text,) = entry.student, entry.chapter, entry.cell, entry.about
    hands = HandMarks(course.hand_path(chapter))
    mark = hands.earlier(student, cell, text)
    with opened(course.db_url, course.root) as book:
        submission = book.find_submission(chapter, student)
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                if grade.cell.name.removeprefix(CHECK_PREFIX) == cell:
                    grade.manual_score, grade.extra_credit = mark.points, mark.extra
                    grade.needs_manual_grade = False
            for comment in notebook.comments:
                if comment.cell.name == cell and not comment.manual_comment and mark.comment:
                    comment.manual_comment = mark.comment
        book.db.commit()
    hands.note(student, cell, text, mark)
    settle_penalties(course, chapter, [student])
    write_pages(course, chapter, only=student)
