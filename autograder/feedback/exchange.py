"""What nbgrader's exchange needs beside a page, so that its student can fetch it.

``nbgrader submit`` makes a secret, and ``nbgrader collect`` brings it along. ``release_feedback``
puts a page where only who knows the secret finds it, and ends with a traceback at the first page
without one: also at the page of somebody who handed in nothing, or by mail.
"""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path

from autograder.collect.together import placed_digest
from autograder.course.course import Course
from autograder.files.atomic import write_atomic
from autograder.submission.result import Submission

_SECRET, _TIME = "submission_secret.txt", "timestamp.txt"


def keep_secret(course: Course, submission: Submission) -> None:
    """Put the secret of the submission that was graded beside its page.

    Another file may lie in ``submitted/`` by now, collected and not graded yet: its secret would
    show the page of the earlier one to the student as the later one's.
    """
    student, chapter = submission.student, submission.chapter
    place = course.feedback_path(student, chapter).parent
    source = course.root / "submitted" / student / chapter
    if _is_whole(source) and submission.digest == placed_digest(course.root, student, chapter):
        _keep(place / _SECRET, (source / _SECRET).read_bytes())
        time = source / _TIME
        _keep(place / _TIME, time.read_bytes() if time.is_file() else b"")
    elif _has_secrets(course.root, chapter) and not (place / _SECRET).is_file():
        # Nobody knows it, so nobody fetches the page; those of all others are released.
        _keep(place / _SECRET, secrets.token_urlsafe(16).encode())
        _keep(place / _TIME, b"")


def _is_whole(folder: Path) -> bool:
    path = folder / _SECRET
    return path.is_file() and not path.is_symlink() and path.stat().st_size > 0


def _has_secrets(root: Path, chapter: str) -> bool:
    """Whether anybody handed in through the exchange."""
    folder = root / "submitted"
    changed = folder.stat().st_mtime_ns if folder.is_dir() else 0
    return _searched(folder, chapter, changed)


@lru_cache(maxsize=8)
def _searched(folder: Path, chapter: str, changed: int) -> bool:  # asked once for a class
    return any(_is_whole(path) for path in folder.glob(f"*/{chapter}"))


def _keep(path: Path, data: bytes) -> None:
    if not path.is_file() or path.read_bytes() != data:
        write_atomic(path, data)
