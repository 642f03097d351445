"""Evidence: what a probe saw, as plain tensors and short texts, in order.

Evidence never holds anything that could run: tensors are detached, on the CPU,
of exact type ``torch.Tensor``; everything else is a text of bounded length.
Floating-point values become float64, so that float32 and float64 answers are
compared alike; integer and boolean tensors keep their kind, since a loss in
integers is a finding.
"""

from __future__ import annotations

import json
import numbers
from collections.abc import Iterator
from dataclasses import dataclass, field

import torch

Item = torch.Tensor | str

MAX_ELEMENTS = 200_000
MAX_TEXT = 200
MAX_ITEMS = 500

RAISED = "raised"


@dataclass(slots=True)
class Evidence:
    """An ordered mapping of item names to tensors and short texts.

    Attributes:
        items: the observations in order of computation; ``raised`` comes last.
        detail: for people only, never compared: the exception's own words and
            place. It is the student's text and may hold anything.
    """

    items: dict[str, Item] = field(default_factory=dict)
    detail: str = ""

    def __iter__(self) -> Iterator[str]:
        return iter(self.items)

    def __contains__(self, name: str) -> bool:
        return name in self.items

    def __getitem__(self, name: str) -> Item:
        return self.items[name]

    def get(self, name: str) -> Item | None:
        """The item, or None when it was not observed."""
        return self.items.get(name)

    @property
    def raised(self) -> str | None:
        """The tag of the exception that ended the probe, or None."""
        tag = self.items.get(RAISED)
        return tag if isinstance(tag, str) else None

    # What a probe calls.

    def tensor(self, name: str, value: object) -> None:
        """Record a value that should be a tensor of an exact shape."""
        self.items[name] = plain(value)

    def scalar(self, name: str, value: object) -> None:
        """Record one number: shape (), a one-element tensor, or a Python number."""
        item = plain(value)
        if isinstance(value, numbers.Real) and not isinstance(value, bool):
            item = torch.tensor(float(value), dtype=torch.float64)
        if isinstance(item, torch.Tensor) and item.numel() == 1:
            item = item.reshape(())
        self.items[name] = item

    def text(self, name: str, value: str) -> None:
        """Record a short text."""
        self.items[name] = str(value)[:MAX_TEXT]

    def count(self, name: str, value: int) -> None:
        """Record a whole number."""
        self.items[name] = torch.tensor(int(value), dtype=torch.int64)


def plain(value: object) -> Item:
    """The value as a plain tensor, or a short text that says what it is instead."""
    if not isinstance(value, torch.Tensor):
        return describe(value)
    with torch._C.DisableTorchFunctionSubclass(), torch.no_grad():
        tensor = torch.Tensor.detach(value)
        if type(tensor) is not torch.Tensor:
            tensor = torch.Tensor.as_subclass(tensor, torch.Tensor)
        if tensor.layout != torch.strided or tensor.is_meta or tensor.is_complex():
            return f"a tensor of kind {tensor.layout}, {tensor.dtype}, {tensor.device.type}"
        if tensor.numel() > MAX_ELEMENTS:
            return f"a tensor of shape {tuple(tensor.shape)}, too large to compare"
        if tensor.is_floating_point():
            kind = torch.float64
        elif tensor.dtype == torch.bool:
            kind = torch.bool
        else:
            kind = torch.int64
        return tensor.to(device="cpu", dtype=kind, copy=True).contiguous()


def describe(value: object) -> str:
    """What kind of thing a value is, in words that do not depend on its content."""
    if value is None:
        return "None"
    name = type(value).__name__
    if isinstance(value, (list, tuple, dict, set)):
        return f"a {name} of {len(value)}"[:MAX_TEXT]
    if callable(value) and not isinstance(value, type):
        return "a function, not its result"
    article = "an" if name[:1].lower() in "aeiou" else "a"
    return f"{article} {name}"[:MAX_TEXT]


# The form that crosses a process's border: JSON for names and texts, one flat
# dictionary of tensors for safetensors. Nothing is ever unpickled.


def pack(evidence: Evidence, prefix: str, tensors: dict[str, torch.Tensor]) -> dict:
    """Split into JSON and tensors; the tensors go into ``tensors`` under ``prefix``."""
    rows: list[list[str | None]] = []
    for name, item in evidence.items.items():
        if isinstance(item, torch.Tensor):
            tensors[f"{prefix}/{len(rows)}"] = item.contiguous()
            rows.append([name, None])
        else:
            rows.append([name, item])
    return {"items": rows, "detail": evidence.detail}


def unpack(data: object, prefix: str, tensors: dict[str, torch.Tensor]) -> Evidence:
    """What :func:`pack` wrote, checked item by item.

    Raises:
        ValueError: the data does not have that form. It may come from a hostile process.
    """
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise ValueError("evidence is not a list of items")
    if len(data["items"]) > MAX_ITEMS:
        raise ValueError(f"evidence has more than {MAX_ITEMS} items")
    evidence = Evidence(detail=str(data.get("detail", ""))[:2000])
    for index, row in enumerate(data["items"]):
        if not (isinstance(row, list) and len(row) == 2 and isinstance(row[0], str)):
            raise ValueError(f"evidence item {index} is not a pair of name and value")
        name, text = row[0][:MAX_TEXT], row[1]
        if isinstance(text, str):
            evidence.items[name] = text[:MAX_TEXT]
            continue
        tensor = tensors.get(f"{prefix}/{index}")
        if text is not None or tensor is None:
            raise ValueError(f"evidence item {name!r} has no value")
        if tensor.dtype not in (torch.float64, torch.int64, torch.bool):
            raise ValueError(f"evidence item {name!r} has dtype {tensor.dtype}")
        if tensor.numel() > MAX_ELEMENTS:
            raise ValueError(f"evidence item {name!r} is too large")
        evidence.items[name] = tensor
    return evidence


def dumps(data: object) -> str:
    """JSON with a stable order and no spaces, so that equal data give equal bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
