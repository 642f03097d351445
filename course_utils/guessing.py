"""``guess``: answer a predict-then-run question, and learn what happens and why."""

from __future__ import annotations

import math
import numbers
import os
import re
from typing import Any

from course_utils.predictions import (
    Prediction,
    UnknownQuestion,
    find_prediction,
    foreseen,
    option_of,
)
from course_utils.records import guesses, record_guess
from course_utils.views import html
from course_utils.views.card import Card, shell, show

_LONGEST = 300
_PLACEHOLDER = "a number, a shape or a word"


def guess(question_id: str, answer: object = None) -> None:
    """Answer a question marked “Predict”: your first guess is kept, then you read why.

    Args:
        question_id: such as ``t-view-shares``; it stands in the cell below the question.
        answer: a letter, a number or a text. Without it the choices are shown, with a
            button where the notebook can show one.
    """
    try:
        question = find_prediction(question_id)
    except (UnknownQuestion, OSError, ValueError, LookupError, TypeError) as error:
        sentence = (
            str(error)
            if isinstance(error, UnknownQuestion)
            else f"The course's questions cannot be read ({type(error).__name__})."
        )
        show(html.note(sentence))
        return
    if answer is not None:
        show(told(question, answer))
        return
    card = _asked(question)
    form = None if os.environ.get("NBGRADER_EXECUTION") or shell() is None else _form(question)
    if form is None:
        show(card)
    else:
        _show_form(form, card)


def told(question: Prediction, answer: object) -> Card:
    """Keep the guess and say what happens; what cannot be read is asked for again."""
    given = _text(answer)
    if question.options:
        letter = option_of(question, given)
        if letter is None:
            letters = ", ".join(name for name, _ in question.options)
            return html.note(
                f"Choose one of {letters}; “{given:.40}” is none of them.", question.id
            )
        given = letter
    elif not given.strip():
        return html.note("Write down a guess first: any will do, it costs nothing.", question.id)
    before = guesses().get(question.id)
    hit = foreseen(question, given)
    record_guess(question.id, given, hit)
    return _answered(question, given, hit, again=before is not None)


def _text(answer: object) -> str:
    if isinstance(answer, numbers.Real) and not isinstance(answer, bool):
        value = float(answer)
        return f"{value:.10g}" if math.isfinite(value) else str(value)
    return str(answer)[:_LONGEST]


def _answered(question: Prediction, given: str, hit: bool, *, again: bool = False) -> Card:
    mine = f"{given}: {dict(question.options)[given]}" if question.options else given
    lead = f"You said {mine}" if not again else f"This time you said {mine}"
    if hit:
        headline = f"{lead}. That is what happens."
    else:
        headline = f"{lead}. What happens is {question.answer}."
    texts, body = [question.explanation], f'<div style="margin-top:.4em">{question.html}</div>'
    if reply := question.replies.get(given):
        texts.insert(0, reply.text)
        body = f'<div style="margin-top:.4em">{reply.html}</div>{body}'
    text = "\n".join([f"{question.id}: {headline}", *map(plain, texts)])
    return Card(html.frame("passed" if hit else "info", "", headline, [body], question.id), text)


def _asked(question: Prediction) -> Card:
    """The choices in words, for where no button can be shown."""
    example = question.options[0][0] if question.options else "…"
    how = f'Answer with `guess("{question.id}", "{example}")`'
    how += ", or your own letter." if question.options else "."
    lines = [f"{letter}: {text}" for letter, text in question.options]
    before = guesses().get(question.id)
    headline = "What do you expect?"
    if before is not None:
        headline = f"You said {before.text} when you were asked first."
    listed = "".join(f"<li>{html.marked(line)}</li>" for line in lines)
    blocks = [
        f'<ul style="list-style:none;padding-left:.5em;margin:.3em 0">{listed}</ul>'
        if lines
        else "",
        html.paragraph(how),
    ]
    text = "\n".join([f"{question.id}: {headline}", *lines, how.replace("`", "")])
    return Card(html.frame("hint", "", headline, blocks, question.id), text)


def plain(markdown: str) -> str:
    """Markdown as a terminal shows it: without the marks for bold and code."""
    return re.sub(r"\*\*([^*]+)\*\*|(?<![\w*])\*([^*\n]+)\*(?![\w*])|`([^`\n]+)`",
                  lambda m: m.group(1) or m.group(2) or m.group(3), markdown)  # fmt: skip


def _form(question: Prediction) -> Any:
    """The choices as widgets, or None where ipywidgets is missing."""
    try:
        import ipywidgets as widgets
    except ImportError:
        return None
    field: Any
    wide = {"width": "auto"}
    if question.options:
        labels = [(plain(f"{letter}: {text}"), letter) for letter, text in question.options]
        field = widgets.RadioButtons(options=labels, value=None, layout=wide)
    else:
        field = widgets.Text(placeholder=_PLACEHOLDER, continuous_update=False)
        field.description = "Your guess"
    button = widgets.Button(description="This is my guess", tooltip=f"Answer {question.id}")
    # The answer takes this place: a live region, so that a screen reader reads it out.
    place = widgets.HTMLMath(value='<div role="status"></div>')

    def answer(_: object) -> None:
        if field.value is None:
            place.value = html.note("Choose one of the lines first.", question.id).html
        else:
            place.value = told(question, field.value).html

    button.on_click(answer)
    before = guesses().get(question.id)
    if before is not None and (not question.options or before.text in dict(question.options)):
        field.value = before.text
        place.value = _answered(question, before.text, before.hit).html
    return widgets.VBox([field, button, place])


def _show_form(form: Any, card: Card) -> None:
    """The form where widgets live; the card for GitHub, and for a page without a kernel."""
    from IPython.display import display

    view = {
        "application/vnd.jupyter.widget-view+json": {
            "version_major": 2,
            "version_minor": 0,
            "model_id": form.model_id,
        }
    }
    display({**view, "text/html": card.html, "text/plain": card.text}, raw=True)
