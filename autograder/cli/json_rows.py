"""What stands in a line of ``--json``, where the command's own data are no such line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median
from typing import Any

from autograder.course.rows import MarkChange
from autograder.marks.book import ChapterMarks
from autograder.marks.fill import Filled, FillSettings
from autograder.report.class_data import ClassData
from autograder.report.items import ExerciseSummary, items
from autograder.report.reasons import is_contained
from autograder.written.gathered import QuestionAnswers
from autograder.written.saved import SavedMarks
from autograder.written.take import TakenMarks
from course_utils.texts import words


def class_row(data: ClassData, page: Path, section: str = "") -> dict[str, Any]:
    """A chapter over the class: counts, the mean of the grader's points, and each exercise."""
    states = Counter(row.state for row in data.rows)
    scores = [row.score for row in data.graded]
    return {
        "chapter": data.chapter,
        "section": section,
        "submissions": len(data.rows),
        "graded": states["graded"],
        "flagged": states["flagged"],
        "unreadable": states["unreadable"],
        "missing": states["missing"],
        "grader_faults": states["grader_fault"],
        "stopped": sum(is_contained(row) for row in data.rows),
        "waiting": sum(data.waiting.values()),
        "points": round(mean(scores), 2) if scores else None,
        "median": round(median(scores), 2) if scores else None,
        "max": data.most,
        "page": str(page),
        "exercises": [_exercise(item) for item in items(data)],
    }


def _exercise(item: ExerciseSummary) -> dict[str, Any]:
    most = item.exercise.points
    return {
        "exercise": item.exercise.id,
        "title": item.exercise.title,
        "points": None if item.mean is None else round(item.mean * most, 2),
        "max": most,
        "passed": item.passed,
        "failed": item.failed,
        "not_attempted": item.empty,
        "open": item.open,
        "timeouts": item.timeouts,
        "lost": round(item.lost, 2),
        "discrimination": item.discrimination,
        "mistakes": [
            {
                "mistake": one.id,
                "sentence": words(one.mistake.sentence),
                "students": one.count,
                "lost": round(one.lost, 2),
            }
            for one in item.mistakes
        ],
    }


def mark_rows(
    filled: Filled, marks: ChapterMarks, settings: FillSettings
) -> Iterator[dict[str, Any]]:
    """Every student's mark in the LMS's points, and what happens to the cell there.

    ``change`` is new, same or changed, and empty where the cell is left alone.
    """
    most = marks.points if settings.points is None else settings.points
    by = most / marks.points if marks.points else 1.0
    changed = {student for student, *_ in filled.changed}
    for student, mark in sorted(marks.by_student.items()):
        if not settings.takes(student):
            continue
        before, now = filled.cells.get(student, ("", ""))
        points = _number(now)
        if points is None and mark.score is not None:
            points = round(mark.score * by, 2)
        there = _number(before)
        change = "new" if there is None else "same"
        yield {
            "id": student,
            "name": mark.name,
            "chapter": marks.chapter,
            "state": mark.state,
            "points": points,
            "max": round(most, 2),
            "before": there,
            "change": "changed" if student in changed else change if now else "",
            "penalty": round(mark.penalty * by, 2),
        }


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


def question_row(found: QuestionAnswers, page: Path) -> dict[str, Any]:
    """One question that is answered in words: how many, and how many have no points yet."""
    return {
        "chapter": found.chapter,
        "question": found.question.id,
        "max": found.question.points,
        "students": found.students,
        "answers": len(found.answers),
        "waiting": found.waiting,
        "empty": found.empty,
        "unreadable": found.unreadable,
        "page": str(page),
    }


def taken_row(file: Path, chapter: str, saved: SavedMarks, taken: TakenMarks) -> dict[str, Any]:
    """One file that a page has saved, and what became of its marks."""
    return {
        "file": str(file),
        "chapter": chapter,
        "question": saved.question.id,
        "grader": saved.grader,
        "written": len(taken.written) - taken.same,
        "same": taken.same,
        "without": taken.without,
        "shared": len(taken.shared),
        "kept": [
            {
                "student": one.student,
                "why": one.why,
                "points": one.wanted.points,
                "now": one.now.points,
            }
            for one in taken.kept
        ],
    }


def change_row(chapter: str, one: MarkChange) -> dict[str, Any]:
    """One student's marks before and after, as numbers and as they are written."""
    before, after = one.totals
    return {
        "id": one.student,
        "name": one.name,
        "chapter": chapter,
        "points_before": before,
        "points": after,
        "max": one.most,
        "why": one.why,
        "student": one.student,
        "before": one.before,
        "after": one.after,
        "exercises": {name: list(pair) for name, pair in one.exercises.items()},
        "penalty": list(one.penalty),
    }
