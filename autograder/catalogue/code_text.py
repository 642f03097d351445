"""The text of an answer that stands in the catalogue as code."""

from __future__ import annotations

import ast
import inspect
import linecache
import re
import textwrap
from collections.abc import Callable
from functools import cache


def source_of(written: Callable) -> str:
    """The text of a function or class of the catalogue, without the catalogue's decorators."""
    code = getattr(written, "make", written)  # one with a memory is made by a function
    file = inspect.getsourcefile(code) or ""
    if isinstance(code, type) and code.__name__ in _classes(file):
        lines = _classes(file)[code.__name__]
    else:
        lines = textwrap.dedent(inspect.getsource(code)).splitlines(keepends=True)
    start = next(i for i, line in enumerate(lines) if line.startswith(("def ", "class ")))
    kept = [line for line in lines[:start] if line.startswith("@torch.")]
    return "".join(kept + lines[start:])


@cache
def _classes(file: str) -> dict[str, list[str]]:
    """The lines of a module's classes; inspect would parse the whole module for each of them."""
    lines = linecache.getlines(file)
    tree = ast.parse("".join(lines))
    return {
        node.name: lines[node.lineno - 1 : node.end_lineno]
        for node in reversed(tree.body)  # of two, the first, as inspect has it
        if isinstance(node, ast.ClassDef)
    }


def renamed(source: str, old: str, new: str) -> str:
    """A definition's text under another name."""
    return re.sub(rf"(?<![\w.]){re.escape(old)}(?!\w)", new, source)
