"""The journal: every result is written here, and synced, before anything else happens.

One line a result: a check sum, a head (whose, decided by what), a tab, the result. Both are
JSON. A line that a crash cut off is removed when the next run begins, and ignored by
whoever reads meanwhile. Lines whose head holds ``event`` say where a run began and ended,
what lateness costs a student since then, what a person decided about a student, and which
student got another id, was merged with another, or was dropped.

Reading goes line by line: what is kept in memory of a class is one :class:`JournalEntry` a line.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from autograder.course.decisions import UNDECIDED, Decided, Decision
from autograder.course.standing import Standing
from autograder.files.fail_point import fail_point
from autograder.files.sealed import SealedFile, sealed, unsealed
from autograder.submission.result import Result


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line's head, and where the line is.

    Attributes:
        student: whose result it is.
        file: digest of the bytes that were handed in, with all else that decides.
        work: digest of what was graded, with all else that decides; equal for
            equal answers, whoever gave them.
        digest: of the bytes that were handed in, alone.
        about: digest of what the collector said of the submission.
        state: the result's.
        run: names the execution in the sandbox; the results that share it have the same.
        place: byte offset of the line.
        by: the course that judged it, as a release's name; empty in older lines.
    """

    student: str
    file: str
    work: str
    digest: str
    about: str
    state: str
    run: str
    place: int = -1
    by: str = ""


_HEAD = tuple(one.name for one in fields(JournalEntry) if one.name != "place")


@dataclass(frozen=True, slots=True)
class Session:
    """A run's beginning, as the journal has it.

    Attributes:
        regrade: whether everything was to be graded again.
        begun: ISO time stamp in UTC.
        ended: whether it came to its end.
    """

    regrade: bool
    begun: str
    ended: bool = False


@dataclass(slots=True)
class Index:
    """What the journal holds, without the results themselves.

    Attributes:
        latest: by student.
        before: each student's latest entry when the last session began.
        works: by ``work``, the latest entry that is no fault of ours.
        fresh: the keys of ``works`` that the last session wrote.
        files: from ``file`` to ``work``, for files that were seen before.
        session: the last one.
        penalties: what lateness costs, by student; who is not in it never lost anything.
        penalties_before: the same when the last session began.
        lost: who handed in something and was written down as missing afterwards.
        decided: what a person decided, by student; only who has something is in it.
        decided_before: the same when the last session began.
    """

    latest: dict[str, JournalEntry] = field(default_factory=dict)
    before: dict[str, JournalEntry] = field(default_factory=dict)
    works: dict[str, JournalEntry] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    session: Session | None = None
    penalties: dict[str, Standing] = field(default_factory=dict)
    penalties_before: dict[str, Standing] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    decided: dict[str, Decided] = field(default_factory=dict)
    decided_before: dict[str, Decided] = field(default_factory=dict)

    def decided_of(self, student: str) -> Decided:
        """What a person decided about the student."""
        return self.decided.get(student, UNDECIDED)

    def add(self, entry: JournalEntry) -> None:
        """Take in the next line."""
        self.files[entry.file] = entry.work
        if entry.state != "grader_fault":
            self.works[entry.work] = entry
            self.fresh.add(entry.work)
        before = self.latest.get(entry.student)
        if entry.state == "missing" and before is not None and before.state != "missing":
            # Who has handed in something is not missing, whatever a later download held.
            self.lost.add(entry.student)
            return
        self.lost.discard(entry.student)
        self.latest[entry.student] = entry

    def event(self, head: Mapping[str, Any]) -> None:
        """Take in where a session began or ended, a penalty, a decision, what became of an id."""
        kind = head["event"]
        if kind == "decide":
            decision = Decision.from_json(head)
            _put(self.decided, decision.student, self.decided_of(decision.student).after(decision))
            return
        if kind == "penalty":
            score, most, penalty = (float(head[n]) for n in ("score", "max_score", "penalty"))
            self.penalties[head["student"]] = Standing(score, most, penalty)
            return
        if kind == "begin":
            self.penalties_before = dict(self.penalties)
            self.decided_before = dict(self.decided)
            self.session = Session(bool(head["regrade"]), str(head["at"]))
            self.before = dict(self.latest)
            self.fresh = set()
        elif kind in ("rename", "merge"):
            self._move(head["old"], head["new"])
        elif kind == "drop":
            self._forget(head["old"])
        elif self.session is not None:
            self.session = Session(self.session.regrade, self.session.begun, True)

    def _move(self, old: str, new: str) -> None:
        """What is ``old``'s is ``new``'s, who keeps what he handed in himself."""
        pairs = ((self.latest, self.penalties), (self.before, self.penalties_before))
        for entries, penalties in pairs:
            moved, penalty = entries.pop(old, None), penalties.pop(old, None)
            there = entries.get(new)
            if moved is not None and (there is None or there.state == "missing"):
                entries[new] = replace(moved, student=new)
                if penalty is not None:
                    penalties[new] = penalty
        for decided in (self.decided, self.decided_before):
            mine = decided.pop(old, UNDECIDED)
            _put(decided, new, mine.moved(new, decided.get(new, UNDECIDED)))
        if old in self.lost:
            self.lost.discard(old)
            self.lost.add(new)

    def _forget(self, student: str) -> None:
        for known in (
            self.latest, self.before, self.penalties, self.penalties_before,
            self.decided, self.decided_before,
        ):  # fmt: skip
            known.pop(student, None)
        self.lost.discard(student)


