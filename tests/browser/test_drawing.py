"""A digit drawn in a real JupyterLab, by mouse and by keys, is read and its reading is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.axe import OUTPUTS, grave_findings
from tests.browser.driver import Opened, opened
from tests.browser.lab import write_notebook
from tests.browser.layout import cut_texts, incomplete_pictures, too_wide

pytestmark = pytest.mark.browser

# Two readers that need no training: the nearer mean image, of ten and of two digits.
READERS = """\
from course_utils import labs
from tests.course_utils.samples import PairTemplates, Templates
"""
THREE = [(9, 6), (14, 4), (18, 7), (13, 13), (18, 18), (13, 23), (8, 21)]
# From the top of the 3 down its open left side; Page down and End go slantwise.
CLOSE_THE_LEFT = [
    *["ArrowLeft"] * 5, "ArrowDown", "Space", *["ArrowDown"] * 6, "PageDown", "End",
    *["ArrowDown"] * 7, "Space",
]  # fmt: skip


@pytest.fixture(scope="module")
def notebook(browser, url, desk):
    """A notebook with both labs, all cells run."""
    cells = [
        READERS,
        "labs.draw(Templates(*range(10)))",
        "labs.draw_pair(PairTemplates(3, 8), 3, 8)",
    ]
    write_notebook(desk / "drawing.ipynb", cells)
    with opened(browser, url, "drawing.ipynb", width=1000, height=1400) as found:
        found.run_all()
        expect(found.page.locator(".lab-pad canvas")).to_have_count(2)
        yield found


def cell_of(notebook: Opened, number: int) -> Locator:
    return notebook.page.locator(".jp-CodeCell").nth(number)


def told(cell: Locator) -> Locator:
    """What the lab's picture says."""
    return cell.locator("figure [role=status]")


def draw_by_mouse(cell: Locator, points: list[tuple[float, float]]) -> None:
    canvas = cell.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), cell.page.mouse
    assert box is not None
    places = [(box["x"] + x / 28 * box["width"], box["y"] + y / 28 * box["height"])
              for x, y in points]  # fmt: skip
    mouse.move(*places[0])
    mouse.down()
    for place in places[1:]:
        mouse.move(*place, steps=4)
    mouse.up()


def test_at_first_the_ready_drawings_are_read(notebook):
    for number in (1, 2):
        expect(told(cell_of(notebook, number))).to_contain_text("are read rightly")


def test_a_3_drawn_by_the_mouse_is_read_and_can_be_taken_back(notebook):
    cell = cell_of(notebook, 1)
    draw_by_mouse(cell, THREE)
    expect(told(cell)).to_contain_text("It reads a 3")
    expect(cell.locator("select")).to_have_value("my own drawing")
    cell.get_by_role("button", name="Undo").click()
    expect(told(cell)).to_contain_text("are read rightly")


def test_a_ready_3_becomes_an_8_by_keys_and_jupyterlab_keeps_its_hands_off(notebook):
    cell, page = cell_of(notebook, 2), notebook.page
    cell.locator("select").select_option("a 3")
    expect(told(cell)).to_contain_text("It reads a 3")
    page.wait_for_timeout(600)  # the pad looks for a ready drawing four times a second
    before = page.locator(".jp-CodeCell").count()
    active = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    cell.locator("canvas").focus()
    at = page.evaluate(active)
    for key in CLOSE_THE_LEFT:
        page.keyboard.press(key)
    expect(told(cell)).to_contain_text("It reads an 8")
    pen = cell.locator(".lab-pad [role=status]")
    expect(pen).to_have_text(re.compile(r"Pen up, row \d+, column \d+"))
    for key in ("a", "b", "x"):  # in command mode: a cell above, a cell below, cut
        page.keyboard.press(key)
    assert page.locator(".jp-CodeCell").count() == before
    assert page.evaluate(active) == at
    page.keyboard.press("Delete")
    expect(pen).to_have_text("The field is empty.")
    expect(told(cell)).to_contain_text("are read rightly")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 380])
def test_it_is_whole_named_and_fits(notebook, theme, width):
    notebook.dark(theme == "dark")
    notebook.page.set_viewport_size({"width": width, "height": 1400})
    notebook.settle()
    assert incomplete_pictures(notebook.page) == []
    assert cut_texts(notebook.page) == []
    assert too_wide(notebook.page) == []
    assert grave_findings(notebook.page, within=[OUTPUTS]) == []
    assert notebook.complaints == []
