"""Zip and tar archives, member by member, within limits.

What a member's header says is not believed further than it is checked: sizes are held
against a budget that a whole class shares, names are cut down to plain relative paths.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO, Any

from autograder.rebuild.rebuilt import MAX_BYTES
from autograder.submission.remark import Remark

MAX_MEMBERS = 50_000  # of all archives of one class together
MAX_TOTAL = 8 * 1024**3  # bytes, unpacked, of one class
MAX_RATIO = 200  # unpacked to packed, of a member over BIG
BIG = 20 * 1024**2  # bytes
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_UNPACKERS: dict[str, Callable[[IO[bytes]], Any]] = {
    **dict.fromkeys((".gz", ".tgz"), lambda file: gzip.GzipFile(fileobj=file)),
    **dict.fromkeys((".bz2", ".tbz2"), bz2.BZ2File),
    **dict.fromkeys((".xz", ".txz"), lzma.LZMAFile),
}
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, ValueError, NotImplementedError,
    RuntimeError, zlib.error, lzma.LZMAError, KeyError,
)  # fmt: skip


class ArchiveTooLarge(Exception):
    """An archive that cannot be gone through to its end; a remark says why."""

    def __init__(self, remark: Remark) -> None:
        """Args: remark: why."""
        super().__init__(remark)
        self.remark = remark

    def __str__(self) -> str:
        return self.remark.text


@dataclass(slots=True)
class Budget:
    """What is left for unpacking one class."""

    members: int = MAX_MEMBERS
    total: int = MAX_TOTAL

    def fault(self, size: int, packed: int | None = None) -> Remark | None:
        """Why a file of this size is not read; None when it may be. Counts it if so."""
        if size > MAX_BYTES:
            return Remark("too-large", limit=MAX_BYTES >> 20)
        if packed is not None and size > BIG and size > MAX_RATIO * max(packed, 1):
            return Remark("zip-bomb", times=size // max(packed, 1))
        if size > self.total:
            return Remark("class-too-large")
        self.total -= size
        return None

    def count(self) -> None:
        """One more member.

        Raises:
            TooMuch: there were too many.
        """
        self.members -= 1
        if self.members < 0:
            raise ArchiveTooLarge(Remark("too-many-files", limit=MAX_MEMBERS))


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive; ``fault`` says why it must not be read."""

    path: PurePosixPath
    order: float
    fault: Remark | None
    _open: Callable[[], IO[bytes]]

    def read(self) -> tuple[bytes, Remark | None]:
        """The bytes, or nothing and the reason."""
        try:
            with self._open() as stream:
                data = stream.read(MAX_BYTES + 1)
        except _BROKEN as broken:
            return b"", Remark("cannot-unpack", error=str(broken) or type(broken).__name__)
        if len(data) > MAX_BYTES:
            return b"", Remark("too-large", limit=MAX_BYTES >> 20)
        return data, None


def is_archive(name: str) -> bool:
    """Whether the name is that of an archive that can be opened."""
    return name.lower().endswith(ARCHIVES)


def members(file: IO[bytes], name: str, budget: Budget) -> Iterator[Member]:
    """The files of an archive, whatever its kind.

    Raises:
        TooMuch: it is broken, or too large to go through.
    """
    try:
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                yield from _zip_members(archive, budget)
        else:
            file.seek(0)
            yield from _tar_members(file, name, budget)
    except _BROKEN as broken:
        raise ArchiveTooLarge(Remark("broken-archive", error=str(broken))) from None


def _zip_members(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Member]:
    for info in archive.infolist():
        if info.is_dir() or info.filename.endswith("\\"):
            continue
        budget.count()
        path, leads_out = plain_path(_name(info))
        fault = Remark("leads-out") if leads_out else None
        if stat.S_ISLNK(info.external_attr >> 16):
            fault = Remark("link")
        elif info.flag_bits & 1:
            fault = Remark("encrypted")
        fault = fault or budget.fault(info.file_size, info.compress_size)
        yield Member(path, _order(info.date_time), fault, partial(archive.open, info))


def _name(info: zipfile.ZipInfo) -> str:
    # Ruby's and macOS's zips hold UTF-8 names without saying so, and are then read as cp437.
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _order(when: tuple[int, int, int, int, int, int]) -> float:
    year, month, day, hour, minute, second = when
    return (((year * 12 + month) * 31 + day) * 24 + hour) * 3600.0 + minute * 60 + second


def _tar_members(file: IO[bytes], name: str, budget: Budget) -> Iterator[Member]:
    ending = PurePosixPath(name.lower()).suffix
    opener = _UNPACKERS.get(ending)
    limit = min(MAX_BYTES * 4, budget.total)
    capped = _Capped(opener(file) if opener else file, limit)
    # As a stream: nothing is unpacked that was not counted.
    with closing(tarfile.open(fileobj=capped, mode="r|")) as archive:
        for info in archive:
            if info.isdir():
                continue
            budget.count()
            path, leads_out = plain_path(info.name)
            fault = Remark("leads-out") if leads_out else None
            if info.issym() or info.islnk():
                fault = Remark("link-in-archive")
            elif not info.isreg():
                fault = Remark("no-regular-file")
            fault = fault or budget.fault(info.size)
            yield Member(path, float(info.mtime), fault, _extractor(archive, info))


def _extractor(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    def extract() -> IO[bytes]:
        stream = archive.extractfile(info)
        return stream if stream is not None else io.BytesIO()

    return extract


class _Capped(io.RawIOBase):
    """A stream that ends in an error instead of without end."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._left = stream, limit

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise OSError("it unpacks to too much")
        return data

    def readable(self) -> bool:
        return True


def plain_path(name: str) -> tuple[PurePosixPath, bool]:
    """A member's name as a relative path, and whether it led out of the archive."""
    parts = [part for part in name.replace("\\", "/").replace("\0", "").split("/") if part]
    if parts and len(parts[0]) == 2 and parts[0][1] == ":" and parts[0][0].isalpha():
        parts = parts[1:]  # C:\Users\...
    kept = [part for part in parts if part not in (".", "..")]
    return PurePosixPath(*kept or ["nameless"]), ".." in parts
