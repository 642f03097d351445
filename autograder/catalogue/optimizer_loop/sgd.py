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
        contract="`SGD(params, lr, momentum=0.0, weight_decay=0.0)` with `step()` and "
        "`zero_grad()`: the trajectory of torch.optim.SGD. For each parameter p with gradient g: "
        "g ← g + weight_decay·p; v ← momentum·v + g, with v = 0 at the start; p ← p − lr·v. "
        "params may be a generator. You may assume that a parameter gets a gradient in every step or in none.",
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
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            self.v[i].copy_(self.momentum * self.v[i] + g)
            p.sub_(self.lr * self.v[i])

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
        for p, v in zip(self.params, self.v, strict=True):
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
        for p, v in zip(self.params, self.v, strict=True):
            if p.grad is None:
                continue
            v *= self.momentum
            v += p.grad
            v += self.weight_decay * p
            p -= self.lr * v


# ---------------------------------------------------- how the wrong ones are written


class Rule(SGD):
    """One update rule: most answers below differ in it alone."""

    def rule(self, p, g, v):
        """The new p and the new v."""
        v = self.momentum * v + g + self.weight_decay * p
        return p - self.lr * v, v

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                new, self.v[i] = self.rule(p.clone(), p.grad.clone(), self.v[i])
                p.copy_(new)


class NoMomentum(Rule):
    def rule(self, p, g, v):
        return p - self.lr * (g + self.weight_decay * p), v


class NoneGradient(Rule):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = p.grad + self.weight_decay * p
            self.v[i] = self.momentum * self.v[i] + g
            p -= self.lr * self.v[i]


class NoneScaled(Rule):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            self.v[i] = self.momentum * self.v[i] + p.grad
            p -= self.lr * (self.v[i] + self.weight_decay * p)


class NoneOnly(Rule):
    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad


class NoneAttribute(Rule):
    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad.data


class NoneClone(Rule):
    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad.clone()


class NoneAdd(Rule):
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v, strict=True):
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)


