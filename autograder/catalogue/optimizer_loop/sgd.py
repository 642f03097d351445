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


optimizer = Entry(
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


@optimizer.cases
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


@optimizer.reference
class Reference:
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


@optimizer.variant("lr inside the velocity")
class LrInside(Reference):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad + self.weight_decay * p
                self.v[i] = self.momentum * self.v[i] - self.lr * g
                p += self.v[i]


@optimizer.variant("a dictionary by parameter, .data, zeros")
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


@optimizer.variant("a subclass of torch's base class")
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


@optimizer.variant("torch.optim.SGD itself")
class Library(torch.optim.SGD):
    pass


@optimizer.variant("the decay taken from p apart, without momentum")
class Apart(Reference):
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


@optimizer.variant("zero_grad makes new zeros, the gradient itself is decayed")
class NewZeros(Reference):
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


class Rule(Reference):
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


@optimizer.mistake(
    "no-movement",
    "the parameters that were handed in do not move",
    "Change p itself, in place, under torch.no_grad(): p -= lr * v. p = p − … gives a new tensor an "
    "old name, and a copy of p is not p.",
)
class NoMovement(Reference):
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p = p - self.lr * p.grad


@optimizer.mistake(
    "momentum-ignored",
    "momentum plays no part: v is not kept from step to step, or never used",
    "v ← momentum·v + g: the v of the step before has to live in self, one for each parameter.",
)
class NoMomentum(Rule):
    def rule(self, p, g, v):
        return p - self.lr * (g + self.weight_decay * p), v


@optimizer.mistake(
    "none-gradient",
    "a parameter without a gradient is not skipped: its .grad is None",
    "Some parameters take no part in a loss: `if p.grad is None: continue`.",
    about=("raised",),
)
class NoneGradient(Rule):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = p.grad + self.weight_decay * p
            self.v[i] = self.momentum * self.v[i] + g
            p -= self.lr * self.v[i]


@optimizer.also("none-gradient")
class NoneScaled(Rule):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            self.v[i] = self.momentum * self.v[i] + p.grad
            p -= self.lr * (self.v[i] + self.weight_decay * p)


@optimizer.also("none-gradient")
class NoneOnly(Rule):
    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad


@optimizer.also("none-gradient")
class NoneAttribute(Rule):
    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad.data


@optimizer.also("none-gradient")
class NoneClone(Rule):
    def step(self):
        for p in self.params:
            p.data -= self.lr * p.grad.clone()


@optimizer.also("none-gradient")
class NoneAdd(Rule):
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v, strict=True):
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)


@optimizer.mistake(
    "zero-grad-does-nothing",
    "zero_grad leaves the gradients: nothing in it changes p.grad",
    "p.grad = None, or p.grad.zero_() with its brackets; a loop variable that is assigned "
    "changes nothing.",
)
class ZeroNothing(Reference):
    def zero_grad(self):
        for p in self.params:
            grad = p.grad
            grad = None  # noqa: F841


