"""Buttons below a card: the next hint, an explanation, the empty cell, and a copy of what is shown.

They are ipywidgets, where a notebook has them; elsewhere the card's text names the same calls.
What they bring is an output of its own, which the saved file keeps.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course_utils.core.exercise import Exercise
from course_utils.texts import say, words
from course_utils.views.card import Card
from course_utils.views.live import bundle, live

_FRESH = 20.0  # seconds in which a script may reach the page
# Buttons whose kernel is gone are not missed: the card above them says the same.
_STYLE = (
    "<style>.jp-OutputArea-child:has(+ .jp-OutputArea-child .course-answer) "
    ".jp-OutputArea-output.jupyter-widgets:not(:has(*)){display:none}"
    ".course-buttons{flex-wrap:wrap}.course-buttons .jupyter-button{width:auto;"
    "overflow:visible;text-overflow:clip}</style>"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One button.

    Attributes:
        code: of its words.
        make: gives the card that it shows.
        copy: gives what can be copied of it; empty where nothing can.
    """

    code: str
    make: Callable[[], Card]
    copy: Callable[[], str] = field(default=lambda: "")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the buttons brought, newest first; at first nothing."""

    card: Card | None = None
    script: str = ""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        inner = self.card.html if self.card else ""
        shown = f'<div class="course-answer">{inner}</div>{_STYLE}{self.script}'
        return {"text/html": shown, "text/plain": self.card.text if self.card else ""}


class Buttons:
    """The row of buttons of one card."""

    def __init__(self, exercise: Exercise, offers: Sequence[Offer], text: str = "") -> None:
        """Make them.

        Args:
            exercise: what they are about, for who hears it.
            offers: from left to right.
            text: what can be copied at once; empty where nothing can.
        """
        import ipywidgets as widgets

        self._exercise = exercise
        self._answer = _Answer()
        self._text = text
        self._handle: Any = None
        self._copy = self._button("button.copy")
        self._copy.on_click(self._copied)
        self._copy.layout.display = None if text else "none"
        row = []
        for offer in offers:
            button = self._button(offer.code)
            button.on_click(lambda _, offer=offer: self._bring(offer))
            row.append(button)
        self.box = widgets.HBox([*row, self._copy])
        self.box.add_class("course-buttons")

    def _button(self, code: str) -> Any:
        import ipywidgets as widgets

        label = words(say(code))
        hint = words(say("button.of", button=label, exercise=self._exercise.id))
        return widgets.Button(description=label, tooltip=hint)

    def show(self) -> None:
        """Display them, and below them the place of what they bring."""
        from IPython.display import display

        display(bundle(self.box, Card("", "")), raw=True)
        self._handle = display(self._answer, display_id=True)

    def _bring(self, offer: Offer) -> None:
        self._answer = _Answer(offer.make())
        self._text = offer.copy()
        self._copy.description = words(say("button.copy"))
        self._copy.layout.display = None if self._text else "none"
        self._handle.update(self._answer)

    def _copied(self, _: object) -> None:
        self._handle.update(replace(self._answer, script=_copying(self._text)))
        self._copy.description = words(say("button.copied"))


def _copying(text: str) -> str:
    """A script that copies the text; later, in the saved page, it does nothing."""
    until = round((time.time() + _FRESH) * 1000)
    # Inside of some seconds the browser takes this for a part of the student's click.
    quoted = json.dumps(text).replace("<", "\\u003c")
    return f"<script>if (Date.now() < {until}) navigator.clipboard?.writeText({quoted})</script>"


def offer_buttons(exercise: Exercise, offers: Sequence[Offer], text: str = "") -> None:
    """Show the buttons, where somebody can press them."""
    if (offers or text) and live():
        Buttons(exercise, offers, text).show()
