"""What the checks and questions said so far: kept in the session and in a small file."""

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
from course_utils.core.verdict import Verdict
from course_utils.notebook.schedule import Revisit, later, read_revisit
from course_utils.texts import say, words

FILE_NAME = ".course_progress.json"
DAMAGED_NAME = ".course_progress.damaged.json"
_FORMAT = 1
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
    """

    state: str = "not yet"
    points: float = 0.0
    checks: int = 0
    now: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """The first guess at a question.

    Attributes:
        text: a letter, or the student's own words.
        hit: whether it is what happens.
    """

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class ProgressRecords:
    """All that is remembered: results by exercise, guesses and returns by question."""

    exercises: Mapping[str, Record] = field(default_factory=dict)
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    revisits: Mapping[str, Revisit] = field(default_factory=dict)


class Unusable(ValueError):
    """A file of progress that cannot be read; the message says why and what to do."""


_session: dict[str, Record] = {}
_guessed: dict[str, Guess] = {}
_revisited: dict[str, Revisit] = {}


def record(verdict: Verdict, *, written: bool = True) -> None:
    """Remember a verdict. A folder that cannot be written to is no reason to complain.

    Args:
        verdict: of the visible checks.
        written: the student wrote something; a cell as handed out takes nothing away, and
            is no try.
    """
    if verdict.state == "grader_fault":
        return
    before = records().get(verdict.exercise)
    if not written:
        if before is None or before.state != "passed":
            return
        _session[verdict.exercise] = replace(before, now="empty")
    else:
        before = before or Record()
        state = "passed" if verdict.state == "passed" else "tried"
        found = Record(state, float(verdict.score), before.checks + 1)
        best = _better(before, found)
        now = "tried" if best.state == "passed" and state != "passed" else ""
        _session[verdict.exercise] = replace(best, checks=found.checks, now=now)
    _keep()


def has_passed(exercise_id: str) -> bool:
    """Whether the exercise passed its visible checks at some time."""
    return records().get(exercise_id, Record()).state == "passed"


def record_guess(question_id: str, text: str, hit: bool) -> None:
    """Remember the first guess at a question; later ones change nothing."""
    if question_id not in guesses():
        _guessed[question_id] = Guess(text[:_MOST_TEXT], hit)
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
    seen = {
        name: later(entry, stored.revisits.get(name, entry)) for name, entry in _revisited.items()
    }
    return ProgressRecords(
        {**stored.exercises, **mine},
        {**_guessed, **stored.guesses},
        {**stored.revisits, **seen},
    )


def merge_records(other: ProgressRecords) -> ProgressRecords:
    """Take over what another file knows: of two results the better, of two guesses ours."""
    mine = known()
    for name, theirs in other.exercises.items():
        _session[name] = _better(mine.exercises.get(name, Record()), theirs)
    for name, guessed in other.guesses.items():
        _guessed[name] = mine.guesses.get(name, guessed)
    for name, returned in other.revisits.items():
        _revisited[name] = later(mine.revisits.get(name, returned), returned)
    _keep()
    return known()


def _better(mine: Record, theirs: Record) -> Record:
    """The better of both; what the cell holds now is known by the first."""
    best = max(mine, theirs, key=lambda entry: (_RANK[entry.state], entry.points))
    now = mine.now
    if best.state == "passed" and mine.state != "passed":
        now = "tried" if mine.state == "tried" else ""
    return Record(best.state, best.points, max(mine.checks, theirs.checks), now)


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
    return ProgressRecords(
        _entries(rows, _record), _entries(guessed, _guess), _entries(returned, read_revisit)
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
    if entry.state not in _RANK or not math.isfinite(entry.points) or entry.points < 0:
        raise ValueError("no record")
    return entry


def _guess(row: dict[str, Any]) -> Guess:
    if not isinstance(row["text"], str):
        raise TypeError("no guess")
    return Guess(row["text"][:_MOST_TEXT], row["hit"] is True)


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
            os.replace(path, DAMAGED_NAME)
        write_records(path)


def write_records(path: Path) -> None:
    """Write all that is known to a file; it is there whole or not at all.

    Raises:
        OSError: the folder does not allow it.
    """
    now = known()
    content = {
        "format": _FORMAT,
        "exercises": {name: asdict(entry) for name, entry in now.exercises.items()},
        "guesses": {name: asdict(entry) for name, entry in now.guesses.items()},
        "revisits": {name: asdict(entry) for name, entry in now.revisits.items()},
    }
    with replacing(path, f"{path.name}.{os.getpid()}") as file:
        file.write((json.dumps(content, indent=1) + "\n").encode())
