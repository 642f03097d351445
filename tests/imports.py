"""What a module of the two packages imports, read from its syntax: nothing is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from autograder.files.paths import ROOT

PACKAGES = ("course_utils", "autograder")


@cache
def modules() -> dict[str, Path]:
    """Every module of the two packages, by its dotted name."""
    paths = (path for name in PACKAGES for path in sorted((ROOT / name).rglob("*.py")))
    return {_dotted(path): path for path in paths}


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(module: str) -> ast.Module:
    """The module's syntax."""
    return ast.parse(modules()[module].read_text("utf-8"))


@cache
def imported(module: str) -> frozenset[str]:
    """The modules that it imports anywhere: at its top, in a function, for types alone."""
    return frozenset(_imported(module))


def _imported(module: str) -> Iterator[str]:
    inside = modules()[module].name == "__init__.py"
    package = module if inside else module.rpartition(".")[0]
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules())
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                named = f"{base}.{alias.name}"
                if named in modules() or base in modules():
                    yield named if named in modules() else base
