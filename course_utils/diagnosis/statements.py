"""Edits of whole statements: left out, moved, doubled, into or out of a block, returned."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence
from itertools import pairwise

from course_utils.diagnosis.candidate import Maker
from course_utils.diagnosis.operators import SYMBOLS
from course_utils.diagnosis.source_text import DefNode

_BLOCKS = ast.For | ast.While | ast.With | ast.If | ast.AsyncFor | ast.AsyncWith


def statement_edits(make: Maker, function: DefNode) -> None:
    """The edits of the statements of one function."""
    for block in blocks_of(function):
        body = _own(block)
        for number, statement in enumerate(body):
            _deleted(make, statement, is_again=_stands_again(make, body, number))
            if number + 1 < len(body):
                _both_deleted(make, statement, body[number + 1])
            _values(make, statement, is_last=number == len(body) - 1 and block is function.body)
        _moved(make, body)
        _exchanged(make, body)
        for number, statement in enumerate(body):
            if isinstance(statement, _BLOCKS) and whole_lines(make, statement):
                _into(make, body, number, statement)
                _out_of(make, statement)
                _without(make, statement)


def blocks_of(function: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every list of statements in a function, without those of inner definitions' docstrings."""
    for node in ast.walk(function):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block
        if isinstance(node, ast.Try):
            yield from (handler.body for handler in node.handlers)


def _own(block: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Without a docstring."""
    is_text = isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant)
    return list(block[1:] if is_text else block)


def whole_lines(make: Maker, statement: ast.stmt) -> bool:
    """Whether nothing else stands on the statement's lines."""
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    start, end = make.source.span(statement)
    before = make.source.text[make.source.starts[first - 1] : start]
    behind = make.source.text[end : make.source.starts[last]].strip()
    return not before.strip() and (not behind or behind.startswith("#"))


def lines_span(make: Maker, *statements: ast.stmt) -> tuple[int, int]:
    """From the first statement's line to behind the last one's."""
    first = statements[0]
    above = [first.lineno, *(one.lineno for one in getattr(first, "decorator_list", ()))]
    last = statements[-1].end_lineno or statements[-1].lineno
    return make.source.starts[min(above) - 1], make.source.starts[last]


def indented(make: Maker, statements: Sequence[ast.stmt], column: int) -> str:
    """The statements' lines, shifted so that they begin at a column."""
    start, end = lines_span(make, *statements)
    text = make.source.text[start:end]
    text = text if text.endswith("\n") else f"{text}\n"
    return textwrap.indent(textwrap.dedent(text.expandtabs(4)), " " * column)


def _stands_again(make: Maker, body: Sequence[ast.stmt], number: int) -> bool:
    text = make.source.of(body[number])
    return any(make.source.of(one) == text for one in (*body[:number], *body[number + 1 :]))


def _deleted(make: Maker, statement: ast.stmt, *, is_again: bool) -> None:
    if isinstance(statement, DefNode | ast.ClassDef | ast.Pass | ast.Import | ast.ImportFrom):
        return
    cost = 1.9 if isinstance(statement, ast.Expr | ast.AugAssign) else 2.6
    if isinstance(statement, _BLOCKS | ast.Try):
        cost = 2.6 if isinstance(statement, ast.If) else 3.4
    if is_again:
        cost = 1.0
    make.replace("superfluous", statement, "pass", cost, shown=head_of(statement))


def _both_deleted(make: Maker, one: ast.stmt, other: ast.stmt) -> None:
    """Two statements, one after the other, that do the same kind of thing."""
    if type(one) is type(other) and isinstance(one, ast.Assign | ast.Expr | ast.AugAssign):
        start, end = make.source.span(one)[0], make.source.span(other)[1]
        make.add("superfluous", [(start, end, "pass")], one, 2.5)


def head_of(statement: ast.stmt) -> ast.AST:
    """What of a statement is shown: of a block its condition or what it goes through."""
    if isinstance(statement, ast.For | ast.AsyncFor):
        return statement.iter
    if isinstance(statement, ast.While | ast.If):
        return statement.test
    if isinstance(statement, ast.With | ast.AsyncWith):
        return statement.items[0].context_expr
    return statement


def _values(make: Maker, statement: ast.stmt, *, is_last: bool) -> None:
    text = make.source.of(statement)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0], make.source.of(statement.value)
        if isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
            name = make.source.of(target)
            end = make.source.span(target)[1]
            equal = make.source.text.index("=", end)
            for symbol, cost in (("+=", 1.9), ("-=", 2.1)):
                spans = [(equal, equal + 1, symbol)]
                make.add("assignment", spans, statement, cost, f"= → {symbol}")
            if is_last:
                make.replace("return", statement, f"return {value}", 1.6, "x = … → return …")
            for new in (f"{name}.copy_({value})", f"{name}.data = {value}", f"{name}[:] = {value}",
                        f"{name}.append({value})"):  # fmt: skip
                cost = 2.2 if isinstance(target, ast.Name) else 2.8
                rule = f"= → {new[len(name) : len(name) + 5]}"
                make.replace("assignment", statement, new, cost, rule)
        if isinstance(target, ast.Tuple) and len(target.elts) == 2:
            left, right = (make.source.of(part) for part in target.elts)
            make.replace("order", target, f"{right}, {left}", 1.8, "a, b = → b, a =")
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
        name, value = statement.target.id, make.source.of(statement.value)
        symbol = SYMBOLS.get(type(statement.op), "+")
        new = f"{name} = {name} {symbol} ({value})"
        make.replace("assignment", statement, new, 1.6, "+= → = … +")
        make.replace("assignment", statement, f"{name}.copy_({value})", 2.3, "+= → copy_")
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Attribute | ast.Name):
        end = make.source.span(statement)[1]
        make.add("parentheses", [(end, end, "()")], statement, 0.4)
    if isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Constant):
        if isinstance(statement.value, ast.Yield):
            return
        _not_in_place(make, statement)
        make.replace("return", statement, f"return {text}", 1.6 if is_last else 2.6)
        call = statement.value
        if isinstance(call, ast.Call) and call.args and isinstance(call.func, ast.Name):
            inner = make.source.of(call.args[0])
            make.replace("return", statement, f"return {inner}", 1.4, "print → return")
        lost = statement.value
        if isinstance(lost, ast.BinOp) and isinstance(lost.left, ast.Name):
            symbol, name = SYMBOLS.get(type(lost.op), "+"), lost.left.id
            new = f"{name} {symbol}= {make.source.of(lost.right)}"
            make.replace("assignment", statement, new, 0.6, "a - b → a -= b")
            make.replace("assignment", statement, f"{name} = {text}", 0.8, "a - b → a = a - b")
        kept = _owner(statement.value)
        if kept:
            make.replace("assignment", statement, f"{kept} = {text}", 1.2, "f(x) → x = f(x)")
    if isinstance(statement, ast.Return) and statement.value is not None:
        value = make.source.of(statement.value)
        make.replace("return", statement, f"yield {value}", 2.4, "return → yield")
        if isinstance(statement.value, ast.Tuple):
            parts = [make.source.of(part) for part in statement.value.elts]
            make.replace("order", statement.value, ", ".join(reversed(parts)), 1.6)
            for part in parts[:4]:
                make.replace("return", statement.value, part, 1.8)
    if isinstance(statement, ast.Expr | ast.AugAssign) and whole_lines(make, statement):
        _, end = lines_span(make, statement)
        again = indented(make, [statement], statement.col_offset)
        make.add("repeated", [(end, end, again)], statement, 3.0, adds=True)


