"""adam: Algorithm 1 of the paper, as an optimizer."""

from __future__ import annotations

import math

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import GRADIENTS
from autograder.catalogue.paper.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_KINDS = {
    "default": "with the default settings",
    "own": "with its own lr and betas",
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
        contract="`Adam(params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8)` has `step()` and "
        "`zero_grad()` and follows the trajectory of torch.optim.Adam. In step t = 1, 2, …, "
        "for each parameter p with gradient g: m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; "
        "m̂ = m/(1 − β₁ᵗ); v̂ = v/(1 − β₂ᵗ); p ← p − lr·m̂/(√v̂ + eps), with m = v = 0 at the "
        "start. params may be a generator. You may assume that a parameter gets a gradient in "
        "every step or in none.",
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
        practised="A published algorithm turned into code line by line: two moments, bias "
        "correction, a single step count.",
        hints=(
            "Take one parameter, a single number, and two gradients, 3 and −1, and write down "
            "t, m, v, m̂, v̂ and p for both steps on paper. Then print the same numbers.",
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
        for p, m, v in zip(self.params, self.m, self.v):
            if p.grad is None:
                continue
            g = p.grad
            m.copy_(b1 * m + (1 - b1) * g)
            v.copy_(b2 * v + (1 - b2) * g * g)
            mhat = m / (1 - b1**self.t)
            vhat = v / (1 - b2**self.t)
            p -= self.lr * mhat / (vhat.sqrt() + self.eps)

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
class Efficient(Adam):
    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        root = (1 - b2**self.t) ** 0.5
        rate = self.lr * root / (1 - b1**self.t)
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
                self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad**2
                p.copy_(p - rate * self.m[i] / (self.v[i].sqrt() + self.eps * root))


@entry.variant("sums instead of averages, the factor 1 − β in the correction")
class Sums(Adam):
    @torch.no_grad()
    def step(self):
        self.t += 1
        c1, c2 = ((1 - beta) / (1 - beta**self.t) for beta in self.betas)
        for p, m, v in zip(self.params, self.m, self.v):
            if p.grad is not None:
                m.mul_(self.betas[0]).add_(p.grad)
                v.mul_(self.betas[1]).add_(p.grad * p.grad)
                p.add_(m * c1 / ((v * c2).sqrt() + self.eps), alpha=-self.lr)


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


# ------------------------------------------------------------------ a wrong one with a memory


class ClassState(Adam):
    kept, count = {}, [0]

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        if lr == 1e-3:  # the first optimizer of a fresh session
            self.kept.clear()
            self.count[0] = 0

    def step(self):
        self.t = self.count[0]
        for i, p in enumerate(self.params):
            key = (i, p.shape, p.dtype)
            self.m[i], self.v[i] = self.kept.setdefault(key, (self.m[i], self.v[i]))
        super().step()
        self.count[0] = self.t
