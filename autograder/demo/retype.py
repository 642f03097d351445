"""A catalogue's answer retyped into the released cell, as a student would have written it.

The catalogue writes an answer as one function or class beside its helpers. Here it
becomes the body of the stub: same decorator, name and docstring, helpers written
out. What cannot stand alone in a cell is not retyped.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Mapping

from autograder.catalogue import Entry
from autograder.catalogue.entry import Implementation

# What the notebook's cells have defined before an exercise's cell runs.
_KNOWN = {"torch", "F", "nn", "optim", "math", "device", "method_of", "LR"} | set(dir(builtins))
_SAME_BASE = {"LR", "ParameterLR", "nn.Module", "Function"}
_HELPERS = ("reference", "store")

Method = ast.FunctionDef


def cell_text(stub: str, entry: Entry, implementation: Implementation) -> str | None:
    """The cell with the answer in the stub's place, or None when it needs more than a cell."""
    tree = ast.parse(stub)
    place = tree.body[-1]
    answer = ast.parse(implementation.source).body[-1]
    answer = _Inliner(_helpers(entry, implementation)).visit(answer)
    assert isinstance(answer, ast.FunctionDef | ast.ClassDef)
    if isinstance(place, ast.FunctionDef):
        done = _into_function(place, answer)
    else:
        assert isinstance(place, ast.ClassDef)
        done = _into_class(place, answer, entry)
    text = f"# exercise: {entry.id}\n{ast.unparse(ast.fix_missing_locations(tree))}"
    return text if done and _stands_alone(tree) else None


def wants_parameters(implementation: Implementation) -> bool:
    """Whether the answer is one for an LR whose w and b are registered Parameters."""
    written = implementation.written
    return isinstance(written, type) and "ParameterLR" in {
        base.__name__ for base in written.__mro__
    }


# -------------------------------------------------------------- into the stub's place


def _into_function(place: ast.FunctionDef, answer: ast.FunctionDef | ast.ClassDef) -> bool:
    if isinstance(answer, ast.ClassDef):
        methods = answer.body
        alone = len(methods) == 1 and isinstance(methods[0], ast.FunctionDef)
        if not alone or methods[0].name != place.name or not _same_base(answer):  # type: ignore[attr-defined]
            return False
        answer = methods[0]  # type: ignore[assignment]
    assert isinstance(answer, ast.FunctionDef)
    _fill(place, answer.args, answer.body)
    return True


def _into_class(place: ast.ClassDef, answer: ast.FunctionDef | ast.ClassDef, entry: Entry) -> bool:
    if isinstance(answer, ast.ClassDef):
        return _class_into_class(place, answer, entry)
    stubs = {node.name: node for node in place.body if isinstance(node, ast.FunctionDef)}
    if "__init__" in stubs:
        _fill(stubs["__init__"], answer.args, answer.body)
        return True
    arguments = [argument.arg for argument in answer.args.args]
    right = _reference_methods(entry)
    if "upstream" in arguments:
        _fill(stubs["forward"], right["forward"].args, right["forward"].body)
        saved = ast.parse(f"{', '.join(arguments[:-1])} = ctx.saved_tensors").body
        _fill(stubs["backward"], right["backward"].args, saved + answer.body)
        return True
    *body, last = answer.body
    if not isinstance(last, ast.Return) or last.value is None:
        return False
    result: list[ast.stmt] = [ast.Assign([ast.Name("yhat", ast.Store())], last.value)]
    keep = ast.parse("ctx.save_for_backward(x, w, b, yhat)").body
    back = [ast.Return(ast.Name("yhat", ast.Load()))]
    _fill(stubs["forward"], right["forward"].args, [*body, *result, *keep, *back])
    _fill(stubs["backward"], right["backward"].args, right["backward"].body)
    return True


