"""Reading a student's file down to its cells, whatever it holds.

Everything here runs in the supervisor on bytes that somebody may have made to bring it
down: sizes are limited before anything is parsed, and no pattern is slower than linear.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.submission.remark import Remark

MAX_BYTES = 200 * 1024 * 1024
MAX_CELLS = 2_000
MAX_SOURCE = 200_000  # characters of one cell
# Each comma and bracket may become a Python object of some 60 bytes: 1.2 GB of them.
MAX_VALUES = 20_000_000
# Blanks of one line only: \s runs over line ends, and a cell of empty lines takes minutes.
EXERCISE_LINE = re.compile(r"^[ \t]*#[ \t]*exercise:[ \t]*([a-z0-9-]+)[ \t\r]*$", re.MULTILINE)


class Unreadable(Exception):
    """The file is no notebook; a remark says what was found instead."""

    def __init__(self, remark: Remark) -> None:
        """Args: remark: what was found."""
        super().__init__(remark)
        self.remark = remark

    def __str__(self) -> str:
        return self.remark.text


@dataclass(frozen=True, slots=True)
class StudentCell:
    """One cell of a student's file, reduced to what may matter.

    Attributes:
        attached: by name, what is said to be a PNG in base64.
    """

    source: str
    kind: str
    cell_id: str
    grade_id: str
    cut: bool = False
    attached: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StudentFile:
    """A student's file.

    Attributes:
        cells: in their order.
        remarks: on how they were read.
        release: which it says it is of; a hint only, it may be lost or forged.
    """

    cells: list[StudentCell]
    remarks: list[Remark]
    release: str = ""


def read_cells(data: bytes) -> tuple[list[StudentCell], list[Remark]]:
    """The cells of a student's file and remarks about how they were read.

    Raises:
        Unreadable: not text, not JSON, or no cells in it.
    """
    file = read_file(data)
    return file.cells, file.remarks


def read_file(data: bytes) -> StudentFile:
    """A student's file, as far as it counts.

    Raises:
        Unreadable: not text, not JSON, or no cells in it.
    """
    remarks: list[Remark] = []
    content, rows = _rows(data, remarks)
    cells = [_cell(row) for row in rows]
    if cut := sum(cell.cut for cell in cells):
        remarks.append(Remark("cells-cut", count=cut, limit=MAX_SOURCE))
    return StudentFile(cells, remarks, _release(content))


def read_outputs(data: bytes) -> list[tuple[StudentCell, list[object]]]:
    """The cells of a student's file with what their own runs have left below them.

    Grading never looks at these outputs: they show what the student saw, and may be forged.

    Raises:
        Unreadable: not text, not JSON, or no cells in it.
    """
    found = []
    for row in _rows(data, [])[1]:
        outputs = row.get("outputs")
        found.append((_cell(row), outputs if isinstance(outputs, list) else []))
    return found


def _rows(data: bytes, remarks: list[Remark]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The file's content and its cells, none of them looked at yet."""
    if not data.strip():
        raise Unreadable(Remark("empty-file"))
    if len(data) > MAX_BYTES:
        raise Unreadable(Remark("megabytes-too-many", size=len(data) >> 20, limit=MAX_BYTES >> 20))
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MAX_VALUES:
        raise Unreadable(Remark("values-too-many"))
    content = _parse(_decode(data, remarks))
    if not isinstance(content, dict):
        raise Unreadable(Remark("other-json", type=type(content).__name__))
    rows = content.get("cells")
    if rows is None and isinstance(content.get("worksheets"), list):
        sheets = content["worksheets"]
        rows = [c for s in sheets if isinstance(s, dict) for c in s.get("cells") or []]
        remarks.append(Remark("old-format"))
    if not isinstance(rows, list):
        raise Unreadable(Remark("no-list-of-cells"))
    if not rows:
        raise Unreadable(Remark("no-cells"))
    if len(rows) > MAX_CELLS:
        raise Unreadable(Remark("cells-too-many", count=len(rows), limit=MAX_CELLS))
    return content, [row for row in rows if isinstance(row, dict)]


def _release(content: dict[str, Any]) -> str:
    try:
        found = content["metadata"]["workbook"]["release"]
    except (TypeError, KeyError):
        return ""
    return found if isinstance(found, str) else ""


def _decode(data: bytes, remarks: list[Remark]) -> str:
    for encoding in (
        ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    ):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    remarks.append(Remark("latin-1"))
    return data.decode("latin-1")


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        where = Remark("no-json", error=fault.msg, line=fault.lineno, column=fault.colno)
        raise Unreadable(where) from None
    except RecursionError:
        raise Unreadable(Remark("deep-json")) from None
    except ValueError as fault:  # an integer with thousands of digits
        raise Unreadable(Remark("odd-json", error=str(fault))) from None


def _cell(row: dict[str, Any]) -> StudentCell:
    source = row.get("source", row.get("input", ""))
    if isinstance(source, list):
        source = "".join([part for part in source if isinstance(part, str)])
    if not isinstance(source, str):
        source = ""
    cut = len(source) > MAX_SOURCE
    # A lone surrogate is legal JSON and breaks every encoder after it.
    source = source[:MAX_SOURCE]
    if not source.isascii():
        source = source.encode("utf-8", "replace").decode("utf-8")
    source = source.replace("\x00", "")
    metadata = row.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    kind, cell_id = row.get("cell_type"), row.get("id")
    if cell_id is None and isinstance(metadata, dict):
        cell_id = metadata.get("id")  # where Colab keeps it
    return StudentCell(
        source=source,
        kind=kind if isinstance(kind, str) else "",
        cell_id=cell_id if isinstance(cell_id, str) else "",
        grade_id=grade_id if isinstance(grade_id, str) else "",
        cut=cut,
        attached=_attached(row.get("attachments")),
    )


def _attached(found: object) -> dict[str, object]:
    bundles = found.items() if isinstance(found, dict) else ()
    return {name: data.get("image/png") for name, data in bundles if isinstance(data, dict)}
