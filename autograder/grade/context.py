"""What decides a result: equal keys mean that grading again would say the same.

Two keys, both without the student. ``file_key`` is of the bytes that were handed in, and is
cheap: it finds again what an earlier run has done. ``work_key`` is of what the rebuilt
notebook runs, so that answers that are equal after rebuilding are graded once.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy
import torch

from autograder.catalogue import chapter_of
from autograder.files.paths import NOTEBOOKS, version
from autograder.grade.inline import inline_tests
from autograder.rebuild.rebuilt import Unreadable
from autograder.rebuild.releases import Shelf, open_shelf
from autograder.sandbox.limits import Limits
from autograder.submission.remark import Remark
from autograder.submission.result import Submission
from course_utils.core.key import KEYS_FOLDER

# Raised when rebuilding makes another notebook of the same bytes: what older lines of the
# journal hold is graded again then. 2: written answers are made harmless. 3: cells of text that
# the student added are kept, and all parts of a split answer.
REBUILDING = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """What decides every result of a chapter, as one digest.

    The released notebook, the numbers and sentences that answers are compared with, the
    secret seed, the limits, and the versions of this package and of what computes.
    """

    chapter: str
    digest: str
    shelf: Shelf


def ground_of(
    chapter: str, secret: str, limits: Limits | None = None, course: Path | None = None
) -> Ground:
    """The chapter's ground as it is now, with the releases that the course folder keeps."""
    shelf = open_shelf(chapter, course)
    parts = [*shelf.names, chapter, secret, version(), torch.__version__, numpy.__version__]
    parts.append(f"rebuilding {REBUILDING}")
    parts += [platform.python_version(), platform.machine()]
    parts.append(json.dumps((limits or Limits()).to_json(), sort_keys=True))
    files = [NOTEBOOKS / f"{chapter}.ipynb"]
    files += [KEYS_FOLDER / f"{entry.id}.safetensors" for entry in chapter_of(chapter)]
    parts += [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    parts += [repr(test) for test in inline_tests(chapter)]
    return Ground(chapter, _digest(parts), shelf)


def file_key(ground: Ground, submission: Submission) -> str:
    """The key of the bytes that were handed in."""
    return _digest([ground.digest, "file", submission.digest, submission.fault])


def work_key(ground: Ground, submission: Submission, course: Path) -> str:
    """The key of what will run, and of all that rebuilding says about it."""
    if not submission.file:
        return _digest([ground.digest, "missing", submission.fault])
    data = (course / submission.file).read_bytes()
    try:
        rebuilt, released = ground.shelf.rebuild(data)
    except Unreadable as fault:
        return _digest([ground.digest, "unreadable", str(fault)])
    parts = [
        json.dumps(rebuilt.notebook, sort_keys=True),
        json.dumps(dict(rebuilt.code), sort_keys=True),
        json.dumps([sorted(rebuilt.untouched), sorted(rebuilt.added), _plain(rebuilt.remarks)]),
        json.dumps([rebuilt.texts, sorted(rebuilt.to_read), rebuilt.order], sort_keys=True),
    ]
    return _digest([ground.digest, "notebook", released.name, *parts])


def about_key(submission: Submission) -> str:
    """The key of what the collector said: not of the file, but of whose and how it came."""
    return _digest([json.dumps(submission.to_json(), sort_keys=True)])


def _plain(remarks: Iterable[Remark]) -> list[dict]:
    return [remark.to_json() for remark in remarks]


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
