"""The released notebooks, as far as the student's package knows them: cells, checksums, stubs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache, lru_cache

from course_utils.core.exercise import DATA, Exercise

RELEASED = DATA / "released"
_SHORT = 4000  # characters of a text whose check sum is kept


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """One cell of a released notebook.

    Attributes:
        id: the cell's id, which is also its grade_id where it has one.
        type: ``code`` or ``markdown``.
        role: ``exercise``, ``written`` (answered in words), ``check``, ``locked`` or ``text``.
        checksum: of its text, see :func:`checksum`.
        stub: the text of a cell that the student fills in.
        demo: a demonstration, which grading does not run.
    """

    id: str
    type: str
    role: str
    grade_id: str
    checksum: str
    stub: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Released:
    """A released notebook.

    Attributes:
        chapter: such as ``04_logistic_regression``.
        release: the version that it came with.
        cells: in their order.
    """

    chapter: str
    release: str
    cells: tuple[ReleasedCell, ...]


def checksum(text: str) -> str:
    """A short SHA-256 of a cell's text; trailing blanks and empty lines do not count."""
    return _checksum_kept(text) if len(text) < _SHORT else _checksum(text)


def _checksum(text: str) -> str:
    lines = [line.rstrip() for line in text.strip().splitlines() if line.strip()]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:16]


# Nearly all cells of a student's notebook are as they were given.
_checksum_kept = lru_cache(1000)(_checksum)


@cache
def released(chapter: str) -> Released:
    """The structure of a chapter's notebook.

    Raises:
        OSError, ValueError, LookupError: there is no such chapter, or its file is broken.
    """
    path = RELEASED / f"{chapter}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    cells = tuple(ReleasedCell(**cell) for cell in content["cells"])
    return Released(content["chapter"], content["release"], cells)


def chapters() -> tuple[str, ...]:
    """The chapters of the installed course, in order."""
    return tuple(sorted(path.stem for path in RELEASED.glob("*.json")))


def stub_of(exercise: Exercise) -> str:
    """The released text of an exercise's cell.

    Raises:
        LookupError: the chapter has no such cell.
    """
    for cell in released(exercise.chapter).cells:
        if cell.id == exercise.id:
            return cell.stub
    raise LookupError(exercise.id)