def _not_in_place(make: Maker, statement: ast.Expr) -> None:
    """x.f_(…) as x = x.f(…)."""
    call = statement.value
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        name, owner = call.func.attr, make.source.of(call.func.value)
        if name.endswith("_") and not name.endswith("__"):
            text = make.source.of(call).replace(f".{name}(", f".{name[:-1]}(", 1)
            make.replace("assignment", statement, f"{owner} = {text}", 1.6, "f_ → = f")


def _owner(value: ast.expr) -> str:
    """x of x.f(…), where x is a name."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        owner = value.func.value
        if isinstance(owner, ast.Name) and owner.id not in ("torch", "F", "nn", "self"):
            return owner.id
        if isinstance(owner, ast.Name) and value.args and isinstance(value.args[0], ast.Name):
            return value.args[0].id
    return ""


def _moved(make: Maker, body: Sequence[ast.stmt]) -> None:
    """A statement to another place of its block."""
    if not 2 <= len(body) <= 9 or not all(whole_lines(make, one) for one in body):
        return
    for number, statement in enumerate(body):
        if isinstance(statement, DefNode | ast.ClassDef | ast.Import):
            continue
        start, end = lines_span(make, statement)
        text = make.source.text[start:end]
        text = text if text.endswith("\n") else f"{text}\n"
        for target in range(len(body) + 1):
            if target in (number, number + 1):
                continue
            if isinstance(statement, ast.Return) and target < number:
                continue
            at = (
                lines_span(make, body[target])[0] if target < len(body)
                else lines_span(make, body[-1])[1]
            )  # fmt: skip
            far = abs(target - number) if target < number else target - number - 1
            make.add(
                "order", [(start, end, ""), (at, at, text)], head_of(statement),
                1.9 + 0.25 * far, f"line {number} to {target}",
            )  # fmt: skip


def _exchanged(make: Maker, body: Sequence[ast.stmt]) -> None:
    """The values of two assignments, or what two nested loops go through, exchanged."""
    pairs: list[tuple[ast.expr, ast.expr]] = []
    loops: list[tuple[ast.expr, ast.expr]] = []
    for one, other in pairwise(body):
        if isinstance(one, ast.Assign) and isinstance(other, ast.Assign):
            pairs.append((one.value, other.value))
    for one in body:
        if isinstance(one, ast.For):
            inner = [each for each in one.body if isinstance(each, ast.For)]
            loops += [(one.iter, each.iter) for each in inner]
    pairs += loops
    for left, right in pairs:
        spans = [
            (*make.source.span(left), make.source.of(right)),
            (*make.source.span(right), make.source.of(left)),
        ]
        if make.source.of(left) != make.source.of(right):
            cost = 1.3 if (left, right) in loops else 2.6
            make.add("order", spans, left, cost, "exchanged")


def _into(make: Maker, body: Sequence[ast.stmt], number: int, block: ast.stmt) -> None:
    """What stands behind a block, or before it, into it."""
    inner = block.body  # type: ignore[attr-defined]
    if not whole_lines(make, inner[-1]):
        return
    column = inner[0].col_offset
    end = lines_span(make, inner[-1])[1]
    for count in (1, 2, 3):
        behind = body[number + 1 : number + 1 + count]
        if len(behind) == count and all(whole_lines(make, one) for one in behind):
            span = lines_span(make, *behind)
            spans = [(*span, ""), (end, end, indented(make, behind, column))]
            make.add("block", spans, head_of(behind[0]), 1.9 + 0.2 * count, "into")
            start = lines_span(make, inner[0])[0]
            spans = [(*span, ""), (start, start, indented(make, behind, column))]
            make.add("block", spans, head_of(behind[0]), 2.6 + 0.2 * count, "into, first")
        before = body[max(0, number - count) : number]
        if len(before) == count and all(whole_lines(make, one) for one in before):
            span = lines_span(make, *before)
            start = lines_span(make, inner[0])[0]
            spans = [(*span, ""), (start, start, indented(make, before, column))]
            make.add("block", spans, head_of(before[-1]), 1.9 + 0.3 * count, "into")
            spans = [(*span, ""), (end, end, indented(make, before, column))]
            make.add("block", spans, head_of(before[-1]), 2.6 + 0.3 * count, "into, last")


def _out_of(make: Maker, block: ast.stmt) -> None:
    """What stands in a block, before or behind it."""
    inner = list(block.body)  # type: ignore[attr-defined]
    column = block.col_offset
    start, end = lines_span(make, block)
    if not all(whole_lines(make, one) for one in inner):
        return
    runs = [(number, number + 1) for number in range(len(inner))]
    runs += [(number, len(inner)) for number in range(1, len(inner) - 1)]
    runs += [(0, number) for number in range(2, len(inner))]
    rarely = 0.7 if isinstance(block, ast.If) else 0.0
    for first, last in runs:
        some = inner[first:last]
        if len(some) == len(inner) and isinstance(block, ast.If):
            continue  # that is the same without the condition
        span = lines_span(make, *some)
        left = "" if len(some) < len(inner) else " " * inner[0].col_offset + "pass\n"
        text = indented(make, some, column)
        many = 0.15 * (last - first - 1) + rarely
        cost = 1.7 if last == len(inner) else 2.2
        spans = [(*span, left), (end, end, text)]
        make.add("block", spans, head_of(some[0]), cost + many, "out of, behind")
        cost = 1.8 if first == 0 else 2.3
        spans = [(*span, left), (start, start, text)]
        make.add("block", spans, head_of(some[0]), cost + many, "out of, before")


def _without(make: Maker, block: ast.stmt) -> None:
    """A block's statements without the block; the other branch of a condition."""
    span = lines_span(make, block)
    inner = list(block.body)  # type: ignore[attr-defined]
    if not whole_lines(make, inner[0]):
        return
    cost = 1.6 if isinstance(block, ast.With) else 2.2
    kind = "condition" if isinstance(block, ast.If) else "block"
    make.add(kind, [(*span, indented(make, inner, block.col_offset))], head_of(block), cost)
    if isinstance(block, ast.If):
        test = make.source.of(block.test)
        make.replace("condition", block.test, f"not ({test})", 1.7, "if not")
        if (
            block.orelse
            and whole_lines(make, block.orelse[0])
            and block.orelse[0].col_offset > (block.col_offset)
        ):
            text = indented(make, block.orelse, block.col_offset)
            make.add("condition", [(*span, text)], head_of(block), 2.3)


def context_edits(make: Maker, function: DefNode, contexts: Sequence[str]) -> None:
    """Statements put into a `with`."""
    for block in blocks_of(function):
        body = [one for one in _own(block) if not isinstance(one, DefNode | ast.ClassDef)]
        if not body or not all(whole_lines(make, one) for one in body):
            continue
        runs = [(number, number + 1) for number in range(len(body))]
        runs += [(number, len(body)) for number in range(len(body) - 1)]
        for first, last in dict.fromkeys(runs):
            some = body[first:last]
            column = some[0].col_offset
            for context in contexts:
                head = f"{' ' * column}with {context}:\n"
                text = head + indented(make, some, column + 4)
                make.add(
                    "block", [(*lines_span(make, *some), text)], head_of(some[0]),
                    2.4 + 0.3 * (last - first - 1), f"with {context}", True,
                )  # fmt: skip
