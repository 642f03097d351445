"""What the probes of chapter 3 share: what a module registers, and giving it values.

Nothing here asks for a parameter's place in the module, only for its shape.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from course_utils.core.bounds import is_tensor
from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.kinds import describe
from course_utils.core.probing import agreeing
from course_utils.texts import Observed, observed

# What a class is, and what a module registers.


def fits(cls: Any, evidence: Evidence, *calls: tuple[tuple[Any, ...], dict[str, Any]]) -> bool:
    """Record whether this is a Module with a forward that can be made by these calls.

    Args:
        cls: the student's class.
        evidence: gets the texts ``class`` and ``arguments``.
        calls: positional and named arguments, as the contract has them.

    Returns:
        Whether the first call can be made: what the others miss is theirs alone.
    """
    if not issubclass(cls, nn.Module):
        evidence.text("class", observed("no-module"))
        return False
    missing = cls.forward is nn.Module.forward
    evidence.text("class", observed("no-forward" if missing else "with-forward"))
    own = cls.__init__ is not nn.Module.__init__
    can = [own and _takes(cls, args, named) for args, named in calls]
    others = observed("as-asked" if all(can) else "other-ones")
    evidence.text("arguments", others if own else NO_INIT)
    return not missing and can[0]


NO_INIT = observed("no-init")


def _takes(cls: Any, args: tuple[Any, ...], named: Mapping[str, Any]) -> bool:
    try:
        inspect.signature(cls).bind(*args, **named)
    except TypeError:
        return False
    except ValueError:  # no signature can be read: the call itself will tell
        pass
    return True


def registered(
    module: Any,
    wanted: int,
    evidence: Evidence,
    names: Mapping[str, tuple[int, ...]] | None = None,
    matrices: bool = False,
    prefix: str = "",
) -> bool:
    """Record what ``parameters()`` lists and misses; False when the numbers are not as many.

    Args:
        module: an object of the student's class.
        wanted: how many trainable numbers there should be.
        evidence: gets the text ``left out`` and the count ``numbers``, int64 of shape ().
        names: parameters that the contract names, with their shapes; of each, ``shape of NAME`` is
            its shape as int64 of shape (axes,), or a text when there is no such parameter.
        matrices: record also, as a text, whether the weights are those of 784-100-10.
        prefix: of the items' names.
    """
    count = trainable(module)
    left = observed("nothing") if count == wanted else left_out(module)
    evidence.text(f"{prefix}left out", left)
    if matrices:
        evidence.text(
            "matrices", observed("as-asked") if count == wanted else name_matrices(module)
        )
    for name in names or ():
        p = dict(module.named_parameters()).get(name)
        if p is None:
            evidence.text(f"shape of {name}", absent(module, name))
        else:
            evidence.tensor(f"shape of {name}", torch.tensor(tuple(p.shape)))
    if names:
        trained = {name for name, p in module.named_parameters() if p.requires_grad}
        evidence.text("other parameters", observed("none" if trained <= set(names) else "some"))
    evidence.count(f"{prefix}numbers", count)
    return count == wanted


def name_matrices(module: Any) -> Observed:
    """The weights of 784-100-10: a hidden layer of another size, or other layers."""
    found = sorted(
        (tuple(sorted(p.shape, reverse=True)) for p in module.parameters() if p.ndim == 2),
        reverse=True,
    )
    if len(found) != 2:
        return observed("of-them", number=len(found))
    if found == [(784, 100), (100, 10)]:
        return observed("as-asked")
    hidden = set.intersection(*map(set, found))
    outer = {size for shape in found for size in shape}
    return observed("other-hidden-size" if hidden and {784, 10} <= outer else "other-sizes")


def trainable(module: Any) -> int:
    """How many numbers require grad, over all parameters."""
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


def left_out(module: Any) -> Observed:
    """Where numbers are that ``parameters()`` should list and does not, as far as can be seen."""
    if any(not p.requires_grad for p in module.parameters()):
        return observed("frozen-parameters")
    own = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    for value in own.values():
        members = list(members_of(value))
        kind = "dict" if isinstance(value, Mapping) else "list"
        if any(isinstance(member, nn.Module) for member in members):
            return observed(f"modules-in-{kind}")
        if any(isinstance(member, torch.Tensor) for member in members):
            return observed(f"tensors-in-{kind}")
    tensors = [value for value in own.values() if isinstance(value, torch.Tensor)]
    if any(value.grad_fn is not None for value in tensors):
        return observed("computed-tensor")
    if tensors:
        return observed("plain-tensor")
    return observed("buffers" if any(True for _ in module.buffers()) else "nothing")


def members_of(value: object) -> Iterable[Any]:
    """What a list, tuple, set or dict holds; nothing of anything else."""
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple, set)) else ()


def absent(module: Any, name: str) -> Observed:
    """What a module has under a name under which it registers no parameter."""
    value = getattr(module, name, None)
    if isinstance(value, torch.Tensor):
        return observed("unlisted-tensor")
    if isinstance(value, nn.Module):
        return observed("a-module")
    return observed("no-parameter") if value is None else describe(value)


def bias_of(module: Any) -> Observed:
    """What ``bias`` is: none, a Parameter, or something else."""
    value = getattr(module, "bias", None)
    if value is None:
        return observed("no-bias")
    return observed("a-parameter") if isinstance(value, nn.Parameter) else describe(value)


# Giving values.


def assign(
    module: Any, values: Mapping[tuple[int, ...], torch.Tensor]
) -> dict[tuple[int, ...], Any]:
    """Give every parameter the value of its shape; a matrix may be stored transposed.

    Axes of length 1 do not count, and the weight (K, C, H, W) of a convolution takes a matrix
    (K, C·H·W). Values are cast to the parameter's dtype.

    Args:
        module: whose parameters get values.
        values: by shape; no two of one shape.

    Returns:
        The last parameter of each shape, in the order of ``values``; no entry where there is none.
    """
    found: dict[tuple[int, ...], Any] = {}
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


def assign_layers(
    module: Any, values: Mapping[tuple[int, ...], torch.Tensor], x: torch.Tensor
) -> dict[tuple[int, ...], Any]:
    """As :func:`assign`, for layers: weights (out, in), then a bias (out,), and so on.

    A bias may also be a row or a column of its layer's matrix, the one that an input of 1
    is multiplied by: (out, in + 1) or (in + 1, out).

    Args:
        module: whose parameters get values.
        values: by shape, weights and biases in turn.
        x: one sample of zeros, (1, in).

    Returns:
        For each shape its parameter, and what takes its share out of that one's gradient.
    """
    found: dict[tuple[int, ...], Any] = {
        shape: (p, _whole) for shape, p in assign(module, values).items()
    }
    shapes = list(values)
    for weights, bias in zip(shapes[::2], shapes[1::2], strict=True):
        wide = (weights[0], weights[1] + 1)
        for p in module.parameters():
            if weights in found or bias in found or tuple(p.shape) not in (wide, wide[::-1]):
                continue
            axis = tuple(p.shape).index(wide[1])
            place = _place_of_ones(module, p, axis, x)
            if place is None:
                continue
            others = [i for i in range(wide[1]) if i != place]
            found[weights] = p, lambda grad, a=axis, o=others: grad.index_select(a, torch.tensor(o))
            found[bias] = p, lambda grad, a=axis, i=place: grad.select(a, i)
            with torch.no_grad():
                across = p if axis else p.T
                across[:, place] = values[bias].to(p)
                across[:, others] = values[weights].to(p)
    return {shape: found[shape] for shape in values if shape in found}


def _whole(grad: torch.Tensor) -> torch.Tensor:
    return grad


def _place_of_ones(module: Any, p: Any, axis: int, x: torch.Tensor) -> int | None:
    """Which row or column of p meets an input that is 1 even where x is zero.

    Where all parameters are 1, the first layer's other inputs are zero; where all are 0,
    those of every later one.

    Args:
        module: keeps its values.
        p: a matrix of it.
        axis: along which the place is looked for.
        x: one sample of zeros, (1, in).

    Returns:
        None where it is no place, or not one alone.
    """
    kept = [q.detach().clone() for q in module.parameters()]
    found = None
    for fill in (1.0, 0.0):
        with torch.no_grad():
            for q in module.parameters():
                q.fill_(fill)
        (grad,) = gradients(module(x.clone()).sum(), [p], torch.ones(()))
        met = [] if grad is None else grad.ne(0).any(1 - axis).nonzero().flatten().tolist()
        found = met[0] if len(met) == 1 else found
    with torch.no_grad():
        for q, value in zip(module.parameters(), kept, strict=True):
            q.copy_(value)
    return found


def oriented(grad: torch.Tensor | None, shape: tuple[int, ...]) -> torch.Tensor | None:
    """A parameter's gradient in the shape that :func:`assign` was asked for.

    One of another number of elements is given back as it is, and so is None.
    """
    if grad is None or grad.numel() != math.prod(shape):
        return grad
    turned = len(shape) == 2 and tuple(grad.shape) == shape[::-1] != shape
    return grad.T if turned else grad.reshape(shape)


def like(value: torch.Tensor, module: Any) -> torch.Tensor:
    """The value in the module's own dtype, on its device."""
    p = next(iter(module.parameters()), None)
    return value if p is None else value.to(device=p.device, dtype=p.dtype)


