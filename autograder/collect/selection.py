"""Of one student's files: which one is graded, which are kept, what is said of the rest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.catalogue import CHAPTERS
from autograder.collect.contents import FOREIGN, UNKNOWN, chapter_number
from autograder.collect.lateness import Stamp
from autograder.collect.layouts import base_name, copy_number, says_late
from autograder.collect.plan import CollectedFile, Disposition
from autograder.submission.remark import Remark, texts
from autograder.submission.result import Submission


@dataclass(frozen=True, slots=True)
class Selection:
    """What is done with one student's files.

    Attributes:
        student: the id.
        counts: the file that is graded; None when there is none.
        attempts: earlier ones, oldest first, which are kept.
        beside: the others, each with the reason why it is not graded.
        faults: why nothing of it can be graded; empty when something can.
        remarks: what is good to know, then what a person should look at.
    """

    student: str
    counts: CollectedFile | None
    attempts: tuple[CollectedFile, ...]
    beside: tuple[tuple[CollectedFile, Remark], ...]
    faults: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


def select(student: str, entries: Sequence[CollectedFile], chapter: str) -> Selection:
    """The latest notebook of the chapter counts; every other file gets its reason.

    What a group handed in counts before a member's own file, whichever is the later one.
    """
    own = [e for e in entries if may_be_graded(e, chapter)]
    ordered = sorted(own, key=_rank(own))
    counts = ordered[-1] if ordered else None
    earlier = ordered[:-1]
    mine = {id(e) for e in own}  # an archive can hold ten thousands: no search in a list
    rest = [e for e in entries if id(e) not in mine]
    beside = [(e, _reason(e, chapter, counts is not None)) for e in rest]
    remarks: list[Remark] = []
    others = [e for e in earlier if counts is not None and e.digest != counts.digest]
    if counts is not None and counts.kept:
        others = []  # said of the class: this download is an older one
    if counts is not None and counts.group:
        alone = [e for e in others if not e.group]
        others = [e for e in others if e.group]
        if alone:
            remarks.append(Remark("alone-too", name=counts.group, file=alone[-1].path.name))
    if others and counts is not None:
        # Handing in again is what an LMS is for.
        remarks.append(Remark("several-files", count=len(others) + 1, file=counts.path.name))
    remarks += _match_remarks(entries)
    if counts is not None:
        if counts.chapter == UNKNOWN and any(e.chapter == chapter for e in others):
            remarks.append(Remark("latest-unreadable"))
        remarks += [why.in_file(e.path.name) for e, why in beside if _worth_saying(e)]
        if says_late(counts.path) and not counts.claim.late:
            remarks.append(Remark("late-by-name-alone"))
    faults = () if counts is not None else _faults(beside)
    return Selection(student, counts, tuple(earlier), tuple(beside), faults, tuple(remarks))


def may_be_graded(entry: CollectedFile, chapter: str) -> bool:
    """Whether a file that could be read may be the chapter's notebook."""
    if entry.fault or entry.kind != "notebook":
        return False
    return entry.chapter in (chapter, UNKNOWN) and not entry.claim.typed


def _rank(entries: Iterable[CollectedFile]) -> Any:
    """Oldest first: by the LMS's number, then by time; copies of one name by their number."""
    newest: dict[str, float] = {}
    for entry in entries:
        base = _family(entry)
        newest[base] = max(newest.get(base, 0.0), entry.order)

    def rank(entry: CollectedFile) -> tuple[Any, ...]:
        base = _family(entry)
        number = copy_number(entry.path.name)
        return (
            bool(entry.group),
            entry.claim.order,
            newest[base],
            base,
            number,
            entry.order,
            str(entry.path),
        )

    return rank


def _family(entry: CollectedFile) -> str:
    name = base_name(entry.path.name).casefold()
    return name.removesuffix(f"-{copy_number(entry.path.name)}")


