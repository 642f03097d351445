"""clip-grad: all gradients as one vector, no longer than allowed."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

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
            Part("too long", 1, ("gradient of p", "gradient of q", "gradient of r",
                                 "generator: gradient of p", "generator: gradient of q",
                                 "generator: gradient of r")),
            Part("in place, and only then", 1, ("in place", "small: gradient of p",
                                                "small: gradient of q", "small: gradient of r",
                                                "zero: gradient of p", "zero: gradient of q")),
        ),
        minutes=15,
        difficulty=3,
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
        labels={},
    ),
)  # fmt: skip


@entry.reference
def clip_grad(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = sum((g**2).sum() for g in grads).sqrt()
    if total > max_norm:
        for g in grads:
            g.mul_(max_norm / total)
    return float(total)
