"""repeated-grads: backward adds; a measurement must not."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER, remembers
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="repeated-grads",
        title="The same derivative, n times",
        chapter=CHAPTER,
        symbol="repeated_grads",
        contract="`repeated_grads(w0, n)` returns a list of n floats: d(w²)/dw at w = w0 (a "
        "Python float), measured n times with backward. n = 0 gives [].",
        parts=(
            Part("measurements", 1, ("grads", "second grads")),
            Part("n = 0", 1, ("grads", "none")),
        ),
        minutes=10,
        difficulty=2,
        importance=5,
        practised="Gradients accumulate: read the number, then clear `.grad` before the next "
        "`backward()`.",
        hints=(
            "All n numbers are equal. If yours grow, what does backward do to a .grad that "
            "already holds something?",
            "Clear w.grad between two measurements, after you have read it. Put a number into "
            "the list, not the tensor w.grad itself.",
            "In the loop: `loss = w**2`, `loss.backward()`, `found.append(w.grad.item())`, "
            "`w.grad = None`.",
        ),
        labels={
            "grads": "repeated_grads(w0, n)",
            "none": "repeated_grads(w0, 0)",
            "second grads": "a second call, at another w0",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    n, other = draw.distinct(2, 3, 5)
    return [
        Case(
            "two places",
            {
                "w0": draw.number(2.1, 3.9) + 0.003,
                "n": n,
                "second w0": -draw.number(1.1, 1.9) - 0.003,
                "second n": other,
            },
            {n: "the number of measurements n"},
        )
    ]


@entry.reference
def repeated_grads(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        loss = w**2
        loss.backward()
        found.append(w.grad.item())
        w.grad = None
    return found


@entry.variant("a new leaf every time, tensors in the list")
def new_leaves(w0, n):
    found = []
    for _ in range(n):
        w = torch.tensor([w0], requires_grad=True)
        (w * w).sum().backward()
        found.append(w.grad)
    return found


@entry.variant("cleared before, in float64")
def cleared_before(w0, n):
    w = torch.tensor(w0, dtype=torch.float64, requires_grad=True)
    found = []
    while len(found) < n:
        if w.grad is not None:
            w.grad.zero_()
        torch.square(w).backward()
        found.append(float(w.grad))
    return found


@entry.variant("torch.autograd.grad in a comprehension")
def comprehension(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    return [torch.autograd.grad(w**2, w)[0].item() for _ in range(n)]


@entry.variant("the difference to the measurement before")
def differences(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    before, found = 0.0, []
    for _ in range(n):
        (w**2).backward()
        found.append(w.grad.item() - before)
        before = w.grad.item()
    return found


@entry.variant("one graph kept, a copy of the gradient, a tuple")
def kept_graph(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    loss, found = w**2, ()
    for _ in range(n):
        loss.backward(retain_graph=True)
        found += (w.grad.clone(),)
        w.grad.zero_()
    return found


@entry.variant("by hand")
def by_hand(w0, n):
    return n * [2 * w0]


@remembers(3)
def default_list():
    found = []

    def answer(w0, n):
        for _ in range(n):
            found.append(2 * w0)
        return found

    return answer


@remembers(3)
def global_leaf():
    w = torch.zeros((), requires_grad=True)
    last = [0.0]

    def answer(w0, n):
        w.data.fill_(w0)
        found = []
        for _ in range(n):
            (w**2).backward()
            found.append(w.grad.item() - (last[0] if found else 0.0))
            last[0] = w.grad.item()
        return found

    return answer
