"""Edits of names: another one in scope, `self.` before it, another attribute, index or key."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from course_utils.diagnosis.candidate import Maker
from course_utils.diagnosis.seen import Seen
from course_utils.diagnosis.source_text import DefNode

_SWAPS: dict[str, tuple[str, ...]] = {
    "grad": ("data",), "weight": ("bias",), "bias": ("weight",), "in_features": ("out_features",),
    "out_features": ("in_features",), "values": ("indices",), "indices": ("values",),
    "T": ("mT",), "data": ("grad",), "grad_fn": ("grad",), "long": ("float",),
    "float64": ("float32",), "float16": ("float32",), "int64": ("float32",), "half": ("float32",),
    "uint8": ("float32",), "int32": ("float32",), "double": ("float32",),
}  # fmt: skip
_MOST = 10


@dataclass(frozen=True, slots=True)
class NamesAtHand:
    """The names that one function can use.

    Attributes:
        params: without self.
        local: those that it binds itself, params among them, in order.
        used: those that are read somewhere in it.
        fields: the attributes of self that its class or the function speaks of.
        keys: the texts that things are looked up by.
        methods: of its class.
        counters: what its loops count by, used or not.
    """

    params: tuple[str, ...]
    local: tuple[str, ...]
    used: frozenset[str]
    fields: tuple[str, ...]
    keys: tuple[str, ...]
    methods: frozenset[str] = frozenset()
    counters: frozenset[str] = frozenset()

    @property
    def unused(self) -> list[str]:
        """What is bound and never read."""
        return [name for name in self.local if name not in self.used and name not in self.counters]


def names_at_hand(function: DefNode, owner: ast.ClassDef | None) -> NamesAtHand:
    """The scope of a function; ``owner`` is the class that it stands in."""
    args = function.args
    params = [one.arg for one in (*args.posonlyargs, *args.args, *args.kwonlyargs)]
    params = [name for name in params if name not in ("self", "cls")]
    local, used, fields, keys = list(params), set(), [], []
    for node in ast.walk(owner or function):
        if isinstance(node, ast.Attribute) and is_self(node.value):
            fields.append(node.attr)
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                local.append(node.id)
            else:
                used.add(node.id)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            if isinstance(node.slice.value, str):
                keys.append(node.slice.value)
        elif isinstance(node, ast.arg) and node.arg not in local and node.arg != "self":
            local.append(node.arg)
    methods = {
        one.name for one in (owner.body if owner else ()) if isinstance(one, ast.FunctionDef)
    }
    return NamesAtHand(
        tuple(params),
        tuple(dict.fromkeys(local)),
        frozenset(used),
        tuple(dict.fromkeys(fields)),
        tuple(dict.fromkeys(keys)),
        frozenset(methods),
        frozenset(_counters(function)),
    )


def _counters(function: DefNode) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.For | ast.comprehension):
            yield from (one.id for one in ast.walk(node.target) if isinstance(one, ast.Name))


def is_self(node: ast.AST) -> bool:
    """Whether it is the name self."""
    return isinstance(node, ast.Name) and node.id == "self"


def name_edits(
    make: Maker,
    node: ast.Name,
    scope: NamesAtHand,
    parent: ast.AST | None,
    seen: Mapping[str, Seen],
) -> None:
    """Another name in a name's place; one that holds something of the same kind is likelier."""
    if isinstance(node.ctx, ast.Store):
        _stored(make, node, scope)
        return
    name = node.id
    if name == "self" or (isinstance(parent, ast.Call) and parent.func is node and _is_known(name)):
        return
    if name in scope.fields or name in scope.methods:
        make.replace("name", node, f"self.{name}", 1.0, f"{name} → self.{name}")
    if name not in scope.local:
        if name[:1].isupper() or name in ("torch", "nn", "F", "math", "np", "optim"):
            return
        if isinstance(parent, ast.Call) and parent.func is node:
            return
    make.replace("term", node, f"(1 - {name})", 2.4, f"{name} → 1 - {name}", adds=True)
    if seen.get(name) and seen[name].kind == "tensor" and seen[name].is_leaf:
        make.replace("wrapper", node, f"{name}.grad", 2.2, f"{name} → {name}.grad", adds=True)
    for other in scope.local:
        what = seen.get(other)
        if what and other != name and what.kind == "tensor" and what.shape and not what.is_float:
            make.replace("index", node, f"{name}[{other}]", 2.0, f"{name}[{other}]", adds=True)
    others = [other for other in scope.local if other != name]
    if len(others) > _MOST:
        others = [*[one for one in others if one in scope.params], *others][:_MOST]
    for other in others:
        cost = 1.5 if other in scope.unused else 2.1
        if name in seen and other in seen:
            cost += 0.0 if seen[name].kind == seen[other].kind else 1.2
        make.replace("name", node, other, cost, f"{name} → {other}")
    if isinstance(parent, ast.Call) and name in scope.fields:
        return
    for attribute in scope.fields[:6]:
        if attribute != name and attribute not in scope.methods:
            make.replace("name", node, f"self.{attribute}", 2.7, f"{name} → self.{attribute}")


