"""What an instructor sets once for a course: its name, and how much the pages give away."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

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

# How students ask for another look at a mark, on their feedback pages: "file" for a file that the
# page makes, a mail address for a mail to it as well, "" for no such part on the pages.
# `python -m autograder todo add` collects what they send.
requests = "file"

# How many of the three hints students can open in their notebooks. The others are left out of
# the next `python -m autograder release`, so that nobody finds them in the package either.
hints = 3

# Whether each student gets hidden cases of his or her own and, with the next release, seeds for
# the runs that an answer in words quotes. Points do not depend on whose they are; docs/lms.md
# says when this is worth its cost.
variants = false
"""
_DEEPEST = 3
BY_FILE = "file"
"""Students ask by a file alone: no mail address is known."""


@dataclass(frozen=True, slots=True)
class CourseSettings:
    """A course's settings.

    Attributes:
        name: the course's, for the head of every page; may be empty.
        hint_level: which of an exercise's hints a page shows, 1 to 3, or 0 for none.
        hints: how many of them a release holds.
        requests: ``file``, or a mail address for students' requests; empty for none.
        variants: hidden cases are each student's own, and so are seeds that a release gives.
    """

    name: str = ""
    hint_level: int = 1
    hints: int = _DEEPEST
    requests: str = BY_FILE
    variants: bool = False


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
    found = _flat(found, path)
    unknown = sorted(set(found) - {setting.name for setting in fields(CourseSettings)})
    if unknown:
        raise Refused(
            f"{path} has an unknown setting {unknown[0]!r}; there are name, hint_level, hints, "
            "requests and variants."
        )
    settings = CourseSettings(**found)
    if not isinstance(settings.name, str):
        raise Refused(f'{path}: name is a text in quotes, such as name = "Gradients".')
    if settings.requests not in ("", BY_FILE) and not _is_address(settings.requests):
        raise Refused(
            f"{path}: requests is {settings.requests!r}; it is a mail address such as "
            '"ta@university.example", "file", or "" for none.'
        )
    if not isinstance(settings.variants, bool):
        raise Refused(f"{path}: variants is {settings.variants!r}; it is true or false.")
    for setting in ("hint_level", "hints"):
        step = getattr(settings, setting)
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= _DEEPEST:
            raise Refused(f"{path}: {setting} is {step!r}; it is 0, 1, 2 or 3.")
    return settings


def _flat(found: dict[str, Any], path: Path) -> dict[str, Any]:
    """The settings, also where they stand below a line ``[course]``."""
    table = found.get("course")
    if not isinstance(table, dict):
        return found
    rest = {name: value for name, value in found.items() if name != "course"}
    if twice := sorted(rest.keys() & table.keys()):
        raise Refused(f"{path} sets {twice[0]} twice: take out the one or the other.")
    return {**rest, **table}


def _is_address(text: object) -> bool:
    return isinstance(text, str) and bool(re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text))


def offer_settings(root: Path) -> None:
    """Put a ``course.toml`` with the defaults and their meaning where there is none."""
    path = root / FILE
    if not path.exists():
        write_atomic(path, TEMPLATE, "settings")
