"""Chapter 4 in a real JupyterLab in Chromium: the part that every change has to pass."""

from __future__ import annotations

import pytest

from course_utils.notebook.predictions import predictions
from tests.browser.axe import OUTPUTS, grave_findings
from tests.browser.driver import opened
from tests.browser.layout import cut_texts, incomplete_pictures, too_wide
from tests.browser.widgets import answer, move_all, unnamed_sliders

pytestmark = pytest.mark.browser

CHAPTER = "04_logistic_regression"
WRONG = """\
# exercise: bce
def bce(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()
"""
# A picture that can be touched without having solved an exercise.
LAB = "labs.secant(lambda x: x**3, 2.0)"


@pytest.fixture(scope="module")
def notebook(browser, url, lay):
    """The released notebook with one wrong answer and one lab, all cells run."""
    with opened(browser, url, lay(CHAPTER, "smoke", bce=WRONG, bridge=LAB)) as found:
        found.run_all()
        yield found


def test_no_cell_raises_and_every_empty_exercise_says_so(notebook):
    page = notebook.page
    assert page.locator(".jp-OutputArea-output[data-mime-type*='stderr']").count() == 0
    assert page.locator("text=Traceback (most recent call last)").count() == 0
    cards = page.locator("[data-cell-id^='check-'] [role=status]").all_inner_texts()
    assert sum("still empty" in text for text in cards) == len(cards) - 1 == 7
    assert notebook.complaints == []


def test_the_wrong_answer_is_named_with_its_numbers(notebook):
    text = notebook.outputs("check-bce").first.inner_text()
    assert "bce: not yet" in text
    # The card that came first says so of numbers like these; the place then proves it.
    assert "This is what you get when the losses are summed, not averaged." in text
    assert "Line " in text and ".sum()" in text
    assert "times the expected one" in text
    assert 'hint("bce", 2)' in text


def test_formulas_are_drawn_and_nothing_of_tex_is_left(notebook):
    page = notebook.page
    assert page.locator("mjx-container").count() >= 15
    prose = page.locator(".jp-RenderedMarkdown").all_inner_texts()
    assert not [text for text in prose if "$" in text]
    assert page.locator("mjx-merror").count() == 0


def test_a_lab_answers_to_the_keyboard_in_picture_and_words(notebook):
    moved = move_all(notebook)
    assert [each.name for each in moved] == ["h", "Difference", "Precision"]
    assert all(each.picture and each.words for each in moved)
    assert unnamed_sliders(notebook) == []


def test_a_question_is_answered_in_its_place(notebook):
    question = predictions()["l-scores"]
    first, text = question.options[0]
    said = answer(notebook.cell("guess-l-scores"))
    assert f"You said {first}: {text}. " in said
    assert f"What happens is {question.answer}." in said or first in question.accepted


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_cells_show_is_whole_and_has_no_grave_finding(notebook, theme):
    notebook.dark(theme == "dark")
    # The second as beside an open list of files, or on a small screen.
    for width in (800, 480):
        notebook.page.set_viewport_size({"width": width, "height": 1000})
        notebook.settle()
        assert incomplete_pictures(notebook.page) == []
        assert cut_texts(notebook.page) == []
        assert too_wide(notebook.page) == []
        assert grave_findings(notebook.page, within=[OUTPUTS]) == []


def test_what_is_too_wide_or_cut_would_be_found(notebook):
    """The measures measure: a wide table and a word outside of its drawing are planted."""
    notebook.page.evaluate(
        """() => {
            const output = document.querySelector('[data-cell-id=check-bce] .jp-OutputArea-output');
            const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20" '
                + 'viewBox="0 0 90 20"><text x="60" y="15">far out</text></svg>';
            output.innerHTML = '<pre id="planted" style="overflow-x:auto"><b style="display:block;'
                + `width:3000px">wide</b></pre><figure><img src="data:,${btoa(svg)}"></figure>`;
        }"""
    )
    assert any("hides" in line for line in too_wide(notebook.page))
    assert [line.split(" ", 1)[0] for line in cut_texts(notebook.page)] == ["check-bce:"]
    assert incomplete_pictures(notebook.page) != []
