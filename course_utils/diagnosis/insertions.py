"""Statements that may be missing, and what registers something with a module."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from course_utils.diagnosis.candidate import Maker
from course_utils.diagnosis.names import NamesAtHand
from course_utils.diagnosis.seen import Seen
from course_utils.diagnosis.source_text import DefNode
from course_utils.diagnosis.statements import blocks_of, head_of, lines_span, whole_lines

Line = tuple[str, float]


def insertion_edits(
    make: Maker,
    function: DefNode,
    owner: ast.ClassDef | None,
    scope: NamesAtHand,
    seen: Mapping[str, Seen],
) -> None:
    """A statement of a small set, at every place where one can stand.

    Args:
        make: takes the edits.
        function: the one.
        owner: the class that it stands in.
        scope: its names.
        seen: what its names held when it ran.
    """
    is_init = owner is not None and function.name == "__init__" and owner.bases
    if is_init and "super" not in scope.used:
        _at(make, function, 0, "super().__init__()", 0.9)
    if "seed" in scope.params and not any(
        isinstance(node, ast.Attribute) and node.attr == "manual_seed"
        for node in ast.walk(function)
    ):
        _at(make, function, 0, "torch.manual_seed(seed)", 0.9)
    lines = list(_missing(function, scope, seen))
    for block in blocks_of(function):
        if not all(whole_lines(make, one) for one in block):
            continue
        first = isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant)
        for number in range(int(first), len(block) + 1):
            for text, cost in lines:
                _gap(make, block, number, text, cost)
    _returned(make, function, scope)


def _missing(function: DefNode, scope: NamesAtHand, seen: Mapping[str, Seen]) -> Iterator[Line]:
    text = ast.unparse(function)
    modes = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    for name in scope.local:
        what = seen.get(name)
        if what is None:
            if name in ("optimizer", "opt", "model"):
                yield f"{name}.zero_grad()", 1.7
            continue
        if what.kind == "optimizer":
            cost = 1.5 if "zero_grad" not in text else 2.6
            yield f"{name}.zero_grad()", cost
            yield f"{name}.step()", 1.5 if ".step(" not in text else 2.6
        elif what.kind == "module":
            yield f"{name}.train()", 1.6 if not modes & {"train", "eval"} else 2.6
            yield f"{name}.eval()", 1.6 if "eval" not in modes else 2.6
            if "zero_grad" not in text:
                yield f"{name}.zero_grad()", 2.4
            for other in scope.local:
                if f"{other} = {name}.training" in text:
                    yield f"{name}.train({other})", 1.5
        elif what.kind == "tensor":
            if what.requires_grad and not what.is_leaf:
                yield f"{name}.retain_grad()", 1.8
                if what.size == 1:
                    yield f"{name}.backward()", 1.7 if "backward" not in text else 2.6
            if ".grad" in text and what.is_leaf and name not in scope.params:
                yield f"if {name}.grad is None: continue", 2.0
            if what.is_leaf and what.requires_grad:
                yield f"{name}.grad = None", 1.9
            if what.is_leaf and what.is_float and not what.requires_grad:
                yield f"{name}.requires_grad_()", 2.3
            if name in scope.params:
                yield f"{name} = {name}.clone()", 2.8
        elif what.kind == "int" and any(isinstance(n, ast.While) for n in ast.walk(function)):
            yield f"{name} += 1", 1.6
        elif what.kind == "list" and name in scope.params and "grad" in text:
            yield f"for one in {name}: one.grad = None", 2.4
    if "forward" in text and {"x", "y"} <= set(scope.params):
        model = scope.params[0]
        for name in scope.local:
            if "hat" in name or name in ("p", "a", "pred", "out", "probs", "output"):
                yield f"{model}.backward(x, {name}, y)", 1.5 if "backward" not in text else 2.6
        yield f"{model}.optimize()", 1.5 if "optimize" not in text else 2.6
    for name in scope.fields:
        if name in ("t", "step_count", "steps", "count", "n", "k", "i", "num_steps", "_t", "_step"):
            yield f"self.{name} += 1", 1.8


def _gap(make: Maker, block: Sequence[ast.stmt], number: int, text: str, cost: float) -> None:
    """Insert a line before the block's statement of that number, or behind its last one."""
    column = block[0].col_offset
    beside = block[min(number, len(block) - 1)]
    shown: ast.AST = head_of(beside)
    if number == len(block):
        if isinstance(beside, ast.Return | ast.Continue | ast.Break | ast.Raise):
            return
        at, shown = lines_span(make, beside)[1], last_line(beside)
    else:
        at = lines_span(make, beside)[0]
    spans = [(at, at, f"{' ' * column}{text}\n")]
    make.add("missing-statement", spans, shown, cost + 0.03 * number, adds=True)


