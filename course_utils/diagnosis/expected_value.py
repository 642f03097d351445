"""The last resort: the expected value in place of an expression, where only one can be at fault.

An answer that is a single expression, and a value that the check compares under the name that the
code gives it, need no known edit: with the expected value there the checks get further.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

import torch

from course_utils.core.key import Key
from course_utils.core.place import UNKNOWN
from course_utils.diagnosis.candidate import Candidate, Maker
from course_utils.diagnosis.source_text import DefNode, Subject

NAME = "_the_expected_value"


def only_expression(subject: Subject) -> Candidate | None:
    """The edit of an answer that is one expression: all that it gives is the expected value."""
    if len(subject.functions) != 1:
        return None
    body = _body(subject.functions[0])
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    if isinstance(body[0].value, ast.Tuple | ast.Dict):
        return None
    make = Maker(subject.source)
    make.replace(UNKNOWN, body[0].value, f"{NAME}()", 5.0)
    return make.found[0]


def named_value(subject: Subject, item: str) -> Candidate | None:
    """The edit of the one expression that is given the item's name, or kept under it."""
    make = Maker(subject.source)
    for function in subject.functions[:1]:
        for value in _named(function, item):
            if not isinstance(value, ast.Name):
                make.replace(UNKNOWN, value, f"{NAME}()", 5.2)
    return make.found[0] if len(make.found) == 1 else None


def _body(function: DefNode) -> Sequence[ast.stmt]:
    body = function.body
    is_text = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return body[1:] if is_text else body


def _named(function: DefNode, item: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            key = target.slice if isinstance(target, ast.Subscript) else None
            if (isinstance(target, ast.Name) and target.id == item) or (
                isinstance(key, ast.Constant) and key.value == item
            ):
                yield node.value
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            if node.target.id == item:  # a sum that grows has more than one value
                yield node.value
                yield node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == item:
                    yield value
        elif isinstance(node, ast.keyword) and node.arg == item:
            yield node.value


def expected_values(key: Key, item: str = "") -> Callable[[], torch.Tensor]:
    """A function that gives a case's expected values, one a call, in their order.

    Args:
        key: of the case.
        item: only this item's; all tensors when empty.
    """
    values = [
        one.values[0]
        for name, one in key.expected.items()
        if isinstance(one.values[0], torch.Tensor) and item in ("", name)
    ]
    left = iter(values)

    def give() -> torch.Tensor:
        value = next(left)
        return value.float() if value.is_floating_point() else value.clone()

    return give
