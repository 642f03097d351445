"""The name of a release: what students would get today, as one digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from autograder.catalogue import CHAPTERS
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, ROOT, version


def package_files() -> list[Path]:
    """The files of the student's package, without what tools leave behind."""
    found = []
    for path in sorted(COURSE_UTILS.rglob("*")):
        parts = path.relative_to(COURSE_UTILS).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not hidden and path.suffix != ".pyc":
            found.append(path)
    return found


def release_name(mode: str) -> str:
    """The release's name: the version, and a digest of all that students get.

    Two trees with equal stamps are equal; one that differs in a letter has another.
    """
    digest = hashlib.sha256(f"{version()}\0{mode}\0".encode())
    files = [*package_files(), *(NOTEBOOKS / f"{chapter}.ipynb" for chapter in CHAPTERS)]
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{version()}+{digest.hexdigest()[:8]}"
