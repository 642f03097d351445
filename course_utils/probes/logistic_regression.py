"""Probes of chapter 4: the class LR, its loss, its training, and LogisticFn.

The five LR exercises are judged apart: each probe gives the object the state
and the other methods it needs, so that a wrong sigmoid fails ``lr-sigmoid`` and
nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from course_utils.bounds import is_tensor, oddity
from course_utils.case import Case
from course_utils.evidence import Evidence, describe
from course_utils.probing import probe, unchanged


@probe("lr-init", wants="class", defines=["__init__"])
def lr_init(cls, case: Case, evidence: Evidence) -> None:
    """A new object's attributes; then a second object, after the first was changed."""
    dim, lr = case["dim"], case["lr"]
    inherited = cls.__init__ in (nn.Module.__init__, object.__init__)
    evidence.text("init", "not defined" if inherited else "defined")
    first = cls(dim, lr)
    torch.manual_seed(torch.initial_seed() + 1)
    _record_start(first, cls(dim, lr), evidence, "")
    evidence.scalar("lr", _get(first, "lr"))
    evidence.scalar("default lr", _get(cls(dim), "lr"))
    ready = not isinstance(first, nn.Module) or "_parameters" in vars(first)
    evidence.text("module", "ready" if ready else "super().__init__() has not run")
    for name in ("w", "b"):
        value = getattr(first, name, None)
        if is_tensor(value) and not oddity(value):
            with torch.no_grad():
                value.add_(1)
    _record_start(cls(dim, lr), cls(dim, lr), evidence, "second ")


def _record_start(lr, again, evidence: Evidence, prefix: str) -> None:
    """What a new object holds; random numbers are recorded as such, not by their values."""
    if _differ(_get(lr, "w"), _get(again, "w")):
        evidence.text(f"{prefix}w", "random numbers")
    else:
        evidence.tensor(f"{prefix}w", _get(lr, "w"))
    b = _get(lr, "b")
    # A Python int is not a float number: the first update in place would be lost.
    if isinstance(b, torch.Tensor) and _differ(b, _get(again, "b")):
        evidence.text(f"{prefix}b", "random numbers")
    elif isinstance(b, int):
        evidence.text(f"{prefix}b", describe(b))
    else:
        evidence.scalar(f"{prefix}b", b)
    if not prefix:
        grads = _get(lr, "grads")
        if isinstance(grads, Mapping) or hasattr(grads, "keys"):
            keys = [key for key in ("dw", "db") if key in grads]
            evidence.text("grads", "keys " + (", ".join(keys) or "missing"))
        else:
            evidence.text("grads", "not a dict")


def _differ(one: object, other: object) -> bool:
    if not is_tensor(one) or not is_tensor(other) or oddity(one) or oddity(other):
        return False
    return one.shape == other.shape and not torch.equal(one, other)


@probe("lr-sigmoid", wants="method", defines=["sigmoid"])
def lr_sigmoid(cls, case: Case, evidence: Evidence) -> None:
    """A matrix, a number, large values, a transposed view, a row, three axes, small results."""
    lr = make_lr(cls, case)
    z = _like(case["z"], lr.w)
    look = unchanged(evidence, z=z)
    evidence.tensor("a", lr.sigmoid(z))
    look()
    evidence.tensor("number", lr.sigmoid(z[0, 0].clone()))
    evidence.tensor("large", lr.sigmoid(_like(case["large"], lr.w)))
    evidence.tensor("view", lr.sigmoid(z.T))
    evidence.tensor("row", lr.sigmoid(z[:1]))
    evidence.tensor("three axes", lr.sigmoid(z[:, None, :].clone()))
    evidence.tensor("far", lr.sigmoid(_like(case["far"], lr.w)))


@probe("lr-forward", wants="method", defines=["forward"])
def lr_forward(cls, case: Case, evidence: Evidence) -> None:
    """Two batches of different size, with a right sigmoid in the student's place."""
    lr = make_lr(cls, case)
    object.__setattr__(lr, "sigmoid", torch.sigmoid)
    x, second = _like(case["x"], lr.w), _like(case["second x"], lr.w)
    look = unchanged(evidence, x=x)
    evidence.tensor("yhat", lr.forward(x))
    look()
    evidence.tensor("second yhat", lr.forward(second))
    _record_state(lr, evidence)


@probe("lr-backward", wants="method", defines=["backward"])
def lr_backward(cls, case: Case, evidence: Evidence) -> None:
    """Two batches in a row on one object: every call answers for itself."""
    lr = make_lr(cls, case)
    object.__setattr__(lr, "sigmoid", torch.sigmoid)
    object.__setattr__(lr, "forward", lambda x: torch.sigmoid(_scores(lr, x)))
    x, y = _like(case["x"], lr.w), _like(case["y"], lr.w)
    yhat = torch.sigmoid(_scores(lr, x)).detach()
    look = unchanged(evidence, x=x, yhat=yhat, y=y)
    lr.backward(x, yhat, y)
    _record_grads(lr, evidence, "")
    look()
    _record_state(lr, evidence)
    x, y = _like(case["second x"], lr.w), _like(case["second y"], lr.w)
    lr.backward(x, torch.sigmoid(_scores(lr, x)).detach(), y)
    _record_grads(lr, evidence, "second ")


