"""A case: one set of inputs, stored with the key rather than remade from a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch

Value = torch.Tensor | int | float | str | bool | list[Any]


@dataclass(frozen=True, slots=True)
class Case:
    """The inputs of one probe.

    Attributes:
        name: unique within the exercise; a message may quote it ("the second batch").
        inputs: tensors, numbers, short texts or lists of numbers, by name.
        sizes: what a number in this case means, such as ``{8: "the number of
            examples"}``: it lets a message say where a factor comes from.
        hidden: the inputs are secret: no number and no text that could hold one is shown.
            This alone decides it; the name says nothing.
    """

    name: str
    inputs: Mapping[str, Value]
    sizes: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = False

    def __getitem__(self, name: str) -> Any:
        """The input; a tensor is handed out as a copy, so that no call can spoil the next."""
        value = self.inputs[name]
        return value.clone() if isinstance(value, torch.Tensor) else value

    def __contains__(self, name: str) -> bool:
        return name in self.inputs

    def get(self, name: str, default: Any = None) -> Any:
        """The input, or ``default``."""
        return self[name] if name in self.inputs else default

    def with_inputs(self, **inputs: Value) -> Case:
        """The same case with some inputs exchanged."""
        return replace(self, inputs={**self.inputs, **inputs})

    def as_double(self) -> Case:
        """The same case with every floating-point tensor in float64, for a reference."""
        inputs = {
            name: value.double()
            if isinstance(value, torch.Tensor) and value.is_floating_point()
            else value
            for name, value in self.inputs.items()
        }
        return replace(self, inputs=inputs)


def pack_case(case: Case, prefix: str, tensors: dict[str, torch.Tensor]) -> dict[str, Any]:
    """Split into JSON and tensors, as :func:`course_utils.core.evidence.pack` does."""
    plain: dict[str, object] = {}
    for name, value in case.inputs.items():
        if isinstance(value, torch.Tensor):
            # A copy: what is kept shares no memory with what a call may change.
            tensors[f"{prefix}/{name}"] = value.contiguous().clone()
        else:
            plain[name] = value
    order = list(case.inputs)
    sizes = [[number, words] for number, words in case.sizes.items()]
    data = {"name": case.name, "order": order, "plain": plain, "sizes": sizes}
    return {**data, "hidden": True} if case.hidden else data


def unpack_case(data: Mapping[str, Any], prefix: str, tensors: Mapping[str, torch.Tensor]) -> Case:
    """What :func:`pack_case` wrote."""
    inputs = {
        name: data["plain"][name] if name in data["plain"] else tensors[f"{prefix}/{name}"]
        for name in data["order"]
    }
    return Case(data["name"], inputs, dict(data["sizes"]), data.get("hidden") is True)
