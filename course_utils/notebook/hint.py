"""Hints in steps: where to look, which idea, nearly the line."""

from __future__ import annotations

from course_utils.core.brief import brief
from course_utils.core.exercise import Exercise
from course_utils.core.place import UNKNOWN
from course_utils.notebook.buttons import Offer, offer_buttons
from course_utils.notebook.last import last_verdict, meant_exercise
from course_utils.notebook.settings import solution_place
from course_utils.texts import Message, say, words
from course_utils.views import html
from course_utils.views.card import Card, show
from course_utils.views.student_lines import say_change

_shown: dict[str, int] = {}


def hint(exercise_id: object = None, step: int | None = None) -> None:
    """Show the next hint of an exercise, or the given one.

    Args:
        exercise_id: such as ``lr-backward``; without it, the exercise that was worked on last.
        step: 1 to 3; without it, the one after the last that was shown.
    """
    exercise = meant_exercise(exercise_id, "hint")
    if exercise is None:
        return
    steps = len(exercise.hints)
    if not steps:
        show(html.note(say("hint.none")))
        return
    if step is None:
        show(next_hint(exercise))
    elif isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= steps:
        wrong = brief(step)
        show(html.note(say("hint.no-such-step", exercise=exercise.id, steps=steps, step=wrong)))
        return
    else:
        show(_hint(exercise, step))
    if _shown[exercise.id] < steps:
        offer_buttons(exercise, [next_hint_offer(exercise)])


def next_hint(exercise: Exercise) -> Card:
    """The hint after the last that was shown; after the last one, where else to look."""
    step = _shown.get(exercise.id, 0) + 1
    return html.note(_exhausted(exercise)) if step > len(exercise.hints) else _hint(exercise, step)


def next_hint_offer(exercise: Exercise) -> Offer:
    """The button that brings it."""
    return Offer("button.hint", lambda: next_hint(exercise))


def _hint(exercise: Exercise, step: int) -> Card:
    _shown[exercise.id] = step
    return _step(exercise, step)


def mark_shown(exercise_id: str, step: int) -> None:
    """Remember that a check has shown this step: the next call of ``hint`` goes on from it."""
    _shown[exercise_id] = max(_shown.get(exercise_id, 0), step)


def _exhausted(exercise: Exercise) -> Message:
    steps, place = len(exercise.hints), solution_place(exercise)
    if not place:
        return say("hint.exhausted", steps=steps, exercise=exercise.id)
    return say("hint.exhausted-with-place", steps=steps, exercise=exercise.id, place=place)


def _step(exercise: Exercise, step: int) -> Card:
    steps = len(exercise.hints)
    headline = words(say("hint.headline", step=step, steps=steps))
    body = exercise.hints[step - 1]
    more = words(_more(exercise, last=step == steps))
    change = _change(exercise) if step == steps else None
    lines = [f"{exercise.id}: {headline}", body, words(change or ""), more.replace("`", "")]
    text = "\n".join(line for line in lines if line)
    blocks = [
        html.paragraph(body),
        html.edit_in_words(change) if change else "",
        html.paragraph(more),
    ]
    return Card(html.frame("hint", exercise.id, headline, blocks, exercise.title), text)


def _change(exercise: Exercise) -> Message | None:
    """The edit that the last check has tried; never where the course is graded."""
    verdict = last_verdict(exercise)
    proof = verdict.proof if verdict else None
    if proof is None or proof.kind == UNKNOWN or not solution_place(exercise):
        return None
    return say_change(proof)


def _more(exercise: Exercise, *, last: bool) -> Message:
    if not last:
        return say("hint.more", exercise=exercise.id)
    place = solution_place(exercise)
    return say("hint.last-with-place", place=place) if place else say("hint.last")
