"""Values that no answer should have, and in which words each of them is refused.

A word of None: the value is a plain tensor of numbers and is compared like any other.
"""

from __future__ import annotations

import fractions
import warnings
from collections.abc import Callable, Iterator
from itertools import repeat
from unittest import mock

import numpy
import torch
from torch._subclasses import FakeTensorMode

HUGE = 2**31
SMALL = "not one small enough to compare"
META = "a tensor on the meta device, not one with values"
NO_SHAPE = "a nested tensor, not one with a shape"
NO_LOOK = "a tensor that cannot be looked at, not a plain one"


class Wrapped(torch.Tensor):
    """A shape without memory, that answers every question with itself."""

    @staticmethod
    def __new__(cls) -> Wrapped:
        return torch.Tensor._make_wrapper_subclass(cls, (3,))  # type: ignore[attr-defined]

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return Wrapped()


class Named(torch.Tensor):
    """A subclass that does nothing."""


class Liar:
    """Not a tensor, though it says so."""

    @property  # type: ignore[misc]
    def __class__(self):
        return torch.Tensor


class Uncountable(list):
    """A list that does not tell its length."""

    def __len__(self) -> int:
        raise ValueError("no")


def _fake() -> torch.Tensor:
    with FakeTensorMode():
        return torch.zeros(3)


def _escaped() -> torch.Tensor:
    kept: list[torch.Tensor] = []
    torch.func.vmap(lambda x: kept.append(x) or x)(torch.ones(3))  # type: ignore[func-returns-value]
    return kept[0]


def _taken() -> torch.Tensor:
    tensor = torch.ones(4)
    tensor.untyped_storage().resize_(0)
    return tensor


def _deep() -> list:
    nest: list = []
    for _ in range(100_000):
        nest = [nest]
    return nest


def _ragged() -> list[torch.Tensor]:
    return [torch.ones(2), torch.ones(3)]


def _dtype(dtype: torch.dtype) -> Callable[[], torch.Tensor]:
    return lambda: torch.ones(3).to(dtype)


TENSORS: dict[str, tuple[Callable[[], object], str | None]] = {
    # shapes
    "no element, two billion rows": (lambda: torch.zeros(HUGE, 0), SMALL),
    "no element, two billion columns": (lambda: torch.zeros(0, HUGE), SMALL),
    "no element between long axes": (lambda: torch.zeros(1000, 0, 1000), SMALL),
    "no element, axes near the limit": (lambda: torch.zeros(200_000, 0), None),
    "no element, all of int64": (lambda: torch.empty(2**62, 0), SMALL),
    "expanded": (lambda: torch.zeros(1).expand(HUGE), SMALL),
    "expanded in two axes": (lambda: torch.zeros(1).expand(2**20, 2**20), SMALL),
    "expanded, near the limit": (lambda: torch.zeros(1).expand(200_000), None),
    "expanded, requires grad": (
        lambda: torch.zeros(1, requires_grad=True).expand(HUGE),
        SMALL,
    ),
    "64 axes": (lambda: torch.zeros([1] * 64), "a tensor of 64 axes, not one of at most 16"),
    "64 long axes": (lambda: torch.zeros(1).expand([HUGE] + [1] * 63), "a tensor of 64 axes"),
    "16 axes": (lambda: torch.zeros([1] * 16), None),
    "no axis": (lambda: torch.tensor(0.5), None),
    # dtypes
    **{
        str(dtype).removeprefix("torch."): (_dtype(dtype), None)
        for dtype in (
            torch.half,
            torch.bfloat16,
            torch.float8_e4m3fn,
            torch.float8_e5m2,
            torch.bool,
            torch.uint8,
            torch.int8,
            torch.int16,
            torch.uint16,
            torch.uint32,
            torch.uint64,
        )
    },
    "largest uint64": (lambda: torch.tensor([2**64 - 1], dtype=torch.uint64), None),
    "smallest int64": (lambda: torch.tensor([-(2**63)]), None),
    "complex64": (_dtype(torch.complex64), "a complex tensor (torch.complex64), not one of real"),
    "complex32": (
        lambda: torch.empty(3, dtype=torch.complex32),
        "a complex tensor (torch.complex32), not one of real numbers",
    ),
    "bits8": (
        lambda: torch.empty(3, dtype=torch.bits8),
        "a tensor of dtype torch.bits8, not one of plain numbers",
    ),
    "quantized": (
        lambda: torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.quint8),
        "a quantized tensor (torch.quint8), not one of plain numbers",
    ),
    "quantized by channel": (
        lambda: torch.quantize_per_channel(
            torch.ones(3, 2), torch.ones(3), torch.zeros(3), 0, torch.qint8
        ),
        "a quantized tensor (torch.qint8), not one of plain numbers",
    ),
    # layouts
    "sparse": (
        lambda: torch.eye(3).to_sparse(),
        "a sparse tensor (torch.sparse_coo), not a dense one",
    ),
    "sparse and huge": (
        lambda: torch.sparse_coo_tensor(size=(HUGE, HUGE)),
        "a sparse tensor (torch.sparse_coo), not a dense one",
    ),
    "sparse rows": (
        lambda: torch.eye(3).to_sparse_csr(),
        "a sparse tensor (torch.sparse_csr), not a dense one",
    ),
    "sparse blocks": (
        lambda: torch.eye(4).to_sparse_bsr((2, 2)),
        "a sparse tensor (torch.sparse_bsr), not a dense one",
    ),
    "mkldnn": (
        lambda: torch.eye(3).to_mkldnn(),
        "a tensor of layout torch._mkldnn, not a plain one",
    ),
    "nested": (lambda: torch.nested.nested_tensor(_ragged()), NO_SHAPE),
    "nested, jagged": (
        lambda: torch.nested.nested_tensor(_ragged(), layout=torch.jagged),
        NO_SHAPE,
    ),
    # devices
    "meta": (lambda: torch.empty(3, device="meta"), META),
    "meta and huge": (lambda: torch.empty(HUGE, 2**20, device="meta"), META),
    # classes
    "a subclass": (lambda: torch.ones(3).as_subclass(Named), None),
    "a parameter": (lambda: torch.nn.Parameter(torch.ones(3)), None),
    "a lazy parameter": (lambda: torch.nn.LazyLinear(3).weight, None),
    "fake": (_fake, "a tensor of the class FakeTensor, not a plain one"),
    "wrapped": (Wrapped, "a tensor of the class Wrapped, not a plain one"),
    "masked": (
        lambda: torch.masked.masked_tensor(torch.ones(3), torch.tensor([True, False, True])),
        "a tensor of the class MaskedTensor, not a plain one",
    ),
    "escaped from vmap": (_escaped, NO_LOOK),
    # views
    "a negative view": (lambda: torch.tensor([1 + 2j]).conj().imag, None),
    "a conjugate view": (lambda: torch.tensor([1 + 2j]).conj(), "a complex tensor"),
    "requires grad": (lambda: torch.ones(3, requires_grad=True) * 2, None),
    "overlapping": (lambda: torch.ones(5).as_strided((3, 3), (1, 1)), None),
    "backwards": (lambda: torch.ones(3, 4).permute(1, 0), None),
    "without memory": (_taken, "a tensor without memory, not one with values"),
    "zero without memory": (lambda: torch._efficientzerotensor((3,)), None),
    # numbers
    "NaN": (lambda: torch.full((3,), float("nan")), None),
    "infinite": (lambda: torch.tensor([float("inf"), float("-inf")]), None),
}

