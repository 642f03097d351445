"""From what an LMS hands out to one file a student, with nothing lost on the way.

``autograder.collect`` works out whose each file is and what becomes of it; this module puts
it together and, unless it is only asked what would happen, writes: the file that counts to
``submitted/<student>/<chapter>/``, earlier ones to ``attempts/``, and what was seen when to
``received/``. Every file ends in exactly one place: graded, kept, or noted with a reason.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.collect.kept_class import keep_class, kept_class, kept_remarks, two_of_one
from autograder.collect.known import read_people, roster_diff, settled
from autograder.collect.lateness import (
    Stamp,
    append_ledger,
    ledger_path,
    read_ledger,
)
from autograder.collect.layouts import Layout
from autograder.collect.newer import (
    later_remarks,
    marked_by_worksheet,
    on_time_in,
    uploads_of,
    with_later_files,
)
from autograder.collect.people import student_id
from autograder.collect.plan import (
    Collected,
    CollectedFile,
    Disposition,
    FilesByOwner,
    Options,
    Spool,
    by_student,
    identical_submissions,
    new_in,
    read_files,
)
from autograder.collect.received import stamps_of
from autograder.collect.roster import Roster, name_key, read_roster, roster_of
from autograder.collect.selection import (
    Selection,
    dispositions,
    faults_digest,
    select,
    submission_of,
)
from autograder.collect.spreadsheet import without_zeros
from autograder.collect.teams import keep_teams, teams_of
from autograder.collect.together import Together, merged, share_out
from autograder.collect.unpack import Incoming
from autograder.files.atomic import write_atomic
from autograder.submission.remark import Remark, remark_naming
from autograder.submission.result import Submission

__all__ = ["Collected", "Disposition", "Options", "Roster", "collect", "read_roster", "student_id"]


_NAMED = 30
_NAMED_FILES = 5


@dataclass(slots=True)
class Download:
    """What came, read once: whose each file is, before anything is decided or written."""

    entries: list[CollectedFile]
    junk: list[Incoming]
    layout: Layout
    people: Roster
    twice: tuple[tuple[str, str], ...]
    spool: Spool
    groups: Together


@contextmanager
def downloaded(
    source: Path,
    chapter: str,
    roster: Roster | Mapping[str, str] | None = None,
    options: Options | None = None,
) -> Iterator[Download]:
    """Read what came; the bytes are there until the end.

    Without a roster the class of the last grading says whose each file is.

    Raises:
        Refused: there is nothing to collect.
    """
    options = options or Options()
    given = roster_of(roster) or kept_class(options.root, chapter, options.known)
    people, twice = settled(given, options.known)
    with Spool() as spool:
        entries, junk, layout = read_files(source, chapter, people, options, spool)
        groups, teams = Together(entries), None
        if options.root is not None:
            teams = teams_of(options.groups, options.root, chapter, people, options.known)
        if teams is not None:
            groups = share_out(entries, chapter, layout, teams, people)
        twice = (*twice, *two_of_one(entries, options.known))
        yield Download(entries, junk, layout, people, twice, spool, groups)


def collect(
    source: Path,
    chapter: str,
    course: Path,
    roster: Roster | Mapping[str, str] | None = None,
    options: Options | None = None,
    *,
    write: bool = True,
) -> Collected:
    """Say whose every file is and what becomes of it, and put each student's file in place.

    Args:
        source: a folder, a zip or a notebook.
        chapter: the assignment's name.
        course: the course folder.
        roster: who is in the class; who is on it without a file becomes ``missing``.
        options: layout, due date, clock.
        write: False to say what would happen and change nothing.

    Raises:
        Refused: there is nothing to collect.
    """
    options = options or Options()
    options = replace(options, root=options.root or course)
    with downloaded(source, chapter, roster, options) as read:
        return put(read, source, chapter, course, options, write=write)


def put(
    read: Download,
    source: Path,
    chapter: str,
    course: Path,
    options: Options | None = None,
    *,
    write: bool = True,
) -> Collected:
    """The same with what was read; the arguments are those of :func:`collect`."""
    options, people = options or Options(), read.people
    before = read_people(course)
    groups = read.groups
    files = by_student(groups.entries, chapter, read.layout)
    ledger = read_ledger(ledger_path(course, chapter))
    mine = with_later_files(files.mine, chapter, read.layout, ledger, course, read.spool)
    choices = {s: select(s, mine[s], chapter) for s in sorted(mine)}
    counting = {s: selection.counts for s, selection in choices.items() if selection.counts}
    if read.layout == "canvas":
        ledger.on_time |= on_time_in(mine)
    came_before = later_remarks(counting, chapter, ledger, course)
    stamps = stamps_of(counting, ledger, _name(source), options, read.layout)
    alike = identical_submissions(counting)
    diff = roster_diff(before.names, Roster() if people.kept else people, read.twice)
    collected = Collected(layout=read.layout, people=diff)
    for student, selection in choices.items():
        when = stamps.get(student)
        submission = submission_of(selection, chapter, when, alike.get(student, ()))
        if student in groups.said:
            remarks = (*groups.said[student], *submission.remarks)
            submission = replace(submission, remarks=remarks)
        collected.submissions.append(submission)
        collected.files += dispositions(selection, when)
        if write and selection.counts:
            _place(selection, submission, course, read.spool)
    _undecided(collected, groups, set(choices), chapter)
    for entry in groups.held:
        collected.files.append(_kept_beside(entry, course, chapter, read.spool, write=write))
    if write:
        if groups.teams is not None:
            keep_teams(chapter, replace(groups.teams, root=course))
        uploads = uploads_of(counting, read.layout, ledger)
        late = marked_by_worksheet(counting, ledger)
        again = dict.fromkeys((*uploads, *late))
        new = [*new_in(ledger, counting), *(key for key in again if key in ledger.first)]
        under = {s: e.claim.name for s, e in counting.items() if _under_another_name(e)}
        seen = (ledger_path(course, chapter), options.now, _name(source), new, under)
        append_ledger(*seen, uploads, late)
        keep_class(course, chapter, people)
    _add_missing(
        collected, people, {s.student for s in collected.submissions}, chapter, read.entries
    )
    _account_for_the_rest(collected, files, read.junk)
    _add_remarks(collected, stamps, options, read.entries)
    _add_alike(collected, alike, counting)
    by_list = kept_remarks(groups.entries, people, options.known)
    collected.remarks = by_list + groups.remarks + came_before + collected.remarks
    collected.files = sorted(merged(collected.files), key=lambda file: file.path)
    return collected


def _add_alike(
    collected: Collected, alike: Mapping[str, list[str]], counting: Mapping[str, CollectedFile]
) -> None:
    """Say of files that more than two handed in, students or groups, whose they are."""
    owners: dict[str, list[str]] = defaultdict(list)
    for student in sorted(alike):
        owners[counting[student].digest].append(student)
    for students in owners.values():
        if len({counting[one].group or one for one in students}) > 2:
            named, more = tuple(students[: _NAMED + 1]), max(0, len(students) - _NAMED - 1)
            collected.remarks.append(
                Remark("file-of-many", count=len(students), students=named, more=more)
            )


def _undecided(collected: Collected, groups: Together, there: set[str], chapter: str) -> None:
    """Who handed in nothing, and whose group handed in more than one file: no mark, and no zero."""
    for student, (member, why) in sorted(groups.undecided.items()):
        if student in there:
            continue
        person = member.person
        collected.submissions.append(
            Submission(
                student, chapter, faults=(why,), name=member.name,
                digest=faults_digest((why,)),
                first=person.first if person else "", last=person.last if person else "",
            )
        )  # fmt: skip


def _kept_beside(
    entry: CollectedFile, course: Path, chapter: str, spool: Spool, *, write: bool
) -> Disposition:
    """A member's own file, where what the group handed in earlier stays."""
    if entry.kind != "notebook" or entry.fault:
        why = entry.fault or Remark("attempt-alone", name=entry.group)
        return Disposition(str(entry.path), "noted", entry.student, entry.chapter, None, why)
    if write:
        name = f"alone-{entry.digest[:8]}-{student_id(entry.path.name)}"
        write_atomic(course / "attempts" / entry.student / chapter / name, spool.get(entry.span))
    reason = Remark("attempt-alone", name=entry.group)
    return Disposition(str(entry.path), "attempt", entry.student, entry.chapter, None, reason)


