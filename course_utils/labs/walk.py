"""Walking a tensor's graph, and recording the gradients that flow back through it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch

MOST = 14  # boxes that a reader can follow
_COUNTED = 5000
_HEAVY = 4_000_000  # numbers in all tensors together: more than a picture may take time for
_SAVED = (("_saved_self",), ("_saved_other", "_saved_mat2"))


@dataclass(slots=True)
class Stop:
    """A tensor of the graph: the result of one operation, or a leaf.

    Attributes:
        name: what the student calls it, or the operation's name.
        operation: how it was made; empty for a leaf.
        leaf: whether gradients end here.
        shape: its shape, where known.
        value: its numbers, where anything has kept them.
        inputs: the numbers of the stops that it was made of, with repetition; None for
            what needs no gradient or was cut away.
        received: by step, the gradient that has arrived up to then.
    """

    name: str
    operation: str
    leaf: bool
    shape: tuple[int, ...] | None
    value: torch.Tensor | None
    inputs: list[int | None] = field(default_factory=list)
    received: dict[int, torch.Tensor] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """A graph, the last tensor first.

    Attributes:
        stops: the tensors.
        order: the stops in the order in which they pass gradients on.
        cut: how many tensors are not among the stops.
        why_not: a sentence when no gradient could be recorded.
    """

    stops: list[Stop]
    order: list[int]
    cut: int
    why_not: str = ""


def walk(
    tensor: torch.Tensor, names: Mapping[str, torch.Tensor], gradient: torch.Tensor | None
) -> Walk:
    """The graph behind a tensor, with its gradients; no ``.grad`` is touched.

    Args:
        tensor: where the way back begins.
        names: what tensors on the way are called.
        gradient: begins the way back; not needed for a tensor of one element.
    """
    end = tensor.grad_fn
    if end is None:
        name, shape = _name_of(tensor, names, "leaf"), tuple(tensor.shape)
        alone = Stop(name, "", True, shape, tensor.detach())
        return Walk([alone], [], 0, "This is a leaf: there is no way back to go.")
    everything = _collect(end)
    functions = everything[:MOST]
    index = {function: i for i, function in enumerate(functions)}
    known = {value.grad_fn: (name, value) for name, value in names.items() if value.grad_fn}
    known.setdefault(end, ("result", tensor))
    stops = [_stop(function, names, known, i) for i, function in enumerate(functions)]
    for stop, function in zip(stops, functions, strict=True):
        stop.inputs = [index.get(before) for before, _ in function.next_functions]
        if not stop.leaf:
            _kept_inputs(function, stop, stops)
    result = Walk(stops, [], len(everything) - len(functions))
    result.why_not = _flow_back(tensor, everything, result, gradient)
    return result


def _collect(end: Any) -> list[Any]:
    """The functions behind a tensor, the nearest first."""
    found, queue = {end: None}, deque([end])
    while queue and len(found) < _COUNTED:
        for before, _ in queue.popleft().next_functions:
            if before is not None and before not in found:
                found[before] = None
                queue.append(before)
    return list(found)


def _stop(
    function: Any,
    names: Mapping[str, torch.Tensor],
    known: dict[Any, tuple[str, torch.Tensor]],
    number: int,
) -> Stop:
    leaf = getattr(function, "variable", None)
    if leaf is not None:
        called = _name_of(leaf, names, f"leaf {number}")
        return Stop(called, "", True, tuple(leaf.shape), leaf.detach())
    kind = function.name().split("::")[-1]
    operation = kind.removesuffix("Backward").rstrip("0123456789").removesuffix("Backward").lower()
    if function in known:
        name, value = known[function]
        return Stop(name, operation, False, tuple(value.shape), value.detach())
    facts = getattr(function, "_input_metadata", None)
    shape = tuple(facts[0].shape) if facts and len(facts) == 1 else None
    return Stop(operation, operation, False, shape, _saved(function, "_saved_result", shape))


def _name_of(tensor: torch.Tensor, names: Mapping[str, torch.Tensor], otherwise: str) -> str:
    return next((name for name, value in names.items() if value is tensor), otherwise)


def _kept_inputs(function: Any, stop: Stop, stops: list[Stop]) -> None:
    """What an operation has kept for its way back are the values of what it was made of."""
    for place, attributes in zip(stop.inputs, _SAVED, strict=False):
        if place is not None and stops[place].value is None:
            for attribute in attributes:
                kept = _saved(function, attribute, stops[place].shape)
                stops[place].value = kept if stops[place].value is None else stops[place].value


def _saved(function: Any, attribute: str, shape: tuple[int, ...] | None) -> torch.Tensor | None:
    try:
        kept = getattr(function, attribute, None)
    except RuntimeError:  # backward has freed it
        return None
    if isinstance(kept, torch.Tensor) and tuple(kept.shape) == shape:
        return kept.detach()
    return None


def _flow_back(
    tensor: torch.Tensor, everything: list[Any], result: Walk, gradient: torch.Tensor | None
) -> str:
    """Record every gradient that is passed on; says why when it cannot be done."""
    if gradient is None and tensor.numel() != 1:
        return (
            f"No gradient flows: the last tensor has the shape {tuple(tensor.shape)}, and only one "
            "number can be differentiated without more; give gradient=v."
        )
    leaves = [f.variable for f in everything if getattr(f, "variable", None) is not None]
    size = sum(stop.value.numel() for stop in result.stops if stop.value is not None)
    size += sum(leaf.numel() for leaf in leaves)
    if size > _HEAVY or len(everything) >= _COUNTED:
        return "No gradient was computed: there is too much of it for a picture."
    start = torch.ones_like(tensor) if gradient is None else gradient
    passed: list[tuple[int, tuple[Any, ...]]] = []
    hooks = [
        function.register_hook(_recorder(passed, i))
        for i, function in enumerate(everything[: len(result.stops)])
        if not result.stops[i].leaf
    ]
    try:
        torch.autograd.grad(tensor, leaves, start, retain_graph=True, allow_unused=True)
    except RuntimeError as error:
        if "second time" in str(error):
            return "No gradient flows: backward has run already and freed what it needs."
        return f"No gradient flows: {str(error).splitlines()[0][:160]}"
    finally:
        for hook in hooks:
            hook.remove()
    _add_up(start, passed, result)
    return ""


def _recorder(passed: list[tuple[int, tuple[Any, ...]]], number: int) -> Any:
    def record(inputs: tuple[Any, ...], outputs: tuple[Any, ...]) -> None:
        passed.append((number, inputs))

    return record


def _add_up(start: torch.Tensor, passed: list[tuple[int, tuple[Any, ...]]], result: Walk) -> None:
    """From what was passed on at every step, what each stop has received up to then."""
    stops = result.stops
    stops[0].received[0] = start.detach()
    for step, (number, gradients) in enumerate(passed, 1):
        result.order.append(number)
        for place, part in zip(stops[number].inputs, gradients, strict=False):
            if place is None or part is None:
                continue
            before = stops[place].received
            so_far = before[max(before)] if before else None
            part = _fitted(part.detach(), stops[place].shape)
            fits = so_far is not None and so_far.shape == part.shape
            before[step] = so_far + part if so_far is not None and fits else part


def _fitted(part: torch.Tensor, shape: tuple[int, ...] | None) -> torch.Tensor:
    """What was broadcast on the way forward is summed on the way back."""
    if shape is None or tuple(part.shape) == shape:
        return part
    try:
        return part.sum_to_size(shape)
    except RuntimeError:
        return part
