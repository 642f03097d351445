"""The table of the wrong answers in which the search finds no place, or another one.

``tests/autograder/catalogue/places.toml`` holds it; a reason that stands there for an answer stays.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from autograder.authoring.places import KnownPlace, Searched
from autograder.catalogue.differences import kinds_between
from course_utils.diagnosis.limits import SearchLimits

_HEAD = """\
# Wrong answers that are edits of the reference, and in which the search finds no place (none), or
# none of those where a teacher would point (elsewhere), each with the reason. test_places.py says
# how it is written anew; a reason that stands here for an answer stays.
"""


def table_of(rows: Sequence[tuple[KnownPlace, Searched]], before: Path) -> str:
    """The table as TOML: what, reason, exercise, answers."""
    reasons = _reasons(before)
    found: dict[str, dict[str, dict[str, list[str]]]] = {"none": {}, "elsewhere": {}}
    for place, searched in rows:
        if searched.is_right:
            continue
        what = "elsewhere" if searched.proof else "none"
        reason = reasons.get((what, place.exercise, place.name)) or _reason(place, searched)
        answers = found[what].setdefault(reason, defaultdict(list))
        answers[place.exercise].append(place.name)
    lines = [_HEAD]
    for what, by_reason in found.items():
        for reason, by_exercise in sorted(by_reason.items()):
            lines.append(f"[{what}.{json.dumps(reason)}]")
            for exercise, names in by_exercise.items():
                lines += [f"{exercise} = [", *(f'    "{name}",' for name in names), "]"]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _reasons(path: Path) -> dict[tuple[str, str, str], str]:
    """The reasons that a table gives, by what, exercise and answer."""
    table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        (what, exercise, name): reason
        for what, by_reason in table.items()
        for reason, by_exercise in by_reason.items()
        for exercise, names in by_exercise.items()
        for name in names
    }


def _reason(place: KnownPlace, searched: Searched) -> str:
    if searched.proof and searched.proof.reach == "passes":
        return "another edit makes the checks pass, too"
    if searched.proof:
        return "another edit gets further, and what undoes the mistake was not tried before"
    if " ; " in place.change:
        return "it is wrong at several places, and no edit of one of them gets further"
    if not kinds_between(place.wrong, place.right):
        return "a piece is written anew: no small edit undoes it"
    if searched.cpu > 0.9 * SearchLimits().cpu:
        return "the time is up before the edit is tried"
    return "what undoes it is no edit that is tried"
