"""``explain``: the mistake that the last check named, worked through on three numbers."""

from __future__ import annotations

from course_utils.core.exercise import Exercise, UnknownExercise, find_exercise, nameless
from course_utils.notebook.buttons import Offer
from course_utils.notebook.last import last_exercise, last_verdict, remember, say_unknown
from course_utils.texts import say, words
from course_utils.views import html
from course_utils.views.card import Card, show


def explain(exercise_id: object = None) -> None:
    """Show the mistake that the last check named as a worked example with three numbers.

    Args:
        exercise_id: such as ``lr-backward``; without it, the exercise that was worked on last.
    """
    try:
        exercise = last_exercise() if exercise_id is None else find_exercise(exercise_id)
    except UnknownExercise as error:
        show(html.note(say_unknown(error, exercise_id)))
        return
    if exercise is None:
        show(html.note(nameless("explain")))
        return
    remember(exercise)
    show(explained(exercise))


def explain_offer(exercise: Exercise) -> Offer:
    """The button that brings it."""
    return Offer("button.explain", lambda: explained(exercise))


def explained(exercise: Exercise) -> Card:
    """The worked example; where there is none, why not, and what to do."""
    verdict = last_verdict(exercise)
    if verdict is None or (verdict.state == "not_attempted" and not verdict.note):
        return html.note(say("explain.unchecked", exercise=exercise.id))
    if verdict.state == "passed":
        return html.note(say("explain.passed", exercise=exercise.id))
    if verdict.state == "grader_fault":
        return html.note(say("explain.no-verdict"))
    if verdict.difference is None:
        return html.note(say("explain.no-evidence", note=words(verdict.note)))
    from course_utils.notebook.worked import worked_card

    return worked_card(verdict, exercise)
