"""What the checks said so far: remembered in the session and in a small file."""

from __future__ import annotations

import contextlib
import json
import math
import os
from dataclasses import dataclass
from html import escape
from pathlib import Path

from course_utils.exercise import Exercise, exercises
from course_utils.verdict import Verdict
from course_utils.views import html
from course_utils.views.card import Card, show
from course_utils.views.figures import Table, points
from course_utils.views.text import table as text_table

FILE_NAME = ".course_progress.json"
_FORMAT = 1
_WORDS = {"passed": "✓ passed", "tried": "→ tried", "not yet": "○ not yet"}


@dataclass(frozen=True, slots=True)
class Record:
    """The last result of one exercise.

    Attributes:
        state: ``passed``, ``tried`` (checked, not passed) or ``not yet``.
        points: earned in the visible checks.
        checks: how often it was checked.
    """

    state: str = "not yet"
    points: float = 0.0
    checks: int = 0


_session: dict[str, Record] = {}


def record(verdict: Verdict) -> None:
    """Remember a verdict. A folder that cannot be written to is no reason to complain."""
    if verdict.state == "grader_fault":
        return
    state = {"passed": "passed", "not_attempted": "not yet"}.get(verdict.state, "tried")
    known = records()
    checks = known.get(verdict.exercise, Record()).checks + 1
    _session[verdict.exercise] = Record(state, float(verdict.score), checks)
    # nbgrader runs notebooks of its own accord: they are nobody's progress.
    if not os.environ.get("NBGRADER_EXECUTION"):
        _write({**known, verdict.exercise: _session[verdict.exercise]})


def records() -> dict[str, Record]:
    """The results by exercise: those of the file, and over them this session's."""
    return {**_read(), **_session}


def progress() -> None:
    """Show a table of all exercises: what is passed, what was tried, how many points."""
    chapters: dict[str, list[Exercise]] = {}
    for exercise in exercises().values():
        chapters.setdefault(exercise.chapter, []).append(exercise)
    known = records()
    parts, blocks = [], []
    for chapter, members in chapters.items():
        content, headline = _chapter(members, known)
        parts.append(f"{chapter}: {headline}\n{text_table(content)}")
        blocks.append(f'<div style="margin-top:.3em"><b>{escape(chapter)}</b>: {headline}</div>')
        blocks.append(html.table(content))
    foot = "Hidden checks with other numbers run at grading."
    blocks.append(html.paragraph(foot))
    show(Card(html.frame("info", "", "Your progress", blocks), "\n".join([*parts, foot])))


def _chapter(members: list[Exercise], known: dict[str, Record]) -> tuple[Table, str]:
    rows, earned = [], 0.0
    for exercise in members:
        entry = known.get(exercise.id, Record())
        earned += min(entry.points, exercise.points)
        share = f"{points(min(entry.points, exercise.points))} of {points(exercise.points)}"
        rows.append((exercise.id, _WORDS[entry.state], share))
    table = Table(("exercise", "state", "points"), tuple(rows), (False,) * len(rows), words=(0, 1))
    total = sum(exercise.points for exercise in members)
    return table, f"{points(earned)} of {points(total)} points in the visible checks"


def _read() -> dict[str, Record]:
    """The file's records; of a damaged file, those that can be read."""
    try:
        rows = json.loads(Path(FILE_NAME).read_text(encoding="utf-8"))["exercises"].items()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    found = {}
    for name, row in rows:
        with contextlib.suppress(ValueError, LookupError, TypeError, OverflowError):
            entry = Record(row["state"], float(row["points"]), int(row["checks"]))
            if entry.state in _WORDS and math.isfinite(entry.points) and entry.points >= 0:
                found[str(name)] = entry
    return found


def _write(known: dict[str, Record]) -> None:
    rows = {
        name: {"state": entry.state, "points": entry.points, "checks": entry.checks}
        for name, entry in known.items()
    }
    text = json.dumps({"format": _FORMAT, "exercises": rows}, indent=1)
    draft = Path(f"{FILE_NAME}.{os.getpid()}")
    try:
        draft.write_text(text + "\n", encoding="utf-8")
        os.replace(draft, FILE_NAME)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
