"""A request in a real browser: from the page's link to a file, and from that to the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from playwright.sync_api import Browser

from autograder.submission.remark import Remark
from autograder.todo.inbox import take_in
from autograder.todo.todo_page import write_todo_page
from tests.autograder.grade.test_hand_marks import PAPER
from tests.autograder.todo.courses import hand_in, listed, saved
from tests.autograder.todo.test_inbox import file_of
from tests.browser.driver import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def test_the_link_saves_the_form_also_in_a_preview_that_runs_no_script(browser, course, tmp_path):
    hand_in(course, "ada")
    page = course.feedback_path("ada", PAPER)
    frame = f'<iframe id="f" sandbox="allow-downloads" src="{page.as_uri()}"></iframe>'
    preview = saved(tmp_path, "preview.html", frame)
    for number, place in enumerate((page, preview)):
        window = browser.new_page()
        window.goto(place.as_uri())
        inside = window.frame_locator("#f") if place == preview else window
        with window.expect_download() as download:
            inside.locator(".ask a[download]").first.click()
        form = Path(download.value.path()).read_text("utf-8")
        path = saved(tmp_path, f"{number}.txt", form + f"Please look again, {number}.")
        assert [one.fault for one in take_in(course, [path])] == [""]
        window.close()
    assert len(listed(course, "request")) == 2


def test_where_downloads_are_forbidden_the_form_can_be_copied(browser, course, tmp_path):
    hand_in(course, "ada")
    page = course.feedback_path("ada", PAPER).as_uri()
    window = browser.new_page()
    window.goto(
        saved(tmp_path, "f.html", f'<iframe id="f" sandbox src="{page}"></iframe>').as_uri()
    )
    inside = window.frame_locator("#f")
    inside.locator(".ask summary").click()
    form = inside.locator(".ask pre").inner_text()
    assert form.splitlines() == file_of(course, "ada", "all").splitlines()
    window.close()


@pytest.mark.parametrize("clipboard", [True, False])
def test_a_command_is_copied_by_keyboard_and_stands_there_without_a_script(
    browser, course, clipboard
):
    hand_in(
        course, "ada", "", Remark("reaches-for-checks", cell="adam", line=3, source="import os")
    )
    name = listed(course)[0].name
    page = write_todo_page(course).as_uri()
    rights = ["clipboard-read", "clipboard-write"] if clipboard else []
    context = browser.new_context(permissions=rights)
    window = context.new_page()
    if not clipboard:
        window.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    window.goto(page)
    window.locator("summary", has_text="Commands").focus()
    window.keyboard.press("Enter")
    button = window.get_by_role("button", name=f"Copy: accept {name}", exact=True)
    button.press("Enter")
    window.wait_for_function("document.getElementById('said').textContent !== ''")
    shown = window.locator("code.call").first.inner_text()
    assert f"todo accept {name} --course" in shown
    if clipboard:
        assert window.evaluate("navigator.clipboard.readText()") == shown
    else:
        assert window.evaluate("getSelection().toString()") == shown
    for link in window.locator(".links a:not([href^=mailto])").all():
        assert Path(unquote(urlparse(link.evaluate("a => a.href")).path)).is_file()
    assert window.locator(".links a").first.inner_text().startswith("Feedback page")
    context.close()
    without = browser.new_context(java_script_enabled=False)
    window = without.new_page()
    window.goto(page)
    window.locator("summary", has_text="Commands").click()
    assert window.locator("code.call").first.is_visible()
    assert window.locator("button.copy:visible").count() == 0
    without.close()


def test_what_students_write_runs_on_no_page(browser, course, tmp_path):
    attack = (
        "<img src=x onerror=alert(1)><script>alert(2)</script></details><a href='javascript:1'>"
    )
    hand_in(course, "ada", attack)
    form = file_of(course, "ada", "all") + attack
    take_in(course, [saved(tmp_path, "r.txt", form)])
    window, reports = browser.new_page(), []
    window.on("dialog", lambda box: (reports.append(box.message), box.dismiss()))
    window.on("console", lambda message: reports.append(message.text))
    window.on("request", lambda request: reports.append(request.url))
    page = write_todo_page(course).as_uri()
    window.goto(page)
    assert [one for one in reports if one != page] == []
    assert window.locator("img, a[href^=javascript]").count() == 0
    assert window.locator("script").count() == 1, "the page's own"
    assert window.locator("blockquote").inner_text() == attack
    window.close()
