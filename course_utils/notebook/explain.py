"""``explain``: the mistake that the last check named, worked through on three numbers."""

from __future__ import annotations

from course_utils.core.exercise import Exercise
from course_utils.notebook.buttons import Offer
from course_utils.notebook.last import last_verdict, meant_exercise
from course_utils.texts import say, words
from course_utils.views import html
from course_utils.views.card import Card, show


def explain(exercise_id: object = None) -> None:
    """Show the mistake that the last check named as a worked example with three numbers.

    Args:
        exercise_id: such as ``lr-backward``; without it, the exercise that was worked on last.
    """
    exercise = meant_exercise(exercise_id, "explain")
    if exercise is None:
        return
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