def last_line(statement: ast.stmt) -> ast.AST:
    """What stands last in a statement."""
    body = getattr(statement, "orelse", None) or getattr(statement, "body", None)
    return last_line(body[-1]) if body else statement


def _at(make: Maker, function: DefNode, number: int, text: str, cost: float) -> None:
    body = function.body
    is_text = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    if is_text and len(body) > 1:
        number += 1
    if whole_lines(make, body[number]):
        at = lines_span(make, body[number])[0]
        line = f"{' ' * body[number].col_offset}{text}\n"
        make.add("missing-statement", [(at, at, line)], head_of(body[number]), cost, adds=True)


def _returned(make: Maker, function: DefNode, scope: NamesAtHand) -> None:
    """`return` of a name at the end of a function that returns nothing."""
    last = function.body[-1]
    if isinstance(last, ast.Return) or not whole_lines(make, last):
        return
    if any(isinstance(node, ast.Return) and node.value for node in ast.walk(function)):
        return
    at = lines_span(make, last)[1]
    for number, name in enumerate(reversed(scope.local)):
        line = f"{' ' * last.col_offset}return {name}\n"
        cost = 1.5 + 0.2 * min(number, 6)
        make.add("return", [(at, at, line)], last_line(last), cost, f"return {name}", True)


def registration_edits(make: Maker, node: ast.AST) -> None:
    """A parameter, a list of modules or a buffer in place of something plain; `*` before a list."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            if target.value.id != "self":
                return
            value = make.source.of(node.value)
            for number, new in enumerate(
                (f"nn.Parameter({value})", f"nn.ModuleList({value})", f"nn.Sequential(*{value})")
            ):
                make.replace("registration", node.value, new, 1.9 + 0.1 * number, new.split("(")[0])
            new = f'self.register_buffer("{target.attr}", {value})'
            make.replace("registration", node, new, 2.1, "register_buffer")
    elif isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name == "register_parameter" and len(node.args) == 2:
            value = make.source.of(node.args[1])
            make.replace("registration", node.args[1], f"nn.Parameter({value})", 0.9)
        if name == "register_buffer" and len(node.args) >= 2:
            key, value = node.args[0], make.source.of(node.args[1])
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                new = f"self.{key.value} = nn.Parameter({value})"
                make.replace("registration", node, new, 2.0)
        for arg in node.args:
            if not isinstance(arg, ast.Starred) and len(node.args) == 1:
                text = make.source.of(arg)
                if name in ("Sequential", "extend") or isinstance(arg, ast.List | ast.ListComp):
                    make.replace("argument", arg, f"*{text}", 1.3, "…(*list)")
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        _own_elements(make, node)


def _own_elements(make: Maker, node: ast.BinOp) -> None:
    """[x] * n holds one x n times."""
    if isinstance(node.left, ast.List) and len(node.left.elts) == 1:
        one, count = make.source.of(node.left.elts[0]), make.source.of(node.right)
        make.replace("repeated", node, f"[{one} for _ in range({count})]", 1.1)
        make.replace("repeated", node, f"[{one}.clone() for _ in range({count})]", 1.5)
