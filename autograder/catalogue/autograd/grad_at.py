"""grad-at: the derivative of a small graph at one point."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER, remembers
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="grad-at",
        title="Ask autograd for a derivative",
        chapter=CHAPTER,
        symbol="grad_at",
        contract="`grad_at(w0)` returns one number: dz/dw at w = w0 (a Python float) for `y = "
        "w**2`, `z = 10*y + 25`.",
        parts=(
            Part("derivative", 1, ("first",)),
            Part("every call for itself", 1, ("first", "second", "third")),
        ),
        minutes=8,
        difficulty=1,
        importance=5,
        practised="A leaf that requires grad, a forward pass, `backward()`, and the number in "
        "`.grad`.",
        hints=(
            "Four steps: a leaf tensor, the formula, the backward pass, and then where the "
            "gradient is kept.",
            "Say that the leaf needs a gradient when you make it. After z.backward() the "
            "gradient is an attribute of the leaf, not of z.",
            "`w = torch.tensor(w0, requires_grad=True)`, then y, then z, then `z.backward()`, then "
            "`return w.grad.item()`.",
        ),
        labels={
            "first": "grad_at(w0), first call",
            "second": "grad_at(w0), second call",
            "third": "grad_at(w0), third call",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    # Numbers that a notebook's own w (2, 3) is not, nor rounded to it.
    w0 = [draw.number(4.1, 4.4), -draw.number(1.1, 1.9), draw.number(5.6, 6.9)]
    return [Case("three places", {"w0": [value + 0.003 for value in w0]})]


@entry.reference
def grad_at(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    z = 10 * y + 25
    z.backward()
    return w.grad.item()


@entry.variant("torch.autograd.grad")
def by_grad(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    z = 10 * y + 25
    (slope,) = torch.autograd.grad(z, w)
    return slope


@entry.variant("by hand, no graph at all")
def by_hand(w0):
    return 20 * w0


@entry.variant("a leaf of shape (1,), float64, requires_grad_ afterwards")
def one_element(w0):
    w = torch.tensor([w0], dtype=torch.float64)
    w.requires_grad_(True)
    y = w * w
    z = (10 * y + 25).sum()
    z.backward()
    return w.grad


@entry.variant("the chain rule with two graphs")
def chain(w0):
    w = torch.tensor(float(w0), requires_grad=True)
    y = torch.pow(w, 2)
    y.backward()
    inner = y.detach().requires_grad_()
    (inner * 10 + 25).backward()
    return float(w.grad * inner.grad)


@entry.variant("torch.func")
def functional(w0):
    return torch.autograd.functional.jacobian(lambda w: 10 * w**2 + 25, torch.tensor(w0))


@entry.variant("central difference")
def difference(w0, h=1e-4):
    def z(w):
        return 10 * w**2 + 25

    return (z(w0 + h) - z(w0 - h)) / (2 * h)


@remembers(3)
def accumulating():
    w = torch.zeros((), requires_grad=True)

    def answer(w0):
        w.data.fill_(w0)
        (10 * w**2 + 25).backward()
        return w.grad.item()

    return answer
