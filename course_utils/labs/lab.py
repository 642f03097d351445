"""A lab: a picture that answers when something in it is changed.

The picture is an ordinary output of the cell, replaced in place; only the
controls are widgets. So a saved notebook shows the picture as it was left, in
JupyterLab without a kernel and on a page that knows no widgets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_utils.core.exercise import NotAttempted
from course_utils.core.surroundings import preserve_rng_state
from course_utils.labs.controls import Control, ControlValue, widget
from course_utils.labs.named import SCRIPT
from course_utils.labs.pad import PAD_SCRIPT, with_ready
from course_utils.labs.player import with_player
from course_utils.labs.svg import sentence_figure
from course_utils.pictures.figure import Figure
from course_utils.views.card import Card
from course_utils.views.live import bundle, live, style
from course_utils.views.refusal import NotDrawn

if TYPE_CHECKING:
    from ipywidgets import Widget

_KEPT = 64
_FALLBACK = "To change something in the picture, run this cell."
_NO_ANSWER = "No controls above, or no answer? Run this cell again."
_AGAIN = f'<div style="opacity:.7;font-size:.85em">{_NO_ANSWER}</div>'


@dataclass(frozen=True, slots=True)
class _Live:
    """The picture below its controls. A saved notebook keeps it, and loses them."""

    figure: Figure
    script: str = ""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown = self.figure.to_html() + _AGAIN + style() + self.script
        return {"text/html": shown, "text/plain": self.figure.text}


class Lab:
    """A drawing that depends on what is set.

    In a live notebook it shows its controls and answers them; elsewhere it is the
    picture of the first settings. ``lab.at(...)`` gives the picture for any others.

    Args:
        draw: takes the settings by name, returns the picture.
        controls: what can be set.
        name: of the kind of lab; the controls' box has the class ``lab-`` and this.

    Raises:
        Exception: whatever the first drawing raises.
    """

    def __init__(
        self, draw: Callable[..., Figure], controls: Sequence[Control], *, name: str
    ) -> None:
        self.name = name
        self.controls = {control.name: control for control in controls}
        self.settings: dict[str, ControlValue] = {c.name: c.value for c in controls}
        self._draw = draw
        self._drawn: dict[tuple[ControlValue, ...], Figure] = {}
        self._box: Any = None  # shown twice, a lab has the same controls in both places
        self._handles: list[Any] = []
        # A student's function that is still empty, or that raises, says so in its own cell.
        with preserve_rng_state():
            self._kept(self.settings, draw(**self.settings))

    def at(self, **settings: ControlValue) -> Figure:
        """The picture with these settings; what is not named is as at first.

        Raises:
            ValueError: a name or a value is unknown.
        """
        chosen: dict[str, ControlValue] = {c.name: c.value for c in self.controls.values()}
        for name, value in settings.items():
            if name not in self.controls:
                raise NotDrawn(f"This lab has no {name}; it has {', '.join(self.controls)}.")
            chosen[name] = self.controls[name].accepted(value)
        return self._figure(chosen)

    def widgets(self) -> Widget:
        """The controls in a box; a change draws the picture anew, and replaces it where shown."""
        import ipywidgets

        rows = []
        for control in self.controls.values():
            made = widget(control)
            made.observe(self._changed(control.name), "value")
            if control.kind == "pad":
                rows.append(with_ready(made))
            else:
                rows.append(with_player(made) if control.plays else made)
        box = ipywidgets.VBox(rows)
        box.add_class("lab")
        box.add_class(f"lab-{self.name}")
        return box

    @property
    def figure(self) -> Figure:
        """The picture as it is set now."""
        return self._figure(self.settings)

    def _changed(self, name: str) -> Callable[[Any], None]:
        def change(event: Any) -> None:
            self.settings = {**self.settings, name: self.controls[name].accepted(event["new"])}
            for handle in self._handles:
                handle.update(_Live(self.figure))

        return change

    def _figure(self, settings: dict[str, ControlValue]) -> Figure:
        key = tuple(settings.values())
        if key not in self._drawn:
            try:
                with preserve_rng_state():
                    figure = self._draw(**settings)
            except NotAttempted:
                figure = sentence_figure("This needs an exercise that is still empty.")
            except NotDrawn as error:
                figure = sentence_figure(str(error))
            except Exception as error:
                # A callback's traceback would be lost in the log: the picture's place tells it.
                words = f"{type(error).__name__}: {error}".split("\n")[0][:400]
                figure = sentence_figure(f"Your function raised {words}")
            self._kept(settings, figure)
        return self._drawn[key]

    def _kept(self, settings: dict[str, ControlValue], figure: Figure) -> None:
        while len(self._drawn) >= _KEPT:
            self._drawn.pop(next(iter(self._drawn)))
        self._drawn[tuple(settings.values())] = figure

    def __repr__(self) -> str:
        return self.figure.text

    def _repr_html_(self) -> str:
        return self.figure.to_html()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if not live():
            display(self.figure)
            return
        self._box = self._box or self.widgets()
        instead = Card(f"<p>{_FALLBACK}</p>", _FALLBACK)
        display(bundle(self._box, instead), raw=True)
        drawn_in = any(control.kind == "pad" for control in self.controls.values())
        script = SCRIPT + PAD_SCRIPT * drawn_in
        self._handles.append(display(_Live(self.figure, script), display_id=True))
