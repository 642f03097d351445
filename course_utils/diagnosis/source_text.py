"""A student's cell as a text in which pieces are replaced: which part counts, and where it stands.

Only what defines the exercise's symbol is kept, on the lines where it stood; what else the cell
does (prints, training runs, downloads) is never run again.
"""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import CodeType

from course_utils.diagnosis.hazards import globals_of, is_hazardous, root_of
from course_utils.diagnosis.typed import TypedText, plain_python

MOST_LINES = 400
MOST_CHARACTERS = 20_000

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
        return min(max(bisect_right(self.starts, offset), 1), max(len(self.starts) - 1, 1))


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
        typed: the text as it was typed.
        looked_up: the names of the notebook that it uses.
    """

    source: SourceText
    symbol: str
    functions: tuple[DefNode, ...]
    typed: TypedText
    looked_up: frozenset[str] = field(default=frozenset())


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
    typed = TypedText(text)
    text = plain_python(text)
    tree = _parsed(text)
    kept = _relevant(tree, symbol, method)
    if kept is None:
        return None
    left = _only(text, tree, kept)
    whole = _parsed(left)
    if is_hazardous(whole):
        return None
    code = compile(left, "<cell>", "exec", dont_inherit=True)
    source = SourceText(left, _without_inner_texts(whole))
    functions = tuple(_functions(source.tree, symbol, method, defines))
    return Subject(source, symbol, functions, typed, _looked_up(source.tree, code))


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _without_inner_texts(tree: ast.Module) -> ast.Module:
    """The same with f-strings that have nothing in them: Python 3.11 says wrongly where it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            node.values = []
    return tree


def _looked_up(tree: ast.Module, code: CodeType) -> frozenset[str]:
    """The names that it uses and does not make itself before."""
    made = set()
    for one in tree.body:
        if isinstance(one, DefNode | ast.ClassDef):
            made.add(one.name)
        elif isinstance(one, ast.Import | ast.ImportFrom):
            made |= {(alias.asname or alias.name).split(".")[0] for alias in one.names}
    at_once = {
        node.id
        for one in tree.body
        for part in _run_at_once(one)
        for node in ast.walk(part)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    return globals_of(code) - (made - at_once)


def _run_at_once(statement: ast.stmt) -> Sequence[ast.AST]:
    """What of a statement runs when it is reached; the bodies of functions do not."""
    if isinstance(statement, DefNode):
        return [*statement.decorator_list, statement.args]
    return [statement]


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
            isinstance(target, ast.Name | ast.Attribute) and root_of(target) == symbol
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


def _names(nodes: Sequence[ast.AST], name: str) -> bool:
    return any(
        isinstance(inner, ast.Name) and inner.id == name
        for node in nodes
        for inner in ast.walk(node)
    )


def _only(text: str, tree: ast.Module, kept: Sequence[ast.stmt]) -> str:
    """The text with nothing but some of its statements, on their lines."""
    wanted = set()
    for one in kept:
        wanted |= set(_lines(one))
    whole = SourceText(text, tree)
    for one in reversed(tree.body):
        if one not in kept and wanted & set(_lines(one)):
            start, end = whole.span(one)  # another statement of the same line
            wanted |= set(_lines(one))
            nothing = re.sub(r"[^\n]", " ", text[start + 1 : end])
            text = f"{text[:start]}0{nothing}{text[end:]}"
    rows = [row if number in wanted else "\n" for number, row in enumerate(lines_of(text), 1)]
    return "".join(rows).rstrip() + "\n"


def _lines(statement: ast.stmt) -> range:
    above = [one.lineno for one in getattr(statement, "decorator_list", ())]
    first = min([statement.lineno, *above])
    return range(first, (statement.end_lineno or first) + 1)


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
