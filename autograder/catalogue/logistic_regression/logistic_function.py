"""logistic-function: a hand-written backward that autograd calls."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.logistic_regression.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="logistic-function",
        title="A backward that autograd calls",
        chapter=CHAPTER,
        symbol="LogisticFn",
        contract="`LogisticFn.apply(x, w, b)` returns sigmoid(wᵀx + b), of shape (1, m). "
        "LogisticFn is an autograd.Function with a hand-written backward for x (dim, m), w "
        "(dim, 1) and b, of shape () or (1,). It passes gradcheck.",
        parts=(
            Part("forward", 1, ("class", "yhat", "inputs", "dtype")),
            Part("dw", 1, ("class", "dw", "second dw", "alone dw")),
            Part(
                "dx and db",
                1,
                ("class", "dx", "db", "second dx", "second db", "inputs afterwards"),
            ),
        ),
        minutes=30,
        difficulty=4,
        importance=4,
        practised="The place where PyTorch lets you in with your own backward pass: "
        "`torch.autograd.Function`.",
        hints=(
            "backward gets the upstream gradient, of yhat's shape, and returns one gradient for "
            "each argument of forward, in the same order.",
            "First work back through the sigmoid: dz = upstream · yhat (1 − yhat). Then through "
            "z = wᵀx + b, once for each of x, w and b.",
            "With dz of shape (1, m): dx is `w @ dz`, dw is `x @ dz.T`, db is `dz.sum()`, "
            "reshaped to the shape of b. Return them as `dx, dw, db`.",
        ),
        labels={
            "class": "LogisticFn",
            "yhat": "LogisticFn.apply(x, w, b)",
            "dx": "the gradient for x",
            "dw": "the gradient for w",
            "db": "the gradient for b",
            "second dx": "the gradient for x, of a second call made before the first one's backward",
            "second dw": "the gradient for w, of a second call made before the first one's backward",
            "second db": "the gradient for b, of a second call made before the first one's backward",
            "alone dw": "the gradient for w when only w requires one",
            "inputs": "the arguments x, w and b",
            "inputs afterwards": "the arguments x, w and b after the backward pass",
            "dtype": "the dtype of the result for float64 arguments",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double, shape in (("b of shape ()", False, ()), ("b of shape (1,)", True, (1,))):
        dim, m, other = draw.distinct(3, 2, 6)
        inputs = {
            "x": draw.real(dim, m, high=1.2),
            "w": draw.real(dim, 1, high=1.2),
            "b": draw.real(2, high=1.2)[1].reshape(shape),
            "v": draw.real(1, m),
            "second x": draw.real(dim, other, high=1.2),
            "second w": draw.real(dim, 1, high=1.2),
            "second b": draw.real(2, high=1.2)[0].reshape(shape),
            "second v": draw.real(1, other),
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        inputs["precise"] = double
        words = {m: "the number of examples m", dim: "the number of features dim"}
        found.append(Case(name, inputs, words))
    return found


@entry.reference
class LogisticFn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x, w, b, yhat)
        return yhat

    @staticmethod
    def backward(ctx, upstream):
        x, w, b, yhat = ctx.saved_tensors
        dz = upstream * yhat * (1 - yhat)
        return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@entry.variant("db unsummed: autograd sums it to b's shape")
class Unsummed(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x, w, yhat)
        return yhat

    @staticmethod
    def backward(ctx, upstream):
        x, w, yhat = ctx.saved_tensors
        dz = upstream * yhat * (1 - yhat)
        return w * dz, (x * dz).sum(1, keepdim=True), dz


@entry.variant("setup_context, and yhat kept as an attribute")
class SetupContext(torch.autograd.Function):
    @staticmethod
    def forward(x, w, b):
        return 1 / (1 + torch.exp(-(torch.mm(w.t(), x) + b)))

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, w, _ = inputs
        ctx.save_for_backward(x, w, output)

    @staticmethod
    def backward(ctx, upstream):
        x, w, yhat = ctx.saved_tensors
        dx = dw = db = None
        dz = upstream * (yhat - yhat**2)
        if ctx.needs_input_grad[0]:
            dx = torch.einsum("io,om->im", w, dz)
        if ctx.needs_input_grad[1]:
            dw = torch.einsum("im,om->io", x, dz)
        if ctx.needs_input_grad[2]:
            db = dz.sum(1)
        return dx, dw, db


@entry.variant("z saved, yhat computed again")
class SavesZ(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        z = w.T @ x + b
        ctx.save_for_backward(x, w, z)
        return z.sigmoid()

    @staticmethod
    def backward(ctx, grad_output):
        x, w, z = ctx.saved_tensors
        s = torch.sigmoid(z)
        dz = grad_output * s * torch.sigmoid(-z)
        return w.mm(dz), x.mm(dz.t()), dz.sum(dim=1)


@entry.variant("autograd inside")
class AutogradInside(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return torch.sigmoid(w.T @ x + b)

    @staticmethod
    def backward(ctx, upstream):
        with torch.enable_grad():
            leaves = [t.detach().requires_grad_() for t in ctx.saved_tensors]
            x, w, b = leaves
            return torch.autograd.grad(torch.sigmoid(w.T @ x + b), leaves, upstream)
