"""Where the pieces lie, and the few facts that stand in one place."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = ROOT / "solutions"
NOTEBOOKS = ROOT / "notebooks"
COURSE_UTILS = ROOT / "course_utils"
CLASSROOM = ROOT / "classroom"

CHECK_PREFIX = "check-"
"""The cell of an exercise's check is called so, and then as the exercise."""


@cache
def project() -> dict[str, Any]:
    """The parsed ``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def version() -> str:
    """The release that notebooks and keys are stamped with."""
    return str(project()["project"]["version"])


def digest_of(*places: Path, also: str = "") -> str:
    """A SHA-256 of files, and of the Python files and the mistakes in folders.

    Args:
        places: files and folders.
        also: what else it depends on.
    """
    known = hashlib.sha256(also.encode())
    for place in places:
        found = [file for kind in ("*.py", "*.mistakes") for file in sorted(place.rglob(kind))]
        for file in found if place.is_dir() else [place]:
            known.update(hashlib.sha256(file.read_bytes()).digest())
    return known.hexdigest()


def repository() -> str:
    """``owner/name`` of the public repository; it stands in ``pyproject.toml``."""
    return str(project()["tool"]["workbook"]["repository"])
