"""The numbers of an item as views and journals need them: read without torch.

Whoever compares and computes has tensors; whoever writes down or draws what came of it does
not, and starts in a tenth of the time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from course_utils.core.evidence import Item

Number = float | int | bool
NumberKind = Literal["float", "int", "bool"]

# float32 carries about seven digits; sums of some dozen terms and a library's
# own order of summation cost one or two of them.
RTOL = 1e-4
# Beside a large neighbour a small element may be off by the neighbour's rounding.
SCALE = 2e-5
KEPT = 64  # elements of an item that a journal keeps
_BEFORE = 16  # of these, so many stand before the first that matters

_READ: dict[str, Callable[[str], Number]] = {
    "float": float,
    "int": int,
    "bool": lambda text: text == "True",
}
_DTYPES = {"float": "torch.float64", "int": "torch.int64", "bool": "torch.bool"}


@dataclass(frozen=True, slots=True)
class Values:
    """A tensor's numbers, as far as they are kept.

    Attributes:
        shape: the tensor's.
        kind: ``float`` for float64, ``int`` for int64, ``bool``.
        flat: elements row by row, in one piece: all of them, or those that a journal kept.
        start: the flat position of the first of these.
    """

    shape: tuple[int, ...]
    kind: NumberKind
    flat: tuple[Number, ...]
    start: int = 0

    @property
    def total(self) -> int:
        """How many elements the tensor has."""
        return math.prod(self.shape)

    @property
    def dtype(self) -> str:
        """What torch calls the kind."""
        return _DTYPES[self.kind]

    def is_floating_point(self) -> bool:
        """As a tensor says it."""
        return self.kind == "float"

    def at(self, position: int) -> Number:
        """The element at this flat position, which must be one that is kept."""
        return self.flat[position - self.start]

    def to_json(self, around: int = 0) -> dict[str, Any]:
        """Plain data with :data:`KEPT` elements at the most.

        Args:
            around: the flat position that must be among them.
        """
        end = self.start + len(self.flat)
        start = max(self.start, min(around - _BEFORE, end - KEPT))
        few = self.flat[start - self.start : start - self.start + KEPT]
        data = {"shape": list(self.shape), "kind": self.kind, "values": [repr(v) for v in few]}
        return data | ({"start": start} if start else {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Values:
        """What :meth:`to_json` wrote, here or in an older release."""
        flat = tuple(_READ[data["kind"]](text) for text in data["values"])
        return cls(tuple(data["shape"]), data["kind"], flat, data.get("start", 0))


Told = Values | str
"""An item without torch: numbers, or a short text."""


def numbers_of(item: Item) -> Told:
    """The item as it is shown: a tensor's numbers, or the text that it is.

    Args:
        item: a text, or a tensor of any shape in float64, int64 or bool.
    """
    if isinstance(item, str):
        return item
    kind: NumberKind = "float"
    if not item.is_floating_point():
        kind = "bool" if str(item.dtype) == "torch.bool" else "int"
    return Values(tuple(item.shape), kind, tuple(item.flatten().tolist()))


def unequal(yours: Values, expected: Values, rtol: float = RTOL) -> Iterator[tuple[int, bool]]:
    """Of elements that both have: the flat position, and whether they differ.

    As :func:`course_utils.core.compare.near` has it, at float32 precision; NaN is near NaN.

    Args:
        yours, expected: of one shape.
        rtol: how close is near, relative to the expected one.
    """
    finite = [abs(value) for value in expected.flat if math.isfinite(value)]
    atol = SCALE * max(finite, default=0.0)
    start = max(yours.start, expected.start)
    end = min(yours.start + len(yours.flat), expected.start + len(expected.flat))
    for position in range(start, end):
        left, right = float(yours.at(position)), float(expected.at(position))
        yield position, not _near(left, right, atol + rtol * abs(right))


def first_unequal(yours: Values, expected: Values, rtol: float = RTOL) -> int | None:
    """The flat position of the first element that differs; None where none does.

    Args:
        yours, expected: of any shapes; of two shapes there is none.
        rtol: how close is near, relative to the expected one.
    """
    if yours.shape != expected.shape:
        return None
    pairs = unequal(yours, expected, rtol)
    return next((position for position, differs in pairs if differs), None)


def _near(left: float, right: float, tolerance: float) -> bool:
    if left == right or (left != left and right != right):
        return True
    off = abs(left - right)
    return math.isfinite(off) and off <= tolerance
