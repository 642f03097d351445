"""``reset``: an exercise's cell as it was, without touching what the student wrote."""

from __future__ import annotations

import os
from functools import partial
from html import escape

from course_utils.core.exercise import Exercise
from course_utils.core.released import stub_of
from course_utils.notebook.buttons import Offer, offer_buttons
from course_utils.notebook.last import meant_exercise
from course_utils.texts import say, words
from course_utils.views import html
from course_utils.views.card import Card, in_colab, shell, show


def reset(exercise_id: object = None) -> None:
    """Give an exercise's empty cell back: shown to be copied, and put into a new cell below.

    Nothing that you wrote is deleted: the exercise's own cell stays as it is.

    Args:
        exercise_id: such as ``lr-backward``; without it, the exercise that was worked on last.
    """
    exercise = meant_exercise(exercise_id, "reset")
    if exercise is None:
        return
    try:
        stub = stub_of(exercise)
    except (OSError, ValueError, LookupError, TypeError) as error:
        show(html.note(say("data.no-notebooks", kind=type(error).__name__)))
        return
    placed = _place(stub)
    show(_card(exercise, stub, placed=placed))
    offer_buttons(exercise, [], stub)


def empty_cell_offer(exercise: Exercise) -> Offer | None:
    """The button that brings the empty cell; None where no release is at hand."""
    try:
        stub = stub_of(exercise)
    except (OSError, ValueError, LookupError, TypeError):
        return None
    make = partial(_card, exercise, stub, placed=False)
    return Offer("button.reset", make, lambda: stub)


def _place(stub: str) -> bool:
    """A new cell below, where the front end makes one: JupyterLab, Notebook, VS Code."""
    running = shell()
    # The payload is the kernel's word to its front end; a terminal has another use for it.
    if running is None or not hasattr(running, "kernel") or os.environ.get("NBGRADER_EXECUTION"):
        return False
    if in_colab():
        return False  # Colab ignores it.
    running.set_next_input(stub, replace=False)
    return True


def _card(exercise: Exercise, stub: str, *, placed: bool) -> Card:
    how = words(say("reset.placed" if placed else "reset.paste"))
    headline = words(say("reset.headline"))
    block = (
        f'<pre tabindex="0" aria-label="{escape(words(say("reset.label")))}" '
        'style="font-family:var(--jp-code-font-family,ui-monospace,monospace);font-size:.93em;'
        "color:inherit;background:rgba(128,128,128,.12);margin:.4em 0;padding:.4em .6em;"
        f'overflow-x:auto;user-select:all">{escape(stub, quote=False)}</pre>'
    )
    text = f"{exercise.id}: {headline}\n{stub}\n{how}"
    blocks = [block, html.paragraph(how)]
    return Card(html.frame("hint", exercise.id, headline, blocks, exercise.title), text)
