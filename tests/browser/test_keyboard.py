"""One exercise of chapter 4 without a mouse: from JupyterLab's empty page to a passed check."""

from __future__ import annotations

import pytest

from tests.browser.driver import ANSWER_SECONDS, Opened, listen, opened
from tests.browser.lab import START_SECONDS, write_notebook

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

    go_to(found, "how-it-works")
    for cell in ("colab-setup", "setup"):  # closed ones: the arrows pass them by
        keyboard.press("Shift+Enter")
        assert page.evaluate(ACTIVE) == cell
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
    assert "summed, not averaged" in card.inner_text()
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
    assert "passed ·" in card.inner_text()
    assert found.complaints == []


def test_a_question_is_answered_and_left_by_keyboard(desk_page):
    found, _ = desk_page
    page, keyboard = found.page, found.page.keyboard
    found.page.evaluate("() => window.jupyterapp.shell.currentWidget.content.activate()")
    go_to(found, "guess-l-first-loss")
    keyboard.press("Control+Enter")
    found.idle()
    cell = found.cell("guess-l-first-loss")
    cell.locator("button.guess-choice").first.wait_for()
    for _ in range(60):  # Tab walks from the cell into its choices
        keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('button.guess-choice')"):
            break
    keyboard.press("Tab")  # the second choice
    keyboard.press("Enter")
    said = cell.locator("[role=status]", has_text="You said")
    said.first.wait_for()
    assert "B: log 2" in said.first.inner_text()
    assert "That is what happens" in said.first.inner_text()
    assert cell.locator("button.guess-choice").count() == 0
    # The hand on the keyboard is still in this cell, and goes on from it.
    page.wait_for_function("() => document.activeElement.id.startsWith('guess-l-first-loss')")
    keyboard.press("j")
    assert page.evaluate(ACTIVE) != "guess-l-first-loss"


CELLS = (
    "from course_utils import guess, labs",
    "guess('l-scores')",
    "guess('l-first-loss')",
    "labs.secant(lambda x: x**3, 2.0)",
)


def test_a_notebook_opened_again_shows_the_answer_and_no_broken_widget(browser, url, desk):
    write_notebook(desk / "again.ipynb", CELLS)
    with opened(browser, url, "again.ipynb") as found:
        found.run_all()
        cell = found.page.locator(".jp-CodeCell").nth(1)
        cell.locator("button.guess-choice", has_text="C:").click()
        cell.locator("[role=status]", has_text="You said C").wait_for()
        found.command("docmanager:save")
        found.page.wait_for_function(
            "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
        )
    with opened(browser, url, "again.ipynb") as found:
        found.settle()
        cells = found.page.locator(".jp-CodeCell")
        assert "You said C: (1, 600). That is what happens." in cells.nth(1).inner_text()
        assert cells.nth(3).locator("figure img").count() == 1
        lost = found.page.locator(".jp-OutputArea-output", has_text="model not found")
        lost.nth(1).wait_for()  # the question that was not answered, and the lab's controls
        looks = (
            "node => [getComputedStyle(node).fontSize, getComputedStyle(node, '::after').content]"
        )
        instead = '"Run this cell to answer or to change something."'
        assert [each.evaluate(looks) for each in lost.all()] == [["0px", instead]] * 2
        found.run_all()  # what was answered stays answered in a new kernel
        assert "You said C: (1, 600)" in cells.nth(1).inner_text()
        assert cells.nth(1).locator("button").count() == 0
        assert cells.nth(2).locator("button.guess-choice").count() == 4
