"""What of a student's value can be compared at all: told before any number of it is read.

A shape costs nothing: ``torch.zeros(2**31, 0)`` and ``torch.zeros(1).expand(2**31)`` are a
few bytes, and a sum over them is gigabytes. So a tensor is measured by its axes, none of
them counted as 0, and whoever computes with a student's tensor asks here first.
"""

from __future__ import annotations

import math
from typing import Literal, TypeGuard

import torch

from course_utils.texts import Observed, observed

MAX_ELEMENTS = 200_000  # also the product of all axes but those of length 0
MAX_AXES = 16
MAX_LISTED = 10_000  # values of a list that are looked at
_LONGEST = 120  # characters of a shape in a message

Odd = Observed | Literal[""]
"""What is odd about a tensor; empty where nothing is."""


def is_tensor(value: object) -> TypeGuard[torch.Tensor]:
    """Whether it is a tensor by its type; ``isinstance`` also believes a ``__class__``."""
    return issubclass(type(value), torch.Tensor)


def bare(value: torch.Tensor) -> torch.Tensor | Observed:
    """The tensor alone, without subclass and graph, or the words that say why not.

    The words complete "yours is …". Nothing is copied, and no element is read.
    """
    try:
        with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
            # A class with a __torch_dispatch__ of its own answers for itself, and may hold nothing.
            told = _kind(value)
            if told:
                return told
            tensor = torch.Tensor.detach(value)
            if type(value) is torch.Tensor and type(tensor) is torch.Tensor:
                return _size(tensor) or tensor
            if type(tensor) is not torch.Tensor:
                tensor = torch.Tensor.as_subclass(tensor, torch.Tensor)
            if type(tensor) is not torch.Tensor:
                return _of_class(value)
            return _kind(tensor) or _size(tensor) or tensor
    except Exception:  # what torch or the student's class say of being looked at
        return _of_class(value)


def _of_class(value: torch.Tensor) -> Observed:
    if type(value) is torch.Tensor:
        return observed("kind.unseen")
    return observed("kind.of-class", name=type(value).__name__)


def oddity(value: torch.Tensor) -> Odd:
    """What keeps a tensor from being computed with, as :func:`bare` says it; else empty."""
    found = bare(value)
    return found if isinstance(found, Observed) else ""


def too_large(shape: torch.Size | tuple[int, ...]) -> Odd:
    """What is too much about a shape, as :func:`bare` says it; else empty."""
    if len(shape) > MAX_AXES:
        return observed("kind.axes", axes=len(shape), most=MAX_AXES)
    if math.prod(length or 1 for length in shape) > MAX_ELEMENTS:
        words = str(tuple(shape))
        words = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
        return observed("kind.large", shape=words)
    return ""


def _kind(tensor: torch.Tensor) -> Odd:
    if tensor.is_meta:
        return observed("kind.meta")
    if tensor.is_nested:
        return observed("kind.nested")
    if tensor.layout is not torch.strided:
        if tensor.is_sparse or str(tensor.layout).startswith("torch.sparse"):
            return observed("kind.sparse", layout=str(tensor.layout))
        return observed("kind.layout", layout=str(tensor.layout))
    if tensor.is_complex():
        return observed("kind.complex", dtype=str(tensor.dtype))
    if tensor.is_quantized:
        return observed("kind.quantized", dtype=str(tensor.dtype))
    return ""


def _size(tensor: torch.Tensor) -> Odd:
    beyond = too_large(tensor.shape)
    if beyond or not tensor.numel():
        return beyond
    last = sum(
        (length - 1) * stride for length, stride in zip(tensor.shape, tensor.stride(), strict=True)
    )
    needed = (tensor.storage_offset() + last + 1) * tensor.element_size()
    # Reading past a storage that was made smaller, or that is nowhere, ends the process.
    nowhere = not tensor.data_ptr() and not tensor._is_zerotensor()
    if nowhere or tensor.untyped_storage().nbytes() < needed:
        return observed("kind.no-memory")
    return ""
