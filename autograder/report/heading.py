"""What stands above a report: the course's name, and when its marks were made."""

from __future__ import annotations

import datetime

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.course.settings import read_settings
from course_utils import __version__


def course_name(course: Course) -> str:
    """The name that course.toml gives, else the folder's own."""
    return read_settings(course.root).name or course.root.resolve().name


def when_graded(course: Course, chapter: str, more: str = "") -> str:
    """When the chapter was graded last, and by which version.

    Args:
        course: the course folder.
        chapter: the assignment's name.
        more: what else belongs into the line, such as the section.
    """
    session = Journal(course.journal_path(chapter)).index().session
    graded = f"Graded on {day_and_time(session.begun)}" if session else "Not graded yet"
    return " · ".join(filter(None, (graded, more, f"version {__version__}")))


def day_and_time(stamp: str) -> str:
    """An ISO time stamp as a person writes it, in UTC; one that is none stays as it is."""
    try:
        time = datetime.datetime.fromisoformat(stamp).astimezone(datetime.UTC)
    except ValueError:
        return stamp
    return f"{time.day} {time:%B %Y, %H:%M} UTC"
