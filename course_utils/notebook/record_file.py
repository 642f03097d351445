"""The file of progress: what stands in it, and how it is read and written."""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from course_utils.core.atomic import replacing
from course_utils.notebook.schedule import Revisit, read_revisit
from course_utils.texts import say, words

_FORMAT = 1
SECTIONS = ("exercises", "guesses", "revisits")
_OURS = ("format", *SECTIONS, "last", "student")
_NOW = ("", "empty", "tried")
_MOST_BYTES = 1_000_000
MOST_TEXT = 300
RANK = {"not yet": 0, "tried": 1, "passed": 2}


@dataclass(frozen=True, slots=True)
class Record:
    """The best result of one exercise. What passed once has passed.

    Attributes:
        state: ``passed``, ``tried`` (checked, not passed) or ``not yet``.
        points: earned in the visible checks.
        checks: how often an answer was checked; a cell as handed out is none.
        now: of one that passed, what the last check found instead: ``empty`` or ``tried``.
        tries: of one that passed, how many checks it took; 0 where an older release kept it.
        day: of one that passed, when: such as ``2026-03-01``; empty for the same reason.
    """

    state: str = "not yet"
    points: float = 0.0
    checks: int = 0
    now: str = ""
    tries: int = 0
    day: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """The first guess at a question.

    Attributes:
        text: a letter, or the student's own words.
        hit: whether it is what happens.
        later: it is not, and a later guess was.
    """

    text: str
    hit: bool
    later: bool = False


@dataclass(frozen=True, slots=True)
class ProgressRecords:
    """All that is remembered.

    Attributes:
        exercises: results by exercise.
        guesses: by question.
        revisits: how the questions of the review went.
        last: the exercise that was checked last; empty where none was.
        student: whose it is, where the course asks for it.
        others: what a newer release has written beside these, kept as it is.
        stored: by section, the file's rows as they stand: what is new in them is kept, too.
    """

    exercises: Mapping[str, Record] = field(default_factory=dict)
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    revisits: Mapping[str, Revisit] = field(default_factory=dict)
    last: str = ""
    student: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)
    stored: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Unusable(ValueError):
    """A file of progress that cannot be read; the message says why and what to do."""


def read_records(path: Path) -> ProgressRecords:
    """What a file of progress holds; of a damaged one, the entries that can be read.

    Raises:
        OSError: there is no such file, or it may not be read.
        Unusable: it is no file of progress.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise Unusable(words(say("progress.too-large", file=path.name)))
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        rows, guessed = content["exercises"], content.get("guesses", {})
        returned = content.get("revisits", {})  # files of older releases have none
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Unusable(words(say("progress.unusable", file=path.name))) from None
    if not isinstance(rows, dict):  # somebody else's file, in which the word stands by chance
        raise Unusable(words(say("progress.unusable", file=path.name)))
    others = {name: value for name, value in content.items() if name not in _OURS}
    sections = dict(zip(SECTIONS, (rows, guessed, returned), strict=True))
    return ProgressRecords(
        _entries(rows, _record),
        _entries(guessed, _guess),
        _entries(returned, read_revisit),
        _text(content.get("last")),
        _text(content.get("student")),
        others,
        {name: section for name, section in sections.items() if isinstance(section, dict)},
    )


def _text(value: Any) -> str:
    return value[:MOST_TEXT] if isinstance(value, str) else ""


def _entries(rows: Any, make: Any) -> dict[str, Any]:
    found = {}
    for name, row in rows.items() if isinstance(rows, dict) else ():
        with contextlib.suppress(ValueError, LookupError, TypeError, OverflowError):
            found[str(name)] = make(row)
    return found


def _record(row: dict[str, Any]) -> Record:
    entry = Record(row["state"], float(row["points"]), int(row["checks"]))
    if row.get("now") in _NOW:  # files of older releases have none
        entry = replace(entry, now=row["now"])
    if entry.state == "passed" and isinstance(row.get("day", ""), str):
        entry = replace(entry, tries=max(int(row.get("tries", 0)), 0), day=row.get("day", "")[:10])
    if entry.state not in RANK or not math.isfinite(entry.points) or entry.points < 0:
        raise ValueError("no record")
    return entry


def _guess(row: dict[str, Any]) -> Guess:
    if not isinstance(row["text"], str):
        raise TypeError("no guess")
    hit = row["hit"] is True
    return Guess(row["text"][:MOST_TEXT], hit, row.get("later") is True and not hit)


def _rows(now: ProgressRecords, section: str, entries: Mapping[str, Any]) -> dict[str, Any]:
    """A section as it is written: over the rows that were there, with what is not known here."""
    rows = dict(now.stored.get(section, {}))
    for name, entry in entries.items():
        before = rows.get(name)
        rows[name] = {**(before if isinstance(before, dict) else {}), **asdict(entry)}
    return rows


def write_records(path: Path, now: ProgressRecords) -> None:
    """Write what is known to a file; it is there whole or not at all.

    Raises:
        OSError: the folder does not allow it.
    """
    content = {
        **now.others,
        "format": _FORMAT,
        "exercises": _rows(now, "exercises", now.exercises),
        "guesses": _rows(now, "guesses", now.guesses),
        "revisits": _rows(now, "revisits", now.revisits),
        "last": now.last,
        **({"student": now.student} if now.student else {}),
    }
    with replacing(path, f"{path.name}.{os.getpid()}") as file:
        file.write((json.dumps(content, indent=1) + "\n").encode())
