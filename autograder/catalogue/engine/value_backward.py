"""value-backward: the gradients of everything that a Value was made from."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from typing import Any

from autograder.catalogue.draw import Draw, Undrawable
from autograder.catalogue.engine.model import CHAPTER, Value, numbers
from autograder.catalogue.entry import Entry, method
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part
from course_utils.probes.engine_scalar import OF_TWO, OPERATIONS, grown

entry = Entry(
    Exercise(
        id="value-backward",
        title="The backward pass of any graph",
        chapter=CHAPTER,
        symbol="Value",
        contract="`Value.backward() -> None` adds d(self)/d(v) to `v.grad` of every Value v that "
        "self was made from, itself included (1.0). It works for any graph that the operations of "
        "`value-ops` make, up to some thousand nodes deep; a second call adds again. Your own "
        "Value is used: where one of its operations is wrong, the check says so and judges what "
        "it can.",
        parts=(
            Part(
                "the slope of each operation",
                1,
                (
                    "operations",
                    "root",
                    *(name for name in OPERATIONS if name != "a.relu()"),
                    "a ** -n",
                    "a ** fraction",
                    "a ** 0",
                    "relu of a positive",
                    "relu of a negative",
                    "data afterwards",
                    "all operations, inner nodes",
                    "all operations, leaves",
                ),
            ),
            Part(
                "nodes that are used more than once",
                2,
                (
                    "root",
                    "leaf alone",
                    "a + a",
                    "a * a",
                    "diamond",
                    "a long and a short way",
                    "a short and a long way",
                    "used ten times",
                    "equal numbers",
                    "not on the way",
                    "a drawn graph, inner nodes",
                    "a drawn graph, leaves",
                ),
            ),
            Part(
                "what is there is added to",
                1,
                (
                    "a gradient already there",
                    "a second call",
                    "two roots",
                    "built on further",
                    "cleared, then a new graph",
                ),
            ),
            Part(
                "deep graphs",
                1,
                ("chain", "all along the chain", "ladder", "long ladder"),
            ),
        ),
        minutes=30,
        difficulty=4,
        importance=5,
        practised="What `loss.backward()` does: every node after all of its users, slopes "
        "multiplied along the edges, contributions added at the nodes.",
        hints=(
            "Draw u = a·b and y = u·u + u. Which contributions reach u, from where, and how many "
            "of them must be there before u passes anything on to a and b?",
            "A node may pass its gradient on when *all* its users have passed theirs. So first put "
            "the nodes in an order in which operands stand before their users, each node once, "
            "then walk through it from the end. The gradients of this call go into a dict of their "
            "own; what is in `.grad` from earlier calls must not be passed on again.",
            "Walk from the end: `v.grad += g[v]`, and for each operand and its slope "
            "`g[operand] = g.get(operand, 0.0) + slope * g[v]`, starting with `g = {self: 1.0}`. "
            "For the order keep a list as a stack: a function that calls itself stops at about "
            "1000 calls deep (RecursionError).",
        ),
        labels={
            "operations": "the operations that backward needs",
            "root": "y.grad of y = a * b, after y.backward()",
            "leaf alone": "v.grad of v = Value(data), after v.backward()",
            **{name: f"a.grad of y = ({name}) * w" for name in OPERATIONS if name != "a.relu()"},
            "-a": "a.grad of y = -a * w",
            "a + b": "a.grad and b.grad of y = a + b",
            "a * b": "a.grad and b.grad of y = a * b",
            "a - b": "a.grad and b.grad of y = (a - b) * w",
            "a ** -n": "a.grad of y = a ** n * w, n negative",
            "a ** n": "a.grad of y = a ** n * w",
            "a ** fraction": "a.grad of y = a ** n * w, n a fraction",
            "a ** 0": "a.grad of y = a ** 0 * w",
            "relu of a positive": "a.grad of y = a.relu() * w, a positive",
            "relu of a negative": "a.grad of y = a.relu() * w, a negative",
            "data afterwards": "the data of all nodes after backward",
            "a + a": "a.grad of y = a + a",
            "a * a": "a.grad of y = a * a",
            "diamond": "the gradients of u, a and b in u = a * b, y = u * c + u * d",
            "a long and a short way": "the gradients of v, u, a and b in u = a * b, "
            "v = u * c + b, y = v * u",
            "a short and a long way": "the gradients of v, u, a and b in u = a * b, "
            "v = u * c + b, y = u * v",
            "used ten times": "the gradients of u, a and b, where u = a * b is a factor of ten terms",
            "equal numbers": "the gradients of u, v, p and q in u = p * b, v = q * b, y = u * c + v, "
            "with p and q equal in number",
            "not on the way": "the gradients of w, c, u and a in u = a * b, w = u * c, y = u + b",
            "a drawn graph, inner nodes": "the gradients of all results in a graph of sums and "
            "products, in the order of their creation",
            "a drawn graph, leaves": "the gradients of the leaves of that graph",
            "a gradient already there": "the gradients of a, b and c in y = a * b * c, where a and c "
            "had one before",
            "a second call": "the gradients of y, u, a and b in u = a * b, y = u * c + d, after "
            "y.backward() was called twice",
            "two roots": "the gradients of y, z, u, a and b in u = a * b, y = u * c, z = u + d, after "
            "y.backward() and z.backward()",
            "built on further": "the gradients of y, u, a and b in u = a * b, y = u + c, after "
            "y.backward() and (y * d).backward()",
            "cleared, then a new graph": "the gradients of a, b and c, set to 0.0 after one backward "
            "pass, after that of a new y = a * b + c",
            "all operations, inner nodes": "the gradients of all results in a graph of every "
            "operation, in the order of their creation",
            "all operations, leaves": "the gradients of the leaves of that graph",
            "chain": "the gradients of a node in the middle and of the first leaf in a chain of 4000",
            "all along the chain": "the gradient of a leaf that the chain of 4000 adds every 4 nodes",
            "ladder": "the gradients of the three leaves of 6 diamonds in a row",
            "long ladder": "the gradient of the lowest leaf of 200 diamonds in a row",
        },
    ),
    wrap=method("backward", Value),
)


SUMS_AND_PRODUCTS = ("a + b", "a * b")


@entry.cases
def cases(draw: Draw) -> list[Case]:
    shared = draw.until(
        lambda: _graph(draw, leaves=3, steps=7, operations=SUMS_AND_PRODUCTS), _judgeable
    )
    large = draw.until(
        lambda: _graph(draw, leaves=4, steps=15, operations=tuple(OPERATIONS)), _judgeable
    )
    up, left = draw.number(1.2, 1.8), draw.number(0.3, 0.45)
    factors = {"first": draw.number(1.1, 1.9), "added": draw.number(0.2, 0.9)}
    factors |= {"up": up, "down": 1 / up, "left": left, "right": 1.001 - left}
    return [
        Case(name, {"kind": kind, "upstream": draw.number(1.2, 1.9)} | one)
        for name, kind, one in (
            ("single operations", "single", numbers(draw, negative=True)),
            ("shared nodes", "shared", numbers(draw, negative=False) | shared),
            (
                "large graphs",
                "large",
                numbers(draw, negative=True)
                | factors
                | {"deep": 4000, "rungs": 200, "few": 6}
                | large,
            ),
        )
    ]


Graph = dict[str, Any]


def _graph(draw: Draw, leaves: int, steps: int, operations: Sequence[str]) -> Graph:
    """Leaves, and steps of which each takes a node without a user; empty where none fits."""
    data = [round(float(x), 2) for x in draw.real(leaves, low=0.5, high=1.9)]
    graph: Graph = {"leaves": list(data), "steps": []}
    names = [operations[k] for k in draw.order(len(operations))]
    names += [SUMS_AND_PRODUCTS[draw.integer(0, 1)] for _ in range(steps - len(names))]
    unused = list(range(leaves))
    for name in names:
        try:
            step, result = draw.until(
                lambda: _step(draw, data, unused, name),  # noqa: B023 - called at once
                lambda found: 0.2 < abs(found[1]) < 12,
            )
        except Undrawable:
            return {}
        graph["steps"].append(step)
        operands = step[1:] if name in OF_TWO else step[1:2]
        unused = [k for k in unused if k not in operands] + [len(data)]
        data.append(result)
    return graph if len(unused) < 3 else {}


def _step(
    draw: Draw, data: Sequence[float], unused: Sequence[int], name: str
) -> tuple[list[Any], float]:
    """One operation on nodes of these numbers, and what it gives."""
    first = unused[draw.integer(0, len(unused) - 1)]
    step: list[Any] = [name, first]
    if name in OF_TWO:
        rest = [k for k in unused if k != first] if draw.integer(0, 2) else []
        step.append((rest or range(len(data)))[draw.integer(0, len(rest or data) - 1)])
        step[1:] = step[1:] if draw.integer(0, 1) else step[:0:-1]
        return step, OPERATIONS[name](data[step[1]], data[step[2]])
    if name == "a ** n":
        step.append((2, 3, -1, 0.5)[draw.integer(0, 3 if data[first] > 0 else 2)])
    elif "number" in name:
        step.append(draw.number(0.3, 1.9))
    return step, OPERATIONS[name](data[first], *step[2:])


def _judgeable(graph: Graph) -> bool:
    """Whether every leaf counts, by a gradient that can be told from the others'."""
    if not graph:
        return False
    nodes = grown(Value, graph["leaves"], graph["steps"])
    backward(nodes[-1])
    # What comes from above has to count at each of these.
    for node, (name, *_) in zip(nodes[len(graph["leaves"]) :], graph["steps"], strict=True):
        if name in ("a ** n", "a.relu()", "-a", "a - b") and abs(abs(node.grad) - 1) < 0.1:
            return False
    leaves = sorted(abs(node.grad) for node in nodes[: len(graph["leaves"])])
    apart = [one for k, one in enumerate(leaves) if k == 0 or one > 1.05 * leaves[k - 1]]
    inner = [node.grad for node in nodes[len(graph["leaves"]) : -1]]
    used = sum(1 for grad in inner if grad)
    return (
        leaves[0] > 0.05
        and max(abs(node.grad) for node in nodes) < 60
        and len(apart) == len(leaves)
        and used >= len(inner) - 3
    )


