"""Chapter 4 in a real JupyterLab in Chromium, as a student opens it."""

from __future__ import annotations

import shutil

import nbformat
import pytest

from autograder.paths import NOTEBOOKS
from tests.browser.lab import executed, jupyter_lab

pytestmark = pytest.mark.browser

CHAPTER = "04_logistic_regression"
WRONG = """\
# exercise: bce
def bce(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The released notebook with one wrong answer, all cells run; the page and its errors."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(NOTEBOOKS / f"{CHAPTER}.ipynb", folder)
    notebook = nbformat.read(folder / f"{CHAPTER}.ipynb", 4)
    next(cell for cell in notebook.cells if cell.id == "bce").source = WRONG
    nbformat.write(notebook, folder / f"{CHAPTER}.ipynb")
    with (
        jupyter_lab(folder) as url,
        executed(url, f"{CHAPTER}.ipynb", width=1280, height=1000, scale=1) as page,
    ):
        yield page


def test_no_cell_raises_and_every_empty_exercise_says_so(opened):
    assert opened.locator(".jp-OutputArea-output[data-mime-type*='stderr']").count() == 0
    assert opened.locator("text=Traceback (most recent call last)").count() == 0
    cards = opened.locator("[role=status]")
    texts = cards.all_inner_texts()
    assert sum("still empty" in text for text in texts) >= 7


def test_the_wrong_answer_is_named_with_its_numbers(opened):
    card = opened.locator("[role=status]", has_text="bce: not yet").first
    text = card.inner_text()
    assert "This is what you get when the losses are summed and not averaged." in text
    assert "times the expected one" in text
    assert 'hint("bce", 2)' in text


def test_formulas_are_drawn_and_nothing_of_tex_is_left(opened):
    assert opened.locator("mjx-container").count() >= 15
    prose = opened.locator(".jp-RenderedMarkdown").all_inner_texts()
    assert not [text for text in prose if "$" in text]
    assert opened.locator("mjx-merror").count() == 0
