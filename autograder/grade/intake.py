"""What stands before grading: roster, due date, collecting; and saying so without doing it."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from pathlib import Path

from autograder.catalogue import chapter_of
from autograder.collect.lateness import due_in_gradebook, parse_due, set_due
from autograder.collect.layouts import LAYOUTS
from autograder.collect.plan import Collected, Options
from autograder.collect.roster import Roster, read_roster
from autograder.errors import Refused
from autograder.grade.collect import collect
from autograder.grade.config import FILE, check_config
from autograder.grade.course import Course


@dataclass(frozen=True, slots=True)
class Intake:
    """How a class is taken in.

    Attributes:
        roster: a class list or an LMS's export, or None.
        layout: ``auto``, or what the source is.
        due: when the work was due, as a person types it; empty for the gradebook's date.
        trust_timestamps: nbgrader's ``timestamp.txt`` was written by a server.
    """

    roster: Path | None = None
    layout: str = "auto"
    due: str = ""
    trust_timestamps: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """An intake that was read and found in order, before anything is written."""

    roster: Roster
    options: Options


def prepare(intake: Intake) -> Prepared:
    """Read the roster and the due date.

    Raises:
        Refused: one of them is wrong.
    """
    if intake.layout not in LAYOUTS:
        raise Refused(f"--layout {intake.layout}: there are {', '.join(LAYOUTS)}.")
    roster = read_roster(intake.roster) if intake.roster else Roster()
    due = parse_due(intake.due) if intake.due else None
    options = Options(intake.layout, due, trust_timestamps=intake.trust_timestamps)
    return Prepared(roster, options)


def take_in(source: Path, chapter: str, course: Course, ready: Prepared) -> Collected:
    """Collect into a course folder whose assignment exists.

    Raises:
        Refused: there is nothing to collect.
    """
    if ready.options.due is not None:
        set_due(course.db_url, chapter, ready.options.due, course.course_id)
    return collect(source, chapter, course.root, ready.roster, _with_due(ready, course, chapter))


def dry_run(source: Path, chapter: str, root: Path, intake: Intake) -> Collected:
    """What collecting would do; nothing is written, not even the course folder.

    Raises:
        Refused: as the real run would be.
        UnknownExercise: there is no such chapter.
    """
    chapter_of(chapter)
    ready, course = prepare(intake), Course(root)
    if (root / FILE).exists():
        check_config(root)
    options = _with_due(ready, course, chapter)
    return collect(source, chapter, root, ready.roster, options, write=False)


def _with_due(ready: Prepared, course: Course, chapter: str) -> Options:
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    due = ready.options.due or due_in_gradebook(course.db_url, chapter)
    return dataclasses.replace(ready.options, due=due, now=now)
