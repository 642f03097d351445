"""In which order statements have to stand, and one order for all that are free.

Two statements are free to change places when neither writes what the other one reads or
writes. A place is a path, such as ``self.grads["dw"]``: writing it leaves ``self.grads["db"]``
alone. What ends a block, and what may do anything, keeps its place.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

MAX_BLOCK = 60  # statements; a longer block stays as it is written
_STAYS = (
    ast.Return, ast.Raise, ast.Break, ast.Continue, ast.Assert, ast.Global, ast.Nonlocal, ast.With,
    ast.AsyncWith, ast.Try, ast.Delete, ast.Yield, ast.YieldFrom, ast.Await,
)  # fmt: skip
_Path = tuple[str, ...]


@dataclass(slots=True)
class _Touched:
    """What a statement reads and writes, and whether it keeps its place."""

    reads: set[_Path] = field(default_factory=set)
    writes: set[_Path] = field(default_factory=set)
    stays: bool = False


def in_one_order(
    block: Sequence[ast.stmt], key: Callable[[ast.stmt], str], take: Callable[[ast.stmt], None]
) -> list[ast.stmt]:
    """The block's statements, the free ones by their keys, no dependence broken.

    Args:
        block: the statements as they were written.
        key: asked again for each statement that could come next.
        take: told of each statement that was chosen.
    """
    if len(block) == 1 or len(block) > MAX_BLOCK:
        for statement in block:
            take(statement)
        return list(block)
    touched = [_touched(statement) for statement in block]
    waits = {
        late: {early for early in range(late) if _bound(touched[early], touched[late])}
        for late in range(len(block))
    }
    done: set[int] = set()
    found = []
    while waits:
        ready = [number for number, before in waits.items() if before <= done]
        best = ready[0]
        if len(ready) > 1:
            best = min(ready, key=lambda number: (key(block[number]), number))
        del waits[best]
        done.add(best)
        take(block[best])
        found.append(block[best])
    return found


def _bound(one: _Touched, other: _Touched) -> bool:
    return (
        one.stays
        or other.stays
        or _meet(one.writes, other.reads)
        or _meet(one.writes, other.writes)
        or _meet(one.reads, other.writes)
    )


def _meet(some: set[_Path], others: set[_Path]) -> bool:
    return any(
        one[: len(other)] == other or other[: len(one)] == one for one in some for other in others
    )


def _touched(statement: ast.stmt) -> _Touched:
    found = _Touched()
    inside: set[int] = set()  # parts of a longer path
    for node in ast.walk(statement):  # from outside to inside
        if isinstance(node, _STAYS):
            found.stays = True
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            if id(node) not in inside:
                _note(node, found, inside)
            elif isinstance(node, ast.Attribute | ast.Subscript):
                inside.add(id(node.value))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.writes.add((node.name,))
        elif isinstance(node, ast.alias):
            found.writes.add(((node.asname or node.name).partition(".")[0],))
        elif isinstance(node, ast.Call):
            _note_call(node, isinstance(statement, ast.Expr) and statement.value is node, found)
    if isinstance(statement, ast.AugAssign):
        found.reads |= {path for path in found.writes if path != _EFFECT}
    return found


_EFFECT: _Path = ("()",)


def _note(node: ast.expr, found: _Touched, inside: set[int]) -> None:
    path, whole = _path(node)
    stored = isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
    if path:
        (found.writes if stored else found.reads).add(path)
    if isinstance(node, ast.Attribute | ast.Subscript) and whole:
        inside.add(id(node.value))


def _note_call(call: ast.Call, alone: bool, found: _Touched) -> None:
    """A call whose result nobody takes, or of a method such as ``add_``, changes something."""
    method = call.func if isinstance(call.func, ast.Attribute) else None
    if method is not None and (alone or method.attr.endswith("_")):
        path, _ = _path(method.value)
        if path:
            found.writes.add(path)
    if alone:
        found.writes.add(_EFFECT)


def _path(node: ast.expr) -> tuple[_Path, bool]:
    """The place, and whether it is named to its end: not with an index that is computed."""
    steps: list[str] = []
    whole = True
    one: ast.expr = node
    while isinstance(one, ast.Attribute | ast.Subscript):
        if isinstance(one, ast.Attribute):
            steps.append(one.attr)
        elif isinstance(one.slice, ast.Constant) and isinstance(one.slice.value, str):
            steps.append(repr(one.slice.value))
        else:
            steps, whole = [], False
        one = one.value
    if not isinstance(one, ast.Name):
        return (), whole
    return (one.id, *reversed(steps)), whole
