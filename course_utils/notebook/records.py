"""What the checks and questions said so far: kept in the session and in a small file."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

from course_utils.core.verdict import Verdict
from course_utils.notebook.record_file import (
    MOST_TEXT,
    RANK,
    SECTIONS,
    Guess,
    ProgressRecords,
    Record,
    Unusable,
    read_records,
    write_records,
)
from course_utils.notebook.schedule import Revisit, later

FILE_NAME = ".course_progress.json"
DAMAGED_NAME = ".course_progress.damaged.json"

_session: dict[str, Record] = {}
_guessed: dict[str, Guess] = {}
_revisited: dict[str, Revisit] = {}
_checked: list[str] = []  # the exercise that was checked last
_student: list[str] = []  # whose this copy is
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
        _guessed[question_id] = Guess(text[:MOST_TEXT], hit)
    elif hit and not before.hit:
        _guessed[question_id] = replace(before, later=True)
    _keep()


def record_revisit(question_id: str, hit: bool, day: int) -> Revisit:
    """Remember an answer to a question of the review; what is known of it now."""
    before = known().revisits.get(question_id, Revisit())
    _revisited[question_id] = before.answered(hit, day)
    _keep()
    return _revisited[question_id]


def record_student(student: str) -> None:
    """Remember whose this copy is."""
    _student[:] = [student]
    _keep()


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
    last, student = (_checked or [""])[0], (_student or [""])[0]
    session = ProgressRecords(mine, _guessed, _revisited, last, student)
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
        other.student or one.student,
        {**other.others, **one.others},
        {name: {**other.stored.get(name, {}), **one.stored.get(name, {})} for name in SECTIONS},
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
    _student[:] = [mine.student or other.student]
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
    there = replace(there, exercises={}, last="", student="" if mine.student else there.student)
    write_records(path, _joined(both, there))


def _better(mine: Record, theirs: Record) -> Record:
    """The better of both; what the cell holds now is known by the first."""
    best = max(mine, theirs, key=lambda entry: (RANK[entry.state], entry.points))
    now = mine.now
    if best.state == "passed" and mine.state != "passed":
        now = "tried" if mine.state == "tried" else ""
    # Of two that passed, the first one's tries and day are those of the pass.
    told = mine if mine.state == best.state and mine.tries else best
    checks = max(mine.checks, theirs.checks)
    return Record(best.state, best.points, checks, now, told.tries, told.day)


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
