"""What a cell's text defines: read from its syntax, without running it.

Cells may hold IPython's own lines (``%time``, ``!pip``); what cannot be seen from the text
(``exec``, ``%run``, a star import) is said to be unseen, never to be missing.
"""

from __future__ import annotations

import ast
import difflib
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from course_utils.core.exercise import Exercise

_FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
# Whoever speaks of these may define anything.
_HIDING = {
    *("exec", "eval", "globals", "locals", "vars", "setattr", "get_ipython", "builtins"),
    *("__builtins__", "__import__", "importlib", "runpy", "__main__"),
}
# Decorators that leave a function where it is.
_HARMLESS = {
    *("no_grad", "enable_grad", "inference_mode", "staticmethod", "classmethod", "property"),
    *("cache", "lru_cache", "wraps", "override"),
}
_RUNS_ITS_CELL = ("time", "capture", "prun")
_DEFINES_NOTHING = {
    *("matplotlib", "timeit", "pip", "conda", "config", "load_ext", "who", "whos", "pwd", "ls"),
    *("cd", "precision", "pdb", "debug", "xmode", "env", "set_env", "history", "pinfo", "pinfo2"),
    *("reload_ext", "autoreload", "html", "HTML", "markdown", "bash", "sh", "script", "writefile"),
}


class Sight(Enum):
    """Whether a text defines something."""

    YES = "yes"
    NO = "no"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Target:
    """What an exercise asks to be defined: a name, or a method of a class that has the name."""

    symbol: str
    method: str = ""

    @property
    def name(self) -> str:
        """The name behind ``def`` or ``class``."""
        return self.method or self.symbol


