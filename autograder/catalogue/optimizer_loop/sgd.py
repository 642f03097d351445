"""sgd: the optimizer itself, with momentum and weight decay."""

from __future__ import annotations

import weakref

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER, GRADIENTS
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_KINDS = {
    "plain": "with lr alone",
    "momentum": "with momentum",
    "decay": "with weight decay",
    "both": "with momentum and weight decay",
}


def _items(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind} {name} {step}" for step in (1, 2, 3) for name in ("p", "q", "r"))


def _loop_items(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind} loop {name} {step}" for step in (1, 2, 3) for name in ("p", "q"))


def _piled_items(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind} piled {name} {step}" for step in (1, 2, 3) for name in ("p", "q"))


_CLEARED = tuple(f"{kind} {item}" for kind in _KINDS for item in ("cleared", "kept"))


def _labels() -> dict[str, str]:
    labels = {}
    for kind, words in _KINDS.items():
        for step in (1, 2, 3):
            for name in ("p", "q"):
                labels[f"{kind} {name} {step}"] = f"{name} after step {step}, {words}"
                labels[f"{kind} loop {name} {step}"] = (
                    f"{name} after round {step} of zero_grad, backward, step, {words}"
                )
                labels[f"{kind} piled {name} {step}"] = (
                    f"{name} after round {step} of backward, step, without zero_grad, {words}"
                )
            labels[f"{kind} r {step}"] = f"r, which gets no gradient, after step {step}, {words}"
        labels[f"{kind} cleared"] = "the sum of all |gradients| after zero_grad()"
        labels[f"{kind} kept"] = "p, set to other values, after zero_grad()"
    return labels


entry = Entry(
    Exercise(
        id="sgd",
        title="An optimizer of your own",
        chapter=CHAPTER,
        symbol="SGD",
        contract="`SGD(params, lr, momentum=0.0, weight_decay=0.0)` has `step()` and "
        "`zero_grad()` and follows the trajectory of torch.optim.SGD. For each parameter p "
        "with gradient g: g ← g + weight_decay·p; v ← momentum·v + g, with v = 0 at the "
        "start; p ← p − lr·v. params may be a generator. You may assume that a parameter gets "
        "a gradient in every step or in none.",
        parts=(
            Part("plain steps", 2, (*_items("plain"), *_loop_items("plain"))),
            Part("momentum", 1, (*_items("momentum"), *_loop_items("momentum"))),
            Part("without zero_grad", 1, (*_piled_items("plain"), *_piled_items("momentum"))),
            Part(
                "weight decay",
                1,
                (*_items("decay"), *_piled_items("decay"), *_items("both"), *_piled_items("both")),
            ),
            Part("zero_grad", 1, _CLEARED),
        ),
        minutes=30,
        difficulty=4,
        importance=5,
        practised="An optimizer that keeps a memory for every parameter: momentum, together "
        "with weight decay.",
        hints=(
            "Take one parameter and two steps, and write down g, v and p for each on paper, with "
            "momentum 0.9. Then print the same numbers.",
            "`__init__` keeps a list of the parameters and one v for each of them, zeros of its "
            "shape. `step` changes each p in place, under no_grad, and skips those without .grad.",
            "For each p and its v: `g = p.grad + weight_decay * p`, `v.mul_(momentum).add_(g)`, "
            "`p -= lr * v`.",
        ),
        labels=_labels(),
        inputs=GRADIENTS,
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    rates = draw.distinct(4, 2, 9)
    settings = {
        "plain": (0.0, 0.0),
        "momentum": (draw.number(0.55, 0.85), 0.0),
        "decay": (0.0, draw.number(0.2, 0.45)),
        "both": (draw.number(0.55, 0.85), draw.number(0.2, 0.45)),
    }
    found = []
    for number, (kind, (momentum, decay)) in enumerate(settings.items()):
        # Equal shapes once, so that a buffer that is shared shows as numbers.
        shape = (3,) if kind == "momentum" else (2, 3)
        inputs = {
            "kind": kind,
            "lr": rates[number] / 20,
            "momentum": momentum,
            "weight_decay": decay,
            "generator": kind in ("momentum", "both"),
            "loop": kind in ("plain", "momentum"),
            "piled": True,
            "p": draw.real(*shape),
            "q": draw.real(3),
            "r": draw.real(2),
        }
        for step in (1, 2, 3):
            inputs[f"p's gradient in step {step}"] = draw.real(*shape)
            inputs[f"q's gradient in step {step}"] = draw.real(3)
        found.append(Case(_KINDS[kind], inputs))
    return found


@entry.reference
class SGD:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            v.copy_(self.momentum * v + g)
            p -= self.lr * v

    def zero_grad(self):
        for p in self.params:
            p.grad = None


@entry.variant("lr inside the velocity")
class LrInside(SGD):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad + self.weight_decay * p
                self.v[i] = self.momentum * self.v[i] - self.lr * g
                p += self.v[i]


@entry.variant("a dictionary by parameter, .data, zeros")
class ByParameter:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = tuple(params)
        self.settings = (lr, momentum, weight_decay)
        self.state = {}

    def step(self):
        lr, momentum, decay = self.settings
        for p in self.params:
            if p.grad is not None:
                g = p.grad.data.clone()
                if decay != 0:
                    g.add_(p.data, alpha=decay)
                if momentum:
                    old = self.state.get(p)
                    g = g if old is None else momentum * old + g
                    self.state[p] = g
                p.data = p.data - lr * g

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


@entry.variant("a subclass of torch's base class")
class Subclass(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad.add(p, alpha=group["weight_decay"])
                v = self.state[p].setdefault("v", torch.zeros_like(p))
                v.mul_(group["momentum"]).add_(g)
                p.add_(v, alpha=-group["lr"])


@entry.variant("torch.optim.SGD itself")
class Library(torch.optim.SGD):
    pass


@entry.variant("the decay taken from p apart, without momentum")
class Apart(SGD):
    @torch.no_grad()
    def step(self):
        lr, decay = self.lr, self.weight_decay
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            if self.momentum == 0:
                p.mul_(1 - lr * decay).sub_(lr * p.grad)
            else:
                v.mul_(self.momentum).add_(p.grad).add_(p * decay)
                p.sub_(lr * v)


@entry.variant("zero_grad makes new zeros, the gradient itself is decayed")
class NewZeros(SGD):
    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p)

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v *= self.momentum
            v += p.grad
            v += self.weight_decay * p
            p -= self.lr * v


# ------------------------------------------------------------------ a wrong one with a memory


class ClassState(SGD):
    kept: list = []  # weak, so that every run of the probe starts anew

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        first = ClassState.kept[0]() if ClassState.kept else None
        if first is None:
            ClassState.kept[:] = [weakref.ref(self)]
        else:
            self.v = first.v