def steady(
    module: Any, x: torch.Tensor, evidence: Evidence, mode: str = "train", prefix: str = ""
) -> bool:
    """Record whether six calls with one input agree; nothing can be compared if not.

    Args:
        module: in the mode that is named.
        x: a batch (N, D), in the module's dtype.
        evidence: gets a text, ``agree`` or ``differ``.
        mode: of the item's name, ``train`` or ``eval``.
        prefix: of the item's name.
    """
    # Two calls may agree by chance: with a small share dropped they often do.
    outs = [module(x.clone()) for _ in range(6)]
    same = agreeing(outs)
    evidence.text(f"{prefix}two calls in {mode} mode", observed("agree" if same else "differ"))
    return same


# Gradients.


def gradients(out: torch.Tensor, leaves: Iterable[Any], v: torch.Tensor) -> list[Any]:
    """The gradients of Σ v·out, each of its leaf's shape; None where out does not depend on it.

    Args:
        out: what the student's module gives.
        leaves: parameters and inputs that require grad.
        v: the upstream gradient, of as many elements as out; cast to its dtype.

    Raises:
        TypeError: out is not really a tensor; autograd would believe it.
        RuntimeError: v has another number of elements, or out has no graph.
    """
    if isinstance(out, torch.Tensor) and not is_tensor(out):
        raise TypeError("the result only says that it is a tensor")  # autograd would believe it
    kept = list(leaves)
    return list(torch.autograd.grad(out, kept, v.to(out).reshape(out.shape), allow_unused=True))


