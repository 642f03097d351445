"""The list: answers to read, texts that changed under a mark, flags, requests by students.

It is made from journal, gradebook and rulings each time, so nothing on it can be stale. An
entry is called by a few letters that are drawn from what it is about: another flag or another
text has other letters, so nobody can deal with what he has not seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from autograder.course.course import Course
from autograder.course.database import opened
from autograder.course.hand_marks import HandMarks
from autograder.course.journal import Index, Journal, JournalEntry
from autograder.course.rulings import Inquiry, Rulings
from autograder.errors import Refused
from autograder.report.write import graded_chapters
from autograder.submission.asked import WHOLE
from autograder.submission.remark import Remark
from autograder.submission.remarks import ATTENTION, CONTAINED, LIMIT, SUSPICION, UNDECIDED
from autograder.submission.result import Result
from autograder.todo.gradebook_now import OpenCell, open_cells, people_of
from autograder.todo.standing_now import PointsNow, points_now

EntryKind = Literal["request", "changed", "written", "flag", "unreadable", "undecided", "fault"]
KINDS: tuple[EntryKind, ...] = (
    "request", "changed", "flag", "unreadable", "undecided", "fault", "written",
)  # fmt: skip

_TO_DECIDE = (ATTENTION, SUSPICION, LIMIT, CONTAINED)
# What is measured differs from run to run, and is no other flag for that.
_MEASURED = (LIMIT, CONTAINED)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LONGEST, _SHORTEST = 12, 4


@dataclass(frozen=True, slots=True)
class TodoEntry:
    """One thing that waits for a person.

    Attributes:
        kind: what kind of thing.
        chapter, student, person: whose it is; ``person`` is the name, if one is known.
        cell: the exercise or the written answer; empty for the submission as a whole.
        about: what a decision about it holds for.
        points: what it is worth; of a request, the most that can be had.
        before: the points given to an earlier text; of a request, those when it was collected.
        now: of a request, the points as they are now.
        flags: of a submission, those that nobody has decided.
        inquiry: the request itself.
        received: when the submission came, ISO; may be empty.
        notebook: the submitted notebook's id in the gradebook, for formgrader; may be empty.
        earlier: the request is about a file that the student has replaced since.
        text: the answer that waits, or what the student wrote.
        text_before: the text that ``before`` was given to, where the journal has it.
        address: the student's mail address, where the gradebook has it or the id is one.
        why, by: of what is decided already.
        name: what it is called on the list.
    """

    kind: EntryKind
    chapter: str
    student: str
    person: str = ""
    cell: str = ""
    about: tuple[str, ...] = ()
    points: float = 0.0
    before: float | None = None
    now: float | None = None
    flags: tuple[Remark, ...] = ()
    inquiry: Inquiry | None = None
    received: str = ""
    notebook: str = ""
    earlier: bool = False
    text: str = field(default="", repr=False)
    text_before: str = field(default="", repr=False)
    address: str = ""
    by: str = ""
    why: str = ""
    name: str = ""

    @property
    def difference(self) -> float | None:
        """What a request has come to so far."""
        if self.inquiry is None or self.before is None or self.now is None:
            return None
        return self.now - self.before

    @property
    def _digest(self) -> str:
        """Letters for the whole of it; the first few are its name."""
        parts = [self.kind, self.chapter, self.student, self.cell, *self.about]
        number = int.from_bytes(hashlib.sha256(json.dumps(parts).encode()).digest()[:16], "big")
        letters = ""
        for _ in range(_LONGEST):
            number, place = divmod(number, len(_LETTERS))
            letters += _LETTERS[place]
        return letters


def todo_entries(course: Course, *, all_of_them: bool = False) -> list[TodoEntry]:
    """All that waits, in the order of the chapters, requests first; each with its name.

    Args:
        course: the course folder.
        all_of_them: requests that are decided, too.

    Raises:
        Refused: nothing has been graded there, or the gradebook cannot be read.
    """
    chapters = graded_chapters(course)
    if not chapters:
        raise Refused(f"nothing has been graded in {course.root}: there is nothing to decide yet.")
    rulings = Rulings(course.root)
    found: list[TodoEntry] = []
    for chapter in chapters:
        index = Journal(course.journal_path(chapter)).index()
        found += _requests(course, chapter, index, rulings, all_of_them)
        found += _of_submissions(course, chapter, index, rulings)
    people = people_of(course)
    for place, one in enumerate(found):
        person, address = people.get(one.student, ("", ""))
        found[place] = replace(one, person=person, address=address)
    found.sort(key=lambda one: (KINDS.index(one.kind), one.chapter, one.student, one.cell))
    return _named(found)


def find_entry_by_name(entries: Sequence[TodoEntry], name: str) -> TodoEntry:
    """The entry of this name, which may be longer than it is shown.

    Raises:
        Refused: there is none, or there are several.
    """
    found = [one for one in entries if name and one._digest.startswith(name.lower())]
    if len(found) == 1 and len(name) >= _SHORTEST:
        return found[0]
    if len(found) > 1:
        names = ", ".join(one.name for one in found[:5])
        raise Refused(f"{name!r} begins several names of the list ({names}): type one more letter.")
    raise Refused(
        f"the list has no entry {name!r}. It may be decided already, or be about another file "
        "by now: look at the list again."
    )


def _named(entries: Sequence[TodoEntry]) -> list[TodoEntry]:
    names = [one._digest for one in entries]
    return [
        replace(one, name=_shortest(mine, names)) for one, mine in zip(entries, names, strict=True)
    ]


def _shortest(mine: str, names: Sequence[str]) -> str:
    near = [other for other in names if other[:_SHORTEST] == mine[:_SHORTEST]]
    length = _SHORTEST
    while length < _LONGEST and sum(other[:length] == mine[:length] for other in near) > 1:
        length += 1
    return mine[:length]


def _requests(
    course: Course, chapter: str, index: Index, rulings: Rulings, all_of_them: bool
) -> Iterator[TodoEntry]:
    mine = [one for one in rulings.inquiries if one.asked.chapter == chapter]
    if not mine:
        return
    with opened(course.db_url, course.root) as book:
        for one in mine:
            asked = one.asked
            about = _token(asked.exercise, asked.digest, asked.words)
            done = rulings.decided(chapter, asked.student, about)
            if done is not None and not all_of_them:
                continue
            now: PointsNow = points_now(book, chapter, asked.student, asked.exercise)
            entry = index.latest.get(asked.student)
            digest = "" if entry is None else entry.digest
            yield TodoEntry(
                "request",
                chapter,
                asked.student,
                cell="" if asked.exercise == WHOLE else asked.exercise,
                about=(about,),
                points=now.most or one.most,
                before=one.score,
                now=now.score,
                inquiry=one,
                received=one.at,
                notebook=now.notebook,
                earlier=not digest.startswith(asked.digest) or bool(digest) != bool(asked.digest),
                text=asked.words,
                by=done.by if done else "",
                why=done.why if done else "",
            )
            book.db.expunge_all()


def _of_submissions(
    course: Course, chapter: str, index: Index, rulings: Rulings
) -> Iterator[TodoEntry]:
    waiting = open_cells(course, chapter)
    hands = HandMarks(course.hand_path(chapter))
    journal = Journal(course.journal_path(chapter))
    every: dict[str, list[JournalEntry]] = {}
    for student, entry in sorted(index.latest.items()):
        if entry.state == "missing" or (entry.state == "graded" and student not in waiting):
            continue
        decided = index.decided_of(student)
        if decided.excuse:
            continue  # nothing is owed
        result = journal.read(entry)
        cells = {} if decided.settles else waiting.get(student, {})
        blank = TodoEntry(
            "flag",
            chapter,
            student,
            received=result.submission.received,
            notebook=next((one.notebook for one in cells.values()), ""),
        )
        for one in _of_one(result, blank, cells, hands, rulings):
            if one.kind == "changed":
                every = every or journal.by_student()  # once, and only where it is needed
                text = _text_before(journal, every[student], hands, one)
                one = replace(one, text_before=text)
            yield one


def _of_one(
    result: Result,
    blank: TodoEntry,
    cells: Mapping[str, OpenCell],
    hands: HandMarks,
    rulings: Rulings,
) -> Iterator[TodoEntry]:
    digest = result.submission.digest
    faults = [name for name, one in result.verdicts.items() if one.state == "grader_fault"]
    if result.state == "grader_fault" or faults:
        about = _token("fault", digest, *faults)
        most = sum(result.verdicts[name].max_score for name in faults) or result.max_score
        yield replace(blank, kind="fault", about=(about,), points=most)
    if result.state == "unreadable":
        about = _token("unreadable", digest, result.submission.fault)
        if cells and rulings.decided(blank.chapter, blank.student, about) is None:
            most = sum(one.most for one in cells.values())
            flags = result.submission.faults or result.flags
            kind: EntryKind = (
                "undecided" if UNDECIDED in {one.code for one in flags} else "unreadable"
            )
            yield replace(blank, kind=kind, about=(about,), points=most, flags=flags)
        return
    for name, cell in cells.items() if result.state != "grader_fault" else ():
        if name in faults:
            continue
        before = hands.earlier(blank.student, name, result.text_of(name)).points
        yield replace(
            blank,
            kind="written" if before is None else "changed",
            cell=name,
            about=(result.text_of(name),),
            points=cell.most,
            before=before,
            text=result.code.get(name, ""),
        )
    open_flags = {_flag_token(digest, one): one for one in result.flags if one.kind in _TO_DECIDE}
    for about in list(open_flags):
        if rulings.decided(blank.chapter, blank.student, about) is not None:
            del open_flags[about]
    if open_flags:
        yield replace(blank, kind="flag", about=tuple(open_flags), flags=tuple(open_flags.values()))


def _text_before(
    journal: Journal, entries: Sequence[JournalEntry], hands: HandMarks, entry: TodoEntry
) -> str:
    text = hands.earlier_text(entry.student, entry.cell, entry.about[0])
    for handed_in in reversed(entries):
        result = journal.read(handed_in)
        if result.text_of(entry.cell) == text:
            return result.code.get(entry.cell, "")
    return ""


def _flag_token(digest: str, flag: Remark) -> str:
    data = flag.to_json()
    if flag.kind in _MEASURED:
        data.pop("fields", None)
    return _token("flag", digest, json.dumps(data, sort_keys=True))


def _token(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
