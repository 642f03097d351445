"""Where a student stands: the exercises in the notebooks' order, what is next, what is left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course_utils.core.brief import spelled
from course_utils.core.exercise import Exercise, exercises
from course_utils.core.released import released
from course_utils.notebook.record_file import ProgressRecords, Record
from course_utils.notebook.settings import course


def exercises_by_chapter() -> dict[str, list[Exercise]]:
    """Every chapter's exercises, in the order of its notebook."""
    found: dict[str, list[Exercise]] = {}
    for exercise in exercises().values():
        found.setdefault(exercise.chapter, []).append(exercise)
    return {chapter: _as_in_the_notebook(chapter, members) for chapter, members in found.items()}


def meant_chapter(asked: object, chapters: Iterable[str]) -> str | None:
    """The chapter that is meant by a number, ``4``, or by a name, ``"modules"``."""
    if not isinstance(asked, str | int) or isinstance(asked, bool):
        return None
    bare = spelled(asked).strip().removesuffix(".ipynb").lower()
    for chapter in chapters:
        number, _, title = chapter.partition("_")
        if bare in (chapter, title, number, number.lstrip("0")):
            return chapter
    return None


def _as_in_the_notebook(chapter: str, members: list[Exercise]) -> list[Exercise]:
    try:
        places = {cell.id: place for place, cell in enumerate(released(chapter).cells)}
    except (OSError, ValueError, LookupError, TypeError):
        return members
    return sorted(members, key=lambda member: places.get(member.id, len(places)))


def record_of(now: ProgressRecords, exercise: Exercise) -> Record:
    """What is known of an exercise."""
    return now.exercises.get(exercise.id, Record())


def is_still_open(now: ProgressRecords, exercise: Exercise) -> bool:
    """Whether it has never passed."""
    return record_of(now, exercise).state != "passed"


def next_after(exercise: Exercise, now: ProgressRecords) -> Exercise | None:
    """The next open exercise: after this one, then before it in its chapter, then further on."""
    chapters = exercises_by_chapter()
    here = chapters[exercise.chapter]
    names = list(chapters)
    behind = names.index(exercise.chapter)
    place = here.index(exercise)
    further = [m for name in [*names[behind + 1 :], *names[:behind]] for m in chapters[name]]
    candidates: Sequence[Exercise] = [*here[place + 1 :], *here[:place], *further]
    return next((member for member in candidates if is_still_open(now, member)), None)


@dataclass(frozen=True, slots=True)
class ChapterStanding:
    """How far one chapter is.

    Attributes:
        chapter: its name.
        passed, exercises: how many of how many.
        minutes: what is left, with what there is to read.
    """

    chapter: str
    passed: int
    exercises: int
    minutes: int

    @property
    def is_done(self) -> bool:
        """Whether every exercise has passed."""
        return self.passed == self.exercises


def standing_of(chapter: str, members: Sequence[Exercise], now: ProgressRecords) -> ChapterStanding:
    """How far a chapter is.

    Args:
        chapter: its name.
        members: its exercises.
        now: what is known.
    """
    still = [member for member in members if is_still_open(now, member)]
    whole = _minutes(members)
    # What is read with an exercise is taken to be read when it passes.
    all_minutes = max(whole, minutes_of(chapter) or whole)
    left = round(all_minutes * _minutes(still) / whole) if whole else 0
    return ChapterStanding(chapter, len(members) - len(still), len(members), left)


def _minutes(members: Iterable[Exercise]) -> int:
    return sum(member.minutes for member in members)


def minutes_of(chapter: str) -> int:
    """What the whole chapter takes; 0 where that is not known."""
    facts = course().chapters.get(chapter)
    return facts.minutes if facts else 0


def title_of(chapter: str) -> str:
    """The chapter's title; its file's name where that is not known."""
    facts = course().chapters.get(chapter)
    return facts.title if facts else chapter


def number_of(chapter: str) -> int:
    """The chapter's number."""
    return int(chapter.partition("_")[0])


def links(chapters: Iterable[str]) -> Mapping[str, str]:
    """Where the notebooks lie that are beside this one, by chapter."""
    return {name: f"{name}.ipynb" for name in chapters if Path(f"{name}.ipynb").is_file()}
