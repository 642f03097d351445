"""adam: Algorithm 1 of the paper, as an optimizer."""

from __future__ import annotations

import math

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import GRADIENTS
from autograder.catalogue.paper.model import CHAPTER
from autograder.catalogue.paper.model import Adam as Rule
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_KINDS = {
    "default": "with the default settings",
    "own": "with an lr and betas of its own",
    "eps": "with eps = 1e-3",
    "tiny": "with the default settings, where gradients are tiny",
}
_NAMES = ("p", "r", "q")


def _items(kind: str, *steps: int) -> tuple[str, ...]:
    # The cases of eps have no parameter without a gradient.
    names = [name for name in _NAMES if name != "r" or kind in ("default", "own")]
    return tuple(f"{kind} {name} {step}" for step in steps for name in names)


_LOOP = tuple(f"own loop {name} {step}" for step in (1, 2, 3) for name in ("p", "q"))
_PILED = tuple(f"own piled {name} {step}" for step in (1, 2, 3) for name in ("p", "q"))
_CLEARED = tuple(f"{kind} {item}" for kind in _KINDS for item in ("cleared", "kept"))


def _labels() -> dict[str, str]:
    labels = {}
    for kind, words in _KINDS.items():
        for step in (1, 2, 3):
            for name in ("p", "q"):
                labels[f"{kind} {name} {step}"] = f"{name} after step {step}, {words}"
            labels[f"{kind} r {step}"] = f"r, which gets no gradient, after step {step}, {words}"
        labels[f"{kind} cleared"] = "the sum of all |gradients| after zero_grad()"
        labels[f"{kind} kept"] = "p, set to other values, after zero_grad()"
        for step in (1, 2, 3) if kind == "own" else ():
            for name in ("p", "q"):
                labels[f"{kind} piled {name} {step}"] = (
                    f"{name} after round {step} of backward, step, without zero_grad, {words}"
                )
    for step in (1, 2, 3):
        for name in ("p", "q"):
            labels[f"own loop {name} {step}"] = (
                f"{name} after round {step} of zero_grad, backward, step on a second optimizer"
            )
    return labels


