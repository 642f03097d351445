"""Mechanical mutants of a reference: does anything wrong pass?

Each mutant changes one place: an operator, a comparison, a constant, an axis,
a sign, a method's name, or it deletes a statement. A mutant that changes
behaviour has to be refused; one that survives is either harmless, and listed in
its entry with the reason, or a hole in the cases.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from autograder.catalogue.entry import Entry, Implementation
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
    """One changed copy: what was changed, and the tree of the changed function."""

    change: str
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class MutationResult:
    """How many mutants there were, and which survived without being listed as harmless."""

    total: int
    killed: int
    harmless: tuple[str, ...]
    holes: tuple[str, ...]


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of the source, each with one change."""
    total = len(list(_changes(ast.parse(source))))
    for number in range(total):
        tree = ast.parse(source)
        words, apply = list(_changes(tree))[number]
        apply()
        yield Mutant(words, ast.fix_missing_locations(tree))


def _changes(tree: ast.Module) -> Iterator[tuple[str, Callable[[], None]]]:
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.AugAssign)):
            for kind in _OPERATORS.get(type(node.op), ()):
                words = f"{line}: {_short(node)}: {_name(node.op)} -> {kind.__name__}"
                yield words, _setter(node, "op", kind())
        elif isinstance(node, ast.Compare):
            for kind in _OPERATORS.get(type(node.ops[0]), ()):
                yield f"{line}: {_short(node)}: -> {kind.__name__}", _setter(node, "ops", [kind()])
        elif isinstance(node, ast.Constant):
            for value in _constants(node.value):
                yield f"{line}: {node.value!r} -> {value!r}", _setter(node, "value", value)
        elif isinstance(node, ast.Attribute):
            if node.attr in ("T", "mT"):
                yield f"{line}: {_short(node)} without .T", _replacer(tree, node, node.value)
            for name in _NAMES.get(node.attr, ()):
                yield f"{line}: {_short(node)} -> .{name}", _setter(node, "attr", name)
        elif isinstance(node, ast.Call):
            for index, keyword in enumerate(node.keywords):
                words = f"{line}: {_short(node)} without {keyword.arg}="
                yield words, _deleter(node.keywords, index)
        yield from _statements(node)


def _statements(node: ast.AST) -> Iterator[tuple[str, Callable[[], None]]]:
    for field in ("body", "orelse"):
        body = getattr(node, field, None)
        if not isinstance(body, list) or isinstance(node, ast.Module):
            continue
        for index, statement in enumerate(body):
            if isinstance(statement, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
                continue
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            words = f"{statement.lineno}: delete {_short(statement)}"
            yield words, _passer(body, index)


def _constants(value: object) -> tuple:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return (value + 1, value - 1)
    if isinstance(value, float):
        return (value * 2 + 1,)
    return ()


def _setter(node: ast.AST, field: str, value: object) -> Callable[[], None]:
    return lambda: setattr(node, field, value)


def _deleter(items: list, index: int) -> Callable[[], None]:
    return lambda: items.pop(index) and None


def _passer(body: list, index: int) -> Callable[[], None]:
    return lambda: body.__setitem__(index, ast.Pass())


def _replacer(tree: ast.AST, old: ast.AST, new: ast.AST) -> Callable[[], None]:
    class Replace(ast.NodeTransformer):
        def visit(self, node):
            return new if node is old else self.generic_visit(node)

    return lambda: Replace().visit(tree) and None


def _short(node: ast.AST) -> str:
    return ast.unparse(node).split("\n")[0][:60]


def _name(node: ast.AST) -> str:
    return type(node).__name__


def built_mutant(entry: Entry, implementation: Implementation, mutant: Mutant) -> object:
    """The object that the probe gets for a mutant of an implementation."""
    namespace = dict(vars(inspect.getmodule(implementation.written)))
    exec(compile(mutant.tree, f"<mutant of {entry.id}>", "exec"), namespace)
    return entry.wrap(namespace[implementation.name])


def judge_mutants(
    entry: Entry, keys: Keys, limit: Callable[[], AbstractContextManager] = nullcontext
) -> MutationResult:
    """Judge every mutant of the reference by the keys.

    ``limit`` goes around each of them: a changed loop may never end.
    """
    assert entry.right is not None
    source = textwrap.dedent(entry.right.source)
    harmless: list[str] = []
    holes: list[str] = []
    total = 0
    for mutant in mutants(source):
        total += 1
        try:
            with limit():
                obj = built_mutant(entry, entry.right, mutant)
                observed = [run(entry, obj, case) for case in keys.cases]
            verdict = judge(entry.exercise, keys, observed)
        except (Exception, Interrupted):  # a mutant that cannot even be defined is refused
            continue
        if verdict.state == "passed":
            (harmless if mutant.change in entry.harmless else holes).append(mutant.change)
    killed = total - len(harmless) - len(holes)
    return MutationResult(total, killed, tuple(harmless), tuple(holes))
