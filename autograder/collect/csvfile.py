"""CSV as LMSs and spreadsheets really write it: any separator, any of their encodings."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.collect.spreadsheet import as_text
from autograder.errors import Refused

_SEPARATORS = (",", ";", "\t")
_END = "\x04"
_WESTERN = "cp1252"  # what a Western Excel writes
_ACCENTED = "À-ÖØ-öø-ÿŠŒŽšœžŸ"
# No Western word has one of these; °, ² and µ stand beside letters in what teachers write.
_SIGNS = "¡-¦¨¬-¯±³´¶¸¹¼-¿×÷ƒˆ˜†‡‰"
_LETTER = rf"[A-Za-z{_ACCENTED}]"
# Korean, Japanese, Chinese and Polish give signs inside words; Cyrillic and Greek accents alone.
_NO_WORD = re.compile(
    rf"\w*(?:{_LETTER}[{_SIGNS}]|[{_SIGNS}]{_LETTER})[\w{_SIGNS}]*"
    rf"|(?<![A-Za-z{_ACCENTED}])[{_ACCENTED}]{{3,}}(?![A-Za-z])"
)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods, xls


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV's cells, and how it was written.

    Attributes:
        header: the first line's cells, without spaces around them.
        rows: the other lines, each with the number of its first line in the file.
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
        return _WESTERN
    return "utf-8"


def _check_western(text: str, path: Path, what: str) -> None:
    """Refuse letters of another script that were read as Western ones: nobody is called so.

    Raises:
        Refused: a word holds signs that no Western word does, or is made of accents alone.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if found := _NO_WORD.search(line):
            raise Refused(
                f"the {what} {path} is neither in UTF-8 nor in a Western code page: line {number} "
                f"would read {found[0][:40]!r}. Save it as CSV UTF-8 where it was made (Excel: "
                "File > Save As > CSV UTF-8), or take the LMS's own export as it comes."
            )


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
    if encoding == _WESTERN:
        _check_western(text, path, what)
    separator = separator_of(text)
    # One more line: whatever stands in it, a quotation mark that never ends has swallowed it.
    file = io.StringIO(text.lstrip("\ufeff") + f"\r\n{_END}", newline="")
    reader = csv.reader(file, delimiter=separator)
    lines: list[tuple[int, tuple[str, ...]]] = []
    before = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row) and not _says_separator(row):
                lines.append((before + 1, tuple(as_text(cell.strip()) for cell in row)))
            before = reader.line_num
    except csv.Error as fault:
        raise Refused(f"the {what} {path} cannot be read ({fault}).") from None
    number, last = lines.pop()
    if last != (_END,):
        raise Refused(
            f"the {what} {path} cannot be read: a quotation mark in line {number} never ends."
        )
    if not lines:
        raise Refused(f"the {what} {path} is empty: it needs a first line with column names.")
    # A title that was broken into two lines is the same title.
    header = tuple(" ".join(cell.split()) for cell in lines[0][1])
    return CsvTable(header, tuple(lines[1:]), encoding, separator)


def _says_separator(row: list[str]) -> bool:
    return row[0].lower().startswith("sep=") and not "".join(row[1:])
