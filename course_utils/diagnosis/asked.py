"""Edits that follow what the contract asks: names of attributes and keys, defaults."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from course_utils.diagnosis.candidate import Candidate, Maker
from course_utils.diagnosis.source_text import DefNode, Subject

_COMMON = {"self", "None", "True", "False", "x", "y", "in", "of", "is", "the", "a", "and", "or"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in an exercise's contract.

    Attributes:
        names: of attributes, keys and arguments.
        arguments: of the first call, in their order.
        defaults: (name, value) of arguments.
    """

    names: tuple[str, ...]
    arguments: tuple[str, ...]
    defaults: tuple[tuple[str, str], ...]


def asked(contract: str) -> Asked:
    """What a contract names in backticks or quotes, and its defaults."""
    parts = re.findall(r"`([^`]+)`|'(\w+)'|\"(\w+)\"|grads\[(\w+)\]", contract)
    text = " ".join(" ".join(groups) for groups in parts)
    names = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", text))
    defaults = re.findall(r"(\w+)\s*=\s*(\([^()]*\)|[\w.+-]+)", contract)
    kept = [name for name in names if name not in _COMMON and not name[:1].isupper()]
    call = re.search(r"\(([^()]*)", contract)
    arguments = re.findall(r"([A-Za-z_]\w*)(?:\s*=[^,]*)?", call.group(1)) if call else []
    return Asked(tuple(kept), tuple(arguments), tuple(defaults))


def asked_edits(subject: Subject, contract: str) -> list[Candidate]:
    """Attributes and keys under the names that are asked for; defaults as they are asked for."""
    found = asked(contract)
    make = Maker(subject.source)
    for function in subject.functions:
        _defaults(make, function, found.defaults)
        _exchanged(make, function, found.arguments)
    _attributes(make, subject, found.names)
    _keys(make, subject, found.names)
    _numbers(make, subject, contract)
    _looked_up(make, subject, found.names)
    return make.found


def _defaults(make: Maker, function: DefNode, defaults: Sequence[tuple[str, str]]) -> None:
    args = function.args
    every = [*args.posonlyargs, *args.args]
    given = dict(zip([one.arg for one in every[len(every) - len(args.defaults) :]], args.defaults,
                     strict=True))  # fmt: skip
    missing = []
    for name, value in defaults:
        node = given.get(name)
        if node is not None:
            make.replace("keyword", node, value, 1.0, f"{name}={value}")
        else:
            missing += [(one, value) for one in every if one.arg == name]
    spans = []
    for arg, value in missing:
        end = make.source.span(arg)[1]
        spans.append((end, end, f"={value}"))
        make.add("keyword", [spans[-1]], arg, 1.0, adds=True)
    if len(spans) > 1:
        make.add("keyword", spans, missing[0][0], 1.1, adds=True)


def _exchanged(make: Maker, function: DefNode, names: Sequence[str]) -> None:
    """Two parameters, where the contract has them the other way round."""
    for one, other in pairwise(function.args.args):
        if one.annotation or other.annotation or not {one.arg, other.arg} <= set(names):
            continue
        if names.index(one.arg) > names.index(other.arg):
            spans = [(*make.source.span(one), other.arg), (*make.source.span(other), one.arg)]
            make.add("definition", spans, (spans[0][0], spans[1][1]), 1.3)


def _attributes(make: Maker, subject: Subject, names: Sequence[str]) -> None:
    """self.b as self.bias, wherever it stands."""
    uses: dict[str, list[ast.Attribute]] = {}
    for node in ast.walk(subject.source.tree):
        if isinstance(node, ast.Attribute) and make.source.of(node.value) == "self":
            uses.setdefault(node.attr, []).append(node)
    free = [name for name in names if name not in uses]
    for field, nodes in uses.items():
        if field in names:
            continue
        nodes = sorted(nodes, key=lambda node: (isinstance(node.ctx, ast.Load), node.lineno))
        for name in free:
            spans = []
            for node in nodes:
                end = make.source.span(node)[1]
                spans.append((end - len(field), end, name))
            near = 0.5 if field[:1] == name[:1] else 0.9
            make.add("name", spans, nodes[0], 1.0 + near)
            if len(spans) > 1:
                make.add("name", spans[:1], nodes[0], 1.2 + near)


def _looked_up(make: Maker, subject: Subject, names: Sequence[str]) -> None:
    """grads.dw as grads["dw"]."""
    for node in ast.walk(subject.source.tree):
        is_inner = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
        if is_inner and node.attr in names:  # type: ignore[attr-defined]
            owner = make.source.of(node.value)  # type: ignore[attr-defined]
            make.replace("index", node, f'{owner}["{node.attr}"]', 1.3)  # type: ignore[attr-defined]


def _numbers(make: Maker, subject: Subject, contract: str) -> None:
    """A number that the contract names in place of another one."""
    nodes = [
        node
        for function in subject.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    ]
    used = {float(node.value) for node in nodes}  # type: ignore[arg-type]
    for text in dict.fromkeys(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?", contract)):
        if float(text) in (0, 1, 2):
            continue
        for node in nodes:
            cost = 1.1 if len(text) == len(str(node.value)) else 1.5
            cost += 0.5 * (float(text) in used)
            make.replace("constant", node, text, cost, f"… → {text}")


def _keys(make: Maker, subject: Subject, names: Sequence[str]) -> None:
    nodes = [
        node
        for node in ast.walk(subject.source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and re.fullmatch(r"\w{1,20}", node.value)
    ]  # fmt: skip
    used = {node.value for node in nodes}
    free = [name for name in names if name not in used]
    for node in nodes:
        if node.value in names:
            continue
        for name in free:
            make.replace("index", node, repr(name), 1.6, f"{node.value!r} → {name!r}")
    odd = [node for node in nodes if node.value not in names]
    if len(odd) == len(free) == 2:
        for one, other in (free, free[::-1]):
            spans = [
                (*make.source.span(odd[0]), repr(one)),
                (*make.source.span(odd[1]), repr(other)),
            ]
            make.add("index", spans, odd[0], 1.5)
