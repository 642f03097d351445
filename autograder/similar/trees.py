"""A student's code as a tree that is safe to walk, and what is the same in two of them.

Nothing of it is run. What is too large or too deep for a person's answer has no tree.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

MAX_SOURCE = 20_000  # characters; more is nobody's answer, and parsers have limits
MAX_NODES = 6_000
MAX_DEPTH = 80
_LONGEST = 200  # characters of one text or number that are compared
_NOT_CODE = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
# What says nothing about the answer: places, contexts, and notes for type checkers.
_PASSED_OVER = {"ctx", "kind", "type_comment", "annotation", "returns", "decorator_list",
                "type_ignores", "type_params"}  # fmt: skip
Name = Callable[[str], str]
Defining = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def tree_of(code: str) -> ast.Module | None:
    """The tree, or None: it is not Python, too long, too large or too deep."""
    if len(code) > MAX_SOURCE:
        return None
    for text in (code, _NOT_CODE.sub("pass", code)):  # magics and shell lines are IPython's
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of an escape that Python does not know
                tree = ast.parse(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue
        return tree if _is_small(tree) else None
    return None


def _is_small(tree: ast.AST) -> bool:
    waiting, count = [(tree, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_NODES:
            return False
        waiting += [(child, depth + 1) for child in ast.iter_child_nodes(node)]
    return True


def size_of(node: ast.AST) -> int:
    """How many words of the language stand in it; names that are only bound count as well."""
    return sum(not isinstance(one, ast.expr_context | ast.operator) for one in ast.walk(node))


def dumped(node: ast.AST, name: Name, attribute: Name) -> str:
    """The node as a text that layout, notes on types and the way of writing ``+=`` do not change.

    Args:
        node: of a tree that :func:`tree_of` made.
        name: what to write for a name.
        attribute: what to write for what stands behind a dot.
    """

    def write(one: object) -> str:
        if isinstance(one, list):
            return f"[{' '.join(map(write, one))}]"
        if not isinstance(one, ast.AST):
            return str(one)
        if isinstance(one, ast.Name):
            return name(one.id)
        if isinstance(one, ast.arg):
            return name(one.arg)
        if isinstance(one, ast.Constant):
            return _constant(one.value)
        if isinstance(one, ast.Attribute):
            return f"{write(one.value)}.{attribute(one.attr)}"
        if isinstance(one, ast.AugAssign):
            target = write(one.target)
            return f"({target} = {_operation(target, one.op, write(one.value))})"
        if isinstance(one, ast.AnnAssign) and one.value is not None:
            return f"({write(one.target)} = {write(one.value)})"
        if isinstance(one, ast.Assign) and len(one.targets) == 1:
            return f"({write(one.targets[0])} = {write(one.value)})"
        if isinstance(one, ast.BinOp):
            return _operation(write(one.left), one.op, write(one.right))
        parts = [
            name(value) if field == "name" and isinstance(value, str) else write(value)
            for field, value in ast.iter_fields(one)
            if field not in _PASSED_OVER
        ]
        return f"{type(one).__name__}({' '.join(parts)})"

    return write(node)


def _operation(left: str, sign: ast.operator, right: str) -> str:
    return f"({left} {type(sign).__name__} {right})"


def _constant(value: object) -> str:
    # A number of many digits is not written out: Python refuses to, or takes long.
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)[:_LONGEST]
    if isinstance(value, complex):
        return "complex"
    return repr(value[:_LONGEST] if isinstance(value, str | bytes) else value)


def without_blocks(statement: ast.stmt) -> ast.stmt:
    """The statement without its blocks."""
    if not any(hasattr(statement, field) for field in _BLOCKS):
        return statement
    found: dict[str, Any] = {
        field: [] if field in _BLOCKS and isinstance(value, list) else value
        for field, value in ast.iter_fields(statement)
    }
    return ast.copy_location(type(statement)(**found), statement)


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def inner_blocks(statement: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks inside a statement, in their order, those of its handlers and cases too."""
    for field in _BLOCKS:
        value = getattr(statement, field, None)
        if not isinstance(value, list):
            continue
        if field in ("handlers", "cases"):
            for one in value:
                yield one.body
        elif value:
            yield value


def without_docstring(block: list[ast.stmt]) -> list[ast.stmt]:
    """The block without a text at its start."""
    match block[:1]:
        case [ast.Expr(value=ast.Constant(value=str()))]:
            return block[1:]
    return block