def _under_another_name(entry: CollectedFile) -> bool:
    """Whether Canvas's number is the student's and the name beside it is not: a group's file."""
    person, claim = entry.who.person, entry.claim
    if entry.group or person is None or claim.kind != "user" or not person.name:
        return False
    there, own = name_key(claim.name), name_key(person.name)
    words = [key for word in re.split(r"[\s,]+", person.name) if len(key := name_key(word)) > 1]
    return there not in own and not any(word in there for word in words or [own])


def _name(source: Path) -> str:
    return str(source.resolve())


def _add_missing(
    collected: Collected,
    people: Roster,
    present: set[str],
    chapter: str,
    entries: list[CollectedFile],
) -> None:
    nameless = {
        entry.student for entry in entries if entry.claim.anonymous and not entry.who.person
    }
    if nameless and people:
        collected.remarks.append(Remark("anonymous", count=len(nameless)))
    if people.kept or (nameless and people):
        return  # who is missing, nobody can tell
    absent = [person for person in people.people if person.student not in present]
    for person in sorted(absent, key=lambda person: person.student):
        submission = Submission(
            person.student, chapter, remarks=(Remark("no-file"),), name=person.name,
            first=person.first, last=person.last,
        )  # fmt: skip
        collected.submissions.append(submission)


def _account_for_the_rest(collected: Collected, files: FilesByOwner, junk: list[Incoming]) -> None:
    """What is nobody's for this chapter: listed one by one, said in one sentence a kind."""
    for entry in files.elsewhere:
        reason = Remark("elsewhere", chapter=entry.claim.chapter)
        path, chapter = str(entry.path), entry.claim.chapter
        collected.files.append(Disposition(path, "noted", entry.student, chapter, None, reason))
    for entry in files.strays:
        why = Remark("not-read", why=entry.fault) if entry.fault else Remark("nobodys")
        collected.files.append(Disposition(str(entry.path), "noted", reason=why))
    for incoming in junk:
        reason = Remark("left-behind")
        collected.files.append(Disposition(str(incoming.path), "noted", reason=reason))
    if files.elsewhere:
        counts = Counter(entry.claim.chapter for entry in files.elsewhere)
        each = tuple(f"{name} ({count})" for name, count in sorted(counts.items()))
        collected.remarks.append(Remark("other-chapters", chapters=each))
    if files.strays:
        names = tuple(str(entry.path) for entry in files.strays)
        more = max(0, len(names) - _NAMED_FILES)
        collected.remarks.append(Remark("strays", files=names[:_NAMED_FILES], more=more))
    if junk:
        collected.remarks.append(Remark("junk", count=len(junk)))


