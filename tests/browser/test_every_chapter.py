"""Every chapter in a real JupyterLab, run from top to bottom, as released and as solved."""

from __future__ import annotations

import re

import nbformat
import pytest

from autograder.catalogue import CHAPTERS, catalogue
from autograder.files.paths import NOTEBOOKS
from tests.browser.axe import OUTPUTS, grave_findings
from tests.browser.driver import opened
from tests.browser.layout import cut_texts, incomplete_pictures, too_wide
from tests.browser.widgets import answer_all, move_all, unnamed_sliders

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KINDS = [(chapter, solved) for chapter in CHAPTERS for solved in (False, True)]
FORMULA = re.compile(r"\$\$.+?\$\$|(?<![\\$])\$(?!\$).+?(?<!\\)\$", re.DOTALL)


@pytest.fixture(
    scope="module", params=KINDS, ids=[f"{c}-{'solved' if s else 'released'}" for c, s in KINDS]
)
def chapter(request, browser, url, lay):
    """One chapter's page after all its cells have run: its name, which form, the page."""
    name, solved = request.param
    path = lay(name, "solved" if solved else "released", solved=solved)
    with opened(browser, url, path) as notebook:
        notebook.run_all()
        yield name, solved, notebook


def test_it_runs_without_an_error(chapter):
    name, solved, notebook = chapter
    page = notebook.page
    for kind in ("stderr", "error"):
        found = page.locator(f".jp-OutputArea-output[data-mime-type*='{kind}']")
        assert found.all_inner_texts() == []
    assert page.locator("text=Traceback (most recent call last)").count() == 0
    assert notebook.complaints == []
    cards = page.locator("[data-cell-id^='check-'] [role=status]").all_inner_texts()
    exercises = sum(entry.exercise.chapter == name for entry in catalogue().values())
    word = "passed ·" if solved else "still empty"
    assert sum(word in card for card in cards) == exercises


def test_formulas_are_drawn_and_nothing_of_tex_is_left(chapter):
    name, _, notebook = chapter
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4).cells
    prose = [re.sub(r"`[^`\n]*`", "", c.source) for c in cells if c.cell_type == "markdown"]
    page = notebook.page
    drawn = page.locator(".jp-MarkdownOutput mjx-container").count()
    assert drawn == sum(len(FORMULA.findall(text)) for text in prose) > 0
    assert page.locator("mjx-merror").count() == 0
    assert not [text for text in page.locator(".jp-RenderedMarkdown").all_inner_texts()
                if "$" in text or "\\(" in text]  # fmt: skip


def test_every_contract_reads_as_it_was_written(chapter):
    """In markdown ``w**2 … 10*y`` outside of code is emphasis, and loses its stars."""
    name, _, notebook = chapter
    read = notebook.page.locator(".jp-RenderedMarkdown blockquote").all_inner_texts()
    written = [e.exercise.contract for e in catalogue().values() if e.exercise.chapter == name]
    bare = {" ".join(text.replace("`", "").split()) for text in written}
    assert bare == {" ".join(text.removeprefix("Contract.").split()) for text in read
                    if text.startswith("Contract.")}  # fmt: skip


def test_every_picture_is_drawn_has_words_and_no_cut_text(chapter):
    _, _, notebook = chapter
    assert incomplete_pictures(notebook.page) == []
    assert cut_texts(notebook.page) == []


@pytest.mark.parametrize("width", [1280, 800])
def test_no_output_is_cut_or_scrolls_sideways(chapter, width):
    _, _, notebook = chapter
    notebook.page.set_viewport_size({"width": width, "height": 1000})
    notebook.settle()
    assert too_wide(notebook.page) == []


def test_every_question_takes_an_answer_and_says_what_happens(chapter):
    name, _, notebook = chapter
    told = answer_all(notebook)
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4).cells
    assert set(told) == {cell.id for cell in cells if cell.id.startswith("guess-")}
    assert all("That is what happens" in t or "What happens is" in t for t in told.values())
    assert notebook.complaints == []


def test_every_widget_moves_and_its_picture_and_words_follow(chapter):
    _, solved, notebook = chapter
    moved = move_all(notebook)
    assert [each for each in moved if not (each.picture and each.words)] == []
    assert unnamed_sliders(notebook) == []
    sources = notebook.page.locator(".jp-CodeCell .cm-content").all_inner_texts()
    labs = sum(bool(re.search(r"\blabs\.\w+\(", source)) for source in sources)
    if solved:
        assert len({each.cell for each in moved}) == labs
    assert notebook.complaints == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_cells_show_has_no_grave_finding(chapter, theme):
    _, _, notebook = chapter
    notebook.dark(theme == "dark")
    assert grave_findings(notebook.page, within=[OUTPUTS]) == []
    notebook.dark(False)
