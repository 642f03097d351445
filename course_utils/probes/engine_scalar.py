"""Probes of chapter 7's first half: the student's class Value, its operations, its backward pass.

A Value is judged by what ``data`` and ``grad`` hold and by nothing else: how it remembers what
it was made from is the student's own.

"Case" names the case's inputs; they are plain numbers, and lists of steps. A step is a list: its
operation, then its operands, each the number of an earlier node or, where the operation's name
says so, a plain number. "Items" are what is recorded, in float64, or texts: one number (), or
several gradients (k,), of the nodes that the label names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import FrameType
from typing import Any

import torch

from course_utils.core.bounds import is_tensor
from course_utils.core.case import Case
from course_utils.core.compare import ATOL, all_close
from course_utils.core.evidence import Evidence, Item, single
from course_utils.core.kinds import FUNCTION, describe
from course_utils.core.probing import Interrupted, probe, separately
from course_utils.core.raised import is_not_attempted, tag_of
from course_utils.core.surroundings import collector_paused
from course_utils.core.values import RTOL
from course_utils.texts import Observed, observed

Step = Sequence[Any]

# What a step does, to Values and to plain numbers alike.
OPERATIONS: dict[str, Callable[..., Any]] = {
    "a + b": lambda a, b: a + b,
    "a * b": lambda a, b: a * b,
    "a + number": lambda a, c: a + c,
    "number + a": lambda a, c: c + a,
    "a * number": lambda a, c: a * c,
    "number * a": lambda a, c: c * a,
    "-a": lambda a: -a,
    "a - b": lambda a, b: a - b,
    "a - number": lambda a, c: a - c,
    "number - a": lambda a, c: c - a,
    "a ** n": lambda a, n: a**n,
    "a.relu()": lambda a: max(a, 0.0) if isinstance(a, float) else a.relu(),
}
OF_TWO = ("a + b", "a * b", "a - b")
OF_A_NUMBER = ("a + number", "number + a", "a * number", "number * a", "a - number", "number - a")

NO_END = observed("no-end")
NOT_ASKED = observed("not-asked")
TOO_DEEP = observed("too-deep")


# ------------------------------------------------------------------- the operations


@probe("value-ops", wants="class", defines=["__init__", "__add__"])
def value_ops(cls: Any, case: Case, evidence: Evidence) -> None:
    """Every operation on new Values, then several in a row, and what became of the operands.

    Case: what :func:`_tries` names; whole, a whole number.
    Items: data and grad of a Value, the data of every operation's result, all (); the texts new
    and operands.
    """
    changed: list[Observed] = []
    with separately() as call:
        with call():
            evidence.scalar("data", cls(case["a"]).data)
        with call():
            evidence.scalar("grad", cls(case["a"]).grad)
        with call():
            evidence.scalar("whole number", cls(case["whole"]).data)
        for item, name, numbers, rest in _tries(case):
            with call():
                values = [cls(one) for one in numbers]
                before = _state(values)
                _record_data(evidence, item, cls, OPERATIONS[name](*values, *rest))
                changed += [observed(code, operation=name) for code in _changes(before, values)]
        evidence.text("operands", changed[0] if changed else observed("kept"))
        with call():
            evidence.scalar("grad of a result", (cls(case["a"]) * cls(case["b"])).grad)
        with call():
            a, b = cls(case["a"]), cls(case["b"])
            _record_data(evidence, "together", cls, (a + b) * (a - b) + -(b * a))
        with call():
            evidence.text("new", _itself(cls, case))


def _tries(case: Case) -> Iterator[tuple[str, str, tuple[float, ...], tuple[float, ...]]]:
    """Every operation with what it is tried on: an item's name, its own, Values, a number.

    Args:
        case: a and b, of both signs; number, n, negative n, fraction, positive and negative.
    """
    a, b, number = case["a"], case["b"], case["number"]
    for name in OPERATIONS:
        if name in OF_TWO:
            yield name, name, (a, b), ()
        elif name in OF_A_NUMBER:
            yield name, name, (a,), (number,)
    yield "-a", "-a", (a,), ()
    yield "a ** n", "a ** n", (a,), (case["n"],)
    yield "a ** -n", "a ** n", (a,), (case["negative n"],)
    yield "a ** fraction", "a ** n", (case["positive"],), (case["fraction"],)
    yield "a ** 0", "a ** n", (a,), (0,)
    yield "relu of a positive", "a.relu()", (case["positive"],), ()
    yield "relu of a negative", "a.relu()", (case["negative"],), ()


def _state(values: Sequence[Any]) -> list[tuple[object, object]]:
    """What data and grad of some Values are now, as numbers."""
    return [(_plain_number(single(v.data)), _plain_number(single(v.grad))) for v in values]


def _changes(before: Sequence[tuple[object, object]], values: Sequence[Any]) -> list[str]:
    """What of some Values has changed, data first: codes."""
    pairs = list(zip(before, _state(values), strict=True))
    return [
        code
        for index, code in enumerate(("operand-data", "operand-grad"))
        if any(old[index] != new[index] for old, new in pairs)
    ]


def _plain_number(item: Item) -> object:
    return item if isinstance(item, str) or item.numel() != 1 else float(item)


def _record_data(evidence: Evidence, name: str, cls: type, result: Any) -> None:
    """The data of what an operation gives; of what is no Value, what it is instead."""
    if _is_value(cls, result):
        evidence.scalar(name, result.data)
        return
    kind = describe(result)
    if callable(result):
        kind = observed("kind.a", name=FUNCTION)
    evidence.text(name, kind if result is None else observed("kind.no-value", what=kind))


def _is_value(cls: type, result: Any) -> bool:
    """By its type: a metaclass of the student's own answers isinstance as it likes."""
    return any(one is cls for one in type(result).__mro__)


