"""Edits of idioms: what is usually written in one way, and was written in another."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from course_utils.diagnosis.calls import name_of
from course_utils.diagnosis.candidate import Maker
from course_utils.diagnosis.names import NamesAtHand
from course_utils.diagnosis.seen import Seen
from course_utils.diagnosis.source_text import DefNode
from course_utils.diagnosis.statements import indented, lines_span, whole_lines


def idiom_edits(
    make: Maker,
    function: DefNode,
    owner: ast.ClassDef | None,
    scope: NamesAtHand,
    seen: Mapping[str, Seen],
) -> None:
    """The idioms of one function.

    Args:
        make: takes the edits.
        function: the one.
        owner: the class that it stands in.
        scope: its names.
        seen: what its names held when it ran.
    """
    tensors = [name for name in scope.local if name in seen and seen[name].kind == "tensor"]
    assigned: dict[str, str] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            _calls(make, node, scope, tensors)
        elif isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Constant):
            for name in tensors[:6]:
                make.replace("constant", node.value, f"len({name})", 1.5, f"1 → len({name})")
        elif isinstance(node, ast.BinOp):
            _binary(make, node)
        elif isinstance(node, ast.Constant) and type(node.value) is int and node.value > 1:
            _typed_in(make, node, tensors, seen)
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            parts = [make.source.of(one) for one in node.value.elts]
            make.replace("return", node.value, f"list(zip({', '.join(parts)}))", 2.0, "zip")
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
            for name in ("grads", *scope.fields[:3]):
                new = f"self.{name} = {make.source.of(node.value)}"
                make.replace("return", node, new, 1.5, "return {} → self.x = {}")
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            value = make.source.of(node.value)
            if value in assigned:
                make.replace("assignment", node.value, assigned[value], 1.5, "the same object")
            if not isinstance(node.value, ast.Name | ast.Attribute | ast.Constant):
                assigned[make.source.of(node.targets[0])] = value
        elif isinstance(node, ast.Pass) and function.name == "zero_grad":
            _cleared(make, node)
        elif isinstance(node, ast.FunctionDef) and node is not function:
            _inner_method(make, node, function)
    if isinstance(owner, ast.ClassDef) and not function.decorator_list:
        _static(make, function, owner)


def _calls(make: Maker, node: ast.Call, scope: NamesAtHand, tensors: Sequence[str]) -> None:
    name = name_of(node)
    end = make.source.span(node)[1] - 1
    if name == "range":
        for arg in node.args:
            leaves = ast.walk(arg) if isinstance(arg, ast.BinOp) else ()
            for leaf in leaves:
                if isinstance(leaf, ast.Name | ast.Call):
                    make.replace("index", arg, make.source.of(leaf), 1.3, "range(a + b) → range(a)")
    if name == "range" and len(node.args) == 2:
        for step in scope.params[:4]:
            make.add("index", [(end, end, f", {step}")], node, 1.8, f"range(a, b, {step})", True)
    elif name == "save_for_backward" and node.args:
        for other in tensors:
            make.add("argument", [(end, end, f", {other}")], node, 1.3, f"…, {other}", True)


def _typed_in(
    make: Maker, node: ast.Constant, tensors: Sequence[str], seen: Mapping[str, Seen]
) -> None:
    """A size that is typed in, where a tensor has it."""
    for name in tensors[:3]:
        what = seen[name]
        for axis in range(len(what.shape[:2])):
            make.replace(
                "constant", node, f"{name}.shape[{axis}]", 2.0, f"… → {name}.shape[{axis}]"
            )
        if not what.is_float:
            make.replace("constant", node, f"(int({name}.max()) + 1)", 1.8, f"… → {name}.max()")


def _binary(make: Maker, node: ast.BinOp) -> None:
    left, right = make.source.of(node.left), make.source.of(node.right)
    if isinstance(node.op, ast.FloorDiv):
        make.replace("operator", node, f"-(-({left}) // ({right}))", 1.5, "// rounded up")
    first: ast.expr = node
    depth = 0
    while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Mult | ast.Div):
        first, depth = first.left, depth + 1
    if depth > 1:
        make.replace("factor", node, f"({make.source.of(first)})", 2.1, "a * b * c → a")


def _cleared(make: Maker, node: ast.Pass) -> None:
    column = " " * node.col_offset
    new = f"for p in self.params:\n{column}    p.grad = None"
    make.replace("missing-statement", node, new, 1.0, adds=True)


def _inner_method(make: Maker, node: ast.FunctionDef, function: DefNode) -> None:
    """A method that stands in another one."""
    if not node.args.args or node.args.args[0].arg != "self" or not whole_lines(make, node):
        return
    if len(function.body) < 2 or node not in function.body:
        return
    span = lines_span(make, node)
    at = lines_span(make, function.body[-1])[1]
    text = indented(make, [node], function.col_offset)
    name = make.source.text.index(node.name, make.source.span(node)[0])
    shown = (name, name + len(node.name))
    make.add("block", [(*span, ""), (at, at, text)], shown, 1.2)


def _static(make: Maker, function: DefNode, owner: ast.ClassDef) -> None:
    """@staticmethod, where other methods of the class have it."""
    texts = {
        make.source.of(one)
        for each in owner.body
        if isinstance(each, ast.FunctionDef)
        for one in each.decorator_list
    }
    if "staticmethod" not in texts and not any("Function" in ast.unparse(b) for b in owner.bases):
        return
    at = lines_span(make, function)[0]
    line = f"{' ' * function.col_offset}@staticmethod\n"
    name = make.source.text.index(function.name, make.source.span(function)[0])
    shown = (name, name + len(function.name))
    spans = [(at, at, line)]
    args = function.args.args
    if args and args[0].arg == "self" and len(args) > 1:
        spans.append((make.source.span(args[0])[0], make.source.span(args[1])[0], ""))
    make.add("definition", spans, shown, 1.2, adds=True)