def record_gradients(
    evidence: Evidence, module: Any, case: Case, leaves: Mapping[str, Any]
) -> None:
    """Record the gradients of ``leaves`` and of x, as ``gradient of NAME``.

    Args:
        evidence: gets float64 tensors of the shapes in ``leaves``, and one of x's.
        module: an object of the student's class.
        case: x (N, D), and the upstream gradient v of the output's shape (N, C).
        leaves: by name, the shape that the contract gives and the parameter.
    """
    x = like(case["x"], module).requires_grad_()
    grads = gradients(module(x), [*(p for _, p in leaves.values()), x], case["v"])
    for (name, (shape, _)), grad in zip(leaves.items(), grads, strict=False):
        evidence.tensor(f"gradient of {name}", oriented(grad, shape))
    evidence.tensor("gradient of x", grads[-1])


def flatten(grad: torch.Tensor | None) -> torch.Tensor | None:
    """A gradient as one axis, so that (1, C) counts as (C,); None stays None."""
    return None if grad is None else grad.flatten()


def add_up(grads: Sequence[torch.Tensor | None]) -> torch.Tensor | None:
    """The sum of gradients of one shape, without those that are None; None when all are."""
    present = [grad for grad in grads if grad is not None]
    return torch.stack(present).sum(0) if present else None
