"""What an instructor sets once for a course: its name, and how much the pages give away."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from autograder.errors import Refused
from autograder.files.atomic import write_atomic

FILE = "course.toml"
TEMPLATE = """\
# Settings of this course. `python -m autograder feedback` writes the pages again with them.

# Stands at the top of every page.
name = ""

# Which hint a feedback page shows where points are missing:
# 0 none, 1 where to look, 2 which idea, 3 nearly the line.
hint_level = 1

# How many of the three hints students can open in their notebooks. The others are left out of
# the next `python -m autograder release`, so that nobody finds them in the package either.
hints = 3
"""
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class CourseSettings:
    """A course's settings.

    Attributes:
        name: the course's, for the head of every page; may be empty.
        hint_level: which of an exercise's hints a page shows, 1 to 3, or 0 for none.
        hints: how many of them a release holds.
    """

    name: str = ""
    hint_level: int = 1
    hints: int = _DEEPEST


def read_settings(root: Path) -> CourseSettings:
    """What ``course.toml`` in the course folder says; the defaults where it says nothing.

    Raises:
        Refused: it cannot be read, or a setting is unknown or not of its kind.
    """
    path = root / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return CourseSettings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Refused(f"{path} cannot be read ({fault}); correct it, or delete it.") from None
    unknown = sorted(set(found) - {setting.name for setting in fields(CourseSettings)})
    if unknown:
        raise Refused(
            f"{path} has an unknown setting {unknown[0]!r}; there are name, hint_level and hints."
        )
    settings = CourseSettings(**found)
    if not isinstance(settings.name, str):
        raise Refused(f'{path}: name is a text in quotes, such as name = "Gradients".')
    for setting in ("hint_level", "hints"):
        step = getattr(settings, setting)
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= _DEEPEST:
            raise Refused(f"{path}: {setting} is {step!r}; it is 0, 1, 2 or 3.")
    return settings


def offer_settings(root: Path) -> None:
    """Put a ``course.toml`` with the defaults and their meaning where there is none."""
    path = root / FILE
    if not path.exists():
        write_atomic(path, TEMPLATE, "settings")
