"""What a person decided about submissions, and what students asked for: who, when, why.

One file a course, beside the journals; it grows by a line where something is new. A decision
belongs to what it was made about: it holds until the submission is another one. Half a line,
left by a crash, is no line.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder.files.records import append_record, record_lines
from autograder.submission.asked import AskedFor


@dataclass(frozen=True, slots=True)
class Ruling:
    """What one person decided.

    Attributes:
        chapter, student: whose submission.
        kind: what kind of entry it was on the list.
        about: names what was decided; it never means anything else.
        by, at, why: who, when (ISO, UTC) and why.
    """

    chapter: str
    student: str
    kind: str
    about: tuple[str, ...]
    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A student's request, as it was collected.

    Attributes:
        asked: what it says.
        score, most: of the exercise or the chapter when it was collected; None without a mark.
        at: when it was collected.
        sender: who sent the mail, by its own words.
    """

    asked: AskedFor
    score: float | None = None
    most: float = 0.0
    at: str = ""
    sender: str = ""


def rulings_path(root: Path) -> Path:
    """Where a course's rulings are."""
    return root / "todo" / "rulings.jsonl"


class Rulings:
    """The rulings of a course; one writer at a time."""

    def __init__(self, root: Path) -> None:
        """Args: root: the course folder; the file need not exist."""
        self.path = rulings_path(root)
        self.made: list[Ruling] = []
        self.inquiries: list[Inquiry] = []
        for line in record_lines(self.path):
            self._take_in(line)
        self._settle()

    def decided(self, chapter: str, student: str, about: str) -> Ruling | None:
        """The last decision about this, if there is one."""
        return self._by.get((chapter, student, about))

    def decide(
        self, chapter: str, student: str, kind: str, about: Sequence[str], by: str, why: str
    ) -> Ruling:
        """Write a decision down; on disk when this returns."""
        made = Ruling(chapter, student, kind, tuple(about), by, _now(), why)
        self._append({"event": "decided", **asdict(made)})
        return made

    def ask(self, asked: AskedFor, score: float | None, most: float, sender: str) -> bool:
        """Write a request down; whether it is new."""
        if any(one.asked == asked for one in self.inquiries):
            return False
        made = Inquiry(asked, score, most, _now(), sender)
        self._append({"event": "asked", **asdict(made)})
        return True

    def move(self, old: str, new: str) -> None:
        """What is ``old``'s is ``new``'s; nobody's where ``new`` is empty."""
        mine = {one.student for one in self.made} | {one.asked.student for one in self.inquiries}
        if old in mine:
            self._append({"event": "moved", "old": old, "new": new, "at": _now()})

    def _append(self, row: dict[str, Any]) -> None:
        self._take_in(append_record(self.path, row))
        self._settle()

    def _settle(self) -> None:
        self._by = {
            (one.chapter, one.student, about): one for one in self.made for about in one.about
        }

    def _take_in(self, line: bytes) -> None:
        try:
            row = json.loads(line)
            event = row.pop("event")
            if event == "decided":
                self.made.append(Ruling(**{**row, "about": tuple(row["about"])}))
            elif event == "asked":
                self.inquiries.append(Inquiry(**{**row, "asked": AskedFor(**row["asked"])}))
            elif event == "moved":
                self._move(row["old"], row["new"])
        except (ValueError, LookupError, TypeError, AttributeError):
            return

    def _move(self, old: str, new: str) -> None:
        self.made = list(_moved_rulings(self.made, old, new))
        self.inquiries = [
            replace(one, asked=replace(one.asked, student=new)) if one.asked.student == old else one
            for one in self.inquiries
            if new or one.asked.student != old
        ]


def _moved_rulings(made: Iterable[Ruling], old: str, new: str) -> Iterable[Ruling]:
    for one in made:
        if one.student != old:
            yield one
        elif new:
            yield replace(one, student=new)


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