def _reason(entry: CollectedFile, chapter: str, another_counts: bool) -> Remark:
    if entry.fault:
        return Remark("not-read", why=entry.fault)
    if entry.claim.typed:
        return entry.claim.typed
    if entry.kind == "notebook" and entry.chapter == FOREIGN:
        return Remark("foreign-notebook")
    if entry.chapter in CHAPTERS:
        number, asked, found = chapter_number(entry.chapter), chapter_number(chapter), entry.chapter
        if another_counts:
            return Remark(
                "other-chapter", number=number, chapter=found, asked=asked, wanted=chapter
            )
        return Remark(
            "only-other-chapter", number=number, chapter=found, asked=asked, wanted=chapter
        )
    return Remark("no-notebook", ending=entry.path.suffix.lower())


def _worth_saying(entry: CollectedFile) -> bool:
    # A picture or a data file beside the notebook is nobody's mistake.
    return bool(entry.fault) or entry.kind == "notebook"


def _faults(beside: Sequence[tuple[CollectedFile, Remark]]) -> tuple[Remark, ...]:
    """Why there is nothing to grade; the likeliest mistake first."""
    files = sorted(beside, key=lambda pair: (pair[0].kind != "notebook", str(pair[0].path)))
    faults = [why.in_file(entry.path.name) for entry, why in files[:3]]
    if len(files) > 3:
        faults.append(Remark("more-files", count=len(files) - 3))
    return tuple(faults)


def _match_remarks(entries: Sequence[CollectedFile]) -> list[Remark]:
    remarks = sorted({e.who.remark for e in entries if e.who.remark}, key=lambda one: one.text)
    names = sorted({e.who.raw for e in entries if not e.group})
    if len(names) > 1:
        remarks.append(Remark("several-names", count=len(names), names=tuple(names)))
    return remarks


def dispositions(selection: Selection, stamp: Stamp | None) -> list[Disposition]:
    """What becomes of each file of a student, exactly once."""
    late = stamp.late if stamp else None
    found = []
    if selection.counts is not None:
        path, chapter = str(selection.counts.path), selection.counts.chapter
        group = selection.counts.group
        if not selection.counts.kept:
            found.append(Disposition(path, "graded", selection.student, chapter, late, group=group))
        for entry in selection.attempts:
            same = entry.digest == selection.counts.digest
            reason = Remark("same-bytes") if same else Remark("attempt")
            if group and not entry.group and not same:
                reason = Remark("attempt-alone", name=group)
            disposition = Disposition(
                str(entry.path), "attempt", selection.student, entry.chapter, None, reason,
                entry.group,
            )  # fmt: skip
            found.append(disposition)
    for entry, why in selection.beside:
        chapter = entry.chapter if entry.chapter in CHAPTERS else ""
        about = (selection.student, chapter, None, why, entry.group)
        found.append(Disposition(str(entry.path), "noted", *about))
    return found


def submission_of(
    selection: Selection, chapter: str, stamp: Stamp | None, same_as: Sequence[str]
) -> Submission:
    """The submission, before its file is placed."""
    entry = selection.counts
    remarks = list(selection.remarks)
    if stamp and stamp.why:
        remarks.append(stamp.why)
    if same_as:
        remarks.append(Remark("same-file", student=same_as[0], more=len(same_as) - 1))
    who = selection.counts.who if selection.counts else selection.beside[0][0].who
    return Submission(
        student=selection.student,
        chapter=chapter,
        file=f"submitted/{selection.student}/{chapter}/{chapter}.ipynb" if entry else "",
        digest=entry.digest if entry else faults_digest(selection.faults),
        received=stamp.received if stamp else "",
        remarks=tuple(remarks),
        name=who.name,
        faults=selection.faults,
        first=who.person.first if who.person else "",
        last=who.person.last if who.person else "",
    )


def faults_digest(faults: Sequence[Remark]) -> str:
    """What stands for the bytes of a submission that has none."""
    return hashlib.sha256("; ".join(texts(faults)).encode()).hexdigest()
