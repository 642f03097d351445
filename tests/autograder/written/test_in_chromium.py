"""The grading page in a real browser: read, tick, save, and take the file into the gradebook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from typer.testing import CliRunner

from autograder.cli.app import app
from tests.autograder.written.paper_class import (
    OTHER,
    PAPER,
    PRINTED,
    RUN,
    SAME,
    formgrader_gives,
    in_book,
)
from tests.browser.driver import chromium, listen
from tests.browser.on_paper import faults_on_paper

pytestmark = pytest.mark.browser

_NAME = f"{PAPER}-written-answer"


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    context.add_init_script("window.PWN = [];")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    opened = context.new_page()
    complaints: list[str] = []
    listen(opened, complaints)
    yield opened
    assert complaints == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert opened.evaluate("window.PWN.length") == 0
    context.close()


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def made(course, *more: str) -> str:
    code, said = run("written", "--course", course.root, *more)
    assert code == 0, said
    path = course.root / "written" / f"{_NAME}{'-without-names' * ('--anonymous' in more)}.html"
    return path.as_uri()


def card(page: Page, words: str):
    return page.locator("article.answer", has_text=words)


def tick(page: Page, words: str, *numbers: int) -> None:
    for number in numbers:
        card(page, words).locator(".criterion").nth(number).check()


def saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.locator("#save").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def graded(page: Page, folder: Path, grader: str = "Grace H.") -> Path:
    page.locator("#grader").fill(grader)
    return saved(page, folder)


def test_a_class_is_graded_on_the_page_and_the_gradebook_has_it(course, page, tmp_path):
    page.goto(made(course))
    assert "4 answers, 3 on this page" in page.inner_text("header.top")
    tick(page, "0.27 against", 0, 1, 2)
    assert card(page, "0.27 against").locator(".given").input_value() == "1.5"
    card(page, "0.27 against").locator(".comment").fill("Which seed?\n<b>See 6.6</b>")
    card(page, OTHER).locator(".given").fill("0")
    tick(page, "because", 0)
    card(page, "because").locator(".given").fill("1")
    assert "the criteria give 0.5" in card(page, "because").inner_text()
    page.locator("#save").click()
    assert "Type your name first" in page.inner_text("#said")
    file = graded(page, tmp_path)
    assert file.name == f"{_NAME}-grace-h-.json"
    code, said = run("written", "--course", course.root, "--take", file)
    assert (code, "4 marks written, graded by Grace H." in said) == (0, True), said
    for student in ("ada", "bo"):
        assert in_book(course, student)[:3] == (1.5, False, "Which seed?\n<b>See 6.6</b>")
    assert in_book(course, "cy")[:3] == (0, False, None)
    assert in_book(course, "eve")[0] == 1
    assert run("feedback", "--course", course.root)[0] == 0
    page.goto(course.feedback_path("ada", PAPER).as_uri())
    text = page.inner_text("main")
    assert "Points by criterion" in text and "<b>See 6.6</b>" in text
    rows = page.locator(".criteria tbody tr").all_inner_texts()
    assert "met" in rows[0] and rows[0].split()[-2:] == ["0.5", "0.5"]
    assert "not met" in rows[3] and rows[3].split()[-2:] == ["0", "0.5"]
    page.goto(course.feedback_path("eve", PAPER).as_uri())
    assert "Changed by your instructor" in page.locator(".criteria").inner_text()
    # What was given stands on the page when it is made again.
    page.goto(made(course))
    assert card(page, "0.27 against").locator(".criterion:checked").count() == 3
    assert "0 without points" in page.inner_text("header.top")
    assert "Graded by Grace H." in card(page, "0.27 against").inner_text()


def test_the_page_goes_on_with_a_saved_file(course, page, tmp_path):
    address = made(course)
    page.goto(address)
    tick(page, OTHER, 4, 5)
    card(page, OTHER).locator(".comment").fill("Why?")
    file = graded(page, tmp_path)
    page.goto(address)
    page.locator("#open").set_input_files(file)
    page.locator("#said", has_text="1 of 1 put in").wait_for()
    assert card(page, OTHER).locator(".given").input_value() == "1"
    assert card(page, OTHER).locator(".comment").input_value() == "Why?"
    page.locator("#only-open").check()
    assert card(page, OTHER).is_hidden() and card(page, "0.27 against").is_visible()
    assert json.loads(saved(page, tmp_path).read_text())["grader"] == "Grace H."
    other = tmp_path / "other.json"
    other.write_text('{"kind": "something"}')
    page.locator("#open").set_input_files(other)
    page.locator("#said", has_text="nothing was changed").wait_for()


def test_hostile_texts_are_shown_and_change_nothing(course, page):
    page.goto(made(course))
    one = card(page, "because")
    assert RUN in one.locator("h2").inner_text()
    assert "<script>PWN.push(1)</script>" in one.locator(".text").inner_text()
    assert "[U+202E]" in page.content() and "\u202e" not in page.content()
    assert "more characters are not shown" in one.inner_text()
    assert page.locator("script").count() == 1
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
        assert image.get_attribute("src").startswith(("data:image/png", "data:image/svg+xml"))
    # No text reaches beyond its box, whatever stands in it.
    for each in page.locator("article.answer").all():
        box, column = each.bounding_box(), each.locator(".text").bounding_box()
        assert column["x"] + column["width"] <= box["x"] + box["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_the_students_own_outputs_are_shown_as_their_own(course, page):
    page.goto(made(course))
    own = card(page, "because").locator(".outputs")
    assert "From the student's own file: not run here, not graded" in own.inner_text()
    assert PRINTED in own.locator("pre").inner_text() and RUN in own.locator("pre").inner_text()
    assert own.locator("img").count() == 3
    both = card(page, "0.27 against")
    both.locator("summary").click()
    assert both.locator(".outputs h3").count() == 2


def test_without_names_the_page_and_its_file_name_nobody(course, page, tmp_path):
    page.goto(made(course, "--anonymous"))
    text = page.content()
    for word in ("Lovelace", "Twombly", "Diddley", ">ada", ">cy", '"ada', "Eve "):
        assert word not in text
    tick(page, OTHER, 0)
    file = graded(page, tmp_path)
    assert "cy" not in json.loads(file.read_text())["marks"][0]["answers"]
    assert run("written", "--course", course.root, "--take", file)[0] == 0
    assert in_book(course, "cy")[0] == 0.5


def test_a_mark_that_somebody_gave_meanwhile_stays(course, page, tmp_path):
    page.goto(made(course))
    tick(page, OTHER, 0)
    tick(page, "0.27 against", 0)
    file = graded(page, tmp_path)
    formgrader_gives(course, "cy", 3, "Mine.")
    code, said = run("written", "--course", course.root, "--take", file)
    assert code == 1 and "cy: somebody gave 3 since the page was made" in said
    assert in_book(course, "cy")[:3] == (3, False, "Mine.")
    assert in_book(course, "ada")[0] == in_book(course, "bo")[0] == 0.5
    code, said = run("written", "--course", course.root, "--take", file, "--overwrite")
    assert code == 0 and "1 mark written, 2 as before" in said
    assert in_book(course, "cy")[:3] == (0.5, False, None)


def test_the_page_and_the_same_text_stand_once(course, page):
    page.goto(made(course))
    assert page.locator("article.answer").count() == 3
    assert (
        "2 students wrote exactly this" in card(page, SAME.split("\n", maxsplit=1)[0]).inner_text()
    )


def test_on_paper_an_answer_is_whole_and_has_its_criteria(course, page):
    page.goto(made(course))
    tick(page, OTHER, 0)
    assert faults_on_paper(page) == []
    assert page.locator(".criterion:checked").is_visible()
    assert not page.locator("#save").is_visible()
