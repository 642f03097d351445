"""CSV as LMSs and spreadsheets really write it: any separator, any of their encodings."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import Refused

_SEPARATORS = (",", ";", "\t")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods, xls


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV's cells, and how it was written.

    Attributes:
        header: the first line's cells, without spaces around them.
        rows: the other lines, with their line number in the file.
        encoding: as Python calls it; writing with it gives the same start of file.
        separator: between cells.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str
    separator: str


def read_text(path: Path, what: str) -> tuple[str, str]:
    """A file's text and its encoding; encoding the text again gives the same bytes.

    Raises:
        Refused: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise Refused(f"the {what} {path} cannot be read ({fault.strerror}).") from None
    if data.startswith(_SPREADSHEETS):
        raise Refused(f"the {what} {path} is a spreadsheet's own file: save it as CSV UTF-8.")
    encoding = _encoding(data)
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as fault:
        raise Refused(
            f"the {what} {path} cannot be read as {encoding} ({fault.reason}): save it as "
            "CSV UTF-8."
        ) from None


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Not "utf-16": that would forget which of the two it was.
        return "utf-16-le" if data.startswith(b"\xff") else "utf-16-be"
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if b"\0" in data[:200]:
        return "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"  # what a Western Excel writes
    return "utf-8"


def separator_of(text: str) -> str:
    """The character between cells: the one that the first line has most of."""
    lines = text.lstrip("\ufeff").splitlines()
    first = lines[0] if lines else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]
    return max(_SEPARATORS, key=first.count)


def read_table(path: Path, what: str) -> CsvTable:
    """The cells of a CSV.

    Args:
        path: the file.
        what: what it is called in a complaint: "roster".

    Raises:
        Refused: it cannot be read or is empty.
    """
    text, encoding = read_text(path, what)
    separator = separator_of(text)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator)
    lines: list[tuple[int, tuple[str, ...]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not _says_separator(row):
                lines.append((reader.line_num, tuple(cell.strip() for cell in row)))
    except csv.Error as fault:
        raise Refused(f"the {what} {path} cannot be read ({fault}).") from None
    if not lines:
        raise Refused(f"the {what} {path} is empty: it needs a first line with column names.")
    return CsvTable(lines[0][1], tuple(lines[1:]), encoding, separator)


def _says_separator(row: list[str]) -> bool:
    return row[0].lower().startswith("sep=") and not "".join(row[1:])
