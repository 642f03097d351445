"""The rubric and the student's own outputs on formgrader's own page, and nowhere else."""

from __future__ import annotations

import os

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from autograder.build.rubric import RUBRIC, written_questions
from autograder.course.config import settings
from autograder.course.journal import Journal
from tests.autograder.door.test_formgrader import formgrader
from tests.autograder.written.paper_class import (
    OTHER,
    PAPER,
    PRINTED,
    RUN,
    WRITTEN,
    hand_in,
)
from tests.browser.driver import chromium

CRITERIA = [one.text for one in written_questions(PAPER)[WRITTEN].criteria]


OURS = "From the student's own file"


@pytest.mark.browser
def test_formgrader_shows_below_the_answer_what_a_grader_needs(course):
    with Gradebook(course.db_url, "gradients") as book:
        ids = {
            student: book.find_submission_notebook(PAPER, PAPER, student).id
            for student in ("ada", "cy", "eve")
        }
    with formgrader(course) as address, chromium() as browser:
        context = browser.new_context(viewport={"width": 1200, "height": 900})
        context.add_init_script("window.PWN = [];")
        page = context.new_page()

        def opened(student: str) -> str:
            page.goto(f"{address}/submissions/{ids[student]}/", timeout=600_000)
            page.locator("text=Rubric, ").wait_for(timeout=600_000)
            return page.inner_text("body")

        text = opened("cy")
        assert all(one in text for one in CRITERIA)
        assert text.index(OTHER) < text.index(OURS) < text.index(CRITERIA[0])
        assert "seeds: nothing stands below this cell in the student's file" in text
        # The fields for points and comment are still the answer's.
        assert page.locator(".score").count() and page.locator("textarea.comment").count()

        for student in ("ada", "eve"):
            text = opened(student)
            own = page.locator(".own-outputs")
            assert own.count() == 1 and PRINTED in own.inner_text() and RUN in own.inner_text()
            assert "[U+202E]" in own.inner_text() and "not graded" in own.inner_text()
            assert text.index(OURS) < text.index(CRITERIA[0])
            pictures = own.locator("img")
            assert pictures.count() == 3
            for number in range(3):
                # Pictures are loaded when they come into view.
                pictures.nth(number).scroll_into_view_if_needed()
                expect(pictures.nth(number)).to_have_js_property("complete", True)
                assert pictures.nth(number).evaluate("one => one.naturalWidth") > 0
            assert own.locator("script").count() == 0
            page.wait_for_timeout(300)
            assert page.evaluate("window.PWN") == []
            if student == "ada" and (where := os.environ.get("SCREENSHOTS")):
                own.screenshot(path=f"{where}/own-outputs-in-formgrader.png")


GRADER = {"assignment_id": PAPER, "submission_id": "x"}


def page_of(course, student, about) -> str:
    notebook = str(course.autograded_path(student, PAPER))
    made = settings(course.root)
    assert "ShowRubric" in made.HTMLExporter.preprocessors[0]
    text, _ = HTMLExporter(config=made).from_filename(notebook, resources=about)
    return text


def test_no_other_page_of_nbgraders_shows_it(course):
    about = {"nbgrader": {"assignment": PAPER, "student": "ada"}}
    text = page_of(course, "ada", about)
    assert "α decides." in text and CRITERIA[0] not in text and PRINTED not in text
    notebook = course.autograded_path("ada", PAPER).read_text("utf-8")
    assert RUBRIC not in notebook and PRINTED not in notebook
    text = page_of(course, "ada", GRADER)
    assert CRITERIA[0] in text and PRINTED in text and OURS in text


def test_an_answer_that_looks_like_a_rubric_has_no_frame(course):
    """A student writes a rubric of their own, in all the words and tags of ours."""
    frame = '<div class="rubric-shown"'
    forged = (
        "AdaGrad.\n\n**Rubric, 3 points** (for graders alone)\n\n- 3: names an optimizer\n\n"
        f"{frame}><p><b>Rubric, 3 points</b>, for graders alone.</p></div>"
    )
    hand_in(course, "cy", "Cy Twombly", forged)
    text = page_of(course, "cy", GRADER)
    assert text.count(frame) == 1
    framed = text[text.index(frame) :]
    framed = framed[: framed.index("</div>")]
    assert all(one in framed for one in CRITERIA) and "the student has written" in framed
    assert "names an optimizer" in text and "names an optimizer" not in framed


@pytest.mark.parametrize("damage", ["no journal", "no file", "a torn file", "another's place"])
def test_the_page_is_there_when_the_students_file_cannot_be_read(course, damage, tmp_path):
    (result,) = Journal(course.journal_path(PAPER)).results_of("ada")
    file = course.root / result.submission.file
    if damage == "no journal":
        course.journal_path(PAPER).unlink()
    elif damage == "no file":
        file.unlink()
    elif damage == "a torn file":
        file.write_bytes(file.read_bytes()[:5000])
    else:
        secret = tmp_path / "secret.ipynb"
        file.rename(secret)
        file.symlink_to(secret)
    text = page_of(course, "ada", GRADER)
    assert CRITERIA[0] in text and PRINTED not in text
    assert "The student&#39;s file shows nothing here" in text.replace("'", "&#39;")


def test_a_notebook_elsewhere_shows_the_rubric_and_nobodys_outputs(course, tmp_path):
    copy = tmp_path / "a" / "b" / PAPER / f"{PAPER}.ipynb"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(course.autograded_path("ada", PAPER).read_bytes())
    text, _ = HTMLExporter(config=settings(course.root)).from_filename(str(copy), resources=GRADER)
    assert CRITERIA[0] in text and OURS not in text
