"""The stub's line ``raise NotAttempted``: what of an exercise is empty, what was written beside it.

A student who adds lines and leaves that one has not left the exercise empty.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from course_utils.core.exercise import Exercise, NotAttempted
from course_utils.core.released import stub_of
from course_utils.texts import Message, Words, say

_STUB = NotAttempted.__name__


@dataclass(frozen=True, slots=True)
class Leftover:
    """Where the stub's line still stands.

    Attributes:
        function: in which function.
        written: that function holds lines of the student's own.
        others: the exercise's functions that hold them, where this one is empty.
    """

    function: str
    written: bool
    others: tuple[str, ...] = ()


def leftover(exercise: Exercise, obj: object) -> Leftover | None:
    """Where the line still stands beside the student's own; None when all is as handed out.

    None as well where the source cannot be read.
    """
    standing, written = [], []
    for name, function in _functions(exercise, obj):
        node = _source(function)
        if node is None:
            return None
        if _dump(node) != _handed_out(exercise).get(name):
            written.append(name)
        if _raises(node):
            standing.append(name)
    if not standing or not written:
        return None
    both = [name for name in standing if name in written]
    if both:
        return Leftover(both[0], True)
    return Leftover(standing[0], False, tuple(written))


def is_handed_out(exercise: Exercise, obj: object) -> bool:
    """Whether one of the exercise's functions is the stub still."""
    handed_out = _handed_out(exercise)
    nodes = [(name, _source(function)) for name, function in _functions(exercise, obj)]
    return any(node is not None and _dump(node) == handed_out.get(name) for name, node in nodes)


def say_leftover(found: Leftover) -> Message:
    """The sentence about it."""
    if found.written:
        return say("leftover.beside", function=found.function)
    names: Words = f"`{found.others[0]}`"
    for name in found.others[1:]:
        names = say("list.and", names=names, last=f"`{name}`")
    return say("leftover.other", count=len(found.others), function=found.function, names=names)


def _functions(exercise: Exercise, obj: object) -> Iterator[tuple[str, Any]]:
    """The functions that hold the exercise's stub, by name, as far as they are there."""
    from course_utils.core.probing import find_probe

    registered = find_probe(exercise.id)
    for name in registered.defines:
        if registered.wants == "function":
            yield name, obj
        elif isinstance(obj, type):
            found = obj.__dict__.get(name)
            if found is not None:
                yield name, found


def _source(function: Any) -> ast.FunctionDef | None:
    function = inspect.unwrap(getattr(function, "__func__", function))
    if not inspect.isfunction(function):
        return None
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    node = tree.body[0] if tree.body else None
    return node if isinstance(node, ast.FunctionDef) else None


def _handed_out(exercise: Exercise) -> dict[str, str]:
    """The body of every function in the exercise's released cell, by name."""
    try:
        tree = ast.parse(stub_of(exercise))
    except (OSError, ValueError, LookupError, TypeError, SyntaxError):
        return {}
    return {node.name: _dump(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _dump(node: ast.FunctionDef) -> str:
    """The statements behind the docstring, as text."""
    first = node.body[0]
    words = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return ast.dump(ast.Module(node.body[1:] if words else node.body, []))


def _raises(node: ast.FunctionDef) -> bool:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Raise) and inner.exc is not None:
            raised = inner.exc.func if isinstance(inner.exc, ast.Call) else inner.exc
            if isinstance(raised, ast.Name) and raised.id == _STUB:
                return True
    return False
