"""What can be changed in a lab, as data; ipywidgets are made of it when it is shown live."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from course_utils.labs.drawings import ALL_DRAWINGS, DRAWINGS
from course_utils.labs.plane import tick_text
from course_utils.views.refusal import NotDrawn

if TYPE_CHECKING:
    from ipywidgets import Widget

ControlKind = Literal["slider", "choice", "switch", "words", "pad"]
ControlValue = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Control:
    """One thing to change.

    Attributes:
        name: the keyword under which the drawing gets its value.
        label: what stands before it, and what a screen reader says.
        kind: a slider over the values, a list to choose from, a switch, a line to type, or a
            field to draw in.
        values: what can be chosen; empty for a line to type, the ready drawings for a field.
        value: the one at first.
        plays: the slider gets a button that moves it by itself.
    """

    name: str
    label: str
    kind: ControlKind
    values: tuple[ControlValue, ...]
    value: ControlValue
    plays: bool = False

    def accepted(self, value: ControlValue) -> ControlValue:
        """The value, if it can be chosen here.

        Raises:
            ValueError: it is none of the values.
        """
        if self.kind == "words":
            return str(value)
        if self.kind == "pad":
            return _drawing(str(value))
        for allowed in self.values:
            if allowed == value or (isinstance(value, float) and _close(allowed, value)):
                return allowed
        shown = ", ".join(map(said, self.values[:12])) + (", …" if len(self.values) > 12 else "")
        raise NotDrawn(f"{self.name} can be {shown}; it cannot be {value!r}.")


def slider(
    name: str,
    label: str,
    values: Sequence[ControlValue],
    value: ControlValue,
    *,
    plays: bool = False,
) -> Control:
    """A slider over the values, in their order."""
    return Control(name, label, "slider", tuple(values), value, plays)


def choice(name: str, label: str, values: Sequence[str], value: str | None = None) -> Control:
    """A list of which one is chosen; at first, unless said otherwise, the first."""
    return Control(name, label, "choice", tuple(values), values[0] if value is None else value)


def switch(name: str, label: str, value: bool) -> Control:
    """On or off."""
    return Control(name, label, "switch", (False, True), value)


def words_control(name: str, label: str, value: str, examples: Sequence[str] = ()) -> Control:
    """A line to type, or to choose from examples; it counts when Enter is pressed or it is left."""
    return Control(name, label, "words", tuple(examples), value)


def pad(name: str, label: str) -> Control:
    """A field to draw in; its value is a ready drawing's name, or strokes as text."""
    return Control(name, label, "pad", (ALL_DRAWINGS, *DRAWINGS), ALL_DRAWINGS)


def said(value: ControlValue) -> str:
    """A value as a control shows it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return tick_text(float(value), 4) if isinstance(value, (int, float)) else value


def widget(control: Control) -> Widget:
    """The ipywidget for a control, with a class of its own: ``lab-`` and its name."""
    import ipywidgets

    if control.kind == "pad":
        wire = ipywidgets.Textarea(
            value="", description=control.label, layout=ipywidgets.Layout(display="none")
        )
        wire.add_class("lab-ink")
        return wire
    # Other languages have longer words; what is short stays in line with its neighbours.
    style = {"description_width": f"{max(8.0, 0.65 * len(control.label)):.3g}em"}
    layout = ipywidgets.Layout(width="32em", max_width="98%")
    common: dict[str, Any] = {"description": control.label, "style": style, "layout": layout}
    if control.kind == "slider":
        options = [(said(value), value) for value in control.values]
        made = ipywidgets.SelectionSlider(
            options=options, value=control.value, continuous_update=True, **common
        )
    elif control.kind == "choice":
        made = ipywidgets.Dropdown(options=control.values, value=control.value, **common)
    elif control.kind == "switch":
        made = ipywidgets.Checkbox(value=bool(control.value), indent=True, **common)
    else:
        made = ipywidgets.Combobox(
            value=str(control.value),
            options=[str(value) for value in control.values],
            ensure_option=False,
            continuous_update=False,
            **common,
        )
    made.add_class("lab-control")
    made.add_class(f"lab-{re.sub('[^a-z0-9]+', '-', control.name.lower())}")
    return made


def _drawing(value: str) -> str:
    """A drawing that is one of the ready ones by its name."""
    if not value:
        return ALL_DRAWINGS
    return next((name for name, strokes in DRAWINGS.items() if strokes == value), value)


def _close(allowed: ControlValue, value: float) -> bool:
    if isinstance(allowed, (str, bool)):
        return False
    return abs(allowed - value) <= 1e-9 * abs(value)
