"""Hidden keys: made once for a course, kept beside its secret seed.

Making them runs every known wrong answer to an exercise on the hidden cases, seconds for a
chapter, and each process of a run needs all of them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import torch

from autograder.catalogue import Entry, make_keys
from autograder.course.secret import HIDDEN_KEYS
from autograder.files.atomic import write_atomic
from autograder.files.paths import COURSE_UTILS, ROOT, digest_of
from course_utils.core.key import Keys, from_file, to_bytes


def hidden_keys(entry: Entry, secret: str, course: Path | None = None) -> Keys:
    """The exercise's keys on cases drawn from the secret seed.

    Args:
        entry: whose.
        secret: the seed.
        course: the course folder that keeps them; None to make them anew.
    """
    seed = f"{secret}/{entry.id}"
    if course is None:
        return make_keys(entry, seed)
    path = course / HIDDEN_KEYS / f"{entry.id}-{_digest(seed)}.safetensors"
    # One that cannot be read is as good as none.
    with suppress(Exception):
        return from_file(path)
    keys = make_keys(entry, seed)
    with suppress(OSError):  # a full disk must not stop the grading
        _write(path, to_bytes(keys), entry.id)
    return keys


def in_turn(entries: Sequence[Entry]) -> list[Entry]:
    """The entries from another one on in each process: so one finds what another has made."""
    start = os.getpid() % max(1, len(entries))
    return [*entries[start:], *entries[:start]]


def _write(path: Path, data: bytes, exercise: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_atomic(path, data, mode=0o600, draft=str(os.getpid()))
    size = len(path.name)
    for other in path.parent.glob(f"{exercise}-*.safetensors"):
        if other != path and len(other.name) == size:
            other.unlink(missing_ok=True)


def _digest(seed: str) -> str:
    return hashlib.sha256(f"{seed}\0{_made_by()}".encode()).hexdigest()[:24]


@cache
def _made_by() -> str:
    """A digest of all that decides a key."""
    return digest_of(ROOT / "autograder" / "catalogue", COURSE_UTILS, also=torch.__version__)
