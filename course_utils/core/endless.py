"""Which loop runs when code is interrupted: a `while` that never ends is worth a word."""

from __future__ import annotations

import ast
import linecache
from pathlib import Path
from types import FrameType

_PACKAGE = str(Path(__file__).parents[1])
WHILE = (
    "It was in a `while` loop: does its condition ever become false? A counter has to change "
    "inside the loop; `for _ in range(steps)` counts by itself."
)


def say_loop(frame: FrameType | None) -> str:
    """A sentence when the code that runs is inside of a while loop of the student's, else empty."""
    try:
        while frame is not None:
            name = frame.f_code.co_filename
            if _is_students(name):
                return WHILE if _in_while(name, frame.f_lineno) else ""
            frame = frame.f_back
    except Exception:  # a source that cannot be read must not hide the interruption
        return ""
    return ""


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