entry = Entry(
    Exercise(
        id="adam",
        title="Adam, from the paper's Algorithm 1",
        chapter=CHAPTER,
        symbol="Adam",
        contract="`Adam(params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8)` with `step()` and "
        "`zero_grad()`: the trajectory of torch.optim.Adam. In step t = 1, 2, …, for each "
        "parameter p with gradient g: m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; "
        "m̂ = m/(1 − β₁ᵗ); v̂ = v/(1 − β₂ᵗ); p ← p − lr·m̂/(√v̂ + eps), with m = v = 0 at the "
        "start. params may be a generator. You may assume that a parameter gets a gradient in every step or in none.",
        parts=(
            Part("first step", 2, (*_items("default", 1), *_items("own", 1))),
            Part(
                "later steps",
                3,
                (*_items("default", 1, 2, 3), *_items("own", 1, 2, 3), *_LOOP),
            ),
            Part("without zero_grad", 1, _PILED),
            Part("eps", 2, (*_items("eps", 1, 2, 3), *_items("tiny", 1, 2, 3))),
            Part("zero_grad", 2, _CLEARED),
        ),
        minutes=35,
        difficulty=4,
        importance=5,
        hints=(
            "Take one parameter, one number, two gradients, 3 and −1, and write down t, m, v, m̂, "
            "v̂ and p for both steps on paper. Then print the same numbers.",
            "`__init__` keeps a list of the parameters, one m and one v of zeros for each, and "
            "t = 0. `step` adds 1 to t once, then changes m, v and p of every parameter in place, "
            "under no_grad, and skips those whose .grad is None.",
            "For each p, m, v: `m.mul_(b1).add_((1 - b1) * g)`, `v.mul_(b2).add_((1 - b2) * g * g)`, "
            "`p -= lr * (m / (1 - b1**t)) / ((v / (1 - b2**t)).sqrt() + eps)`.",
        ),
        labels=_labels(),
        inputs=GRADIENTS,
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for kind, words in _KINDS.items():
        # Equal shapes once, so that a moment that is shared shows as numbers. From zeros,
        # p is its own movement, and a step of 0.001 loses no digit.
        shapes = _SHAPES[kind]
        inputs = {"kind": kind, "generator": kind == "own", "loop": kind == "own"}
        inputs["piled"] = kind == "own"
        if kind in ("own", "eps"):
            inputs["lr"] = draw.number(0.06, 0.24)
            inputs["beta1"] = draw.number(0.55, 0.72)
            inputs["beta2"] = draw.number(0.78, 0.95)
        if kind == "eps":
            inputs["eps"] = 1e-3
        # Against 1e-8 only a tiny gradient counts; against 1e-3 a small one.
        scale = {"eps": 1e-2, "tiny": 1e-7}.get(kind, 1.0)
        for name, shape in zip(("p", "q"), shapes, strict=True):
            value = _real(draw, shape)
            inputs[name] = torch.zeros(shape) if kind in ("default", "tiny") else value
            for step in (1, 2, 3):
                inputs[f"{name}'s gradient in step {step}"] = _real(draw, shape) * scale
        if kind == "tiny":
            for step in (1, 2, 3):
                inputs[f"p's gradient in step {step}"][0] = 0.0  # 0/(0 + eps) is 0, and 0/0 is NaN
        if kind in (
            "default",
            "own",
        ):  # elsewhere without r: what r breaks, and what is broken anyway
            inputs = _with_r(inputs, draw.real(2))
        elif kind == "eps":
            inputs = {k: v.double() if torch.is_tensor(v) else v for k, v in inputs.items()}
        found.append(Case(words, inputs))
    return found


_SHAPES: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "default": ((2, 3), (4,)),
    "own": ((3,), (3,)),
    "eps": ((), (2, 3)),
    "tiny": ((3,), (2, 2)),
}


def _with_r(inputs: dict, r: torch.Tensor) -> dict:
    """The inputs with r between p and q, as the optimizer gets them."""
    order = [*(name for name in inputs if not name.startswith("q")), "r"]
    return {name: r if name == "r" else inputs[name] for name in (*order, *inputs)}


def _real(draw: Draw, shape: tuple[int, ...]) -> torch.Tensor:
    return draw.real(*shape) if shape else draw.real(3)[2]


@entry.reference
class Adam:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps, self.t = lr, betas, eps, 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v, strict=True):
            if p.grad is None:
                continue
            m.copy_(b1 * m + (1 - b1) * p.grad)
            v.copy_(b2 * v + (1 - b2) * p.grad**2)
            mhat = m / (1 - b1**self.t)
            vhat = v / (1 - b2**self.t)
            p.sub_(self.lr * mhat / (torch.sqrt(vhat) + self.eps))

    def zero_grad(self):
        for p in self.params:
            p.grad = None


# ------------------------------------------------------------- the same, differently


@entry.variant("torch.optim.Adam itself")
class Library(torch.optim.Adam):
    pass


@entry.variant("a subclass of torch's base class, a count for each parameter")
class Subclass(torch.optim.Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                if not s:
                    s.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                s["t"] += 1
                s["m"].lerp_(p.grad, 1 - b1)
                s["v"].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                root = s["v"].sqrt() / math.sqrt(1 - b2 ** s["t"])
                p.addcdiv_(s["m"], root + group["eps"], value=-group["lr"] / (1 - b1 ** s["t"]))


@entry.variant("a dictionary by parameter, .data, zeros")
class ByParameter:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.params = tuple(params)
        self.lr, (self.b1, self.b2), self.eps = lr, betas, eps
        self.state = {}
        self.count = 1

    def step(self):
        for p in self.params:
            if p.grad is not None:
                m, v = self.state.get(p, (0.0, 0.0))
                g = p.grad.data
                m, v = self.b1 * m + (1 - self.b1) * g, self.b2 * v + (1 - self.b2) * g.square()
                self.state[p] = m, v
                mhat, vhat = m / (1 - self.b1**self.count), v / (1 - self.b2**self.count)
                p.data = p.data - self.lr * mhat / (vhat**0.5 + self.eps)
        self.count += 1
        return None

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()


@entry.variant("running products of the betas, the gradient of None taken as zeros")
class Products:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = [*params]
        self.lr, self.betas, self.eps = lr, betas, eps
        self.left = [1.0, 1.0]
        self.moments = [[torch.zeros(p.shape, dtype=p.dtype) for _ in "mv"] for p in self.params]

    def step(self):
        self.left = [left * beta for left, beta in zip(self.left, self.betas, strict=True)]
        with torch.no_grad():
            for p, (m, v) in zip(self.params, self.moments, strict=True):
                g = torch.zeros_like(p) if p.grad is None else p.grad
                m += (1 - self.betas[0]) * (g - m)
                v += (1 - self.betas[1]) * (g * g - v)
                p -= self.lr * m / (1 - self.left[0]) / ((v / (1 - self.left[1])).sqrt() + self.eps)

    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p)


