"""A catalogue's answer in the released cell, as a student would have handed it in.

The catalogue's answers are texts that a student could have written; what is left is the
stub's own frame: the exercise's line, the decorator, the class around a method.
"""

from __future__ import annotations

import ast
import builtins
import textwrap

from autograder.catalogue.entry import Entry, Implementation
from course_utils.core.released import released

Definition = ast.FunctionDef | ast.ClassDef

# What the notebook's cells have defined before an exercise's cell runs.
_KNOWN = {"torch", "F", "nn", "optim", "math", "device", "method_of", "LR", "Value"} | set(
    dir(builtins)
)


def cell_text(stub: str, entry: Entry, implementation: Implementation) -> str | None:
    """The cell with the answer in the stub's place, or None when it needs more than a cell.

    What leans on more than a notebook's first cell gives stays out.
    """
    text = framed(stub, entry.id, implementation.source)
    return None if text is None or names_beyond(text) else text


def cell_of(entry: Entry, source: str) -> str | None:
    """The cell with an answer's source, in the notebook as it is released today.

    None where it does not define the same as the stub.
    """
    cells = released(entry.exercise.chapter).cells
    return framed(next(cell.stub for cell in cells if cell.id == entry.id), entry.id, source)


def framed(stub: str, exercise: str, source: str) -> str | None:
    """The cell with this source in the stub's place; None where it does not define the same."""
    place = ast.parse(stub).body[-1]
    assert isinstance(place, ast.FunctionDef | ast.ClassDef)
    answer = _as_the_stub(place, source)
    if answer is None:
        return None
    lines = answer.splitlines()
    definition = next(node for node in ast.parse(answer).body if _name(node) == place.name)
    decorators = [f"@{ast.unparse(one)}" for one in place.decorator_list]
    lines[_first(definition) - 1 : _first(definition) - 1] = decorators
    return "\n".join([f"# exercise: {exercise}", *lines])


def names_beyond(text: str) -> set[str]:
    """The names that a text uses, and neither makes nor has from a notebook's first cell."""
    used: set[str] = set()
    made: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
        elif isinstance(node, ast.Import):
            made.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
    return used - made - _KNOWN


def wants_parameters(source: str) -> bool:
    """Whether the answer is one for an LR whose w and b are registered Parameters."""
    tree = ast.parse(source)
    bases = [base for node in tree.body for base in getattr(node, "bases", ())]
    return any(ast.unparse(base) == "ParameterLR" for base in bases)


def _as_the_stub(place: Definition, source: str) -> str | None:
    """The answer as what the stub defines: a function, or a class with its methods."""
    definition = ast.parse(source).body[-1]
    if isinstance(place, ast.FunctionDef) and isinstance(definition, ast.ClassDef):
        method = definition.body[0]
        if len(definition.body) != 1 or _name(method) != place.name:
            return None
        source = textwrap.dedent("\n".join(source.splitlines()[_first(method) - 1 :]))
    elif isinstance(place, ast.ClassDef) and isinstance(definition, ast.FunctionDef):
        bases = ", ".join(ast.unparse(base) for base in place.bases)
        # A lone function cannot say super().
        body = source.replace("nn.Module.__init__(self)", "super().__init__()")
        source = f"class {place.name}({bases}):\n{textwrap.indent(body, '    ')}"
    return source if any(_name(node) == place.name for node in ast.parse(source).body) else None


def _name(node: ast.AST) -> str:
    return getattr(node, "name", "")


def _first(node: ast.AST) -> int:
    """The line where a definition begins, its decorators included."""
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])
