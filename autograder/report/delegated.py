"""Does an answer hand the exercise's work to the library? A look at its syntax, nothing is run.

Only what the exercise's own function or class reaches is looked at: an ``assert`` that
compares with the library, an annotation or an ``isinstance`` is no hand-over.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from autograder.report.library import RULES, Rule
from course_utils.core.exercise import Exercise

MAX_SOURCE = 20_000  # characters; more is nobody's answer, and parsers have limits
# What the notebooks' set-up cell binds.
_SETUP = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
}
_NOT_CODE = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
_LOOKS_ONLY = {"isinstance", "issubclass", "help", "print", "type"}
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def handed_over(code: str, exercise: Exercise) -> str:
    """The library's name that does the exercise's work in this answer, or an empty text.

    Args:
        code: the student's own cell.
        exercise: which it answers; its rule stands in :data:`autograder.report.library.RULES`.
    """
    rule = RULES.get(exercise.id)
    tree = _parsed(code) if rule and len(code) <= MAX_SOURCE else None
    if rule is None or tree is None:
        return ""
    try:
        return _Answer(tree).first(rule, rule.root or exercise.symbol)
    except RecursionError:  # deeper than anything that a person writes
        return ""


def _parsed(code: str) -> ast.Module | None:
    for text in (code, _NOT_CODE.sub("", code)):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            continue  # magics and shell lines are IPython's, not Python's
    return None


class _Answer:
    """The definitions and imported names of one cell."""

    def __init__(self, tree: ast.Module) -> None:
        self.stars: list[str] = []
        self.names: dict[str, str] = dict(_SETUP)
        self.bound: dict[str, list[ast.AST]] = {}
        for node in _statements(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self.names |= self._imported(node)
            elif isinstance(node, _Definition):
                self.bound.setdefault(node.name, []).append(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    if isinstance(target, ast.Name):
                        self.bound.setdefault(target.id, []).append(node.value)
                    elif isinstance(target, ast.Attribute):  # LR.sigmoid = torch.sigmoid
                        self.bound.setdefault(target.attr, []).append(node.value)

    def first(self, rule: Rule, root: str) -> str:
        """The first name of the rule that the root's definition reaches."""
        if root not in self.bound and self.names.get(root) in rule.names:
            return self.names[root]  # from torch.optim import SGD
        waiting, seen = self._roots(root), set()
        while waiting:
            node = waiting.pop(0)
            if id(node) in seen:
                continue
            seen.add(id(node))
            scope = self._scope(node)
            for part in _working(node):
                found = self._match(part, rule, scope)
                if found:
                    return found
                if isinstance(part, ast.Name) and part.id not in scope:
                    waiting += self.bound.get(part.id, [])
        return ""

    def _roots(self, root: str) -> list[ast.AST]:
        found = list(self.bound.get(root, []))
        for definitions in self.bound.values():
            for definition in definitions:
                if isinstance(definition, ast.ClassDef):  # a method in the whole class
                    found += [
                        node
                        for node in definition.body
                        if isinstance(node, _Definition) and node.name == root
                    ]
        return found[-1:]  # the last definition is the one that is graded

    def _scope(self, root: ast.AST) -> Mapping[str, str]:
        """What names mean inside: parameters and local names hide the module's, with ''."""
        scope: dict[str, str] = {}
        for node in ast.walk(root):
            if isinstance(node, ast.Import | ast.ImportFrom):
                scope |= self._imported(node)
            elif isinstance(node, ast.arg):
                scope[node.arg] = ""
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                scope.setdefault(node.id, "")
        return scope

    def _imported(self, node: ast.Import | ast.ImportFrom) -> dict[str, str]:
        if isinstance(node, ast.Import):
            return {
                alias.asname or alias.name.partition(".")[0]: alias.name
                if alias.asname
                else alias.name.partition(".")[0]
                for alias in node.names
            }
        module = node.module or ""
        if any(alias.name == "*" for alias in node.names):
            self.stars.append(module)
        return {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}

    def _match(self, node: ast.AST, rule: Rule, scope: Mapping[str, str]) -> str:
        for name in self._dotted(node, scope):
            if name in rule.names:
                return name
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            method, base = node.func.attr, node.func.value
            if method in rule.methods and len(node.args) <= 1 and not _is_own(base):
                known = any(self._dotted(base, scope))
                return "" if known else f"Tensor.{method}"
        return ""

    def _dotted(self, node: ast.AST, scope: Mapping[str, str]) -> list[str]:
        """The full names that an expression may stand for."""
        if isinstance(node, ast.Attribute):
            return [f"{base}.{node.attr}" for base in self._dotted(node.value, scope)]
        if isinstance(node, ast.Call) and _called(node) == "getattr" and len(node.args) > 1:
            attribute = node.args[1]
            if isinstance(attribute, ast.Constant) and isinstance(attribute.value, str):
                return [f"{base}.{attribute.value}" for base in self._dotted(node.args[0], scope)]
        if not isinstance(node, ast.Name):
            return []
        if node.id in scope:
            return [scope[node.id]] if scope[node.id] else []
        if node.id in self.bound:
            values = self.bound[node.id]
            # O = torch.optim, and then O.SGD
            plain = [v for v in values if isinstance(v, ast.Attribute)]
            return [name for value in plain for name in self._dotted(value, {})]
        if node.id in self.names:
            return [self.names[node.id]]
        return [f"{module}.{node.id}" for module in self.stars]


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The module's statements, those inside of if, try and with too."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While):
            for name in ("body", "orelse", "finalbody"):
                waiting += getattr(node, name, [])


def _working(root: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do work: no asserts, annotations or mere looks at a type."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Assert):
            continue
        if isinstance(node, ast.Call) and _called(node) in _LOOKS_ONLY:
            continue
        skipped = {"annotation", "returns", "type_comment"}
        for name, value in ast.iter_fields(node):
            if name in skipped:
                continue
            children = value if isinstance(value, list) else [value]
            waiting += [child for child in children if isinstance(child, ast.AST)]


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_own(base: ast.AST) -> bool:
    """Whether a method is asked of the student's own object: ``self`` or ``super()``."""
    if isinstance(base, ast.Call):
        return _called(base) == "super"
    return isinstance(base, ast.Name) and base.id in ("self", "cls", "model")
