"""Reading what an instructor drops: a folder, a zip, a file. Nothing is extracted by name.

An archive is read member by member with limits; links, devices and paths that
lead out of it are never followed. What is passed over is said.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.errors import Refused
from autograder.grade.normalise import MAX_BYTES

MAX_MEMBERS = 20_000
MAX_TOTAL = 8 * 1024**3  # bytes, all members together
MAX_DEPTH = 2  # archives inside an archive
_SKIPPED = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", ".git")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file as it came: its path inside of what was dropped, its bytes or its fault.

    ``order`` grows with the file's age where the source knows it: later is newer.
    """

    path: PurePosixPath
    data: bytes
    order: float = 0.0
    fault: str = ""


def read_incoming(source: Path) -> Iterator[Incoming]:
    """Every notebook in a folder, a zip, or the file itself.

    Raises:
        Refused: the path does not exist or is no folder, zip or notebook.
    """
    if source.is_dir():
        yield from _folder(source)
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            yield from _archive(archive, PurePosixPath(), 1)
    elif source.suffix == ".ipynb" and source.is_file():
        yield _file(source, PurePosixPath(source.name))
    elif not source.exists():
        raise Refused(f"{source} does not exist: give a folder, a zip or a notebook.")
    else:
        raise Refused(f"{source} is no folder, no zip and no .ipynb file.")


def _folder(root: Path) -> Iterator[Incoming]:
    for path in sorted(root.rglob("*")):
        relative = PurePosixPath(path.relative_to(root).as_posix())
        if any(part in _SKIPPED for part in relative.parts) or path.is_dir():
            continue
        if path.suffix.lower() == ".ipynb":
            yield _file(path, relative)
        elif path.suffix.lower() == ".zip" and not path.is_symlink() and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from _archive(archive, relative.with_suffix(""), 1)


def _file(path: Path, relative: PurePosixPath) -> Incoming:
    info = path.lstat()
    if stat.S_ISLNK(info.st_mode):
        return Incoming(relative, b"", fault="it is a symbolic link, which is never followed")
    if not stat.S_ISREG(info.st_mode):
        return Incoming(relative, b"", fault="it is no regular file")
    if info.st_size > MAX_BYTES:
        return Incoming(relative, b"", fault=f"it is larger than {MAX_BYTES >> 20} MB")
    return Incoming(relative, path.read_bytes(), info.st_mtime)


def _archive(archive: zipfile.ZipFile, prefix: PurePosixPath, depth: int) -> Iterator[Incoming]:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise Refused(f"the zip has {len(members)} members; the limit is {MAX_MEMBERS}.")
    total = 0
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if member.is_dir() or any(part in _SKIPPED for part in path.parts):
            continue
        suffix = path.suffix.lower()
        if suffix not in (".ipynb", ".zip"):
            continue
        fault = _member_fault(member, path)
        total += member.file_size
        if total > MAX_TOTAL:
            fault = "the archive unpacks to too much"
        where = prefix / PurePosixPath(*(p for p in path.parts if p not in ("..", "/")))
        if suffix == ".ipynb":
            yield _member(archive, member, where, fault)
        elif fault or depth >= MAX_DEPTH:
            yield Incoming(where, b"", fault=fault or "archives are nested too deeply")
        else:
            yield from _nested(archive, member, where, depth)


def _member_fault(member: zipfile.ZipInfo, path: PurePosixPath) -> str:
    if stat.S_ISLNK(member.external_attr >> 16):
        return "it is a symbolic link, which is never followed"
    if member.flag_bits & 1:
        return "it is encrypted"
    if member.file_size > MAX_BYTES:
        return f"it is larger than {MAX_BYTES >> 20} MB"
    return "its path leads out of the archive" if ".." in path.parts else ""


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: PurePosixPath, fault: str
) -> Incoming:
    if fault:
        return Incoming(where, b"", fault=fault)
    try:
        with archive.open(member) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, OSError, NotImplementedError, EOFError, ValueError) as broken:
        return Incoming(where, b"", fault=f"it cannot be unpacked ({broken})")
    if len(data) > MAX_BYTES:
        return Incoming(where, b"", fault=f"it is larger than {MAX_BYTES >> 20} MB")
    year, month, day, hour, minute, second = member.date_time
    order = (((year * 12 + month) * 31 + day) * 24 + hour) * 3600.0 + minute * 60 + second
    return Incoming(where, data, order)


def _nested(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: PurePosixPath, depth: int
) -> Iterator[Incoming]:
    inner = _member(archive, member, where, "")
    if inner.fault:
        yield inner
        return
    try:
        with zipfile.ZipFile(io.BytesIO(inner.data)) as nested:
            yield from _archive(nested, where.with_suffix(""), depth + 1)
    except zipfile.BadZipFile:
        yield Incoming(where, b"", fault="it is called .zip but is no archive")
