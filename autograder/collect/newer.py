"""A download that is older than what the course has: the later file stays.

Canvas numbers every upload, and the numbers grow. So when a download of last week is graded again,
after a change of the course perhaps, it is known whose file in it was replaced by a later one
since. Of a download without such numbers nothing is known, and its files count; where one of them
had been replaced by another before, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from autograder.collect.lateness import Ledger, Upload
from autograder.collect.layouts import Layout
from autograder.collect.plan import CollectedFile, Spool
from autograder.collect.selection import may_be_graded
from autograder.collect.together import placed_digest
from autograder.submission.remark import Remark, remark_naming


def with_later_files(
    files: Mapping[str, list[CollectedFile]],
    chapter: str,
    layout: Layout,
    ledger: Ledger,
    course: Path,
    spool: Spool,
) -> dict[str, list[CollectedFile]]:
    """Each student's files, and with them the one that the course has, where that came later.

    Args:
        files: of this download, by student.
        chapter: the one that is graded.
        layout: of the download.
        ledger: how the LMS numbered what was handed in before.
        course: the course folder.
        spool: gets the bytes of the later files.
    """
    found = dict(files)
    for student, mine in files.items():
        later = _later(student, mine, chapter, layout, ledger, course)
        if later is None:
            continue
        digest, upload = later
        place = PurePosixPath("submitted", student, chapter, f"{chapter}.ipynb")
        like = next(one for one in mine if may_be_graded(one, chapter))
        claim = replace(like.claim, order=upload.number, late=upload.late)
        kept = replace(
            like, path=place, claim=claim, digest=digest, chapter=chapter, blank=False,
            span=spool.put((course / place).read_bytes()), group=upload.group, kept=True,
        )  # fmt: skip
        found[student] = [*mine, kept]
    return found


def _later(
    student: str,
    mine: Sequence[CollectedFile],
    chapter: str,
    layout: Layout,
    ledger: Ledger,
    course: Path,
) -> tuple[str, Upload] | None:
    """The digest of the file that the course has and its number, where all of these are older."""
    here = [one for one in mine if may_be_graded(one, chapter)]
    if not here or not all(one.claim.order for one in here):
        return None
    digest = placed_digest(course, student, chapter)
    upload = ledger.uploads.get((student, digest))
    if upload is None or upload.layout != layout:
        return None
    older = all(one.claim.order < upload.number for one in here)
    return (digest, upload) if older else None


def uploads_of(
    counting: Mapping[str, CollectedFile], layout: Layout, ledger: Ledger
) -> dict[tuple[str, str], Upload]:
    """How the LMS numbers what counts, where the ledger does not say so yet."""
    found = {}
    for student, one in counting.items():
        upload = Upload(layout, one.claim.order, one.claim.late, one.group)
        if one.claim.order and not one.kept and ledger.uploads.get((student, one.digest)) != upload:
            found[student, one.digest] = upload
    return found


def marked_by_worksheet(
    counting: Mapping[str, CollectedFile], ledger: Ledger
) -> dict[tuple[str, str], bool]:
    """Whom Moodle's worksheet calls late, where the ledger does not say so yet."""
    return {
        (student, one.digest): one.who.person.late
        for student, one in counting.items()
        if one.who.person is not None
        and one.who.person.late is not None
        and not one.kept
        and ledger.marked.get((student, one.digest)) != one.who.person.late
    }


def on_time_in(files: Mapping[str, list[CollectedFile]]) -> dict[tuple[str, str], Upload]:
    """The uploads of a download of Canvas's that are not marked as late, by student and digest."""
    return {
        (student, one.digest): Upload("canvas", one.claim.order, False, one.group)
        for student, mine in files.items()
        for one in mine
        if one.claim.order and not one.claim.late
    }


def later_remarks(
    counting: Mapping[str, CollectedFile], chapter: str, ledger: Ledger, course: Path
) -> list[Remark]:
    """Say whose later file stays, and whose earlier one counts again; before anything is written.

    Args:
        counting: the file of each student that counts.
        chapter: the one that is graded.
        ledger: when each file was seen first.
        course: the course folder.
    """
    found = []
    if names := sorted(student for student, one in counting.items() if one.kept):
        found.append(remark_naming("later-stays", names))
    first = ledger.first
    again = []
    for student, one in sorted(counting.items()):
        seen = first.get((student, one.digest))
        if seen is None:
            continue
        there = first.get((student, placed_digest(course, student, chapter)))
        if there is not None and there > seen:
            again.append(student)
    if again:
        found.append(remark_naming("earlier-again", again))
    return found