OTHERS: dict[str, tuple[Callable[[], object], str]] = {
    "None": (lambda: None, "None"),
    "a text": (lambda: "x" * 10**7, "a str"),
    "bytes": (lambda: b"x" * 10**7, "a bytes"),
    "a huge int": (lambda: 10**5000, "an int"),
    "a long list": (lambda: [0.0] * 3_000_000, "a list of 3000000"),
    "a deep list": (_deep, "a list of 1"),
    "a set": (lambda: {1, 2}, "a set of 2"),
    "an endless iterator": (lambda: repeat(0.0), "a repeat"),
    "an endless range": (lambda: range(10**12), "a range"),
    "a huge array": (lambda: numpy.broadcast_to(numpy.zeros(1), (HUGE,)), "an ndarray"),
    "one number": (lambda: 0.5, "a float"),
    "NaN of Python's": (lambda: float("nan"), "a float"),
    "true": (lambda: True, "a bool"),
    "complex": (lambda: 1j, "a complex"),
    "a fraction": (lambda: fractions.Fraction(10**400, 3), "a Fraction"),
    "a liar": (Liar, "a Liar"),
    "a mock": (lambda: mock.MagicMock(spec=torch.Tensor), "a function, not its result"),
    "uncountable": (lambda: Uncountable([1]), "a Uncountable"),
}

# How a value may be wrapped.
NESTS: dict[str, Callable[[object], object]] = {
    "bare": lambda value: value,
    "in a list": lambda value: [value, value],
    "in a tuple of one": lambda value: (value,),
    "in a pair of pairs": lambda value: [(value, value), (value, value)],
    "in a dictionary": lambda value: dict.fromkeys(
        ("loss", "d_logits", "d_w1", "d_hidden", "d_w0", "d_b"), value
    ),
}


def values() -> Iterator[tuple[str, object]]:
    """Every value, made anew."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, (make, _) in {**TENSORS, **OTHERS}.items():
            yield name, make()


def forged() -> dict[str, torch.Tensor]:
    """Tensors of the three kinds that evidence may hold, as only a forger sends them."""
    double, whole = torch.float64, torch.int64
    shapes = [
        (0,), (200_000, 0), (0, 200_000), (400, 0, 400), (1,) * 16, (1,) * 15 + (200_000,),
        (200_000,), (2,) * 16, (447, 447), (7, 0, 3, 0, 2), (), (1, 1),
    ]  # fmt: skip
    tensors = {f"zeros {shape}"[:60]: torch.zeros(shape, dtype=double) for shape in shapes}
    tensors |= {f"ints {shape}"[:60]: torch.zeros(shape, dtype=whole) for shape in shapes[:4]}
    tensors |= {f"bools {shape}"[:60]: torch.ones(shape, dtype=torch.bool) for shape in shapes[5:]}
    for number in (float("nan"), float("inf"), 1.7e308, 5e-324, -0.0):
        tensors[f"{number} everywhere"] = torch.full((3, 5), number, dtype=double)
    tensors["the smallest int"] = torch.full((3,), -(2**63), dtype=whole)
    beyond = {
        "rows without end": torch.zeros(HUGE, 0, dtype=double),
        "no element between long axes": torch.zeros(200_000, 0, 200_000, dtype=double),
        "64 axes": torch.zeros([1] * 64, dtype=double),
        "too many elements": torch.zeros(200_001, dtype=double),
        "float32": torch.zeros(3),
        "uint8": torch.zeros(3, dtype=torch.uint8),
    }
    return {**tensors, **{f"beyond: {name}": tensor for name, tensor in beyond.items()}}
