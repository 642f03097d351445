"""Edits of operators, constants and conditions."""

from __future__ import annotations

import ast
import re

from course_utils.diagnosis.candidate import Maker

SYMBOLS: dict[type, str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.MatMult: "@", ast.Pow: "**",
    ast.FloorDiv: "//", ast.Mod: "%", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Eq: "==", ast.NotEq: "!=", ast.BitXor: "^", ast.BitAnd: "&", ast.BitOr: "|",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_OTHERS: dict[str, tuple[str, ...]] = {
    "+": ("-", "*"), "-": ("+", "*"), "*": ("@", "/", "+", "**"), "/": ("*", "//"),
    "@": ("*",), "**": ("*",), "//": ("/",), "%": ("//", "/"), "^": ("**",),
    "<": (">", "<=", ">="), "<=": ("<", ">="), ">": ("<", ">=", "<="), ">=": (">", "<="),
    "==": ("!=",), "!=": ("==",), "is": ("is not",), "is not": ("is",), "in": ("not in",),
    "not in": ("in",), "&": ("|",), "|": ("&",),
}  # fmt: skip
_COMMUTES = ("+", "*", "==", "!=", "&", "|")


def operator_edits(make: Maker, node: ast.AST) -> None:
    """Another operator, operands exchanged or left out, another grouping, a sign."""
    if isinstance(node, ast.BinOp):
        _binary(make, node)
    elif isinstance(node, ast.AugAssign):
        _augmented(make, node)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        _comparison(make, node)
    elif isinstance(node, ast.BoolOp):
        _boolean(make, node)
    elif isinstance(node, ast.UnaryOp):
        inner = make.source.of(node.operand)
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            make.replace("sign", node, inner, 1.5, "-… → …")
        elif isinstance(node.op, ast.Not):
            make.replace("condition", node, inner, 1.5, "not … → …")


def _gap(make: Maker, left: ast.AST, right: ast.AST, symbol: str) -> tuple[int, int] | None:
    """Where the operator stands between two operands."""
    start, end = make.source.span(left)[1], make.source.span(right)[0]
    pattern = r"\s+".join(map(re.escape, symbol.split()))
    found = re.search(pattern, make.source.text[start:end])
    return None if found is None else (start + found.start(), start + found.end())


def _binary(make: Maker, node: ast.BinOp) -> None:
    symbol = SYMBOLS.get(type(node.op))
    place = symbol and _gap(make, node.left, node.right, symbol)
    if not symbol or not place:
        return
    left, right = make.source.of(node.left), make.source.of(node.right)
    for other in _OTHERS.get(symbol, ()):
        cost = 1.4 + 0.3 * _OTHERS[symbol].index(other)
        make.add("operator", [(*place, other)], node, cost, f"{symbol} → {other}")
    if symbol not in _COMMUTES:
        lspan, rspan = make.source.span(node.left), make.source.span(node.right)
        spans = [(*lspan, _bracketed(node.right, right)), (*rspan, _bracketed(node.left, left))]
        make.add("operands", spans, node, 1.4, "operands")
    kind = "factor" if symbol in ("*", "/", "//", "@", "**") else "term"
    cost = 1.5 if symbol in "+-" and isinstance(node.right, ast.Constant) else 2.0
    make.replace(kind, node, left, cost, f"… {symbol} {right} → …")
    if symbol in ("+", "*", "@"):
        make.replace(kind, node, right, 2.2, f"{left} {symbol} … → …")
    elif symbol == "-":
        make.replace("term", node, f"-{_bracketed(node.right, right)}", 2.6)
    _grouping(make, node, symbol)
    _regrouped_call(make, node, symbol)


def _bracketed(node: ast.AST, text: str) -> str:
    is_plain = isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.Constant)
    return text if is_plain else f"({text})"


def _grouping(make: Maker, node: ast.BinOp, symbol: str) -> None:
    """a / b * c as a / (b * c), a - b / c as (a - b) / c."""
    right = make.source.of(node.right)
    span = make.source.span(node)
    if isinstance(node.left, ast.BinOp):
        inner = SYMBOLS.get(type(node.left.op), "")
        a, b = make.source.of(node.left.left), make.source.of(node.left.right)
        a = _bracketed(node.left.left, a)
        new = f"{a} {inner} ({b} {symbol} {right})"
        make.add("grouping", [(*span, new)], node, 1.9, f"(a {inner} b) {symbol} c")
    if isinstance(node.right, ast.BinOp):
        inner = SYMBOLS.get(type(node.right.op), "")
        b, c = make.source.of(node.right.left), make.source.of(node.right.right)
        left = make.source.of(node.left)
        c = _bracketed(node.right.right, c)
        new = f"({left} {symbol} {b}) {inner} {c}"
        make.add("grouping", [(*span, new)], node, 1.9, f"a {symbol} (b {inner} c)")