def _add_remarks(
    collected: Collected,
    stamps: Mapping[str, Stamp],
    options: Options,
    entries: list[CollectedFile],
) -> None:
    unknown = sum(when.late is None for when in stamps.values())
    if options.due and unknown:
        collected.remarks.append(Remark("lateness-unknown", count=unknown))
    if dropped := _without_their_zeros(collected.submissions):
        collected.remarks.append(remark_naming("zeros-dropped", dropped))
    if collected.layout == "nbgrader" and not options.trust_timestamps:
        stamped = any(entry.path.name == "timestamp.txt" for entry in entries)
        if stamped:
            collected.remarks.append(Remark("timestamps-ignored"))


def _without_their_zeros(submissions: list[Submission]) -> list[str]:
    """Who is not on the roster, while the same id without zeros is, and handed in nothing."""
    by_code: dict[str, set[str]] = defaultdict(set)
    for one in submissions:
        for remark in one.remarks:
            by_code[remark.code].add(one.student)
    missing = by_code["no-file"]
    return sorted(
        student
        for student in by_code["not-on-roster"]
        if without_zeros(student) != student and without_zeros(student) in missing
    )


def _place(selection: Selection, submission: Submission, course: Path, spool: Spool) -> None:
    """The file that counts, and the earlier ones; what lay there before is kept too."""
    assert selection.counts is not None
    kept = course / "attempts" / selection.student / submission.chapter
    others = [e for e in selection.attempts if e.digest != selection.counts.digest]
    for number, entry in enumerate(others, 1):
        data, name = spool.get(entry.span), student_id(entry.path.name)
        there = kept / f"{number}-{name}"
        if there.is_file() and there.read_bytes() != data:  # of an earlier download
            there = kept / f"{number}-{_short(data)}-{name}"
        write_atomic(there, data)
    path, data = course / submission.file, spool.get(selection.counts.span)
    if path.is_file() and not path.is_symlink() and path.read_bytes() != data:
        before = path.read_bytes()
        if before not in [spool.get(entry.span) for entry in others]:
            write_atomic(kept / f"before-{_short(before)}-{path.name}", before)
    write_atomic(path, data)


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]
