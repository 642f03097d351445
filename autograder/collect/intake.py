"""What stands before grading: roster, due date, collecting; and saying so without doing it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from autograder.catalogue import require_chapter
from autograder.collect.another_chapter import check_chapter
from autograder.collect.collect import downloaded, put
from autograder.collect.due import parse_due
from autograder.collect.groups import read_groups
from autograder.collect.known import known_in
from autograder.collect.lateness import (
    due_in_gradebook,
    extensions_in_gradebook,
    set_due,
)
from autograder.collect.layouts import LAYOUTS
from autograder.collect.plan import Collected, Options
from autograder.collect.roster import Roster, read_roster
from autograder.course.config import FILE, check_config
from autograder.course.course import Course
from autograder.course.database import connected
from autograder.course.journal import Index, Journal
from autograder.errors import Refused
from autograder.submission.result import Submission, is_empty


@dataclass(frozen=True, slots=True)
class Intake:
    """How a class is taken in.

    Attributes:
        roster: a class list or an LMS's export, or None.
        layout: ``auto``, or what the source is.
        due: when the work was due, as a person types it; empty for the gradebook's date.
        trust_timestamps: nbgrader's ``timestamp.txt`` was written by a server.
        groups: a list of groups, or None for those of the last grading.
    """

    roster: Path | None = None
    layout: str = "auto"
    due: str = ""
    trust_timestamps: bool = False
    groups: Path | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An intake that was read and found in order, before anything is written."""

    roster: Roster
    options: Options


def prepare(intake: Intake) -> Prepared:
    """Read the roster, the groups and the due date.

    Raises:
        Refused: one of them is wrong.
    """
    if intake.layout not in LAYOUTS:
        raise Refused(f"--layout {intake.layout}: there are {', '.join(LAYOUTS)}.")
    roster = read_roster(intake.roster) if intake.roster else Roster()
    due = parse_due(intake.due) if intake.due else None
    groups = read_groups(intake.groups) if intake.groups else None
    options = Options(intake.layout, due, trust_timestamps=intake.trust_timestamps, groups=groups)
    return Prepared(roster, options)


@contextmanager
def taking_in(
    source: Path, chapter: str, root: Path, ready: Prepared, *, said: bool
) -> Iterator[Callable[[Course], Collected]]:
    """Read what came, before anything is written; a function that collects it.

    Args:
        source: a folder, a zip or a notebook.
        chapter: the assignment's name.
        root: the course folder; it need not exist.
        ready: roster and due date.
        said: whether somebody asked for this chapter.

    Raises:
        Refused: there is nothing to collect, or it is another chapter's.
    """
    course = Course(root)
    known = known_in(root, named=names_in_gradebook(course))
    options = dataclasses.replace(ready.options, known=known, root=root)
    with downloaded(source, chapter, ready.roster, options) as read:
        check_chapter(read, chapter, said=said)

        def take_in(course: Course) -> Collected:
            if options.due is not None:
                set_due(course.db_url, chapter, options.due, course.course_id)
            due = _with_due(ready, course, chapter)
            return put(read, source, chapter, course.root, due)

        yield take_in


def dry_run(
    source: Path, chapter: str, root: Path, intake: Intake, *, said: bool = True
) -> Collected:
    """What collecting would do; nothing is written, not even the course folder.

    Raises:
        Refused: as the real run would be.
        UnknownExercise: there is no such chapter.
    """
    require_chapter(chapter)
    ready, course = prepare(intake), Course(root)
    if (root / FILE).exists():
        check_config(root)
    known = known_in(root, named=names_in_gradebook(course))
    options = dataclasses.replace(_with_due(ready, course, chapter), known=known, root=root)
    with downloaded(source, chapter, ready.roster, options) as read:
        check_chapter(read, chapter, said=said)
        collected = put(read, source, chapter, root, options, write=False)
    index = Journal(course.journal_path(chapter)).index()
    absent = absent_of(index, collected.submissions)
    collected.absent.update(index.latest[student].state for student in absent)
    collected.submissions = [s for s in collected.submissions if s.student not in absent]
    return collected


def names_in_gradebook(course: Course) -> dict[str, tuple[str, str]]:
    """The gradebook's students with first and last names, if there is one; nothing is made."""
    query = text("SELECT id, first_name, last_name FROM student ORDER BY id")
    with connected(course.db_url) as engine:
        if engine is None:
            return {}
        with engine.connect() as book:
            rows = book.execute(query).all()
    return {str(student): (first or "", last or "") for student, first, last in rows}


def ids_in_gradebook(course: Course) -> list[str]:
    """The students of the gradebook, if there is one; nothing is made."""
    return list(names_in_gradebook(course))


def _with_due(ready: Prepared, course: Course, chapter: str) -> Options:
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    due = ready.options.due or due_in_gradebook(course.db_url, chapter)
    index = Journal(course.journal_path(chapter)).index()
    own = extensions_in_gradebook(course.db_url, chapter)
    own |= {s: one.until for s, one in index.decided.items() if one.until is not None}
    return dataclasses.replace(ready.options, due=due, now=now, own_due=own)


def absent_of(index: Index, submissions: Sequence[Submission]) -> dict[str, Submission | None]:
    """Who handed in before and has nothing in this download, with what the roster says of him."""
    came = {one.student: one for one in submissions}
    return {
        student: came.get(student)
        for student, entry in index.latest.items()
        if entry.state != "missing" and is_empty(came.get(student))
    }
