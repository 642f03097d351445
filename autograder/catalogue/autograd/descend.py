"""descend: gradient descent on any scalar function."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="descend",
        title="Gradient descent",
        chapter=CHAPTER,
        symbol="descend",
        contract="`descend(f, w0, lr, steps)` returns a new tensor: the point reached from a "
        "copy of the float tensor w0 by `steps` ≥ 0 steps of gradient descent, w ← w − lr · "
        "∇f(w). f takes a tensor of w0's shape and returns a scalar tensor. w0 keeps its "
        "values.",
        parts=(
            Part("one step", 1, ("after 1",)),
            Part("several steps", 1, ("after 1", "after 3")),
            Part(
                "no step and w0 kept", 1, ("after 1", "inputs", "after 0", "w0 later", "other lr")
            ),
        ),
        minutes=15,
        difficulty=3,
        importance=5,
        practised="The whole of training in four lines: loss, `backward()`, step, clear; on a "
        "copy, and as often as asked.",
        hints=(
            "Make your own leaf from w0. Then, `steps` times: forward, backward, step, clear.",
            "The value has to be computed again in every round, because w has moved, and the "
            "gradient of the previous round must be cleared. You have already written the "
            "step: gd_step.",
            "`w = w0.clone().requires_grad_()`, then in a loop over range(steps): `f(w).backward()` "
            "and `gd_step(w, lr)`; at the end `return w.detach()`.",
        ),
        labels={
            "after 1": "descend(f, w0, lr, 1)",
            "inputs": "the argument w0",
            "after 3": "descend(f, w0, lr, 3)",
            "after 0": "descend(f, w0, lr, 0)",
            "w0 later": "w0, after the result of descend(f, w0, lr, 0) was changed",
            "other lr": "descend(f, w0, lr, 1) with another lr",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns = draw.distinct(2, 2, 4)
    found = []
    for name, shape, double in (
        ("a vector", (rows + 1,), False),
        ("a matrix in float64", (rows, columns), True),
        ("a vector of one number", (1,), False),
    ):
        inputs: dict = {
            "w0": _some(draw, shape, 0.5, 1.9),
            "target": _some(draw, shape, 0.5, 1.9),
            "weight": _some(draw, shape, 0.4, 0.9).abs(),
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        inputs |= {
            "mixed": draw.number(0.05, 0.12),
            "lr": draw.number(0.13, 0.24),
            "other lr": draw.number(0.31, 0.43),
        }
        found.append(Case(name, inputs))
    return found


def _some(draw: Draw, shape: tuple[int, ...], low: float, high: float) -> torch.Tensor:
    # Of one number the sign would always be the same.
    return draw.real(*shape, low=low, high=high) if shape != (1,) else draw.real(2, low=low)[1:]


@entry.reference
def descend(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()


@entry.variant("torch.autograd.grad, rebinding")
def by_grad(f, w0, lr, steps):
    w = w0.detach().clone()
    for _ in range(steps):
        w.requires_grad_(True)
        (slope,) = torch.autograd.grad(f(w), w)
        w = (w - lr * slope).detach()
    return w


@entry.variant("a new leaf in every step")
def new_leaf(f, w0, lr, steps):
    w = torch.tensor(w0.tolist(), dtype=w0.dtype, requires_grad=True)
    while steps > 0:
        loss = f(w)
        loss.backward()
        w = (w.data - lr * w.grad).requires_grad_()
        steps -= 1
    return w


@entry.variant("w.data and zero_, with the path recorded")
def with_path(f, w0, lr, steps):
    w = torch.empty_like(w0).copy_(w0).requires_grad_()
    path = [w.detach().clone()]
    for i in range(steps):
        if i > 0:
            w.grad.zero_()
        loss = f(w)
        loss.backward()
        w.data -= lr * w.grad
        path.append(w.detach().clone())
    return path[-1]


@entry.variant("recursion")
def recursion(f, w0, lr, steps):
    if steps == 0:
        return w0.clone()
    w = w0.clone().requires_grad_()
    f(w).backward()
    return recursion(f, w.detach() - lr * w.grad, lr, steps - 1)


@entry.variant("torch's own optimizer")
def library(f, w0, lr, steps):
    w = torch.nn.Parameter(w0.clone())
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()
    return w


@entry.variant("the graph kept through all steps")
def kept_graph(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        (slope,) = torch.autograd.grad(f(w), w, create_graph=True)
        w = w - lr * slope
    return w
