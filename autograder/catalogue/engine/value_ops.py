"""value-ops: numbers that remember what they were made from."""

from __future__ import annotations

import math

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER, numbers
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part
from course_utils.probes.engine_scalar import OPERATIONS

entry = Entry(
    Exercise(
        id="value-ops",
        title="A number that remembers",
        chapter=CHAPTER,
        symbol="Value",
        contract="`Value(data)` is a number that remembers: `data` is a float, `grad` is 0.0 at "
        "first. `a + b`, `a * b`, `-a`, `a - b`, `a ** n` (n a number) and `a.relu()` give new "
        "Values with the right `data`; in `+`, `*` and `-` a plain number may stand on either "
        "side. How a Value remembers what it was made from is free.",
        parts=(
            Part(
                "sums and products",
                1,
                ("data", "grad", "whole number", "a + b", "a * b", "grad of a result", "operands"),
            ),
            Part(
                "a number on either side",
                1,
                (
                    "a + number",
                    "number + a",
                    "a * number",
                    "number * a",
                    "a - number",
                    "number - a",
                    "operands",
                ),
            ),
            Part(
                "minus, power, ReLU",
                1,
                (
                    "-a",
                    "a - b",
                    "a ** n",
                    "a ** -n",
                    "a ** fraction",
                    "a ** 0",
                    "relu of a positive",
                    "relu of a negative",
                    "together",
                    "new",
                    "operands",
                ),
            ),
        ),
        minutes=15,
        difficulty=2,
        importance=4,
        practised="Operators as methods: `__add__` and its relatives, and what a graph is made of.",
        hints=(
            "Evaluate `Value(2.0) + Value(3.0)`, `Value(2.0) * 3` and `3 * Value(2.0)` one after "
            "the other. Which of them Python does not know yet, and which side does it ask?",
            "For `a + b` Python calls `a.__add__(b)`; for `2 + b`, where a plain number cannot "
            "add a Value, it calls `b.__radd__(2)`. A plain number becomes a Value first; the "
            "result keeps both operands, and what the backward pass will need.",
            "`other = other if isinstance(other, Value) else Value(other)`, then "
            "`return Value(self.data * other.data, …)` with the pairs (operand, slope) in place "
            "of the dots. `__rmul__ = __mul__`; `__neg__`, `__sub__` and `__rsub__` can be "
            "written with `*` and `+`.",
        ),
        labels={
            "data": "Value(a).data",
            "grad": "Value(a).grad",
            "whole number": "Value(data).data of a whole number",
            **{name: f"({name}).data" for name in OPERATIONS},
            "a.relu()": "a.relu().data",
            "a ** -n": "(a ** n).data, n negative",
            "a ** fraction": "(a ** n).data, n a fraction",
            "a ** 0": "(a ** 0).data",
            "relu of a positive": "Value(data).relu().data, data positive",
            "relu of a negative": "Value(data).relu().data, data negative",
            "grad of a result": "(a * b).grad, before any backward pass",
            "together": "((a + b) * (a - b) + -(b * a)).data",
            "new": "the results as objects",
            "operands": "what the operations do to their operands",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    return [
        Case("a positive, b negative", numbers(draw, negative=False)),
        Case("a negative, b positive", numbers(draw, negative=True)),
    ]


@entry.reference
class Value:
    """A number that remembers what it was made from: pairs of an operand and its slope."""

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, ((self, other.data), (other, self.data)))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, n):
        return Value(self.data**n, ((self, n * self.data ** (n - 1)),))

    def relu(self):
        return Value(max(self.data, 0.0), ((self, float(self.data > 0)),))

    __radd__ = __add__
    __rmul__ = __mul__


@entry.variant("closures, as a backward pass calls them later")
class Closures:
    def __init__(self, data, children=(), op=""):
        self.data, self.grad = data, 0.0
        self._prev, self._op, self._backward = set(children), op, lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Closures) else Closures(other)
        out = Closures(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, n):
        assert isinstance(n, (int, float))
        out = Closures(self.data**n, (self,), f"**{n}")

        def _backward():
            self.grad += n * self.data ** (n - 1) * out.grad

        out._backward = _backward
        return out

    def relu(self):
        out = Closures(0 if self.data < 0 else self.data, (self,), "relu")

        def _backward():
            self.grad += (out.data > 0) * out.grad

        out._backward = _backward
        return out

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other


