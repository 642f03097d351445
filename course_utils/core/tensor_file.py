"""Files of tensors: the safetensors format, read and written with torch and nothing else.

Colab, Kaggle and most laptops have torch, but not all of them have the package safetensors; a
key file needs so little of it that the student's package does without. The layout is that of
https://huggingface.co/docs/safetensors: the length of a JSON header in 8 bytes, the header, then
the numbers of all tensors without a gap. What is written here is, byte for byte, what
safetensors writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import torch

from course_utils.texts import say, words

# In the order in which safetensors lays the tensors down.
_KINDS = {
    "I64": torch.int64, "F64": torch.float64, "F32": torch.float32, "I32": torch.int32,
    "BF16": torch.bfloat16, "F16": torch.float16, "I16": torch.int16, "I8": torch.int8,
    "U8": torch.uint8, "BOOL": torch.bool,
}  # fmt: skip
_NAMES = {kind: name for name, kind in _KINDS.items()}
_PLACES = {kind: place for place, kind in enumerate(_KINDS.values())}
_ABOUT = "__metadata__"
_LENGTH = 8  # bytes that hold the header's length


class Damaged(ValueError):
    """A file that is cut off or was changed; the message names it and says what to do."""


def read_tensors(path: Path) -> tuple[dict[str, str], dict[str, torch.Tensor]]:
    """What a file says about itself, and its tensors by name, each with memory of its own.

    Raises:
        Damaged: the file does not hold what its header promises.
        OSError: there is no such file, or it may not be read.
    """
    data = bytearray(path.read_bytes())
    try:
        start = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
        if not _LENGTH < start <= len(data):
            raise ValueError("the header is longer than the file")
        header: dict[str, Any] = json.loads(data[_LENGTH:start])
        about = header.pop(_ABOUT, {})
        return dict(about), {name: _tensor(data, start, row) for name, row in header.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Damaged(words(say("data.damaged", file=path.name))) from None


def _tensor(data: bytearray, start: int, row: Mapping[str, Any]) -> torch.Tensor:
    kind, shape = _KINDS[row["dtype"]], [_size(size) for size in row["shape"]]
    begin, end = map(_size, row["data_offsets"])
    numbers = prod(shape)
    if not begin <= end <= len(data) - start or end - begin != numbers * kind.itemsize:
        raise ValueError("the numbers of a tensor are not there")
    if not numbers:
        return torch.empty(shape, dtype=kind)
    flat = torch.frombuffer(data, dtype=kind, count=numbers, offset=start + begin)
    # A copy lies where its kind of number should, and can be resized like any other tensor.
    return flat.reshape(shape).clone()


def _size(number: object) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError("no size")
    return number


def tensor_bytes(tensors: Mapping[str, torch.Tensor], about: Mapping[str, str]) -> bytes:
    """The content of a file; equal tensors give equal bytes.

    Args:
        tensors: by name, on the CPU.
        about: texts that the file says about itself.
    """
    header: dict[str, Any] = {_ABOUT: dict(about)}
    parts, end = [], 0
    for name in sorted(tensors, key=lambda name: (_PLACES[tensors[name].dtype], name)):
        tensor = tensors[name].detach()
        part = _plain(tensor).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
        begin, end = end, end + len(part)
        row = {"dtype": _NAMES[tensor.dtype], "shape": list(tensor.shape)}
        header[name] = {**row, "data_offsets": [begin, end]}
        parts.append(part)
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _LENGTH)
    return b"".join([len(text).to_bytes(_LENGTH, "little"), text, *parts])


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    """Its numbers in a row, in memory of their own: a view's last step can be any number."""
    return torch.empty(tensor.numel(), dtype=tensor.dtype).copy_(tensor.reshape(-1))
