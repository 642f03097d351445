"""intermediate-grad: the gradient of an intermediate tensor."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER, remembers
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="intermediate-grad",
        title="An intermediate gradient",
        chapter=CHAPTER,
        symbol="intermediate_grad",
        contract="`intermediate_grad(w0)` returns one number: dz/dy at w = w0 (a Python float), "
        "in the same graph `y = w**2`, `z = 10*y + 25`.",
        parts=(Part("derivative", 1, ("first", "second", "third")),),
        minutes=6,
        difficulty=1,
        importance=3,
        practised="The gradient of an intermediate value, which autograd throws away unless "
        "`retain_grad()` is called.",
        hints=(
            "y is not a leaf. What does its .grad hold after z.backward(), and why?",
            "Ask y to keep its gradient, before the backward pass throws it away.",
            "`y.retain_grad()` after y is computed, then z, then `z.backward()`, then `return "
            "y.grad.item()`.",
        ),
        labels={
            "first": "intermediate_grad(w0), first call",
            "second": "intermediate_grad(w0), second call",
            "third": "intermediate_grad(w0), third call",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    w0 = [draw.number(2.1, 3.9), -draw.number(1.1, 1.9), draw.number(6.1, 7.9)]
    return [Case("three places", {"w0": [value + 0.003 for value in w0]})]


@entry.reference
def intermediate_grad(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    y.retain_grad()
    z = 10 * y + 25
    z.backward()
    return y.grad.item()


@entry.variant("torch.autograd.grad")
def by_grad(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    z = 10 * y + 25
    return torch.autograd.grad(z, y)[0]


@entry.variant("a hook on y")
def by_hook(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    z = 10 * y + 25
    seen = []
    y.register_hook(seen.append)
    z.backward()
    return float(seen[0])


@entry.variant("y as a leaf of its own")
def own_leaf(w0):
    y = torch.tensor([w0**2], requires_grad=True)
    z = 10 * y + 25
    z.backward()
    return y.grad


@entry.variant("z.backward(inputs=…)")
def by_inputs(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    z = 10 * y + 25
    y.retain_grad()
    z.backward(inputs=[y])
    return y.grad.item()


@entry.variant("by hand")
def by_hand(w0):
    return 10


@remembers(3)
def accumulating():
    y = torch.ones((), requires_grad=True)

    def answer(w0):
        (10 * y + 25).backward()
        return y.grad.item()

    return answer
