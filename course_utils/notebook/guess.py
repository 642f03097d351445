"""``guess``: answer a predict-then-run question, and learn what happens and why."""

from __future__ import annotations

import contextlib
import math
import numbers
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from course_utils.core.brief import spelled
from course_utils.core.exercise import exercises
from course_utils.notebook.choices import CHOICE_STYLE, Taken, choice_button
from course_utils.notebook.last import last_question
from course_utils.notebook.predictions import (
    Prediction,
    UnknownQuestion,
    find_prediction,
    foreseen,
    option_of,
)
from course_utils.notebook.records import guesses, record_guess
from course_utils.texts import Message, Words, say, words
from course_utils.views import html
from course_utils.views.card import Card, show
from course_utils.views.live import bundle, live, style

_LONGEST = 300


def guess(question_id: object = None, answer: object = None) -> None:
    """Answer a question marked “Predict”: your first guess is kept, then you read why.

    Args:
        question_id: such as ``t-view-shares``; it stands in the cell below the question.
            Without it, the one that was asked last.
        answer: a letter, a number or a text. Without it the choices are shown, as buttons
            where the notebook can show some; once it was answered, the answer.
    """
    question_id = last_question() if question_id is None else question_id
    if isinstance(question_id, str) and not question_id.strip():
        show(html.note(say("guess.nameless")))
        return
    try:
        question = find_prediction(question_id)
    except (UnknownQuestion, OSError, ValueError, LookupError, TypeError) as error:
        unreadable = say("data.no-questions", kind=type(error).__name__)
        show(html.note(_unknown(question_id, error) or unreadable))
        return
    if answer is not None:
        show(answer_guess(question, answer))
        return
    before = guesses().get(question.id)
    if before is not None and (not question.options or before.text in dict(question.options)):
        show(_answered(question, before.text, before.hit, more=_again(question)))
    elif live():
        _show_form(question)
    else:
        show(_asked(question))


def _unknown(asked: object, error: Exception) -> Words:
    """What is said of an id that no question has; empty where the questions are unreadable."""
    if not isinstance(error, UnknownQuestion):
        return ""
    name = asked.strip() if isinstance(asked, str) else ""
    return say("guess.is-exercise", name=name) if name in exercises() else str(error)


def answer_guess(question: Prediction, answer: object) -> Card:
    """Keep the guess and say what happens; what cannot be read is asked for again."""
    given = _text(answer)
    if question.options:
        letter = option_of(question, given)
        if letter is None:
            letters = ", ".join(name for name, _ in question.options)
            again = say("guess.no-option", letters=letters, given=f"{given:.40}")
            return html.note(again, question.id)
        given = letter
    elif not given.strip():
        return html.note(say("guess.nothing"), question.id)
    before = guesses().get(question.id)
    hit = foreseen(question, given)
    record_guess(question.id, given, hit)
    return _answered(question, given, hit, again=before is not None)


def _text(answer: object) -> str:
    if isinstance(answer, numbers.Real) and not isinstance(answer, bool):
        with contextlib.suppress(OverflowError):  # an int may be larger than any float
            value = float(answer)
            return f"{value:.10g}" if math.isfinite(value) else str(value)
    return spelled(answer)[:_LONGEST]


def _answered(
    question: Prediction, given: str, hit: bool, *, again: bool = False, more: Words = ""
) -> Card:
    mine = f"{given}: {dict(question.options)[given]}" if question.options else given
    if hit:
        told = say("guess.hit-again" if again else "guess.hit", given=mine)
    else:
        code = "guess.missed-again" if again else "guess.missed"
        told = say(code, given=mine, answer=question.answer)
    headline, more = words(told), words(more)
    texts, body = [question.explanation], f'<div style="margin-top:.4em">{question.html}</div>'
    if reply := question.replies.get(given):
        texts.insert(0, reply.text)
        body = f'<div style="margin-top:.4em">{reply.html}</div>{body}'
    lines = [f"{question.id}: {headline}", *map(plain_text, texts), more.replace("`", "")]
    blocks = [body, html.paragraph(more)]
    framed = html.frame("passed" if hit else "info", "", headline, blocks, question.id)
    return Card(framed, "\n".join(filter(None, lines)))


def _again(question: Prediction) -> Message:
    example = question.options[0][0] if question.options else "…"
    return say("guess.again", question=question.id, example=example)


def _asked(question: Prediction) -> Card:
    """The choices in words, for where no button can be shown."""
    example = question.options[0][0] if question.options else "…"
    code = "guess.how-letter" if question.options else "guess.how"
    how = words(say(code, question=question.id, example=example))
    lines = [f"{letter}: {text}" for letter, text in question.options]
    headline = words(say("guess.expect"))
    listed = "".join(f"<li>{html.marked(line)}</li>" for line in lines)
    blocks = [
        f'<ul style="list-style:none;padding-left:.5em;margin:.3em 0">{listed}</ul>'
        if lines
        else "",
        html.paragraph(how),
    ]
    text = "\n".join([f"{question.id}: {headline}", *lines, how.replace("`", "")])
    return Card(html.frame("hint", "", headline, blocks, question.id), text)


def plain_text(markdown: str) -> str:
    """Markdown as a terminal shows it: without the marks for bold and code."""
    return re.sub(r"\*\*([^*]+)\*\*|(?<![\w*])\*([^*\n]+)\*(?![\w*])|`([^`\n]+)`",
                  lambda m: m.group(1) or m.group(2) or m.group(3), markdown)  # fmt: skip


def _show_form(question: Prediction) -> None:
    """Buttons, or a line to type in; the answer takes their place, and stays in the saved file."""
    from IPython.display import display

    display(_Lead(question.id))
    place: list[Any] = []

    def answer(given: object) -> None:
        place[0].update(Taken(answer_guess(question, given), f"guess-{question.id}"))

    form = _form(question, answer)
    place.append(display(bundle(form, _asked(question)), raw=True, display_id=True))


def _form(question: Prediction, answer: Callable[[object], None]) -> Any:
    """The choices as widgets; ``answer`` is called with the one that is chosen."""
    import ipywidgets as widgets

    if question.options:
        rows = [_choice(letter, text, answer) for letter, text in question.options]
        return widgets.VBox(rows)
    field = widgets.Text(
        placeholder=words(say("guess.placeholder")),
        description=words(say("guess.label")),
        style={"description_width": "initial"},  # as long as the words are
        continuous_update=False,
        layout={"max_width": "98%"},  # a phone is narrower than ipywidgets' own width
    )
    button = widgets.Button(
        description=words(say("guess.button")),
        tooltip=words(say("guess.tooltip", question=question.id)),
        layout={"width": "fit-content", "max_width": "98%"},
    )
    answered = widgets.HTML(value='<div role="status"></div>')

    def send(_: object) -> None:
        if field.value.strip():
            answer(field.value)
        else:
            answered.value = answer_guess(question, "").html

    button.on_click(send)
    return widgets.VBox([field, button, answered])


def _choice(letter: str, text: str, answer: Callable[[object], None]) -> Any:
    return choice_button(plain_text(f"{letter}: {text}"), lambda: answer(letter))


@dataclass(frozen=True, slots=True)
class _Lead:
    """The line above the choices; it brings their style."""

    name: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        asked = words(say("guess.expect"))
        shown = f"<div><b>{escape(self.name)}</b>: {escape(asked)}</div>{style()}{CHOICE_STYLE}"
        return {"text/html": shown, "text/plain": f"{self.name}: {asked}"}
