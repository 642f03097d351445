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


optimizer = Entry(
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
    harmless={
        "12: zip(self.params, self.m, self.v, strict=True) without strict=": "equal lengths",
        "12: True -> False": "the three lists are equally long",
    },
)


@optimizer.cases
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


@optimizer.reference
class Reference:
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


@optimizer.variant("torch.optim.Adam itself")
class Library(torch.optim.Adam):
    pass


@optimizer.variant("a subclass of torch's base class, a count for each parameter")
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


@optimizer.variant("a dictionary by parameter, .data, zeros")
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


@optimizer.variant("running products of the betas, the gradient of None taken as zeros")
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


@optimizer.variant("the second form of section 2, with eps scaled to match")
class Efficient(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        root = (1 - b2**t) ** 0.5
        return p - self.lr * root / (1 - b1**t) * m / (v.sqrt() + self.eps * root), m, v


@optimizer.variant("sums instead of averages, the factor 1 − β in the correction")
class Sums(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = b1 * m + g, b2 * v + g * g
        mhat, vhat = m * (1 - b1) / (1 - b1**t), v * (1 - b2) / (1 - b2**t)
        return p.add(mhat / (vhat.sqrt() + self.eps), alpha=-self.lr), m, v


@optimizer.variant("a tensor counts, torch.pow, moments made when first needed")
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


# ------------------------------------------------------------------- bias correction


@optimizer.mistake(
    "no-correction",
    "the bias correction is missing: m and v are used as they are",
    "m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ): both averages start at 0 and are too small at first.",
)
class NoCorrection(Rule):
    def corrected(self, m, v, t):
        return m, v


@optimizer.mistake(
    "no-power",
    "both moments come out divided by 1 − β in every step: in the correction t does not advance "
    "or its power is missing, or the moments are sums without the factor 1 − β and uncorrected",
    "(1 − β)·g goes in, and 1 − βᵗ, with t = 1, 2, 3, …, divides: the correction fades away.",
)
class NoPower(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, 1)


@optimizer.also("no-power")
class PlainSums(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = b1 * m + g, b2 * v + g * g
        return p - self.lr * m / (v.sqrt() + self.eps), m, v


@optimizer.also("no-correction")
class NoCorrectionEpsInside(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * m / (v + self.eps).sqrt(), m, v


@optimizer.mistake(
    "t-from-zero",
    "the count t is still 0 in the first step: 1 − β⁰ is 0, and 0 is divided by",
    "Add 1 to t before the first update: Algorithm 1 starts with t ← t + 1.",
)
class FromZero(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t - 1)


@optimizer.also("t-from-zero")
class FromZeroTensor(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        t = torch.tensor(float(t - 1))
        return m / (1 - torch.tensor(b1) ** t), v / (1 - torch.tensor(b2) ** t)


@optimizer.mistake(
    "eps-inside",
    "eps stands inside the root: √(v̂ + eps)",
    "√v̂ + eps: for a gradient of 1e-7, √(1e-14 + 1e-8) is a thousand times too large.",
)
class EpsInside(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat + self.eps).sqrt(), m, v


@optimizer.mistake(
    "count-per-parameter",
    "t advances once for each parameter, not once for each step",
    "t counts steps: add 1 before the loop over the parameters.",
)
class CountPerParameter(Rule):
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.t += 1
                new, self.m[i], self.v[i] = self.rule(p.data, p.grad, self.m[i], self.v[i], self.t)
                p.data = new


@optimizer.also("count-per-parameter")
class CountPerParameterAll(Rule):
    def step(self):
        for i, p in enumerate(self.params):
            self.t += 1
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(p.data, p.grad, self.m[i], self.v[i], self.t)
                p.data = new


@optimizer.also("count-per-parameter")
class CountAfterEachParameter(Rule):
    def step(self):
        self.t = max(self.t, 1)
        for i, p in enumerate(self.params):
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(p.data, p.grad, self.m[i], self.v[i], self.t)
                p.data = new
                self.t += 1


@optimizer.mistake(
    "m-not-corrected",
    "only v is corrected: m is used without the bias correction",
    "m̂ = m/(1 − β₁ᵗ), too.",
)
class OnlyV(Rule):
    def corrected(self, m, v, t):
        return m, super().corrected(m, v, t)[1]


@optimizer.mistake(
    "v-not-corrected",
    "only m is corrected: v is used without the bias correction",
    "v̂ = v/(1 − β₂ᵗ), too: v starts at 0 and is too small at first, and so the step too large.",
)
class OnlyM(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t)[0], v


@optimizer.mistake(
    "corrected-kept",
    "the corrected values are kept as m and v: the next step corrects them again",
    "m̂ and v̂ are for this step's update only; m and v go on as they are.",
)
class CorrectedKept(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        m, v = self.corrected(m, v, t)
        return p - self.lr * m / (v.sqrt() + self.eps), m, v


@optimizer.mistake(
    "corrected-m-kept",
    "the corrected m̂ is kept as m: the next step corrects it again",
    "m̂ is for this step's update only; m goes on as it is.",
)
class CorrectedMKept(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        m, vhat = self.corrected(m, v, t)
        return p - self.lr * m / (vhat.sqrt() + self.eps), m, v


@optimizer.mistake(
    "corrected-v-kept",
    "the corrected v̂ is kept as v: the next step corrects it again",
    "v̂ is for this step's update only; v goes on as it is.",
)
class CorrectedVKept(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, v = self.corrected(m, v, t)
        return p - self.lr * mhat / (v.sqrt() + self.eps), m, v


@optimizer.mistake(
    "corrected-twice",
    "the bias correction is applied twice",
    "m̂ = m/(1 − β₁ᵗ), and no further factor in the step size.",
)
class CorrectedTwice(Rule):
    def corrected(self, m, v, t):
        return super().corrected(*super().corrected(m, v, t), t)


@optimizer.also("corrected-twice")
class CorrectedAndStepSize(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        rate = self.lr * (1 - b2**t) ** 0.5 / (1 - b1**t)
        return p - rate * mhat / (vhat.sqrt() + self.eps), m, v


@optimizer.mistake(
    "multiplied",
    "m and v are multiplied by 1 − βᵗ instead of divided",
    "1 − βᵗ is below 1: dividing by it makes the averages larger, as they should be at first.",
)
class Multiplied(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m * (1 - b1**t), v * (1 - b2**t)


@optimizer.also("multiplied")
class MultipliedRate(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - b1**t) / (1 - b2**t) ** 0.5
        return p - rate * m / (v.sqrt() + self.eps), m, v


@optimizer.also("m-not-corrected")
class RateWithoutM(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - self.betas[1] ** t) ** 0.5
        return p - rate * m / (v.sqrt() + self.eps), m, v


@optimizer.mistake(
    "rate-root-missing",
    "the step size of the short form lacks its root: lr·(1 − β₂ᵗ)/(1 − β₁ᵗ)",
    "v stands under a root, so its correction does, too: lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ).",
)
class RateRootMissing(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - b2**t) / (1 - b1**t)
        return p - rate * m / (v.sqrt() + self.eps), m, v


@optimizer.mistake(
    "plus",
    "m and v are divided by 1 + βᵗ instead of 1 − βᵗ",
    "1 − βᵗ is the share of the average that real gradients fill so far.",
)
class Plus(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 + b1**t), v / (1 + b2**t)


@optimizer.mistake(
    "betas-overwritten",
    "β₁ and β₂ themselves change from step to step: their powers are kept in their place",
    "The powers βᵗ are for the correction; the averages use the same β in every step.",
)
class BetasOverwritten(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = (beta**t for beta in self.betas)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        return p - self.lr * m / (1 - b1) / ((v / (1 - b2)).sqrt() + self.eps), m, v


@optimizer.also("betas-overwritten")
class BetasSquared(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = (beta ** (2 ** (t - 1)) for beta in self.betas)
        m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
        return p - self.lr * m / (1 - b1) / ((v / (1 - b2)).sqrt() + self.eps), m, v


@optimizer.mistake(
    "power-alone",
    "m and v are divided by βᵗ instead of 1 − βᵗ",
    "1 − βᵗ is the share of the average that real gradients fill so far.",
)
class PowerAlone(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / b1**t, v / b2**t


@optimizer.mistake(
    "power-of-the-difference",
    "(1 − β)ᵗ stands where 1 − βᵗ belongs",
    "Only β is raised to the power t: 1 - beta**t, without brackets around 1 - beta.",
)
class PowerOfDifference(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b1) ** t, v / (1 - b2) ** t


@optimizer.mistake(
    "times-t",
    "β·t stands where βᵗ belongs",
    "β₁ᵗ is β₁ to the power t: beta1 ** t.",
)
class TimesT(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b1 * t), v / (1 - b2 * t)


@optimizer.mistake(
    "xor-of-power",
    "^ is used for the power",
    "In Python ^ is the bitwise exclusive or; the power is **.",
    about=("raised",),
)
class Xor(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b1 ^ t), v / (1 - b2 ^ t)


@optimizer.mistake(
    "t-ahead",
    "t is 2 in the first step: it is one ahead all the time",
    "Start t at 0 and add 1 at the start of step, or start it at 1 and add 1 at the end.",
)
class Ahead(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t + 1)


@optimizer.mistake(
    "betas-of-correction-swapped",
    "the correction of m uses β₂ and that of v uses β₁",
    "m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ): each with the β of its own average.",
)
class CorrectionSwapped(Rule):
    def corrected(self, m, v, t):
        b1, b2 = self.betas
        return m / (1 - b2**t), v / (1 - b1**t)


@optimizer.mistake(
    "correction-one-beta",
    "both corrections use β₁",
    "v̂ = v/(1 − β₂ᵗ): with the β of v.",
)
class CorrectionOneBeta(Rule):
    def corrected(self, m, v, t):
        b1, _ = self.betas
        return m / (1 - b1**t), v / (1 - b1**t)


@optimizer.mistake(
    "correction-other-beta",
    "both corrections use β₂",
    "m̂ = m/(1 − β₁ᵗ): with the β of m.",
)
class CorrectionOtherBeta(Rule):
    def corrected(self, m, v, t):
        _, b2 = self.betas
        return m / (1 - b2**t), v / (1 - b2**t)


@optimizer.mistake(
    "correction-outside-the-root",
    "√v is divided by 1 − β₂ᵗ: the correction of v stands outside the root",
    "√(v/(1 − β₂ᵗ)): first correct, then take the root.",
)
class OutsideRoot(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        return p - self.lr * m / (1 - b1**t) / (v.sqrt() / (1 - b2**t) + self.eps), m, v


@optimizer.mistake(
    "no-power-m",
    "m is corrected by 1 − β₁ in every step: its power t is missing",
    "m̂ = m/(1 − β₁ᵗ).",
)
class NoPowerM(Rule):
    def corrected(self, m, v, t):
        return m / (1 - self.betas[0]), super().corrected(m, v, t)[1]


@optimizer.mistake(
    "no-power-v",
    "v is corrected by 1 − β₂ in every step: its power t is missing",
    "v̂ = v/(1 − β₂ᵗ).",
)
class NoPowerV(Rule):
    def corrected(self, m, v, t):
        return super().corrected(m, v, t)[0], v / (1 - self.betas[1])


# ------------------------------------------------------------------------------ eps


@optimizer.mistake(
    "eps-before-correction",
    "eps is added to √v, before the correction: √v̂ + eps/√(1 − β₂ᵗ) is the divisor",
    "√v̂ + eps. The paper's short form at the end of section 2 moves eps, torch does not.",
)
class EpsBefore(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = self.moments(g, m, v)
        rate = self.lr * (1 - b2**t) ** 0.5 / (1 - b1**t)
        return p - rate * m / (v.sqrt() + self.eps), m, v


@optimizer.mistake(
    "eps-in-v",
    "eps is added to v inside the root, before the correction",
    "√v̂ + eps: first correct, then the root, then eps.",
)
class EpsInV(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v + self.eps, t)
        return p - self.lr * mhat / vhat.sqrt(), m, v


@optimizer.mistake(
    "eps-missing",
    "eps is missing in the divisor: 0/0 is NaN where the gradient is 0",
    "√v̂ + eps.",
)
class NoEps(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / vhat.sqrt(), m, v


@optimizer.mistake(
    "eps-after-the-quotient",
    "eps is added to the quotient: brackets around √v̂ + eps are missing",
    "Division binds tighter than +: m̂ / (√v̂ + eps).",
)
class EpsAfter(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * (mhat / vhat.sqrt() + self.eps), m, v


@optimizer.also("eps-after-the-quotient")
class EpsAfterAll(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / vhat.sqrt() + self.eps, m, v


@optimizer.also("eps-after-the-quotient")
class EpsTakenAway(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - (self.lr * mhat / vhat.sqrt() + self.eps), m, v


@optimizer.mistake(
    "eps-ignored",
    "the eps that came in plays no part: a fixed number is written in step",
    "self.eps is the number to add.",
)
class EpsFixed(Rule):
    fixed = 1e-8

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, self.fixed)


@optimizer.also("eps-ignored")
class EpsFixedSeven(EpsFixed):
    fixed = 1e-7


@optimizer.also("eps-ignored")
class EpsFixedSix(EpsFixed):
    fixed = 1e-6


@optimizer.also("eps-ignored")
class EpsFixedFive(EpsFixed):
    fixed = 1e-5


@optimizer.also("eps-ignored")
class EpsFixedTen(EpsFixed):
    fixed = 1e-10


@optimizer.mistake(
    "eps-times",
    "eps is multiplied to √v̂ instead of added",
    "√v̂ + eps: a small number beside it, so that nothing is divided by 0.",
)
class EpsTimes(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat.sqrt() * self.eps), m, v


@optimizer.mistake(
    "eps-default",
    "the default of eps is not 1e-8",
    "Algorithm 1 of the paper: good default settings are α = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.",
)
class EpsDefault(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-7):
        super().__init__(params, lr, betas, eps)


@optimizer.also("eps-default")
class EpsDefaultSix(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-6):
        super().__init__(params, lr, betas, eps)


@optimizer.also("eps-default")
class EpsDefaultTen(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-10):
        super().__init__(params, lr, betas, eps)


@optimizer.mistake(
    "eps-both",
    "eps is added twice, inside the root and outside",
    "√v̂ + eps, once, outside.",
)
class EpsBoth(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / ((vhat + self.eps).sqrt() + self.eps), m, v


@optimizer.mistake(
    "eps-subtracted",
    "eps is subtracted from √v̂",
    "√v̂ + eps keeps the divisor from 0.",
)
class EpsMinus(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat.sqrt() - self.eps), m, v


@optimizer.mistake(
    "eps-clamped",
    "eps is a lower bound for √v̂ (clamp, maximum) instead of being added",
    "√v̂ + eps.",
)
class EpsClamped(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / vhat.sqrt().clamp(min=self.eps), m, v


# -------------------------------------------------------------------------- moments


@optimizer.mistake(
    "moments-not-kept",
    "m and v start from zero in every step: they are not kept in self",
    "m ← β₁·m + (1 − β₁)·g: the m of the step before has to live in self, and so has v.",
)
class NotKept(Rule):
    def moments(self, g, m, v):
        return super().moments(g, torch.zeros_like(m), torch.zeros_like(v))


@optimizer.mistake(
    "m-not-kept",
    "m starts from zero in every step",
    "m ← β₁·m + (1 − β₁)·g: the m of the step before has to live in self.",
)
class MNotKept(Rule):
    def moments(self, g, m, v):
        return super().moments(g, torch.zeros_like(m), v)


@optimizer.mistake(
    "v-not-kept",
    "v starts from zero in every step",
    "v ← β₂·v + (1 − β₂)·g²: the v of the step before has to live in self.",
)
class VNotKept(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, torch.zeros_like(v))


@optimizer.mistake(
    "not-squared",
    "v averages g, not g²: the root of a negative number is NaN",
    "v ← β₂·v + (1 − β₂)·g².",
)
class NotSquared(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g


@optimizer.mistake(
    "betas-swapped",
    "β₁ and β₂ are swapped",
    "betas = (β₁, β₂): the first belongs to m, the second to v.",
)
class BetasSwapped(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas[::-1], eps)


@optimizer.mistake(
    "betas-of-moments-swapped",
    "m is averaged with β₂ and v with β₁; the corrections are right",
    "m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g².",
)
class MomentBetasSwapped(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b2 * m + (1 - b2) * g, b1 * v + (1 - b1) * g * g


@optimizer.mistake(
    "factors-exchanged",
    "β and 1 − β are exchanged in both averages",
    "m ← β₁·m + (1 − β₁)·g: most of the old, a little of the new.",
)
class Exchanged(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return (1 - b1) * m + b1 * g, (1 - b2) * v + b2 * g * g


@optimizer.mistake(
    "factors-exchanged-m",
    "β₁ and 1 − β₁ are exchanged in m",
    "m ← β₁·m + (1 − β₁)·g: most of the old, a little of the new.",
)
class ExchangedM(Rule):
    def moments(self, g, m, v):
        b1, _ = self.betas
        return (1 - b1) * m + b1 * g, super().moments(g, m, v)[1]


@optimizer.mistake(
    "factors-exchanged-v",
    "β₂ and 1 − β₂ are exchanged in v",
    "v ← β₂·v + (1 − β₂)·g²: most of the old, a little of the new.",
)
class ExchangedV(Rule):
    def moments(self, g, m, v):
        _, b2 = self.betas
        return super().moments(g, m, v)[0], (1 - b2) * v + b2 * g * g


@optimizer.mistake(
    "sums",
    "1 − β is missing in both averages: m and v are sums",
    "m ← β₁·m + (1 − β₁)·g. SGD's momentum adds the whole gradient, Adam averages.",
)
class SumsUncorrected(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + g, b2 * v + g * g


@optimizer.mistake(
    "sum-m",
    "1 − β₁ is missing: m is a sum, as in SGD with momentum",
    "m ← β₁·m + (1 − β₁)·g.",
)
class SumM(Rule):
    def moments(self, g, m, v):
        return self.betas[0] * m + g, super().moments(g, m, v)[1]


@optimizer.mistake("sum-v", "1 − β₂ is missing: v is a sum", "v ← β₂·v + (1 − β₂)·g².")
class SumV(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], self.betas[1] * v + g * g


@optimizer.mistake(
    "factors-shared",
    "the new gradient enters m with 1 − β₂, or g² enters v with 1 − β₁",
    "m takes β₁ twice, v takes β₂ twice: the two factors of an average add up to 1.",
)
class FactorOfV(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b2) * g, b2 * v + (1 - b2) * g * g


@optimizer.also("factors-shared")
class FactorOfM(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b1) * g * g


@optimizer.also("factors-shared")
class FactorsCrossed(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b2) * g, b2 * v + (1 - b1) * g * g


@optimizer.mistake(
    "one-beta",
    "v is averaged with β₁, as m is",
    "v ← β₂·v + (1 − β₂)·g².",
)
class OneBeta(Rule):
    def moments(self, g, m, v):
        b1, _ = self.betas
        return b1 * m + (1 - b1) * g, b1 * v + (1 - b1) * g * g


@optimizer.also("one-beta")
class OneBetaEverywhere(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (betas[0], betas[0]), eps)


@optimizer.mistake(
    "other-beta",
    "m is averaged with β₂, as v is",
    "m ← β₁·m + (1 − β₁)·g.",
)
class OtherBeta(Rule):
    def moments(self, g, m, v):
        _, b2 = self.betas
        return b2 * m + (1 - b2) * g, b2 * v + (1 - b2) * g * g


@optimizer.also("other-beta")
class OtherBetaEverywhere(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (betas[1], betas[1]), eps)


@optimizer.mistake(
    "square-of-m",
    "v averages m², the square of the average, and not g²",
    "v ← β₂·v + (1 − β₂)·g²: from this step's gradient.",
)
class SquareOfM(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        m = b1 * m + (1 - b1) * g
        return m, b2 * v + (1 - b2) * m * m


@optimizer.mistake(
    "variance",
    "v averages (g − m)², a variance",
    "v ← β₂·v + (1 − β₂)·g²: the second moment is not centred.",
)
class Variance(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        m = b1 * m + (1 - b1) * g
        return m, b2 * v + (1 - b2) * (g - m) ** 2


@optimizer.mistake(
    "absolute",
    "v averages |g|, not g²",
    "v ← β₂·v + (1 − β₂)·g².",
)
class Absolute(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g.abs()


@optimizer.mistake(
    "one-v-for-all-elements",
    "v is one number for the whole parameter: g² is summed or averaged over its elements",
    "g² is the square element by element: every element gets its own step size.",
)
class MeanSquare(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * (g * g).mean()


@optimizer.also("one-v-for-all-elements")
class SumSquare(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * (g * g).sum()


@optimizer.mistake(
    "starts-at-the-gradient",
    "m and v start at the first gradient and its square, not at 0",
    "m₀ = 0, v₀ = 0: the bias correction is made for this start.",
)
class StartsAtGradient(Rule):
    def rule(self, p, g, m, v, t):
        if t == 1:
            m, v = g, g * g
        return super().rule(p, g, m, v, t)


@optimizer.also("starts-at-the-gradient")
class IsTheGradient(Rule):
    def rule(self, p, g, m, v, t):
        m, v = (g, g * g) if t == 1 else self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat.sqrt() + self.eps), m, v


@optimizer.mistake("starts-at-one", "m and v start at 1", "m₀ = 0, v₀ = 0: zeros_like.")
class StartsAtOne(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.m = [torch.ones_like(p) for p in self.params]
        self.v = [torch.ones_like(p) for p in self.params]


@optimizer.also("starts-at-one")
class VStartsAtOne(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.v = [torch.ones_like(p) for p in self.params]


@optimizer.mistake(
    "starts-at-p",
    "m starts as a copy of the parameter",
    "m₀ = 0: zeros of p's shape.",
)
class StartsAtP(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.m = [p.detach().clone() for p in self.params]


@optimizer.mistake(
    "shared-moments",
    "all parameters share one m and one v",
    "Each parameter has its own m and v, of its own shape: lists, or dictionaries by parameter.",
)
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


@optimizer.also("shared-moments")
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


@optimizer.mistake(
    "state-shared-by-objects",
    "m, v and t belong to the class: a second optimizer goes on where the first one stopped",
    "What belongs to one optimizer is made in __init__, as self.m, self.v and self.t.",
)
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


@optimizer.mistake(
    "root-kept",
    "the root of v is kept as v: the next step takes its average from there",
    "√v̂ is for this step's update only; v goes on as it is: v.sqrt(), without underscore.",
)
class RootKept(Rule):
    def rule(self, p, g, m, v, t):
        new, m, v = super().rule(p, g, m, v, t)
        return new, m, v.sqrt()


@optimizer.also("root-kept")
class CorrectedRootKept(Rule):
    def rule(self, p, g, m, v, t):
        new, m, v = super().rule(p, g, m, v, t)
        return new, m, self.corrected(m, v, t)[1].sqrt()


@optimizer.mistake(
    "parameter-as-gradient",
    "the parameter itself stands in the place of its gradient",
    "g is p.grad.",
)
class ParameterAsGradient(Rule):
    def rule(self, p, g, m, v, t):
        return super().rule(p, p, m, v, t)


@optimizer.mistake(
    "moments-exchanged",
    "m and v are exchanged in the update: v̂ is divided by the root of m̂",
    "p ← p − lr·m̂/(√v̂ + eps).",
)
class MomentsExchanged(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * vhat / (mhat.sqrt() + self.eps), m, v


# --------------------------------------------------------------------- the update


@optimizer.mistake(
    "root-missing",
    "the root is missing: m̂ is divided by v̂",
    "√v̂ is of the size of a gradient, v̂ of its square.",
)
class NoRoot(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat / (vhat + self.eps), m, v


@optimizer.mistake("ascent", "p goes up the gradient instead of down", "p ← p − lr·m̂/(√v̂ + eps).")
class Ascent(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, -lr, betas, eps)


@optimizer.mistake(
    "rmsprop",
    "the gradient itself stands in the update: m plays no part",
    "p ← p − lr·m̂/(√v̂ + eps). With g in the place of m̂ it is RMSProp, corrected.",
)
class RmsProp(Rule):
    def corrected(self, m, v, t):
        return self.g, super().corrected(m, v, t)[1]

    def moments(self, g, m, v):
        self.g = g
        return super().moments(g, m, v)


@optimizer.mistake(
    "momentum-alone",
    "the update is not divided by √v̂ + eps: v plays no part",
    "p ← p − lr·m̂/(√v̂ + eps).",
)
class MomentumAlone(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * self.corrected(m, v, t)[0], m, v


@optimizer.also("momentum-alone")
class MomentumAloneUncorrected(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * m, m, v


@optimizer.mistake(
    "plain-rmsprop",
    "the update is RMSProp: g over the root of the uncorrected v",
    "p ← p − lr·m̂/(√v̂ + eps), with two averages and both corrected.",
)
class PlainRmsProp(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        return p - self.lr * g / (v.sqrt() + self.eps), m, v


@optimizer.mistake(
    "gradient-descent",
    "the update is plain gradient descent",
    "p ← p − lr·m̂/(√v̂ + eps).",
)
class PlainDescent(Rule):
    def rule(self, p, g, m, v, t):
        return p - self.lr * g, m, v


@optimizer.mistake(
    "sign",
    "every step moves by lr times the sign of the gradient",
    "So it is in the first step only; later m̂/√v̂ lies between −1 and 1, or a little beyond.",
)
class Sign(Rule):
    def rule(self, p, g, m, v, t):
        return p - self.lr * g.sign(), m, v


@optimizer.also("sign")
class SignWithEps(Rule):
    def rule(self, p, g, m, v, t):
        return p - self.lr * g / (g.abs() + self.eps), m, v


@optimizer.mistake(
    "adagrad",
    "all squares count in full: v is their sum, as in AdaGrad",
    "v ← β₂·v + (1 − β₂)·g²: old squares fade.",
)
class AdaGrad(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], v + g * g


@optimizer.also("adagrad")
class AdaGradUncorrected(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], v + g * g

    def corrected(self, m, v, t):
        return super().corrected(m, v, t)[0], v


@optimizer.mistake(
    "old-moments",
    "p moves by the m and v from before this step's gradient",
    "First m and v take the new gradient in, then p moves.",
)
class OldMoments(Rule):
    def rule(self, p, g, m, v, t):
        mhat, vhat = self.corrected(m, v, t)
        m, v = self.moments(g, m, v)
        return p - self.lr * mhat / (vhat.sqrt() + self.eps), m, v


@optimizer.mistake(
    "amsgrad",
    "v never falls: its largest value so far is used (AMSGrad)",
    "v̂ = v/(1 − β₂ᵗ), whatever it was before.",
)
class AmsGrad(Rule):
    def moments(self, g, m, v):
        new, fresh = super().moments(g, m, v)
        return new, torch.maximum(v, fresh)


@optimizer.mistake(
    "nesterov",
    "the update looks ahead: β₁·m̂ + (1 − β₁)·g stands in the place of m̂",
    "p ← p − lr·m̂/(√v̂ + eps). (One average more is NAdam.)",
)
class Nadam(Rule):
    def rule(self, p, g, m, v, t):
        b1, _ = self.betas
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        ahead = b1 * mhat + (1 - b1) * g / (1 - b1**t)
        return p - self.lr * ahead / (vhat.sqrt() + self.eps), m, v


@optimizer.mistake(
    "adamax",
    "v keeps the largest |g|, as in AdaMax, the paper's other algorithm",
    "Algorithm 1: v ← β₂·v + (1 − β₂)·g².",
)
class AdaMax(Rule):
    def rule(self, p, g, m, v, t):
        b1, b2 = self.betas
        m, v = b1 * m + (1 - b1) * g, torch.maximum(b2 * v, g.abs())
        return p - self.lr * m / (1 - b1**t) / (v + self.eps), m, v


@optimizer.mistake(
    "decayed-rate",
    "lr is divided by √t",
    "The step size of Algorithm 1 is constant; α/√t belongs to the experiment, not to Adam.",
)
class DecayedRate(Rule):
    def rule(self, p, g, m, v, t):
        new, m, v = super().rule(p, g, m, v, t)
        return p + (new - p) / t**0.5, m, v


@optimizer.mistake(
    "weight-decay",
    "a weight decay is added to the gradient",
    "This Adam has no weight_decay: g is p.grad.",
)
class WeightDecay(Rule):
    def rule(self, p, g, m, v, t):
        return super().rule(p, g + 0.01 * p, m, v, t)


@optimizer.mistake(
    "lr-twice", "lr is multiplied in twice", "p ← p − lr·m̂/(√v̂ + eps): lr stands there once."
)
class LrTwice(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr * lr, betas, eps)


@optimizer.mistake("lr-missing", "lr plays no part in the step", "p ← p − lr·m̂/(√v̂ + eps).")
class NoLr(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, 1.0, betas, eps)


@optimizer.mistake(
    "lr-fixed",
    "the lr that came in plays no part: 0.001 is written in step",
    "self.lr is the number to multiply by.",
)
class LrFixed(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, 1e-3, betas, eps)


@optimizer.mistake(
    "lr-default",
    "the default of lr is not 0.001",
    "Algorithm 1 of the paper: good default settings are α = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.",
)
class LrDefault(Rule):
    def __init__(self, params, lr=1e-2, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("lr-default")
class LrDefaultTenth(Rule):
    def __init__(self, params, lr=0.1, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("lr-default")
class LrDefaultSmaller(Rule):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.mistake(
    "betas-ignored",
    "the betas that came in play no part: 0.9 and 0.999 are written in step",
    "self.betas holds the two numbers.",
)
class BetasFixed(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (0.9, 0.999), eps)


@optimizer.mistake(
    "betas-default",
    "a default of betas is not (0.9, 0.999)",
    "Algorithm 1 of the paper: good default settings are α = 0.001, β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸.",
)
class BetasDefault(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.99), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("betas-default")
class BetasDefaultBoth(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.9), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("betas-default")
class BetasDefaultHigh(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.99, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("betas-default")
class BetasDefaultLow(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.95), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("betas-default")
class BetasDefaultHalf(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.5, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("betas-default")
class BetasDefaultSwapped(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.999, 0.9), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("eps-default")
class EpsDefaultFive(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-5):
        super().__init__(params, lr, betas, eps)


@optimizer.also("lr-default")
class LrDefaultLibrary(Rule):
    def __init__(self, params, lr=3e-4, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


# -------------------------------------------------------- parameters and gradients


@optimizer.mistake(
    "no-movement",
    "no parameter moves at all: p is not changed in place, m stays 0, or no parameter is left "
    "to update",
    "p = p - … gives the name p to a new tensor. Change the parameter in place: "
    "p -= …, p.sub_(…) or p.copy_(…), under no_grad.",
)
class Rebound(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is not None:
                p, self.m[i], self.v[i] = self.rule(p, p.grad, self.m[i], self.v[i], self.t)


@optimizer.also("no-movement")
class MStaysZero(Rule):
    def moments(self, g, m, v):
        return m, super().moments(g, m, v)[1]


@optimizer.mistake(
    "v-stays-zero",
    "v stays 0: m̂ is divided by eps alone",
    "v ← β₂·v + (1 − β₂)·g², kept in self: self.v[i] = …, or in place with mul_ and add_.",
)
class VStaysZero(Rule):
    def moments(self, g, m, v):
        return super().moments(g, m, v)[0], v


@optimizer.mistake(
    "multiplied-by-root",
    "m̂ is multiplied by √v̂ + eps instead of divided",
    "p ← p − lr·m̂/(√v̂ + eps): steep elements are slowed down.",
)
class TimesRoot(Rule):
    def rule(self, p, g, m, v, t):
        m, v = self.moments(g, m, v)
        mhat, vhat = self.corrected(m, v, t)
        return p - self.lr * mhat * (vhat.sqrt() + self.eps), m, v


@optimizer.mistake(
    "generator-used-up",
    "a generator of parameters is used up: whoever walks through it again finds nothing",
    "A generator can be walked through once. Keep self.params = list(params).",
)
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


@optimizer.also("generator-used-up")
class UsedUpAtOnce(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        kept = list(params)
        super().__init__(kept, lr, betas, eps)
        if iter(params) is params:  # the lists of m and v have walked through it
            self.params = []


@optimizer.also("generator-used-up")
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


@optimizer.also("generator-used-up")
class UsedUpIndex(Rule):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        if iter(params) is params:
            self.m, self.v = [], []


@optimizer.mistake(
    "betas-apart",
    "betas is not one argument, a pair: beta1 and beta2 are two",
    "Adam(params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8).",
    about=("raised",),
)
class BetasApart(Rule):
    def __init__(self, params, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(params, lr, (beta1, beta2), eps)


@optimizer.mistake(
    "no-defaults",
    "a call has too few arguments: Adam(params) itself, where lr, betas or eps has no default "
    "value, or a call in it",
    "Adam(params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8). The __init__ of torch.optim.Optimizer "
    "wants the defaults, too.",
    about=("raised",),
)
class NoDefaults(Rule):
    def __init__(self, params, lr, betas, eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.also("no-defaults")
class NoDefaultsAtAll(Rule):
    def __init__(self, params, lr, betas, eps):
        super().__init__(params, lr, betas, eps)


@optimizer.also("no-defaults")
class NoDefaultRate(Rule):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@optimizer.mistake(
    "stops-at-none",
    "the loop ends at the first parameter without a gradient: those after it do not move",
    "continue goes on with the next parameter; return and break end the loop.",
)
class StopsAtNone(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is None:
                return
            new, self.m[i], self.v[i] = self.rule(p.clone(), p.grad, self.m[i], self.v[i], self.t)
            p.copy_(new)


@optimizer.mistake(
    "none-everywhere",
    "no step is taken when one of the parameters has no gradient",
    "Only the parameter without a gradient is left out.",
)
class NoneEverywhere(Rule):
    def step(self):
        if all(p.grad is not None for p in self.params):
            super().step()


@optimizer.mistake(
    "first-parameter-only",
    "only the first parameter moves",
    "The loop goes over all parameters: a return in it ends it after the first.",
)
class FirstOnly(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        p = self.params[0]
        new, self.m[0], self.v[0] = self.rule(p.clone(), p.grad, self.m[0], self.v[0], self.t)
        p.copy_(new)


@optimizer.mistake(
    "grad-is-none",
    "a parameter without a gradient is not left out in step: its .grad is None",
    "if p.grad is None: continue.",
    about=("raised",),
)
class NoneMultiplied(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            new, self.m[i], self.v[i] = self.rule(p.clone(), p.grad, self.m[i], self.v[i], self.t)
            p.copy_(new)


@optimizer.also("grad-is-none")
class NoneCloned(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            g = p.grad.clone()
            new, self.m[i], self.v[i] = self.rule(p.clone(), g, self.m[i], self.v[i], self.t)
            p.copy_(new)


@optimizer.also("grad-is-none")
class NoneData(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            g = p.grad.data
            new, self.m[i], self.v[i] = self.rule(p.clone(), g, self.m[i], self.v[i], self.t)
            p.copy_(new)


@optimizer.also("grad-is-none")
class NoneAdded(Rule):
    @torch.no_grad()
    def step(self):
        self.t += 1
        for p, m in zip(self.params, self.m, strict=True):
            m.mul_(self.betas[0]).add_(p.grad, alpha=1 - self.betas[0])
            p.sub_(self.lr * m)


@optimizer.mistake(
    "outside-no-grad",
    "a parameter is changed in place outside of torch.no_grad()",
    "An update is no part of the function: with torch.no_grad(), or @torch.no_grad() over step.",
    about=("raised",),
)
class Recorded(Rule):
    def step(self):
        self.t += 1
        for i, p in enumerate(self.params):
            if p.grad is not None:
                new, self.m[i], self.v[i] = self.rule(p, p.grad, self.m[i], self.v[i], self.t)
                p.copy_(new)


@optimizer.mistake(
    "zero-grad-of-none",
    "zero_grad asks a gradient that is None to become zero",
    "A parameter that took no part has .grad None: if p.grad is not None, or p.grad = None.",
    about=("raised",),
)
class ZeroOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()


@optimizer.also("zero-grad-of-none")
class ZeroOfNoneData(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.data.zero_()


@optimizer.also("zero-grad-of-none")
class FillOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.fill_(0)


@optimizer.also("zero-grad-of-none")
class DetachOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad.detach_().zero_()


@optimizer.also("zero-grad-of-none")
class TimesOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad *= 0


@optimizer.also("zero-grad-of-none")
class SliceOfNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad[:] = 0


@optimizer.also("zero-grad-of-none")
class LikeNone(Rule):
    def zero_grad(self):
        for p in self.params:
            p.grad = torch.zeros_like(p.grad)


@optimizer.mistake(
    "not-cleared",
    "zero_grad leaves the gradients as they are",
    "p.grad = None, or p.grad.zero_() with its underscore and its brackets. A local name that "
    "is set to None or to zeros clears nothing.",
)
class NotCleared(Rule):
    def zero_grad(self):
        for p in self.params:
            grad = p.grad
            grad = None  # noqa: F841


@optimizer.mistake(
    "cleared-in-part",
    "zero_grad stops before all gradients are cleared",
    "continue goes on with the next parameter; return and break end the loop.",
)
class ClearedInPart(Rule):
    def zero_grad(self):
        for p in self.params:
            if p.grad is None:
                return
            p.grad = None


@optimizer.also("cleared-in-part")
class ClearedFirst(Rule):
    def zero_grad(self):
        self.params[0].grad = None


@optimizer.mistake(
    "parameters-zeroed",
    "zero_grad sets the parameters to zero, not their gradients",
    "p.grad is to be cleared; p keeps its value.",
)
class ParametersZeroed(Rule):
    @torch.no_grad()
    def zero_grad(self):
        for p in self.params:
            p.zero_()
            p.grad = None


@optimizer.also("parameters-zeroed")
class OnlyParametersZeroed(Rule):
    @torch.no_grad()
    def zero_grad(self):
        for p in self.params:
            p.data.zero_()


@optimizer.mistake(
    "moments-cleared",
    "zero_grad also sets m and v to zero: every round starts from nothing",
    "The gradients are cleared in every step; m and v are what is remembered.",
)
class MomentsCleared(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]


@optimizer.also("moments-cleared")
class MomentsAndCountCleared(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]


@optimizer.mistake(
    "count-cleared",
    "zero_grad sets t back to 0",
    "t counts all steps; zero_grad clears gradients and nothing else.",
)
class CountCleared(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.t = 0


@optimizer.mistake(
    "two-steps",
    "every call of step takes two steps",
    "One call, one step.",
)
class TwoSteps(Rule):
    def step(self):
        super().step()
        super().step()


@optimizer.mistake(
    "betas-by-name",
    "a setting is used by a name that is not defined in step",
    "What __init__ gets is gone after it, unless it is kept in self: self.lr, self.betas, self.eps.",
    about=("raised",),
)
class ByName(Rule):
    def rule(self, p, g, m, v, t):
        return p - lr * m, m, v  # noqa: F821


@optimizer.also("betas-by-name")
class ByNameBetas(Rule):
    def rule(self, p, g, m, v, t):
        return betas[0] * m, m, v  # noqa: F821


@optimizer.also("betas-by-name")
class ByNameEps(Rule):
    def rule(self, p, g, m, v, t):
        return p / eps, m, v  # noqa: F821


@optimizer.also("betas-by-name")
class ByNameBeta1(Rule):
    def rule(self, p, g, m, v, t):
        return beta1 * m, m, v  # noqa: F821


@optimizer.mistake(
    "gradient-changed",
    "step changes p.grad itself, as g.mul_(…) with g = p.grad does: where nobody clears it, the next "
    "backward adds to that",
    "p.grad belongs to the loop: (1 - b1) * g makes a new tensor, g.mul_(1 - b1) does not.",
    about=_PILED,
)
class GradientChanged(Reference):
    @torch.no_grad()
    def step(self):
        super().step()
        for p in self.params:
            if p.grad is not None:
                p.grad.mul_(1 - self.betas[0])


@optimizer.also("gradient-changed")
class GradientSquared(Reference):
    @torch.no_grad()
    def step(self):
        super().step()
        for p in self.params:
            if p.grad is not None:
                p.grad.square_()


@optimizer.mistake(
    "clears-after-the-step",
    "step clears the gradients, too",
    "step moves the parameters and leaves .grad as it is: clearing is zero_grad's.",
    about=_PILED,
)
class ClearsAfterTheStep(Reference):
    @torch.no_grad()
    def step(self):
        super().step()
        self.zero_grad()


@optimizer.mistake(
    "count-in-zero-grad",
    "zero_grad advances t, too",
    "t counts the steps: only step adds 1 to it.",
)
class CountInZeroGrad(Rule):
    def zero_grad(self):
        super().zero_grad()
        self.t += 1


@optimizer.mistake(
    "clipped",
    "the gradient is cut off at ±1 before it is used",
    "Algorithm 1 uses g as it is; √v̂ makes the steps of a large gradient small.",
)
class Clipped(Rule):
    def rule(self, p, g, m, v, t):
        return super().rule(p, g.clamp(-1, 1), m, v, t)


@optimizer.mistake(
    "cubed",
    "v averages g³, not g²",
    "v ← β₂·v + (1 − β₂)·g²: a square has no sign, a cube has one.",
)
class Cubed(Rule):
    def moments(self, g, m, v):
        b1, b2 = self.betas
        return b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**3


@optimizer.mistake(
    "v-from-m",
    "v is m², the square of the first moment, and no average of its own",
    "v ← β₂·v + (1 − β₂)·g²: a second running average beside m.",
)
class SquareOfTheMoment(Rule):
    def moments(self, g, m, v):
        b1, _ = self.betas
        m = b1 * m + (1 - b1) * g
        return m, m**2
