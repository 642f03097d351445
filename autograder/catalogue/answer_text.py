"""The whole text of a wrong answer, as a student would have written it.

What is written down is less than that (:mod:`.mistakes_file`): edits of a right answer, the body of
a function, some methods of a class.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from contextlib import suppress

from autograder.catalogue.edits import EditRefused, apply
from autograder.catalogue.mistakes_file import WrongAnswer


def text_of(answer: WrongAnswer, rights: Callable[[str], str], name: str) -> str:
    """The whole wrong answer, as a student would have written it.

    Args:
        answer: what is written down.
        rights: gives the text of a right answer by its name, of the reference by "".
        name: what the right answer defines.

    Raises:
        EditRefused: an edit does not fit.
    """
    source = rights(answer.base)
    if answer.edits:
        return apply(source, answer.edits)
    definition = next(node for node in ast.parse(source).body if getattr(node, "name", "") == name)
    # What is no Python by itself is told as what it makes of the answer.
    tree = ast.parse("pass")
    with suppress(SyntaxError):
        tree = ast.parse(answer.text)
    if name in {getattr(node, "name", "") for node in tree.body}:
        return answer.text + "\n"
    if isinstance(definition, ast.ClassDef):
        parsed(answer.text)
        if not all(isinstance(node, ast.FunctionDef) for node in tree.body):
            raise EditRefused(f"what is written out defines neither {name} nor methods of it")
        return _with_methods(source, definition, answer.text, tree)
    first = definition.body[0]
    head = source.splitlines()[: first.lineno - 1]
    return "\n".join([*head, textwrap.indent(answer.text, "    ")]) + "\n"


def parsed(text: str, edited: bool = False) -> ast.Module:
    """The tree of an answer's text.

    Raises:
        EditRefused: it is not Python; the line that Python complains about is shown.
    """
    try:
        return ast.parse(text)
    except SyntaxError as fault:
        lines = text.splitlines() or [""]
        shown = lines[min(max(fault.lineno or 1, 1), len(lines)) - 1].strip()
        words = f"the answer is not Python ({fault.msg}, at {shown!r})"
        raise EditRefused(words if edited else f"{words}; an edit would be 'old → new'") from None


def _with_methods(source: str, definition: ast.ClassDef, text: str, tree: ast.Module) -> str:
    lines, written = source.splitlines(), text.splitlines()
    methods = {node.name: node for node in definition.body if isinstance(node, ast.FunctionDef)}
    added: list[str] = []
    changes: list[tuple[int, int, list[str]]] = []
    for node in tree.body:
        assert isinstance(node, ast.FunctionDef)
        own = textwrap.indent("\n".join(written[_start(node) - 1 : node.end_lineno]), "    ")
        if node.name in methods:
            old = methods[node.name]
            changes.append((_start(old) - 1, old.end_lineno or 0, own.splitlines()))
        else:
            added += ["", *own.splitlines()]
    for start, end, new in sorted(changes, reverse=True):
        lines[start:end] = new
    return "\n".join([*lines, *added]) + "\n"


def _start(node: ast.FunctionDef) -> int:
    return min([node.lineno, *(one.lineno for one in node.decorator_list)])
