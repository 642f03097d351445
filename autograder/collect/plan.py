"""What collecting would do, worked out before anything is written."""

from __future__ import annotations

import datetime
import hashlib
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from autograder.catalogue import CHAPTERS
from autograder.collect.apart import told_apart
from autograder.collect.contents import contents_of
from autograder.collect.groups import GroupList
from autograder.collect.known import KnownIds, RosterDiff
from autograder.collect.lateness import Ledger
from autograder.collect.layouts import Layout, NamedOwner, common_folder, detect, named_owner
from autograder.collect.people import Ids, Owner, identify
from autograder.collect.roster import Roster
from autograder.collect.unpack import Incoming, IncomingKind, read_incoming
from autograder.errors import Refused
from autograder.submission.remark import Remark, writable
from autograder.submission.result import Submission

# What students hand in instead of a notebook, where a file's name is all that there is.
_INSTEAD = {
    ".pdf", ".py", ".html", ".doc", ".docx", ".odt", ".rtf", ".7z", ".rar", ".png", ".jpg",
    ".jpeg", ".heic", ".zip",
}  # fmt: skip

Use = Literal["graded", "attempt", "noted"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to collect.

    Attributes:
        layout: the LMS's, or ``auto``.
        due: when the work was due, in UTC; None when that is not known.
        now: the collector's clock, in UTC.
        trust_timestamps: nbgrader's ``timestamp.txt`` was written by a server.
        known: how the ids are spelled that the course has.
        groups: who hands in together; None for those of the last grading, if there were any.
        root: the course folder, which has these; None for no groups at all.
        own_due: by student, another due date.
    """

    layout: Layout = "auto"
    due: datetime.datetime | None = None
    now: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    trust_timestamps: bool = False
    known: KnownIds = field(default_factory=KnownIds)
    groups: GroupList | None = None
    root: Path | None = None
    own_due: Mapping[str, datetime.datetime] = field(default_factory=dict)


class Spool:
    """The bytes of a class, in one nameless temporary file instead of in memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by close)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def put(self, data: bytes) -> tuple[int, int]:
        """Keep the bytes; says where they are."""
        start = self._file.seek(0, 2)
        self._file.write(data)
        return start, len(data)

    def get(self, span: tuple[int, int]) -> bytes:
        """The bytes again."""
        self._file.seek(span[0])
        return self._file.read(span[1])


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """One file that came, with whose it is and what is in it.

    Of a group's file there is one for each member. ``group`` names the group; ``kept`` says that
    the file did not come today: it is the one that the course has, which was uploaded later.
    """

    path: PurePosixPath
    kind: IncomingKind
    fault: Remark | None
    order: float
    claim: NamedOwner
    who: Owner
    student: str
    digest: str = ""
    chapter: str = ""
    blank: bool = False
    span: tuple[int, int] = (0, 0)
    server: str = ""
    group: str = ""
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Disposition:
    """What became of one file.

    Attributes:
        path: inside of what was dropped.
        use: ``graded``, kept as an ``attempt``, or ``noted`` and left alone.
        student: whose it is; empty for what belongs to nobody.
        chapter: what it is; empty when that cannot be told.
        late: by the LMS's mark or the collector's clock; None when unknown.
        reason: why it is not graded; None of one that is.
        group: the group that handed it in; empty for a single student's.
        members: of the group, by id.
    """

    path: str
    use: Use
    student: str = ""
    chapter: str = ""
    late: bool | None = None
    reason: Remark | None = None
    group: str = ""
    members: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Have a path that can be printed."""
        object.__setattr__(self, "path", writable(self.path))


@dataclass(slots=True)
class Collected:
    """What collecting came to.

    Attributes:
        submissions: one for each student, also for those without a file.
        remarks: about the class as a whole.
        files: every file that came, in the order of its path, each exactly once.
        layout: what the source was taken for.
        people: what is new on the roster.
        absent: who handed in before and has nothing here, by the state of that result.
    """

    submissions: list[Submission] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    files: list[Disposition] = field(default_factory=list)
    layout: Layout = "auto"
    people: RosterDiff = field(default_factory=RosterDiff)
    absent: Counter[str] = field(default_factory=Counter)


def read_files(
    source: Path, chapter: str, roster: Roster, options: Options, spool: Spool
) -> tuple[list[CollectedFile], list[Incoming], Layout]:
    """Every file with its owner; then what an operating system left; then the layout.

    Raises:
        Refused: there is nothing to collect, or the layout does not fit.
    """
    facts: list[tuple[Incoming, dict[str, Any]]] = []
    junk: list[Incoming] = []
    stamps: dict[PurePosixPath, str] = {}
    for incoming in read_incoming(source):
        if incoming.kind == "junk":
            junk.append(incoming)
            continue
        if incoming.text:
            stamps[incoming.path.parent] = incoming.text
        facts.append((_without_bytes(incoming), _facts(incoming, chapter, spool)))
    paths = [incoming.path for incoming, _ in facts]
    if not any(incoming.kind == "notebook" for incoming, _ in facts):
        found = Counter(path.suffix.lower() or "no ending" for path in paths)
        what = ", ".join(f"{count} {name}" for name, count in found.most_common(5)) or "nothing"
        raise Refused(f"{source} holds no notebook (*.ipynb); found: {what}.")
    layout = options.layout
    if layout == "auto":
        layout = detect(paths, lambda name: bool(roster.by_id(name) or roster.by_name(name)))
    folder, ids = common_folder(paths), Ids(options.known.spelled)
    entries = []
    facts.sort(key=lambda fact: str(fact[0].path))
    claims = [named_owner(incoming.path, layout, folder) for incoming, _ in facts]
    owners = told_apart([(mine, identify(mine, roster)) for mine in claims], roster)
    for (incoming, known), mine, who in zip(facts, claims, owners, strict=True):
        server = stamps.get(incoming.path.parent, "") if options.trust_timestamps else ""
        entries.append(
            CollectedFile(
                incoming.path, incoming.kind, incoming.fault, incoming.order, mine, who,
                ids.of(who), server=server, **known,
            )
        )  # fmt: skip
    return entries, junk, layout


def _without_bytes(incoming: Incoming) -> Incoming:
    return Incoming(incoming.path, b"", incoming.order, incoming.fault, incoming.kind)


def _facts(incoming: Incoming, chapter: str, spool: Spool) -> dict[str, Any]:
    if incoming.kind != "notebook" or incoming.fault:
        return {}
    found = contents_of(incoming.data, chapter)
    return {
        "digest": hashlib.sha256(incoming.data).hexdigest(),
        "chapter": found.chapter,
        "blank": found.blank,
        "span": spool.put(incoming.data),
    }


@dataclass(frozen=True, slots=True)
class FilesByOwner:
    """Whose the files are.

    Attributes:
        mine: the files of each student.
        elsewhere: what lies in another assignment's folder.
        strays: what is nobody's: a list, a note that the instructor left there.
    """

    mine: Mapping[str, list[CollectedFile]]
    elsewhere: Sequence[CollectedFile]
    strays: Sequence[CollectedFile]


def by_student(entries: Sequence[CollectedFile], chapter: str, layout: Layout) -> FilesByOwner:
    """The files of each student, and those of nobody."""
    mine: dict[str, list[CollectedFile]] = defaultdict(list)
    elsewhere: list[CollectedFile] = []
    strays: list[CollectedFile] = []
    owners = {e.student for e in entries if e.group or not _may_be_stray(e, layout)}
    for entry in entries:
        folder = entry.claim.chapter
        if folder in CHAPTERS and folder != chapter and entry.chapter != chapter:
            elsewhere.append(entry)
        elif entry.student in owners:
            mine[entry.student].append(entry)
        else:
            strays.append(entry)
    return FilesByOwner(mine, elsewhere, strays)


def _may_be_stray(entry: CollectedFile, layout: Layout) -> bool:
    """A file beside the submissions that no LMS named and no roster knows."""
    if entry.kind == "notebook" or not entry.claim.loose or entry.who.person is not None:
        return False
    return layout != "flat" or entry.path.suffix.lower() not in _INSTEAD


def identical_submissions(counting: Mapping[str, CollectedFile]) -> dict[str, list[str]]:
    """Students whose files are the same, byte for byte, not simply untouched, nor their group's."""
    owners: dict[str, list[str]] = defaultdict(list)
    for student, entry in sorted(counting.items()):
        if not entry.blank:
            owners[entry.digest].append(student)
    found = {}
    for alike in owners.values():
        for student in alike:
            others = [one for one in alike if not _together(counting[one], counting[student])]
            if others:
                found[student] = others
    return found


def _together(one: CollectedFile, other: CollectedFile) -> bool:
    return one.student == other.student or bool(one.group and one.group == other.group)


def new_in(ledger: Ledger, counting: Mapping[str, CollectedFile]) -> list[tuple[str, str]]:
    """What this collection sees for the first time."""
    seen = [(student, entry.digest) for student, entry in sorted(counting.items())]
    return [key for key in seen if key not in ledger.first]