@entry.reference
def backward(self):
    order, seen, stack = [], set(), [(self, False)]
    while stack:
        v, ready = stack.pop()
        if ready:
            order.append(v)
        elif v not in seen:
            seen.add(v)
            stack.append((v, True))
            stack.extend((parent, False) for parent, _ in v.parents)
    grads = {self: 1.0}
    for v in reversed(order):
        v.grad += grads[v]
        for parent, slope in v.parents:
            grads[parent] = grads.get(parent, 0.0) + slope * grads[v]


@entry.variant("users are counted first: a node's turn comes when all of them have had theirs")
def counted(self):
    users, found = {id(self): 0}, [self]
    for v in found:
        for parent, _ in v.parents:
            if id(parent) not in users:
                users[id(parent)] = 0
                found.append(parent)
            users[id(parent)] += 1
    ready, upstream = [self], dict.fromkeys(users, 0.0)
    upstream[id(self)] = 1.0
    while ready:
        v = ready.pop()
        v.grad = v.grad + upstream[id(v)]
        for parent, slope in v.parents:
            upstream[id(parent)] += slope * upstream[id(v)]
            users[id(parent)] -= 1
            if users[id(parent)] == 0:
                ready.append(parent)


@entry.variant("a recursion, with Python's limit raised")
def recursive(self):
    import sys

    order, seen = [], set()

    def visit(v):
        if id(v) not in seen:
            seen.add(id(v))
            for parent, _ in v.parents:
                visit(parent)
            order.append(v)

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        visit(self)
    finally:
        sys.setrecursionlimit(limit)
    for v in order:
        v.now = 0.0
    self.now = 1.0
    for v in order[::-1]:
        v.grad += v.now
        for parent, slope in v.parents:
            parent.now += slope * v.now


