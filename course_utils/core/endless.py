"""Which loop runs when code is interrupted: a `while` that never ends is worth a word."""

from __future__ import annotations

import ast
import linecache
from pathlib import Path
from types import FrameType

_PACKAGE = str(Path(__file__).parents[1])


def in_while_loop(frame: FrameType | None) -> bool:
    """Whether the code that runs is inside of a while loop of the student's."""
    try:
        while frame is not None:
            name = frame.f_code.co_filename
            if _is_students(name):
                return _in_while(name, frame.f_lineno)
            frame = frame.f_back
    except Exception:  # a source that cannot be read must not hide the interruption
        return False
    return False


def _is_students(name: str) -> bool:
    library = "site-packages" in name or "/lib/python" in name or name.startswith("<frozen")
    return not library and not name.startswith(_PACKAGE)


def _in_while(name: str, line: int) -> bool:
    lines = linecache.getlines(name)
    for node in ast.walk(ast.parse("".join(lines))):
        # Its own test counts: with an empty body most of the time is spent there.
        if isinstance(node, ast.While) and node.lineno <= line <= (node.end_lineno or 0):
            return True
    return False
