"""The named mistake as a worked example, beside the student's own numbers.

What is shown follows from a verdict alone. A mistake that is named is told as the check tells it,
a fact only where it is proven; then the same slip on numbers that can be checked by hand; then
the first of the student's numbers that differ, with the arithmetic that shows what they share.
Without a named mistake there is no example: what is seen, and how to find out.
"""

from __future__ import annotations

from course_utils.core.exercise import Exercise
from course_utils.core.verdict import Verdict
from course_utils.core.worked_example import WorkedExample, example_of
from course_utils.texts import Message, Words, say, words
from course_utils.views.card import Card
from course_utils.views.explained import Explained, OwnItem
from course_utils.views.own_numbers import own_numbers
from course_utils.views.story import Story, tell


def worked_card(verdict: Verdict, exercise: Exercise) -> Card:
    """The verdict as a worked example.

    Args:
        verdict: of an answer that is not right yet, by visible or by hidden cases.
        exercise: the exercise that it is about.
    """
    story = tell(verdict, exercise)
    # A mistake that the student's own code contradicts is not told, and has no example.
    named = verdict.cause if story.mistake else None
    example = example_of(exercise.id, named.id) if named else None
    look = _look(verdict, story)
    explained = Explained(
        story,
        words(_headline(story, example)),
        unnamed=words(say("worked.unnamed")) if look else "",
        example=example,
        own=_own(verdict, exercise, story),
        look=words(look),
    )
    return explained.card()


def _headline(story: Story, example: WorkedExample | None) -> Message:
    if example:
        return say("worked.headline")
    return say("worked.headline-exception" if story.raised else "worked.headline-numbers")


def _own(verdict: Verdict, exercise: Exercise, story: Story) -> OwnItem:
    """What the student's own numbers show: of visible inputs alone."""
    difference = verdict.difference
    if difference is None or verdict.hidden:
        return OwnItem()
    own = own_numbers(difference, exercise, named=bool(story.mistake))
    if own is None or own.table is None:
        # One number, a shape, an exception: the check's own words tell it.
        where = words(say("worked.yours", where=story.where))
        said = tuple(map(words, own.said)) if own else ()
        return OwnItem(where, story.fact, story.table, said)
    where = words(say("worked.your-numbers", where=story.where))
    return OwnItem(where, table=own.table, said=tuple(map(words, own.said)))


def _look(verdict: Verdict, story: Story) -> Words:
    """How to find out; nothing where a mistake, or an exercise that comes first, is named."""
    if story.mistake or story.first or verdict.difference is None:
        return ""
    if story.raised:
        return say("look.exception")
    return say("look.numbers", label=verdict.difference.label)
