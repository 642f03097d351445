"""The kinds of the change from one text to another, read off the two texts alone.

For a wrong answer that no single edit of the search's puts right: two places, or a piece that is
written anew. What is too unlike has no kind.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from course_utils.diagnosis.calls import REDUCTIONS

_SHAPES = {"view", "reshape", "flatten", "permute", "transpose", "t", "T", "mT", "unsqueeze",
           "squeeze", "expand", "repeat", "expand_as"}  # fmt: skip
_LIBRARIES = {"torch", "F", "nn", "math", "np", "optim"}
_KEYWORDS = {"dim": "axis", "axis": "axis", "keepdim": "keepdim"}
_PRODUCTS = (ast.Mult, ast.Div, ast.FloorDiv, ast.MatMult, ast.Pow)
_MOST = 3  # wrappers around what is the same in both


class _Unlike(Exception):
    """Two pieces have too little in common."""


def kinds_between(wrong: str, right: str) -> set[str]:
    """The kinds of the changes that turn the wrong text into the right one."""
    found = _Statements()
    found.compare(ast.parse(wrong).body, ast.parse(right).body, "")
    return found.finished()


def _key(node: ast.AST) -> str:
    return ast.dump(node)


@dataclass(slots=True)
class _Statements:
    """Statements of the wrong text against those of the right one.

    Attributes:
        extra, missing: what one of them has alone, with the name of its block.
        kinds: what was found so far.
    """

    kinds: set[str] = field(default_factory=set)
    extra: list[tuple[str, ast.stmt]] = field(default_factory=list)
    missing: list[tuple[str, ast.stmt]] = field(default_factory=list)

    def compare(self, wrong: Sequence[ast.stmt], right: Sequence[ast.stmt], block: str) -> None:
        matcher = SequenceMatcher(None, [*map(_key, wrong)], [*map(_key, right)], autojunk=False)
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what != "equal":
                self._replaced(wrong[i1:i2], right[j1:j2], block)

    def _replaced(self, wrong: Sequence[ast.stmt], right: Sequence[ast.stmt], block: str) -> None:
        matcher = SequenceMatcher(None, [*map(_type, wrong)], [*map(_type, right)], autojunk=False)
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what == "delete" or what == "insert" or i2 - i1 != j2 - j1:
                self.extra += [(block, one) for one in wrong[i1:i2]]
                self.missing += [(block, one) for one in right[j1:j2]]
                continue
            for number, (one, other) in enumerate(zip(wrong[i1:i2], right[j1:j2], strict=True)):
                try:
                    self._pair(one, other, f"{block}/{i1 + number}")
                except _Unlike:
                    self.extra.append((block, one))
                    self.missing.append((block, other))

    def _pair(self, wrong: ast.stmt, right: ast.stmt, block: str) -> None:
        if type(wrong) is not type(right):
            self.kinds |= _other_statement(wrong, right)
            return
        for name in wrong._fields:
            one, other = getattr(wrong, name), getattr(right, name)
            if name in ("body", "orelse", "finalbody", "handlers") and isinstance(one, list):
                self.compare(one, other, f"{block}.{name}")
            elif name in ("bases", "decorator_list", "name", "args") and isinstance(
                wrong, ast.FunctionDef | ast.ClassDef
            ):
                if _differs(one, other):
                    self.kinds |= _signature(one, other)
            elif isinstance(wrong, ast.Assign) and name == "targets":
                self.kinds |= {"assignment", "name"} if _differs(one, other) else set()
            elif isinstance(wrong, ast.AugAssign) and name == "op" and _differs(one, other):
                self.kinds |= {"operator", "assignment"}
            else:
                where = "condition" if name == "test" else "constant"
                self.kinds |= _fields(one, other, where)

    def finished(self) -> set[str]:
        """All kinds, including what has moved."""
        self._moved()
        gone = [_key(one) for _, one in self.missing]
        for block, one in list(self.extra):
            key = _key(one)
            if key in gone:
                there, _ = self.missing.pop(gone.index(key))
                gone.remove(key)
                self.extra.remove((block, one))
                self.kinds.add("order" if there == block else "block")
        if self.extra and not self.missing:
            self.kinds.add("superfluous")
        if self.missing and not self.extra:
            is_return = all(isinstance(one, ast.Return) for _, one in self.missing)
            self.kinds.add("return" if is_return else "missing-statement")
        return self.kinds

    def _moved(self) -> None:
        """What stands in a block of its own in one text alone: a with, a for, an if."""
        for some, others in ((self.extra, self.missing), (self.missing, self.extra)):
            for block, one in list(some):
                inside = [_key(inner) for inner in getattr(one, "body", ())]
                outside = [_key(other) for _, other in others]
                if inside and all(key in outside for key in inside):
                    some.remove((block, one))
                    others[:] = [pair for pair in others if _key(pair[1]) not in inside]
                    self.kinds.add("block")


def _type(node: ast.AST) -> str:
    return type(node).__name__


def _other_statement(wrong: ast.stmt, right: ast.stmt) -> set[str]:
    """The kinds where a statement became one of another kind with the same value."""
    one, other = getattr(wrong, "value", None), getattr(right, "value", None)
    if not isinstance(one, ast.expr) or not isinstance(other, ast.expr):
        raise _Unlike
    is_return = isinstance(wrong, ast.Return) or isinstance(right, ast.Return)
    return {"return" if is_return else "assignment"} | _between(one, other, "constant")


def _signature(one: object, other: object) -> set[str]:
    if isinstance(one, ast.arguments) and isinstance(other, ast.arguments):
        names = [[arg.arg for arg in side.args] for side in (one, other)]
        if names[0] == names[1]:
            return {"keyword"} | _fields(one.defaults, other.defaults, "constant")
    return {"definition"}


def _differs(one: object, other: object) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) != len(other) or any(map(_differs, one, other))
    if isinstance(one, ast.AST) and isinstance(other, ast.AST):
        return _key(one) != _key(other)
    return one != other


def _fields(one: object, other: object, where: str) -> set[str]:
    """The kinds between what two nodes have under one name."""
    if not _differs(one, other):
        return set()
    if isinstance(one, list) and isinstance(other, list):
        if sorted(map(str, map(_dumped, one))) == sorted(map(str, map(_dumped, other))):
            return {"order"}
        if len(one) != len(other):
            return {"argument"}
        return set().union(*(_fields(a, b, where) for a, b in zip(one, other, strict=True)))
    if isinstance(one, ast.AST) and isinstance(other, ast.AST):
        is_sign = isinstance(one, ast.operator | ast.cmpop | ast.unaryop | ast.boolop)
        return {where} if is_sign else _between(one, other, where)
    if one is None or other is None:
        return {"return"}
    return {where}


def _dumped(value: object) -> str:
    return _key(value) if isinstance(value, ast.AST) else repr(value)


def _between(wrong: ast.AST, right: ast.AST, where: str) -> set[str]:
    """The kinds between two expressions.

    Args:
        wrong, right: the expressions.
        where: the kind of a constant that differs here.

    Raises:
        _Unlike: they have too little in common.
    """
    if _key(wrong) == _key(right):
        return set()
    if _flat(wrong) == _flat(right):
        calls = [sum(isinstance(node, ast.Call) for node in ast.walk(n)) for n in (wrong, right)]
        return {"grouping" if calls[0] == calls[1] else "parentheses"}
    for outer, inner in ((right, wrong), (wrong, right)):
        path = _path(outer, _key(inner))
        if path:
            return set().union(*(_wrapper(node, child) for node, child in path))
    if isinstance(wrong, ast.BinOp) and isinstance(right, ast.BinOp):
        return _operations(wrong, right, where)
    if isinstance(wrong, ast.Call) and isinstance(right, ast.Call):
        return _calls(wrong, right, where)
    if type(wrong) is not type(right):
        return _other_node(wrong, right)
    if isinstance(wrong, ast.Name):
        return {"name"}
    found: set[str] = set()
    for name in wrong._fields:
        place = {"slice": "index", "ops": "condition", "op": "operator", "attr": "name"}.get(name)
        found |= _fields(getattr(wrong, name), getattr(right, name), place or where)
    return found


def _flat(node: ast.AST) -> str:
    return ast.unparse(node).translate(str.maketrans("", "", "() "))


def _path(outer: ast.AST, key: str) -> list[tuple[ast.AST, ast.AST]]:
    """What is around the inner piece, outermost first; nothing where it is not in it."""
    level: list[tuple[ast.AST, list[tuple[ast.AST, ast.AST]]]] = [(outer, [])]
    for _ in range(_MOST):
        following = []
        for node, path in level:
            for child in _operands(node):
                longer = [*path, (node, child)]
                if _key(child) == key:
                    return longer
                following.append((child, longer))
        level = following
    return []


def _operands(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.keyword):
            yield child.value
        elif isinstance(child, ast.Attribute) and isinstance(node, ast.Call):
            yield child.value  # of a method
        elif isinstance(child, ast.expr):
            yield child


def _wrapper(node: ast.AST, child: ast.AST) -> set[str]:
    """The kind of what is put around a piece."""
    if isinstance(node, ast.BinOp):
        if isinstance(node.op, _PRODUCTS):
            return {"factor"}
        return (
            {"term", "sign"} if child is node.right and isinstance(node.op, ast.Sub) else {"term"}
        )
    if isinstance(node, ast.UnaryOp):
        return {"condition" if isinstance(node.op, ast.Not) else "sign"}
    if isinstance(node, ast.Subscript):
        return {"index"}
    if isinstance(node, ast.IfExp | ast.Compare | ast.BoolOp):
        return {"condition"}
    name = _called(node) if isinstance(node, ast.Call) else getattr(node, "attr", "")
    if isinstance(node, ast.Call) and child is node.func:
        return {"parentheses"}
    if name in ("Parameter", "ParameterList", "ModuleList"):
        return {"registration"}
    if name in _SHAPES:
        return {"shape"}
    return {"wrapper", "reduction"} if name in REDUCTIONS else {"wrapper"}


def _operations(wrong: ast.BinOp, right: ast.BinOp, where: str) -> set[str]:
    left, other = _key(wrong.left), _key(wrong.right)
    same = type(wrong.op) is type(right.op)
    if left == _key(right.right) and other == _key(right.left) and same:
        return {"operands"}
    found = set() if same else {"operator"}
    if left == _key(right.left) or other == _key(right.right) or same:
        found |= _between(wrong.left, right.left, where)
        return found | _between(wrong.right, right.right, where)
    raise _Unlike


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def _given(node: ast.Call) -> list[ast.expr]:
    """The arguments, with a method's object as the first one."""
    func = node.func
    if isinstance(func, ast.Attribute) and getattr(func.value, "id", "") not in _LIBRARIES:
        return [func.value, *node.args]
    return node.args


