"""The rubric on formgrader's own page, and nowhere else."""

from __future__ import annotations

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook

from autograder.build.rubric import RUBRIC, written_questions
from autograder.course.config import settings
from tests.autograder.door.test_formgrader import formgrader
from tests.autograder.written.paper_class import PAPER, WRITTEN
from tests.browser.driver import chromium

CRITERIA = [one.text for one in written_questions(PAPER)[WRITTEN].criteria]


@pytest.mark.browser
def test_formgrader_shows_the_rubric_below_the_answer(course):
    with Gradebook(course.db_url, "gradients") as book:
        (notebook,) = book.find_submission(PAPER, "cy").notebooks
        shown = notebook.id
    with formgrader(course) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(f"{address}/submissions/{shown}/", timeout=600_000)
        page.locator("text=for graders alone").wait_for(timeout=600_000)
        text = page.inner_text("body")
        assert all(one in text for one in CRITERIA)
        assert text.index("Adam wins, I think.") < text.index(CRITERIA[0])
        # The fields for points and comment are still the answer's.
        assert page.locator(".score").count() and page.locator("textarea.comment").count()


def test_no_other_page_of_nbgraders_shows_it(course):
    made = settings(course.root)
    assert "ShowRubric" in made.HTMLExporter.preprocessors[0]
    notebook = course.autograded_path("cy", PAPER)
    about = {"nbgrader": {"assignment": PAPER, "student": "cy"}}
    text, _ = HTMLExporter(config=made).from_filename(str(notebook), resources=about)
    assert "Adam wins, I think." in text and CRITERIA[0] not in text
    assert RUBRIC not in notebook.read_text("utf-8")
    about = {"assignment_id": PAPER, "submission_id": "x"}
    text, _ = HTMLExporter(config=made).from_filename(str(notebook), resources=about)
    assert CRITERIA[0] in text
