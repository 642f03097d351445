"""Hints in steps: where to look, which idea, nearly the line."""

from __future__ import annotations

from course_utils.core.exercise import Exercise, UnknownExercise, find_exercise, nameless
from course_utils.notebook.settings import solution_place
from course_utils.views import html
from course_utils.views.card import Card, show

_shown: dict[str, int] = {}


def hint(exercise_id: object = None, step: int | None = None) -> None:
    """Show the next hint of an exercise, or the given one.

    Args:
        exercise_id: such as ``lr-backward``.
        step: 1 to 3; without it, the one after the last that was shown.
    """
    if exercise_id is None:
        show(html.note(nameless("hint")))
        return
    try:
        exercise = find_exercise(exercise_id)
    except UnknownExercise as error:
        show(html.note(str(error)))
        return
    steps = len(exercise.hints)
    if step is None:
        step = _shown.get(exercise.id, 0) + 1
        if step > steps:
            show(html.note(_exhausted(exercise)))
            return
    if isinstance(step, bool) or not isinstance(step, int) or not 1 <= step <= steps:
        show(html.note(f"{exercise.id} has the hints 1 to {steps}, not {step!r:.40}."))
        return
    _shown[exercise.id] = step
    show(_step(exercise, step))


def mark_shown(exercise_id: str, step: int) -> None:
    """Remember that a check has shown this step: the next call of ``hint`` goes on from it."""
    _shown[exercise_id] = max(_shown.get(exercise_id, 0), step)


def _exhausted(exercise: Exercise) -> str:
    steps = len(exercise.hints)
    again = (
        f"That was the last of the {steps} hints of {exercise.id}. "
        f'`hint("{exercise.id}", 1)` shows the first again; the box “Help: I get …” above the '
        "exercise lists what else can happen."
    )
    return f"{again} {solution_place(exercise)}".strip()


def _step(exercise: Exercise, step: int) -> Card:
    steps = len(exercise.hints)
    headline = f"hint {step} of {steps}"
    body = exercise.hints[step - 1]
    more = f'More: `hint("{exercise.id}")`'
    if step == steps:
        more = f"This was the last one. {solution_place(exercise)}".strip()
    text = f"{exercise.id}: {headline}\n{body}\n{more.replace('`', '')}"
    blocks = [html.paragraph(body), html.paragraph(more)]
    return Card(html.frame("hint", exercise.id, headline, blocks, exercise.title), text)
