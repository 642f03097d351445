"""The overview's sentences, for the page, the CSV and the terminal."""

from __future__ import annotations

from autograder.marks.book import ChapterMark
from autograder.overview.course_data import TWICE, CourseData, CourseStudent
from course_utils.views.figures import points

NO_MARK = {
    "missing": ("–", "not handed in"),
    "unreadable": ("?", "could not be read"),
    "undecided": ("?", "which of the group's files counts is not known"),
    "fault": ("!", "grader error, will be regraded"),
    "by_hand": ("✎", "waits for a person"),
    "ungraded": ("…", "handed in, not graded yet"),
    "group": ("!", "the group's file has to be graded again"),
    "excused": ("EX", "excused"),
}
"""By state, the sign in the table of students and what it means."""
_OF_MANY = {"by_hand": "wait for a person"}


def mark_text(mark: ChapterMark | None) -> str:
    """A mark in the table of students: its points, or the sign of why there are none."""
    state = "missing" if mark is None else mark.state
    if mark is not None and mark.score is not None:
        return points(mark.score)
    return NO_MARK.get(state, ("–", ""))[0]


def why_behind(student: CourseStudent) -> str:
    """Why somebody is falling behind; empty for who is not."""
    reasons = []
    if student.missed >= TWICE:
        times = "twice" if student.missed == TWICE else f"{student.missed} times"
        reasons.append(f"nothing handed in {times}")
    if student.fall:
        reasons.append(
            f"the latest marks are {100 * student.fall:.0f} % of the points further below the "
            "class than those before"
        )
    return "; ".join(reasons)


def overview_lines(data: CourseData) -> list[str]:
    """The course in a few lines."""
    people = _count(len(data.students), "student")
    lines = [f"{len(data.chapters)} chapters, {people}{_of(data.section)}."]
    lines.append(behind_sentence(data))
    if data.to_teach:
        part, item = data.to_teach[0]
        lines.append(
            f"Teach again first: {item.exercise.title} ({item.exercise.id}, chapter {part.number}),"
            f" {points(item.lost)} points lost."
        )
    return lines


def behind_sentence(data: CourseData) -> str:
    """How many are falling behind."""
    missed = sum(one.missed >= TWICE for one in data.students)
    fallen = sum(bool(one.fall) for one in data.students)
    if not data.behind:
        return "Nobody is falling behind."
    parts = []
    if missed:
        parts.append(f"{missed} handed in nothing twice or more")
    if fallen:
        parts.append(f"{fallen} with falling marks")
    count = len(data.behind)
    return f"{count} {'is' if count == 1 else 'are'} falling behind: {', '.join(parts)}."


def open_sentence(data: CourseData) -> str:
    """How many marks are open, and why; empty where none are."""
    parts = []
    for state, (_, words) in NO_MARK.items():
        count = sum(part.states.get(state, 0) for part in data.chapters)
        if count and state not in ("missing", "excused"):
            parts.append(f"{count} {_OF_MANY.get(state, words) if count > 1 else words}")
    return f"{', '.join(parts)}." if parts else ""


def _of(section: str) -> str:
    return f" of section {section}" if section else ""


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
