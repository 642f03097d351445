"""lr-backward: the gradients of J, written by hand."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR, ParameterLR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="lr-backward",
        title="The backward pass, by hand",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR.backward(x, yhat, y) -> None` stores grads['dw'] = (1/m) x (yhat − y)ᵀ, of "
        "shape (dim, 1), and grads['db'] = (1/m) Σ(yhat − y), one number. x is (dim, m); yhat and "
        "y are (1, m).",
        parts=(
            Part("dw", 2, ("dw", "second dw", "inputs", "w and b")),
            Part("db", 1, ("db", "second db", "one db", "inputs", "w and b")),
            Part("dw of one example", 1, ("dw", "one dw")),
        ),
        minutes=20,
        difficulty=3,
        importance=5,
        practised="The gradient of the loss derived on paper and written as one matrix product:"
        " x times the error, divided by m.",
        hints=(
            "Write the shapes under x (yhat − y)ᵀ: (dim, m) @ (m, 1). Which sizes have to match?",
            "The error yhat − y is the slope of one example's loss at its score z. Each w_j gets "
            "that slope times x_j, averaged over the m examples; b gets the plain average.",
            "With `error = yhat - y` and `m = x.shape[1]`: dw is `x @ error.T / m`, db is "
            "`error.sum() / m`; both go into `self.grads`.",
        ),
        inputs={"w": "w"},
        labels={
            "dw": 'grads["dw"]',
            "db": 'grads["db"]',
            "second dw": 'grads["dw"] after a second batch',
            "second db": 'grads["db"] after a second batch',
            "inputs": "the arguments x, yhat and y",
            "one dw": 'grads["dw"] of a batch of one example',
            "one db": 'grads["db"] of a batch of one example',
            "w and b": "w and b after the backward pass",
        },
    ),
    wrap=method("backward", LR),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    dim, m, second = draw.until(lambda: draw.distinct(3, 3, 8), lambda sizes: sizes[1] > 4)
    words = {m: "the number of examples m", dim: "the number of features dim"}
    start = {"w": draw.real(dim, 1, high=1.0), "b": draw.real(2)[1], "lr": draw.number(0.2, 0.45)}
    # At least two positives, and no size is their number or twice it: who divides by it shows.
    y = draw.until(
        lambda: draw.labels(m), lambda y: 1 < y.sum() != dim and m not in (y.sum(), 2 * y.sum())
    )
    batch = {"x": draw.real(dim, m), "y": y.float()[None, :]}
    other = {"second x": draw.real(dim, second), "second y": draw.labels(second).float()[None, :]}
    one = {"x": draw.real(dim, 1), "y": torch.ones(1, 1)}
    return [
        Case("a batch", {**start, **batch, **other}, words),
        Case(
            "one example",
            {**start, **one, "second x": batch["x"], "second y": batch["y"]},
            {dim: words[dim]},
        ),
    ]


@entry.reference
def backward(self, x, yhat, y):
    m = x.shape[1]
    error = yhat - y
    self.grads["dw"] = x @ error.T / m
    self.grads["db"] = error.sum() / m


@entry.variant("a mean over the columns")
def mean_over_columns(self, x, yhat, y):
    self.grads = {
        "dw": (x * (yhat - y)).mean(dim=1, keepdim=True),
        "db": torch.mean(yhat - y),
    }


@entry.variant("the sign moved")
def sign_moved(self, x, yhat, y):
    m = y.size(1)
    self.grads["dw"] = -(1 / m) * torch.mm(x, (y - yhat).t())
    self.grads["db"] = -(1 / m) * torch.sum(y - yhat, dim=1)


@entry.variant("einsum in float64")
def einsum_double(self, x, yhat, y):
    error = (yhat - y).double()
    self.grads["dw"] = torch.einsum("im,om->io", x.double(), error) / y.numel()
    self.grads["db"] = error.mean().reshape(1, 1)


@entry.variant("a loop over the examples")
def loop(self, x, yhat, y):
    m, dw, db = x.shape[1], torch.zeros_like(self.w), 0.0
    for i in range(m):
        error = yhat[0, i] - y[0, i]
        dw += x[:, i : i + 1] * error
        db += error.item()
    self.grads.update(dw=dw / m, db=db / m)


@entry.variant("by autograd, yhat computed again")
def by_autograd(self, x, yhat, y):
    w = self.w.detach().clone().requires_grad_()
    b = torch.as_tensor(self.b).detach().clone().requires_grad_()
    with torch.enable_grad():
        loss = F.binary_cross_entropy_with_logits(w.T @ x + b, y)
    self.grads["dw"], self.grads["db"] = torch.autograd.grad(loss, (w, b))


@entry.variant("Parameters, and their .grad")
class ParametersGrad(ParameterLR):
    def backward(self, x, yhat, y):
        self.zero_grad()
        F.binary_cross_entropy(self.forward(x), y).backward()
        self.grads = {"dw": self.w.grad, "db": self.b.grad}


@entry.variant("written into the tensors that are there")
def copied_in(self, x, yhat, y):
    m = x.shape[-1]
    self.grads["dw"] = self.grads["dw"].new_empty(self.w.shape)
    torch.matmul(x, (yhat - y).mT, out=self.grads["dw"])
    self.grads["dw"].div_(m)
    self.grads["db"] = (yhat - y).sum(dim=(0, 1)).div(m)
