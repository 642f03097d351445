"""One exercise of chapter 4 without a mouse: from JupyterLab's empty page to a passed check."""

from __future__ import annotations

import pytest

from tests.browser.driver import ANSWER_SECONDS, Opened, listen
from tests.browser.lab import START_SECONDS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHAPTER = "04_logistic_regression"
ACTIVE = """() => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    return notebook.activeCell.model.id;
}"""


@pytest.fixture(scope="module")
def desk_page(browser, url, lay):
    """JupyterLab as it comes up, with the chapter somewhere in its folders."""
    path = lay(CHAPTER, "keys")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(ANSWER_SECONDS * 1000)
    found = Opened(page)
    listen(page, found.complaints)
    page.goto(f"{url}/lab?reset")
    page.wait_for_selector("#jp-main-dock-panel", timeout=START_SECONDS * 1000)
    page.wait_for_selector(".jp-Launcher", timeout=START_SECONDS * 1000)
    yield found, path
    page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
    context.close()


def command(found: Opened, words: str) -> None:
    """A command by its name, from the palette."""
    found.page.keyboard.press("Control+Shift+C")
    found.page.locator(".lm-CommandPalette-input").wait_for()
    found.page.keyboard.type(words)
    found.page.wait_for_timeout(300)
    found.page.keyboard.press("Enter")


def go_to(found: Opened, cell_id: str) -> None:
    """In command mode, down from cell to cell."""
    for _ in range(150):
        if found.page.evaluate(ACTIVE) == cell_id:
            return
        found.page.keyboard.press("j")
    raise AssertionError(f"{cell_id} is not reached")


def test_an_exercise_from_opening_the_notebook_to_the_passed_check(desk_page):
    found, path = desk_page
    page, keyboard = found.page, found.page.keyboard
    command(found, "Open from Path")
    page.locator(".jp-Dialog input").wait_for()
    keyboard.type(path)
    keyboard.press("Enter")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=START_SECONDS * 1000)
    found.ready()

    go_to(found, "setup")
    keyboard.press("Control+Enter")
    found.idle()
    go_to(found, "bce")
    keyboard.press("Enter")  # into the cell
    keyboard.press("Control+End")
    keyboard.press("Shift+Home")
    keyboard.type("return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()")
    keyboard.press("Shift+Enter")  # run, and on to the check
    assert page.evaluate(ACTIVE) == "check-bce"
    keyboard.press("Control+Enter")
    found.idle()
    card = found.outputs("check-bce").locator("[role=status]")
    assert "summed and not averaged" in card.inner_text()
    box = card.bounding_box()
    assert box and box["y"] >= 0 and box["y"] < 900  # it is on the screen without a mouse wheel

    keyboard.press("k")
    keyboard.press("Enter")
    keyboard.press("Control+End")
    for _ in range(len(".sum()")):
        keyboard.press("Backspace")
    keyboard.type(".mean()")
    keyboard.press("Shift+Enter")
    keyboard.press("Control+Enter")
    found.idle()
    assert "the visible checks pass" in card.inner_text()
    assert found.complaints == []


def test_a_question_is_answered_and_left_by_keyboard(desk_page):
    found, _ = desk_page
    page, keyboard = found.page, found.page.keyboard
    found.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activate()")
    go_to(found, "guess-l-first-loss")
    keyboard.press("Control+Enter")
    found.idle()
    cell = found.cell("guess-l-first-loss")
    cell.locator("input[type=radio]").first.wait_for()
    for _ in range(60):  # Tab walks from the cell into its choices
        keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.type === 'radio'"):
            break
    keyboard.press("Tab")  # the second choice
    keyboard.press("Space")
    for _ in range(10):
        keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('button.jupyter-button')"):
            break
    keyboard.press("Enter")
    said = cell.locator("[role=status]", has_text="You said")
    said.first.wait_for()
    assert "B: log 2" in said.first.inner_text()
    assert "That is what happens" in said.first.inner_text()
