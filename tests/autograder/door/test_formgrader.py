"""formgrader's own Autograde button, pressed in Chromium: the engine behind it is ours."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from autograder.course.course import Course
from autograder.course.journal import Journal
from autograder.course.secret import draw_name, draw_of
from autograder.files.paths import ROOT
from tests.autograder.door.conftest import CHAPTER, hand_in, make_course, marks
from tests.browser.lab import CHROMIUM_FLAGS, START_SECONDS, answering
from tests.hostile.maker import Work

pytestmark = [pytest.mark.browser, pytest.mark.sandbox]


@contextmanager
def formgrader(course: Course) -> Iterator[str]:
    """A Jupyter server with formgrader, started in the course folder; yields its address."""
    with tempfile.TemporaryDirectory() as name, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        path = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
        environment |= {"JUPYTER_CONFIG_DIR": name, "JUPYTER_RUNTIME_DIR": f"{name}/runtime"}
        words = [
            *("-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
            *("--ServerApp.token=", "--ServerApp.password=", "--port-retries=0"),
            f"--ServerApp.root_dir={course.root.resolve()}",
        ]
        address = f"http://127.0.0.1:{port}"
        with answering(
            [sys.executable, *words],
            f"{address}/api",
            Path(name) / "log",
            env=environment,
            cwd=course.root,
            patience=2 * START_SECONDS,
        ):
            yield f"{address}/formgrader"


@pytest.fixture
def course(tmp_path, right) -> Course:
    made = make_course(tmp_path / "classroom")
    (made.root / "course.toml").write_text("variants = true\n")
    hand_in(made, "ada", right)
    hand_in(made, "bob", Work(Path()).data(Work(Path()).wrong("bce")))
    hand_in(made, "cleo", b"{bad")
    return made


def press(page: Page, student: str) -> str:
    """Press a student's Autograde button; what the dialogue says then."""
    row = page.locator("tr", has=page.locator(f'td.student-id:text-is("{student}")')).first
    row.locator(".autograde a").click()
    dialogue = page.locator(".modal-content")
    dialogue.wait_for(timeout=1_800_000)
    words = dialogue.inner_text()
    dialogue.locator(".modal-footer [data-dismiss=modal]").click()
    dialogue.wait_for(state="detached")
    return words


def test_the_button_grades_a_right_a_wrong_and_a_broken_submission(course):
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with formgrader(course) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 1200, "height": 700})
        page.goto(f"{address}/manage_submissions/{CHAPTER}")
        page.locator("td.autograde a").first.wait_for(timeout=600_000)
        for student in ("ada", "bob", "cleo"):
            assert "Success" in press(page, student)
        page.reload()
        page.locator("td.score").first.wait_for(timeout=600_000)
        rows = {
            row.locator("td.student-id").inner_text().strip(): row.inner_text()
            for row in page.locator("tbody tr").all()
        }
        if where := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{where}/formgrader.png")
        browser.close()
    assert "20 / 20" in rows["ada"] and "18 / 20" in rows["bob"]
    assert "needs manual grading" in rows["cleo"]
    assert marks(course, "cleo")["check-bce"] == (None, None, True)
    assert course.feedback_path("bob", CHAPTER).exists()
    # Each was judged by the hidden cases that are this student's in every other way, too.
    drawn = {
        one.submission.student: one.draw for one in Journal(course.journal_path(CHAPTER)).results()
    }
    for student in ("ada", "bob"):
        assert drawn[student] == draw_name(draw_of(course.secret(), f"student {student}"))
