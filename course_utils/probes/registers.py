"""What the probes of chapter 3 share: what a module registers, and giving it values.

Nothing here asks for a parameter's place in the module, only for its shape.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import nn

from course_utils.bounds import is_tensor, oddity
from course_utils.case import Case
from course_utils.evidence import Evidence, describe
from course_utils.probing import same_bits

# What a class is, and what a module registers.


def fits(cls, evidence: Evidence, *calls: tuple[tuple, dict]) -> bool:
    """Record whether this is a Module with a forward that can be made by these calls."""
    if not issubclass(cls, nn.Module):
        evidence.text("class", "not a subclass of nn.Module")
        return False
    missing = cls.forward is nn.Module.forward
    evidence.text("class", "nn.Module without a forward" if missing else "nn.Module with a forward")
    takes = "as asked"
    try:
        for args, named in calls:
            inspect.signature(cls).bind(*args, **named)
        if cls.__init__ is nn.Module.__init__:
            takes = "none: __init__ is nn.Module's own"
    except TypeError:
        takes = "other ones"
    except ValueError:  # no signature can be read: the call itself will tell
        pass
    evidence.text("arguments", takes)
    return not missing and takes == "as asked"


def registered(
    module, wanted: int, evidence: Evidence, names: Sequence[str] = (), matrices: bool = False
) -> bool:
    """Record what `parameters()` lists and misses; False when the numbers are not as many."""
    count = trainable(module)
    evidence.text("left out", "nothing" if count == wanted else left_out(module))
    if matrices:
        evidence.text("matrices", "as asked" if count == wanted else name_matrices(module))
    shapes = {}
    for name in names:
        p = dict(module.named_parameters()).get(name)
        shapes[name] = None if p is None else tuple(p.shape)
        if p is None:
            evidence.text(f"shape of {name}", absent(module, name))
        else:
            evidence.tensor(f"shape of {name}", torch.tensor(tuple(p.shape)))
    if names:
        trained = {name for name, p in module.named_parameters() if p.requires_grad}
        evidence.text("other parameters", "none" if trained <= set(names) else "there are some")
    evidence.count("numbers", count)
    if None in shapes.values() or count != wanted:
        return False
    if names:
        weights, bias = shapes["weights"], shapes["bias"]
        if weights is None or bias is None or len(weights) != 2:
            return False
        return bias == (weights[1],) and weights[0] * weights[1] + weights[1] == wanted
    return True


def name_matrices(module) -> str:
    """The weights of 784-100-10: a hidden layer of another size, or other layers."""
    found = sorted(
        (tuple(sorted(p.shape, reverse=True)) for p in module.parameters() if p.ndim == 2),
        reverse=True,
    )
    if len(found) != 2:
        return f"{len(found)} of them"
    hidden = {100} if found == [(784, 100), (100, 10)] else set.intersection(*map(set, found))
    if hidden == {100}:
        return "as asked"
    outer = {size for shape in found for size in shape}
    return "another hidden size" if hidden and {784, 10} <= outer else "other sizes"


def trainable(module) -> int:
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


def left_out(module) -> str:
    if any(not p.requires_grad for p in module.parameters()):
        return "Parameters that do not require grad"
    own = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    for value in own.values():
        members = list(members_of(value))
        kind = "a dict" if isinstance(value, Mapping) else "a Python list"
        if any(isinstance(member, nn.Module) for member in members):
            return f"modules in {kind}"
        if any(isinstance(member, torch.Tensor) for member in members):
            return f"tensors in {kind}"
    tensors = [value for value in own.values() if isinstance(value, torch.Tensor)]
    if any(value.grad_fn is not None for value in tensors):
        return "a tensor computed from another one"
    if tensors:
        return "a plain tensor"
    return "buffers" if any(True for _ in module.buffers()) else "nothing"


def members_of(value: object) -> Iterable:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple, set)) else ()


def absent(module, name: str) -> str:
    value = getattr(module, name, None)
    if isinstance(value, torch.Tensor):
        return "a tensor outside of parameters()"
    if isinstance(value, nn.Module):
        return "a module"
    return "no Parameter at all" if value is None else describe(value)


def bias_of(module) -> str:
    value = getattr(module, "bias", None)
    if value is None:
        return "no bias"
    return "a Parameter" if isinstance(value, nn.Parameter) else describe(value)


# Giving values.


def give(module, **values: torch.Tensor) -> None:
    with torch.no_grad():
        for name, value in values.items():
            getattr(module, name).copy_(value)


def assign(module, values: Mapping[tuple[int, ...], torch.Tensor]) -> dict:
    """Give every parameter the value of its shape; a matrix may be stored transposed.

    Returns:
        The last parameter of each shape, in the order of ``values``.
    """
    found = {}
    with torch.no_grad():
        for p in module.parameters():
            for shape, value in values.items():
                if p.numel() != value.numel():
                    continue
                turned = value.ndim == 2 and tuple(p.shape) == shape[::-1] != shape
                flat = p.flatten(1) if p.ndim > 2 else p  # a convolution over a whole image
                if turned or flat.squeeze().shape == value.squeeze().shape:
                    p.copy_(value.T if turned else value.reshape(p.shape))
                    found[shape] = p
    return {shape: found[shape] for shape in values if shape in found}


def like(value: torch.Tensor, module) -> torch.Tensor:
    """The value in the module's own dtype, on its device."""
    p = next(iter(module.parameters()), None)
    return value if p is None else value.to(device=p.device, dtype=p.dtype)


def steady(module, x: torch.Tensor, evidence: Evidence, mode: str = "train") -> bool:
    """Record whether calls with one input agree; nothing can be compared if not."""
    # Two calls may agree by chance: with a small share dropped they often do.
    outs = [module(x.clone()) for _ in range(6)]
    both = all(is_tensor(out) and not oddity(out) for out in outs)
    same = not both or all(same_bits(outs[0], out) for out in outs[1:])
    evidence.text(f"two calls in {mode} mode", "agree" if same else "differ")
    return same


# Gradients.


def gradients(out: torch.Tensor, leaves: Iterable, v: torch.Tensor) -> list:
    if isinstance(out, torch.Tensor) and not is_tensor(out):
        raise TypeError("the result only says that it is a tensor")  # autograd would believe it
    kept = list(leaves)
    return list(torch.autograd.grad(out, kept, v.to(out).reshape(out.shape), allow_unused=True))


def record_gradients(evidence: Evidence, module, case: Case, leaves: Mapping) -> None:
    x = like(case["x"], module).requires_grad_()
    grads = gradients(module(x), [*leaves.values(), x], case["v"])
    for name, grad in zip([*leaves, "x"], grads, strict=True):
        evidence.tensor(f"gradient of {name}", grad)


def flatten(grad: torch.Tensor | None) -> torch.Tensor | None:
    return None if grad is None else grad.flatten()


def add_up(grads: Sequence[torch.Tensor | None]) -> torch.Tensor | None:
    present = [grad for grad in grads if grad is not None]
    return torch.stack(present).sum(0) if present else None