def _is_known(name: str) -> bool:
    return name in ("range", "len", "float", "int", "list", "sum", "max", "min", "zip", "enumerate")


def _stored(make: Maker, node: ast.Name, scope: NamesAtHand) -> None:
    if scope.fields or "self" in scope.used:
        make.replace("name", node, f"self.{node.id}", 1.8, f"{node.id} = → self.{node.id} =")
    for other in scope.params[:4]:
        if other != node.id:
            make.replace("name", node, other, 2.8, f"{node.id} = → {other} =")


def library_edits(make: Maker, node: ast.Attribute) -> None:
    """torch's function in place of NumPy's or Python's of the same name."""
    if isinstance(node.value, ast.Name) and node.value.id in ("np", "numpy", "math"):
        make.replace("function", node.value, "torch", 1.2, "np → torch", shown=node)


def attribute_edits(
    make: Maker, node: ast.Attribute, scope: NamesAtHand, parent: ast.AST | None
) -> None:
    """Without the attribute, or another one."""
    name, owner = node.attr, make.source.of(node.value)
    is_called = isinstance(parent, ast.Call) and parent.func is node
    if name in ("T", "mT", "H"):
        make.replace("shape", node, owner, 1.2, ".T → …")
    elif name in ("data", "grad", "shape", "values") and not is_called:
        cost = 1.3 if name == "data" else 2.2
        make.replace("wrapper", node, owner, cost, f".{name} → …")
    if not is_called:
        for other in _SWAPS.get(name, ()):
            new = f"{owner}.{other}"
            make.replace("name", node, new, 1.7, f".{name} → .{other}")
    if is_self(node.value) and isinstance(node.ctx, ast.Load) and not is_called:
        new = f"(1 - self.{name})"
        make.replace("term", node, new, 2.4, f"self.{name} → 1 - self.{name}", adds=True)
    if is_self(node.value):
        for other in scope.fields:
            if other != name and (other in scope.methods) == (name in scope.methods):
                cost = 1.9 if isinstance(node.ctx, ast.Load) else 2.6
                make.replace("name", node, f"self.{other}", cost, f"self.{name} → self.{other}")
        if isinstance(node.ctx, ast.Load) and not is_called:
            for other in scope.params[:5]:
                cost = 1.4 if other in scope.unused else 2.6
                make.replace("name", node, other, cost, f"self.{name} → {other}")


def subscript_edits(make: Maker, node: ast.Subscript, scope: NamesAtHand) -> None:
    """Another index, axes exchanged, a slice with other ends, without it."""
    owner, inside = make.source.of(node.value), node.slice
    if isinstance(inside, ast.Constant) and isinstance(inside.value, str):
        for other in scope.keys:
            if other != inside.value:
                make.replace("index", inside, repr(other), 1.8, f"[{inside.value}] → [{other}]")
        return
    is_shape = isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    make.replace("index", node, owner, 2.6 if is_shape else 2.0, "[…] → …")
    if isinstance(inside, ast.Tuple) and len(inside.elts) == 2:
        _each_row(make, inside)
        left, right = inside.elts
        spans = [
            (*make.source.span(left), make.source.of(right)),
            (*make.source.span(right), make.source.of(left)),
        ]
        if make.source.of(left) != make.source.of(right):
            make.add("index", spans, node, 1.5, "[a, b] → [b, a]")
        for kept in inside.elts:
            make.replace("index", inside, make.source.of(kept), 2.1, "[a, b] → [a]")
    elif not isinstance(inside, ast.Tuple | ast.Slice) and not is_shape:
        make.replace("index", inside, f":, {make.source.of(inside)}", 1.8, "[i] → [:, i]")
    for part in _slices(inside):
        text = make.source.of(part)
        if text not in (":", "::"):
            make.replace("index", part, ":", 1.7, f"{text} → :")
        for end in (part.lower, part.upper):
            if end is not None and not isinstance(end, ast.Constant | ast.UnaryOp):
                shown = make.source.of(end)
                for step in (" + 1", " - 1"):
                    make.replace("index", end, f"{shown}{step}", 2.1, f"{shown}{step}")
    if not isinstance(inside, ast.Slice | ast.Tuple | ast.Constant | ast.UnaryOp):
        shown = make.source.of(inside)
        for step in (" + 1", " - 1"):
            make.replace("index", inside, f"{shown}{step}", 2.5, f"[i{step}]")


def _each_row(make: Maker, inside: ast.Tuple) -> None:
    """One element of each row, in place of whole columns."""
    for one, other in (inside.elts, inside.elts[::-1]):
        if isinstance(one, ast.Slice) and not isinstance(other, ast.Slice | ast.Constant):
            new = f"torch.arange(len({make.source.of(other)}))"
            make.replace("index", one, new, 1.8, ": → arange")


def _slices(inside: ast.expr) -> Sequence[ast.Slice]:
    parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    return [part for part in parts if isinstance(part, ast.Slice)]
