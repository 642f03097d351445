"""Edits of reductions: another axis or keepdim, another reduction, a size in place of a number."""

from __future__ import annotations

import ast

from course_utils.diagnosis.candidate import Maker, is_library

REDUCTIONS = frozenset(
    ("sum", "mean", "prod", "max", "amax", "min", "amin", "argmax", "argmin", "logsumexp", "std",
     "var", "norm", "median", "any", "all", "cumsum", "softmax", "log_softmax", "squeeze",
     "unsqueeze", "cat", "stack", "size", "flatten", "normalize")
)  # fmt: skip
REDUCING = (
    "argmax",
    "argmin",
    "logsumexp",
    "sum",
    "mean",
    "amax",
    "amin",
    "max",
    "min",
    "softmax",
    "prod",
    "std",
    "norm",
)


def axis_edits(make: Maker, node: ast.Call, name: str) -> None:
    """An axis or keepdim where there is none."""
    keys = {keyword.arg for keyword in node.keywords}
    is_method = isinstance(node.func, ast.Attribute) and not is_library(node.func.value)
    has_axis = bool(keys & {"dim", "axis"}) or len(node.args) > (0 if is_method else 1)
    end = make.source.span(node)[1] - 1
    comma = ", " if node.args or node.keywords else ""
    rest = make.source.text[:end].rstrip()
    if rest.endswith(","):
        comma = " "
    values = ".values" if name in ("max", "min") else ""
    if has_axis and not keys & {"keepdim", "keepdims"} and name != "softmax":
        make.add("keepdim", [(end, end, f"{comma}keepdim=True")], node, 1.2, "keepdim=True", True)
        if values:
            spans = [(end, end, f"{comma}keepdim=True"), (end + 1, end + 1, values)]
            make.add("keepdim", spans, node, 1.8, "keepdim=True .values", True)
    if not has_axis:
        for number, axis in enumerate(("0", "1", "-1")):
            for keep in ("", ", keepdim=True") if name != "softmax" else ("",):
                new = f"{comma}dim={axis}{keep}"
                spans = [(end, end, new)]
                if values:
                    spans.append((end + 1, end + 1, values))
                cost = 1.7 + 0.2 * number + (0.15 if keep else 0)
                make.add("axis", spans, node, cost, f"dim={axis}{keep}", True)
    elif values:
        make.add("reduction", [(end + 1, end + 1, values)], node, 1.7, ".values", True)


def rewritten_reduction(make: Maker, node: ast.Call, name: str) -> None:
    """Another reduction over another axis: more than one thing about it is wrong."""
    value = worked_on(make, node)
    if not value:
        return
    for function in ("sum", "mean", "amax"):
        for axis in ("", "dim=0", "dim=1"):
            for keep in ("", "keepdim=True") if axis else ("",):
                new = f"{value}.{function}({', '.join(filter(None, (axis, keep)))})"
                cost = 2.2 + 0.2 * (function != "sum")
                make.replace("reduction", node, new, cost, f"{name} → {function} {axis} {keep}")


def size_edits(make: Maker, node: ast.Call, name: str) -> None:
    """A size of a tensor in place of a number that is read off it."""
    value = worked_on(make, node)
    if name not in ("len", "sum", "max", "numel", "size") or not value:
        return
    cost = 1.6 if name in ("len", "numel", "size") else 2.3
    for number, new in enumerate((f"{value}.shape[0]", f"{value}.shape[1]", f"{value}.numel()")):
        rule = f"{name} → {new.removeprefix(value)}"
        make.replace("index", node, new, cost + 0.1 * number, rule)


def worked_on(make: Maker, node: ast.Call) -> str:
    """What a function or method works on, so that a method can stand behind it."""
    if isinstance(node.func, ast.Attribute) and not is_library(node.func.value):
        return standing_alone(node.func.value, make.source.of(node.func.value))
    if node.args and not isinstance(node.args[0], ast.Starred):
        text = make.source.of(node.args[0])
        return text if isinstance(node.args[0], ast.Name | ast.Call) else f"({text})"
    return ""


def standing_alone(node: ast.AST, text: str) -> str:
    """A node's text with parentheses where something is to stand behind it."""
    return f"({text})" if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare) else text
