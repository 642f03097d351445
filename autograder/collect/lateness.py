"""When a file came in, by clocks that no student sets.

Believed, in this order: the LMS's own mark (Canvas's ``LATE``, the status in Moodle's
grading worksheet), nbgrader's ``timestamp.txt`` where the instructor says that a server
wrote it, and the collector's clock: the moment at which these very bytes were first
collected. Never believed: a time inside of an archive or on a file (unpacking a student's
zip sets it), a time or the word "late" in a name that the student chose.

The collector's clock proves two things. What was collected before the due date is on time,
however late it is graded. What was not yet in the same source when that was collected
*after* the due date is late. Anything else stays unknown, and no time is recorded.

Canvas's mark is in the file's name, so it holds for the bytes: what was once uploaded on time
is on time, and the same bytes uploaded again after the due date are not late by that.

A student may have a due date of his or her own. The LMS need not know it, so its mark proves
nothing about that date.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from sqlalchemy import select

from autograder.course.database import connected
from autograder.files.records import append_records
from autograder.submission.remark import Remark
from autograder.submission.result import Submission

_A_MOMENT = datetime.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload, as the LMS numbers it.

    Attributes:
        layout: whose number it is: numbers of two kinds say nothing of each other.
        number: grows with time.
        late: the LMS's mark.
        group: the group that handed it in; empty for a single student's.
    """

    layout: str
    number: int
    late: bool = False
    group: str = ""