@probe("lr-optimize", wants="method", defines=["optimize"])
def lr_optimize(cls, case: Case, evidence: Evidence) -> None:
    """Two steps with two gradients, then one on a new object with another learning rate."""
    lr = make_lr(cls, case)
    for step in ("", "second "):
        _set_grads(lr, case[f"{step}dw"], case[f"{step}db"])
        lr.optimize()
        evidence.tensor(f"{step}w", _get(lr, "w"))
        evidence.scalar(f"{step}b", _get(lr, "b"))
    other = make_lr(cls, case.with_inputs(lr=case["other lr"]))
    _set_grads(other, case["dw"], case["db"])
    other.optimize()
    evidence.tensor("other w", _get(other, "w"))
    evidence.scalar("other b", _get(other, "b"))


@probe("bce", wants="function", defines=["bce"])
def bce(function, case: Case, evidence: Evidence) -> None:
    """One batch, then its first example alone."""
    yhat, y = case["yhat"], case["y"]
    look = unchanged(evidence, yhat=yhat, y=y)
    evidence.scalar("loss", function(yhat, y))
    look()
    evidence.scalar("one example", function(case["yhat"][:, :1], case["y"][:, :1]))


@probe("lr-train", wants="function", defines=["train"])
def lr_train(function, case: Case, evidence: Evidence) -> None:
    """The course's own model is trained: one step, three, two more, and many tiny ones."""
    for steps in (1, 3):
        model = TorchLR(case)
        x, y = case["x"], case["y"]
        look = unchanged(evidence, x=x, y=y)
        function(model, x, y, steps)
        evidence.tensor(f"w after {steps}", model.w)
        evidence.scalar(f"b after {steps}", model.b)
    look()
    function(model, case["x"], case["y"], 2)
    evidence.tensor("w after 3 and 2", model.w)
    evidence.scalar("b after 3 and 2", model.b)
    # At a tiny rate the loss hardly falls: a loop that watches it and stops shows here.
    model = TorchLR(case.with_inputs(lr=case["tiny lr"]))
    function(model, case["x"], case["y"], 40)
    evidence.tensor("w after 40", model.w)
    evidence.scalar("b after 40", model.b)


@probe("logistic-function", wants="class", defines=["forward", "backward", "setup_context"])
def logistic_function(cls, case: Case, evidence: Evidence) -> None:
    """Value and gradients under a random upstream gradient; then two calls, interleaved."""
    function = issubclass(cls, torch.autograd.Function)
    evidence.text("class", "an autograd.Function" if function else "not an autograd.Function")
    first, second = _leaves(case, ""), _leaves(case, "second ")
    look = unchanged(evidence, x=first[0], w=first[1], b=first[2])
    yhat = cls.apply(*first)
    evidence.tensor("yhat", yhat)
    later = cls.apply(*second)
    _record_vjp(evidence, yhat, first, case["v"], "")
    look()
    _record_vjp(evidence, later, second, case["second v"], "second ")
    x, w, b = (leaf.detach() for leaf in first)
    w.requires_grad_()
    _record_vjp(evidence, cls.apply(x, w, b), [w], case["v"], "alone ", names=("w",))
    if case.get("precise"):
        dtype = yhat.dtype if isinstance(yhat, torch.Tensor) else None
        evidence.text("dtype", str(dtype).removeprefix("torch."))


def _leaves(case: Case, prefix: str) -> list[torch.Tensor]:
    return [case[f"{prefix}{name}"].requires_grad_() for name in ("x", "w", "b")]


def _record_vjp(evidence, output, leaves, v, prefix, names=("w", "x", "b")) -> None:
    by_name = (
        dict(zip(("x", "w", "b"), leaves, strict=True)) if len(leaves) == 3 else {"w": leaves[0]}
    )
    wanted = [by_name[name] for name in names]
    if isinstance(output, torch.Tensor) and not is_tensor(output):
        raise TypeError("the result only says that it is a tensor")  # autograd would believe it
    grads = torch.autograd.grad(output, wanted, v, allow_unused=True)
    for name, grad in zip(names, grads, strict=True):
        record = evidence.scalar if name == "b" else evidence.tensor
        record(f"{prefix}d{name}", grad)


# ---------------------------------------------------------------- an LR to probe


