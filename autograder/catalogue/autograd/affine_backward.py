"""affine-backward: the gradients of one layer, from the gradient that arrives at its output."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

NAMES = ("d_x", "d_w", "d_b")


def _both(*names: str) -> tuple[str, ...]:
    """The items of these names, in the first call and in the second."""
    return (*names, *(f"second {name}" for name in names))


entry = Entry(
    Exercise(
        id="affine-backward",
        title="One layer, back again",
        chapter=CHAPTER,
        symbol="affine_backward",
        contract="`affine_backward(x, w, d_out) -> (d_x, d_w, d_b)`: the gradients of a loss for "
        "the x (N, D), the w (D, H) and the b (H,) of a layer out = x @ w + b, given its gradient "
        "for out, d_out = ∂loss/∂out (N, H). d_x is (N, D), d_w (D, H), d_b (H,).",
        parts=(
            Part("d_x and d_w", 1, _both("d_x", "d_w")),
            Part("d_b and arguments kept", 1, (*_both("d_b"), "inputs")),
        ),
        minutes=12,
        difficulty=3,
        importance=5,
        practised="The backward pass of one layer: for each factor of a matrix product the shape "
        "rule, and a sum over the samples for the bias.",
        hints=(
            "Write the shapes under x, w and d_out. Which product of two of them has the shape of "
            "x, and which the shape of w? How many times was each number of b used?",
            "Each factor's gradient is made of d_out and the *other* factor, transposed, so that "
            "the shapes fit. b was added to every row, so its gradient adds up the rows.",
            "`d_x = d_out @ w.T`, `d_w = x.T @ d_out`, `d_b = d_out.sum(dim=0)`.",
        ),
        labels={
            "inputs": "the arguments x, w and d_out",
            **{f"second {name}": f"{name} of a second call, another batch" for name in NAMES},
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    n, d, h, second = draw.distinct(4, 2, 6)
    # Where all sizes are equal every product can be formed: the numbers say which one it was.
    same = draw.integer(3, 4)
    found = []
    for name, (rows, features, units), double in (
        ("a batch", (n, d, h), False),
        ("as many samples as features and units, in float64", (same, same, same), True),
        ("a batch of one", (1, d, h), False),
    ):
        inputs = {
            "x": draw.real(rows, features),
            "w": draw.real(features, units),
            "d_out": draw.real(rows, units),
            "second x": draw.real(second, features),
            "second d_out": draw.real(second, units),
        }
        sizes = {}
        if not double:
            sizes = {features: "the number of features D", units: "the number of units H"}
            if rows > 1:
                sizes[rows] = "the batch size N"
        case = Case(name, inputs, sizes)
        found.append(case.as_double() if double else case)
    return found


@entry.reference
def affine_backward(x, w, d_out):
    d_x = d_out @ w.T
    d_w = x.T @ d_out
    d_b = d_out.sum(dim=0)
    return d_x, d_w, d_b


@entry.variant("autograd, with leaves of its own")
def by_autograd(x, w, d_out):
    x = x.clone().requires_grad_()
    w = w.clone().requires_grad_()
    b = torch.zeros(w.shape[1], dtype=w.dtype, requires_grad=True)
    out = x @ w + b
    out.backward(gradient=d_out)
    return x.grad, w.grad, b.grad


@entry.variant("the caller's tensors as leaves, with .grad cleared first")
def callers(x, w, d_out):
    b = torch.zeros(d_out.shape[1], dtype=w.dtype)
    for value in (x, w, b):
        value.requires_grad_()
        value.grad = None
    ((x @ w + b) * d_out).sum().backward()
    return x.grad, w.grad, b.grad


@entry.variant("einsum, as a list")
def by_einsum(x, w, d_out):
    return [
        torch.einsum("nh,dh->nd", d_out, w),
        torch.einsum("nd,nh->dh", x, d_out),
        torch.einsum("nh->h", d_out),
    ]


@entry.variant("a loop over the samples")
def by_samples(x, w, d_out):
    d_x, d_w, d_b = torch.zeros_like(x), torch.zeros_like(w), torch.zeros_like(d_out[0])
    for i in range(len(x)):
        d_x[i] = w @ d_out[i]
        d_w += torch.outer(x[i], d_out[i])
        d_b += d_out[i]
    return d_x, d_w, d_b


@entry.variant("loops over every index, in Python numbers")
def by_loops(x, w, d_out):
    (n, d), h = x.shape, w.shape[1]
    d_x, d_w, d_b = torch.zeros(n, d), torch.zeros(d, h), torch.zeros(h)
    for i in range(n):
        for k in range(h):
            up = d_out[i, k].item()
            d_b[k] += up
            for j in range(d):
                d_x[i, j] += up * w[j, k].item()
                d_w[j, k] += up * x[i, j].item()
    return d_x, d_w, d_b


@entry.variant("torch.func.vjp")
def by_vjp(x, w, d_out):
    b = torch.zeros(w.shape[1], dtype=w.dtype)
    _, back = torch.func.vjp(lambda x, w, b: x @ w + b, x, w, b)
    return back(d_out)


@entry.variant("products, transposed afterwards")
def transposed(x, w, d_out):
    d_x = torch.mm(w, d_out.t()).t()
    d_w = torch.mm(d_out.t(), x).t()
    d_b = torch.mv(d_out.t(), torch.ones(len(d_out), dtype=d_out.dtype))
    return d_x, d_w, d_b


@entry.variant("through numpy")
def by_numpy(x, w, d_out):
    x, w, d_out = x.numpy(), w.numpy(), d_out.numpy()
    results = d_out.dot(w.transpose()), x.transpose().dot(d_out), d_out.sum(axis=0)
    return tuple(torch.from_numpy(result) for result in results)


@entry.variant("products of single elements, broadcast and summed")
def by_broadcasting(x, w, d_out):
    d_x = (d_out[:, None, :] * w[None, :, :]).sum(2)
    d_w = (x[:, :, None] * d_out[:, None, :]).sum(0)
    return d_x, d_w, d_out.sum(0)