@dataclass(frozen=True, slots=True)
class Fault:
    """Why Python cannot read a text: the exception's class, its words, and the place."""

    kind: str
    message: str
    line: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A cell's text as Python reads it.

    Attributes:
        tree: its syntax; None where there is a fault, or where nobody can tell.
        fault: why Python cannot read it.
        above: how many empty lines above it IPython takes away before it counts.
    """

    tree: ast.Module | None
    fault: Fault | None = None
    above: int = 0


def target_of(exercise: Exercise) -> Target:
    """What the exercise asks to be defined."""
    from course_utils.core.probing import find_probe

    registered = find_probe(exercise.id)
    method = registered.defines[0] if registered.wants == "method" else ""
    return Target(exercise.symbol, method)


@lru_cache(512)
def parse_cell(text: str) -> Source:
    """The text's syntax, IPython's own lines included."""
    kept = text.lstrip("\n\r\t \f")
    kept = text[text.rfind("\n", 0, len(text) - len(kept)) + 1 :]
    above = text.count("\n", 0, len(text) - len(kept))
    try:
        tree = _compiled(kept)
    except SyntaxError as fault:
        if not _is_for_ipython(kept):
            return Source(None, _fault(fault, kept, above), above)
    except (ValueError, RecursionError, MemoryError) as error:
        return Source(None, Fault(type(error).__name__, str(error)), above)
    else:
        return Source(tree, None, above)
    try:
        from IPython.core.inputtransformer2 import TransformerManager

        tree = _compiled(TransformerManager().transform_cell(kept))
    except SyntaxError as fault:
        return Source(None, _fault(fault, kept, above), above)
    except Exception:
        return Source(None, None, above)
    return Source(tree, None, above)


def _compiled(text: str) -> ast.Module:
    """The tree; compiled as well, for much is refused only then (``return`` outside of a def)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(text, "<cell>", "exec", _FLAGS, dont_inherit=True)
        tree = compile(text, "<cell>", "exec", _FLAGS | ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def _is_for_ipython(text: str) -> bool:
    if text[:1] in (" ", "\t"):  # a text that is indented as a whole is shifted to the left
        return True
    lines = [line.strip() for line in text.splitlines()]
    marks = ("%", "!", "?", ">>>", "In [", ",", ";", "/")
    return any(line.startswith(marks) or line.endswith("?") for line in lines) or bool(
        re.search(r"=\s*[%!]\s*\w", text)
    )


def _fault(fault: SyntaxError, text: str, above: int) -> Fault:
    line = fault.lineno
    lines = text.splitlines()
    shown = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return Fault(type(fault).__name__, str(fault.msg), line and line + above, shown)


def sight(source: Source, target: Target, until: int | None = None) -> Sight:
    """Whether the text defines the target.

    Args:
        source: the text.
        target: what is looked for.
        until: the line, counted as Python does, in which it raised: what stands there
            and below was not run.
    """
    if source.tree is None:
        return Sight.NO if source.fault else Sight.UNSEEN
    found = Sight.NO
    for statement in source.tree.body:
        seen = _Look(target).at(statement)
        if until is not None and (statement.end_lineno or statement.lineno) >= until:
            # Half a loop, or a `with`, may have run.
            compound = not isinstance(
                statement, ast.Assign | ast.AnnAssign | ast.FunctionDef | ast.ClassDef | ast.Expr
            )
            begun = statement.lineno <= until
            return Sight.UNSEEN if begun and compound and seen is not Sight.NO else found
        if seen is not Sight.NO:
            found = Sight.YES if Sight.YES in (found, seen) else Sight.UNSEEN
    return found


def defined_instead(sources: Sequence[Source], target: Target) -> str:
    """The function or class whose name is the target's but for a slip; empty where none is."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    trees = [source.tree for source in sources if source.tree is not None]
    names = dict.fromkeys(
        statement.name for tree in trees for statement in tree.body if isinstance(statement, kinds)
    )
    names.pop(target.name, None)
    same = [name for name in names if name.lower() == target.name.lower()]
    close = same or difflib.get_close_matches(target.name, names, n=1, cutoff=0.6)
    return close[0] if close else ""


def stands_alone(source: Source, target: Target) -> bool:
    """Whether the method is there as a function of its own, outside of its class."""
    body = source.tree.body if source.tree is not None else []
    return bool(target.method) and any(
        isinstance(statement, ast.FunctionDef) and statement.name == target.method
        for statement in body
    )


def means_to_define(text: str, target: Target) -> bool:
    """Whether a text that Python cannot read looks as if it should define the target."""
    name = re.escape(target.name)
    if target.method:
        owner = rf"@\s*method_of\(\s*{re.escape(target.symbol)}\s*\)"
        return bool(re.search(rf"{owner}[^\n]*\n(\s*@[^\n]*\n)*\s*def\s+{name}\b", text))
    return bool(re.search(rf"^(?:async\s+)?(?:def\s+|class\s+){name}\b|^{name}\s*[:=]", text, re.M))


class _Look(ast.NodeVisitor):
    """One statement, looked through for what it binds in the notebook's own names."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._found = Sight.NO

    def at(self, statement: ast.stmt) -> Sight:
        self.visit(statement)
        return self._found

    def _say(self, found: Sight) -> None:
        if self._found is not Sight.YES:
            self._found = found

    def _bound(self, name: str | None) -> None:
        if name == self._target.symbol:
            # A class from elsewhere may have the method.
            self._say(Sight.UNSEEN if self._target.method else Sight.YES)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if self._target.method and node.name == self._target.method:
            self._decorated(node.decorator_list)
        self._bound(node.name)
        self._inside(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def _decorated(self, decorators: Sequence[ast.expr]) -> None:
        for decorator in decorators:
            call = decorator if isinstance(decorator, ast.Call) else None
            if call and any(_is_name(value, self._target.symbol) for value in call.args):
                self._say(Sight.YES)
                return
            function = call.func if call else decorator
            if isinstance(function, ast.Name) and function.id not in _HARMLESS | {"method_of"}:
                self._say(Sight.UNSEEN)

    def _inside(self, node: ast.AST) -> None:
        """A function's own names are its own, but for those that it calls global."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Global) and self._target.symbol in inner.names:
                self._say(Sight.UNSEEN)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        return

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if node.name == self._target.symbol:
            if (
                not self._target.method
                or self._target.method in set(_names_in(node))
                or node.decorator_list
            ):
                self._say(Sight.YES)
            else:  # the class is made anew: the method is its parents', or gone
                self._say(Sight.UNSEEN)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self._say(Sight.UNSEEN)
            self._bound(alias.asname or alias.name.split(".")[0])

    visit_ImportFrom = visit_Import

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._bound(node.id)
        elif node.id in _HIDING or (node.id == "method_of" and self._target.method):
            self._say(Sight.UNSEEN)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        method = self._target.method
        if isinstance(node.ctx, ast.Store) and _is_name(node.value, self._target.symbol):
            if method and node.attr == method:
                self._say(Sight.YES)
        elif node.attr in ("__dict__", "modules"):
            self._say(Sight.UNSEEN)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._bound(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._bound(node.name)

    def visit_Call(self, node: ast.Call) -> None:
        magic = _magic(node)
        if magic is None:
            self.generic_visit(node)
            return
        name, text = magic
        if name in _RUNS_ITS_CELL and text is not None:
            inner = parse_cell(text)
            self._say(sight(inner, self._target) if inner.tree is not None else Sight.UNSEEN)
        elif name not in _DEFINES_NOTHING:
            self._say(Sight.UNSEEN)


def _names_in(node: ast.ClassDef) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
            yield inner.name
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _magic(node: ast.Call) -> tuple[str, str | None] | None:
    """The magic's name and the code in it, for what IPython makes of ``%…`` and ``!…``."""
    function = node.func
    if not (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Call)
        and _is_name(function.value.func, "get_ipython")
    ):
        return None
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    words = [text for text in texts if isinstance(text, str)]
    if function.attr in ("system", "getoutput"):
        return "bash", None
    if function.attr == "run_line_magic" and len(words) == 2:
        return words[0], words[1]
    if function.attr == "run_cell_magic" and len(words) == 3:
        return words[0], words[2]
    return "unknown", None


def faulty_part(source: Source) -> Fault | None:
    """The fault in the text, or in the cell that ``%%time`` and its like run."""
    if source.fault is not None or source.tree is None:
        return source.fault
    for statement in source.tree.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            magic = _magic(statement.value)
            if magic and magic[0] in _RUNS_ITS_CELL and magic[1]:
                inner = parse_cell(magic[1])
                if (fault := inner.fault) is not None:
                    line = fault.line and fault.line + source.above + 1
                    return replace(fault, line=line)
    return None