def _put(decided: dict[str, Decided], student: str, one: Decided) -> None:
    if one:
        decided[student] = one
    else:
        decided.pop(student, None)


class Journal:
    """A file of results, to read; also while a run is writing it."""

    def __init__(self, path: Path) -> None:
        """Args: path: the file; it need not exist."""
        self.path = path

    def index(self) -> Index:
        """What is in it, from one pass over its lines."""
        index = Index()
        for place, head in self._heads():
            if "event" in head:
                index.event(head)
            else:
                index.add(_entry(head, place))
        return index

    def read(self, entry: JournalEntry) -> Result:
        """The result of one entry."""
        with self.path.open("rb") as file:
            file.seek(entry.place)
            parts = _parts(file.readline())
        if parts is None:
            raise ValueError(f"{self.path} was changed while it was read")
        result = replace(Result.from_json(json.loads(parts[1])), by=entry.by)
        return _moved(result, entry.student)

    def results(self) -> Iterator[Result]:
        """The latest result of every student, one at a time, by student id."""
        for _, entry in sorted(self.index().latest.items()):
            yield self.read(entry)

    def results_of(self, student: str) -> Iterator[Result]:
        """The latest result of one student, if there is one."""
        entry = self.index().latest.get(student)
        if entry is not None:
            yield self.read(entry)

    def has_results(self) -> bool:
        """Whether anything was graded: a decision can come before that."""
        return any("event" not in head for _, head in self._heads())

    def decisions(self) -> list[Decision]:
        """Every decision about those who are in the course, the oldest first."""
        found: list[Decision] = []
        for _, head in self._heads():
            kind = head.get("event")
            if kind == "decide":
                found.append(Decision.from_json(head))
            elif kind in ("rename", "merge"):
                old, new = head["old"], head["new"]
                found = [replace(one, student=new) if one.student == old else one for one in found]
            elif kind == "drop":
                found = [one for one in found if one.student != head["old"]]
        return found

    def by_student(self) -> dict[str, list[JournalEntry]]:
        """All that every student has handed in, oldest first, under the id of today."""
        found: dict[str, list[JournalEntry]] = {}
        for place, head in self._heads():
            if "event" not in head:
                entry = _entry(head, place)
                found.setdefault(entry.student, []).append(entry)
            elif head["event"] in ("rename", "merge", "drop"):
                moved = [replace(one, student=head["new"]) for one in found.pop(head["old"], [])]
                if head["new"]:
                    found[head["new"]] = moved + found.get(head["new"], [])
        return found

    def _heads(self) -> Iterator[tuple[int, dict[str, Any]]]:
        if not self.path.exists():
            return
        place = 0
        with self.path.open("rb") as file:
            for line in file:
                parts = _parts(line)
                if parts is not None:
                    yield place, json.loads(parts[0])
                place += len(line)


def _entry(head: Mapping[str, Any], place: int) -> JournalEntry:
    """The entry of a line; one of an older version may lack what has a default."""
    return JournalEntry(**{name: head[name] for name in _HEAD if name in head}, place=place)


def _moved(result: Result, student: str) -> Result:
    """The result under the id that its student has now."""
    mine = result.submission
    if mine.student == student:
        return result
    file = mine.file.replace(f"submitted/{mine.student}/", f"submitted/{student}/", 1)
    return replace(result, submission=replace(mine, student=student, file=file))


class JournalWriter:
    """The one writer of a journal; what a crash left half-written is removed first."""

    def __init__(self, path: Path) -> None:
        """Args: path: the file; its folder is made."""
        self._file = SealedFile(path, "journal")

    def __enter__(self) -> JournalWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def begin(self, *, regrade: bool) -> None:
        """Say that a session begins."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._event("begin", regrade=regrade, at=now)

    def end(self) -> None:
        """Say that it came to its end."""
        self._event("end")

    def penalty(self, student: str, now: Standing) -> None:
        """Write down what lateness costs a student now."""
        about = {"score": now.score, "max_score": now.max_score, "penalty": now.penalty}
        self._event("penalty", student=student, **about)

    def decide(self, decision: Decision) -> None:
        """Write down what a person decided."""
        self._event("decide", **decision.to_json())

    def note(self, event: Literal["rename", "merge", "drop"], old: str, new: str = "") -> None:
        """Say what became of a student's id."""
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        self._event(event, old=old, new=new, at=now)

    def append(self, entries: Iterable[tuple[JournalEntry, Result]]) -> list[JournalEntry]:
        """Write results, and wait until they are on disk; the entries with their places.

        Raises:
            OSError: the disk is full, for example; nothing of them is kept then.
        """
        fail_point("journal.before")
        lines, placed, place = [], [], self._file.end
        for entry, result in entries:
            head = {name: getattr(entry, name) for name in _HEAD}
            lines.append(_line(head, json.dumps(result.to_json(), ensure_ascii=True)))
            placed.append(JournalEntry(**head, place=place))
            place += len(lines[-1])
        self._file.append(lines)
        return placed

    def _event(self, event: str, **about: Any) -> None:
        self._file.append([_line({"event": event, **about}, "{}")])


def _line(head: Mapping[str, Any], body: str) -> bytes:
    # JSON in ASCII holds no tab and no line's end of its own.
    return sealed(f"{json.dumps(head, ensure_ascii=True)}\t{body}".encode("ascii"))


def _parts(line: bytes) -> tuple[bytes, bytes] | None:
    """Head and body of a line that is as it was written, else None."""
    text = unsealed(line)
    if text is None:
        return None
    head, _, body = text.partition(b"\t")
    return head, body
