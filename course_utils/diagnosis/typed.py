"""A cell as it was typed, and the plain Python that it stands for."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from functools import cached_property

from course_utils.core.place import MOST, Place

_LONGEST = 4 * MOST  # characters of a line that is shown
_TAB = 8
_MAGIC = re.compile(r"^(\s*)(?:[%!?]|[\w., ]+=\s*[!%]|[\w.]+\?+\s*$)")
_CELL_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun")


@dataclass(frozen=True)
class TypedText:
    """The text as it was typed; what is told of places is told of it.

    Attributes:
        text: of the cell or file.
    """

    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return _same_ends(self.text).split("\n")

    def place(self, line: int, column: int, end: int, row: str, function: str) -> Place | None:
        """A piece of a line; None where the typed line does not have it.

        Args:
            line: from 1.
            column, end: in the row of the plain text.
            row: that line in the plain text.
            function: the name of what it stands in.
        """
        if not 0 < line <= len(self.lines):
            return None
        typed = self.lines[line - 1].rstrip()[:_LONGEST]
        moved = _indent(typed) - _indent(row)
        begin, stop = column + moved, min(end + moved, len(typed))
        if begin < 0:
            return None
        begin += _indent(typed[begin:stop])
        piece = typed[begin:stop]
        if not piece or row[begin - moved : stop - moved] != piece:
            return None
        return Place(line, begin, stop, piece, typed, function[:MOST])


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def _same_ends(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def plain_python(text: str) -> str:
    """Python of as many lines: ends of one kind, no tabs before a line, no notebook's magics.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: Python cannot read it.
    """
    text = _same_ends(text)
    try:
        tree = _parsed(text)
    except SyntaxError:
        text = _without_magics(text)
        tree = _parsed(text)
    return _with_spaces(text, tree) if "\t" in text else text


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _without_magics(text: str) -> str:
    rows = text.split("\n")
    first = next((row for row in rows if row.strip()), "")
    if first.startswith("%%") and first.split()[0] not in _CELL_MAGICS:
        raise SyntaxError("another language")
    goes_on = False
    for number, row in enumerate(rows):
        found = _MAGIC.match(row)
        if found or goes_on:
            indent = found.group(1) if found else ""
            rows[number] = f"{indent}pass" if indent else ""
            goes_on = row.endswith("\\")
    return "\n".join(rows)


def _with_spaces(text: str, tree: ast.Module) -> str:
    """Spaces for the tabs that lines begin with, except in texts of several lines."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno:
            inside |= set(range(node.lineno + 1, (node.end_lineno or 0) + 1))
    rows = text.split("\n")
    for number, row in enumerate(rows, 1):
        indent = row[: _indent(row)]
        if "\t" in indent and number not in inside:
            rows[number - 1] = indent.expandtabs(_TAB) + row[len(indent) :]
    return "\n".join(rows)
