"""A CSV in which single cells are exchanged and every other byte stays."""

from __future__ import annotations

import csv
import io
import string
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from autograder.collect.csvfile import read_text, separator_of
from autograder.collect.spreadsheet import as_text
from autograder.errors import Refused
from autograder.marks.csv_cells import guarded, quoted_cell


@dataclass(slots=True)
class RawTable:
    """The cells of a CSV as they stand in it, quotes and line ends included.

    Attributes:
        rows: the raw cells of each line.
        ends: each line's own line end.
        head: what stands before the first line: a mark of the encoding, ``sep=;``.
        separator: between cells.
        encoding: of the file.
    """

    rows: list[list[str]]
    ends: list[str]
    head: str
    separator: str
    encoding: str

    def cell(self, row: int, column: int | None) -> str:
        """The text of a cell; empty where there is none."""
        if column is None or column >= len(self.rows[row]):
            return ""
        return self.number(row, column).strip()

    def given_id(self, row: int, column: int | None) -> str:
        """The text of a cell that holds an id, without what kept it from being a number."""
        return as_text(self.cell(row, column))

    def number(self, row: int, column: int) -> str:
        """The text of a cell as an LMS reads a number: of blanks it knows the plain ones alone."""
        cells = self.rows[row]
        return plain_cell(cells[column]).strip(string.whitespace) if column < len(cells) else ""

    def put(self, row: int, column: int, text: str) -> None:
        """Exchange a cell's text; in quotes if it was in quotes before."""
        cells = self.rows[row]
        cells += [""] * (column + 1 - len(cells))
        was_quoted = cells[column].lstrip().startswith('"')
        text = guarded(text)
        cells[column] = (
            '"' + text.replace('"', '""') + '"' if was_quoted else quoted_cell(text, self.separator)
        )

    def guard(self, ids: Container[int] = ()) -> list[tuple[int, int]]:
        """Make every cell that a spreadsheet would compute harmless; says which.

        Args:
            ids: the columns that hold ids: an LMS does not know what keeps them text. In other
                columns an apostrophe is what somebody wrote.
        """
        found = []
        for number, cells in enumerate(self.rows):
            for column, raw in enumerate(cells):
                text = plain_cell(raw)
                meant = as_text(text)
                if meant != text and (column in ids or not text.startswith("'")):
                    cells[column] = raw = quoted_cell(meant, self.separator)
                    text = meant
                if guarded(text) != text:
                    cells[column] = quoted_cell(guarded(text), self.separator)
                    found.append((number, column))
        return found

    def text(self) -> str:
        """The whole file."""
        lines = [
            self.separator.join(cells) + end
            for cells, end in zip(self.rows, self.ends, strict=True)
        ]
        return self.head + "".join(lines)

    def to_bytes(self) -> bytes:
        """The whole file in its own encoding."""
        return self.text().encode(self.encoding, "replace")


def read_raw(path: Path, what: str) -> RawTable:
    """A CSV, cut into its raw cells.

    Raises:
        Refused: it cannot be read, or a quote in it never ends.
    """
    text, encoding = read_text(path, what)
    head = "\ufeff" if text.startswith("\ufeff") else ""
    separator = separator_of(text)
    text = text[len(head) :]
    if text.lower().startswith("sep="):
        first = text.splitlines(keepends=True)[0]
        head, text = head + first, text[len(first) :]
    rows, ends = _cut(text, separator, path, what)
    return RawTable(rows, ends, head, separator, encoding)


def _cut(text: str, separator: str, path: Path, what: str) -> tuple[list[list[str]], list[str]]:
    rows: list[list[str]] = []
    ends: list[str] = []
    cells: list[str] = []
    start = position = 0
    inside = False
    while position < len(text):
        c = text[position]
        if c == '"':
            inside = not inside  # a doubled quote leaves and enters again
        elif not inside and c == separator:
            cells.append(text[start:position])
            start = position + 1
        elif not inside and c in "\r\n":
            end = "\r\n" if text.startswith("\r\n", position) else c
            rows.append([*cells, text[start:position]])
            ends.append(end)
            cells, start = [], position + len(end)
            position = start
            continue
        position += 1
    if inside:
        raise Refused(f"the {what} {path} cannot be read: a quotation mark in it never ends.")
    if cells or start < len(text):
        rows.append([*cells, text[start:]])
        ends.append("")
    return rows, ends


def plain_cell(raw: str) -> str:
    """The text that a raw cell stands for."""
    if '"' not in raw:
        return raw
    rows = list(csv.reader(io.StringIO(raw.strip(), newline=""), delimiter="\x1f"))
    return "\n".join("".join(row) for row in rows)
