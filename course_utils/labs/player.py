"""A button that moves a slider by itself.

ipywidgets' own ``Play`` has buttons without a name, so that a screen reader says
"button"; this one says "Play" and "Stop".
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipywidgets import Widget

LONGEST_SECONDS = 9.0
PAUSES = 0.15, 0.7  # seconds: slow enough to see, quick enough not to wait


def with_player(slider: Any) -> Widget:
    """The slider with a button that moves it to its end, from the start if it is there.

    Args:
        slider: a ``SelectionSlider``.
    """
    import ipywidgets

    last = len(slider.options) - 1
    pause = min(max(LONGEST_SECONDS / max(last, 1), PAUSES[0]), PAUSES[1])
    layout = ipywidgets.Layout(width="7em")
    button = ipywidgets.ToggleButton(description="Play", icon="play", layout=layout)
    button.add_class("lab-play")
    running: list[asyncio.Task[None]] = []  # a task that nobody holds may be thrown away

    async def run() -> None:
        if slider.index >= last:
            slider.index = 0
        while slider.index < last:
            await asyncio.sleep(pause)
            if not button.value:
                return
            slider.index += 1
        button.value = False

    def pressed(event: Any) -> None:
        button.description, button.icon = ("Stop", "stop") if event["new"] else ("Play", "play")
        for task in running:
            task.cancel()
        running.clear()
        if not event["new"]:
            return
        try:
            running.append(asyncio.get_running_loop().create_task(run()))
        except RuntimeError:  # no loop to wait in: go one step for each press
            slider.index = 0 if slider.index >= last else slider.index + 1
            button.value = False

    button.observe(pressed, "value")
    return ipywidgets.HBox([slider, button], layout=ipywidgets.Layout(flex_flow="row wrap"))
