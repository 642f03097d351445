"""What is written about requests, in the manual and in what students get, is what the page says."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from autograder.course.settings import BY_FILE, CourseSettings
from course_utils.texts import say, words

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("path", ["docs/lms.md", "autograder/release/templates/README.md.j2"])
def test_the_part_of_the_page_is_called_as_the_page_calls_it(path):
    text = " ".join((ROOT / path).read_text("utf-8").split())
    assert f'"{words(say("ask.title"))}"' in text


def test_the_manual_names_the_setting_and_all_that_it_can_be():
    text = (ROOT / "docs/lms.md").read_text("utf-8")
    assert "requests" in {one.name for one in fields(CourseSettings)}
    assert f'| `"{BY_FILE}"` |' in text and '| `""` | nothing |' in text
