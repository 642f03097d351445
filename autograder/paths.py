"""Where the pieces lie, and the few facts that stand in one place."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOLUTIONS = ROOT / "solutions"
NOTEBOOKS = ROOT / "notebooks"
COURSE_UTILS = ROOT / "course_utils"
CLASSROOM = ROOT / "classroom"

CHECK_PREFIX = "check-"
"""The cell of an exercise's check is called so, and then as the exercise."""


@cache
def project() -> dict:
    """The parsed ``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def version() -> str:
    """The release that notebooks and keys are stamped with."""
    return project()["project"]["version"]


def repository() -> str:
    """``owner/name`` of the public repository; it stands in ``pyproject.toml``."""
    return project()["tool"]["workbook"]["repository"]