class _Operators:
    """What follows from + and *, in the classes below."""

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return self * -1 + other

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other


@entry.variant("closures that push a second, temporary gradient")
class Closures(_Operators):
    def __init__(self, data, children=()):
        self.data, self.grad, self.flow = data, 0.0, 0.0
        self.children, self.push = children, lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data + other.data, (self, other))

        def push():
            self.flow += out.flow
            other.flow += out.flow

        out.push = push
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data * other.data, (self, other))

        def push():
            self.flow += other.data * out.flow
            other.flow += self.data * out.flow

        out.push = push
        return out

    def __pow__(self, n):
        out = Closures(self.data**n, (self,))

        def push():
            self.flow += n * self.data ** (n - 1) * out.flow

        out.push = push
        return out

    def relu(self):
        out = Closures(self.data if self.data > 0 else 0.0, (self,))

        def push():
            self.flow += (self.data > 0) * out.flow

        out.push = push
        return out

    def backward(self):
        order, seen, stack = [], {self}, [(self, iter(self.children))]
        while stack:
            v, rest = stack[-1]
            child = next(rest, None)
            if child is None:
                order.append(v)
                stack.pop()
            elif child not in seen:
                seen.add(child)
                stack.append((child, iter(child.children)))
        for v in order:
            v.flow = 0.0
        self.flow = 1.0
        for v in reversed(order):
            v.push()
        for v in order:
            v.grad += v.flow


