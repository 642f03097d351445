"""Which file is whose: from what an LMS hands out to one file a student.

Layouts that are understood, by the path inside of what was dropped:

- nbgrader:  ``<student>/<assignment>/<notebook>.ipynb`` (also below ``submitted/``)
- a folder a student:  ``<student>/<anything>.ipynb``
- Canvas:  ``<name>_[LATE_]<user id>_<submission id>_<file>.ipynb``, flat
- Moodle:  ``<Full Name>_<id>_assignsubmission_file_/<file>.ipynb``
- flat:  ``<student>.ipynb``

Several files of one student are attempts: the latest counts, the rest are kept.
"""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from autograder.errors import Refused
from autograder.grade.result import Submission
from autograder.grade.unpack import Incoming, read_incoming

_CANVAS = re.compile(
    r"^(?P<name>[^_]+)_(?P<late>(?:LATE|late)_)?(?P<user>\d+)_(?P<order>\d+)_(?P<file>.+)$"
)
_MOODLE = re.compile(r"^(?P<name>.+?)_(?P<user>\d+)_assignsubmission_file_?$")
_ATTEMPT = re.compile(r"-(\d+)$")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One file, with whose it seems to be."""

    student: str
    incoming: Incoming
    rank: tuple
    late: bool = False


@dataclass(slots=True)
class Collected:
    """What collecting came to."""

    submissions: list[Submission] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_roster(path: Path) -> dict[str, str]:
    """A CSV with the columns ``id`` and ``name``, as id -> name.

    Raises:
        Refused: the file cannot be read or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise Refused(f"the roster {path} cannot be read ({fault}).") from None
    if not rows or not {"id", "name"} <= set(rows[0]):
        raise Refused(f"the roster {path} needs a first line with the columns id and name.")
    return {row["id"].strip(): row["name"].strip() for row in rows if row["id"]}


def collect(
    source: Path, chapter: str, course: Path, roster: Mapping[str, str] | None = None
) -> Collected:
    """Copy each student's latest file into ``submitted/`` and say what was found.

    Args:
        source: a folder, a zip or a notebook.
        chapter: the assignment's name.
        course: the course folder; files go to ``submitted/<student>/<chapter>/``.
        roster: LMS id -> name; students on it without a file become ``missing``.
    """
    roster = roster or {}
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    for incoming in read_incoming(source):
        attempt = whose(incoming, chapter, roster)
        attempts[attempt.student].append(attempt)
    collected = Collected()
    for student in sorted(attempts):
        placed = _place(student, attempts[student], chapter, course)
        collected.submissions.append(replace(placed, name=roster.get(student, "")))
    for student in sorted(set(roster) - set(attempts)):
        collected.submissions.append(
            Submission(
                student,
                chapter,
                notes=("on the roster, but no file was found",),
                name=roster[student],
            )
        )
    if not collected.submissions:
        raise Refused(f"{source} holds no notebook (*.ipynb).")
    return collected


def whose(incoming: Incoming, chapter: str, roster: Mapping[str, str]) -> Attempt:
    """The student that a path names, and how attempts of one student are ordered."""
    parts = [part for part in incoming.path.parts if part not in ("/", "submitted")]
    stem = PurePosixPath(parts[-1]).stem
    folders = [part for part in parts[:-1] if part != chapter]
    for folder in reversed(folders):
        if match := _MOODLE.match(folder):
            return _attempt(match["user"], match["name"], incoming, roster, 0)
    if match := _CANVAS.match(stem):
        rank = _trailing(match["file"])
        return _attempt(
            match["user"], match["name"], incoming, roster, int(match["order"]), rank,
            late=bool(match["late"]),
        )  # fmt: skip
    name = folders[-1] if folders else stem
    return Attempt(student_id(name), incoming, (incoming.order, _trailing(stem)))


def _attempt(user, name, incoming, roster, *rank, late=False) -> Attempt:
    # With a roster the LMS's number is the student's id; without one the name helps people.
    student = user if user in roster else f"{name}_{user}"
    return Attempt(student_id(student), incoming, (*rank, incoming.order), late)


def _trailing(text: str) -> int:
    """The number that LMSs append to a file that was handed in again: ``name-2``."""
    match = _ATTEMPT.search(PurePosixPath(text).stem if text.endswith(".ipynb") else text)
    return int(match.group(1)) if match else 0


def student_id(name: str) -> str:
    """A name that is safe as a folder's and as the gradebook's key; letters of any script stay."""
    text = unicodedata.normalize("NFC", name).strip()
    kept = "".join(c if c.isalnum() or c in "._@+-" else "-" for c in text)
    kept = re.sub(r"-{2,}", "-", kept).strip(".-") or "nameless"
    if len(kept.encode()) <= 120:
        return kept
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    short = kept.encode()[:100].decode(errors="ignore")
    return f"{short}-{digest}"


def _place(student: str, attempts: Iterable[Attempt], chapter: str, course: Path) -> Submission:
    ordered = sorted(attempts, key=lambda attempt: attempt.rank)
    latest, earlier = ordered[-1], ordered[:-1]
    notes = []
    folder = course / "submitted" / student / chapter
    if earlier:
        notes.append(f"{len(ordered)} files; the latest counts: {latest.incoming.path.name}")
        _keep(earlier, course / "attempts" / student / chapter)
    if latest.late:
        notes.append("the LMS marks it as late")
    if latest.incoming.fault:
        notes.append(f"the file was not read: {latest.incoming.fault}")
        return Submission(student, chapter, notes=tuple(notes))
    path = folder / f"{chapter}.ipynb"
    _write(path, latest.incoming.data)
    return Submission(
        student,
        chapter,
        file=path.relative_to(course).as_posix(),
        digest=hashlib.sha256(latest.incoming.data).hexdigest(),
        notes=tuple(notes),
    )


def _keep(attempts: Iterable[Attempt], folder: Path) -> None:
    for number, attempt in enumerate(attempts, 1):
        _write(folder / f"{number}-{student_id(attempt.incoming.path.name)}", attempt.incoming.data)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        path.unlink()
    fresh = path.with_name(path.name + ".new")
    fresh.write_bytes(data)
    fresh.replace(path)