def _itself(cls: Any, case: Case) -> Observed:
    """Which operation, if any, gives its operand itself where the number is the same."""
    a = cls(case["positive"])
    for name, rest in (
        ("a.relu()", ()),
        ("a + number", (0,)),
        ("a * number", (1,)),
        ("a ** n", (1,)),
    ):
        if OPERATIONS[name](a, *rest) is a:
            return observed("gives-itself", operation=name)
    return observed("all-new")


# ---------------------------------------------------------------- the backward pass


@probe("value-backward", wants="method", defines=["backward"])
def value_backward(cls: Any, case: Case, evidence: Evidence) -> None:
    """One of three kinds of case: single operations, nodes that are shared, and large graphs.

    Where an operation is wrong, what needs it is not judged.

    Case: kind and upstream; what :func:`_tries` names; what the kinds' functions name.
    Items: gradients, () or (k,); the texts operations and data afterwards.
    """
    kinds = {"single": _single_operations, "shared": _shared_nodes, "large": _large_graphs}
    _ask_the_stub_first(cls)
    with collector_paused(), separately() as call:
        wrong: list[str] = []
        with call():
            wrong = _wrong_operations(cls, case)
        if case["kind"] == "single":
            evidence.text(
                "operations",
                observed("operation-wrong", operation=wrong[0])
                if wrong
                else observed("operations-right"),
            )
        if not {"Value(data)", "a + b", "a * b"} & set(wrong):  # else nothing can be judged
            kinds[case["kind"]](cls, case, evidence, call, wrong)


