"""value-ops: numbers that remember what they were made from."""

from __future__ import annotations

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

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
            Part("sums and products", 1, ("data", "grad", "a + b", "a * b", "chain")),
            Part("numbers on either side", 1, ("a + number", "number + a")),
            Part("minus, power, ReLU", 1, ("-a", "a - b", "a ** n")),
        ),
        minutes=20,
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
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    return [Case("two numbers", {"a": draw.number(1.1, 2.9), "b": draw.number(-2.9, -1.1)})]


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
        return self + -1 * other

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, n):
        return Value(self.data**n, ((self, n * self.data ** (n - 1)),))

    def relu(self):
        return Value(max(self.data, 0.0), ((self, float(self.data > 0)),))

    __radd__ = __add__
    __rmul__ = __mul__
