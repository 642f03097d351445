"""Edits that put something around a value: a factor, a function, a reduction, another shape."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from course_utils.diagnosis.calls import name_of
from course_utils.diagnosis.candidate import Maker
from course_utils.diagnosis.seen import Seen
from course_utils.diagnosis.source_text import DefNode

_SHAPES = (".T", "[:, None]", "[None]", ".squeeze()", ".flatten()", ".unsqueeze(1)",
           ".reshape(-1, 1)", ".squeeze(1)", ".squeeze(0)", ".reshape(())",
           ".flatten(1)")  # fmt: skip
_REDUCTIONS = (".mean()", ".sum()", ".sum(dim=0)", ".mean(dim=0)", ".sum(dim=1)", ".mean(dim=1)",
               ".sum(dim=1, keepdim=True)", ".mean(dim=1, keepdim=True)",
               ".amax(dim=1, keepdim=True)")  # fmt: skip
_METHODS = (".clone()", ".detach()", ".item()", ".abs()", ".exp()", ".log()", ".sqrt()",
            ".float()", ".double()", ".detach().clone()", ".requires_grad_()",
            ".clone().requires_grad_()",
            ".detach().clone().requires_grad_()", ".backward()", ".values", ".grad", ".data",
            ".parameters()", ".grad.item()", ".grad.clone()", " > 0", " ** 2")  # fmt: skip
_FUNCTIONS = ("torch.relu", "torch.sigmoid", "torch.exp", "torch.log", "float", "list",
              "torch.stack", "torch.softmax(…, dim=1)", "torch.log_softmax(…, dim=1)",
              "torch.tensor", "len", "torch.tensor(…, requires_grad=True)")  # fmt: skip

_SUMS = ("sum", "mean", "mm", "matmul", "dot", "einsum", "norm", "item", "cross_entropy", "outer")
_TAKING = ("append", "add_", "sub_", "copy_", "update", "backward", "extend")


@dataclass(frozen=True, slots=True)
class AtHand:
    """An expression that a function can use, with its value in the case that goes wrong."""

    text: str
    value: float


def values_of(function: DefNode) -> Iterator[ast.expr]:
    """The expressions whose values are returned, stored, or handed on."""
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Yield):
            if node.value is not None:
                yield from _parts(node.value)
        elif isinstance(node, ast.Lambda):
            yield node.body
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in _TAKING:
                yield from node.args
                yield from (keyword.value for keyword in node.keywords)
            if node.func.attr == "backward":
                yield node.func.value


def _parts(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.Dict):
        yield from value.values
    elif isinstance(value, ast.Tuple | ast.List):
        yield from value.elts
    elif isinstance(value, ast.IfExp):
        yield value.body
        yield value.orelse
    else:
        yield value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict":
        yield from (keyword.value for keyword in value.keywords)


def factor_edits(
    make: Maker,
    nodes: Sequence[ast.expr],
    at_hand: Sequence[AtHand],
    ratio: float | None,
    fields: Sequence[str] = (),
) -> None:
    """A factor or a divisor that is at hand.

    Args:
        make: takes the edits.
        nodes: where it may be missing.
        at_hand: what it may be.
        ratio: yours by expected, where it is the same everywhere: only what makes up for it is
            tried then, and numbers besides. None where it is not.
        fields: attributes of self, whose values are not known.
    """
    fitting: list[tuple[str, str, float]] = []
    for name in fields:
        fitting += [("*", name, 2.4), ("/", name, 2.8), ("/", f"(1 - {name})", 2.6)]
    for one in at_hand:
        if one.value in (0.0, 1.0):
            continue
        for symbol, effect in (("/", one.value), ("*", 1 / one.value)):
            if ratio is None:
                if symbol == "/" or abs(one.value) < 1 or one.value < 0:
                    fitting.append((symbol, one.text, 3.4))
            elif abs(effect - ratio) <= 2e-3 * abs(ratio):
                fitting.append((symbol, one.text, 1.4))
    if ratio is not None:
        for number in (2.0, -1.0, 255.0):
            for symbol, effect in (("/", number), ("*", 1 / number)):
                if number == -1 and symbol == "/":
                    continue
                if abs(effect - ratio) <= 2e-3 * abs(ratio):
                    fitting.append((symbol, f"{number:g}" if number > 0 else "-1", 1.9))
    else:
        fitting += [("*", "2", 3.3), ("/", "2", 3.4), ("*", "(-1)", 3.2)]
    for node in nodes:
        for symbol, text, cost in fitting:
            before, after = ("", "") if _binds_tighter(node) else ("(", ")")
            start, end = make.source.span(node)
            spans = [(start, start, before), (end, end, f"{after} {symbol} {text}")]
            kind = "sign" if text in ("-1", "(-1)") else "factor"
            where = 0.0 if _sums_up(node) else 0.35
            make.add(kind, spans, node, cost + where, f"… {symbol} {text}", True)


def _sums_up(node: ast.expr) -> bool:
    """Whether many numbers become few in it: there a mean or a factor belongs."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.MatMult | ast.Div):
            return True
        if isinstance(inner, ast.Call) and name_of(inner) in _SUMS:
            return True
    return isinstance(node, ast.Attribute)