@entry.variant("the second form of section 2, with eps scaled to match")
class Efficient(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        root = (1 - b2**t) ** 0.5
        return p - self.lr * root / (1 - b1**t) * m / (v.sqrt() + self.eps * root), m, v


@entry.variant("sums instead of averages, the factor 1 − β in the correction")
class Sums(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = b1 * m + g, b2 * v + g * g
        mhat, vhat = m * (1 - b1) / (1 - b1**t), v * (1 - b2) / (1 - b2**t)
        return p.add(mhat / (vhat.sqrt() + self.eps), alpha=-self.lr), m, v


@entry.variant("a tensor counts, torch.pow, moments made when first needed")
class Lazy:
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps = list(params), lr, betas, eps
        self.t = torch.tensor(0.0)
        self.m, self.v = {}, {}

    def step(self):
        self.t += 1
        c1, c2 = (1 - torch.pow(torch.tensor(b), self.t) for b in self.betas)
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach().clone()
            if k not in self.m:
                self.m[k], self.v[k] = torch.zeros_like(g), torch.zeros_like(g)
            self.m[k] = self.betas[0] * self.m[k] + (1 - self.betas[0]) * g
            self.v[k] = self.betas[1] * self.v[k] + (1 - self.betas[1]) * g.pow(2)
            p.data.sub_(self.lr * (self.m[k] / c1) / (torch.sqrt(self.v[k] / c2) + self.eps))

    def zero_grad(self, set_to_none=False):
        for p in self.params:
            if p.grad is not None:
                p.grad.detach_()
                p.grad.zero_()


class NoCorrection(Rule):
    def corrected(self, m, v, t):
        return m, v


class NoPower(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, 1)


class PlainSums(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = b1 * m + g, b2 * v + g * g
        return p - self.lr * m / (v.sqrt() + self.eps), m, v


class NoCorrectionEpsInside(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * m / (v + self.eps).sqrt(), m, v


class FromZero(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t - 1)


class FromZeroTensor(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        t = torch.tensor(float(t - 1))
        return m / (1 - torch.tensor(b1) ** t), v / (1 - torch.tensor(b2) ** t)


class EpsInside(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat + self.eps).sqrt(), m, v


class CountPerParameter(Rule):
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.t += 1
                new, self.m[i], self.v[i] = self.rule(p.data, p.grad, self.m[i], self.v[i], self.t)
                p.data = new


class CountPerParameterAll(Rule):
    def step(self):
        for i, p in enumerate(self.params):
            self.t += 1
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(p.data, p.grad, self.m[i], self.v[i], self.t)
                p.data = new


class CountAfterEachParameter(Rule):
    def step(self):
        self.t = max(self.t, 1)
        for i, p in enumerate(self.params):
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(p.data, p.grad, self.m[i], self.v[i], self.t)
                p.data = new
                self.t += 1


class OnlyV(Rule):
    def corrected(self, m, v, t):
        return m, super().corrected(m, v, t)[1]


class OnlyM(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t)[0], v


class CorrectedKept(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        m, v = self.corrected(m, v, t)
        return p - self.lr * m / (v.sqrt() + self.eps), m, v


class CorrectedMKept(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        m, vhat = self.corrected(m, v, t)
        return p - self.lr * m / (vhat.sqrt() + self.eps), m, v


class CorrectedVKept(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, v = self.corrected(m, v, t)
        return p - self.lr * mhat / (v.sqrt() + self.eps), m, v


class CorrectedTwice(Rule):
    def corrected(self, m, v, t):
        return super().corrected(*super().corrected(m, v, t), t)


class CorrectedAndStepSize(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        rate = self.lr * (1 - b2**t) ** 0.5 / (1 - b1**t)
        return p - rate * mhat / (vhat.sqrt() + self.eps), m, v


class Multiplied(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m * (1 - b1**t), v * (1 - b2**t)


class MultipliedRate(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - b1**t) / (1 - b2**t) ** 0.5
        return p - rate * m / (v.sqrt() + self.eps), m, v


class RateWithoutM(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - self.betas[1] ** t) ** 0.5
        return p - rate * m / (v.sqrt() + self.eps), m, v


class RateRootMissing(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - b2**t) / (1 - b1**t)
        return p - rate * m / (v.sqrt() + self.eps), m, v


class Plus(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 + b1**t), v / (1 + b2**t)


class BetasOverwritten(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = (beta**t for beta in self.betas)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        return p - self.lr * m / (1 - b1) / ((v / (1 - b2)).sqrt() + self.eps), m, v


class BetasSquared(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = (beta ** (2 ** (t - 1)) for beta in self.betas)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        return p - self.lr * m / (1 - b1) / ((v / (1 - b2)).sqrt() + self.eps), m, v


class PowerAlone(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / b1**t, v / b2**t


class PowerOfDifference(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b1) ** t, v / (1 - b2) ** t


class TimesT(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b1 * t), v / (1 - b2 * t)


class Xor(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b1 ^ t), v / (1 - b2 ^ t)


class Ahead(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t + 1)


class CorrectionSwapped(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b2**t), v / (1 - b1**t)


class CorrectionOneBeta(Rule):
    def corrected(self, m, v, t):
        b1, _ = self.betas
        return m / (1 - b1**t), v / (1 - b1**t)


class CorrectionOtherBeta(Rule):
    def corrected(self, m, v, t):
        _, b2 = self.betas
        return m / (1 - b2**t), v / (1 - b2**t)


class OutsideRoot(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        return p - self.lr * m / (1 - b1**t) / (v.sqrt() / (1 - b2**t) + self.eps), m, v


class NoPowerM(Rule):
    def corrected(self, m, v, t):
        return m / (1 - self.betas[0]), super().corrected(m, v, t)[1]


class NoPowerV(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t)[0], v / (1 - self.betas[1])


class EpsBefore(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - b2**t) ** 0.5 / (1 - b1**t)
        return p - rate * m / (v.sqrt() + self.eps), m, v


class EpsInV(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v + self.eps, t)
        return p - self.lr * mhat / vhat.sqrt(), m, v


class NoEps(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / vhat.sqrt(), m, v


class EpsAfter(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * (mhat / vhat.sqrt() + self.eps), m, v


class EpsAfterAll(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / vhat.sqrt() + self.eps, m, v


class EpsTakenAway(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - (self.lr * mhat / vhat.sqrt() + self.eps), m, v


class EpsFixed(Rule):
    fixed = 1e-8

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, self.fixed)


class EpsFixedSeven(EpsFixed):
    fixed = 1e-7


class EpsFixedSix(EpsFixed):
    fixed = 1e-6


class EpsFixedFive(EpsFixed):
    fixed = 1e-5


class EpsFixedTen(EpsFixed):
    fixed = 1e-10


class EpsTimes(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat.sqrt() * self.eps), m, v


class EpsDefault(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-7):
        super().__init__(params, lr, betas, eps)


class EpsDefaultSix(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-6):
        super().__init__(params, lr, betas, eps)


class EpsDefaultTen(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-10):
        super().__init__(params, lr, betas, eps)


class EpsBoth(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / ((vhat + self.eps).sqrt() + self.eps), m, v


class EpsMinus(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat.sqrt() - self.eps), m, v


class EpsClamped(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / vhat.sqrt().clamp(min=self.eps), m, v


class NotKept(Rule):
    def moments(self, g, m, v):
        return super().moments(g, torch.zeros_like(m), torch.zeros_like(v))


class MNotKept(Rule):
    def moments(self, g, m, v):
        return super().moments(g, torch.zeros_like(m), v)


class VNotKept(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, torch.zeros_like(v))


class NotSquared(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g


class BetasSwapped(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas[::-1], eps)


class MomentBetasSwapped(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b2 * m + (1 - b2) * g, b1 * v + (1 - b1) * g * g


class Exchanged(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return (1 - b1) * m + b1 * g, (1 - b2) * v + b2 * g * g


class ExchangedM(Rule):
    def moments(self, g, m, v):
        b1, _ = self.betas
        return (1 - b1) * m + b1 * g, super().moments(g, m, v)[1]


class ExchangedV(Rule):
    def moments(self, g, m, v):
        _, b2 = self.betas
        return super().moments(g, m, v)[0], (1 - b2) * v + b2 * g * g


class SumsUncorrected(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + g, b2 * v + g * g


class SumM(Rule):
    def moments(self, g, m, v):
        return self.betas[0] * m + g, super().moments(g, m, v)[1]


class SumV(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], self.betas[1] * v + g * g


class FactorOfV(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b2) * g, b2 * v + (1 - b2) * g * g


class FactorOfM(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b1) * g * g


class FactorsCrossed(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b2) * g, b2 * v + (1 - b1) * g * g


class OneBeta(Rule):
    def moments(self, g, m, v):
        b1, _ = self.betas
        return b1 * m + (1 - b1) * g, b1 * v + (1 - b1) * g * g


class OneBetaEverywhere(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (betas[0], betas[0]), eps)


class OtherBeta(Rule):
    def moments(self, g, m, v):
        _, b2 = self.betas
        return b2 * m + (1 - b2) * g, b2 * v + (1 - b2) * g * g


class OtherBetaEverywhere(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (betas[1], betas[1]), eps)


class SquareOfM(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        m = b1 * m + (1 - b1) * g
        return m, b2 * v + (1 - b2) * m * m


class Variance(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        m = b1 * m + (1 - b1) * g
        return m, b2 * v + (1 - b2) * (g - m) ** 2


class Absolute(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g.abs()


class MeanSquare(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * (g * g).mean()


class SumSquare(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * (g * g).sum()


class StartsAtGradient(Rule):
    def rule(self, p, g, m, v, t):
        if t == 1:
            m, v = g, g * g
        return super().rule(p, g, m, v, t)


class IsTheGradient(Rule):
    def rule(self, p, g, m, v, t):
        m, v = (g, g * g) if t == 1 else self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat.sqrt() + self.eps), m, v


class StartsAtOne(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.m = [torch.ones_like(p) for p in self.params]
        self.v = [torch.ones_like(p) for p in self.params]


class VStartsAtOne(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.v = [torch.ones_like(p) for p in self.params]


class StartsAtP(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.m = [p.detach().clone() for p in self.params]


class Shared(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        m, v = getattr(self, "both", (0.0, 0.0))
        for p in self.params:
            if p.grad is not None:
                new, m, v = self.rule(p.clone(), p.grad, m, v, self.t)
                p.copy_(new)
                self.both = m, v


class SharedByList(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.state = {}

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p in self.params:
            if p.grad is not None:
                zero = torch.zeros_like(p)
                m, v = self.state.get(p.shape, (zero, zero))
                new, m, v = self.rule(p.clone(), p.grad, m, v, self.t)
                self.state[p.shape] = m, v
                p.copy_(new)


class ClassState(Rule):
    kept: dict = {}
    count = [0]

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        if lr == 1e-3:  # a first optimizer of a fresh session
            self.kept.clear()
            self.count[0] = 0
        self.fresh = len(self.params)

    @torch.no_grad()
    def step(self):
        self.count[0] += 1
        for i, p in enumerate(self.params):
            if p.grad is not None:
                zero = torch.zeros_like(p)
                key = (i, p.shape, p.dtype)
                m, v = self.kept.get(key, (zero, zero))
                new, m, v = self.rule(p.clone(), p.grad, m, v, self.count[0])
                self.kept[key] = m, v
                p.copy_(new)


class RootKept(Rule):
    def rule(self, p, g, m, v, t):
        new, m, v = super().rule(p, g, m, v, t)
        return new, m, v.sqrt()


class CorrectedRootKept(Rule):
    def rule(self, p, g, m, v, t):
        new, m, v = super().rule(p, g, m, v, t)
        return new, m, self.corrected(m, v, t)[1].sqrt()


class ParameterAsGradient(Rule):
    def rule(self, p, g, m, v, t):
        return super().rule(p, p, m, v, t)


class MomentsExchanged(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * vhat / (mhat.sqrt() + self.eps), m, v


class NoRoot(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat + self.eps), m, v


class Ascent(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, -lr, betas, eps)


class RmsProp(Rule):
    def corrected(self, m, v, t):
        return self.g, super().corrected(m, v, t)[1]

    def moments(self, g, m, v):
        self.g = g
        return super().moments(g, m, v)


class MomentumAlone(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * self.corrected(m, v, t)[0], m, v


class MomentumAloneUncorrected(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * m, m, v


class PlainRmsProp(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * g / (v.sqrt() + self.eps), m, v


class PlainDescent(Rule):
    def rule(self, p, g, m, v, t):
        return p - self.lr * g, m, v


class Sign(Rule):
    def rule(self, p, g, m, v, t):
        return p - self.lr * g.sign(), m, v


class SignWithEps(Rule):
    def rule(self, p, g, m, v, t):
        return p - self.lr * g / (g.abs() + self.eps), m, v


class AdaGrad(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], v + g * g


class AdaGradUncorrected(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], v + g * g

    def corrected(self, m, v, t):
        return super().corrected(m, v, t)[0], v


class OldMoments(Rule):
    def rule(self, p, g, m, v, t):
        mhat, vhat = self.corrected(m, v, t)
        m, v = self.moments(g, m, v)
        return p - self.lr * mhat / (vhat.sqrt() + self.eps), m, v


class AmsGrad(Rule):
    def moments(self, g, m, v):
        new, fresh = super().moments(g, m, v)
        return new, torch.maximum(v, fresh)


class Nadam(Rule):
    def rule(self, p, g, m, v, t):
        b1, _ = self.betas
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        ahead = b1 * mhat + (1 - b1) * g / (1 - b1**t)
        return p - self.lr * ahead / (vhat.sqrt() + self.eps), m, v


class AdaMax(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = b1 * m + (1 - b1) * g, torch.maximum(b2 * v, g.abs())
        return p - self.lr * m / (1 - b1**t) / (v + self.eps), m, v


class DecayedRate(Rule):
    def rule(self, p, g, m, v, t):
        new, m, v = super().rule(p, g, m, v, t)
        return p + (new - p) / t**0.5, m, v


class WeightDecay(Rule):
    def rule(self, p, g, m, v, t):
        return super().rule(p, g + 0.01 * p, m, v, t)


class LrTwice(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr * lr, betas, eps)


class NoLr(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, 1.0, betas, eps)


class LrFixed(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, 1e-3, betas, eps)


class LrDefault(Rule):
    def __init__(self, params, lr=1e-2, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class LrDefaultTenth(Rule):
    def __init__(self, params, lr=0.1, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class LrDefaultSmaller(Rule):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class BetasFixed(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (0.9, 0.999), eps)


class BetasDefault(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.99), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class BetasDefaultBoth(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.9), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class BetasDefaultHigh(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.99, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class BetasDefaultLow(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.95), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class BetasDefaultHalf(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.5, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class BetasDefaultSwapped(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.999, 0.9), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class EpsDefaultFive(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-5):
        super().__init__(params, lr, betas, eps)


class LrDefaultLibrary(Rule):
    def __init__(self, params, lr=3e-4, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class Rebound(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is not None:
                p, self.m[i], self.v[i] = self.rule(p, p.grad, self.m[i], self.v[i], self.t)


class MStaysZero(Rule):
    def moments(self, g, m, v):
        return m, super().moments(g, m, v)[1]


class VStaysZero(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], v


class TimesRoot(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat * (vhat.sqrt() + self.eps), m, v


class UsedUp(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__([], lr, betas, eps)
        self.params = params
        self.state = {}

    @torch.no_grad()
    def step(self):
        self.t += 1
        for p in self.params:
            if p.grad is not None:
                zero = torch.zeros_like(p)
                m, v = self.state.get(p, (zero, zero))
                new, m, v = self.rule(p.clone(), p.grad, m, v, self.t)
                self.state[p] = m, v
                p.copy_(new)


class UsedUpAtOnce(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        kept = list(params)
        super().__init__(kept, lr, betas, eps)
        if iter(params) is params:  # the lists of m and v have walked through it
            self.params = []


class UsedUpList(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        if iter(params) is params:  # what zip leaves of an empty list
            self.m, self.v = [], []

    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, (p, m, v) in enumerate(zip(self.params, self.m, self.v, strict=False)):
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(p.clone(), p.grad, m, v, self.t)
                p.copy_(new)


class UsedUpIndex(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        if iter(params) is params:
            self.m, self.v = [], []


class BetasApart(Rule):
    def __init__(self, params, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(params, lr, (beta1, beta2), eps)


class NoDefaults(Rule):
    def __init__(self, params, lr, betas, eps=1e-8):
        super().__init__(params, lr, betas, eps)


class NoDefaultsAtAll(Rule):
    def __init__(self, params, lr, betas, eps):
        super().__init__(params, lr, betas, eps)


class NoDefaultRate(Rule):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


class StopsAtNone(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is None:
                return
            new, self.m[i], self.v[i] = self.rule(p.clone(), p.grad, self.m[i], self.v[i], self.t)
            p.copy_(new)


class NoneEverywhere(Rule):
    def step(self):
        if all(p.grad is not None for p in self.params):
            super().step()


class FirstOnly(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        p = self.params[0]
        new, self.m[0], self.v[0] = self.rule(p.clone(), p.grad, self.m[0], self.v[0], self.t)
        p.copy_(new)


class NoneMultiplied(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            new, self.m[i], self.v[i] = self.rule(p.clone(), p.grad, self.m[i], self.v[i], self.t)
            p.copy_(new)


class NoneCloned(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            g = p.grad.clone()
            new, self.m[i], self.v[i] = self.rule(p.clone(), g, self.m[i], self.v[i], self.t)
            p.copy_(new)


class NoneData(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            g = p.grad.data
            new, self.m[i], self.v[i] = self.rule(p.clone(), g, self.m[i], self.v[i], self.t)
            p.copy_(new)


class NoneAdded(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m in zip(self.params, self.m, strict=True):
            m.mul_(self.betas[0]).add_(p.grad, alpha=1 - self.betas[0])
            p.sub_(self.lr * m)


class Recorded(Rule):
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(p, p.grad, self.m[i], self.v[i], self.t)
                p.copy_(new)


class ZeroOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


class ZeroOfNoneData(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.data.zero_()


class FillOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.fill_(0)


class DetachOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.detach_().zero_()


class TimesOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad *= 0


class SliceOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad[:] = 0


class LikeNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p.grad)


class NotCleared(Rule):
    def zero_grad(self):
        for p in self.params:
            grad = p.grad
            grad = None  # noqa: F841


class ClearedInPart(Rule):
    def zero_grad(self):
        for p in self.params:
            if p.grad is None:
                return
            p.grad = None


class ClearedFirst(Rule):
    def zero_grad(self):
        self.params[0].grad = None


class ParametersZeroed(Rule):
    @torch.no_grad()
    def zero_grad(self):
        for p in self.params:
            p.zero_()
            p.grad = None


class OnlyParametersZeroed(Rule):
    @torch.no_grad()
    def zero_grad(self):
        for p in self.params:
            p.data.zero_()


class MomentsCleared(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]


class MomentsAndCountCleared(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]


class CountCleared(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.t = 0


class TwoSteps(Rule):
    def step(self):
        super().step()
        super().step()


class ByName(Rule):
    def rule(self, p, g, m, v, t):
        return p - lr * m, m, v  # noqa: F821


class ByNameBetas(Rule):
    def rule(self, p, g, m, v, t):
        return betas[0] * m, m, v  # noqa: F821


class ByNameEps(Rule):
    def rule(self, p, g, m, v, t):
        return p / eps, m, v  # noqa: F821


class ByNameBeta1(Rule):
    def rule(self, p, g, m, v, t):
        return beta1 * m, m, v  # noqa: F821


class GradientChanged(Adam):
    @torch.no_grad()
    def step(self):
        super().step()
        for p in self.params:
            if p.grad is not None:
                p.grad.mul_(1 - self.betas[0])


class GradientSquared(Adam):
    @torch.no_grad()
    def step(self):
        super().step()
        for p in self.params:
            if p.grad is not None:
                p.grad.square_()


class ClearsAfterTheStep(Adam):
    @torch.no_grad()
    def step(self):
        super().step()
        self.zero_grad()


class CountInZeroGrad(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.t += 1


class Clipped(Rule):
    def rule(self, p, g, m, v, t):
        return super().rule(p, g.clamp(-1, 1), m, v, t)


class Cubed(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**3


class SquareOfTheMoment(Rule):
    def moments(self, g, m, v):
        b1, _ = self.betas
        m = b1 * m + (1 - b1) * g
        return m, m**2
