"""Of one student's files: which one is graded, which are kept, what is said of the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autograder.catalogue import CHAPTERS
from autograder.collect.contents import FOREIGN, UNKNOWN, chapter_title
from autograder.collect.lateness import Stamp
from autograder.collect.layouts import base_name, copy_number, says_late
from autograder.collect.plan import CollectedFile, Disposition
from autograder.submission.result import Submission


@dataclass(frozen=True, slots=True)
class Selection:
    """What is done with one student's files.

    Attributes:
        student: the id.
        counts: the file that is graded; None when there is none.
        attempts: earlier ones, oldest first, which are kept.
        beside: the others, each with the reason why it is not graded.
        fault: why nothing of it can be graded; empty when something can.
        notes: what a person should look at.
        information: what is good to know.
    """

    student: str
    counts: CollectedFile | None
    attempts: tuple[CollectedFile, ...]
    beside: tuple[tuple[CollectedFile, str], ...]
    fault: str
    notes: tuple[str, ...]
    information: tuple[str, ...] = ()


def select(student: str, entries: Sequence[CollectedFile], chapter: str) -> Selection:
    """The latest notebook of the chapter counts; every other file gets its reason."""
    own = [e for e in entries if not e.fault and e.kind == "notebook" and _fits(e, chapter)]
    ordered = sorted(own, key=_rank(own))
    counts = ordered[-1] if ordered else None
    earlier = ordered[:-1]
    mine = {id(e) for e in own}  # an archive can hold ten thousands: no search in a list
    rest = [e for e in entries if id(e) not in mine]
    beside = [(e, _reason(e, chapter, counts is not None)) for e in rest]
    notes, information = _match_notes(entries), []
    others = [e for e in earlier if counts is not None and e.digest != counts.digest]
    if others and counts is not None:
        # Handing in again is what an LMS is for.
        information.append(f"{len(others) + 1} files; the latest counts: {counts.path.name}")
        if counts.chapter == UNKNOWN and any(e.chapter == chapter for e in others):
            notes.append("the latest cannot be read, an earlier one can: see attempts/")
    if counts is not None:
        notes += [f"{e.path.name}: {why}" for e, why in beside if _worth_saying(e)]
        if says_late(counts.path) and not counts.claim.late:
            notes.append("the file's name says late; the LMS does not")
    fault = "" if counts is not None else _fault(beside)
    return Selection(
        student, counts, tuple(earlier), tuple(beside), fault, tuple(notes), tuple(information)
    )


def _fits(entry: CollectedFile, chapter: str) -> bool:
    return entry.chapter in (chapter, UNKNOWN) and not entry.claim.typed


def _rank(entries: Iterable[CollectedFile]):
    """Oldest first: by the LMS's number, then by time; copies of one name by their number."""
    newest: dict[str, float] = {}
    for entry in entries:
        base = _family(entry)
        newest[base] = max(newest.get(base, 0.0), entry.order)

    def rank(entry: CollectedFile) -> tuple:
        base = _family(entry)
        number = copy_number(entry.path.name)
        return (entry.claim.order, newest[base], base, number, entry.order, str(entry.path))

    return rank


def _family(entry: CollectedFile) -> str:
    name = base_name(entry.path.name).casefold()
    return name.removesuffix(f"-{copy_number(entry.path.name)}")


def _reason(entry: CollectedFile, chapter: str, another_counts: bool) -> str:
    if entry.fault:
        return f"not read: {entry.fault}"
    if entry.claim.typed:
        return entry.claim.typed
    if entry.kind == "notebook" and entry.chapter == FOREIGN:
        return "a notebook with no cell of this course in it"
    if entry.chapter in CHAPTERS:
        title = chapter_title(entry.chapter)
        todo = "" if another_counts else f"; grade it with --chapter {entry.chapter}"
        return f"this is {title}, not {chapter_title(chapter)}{todo}"
    ending = entry.path.suffix.lower() or "no ending"
    return f"no notebook ({ending})"


def _worth_saying(entry: CollectedFile) -> bool:
    # A picture or a data file beside the notebook is nobody's mistake.
    return bool(entry.fault) or entry.kind == "notebook"


def _fault(beside: Sequence[tuple[CollectedFile, str]]) -> str:
    """Why there is nothing to grade; the likeliest mistake first."""
    files = sorted(beside, key=lambda pair: (pair[0].kind != "notebook", str(pair[0].path)))
    said = [f"{entry.path.name}: {why}" for entry, why in files[:3]]
    if len(files) > 3:
        said.append(f"and {len(files) - 3} more files")
    return "; ".join(said)


def _match_notes(entries: Sequence[CollectedFile]) -> list[str]:
    notes = sorted({e.who.note for e in entries if e.who.note})
    names = sorted({e.who.raw for e in entries})
    if len(names) > 1:
        notes.append(f"came under {len(names)} names: {', '.join(names)}")
    return notes


def dispositions(selection: Selection, stamp: Stamp | None) -> list[Disposition]:
    """What becomes of each file of a student, exactly once."""
    late = stamp.late if stamp else None
    found = []
    if selection.counts is not None:
        path, chapter = str(selection.counts.path), selection.counts.chapter
        found.append(Disposition(path, "graded", selection.student, chapter, late))
        for entry in selection.attempts:
            same = entry.digest == selection.counts.digest
            reason = "the same bytes as the one that counts" if same else "an earlier attempt"
            disposition = Disposition(
                str(entry.path), "attempt", selection.student, entry.chapter, None, reason
            )
            found.append(disposition)
    for entry, why in selection.beside:
        chapter = entry.chapter if entry.chapter in CHAPTERS else ""
        found.append(Disposition(str(entry.path), "noted", selection.student, chapter, None, why))
    return found


def submission_of(
    selection: Selection, chapter: str, stamp: Stamp | None, same_as: Sequence[str]
) -> Submission:
    """The submission, before its file is placed."""
    entry = selection.counts
    notes = list(selection.notes)
    if stamp and stamp.why:
        notes.append(stamp.why)
    if same_as:
        more = len(same_as) - 1
        shown = same_as[0] + (f" and {more} {'other' if more == 1 else 'others'}" if more else "")
        notes.append(f"the same file, byte for byte, as that of {shown}")
    who = selection.counts.who if selection.counts else selection.beside[0][0].who
    return Submission(
        student=selection.student,
        chapter=chapter,
        file=f"submitted/{selection.student}/{chapter}/{chapter}.ipynb" if entry else "",
        digest=entry.digest if entry else hashlib.sha256(selection.fault.encode()).hexdigest(),
        received=stamp.received if stamp else "",
        notes=tuple(notes),
        information=selection.information,
        name=who.name,
        fault=selection.fault,
        first=who.person.first if who.person else "",
        last=who.person.last if who.person else "",
    )
