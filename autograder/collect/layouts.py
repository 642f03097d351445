"""What a path says: whose the file is, and what the LMS stamped on it.

The layouts and where they are from (docs/lms.md says more):

- Canvas, "Download Submissions": one flat zip of ``<name>_[LATE_]<user>_<file>_<filename>``.
  ``name`` is the sortable name in lower case with nothing but letters, digits and ``_``
  in it; ``LATE`` is Canvas's own mark; ``user`` is its number for the student, ``file`` its
  number for the upload, which grows with time; ``filename`` is the student's. Anonymous
  assignments give ``[LATE_]anon_<code>_<file>_<filename>``; typed text and links are
  ``<name>_[LATE_]<user>_text.html`` and ``_link.html``. (canvas-lms, lib/content_zipper.rb)
- Moodle, "Download all submissions": ``<Full name>_<number>_assignsubmission_file[_]/…``,
  or without folders ``<Full name>_<number>_assignsubmission_file_<filename>``; typed text
  is ``…_assignsubmission_onlinetext…``. ``number`` is the participant's number in this
  assignment, neither the user's nor the ID number; with anonymous submissions the name is
  "Participant". Nothing says whether it was late. What a group hands in has the group's name and
  number; that of students without a group has "Default group" and no number. (moodle,
  mod/assign/classes/downloader.php)
- nbgrader: ``[submitted/]<student>/<assignment>/<notebook>.ipynb``, and its exchange's
  ``<student>+<assignment>+<time>[+<random>]/<notebook>.ipynb``.
- folders: ``<student>/<anything>``; flat: ``<student>.ipynb``.

Only the outermost part of a path is the LMS's; what a student packed inside is theirs and
cannot name somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Literal

from autograder.catalogue import CHAPTERS
from autograder.collect.archives import is_archive
from autograder.submission.remark import Remark

Layout = Literal["auto", "canvas", "moodle", "nbgrader", "folders", "flat"]
LAYOUTS: tuple[Layout, ...] = ("auto", "canvas", "moodle", "nbgrader", "folders", "flat")

_CANVAS = re.compile(
    r"^(?P<name>.+?)_(?P<late>LATE_|late_)?(?P<user>\d+)_(?P<order>\d+)_(?P<file>.+)$"
)
_CANVAS_ANON = re.compile(
    r"^(?P<late>LATE_|late_)?(?P<name>anon_[A-Za-z0-9]+)_(?P<order>\d+)_(?P<file>.+)$"
)
_CANVAS_TEXT = re.compile(
    r"^(?P<name>.+?)_(?P<late>LATE_|late_)?(?P<user>\d+)_(?P<kind>text|link)(-\d+)?\.html$"
)
_MOODLE = re.compile(
    r"^(?P<name>.+?)(_(?P<user>\d+))?_assignsubmission_(?P<kind>file|onlinetext)(_(?P<file>.*))?$"
)
_EXCHANGE = re.compile(r"^(?P<name>.+)\+(?P<chapter>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d[^+]*)(\+.*)?$")
_LOOSE = re.compile(r"^(?P<name>[^\W\d_][^_]*)_(?P<user>\d{2,})_(?P<file>.+)$")
_COPIES = re.compile(r"^(?:(?:copy|kopie|copia) (?:of|von|de) )+| - copy$|\s*\(\d+\)$", re.I)
_NUMBER = re.compile(r"(?:\s*\((\d+)\)|-(\d+))$")
_NO_STUDENT = {"submitted", *CHAPTERS}
_TYPED = {
    "text": Remark("typed-text"),
    "onlinetext": Remark("typed-text"),
    "link": Remark("typed-link"),
}


@dataclass(frozen=True, slots=True)
class NamedOwner:
    """Whose a path says that its file is.

    Attributes:
        name: the student, as the path names one.
        number: the LMS's number for the student; empty when it gives none.
        kind: what the number is: Canvas's ``user``, Moodle's ``participant``, or nothing.
        late: the LMS's own mark.
        order: the LMS's number of the upload, which grows with time.
        anonymous: the LMS hid who it is.
        chapter: the assignment whose folder the file lies in, where the layout says so.
        typed: what the LMS put into the file when it is no file of the student's.
        loose: the name was guessed from a path that follows no layout.
    """

    name: str
    number: str = ""
    kind: Literal["", "user", "participant"] = ""
    late: bool = False
    order: int = 0
    anonymous: bool = False
    chapter: str = ""
    typed: Remark | None = None
    loose: bool = False


def detect(
    paths: Sequence[PurePosixPath], is_student: Callable[[str], bool] = lambda name: False
) -> Layout:
    """The layout that most of the paths follow.

    Args:
        paths: of all files that may be a student's.
        is_student: whether the roster knows a name, where a folder could be either.
    """
    folder = common_folder(paths)
    below = [strip_common(path, folder) for path in paths]
    tops = {path.parts[0] for path in below}
    readers: tuple[tuple[Layout, Callable[[str], NamedOwner | None]], ...] = (
        ("moodle", _moodle),
        ("canvas", _canvas),
    )
    for layout, matches in readers:
        # By most of what lies at the top: one student's zip must not decide for a class.
        if 2 * sum(matches(top) is not None for top in tops) >= len(tops) > 0:
            return layout
    inside = [part for part in folder.parts if _moodle(part)]
    if inside or any(is_archive(part) and _canvas(part) for part in folder.parts):
        return "moodle" if inside else "canvas"
    if any(_nbgrader(path, folder) for path in paths):
        return "nbgrader"
    if any(len(path.parts) > 1 for path in below):
        return "folders"
    # All files side by side in one folder: a class, or one student's attempts.
    alone = len({base_name(path.name) for path in below}) == 1
    one_student = folder.parts and (alone or is_student(folder.name))
    return "folders" if one_student else "flat"


def common_folder(paths: Sequence[PurePosixPath]) -> PurePosixPath:
    """The folder that all paths lie in; empty when there is none."""
    parents = [path.parent.parts for path in paths]
    shared = []
    for column in zip(*parents, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    return PurePosixPath(*shared)


def strip_common(path: PurePosixPath, folder: PurePosixPath) -> PurePosixPath:
    """The path below the folder."""
    return PurePosixPath(*path.parts[len(folder.parts) :])


def named_owner(path: PurePosixPath, layout: Layout, folder: PurePosixPath) -> NamedOwner:
    """Whose the file is.

    Args:
        path: inside of what was dropped.
        layout: as detected or as the instructor says.
        folder: what all paths share; a layout that begins below it is found there.
    """
    below = strip_common(path, folder)
    found: NamedOwner | None = None
    if layout in ("moodle", "canvas"):
        reader = _moodle if layout == "moodle" else _canvas
        around = [part for part in folder.parts if layout == "moodle" or is_archive(part)]
        found = next(filter(None, map(reader, (below.parts[0], *around))), None)
    elif layout == "nbgrader":
        found = _nbgrader(path, folder)
    if found:
        return found
    folders = [part for part in below.parts[:-1] if part not in _NO_STUDENT]
    if folders:
        return NamedOwner(base_name(folders[0]) if is_archive(folders[0]) else folders[0])
    if layout == "folders" and folder.name and folder.name not in _NO_STUDENT:
        return NamedOwner(folder.name)
    return _flat(below)


def _canvas(part: str) -> NamedOwner | None:
    if match := _CANVAS_TEXT.match(part):
        return NamedOwner(
            match["name"], match["user"], "user", bool(match["late"]),
            typed=_TYPED[match["kind"]],
        )  # fmt: skip
    if match := _CANVAS_ANON.match(part):
        late = bool(match["late"])
        return NamedOwner(match["name"], "", "", late, int(match["order"]), anonymous=True)
    if match := _CANVAS.match(part):
        late = bool(match["late"])
        return NamedOwner(match["name"], match["user"], "user", late, int(match["order"]))
    return None


def _moodle(part: str) -> NamedOwner | None:
    if match := _MOODLE.match(part):
        typed = _TYPED.get(match["kind"])
        return NamedOwner(
            match["name"], match["user"] or "", "participant",
            anonymous=match["name"].casefold() == "participant", typed=typed,
        )  # fmt: skip
    return None


def named_group(
    path: PurePosixPath, layout: Layout, folder: PurePosixPath, is_group: Callable[[str], bool]
) -> NamedOwner | None:
    """The group that Canvas names as the owner, where its name holds an underscore and digits.

    ``group_1_3001_77_hw.ipynb`` can be read in two ways; which one is right, the list of groups
    knows.
    """
    if layout != "canvas":
        return None
    around = [part for part in folder.parts if is_archive(part)]
    for part in (strip_common(path, folder).parts[0], *around):
        for end in reversed([place for place, sign in enumerate(part) if sign == "_"]):
            if is_group(part[:end]) and (found := _canvas(f"x{part[end:]}")):
                return replace(found, name=part[:end])
    return None


def _nbgrader(path: PurePosixPath, folder: PurePosixPath) -> NamedOwner | None:
    folders, shared = list(path.parts[:-1]), len(folder.parts)
    # What a student packed into an archive names nobody.
    packed = next((i for i in range(shared, len(folders)) if is_archive(folders[i])), len(folders))
    folders = folders[:packed]
    for part in folders:
        if match := _EXCHANGE.match(part):
            digits = re.sub(r"\D", "", match["time"])[:20]
            return NamedOwner(match["name"], order=int(digits), chapter=match["chapter"])
    if "submitted" in folders:
        below = folders[folders.index("submitted") + 1 :]
        if below:
            return NamedOwner(below[0], chapter=below[1] if len(below) > 1 else "")
    for index, part in enumerate(folders):
        # A chapter's folder around the whole class has students below it, not before it.
        around = index < shared and len(path.parts) > shared + 1
        if part in CHAPTERS and index and not around:
            return NamedOwner(folders[index - 1], chapter=part)
    return None


def _flat(path: PurePosixPath) -> NamedOwner:
    stem = base_name(path.parts[0])
    if match := _LOOSE.match(stem):
        return NamedOwner(match["name"], match["user"], "user", loose=True)
    return NamedOwner(stem, loose=True)


def base_name(name: str) -> str:
    """A file's name without endings and without what browsers and Colab add to a copy."""
    stem = name
    for ending in (".txt", ".json", ".ipynb", ".py", ".pdf", ".zip", ".gz", ".tar", ".tgz"):
        if len(stem) > len(ending) and stem.lower().endswith(ending):
            stem = stem[: -len(ending)]
    before = None
    while before != stem:
        before, stem = stem, _COPIES.sub("", stem).strip()
    return stem or name


def copy_number(name: str) -> int:
    """The number that browsers and LMSs give to a file of the same name: ``p (2)``, ``p-2``."""
    stem = name
    for ending in (".txt", ".json", ".ipynb"):
        if stem.lower().endswith(ending):
            stem = stem[: -len(ending)]
    match = _NUMBER.search(stem)
    return int((match[1] or match[2])[:9]) if match else 0


def says_late(path: PurePosixPath) -> bool:
    """Whether the student's own part of the name speaks of lateness; that is no stamp."""
    return bool(re.search(r"(?:^|[_\W])late(?:[_\W]|$)", path.name, re.I))
