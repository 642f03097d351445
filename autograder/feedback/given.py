"""The exercises as the student of a result was given them.

A page speaks of one release: titles, contracts, labels and hints are those of the student's
own notebook. The points are those that counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from autograder.rebuild.keep import RELEASES, course_now
from autograder.rebuild.since import exercises_of
from autograder.submission.result import Result
from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Repriced:
    """An exercise whose points are not those of the student's notebook."""

    title: str
    before: float
    now: float


def as_given(
    result: Result, exercises: Sequence[Exercise], course: Path
) -> tuple[list[Exercise], list[Repriced]]:
    """The exercises for the page, and those whose points are others than in the notebook.

    Args:
        result: the outcome for one submission.
        exercises: the chapter's, as they are today.
        course: the course folder, which keeps the releases.
    """
    given = _given(result, course)
    # A new exercise is not on the page of one who was graded before there was one.
    today = {e.id: e for e in exercises if not result.verdicts or e.id in result.verdicts}
    gone = {name: one for name, one in given.items() if name in result.verdicts}
    shown = [
        _shown(today.get(name), given.get(name), result.verdicts.get(name))
        for name in dict.fromkeys((*today, *gone))
    ]
    repriced = [
        Repriced(given[name].title, given[name].points, verdict.max_score)
        for name, verdict in result.verdicts.items()
        if name in given and verdict.max_score != given[name].points
    ]
    return shown, repriced


def _given(result: Result, course: Path) -> Mapping[str, Exercise]:
    """The exercises of the student's release; none where it is today's, or is not kept."""
    for release in (result.release, result.by):
        path = course / RELEASES / release / "exercises.json"
        if release and release != course_now() and path.is_file():
            return _read(course, release, path.stat().st_mtime_ns)
    return {}


@lru_cache(maxsize=8)
def _read(course: Path, release: str, changed: int) -> dict[str, Exercise]:
    """The same, read once for as long as it does not change: every page asks."""
    return exercises_of(course, release)


def _shown(today: Exercise | None, given: Exercise | None, verdict: Verdict | None) -> Exercise:
    one = given or today
    assert one is not None
    for parts in (source.parts for source in (today, given) if source is not None):
        points, names = sum(part.points for part in parts), {part.name for part in parts}
        if verdict is None or (points == verdict.max_score and names >= verdict.parts.keys()):
            return replace(one, parts=parts)
    return one
