"""Edits that use what is bound and never used: a parameter, a local name, an attribute."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from course_utils.diagnosis.candidate import Maker, is_atom
from course_utils.diagnosis.names import NamesAtHand
from course_utils.diagnosis.seen import Seen
from course_utils.diagnosis.source_text import DefNode

_MOST = 3


def unused_fields(owner: ast.ClassDef | None) -> list[str]:
    """The attributes of self that a class makes and never reads."""
    made, read = [], set()
    for node in ast.walk(owner) if owner else ():
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        if node.value.id == "self" and isinstance(node.ctx, ast.Store):
            made.append(node.attr)
        elif node.value.id == "self":
            read.add(node.attr)
    return [name for name in dict.fromkeys(made) if name not in read]


def unused_edits(
    make: Maker,
    function: DefNode,
    owner: ast.ClassDef | None,
    scope: NamesAtHand,
    seen: Mapping[str, Seen],
    parts: Sequence[ast.expr],
) -> None:
    """What is not used, where it may belong.

    Args:
        make: takes the edits.
        function: the one.
        owner: the class that it stands in.
        scope: its names.
        seen: what its names held when it ran.
        parts: its values and operands.
    """
    names = [(name, seen.get(name)) for name in scope.unused if name != "_"][:_MOST]
    if function.name == "__init__":
        names = [pair for pair in names if pair[0] in scope.params]
        _kept(make, function, [name for name, _ in names])
        fields: list[str] = []
    else:
        fields = [f"self.{name}" for name in unused_fields(owner)][:_MOST]
        read = {one.attr for one in ast.walk(function) if isinstance(one, ast.Attribute)}
        others = [name for name in scope.fields if name not in read | scope.methods]
        fields += [f"self.{name}" for name in others if f"self.{name}" not in fields][:_MOST]
    for part in parts:
        text = make.source.of(part)
        for name, what in (*names, *((one, None) for one in fields)):
            kind = what.kind if what else ""
            if isinstance(part, ast.Constant):
                if isinstance(part.value, int | float):
                    make.replace("constant", part, name, 0.9, f"{text} → {name}")
                continue
            if not isinstance(part, ast.Name) and kind != "module":
                make.replace("name", part, name, 1.7, f"… → {name}")
            bare = text if is_atom(part) or isinstance(part, ast.BinOp) else f"({text})"
            if kind in ("", "tensor", "float", "int"):
                for symbol, sort in (
                    ("+", "term"),
                    ("*", "factor"),
                    ("-", "term"),
                    ("/", "factor"),
                ):
                    whole = f"{bare} {symbol} {name}"
                    if isinstance(part, ast.BinOp) and sort == "factor":
                        whole = f"({text}) {symbol} {name}"
                    rule = f"… {symbol} {name}"
                    make.replace(sort, part, f"({whole})", 1.9, rule, adds=True)
            if name.startswith("self.") and isinstance(part, ast.Attribute | ast.Name):
                for other in scope.local[:6]:
                    if other in seen and seen[other].kind == "tensor":
                        new = f"({bare} + {name} * {other})"
                        make.replace("term", part, new, 2.3, f"… + {name} * {other}", adds=True)
            if kind in ("", "module", "function", "other"):
                make.replace("function", part, f"{name}({text})", 1.9, f"{name}(…)", adds=True)
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            for name, what in names:
                if what is None or what.kind in ("module", "function", "other"):
                    make.replace("function", node.func, name, 1.2, f"…( → {name}(")
            _as_argument(make, node, [name for name, _ in names] + fields)


def _as_argument(make: Maker, node: ast.Call, names: Sequence[str]) -> None:
    """One argument more."""
    end = make.source.span(node)[1] - 1
    comma = ", " if node.args or node.keywords else ""
    if make.source.text[:end].rstrip().endswith(","):
        comma = " "
    for name in names:
        bare = name.removeprefix("self.")
        if not node.keywords:
            make.add("argument", [(end, end, f"{comma}{name}")], node, 1.8, f"…, {name}", True)
        new = f"{comma}{bare}={name}"
        make.add("keyword", [(end, end, new)], node, 1.9, f"{bare}={name}", True)


def _kept(make: Maker, function: DefNode, names: Sequence[str]) -> None:
    """self.x = x at the end of __init__."""
    last = function.body[-1]
    at = make.source.starts[last.end_lineno or last.lineno]
    for name in names:
        line = f"{' ' * last.col_offset}self.{name} = {name}\n"
        make.add("missing-statement", [(at, at, line)], last, 1.2, adds=True)
