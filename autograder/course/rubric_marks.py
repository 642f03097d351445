"""Which criteria of a rubric an answer met, who said so, and for which text.

The gradebook has points and a comment for a cell, and no place for criteria. So the course folder
keeps them, with the digest of the text that was read. The file grows by a line where something is
new. Half a line, left by a crash, is no line.
"""

from __future__ import annotations

import datetime
import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.files.records import append_record, record_lines

_SAME = 1e-6  # points


@dataclass(frozen=True, slots=True)
class MarkedCriterion:
    """One criterion of a graded answer."""

    text: str
    points: float
    met: bool


@dataclass(frozen=True, slots=True)
class RubricMark:
    """What a person said of one text.

    Attributes:
        criteria: the rubric as it was then; empty where there was none.
        points: what was given, which need not be the sum.
        by: who graded.
    """

    criteria: tuple[MarkedCriterion, ...] = ()
    points: float = 0.0
    by: str = ""

    @property
    def total(self) -> float:
        """The points of the criteria that are met."""
        return math.fsum(one.points for one in self.criteria if one.met)

    @property
    def adjusted(self) -> float:
        """What was given beside the criteria; 0 where these decided."""
        difference = self.points - self.total
        return difference if self.criteria and abs(difference) > _SAME else 0.0

    def holds(self, points: float | None) -> bool:
        """Whether these points, the gradebook's today, are the ones that were given then."""
        return points is not None and abs(self.points - points) < _SAME


NO_RUBRIC_MARK = RubricMark()


def rubric_path(root: Path, chapter: str) -> Path:
    """Where a chapter's are kept in the course folder."""
    return root / "rubric" / f"{chapter}.jsonl"


class RubricMarks:
    """The rubric's marks of one chapter; one writer at a time."""

    def __init__(self, path: Path) -> None:
        """Args: path: the file; it need not exist."""
        self.path = path
        self._marks: dict[tuple[str, str, str], RubricMark] = {}
        for line in record_lines(path):
            self._take_in(line)

    def of(self, student: str, cell: str, text: str) -> RubricMark:
        """What was said of this text; one without criteria where nothing was."""
        return self._marks.get((student, cell, text), NO_RUBRIC_MARK)

    def note(self, student: str, cell: str, text: str, mark: RubricMark) -> None:
        """Remember a mark; on disk when this returns."""
        if self._marks.get((student, cell, text)) == mark:
            return
        criteria = [[one.text, one.points, one.met] for one in mark.criteria]
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._append(
            {
                "student": student, "cell": cell, "text": text, "points": mark.points,
                "criteria": criteria, "by": mark.by, "at": now,
            }
        )  # fmt: skip

    def move(self, old: str, new: str) -> None:
        """What is ``old``'s is ``new``'s, who keeps his own; nobody's where ``new`` is empty."""
        if any(student == old for student, _, _ in self._marks):
            self._append({"student": old, "moved": new})

    def _append(self, row: dict[str, Any]) -> None:
        self._take_in(append_record(self.path, row))

    def _take_in(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            student = row["student"]
            if "moved" in row:
                self._move(student, row["moved"])
                return
            criteria = tuple(MarkedCriterion(*one) for one in row["criteria"])
            mark = RubricMark(criteria, row["points"], row["by"])
            self._marks[student, row["cell"], row["text"]] = mark
        except (ValueError, LookupError, TypeError):
            return

    def _move(self, old: str, new: str) -> None:
        for key in [key for key in self._marks if key[0] == old]:
            mark = self._marks.pop(key)
            if new:
                self._marks.setdefault((new, *key[1:]), mark)


def rubric_marks(root: Path, chapter: str) -> RubricMarks:
    """The marks of a chapter, to read: every page asks, and the file is read once."""
    path = rubric_path(root, chapter)
    try:
        found = path.stat()
    except FileNotFoundError:
        return RubricMarks(path)
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, size: int) -> RubricMarks:
    return RubricMarks(path)
