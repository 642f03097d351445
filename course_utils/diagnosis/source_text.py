"""A student's cell as a text in which pieces are replaced: which part counts, and where it stands.

Only what defines the exercise's symbol is kept, on the lines where it stood; what else the cell
does (prints, training runs, downloads) is never run again.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

MOST_LINES = 400
MOST_CHARACTERS = 20_000

# Whoever speaks of these does what a repetition would do again, or hides what is defined.
_HAZARDOUS_NAMES = {
    *("open", "exec", "eval", "compile", "input", "globals", "__import__"),
    *("breakpoint", "sys", "os", "signal", "gc", "inspect", "builtins", "__builtins__"),
}
_HAZARDS = {
    *("importlib", "runpy"),
    *("subprocess", "shutil", "Path", "pathlib", "socket", "requests", "urllib"),
    *("threading", "Thread", "multiprocessing", "concurrent", "asyncio", "ctypes"),
    *("savefig", "to_csv", "tofile", "write_text", "write_bytes", "get_ipython"),
    *("set_default_device", "hub", "set_default_dtype", "set_num_threads", "DataParallel"),
}
_FILES = {"save", "load"}  # harmless where they go to a buffer in memory
_LIBRARIES = {"torch", "nn", "F", "optim", "math", "np", "numpy", "plt"}

DefNode = ast.FunctionDef | ast.AsyncFunctionDef
Piece = tuple[int, int]


@dataclass(frozen=True)
class SourceText:
    """A text, its syntax, and where nodes stand in it.

    Attributes:
        text: valid Python; lines that do not count are empty.
        tree: its syntax.
    """

    text: str
    tree: ast.Module

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins, in characters; one more at the end."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        return starts

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends."""
        return lines_of(self.text)

    def offset(self, line: int, column: int) -> int:
        """The character at a line, from 1, and a column in bytes of UTF-8, as Python counts."""
        row = self.lines[line - 1]
        if not row.isascii():
            column = len(row.encode()[:column].decode(errors="ignore"))
        return self.starts[line - 1] + column

    def span(self, node: ast.AST) -> Piece:
        """Where a node begins and ends, in characters."""
        start = self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        end = self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
        return start, end

    def of(self, node: ast.AST) -> str:
        """The text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_at(self, offset: int) -> int:
        """The line, from 1, of a character."""
        low, high = 0, len(self.starts) - 1
        while low + 1 < high:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= offset else (low, middle)
        return low + 1


def lines_of(text: str) -> list[str]:
    """The lines with their ends, as Python counts them: form feeds and their like end none."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


@dataclass(frozen=True)
class Subject:
    """What of a cell defines an exercise's symbol.

    Attributes:
        source: the cell's text with everything else taken out.
        symbol: the name that the exercise asks for.
        functions: where to look for the mistake, the exercise's own function first.
        is_class_given: the symbol is a class that stands in another cell: methods go into it.
    """

    source: SourceText
    symbol: str
    functions: tuple[DefNode, ...]
    is_class_given: bool = False
    free: frozenset[str] = field(default=frozenset())


def subject_of(text: str, symbol: str, method: str, defines: Sequence[str]) -> Subject | None:
    """What of the text defines the symbol; None where it does not, or where that is not safe.

    Args:
        text: of the cell, valid Python.
        symbol: the exercise's.
        method: of an exercise on one method, its name; else empty.
        defines: the names of the functions that hold the exercise's stub.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: Python cannot read it.
    """
    if len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    kept = _relevant(tree, symbol, method)
    if kept is None:
        return None
    source = _only(text, tree, kept)
    used = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)}
    if is_hazardous(source.tree, used):
        return None
    is_made = any(
        isinstance(one, ast.ClassDef) and one.name == symbol and not _names(one.bases, symbol)
        for one in source.tree.body
    )
    functions = tuple(_functions(source.tree, symbol, method, defines))
    given = not is_made and any(_names([one], symbol) for one in source.tree.body)
    return Subject(source, symbol, functions, given, frozenset(used))


