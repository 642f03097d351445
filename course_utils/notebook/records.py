"""What the checks and questions said so far: kept in the session and in a small file."""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from course_utils.core.atomic import replacing
from course_utils.core.verdict import Verdict
from course_utils.notebook.schedule import Revisit, later, read_revisit
from course_utils.texts import say, words

FILE_NAME = ".course_progress.json"
DAMAGED_NAME = ".course_progress.damaged.json"
_FORMAT = 1
_SECTIONS = ("exercises", "guesses", "revisits")
_OURS = ("format", *_SECTIONS, "last")
_NOW = ("", "empty", "tried")
_RANK = {"not yet": 0, "tried": 1, "passed": 2}
_MOST_BYTES = 1_000_000
_MOST_TEXT = 300


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
        others: what a newer release has written beside these, kept as it is.
        stored: by section, the file's rows as they stand: what is new in them is kept, too.
    """

    exercises: Mapping[str, Record] = field(default_factory=dict)
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    revisits: Mapping[str, Revisit] = field(default_factory=dict)
    last: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)
    stored: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Unusable(ValueError):
    """A file of progress that cannot be read; the message says why and what to do."""


_session: dict[str, Record] = {}
_guessed: dict[str, Guess] = {}
_revisited: dict[str, Revisit] = {}
_checked: list[str] = []  # the exercise that was checked last
_copies: list[Path] = []  # where progress() was told to keep it as well


def record(verdict: Verdict, *, written: bool = True) -> None:
    """Remember a verdict. A folder that cannot be written to is no reason to complain.

    Args:
        verdict: of the visible checks.
        written: the student wrote something; a cell as handed out takes nothing away, and
            is no try.
    """
    if verdict.state == "grader_fault":
        return
    _checked[:] = [verdict.exercise]
    before = records().get(verdict.exercise)
    if not written:
        if before is None or before.state != "passed":
            return
        _session[verdict.exercise] = replace(before, now="empty")
    else:
        before = before or Record()
        state = "passed" if verdict.state == "passed" else "tried"
        found = Record(state, float(verdict.score), before.checks + 1)
        if state == "passed" and before.state != "passed":
            found = replace(found, tries=found.checks, day=date.today().isoformat())
        best = _better(before, found)
        now = "tried" if best.state == "passed" and state != "passed" else ""
        _session[verdict.exercise] = replace(best, checks=found.checks, now=now)
    _keep()


def has_passed(exercise_id: str) -> bool:
    """Whether the exercise passed its visible checks at some time."""
    return records().get(exercise_id, Record()).state == "passed"


def record_guess(question_id: str, text: str, hit: bool) -> None:
    """Remember the first guess at a question; of later ones, that one was right."""
    before = guesses().get(question_id)
    if before is None:
        _guessed[question_id] = Guess(text[:_MOST_TEXT], hit)
    elif hit and not before.hit:
        _guessed[question_id] = replace(before, later=True)
    _keep()


def record_revisit(question_id: str, hit: bool, day: int) -> Revisit:
    """Remember an answer to a question of the review; what is known of it now."""
    before = known().revisits.get(question_id, Revisit())
    _revisited[question_id] = before.answered(hit, day)
    _keep()
    return _revisited[question_id]


def records() -> dict[str, Record]:
    """The results by exercise: those of the file, and over them this session's."""
    return dict(known().exercises)


def guesses() -> dict[str, Guess]:
    """The first guesses by question."""
    return dict(known().guesses)


def known() -> ProgressRecords:
    """What the file and this session know."""
    try:
        stored = read_records(Path(FILE_NAME))
    except (OSError, Unusable):
        stored = ProgressRecords()
    # Another notebook of this folder may have passed since what this session remembers.
    mine = {
        name: _better(entry, stored.exercises.get(name, entry)) for name, entry in _session.items()
    }
    session = ProgressRecords(mine, _guessed, _revisited, (_checked or [""])[0])
    return _joined(stored, session)


