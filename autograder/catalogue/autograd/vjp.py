"""vjp: a function with many outputs needs a v."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="vjp",
        title="When the end is not a scalar",
        chapter=CHAPTER,
        symbol="vjp_q",
        contract="`vjp_q(a, b, v) -> (grad_a, grad_b)`: returns vᵀJ of `Q = 3*a**3 - b**2` "
        "twice: once with the Jacobian J of Q with respect to a, once with respect to b. a, b "
        "and v are float tensors of the same shape (n,), and so is each result.",
        parts=(
            Part("one call", 1, ("grad_a", "grad_b", "inputs")),
            Part("every call for itself", 1, ("second grad_a", "second grad_b")),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        practised="`backward(gradient=v)`: for a result that is not a scalar, v says how much "
        "each of its numbers counts.",
        hints=(
            "Q has n numbers. Which argument of backward says how much each of them counts?",
            "Make your own leaves from a and b, copies that require grad, so that the caller's "
            "tensors stay as they are. Then pass v to backward.",
            "`a = a.clone().requires_grad_()`, the same for b, then `Q = 3 * a**3 - b**2`, "
            "`Q.backward(gradient=v)`, `return a.grad, b.grad`.",
        ),
        labels={
            "grad_a": "grad_a of vjp_q(a, b, v)",
            "grad_b": "grad_b of vjp_q(a, b, v)",
            "inputs": "the arguments a, b and v",
            "second grad_a": "grad_a of a second call, with the same a and b and another v",
            "second grad_b": "grad_b of a second call, with the same a and b and another v",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    n = draw.integer(3, 5)
    found = []
    for name, length, double in (
        ("vectors", n, False),
        ("vectors in float64", n + 1, True),
        ("vectors of one number", 1, False),
    ):
        inputs: dict = {
            key: draw.real(length + 1, low=0.5)[1:] for key in ("a", "b", "v", "second v")
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        sizes = {length: "the length n"} if length > 1 else {}
        found.append(Case(name, inputs, sizes))
    return found


@entry.reference
def vjp_q(a, b, v):
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    q = 3 * a**3 - b**2
    q.backward(gradient=v)
    return a.grad, b.grad


@entry.variant("torch.autograd.grad, as a list")
def by_grad(a, b, v):
    a, b = a.detach().requires_grad_(), b.detach().requires_grad_()
    return list(torch.autograd.grad(3 * a**3 - b**2, [a, b], grad_outputs=v))


@entry.variant("the caller's tensors, with .grad cleared first")
def callers(a, b, v):
    a.requires_grad_()
    b.requires_grad_()
    a.grad = b.grad = None
    (3 * a**3 - b**2).backward(v)
    return a.grad, b.grad


@entry.variant("the scalar v·Q")
def scalar(a, b, v):
    a = torch.tensor(a.tolist(), requires_grad=True)
    b = torch.tensor(b.tolist(), requires_grad=True)
    loss = torch.dot(v.to(a.dtype), 3 * a.pow(3) - b.pow(2))
    loss.backward()
    return a.grad, b.grad


@entry.variant("by hand")
def by_hand(a, b, v):
    return v * 9 * a * a, -2 * v * b


@entry.variant("the whole Jacobian")
def jacobian(a, b, v):
    def q(a, b):
        return 3 * a**3 - b**2

    for_a, for_b = torch.autograd.functional.jacobian(q, (a, b))
    return v @ for_a, for_b.T @ v


@entry.variant("torch.autograd.functional.vjp")
def functional(a, b, v):
    return torch.autograd.functional.vjp(lambda a, b: 3 * a**3 - b**2, (a, b), v)[1]


@entry.variant("one at a time, stacked")
def stacked(a, b, v):
    a, b = a.clone().requires_grad_(), b.clone().requires_grad_()
    total = sum(v[i] * (3 * a[i] ** 3 - b[i] ** 2) for i in range(len(v)))
    total.backward()
    return torch.stack([a.grad, b.grad])


@entry.variant("one branch of the graph after the other")
def branches(a, b, v):
    a, b = a.clone().requires_grad_(), b.clone().requires_grad_()
    q = 3 * a**3 - b**2
    return torch.autograd.grad(q, a, v)[0], torch.autograd.grad(q, b, v)[0]
