"""Choices as buttons, and the answer in their place: for whatever is asked in a notebook."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course_utils.views.card import Card

_FRESH = 20.0  # seconds in which an answer may reach the page
# A choice may be a long line.
CHOICE_STYLE = (
    "<style>.guess-choice.jupyter-button{white-space:normal;text-align:left;line-height:1.4;"
    "padding:.3em .8em;overflow:visible;text-overflow:clip}</style>"
)


def choice_button(label: str, act: Callable[[], None]) -> Any:
    """A button as wide as its words; ``act`` is called when it is pressed."""
    import ipywidgets as widgets

    # Not radio buttons: their arrow keys are JupyterLab's, which leaves the cell.
    layout = {"width": "fit-content", "max_width": "98%", "height": "auto"}
    button = widgets.Button(description=label, tooltip=label, layout=layout)
    button.add_class("guess-choice")
    button.on_click(lambda _: act())
    return button


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer in its form's place. The keyboard's focus was in the form: it goes along.

    Attributes:
        card: what is shown.
        name: of what was answered; it begins the id of the element that gets the focus.
        before: a card above it that is not what was just said.
    """

    card: Card
    name: str
    before: Card | None = None

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        # Only now: the saved page, opened again, is not to take the focus away.
        until = round((time.time() + _FRESH) * 1000)
        name = f"{self.name}-{until}"
        script = (
            f"<script>if (Date.now() < {until}) document.getElementById('{name}')"
            "?.focus({preventScroll: true});</script>"
        )
        above, earlier = (self.before.html, f"{self.before.text}\n") if self.before else ("", "")
        shown = f'<div id="{name}" tabindex="-1" style="outline:none">{self.card.html}</div>'
        return {
            "text/html": above + shown + script,
            "text/plain": earlier + self.card.text,
        }
