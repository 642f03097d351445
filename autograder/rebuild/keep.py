"""Keeping what grades a release: the notebooks, the visible keys, the contracts.

``release`` keeps them for what it gives out. ``grade`` keeps them by itself at the first
grading, as notebooks can be handed out straight from the repository, too.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.build.released import MODES
from autograder.build.stamp import package_state, release_name
from autograder.catalogue.chapters import CHAPTERS, NOTEBOOK_NAMES
from autograder.files.copies import copy_file, copy_tree
from autograder.files.paths import NOTEBOOKS, project, version
from course_utils.core.exercise import EXERCISES_FILE, KEYS_FOLDER

RELEASES = "releases"
FORMAT = 1
GIVEN = "released"
GRADED = "graded"


def course_now() -> str:
    """The name that the course would be released under as it lies here."""
    files = (NOTEBOOKS / f"{name}.ipynb" for name in NOTEBOOK_NAMES)
    found = ((path, path.stat()) for path in files if path.exists())
    times = tuple((str(path), now.st_mtime_ns, now.st_size) for path, now in found)
    mode = project()["tool"]["workbook"].get("mode", MODES[0])
    return _stamped(mode, version(), (*package_state(), *times))


@lru_cache(maxsize=4)
def _stamped(mode: str, of: str, files: tuple[Any, ...]) -> str:
    """Args: files: with the time of their last change, so that nothing is read twice."""
    return release_name(mode)


def keep_now(course: Path) -> Path:
    """Keep the course as it lies here, unless it is kept; the folder in the course folder."""
    kept = course / RELEASES / course_now()
    if not kept.exists():
        fresh = begin(kept, NOTEBOOKS)
        place_release(fresh, kept, about(kept.name, GRADED))
    return kept


def begin(kept: Path, notebooks: Path) -> Path:
    """A folder beside the one to be, with what grading needs."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_name(f".{kept.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "notebooks").mkdir(parents=True)
    for chapter in CHAPTERS:
        path = notebooks / f"{chapter}.ipynb"
        if path.exists():
            copy_file(path, fresh / "notebooks" / path.name)
    copy_tree(KEYS_FOLDER, fresh / "keys")
    copy_file(EXERCISES_FILE, fresh / EXERCISES_FILE.name)
    return fresh


def about(release: str, why: str, more: Mapping[str, object] | None = None) -> dict[str, object]:
    """What ``release.json`` says.

    Args:
        release: the name.
        why: ``released``, or ``graded`` where only a class was graded by it.
        more: what else.
    """
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "format": FORMAT, "release": release, "version": version(), "why": why, "made": made,
        **(more or {}),
    }  # fmt: skip


def place_release(fresh: Path, kept: Path, said: Mapping[str, object]) -> None:
    """Give the folder its name: never half a release."""
    (fresh / "release.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    if kept.exists():
        shutil.rmtree(kept)
    fresh.rename(kept)


def is_given(kept: Path) -> bool:
    """Whether a kept release was made for students, and not by grading alone."""
    try:
        said = json.loads((kept / "release.json").read_text("utf-8"))
        return bool(said.get("why", GIVEN) == GIVEN)
    except (OSError, ValueError, AttributeError):
        return True


def gives_seeds(root: Path) -> bool:
    """Whether the last release that students got holds what their seeds follow from."""
    found = []
    for path in (root / RELEASES).glob("*/release.json"):
        with suppress(OSError, ValueError, AttributeError):
            said = json.loads(path.read_text("utf-8"))
            if said.get("why", GIVEN) == GIVEN:
                found.append((str(said.get("made", "")), said.get("own_seeds") is True))
    return max(found, default=("", False))[1]
