"""What ``doctor --course`` looks at in a course folder."""

from __future__ import annotations

import os
from pathlib import Path

from nbgrader.api import Assignment, Student
from sqlalchemy import select

from autograder.course.config import FILE, missing_lines, other_layout, other_root
from autograder.course.course import Course
from autograder.course.database import connected, shown
from autograder.course.rubric_line import rubric_line
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.rebuild.keep import gives_seeds
from autograder.sandbox.doctor import Inspection
from autograder.typed import command, quoted


def examine_course(root: Path) -> list[Inspection]:
    """What is as it should be in the folder, and what is not; nothing is written.

    Raises:
        Refused: there is no such folder.
    """
    if not root.is_dir():
        raise Refused(f"{root} is not a folder: `{command('grade')}` makes a course folder.")
    try:
        findings = [_engine(root), *_rubric(root), *_places(root), _own_settings(root)]
    except Refused as refusal:
        return [Inspection("settings", False, str(refusal), f"Mend {root / FILE}.")]
    course = Course(root)
    findings.append(Inspection("course id", True, course.course_id))
    findings.append(_gradebook(course))
    findings.append(_writable(root))
    return findings


def _engine(root: Path) -> Inspection:
    if not (root / FILE).exists():
        return Inspection("settings", True, f"there is no {FILE} yet; `grade` makes one")
    missing = missing_lines(root)
    if not missing:
        detail = f"{FILE}: nbgrader's own commands grade and export as this project does"
        return Inspection("settings", True, detail)
    lines = "\n".join(f"        {line}" for line in missing)
    return Inspection(
        "settings",
        False,
        f"{FILE} lacks lines: without them nbgrader's own commands run students' code with no "
        f"sandbox and export 0 where there is no mark:\n{lines}",
        f"Add them, or type {command(f'doctor --course {quoted(root)} --fix')}",
    )


def _rubric(root: Path) -> list[Inspection]:
    """Not having it is no fault: a folder that an older version made grades as well."""
    if not (root / FILE).exists():
        return []
    found = rubric_line(root)
    advice = found.line and f"Add at the end of {FILE}: {found.line}"
    if advice and found.own is None:
        advice += f"\nor type {command(f'doctor --course {quoted(root)} --fix')}"
    return [Inspection("rubric", True, found.sentence(root), advice)]


def _places(root: Path) -> list[Inspection]:
    found = []
    if there := other_root(root):
        detail = f"CourseDirectory.root is {there}: nbgrader's commands work there, not here"
        found.append(
            Inspection("folder", False, detail, "Take that setting out, or use that folder.")
        )
    if odd := other_layout(root):
        detail = f"{FILE} gives folders other names ({'; '.join(odd)})"
        found.append(Inspection("folders", False, detail, "Take these settings out."))
    return found


def _own_settings(root: Path) -> Inspection:
    """What course.toml says; a fault in it stops every command."""
    try:
        variants = read_settings(root).variants
    except Refused as refusal:
        return Inspection("course.toml", False, str(refusal))
    if not variants:
        return Inspection("hidden cases", True, "the same for all students")
    seeds = "each has seeds, too" if gives_seeds(root) else "seeds come with the next release"
    return Inspection("hidden cases", True, f"drawn for each student; {seeds}")


def _gradebook(course: Course) -> Inspection:
    url = course.db_url
    try:
        with connected(url) as engine:
            if engine is None:
                return Inspection("gradebook", True, f"{shown(url)}, not made yet")
            with engine.connect() as connection:
                names = sorted(connection.execute(select(Assignment.name)).scalars())
                students = len(connection.execute(select(Student.id)).all())
    except Refused as refusal:
        return Inspection("gradebook", False, str(refusal))
    held = ", ".join(names) or "no assignment"
    return Inspection("gradebook", True, f"{shown(url)}, with {students} students; {held}")


def _writable(root: Path) -> Inspection:
    if os.access(root, os.W_OK):
        return Inspection("writing", True, "the folder can be written")
    return Inspection("writing", False, f"{root} is read-only for you", "Change its permissions.")
