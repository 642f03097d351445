"""A page beside which nbgrader's exchange finds what it needs, through its own release_feedback."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default.release_feedback import ExchangeReleaseFeedback
from nbgrader.utils import notebook_hash
from traitlets.config import Config

from autograder.course.course import Course
from autograder.feedback.exchange import keep_secret
from autograder.submission.result import Submission

CHAPTER = "04_logistic_regression"


@pytest.fixture
def course(tmp_path) -> Course:
    return Course(tmp_path / "course")


def collected(course: Course, student: str, text: str, secret: str) -> Submission:
    """As nbgrader's collect leaves it."""
    folder = course.root / "submitted" / student / CHAPTER
    folder.mkdir(parents=True, exist_ok=True)
    notebook = folder / f"{CHAPTER}.ipynb"
    notebook.write_text(json.dumps({"cells": text}))
    (folder / "timestamp.txt").write_text("2026-03-01 10:00:00.000000 UTC")
    if secret:
        (folder / "submission_secret.txt").write_text(secret)
    digest = hashlib.sha256(notebook.read_bytes()).hexdigest()
    place = f"submitted/{student}/{CHAPTER}/{CHAPTER}.ipynb"
    return Submission(student, CHAPTER, place, digest=digest)


def page(course: Course, submission: Submission, text: str) -> None:
    path = course.feedback_path(submission.student, CHAPTER)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    keep_secret(course, submission)


def released(course: Course, tmp_path: Path) -> dict[str, str]:
    """What nbgrader's own command puts into the exchange: by file name, the page."""
    config = Config()
    config.Exchange.root = str(tmp_path / "exchange")
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.course_id = "gradients"
    config.CourseDirectory.assignment_id = CHAPTER
    (tmp_path / "exchange" / "gradients" / "feedback").mkdir(parents=True, exist_ok=True)
    ExchangeReleaseFeedback(coursedir=CourseDirectory(config=config), config=config).start()
    folder = tmp_path / "exchange" / "gradients" / "feedback"
    return {path.stem: path.read_text() for path in folder.glob("*.html")}


def name_of_page(secret: str) -> str:
    return notebook_hash(secret=secret, notebook_id=CHAPTER)


def test_pages_are_released_also_beside_somebody_who_handed_in_nothing(course, tmp_path):
    page(course, collected(course, "ada", "a", "secret of ada"), "page of ada")
    page(course, collected(course, "bo", "b", ""), "page of bo, by mail")
    page(course, Submission("cy", CHAPTER), "page of cy, nothing")
    found = released(course, tmp_path)
    assert found.pop(name_of_page("secret of ada")) == "page of ada"
    assert sorted(found.values()) == ["page of bo, by mail", "page of cy, nothing"]
    page(course, Submission("cy", CHAPTER), "page of cy, again")
    assert len(released(course, tmp_path)) == 3, "a secret of ours stays, too"


def test_the_page_of_an_earlier_attempt_is_not_released_as_that_of_the_later(course, tmp_path):
    first = collected(course, "ada", "first", "secret 1")
    page(course, first, "page of the first")
    second = collected(course, "ada", "second", "secret 2")
    page(course, first, "page of the first, written again")
    assert released(course, tmp_path) == {
        name_of_page("secret 1"): "page of the first, written again"
    }
    page(course, second, "page of the second")
    assert released(course, tmp_path) == {
        name_of_page("secret 1"): "page of the first, written again",
        name_of_page("secret 2"): "page of the second",
    }


def test_without_the_exchange_nothing_lies_beside_a_page(course):
    page(course, collected(course, "ada", "a", ""), "page of ada")
    page(course, Submission("cy", CHAPTER), "page of cy")
    assert {path.suffix for path in course.root.glob("feedback/*/*/*")} == {".html"}


def test_a_link_is_no_secret(course, tmp_path):
    submission = collected(course, "ada", "a", "")
    (tmp_path / "other").write_text("of the machine")
    secret = course.root / "submitted" / "ada" / CHAPTER / "submission_secret.txt"
    secret.symlink_to(tmp_path / "other")
    page(course, submission, "page")
    assert not list(course.root.glob("feedback/*/*/submission_secret.txt"))
