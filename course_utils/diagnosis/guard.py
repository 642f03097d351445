"""What an edit's run must not do to the process: fill its memory, end it, or change it."""

from __future__ import annotations

import math
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from course_utils.core.surroundings import collector_paused, preserve_rng_state
from course_utils.diagnosis.seen import Trace

MOST_ELEMENTS = 20_000_000
_MOST_PRODUCTS = 2e10  # multiplications of one call
_DEEPEST = 20
_FEW = 400  # elements, of which nothing large can be made by an edit or two
_NUMBERS = re.compile(r"\b\d[\d_]*(?:\.\d+)?(?:e\d+)?")
_FRAMES = 1500  # of one run, one in another
# Functions that take sizes as numbers.
_SIZED = frozenset(
    ("zeros", "ones", "empty", "full", "rand", "randn", "randperm", "eye", "repeat", "tile",
     "repeat_interleave", "new_zeros", "new_ones", "new_empty", "new_full", "expand", "normal",
     "broadcast_to", "resize_", "pad", "one_hot", "empty_strided", "as_strided", "tril_indices")
)  # fmt: skip
_STEPPED = frozenset(("arange", "range", "linspace", "logspace"))
_OUTER = frozenset(
    ("outer", "ger", "kron", "einsum", "tensordot", "cdist", "meshgrid", "cartesian_prod",
     "block_diag")
)  # fmt: skip
_MATRICES = frozenset(
    ("matmul", "mm", "bmm", "__matmul__", "__rmatmul__", "addmm", "linear", "mv", "dot")
)


class SizeGuard(TorchFunctionMode):
    """Refuses calls whose results are far larger than anything that an exercise needs.

    And lists that hold themselves, at which torch recurses until the process dies.
    """

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Make the call, unless it is one of those.

        Raises:
            MemoryError: it would take too much.
            RecursionError: a list holds itself.
        """
        name = getattr(func, "__name__", "")
        if name != "__get__":
            every = (*args, *kwargs.values()) if kwargs else args
            tensors = [one for one in every if isinstance(one, torch.Tensor)]
            for one in every:
                if type(one) is list or type(one) is tuple:
                    _refuse_cycles(one, 0)
                    tensors += [each for each in one if isinstance(each, torch.Tensor)]
            if _is_too_much(name, every, tensors):
                raise MemoryError(name)
        return func(*args, **(kwargs or {}))


def _refuse_cycles(value: Iterable[object], depth: int) -> None:
    if depth > _DEEPEST:
        raise RecursionError
    for one in value:
        if type(one) is list or type(one) is tuple:
            _refuse_cycles(one, depth + 1)


def _is_too_much(name: str, args: Sequence[Any], tensors: Sequence[torch.Tensor]) -> bool:
    sizes = [one.numel() for one in tensors]
    most = max(sizes, default=1)
    if name in _SIZED:
        return max(most, 1) * _product(args, squared=name == "eye") > MOST_ELEMENTS
    if name in _STEPPED:
        numbers = [abs(one) for one in args if type(one) in (int, float)]
        return max(numbers, default=0) > MOST_ELEMENTS and (
            name[0] == "l" or _steps(args) > MOST_ELEMENTS
        )
    if name == "randint":
        return _product([one for one in args if isinstance(one, tuple | list)]) > MOST_ELEMENTS
    if len(sizes) < 2 or math.prod(sizes) <= MOST_ELEMENTS:
        return False
    if name in _OUTER:
        return True
    if name in _MATRICES:
        left, right = tensors[-2:]
        if left.numel() * (right.shape[-1] if right.dim() > 1 else 1) > _MOST_PRODUCTS:
            return True
    shape: list[int] = []
    for one in tensors:
        other = list(one.shape)
        wide = max(len(shape), len(other))
        shape, other = ([1] * (wide - len(each)) + each for each in (shape, other))
        shape = [max(pair) for pair in zip(shape, other, strict=True)]
    return math.prod(shape) > MOST_ELEMENTS and math.prod(shape) > 2 * most


def _product(args: Iterable[Any], *, squared: bool = False) -> int:
    """Of all whole numbers, in lists and tuples as well."""
    total, count = 1, 0
    for one in args:
        if type(one) is int:
            total, count = total * max(1, one), count + 1
        elif isinstance(one, tuple | list):
            total *= _product(one)
    return total * total if squared and count == 1 else total


def _steps(args: Sequence[Any]) -> float:
    numbers = [float(one) for one in args if type(one) in (int, float)]
    start, end = (0.0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) > 2 and numbers[2] else 1.0
    return abs((end - start) / step)


def size_guard(trace: Trace, text: str) -> AbstractContextManager[object]:
    """A guard, where what was seen is large enough, or holds lists; it costs a little each call.

    Args:
        trace: of the answer as it is.
        text: of the answer.
    """
    seen = [one for held in trace.names.values() for one in held.values()]
    numbers = [float(found.replace("_", "")) for found in _NUMBERS.findall(text)]
    numbers += [abs(one.value) for one in seen if one.kind in ("int", "float")]
    large = max(numbers, default=0) > _FEW or any(one.size > _FEW for one in seen)
    return SizeGuard() if large or any(one.kind == "list" for one in seen) else nullcontext()


@contextmanager
def seeded() -> Iterator[None]:
    """The random numbers of a check, and its modes; to be used inside of :func:`kept_process`."""
    numpy = sys.modules.get("numpy")
    torch.default_generator.manual_seed(0)
    random.seed(0)
    if numpy:
        numpy.random.seed(0)
    grad = torch.is_grad_enabled()
    try:
        with torch.inference_mode(False):
            yield
    finally:
        torch.set_grad_enabled(grad)


@contextmanager
def left_to_itself() -> Iterator[None]:
    """No garbage is collected meanwhile, and what finalizers raise is not told.

    To look through a large notebook's objects takes longer than an edit may run, and the garbage
    of others has finalizers in which an interruption would be lost. Those of a run's own objects
    can be interrupted: it comes again, and nobody is to read of it.
    """
    hook = sys.unraisablehook
    sys.unraisablehook = lambda _: None
    try:
        with collector_paused():
            yield
    finally:
        sys.unraisablehook = hook


@contextmanager
def kept_process() -> Iterator[None]:
    """Afterwards the process is as it was: random numbers, modes, limits, tracing."""
    dtype, limit = torch.get_default_dtype(), sys.getrecursionlimit()
    depth, frame = 0, sys._getframe()
    while frame.f_back is not None:
        depth, frame = depth + 1, frame.f_back
    trace, profile = sys.gettrace(), sys.getprofile()
    with preserve_rng_state():
        try:
            with suppress(RecursionError):
                sys.setrecursionlimit(min(limit, depth + _FRAMES))
            yield
        finally:
            sys.setrecursionlimit(limit)
            torch.set_default_dtype(dtype)
            if sys.gettrace() is not trace:
                sys.settrace(trace)
            if sys.getprofile() is not profile:
                sys.setprofile(profile)