@entry.variant("the operation's name and its operands; NotImplemented for anything but a number")
class Named:
    __slots__ = ("data", "grad", "op", "operands")

    def __init__(self, data, op="leaf", *operands):
        self.data, self.grad, self.op, self.operands = float(data), 0.0, op, operands

    @classmethod
    def of(cls, x):
        return x if isinstance(x, cls) else cls(x)

    def __add__(self, other):
        if not isinstance(other, (Named, int, float)):
            return NotImplemented
        other = Named.of(other)
        return Named(self.data + other.data, "+", self, other)

    def __radd__(self, other):
        return Named.of(other).__add__(self)

    def __sub__(self, other):
        if not isinstance(other, (Named, int, float)):
            return NotImplemented
        other = Named.of(other)
        return Named(self.data - other.data, "-", self, other)

    def __rsub__(self, other):
        return Named.of(other).__sub__(self)

    def __mul__(self, other):
        if not isinstance(other, (Named, int, float)):
            return NotImplemented
        other = Named.of(other)
        return Named(self.data * other.data, "*", self, other)

    def __rmul__(self, other):
        return Named.of(other).__mul__(self)

    def __neg__(self):
        return Named(-self.data, "neg", self)

    def __pow__(self, n):
        return Named(math.pow(self.data, n), "**", self, n)

    def relu(self):
        return Named(self.data if self.data > 0 else 0.0, "relu", self)


@entry.variant("a tape: one list of all that is computed")
class Taped:
    tape = []

    def __init__(self, data):
        self.data = data
        self.grad = 0

    def record(self, data, *pairs):
        out = Taped(data)
        Taped.tape.append((out, pairs))
        return out

    def __add__(self, other):
        if isinstance(other, Taped):
            return self.record(self.data + other.data, (self, 1), (other, 1))
        return self.record(self.data + other, (self, 1))

    def __mul__(self, other):
        if isinstance(other, Taped):
            return self.record(self.data * other.data, (self, other.data), (other, self.data))
        return self.record(self.data * other, (self, other))

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self):
        return self.record(-self.data, (self, -1))

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, n):
        return self.record(self.data**n, (self, n * self.data ** (n - 1)))

    def relu(self):
        return self.record(self.data * (self.data > 0), (self, int(self.data > 0)))


@entry.variant("torch's own graph inside")
class OnTorch:
    def __init__(self, data):
        self.t = data if torch.is_tensor(data) else torch.tensor(data, dtype=torch.float64)
        self.grad = 0.0

    @property
    def data(self):
        return self.t.item()

    def __add__(self, other):
        return OnTorch(self.t + getattr(other, "t", other))

    def __mul__(self, other):
        return OnTorch(self.t * getattr(other, "t", other))

    def __sub__(self, other):
        return OnTorch(self.t - getattr(other, "t", other))

    def __rsub__(self, other):
        return OnTorch(other - self.t)

    def __neg__(self):
        return OnTorch(-self.t)

    def __pow__(self, n):
        return OnTorch(self.t**n)

    def relu(self):
        return OnTorch(torch.relu(self.t))

    __radd__ = __add__
    __rmul__ = __mul__


@entry.variant("tensors of one element for data and grad, in float32")
class OfTensors:
    def __init__(self, data, before=None):
        self.data = torch.as_tensor(data, dtype=torch.float32)
        self.grad = torch.zeros(1)
        self.before = before or []

    def __add__(self, other):
        if not isinstance(other, OfTensors):
            other = OfTensors(other)
        return OfTensors(self.data + other.data, [self, other])

    def __mul__(self, other):
        if not isinstance(other, OfTensors):
            other = OfTensors(other)
        return OfTensors(self.data * other.data, [self, other])

    def __neg__(self):
        return OfTensors(-self.data, [self])

    def __sub__(self, other):
        return self + (other * -1)

    def __rsub__(self, other):
        return OfTensors(other) - self

    def __pow__(self, n):
        return OfTensors(self.data**n, [self])

    def relu(self):
        return OfTensors(self.data.clamp(min=0), [self])

    def __radd__(self, other):
        return OfTensors(other) + self

    def __rmul__(self, other):
        return OfTensors(other) * self


@entry.variant("a small class for each operation, derived from Value")
class Derived:
    def __init__(self, data):
        self.data, self.grad, self.operands = data, 0.0, ()

    def make(self, kind, *operands):
        operands = [x if isinstance(x, Derived) else Derived(x) for x in operands]
        made = type(kind, (Derived,), {})(KINDS[kind](*[x.data for x in operands]))
        made.operands = operands
        return made

    def __add__(self, other):
        return self.make("Sum", self, other)

    def __mul__(self, other):
        return self.make("Product", self, other)

    def __sub__(self, other):
        return self.make("Difference", self, other)

    def __rsub__(self, other):
        return self.make("Difference", other, self)

    def __neg__(self):
        return self.make("Difference", 0.0, self)

    def __pow__(self, n):
        return self.make("Power", self, n)

    def relu(self):
        return self.make("Relu", self)

    __radd__ = __add__
    __rmul__ = __mul__


KINDS = {
    "Sum": lambda a, b: a + b,
    "Product": lambda a, b: a * b,
    "Difference": lambda a, b: a - b,
    "Power": lambda a, n: a**n,
    "Relu": lambda a: max(0.0, a),
}
