"""The instructor's and the student's pages, looked at by axe-core in both themes."""

from __future__ import annotations

import pytest

from autograder.feedback import render_feedback as feedback_page
from autograder.report import gather
from autograder.report import render_report as report_page
from tests.autograder.feedback.samples import CHAPTER, EXERCISES, mixed
from tests.autograder.report.classes import make
from tests.autograder.report.test_page import TEXTS
from tests.browser.axe import grave_findings

pytestmark = pytest.mark.browser

OPEN = "document.querySelectorAll('details').forEach(part => { part.open = true; })"
FAINT = "<p style='background:#fff;color:#bbb'>too pale</p><img src='data:,'>"


def findings(browser, tmp_path, page: str, scheme: str) -> list[str]:
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    window = browser.new_page(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    window.goto(file.as_uri())
    window.evaluate(OPEN)
    found = grave_findings(window)
    window.close()
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_feedback_page_has_no_grave_finding(browser, tmp_path, scheme):
    assert findings(browser, tmp_path, feedback_page(mixed(), EXERCISES), scheme) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_class_report_has_no_grave_finding(browser, tmp_path, scheme):
    data = gather(make(40), CHAPTER, EXERCISES)
    page = report_page(data, title="4 · By hand", texts=TEXTS)
    assert findings(browser, tmp_path, page, scheme) == []


def test_faint_text_and_a_picture_without_words_would_be_found(browser, tmp_path):
    found = findings(browser, tmp_path, f"<html lang='en'><title>t</title>{FAINT}</html>", "light")
    assert {line.split()[0] for line in found} == {"color-contrast", "image-alt"}
