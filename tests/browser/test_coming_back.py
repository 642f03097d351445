"""``review`` and ``arrange`` without a mouse: answered, saved, and read again the next day."""

from __future__ import annotations

import pytest

from course_utils.line_puzzles.all_puzzles import PUZZLES
from tests.browser.axe import OUTPUTS, grave_findings
from tests.browser.driver import opened
from tests.browser.lab import write_notebook
from tests.browser.layout import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELLS = (
    "from course_utils import arrange, guess, review",
    "review(before=4)",
    "arrange('training-loop')",
    "guess('o-first-loss')",
)
FOCUS = "() => document.activeElement.id"
SAVED = "() => !window.jupyterapp.shell.currentWidget.context.model.dirty"
LOOP = PUZZLES["training-loop"]
NUMBERS = {line.key: number for number, line in enumerate(LOOP.jumbled, 1)}
ORDER = ("make", "epoch", "batch", "logits", "loss", "back", "zero", "step")


@pytest.fixture(scope="module")
def notebook(browser, url, desk):
    """A notebook of our own, all cells run."""
    folder = desk / "back"
    folder.mkdir()
    write_notebook(folder / "back.ipynb", CELLS)
    with opened(browser, url, "back/back.ipynb") as found:
        found.run_all()
        yield found


def cell(found, number):
    return found.page.locator(".jp-CodeCell").nth(number)


def press(found, within, words, **exact):
    """Go to a button and press it, as the Tab key and Enter do."""
    within.get_by_role("button", name=words, **exact).focus()
    found.page.keyboard.press("Enter")


def goes_along(found, name):
    """The keyboard's focus is at what was just said."""
    found.page.wait_for_function(f"() => document.activeElement.id.startsWith('{name}')")


def test_a_review_from_its_first_question_to_the_sum_by_keyboard(notebook):
    page, asked = notebook.page, cell(notebook, 1)
    for number in range(1, 5):
        asked.get_by_text(f"Question {number} of 5, chapter").last.wait_for()
        choices = asked.locator("button.guess-choice", has_text="A:")
        choices.first.wait_for()
        old = choices.first.element_handle()
        before = page.evaluate(FOCUS)
        if number > 1:
            page.keyboard.press("Tab")  # from what was just said into the next choices
            assert page.evaluate("() => document.activeElement.textContent.startsWith('A:')")
        else:
            choices.first.focus()
        page.keyboard.press("Enter")
        asked.get_by_text("You said A:").nth(number - 1).wait_for()
        goes_along(notebook, "review-")
        assert page.evaluate(FOCUS) != before
        old.wait_for_element_state("hidden")
    asked.locator("textarea").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("because it adds up")
    press(notebook, asked, "Compare with a model answer")
    asked.get_by_text("A model answer:").wait_for()
    goes_along(notebook, "review-")
    assert asked.get_by_text("You wrote: because it adds up").count() == 1
    asked.get_by_role("button", name="I had it").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # I had it
    asked.get_by_text("of 5 right.").wait_for()
    goes_along(notebook, "review-")
    assert asked.locator(".jupyter-button, textarea").count() == 0
    assert asked.get_by_text("comes again").count() == 1


def test_lines_are_put_in_order_by_keyboard_and_the_line_at_fault_is_named(notebook):
    page, asked = notebook.page, cell(notebook, 2)
    for key in ORDER:
        line = next(line.text for line in LOOP.lines if line.key == key)
        press(notebook, asked, f"{NUMBERS[key]}  {line}", exact=True)
        asked.get_by_text(f"Chosen: line {ORDER.index(key) + 1} of").wait_for()
    press(notebook, asked, "Check", exact=True)
    said = asked.locator("[role=status]", has_text="Not yet.")
    said.wait_for()
    assert "Line 7, optimizer.zero_grad(): here it clears what backward has just found" in (
        said.inner_text()
    )
    assert page.evaluate("() => document.activeElement.textContent") == "Check"
    assert "→ 7 " in asked.locator("pre").first.inner_text()
    press(notebook, asked, "Move down", exact=True)
    asked.get_by_text("Chosen: line 8 of 8").wait_for()
    press(notebook, asked, "Check", exact=True)
    asked.get_by_text("That does it.").wait_for()
    goes_along(notebook, "arrange-training-loop")
    assert asked.locator(".jupyter-button").count() == 0


def test_an_open_question_is_answered_by_typing(notebook):
    asked = cell(notebook, 3)
    asked.locator("input[type=text]").focus()
    notebook.page.keyboard.type("2.3")
    press(notebook, asked, "This is my guess")
    asked.get_by_text("You said 2.3").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_was_answered_has_no_grave_finding_and_fits(notebook, theme):
    notebook.dark(theme == "dark")
    assert grave_findings(notebook.page, within=[OUTPUTS]) == []
    assert too_wide(notebook.page) == []
    notebook.dark(False)


def test_opened_again_in_a_new_kernel_everything_is_still_there(notebook, browser, url):
    notebook.command("docmanager:save")
    notebook.page.wait_for_function(SAVED)
    notebook.page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
    with opened(browser, url, "back/back.ipynb") as found:
        found.settle()
        texts = [cell(found, number).inner_text() for number in range(4)]
        assert texts[1].count("You said A:") == 4 and "You had it." in texts[1]
        assert "of 5 right." in texts[1] and "comes again" in texts[1]
        assert "That does it." in texts[2] and "You said 2.3" in texts[3]
        assert found.page.locator(".jp-OutputArea-output", has_text="model not found").count() == 0
        found.run_all()
        assert "Question 1 of 5" in cell(found, 1).inner_text()  # with new numbers
        assert "That does it." in cell(found, 2).inner_text()
        assert "You said 2.3" in cell(found, 3).inner_text()
        for theme in ("light", "dark"):
            found.dark(theme == "dark")
            assert grave_findings(found.page, within=[OUTPUTS]) == []
        assert found.complaints == []


@pytest.mark.parametrize("width", [1280, 800])
def test_forms_fit_their_place(browser, url, desk, width):
    folder = desk / f"fit{width}"
    folder.mkdir()
    write_notebook(folder / "fit.ipynb", CELLS)
    with opened(browser, url, f"fit{width}/fit.ipynb", width=width) as found:
        found.run_all()
        assert too_wide(found.page) == []
        assert grave_findings(found.page, within=[OUTPUTS]) == []
