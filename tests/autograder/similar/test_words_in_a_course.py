"""Answers in words of a real course folder: the command, its data, and the page in a browser."""

from __future__ import annotations

import json
import re

import pytest

from autograder.course.course import Course, ensure_assignment, open_course
from tests.autograder.cli.test_report_command import run
from tests.autograder.feedback.reading import Reader
from tests.autograder.feedback.test_in_chromium import _CONTRASTS, browser, opened
from tests.autograder.report.inert import assert_report_inert
from tests.autograder.similar.writers import (
    BY_HAND,
    COPIED,
    PAPER,
    in_other_letters,
    reordered,
    reworded,
    with_invisible,
)
from tests.autograder.written.paper_class import hand_in, outputs
from tests.hostile.words import TRIED

__all__ = ["browser"]
HOSTILE = "\n\n".join(TRIED["tags"].values())
NAMES = {"ada": "Ada Lovelace", "bo": "Bo <img src=x onerror=alert(1)>", "cy": "Cy Twombly"}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    course = open_course(tmp_path_factory.mktemp("likeness") / "classroom")
    ensure_assignment(course, PAPER)
    for number, text in enumerate(BY_HAND):
        hand_in(course, f"s{number}", f"Student {number}", text)
    hand_in(course, "ada", NAMES["ada"], f"As Twombly told me. {COPIED}", outputs())
    hand_in(course, "bo", NAMES["bo"], f"{reordered(COPIED)}\n\n{HOSTILE}")
    hand_in(course, "cy", NAMES["cy"], in_other_letters(reworded(COPIED)))
    hand_in(course, "dee", "Dee Dee", with_invisible(COPIED) + "\u202e\x00 end")
    # One group, one file.
    hand_in(course, "eve", "Eve", "We wrote it together, " + BY_HAND[0].lower()[200:])
    hand_in(course, "fay", "Fay", "We wrote it together, " + BY_HAND[0].lower()[200:])
    hand_in(course, "gil", "Gil", "")
    return course


@pytest.fixture(scope="module")
def done(course):
    """What the command said; the page is written."""
    said = run("similar", "--chapter", "6", "--course", course.root)
    assert said.exit_code == 0, said.output
    return said


@pytest.fixture(scope="module")
def page(done, course) -> str:
    return (course.root / "report" / f"{PAPER}-similar.html").read_text(encoding="utf-8")


def test_the_command_names_them_and_the_page_shows_both_texts(done, page):
    assert "Ada Lovelace (ada) and Dee Dee (dee): written-answer" in done.output
    # Other letters, invisible ones, and a comment of HTML.
    assert "3 answers in words with signs that are not what they seem" in done.output
    assert_report_inert(page)
    text = Reader(page).text
    assert "A place to look, never a verdict." in text
    assert "One and the same file" in text and "Eve (eve), Fay (fay)" in text
    assert not re.search(r"Eve \(eve\) and [^;]*Fay", text)
    assert "In your own words written-answer" in text  # the question's heading, and its id
    assert "AdaGrad crawls along at 0.2837 although every tutorial" in text


def test_the_same_as_data(course):
    done = run("similar", "--chapter", "6", "--course", course.root, "--json")
    pairs = [json.loads(line) for line in done.output.splitlines()]
    people = {tuple(sorted((*one["students"], *one["others"]))) for one in pairs}
    copies = ["ada", "bo", "cy", "dee"]
    assert {(a, b) for a in copies for b in copies if a < b} <= people
    group = {one["group"] for one in pairs if {*one["students"], *one["others"]} <= {*copies}}
    assert len(group) == 1
    said = " ".join(" ".join(one["reasons"]["written-answer"]) for one in pairs)
    assert "passages in both make up" in said and "letters of another script" in said


def test_without_names_neither_page_nor_data_names_anybody(course):
    done = run("similar", "--chapter", "6", "--course", course.root, "--anonymous", "--json")
    page = course.root / "report" / f"{PAPER}-similar-without-names.html"
    for text in (done.output, page.read_text(encoding="utf-8")):
        assert "student " in text
        for name in ("Lovelace", "Twombly", "(ada)", "Student 3"):
            assert name not in text


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [380, 1400])
def test_the_page_is_readable_and_inert_in_a_browser(page, browser, tmp_path, scheme, width):
    size = {"width": width, "height": 900}
    window, reports = opened(browser, tmp_path / "s.html", page, viewport=size, color_scheme=scheme)
    window.keyboard.press("Tab")
    assert reports == []
    assert window.evaluate("document.scripts.length") == 0
    contrasts = window.evaluate(_CONTRASTS)
    assert len(contrasts) > 100
    assert [entry for entry in contrasts if entry[0] < 4.5] == []
    assert window.evaluate("document.documentElement.scrollWidth") <= width
    window.close()
