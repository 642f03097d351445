"""What has changed in a chapter since a kept release, exercise by exercise."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.catalogue import CHAPTERS, exercises_in
from autograder.rebuild.keep import RELEASES
from course_utils.core.exercise import KEYS_FOLDER, Exercise

What = Literal["points", "parts", "contract", "checks", "new", "gone"]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that is not as it was.

    Attributes:
        before, after: points, where it is the points.
    """

    exercise: str
    what: What
    before: float = 0.0
    after: float = 0.0


def exercises_of(course: Path, release: str) -> dict[str, Exercise]:
    """The exercises as a kept release has them, by id; none where it is not kept."""
    path = course / RELEASES / release / "exercises.json"
    if not release or not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
        return {one["id"]: Exercise.from_json(one) for one in found}
    except (ValueError, TypeError, KeyError):
        return {}


def changed_since(course: Path, release: str, chapters: Sequence[str] = CHAPTERS) -> list[Changed]:
    """What is not as it was in a kept release; nothing where that is not kept."""
    before = exercises_of(course, release)
    found: list[Changed] = []
    for chapter in chapters if before else ():
        now = {exercise.id: exercise for exercise in exercises_in(chapter)}
        then = {name: one for name, one in before.items() if one.chapter == chapter}
        for name in dict.fromkeys((*then, *now)):
            found += _between(then, now, name, course / RELEASES / release / "keys")
    return found


def _between(
    then: Mapping[str, Exercise], now: Mapping[str, Exercise], name: str, keys: Path
) -> Iterator[Changed]:
    old, new = then.get(name), now.get(name)
    if old is None or new is None:
        yield Changed(name, "new" if old is None else "gone")
        return
    if old.points != new.points:
        yield Changed(name, "points", old.points, new.points)
    elif old.parts != new.parts:
        yield Changed(name, "parts")
    if old.contract != new.contract:
        yield Changed(name, "contract")
    if _bytes(keys / f"{name}.safetensors") != _bytes(KEYS_FOLDER / f"{name}.safetensors"):
        yield Changed(name, "checks")


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def short(release: str, other: str) -> str:
    """A release's name without its digest, where the version alone tells the two apart."""
    mine, theirs = release.partition("+")[0], other.partition("+")[0]
    return mine if mine != theirs else release


def changes_in_words(changes: Sequence[Changed]) -> str:
    """The changes in words, such as ``points of bce 2 → 1; checks of bce, lr-init``."""
    words = [f"points of {one.exercise} {one.before:g} → {one.after:g}"
             for one in changes if one.what == "points"]  # fmt: skip
    for what, lead in _LEADS.items():
        names = [one.exercise for one in changes if one.what == what]
        if names:
            words.append(f"{lead} {', '.join(names)}")
    return "; ".join(words)


_LEADS = {
    "parts": "what earns the points of",
    "contract": "the contract of",
    "checks": "the visible checks of",
    "new": "new:",
    "gone": "not there any more:",
}
