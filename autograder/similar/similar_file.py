"""The likeness of a course folder's chapter, from its journal to a file."""

from __future__ import annotations

from pathlib import Path

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.course.settings import read_settings
from autograder.errors import Refused
from autograder.files.atomic import write_atomic
from autograder.rebuild.releases import read_released
from autograder.similar.gather import Likeness, likeness_in
from autograder.similar.known import known_answers
from autograder.similar.similar_page import render_likeness


def similar_path(course: Course, chapter: str) -> Path:
    """Where the page lies in the course folder."""
    return course.root / "report" / f"{chapter}-similar.html"


def class_likeness(course: Course, chapter: str) -> Likeness:
    """Compare the latest answers of a graded chapter."""
    results = Journal(course.journal_path(chapter)).results()
    return likeness_in(results, chapter, known_answers(chapter, course.root))


def write_similar(course: Course, found: Likeness, out: Path | None = None) -> Path:
    """Write the page; the file's path.

    Raises:
        Refused: it cannot be written there.
    """
    heading = read_released(found.chapter).cells[0].source.partition("\n")[0]
    page = render_likeness(
        found,
        title=heading.removeprefix("# ").strip(),
        course=read_settings(course.root).name,
    )
    path = out or similar_path(course, found.chapter)
    try:
        write_atomic(path, page)
    except OSError as fault:
        raise Refused(f"{path} cannot be written ({fault.strerror}).") from None
    return path
