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
            Part("the product", 1, ("product", "second product", "inputs")),
            Part("without the Hessian", 1, ("product", "calls of f", "work")),
        ),
        minutes=15,
        difficulty=4,
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
            "calls of f": "how often f is called",
            "work": "how often f is differentiated",
            "inputs": "the arguments x and v",
        },
    ),
)


@entry.reference
def hvp(f, x, v):
    x = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    return torch.autograd.grad((g * v).sum(), x)[0]