def _binds_tighter(node: ast.expr) -> bool:
    tight = (ast.Mult, ast.Div, ast.MatMult, ast.Pow)
    return not isinstance(
        node, ast.UnaryOp | ast.IfExp | ast.Compare | ast.BoolOp | ast.Lambda
    ) and not (isinstance(node, ast.BinOp) and not isinstance(node.op, tight))


def broadcast_edits(make: Maker, node: ast.AST, seen: Mapping[str, Seen]) -> None:
    """Another shape of one of two tensors that become a table together, silently."""
    if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.MatMult):
        return
    sides = []
    for side in (node.left, node.right):
        what = seen.get(side.id) if isinstance(side, ast.Name) else None
        if what is None or what.kind != "tensor":
            return
        sides.append((side, what))
    one, other = (what for _, what in sides)
    if len(one.shape) == len(other.shape) or max(one.size, other.size) < 2:
        return
    for side, what in sides:
        endings = (
            ("[:, None]", ".T") if len(what.shape) == 1 else (".squeeze(1)", "[:, 0]", ".flatten()")
        )
        for number, ending in enumerate(endings):
            make.wrap("shape", side, "", ending, 1.6 + 0.1 * number)


def listed(make: Maker, function: DefNode, params: Sequence[str]) -> None:
    """A list of what may be an iterator that is used up."""
    for node in ast.walk(function):
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Name) and value.id in params:
            make.wrap("wrapper", value, "list(", ")", 1.8)


def tensor_factor_edits(
    make: Maker, nodes: Sequence[ast.expr], names: Sequence[str], cost: float
) -> None:
    """A factor that is a tensor of the function's, or one minus it."""
    for node in nodes:
        before, after = ("", "") if _binds_tighter(node) else ("(", ")")
        start, end = make.source.span(node)
        for name in names:
            for text in (name, f"(1 - {name})", f"({name} > 0)"):
                if make.source.text[start:end] != name:
                    spans = [(start, start, before), (end, end, f"{after} * {text}")]
                    make.add("factor", spans, node, cost, f"… * {text}", True)


def sign_edits(make: Maker, node: ast.expr) -> None:
    """A minus before a value or an argument."""
    if isinstance(node, ast.UnaryOp) or (
        isinstance(node, ast.Constant) and not isinstance(node.value, int | float)
    ):
        return
    start, end = make.source.span(node)
    spans = [(start, start, "-("), (end, end, ")")]
    where = 0.0 if _sums_up(node) else 0.3
    make.add("sign", spans, node, 2.0 + where, "… → -…", True)


def wrapper_edits(make: Maker, node: ast.expr, costs: Mapping[str, float]) -> None:
    """A method, a function, a reduction or an index put around a value.

    Args:
        make: takes the edits.
        node: the value.
        costs: what is added to an edit of a kind; kinds that are not in it are left out.
    """
    for kind, endings, base in (
        ("shape", _SHAPES, 1.9),
        ("reduction", _REDUCTIONS, 2.0),
        ("wrapper", _METHODS, 2.2),
    ):
        if kind in costs:
            for number, ending in enumerate(endings):
                cost = base + 0.08 * number + costs[kind]
                whole = ending.startswith(" ")
                make.wrap(kind, node, "(" * whole, ending + ")" * whole, cost)
    if "wrapper" in costs:
        start, end = make.source.span(node)
        for number, function in enumerate(_FUNCTIONS):
            name, _, rest = function.partition("(")
            spans = [(start, start, f"{name}("), (end, end, rest.replace("…", "") or ")")]
            cost = 2.1 + 0.1 * number + costs["wrapper"]
            make.add("wrapper", spans, node, cost, f"{function}(…)", True)