def _regrouped_call(make: Maker, node: ast.BinOp, symbol: str) -> None:
    """f(a) + b as f(a + b), a.f() + b as (a + b).f(), where f takes one value."""
    span, right = make.source.span(node), make.source.of(node.right)
    call = node.left
    if not isinstance(call, ast.Call) or call.keywords:
        return
    head = make.source.of(call.func)
    if isinstance(call.func, ast.Attribute) and not call.args:
        value = make.source.of(call.func.value)
        new = f"({value} {symbol} {right}).{call.func.attr}()"
        make.add("grouping", [(*span, new)], node, 1.9, "a.f() + b")
    elif len(call.args) == 1 and not isinstance(call.args[0], ast.Starred):
        new = f"{head}({make.source.of(call.args[0])} {symbol} {right})"
        make.add("grouping", [(*span, new)], node, 1.9, "f(a) + b")


def regrouped_operation(make: Maker, call: ast.Call) -> None:
    """f(a + b) as f(a) + b, (a + b).f() as a.f() + b."""
    span = make.source.span(call)
    if call.keywords or len(call.args) > 1:
        return
    is_method = isinstance(call.func, ast.Attribute) and not call.args
    inner = call.func.value if is_method else call.args[0] if call.args else None  # type: ignore[attr-defined]
    if not isinstance(inner, ast.BinOp):
        return
    symbol = SYMBOLS.get(type(inner.op), "")
    left, right = (make.source.of(one) for one in (inner.left, inner.right))
    plain = _bracketed(inner.left, left)
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    head = "" if is_method else make.source.of(call.func)
    tail = f".{name}()" if is_method else ""
    around_left = f"{plain}{tail}" if is_method else f"{head}({left})"
    around_right = f"{_bracketed(inner.right, right)}{tail}" if is_method else f"{head}({right})"
    for new in (f"{around_left} {symbol} {right}", f"{left} {symbol} {around_right}"):
        make.add("grouping", [(*span, f"({new})")], call, 1.9, "f(a + b)")


def _augmented(make: Maker, node: ast.AugAssign) -> None:
    symbol = SYMBOLS.get(type(node.op))
    place = symbol and _gap(make, node.target, node.value, f"{symbol}=")
    if not symbol or not place:
        return
    for other in _OTHERS.get(symbol, ()):
        make.add("operator", [(*place, f"{other}=")], node, 1.5, f"{symbol}= → {other}=")
    make.add("assignment", [(*place, "=")], node, 1.6, f"{symbol}= → =")


def _comparison(make: Maker, node: ast.Compare) -> None:
    symbol = SYMBOLS.get(type(node.ops[0]))
    place = symbol and _gap(make, node.left, node.comparators[0], symbol)
    if not symbol or not place:
        return
    for other in _OTHERS.get(symbol, ()):
        make.add("condition", [(*place, other)], node, 1.5, f"{symbol} → {other}")
    make.replace("condition", node, make.source.of(node.left), 2.2)


def _boolean(make: Maker, node: ast.BoolOp) -> None:
    symbol, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    place = _gap(make, node.values[0], node.values[1], symbol)
    if place and len(node.values) == 2:
        make.add("condition", [(*place, other)], node, 2.0, f"{symbol} → {other}")
    for value in node.values[:2]:
        make.replace("condition", node, make.source.of(value), 2.3)


def constant_edits(make: Maker, node: ast.Constant, parent: ast.AST | None, kind: str) -> None:
    """A number near by, the other truth value.

    Args:
        make: takes the edits.
        node: the constant.
        parent: what it stands in: of -1 the minus belongs to it.
        kind: constant, or axis, keepdim, index where it is one.
    """
    value, whole = node.value, node
    if isinstance(value, bool):
        make.replace(kind, node, str(not value), 1.3, f"{value} → {not value}")
        return
    place: ast.AST = node
    if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub):
        value, place = -value if isinstance(value, int | float) else value, parent
    if isinstance(value, int):
        near = (0, 1, -1, 2, -2) if kind in ("axis", "index") else (value + 1, value - 1, 0, 2)
        others = [other for other in dict.fromkeys(near) if other != value]
        if kind == "constant" and value not in (1, 2):
            others = [*others, 1]
        for number, other in enumerate(others):
            cost = 1.2 + 0.25 * number if kind in ("axis", "index") else 1.6 + 0.2 * number
            make.replace(kind, place, str(other), cost, f"{value} → {other}")
    elif isinstance(value, float):
        near_by = dict.fromkeys((1 - value, 2 * value, value / 2, 1.0, 0.0, value / 10, value * 10))
        for number, near_value in enumerate(near_by):
            if near_value != value:
                new = f"{near_value:g}"
                make.replace(kind, place, new, 1.9 + 0.15 * number, f"{value} → {new}")
        for magnitude in ("1e-8", "1e-6", "1e-7", "1e-5", "1e-3", "1e-12"):
            if 0 < abs(value) < 0.01 and float(magnitude) != value:
                make.replace(kind, place, magnitude, 2.4, f"{value} → {magnitude}")
        for usual in (0.9, 0.999, 0.99, 0.5, 0.1, 0.01):
            if 0.001 < abs(value) < 1 and usual != value:
                cost = 1.9 if isinstance(parent, ast.arguments) else 2.6
                make.replace(kind, place, f"{usual:g}", cost, f"{value} → {usual:g}")
    elif value is None and whole is node:
        make.replace(kind, node, "True", 2.5)
