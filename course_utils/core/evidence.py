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
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

from course_utils.core.bounds import bare, is_tensor, oddity
from course_utils.core.detail import RAISED, Detail
from course_utils.core.kinds import MAX_TEXT, describe
from course_utils.texts import Observed, observed, read_observed, write_words

Item = torch.Tensor | str

MAX_ITEMS = 500


@dataclass(slots=True)
class Evidence:
    """An ordered mapping of item names to tensors and short texts.

    Attributes:
        items: the observations in order of computation; ``raised`` comes last.
        detail: of an exception, its own words and place; never compared.
    """

    items: dict[str, Item] = field(default_factory=dict)
    detail: Detail | None = None

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
        self._put(name, plain(value))

    def scalar(self, name: str, value: object) -> None:
        """Record one number: shape (), a one-element tensor, or a Python number."""
        self._put(name, single(value))

    def text(self, name: str, value: Observed) -> None:
        """Record a short text: the words of a template, by which it is said in any language."""
        self._put(name, value)

    def ended(self, tag: str) -> None:
        """Record the exception that ends the probe, by its normalised tag."""
        self._put(RAISED, tag[:MAX_TEXT])

    def count(self, name: str, value: int) -> None:
        """Record a whole number."""
        known = -(2**63) <= value < 2**63
        item = torch.tensor(int(value), dtype=torch.int64, device="cpu") if known else None
        self._put(name, observed("kind.uncounted") if item is None else item)

    def _put(self, name: str, item: Item) -> None:
        """Keep an item; names can be a student's, as those of a module's parameters."""
        # One place is left for the exception that may follow.
        if len(self.items) < MAX_ITEMS - (name != RAISED) or name in self.items:
            self.items[name[:MAX_TEXT]] = item


def plain(value: object) -> torch.Tensor | Observed:
    """The value as a plain tensor, or a short text that says what it is instead."""
    if not is_tensor(value):
        return describe(value)
    tensor = bare(value)
    if isinstance(tensor, str):
        return tensor
    kind = _kept_kind(tensor)
    try:
        with torch.no_grad():
            return tensor.to(device="cpu", dtype=kind, copy=True).contiguous()
    except RuntimeError:  # a dtype that nothing can be computed with, such as torch.bits8
        return observed("kind.dtype", dtype=str(tensor.dtype))


def _kept_kind(tensor: torch.Tensor) -> torch.dtype:
    if tensor.is_floating_point():
        return torch.float64
    return torch.bool if tensor.dtype == torch.bool else torch.int64


def single(value: object) -> torch.Tensor | Observed:
    """One number as a tensor of shape (), whatever holds it; else as :func:`plain` has it."""
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        try:
            return torch.tensor(float(value), dtype=torch.float64, device="cpu")
        except OverflowError:  # an int of hundreds of digits: float has none so large
            return observed("kind.large-int", what=describe(value))
    item = plain(_one_of_numpy(value))
    if isinstance(item, torch.Tensor) and item.numel() == 1:
        return item.reshape(())
    return item


def _one_of_numpy(value: Any) -> object:
    """The one number that an array of numpy's holds, as a tensor; anything else as it is."""
    numpy = sys.modules.get("numpy")
    # Exactly that class: a subclass may run code of the student's. Numbers alone, no objects.
    if numpy is None or type(value) is not numpy.ndarray or value.dtype.kind not in "iuf":
        return value
    if value.size != 1:
        return value
    return torch.tensor(float(value.item()), dtype=torch.float64, device="cpu")


# The form that crosses a process's border: JSON for names and texts, one flat
# dictionary of tensors for safetensors. Nothing is ever unpickled.


def pack(evidence: Evidence, prefix: str, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
    """Split into JSON and tensors; the tensors go into ``tensors`` under ``prefix``."""
    rows: list[list[object]] = []
    for name, item in evidence.items.items():
        if isinstance(item, torch.Tensor):
            tensors[f"{prefix}/{len(rows)}"] = item.contiguous()
            rows.append([name, None])
        else:
            rows.append([name, write_words(item)])
    return {"items": rows, "detail": evidence.detail and evidence.detail.to_json()}


def unpack(data: object, prefix: str, tensors: dict[str, torch.Tensor]) -> Evidence:
    """What :func:`pack` wrote, checked item by item.

    Raises:
        ValueError: the data does not have that form. It may come from a hostile process.
    """
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise ValueError("evidence is not a list of items")
    if len(data["items"]) > MAX_ITEMS:
        raise ValueError(f"evidence has more than {MAX_ITEMS} items")
    evidence = Evidence(detail=Detail.from_json(data.get("detail")))
    for index, row in enumerate(data["items"]):
        if not (isinstance(row, list) and len(row) == 2 and isinstance(row[0], str)):
            raise ValueError(f"evidence item {index} is not a pair of name and value")
        name, text = row[0][:MAX_TEXT], row[1]
        if isinstance(text, str):
            evidence.items[name] = text[:MAX_TEXT]
            continue
        if isinstance(text, dict):
            evidence.items[name] = read_observed(text)
            continue
        tensor = tensors.get(f"{prefix}/{index}")
        if text is not None or tensor is None:
            raise ValueError(f"evidence item {name!r} has no value")
        if tensor.dtype not in (torch.float64, torch.int64, torch.bool):
            raise ValueError(f"evidence item {name!r} has dtype {tensor.dtype}")
        # Not its number of elements alone: (2**31, 0) has none, and its sums are gigabytes.
        if odd := oddity(tensor):
            raise ValueError(f"evidence item {name!r} is {odd}")
        evidence.items[name] = tensor
    return evidence


def dumps(data: object) -> str:
    """JSON with a stable order and no spaces, so that equal data give equal bytes."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
