"""The class report in a real browser: inert, light and dark, narrow, and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.report import gather, render_report
from autograder.report.page import feedback_link
from tests.autograder.feedback.samples import CHAPTER, EXERCISES
from tests.autograder.feedback.test_hostile_text import ATTACKS, planted
from tests.autograder.feedback.test_in_chromium import _CONTRASTS, browser, opened
from tests.autograder.report.classes import make
from tests.autograder.report.test_page import TEXTS
from tests.browser.on_paper import faults_on_paper

pytestmark = pytest.mark.browser
__all__ = ["browser"]

_OPEN = "document.querySelectorAll('details').forEach((d) => { d.open = true; })"


@pytest.fixture(scope="module")
def page() -> str:
    data = gather(make(62), CHAPTER, EXERCISES)
    return render_report(data, title="4 · By hand", texts=TEXTS, link=feedback_link(CHAPTER))


def test_planted_scripts_do_not_run_and_nothing_is_loaded(browser, tmp_path):
    text = " ".join(ATTACKS)
    page = render_report(gather([planted(text)], CHAPTER, EXERCISES), course=text)
    window, reports = opened(browser, tmp_path / "r.html", page)
    window.evaluate(_OPEN)
    window.keyboard.press("Tab")
    window.wait_for_timeout(50)
    assert reports == []
    assert window.evaluate("document.scripts.length") == 0
    window.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_is_readable_on_a_light_and_on_a_dark_page(browser, tmp_path, page, scheme):
    window, reports = opened(browser, tmp_path / "r.html", page, color_scheme=scheme)
    window.evaluate(_OPEN)
    assert reports == []  # the policy's complaints would be here
    contrasts = window.evaluate(_CONTRASTS)
    assert len(contrasts) > 500
    assert [entry for entry in contrasts if entry[0] < 4.5] == []
    window.close()


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_never_scrolls_sideways(browser, tmp_path, page, width):
    size = {"width": width, "height": 900}
    window, _ = opened(browser, tmp_path / "r.html", page, viewport=size)
    window.evaluate(_OPEN)
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    window.close()


def test_what_to_teach_again_and_the_marks_are_on_the_first_screen(browser, tmp_path, page):
    window, _ = opened(browser, tmp_path / "r.html", page, viewport={"width": 1280, "height": 720})
    for selector in (".short dd", ".short dd:last-of-type", ".histogram"):
        box = window.locator(selector).first.bounding_box()
        assert box and box["y"] + box["height"] < 720, selector
    colours = window.evaluate(
        "['passed', 'failed', 'empty'].map((k) => getComputedStyle("
        "document.querySelector('.part.' + k)).fill)"
    )
    assert colours[1:] == ['url("#hatch")', 'url("#dots")']  # told apart without colour
    window.close()


def test_it_prints(browser, tmp_path: Path, page):
    window, _ = opened(browser, tmp_path / "r.html", page, color_scheme="dark")
    window.emulate_media(media="print", color_scheme="dark")
    back = window.evaluate("getComputedStyle(document.body).backgroundColor")
    assert back == "rgb(255, 255, 255)"
    assert window.pdf().startswith(b"%PDF")
    window.close()


@pytest.mark.parametrize("width", [700, 1280])
def test_no_word_of_the_students_table_is_broken_and_the_page_is_a_few_screens(
    browser, tmp_path, page, width
):
    size = {"width": width, "height": 900}
    window, _ = opened(browser, tmp_path / "r.html", page, viewport=size)
    assert window.evaluate("document.documentElement.scrollHeight") < 5600
    window.evaluate(_OPEN)
    lines = window.evaluate(
        "[...document.querySelectorAll('.everybody thead th *, .everybody thead th')]"
        ".filter((e) => !e.children.length).map((e) => { const r = document.createRange();"
        " r.selectNodeContents(e); return r.getClientRects().length; })"
    )
    assert len(lines) == 2 + len(EXERCISES)
    assert set(lines) == {1}
    window.close()


def test_a_link_to_a_folded_exercise_opens_what_it_leads_to(browser, tmp_path, page):
    window, _ = opened(browser, tmp_path / "r.html", page)
    window.locator('.items a[href="#m-bce"]').click()
    assert window.locator("#m-bce").is_visible()
    window.locator("#m-bce").click()
    assert window.locator("details.item:has(#m-bce)").get_attribute("open") == ""
    window.close()


def test_on_paper_nothing_is_cut_off_or_squeezed_and_nothing_closed_is_shown(
    browser, tmp_path, page
):
    window, _ = opened(browser, tmp_path / "r.html", page)
    assert faults_on_paper(window) == []
    # The mistakes and the students are opened by nobody on paper.
    assert window.locator(".everybody tbody tr").last.is_visible()
    assert window.locator(".item .mistakes li").first.is_visible()
    window.close()
