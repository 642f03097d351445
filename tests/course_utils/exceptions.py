"""What raises every message of the table, as a student's code does it."""

from __future__ import annotations

import copy
import functools
import math
import operator
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import nn

X = torch.ones(3, 2)
V = torch.ones(3)
W = torch.ones(3, requires_grad=True)
ONE = torch.tensor(1.0)
LABELS = torch.tensor([0, 1, 0])
NOTHING = None


def made(start: Callable[[nn.Module], object], first: bool = True) -> Callable[[], object]:
    """Make a Module in whose __init__ this is done."""

    class Made(nn.Module):
        def __init__(self) -> None:
            if first:
                super().__init__()
            start(self)

    return Made


def sets(name: str, *values: object) -> Callable[[], object]:
    return made(lambda self: [setattr(self, name, value) for value in values])


def function(forward, backward=None) -> Callable[[], object]:
    """Run an autograd.Function of one argument forwards and backwards."""

    def run():
        parts = {"forward": staticmethod(forward)}
        if backward:
            parts["backward"] = staticmethod(backward)
        apply = type("Made", (torch.autograd.Function,), parts).apply
        apply(W).sum().backward()

    return run


def twice():
    loss = (W * W).sum()
    loss.backward()
    loss.backward()


def changed():
    y = W.exp()
    y += 1
    y.sum().backward()


def in_place():
    leaf = torch.ones(2, requires_grad=True)
    leaf += 1


def unbound():
    if X is None:
        y = 1
    return y


def context():
    with torch.no_grad:  # type: ignore[attr-defined]
        pass


def locked():
    with torch.inference_mode():
        return torch.ones(3)


def endless():
    return endless()


def sigmoid(self, z):
    return 1 / (1 + torch.exp(-z))


def parameter() -> nn.Parameter:
    return nn.Parameter(torch.ones(2))


def buffer(self) -> None:
    self.register_buffer("a", V)


def attribute_of(value: object, name: str) -> Callable[[], object]:
    return lambda: getattr(value, name)


def index(value: object, key: object) -> Callable[[], object]:
    return lambda: value[key]  # type: ignore[index]


def call(f: Callable, *args: object, **named: object) -> Callable[[], object]:
    """The call, kept for later; what it gets is wrong on purpose."""
    return functools.partial(f, *args, **named)


class Other(nn.Module):
    pass


class Fixed:
    @property
    def value(self) -> int:
        return 1