@optimizer.mistake(
    "decay-ignored",
    "weight_decay plays no part",
    "g ← g + weight_decay·p: every step also pulls p towards 0.",
)
class NoDecay(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p - self.lr * v, v


@optimizer.mistake(
    "generator-used-up",
    "the parameters are gone when step runs: a generator can be walked through only once",
    "model.parameters() is a generator: keep list(params) in __init__, and use the list.",
)
class UsedUp(Reference):
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


@optimizer.mistake(
    "dampened",
    "the gradient is multiplied by 1 − momentum: v is a running average",
    "v ← momentum·v + g, with the whole g. Adam averages; SGD with momentum does not.",
)
class Dampened(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + (1 - self.momentum) * (g + self.weight_decay * p)
        return p - self.lr * v, v


@optimizer.also("dampened")
class DampenedLater(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        first = not bool(v.any())
        v = g if first else self.momentum * v + (1 - self.momentum) * g
        return p - self.lr * v, v


@optimizer.also("dampened")
class DampenedDecoupled(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + (1 - self.momentum) * g
        return p - self.lr * (v + self.weight_decay * p), v


@optimizer.also("dampened")
class DampenedLaterDecoupled(Rule):
    def rule(self, p, g, v):
        v = g if not bool(v.any()) else self.momentum * v + (1 - self.momentum) * g
        return p - self.lr * (v + self.weight_decay * p), v


@optimizer.mistake(
    "decay-sign",
    "weight_decay has the wrong sign: p is pushed away from 0",
    "g ← g + weight_decay·p, and then p goes against g.",
)
class DecaySign(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g - self.weight_decay * p
        return p - self.lr * v, v


@optimizer.mistake(
    "in-place-on-a-leaf",
    "a parameter is changed in place outside torch.no_grad()",
    "autograd would have to record the update: put @torch.no_grad() above step, or write "
    "`with torch.no_grad():`.",
    hint=2,
    about=("raised",),
)
class InPlace(Reference):
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * p.grad


# ------------------------------------------------ the rule: decay, momentum, lr


@optimizer.mistake(
    "ascent",
    "p goes up the gradient instead of down",
    "p ← p − lr·v.",
)
class Ascent(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p + self.lr * v, v


@optimizer.mistake(
    "decoupled",
    "the decay bypasses v: it is taken from p apart from the momentum",
    "torch.optim.SGD adds weight_decay·p to g first, so it goes into v with it. Taken apart, it is "
    "called decoupled; AdamW does so.",
)
class Decoupled(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p - self.lr * (v + self.weight_decay * p), v


@optimizer.also("decoupled")
class DecoupledFirst(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p * (1 - self.lr * self.weight_decay) - self.lr * v, v


@optimizer.mistake(
    "decoupled-after",
    "the decay is taken from the new p, after the step",
    "g ← g + weight_decay·p comes first, with the p from before the step.",
)
class DecayAfter(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return (p - self.lr * v) * (1 - self.lr * self.weight_decay), v


@optimizer.mistake(
    "decay-before",
    "p is shrunk before v is used, and the gradient is decayed as well: the decay counts twice",
    "weight_decay·p is added to g, once.",
)
class DecayTwice(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - self.lr * v - self.lr * self.weight_decay * p, v


@optimizer.mistake(
    "decay-two",
    "the decay is twice as large: 2·weight_decay·p is added to g",
    "The slope of (weight_decay/2)·p² is weight_decay·p, and that is what SGD adds.",
)
class DecayTwo(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + 2 * self.weight_decay * p
        return p - self.lr * v, v


@optimizer.mistake(
    "decay-without-lr",
    "weight_decay·p is not multiplied by lr, as the gradient is",
    "It is a part of g, and g is multiplied by lr.",
)
class DecayWithoutLr(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p - self.lr * v - self.weight_decay * p, v


@optimizer.also("decay-without-lr")
class DecayWithoutLrFirst(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return p * (1 - self.weight_decay) - self.lr * v, v


@optimizer.also("decay-without-lr")
class DecayWithoutLrAfter(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g
        return (p - self.lr * v) * (1 - self.weight_decay), v


@optimizer.also("decay-without-lr")
class DecayWithoutLrInV(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + self.lr * g + self.weight_decay * p
        return p - v, v


@optimizer.mistake(
    "decay-lr-squared",
    "the decay is multiplied by lr twice",
    "g ← g + weight_decay·p, without lr: it comes in p ← p − lr·v.",
)
class DecayLrSquared(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.lr * self.weight_decay * p
        return p - self.lr * v, v


@optimizer.mistake(
    "decay-sign-only",
    "only the sign of p decays: that is an L1 penalty",
    "g ← g + weight_decay·p: proportional to p.",
)
class DecayL1(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p.sign()
        return p - self.lr * v, v


@optimizer.mistake(
    "decay-square",
    "the decay uses p²: the penalty itself, not its slope",
    "The slope of (weight_decay/2)·p² is weight_decay·p.",
)
class DecaySquare(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p * p
        return p - self.lr * v, v


@optimizer.mistake(
    "decay-of-the-gradient",
    "the gradient decays instead of p",
    "g ← g + weight_decay·p, and not weight_decay·g.",
)
class DecayGradient(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g * (1 - self.weight_decay)
        return p - self.lr * v, v


@optimizer.also("decay-of-the-gradient")
class DecayGradientPlus(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g * (1 + self.weight_decay)
        return p - self.lr * v, v


@optimizer.mistake(
    "decay-constant",
    "the number weight_decay is added to the gradient, without p",
    "g ← g + weight_decay·p.",
)
class DecayConstant(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay
        return p - self.lr * v, v


@optimizer.mistake(
    "decay-only-without-momentum",
    "weight_decay is left out when there is momentum",
    "Both together: g ← g + weight_decay·p, then v ← momentum·v + g.",
)
class DecayOrMomentum(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + (0 if self.momentum else self.weight_decay * p)
        return p - self.lr * v, v


@optimizer.mistake(
    "momentum-only-without-decay",
    "momentum is left out when there is weight decay",
    "Both together: g ← g + weight_decay·p, then v ← momentum·v + g.",
)
class MomentumOrDecay(Rule):
    def rule(self, p, g, v):
        v = (0 if self.weight_decay else self.momentum * v) + g + self.weight_decay * p
        return p - self.lr * v, v


@optimizer.mistake(
    "momentum-sign",
    "the old v is subtracted instead of added",
    "v ← momentum·v + g: the ball keeps rolling, it does not turn back.",
)
class MomentumSign(Rule):
    def rule(self, p, g, v):
        v = g + self.weight_decay * p - self.momentum * v
        return p - self.lr * v, v


@optimizer.mistake(
    "lr-in-v-and-outside",
    "lr is multiplied in twice",
    "v ← momentum·v + g and p ← p − lr·v: lr stands there once.",
)
class LrTwice(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + self.lr * (g + self.weight_decay * p)
        return p - self.lr * v, v


@optimizer.mistake(
    "lr-ignored",
    "lr plays no part, or is a fixed number",
    "p ← p − lr·v with the lr that came in.",
)
class NoLr(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - v, v


@optimizer.also("lr-ignored")
class FixedLr(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - 0.01 * v, v


@optimizer.also("lr-ignored")
class FixedLrTenth(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - 0.1 * v, v


@optimizer.also("momentum-ignored")
class GradientNotKept(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v
        return p - self.lr * (v + g + self.weight_decay * p), v


@optimizer.mistake(
    "last-gradient-only",
    "only the gradient of the step before is added: v keeps g, not momentum·v + g",
    "v ← momentum·v + g remembers all earlier steps, each weaker than the next.",
)
class LastGradient(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        return p - self.lr * (g + self.momentum * v), g


@optimizer.mistake(
    "nesterov",
    "the step looks ahead: g + momentum·v is used where v belongs",
    "p ← p − lr·v with the v that is kept. One momentum more is Nesterov's rule.",
)
class Nesterov(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = self.momentum * v + g
        return p - self.lr * (g + self.momentum * v), v


@optimizer.mistake(
    "v-before",
    "the step uses v before the new gradient is added",
    "First v ← momentum·v + g, then p ← p − lr·v.",
)
class OldV(Rule):
    def rule(self, p, g, v):
        return p - self.lr * v, self.momentum * v + g + self.weight_decay * p


@optimizer.mistake(
    "momentum-on-all",
    "momentum is applied to the sum: v ← momentum·(v + g)",
    "v ← momentum·v + g: the new gradient enters whole.",
)
class MomentumOnAll(Rule):
    def rule(self, p, g, v):
        v = self.momentum * (v + g + self.weight_decay * p)
        return p - self.lr * v, v


@optimizer.mistake(
    "momentum-on-the-gradient",
    "momentum multiplies the new gradient, and not the old v",
    "v ← momentum·v + g.",
)
class MomentumOnGradient(Rule):
    def rule(self, p, g, v):
        v = v + self.momentum * (g + self.weight_decay * p)
        return p - self.lr * v, v


@optimizer.also("momentum-on-the-gradient")
class MomentumOnGradientAlone(Rule):
    def rule(self, p, g, v):
        return p - self.lr * (self.momentum * g + self.weight_decay * p), v


@optimizer.also("momentum-on-the-gradient")
class MomentumOnGradientUnlessZero(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = v + self.momentum * g if self.momentum else g
        return p - self.lr * v, v


@optimizer.mistake(
    "averaged-the-other-way",
    "v ← (1 − momentum)·v + momentum·g: the two factors are exchanged",
    "v ← momentum·v + g.",
)
class AveragedOther(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = (1 - self.momentum) * v + self.momentum * g if self.momentum else g
        return p - self.lr * v, v


@optimizer.also("averaged-the-other-way")
class AveragedOtherAlways(Rule):
    def rule(self, p, g, v):
        v = (1 - self.momentum) * v + self.momentum * (g + self.weight_decay * p)
        return p - self.lr * v, v


@optimizer.mistake(
    "sum-of-gradients",
    "all earlier gradients count in full: v ← v + g",
    "v ← momentum·v + g: with momentum = 0 nothing is kept.",
)
class SumOfGradients(Rule):
    def rule(self, p, g, v):
        v = v + g + self.weight_decay * p
        return p - self.lr * v, v


@optimizer.also("sum-of-gradients")
class SumOfGradientsUnlessZero(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        v = v + g if self.momentum else g
        return p - self.lr * v, v


@optimizer.mistake(
    "v-added-to-itself",
    "v is counted twice: v += momentum·v + g keeps the whole old v as well",
    "v ← momentum·v + g, with = and not with +=.",
)
class AddedToItself(Rule):
    def rule(self, p, g, v):
        v = v + self.momentum * v + g + self.weight_decay * p
        return p - self.lr * v, v


@optimizer.mistake(
    "v-after-p",
    "v is computed once more after p has moved: the decay in v is that of the new p",
    "First v ← momentum·v + g + weight_decay·p, kept; then p ← p − lr·v with that v.",
)
class VelocityAfterwards(Rule):
    def rule(self, p, g, v):
        new = p - self.lr * (self.momentum * v + g + self.weight_decay * p)
        return new, self.momentum * v + g + self.weight_decay * new


@optimizer.mistake(
    "momentum-default",
    "momentum is used though it was not asked for: its default is not 0.0, or a fixed number",
    "SGD(params, lr) is plain gradient descent.",
)
class DefaultMomentum(Rule):
    def rule(self, p, g, v):
        v = 0.9 * v + g + self.weight_decay * p
        return p - self.lr * v, v


@optimizer.also("momentum-default")
class DefaultOnly(Rule):
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)


@optimizer.mistake(
    "averaged-momentum-step",
    "p moves by lr·g and by momentum·v besides, where v is not multiplied by lr",
    "p ← p − lr·v, and v ← momentum·v + g: one lr in front of both.",
)
class MomentumWithoutLr(Rule):
    def rule(self, p, g, v):
        g = g + self.weight_decay * p
        return p - self.lr * g - self.momentum * v, self.momentum * v + g


@optimizer.mistake(
    "v-starts-elsewhere",
    "the velocity does not start at 0: it starts at 1, or as a copy of the parameter",
    "v = 0 at the start, torch.zeros_like(p): the first step is −lr·g.",
)
class StartsAtOne(Rule):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        self.v = [torch.ones_like(p) for p in self.params]


@optimizer.also("v-starts-elsewhere")
class StartsAtP(Rule):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        self.v = [p.detach().clone() for p in self.params]


@optimizer.mistake(
    "shared-v",
    "all parameters share one v",
    "Each parameter has its own v, of its own shape: a list, or a dictionary by parameter.",
)
class SharedV(Rule):
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                new, self.v[0] = self.rule(p.clone(), p.grad, self.v[0])
                p.copy_(new)


@optimizer.also("shared-v")
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


@optimizer.mistake(
    "grad-alias",
    "the velocity is p.grad itself, not a copy: when the gradient is cleared in place or filled again, v "
    "changes with it",
    "Keep a tensor of your own: p.grad.clone(), or zeros to which g is added.",
    about=tuple(f"{k} loop {n} {s}" for k in ("plain", "momentum") for n in "pq" for s in (2, 3)),
)
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


@optimizer.also("grad-alias")
class AliasWithoutMomentum(Reference):
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


@optimizer.mistake(
    "class-state",
    "the velocity lives in the class, not in the object: a second optimizer starts with the v of the first",
    "Make it in __init__: self.v = …, new for every object.",
    about=tuple(f"{k} loop {n} 1" for k in ("momentum",) for n in "pq"),
)
class ClassState(Reference):
    kept: list = []  # weak, so that every run of the probe starts anew

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        first = ClassState.kept[0]() if ClassState.kept else None
        if first is None:
            ClassState.kept[:] = [weakref.ref(self)]
        else:
            self.v = first.v


# --------------------------------------------------- nothing, too little, too much


@optimizer.mistake(
    "generator-used-once",
    "only the first step moves the parameters: then the generator is used up",
    "model.parameters() is a generator: keep list(params) in __init__, and use the list.",
)
class UsedOnce(Reference):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = params
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.v = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            self.v[p] = self.momentum * self.v.get(p, 0) + g
            p -= self.lr * self.v[p]


@optimizer.mistake(
    "one-parameter",
    "only the first parameter moves: return or break stands in the loop, or only params[0] is used",
    "Every parameter takes the step; the loop goes through all of them.",
)
class OneParameter(Rule):
    @torch.no_grad()
    def step(self):
        p = self.params[0]
        new, self.v[0] = self.rule(p.clone(), p.grad, self.v[0])
        p.copy_(new)


@optimizer.mistake(
    "last-parameter",
    "only the last of the parameters that have a gradient moves",
    "The update stands inside the loop: every parameter takes the step.",
)
class LastParameter(Rule):
    @torch.no_grad()
    def step(self):
        i = max(i for i, p in enumerate(self.params) if p.grad is not None)
        p = self.params[i]
        new, self.v[i] = self.rule(p.clone(), p.grad, self.v[i])
        p.copy_(new)


@optimizer.mistake(
    "none-stops",
    "the parameter without a gradient is treated as if it had one of zeros: weight decay moves it",
    "Where p.grad is None, torch.optim.SGD leaves p alone.",
    about=tuple(f"{kind} r {step}" for kind in _KINDS for step in (1, 2, 3)),
)
class NoneAsZero(Rule):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            new, self.v[i] = self.rule(p.clone(), g, self.v[i])
            p.copy_(new)


@optimizer.mistake(
    "sign-only",
    "only the sign of the gradient is used",
    "p ← p − lr·v: a small gradient makes a small step.",
)
class SignOnly(Rule):
    def rule(self, p, g, v):
        return super().rule(p, g.sign(), v)


@optimizer.mistake(
    "replaced",
    "p is replaced by the step itself: the old value is lost",
    "p ← p − lr·v starts from where p is: p -= …, not p = ….",
)
class Replaced(Rule):
    def rule(self, p, g, v):
        new, v = super().rule(p, g, v)
        return new - p, v


@optimizer.mistake(
    "two-steps",
    "the step is taken twice in one call",
    "One call is one step.",
)
class TwoSteps(Rule):
    def rule(self, p, g, v):
        v = self.momentum * v + g + self.weight_decay * p
        return p - 2 * self.lr * v, v


@optimizer.mistake(
    "averaged-gradient",
    "the gradient is replaced by its mean: every element of p gets the same step",
    "Each element has its own slope.",
)
class MeanGradient(Rule):
    def rule(self, p, g, v):
        return super().rule(p, g.mean().expand_as(g), v)


@optimizer.also("averaged-gradient")
class SummedGradient(Rule):
    def rule(self, p, g, v):
        return super().rule(p, g.sum().expand_as(g), v)


@optimizer.mistake(
    "lr-changes",
    "lr changes from step to step",
    "lr is a constant here.",
)
class LrChanges(Rule):
    def step(self):
        super().step()
        self.lr = self.lr * 0.9


@optimizer.also("lr-changes")
class LrHalves(Rule):
    def step(self):
        super().step()
        self.lr = self.lr / 2


# ----------------------------------------------------------------------- zero_grad


@optimizer.mistake(
    "zero-grad-first-only",
    "zero_grad clears the gradient of one parameter only",
    "All parameters: the loop goes through the whole list.",
    about=tuple(f"{kind} cleared" for kind in _KINDS),
)
class ZeroFirst(Reference):
    def zero_grad(self):
        self.params[0].grad = None


@optimizer.also("zero-grad-first-only")
class ZeroLast(Reference):
    def zero_grad(self):
        self.params[1].grad = None


@optimizer.mistake(
    "zero-grad-none",
    "zero_grad does something with a gradient that is None",
    "A parameter without a gradient has p.grad = None: ask first, or set p.grad = None.",
    about=("raised",),
)
class ZeroNone(Reference):
    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


@optimizer.also("zero-grad-none")
class ZeroNoneData(Reference):
    def zero_grad(self):
        for p in self.params:
            p.grad.data.zero_()


@optimizer.also("zero-grad-none")
class ZeroNoneAssigned(Reference):
    def zero_grad(self):
        for p in self.params:
            p.grad.data = torch.zeros_like(p)


@optimizer.mistake(
    "zero-grad-data",
    "zero_grad sets the parameters to zero, not their gradients",
    "p.grad.zero_(): p.zero_() and p.data.zero_() wipe out what has been learned.",
)
class ZeroData(Reference):
    @torch.no_grad()
    def zero_grad(self):
        for p in self.params:
            p.zero_()


@optimizer.also("zero-grad-data")
class ZeroBoth(Reference):
    @torch.no_grad()
    def zero_grad(self):
        for p in self.params:
            p.zero_()
            p.grad = None


@optimizer.mistake(
    "zero-grad-missing",
    "zero_grad is asked of something that has none: the class lacks the method, or calls it on a "
    "parameter",
    "The training loop calls optimizer.zero_grad() before every backward; a parameter's gradient is "
    "cleared by p.grad = None.",
    about=("raised",),
)
class NoZeroGrad:
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.inner = Reference(params, lr, momentum, weight_decay)

    def step(self):
        self.inner.step()


@optimizer.also("zero-grad-missing")
class ZeroGradOfParameter(Reference):
    def zero_grad(self):
        for p in self.params:
            p.zero_grad()


# -------------------------------------------------------------------------- raised


@optimizer.mistake(
    "generator-has-no-length",
    "a generator is asked for its length or for an element by number",
    "model.parameters() can only be walked through, once: list(params) first.",
    about=("raised",),
)
class Length(Reference):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        len(params)
        super().__init__(params, lr, momentum, weight_decay)


@optimizer.also("generator-has-no-length")
class ByNumber(Reference):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        params[0].grad
        super().__init__(params, lr, momentum, weight_decay)


@optimizer.mistake(
    "constructor-arguments",
    "SGD(params, lr, momentum, weight_decay) cannot be made: __init__ takes other arguments",
    "The head is `def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):`, defaults "
    "included.",
    about=("raised",),
)
class NoDefaults(Reference):
    def __init__(self, params, lr):
        super().__init__(params, lr)


@optimizer.also("constructor-arguments")
class NoDefaultValues(Reference):
    def __init__(self, params, lr, momentum, weight_decay):
        super().__init__(params, lr, momentum, weight_decay)


@optimizer.mistake(
    "arguments-exchanged",
    "momentum and weight_decay are exchanged",
    "SGD(params, lr, momentum=0.0, weight_decay=0.0): in this order, each kept under its own name.",
)
class Exchanged(Reference):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum=weight_decay, weight_decay=momentum)


@optimizer.mistake(
    "order-of-arguments",
    "weight_decay stands before momentum in __init__",
    "SGD(params, lr, momentum=0.0, weight_decay=0.0): in this order.",
)
class OtherOrder(Reference):
    def __init__(self, params, lr, weight_decay=0.0, momentum=0.0):
        super().__init__(params, lr, momentum, weight_decay)


@optimizer.mistake(
    "gradient-changed",
    "step changes p.grad itself, as `p.grad += …` or g.add_(…) with g = p.grad do: where nobody "
    "clears it, the next backward adds to that",
    "p.grad belongs to the loop: g = p.grad + weight_decay·p makes a new tensor.",
    about=tuple(f"{k} piled {n} {s}" for k in _KINDS for n in "pq" for s in (2, 3)),
)
class GradientChanged(Reference):
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v, strict=True):
            if p.grad is None:
                continue
            p.grad += self.weight_decay * p
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v


@optimizer.mistake(
    "gradient-kept",
    "the velocity is p.grad itself, not a copy: where nobody clears the gradient, the next backward "
    "adds to the velocity, too",
    "v = g keeps the same tensor under two names; v = g.clone() makes one of its own.",
    about=tuple(f"{k} piled {n} {s}" for k in _KINDS for n in "pq" for s in (2, 3)),
)
class GradientKept(Reference):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p if self.weight_decay else p.grad
            if not self.v[i].any():
                self.v[i] = g
            else:
                self.v[i].mul_(self.momentum).add_(g)
            p -= self.lr * self.v[i]


@optimizer.also("gradient-changed")
class GradientScaled(Reference):
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p if self.weight_decay else p.grad
            self.v[i] = self.momentum * self.v[i] + g
            p -= self.lr * self.v[i]
            g.mul_(self.lr)


@optimizer.mistake(
    "velocity-by-shape",
    "parameters of one shape share one velocity, as in a dict by p.shape",
    "One v for each parameter: a list beside the parameters, or a dict by the parameter itself.",
)
class VelocityByShape(Reference):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        shared = {p.shape: torch.zeros_like(p) for p in self.params}
        self.v = [shared[p.shape] for p in self.params]


@optimizer.mistake(
    "zero-grad-clears-velocity",
    "zero_grad forgets the velocity, too",
    "zero_grad clears gradients; v goes on from step to step, that is what momentum is.",
)
class ZeroGradClearsVelocity(Reference):
    def zero_grad(self):
        super().zero_grad()
        self.v = [torch.zeros_like(p) for p in self.params]


@optimizer.mistake(
    "clears-after-the-step",
    "step clears the gradients, too",
    "step moves the parameters and leaves .grad as it is: clearing is zero_grad's.",
    about=tuple(f"{k} piled {n} {s}" for k in _KINDS for n in "pq" for s in (2, 3)),
)
class ClearsAfterTheStep(Reference):
    @torch.no_grad()
    def step(self):
        super().step()
        self.zero_grad()


@optimizer.also("no-movement")
class WorksOnCopies(Reference):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__([p.clone() for p in params], lr, momentum, weight_decay)
