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
        difficulty=2,
        importance=5,
        hints=(
            "Write the shapes under x (yhat − y)ᵀ: (dim, m) @ (m, 1). Which sizes meet?",
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


def store(self, dw, db):
    """What every answer below ends with."""
    self.grads["dw"], self.grads["db"] = dw, db


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
    dw, db = torch.zeros_like(self.w), 0.0
    for i in range(x.shape[1]):
        error = yhat[0, i] - y[0, i]
        dw += x[:, i : i + 1] * error
        db += error.item()
    self.grads.update(dw=dw / x.shape[1], db=db / x.shape[1])


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


def missing_mean(self, x, yhat, y):
    store(self, x @ (yhat - y).T, (yhat - y).sum())


def missing_mean_dw(self, x, yhat, y):
    store(self, x @ (yhat - y).T, (yhat - y).mean())


def missing_mean_db(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).sum())


def over_dim(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[0], (yhat - y).sum() / x.shape[0])


def over_dim_dw(self, x, yhat, y):
    store(self, x @ (yhat - y).T / len(x), (yhat - y).mean())


def over_positives(self, x, yhat, y):
    store(self, x @ (yhat - y).T / y.sum(), (yhat - y).sum() / y.sum())


def divided_in_the_loop(self, x, yhat, y):
    m, dw, db = x.shape[1], torch.zeros_like(self.w), torch.zeros(())
    for i in range(m):
        error = yhat[0, i] - y[0, i]
        dw, db = (dw + x[:, i : i + 1] * error) / m, (db + error) / m
    store(self, dw, db)


def last_missing(self, x, yhat, y):
    m, error = x.shape[1], yhat - y
    store(self, x[:, : m - 1] @ error[:, : m - 1].T / m, error[:, : m - 1].sum() / m)


def first_missing(self, x, yhat, y):
    m, error = x.shape[1], yhat - y
    store(self, x[:, 1:] @ error[:, 1:].T / m, error[:, 1:].sum() / m)


def over_one_less(self, x, yhat, y):
    m, error = x.shape[1], yhat - y
    store(self, x @ error.T / (m - 1), error.sum() / (m - 1))


def unit_length(self, x, yhat, y):
    dw = x @ (yhat - y).T / x.shape[1]
    store(self, dw / dw.norm(), (yhat - y).mean())


def unit_length_both(self, x, yhat, y):
    dw, db = x @ (yhat - y).T / x.shape[1], (yhat - y).mean()
    store(self, dw / dw.norm(), db / db.abs())


def times_w(self, x, yhat, y):
    store(self, self.w * (x @ (yhat - y).T) / x.shape[1], (yhat - y).mean())


def times_y(self, x, yhat, y):
    error = y * (yhat - y)
    store(self, x @ error.T / x.shape[1], error.mean())


def averaged_twice(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m / m, (yhat - y).mean() / m)


def averaged_twice_dw(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m / m, (yhat - y).mean())


def averaged_twice_db(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m, (yhat - y).mean() / m)


def factor_two(self, x, yhat, y):
    m = x.shape[1]
    store(self, 2 * x @ (yhat - y).T / m, 2 * (yhat - y).sum() / m)


def half(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / (2 * m), (yhat - y).sum() / (2 * m))


def lr_inside(self, x, yhat, y):
    m = x.shape[1]
    store(self, self.lr * x @ (yhat - y).T / m, self.lr * (yhat - y).sum() / m)


def step_inside(self, x, yhat, y):
    m = x.shape[1]
    store(self, -self.lr * x @ (yhat - y).T / m, -self.lr * (yhat - y).sum() / m)


def integer_division(self, x, yhat, y):
    m = x.shape[1]
    store(self, (1 // m) * (x @ (yhat - y).T), (1 // m) * (yhat - y).sum())


def sign(self, x, yhat, y):
    store(self, x @ (y - yhat).T / x.shape[1], (y - yhat).mean())


def sign_dw(self, x, yhat, y):
    store(self, x @ (y - yhat).T / x.shape[1], (yhat - y).mean())


def sign_db(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (y - yhat).mean())


def sign_and_sum(self, x, yhat, y):
    store(self, x @ (y - yhat).T, (y - yhat).sum())


def transposed(self, x, yhat, y):
    store(self, (yhat - y) @ x.T / x.shape[1], (yhat - y).mean())


def flat(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(dim=1), (yhat - y).mean())


def collapsed(self, x, yhat, y):
    store(self, (x @ (yhat - y).T).sum() / x.shape[1], (yhat - y).mean())


def collapsed_mean(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(), (yhat - y).mean())


def not_summed(self, x, yhat, y):
    store(self, x * (yhat - y), (yhat - y).mean())


def not_summed_but_divided(self, x, yhat, y):
    store(self, x * (yhat - y) / x.shape[1], (yhat - y).mean())


def wrong_axis(self, x, yhat, y):
    store(self, (x * (yhat - y)).sum(dim=0, keepdim=True) / x.shape[1], (yhat - y).mean())


def wrong_axis_mean(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(dim=0, keepdim=True), (yhat - y).mean())


def wrong_axis_flat(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(dim=0), (yhat - y).mean())


def db_not_summed(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y) / x.shape[1])


def db_error(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], yhat - y)


def db_summed_over_one(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).mean(dim=0))


def db_summed_over_the_first_axis(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).sum(dim=0) / x.shape[1])


