"""fit-line: gradient descent on two numbers, the whole loop by hand."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_FIRST = ("start", "w after 1", "b after 1", "inputs")
_POINT = ("point start", *(f"point {name} after {steps}" for steps in (1, 2, 5) for name in "wb"))
_LATER = ("w after 2", "b after 2", "w after 5", "b after 5")

entry = Entry(
    Exercise(
        id="fit-line",
        title="A line, step by step",
        chapter=CHAPTER,
        symbol="fit_line",
        contract="`fit_line(x, y, lr, steps) -> (w, b)` takes exactly `steps` steps of gradient "
        "descent on mean((x·w + b − y)²), from w = b = 0. x is (N, 1), y is (N,); w and b are one "
        "number each.",
        parts=(
            Part("the first step", 1, _FIRST),
            Part(
                "many steps",
                2,
                ("start", *_LATER, "w where all is flat", "b where all is flat"),
            ),
            Part("a single point", 1, ("w after 1", "b after 1", *_POINT)),
        ),
        minutes=15,
        difficulty=3,
        importance=5,
        practised="Gradient descent for two parameters by hand, exactly as many steps as asked.",
        hints=(
            "Print the shapes of x·w + b and of y before you subtract, and w.grad after every "
            "backward.",
            "Every step has four parts: the loss, its gradients, the update of w and b without "
            "a graph, and cleared gradients for the next step.",
            "`loss = ((x[:, 0] * w + b - y) ** 2).mean()`, `loss.backward()`, then under "
            "`torch.no_grad()`: `w -= lr * w.grad`, the same for b, and both `.grad` to None.",
        ),
        labels={
            "start": "what fit_line(…, steps=0) returns",
            "w after 1": "w after 1 step",
            "b after 1": "b after 1 step",
            "w after 2": "w after 2 steps",
            "b after 2": "b after 2 steps",
            "w after 5": "w after 5 steps",
            "b after 5": "b after 5 steps",
            "point start": "what fit_line(…, steps=0) returns for a single point",
            **{
                f"point {name} after {steps}": f"{name} after {steps} step{'s' * (steps > 1)}, for a "
                "single point"
                for steps in (1, 2, 5)
                for name in "wb"
            },
            "w where all is flat": "w after 20 small steps where all gradients are tiny, in 1e-8",
            "b where all is flat": "b after 20 small steps where all gradients are tiny, in 1e-8",
            "inputs": "the arguments x and y",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    n = draw.integer(5, 8)
    x = draw.real(n, 1, high=1.5)
    y = draw.real(n, high=1.5) + 1.3
    return [
        Case(
            "a few points",
            {"x": x, "y": y, "lr": draw.number(0.12, 0.19)},
            {n: "the number of examples N"},
        ),
        Case(
            "a single point",
            {
                "x": draw.real(1, 1, low=0.4, high=1.5),
                "y": draw.real(1, high=0.19),
                "lr": draw.number(0.05, 0.1),
            },
        ),
        # Exactly `steps` steps, however little they do.
        Case(
            "tiny gradients",
            {
                "x": draw.real(n + 1, 1, low=0.4, high=1.5),
                "y": (draw.real(n + 1, high=1.5) + 1.3) * 1e-8,
                "lr": draw.number(0.1, 0.9) / 1000,
                "steps": 20,
                "scale": 1e-8,
            },
            {n + 1: "the number of examples N"},
        ),
    ]


@entry.reference
def fit_line(x, y, lr, steps):
    w = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    for _ in range(steps):
        loss = ((x[:, 0] * w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
    return w, b


@entry.variant("the gradient by hand, Python floats returned")
def by_hand(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        error = x[:, 0] * w + b - y
        dw = 2 * (error * x[:, 0]).mean().item()
        db = 2 * error.mean().item()
        w, b = w - lr * dw, b - lr * db
    return w, b


@entry.variant("torch.autograd.grad and new leaves")
def functional(x, y, lr, steps):
    w, b = torch.zeros((), requires_grad=True), torch.zeros((), requires_grad=True)
    for _ in range(steps):
        dw, db = torch.autograd.grad(F.mse_loss(x.flatten() * w + b, y), [w, b])
        w = (w - lr * dw).detach().requires_grad_()
        b = (b - lr * db).detach().requires_grad_()
    return [w.detach(), b.detach()]


@entry.variant("a matrix product and .data")
def with_data(x, y, lr, steps):
    w = torch.zeros(1, 1, dtype=x.dtype, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    for _ in range(steps):
        (x @ w + b - y[:, None]).pow(2).mean().backward()
        for p in (w, b):
            p.data -= lr * p.grad
            p.grad.zero_()
    return w, b


@entry.variant("nn.Linear set to zero")
def with_linear(x, y, lr, steps):
    model = nn.Linear(1, 1).to(x.dtype)
    for p in model.parameters():
        nn.init.zeros_(p)
    for _ in range(steps):
        model.zero_grad()
        nn.MSELoss()(model(x)[:, 0], y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p.add_(p.grad, alpha=-lr)
    return model.weight.item(), model.bias.item()


@entry.variant("loops over the examples")
def with_loops(x, y, lr, steps):
    w, b, n = 0.0, 0.0, len(y)
    for _ in range(steps):
        dw = db = 0.0
        for xi, yi in zip(x[:, 0].tolist(), y.tolist(), strict=True):
            dw += 2 * (w * xi + b - yi) * xi / n
            db += 2 * (w * xi + b - yi) / n
        w -= lr * dw
        b -= lr * db
    return torch.tensor(w), torch.tensor(b)


@entry.variant("one vector of two parameters")
def one_vector(x, y, lr, steps):
    design = torch.cat([x, torch.ones_like(x)], dim=1)
    theta = torch.zeros(2, dtype=x.dtype)
    for _ in range(steps):
        theta = theta - lr * 2 / len(y) * design.T @ (design @ theta - y)
    return theta
