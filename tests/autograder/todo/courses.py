"""Courses of chapter 6 with a real gradebook and journal, for what waits for a person."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.catalogue import chapter_of
from autograder.course.course import Course
from autograder.course.gradebook import GradebookWriter
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Journal, JournalEntry, JournalWriter
from autograder.course.rows import NO_STANDING
from autograder.grade.session import publish
from autograder.submission.remark import Remark
from autograder.submission.result import Result, Submission, with_state
from autograder.todo.entries import TodoEntry, todo_entries
from tests.autograder.grade.test_hand_marks import PAPER, WRITTEN, answered

EXERCISES = {entry.id: entry.exercise for entry in chapter_of(PAPER)}


def digest_of_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def hand_in(
    course: Course, student: str, text: str = "", *remarks: Remark, run: str = "1"
) -> Result:
    """What `autograder grade` writes down of a submission with this answer in words."""
    made = answered(text) if text else answered("")
    digest = digest_of_text(text + student)
    mine = Submission(student, PAPER, f"submitted/{student}/x.ipynb", digest, name=f"{student} X")
    result = with_state(replace(made, submission=mine, remarks=(*made.remarks, *remarks)))
    return written_down(course, result, run)


def written_down(course: Course, result: Result, run: str = "1") -> Result:
    mine = result.submission
    entry = JournalEntry(
        mine.student, mine.digest + run, mine.digest, mine.digest, "", result.state, run
    )
    with JournalWriter(course.journal_path(PAPER)) as journal:
        journal.begin(regrade=False)
        journal.append([(entry, result)])
        journal.end()
    hands = HandMarks(course.hand_path(PAPER))
    with GradebookWriter(course.db_url, EXERCISES) as gradebook:
        assert publish(result, course, gradebook, list(EXERCISES.values()), hands) != NO_STANDING
    return result


def give(course: Course, student: str, points: float | None, comment: str = "") -> None:
    """What formgrader does when a person types."""
    with Gradebook(course.db_url, "gradients") as book:
        mine = book.find_grade(WRITTEN, PAPER, PAPER, student)
        mine.manual_score = points
        book.find_comment(WRITTEN, PAPER, PAPER, student).manual_comment = comment or None
        book.db.commit()


def score(course: Course, student: str) -> float | None:
    with Gradebook(course.db_url, "gradients") as book:
        found: float | None = book.find_grade(WRITTEN, PAPER, PAPER, student).manual_score
        return found


def listed(course: Course, kind: str = "", *, all_of_them: bool = False) -> list[TodoEntry]:
    found = todo_entries(course, all_of_them=all_of_them)
    return [one for one in found if kind in ("", one.kind)]


def latest(course: Course, student: str) -> Result:
    return next(Journal(course.journal_path(PAPER)).results_of(student))


def saved(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
