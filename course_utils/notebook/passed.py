"""A pass that feels like one: how far the chapter is, what is next, what was practised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from course_utils.core.exercise import Exercise
from course_utils.notebook.records import known
from course_utils.notebook.settings import course
from course_utils.notebook.standing import (
    ChapterStanding,
    exercises_by_chapter,
    next_after,
    number_of,
    standing_of,
)
from course_utils.notebook.ways import ways_of
from course_utils.texts import Message, say, words
from course_utils.views.folds import Fold
from course_utils.views.story import Story


def as_passed(story: Story, exercise: Exercise) -> Story:
    """The story of a pass, with where the student stands now.

    Args:
        story: of a verdict that passed, which is kept in the records already.
        exercise: what it is about.
    """
    now = known()
    standing = standing_of(exercise.chapter, exercises_by_chapter()[exercise.chapter], now)
    graded = words(say("passed.graded")) if course().graded else ""
    following = next_after(exercise, now)
    return replace(
        story,
        headline=words(_headline(standing, exercise.chapter, following)),
        advance=(standing.passed, standing.exercises),
        after=" ".join(map(words, _after(standing, following))),
        note=" ".join(filter(None, (story.note, graded))),
        folds=tuple(_folds(exercise)),
    )


def _headline(standing: ChapterStanding, chapter: str, following: Exercise | None) -> Message:
    share = say("passed.share", passed=standing.passed, count=standing.exercises)
    if standing.is_done or following is None or following.chapter != chapter:
        return say("passed.headline", share=share)
    return say(
        "passed.headline-next", share=share, exercise=following.id, minutes=following.minutes
    )


def _after(standing: ChapterStanding, following: Exercise | None) -> Iterator[Message]:
    if not standing.is_done:
        return
    chapter = number_of(standing.chapter)
    if following is None:
        yield say("passed.course", chapter=chapter)
        return
    yield say("passed.chapter", chapter=chapter)
    yield say(
        "passed.next-chapter",
        exercise=following.id,
        minutes=following.minutes,
        notebook=following.chapter,
    )


def _folds(exercise: Exercise) -> Iterator[Fold]:
    if exercise.practised:
        yield Fold(words(say("passed.practised")), exercise.practised)
    ways = ways_of(exercise)
    for about, text in ways.others:
        yield Fold(words(say("passed.other-way", about=about)), code=text)
    if ways.solution:
        yield Fold(words(say("passed.solution")), code=ways.solution)