def extra_slope(self, x, yhat, y):
    dz = (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T / x.shape[1], dz.mean())


def extra_slope_dw(self, x, yhat, y):
    dz = (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T / x.shape[1], (yhat - y).mean())


def extra_slope_of_yhat(self, x, yhat, y):
    s = torch.sigmoid(yhat)
    dz = (yhat - y) * s * (1 - s)
    store(self, x @ dz.T / x.shape[1], dz.mean())


def squared_error(self, x, yhat, y):
    dz = 2 * (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T / x.shape[1], dz.mean())


def no_chain(self, x, yhat, y):
    dz = -y / yhat + (1 - y) / (1 - yhat)
    store(self, x @ dz.T / x.shape[1], dz.mean())


def sigmoid_of_yhat(self, x, yhat, y):
    error = torch.sigmoid(yhat) - y
    store(self, x @ error.T / x.shape[1], error.mean())


def thresholded(self, x, yhat, y):
    error = (yhat > 0.5).to(y.dtype) - y
    store(self, x @ error.T / x.shape[1], error.mean())


def score_for_yhat(self, x, yhat, y):
    error = self.w.T @ x + self.b - y
    store(self, x @ error.T / x.shape[1], error.mean())


def no_label(self, x, yhat, y):
    store(self, x @ yhat.T / x.shape[1], yhat.mean())


def squared(self, x, yhat, y):
    error = (yhat - y) ** 2
    store(self, x @ error.T / x.shape[1], error.mean())


def absolute(self, x, yhat, y):
    error = (yhat - y).abs()
    store(self, x @ error.T / x.shape[1], error.mean())


def added(self, x, yhat, y):
    store(self, x @ (yhat + y).T / x.shape[1], (yhat + y).mean())


def x_missing(self, x, yhat, y):
    error = yhat - y
    store(self, error.mean() * torch.ones_like(self.w), error.mean())


def sum_times_sum(self, x, yhat, y):
    error = (yhat - y).mean()
    store(self, x.mean(dim=1, keepdim=True) * error, error)


def sum_times_mean(self, x, yhat, y):
    error = (yhat - y).mean()
    store(self, x.sum(dim=1, keepdim=True) * error, error)


def db_from_dw(self, x, yhat, y):
    dw = x @ (yhat - y).T / x.shape[1]
    store(self, dw, dw.mean())


def db_sum_of_dw(self, x, yhat, y):
    dw = x @ (yhat - y).T / x.shape[1]
    store(self, dw, dw.sum())


def db_over_dim(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).sum() / x.shape[0])


def weight_decay(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1] + self.w, (yhat - y).mean())


def extra_slope_and_sum(self, x, yhat, y):
    dz = (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T, dz.sum())


def last_example(self, x, yhat, y):
    m = x.shape[1]
    store(self, x[:, -1:] * (yhat - y)[0, -1] / m, (yhat - y)[0, -1] / m)


def last_example_alone(self, x, yhat, y):
    store(self, x[:, -1:] * (yhat - y)[0, -1], (yhat - y)[0, -1])


def db_bracket(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m, yhat.sum() - y.sum() / m)


def db_bracket_first(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m, 1 / m * yhat.sum() - y.sum())


class AccumulatesInGrad(ParameterLR):
    def backward(self, x, yhat, y):
        F.binary_cross_entropy(self.forward(x), y).backward()
        self.grads = {"dw": self.w.grad, "db": self.b.grad}


def remembered(self, x, yhat, y):
    if not hasattr(self, "done"):
        backward(self, x, yhat, y)
        self.done = True


def swapped(self, x, yhat, y):
    store(self, (yhat - y).mean(), x @ (yhat - y).T / x.shape[1])


def updates(self, x, yhat, y):
    backward(self, x, yhat, y)
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["db"]


def updates_w_only(self, x, yhat, y):
    backward(self, x, yhat, y)
    self.w = self.w - self.lr * self.grads["dw"]


def in_place_yhat(self, x, yhat, y):
    yhat -= y
    store(self, x @ yhat.T / x.shape[1], yhat.mean())


def in_place_x(self, x, yhat, y):
    error = yhat - y
    x *= error
    store(self, x.mean(dim=1, keepdim=True), error.mean())


def no_transpose(self, x, yhat, y):
    store(self, x @ (yhat - y) / x.shape[1], (yhat - y).mean())


def wrong_transpose(self, x, yhat, y):
    store(self, x.T @ (yhat - y).T / x.shape[1], (yhat - y).mean())


def wrong_order(self, x, yhat, y):
    store(self, (yhat - y).T @ x / x.shape[1], (yhat - y).mean())


def product_for_difference(self, x, yhat, y):
    store(self, x @ (yhat * y).T / x.shape[1], (yhat * y).mean())


def w_for_x(self, x, yhat, y):
    store(self, self.w * (yhat - y).mean(), (yhat - y).mean())


def w_for_x_and_sum(self, x, yhat, y):
    store(self, self.w * (yhat - y).sum(), (yhat - y).mean())


def dw_bracket(self, x, yhat, y):
    store(self, x @ yhat.T - y.sum() / x.shape[1], (yhat - y).mean())


def dw_bracket_with_mean(self, x, yhat, y):
    store(self, x @ yhat.T / x.shape[1] - y.mean(), (yhat - y).mean())