def _relevant(tree: ast.Module, symbol: str, method: str) -> list[ast.stmt] | None:
    """The statements that bind the symbol, and the functions of the same cell that they need."""
    own = [one for one in tree.body if _binds(one, symbol, method)]
    if not own:
        return None
    helpers: dict[str, list[ast.stmt]] = {}
    for one in tree.body:
        for name in _helper_names(one):
            helpers.setdefault(name, []).append(one)
    kept = list(own)
    for one in kept:  # grows while it is walked
        for node in ast.walk(one):
            if isinstance(node, ast.Name):
                for helper in helpers.pop(node.id, ()):
                    if helper not in kept:
                        kept.append(helper)
    return [one for one in tree.body if one in kept or _is_import(one)]


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)


def _binds(statement: ast.stmt, symbol: str, method: str) -> bool:
    if isinstance(statement, DefNode | ast.ClassDef):
        if statement.name == symbol:
            return True
        return bool(method) and any(
            isinstance(one, ast.Call) and _names(one.args, symbol)
            for one in statement.decorator_list
        )
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return any(
            isinstance(target, ast.Name | ast.Attribute) and _root(target) == symbol
            for target in targets
        )
    if isinstance(statement, ast.If | ast.Try | ast.With):
        return any(
            _binds(one, symbol, method) for one in ast.walk(statement)
            if isinstance(one, ast.stmt) and one is not statement
        )  # fmt: skip
    return False


def _helper_names(statement: ast.stmt) -> Iterator[str]:
    """What a statement defines that is no result of a run: functions, classes, constants."""
    if isinstance(statement, DefNode | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign) and isinstance(
        statement.value, ast.Lambda | ast.Constant | ast.UnaryOp
    ):
        yield from (one.id for one in statement.targets if isinstance(one, ast.Name))


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _names(nodes: Sequence[ast.AST], name: str) -> bool:
    return any(
        isinstance(inner, ast.Name) and inner.id == name
        for node in nodes
        for inner in ast.walk(node)
    )


def _only(text: str, tree: ast.Module, kept: Sequence[ast.stmt]) -> SourceText:
    """The text with nothing but some of its statements, on their lines."""
    lines = lines_of(text)
    wanted = set()
    for one in kept:
        first = min([one.lineno, *(d.lineno for d in getattr(one, "decorator_list", ()))])
        wanted |= set(range(first, (one.end_lineno or first) + 1))
    rows = [row if number in wanted else "\n" for number, row in enumerate(lines, 1)]
    left = "".join(rows).rstrip() + "\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SourceText(left, ast.parse(left))


def is_hazardous(tree: ast.Module, used: set[str]) -> bool:
    """Whether running it again and again could do more than compute."""
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    if used & _HAZARDOUS_NAMES or (used | attributes) & _HAZARDS:
        return True
    if attributes & _FILES and "BytesIO" not in used | attributes:
        return True
    for node in ast.walk(tree):
        is_set = isinstance(node, ast.Call) and _root(node.func) in ("setattr", "delattr")
        if is_set and node.args and _root(node.args[0]) in _LIBRARIES:  # type: ignore[attr-defined]
            return True
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name.split(".")[0] for alias in node.names}
            module = (getattr(node, "module", "") or "").split(".")[0]
            if (names | {module}) & (_HAZARDS | _HAZARDOUS_NAMES) or "*" in names:
                return True
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.Delete):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        if any(isinstance(one, ast.Attribute) and _root(one) in _LIBRARIES for one in targets):
            return True
    return False


def _functions(
    tree: ast.Module, symbol: str, method: str, defines: Sequence[str]
) -> Iterator[DefNode]:
    """The functions in which a mistake may lie: the exercise's own first, of one name the last."""
    found = [node for node in ast.walk(tree) if isinstance(node, DefNode)]
    inner = {id(node) for one in found for node in ast.walk(one) if node is not one}
    outer = [node for node in found if id(node) not in inner]
    wanted = {method} if method else {symbol, *defines}
    last = {node.name: node for node in outer}
    own = [node for node in last.values() if node.name in wanted]
    yield from own
    # Of an exercise on one method, the others are other exercises'.
    other = {"sigmoid", "forward", "backward", "optimize", "train", "__init__"} if method else set()
    yield from (n for n in last.values() if n not in own and n.name not in other)
