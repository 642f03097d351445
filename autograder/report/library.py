"""What would do an exercise's work in one call: for a note in the report, never for a mark.

Only what replaces the exercise stands here. `torch.exp` in a sigmoid or `logsumexp` in a
cross-entropy are building blocks, and no note is made of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """What hands one exercise over.

    Attributes:
        names: full dotted names, such as ``torch.nn.functional.softmax``.
        methods: methods of a tensor, such as ``softmax`` for ``x.softmax(1)``.
        root: the function, class or method in which it counts; empty for the
            exercise's symbol.
    """

    names: frozenset[str]
    methods: frozenset[str] = frozenset()
    root: str = ""


def _rule(*names: str, methods: str = "", root: str = "") -> Rule:
    return Rule(frozenset(names), frozenset(methods.split()), root)


def _inside(module: str, names: str) -> tuple[str, ...]:
    return tuple(f"{module}.{name}" for name in names.split())


_OPTIMIZERS = _inside(
    "torch.optim", "SGD Adam AdamW Adamax NAdam RAdam RMSprop Adagrad Adadelta ASGD Rprop LBFGS"
)
_AUTOGRAD = (
    *_inside("torch.autograd", "grad backward"),
    *_inside("torch.autograd.functional", "jacobian vjp jvp hessian"),
    *_inside("torch.func", "grad grad_and_value jacrev jacfwd vjp"),
)

RULES: Mapping[str, Rule] = {
    "row-normalize": _rule(*_inside("torch.nn.functional", "normalize")),
    "mse": _rule("torch.nn.functional.mse_loss", "torch.nn.MSELoss"),
    "softmax": _rule(
        *_inside("torch", "softmax special.softmax"),
        *_inside("torch.nn", "Softmax functional.softmax"),
        methods="softmax",
    ),
    "cross-entropy": _rule(
        *_inside("torch.nn.functional", "cross_entropy nll_loss"),
        *_inside("torch.nn", "CrossEntropyLoss NLLLoss"),
    ),
    "numerical-gradient": _rule(*_AUTOGRAD, "torch.gradient", "numpy.gradient", methods="backward"),
    "vjp": _rule("torch.autograd.functional.vjp", "torch.func.vjp"),
    "gd-step": _rule(*_OPTIMIZERS),
    "descend": _rule(*_OPTIMIZERS),
    "affine-backward": _rule(*_AUTOGRAD, methods="backward"),
    "backprop-mlp": _rule(*_AUTOGRAD, methods="backward"),
    "my-linear": _rule(*_inside("torch.nn", "Linear LazyLinear functional.linear")),
    "lr-sigmoid": _rule(
        *_inside("torch", "sigmoid special.expit"),
        *_inside("torch.nn", "Sigmoid functional.sigmoid"),
        methods="sigmoid",
        root="sigmoid",
    ),
    "bce": _rule(
        *_inside("torch.nn.functional", "binary_cross_entropy binary_cross_entropy_with_logits"),
        *_inside("torch.nn", "BCELoss BCEWithLogitsLoss"),
    ),
    "lr-backward": _rule(*_AUTOGRAD, methods="backward", root="backward"),
    "lr-optimize": _rule(*_OPTIMIZERS, root="optimize"),
    "logistic-function": _rule(*_AUTOGRAD, methods="backward"),
    "fit-line": _rule(*_OPTIMIZERS),
    "minibatches": _rule(
        *_inside("torch.utils.data", "DataLoader BatchSampler"),
    ),
    "sgd": _rule(*_OPTIMIZERS),
    "adam": _rule(*_OPTIMIZERS),
}
"""By exercise id; an exercise whose lesson is the library's own call has no rule."""
