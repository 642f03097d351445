"""A download that is older than what the course has: the later file stays.

Canvas numbers every upload, and the numbers grow. So when a download of last week is graded again,
after a change of the course perhaps, it is known whose file in it was replaced by a later one
since. Of a download without such numbers nothing is known, and its files count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from autograder.collect.lateness import Ledger, Upload
from autograder.collect.layouts import Layout
from autograder.collect.plan import CollectedFile, Spool
from autograder.collect.selection import Selection, may_be_graded
from autograder.collect.together import placed_digest
from autograder.submission.remark import Remark

_NAMED = 30


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


def later_remarks(choices: Mapping[str, Selection]) -> list[Remark]:
    """Say whose later file stays."""
    names = sorted(s for s, one in choices.items() if one.counts is not None and one.counts.kept)
    if not names:
        return []
    more = max(0, len(names) - _NAMED)
    return [Remark("later-stays", count=len(names), students=tuple(names[:_NAMED]), more=more)]
