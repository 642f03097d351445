"""hvp: the Hessian times a vector, without the Hessian."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="hvp",
        title="The curvature in one direction",
        chapter=CHAPTER,
        symbol="hvp",
        contract="`hvp(f, x, v)` is a tensor like x: the product H·v of the Hessian H of f at x, "
        "the second derivatives of f, with v: element i is Σⱼ ∂²f/∂xᵢ∂xⱼ · vⱼ. f takes a "
        "tensor of x's shape and gives one number of shape (), and it can be differentiated twice "
        "for every element. x is float64, of any shape, v of the same shape and dtype; both keep "
        "their numbers. H is never built: f is called once or twice, and not differentiated "
        "anew for every element of x.",
        parts=(
            Part("of a vector", 1, ("product", "second product")),
            Part(
                "of any shape, without the Hessian",
                1,
                ("other shape: product", "other shape: second product", "calls of f", "work"),
            ),
        ),
        minutes=12,
        difficulty=3,
        importance=3,
        practised="A derivative of a derivative: `create_graph=True` records the first backward "
        "pass, so that there is something to go through a second time.",
        hints=(
            "H·v is the gradient of one number that is made of ∇f and v. Which number?",
            "∇f·v, the sum of ∇f times v, with v held still: its gradient is H·v. For that the "
            "first gradient needs a graph of its own: `create_graph=True`.",
            "`x = x.detach().clone().requires_grad_()`, `g, = torch.autograd.grad(f(x), x, "
            "create_graph=True)`, `return torch.autograd.grad((g * v).sum(), x)[0]`.",
        ),
        labels={
            "product": "hvp(f, x, v)",
            "second product": "hvp(f, x, v) with the same x and another v",
            "other shape: product": "hvp(f, x, v) for an x that is not a vector",
            "other shape: second product": "hvp(f, x, v) with the same x, which is not a vector, "
            "and another v",
            "calls of f": "how often f is called",
            "work": "how often f is differentiated",
            "inputs": "the arguments x and v",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    length, rows, columns = draw.distinct(3, 3, 5)
    found = []
    for name, shape in (
        ("a vector", (length + 3,)),
        ("a matrix", (rows, columns)),
        ("one number of shape ()", ()),
        ("a block of shape (2, 1, 3)", (2, 1, 3)),
    ):
        names = ("x", "v", "second v", "the coefficients of x⁴", "linear")
        found.append(Case(name, {key: _drawn(draw, shape) for key in names}))
    return found


def _drawn(draw: Draw, shape: tuple[int, ...]) -> torch.Tensor:
    if shape:
        return draw.real(*shape, low=0.3, high=1.6).double()
    return draw.real(2, low=0.3, high=1.6)[0].double()


@entry.reference
def hvp(f, x, v):
    x = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad((g * v).sum(), x)[0]


@entry.variant("backward twice, with x.grad cleared in between")
def backward_twice(f, x, v):
    leaf = x.clone().requires_grad_()
    f(leaf).backward(create_graph=True)
    g = leaf.grad
    leaf.grad = None
    (g * v).sum().backward()
    return leaf.grad


@entry.variant("v as the upstream gradient")
def upstream(f, x, v):
    leaf = x.detach().requires_grad_()
    slope = torch.autograd.grad(f(leaf), [leaf], create_graph=True)[0]
    return torch.autograd.grad(slope, leaf, grad_outputs=v)[0]


@entry.variant("torch.func: forward over reverse")
def forward_over_reverse(f, x, v):
    return torch.func.jvp(torch.func.grad(f), (x,), (v,))[1]


@entry.variant("torch.func: reverse over forward")
def reverse_over_forward(f, x, v):
    return torch.func.grad(lambda z: torch.func.jvp(f, (z,), (v,))[1])(x)


@entry.variant("torch.func: a gradient of a gradient")
def grad_of_grad(f, x, v):
    return torch.func.grad(lambda z: (torch.func.grad(f)(z) * v).sum())(x)


@entry.variant("torch.func.vjp of the gradient")
def vjp_of_grad(f, x, v):
    return torch.func.vjp(torch.func.grad(f), x)[1](v)[0]


@entry.variant("torch's own product")
def by_library(f, x, v):
    return torch.autograd.functional.hvp(f, x, v)[1]


@entry.variant("torch's own product from the left: H is symmetric")
def from_the_left(f, x, v):
    return torch.autograd.functional.vhp(f, x, v)[1]


@entry.variant("a central difference of two gradients")
def central(f, x, v):
    def gradient(z):
        z = z.clone().requires_grad_()
        return torch.autograd.grad(f(z), z)[0]

    h = 1e-5
    return (gradient(x + h * v) - gradient(x - h * v)) / (2 * h)


@entry.variant("along a line: d/dt of the gradient at x + t·v")
def along_a_line(f, x, v):
    t = torch.zeros((), dtype=x.dtype, requires_grad=True)
    leaf = x.clone().requires_grad_()
    value = f(leaf + t * v)
    (slope,) = torch.autograd.grad(value, t, create_graph=True)
    return torch.autograd.grad(slope, leaf)[0]
