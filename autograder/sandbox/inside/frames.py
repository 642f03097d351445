"""Frames: JSON and tensors over a pipe, with their lengths checked on both sides.

A frame is ``magic, length of the JSON, length of the tensors``, then the two.
Tensors are safetensors' format. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from typing import Any

import torch
from safetensors.torch import load, save

MAX_JSON = 8 * 1024 * 1024
MAX_TENSORS = 64 * 1024 * 1024
# A tensor without elements is 60 bytes of the header, and a thousand of memory once it is made.
MAX_HEADER = 1024 * 1024
# Each comma and bracket may become a Python object of some 60 bytes.
MAX_VALUES = 2_500_000

READY: dict[str, Any] = {
    "ready": True
}  # a child's first words, before any of a student's code runs

_HEAD = struct.Struct(">4sIQ")
_MAGIC = b"GWF1"
# What evidence and cases hold nearly always: written here in a tenth of safetensors' own time.
_NAMES = {torch.float64: "F64", torch.float32: "F32", torch.int64: "I64", torch.bool: "BOOL"}

Frame = tuple[dict[str, Any], dict[str, torch.Tensor]]


class FrameError(Exception):
    """The bytes are not a frame, or are longer than a frame may be."""


def encode(message: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> bytes:
    """The frame's bytes.

    Raises:
        FrameError: the message or the tensors are longer than a frame may be.
    """
    text = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    blob = _blob(tensors) if tensors else b""
    _check_lengths(len(text), len(blob))
    return _HEAD.pack(_MAGIC, len(text), len(blob)) + text + blob


def _blob(tensors: Mapping[str, torch.Tensor]) -> bytes:
    """The tensors in safetensors' format."""
    if any(tensor.dtype not in _NAMES for tensor in tensors.values()):
        # Copies: safetensors refuses tensors that share their memory.
        apart = {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}
        return save(apart)
    head: dict[str, object] = {}
    parts, end = [b""], 0
    # The widest first, so that each lies where its kind of number may.
    for name in sorted(tensors, key=lambda name: -tensors[name].element_size()):
        data = tensors[name].detach().contiguous().numpy().tobytes()
        begin, end = end, end + len(data)
        kind, shape = _NAMES[tensors[name].dtype], list(tensors[name].shape)
        head[name] = {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}
        parts.append(data)
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    parts[0] = len(text).to_bytes(8, "little") + text
    return b"".join(parts)


class Decoder:
    """Bytes in, frames out; made for a peer that may send anything."""

    def __init__(self, *, trusting: bool = False) -> None:
        """Args: trusting: the peer is the supervisor; its cases may hold infinities."""
        self._trusting = trusting
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        """Bytes that are not part of a finished frame yet."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add bytes that arrived."""
        self._buffer += data

    def next(self) -> Frame | None:
        """The next frame when all of it is there, else None.

        Raises:
            FrameError: the bytes are no frame.
        """
        if len(self._buffer) < _HEAD.size:
            return None
        magic, text_length, blob_length = _HEAD.unpack_from(self._buffer)
        if magic != _MAGIC:
            raise FrameError("the bytes do not begin like a frame")
        _check_lengths(text_length, blob_length)
        end = _HEAD.size + text_length + blob_length
        if len(self._buffer) < end:
            return None
        text = bytes(self._buffer[_HEAD.size : _HEAD.size + text_length])
        blob = bytes(self._buffer[_HEAD.size + text_length : end])
        del self._buffer[:end]
        return _message(text, self._trusting), _tensors(blob, self._trusting)


def _check_lengths(text: int, blob: int) -> None:
    if text > MAX_JSON or blob > MAX_TENSORS:
        raise FrameError(
            f"a frame of {text} + {blob} bytes is longer than {MAX_JSON} + {MAX_TENSORS}"
        )


def _message(text: bytes, trusting: bool) -> dict[str, Any]:
    if not trusting and sum(text.count(sign) for sign in (b",", b"[", b"{")) > MAX_VALUES:
        raise FrameError(f"the message holds more than {MAX_VALUES} values")
    try:
        message = json.loads(text.decode("utf-8"))
        # An escape can smuggle in half of a surrogate pair, 1e999 an infinity: neither
        # could be written to a journal later.
        if not trusting:
            json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise FrameError(f"the message is not JSON: {error}"[:200]) from None
    if not isinstance(message, dict):
        raise FrameError("the message is not a JSON object")
    return message


def _tensors(blob: bytes, trusting: bool) -> dict[str, torch.Tensor]:
    if not blob:
        return {}
    if not trusting and int.from_bytes(blob[:8], "little") > MAX_HEADER:
        raise FrameError(f"the tensors' names and shapes take more than {MAX_HEADER} bytes")
    try:
        return load(blob)
    except Exception as error:  # whatever a hostile blob makes the parser say
        raise FrameError(f"the tensors cannot be read: {error}"[:200]) from None


def read(descriptor: int, decoder: Decoder) -> Frame | None:
    """The next frame of a blocking descriptor; None at its end."""
    while True:
        frame = decoder.next()
        if frame is not None:
            return frame
        data = os.read(descriptor, 1 << 16)
        if not data:
            return None
        decoder.feed(data)


def write(descriptor: int, data: bytes) -> None:
    """All of the bytes to a blocking descriptor."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
