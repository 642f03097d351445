"""What was given by hand, and for which text.

The gradebook holds one mark for a cell and does not know which text a person read. So the
course folder remembers both: which texts its notebooks show, and, once a mark is found in the
gradebook, that it is about the text that was shown then. A mark counts for its own text: the
same text handed in again has it, another text waits for a person again.

The file grows by a line where something is new. Half a line, left by a crash, is no line.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.files.records import append_record, record_lines

ALL = "*"
"""Stands for every cell of a student's, where the file could not be read."""


@dataclass(frozen=True, slots=True)
class HandMark:
    """Points, extra credit and comment of one cell; None and empty where there is none."""

    points: float | None = None
    extra: float | None = None
    comment: str = ""

    @property
    def scored(self) -> bool:
        """Whether it says anything about points."""
        return self.points is not None or bool(self.extra)

    def __bool__(self) -> bool:
        return self.scored or bool(self.comment)

    @property
    def in_words(self) -> str:
        """The points, as a table has them."""
        parts = [] if self.points is None else [f"{self.points:g}"]
        parts += [f"{self.extra:g} extra"] if self.extra else []
        return " and ".join(parts) or "a comment"


NONE = HandMark()


def hand_path(journal: Path) -> Path:
    """Where the marks by hand of a journal's chapter are."""
    return journal.parent.with_name("by-hand") / journal.name


class HandMarks:
    """The marks by hand of one chapter; one writer at a time."""

    def __init__(self, path: Path) -> None:
        """Args: path: the file; it need not exist."""
        self.path = path
        self._given: dict[tuple[str, str], dict[str, HandMark]] = {}
        self._shown: dict[str, dict[str, str]] = {}
        self._students: set[str] = set()
        for line in record_lines(path):
            self._take_in(line)

    def shown(self, student: str) -> Mapping[str, str]:
        """By cell, the digest of the text that the student's graded notebook shows."""
        return self._shown.get(student, {})

    def knows(self, student: str) -> bool:
        """Whether a person ever gave the student anything."""
        return student in self._students

    def given(self, student: str, cell: str, text: str) -> HandMark:
        """What a person gave to this text."""
        return self._given.get((student, cell), {}).get(text, NONE)

    def earlier(self, student: str, cell: str, text: str) -> HandMark:
        """What a person gave last to another text in the same place."""
        others = self._given.get((student, cell), {}).items()
        return next((mark for other, mark in reversed(others) if other != text and mark), NONE)

    def earlier_text(self, student: str, cell: str, text: str) -> str:
        """The digest of the text that :meth:`earlier` is about; empty where there is none."""
        others = self._given.get((student, cell), {}).items()
        return next((other for other, mark in reversed(others) if other != text and mark), "")

    def note(self, student: str, cell: str, text: str, mark: HandMark) -> None:
        """Remember a mark; on disk when this returns."""
        if self.given(student, cell, text) == mark:
            return
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        row = {"student": student, "cell": cell, "text": text, **asdict(mark), "at": now}
        self._append(row, sync=True)

    def show(self, student: str, texts: Mapping[str, str]) -> None:
        """Remember which texts the student's graded notebook shows now."""
        if self._shown.get(student) != dict(texts):
            self._append({"student": student, "shown": dict(texts)}, sync=False)

    def settle(
        self, student: str, cell: str, now: str, held: HandMark, shown: Mapping[str, str]
    ) -> HandMark | None:
        """Remember what the gradebook holds for a cell, under the text that it is about.

        Args:
            student: whose.
            cell: which.
            now: the digest of the text that is there from now on.
            held: what the gradebook holds.
            shown: by cell, the text that a person had before him until now.

        Returns:
            What the gradebook has to hold instead; None where it stays.
        """
        was = shown.get(cell, shown.get(ALL, now))
        if not held and shown and cell not in shown and ALL not in shown:
            # A row that is new here: of another release. Nothing was taken back.
            return self.given(student, cell, now)
        if was == now:
            # An empty one says that it was taken back.
            self.note(student, cell, now, held)
            return None
        # This text's own: a run that was cut off has exchanged them already.
        if held and held != self.given(student, cell, now):
            self.note(student, cell, was, held)
        return self.given(student, cell, now)

    def move(self, old: str, new: str) -> None:
        """What is ``old``'s is ``new``'s, who keeps his own; nobody's where ``new`` is empty."""
        if old in self._shown or any(student == old for student, _ in self._given):
            self._append({"student": old, "moved": new}, sync=True)

    def _append(self, row: dict[str, Any], *, sync: bool) -> None:
        self._take_in(append_record(self.path, row, sync=sync))

    def _take_in(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            student = row["student"]
            if "shown" in row:
                self._shown[student] = dict(row["shown"])
                return
            if "moved" in row:
                self._move(student, row["moved"])
                return
            self._students.add(student)
            marks = self._given.setdefault((student, row["cell"]), {})
            marks.pop(row["text"], None)  # the latest is the last one
            marks[row["text"]] = HandMark(row["points"], row["extra"], row["comment"])
        except (ValueError, LookupError, TypeError):
            return

    def _move(self, old: str, new: str) -> None:
        if old in self._students:
            self._students = (self._students - {old}) | ({new} if new else set())
        texts = self._shown.pop(old, None)
        if new and texts is not None:
            self._shown.setdefault(new, texts)
        for student, cell in [key for key in self._given if key[0] == old]:
            marks = self._given.pop((student, cell))
            if new:
                # The latest is the last one: what is the new one's own stays so.
                self._given[new, cell] = {**marks, **self._given.get((new, cell), {})}
