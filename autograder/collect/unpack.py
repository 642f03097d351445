"""Reading what an instructor drops: a folder, an archive, a file. Nothing is extracted by name.

Every file comes out exactly once, as an :class:`Incoming`: a notebook with its bytes,
anything else by its name alone, and what cannot be read with its fault. Archives inside
are opened with limits, and told from notebooks by what is in them, whatever they are called;
links, devices and paths that lead out are never followed.

An archive stands in a path under its own name (``li_9_10_hw.zip/p.ipynb``), so that one
can see which part of a path an LMS wrote and which the student.
"""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from autograder.collect.archives import ArchiveTooLarge, Budget, Member, is_archive, members
from autograder.errors import Refused
from autograder.rebuild.rebuilt import MAX_BYTES
from autograder.submission.remark import Remark

MAX_DEPTH = 3  # archives inside archives: the LMS's, a class's, a student's
_JUNK = {
    "__MACOSX", ".ipynb_checkpoints", ".DS_Store", ".git", "Thumbs.db", "desktop.ini",
    "__pycache__",
}  # fmt: skip
# Browsers and mailers give notebooks these names; what is in them decides.
_MAYBE = {".txt", ".json", ""}
_ZIP = "renamed.zip"  # how an archive's kind is known

IncomingKind = Literal["notebook", "other", "junk"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file as it came.

    Attributes:
        path: inside of what was dropped, with ``/``; archives stand in it like folders.
        data: a notebook's bytes; empty for everything else.
        order: grows with time where the source knows it: later is newer. Inside of a
            student's archive it is the student's word.
        fault: why it could not be read; None when it could.
        kind: a notebook, another file, or what an operating system leaves behind.
        text: the start of an nbgrader ``timestamp.txt``.
    """

    path: PurePosixPath
    data: bytes
    order: float = 0.0
    fault: Remark | None = None
    kind: IncomingKind = "notebook"
    text: str = ""


def read_incoming(source: Path) -> Iterator[Incoming]:
    """Every file in a folder or an archive, or the file itself.

    Raises:
        Refused: the path does not exist or is no folder, archive or notebook.
    """
    budget = Budget()
    if source.is_dir():
        yield from _folder(source, budget)
    elif not source.exists():
        raise Refused(f"{source} does not exist: give a folder, a zip or a notebook.")
    elif is_archive(source.name) or zipfile.is_zipfile(source):
        if not (zipfile.is_zipfile(source) or tarfile.is_tarfile(source)):
            raise Refused(f"{source} has the name of an archive, but cannot be opened as one.")
        with source.open("rb") as file:
            yield from _archive(file, source.name, PurePosixPath(), 1, budget)
    elif source.suffix.lower() == ".ipynb" and source.is_file():
        yield from _file(source, PurePosixPath(source.name), budget)
    else:
        raise Refused(f"{source} is not a folder, a zip or an .ipynb file.")


def _folder(root: Path, budget: Budget) -> Iterator[Incoming]:
    for path in sorted(root.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        yield from _file(path, PurePosixPath(path.relative_to(root).as_posix()), budget)


def _file(path: Path, relative: PurePosixPath, budget: Budget) -> Iterator[Incoming]:
    if is_junk(relative):
        yield Incoming(relative, b"", kind="junk")
        return
    info = path.lstat()
    fault: Remark | None = None
    if stat.S_ISLNK(info.st_mode):
        fault = Remark("link")
    elif not stat.S_ISREG(info.st_mode):
        fault = Remark("no-regular-file")
    elif wants_bytes(relative) or is_archive(relative.name):
        fault = budget.fault(info.st_size)
    if fault:
        yield Incoming(relative, b"", info.st_mtime, fault, _kind(relative))
        return
    try:
        if is_archive(relative.name):
            if info.st_size <= MAX_BYTES and looks_like_notebook(data := path.read_bytes()):
                yield Incoming(relative, data, info.st_mtime)
                return
            with path.open("rb") as file:
                yield from _archive(file, path.name, relative, 1, budget)
        elif wants_bytes(relative):
            data = path.read_bytes()
            if _is_zip(data):
                yield from _archive(io.BytesIO(data), _ZIP, relative, 1, budget)
            else:
                yield _seen(relative, data, info.st_mtime)
        else:
            yield Incoming(relative, b"", info.st_mtime, kind="other")
    except OSError as broken:
        reason = Remark("cannot-read", error=broken.strerror or str(broken))
        yield Incoming(relative, b"", info.st_mtime, reason, _kind(relative))


def _archive(
    file: IO[bytes], name: str, prefix: PurePosixPath, depth: int, budget: Budget
) -> Iterator[Incoming]:
    """The files of one archive; one that cannot be read is one file with a fault."""
    found = False
    try:
        for member in members(file, name, budget):
            found = True
            yield from _member(member, prefix, depth, budget)
    except ArchiveTooLarge as broken:
        if depth == 1 and prefix == PurePosixPath():
            raise Refused(f"{name}: {broken}") from None
        # What came out before the tear has its own lines; this one stands for the rest.
        where = prefix / "…" if found else prefix
        yield Incoming(where, b"", fault=broken.remark, kind="other")
    else:
        if not found and prefix != PurePosixPath():
            yield Incoming(prefix, b"", fault=Remark("empty-archive"), kind="other")


def _member(
    member: Member, prefix: PurePosixPath, depth: int, budget: Budget
) -> Iterator[Incoming]:
    where = prefix / member.path
    if is_junk(where):
        yield Incoming(where, b"", kind="junk")
    elif member.fault:
        yield Incoming(where, b"", member.order, member.fault, _kind(where))
    elif is_archive(where.name) or wants_bytes(where):
        data, fault = member.read()
        packed = is_archive(where.name) and not looks_like_notebook(data)
        if fault:
            yield Incoming(where, b"", member.order, fault, _kind(where))
        elif (packed or _is_zip(data)) and depth >= MAX_DEPTH:
            yield Incoming(where, b"", fault=Remark("deep-archive"), kind="other")
        elif packed or _is_zip(data):
            name = where.name if packed else _ZIP
            yield from _archive(io.BytesIO(data), name, where, depth + 1, budget)
        else:
            yield _seen(where, data, member.order)
    else:
        yield Incoming(where, b"", member.order, kind="other")


def _seen(path: PurePosixPath, data: bytes, order: float) -> Incoming:
    """A file whose bytes were read: a notebook by its name or by what is in it."""
    if path.suffix.lower() == ".ipynb" or looks_like_notebook(data):
        return Incoming(path, data, order)
    text = data[:200].decode("utf-8", "replace") if path.name == "timestamp.txt" else ""
    return Incoming(path, b"", order, kind="other", text=text)


def _is_zip(data: bytes) -> bool:
    """Whether a file that is called a notebook is the zip that a student packed it into."""
    return data.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(data))


def wants_bytes(path: PurePosixPath) -> bool:
    """Whether the file may be a notebook, so that its bytes are worth reading."""
    return path.suffix.lower() == ".ipynb" or path.suffix.lower() in _MAYBE


def looks_like_notebook(data: bytes) -> bool:
    """Whether the bytes are a notebook's, whatever the file is called."""
    head = data[:65_536].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"{") and b'"cells"' in data and b'"nbformat"' in data


def is_junk(path: PurePosixPath) -> bool:
    """Whether an operating system or an editor left it behind."""
    return any(part in _JUNK or part.startswith("._") for part in path.parts)


def _kind(path: PurePosixPath) -> IncomingKind:
    return "notebook" if path.suffix.lower() == ".ipynb" else "other"
