"""The name of a release: what students would get today, as one digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from autograder.catalogue.chapters import NOTEBOOK_NAMES
from autograder.files.paths import COURSE_UTILS, NOTEBOOKS, ROOT, version
from course_utils.core.exercise import HINTS


def package_files() -> list[Path]:
    """The files of the student's package, without what tools leave behind."""
    return sorted(Path(entry.path) for entry in _entries(COURSE_UTILS))


def package_state() -> tuple[tuple[str, int, int], ...]:
    """Of each of them its path, the time of its last change and its size: for every submission."""
    states = ((one.path, one.stat()) for one in _entries(COURSE_UTILS))
    return tuple(sorted((path, now.st_mtime_ns, now.st_size) for path, now in states))


def _entries(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path)
            elif entry.is_file() and not entry.name.endswith(".pyc"):
                yield entry


def release_name(mode: str, hints: int = HINTS, own_seeds: str = "") -> str:
    """The release's name: the version, and a digest of all that students get.

    Two trees with equal stamps are equal; one that differs in a letter has another.

    Args:
        mode: ``graded`` or ``self-study``.
        hints: how many of an exercise's hints the tree holds.
        own_seeds: what each student's own seeds follow from; empty where all have the same.
    """
    kept_back = "" if hints == HINTS else f"{hints} hints\0"
    kept_back += f"seeds {own_seeds}\0" if own_seeds else ""
    digest = hashlib.sha256(f"{version()}\0{mode}\0{kept_back}".encode())
    files = [*package_files(), *(NOTEBOOKS / f"{name}.ipynb" for name in NOTEBOOK_NAMES)]
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{version()}+{digest.hexdigest()[:8]}"
