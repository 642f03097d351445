"""An answer without what is easily changed: names, the order of free statements, the layout.

What is left is a list of units, each a statement or the head of a block, and a digest of the
whole. What a person leaves behind beside the code is kept as well: comments, names, and code
that changes nothing.
"""

from __future__ import annotations

import ast
import hashlib
import io
import keyword
import re
import tokenize
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from autograder.similar.order import in_one_order
from autograder.similar.trees import (
    MAX_SOURCE,
    Defining,
    Name,
    dumped,
    inner_blocks,
    size_of,
    tree_of,
    without_blocks,
    without_docstring,
)

MAX_UNITS = 400  # of one answer; more is nobody's
_SPACE = re.compile(r"\s+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_WORD = re.compile(r"\w+")
_SIGN = re.compile(r"\w+|[^\w\s]")
_ENDS = (ast.Return, ast.Raise, ast.Break, ast.Continue)
_NO_EFFECT = (ast.Constant, ast.Name, ast.Attribute, ast.BinOp, ast.Compare, ast.Tuple)


@dataclass(frozen=True, slots=True)
class Unit:
    """A statement, or the head of a block.

    Attributes:
        key: equal for units that differ in names and layout alone.
        size: how many words of the language stand in it.
        first, last: its lines, counted from 1.
        dead: it changes nothing of what the answer does.
    """

    key: str
    size: int
    first: int
    last: int
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment's words in small letters, and its line."""

    words: str
    line: int


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """What is compared of one answer.

    Attributes:
        units: in an order that does not depend on the one that was written.
        form: a digest, equal for answers that differ in names, free order and layout alone.
        names: that the answer chose itself.
        comments: in the order of their lines.
        read: whether the answer could be read as Python; else the units are its lines.
    """

    units: tuple[Unit, ...] = ()
    form: str = ""
    names: frozenset[str] = frozenset()
    comments: tuple[Comment, ...] = ()
    read: bool = True


def shape_of(
    code: str, given: Collection[str] = (), attributes: Collection[str] = ()
) -> AnswerShape:
    """The shape of an answer.

    Args:
        code: the cell, as it was written.
        given: names that the notebook gives: they stay as they are.
        attributes: what stands behind a dot in the notebook and in the catalogue; of these
            names, too, nothing is changed.
    """
    tree = tree_of(code)
    if tree is None:
        return _lines_alone(code)
    reader = _Reader(tree, set(given), set(attributes))
    units = tuple(reader.units[:MAX_UNITS])
    return AnswerShape(
        units, reader.form, frozenset(reader.own), tuple(islice(_comments(code), MAX_UNITS))
    )


def _lines_alone(code: str) -> AnswerShape:
    """What is no Python, line by line, without blanks and comments."""
    units = []
    for number, line in enumerate(_LINE_END.split(code[:MAX_SOURCE]), 1):
        bare = _SPACE.sub("", line.partition("#")[0])
        if len(bare) > 1:
            units.append(Unit(bare[:500], len(_SIGN.findall(bare)), number, number))
    form = hashlib.sha256("\n".join(unit.key for unit in units).encode("utf-8", "replace"))
    return AnswerShape(tuple(units[:MAX_UNITS]), form.hexdigest(), read=False)


def _comments(code: str) -> Iterator[Comment]:
    # A text that starts with # inside of a string is none: the tokens know.
    with suppress(tokenize.TokenError, SyntaxError, ValueError):
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.COMMENT:
                words = " ".join(_WORD.findall(token.string.casefold()))
                if words:
                    yield Comment(words[:300], token.start[0])


@dataclass(slots=True)
class _Reader:
    """Reads a tree once: which names are the answer's own, then its units in one order."""

    tree: ast.Module
    given: set[str]
    attributes: set[str]
    own: set[str] = field(default_factory=set)
    units: list[Unit] = field(default_factory=list)
    form: str = ""
    _own_attributes: set[str] = field(default_factory=set)
    _loaded: Counter[str] = field(default_factory=Counter)
    _numbers: dict[str, str] = field(default_factory=dict)
    _roles: dict[str, str] = field(default_factory=dict)
    _written: list[str] = field(default_factory=list)
    _heads: dict[int, tuple[ast.stmt, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._find_names()
        self._find_roles()
        self._block(self.tree.body, dead=False)
        self.form = _digest("\n".join(self._written))

    def _find_names(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load):
                    self._loaded[node.id] += 1
                else:
                    self.own.add(node.id)
            elif isinstance(node, ast.arg):
                self.own.add(node.arg)
            elif isinstance(node, Defining):
                self.own.add(node.name)
            elif isinstance(node, ast.alias):
                self.own.add((node.asname or node.name).partition(".")[0])
            elif isinstance(node, ast.ExceptHandler) and node.name:
                self.own.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                self._own_attributes.add(node.attr)
        self.own -= self.given
        self._own_attributes -= self.attributes

    def _find_roles(self) -> None:
        """What an own name is used for, whatever it is called: it decides between equals."""
        uses: dict[str, list[str]] = defaultdict(list)
        for statement in _simple(self.tree):
            seen: dict[str, str] = {}
            head = without_blocks(statement)
            key = dumped(head, self._in_turn(seen), self._attribute)
            self._heads[id(statement)] = head, key
            for name, number in seen.items():
                uses[name].append(f"{number} {key}")
        self._roles = {name: f"<{_digest(repr(sorted(found)))}>" for name, found in uses.items()}

    def _in_turn(self, seen: dict[str, str]) -> Name:
        """Own names by their turn in one statement."""

        def write(name: str) -> str:
            return seen.setdefault(name, f"?{len(seen)}") if name in self.own else name

        return write

    def _attribute(self, name: str) -> str:
        return ".own" if name in self._own_attributes else name

    def _numbered(self, name: str) -> str:
        if name not in self.own:
            return name
        return self._numbers.get(name) or self._roles.get(name, "?")

    def _key(self, statement: ast.stmt) -> str:
        return dumped(statement, self._numbered, self._attribute)

    def _take(self, statement: ast.stmt) -> None:
        """Give the head's new names their numbers, in the order in which they stand there."""

        def number(name: str) -> str:
            if name in self.own:
                return self._numbers.setdefault(name, f"${len(self._numbers)}")
            return name

        self._written.append(dumped(self._heads[id(statement)][0], number, self._attribute))

    def _block(self, block: list[ast.stmt], *, dead: bool) -> None:
        body = without_docstring(block)
        ended = _after_the_end(body)
        chosen: list[ast.stmt] = []

        def take(statement: ast.stmt) -> None:
            chosen.append(statement)
            self._take(statement)
            self._unit(statement, dead or id(statement) in ended or self._is_dead(statement, body))
            for inner in inner_blocks(statement):
                self._written.append("{")
                self._block(inner, dead=dead or id(statement) in ended or _never(statement))
                self._written.append("}")

        in_one_order(body, self._key, take)

    def _unit(self, statement: ast.stmt, dead: bool) -> None:
        head, key = self._heads[id(statement)]
        inner = [one for block in inner_blocks(statement) for one in block]
        last = statement.end_lineno or statement.lineno
        if inner:
            last = max(statement.lineno, inner[0].lineno - 1)
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                last = statement.lineno  # a docstring and comments are no part of the head
        self.units.append(Unit(key, size_of(head), statement.lineno, last, dead))

    def _is_dead(self, statement: ast.stmt, block: list[ast.stmt]) -> bool:
        if isinstance(statement, ast.Pass):
            return len(block) > 1
        if isinstance(statement, ast.Expr):
            return isinstance(statement.value, _NO_EFFECT)
        if _never(statement):
            return True
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            return all(
                isinstance(target, ast.Name)
                and target.id in self.own
                and not self._loaded[target.id]
                for target in targets
            )
        return False


def _after_the_end(block: list[ast.stmt]) -> set[int]:
    ends = [number for number, one in enumerate(block) if isinstance(one, _ENDS)]
    return {id(one) for one in block[ends[0] + 1 :]} if ends else set()


def _never(statement: ast.stmt) -> bool:
    """A branch under a condition that is written as false."""
    if not isinstance(statement, ast.If | ast.While) or statement.orelse:
        return False
    return isinstance(statement.test, ast.Constant) and not statement.test.value


def _simple(tree: ast.AST) -> Iterator[ast.stmt]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.stmt))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


def is_a_choice(name: str) -> bool:
    """Whether a name says something about who chose it: not one letter, not Python's."""
    bare = name.strip("_")
    return len(bare) > 2 and not keyword.iskeyword(name)
