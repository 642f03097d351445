"""The chapters and their exercises, from what the build has written: read without torch.

The catalogue's own modules hold code that computes; who only collects, writes down or tells
needs what an exercise is called and what it is worth.
"""

from __future__ import annotations

import difflib
import re

from autograder.errors import WrongCall
from course_utils.core.exercise import START, Exercise, UnknownExercise, exercises

# In the course's order. The build, the report and the tests all walk this list.
CHAPTERS: tuple[str, ...] = (
    "01_tensors",
    "02_autograd",
    "03_modules",
    "04_logistic_regression",
    "05_optimizer_loop",
    "06_paper",
    "07_engine",
)

NOTEBOOK_NAMES: tuple[str, ...] = (START, *CHAPTERS)
"""What students open, including the start page, which is not a chapter."""


def require_chapter(name: str) -> None:
    """Refuse a name that is no chapter's.

    Raises:
        UnknownExercise: there is no such chapter.
    """
    if name not in CHAPTERS:
        raise UnknownExercise(f"There is no chapter {name!r}. There are: {', '.join(CHAPTERS)}.")


def exercises_in(chapter: str) -> list[Exercise]:
    """The exercises of one chapter, by its assignment name, in its order.

    Raises:
        UnknownExercise: there is no such chapter.
    """
    require_chapter(chapter)
    return [exercise for exercise in exercises().values() if exercise.chapter == chapter]


def find_chapter(words: str) -> str:
    """The chapter's full name from its number or its name.

    Raises:
        WrongCall: there is none.
    """
    for chapter in CHAPTERS:
        number, name = chapter.split("_", 1)
        if words in (chapter, number, str(int(number)), name):
            return chapter
    # A number that is none says nothing about which chapter was meant.
    names = {chapter.split("_", 1)[1]: chapter for chapter in CHAPTERS}
    wanted = re.sub(r"^\d+_?", "", words)
    close = [names[name] for name in difflib.get_close_matches(wanted, names, n=2, cutoff=0.6)]
    lead = "Did you mean" if close else "The chapters are"
    listing = ", ".join(dict.fromkeys(close or CHAPTERS))
    raise WrongCall(f"there is no chapter {words!r}. {lead}: {listing}.")
