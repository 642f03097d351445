"""What the exercises of each release may be worth, which a worker's answer is held against."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from autograder.catalogue import exercises_in
from autograder.rebuild.releases import KeptChapter, open_releases

Worth = Mapping[str, tuple[float, ...]]
"""By exercise, the points that it can have."""


def worth_today(chapter: str) -> Worth:
    """What the chapter's exercises are worth as it is today."""
    return {one.id: (one.points,) for one in exercises_in(chapter)}


def worth_of_releases(chapter: str, course: Path) -> Mapping[str, Worth]:
    """By the release's name, what its exercises are worth where they are others than today's."""
    found: dict[str, Worth] = {}
    today = worth_today(chapter)
    for release in open_releases(chapter, course).kept:
        if release.exercises != today.keys():
            found[release.name] = {name: _either(release, name, today) for name in release.order}
    return found


def _either(release: KeptChapter, name: str, today: Worth) -> tuple[float, ...]:
    then = (release.given[name].points,) if name in release.given else ()
    return (*then, *today.get(name, ()))