def _joined(one: ProgressRecords, other: ProgressRecords) -> ProgressRecords:
    """Both: an exercise as the other has it, of guesses the one's, of revisits what saw more."""
    asked = dict(other.guesses)
    for name, first in one.guesses.items():
        turned = first.later or (name in asked and (asked[name].hit or asked[name].later))
        asked[name] = replace(first, later=turned and not first.hit)
    returned = {
        name: later(entry, one.revisits.get(name, entry)) for name, entry in other.revisits.items()
    }
    return ProgressRecords(
        {**one.exercises, **other.exercises},
        asked,
        {**one.revisits, **returned},
        other.last or one.last,
        {**other.others, **one.others},
        {name: {**other.stored.get(name, {}), **one.stored.get(name, {})} for name in _SECTIONS},
    )


def merge_records(other: ProgressRecords) -> ProgressRecords:
    """Take over what another file knows: of two results the better, of two guesses ours."""
    mine = known()
    for name, theirs in other.exercises.items():
        _session[name] = _better(mine.exercises.get(name, Record()), theirs)
    joined = _joined(mine, other)
    _guessed.update(joined.guesses)
    _revisited.update(joined.revisits)
    _checked[:] = [mine.last or other.last]
    _keep()
    return known()


def keep_copy(path: Path) -> None:
    """Write what is known to this file as well, now and whenever something is added.

    Nothing that the file holds is lost: of two results of an exercise it keeps the better.

    Raises:
        OSError: it cannot be written.
        Unusable: it holds something else, which stays as it is.
    """
    _write_copy(path)
    if path not in _copies:
        _copies.append(path)


def _write_copy(path: Path) -> None:
    try:
        there = read_records(path)
    except FileNotFoundError:
        there = ProgressRecords()
    mine = known()
    best = {
        name: _better(mine.exercises.get(name, Record()), entry)
        for name, entry in there.exercises.items()
    }
    both = replace(mine, exercises={**mine.exercises, **best})
    write_records(path, _joined(both, replace(there, exercises={}, last="")))


def _better(mine: Record, theirs: Record) -> Record:
    """The better of both; what the cell holds now is known by the first."""
    best = max(mine, theirs, key=lambda entry: (_RANK[entry.state], entry.points))
    now = mine.now
    if best.state == "passed" and mine.state != "passed":
        now = "tried" if mine.state == "tried" else ""
    # Of two that passed, the first one's tries and day are those of the pass.
    told = mine if mine.state == best.state and mine.tries else best
    checks = max(mine.checks, theirs.checks)
    return Record(best.state, best.points, checks, now, told.tries, told.day)


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
    sections = dict(zip(_SECTIONS, (rows, guessed, returned), strict=True))
    last = content.get("last", "")
    return ProgressRecords(
        _entries(rows, _record),
        _entries(guessed, _guess),
        _entries(returned, read_revisit),
        last[:_MOST_TEXT] if isinstance(last, str) else "",
        others,
        {name: section for name, section in sections.items() if isinstance(section, dict)},
    )


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
    if entry.state not in _RANK or not math.isfinite(entry.points) or entry.points < 0:
        raise ValueError("no record")
    return entry


def _guess(row: dict[str, Any]) -> Guess:
    if not isinstance(row["text"], str):
        raise TypeError("no guess")
    hit = row["hit"] is True
    return Guess(row["text"][:_MOST_TEXT], hit, row.get("later") is True and not hit)


def _keep() -> None:
    # nbgrader runs notebooks of its own accord: they are nobody's progress.
    if os.environ.get("NBGRADER_EXECUTION"):
        return
    path = Path(FILE_NAME)
    with contextlib.suppress(OSError):
        try:
            read_records(path)
        except FileNotFoundError:
            pass
        except Unusable:
            # Never written over: somebody may want to look into it.
            os.replace(path, _damaged_name())
        write_records(path, known())
    for copy in _copies:  # Drive may be gone by now
        with contextlib.suppress(OSError, Unusable):
            _write_copy(copy)


def _damaged_name() -> str:
    """A name that no file has: what was put aside before stays there."""
    stem, ending = os.path.splitext(DAMAGED_NAME)
    name, number = DAMAGED_NAME, 1
    while os.path.lexists(name):
        number += 1
        name = f"{stem}-{number}{ending}"
    return name


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
    }
    with replacing(path, f"{path.name}.{os.getpid()}") as file:
        file.write((json.dumps(content, indent=1) + "\n").encode())
