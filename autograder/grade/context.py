"""What decides a result: equal keys mean that grading again would say the same.

Two keys, both without the student, of whom only the hidden cases are in them, where each student
has some of his or her own. ``bytes_key`` is of the bytes that were handed in, and is cheap: it
finds again what an earlier run has done. ``answer_key`` is of what the rebuilt notebook runs, so
that answers that are equal after rebuilding are graded once.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.catalogue import exercises_in
from autograder.course.secret import draw_name
from autograder.files.paths import NOTEBOOKS, version
from autograder.grade.inline import inline_tests
from autograder.rebuild.rebuilt import Unreadable
from autograder.rebuild.releases import Releases, open_releases
from autograder.sandbox.limits import Limits
from autograder.submission.remark import Remark
from autograder.submission.result import Submission
from course_utils.core.exercise import KEYS_FOLDER

# Raised when rebuilding makes another notebook of the same bytes: what older lines of the
# journal hold is graded again then. 2: written answers are made harmless. 3: cells of text that
# the student added are kept, and all parts of a split answer.
REBUILDING = 3


@dataclass(frozen=True, slots=True)
class GradingContext:
    """What decides every result of a chapter, as one digest.

    The released notebook, the numbers and sentences that answers are compared with, the
    secret seed, the limits, and the versions of this package and of what computes.
    """

    chapter: str
    digest: str
    releases: Releases


def grading_context(
    chapter: str, secret: str, limits: Limits | None = None, course: Path | None = None
) -> GradingContext:
    """The chapter's context as it is now, with the releases that the course folder keeps."""
    releases = open_releases(chapter, course)
    parts = [*releases.names, chapter, secret, version()]
    parts += [importlib.metadata.version(name) for name in ("torch", "numpy")]
    parts.append(f"rebuilding {REBUILDING}")
    parts += [platform.python_version(), platform.machine()]
    parts.append(json.dumps((limits or Limits()).to_json(), sort_keys=True))
    files = [NOTEBOOKS / f"{chapter}.ipynb"]
    files += [KEYS_FOLDER / f"{one.id}.safetensors" for one in exercises_in(chapter)]
    parts += [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    parts += [repr(test) for test in inline_tests(chapter)]
    return GradingContext(chapter, _digest(parts), releases)


def bytes_key(context: GradingContext, submission: Submission) -> str:
    """The key of the bytes that were handed in."""
    parts = [context.digest, "file", submission.digest, submission.fault]
    return _digest(parts + _own(submission))


def answer_key(context: GradingContext, submission: Submission, course: Path) -> str:
    """The key of what will run, and of all that rebuilding says about it."""
    if not submission.file:
        return _digest([context.digest, "missing", submission.fault])
    data = (course / submission.file).read_bytes()
    try:
        rebuilt, released = context.releases.rebuild(data)
    except Unreadable as fault:
        return _digest([context.digest, "unreadable", str(fault)])
    parts = [
        json.dumps(rebuilt.notebook, sort_keys=True),
        json.dumps(dict(rebuilt.code), sort_keys=True),
        json.dumps([sorted(rebuilt.untouched), sorted(rebuilt.added), _plain(rebuilt.remarks)]),
        json.dumps([rebuilt.texts, sorted(rebuilt.to_read), rebuilt.order], sort_keys=True),
    ]
    return _digest([context.digest, "notebook", released.name, *parts, *_own(submission)])


def _own(submission: Submission) -> list[str]:
    """What decides a result where hidden cases are each student's own; else nothing."""
    return [f"draw {draw_name(submission.draw)}"] if submission.draw else []


def submission_key(submission: Submission) -> str:
    """The key of what the collector said: not of the file, but of whose and how it came."""
    return _digest([json.dumps(submission.to_json(), sort_keys=True)])


def _plain(remarks: Iterable[Remark]) -> list[dict[str, Any]]:
    return [remark.to_json() for remark in remarks]


def _digest(parts: list[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
