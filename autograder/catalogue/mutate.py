"""Mechanical mutants of a reference: does anything wrong pass?

Each mutant changes one place: an operator, a comparison, a constant, an axis,
a sign, a method's name, or it deletes a statement. A mutant that changes
behaviour has to be refused; one that survives is either harmless, and listed in
the exercise's file of mistakes with the reason, or a hole in the cases. A mutant is an
:class:`~autograder.catalogue.edits.Edit`, as a known mistake is.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from autograder.catalogue.edits import Edit
from autograder.catalogue.entry import Entry
from autograder.catalogue.keys import run
from course_utils.core.judge import judge
from course_utils.core.key import Keys
from course_utils.core.probing import Interrupted

_OPERATORS: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.MatMult: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.USub: (ast.UAdd,),
    ast.Lt: (ast.LtE,),
    ast.LtE: (ast.Lt,),
    ast.Gt: (ast.GtE,),
    ast.GtE: (ast.Gt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_NAMES = {
    "sum": ("mean",),
    "mean": ("sum",),
    "exp": ("log",),
    "log": ("exp",),
    "max": ("min",),
    "amax": ("amin",),
    "sigmoid": ("tanh",),
    "relu": ("sigmoid",),
    "zeros": ("ones",),
    "zeros_like": ("ones_like",),
    "train": ("eval",),
    "eval": ("train",),
    "argmax": ("argmin",),
    "sqrt": ("square",),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed copy of a source: the change, the line where it is made, the whole text."""

    edit: Edit
    line: int
    source: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.edit}"


@dataclass(frozen=True, slots=True)
class MutationResult:
    """How many mutants there were, and which survived without being listed as harmless."""

    total: int
    killed: int
    harmless: tuple[Mutant, ...]
    holes: tuple[Mutant, ...]


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of the source, each with one change."""
    total = len(list(_changes(ast.parse(source))))
    for number in range(total):
        tree = ast.parse(source)
        place, change = list(_changes(tree))[number]
        old, line = ast.unparse(place), place.lineno
        new = change()
        edit = Edit(old.split("\n")[0], "" if new is None else ast.unparse(new).split("\n")[0])
        yield Mutant(edit, line, ast.unparse(ast.fix_missing_locations(tree)))


SourceNode = ast.expr | ast.stmt
# What changes, and what makes the change there: it gives the changed node, None if it is gone.
Change = tuple[SourceNode, Callable[[], SourceNode | None]]


def _changes(tree: ast.Module) -> Iterator[Change]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.AugAssign)):
            for kind in _OPERATORS.get(type(node.op), ()):
                yield node, _setter(node, "op", kind())
        elif isinstance(node, ast.Compare):
            for kind in _OPERATORS.get(type(node.ops[0]), ()):
                yield node, _setter(node, "ops", [kind()])
        elif isinstance(node, ast.Constant):
            for value in _constants(node.value):
                yield node, _setter(node, "value", value)
        elif isinstance(node, ast.Attribute):
            if node.attr in ("T", "mT"):
                yield node, _replacer(tree, node, node.value)
            for name in _NAMES.get(node.attr, ()):
                yield node, _setter(node, "attr", name)
        elif isinstance(node, ast.Call):
            for index in range(len(node.keywords)):
                yield node, _deleter(node, index)
        yield from _statements(node)


def _statements(node: ast.AST) -> Iterator[Change]:
    for field in ("body", "orelse"):
        body = getattr(node, field, None)
        if not isinstance(body, list) or isinstance(node, ast.Module):
            continue
        for index, statement in enumerate(body):
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
                continue
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            yield statement, _passer(body, index)


def _constants(value: object) -> tuple:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, float):
        return (value * 2 + 1,)
    return ()


def _setter(node: SourceNode, field: str, value: object) -> Callable[[], SourceNode]:
    def change() -> SourceNode:
        setattr(node, field, value)
        return node

    return change


def _deleter(call: ast.Call, index: int) -> Callable[[], SourceNode]:
    def change() -> SourceNode:
        del call.keywords[index]
        return call

    return change


def _passer(body: list[ast.stmt], index: int) -> Callable[[], None]:
    return lambda: body.__setitem__(index, ast.Pass())


def _replacer(tree: ast.AST, old: ast.expr, new: ast.expr) -> Callable[[], SourceNode]:
    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return new if node is old else self.generic_visit(node)

    def change() -> SourceNode:
        Replace().visit(tree)
        return new

    return change


def judge_mutants(
    entry: Entry, keys: Keys, limit: Callable[[], AbstractContextManager]
) -> MutationResult:
    """Judge every mutant of the reference by the keys.

    ``limit`` is put around each of them: a changed loop may never end.
    """
    assert entry.right is not None
    harmless: list[Mutant] = []
    holes: list[Mutant] = []
    total = 0
    for mutant in mutants(entry.right.source):
        total += 1
        try:
            with limit():
                obj = entry.build(mutant.source, f"<mutant of {entry.id}>")
                observed = [run(entry, obj, case) for case in keys.cases]
            verdict = judge(entry.exercise, keys, observed)
        except (Exception, Interrupted):  # a mutant that cannot even be defined is refused
            continue
        if verdict.state == "passed":
            (harmless if mutant.source in entry.harmless else holes).append(mutant)
    killed = total - len(harmless) - len(holes)
    return MutationResult(total, killed, tuple(harmless), tuple(holes))
