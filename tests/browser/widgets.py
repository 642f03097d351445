"""Every widget of a notebook, moved by keyboard; the picture and its words are seen to change."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.browser.driver import Opened

LONGEST_SECONDS = 300
QUIET_SECONDS = 3.0  # after so long without the kernel at work nothing more will come
_POPUP = 150  # milliseconds that the browser's own list of choices takes to open
_BUSY = """() => window.jupyterapp.shell.currentWidget
    .context.sessionContext.session.kernel.status !== 'idle'"""
# What a picture shows, and what its words say.
_SHOWN = """cell => [
    cell.querySelector('figure img')?.src ?? '',
    cell.querySelector('figure [role=status]')?.textContent ?? '',
]"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A widget that was moved.

    Attributes:
        cell: the id of the notebook's cell.
        name: the widget's label.
        picture, words: whether the drawing, and the sentence below it, changed.
        seconds: from the key to the first change.
    """

    cell: str
    name: str
    picture: bool
    words: bool
    seconds: float


def move_all(notebook: Opened) -> list[Moved]:
    """Move every control of every lab in the notebook."""
    found = []
    cells = notebook.page.locator(".jp-CodeCell", has=notebook.page.locator(".lab"))
    for index in range(cells.count()):
        cell = cells.nth(index)
        name = str(cell.get_attribute("data-cell-id"))
        controls = cell.locator(".lab .lab-control, .lab .lab-play")
        for place in range(controls.count()):
            found.append(_moved(cell, name, controls.nth(place)))
    return found


def _moved(cell: Locator, name: str, control: Locator) -> Moved:
    label = control.inner_text().split("\n")[0].strip()
    picture = words = False
    seconds = 0.0
    for act in _ways(control):
        before = cell.evaluate(_SHOWN)
        start = time.monotonic()
        act()
        after = _changed(cell, before)
        seconds = seconds or time.monotonic() - start
        picture |= before[0] != after[0]
        words |= before[1] != after[1]
        if picture and words:
            break
    return Moved(name, label, picture, words, seconds)


def _changed(cell: Locator, before: list[str]) -> list[str]:
    """What the cell shows once it shows something else, or the same when it does not."""
    quiet = time.monotonic()
    while time.monotonic() < quiet + QUIET_SECONDS:
        now = cell.evaluate(_SHOWN)
        if now != before and all(now):
            return now
        if cell.page.evaluate(_BUSY):
            quiet = time.monotonic()
        time.sleep(0.02)
    return before


def _ways(control: Locator) -> list[Callable[[], None]]:
    """What a hand on the keyboard does with it, one after the other until something changes."""
    page = control.page
    if "lab-play" in str(control.get_attribute("class")):
        return [lambda: _press(page, control, "Space"), lambda: _press(page, control, "Space")]
    handle = control.locator(".noUi-handle")
    if handle.count():
        at_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        keys = ("ArrowLeft", "Home", "End") if at_end else ("ArrowRight", "End", "Home")
        return [lambda key=key: _press(page, handle, key) for key in keys]  # type: ignore[misc]
    select = control.locator("select")
    if select.count():
        # Closed, the arrows belong to JupyterLab: they move from cell to cell.
        keys = ("ArrowDown", "ArrowDown", "ArrowUp")
        return [
            lambda key=key: _press(page, select, "Space", key, "Enter")  # type: ignore[misc]
            for key in keys
        ]
    tick = control.locator("input[type=checkbox]")
    if tick.count():
        return [lambda: _press(page, tick, "Space"), lambda: _press(page, tick, "Space")]
    line = control.locator("input")
    choices = control.locator("datalist option").evaluate_all("all => all.map(o => o.value)")
    return [
        lambda value=value: _type(page, line, value)  # type: ignore[misc]
        for value in choices
        if value != line.input_value()
    ]


def _press(page: Page, element: Locator, *keys: str) -> None:
    element.focus()
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(_POPUP * (len(keys) > 1))


def _type(page: Page, line: Locator, value: str) -> None:
    line.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(value)
    page.keyboard.press("Enter")


def answer_all(notebook: Opened) -> dict[str, str]:
    """Answer every question; by cell, what its place then says."""
    cells = notebook.page.locator("[data-cell-id^='guess-']")
    found = [cells.nth(index) for index in range(cells.count())]
    return {str(cell.get_attribute("data-cell-id")): answer(cell) for cell in found}


def answer(cell: Locator) -> str:
    """Answer a question with its first choice, or with a 2, by keyboard; what is said then."""
    line = cell.locator("input[type=text]")
    if line.count():
        _type(cell.page, line, "2")
    _press(cell.page, cell.locator("button.jupyter-button").first, "Enter")
    said = cell.locator("[role=status]", has_text="You said")
    said.first.wait_for(timeout=LONGEST_SECONDS * 1000)
    return " ".join(said.first.inner_text().split())


def unnamed_sliders(notebook: Opened) -> list[str]:
    """The sliders of which a screen reader would not say the label and the value shown."""
    found = notebook.page.locator(".lab-control", has=notebook.page.locator(".noUi-handle"))
    wrong = []
    for index in range(found.count()):
        control = found.nth(index)
        label, value = control.locator("label"), control.locator(".widget-readout")
        handle = control.locator(".noUi-handle")
        said = handle.get_attribute("aria-label"), handle.get_attribute("aria-valuetext")
        if said != (label.inner_text(), value.inner_text()):
            wrong.append(f"{label.inner_text()} = {value.inner_text()} is read as {said}")
    return wrong