@entry.variant("every Value has a number; the latest one has its turn first")
class Numbered(_Operators):
    __slots__ = ("data", "grad", "pairs", "number")
    made = 0

    def __init__(self, data, pairs=()):
        self.data, self.grad, self.pairs = float(data), 0.0, pairs
        Numbered.made += 1
        self.number = Numbered.made

    def __add__(self, other):
        other = other if type(other) is Numbered else Numbered(other)
        return Numbered(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        other = other if type(other) is Numbered else Numbered(other)
        return Numbered(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, n):
        return Numbered(self.data**n, [(self, n * self.data**n / self.data)])

    def relu(self):
        return Numbered(max(self.data, 0), [(self, self.data > 0)])

    def backward(self):
        reached, todo = {self.number: self}, [self]
        while todo:
            for v, _ in todo.pop().pairs:
                if v.number not in reached:
                    reached[v.number] = v
                    todo.append(v)
        flow = dict.fromkeys(reached, 0.0)
        flow[self.number] = 1.0
        for number in sorted(reached, reverse=True):
            reached[number].grad += flow[number]
            for v, slope in reached[number].pairs:
                flow[v.number] += slope * flow[number]


@entry.variant("the operation's name and its operands; slopes are worked out at the end")
class Named:
    def __init__(self, data, op="leaf", *operands):
        self.data, self.grad, self.op, self.operands = float(data), 0.0, op, operands

    def of(self, x):
        return x if isinstance(x, Named) else Named(x)

    def made(self, data, op, *operands):
        return Named(data, op, *operands)

    def __add__(self, other):
        other = self.of(other)
        return self.made(self.data + other.data, "+", self, other)

    def __sub__(self, other):
        other = self.of(other)
        return self.made(self.data - other.data, "-", self, other)

    def __mul__(self, other):
        other = self.of(other)
        return self.made(self.data * other.data, "*", self, other)

    def __radd__(self, other):
        return self.of(other) + self

    def __rsub__(self, other):
        return self.of(other) - self

    def __rmul__(self, other):
        return self.of(other) * self

    def __neg__(self):
        return self.made(-self.data, "neg", self)

    def __pow__(self, n):
        out = self.made(self.data**n, "**", self)
        out.n = n
        return out

    def relu(self):
        return self.made(self.data if self.data > 0 else 0.0, "relu", self)

    def slopes(self):
        if self.op == "+":
            return 1.0, 1.0
        if self.op == "-":
            return 1.0, -1.0
        if self.op == "*":
            left, right = self.operands
            return right.data, left.data
        if self.op == "neg":
            return (-1.0,)
        if self.op == "**":
            (base,) = self.operands
            return (self.n * base.data ** (self.n - 1),)
        if self.op == "relu":
            (before,) = self.operands
            return (1.0 if before.data > 0 else 0.0,)
        return ()

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            v, ready = stack.pop()
            if ready:
                order.append(v)
            elif v not in seen:
                seen.add(v)
                stack += [(v, True), *((x, False) for x in v.operands)]
        grads = dict.fromkeys(order, 0.0)
        grads[self] = 1.0
        for v in reversed(order):
            v.grad += grads[v]
            for x, slope in zip(v.operands, v.slopes()):
                grads[x] += slope * grads[v]


@entry.variant("a heap: of the nodes that wait, the one that was made last has its turn")
class Recorded(_Operators):
    numbers = itertools.count()

    def __init__(self, data, pairs=()):
        self.data, self.pairs, self.grad = data, pairs, 0.0
        self.number = next(Recorded.numbers)

    def __add__(self, other):
        if not isinstance(other, Recorded):
            return Recorded(self.data + other, [(self, 1.0)])
        return Recorded(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        if not isinstance(other, Recorded):
            pairs = [(self, other)]
            return Recorded(self.data * other, pairs)
        return Recorded(self.data * other.data, [(self, other.data), (other, self.data)])

    def __pow__(self, n):
        return Recorded(self.data**n, [(self, n * self.data ** (n - 1))])

    def relu(self):
        return Recorded(max(0.0, self.data), [(self, float(self.data > 0))])

    def backward(self):
        flow, waiting = {self.number: 1.0}, [(-self.number, self)]
        while waiting:
            number, v = heapq.heappop(waiting)
            upstream = flow[-number]
            v.grad += upstream
            for x, slope in v.pairs:
                if x.number not in flow:
                    flow[x.number] = 0.0
                    heapq.heappush(waiting, (-x.number, x))
                flow[x.number] += slope * upstream