def _ask_the_stub_first(cls: Any) -> None:
    """Where no Value can be made or added yet, let backward tell whether it is a stub, too.

    Raises:
        BaseException: what the stub of backward raises.
    """
    try:
        cls(1.5) + cls(2.5)
    except (Interrupted, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # anything else is told where it is asked for
        if not is_not_attempted(tag_of(error)):
            return
    else:
        return
    try:
        cls.backward(object.__new__(cls))
    except (Interrupted, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # what a bare object lacks says nothing
        if is_not_attempted(tag_of(error)):
            raise


def _single_operations(
    cls: Any, case: Case, evidence: Evidence, call: Any, wrong: Sequence[str]
) -> None:
    """A backward pass of each operation by itself; of all but sum and product, times a factor.

    Items: the text operations; root and leaf alone (); a + b, a * b and a - b (2,); the slope of
    each other operation (); the text data afterwards.
    """
    a, b = case["a"], case["b"]
    with call():
        root = cls(a) * cls(b)
        root.backward()
        _record_grads(evidence, "root", root)
    with call():
        alone = cls(a)
        alone.backward()
        _record_grads(evidence, "leaf alone", alone)
    for item, name, numbers, rest in _tries(case):
        if name in wrong:
            continue
        with call():
            values = [cls(one) for one in numbers]
            result = OPERATIONS[name](*values, *rest)
            if name not in ("a + b", "a * b"):
                result = result * cls(case["upstream"])
            result.backward()
            _record_grads(evidence, item, *values)
    with call():
        nodes = [cls(a), cls(b)]
        nodes.append(nodes[0] * nodes[1])
        nodes.append(nodes[2] + nodes[0])
        before = _data_of(nodes)
        nodes[3].backward()
        evidence.text(
            "data afterwards",
            observed("kept" if _data_of(nodes) == before else "changed"),
        )


def _wrong_operations(cls: Any, case: Case) -> list[str]:
    """The operations that give another number than they should, or no Value.

    Raises:
        BaseException: what the stub of ``value-ops`` raises.
    """
    if not _gives(lambda: cls(case["a"]), case["a"], cls):
        return ["Value(data)"]
    found = []
    for _, name, numbers, rest in _tries(case):
        operation = OPERATIONS[name]
        made = partial(_made, cls, operation, numbers, rest)
        if name not in found and not _gives(made, operation(*numbers, *rest), cls):
            found.append(name)
    return found


def _made(
    cls: Any, operation: Callable[..., Any], numbers: Sequence[float], rest: Sequence[float]
) -> Any:
    """What an operation gives for new Values of these numbers, and the plain numbers after them."""
    return operation(*(cls(one) for one in numbers), *rest)


def _gives(make: Callable[[], Any], right: float, cls: Any) -> bool:
    """Whether a Value with the right data is made."""
    try:
        made = make()
        found = single(made.data) if _is_value(cls, made) else ""
    except (Interrupted, KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # SystemExit too is an outcome of the student's code
        if is_not_attempted(tag_of(error)):
            raise
        return False
    return _near(found, right)


def _near(found: Item, right: float) -> bool:
    """Whether it is one number, and the right one at float32 precision."""
    wanted = torch.tensor(float(right), dtype=torch.float64)
    return is_tensor(found) and found.shape == () and all_close(found.double(), wanted, RTOL, ATOL)


def _data_of(nodes: Sequence[Any]) -> list[object]:
    return [_plain_number(single(node.data)) for node in nodes]


def _shared_nodes(
    cls: Any, case: Case, evidence: Evidence, call: Any, wrong: Sequence[str]
) -> None:
    """Small graphs of sums and products of Values, in which nodes are used more than once.

    Case: leaves and steps, as :func:`grown` takes them.
    Items: gradients (k,), of the nodes that the labels name.
    """
    a, b, c, d = (case[name] for name in ("a", "b", "number", "negative"))

    def leaves(*numbers: float) -> list[Any]:
        return [cls(one) for one in numbers]

    with call():
        (x,) = leaves(a)
        (x + x).backward()
        _record_grads(evidence, "a + a", x)
    with call():
        (x,) = leaves(a)
        (x * x).backward()
        _record_grads(evidence, "a * a", x)
    with call():
        x, y, z, w = leaves(a, b, c, d)
        u = x * y
        (u * z + u * w).backward()
        _record_grads(evidence, "diamond", u, x, y)
    for name, turned in (("a long and a short way", False), ("a short and a long way", True)):
        with call():
            x, y, z = leaves(a, b, c)
            u = x * y
            v = u * z + y
            (u * v if turned else v * u).backward()
            _record_grads(evidence, name, v, u, x, y)
    with call():
        x, y, *others = leaves(a, b, *(c + k / 4 for k in range(10)))
        u = x * y
        total = u * others[0]
        for other in others[1:]:
            total = total + u * other
        total.backward()
        _record_grads(evidence, "used ten times", u, x, y)
    with call():
        # Two leaves and two products that are equal in number, and are not the same.
        x, other, y, z = leaves(a, a, b, c)
        u, v = x * y, other * y
        (u * z + v).backward()
        _record_grads(evidence, "equal numbers", u, v, x, other)
    with call():
        x, y, z = leaves(a, b, c)
        u = x * y
        elsewhere = u * z
        (u + y).backward()
        _record_grads(evidence, "not on the way", elsewhere, z, u, x)
    with call():
        nodes = grown(cls, case["leaves"], case["steps"])
        nodes[-1].backward()
        inner = len(case["leaves"])
        _record_grads(evidence, "a drawn graph, inner nodes", *nodes[inner:])
        _record_grads(evidence, "a drawn graph, leaves", *nodes[:inner])
    _further_calls(cls, (a, b, c, d), evidence, call)


def _further_calls(cls: Any, numbers: tuple[float, ...], evidence: Evidence, call: Any) -> None:
    """What a later backward adds to what an earlier one has left."""

    def start() -> tuple[Any, ...]:
        x, y, z, w = (cls(one) for one in numbers)
        u = x * y
        return x, y, z, w, u

    with call():
        x, y, z, _, u = start()
        x.grad, z.grad = numbers[3], numbers[1]
        (u * z).backward()
        _record_grads(evidence, "a gradient already there", x, y, z)
    with call():
        x, y, z, w, u = start()
        root = u * z + w
        root.backward()
        root.backward()
        _record_grads(evidence, "a second call", root, u, x, y)
    with call():
        x, y, z, w, u = start()
        first, second = u * z, u + w
        first.backward()
        second.backward()
        _record_grads(evidence, "two roots", first, second, u, x, y)
    with call():
        x, y, z, w, u = start()
        root = u + z
        root.backward()
        (root * w).backward()
        _record_grads(evidence, "built on further", root, u, x, y)
    with call():
        x, y, z, w, u = start()
        (u * z).backward()
        for leaf in (x, y, z):
            leaf.grad = 0.0
        x.data = numbers[3]
        (x * y + z).backward()
        _record_grads(evidence, "cleared, then a new graph", x, y, z)


def _large_graphs(
    cls: Any, case: Case, evidence: Evidence, call: Any, wrong: Sequence[str]
) -> None:
    """A drawn graph of every operation, a long chain, and ladders of diamonds.

    Case: leaves and steps, as :func:`grown` takes them; first, added, up, down, left and right;
    deep, rungs and few, whole numbers.
    Items: the gradients of all operations' graph (k,), of the chain (2,) and a leaf that is used
    all along it (), of the short ladder (3,) and the long one (); texts in their place where there
    is no end, or the calls are nested too deeply.
    """
    if not wrong:
        with call():
            nodes = grown(cls, case["leaves"], case["steps"])
            nodes[-1].backward()
            inner = len(case["leaves"])
            _record_grads(evidence, "all operations, inner nodes", *nodes[inner:])
            _record_grads(evidence, "all operations, leaves", *nodes[:inner])
    asked, calls = False, 0
    with call():
        bottom, root = _ladder(cls, case, case["few"])
        calls = _calls(root.backward)
        _record_grads(evidence, "ladder", *bottom)
        # What is wrong on a few rungs is wrong on many: no time is spent on them.
        asked = _near(single(bottom[0].grad), (case["left"] + case["right"]) ** case["few"])
    for name, deep in (("chain", _chain), ("long ladder", _long_ladder)):
        with call():
            if not asked:
                evidence.text(name, NOT_ASKED)
                continue
            try:
                deep(cls, case, evidence, calls)
            except RecursionError:
                evidence.text(name, TOO_DEEP)


def _chain(cls: Any, case: Case, evidence: Evidence, calls: int) -> None:
    """A node behind the other, and one leaf that takes part all along."""
    first, added, up, down = (cls(case[name]) for name in ("first", "added", "up", "down"))
    x = middle = first * added
    for k in range(case["deep"] // 4):
        x = x * up
        x = x + added
        x = x * down
        x = x + added
        middle = x if 8 * k < case["deep"] else middle
    x.backward()
    _record_grads(evidence, "chain", middle, first)
    _record_grads(evidence, "all along the chain", added)


def _long_ladder(cls: Any, case: Case, evidence: Evidence, calls: int) -> None:
    """Many rungs, if a few more than before take no more calls than they should.

    Args:
        cls: the student's class.
        case: first, left and right; few and rungs, numbers of rungs.
        evidence: gets the gradient of the lowest leaf (), or a text.
        calls: that the few rungs took.
    """
    # Three times as many rungs, and thousands of times as many ways.
    _, root = _ladder(cls, case, 3 * case["few"])
    most = MORE * calls + AT_LEAST
    if _calls(root.backward, most) > most:
        evidence.text("long ladder", NO_END)
        return
    (a, *_), root = _ladder(cls, case, case["rungs"])
    root.backward()
    _record_grads(evidence, "long ladder", a)


def _ladder(cls: Any, case: Case, rungs: int) -> tuple[list[Any], Any]:
    """A ladder of diamonds: two ways from each rung to the next. Its lowest Values, its top."""
    a, left, right = (cls(case[name]) for name in ("first", "left", "right"))
    x = a
    for _ in range(rungs):
        x = x * left + x * right
    return [a, left, right], x


MORE, AT_LEAST = 60, 20_000
"""How many times as many calls three times as many rungs may take, and what is always allowed."""


class NeverDone(BaseException):
    """Far more calls are made than the graph has nodes and edges."""


def _calls(run: Callable[[], Any], most: int = sys.maxsize) -> int:
    """How many functions it calls, Python's own too; it is ended when there are more than most."""
    found = 0
    before = sys.getprofile()

    def count(frame: FrameType, event: str, arg: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")
        if found > most:
            raise NeverDone

    sys.setprofile(count)
    try:
        run()
    except NeverDone:
        pass
    finally:
        sys.setprofile(before)
    return found


def grown(cls: Any, leaves: Sequence[float], steps: Sequence[Step]) -> list[Any]:
    """The nodes of a graph: its leaves, then one for each step."""
    nodes = [cls(one) for one in leaves]
    for name, *operands in steps:
        if name in OF_TWO:
            found = [nodes[k] for k in operands]
        else:
            found = [nodes[operands[0]], *operands[1:]]
        nodes.append(OPERATIONS[name](*found))
    return nodes


def _record_grads(evidence: Evidence, name: str, *values: Any) -> None:
    """The gradients of some Values, (k,), or () of one; of what is no number, what it is."""
    found = [single(value.grad) for value in values]
    odd = [one for one in found if isinstance(one, str) or one.shape != ()]
    if odd:
        first = odd[0]
        evidence.text(name, first if isinstance(first, str) else observed("kind.several-numbers"))
        return
    numbers = [float(one) for one in found]
    evidence.tensor(
        name, torch.tensor(numbers if len(numbers) > 1 else numbers[0], dtype=torch.float64)
    )