class NoDecay(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p - self.lr * v, v


class UsedUp(SGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        given = params
        super().__init__(given, lr, momentum, weight_decay)
        self.params = given if isinstance(given, list) else []

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v, strict=False):
            if p.grad is None:
                continue
            v.copy_(self.momentum * v + p.grad + self.weight_decay * p)
            p -= self.lr * v


class Dampened(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + (1 - self.momentum) * (g + self.weight_decay * p)
        return p - self.lr * v, v


class DampenedLater(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        first = not bool(v.any())
        v = g if first else self.momentum * v + (1 - self.momentum) * g
        return p - self.lr * v, v


class DampenedDecoupled(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + (1 - self.momentum) * g
        return p - self.lr * (v + self.weight_decay * p), v


class DampenedLaterDecoupled(Rule):
    def rule(self, p, g, v):
        v = g if not bool(v.any()) else self.momentum * v + (1 - self.momentum) * g
        return p - self.lr * (v + self.weight_decay * p), v


class DecaySign(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g - self.weight_decay * p
        return p - self.lr * v, v


class Ascent(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p + self.lr * v, v


class Decoupled(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p - self.lr * (v + self.weight_decay * p), v


class DecoupledFirst(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p * (1 - self.lr * self.weight_decay) - self.lr * v, v


class DecayAfter(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return (p - self.lr * v) * (1 - self.lr * self.weight_decay), v


class DecayTwice(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - self.lr * v - self.lr * self.weight_decay * p, v


class DecayTwo(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + 2 * self.weight_decay * p
        return p - self.lr * v, v


class DecayWithoutLr(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p - self.lr * v - self.weight_decay * p, v


class DecayWithoutLrFirst(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p * (1 - self.weight_decay) - self.lr * v, v


class DecayWithoutLrAfter(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return (p - self.lr * v) * (1 - self.weight_decay), v


class DecayWithoutLrInV(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + self.lr * g + self.weight_decay * p
        return p - v, v


class DecayLrSquared(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.lr * self.weight_decay * p
        return p - self.lr * v, v


class DecayL1(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p.sign()
        return p - self.lr * v, v


class DecaySquare(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p * p
        return p - self.lr * v, v


class DecayGradient(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g * (1 - self.weight_decay)
        return p - self.lr * v, v


class DecayGradientPlus(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g * (1 + self.weight_decay)
        return p - self.lr * v, v


class DecayConstant(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay
        return p - self.lr * v, v


class DecayOrMomentum(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + (0 if self.momentum else self.weight_decay * p)
        return p - self.lr * v, v


class MomentumOrDecay(Rule):
    def rule(self, p, g, v):
        v = (0 if self.weight_decay else self.momentum * v) + g + self.weight_decay * p
        return p - self.lr * v, v


class MomentumSign(Rule):
    def rule(self, p, g, v):
        v = g + self.weight_decay * p - self.momentum * v
        return p - self.lr * v, v


class LrTwice(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + self.lr * (g + self.weight_decay * p)
        return p - self.lr * v, v


class NoLr(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - v, v


class FixedLr(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - 0.01 * v, v


class FixedLrTenth(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - 0.1 * v, v


class GradientNotKept(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v
        return p - self.lr * (v + g + self.weight_decay * p), v


class LastGradient(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        return p - self.lr * (g + self.momentum * v), g


class Nesterov(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = self.momentum * v + g
        return p - self.lr * (g + self.momentum * v), v


class OldV(Rule):
    def rule(self, p, g, v):
        return p - self.lr * v, self.momentum * v + g + self.weight_decay * p


class MomentumOnAll(Rule):
    def rule(self, p, g, v):
        v = self.momentum * (v + g + self.weight_decay * p)
        return p - self.lr * v, v


class MomentumOnGradient(Rule):
    def rule(self, p, g, v):
        v = v + self.momentum * (g + self.weight_decay * p)
        return p - self.lr * v, v


class MomentumOnGradientAlone(Rule):
    def rule(self, p, g, v):
        return p - self.lr * (self.momentum * g + self.weight_decay * p), v


class MomentumOnGradientUnlessZero(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = v + self.momentum * g if self.momentum else g
        return p - self.lr * v, v


class AveragedOther(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = (1 - self.momentum) * v + self.momentum * g if self.momentum else g
        return p - self.lr * v, v


class AveragedOtherAlways(Rule):
    def rule(self, p, g, v):
        v = (1 - self.momentum) * v + self.momentum * (g + self.weight_decay * p)
        return p - self.lr * v, v


class SumOfGradients(Rule):
    def rule(self, p, g, v):
        v = v + g + self.weight_decay * p
        return p - self.lr * v, v


class SumOfGradientsUnlessZero(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = v + g if self.momentum else g
        return p - self.lr * v, v


class AddedToItself(Rule):
    def rule(self, p, g, v):
        v = v + self.momentum * v + g + self.weight_decay * p
        return p - self.lr * v, v


class VelocityAfterwards(Rule):
    def rule(self, p, g, v):
        new = p - self.lr * (self.momentum * v + g + self.weight_decay * p)
        return new, self.momentum * v + g + self.weight_decay * new


class DefaultMomentum(Rule):
    def rule(self, p, g, v):
        v = 0.9 * v + g + self.weight_decay * p
        return p - self.lr * v, v


class DefaultOnly(Rule):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)


class MomentumWithoutLr(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        return p - self.lr * g - self.momentum * v, self.momentum * v + g


class StartsAtOne(Rule):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        self.v = [torch.ones_like(p) for p in self.params]


class StartsAtP(Rule):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        self.v = [p.detach().clone() for p in self.params]


class SharedV(Rule):
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                new, self.v[0] = self.rule(p.clone(), p.grad, self.v[0])
                p.copy_(new)


class SharedZero(Rule):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        self.shared = 0.0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                g = p.grad + self.weight_decay * p
                self.shared = self.momentum * self.shared + g
                p -= self.lr * self.shared


class Alias(ByParameter):
    def step(self):
        lr, momentum, decay = self.settings
        for p in self.params:
            if p.grad is not None:
                g = p.grad.data
                if decay:
                    g = g + decay * p.data
                if momentum:
                    v = self.state.get(p)
                    if v is None:
                        v = self.state[p] = g
                    else:
                        v.mul_(momentum).add_(g)
                    g = v
                p.data -= lr * g


class AliasWithoutMomentum(SGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        self.kept = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p if self.weight_decay else p.grad
            if p in self.kept:
                self.kept[p].mul_(self.momentum).add_(g)
            else:
                self.kept[p] = g
            p -= self.lr * self.kept[p]

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


class ClassState(SGD):
    kept: list = []  # weak, so that every run of the probe starts anew

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        first = ClassState.kept[0]() if ClassState.kept else None
        if first is None:
            ClassState.kept[:] = [weakref.ref(self)]
        else:
            self.v = first.v


class OneParameter(Rule):
    @torch.no_grad()
    def step(self):
        p = self.params[0]
        new, self.v[0] = self.rule(p.clone(), p.grad, self.v[0])
        p.copy_(new)


class LastParameter(Rule):
    @torch.no_grad()
    def step(self):
        i = max(i for i, p in enumerate(self.params) if p.grad is not None)
        p = self.params[i]
        new, self.v[i] = self.rule(p.clone(), p.grad, self.v[i])
        p.copy_(new)


class NoneAsZero(Rule):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            new, self.v[i] = self.rule(p.clone(), g, self.v[i])
            p.copy_(new)


class SignOnly(Rule):
    def rule(self, p, g, v):
        return super().rule(p, g.sign(), v)


class Replaced(Rule):
    def rule(self, p, g, v):
        new, v = super().rule(p, g, v)
        return new - p, v


class TwoSteps(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - 2 * self.lr * v, v


class MeanGradient(Rule):
    def rule(self, p, g, v):
        return super().rule(p, g.mean().expand_as(g), v)


class SummedGradient(Rule):
    def rule(self, p, g, v):
        return super().rule(p, g.sum().expand_as(g), v)


class LrChanges(Rule):
    def step(self):
        super().step()
        self.lr = self.lr * 0.9


class LrHalves(Rule):
    def step(self):
        super().step()
        self.lr = self.lr / 2


class NoZeroGrad:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.inner = SGD(params, lr, momentum, weight_decay)

    def step(self):
        self.inner.step()


class Length(SGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        len(params)
        super().__init__(params, lr, momentum, weight_decay)


class ByNumber(SGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        params[0].grad
        super().__init__(params, lr, momentum, weight_decay)


class NoDefaults(SGD):
    def __init__(self, params, lr):
        super().__init__(params, lr)


class NoDefaultValues(SGD):
    def __init__(self, params, lr, momentum, weight_decay):
        super().__init__(params, lr, momentum, weight_decay)


class Exchanged(SGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum=weight_decay, weight_decay=momentum)


class OtherOrder(SGD):
    def __init__(self, params, lr, weight_decay=0.0, momentum=0.0):
        super().__init__(params, lr, momentum, weight_decay)


class VelocityByShape(SGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        shared = {p.shape: torch.zeros_like(p) for p in self.params}
        self.v = [shared[p.shape] for p in self.params]


class ZeroGradClearsVelocity(SGD):
    def zero_grad(self):
        super().zero_grad()
        self.v = [torch.zeros_like(p) for p in self.params]


class ClearsAfterTheStep(SGD):
    @torch.no_grad()
    def step(self):
        super().step()
        self.zero_grad()


class WorksOnCopies(SGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__([p.clone() for p in params], lr, momentum, weight_decay)