def make_lr(cls: type, case: Case):
    """An object of the student's class that holds the case's w, b and lr.

    A broken ``__init__`` is judged by ``lr-init`` alone: here the object is then
    made without it.
    """
    lr = case.get("lr", 0.5)
    w, b = case["w"], case["b"]
    try:
        made = cls(w.shape[0], lr)
    except Exception:
        made = _bare(cls)
    _set(made, "w", w)
    _set(made, "b", b)
    if not _holds(made, "lr", torch.tensor(float(lr))):
        _assign(made, "lr", lr)
    grads: Any = getattr(made, "grads", None)
    if not (hasattr(grads, "keys") and "dw" in grads and "db" in grads):
        _assign(made, "grads", {"dw": torch.zeros_like(w), "db": torch.zeros(())})
    return made


def _bare(cls: Any) -> Any:
    made = cls.__new__(cls)
    if isinstance(made, nn.Module):
        nn.Module.__init__(made)
    return made


def _set(lr, name: str, value: torch.Tensor) -> None:
    """Put a value into an attribute in the kindest way that works, and read it back."""
    current = getattr(lr, name, None)
    # A learner's b can be a float number; then it stays one.
    if isinstance(current, float) and value.numel() == 1:
        _assign(lr, name, float(value))
        return
    if isinstance(current, torch.Tensor) and current.is_floating_point():
        fits = current.shape == value.shape or (current.numel() == value.numel() == 1)
        if fits:
            try:
                with torch.no_grad():
                    current.copy_(value.reshape(current.shape))
            except RuntimeError:  # an expanded tensor, an inference tensor
                pass
        if _holds(lr, name, value):
            return
        value = value.to(current.dtype).to(current.device)
    _assign(lr, name, value)


def _assign(lr, name: str, value) -> None:
    try:
        setattr(lr, name, value)
    except TypeError:  # a registered Parameter takes nothing but a Parameter
        setattr(lr, name, nn.Parameter(value))
    except AttributeError:  # a property without a setter, or super().__init__() left out
        vars(lr)[name] = value


def _holds(lr, name: str, value: torch.Tensor) -> bool:
    try:
        found = _get(lr, name)
        if is_tensor(found) and oddity(found):
            return False
        found = torch.as_tensor(found).detach().cpu().double().flatten()
    except (TypeError, ValueError, RuntimeError, AttributeError):
        return False
    wanted = value.detach().double().flatten()
    return found.shape == wanted.shape and torch.allclose(found, wanted, rtol=1e-6)


def _set_grads(lr, dw: torch.Tensor, db: torch.Tensor) -> None:
    lr.grads["dw"] = _like(dw, lr.w)
    lr.grads["db"] = _like(db, lr.w)


def _like(value: torch.Tensor, w) -> torch.Tensor:
    """The value in the module's own dtype, on its device."""
    if isinstance(w, torch.Tensor) and w.is_floating_point():
        return value.to(device=w.device, dtype=w.dtype)
    return value


def _scores(lr, x: torch.Tensor) -> torch.Tensor:
    b = lr.b if isinstance(lr.b, torch.Tensor) else torch.tensor(float(lr.b))
    return torch.addmm(b.reshape(1, 1).to(x), lr.w.reshape(1, -1), x)


def _get(obj, name: str):
    return getattr(obj, name)


def _record_grads(lr, evidence: Evidence, prefix: str) -> None:
    for name, record in (("dw", evidence.tensor), ("db", evidence.scalar)):
        found = lr.grads
        value = found[name] if hasattr(found, "keys") and name in found else None
        record(f"{prefix}{name}", value)


def _record_state(lr, evidence: Evidence) -> None:
    evidence.tensor("w", _get(lr, "w"))
    evidence.scalar("b", _get(lr, "b"))


class TorchLR(nn.Module):
    """A logistic regression made of torch's own pieces, with the contract's methods.

    ``train`` is judged on it, whatever the student's own class does. Its gradient
    comes from autograd.
    """

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.w, self.b, self.lr = case["w"], case["b"], case["lr"]
        self.grads = {"dw": case["stale dw"], "db": case["stale db"]}

    def sigmoid(self, z: torch.Tensor) -> torch.Tensor:
        """Element by element."""
        return torch.sigmoid(z)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Probabilities (1, m) of the examples in the columns of x (dim, m)."""
        return torch.sigmoid(_scores(self, x))

    def backward(self, x: torch.Tensor, yhat: torch.Tensor, y: torch.Tensor) -> None:
        """Store autograd's gradients of the loss at the yhat that was handed in."""
        w, b = self.w.clone().requires_grad_(), self.b.clone().requires_grad_()
        with torch.enable_grad():
            slope = torch.sigmoid(torch.addmm(b.reshape(1, 1), w.reshape(1, -1), x))
            given = slope + torch.sub(yhat, slope).detach()
            dw, db = torch.autograd.grad(F.binary_cross_entropy(given, y), [w, b])
        self.grads = {"dw": dw, "db": db}

    def optimize(self) -> None:
        """One step of gradient descent."""
        for name, grad in (("w", "dw"), ("b", "db")):
            setattr(self, name, torch.sub(getattr(self, name), self.grads[grad], alpha=self.lr))
