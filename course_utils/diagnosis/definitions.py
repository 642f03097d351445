"""Edits of a definition: its parameters and defaults, its name, its decorators, its bases."""

from __future__ import annotations

import ast
import difflib
import re

from course_utils.diagnosis.candidate import Maker
from course_utils.diagnosis.source_text import DefNode

_DUNDERS = ("init", "call")
_METHODS = ("forward", "backward", "step", "zero_grad")


def definition_edits(make: Maker, node: DefNode | ast.ClassDef) -> None:
    """The edits of one definition's head."""
    for decorator in node.decorator_list:
        text = make.source.of(decorator)
        if text.startswith("method_of"):
            continue
        line = make.source.starts[decorator.lineno - 1]
        end = make.source.starts[decorator.end_lineno or decorator.lineno]
        make.add("definition", [(line, end, "")], decorator, 1.5, "without a decorator")
    start, _ = make.source.span(node)
    if isinstance(node, ast.ClassDef):
        _class(make, node)
        return
    name = re.compile(r"\s*(?:async\s+)?def\s+").match(make.source.text, start)
    if name is None:
        return
    at = (name.end(), name.end() + len(node.name))
    bare = node.name.strip("_").lower()
    if node.name.startswith("_") and node.name not in ("__init__", "__call__"):
        for right in difflib.get_close_matches(bare, _DUNDERS, n=1, cutoff=0.7):
            make.add("definition", [(*at, f"__{right}__")], at, 0.5)
    elif node.col_offset and node.name not in _METHODS:
        for right in difflib.get_close_matches(bare, _METHODS, n=1, cutoff=0.8):
            make.add("definition", [(*at, right)], at, 0.6)
    args = node.args.args
    if len(args) > 1 + (args[0].arg == "self"):
        end = make.source.span(args[-2])[1]
        make.add("definition", [(end, make.source.span(args[-1])[1], "")], args[-1], 2.2)
    if args and args[0].arg not in ("self", "cls") and node.col_offset:
        first = make.source.span(args[0])[0]
        make.add("definition", [(first, first, "self, ")], args[0], 1.9, adds=True)
    if not args and node.col_offset:
        first = make.source.text.index("(", at[1]) + 1
        make.add("definition", [(first, first, "self")], at, 1.7, adds=True)


def _class(make: Maker, node: ast.ClassDef) -> None:
    bases = [make.source.of(base) for base in node.bases]
    if not bases:
        found = re.compile(rf"\s*class\s+{re.escape(node.name)}\s*(\(\s*\))?").match(
            make.source.text, make.source.span(node)[0]
        )
        if found:
            new = f"{found.group().split('(')[0].rstrip()}(nn.Module)"
            make.add("definition", [(*found.span(), new)], found.span(), 1.4, adds=True)
    for base in node.bases:
        for other in ("nn.Module", "torch.autograd.Function"):
            if make.source.of(base) != other:
                make.replace("definition", base, other, 2.2)
