"""fit-line: gradient descent on two numbers, the whole loop by hand."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER, leaves, line_gradients
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
        hints=(
            "Print the shapes of x·w + b and of y before you subtract, and w.grad after every "
            "backward.",
            "Four things in every step: the loss, its gradients, the update of w and b without a "
            "graph, and cleared gradients for the next step.",
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
    w, b = leaves(x)
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
        error = x.squeeze(1) * w + b - y
        dw, db = 2 * (error * x.squeeze(1)).mean().item(), 2 * error.mean().item()
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


def no_zero_grad(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return w, b


def broadcast(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        dw, db = torch.autograd.grad(((x * w + b - y) ** 2).mean(), [w, b])
        w = (w - lr * dw).detach().requires_grad_()
        b = (b - lr * db).detach().requires_grad_()
    return w, b


def descend(x, y, lr, steps, gradients=line_gradients, start=0.0):
    """Gradient descent with another pair of gradients: most answers below are this one."""
    w = b = torch.full((), float(start))
    for _ in range(steps):
        dw, db = gradients(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b


def factor_two(x, y, lr, steps):
    def halved(*args):
        return tuple(g / 2 for g in line_gradients(*args))

    return descend(x, y, lr, steps, halved)


def ascent(x, y, lr, steps):
    return descend(x, y, -lr, steps)


def summed(x, y, lr, steps):
    return descend(x, y, lr * len(y), steps)


def piles_up_w(x, y, lr, steps):
    w = b = total = torch.zeros(())
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        total = total + dw
        w, b = w - lr * total, b - lr * db
    return w, b


def piles_up_b(x, y, lr, steps):
    w = b = total = torch.zeros(())
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        total = total + db
        w, b = w - lr * dw, b - lr * total
    return w, b


def b_missing(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (line_gradients(*args)[0], 0.0))


def w_missing(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (0.0, line_gradients(*args)[1]))


def sequential(x, y, lr, steps):
    w = b = torch.zeros(())
    for _ in range(steps):
        w = w - lr * line_gradients(x, y, w, b)[0]
        b = b - lr * line_gradients(x, y, w, b)[1]
    return w, b


def sequential_b_first(x, y, lr, steps):
    w = b = torch.zeros(())
    for _ in range(steps):
        b = b - lr * line_gradients(x, y, w, b)[1]
        w = w - lr * line_gradients(x, y, w, b)[0]
    return w, b


def stale(x, y, lr, steps):
    dw, db = line_gradients(x, y, 0.0, 0.0)
    return -lr * steps * dw, -lr * steps * db


def random_start(x, y, lr, steps):
    w, b = torch.randn(2).tolist()
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b


def one_step(x, y, lr, steps):
    return descend(x, y, lr, 1)


def returns_in_the_loop(x, y, lr, steps):
    return descend(x, y, lr, min(steps, 1))


def ones(x, y, lr, steps):
    return descend(x, y, lr, steps, start=1.0)


def too_many(x, y, lr, steps):
    return descend(x, y, lr, steps + 1)


def too_few(x, y, lr, steps):
    return descend(x, y, lr, steps - 1)


def fixed(x, y, lr, steps):
    return descend(x, y, lr, 100)


def fixed_thousand(x, y, lr, steps):
    return descend(x, y, lr, 1000)


def fixed_ten(x, y, lr, steps):
    return descend(x, y, lr, 10)


def double_step(x, y, lr, steps):
    return descend(x, y, 2 * lr, steps)


def two_rounds(x, y, lr, steps):
    return descend(x, y, lr, 2 * steps)


def stochastic(x, y, lr, steps):
    w = b = torch.zeros(())
    for _ in range(steps):
        for i in range(len(y)):
            dw, db = line_gradients(x[i : i + 1], y[i : i + 1], w, b)
            w, b = w - lr * dw, b - lr * db
    return w, b


def first_example(x, y, lr, steps):
    return descend(x[:1], y[:1], lr, steps)


def lr_twice(x, y, lr, steps):
    return descend(x, y, lr * lr, steps)


def no_lr(x, y, lr, steps):
    return descend(x, y, 1.0, steps)


def lr_fixed(x, y, lr, steps):
    return descend(x, y, 0.01, steps)


def lr_tenth(x, y, lr, steps):
    return descend(x, y, 0.1, steps)


def divided_twice(x, y, lr, steps):
    return descend(x, y, lr / len(y), steps)


def sum_without_two(x, y, lr, steps):
    return descend(x, y, lr * len(y) / 2, steps)


def sum_for_w(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw * len(y), db

    return descend(x, y, lr, steps, mixed)


def sum_for_b(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw, db * len(y)

    return descend(x, y, lr, steps, mixed)


def two_for_b_missing(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw, db / 2

    return descend(x, y, lr, steps, mixed)


def two_for_w_missing(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw / 2, db

    return descend(x, y, lr, steps, mixed)


def x_missing(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (line_gradients(*args)[1],) * 2)


def x_for_b(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (line_gradients(*args)[0],) * 2)


def gradients_swapped(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: line_gradients(*args)[::-1])


def mean_of_x(x, y, lr, steps):
    def wrong(x, y, w, b):
        db = line_gradients(x, y, w, b)[1]
        return db * x.mean(), db

    return descend(x, y, lr, steps, wrong)


def absolute(x, y, lr, steps):
    def wrong(x, y, w, b):
        sign = (x[:, 0] * w + b - y).sign()
        return (sign * x[:, 0]).mean(), sign.mean()

    return descend(x, y, lr, steps, wrong)


def no_square(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda x, y, w, b: (x.mean(), 1.0))


def root(x, y, lr, steps):
    def wrong(x, y, w, b):
        dw, db = line_gradients(x, y, w, b)
        loss = ((x[:, 0] * w + b - y) ** 2).mean().sqrt()
        return dw / (2 * loss), db / (2 * loss)

    return descend(x, y, lr, steps, wrong)


def standardised(x, y, lr, steps):
    return by_hand((x - x.mean()) / x.std(), y, lr, steps)


def momentum(x, y, lr, steps):
    w = b = vw = vb = torch.zeros(())
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        vw, vb = 0.9 * vw + dw, 0.9 * vb + db
        w, b = w - lr * vw, b - lr * vb
    return w, b


def adam(x, y, lr, steps):
    w = b = torch.zeros(())
    m, v = [0.0, 0.0], [0.0, 0.0]
    for t in range(1, steps + 1):
        change = []
        for k, g in enumerate(line_gradients(x, y, w, b)):
            m[k], v[k] = 0.9 * m[k] + 0.1 * g, 0.999 * v[k] + 0.001 * g * g
            change.append(lr * (m[k] / (1 - 0.9**t)) / ((v[k] / (1 - 0.999**t)).sqrt() + 1e-8))
        w, b = w - change[0], b - change[1]
    return w, b


def lr_halved(x, y, lr, steps):
    w = b = torch.zeros(())
    for i in range(steps):
        dw, db = line_gradients(x, y, w, b)
        w, b = w - lr / (i + 1) * dw, b - lr / (i + 1) * db
    return w, b


def lr_decays(x, y, lr, steps):
    w = b = torch.zeros(())
    for i in range(steps):
        dw, db = line_gradients(x, y, w, b)
        w, b = w - lr * 0.9**i * dw, b - lr * 0.9**i * db
    return w, b


def swapped(x, y, lr, steps):
    return fit_line(x, y, lr, steps)[::-1]


def returns_nothing(x, y, lr, steps):
    fit_line(x, y, lr, steps)


def returns_w(x, y, lr, steps):
    return fit_line(x, y, lr, steps)[0]


def returns_w_float(x, y, lr, steps):
    return fit_line(x, y, lr, steps)[0].item()


def returns_three(x, y, lr, steps):
    w, b = fit_line(x, y, lr, steps)
    return w, b, 0.0


def returns_gradients(x, y, lr, steps):
    w, b = descend(x, y, lr, max(steps - 1, 0))
    return line_gradients(x, y, w, b) if steps else (0.0, 0.0)


def inputs_changed(x, y, lr, steps):
    result = by_hand(x, y, lr, steps)
    y -= 1
    return result


def in_place(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        w -= lr * w.grad
        b -= lr * b.grad
    return w, b


def rebound(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        w = w - lr * w.grad
        b = b - lr * b.grad
    return w, b


def rebound_zero(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w = w - lr * w.grad
            b = b - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return w, b


def lost(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w = w - lr * w.grad
            b = b - lr * b.grad
    return w, b


def of_a_float(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        loss = ((x[:, 0] * w + b - y) ** 2).mean().item()
        loss.backward()
    return w, b


def no_backward(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return w, b


def zero_first(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        w.grad.zero_()
    return w, b


def tensor_zero_grad(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        w.zero_grad()
    return w, b


def grad_called(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad()
    return w, b


def vector(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w, b


def graph_twice(x, y, lr, steps):
    w, b = leaves(x)
    loss = ((x[:, 0] * w + b - y) ** 2).mean()
    for _ in range(steps):
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w, b


def made_inside(x, y, lr, steps):
    for _ in range(steps):
        w, b = leaves(x)
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
    return w, b


def stops_before_a_small_step(x, y, lr, steps):
    return stopped(x, y, lr, steps, at=lambda done, size: size < 1e-6)


def stops_after_a_small_step(x, y, lr, steps):
    return stopped(x, y, lr, steps, at=lambda done, size: done and size < 1e-6)


def stops_at_a_small_change(x, y, lr, steps):
    return stopped(x, y, lr, steps, at=lambda done, size: done > 1 and size < 1e-6)


def stopped(x, y, lr, steps, at):
    """Right steps, until ``at`` is true of how many are done and of the gradient's size."""
    w, b = torch.zeros(()), torch.zeros(())
    for done in range(steps):
        dw, db = line_gradients(x, y, w, b)
        if at(done, float(dw.abs() + db.abs())):
            break
        w, b = w - lr * dw, b - lr * db
    return w, b