RAISES: dict[str, list[Callable[[], object]]] = {
    "super-not-called": [made(lambda self: super.__init__(), first=False)],  # type: ignore[call-arg]
    "list-of-modules": [call(nn.Sequential, [nn.ReLU()]), call(nn.ModuleList, [[nn.ReLU()]])],
    "class-as-module": [
        call(nn.Sequential, nn.ReLU),
        call(nn.ModuleList, [nn.ReLU]),
        call(nn.ModuleList, nn.ReLU),
    ],
    "function-as-module": [
        call(nn.Sequential, F.relu),
        call(nn.Sequential, torch.relu),
        call(nn.Sequential, F.dropout),
        call(nn.Sequential, lambda x: x),
    ],
    "no-module": [
        call(nn.Sequential, 3),
        call(nn.Sequential, Other),
        call(nn.ModuleList, nn.ReLU()),
        call(nn.Sequential, X),
    ],
    "parameter-wanted": [made(lambda self: self.register_parameter("w", V))],  # type: ignore[arg-type]
    "buffer-wanted": [made(lambda self: self.register_buffer("w", [1.0]))],  # type: ignore[arg-type]
    "name-is-no-text": [made(lambda self: self.register_buffer(V, "w"))],  # type: ignore[arg-type]
    "dotted-name": [
        made(lambda self: self.register_buffer("self.w", V)),
        made(lambda self: self.register_parameter("self.w", parameter())),
        made(lambda self: self.register_module("self.w", nn.ReLU())),
    ],
    "module-replaced": [sets("layer", nn.ReLU(), 3)],
    "keys-missing": [call(nn.Linear(2, 1).load_state_dict, {})],
    "keys-unexpected": [call(nn.ReLU().load_state_dict, {"weight": X})],
    "state-of-other-shapes": [
        lambda: nn.Linear(2, 1).load_state_dict(nn.Linear(1, 1).state_dict())
    ],
    "state-dict-wanted": [call(nn.ReLU().load_state_dict, nn.ReLU().state_dict)],
    "no-forward-here": [call(nn.ModuleList(), X), call(Other(), X)],
    "no-backward-here": [function(lambda ctx, x: x * 1)],
    "inference-tensor": [lambda: locked().add_(1), lambda: (W * locked()).sum().backward()],
    "result-of-another-shape": [call((W * 1).backward, X)],
    "place-of-another-shape": [call(operator.setitem, X, 0, V)],
    "axes-of-another-number": [call(X.permute, 0, 2, 1), call(X.permute, 0)],
    "gather-out-of-size": [call(X.gather, 0, LABELS[None, :])],
    "gather-of-other-axes": [call(X.gather, 1, LABELS)],
    "function-gives-no-tensor": [
        call(torch.autograd.functional.jacobian, lambda x: x.sum().item(), W)
    ],
    "generator-without-length": [
        lambda: len(nn.ReLU().parameters()),  # type: ignore[arg-type]
        lambda: nn.ReLU().parameters()[0],  # type: ignore[index]
    ],
    "no-length": [call(len, 3), call(len, ONE)],
    "index-of-one-number": [index(ONE, 0), index(ONE, slice(None))],
    "too-many-indices": [index(V, (0, 0))],
    "list-too-short": [index([], 0), call(operator.setitem, [], 0, 1), call([].pop)],
    "batch-of-one": [call(nn.BatchNorm1d(2), X[:1])],
    "lazy-layer": [lambda: next(nn.LazyLinear(2).parameters()).numel()],
    "numpy-of-a-graph": [call(W.numpy)],
    "mode-is-no-bool": [call(nn.ReLU().train, nn.ReLU().train)],
    "reshape-of-nothing": [call(torch.ones(0).reshape, 0, -1)],
    "labels-like-logits": [call(F.cross_entropy, V, LABELS)],
    "one-tensor-as-params": [call(torch.optim.SGD, V, lr=0.1)],
    "params-of-no-tensors": [call(torch.optim.SGD, [1.0], lr=0.1)],
    "params-with-a-graph": [call(torch.optim.SGD, [W * 1], lr=0.1)],
    "too-few-values": [lambda: [(a, b) for a, b in [(1,)]]],
    "too-many-values": [lambda: [(a, b) for a, b in [V]]],
    "division-by-zero": [
        call(operator.truediv, 1, 0),
        call(operator.truediv, 1.0, 0.0),
        call(operator.floordiv, 1, 0),
        call(operator.mod, 1.0, 0.0),
        call(operator.pow, 0.0, -1),
    ],
    "endless-recursion": [endless],
    "numbers-to-stack": [call(torch.stack, [1.0])],
    "nothing-to-stack": [call(torch.stack, []), call(torch.cat, [])],
    "single-numbers-to-cat": [call(torch.cat, [ONE, ONE])],
    "shapes-to-stack": [call(torch.stack, [V, X]), call(torch.cat, [X, X[:, :1]])],
    "copy-of-a-graph": [call(copy.deepcopy, W * 1)],
    "module-called": [lambda: nn.parameter(V)],  # type: ignore[arg-type]
    "whole-number-wanted": [
        call(range, X.shape),
        call(range, 3.0),
        call(range, ONE),
        index([1], ONE),
        lambda: V[:1.5],  # type: ignore[misc]
    ],
    "size-of-another-kind": [
        call(nn.Linear, (1, 28, 28), 100),
        call(nn.Linear, X.shape, 100),
        call(torch.randn, [3], [2]),
    ],
    "size-not-whole": [
        call(nn.Linear, 784, 200 / 2),
        call(nn.Linear, 4 / 2, 2),
        call(torch.randn, 4 / 2, 2),
        call(torch.randn, 2, 4 / 2),
        call(torch.zeros, (0.1, 1)),
    ],
    "math-domain": [call(math.log, 0), call(math.sqrt, -1)],
    "no-such-key": [index({}, 0), index({}, id(X))],
    "not-assignable": [call(operator.setitem, (1, 2), 0, 3)],
    "not-hashable": [index({}, [])],
    "rows-of-other-lengths": [call(torch.tensor, [[1, 2], [3]])],
    "one-number-wanted": [call(math.exp, [1]), call(float, [1])],
    "probability-out-of-range": [call(nn.Dropout, 1.5)],
    "true-or-false-wanted": [call(torch.where, X, 1, 2)],
    "shapes-of-a-product": [call(operator.matmul, X, X), call(operator.matmul, X, V)],
    "matrix-wanted": [call(torch.mm, X, torch.ones(2))],
    "shapes-do-not-broadcast": [call(operator.add, X, V)],
    "view-of-another-size": [call(X.view, 4), call(X.T.view, -1)],
    "in-place-on-a-leaf": [in_place],
    "no-graph": [call(ONE.backward)],
    "backward-of-a-vector": [lambda: (W * 1).backward()],
    "number-of-gradients": [function(lambda ctx, x: x * 1, lambda ctx, d: (d, d))],
    "gradient-shape": [function(lambda ctx, x: x * 1, lambda ctx, d: d[:2])],
    "graph-used-twice": [twice],
    "changed-in-place": [changed],
    "parameter-rebound": [sets("w", parameter(), V)],
    "module-not-initialised": [
        made(lambda self: setattr(self, "w", parameter()), first=False),
        made(lambda self: setattr(self, "layer", nn.ReLU()), first=False),
    ],
    "not-a-context": [context],
    "name-taken": [
        made(lambda self: (setattr(self, "bias", True), self.register_parameter("bias", None)))
    ],
    "number-called": [lambda: (1 / 2)(X)],  # type: ignore[operator]
    "tensor-called": [lambda: X.T(), lambda: W(X)],  # type: ignore[arg-type]
    "flag-is-a-method": [call(F.dropout, X, 0.5, nn.ReLU().train)],
    "not-callable": [lambda: {}(1), lambda: X.shape()],  # type: ignore[arg-type]
    "method-not-called": [index(X.size, 0), call(operator.matmul, X.t, X)],
    "not-iterable": [call(list, 3), call(list, ONE), lambda: [(a, b) for a, b in [3.0]]],  # type: ignore[misc]
    "no-parameters": [call(torch.optim.SGD, [], lr=0.1)],
    "one-dimensional": [call(torch.dot, X, X)],
    "truth-of-many": [call(bool, X)],
    "math-overflow": [call(math.exp, 1e4), call(operator.pow, 2.0, 10_000), call(float, 10**400)],
    "unbound-local": [unbound],
    "no-such-axis": [call(V.sum, 1), index(V.shape, 1)],
    "number-as-grad": [call(setattr, torch.ones(2), "grad", 1.0)],
    "grad-of-another-shape": [call(setattr, torch.ones(2), "grad", X)],
    "flag-of-a-non-leaf": [call(setattr, W * 1, "requires_grad", False)],
    "whole-number-leaf": [call(setattr, torch.tensor(2), "requires_grad", True)],
    "retain-without-graph": [call(X.retain_grad)],
    "many-elements-as-number": [call(X.item), call(float, X)],
    "tuple-as-tensor": [call(operator.mul, (X,), 0.1), call(operator.sub, X, [1.0, 2.0])],
    "int64-wanted": [call(F.cross_entropy, X, LABELS.float())],
    "whole-numbers-only": [call(operator.xor, X, 2.0), call(operator.xor, 0.9, 2)],
    "mixed-dtypes": [call(operator.matmul, X, X.double().T), call(F.cross_entropy, LABELS, X)],
    "mean-of-integers": [call(LABELS.mean)],
    "values-and-indices": [lambda: X - X.max(dim=1)],  # type: ignore[operator]
    "index-of-another-kind": [index(V, 1.5), index(V, V)],
    "index-outside": [
        index(V, 5),
        index(V, torch.tensor([5])),
        call(F.nll_loss, X, torch.tensor([0, 1, 7])),
    ],
    "axes-missing": [call(X.transpose), call(X.transpose, 1), call(X.permute)],
    "sigmoid-without-self": [call(sigmoid, X)],
    "argument-unknown": [call(torch.tensor, 2.0, required_grad=True), call(endless, x=1)],
    "argument-twice": [call(nn.Linear, 3, 2, in_features=3)],
    "argument-missing": [nn.Module.__init__, call(nn.Linear, 3), call(torch.softmax, X)],
    "argument-too-many": [call(nn.ReLU(), X, X), call(Fixed, 1), call(nn.Linear, 1, 2, 3, 4, 5, 6)],
    "modules-too-few": [index(nn.ModuleList(), 0), index(nn.Sequential(nn.ReLU()), -2)],
    "module-for-its-result": [
        lambda: nn.ReLU(X) @ X.T,  # type: ignore[operator]
        call(F.linear, nn.ReLU(X), X),
    ],
    "grad-is-none": [
        call(operator.add, X, NOTHING),
        call(list, NOTHING),
        index(NOTHING, 0),
        call(torch.zeros_like, NOTHING),
    ],
    "not-a-tensor": [call(torch.exp, 1.0), call(nn.Linear(3, 2), [1.0])],
    "saved-no-tensor": [
        function(lambda ctx, x: (ctx.save_for_backward([x]), x * 1)[1], lambda ctx, d: d)
    ],
    "not-writable": [call(setattr, Fixed(), "value", 2)],
    "unfit-operands": [call(operator.add, X, "a"), call(operator.add, {}, 1)],
    "not-subscriptable": [index(3.0, 0), index(3, 0)],
    "nothing-to-go-over": [call(list, nn.ReLU())],
    "argument-of-another-kind": [
        call(torch.stack, V),
        call(torch.zeros, "a"),
        call(torch.tensor, "a"),
    ],
}
