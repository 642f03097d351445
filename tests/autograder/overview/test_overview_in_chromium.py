"""The overview in a real browser: inert, readable in both themes, and never scrolled sideways."""

from __future__ import annotations

import pytest

from autograder.course.course import Course
from autograder.overview.course_files import read_course, write_overview
from tests.autograder.feedback.test_in_chromium import _CONTRASTS, browser, opened
from tests.autograder.overview.courses import CHAPTERS, make_course
from tests.browser.on_paper import faults_on_paper

pytestmark = pytest.mark.browser
__all__ = ["browser"]


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    course: Course = make_course(tmp_path_factory.mktemp("seen") / "classroom")
    # What stands far to the right in a table that scrolls must not widen the page.
    sections = (
        "id,section\ncem,Monday morning, the large room\n"
        "eve,</table><img src=x onerror=alert(1)><script>alert(2)</script>\u202e\n"
    )
    (course.root / "sections.csv").write_text(sections, encoding="utf-8")
    html, _ = write_overview(course, read_course(course, CHAPTERS))
    return html.read_text("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 380, 700, 1280])
def test_every_text_is_readable_and_the_page_never_scrolls_sideways(
    browser, tmp_path, page, scheme, width
):
    size = {"width": width, "height": 900}
    window, reports = opened(browser, tmp_path / "o.html", page, viewport=size, color_scheme=scheme)
    assert reports == []
    assert window.evaluate("document.scripts.length + document.images.length") == 0
    assert "<script>alert(2)</script>" in window.inner_text("main")
    contrasts = window.evaluate(_CONTRASTS)
    assert len(contrasts) > 100
    assert [entry for entry in contrasts if entry[0] < 4.5] == []
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    window.close()


def test_on_paper_nothing_is_cut_off_or_squeezed(browser, tmp_path, page):
    window, _ = opened(browser, tmp_path / "o.html", page)
    assert faults_on_paper(window) == []
    fixed = "getComputedStyle(document.querySelector('.marks-table tbody th')).position"
    assert window.evaluate(fixed) == "static"  # a cell that stays hides the line below it
    window.close()