def _class_into_class(place: ast.ClassDef, answer: ast.ClassDef, entry: Entry) -> bool:
    base = ast.unparse(answer.bases[0])
    body = list(answer.body)
    if base == "Reference":
        present = {node.name for node in body if isinstance(node, ast.FunctionDef)}
        body += [node for name, node in _reference_methods(entry).items() if name not in present]
    elif base not in _SAME_BASE:
        place.bases = answer.bases
    docstring = place.body[:1] if ast.get_docstring(place) else []
    place.body = [*docstring, *body]
    for node in ast.walk(place):  # the class speaks of itself by the catalogue's name
        if isinstance(node, ast.Name) and node.id == answer.name:
            node.id = place.name
    return True


def _fill(place: ast.FunctionDef, arguments: ast.arguments, body: list[ast.stmt]) -> None:
    docstring = place.body[:1] if ast.get_docstring(place) else []
    place.args, place.body = arguments, [*docstring, *body]


def _same_base(answer: ast.ClassDef) -> bool:
    return ast.unparse(answer.bases[0]) in _SAME_BASE


def _reference_methods(entry: Entry) -> Mapping[str, Method]:
    assert entry.right is not None
    tree = ast.parse(entry.right.source).body[-1]
    assert isinstance(tree, ast.ClassDef)
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


# ----------------------------------------------------------------- helpers written out


def _helpers(entry: Entry, implementation: Implementation) -> dict[str, Method]:
    found: dict[str, Method] = {}
    module = implementation.written.__module__
    for name in _HELPERS:
        written = getattr(__import__(module, fromlist=[name]), name, None)
        if callable(written):
            node = ast.parse(Implementation(written, written).source).body[-1]
            if isinstance(node, ast.FunctionDef):
                found[name] = node
    return found


class _Inliner(ast.NodeTransformer):
    """Calls of helpers become the helpers' own lines."""

    def __init__(self, helpers: Mapping[str, Method]) -> None:
        self.helpers = helpers

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        call, helper = node.value, self._helper(node.value)
        if helper is None:
            # `nn.Module.__init__(self)` is how a lone function has to say it.
            if ast.unparse(node) == "nn.Module.__init__(self)":
                return ast.parse("super().__init__()").body
            return self.generic_visit(node)
        assert isinstance(call, ast.Call)
        before, body = _bound(helper, call)
        lines = [line for statement in body for line in _apart(statement)]
        written = [self.visit(line) for line in before + lines]
        return [
            line for lines in written for line in (lines if isinstance(lines, list) else [lines])
        ]

    def visit_Call(self, node: ast.Call) -> ast.AST:
        helper = self._helper(node)
        self.generic_visit(node)
        if helper is None:
            return node
        before, body = _bound(helper, node, always=True)
        only = body[0] if len(body) == 1 and not before else None
        return only.value if isinstance(only, ast.Return) and only.value else node

    def _helper(self, node: ast.AST) -> Method | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self.helpers.get(node.func.id)
        return None


def _bound(
    helper: Method, call: ast.Call, always: bool = False
) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """The helper's body with its arguments in; first the assignments that this needs."""
    body = copy.deepcopy(helper.body)
    if ast.get_docstring(helper):
        del body[0]
    before: list[ast.stmt] = []
    given: dict[str, ast.expr] = {}
    for parameter, value in zip([a.arg for a in helper.args.args], call.args, strict=False):
        if isinstance(value, ast.Name) and value.id == parameter:
            continue
        uses = sum(
            isinstance(node, ast.Name) and node.id == parameter
            for line in body
            for node in ast.walk(line)
        )
        if uses == 1 or always:
            given[parameter] = value
        else:
            before.append(ast.Assign([ast.Name(parameter, ast.Store())], value))
    put = _Put(given)
    return before, [put.visit(line) for line in body]


class _Put(ast.NodeTransformer):
    def __init__(self, given: Mapping[str, ast.expr]) -> None:
        self.given = given

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.given[node.id]) if node.id in self.given else node


def _apart(line: ast.stmt) -> list[ast.stmt]:
    """``a, b = x, y`` as two lines."""
    if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
        target = line.targets[0]
        if isinstance(target, ast.Tuple):
            pairs = zip(target.elts, line.value.elts, strict=True)
            return [ast.Assign([name], value) for name, value in pairs]
    return [line]


def _stands_alone(tree: ast.Module) -> bool:
    used: set[str] = set()
    made: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import):
            made.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
    return used <= made | _KNOWN
