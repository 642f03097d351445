"""Chapter 4 as a student uses it: typed wrong, read, helped, mended, validated, handed in."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import OUTPUTS, grave_findings
from tests.browser.driver import opened
from tests.browser.layout import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHAPTER = "04_logistic_regression"
STUB = "raise NotAttempted"
SUMMED = "return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()"
MEAN = SUMMED.replace(".sum()", ".mean()")


@pytest.fixture(scope="module")
def notebook(browser, url, lay):
    """The released chapter, all cells run; the tests below go on from one to the next."""
    with opened(browser, url, lay(CHAPTER, "by-hand")) as found:
        found.run_all()
        yield found


def replace_line(notebook, cell_id: str, beginning: str, line: str) -> None:
    """Type a line in the place of the one that begins so, as a hand does."""
    notebook.cell(cell_id).locator(".cm-line", has_text=beginning).first.click()
    keyboard = notebook.page.keyboard
    keyboard.press("End")
    keyboard.press("Shift+Home")
    keyboard.type(line)


def ask(notebook, line: str) -> str:
    """Type a line into a new cell at the end, run it, and read what it shows."""
    page = notebook.page
    notebook.cell("hand-in").locator(".jp-InputPrompt").click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type(line)
    page.keyboard.press("Shift+Enter")
    notebook.idle()
    # The newest stands right below the last of the released cells.
    cell = page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=line)).first
    return cell.locator(".jp-OutputArea-output").first.inner_text()


def test_a_wrong_answer_that_is_typed_is_named_with_its_numbers(notebook):
    replace_line(notebook, "bce", STUB, SUMMED)
    notebook.page.keyboard.press("Shift+Enter")  # and on to the check
    notebook.page.keyboard.press("Shift+Enter")
    notebook.idle()
    said = notebook.outputs("check-bce").first.inner_text()
    assert "bce: not yet" in said
    # The card that came first says so of numbers like these; the place then proves it.
    assert "This is what you get when the losses are summed, not averaged." in said
    assert "Line " in said and ".sum()" in said
    assert "times the expected one" in said


def test_the_same_mistake_again_says_the_next_step(notebook):
    first = notebook.outputs("check-bce").first.inner_text()
    notebook.run("check-bce")
    second = notebook.outputs("check-bce").first.inner_text()
    assert second != first
    assert "not yet" in second
    assert "summed, not averaged" in second


def test_buttons_below_the_card_bring_a_hint_an_explanation_and_the_empty_cell(notebook):
    cell, page = notebook.cell("check-bce"), notebook.page
    brought = notebook.outputs("check-bce").last
    for name, words in (
        ("Next hint", "of 3"),
        ("Explain", "three examples"),
        ("Empty cell", STUB),
    ):
        cell.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        expect(brought).to_contain_text(words, timeout=60_000)
    assert cell.get_by_role("button", name="Copy").is_visible()
    assert grave_findings(page, [OUTPUTS]) == []


def test_hints_come_in_three_steps_and_then_the_solution(notebook):
    told = [ask(notebook, 'hint("lr-train")') for _ in range(4)]
    assert [f"hint {step} of 3" in told[step - 1] for step in (1, 2, 3)] == [True] * 3
    assert "That was the last" in told[3]
    assert "solutions" in told[3]


def test_progress_knows_what_was_tried(notebook):
    notebook.run("progress")
    said = notebook.outputs("progress").inner_text()
    row = next(line for line in said.split("\n") if line.startswith("bce"))
    assert "tried" in row
    assert "2 checks" in row or "3 checks" in row


def test_a_right_answer_passes_and_progress_says_so(notebook):
    replace_line(notebook, "bce", "return -", MEAN)
    notebook.page.keyboard.press("Shift+Enter")
    notebook.page.keyboard.press("Shift+Enter")
    notebook.idle()
    said = notebook.outputs("check-bce").first.inner_text()
    assert "passed · 1 of 8 in this chapter" in said
    notebook.run("progress")
    said = notebook.outputs("progress").inner_text()
    assert "✓ passed" in next(line for line in said.split("\n") if line.startswith("bce"))


def test_progress_survives_a_restart_of_the_kernel(notebook):
    notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel"
        ".restart()"
    )
    notebook.ready()
    notebook.run("setup")
    notebook.run("progress")
    said = notebook.outputs("progress").inner_text()
    assert "✓ passed" in next(line for line in said.split("\n") if line.startswith("bce"))


def test_reset_puts_the_empty_exercise_into_a_new_cell_and_deletes_nothing(notebook):
    said = ask(notebook, 'reset("bce")')
    assert "the empty exercise" in said
    cells = notebook.page.locator(".jp-CodeCell", has_text="def bce(yhat, y):")
    inputs = [text for text in cells.locator(".cm-content").all_inner_texts() if "def bce" in text]
    assert any(STUB in text for text in inputs)
    assert any(".mean()" in text for text in inputs)


def test_validate_says_which_checks_do_not_pass(notebook):
    page = notebook.page
    page.locator(".jp-Toolbar").get_by_text("Validate", exact=True).click()
    dialog = page.locator(".jp-Dialog")
    dialog.locator("text=Validation Results").wait_for(timeout=1_800_000)
    said = dialog.inner_text()
    assert "failed" in said
    assert "lr-init" in said
    dialog.locator("button").last.click()
    assert notebook.complaints == []


def test_submit_writes_the_file_and_says_what_is_empty(notebook, desk):
    page = notebook.page
    page.keyboard.press("Control+s")
    notebook.run("setup")
    notebook.run("hand-in")
    said = notebook.outputs("hand-in").inner_text()
    assert "Upload this one file" in said
    assert "checksum" in said
    assert "lr-init" in said
    assert (desk / "by-hand" / f"{CHAPTER}_submission.ipynb").is_file()
    assert notebook.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_all_that_was_shown_is_readable_in_both_themes_and_widths(notebook, theme, width):
    notebook.dark(theme == "dark")
    notebook.page.set_viewport_size({"width": width, "height": 1000})
    notebook.settle()
    assert too_wide(notebook.page) == []
    assert grave_findings(notebook.page, within=[OUTPUTS]) == []