@dataclass(slots=True)
class Ledger:
    """What earlier collections of a chapter saw, and when.

    Attributes:
        first: (student, digest) -> when it was first seen.
        runs: when each source was collected.
        other_names: student -> the name in the path of a file that the LMS's number gave to him
            or her, where it is not the student's: a group's, perhaps.
        uploads: (student, digest) -> how the LMS numbered the upload, where it does so.
        on_time: likewise, an upload of the same bytes that Canvas does not call late.
        marked: likewise, whether Moodle's worksheet called the student's upload late.
    """

    first: dict[tuple[str, str], datetime.datetime] = field(default_factory=dict)
    runs: list[tuple[datetime.datetime, str]] = field(default_factory=list)
    other_names: dict[str, str] = field(default_factory=dict)
    uploads: dict[tuple[str, str], Upload] = field(default_factory=dict)
    on_time: dict[tuple[str, str], Upload] = field(default_factory=dict)
    marked: dict[tuple[str, str], bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When one file came in.

    Attributes:
        received: for the gradebook, ISO in UTC; empty when nothing trustworthy is known.
        late: None when that cannot be known.
        why: the remark that says so; None when it is on time.
    """

    received: str
    late: bool | None
    why: Remark | None = None


def ledger_path(course: Path, chapter: str) -> Path:
    """Where the collector writes down what it saw."""
    return course / "received" / f"{chapter}.jsonl"


def read_ledger(path: Path) -> Ledger:
    """The ledger; empty when nothing was collected. A torn last line is passed over."""
    ledger = Ledger()
    if not path.exists():
        return ledger
    # Not by splitlines: earlier ledgers have names with U+2028 in them as they are.
    for line in path.read_text(encoding="utf-8").split("\n"):
        try:
            entry = json.loads(line)
            when = datetime.datetime.fromisoformat(entry["time"])
        except (ValueError, KeyError, TypeError):
            continue
        if "source" in entry:
            ledger.runs.append((when, entry["source"]))
        else:
            key = (entry["student"], entry["digest"])
            ledger.first.setdefault(key, when)
            if isinstance(there := entry.get("upload"), list) and len(there) == 4:
                upload = ledger.uploads[key] = Upload(*there)
                if upload.layout == "canvas" and not upload.late:
                    ledger.on_time[key] = upload
            if isinstance(entry.get("late"), bool):
                ledger.marked[key] = entry["late"]
            if "under" in entry:
                ledger.other_names[entry["student"]] = str(entry["under"])
    return ledger


def append_ledger(
    path: Path,
    now: datetime.datetime,
    source: str,
    seen: Sequence[tuple[str, str]],
    other_names: Mapping[str, str],
    uploads: Mapping[tuple[str, str], Upload] | None = None,
    marked: Mapping[tuple[str, str], bool] | None = None,
) -> None:
    """Write down one collection: what was new in it, then that it took place.

    Args:
        path: the ledger.
        now: the collector's clock.
        source: what was collected.
        seen: the student and the file's digest, of each file that was not known.
        other_names, uploads, marked: as :class:`Ledger` has them.
    """
    numbered, late = uploads or {}, marked or {}
    time = now.isoformat()
    lines = [
        {"time": time, "student": student, "digest": digest}
        | ({"under": other_names[student]} if student in other_names else {})
        | ({"upload": astuple(numbered[student, digest])} if (student, digest) in numbered else {})
        | ({"late": late[student, digest]} if (student, digest) in late else {})
        for student, digest in seen
    ]
    append_records(path, (*lines, {"time": time, "source": source}))


def stamp_times(
    ledger: Ledger,
    key: tuple[str, str],
    source: str,
    now: datetime.datetime,
    due: datetime.datetime | None,
    *,
    marked: bool | None = None,
    server: datetime.datetime | None = None,
    own: datetime.datetime | None = None,
) -> Stamp:
    """When a file came in and whether that is late.

    Args:
        ledger: what earlier collections saw.
        key: the student and the file's digest.
        source: what is collected now.
        now: the collector's clock.
        due: when the work was due, or None.
        marked: what the LMS says; None when it says nothing.
        server: a server's own time stamp, where there is one.
        own: the student's own due date, where there is one; it counts if it is the later one.
    """
    first = ledger.first.get(key, now)
    if key in ledger.on_time:
        marked = False
    elif marked is None:
        marked = ledger.marked.get(key)  # by the worksheet that was given once
    if due is not None and own is not None and own > due:
        return _by_own_date(ledger, source, first, due, own, marked, server)
    if marked and due is not None and first <= due:
        return Stamp(first.isoformat(), False)  # the date was put off after the LMS marked it
    if marked:
        # How late is not known: one second keeps nbgrader from counting more than that.
        when = "" if due is None else (due + _A_MOMENT).isoformat()
        return Stamp(when, True, Remark("late-by-lms"))
    if server is not None:
        if due is not None and server > due:
            why = Remark("late-by-clock", time=f"{server:%Y-%m-%d %H:%M}")
            return Stamp(server.isoformat(), True, why)
        return Stamp(server.isoformat(), False if due else None)
    if due is None or first <= due:
        return Stamp(first.isoformat(), False if due or marked is False else None)
    if marked is False:
        return Stamp("", False)
    if any(due < run < first and before == source for run, before in ledger.runs):
        why = Remark("late-by-collection", time=f"{first:%Y-%m-%d %H:%M}")
        return Stamp(first.isoformat(), True, why)
    return Stamp("", None)


def _by_own_date(
    ledger: Ledger,
    source: str,
    first: datetime.datetime,
    due: datetime.datetime,
    own: datetime.datetime,
    marked: bool | None,
    server: datetime.datetime | None,
) -> Stamp:
    """The same by the student's own date, which is later than that of the class."""
    until = f"{own:%Y-%m-%d %H:%M}"
    came = server or first
    if came <= due:
        return Stamp(came.isoformat(), False)
    if came <= own:
        code = "in-time-for-us" if marked else "in-time-by-extension"
        return Stamp(came.isoformat(), False, Remark(code, until=until))
    if server is not None:
        why = Remark("late-by-clock", time=f"{came:%Y-%m-%d %H:%M}")
        return Stamp(came.isoformat(), True, why)
    proved = any(own < run < first and before == source for run, before in ledger.runs)
    if proved and marked:
        return Stamp((own + _A_MOMENT).isoformat(), True, Remark("late-by-lms"))
    if proved:
        why = Remark("late-by-collection", time=f"{first:%Y-%m-%d %H:%M}")
        return Stamp(first.isoformat(), True, why)
    return Stamp("", None, Remark("late-for-the-lms", until=until) if marked else None)


_BY_LMS = ("late-by-lms", "late-for-the-lms", "in-time-for-us")
_STAMPED = (*_BY_LMS, "late-by-clock", "late-by-collection", "in-time-by-extension")


def stamped_again(
    submission: Submission,
    ledger: Ledger,
    due: datetime.datetime | None,
    own: datetime.datetime | None,
) -> Submission:
    """A submission whose student has another due date now, by what was known when it was collected.

    Args:
        submission: as the journal has it.
        ledger: what the collections of its chapter saw.
        due: the class's date.
        own: the student's own; None where it was taken back.
    """
    key = (submission.student, submission.digest)
    if key not in ledger.first or due is None:
        return submission  # nbgrader reckons by the time that it has
    first = ledger.first[key]
    source = next((where for when, where in ledger.runs if when == first), "")
    marked = any(remark.code in _BY_LMS for remark in submission.remarks) or None
    server = None
    if submission.received and not marked:
        there = datetime.datetime.fromisoformat(submission.received)
        server = there if there != first else None
    stamp = stamp_times(ledger, key, source, first, due, marked=marked, server=server, own=own)
    kept = [remark for remark in submission.remarks if remark.code not in _STAMPED]
    return replace(
        submission, received=stamp.received, remarks=(*kept, *filter(None, (stamp.why,)))
    )


def due_in_gradebook(db_url: str, chapter: str) -> datetime.datetime | None:
    """The due date that nbgrader's gradebook has; reading changes nothing in it.

    Args:
        db_url: as nbgrader takes it; nothing need be there yet.
        chapter: the assignment's name.

    Raises:
        Refused: it cannot be read. To go on as if there were no date would make somebody late.
    """
    with connected(db_url) as engine:
        if engine is None:
            return None
        with engine.connect() as connection:
            query = select(Assignment.duedate).where(Assignment.name == chapter)
            due = connection.execute(query).scalar()
    return due.replace(tzinfo=datetime.UTC) if due else None


def extensions_in_gradebook(db_url: str, chapter: str) -> dict[str, datetime.datetime]:
    """Students' own due dates that nbgrader's gradebook has, by whatever tool they came there.

    Args:
        db_url: as nbgrader takes it; nothing need be there yet.
        chapter: the assignment's name.

    Raises:
        Refused: it cannot be read.
    """
    mine = SubmittedAssignment
    with connected(db_url) as engine:
        if engine is None:
            return {}
        with engine.connect() as connection:
            query = (
                select(mine.student_id, Assignment.duedate, mine.extension)
                .join(Assignment, mine.assignment_id == Assignment.id)
                .where(Assignment.name == chapter, mine.extension.is_not(None))
            )
            found = connection.execute(query).all()
    return {
        student: (due + extension).replace(tzinfo=datetime.UTC)
        for student, due, extension in found
        if due is not None
    }


def set_due(db_url: str, chapter: str, due: datetime.datetime, course_id: str) -> None:
    """Tell nbgrader's gradebook, so that its own lateness and penalties agree."""
    with Gradebook(db_url, course_id) as book:
        book.find_assignment(chapter).duedate = due.replace(tzinfo=None)
        book.db.commit()
