"""The minutes and levels that students read are those of what there is to do."""

from __future__ import annotations

import re

import pytest

from autograder.build.minutes import Reading, reading
from autograder.build.outline import course_hours, outline, source_path
from autograder.catalogue import CHAPTERS
from autograder.files.paths import NOTEBOOKS, ROOT
from course_utils.core.exercise import START, exercises

# Minutes that an exercise of each level takes; they overlap, as levels are felt.
LEVELS = {1: (3, 8), 2: (5, 15), 3: (10, 25), 4: (20, 35), 5: (35, 60)}


def test_the_formula():
    assert Reading(words=1500, code_lines=120, questions=4, exercise_minutes=30).minutes == 56


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_states_the_minutes_that_it_takes(chapter):
    computed = reading(chapter).minutes
    assert abs(outline(chapter).minutes - computed) <= 5, f"{chapter} takes {computed:.0f} minutes"


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_its_sittings_add_up(chapter):
    (line,) = re.findall(r"^# \*\*Time:\*\* .+$", source_path(chapter).read_text("utf-8"), re.M)
    sittings = [int(number) for number in re.findall(r"\((\d+)[,)]", line)]
    assert not sittings or sum(sittings) == outline(chapter).minutes, line


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_its_text_asks_for_something(chapter):
    found = reading(chapter)
    assert found.words > 2000 and found.code_lines > 100 and found.questions > 4


def test_the_start_page_and_the_readme_say_how_long_the_course_takes():
    hours, fewer = course_hours()
    assert hours > fewer > len(CHAPTERS)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"about {hours} hours, or {fewer} if you know NumPy" in readme
    start = (NOTEBOOKS / f"{START}.ipynb").read_text("utf-8")
    assert f"about {hours} hours in {len(CHAPTERS)} chapters; {fewer} if you know NumPy" in start
    assert (
        f"The {len(CHAPTERS)} chapters hold {len(exercises())} exercises and take about {hours} "
        f"hours, or {fewer} if you know NumPy."
    ) in start


@pytest.mark.parametrize("exercise", exercises().values(), ids=lambda one: one.id)
def test_a_level_fits_the_minutes(exercise):
    least, most = LEVELS[exercise.difficulty]
    assert least <= exercise.minutes <= most, f"level {exercise.difficulty}: {exercise.minutes}"
