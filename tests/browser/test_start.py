"""The start page in a real JupyterLab: its links, its tour, its closed cells."""

from __future__ import annotations

import pytest

from autograder.catalogue import CHAPTERS
from course_utils.core.exercise import START, WARM_UP
from tests.browser.axe import grave_findings
from tests.browser.driver import opened
from tests.browser.lab import START_SECONDS

pytestmark = pytest.mark.browser

FIRST, SECOND = CHAPTERS[:2]
SHOWN = "name => window.jupyterapp.shell.currentWidget?.context?.path.endsWith(`/${name}.ipynb`)"
# The heading is drawn, and stands in the window.
SEEN = """name => [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) h2')].some(
    heading => {
        const box = heading.getBoundingClientRect();
        return heading.textContent.startsWith(name) && box.top > 0 && box.bottom < innerHeight;
    })"""


@pytest.fixture(scope="module")
def notebook(browser, url, lay):
    for chapter in (FIRST, SECOND):
        lay(chapter, "start")
    with opened(browser, url, lay(START, "start")) as found:
        yield found


def shown(notebook, name: str) -> None:
    notebook.page.wait_for_function(SHOWN, arg=name, timeout=START_SECONDS * 1000)
    notebook.ready()


def test_a_closed_cell_says_what_it_does_and_opens_by_keyboard(notebook):
    cell = notebook.cell("setup")
    line = cell.locator(".jp-PlaceholderText")
    assert "Set-up: run this cell first" in line.inner_text()
    notebook.cell("where-text").click()
    for _ in range(2):  # past the cell that installs; the bare arrows pass closed cells by
        notebook.page.keyboard.press("Shift+ArrowDown")
    assert cell.locator(".cm-content").count() == 0
    notebook.page.keyboard.press("Enter")
    cell.locator(".cm-content").wait_for()
    notebook.page.keyboard.press("Escape")


def test_the_tour_runs_in_a_fresh_notebook_and_the_answer_can_be_mended(notebook):
    notebook.run_all()
    check = notebook.outputs(f"check-{WARM_UP}").first  # below it are buttons
    assert "the parentheses are missing" in check.inner_text()
    code = notebook.cell(WARM_UP).locator(".cm-content")
    code.click()
    notebook.page.keyboard.press("Control+End")
    notebook.page.keyboard.press("Shift+Home")
    notebook.page.keyboard.type("return (f - 32) / 1.8")
    notebook.run(WARM_UP)
    notebook.run(f"check-{WARM_UP}")
    assert "the visible checks pass" in check.inner_text()
    assert "There is nothing to hand in" in notebook.outputs("tour-submit-run").inner_text()
    assert notebook.complaints == []


def test_axe_finds_nothing_grave_in_texts_and_outputs(notebook):
    parts = (".jp-RenderedMarkdown", ".jp-OutputArea-output", ".jp-InputPlaceholder")
    assert grave_findings(notebook.page, parts) == []


def test_the_links_lead_to_chapters_to_sections_and_back(notebook):
    notebook.cell("chapters").get_by_role("link", name="1 · Tensors").click()
    shown(notebook, FIRST)
    panel = notebook.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    for _ in range(2):
        panel.locator("[data-cell-id='title']").get_by_role(
            "link", name="The start page", exact=True
        ).click()
        shown(notebook, START)
        # “accumulate” is explained in section 2.6. JupyterLab 4 opens a notebook at its top;
        # the place is found in one that is open.
        panel.locator("li", has_text="accumulate:").get_by_role("link", name="2.6").click()
        shown(notebook, SECOND)
    notebook.page.wait_for_function(SEEN, arg="2.6", timeout=START_SECONDS * 1000)
