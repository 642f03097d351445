"""Compiling a changed text so that its run can be ended."""

from __future__ import annotations

import ast
import math
import re
import warnings
from types import CodeType
from typing import Any

from course_utils.diagnosis.seen import FILE

_EVERYTHING = ("BaseException", "KeyboardInterrupt", "SystemExit")
_MOST = 10_000_000  # elements of a list, characters of a text
_MOST_BITS = 23  # of a whole number that may become a size
_POWER, _TIMES = "_a_power", "_many_times"
# Squares, as most answers have them, are none of what has to be looked at.
_TO_LOOK_AT = re.compile(
    r"\bexcept\b|\*\*(?!\s*[0-4](?![\w.]))|[\]'\"]\s*\*(?!\*)|(?<!\*)\*\s*[\['\"]"
)


def compiled(text: str) -> CodeType:
    """The code of a text in which nothing catches what ends a run, and no number grows too large.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: Python cannot compile it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if not _TO_LOOK_AT.search(text):
            return compile(text, FILE, "exec", dont_inherit=True)
        tree = ast.parse(text)
        tree = ast.fix_missing_locations(_Tamed().visit(tree))
        return compile(tree, FILE, "exec", dont_inherit=True)


def helpers() -> dict[str, object]:
    """What such code calls."""
    return {_POWER: _power, _TIMES: _times}


class _Tamed(ast.NodeTransformer):
    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        parts = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = [one.id if isinstance(one, ast.Name) else "" for one in parts]
        if node.type is None or set(names) & set(_EVERYTHING):
            node.type = ast.copy_location(ast.Name("Exception", ast.Load()), node)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow) and not _is_small(node.right):
            return _call(_POWER, node, node.left, node.right)
        if isinstance(node.op, ast.Mult) and (_is_row(node.left) or _is_row(node.right)):
            return _call(_TIMES, node, node.left, node.right)
        return node


def _is_small(node: ast.expr) -> bool:
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, float) or (isinstance(value, int) and value <= 4)


def _is_row(node: ast.expr) -> bool:
    is_made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    if is_made and node.func.id == _TIMES:  # type: ignore[attr-defined]
        return True
    return isinstance(node, ast.List | ast.Tuple) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _call(name: str, node: ast.AST, *args: ast.expr) -> ast.AST:
    function = ast.copy_location(ast.Name(name, ast.Load()), node)
    return ast.copy_location(ast.Call(function, list(args), []), node)


def _power(base: Any, exponent: Any) -> Any:
    both = type(base) is int and type(exponent) is int
    if both and abs(base) > 1 and exponent * math.log2(abs(base)) > _MOST_BITS:
        raise MemoryError
    return base**exponent


def _times(left: Any, right: Any) -> Any:
    for row, count in ((left, right), (right, left)):
        is_row = type(count) is int and isinstance(row, list | tuple | str | bytes)
        if is_row and len(row) * count > _MOST:
            raise MemoryError
    return left * right