def _calls(wrong: ast.Call, right: ast.Call, where: str) -> set[str]:
    name, other = _called(wrong), _called(right)
    found: set[str] = {"index"} if name == other == "range" else set()
    if name != other:
        both = name in REDUCTIONS and other in REDUCTIONS
        found.add("reduction" if both else "shape" if {name, other} <= _SHAPES else "function")
    one, two = _given(wrong), _given(right)
    if two and _key(wrong.func) == _key(two[0]):
        return {"parentheses", "wrapper"}
    keys = ({word.arg: word.value for word in call.keywords} for call in (wrong, right))
    given, wanted = keys
    for key in given.keys() | wanted.keys():
        kind = _KEYWORDS.get(str(key), "keyword")
        if key not in given or key not in wanted:
            found.add(kind)
        else:
            found |= _between(given[key], wanted[key], kind)
    if len(one) != len(two):
        if "index" in found:
            return found
        if not one or not two or _key(one[0]) != _key(two[0]):
            raise _Unlike
        return found | {"axis" if other in REDUCTIONS else "argument"}
    if sorted(map(_key, one)) == sorted(map(_key, two)) and [*map(_key, one)] != [*map(_key, two)]:
        return found | {"argument", "operands"}
    for number, (a, b) in enumerate(zip(one, two, strict=True)):
        is_axis = number and other in REDUCTIONS
        found |= _between(a, b, "axis" if is_axis else where)
    return found


def _other_node(wrong: ast.AST, right: ast.AST) -> set[str]:
    """The kinds where a name stands for a number, an attribute for a name, and the like."""
    simple = (ast.Name, ast.Attribute)
    if isinstance(wrong, simple) and isinstance(right, simple):
        return {"name"}
    pieces = (ast.Constant, *simple, ast.Subscript)
    if isinstance(wrong, pieces) and isinstance(right, pieces):
        is_number = isinstance(wrong, ast.Constant) or isinstance(right, ast.Constant)
        return {"constant" if is_number else "name"}
    raise _Unlike
