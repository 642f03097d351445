"""All edits of an answer that are worth a try, each with what it costs before anything is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from course_utils.diagnosis.additions import (
    AtHand,
    broadcast_edits,
    factor_edits,
    listed,
    sign_edits,
    tensor_factor_edits,
    values_of,
    wrapper_edits,
)
from course_utils.diagnosis.asked import asked_edits
from course_utils.diagnosis.calls import call_edits, missing_call, name_of
from course_utils.diagnosis.candidate import Candidate, Maker, is_library, together
from course_utils.diagnosis.definitions import definition_edits
from course_utils.diagnosis.idioms import idiom_edits
from course_utils.diagnosis.insertions import insertion_edits, registration_edits
from course_utils.diagnosis.names import (
    NamesAtHand,
    attribute_edits,
    is_self,
    library_edits,
    name_edits,
    names_at_hand,
    subscript_edits,
)
from course_utils.diagnosis.operators import constant_edits, operator_edits
from course_utils.diagnosis.reductions import REDUCTIONS
from course_utils.diagnosis.seen import Seen
from course_utils.diagnosis.source_text import DefNode, Subject
from course_utils.diagnosis.statements import context_edits, statement_edits
from course_utils.diagnosis.unused import unused_edits

_DEEPEST = 4
_MOST_PARTS = 60
_FEW = 30
_INNER = 0.6  # what is put around a part of a value is less likely
_CONTEXTS = ("torch.no_grad()", "torch.enable_grad()")


def edits_of(
    subject: Subject,
    seen: Mapping[str, Mapping[str, Seen]] | None = None,
    ratio: float | None = None,
    wraps: Mapping[str, float] | None = None,
    contract: str = "",
) -> list[Candidate]:
    """The candidates, without an order.

    Args:
        subject: the answer.
        seen: by function, what its names held.
        ratio: yours by expected at the first difference, where it is one number.
        wraps: what is put around values, by kind, with what is added to its cost.
        contract: of the exercise.
    """
    found: list[Candidate] = []
    for number, function in enumerate(subject.functions):
        maker = Maker(subject.source)
        held = (seen or {}).get(function.name, {})
        _function_edits(maker, subject, function, held, ratio, wraps or {})
        later = 0.35 * number
        found += [_later(one, later) for one in maker.found] if later else maker.found
    classes = [node for node in ast.walk(subject.source.tree) if isinstance(node, ast.ClassDef)]
    maker = Maker(subject.source)
    for owner in classes:
        definition_edits(maker, owner)
    if not subject.functions:
        for statement in subject.source.tree.body:
            for node, parent in _walk(statement):
                _node_edits(maker, node, parent, NamesAtHand((), (), frozenset(), (), ()), {})
    found += maker.found + asked_edits(subject, contract)
    return [*found, *together(subject.source, found)]


def _later(one: Candidate, cost: float) -> Candidate:
    return Candidate(one.kind, one.spans, one.shown, one.cost + cost, one.rule, one.adds)


def _function_edits(
    make: Maker,
    subject: Subject,
    function: DefNode,
    seen: Mapping[str, Seen],
    ratio: float | None,
    wraps: Mapping[str, float],
) -> None:
    owner = _owner(subject, function)
    scope = names_at_hand(function, owner)
    for node, parent in _walk(function):
        _node_edits(make, node, parent, scope, seen)
    statement_edits(make, function)
    listed(make, function, scope.params)
    definition_edits(make, function)
    insertion_edits(make, function, owner, scope, seen)
    idiom_edits(make, function, owner, scope, seen)
    values = list(dict.fromkeys(values_of(function)))
    parts = list(dict.fromkeys([*values, *_operands(function), *_numbers(function)]))
    unused_edits(make, function, owner, scope, seen, parts[:_MOST_PARTS])
    hand = list(at_hand(scope, seen))
    fields = [f"self.{name}" for name in scope.fields if name not in scope.methods][:4]
    factor_edits(make, _linear(function, values), hand, ratio, fields)
    for value in _linear(function, values):
        sign_edits(make, value)
    if ratio is None and wraps:
        names = [name for name in scope.local if name in seen and seen[name].kind == "tensor"]
        some = list(dict.fromkeys([*values, *_operands(function)]))
        if len(some) <= _FEW:
            useful = [one for one in some if not _is_plain(one, seen)]
            tensor_factor_edits(make, useful, names[:4], 2.9)
    if wraps:
        for value in values:
            wrapper_edits(make, value, wraps)
        further = {kind: cost + _INNER for kind, cost in wraps.items()}
        for value in dict.fromkeys(_operands(function)):
            if value not in values and not _is_plain(value, seen):
                wrapper_edits(make, value, further)
        context_edits(make, function, _CONTEXTS)


def _owner(subject: Subject, function: DefNode) -> ast.ClassDef | None:
    for node in ast.walk(subject.source.tree):
        if isinstance(node, ast.ClassDef) and function in node.body:
            return node
    return None


def _walk(root: ast.AST) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    """Every node with what it stands in; annotations and texts that nobody reads left out."""
    waiting: list[tuple[ast.AST, ast.AST | None]] = [(root, None)]
    while waiting:
        node, parent = waiting.pop(0)
        yield node, parent
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "bases", "type_comment"):
                continue
            if isinstance(node, ast.JoinedStr):
                continue
            inner = value if isinstance(value, list) else [value]
            waiting += [(one, node) for one in inner if isinstance(one, ast.AST)]


def _node_edits(
    make: Maker,
    node: ast.AST,
    parent: ast.AST | None,
    scope: NamesAtHand,
    seen: Mapping[str, Seen],
) -> None:
    operator_edits(make, node)
    broadcast_edits(make, node, seen)
    if isinstance(node, ast.Constant):
        constant_edits(make, node, parent, _kind_of_constant(node, parent))
        if isinstance(node.value, int | float) and not isinstance(node.value, bool):
            for number, name in enumerate(scope.params[:5]):
                cost = 1.7 if name in scope.unused else 2.6 + 0.1 * number
                make.replace("constant", node, name, cost, f"{node.value} → {name}")
    elif isinstance(node, ast.Name):
        name_edits(make, node, scope, parent, seen)
        if isinstance(node.ctx, ast.Load) and node.id == "super":
            missing_call(make, node, parent)
    elif isinstance(node, ast.Attribute):
        attribute_edits(make, node, scope, parent)
        library_edits(make, node)
        if isinstance(node.ctx, ast.Load):
            missing_call(make, node, parent)
    elif isinstance(node, ast.Subscript):
        subscript_edits(make, node, scope)
    elif isinstance(node, ast.Call):
        call_edits(make, node, is_statement=isinstance(parent, ast.Expr))
    elif isinstance(node, ast.IfExp):
        for branch in (node.body, node.orelse):
            make.replace("condition", node, make.source.of(branch), 2.0)
    if isinstance(node, ast.Assign | ast.Call | ast.BinOp):
        registration_edits(make, node)
    if isinstance(node, ast.Call | ast.List | ast.ListComp | ast.Subscript | ast.BinOp):
        _smaller(make, node)
    if isinstance(node, ast.List | ast.Tuple) and len(node.elts) > 1:
        _elements(make, node)


def _smaller(make: Maker, node: ast.expr) -> None:
    """A part of an expression in place of the whole."""
    level: list[ast.AST] = [node]
    for depth in range(_DEEPEST):
        level = [inner for one in level for inner in ast.iter_child_nodes(one)]
        for one in level if depth else ():
            if isinstance(one, ast.Name | ast.Call | ast.Attribute | ast.BinOp) and isinstance(
                getattr(one, "ctx", ast.Load()), ast.Load
            ):
                make.replace("wrapper", node, f"({make.source.of(one)})", 2.5 + 0.2 * depth)


def _elements(make: Maker, node: ast.List | ast.Tuple) -> None:
    """One element less, two exchanged."""
    text = make.source.of(node)
    if not isinstance(node.ctx, ast.Load) or text[:1] not in "([":
        return
    parts = [make.source.of(one) for one in node.elts]
    for number in range(len(parts)):
        left = [*parts[:number], *parts[number + 1 :]]
        make.replace("argument", node, f"{text[0]}{', '.join(left)},{text[-1]}", 2.4)
    for number in range(len(parts) - 1):
        new = list(parts)
        new[number], new[number + 1] = new[number + 1], new[number]
        make.replace("order", node, f"{text[0]}{', '.join(new)}{text[-1]}", 2.2)


def _kind_of_constant(node: ast.Constant, parent: ast.AST | None) -> str:
    if isinstance(parent, ast.keyword) and parent.arg:
        if parent.arg in ("dim", "axis"):
            return "axis"
        if parent.arg in ("keepdim", "keepdims"):
            return "keepdim"
        return "keyword"
    if isinstance(parent, ast.Call) and name_of(parent) in REDUCTIONS | {"transpose"}:
        return "axis"
    if isinstance(parent, ast.Subscript | ast.Slice):
        return "index"
    return "constant"


def at_hand(scope: NamesAtHand, seen: Mapping[str, Seen]) -> Iterator[AtHand]:
    """Numbers that a function could multiply or divide by, with their values."""
    for name in scope.local:
        what = seen.get(name)
        if what is None:
            continue
        if what.kind in ("int", "float") or (what.kind == "tensor" and what.size == 1):
            yield AtHand(name, what.value)
        elif what.kind == "tensor":
            if name in scope.params or len(seen) < 8:
                for axis, size in enumerate(what.shape[:3]):
                    yield AtHand(f"{name}.shape[{axis}]", float(size))
                if len(what.shape) > 1:
                    yield AtHand(f"{name}.numel()", float(what.size))
        elif what.kind == "list":
            yield AtHand(f"len({name})", float(what.shape[0]))


def _linear(function: DefNode, values: Sequence[ast.expr]) -> list[ast.expr]:
    """Where a factor changes the result by that factor, as a rule; texts and such left out."""
    kept = []
    for value in values:
        if isinstance(value, ast.Constant) and not isinstance(value.value, int | float):
            continue
        if isinstance(value, ast.List | ast.Dict | ast.ListComp | ast.Lambda | ast.Compare):
            continue
        kept.append(value)
    return kept


def _numbers(function: DefNode) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            yield node


def _is_plain(value: ast.expr, seen: Mapping[str, Seen]) -> bool:
    """Whether it is known to be no tensor."""
    if isinstance(value, ast.Constant | ast.UnaryOp | ast.Lambda):
        return True
    if isinstance(value, ast.Subscript) and isinstance(value.value, ast.Attribute):
        return value.value.attr == "shape"
    return isinstance(value, ast.Name) and value.id in seen and seen[value.id].kind != "tensor"


def _operands(function: DefNode) -> Iterator[ast.expr]:
    """What stands beside an operator or is handed to a function."""
    for node in ast.walk(function):
        if isinstance(node, ast.BinOp):
            yield node.left
            yield node.right
        elif isinstance(node, ast.Call):
            yield from (one for one in node.args if not isinstance(one, ast.Starred | ast.Constant))
            owner = node.func.value if isinstance(node.func, ast.Attribute) else None
            if owner is not None and not is_library(owner) and not is_self(owner):
                yield owner
