"""intermediate-grad: the gradient of a tensor in the middle of the graph."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER, graph, remembers
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="intermediate-grad",
        title="A gradient in the middle of the graph",
        chapter=CHAPTER,
        symbol="intermediate_grad",
        contract="`intermediate_grad(w0)` is one number: dz/dy at w = w0 (a Python float), in the "
        "same graph `y = w**2`, `z = 10*y + 25`.",
        parts=(Part("derivative", 1, ("first", "second", "third")),),
        minutes=6,
        difficulty=2,
        importance=3,
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
    _, y, z = graph(w0)
    return torch.autograd.grad(z, y)[0]


@entry.variant("a hook on y")
def by_hook(w0):
    seen = []
    _, y, z = graph(w0)
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
    _, y, z = graph(w0)
    y.retain_grad()
    z.backward(inputs=[y])
    return y.grad.item()


@entry.variant("by hand")
def by_hand(w0):
    return 10


def not_retained(w0):
    _, y, z = graph(w0)
    z.backward()
    return y.grad


def not_retained_item(w0):
    _, y, z = graph(w0)
    z.backward()
    return y.grad.item()


def retain_not_called(w0):
    _, y, z = graph(w0)
    y.retain_grad  # noqa: B018 - the mistake itself
    z.backward()
    return y.grad.item()


def grad_of_w(w0):
    w, _, z = graph(w0)
    z.backward()
    return w.grad.item()


def grad_called(w0):
    _, y, z = graph(w0)
    y.retain_grad()
    z.backward()
    return y.grad()


def retained_too_late(w0):
    _, y, z = graph(w0)
    z.backward()
    y.retain_grad()
    return y.grad


def none_called(w0):
    _, y, z = graph(w0)
    z.backward()
    return y.grad()


def one(w0):
    _, y, z = graph(w0)
    y.retain_grad()
    y.backward()
    return y.grad.item()


@remembers(3)
def accumulating():
    y = torch.ones((), requires_grad=True)

    def answer(w0):
        (10 * y + 25).backward()
        return y.grad.item()

    return answer


def a_tuple(w0):
    _, y, z = graph(w0)
    return torch.autograd.grad(z, y)


def freed(w0):
    w, y, z = graph(w0)
    y.retain_grad()
    y.backward()
    z.backward()
    return y.grad.item()


def divided_by_w(w0):
    w, _, z = graph(w0)
    z.backward()
    return w.grad.item() / w0
