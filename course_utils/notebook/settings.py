"""What the instructor has set for this copy of the course, and where the course lies.

``data/course.json`` is written by the build. Its ``mode`` is the one switch for graded
use: ``self-study`` names the solved notebook after the last hint, ``graded`` does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from course_utils.core.exercise import DATA, START, Exercise
from course_utils.texts import Words, say

COURSE_FILE = DATA / "course.json"
SELF_STUDY = "self-study"


@dataclass(frozen=True, slots=True)
class CopySettings:
    """The course's settings.

    Attributes:
        repository: ``owner/name`` of the public repository.
        branch: its branch.
        mode: ``self-study`` or ``graded``.
        chapters: title and minutes by chapter.
        own_seeds: what each student's own seeds follow from, beside the id; empty where all
            have the same.
    """

    repository: str
    branch: str
    mode: str
    chapters: Mapping[str, ChapterFacts] = field(default_factory=dict)
    own_seeds: str = ""

    @property
    def graded(self) -> bool:
        """Whether anybody is graded, so that no solution may be told."""
        return self.mode != SELF_STUDY


@dataclass(frozen=True, slots=True)
class ChapterFacts:
    """A chapter's title, and how many minutes it takes with all that there is to read."""

    title: str
    minutes: int


@cache
def course() -> CopySettings:
    """The settings; a file that cannot be read counts as graded use, which tells less."""
    try:
        content = json.loads(COURSE_FILE.read_text(encoding="utf-8"))
        chapters = {
            str(name): ChapterFacts(str(facts["title"]), int(facts["minutes"]))
            for name, facts in content.get("chapters", {}).items()
        }
        return CopySettings(
            str(content["repository"]),
            str(content["branch"]),
            str(content["mode"]),
            chapters,
            str(content.get("own_seeds", "")),
        )
    except (OSError, ValueError, LookupError, TypeError):
        return CopySettings("", "main", "graded")


def solution_place(exercise: Exercise) -> Words:
    """Where the solution stands, in a sentence; empty in graded use.

    The start page's own answer is wrong on purpose, in the solved notebook, too.
    """
    settings = course()
    if settings.graded or exercise.chapter == START:
        return ""
    name = f"{exercise.chapter}.ipynb"
    near = next(
        (
            folder.as_posix()
            for folder in (Path("../solutions"), Path("solutions"))
            if (folder / name).is_file()
        ),
        "",
    )
    place = (
        f"`{near}/{name}`"
        if near
        else f"https://github.com/{settings.repository}/blob/{settings.branch}/solutions/{name}"
    )
    return say("hint.solution", place=place, exercise=exercise.id)
