"""Hidden keys: made once for a course, kept beside its secret seed.

Making them runs every known wrong answer to an exercise on the hidden cases, seconds for a
chapter, and each process of a run needs all of them.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.secret import HIDDEN_KEYS
from autograder.files.atomic import write_atomic
from autograder.files.paths import COURSE_UTILS, ROOT, digest_of

if TYPE_CHECKING:
    from autograder.catalogue import Entry
    from course_utils.core.key import Keys


def hidden_keys(entry: Entry, secret: str, course: Path | None = None) -> Keys:
    """The exercise's keys on cases drawn from the secret seed.

    Args:
        entry: whose.
        secret: the seed.
        course: the course folder that keeps them; None to make them anew.
    """
    from autograder.catalogue import make_keys
    from course_utils.core.key import from_file, to_bytes

    seed = seed_of(entry.id, secret)
    if course is None:
        return make_keys(entry, seed)
    path = kept_keys(entry.id, secret, course)
    # One that cannot be read is as good as none.
    with suppress(Exception):
        return from_file(path)
    keys = make_keys(entry, seed)
    keep_keys(path, to_bytes(keys))
    return keys


def keys_to_begin_with(entry: Entry, secret: str, course: Path | None = None) -> tuple[Keys, bool]:
    """The same keys, as they are had at once, and whether they hold the known mistakes.

    Where none are kept, what tells right from wrong is made: a tenth of the work.

    Args:
        entry: whose.
        secret: the seed.
        course: the course folder that keeps them.
    """
    from autograder.catalogue import make_keys
    from course_utils.core.key import from_file, to_bytes

    if course is None:
        return make_keys(entry, seed_of(entry.id, secret), wrong=False), False
    for whole in (True, False):
        with suppress(Exception):
            return from_file(kept_keys(entry.id, secret, course, whole=whole)), whole
    keys = make_keys(entry, seed_of(entry.id, secret), wrong=False)
    keep_keys(kept_keys(entry.id, secret, course, whole=False), to_bytes(keys))
    return keys, False


def kept_keys(exercise: str, secret: str, course: Path, *, whole: bool = True) -> Path:
    """Where the keys of an exercise are kept, or will be; nothing that computes is imported.

    Args:
        exercise: its id.
        secret: the seed.
        course: the course folder.
        whole: with the known mistakes; else what right answers give alone.
    """
    kind = "" if whole else "right-"
    name = f"{exercise}-{kind}{_digest(seed_of(exercise, secret))}.safetensors"
    return course / HIDDEN_KEYS / name


def in_turn(entries: Sequence[Entry]) -> list[Entry]:
    """The entries from another one on in each process: so one finds what another has made."""
    start = os.getpid() % max(1, len(entries))
    return [*entries[start:], *entries[:start]]


def keep_keys(path: Path, data: bytes) -> None:
    """Write the keys of an exercise to their place; older ones of it go."""
    with suppress(OSError):  # a full disk must not stop the grading
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_atomic(path, data, mode=0o600, draft=str(os.getpid()))
        exercise, size = path.name.rpartition("-")[0], len(path.name)
        for other in path.parent.glob(f"{exercise}-*.safetensors"):
            if other != path and len(other.name) == size:
                other.unlink(missing_ok=True)


def seed_of(exercise: str, secret: str) -> str:
    """What an exercise's cases are drawn from.

    Args:
        exercise: its id.
        secret: the course's, or one student's.
    """
    return f"{secret}/{exercise}"


def _digest(seed: str) -> str:
    return hashlib.sha256(f"{seed}\0{_made_by()}".encode()).hexdigest()[:24]


@cache
def _made_by() -> str:
    """A digest of all that decides a key."""
    torch = importlib.metadata.version("torch")
    return digest_of(ROOT / "autograder" / "catalogue", COURSE_UTILS, also=torch)
