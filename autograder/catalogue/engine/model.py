"""The reference of the class Value, which the backward passes are put into."""

from __future__ import annotations

from typing import Any

from autograder.catalogue.draw import Draw

CHAPTER = "07_engine"


class Value:
    """A number that remembers what it was made from: pairs of an operand and its slope.

    Results are made by ``type(self)``: a backward pass is put into a class that is derived from it.
    """

    def __init__(self, data, parents=()):
        self.data = float(data)
        self.grad = 0.0
        self.parents = parents

    def __add__(self, other):
        other = other if isinstance(other, Value) else type(self)(other)
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else type(self)(other)
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + other * -1

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, n):
        return type(self)(self.data**n, ((self, n * self.data ** (n - 1)),))

    def relu(self):
        return type(self)(max(self.data, 0.0), ((self, float(self.data > 0)),))

    __radd__ = __add__
    __rmul__ = __mul__


def numbers(draw: Draw, *, negative: bool) -> dict[str, Any]:
    """What the single operations are tried on.

    Args:
        draw: where they come from.
        negative: whether a is negative, and b positive.
    """
    a, b, number, positive, below = draw.until(
        lambda: [draw.number(1.11, 2.89) for _ in range(5)],
        # No sum, product or power of two of them is another one's.
        lambda found: all(
            abs(one - other) > 0.15 for k, one in enumerate(found) for other in (*found[:k], 1, 2)
        ),
    )
    sign = -1 if negative else 1
    return {
        "a": sign * a,
        "b": -sign * b,
        "number": number,
        "whole": draw.integer(3, 9),
        "n": draw.integer(3, 4),
        "negative n": -draw.integer(1, 2),
        "fraction": (0.5, 1.5)[draw.integer(0, 1)],
        "positive": positive,
        "negative": -below,
    }
