"""clip-grad: all gradients as one vector, no longer than allowed."""

from __future__ import annotations

import math

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_GRADIENTS = tuple(f"gradient of {name}" for name in "pqr")

entry = Entry(
    Exercise(
        id="clip-grad",
        title="A gradient that is too long",
        chapter=CHAPTER,
        symbol="clip_grad",
        contract="`clip_grad(params, max_norm) -> float` multiplies the gradients of all params by "
        "one number, min(1, max_norm / total). total is the norm of all gradients together: the "
        "root of the sum of the squares of all their elements. Every .grad is changed in place: "
        "the tensor that it was holds the new numbers, and no new one takes its place. A "
        "parameter whose .grad is None is skipped; with a total of 0 nothing changes. What is "
        "returned is total as it was before. params may be a list or a generator such as "
        "model.parameters(), which can be walked through once; max_norm is a positive number.",
        parts=(
            Part("the norm", 1, ("total", "small: total")),
            Part("too long", 1, (*_GRADIENTS, *(f"generator: {item}" for item in _GRADIENTS))),
            Part("in place, and nothing else", 1,
                 ("in place", "parameters", *(f"small: {item}" for item in _GRADIENTS),
                  "skipping: None", "skipping: gradients",
                  *(f"zero: {item}" for item in _GRADIENTS))),
        ),
        minutes=10,
        difficulty=2,
        importance=4,
        practised="One norm for all gradients together: the step becomes shorter, its direction "
        "stays.",
        hints=(
            "Two gradients of length 3 and 4, in different parameters: how long are they together?",
            "Squares add up, lengths do not: sum the squares of all elements of all gradients, and "
            "take the root once. You walk through params twice, and a generator ends after the "
            "first time: keep the gradients in a list.",
            "`grads = [p.grad for p in params if p.grad is not None]`, `total = "
            "math.sqrt(sum(float((g**2).sum()) for g in grads))`, and if total > max_norm: "
            "`g.mul_(max_norm / total)` for every g.",
        ),
        labels={
            "total": "what clip_grad(params, max_norm) returns",
            "gradient of p": "p.grad after the call",
            "gradient of q": "q.grad after the call",
            "gradient of r": "r.grad after the call",
            "in place": "the tensors that were .grad before the call",
            "parameters": "the parameters themselves after the call",
            "small: total": "what clip_grad(params, max_norm) returns, where total is below max_norm",
            "small: gradient of p": "p.grad after the call, where total is below max_norm",
            "small: gradient of q": "q.grad after the call, where total is below max_norm",
            "small: gradient of r": "r.grad after the call, where total is below max_norm",
            "generator: gradient of p": "p.grad after the call, params a generator",
            "generator: gradient of q": "q.grad after the call, params a generator",
            "generator: gradient of r": "r.grad after the call, params a generator",
            "skipping: None": "a .grad that was None before the call",
            "skipping: gradients": "the other gradients, where one .grad is None",
            "zero: gradient of p": "p.grad after the call, where all gradients are 0",
            "zero: gradient of q": "q.grad after the call, where all gradients are 0",
            "zero: gradient of r": "r.grad after the call, where all gradients are 0",
        },
    ),
)  # fmt: skip


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double in (("three parameters", False), ("three parameters in float64", True)):
        rows, columns, length = draw.distinct(3, 2, 5)
        shapes = {"p": (rows, columns), "q": (length,), "r": (1, 2, 1)}
        inputs: dict = {}
        for key, shape in shapes.items():
            inputs[key] = draw.real(*shape)
            inputs[f"grad of {key}"] = draw.real(*shape, low=0.5)
        squares = sum(float((inputs[f"grad of {key}"] ** 2).sum()) for key in shapes)
        total = math.sqrt(squares)
        inputs["max norm"] = draw.number(0.65, 0.95)
        inputs["large norm"] = round(total * draw.number(1.05, 1.2), 2)
        case = Case(name, inputs)
        found.append(case.as_double() if double else case)
    return found


@entry.reference
def clip_grad(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = sum((g**2).sum() for g in grads).sqrt()
    if total > max_norm:
        for g in grads:
            g.mul_(max_norm / total)
    return float(total)


@entry.variant("torch's own function")
def by_library(params, max_norm):
    return torch.nn.utils.clip_grad_norm_(params, max_norm)


@entry.variant("one long vector")
def one_vector(params, max_norm):
    params = [p for p in params if p.grad is not None]
    total = torch.cat([p.grad.flatten() for p in params]).norm()
    scale = (max_norm / total).clamp(max=1.0)
    for p in params:
        p.grad *= scale
    return total


@entry.variant("the norm of the norms")
def norm_of_norms(params, max_norm):
    grads = [p.grad for p in list(params) if p.grad is not None]
    total = torch.stack([torch.linalg.vector_norm(g) for g in grads]).norm(2).item()
    for g in grads if total > max_norm else []:
        g.copy_(g * max_norm / total)
    return total


@entry.variant("Python numbers, element by element")
def by_element(params, max_norm):
    params = list(params)
    squares = 0.0
    for p in params:
        if p.grad is not None:
            for number in p.grad.flatten().tolist():
                squares += number**2
    total = squares**0.5
    scale = min(1, max_norm / total) if total else 1
    for p in params:
        if p.grad is not None:
            p.grad[...] = p.grad * scale
    return total


@entry.variant("with a small number beside the norm, under no_grad")
@torch.no_grad()
def with_eps(params, max_norm):
    kept = tuple(params)
    total = math.sqrt(sum(p.grad.pow(2).sum().item() for p in kept if p.grad is not None))
    scale = min(1.0, max_norm / (total + 1e-6))
    for p in kept:
        if p.grad is None:
            continue
        p.grad.data.mul_(scale)
    return total


@entry.variant("divided, by the larger of 1 and the ratio")
def divided(params, max_norm):
    grads = list(filter(lambda g: g is not None, (p.grad for p in params)))
    total = math.hypot(*(float(g.norm()) for g in grads))
    ratio = max(1.0, total / max_norm)
    torch._foreach_div_(grads, ratio)
    return torch.tensor([total])
