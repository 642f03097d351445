"""lr-backward: the gradients of J, written by hand."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR, ParameterLR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

backward = Entry(
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


@backward.cases
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


@backward.reference
def reference(self, x, yhat, y):
    m = x.shape[1]
    error = yhat - y
    self.grads["dw"] = x @ error.T / m
    self.grads["db"] = error.sum() / m


@backward.variant("a mean over the columns")
def mean_over_columns(self, x, yhat, y):
    self.grads = {
        "dw": (x * (yhat - y)).mean(dim=1, keepdim=True),
        "db": torch.mean(yhat - y),
    }


@backward.variant("the sign moved")
def sign_moved(self, x, yhat, y):
    m = y.size(1)
    self.grads["dw"] = -(1 / m) * torch.mm(x, (y - yhat).t())
    self.grads["db"] = -(1 / m) * torch.sum(y - yhat, dim=1)


@backward.variant("einsum in float64")
def einsum_double(self, x, yhat, y):
    error = (yhat - y).double()
    self.grads["dw"] = torch.einsum("im,om->io", x.double(), error) / y.numel()
    self.grads["db"] = error.mean().reshape(1, 1)


@backward.variant("a loop over the examples")
def loop(self, x, yhat, y):
    dw, db = torch.zeros_like(self.w), 0.0
    for i in range(x.shape[1]):
        error = yhat[0, i] - y[0, i]
        dw += x[:, i : i + 1] * error
        db += error.item()
    self.grads.update(dw=dw / x.shape[1], db=db / x.shape[1])


@backward.variant("by autograd, yhat computed again")
def by_autograd(self, x, yhat, y):
    w = self.w.detach().clone().requires_grad_()
    b = torch.as_tensor(self.b).detach().clone().requires_grad_()
    with torch.enable_grad():
        loss = F.binary_cross_entropy_with_logits(w.T @ x + b, y)
    self.grads["dw"], self.grads["db"] = torch.autograd.grad(loss, (w, b))


@backward.variant("Parameters, and their .grad")
class ParametersGrad(ParameterLR):
    def backward(self, x, yhat, y):
        self.zero_grad()
        F.binary_cross_entropy(self.forward(x), y).backward()
        self.grads = {"dw": self.w.grad, "db": self.b.grad}


@backward.variant("written into the tensors that are there")
def copied_in(self, x, yhat, y):
    m = x.shape[-1]
    self.grads["dw"] = self.grads["dw"].new_empty(self.w.shape)
    torch.matmul(x, (yhat - y).mT, out=self.grads["dw"])
    self.grads["dw"].div_(m)
    self.grads["db"] = (yhat - y).sum(dim=(0, 1)).div(m)


# ------------------------------------------------------------------ the factor


@backward.mistake(
    "missing-mean",
    "the sum over the batch is not divided by m",
    "J averages over the examples; so does its gradient. m is x.shape[1]; len(y) is 1.",
)
def missing_mean(self, x, yhat, y):
    store(self, x @ (yhat - y).T, (yhat - y).sum())


@backward.mistake(
    "missing-mean-dw",
    "dw is summed over the batch but not divided by m (db is)",
    "Both come from the same J, which averages over the examples.",
)
def missing_mean_dw(self, x, yhat, y):
    store(self, x @ (yhat - y).T, (yhat - y).mean())


@backward.mistake(
    "missing-mean-db",
    "db is summed over the batch but not divided by m (dw is)",
    "Both come from the same J, which averages over the examples.",
)
def missing_mean_db(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).sum())


@backward.mistake(
    "divided-by-dim",
    "the sum is divided by the number of features dim instead of the number of examples m",
    "x is (dim, m): x.shape[0] counts features, x.shape[1] counts examples.",
)
def over_dim(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[0], (yhat - y).sum() / x.shape[0])


@backward.mistake(
    "divided-by-dim-dw",
    "dw is divided by the number of features dim instead of the number of examples m",
    "x is (dim, m): x.shape[0], like len(x), counts features.",
)
def over_dim_dw(self, x, yhat, y):
    store(self, x @ (yhat - y).T / len(x), (yhat - y).mean())


@backward.mistake(
    "over-positives",
    "the sum is divided by the number of examples with the label 1 instead of m",
    "J averages over all m examples: y.sum() counts only those with y = 1.",
)
def over_positives(self, x, yhat, y):
    store(self, x @ (yhat - y).T / y.sum(), (yhat - y).sum() / y.sum())


@backward.mistake(
    "divided-in-the-loop",
    "the division by m stands inside the loop: what was summed before is divided again and again",
    "First the whole sum, then one division by m.",
)
def divided_in_the_loop(self, x, yhat, y):
    m, dw, db = x.shape[1], torch.zeros_like(self.w), torch.zeros(())
    for i in range(m):
        error = yhat[0, i] - y[0, i]
        dw, db = (dw + x[:, i : i + 1] * error) / m, (db + error) / m
    store(self, dw, db)


@backward.mistake(
    "one-example-missing",
    "one example is left out of the sum, the last or the first",
    "range(m) counts 0 … m − 1, which is all m examples; range(m - 1) and range(1, m) lack one.",
)
def last_missing(self, x, yhat, y):
    m, error = x.shape[1], yhat - y
    store(self, x[:, : m - 1] @ error[:, : m - 1].T / m, error[:, : m - 1].sum() / m)


@backward.also("one-example-missing")
def first_missing(self, x, yhat, y):
    m, error = x.shape[1], yhat - y
    store(self, x[:, 1:] @ error[:, 1:].T / m, error[:, 1:].sum() / m)


@backward.mistake(
    "one-too-few",
    "the sum is divided by m − 1",
    "A mean divides by m. m − 1 belongs to a standard deviation.",
)
def over_one_less(self, x, yhat, y):
    m, error = x.shape[1], yhat - y
    store(self, x @ error.T / (m - 1), error.sum() / (m - 1))


@backward.mistake(
    "unit-length",
    "dw is divided by its own length",
    "The length of the gradient says how steep J is: w ← w − lr·dw needs it.",
)
def unit_length(self, x, yhat, y):
    dw = x @ (yhat - y).T / x.shape[1]
    store(self, dw / dw.norm(), (yhat - y).mean())


@backward.also("unit-length")
def unit_length_both(self, x, yhat, y):
    dw, db = x @ (yhat - y).T / x.shape[1], (yhat - y).mean()
    store(self, dw / dw.norm(), db / db.abs())


@backward.mistake(
    "times-w",
    "w is multiplied into dw",
    "z = wᵀx + b: its slope with respect to w is x, and w does not occur in it.",
)
def times_w(self, x, yhat, y):
    store(self, self.w * (x @ (yhat - y).T) / x.shape[1], (yhat - y).mean())


@backward.mistake(
    "times-y",
    "yhat − y is multiplied by y: the examples with the label 0 drop out",
    "An example with y = 0 has the slope yhat − 0: it counts, too.",
)
def times_y(self, x, yhat, y):
    error = y * (yhat - y)
    store(self, x @ error.T / x.shape[1], error.mean())


@backward.mistake(
    "averaged-twice",
    "the mean is divided by m once more",
    "1/m stands there once: mean() has divided already.",
)
def averaged_twice(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m / m, (yhat - y).mean() / m)


@backward.mistake("averaged-twice-dw", "dw is divided by m twice", "1/m stands there once.")
def averaged_twice_dw(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m / m, (yhat - y).mean())


@backward.mistake("averaged-twice-db", "db is divided by m twice", "mean() divides by m already.")
def averaged_twice_db(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m, (yhat - y).mean() / m)


@backward.mistake(
    "factor-two",
    "a factor 2 stands before the sum, as the slope of a squared error has it",
    "J is the cross-entropy, not (yhat − y)²: its slope at z is yhat − y, without a 2.",
)
def factor_two(self, x, yhat, y):
    m = x.shape[1]
    store(self, 2 * x @ (yhat - y).T / m, 2 * (yhat - y).sum() / m)


@backward.mistake(
    "half",
    "there is a factor ½: 1/(2m) instead of 1/m",
    "The 2 of a squared error does not occur in the cross-entropy.",
)
def half(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / (2 * m), (yhat - y).sum() / (2 * m))


@backward.mistake(
    "learning-rate-inside",
    "the learning rate is already multiplied in",
    "A gradient does not know of steps: lr belongs to optimize alone.",
)
def lr_inside(self, x, yhat, y):
    m = x.shape[1]
    store(self, self.lr * x @ (yhat - y).T / m, self.lr * (yhat - y).sum() / m)


@backward.mistake(
    "learning-rate-and-sign-inside",
    "the step −lr·gradient is stored instead of the gradient",
    "backward stores the gradient; optimize turns it into a step.",
)
def step_inside(self, x, yhat, y):
    m = x.shape[1]
    store(self, -self.lr * x @ (yhat - y).T / m, -self.lr * (yhat - y).sum() / m)


@backward.mistake(
    "integer-division",
    "1 // m is used: an integer division, which gives 0 for m > 1",
    "1 / m is a fraction; 1 // m is rounded down to a whole number.",
)
def integer_division(self, x, yhat, y):
    m = x.shape[1]
    store(self, (1 // m) * (x @ (yhat - y).T), (1 // m) * (yhat - y).sum())


# -------------------------------------------------------------------- the sign


@backward.mistake(
    "sign",
    "y − yhat is used where yhat − y belongs",
    "The slope of the loss at z is yhat − y: too large a yhat has to pull z down.",
)
def sign(self, x, yhat, y):
    store(self, x @ (y - yhat).T / x.shape[1], (y - yhat).mean())


@backward.mistake(
    "sign-dw", "dw alone has the sign turned: y − yhat", "Both gradients hold yhat − y."
)
def sign_dw(self, x, yhat, y):
    store(self, x @ (y - yhat).T / x.shape[1], (yhat - y).mean())


@backward.mistake(
    "sign-db", "db alone has the sign turned: y − yhat", "Both gradients hold yhat − y."
)
def sign_db(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (y - yhat).mean())


@backward.mistake(
    "sign-and-sum",
    "y − yhat is used where yhat − y belongs, and the sum is not divided by m",
    "dJ/dw = (1/m) x (yhat − y)ᵀ.",
)
def sign_and_sum(self, x, yhat, y):
    store(self, x @ (y - yhat).T, (y - yhat).sum())


# ------------------------------------------------------------------- the shape


@backward.mistake(
    "transposed",
    "dw is transposed, a row (1, dim)",
    "A gradient has the shape of what it belongs to: w is (dim, 1).",
)
def transposed(self, x, yhat, y):
    store(self, (yhat - y) @ x.T / x.shape[1], (yhat - y).mean())


@backward.mistake(
    "flat", "dw has one axis, (dim,)", "A gradient has the shape of w, (dim, 1): keep the axis."
)
def flat(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(dim=1), (yhat - y).mean())


@backward.mistake(
    "collapsed",
    "dw is summed or averaged over the features too: one number",
    "Each w_j has its own slope: sum over the examples, not over the features.",
)
def collapsed(self, x, yhat, y):
    store(self, (x @ (yhat - y).T).sum() / x.shape[1], (yhat - y).mean())


@backward.also("collapsed")
def collapsed_mean(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(), (yhat - y).mean())


@backward.mistake(
    "not-summed",
    "x * (yhat − y) is left as (dim, m): one column for every example",
    "A gradient has the shape of w, (dim, 1): sum over the examples and divide by m.",
)
def not_summed(self, x, yhat, y):
    store(self, x * (yhat - y), (yhat - y).mean())


@backward.also("not-summed")
def not_summed_but_divided(self, x, yhat, y):
    store(self, x * (yhat - y) / x.shape[1], (yhat - y).mean())


@backward.mistake(
    "summed-over-features",
    "x * (yhat − y) is summed or averaged over the features: one number for every example",
    "dim=0 of x runs over features, dim=1 over examples; the sum runs over examples.",
)
def wrong_axis(self, x, yhat, y):
    store(self, (x * (yhat - y)).sum(dim=0, keepdim=True) / x.shape[1], (yhat - y).mean())


@backward.also("summed-over-features")
def wrong_axis_mean(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(dim=0, keepdim=True), (yhat - y).mean())


@backward.also("summed-over-features")
def wrong_axis_flat(self, x, yhat, y):
    store(self, (x * (yhat - y)).mean(dim=0), (yhat - y).mean())


@backward.mistake(
    "db-not-summed",
    "db is not summed over the examples: it is still (1, m)",
    "b is one number, so its gradient is one number: the average of yhat − y.",
)
def db_not_summed(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y) / x.shape[1])


@backward.also("db-not-summed")
def db_error(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], yhat - y)


@backward.also("db-not-summed")
def db_summed_over_one(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).mean(dim=0))


@backward.also("db-not-summed")
def db_summed_over_the_first_axis(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).sum(dim=0) / x.shape[1])


# --------------------------------------------------------------------- the slope


@backward.mistake(
    "extra-slope",
    "yhat − y is multiplied by the sigmoid's slope yhat (1 − yhat) once more",
    "The slope of the cross-entropy holds 1 / (yhat (1 − yhat)): the two cancel in dJ/dz.",
)
def extra_slope(self, x, yhat, y):
    dz = (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T / x.shape[1], dz.mean())


@backward.mistake(
    "extra-slope-dw",
    "dw holds the sigmoid's slope yhat (1 − yhat) once more (db does not)",
    "The two slopes cancel in dJ/dz = yhat − y.",
)
def extra_slope_dw(self, x, yhat, y):
    dz = (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T / x.shape[1], (yhat - y).mean())


@backward.mistake(
    "extra-slope-twice",
    "yhat − y is multiplied by the slope of a sigmoid of yhat, σ(yhat)(1 − σ(yhat))",
    "yhat is a probability already, and no slope is needed: dJ/dz = yhat − y.",
)
def extra_slope_of_yhat(self, x, yhat, y):
    s = torch.sigmoid(yhat)
    dz = (yhat - y) * s * (1 - s)
    store(self, x @ dz.T / x.shape[1], dz.mean())


@backward.mistake(
    "squared-error",
    "the gradient of the squared error is computed: 2 (yhat − y) yhat (1 − yhat)",
    "J is the cross-entropy; its slope at z is yhat − y.",
)
def squared_error(self, x, yhat, y):
    dz = 2 * (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T / x.shape[1], dz.mean())


@backward.mistake(
    "slope-of-the-loss",
    "the loss's slope at yhat is used, (yhat − y) / (yhat (1 − yhat)), without the sigmoid's slope",
    "The chain rule has one more factor, yhat (1 − yhat); the product is yhat − y.",
)
def no_chain(self, x, yhat, y):
    dz = -y / yhat + (1 - y) / (1 - yhat)
    store(self, x @ dz.T / x.shape[1], dz.mean())


@backward.mistake(
    "sigmoid-of-yhat",
    "the sigmoid is applied to yhat once more before y is subtracted",
    "yhat is a probability already: yhat − y.",
)
def sigmoid_of_yhat(self, x, yhat, y):
    error = torch.sigmoid(yhat) - y
    store(self, x @ error.T / x.shape[1], error.mean())


@backward.mistake(
    "thresholded",
    "yhat is rounded to 0 or 1 first",
    "The perceptron learns so; J's slope needs the probability itself.",
)
def thresholded(self, x, yhat, y):
    error = (yhat > 0.5).to(y.dtype) - y
    store(self, x @ error.T / x.shape[1], error.mean())


@backward.mistake(
    "score-for-yhat",
    "the score z = wᵀx + b is used in place of yhat",
    "That is linear regression's error; here it is yhat − y with yhat = σ(z).",
)
def score_for_yhat(self, x, yhat, y):
    error = self.w.T @ x + self.b - y
    store(self, x @ error.T / x.shape[1], error.mean())


@backward.mistake(
    "label-missing",
    "y is left out: yhat alone is multiplied with x",
    "The error is yhat − y: without y there is nothing to learn.",
)
def no_label(self, x, yhat, y):
    store(self, x @ yhat.T / x.shape[1], yhat.mean())


@backward.mistake("squared", "the error yhat − y is squared", "The slope is yhat − y itself.")
def squared(self, x, yhat, y):
    error = (yhat - y) ** 2
    store(self, x @ error.T / x.shape[1], error.mean())


@backward.mistake(
    "absolute",
    "the absolute error |yhat − y| is used",
    "The sign of yhat − y says which way to go.",
)
def absolute(self, x, yhat, y):
    error = (yhat - y).abs()
    store(self, x @ error.T / x.shape[1], error.mean())


@backward.mistake("added", "yhat + y is used where yhat − y belongs", "The error is a difference.")
def added(self, x, yhat, y):
    store(self, x @ (yhat + y).T / x.shape[1], (yhat + y).mean())


@backward.mistake(
    "x-missing",
    "dw is the mean error alone, without x",
    "z = wᵀx + b, so dz/dw_j = x_j: each error is multiplied by its x.",
)
def x_missing(self, x, yhat, y):
    error = yhat - y
    store(self, error.mean() * torch.ones_like(self.w), error.mean())


@backward.mistake(
    "sum-times-sum",
    "x is summed over the examples before it meets the error",
    "The sum runs over products: Σ x·error, not Σ x · Σ error.",
)
def sum_times_sum(self, x, yhat, y):
    error = (yhat - y).mean()
    store(self, x.mean(dim=1, keepdim=True) * error, error)


@backward.also("sum-times-sum")
def sum_times_mean(self, x, yhat, y):
    error = (yhat - y).mean()
    store(self, x.sum(dim=1, keepdim=True) * error, error)


@backward.mistake(
    "db-from-dw",
    "db is the sum or the mean of dw",
    "db = (1/m) Σ(yhat − y): x does not occur in it.",
)
def db_from_dw(self, x, yhat, y):
    dw = x @ (yhat - y).T / x.shape[1]
    store(self, dw, dw.mean())


@backward.also("db-from-dw")
def db_sum_of_dw(self, x, yhat, y):
    dw = x @ (yhat - y).T / x.shape[1]
    store(self, dw, dw.sum())


@backward.mistake(
    "db-over-dim",
    "db is divided by the number of features dim instead of m",
    "x is (dim, m): x.shape[1] counts the examples.",
)
def db_over_dim(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1], (yhat - y).sum() / x.shape[0])


@backward.mistake(
    "weight-decay",
    "w itself is added to dw, as a penalty on its size would do",
    "J here holds no penalty: dw = (1/m) x (yhat − y)ᵀ.",
)
def weight_decay(self, x, yhat, y):
    store(self, x @ (yhat - y).T / x.shape[1] + self.w, (yhat - y).mean())


@backward.mistake(
    "extra-slope-and-sum",
    "yhat − y is multiplied by the sigmoid's slope yhat (1 − yhat) once more, and the sum is not "
    "divided by m",
    "dJ/dz = (yhat − y) / m: the slopes cancel, the mean stays.",
)
def extra_slope_and_sum(self, x, yhat, y):
    dz = (yhat - y) * yhat * (1 - yhat)
    store(self, x @ dz.T, dz.sum())


@backward.mistake(
    "last-example",
    "only the last example counts: every round of a loop overwrites what was there",
    "A sum over the examples grows with +=, from zeros, and is divided by m at the end.",
)
def last_example(self, x, yhat, y):
    m = x.shape[1]
    store(self, x[:, -1:] * (yhat - y)[0, -1] / m, (yhat - y)[0, -1] / m)


@backward.also("last-example")
def last_example_alone(self, x, yhat, y):
    store(self, x[:, -1:] * (yhat - y)[0, -1], (yhat - y)[0, -1])


@backward.mistake(
    "db-bracket",
    "the brackets around yhat − y are missing in db: only one of the two sums is divided by m",
    "Σyhat − Σy / m divides the second sum alone; (Σyhat − Σy) / m divides both.",
)
def db_bracket(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m, yhat.sum() - y.sum() / m)


@backward.also("db-bracket")
def db_bracket_first(self, x, yhat, y):
    m = x.shape[1]
    store(self, x @ (yhat - y).T / m, 1 / m * yhat.sum() - y.sum())


# ------------------------------------------------------------------ where it goes


@backward.mistake(
    "accumulates",
    "the gradients of the second call are added to those of the first",
    "Every call answers for itself: assign, do not add.",
    about=("second dw", "second db", "dw"),
)
def accumulates(self, x, yhat, y):
    self.grads["dw"] = self.grads["dw"] + x @ (yhat - y).T / x.shape[1]
    self.grads["db"] = self.grads["db"] + (yhat - y).mean()


@backward.also("accumulates")
class AccumulatesInGrad(ParameterLR):
    def backward(self, x, yhat, y):
        F.binary_cross_entropy(self.forward(x), y).backward()
        self.grads = {"dw": self.w.grad, "db": self.b.grad}


@backward.mistake(
    "remembered",
    "the first batch's gradients are kept and given again",
    "Every call answers for itself.",
    about=("second dw",),
)
def remembered(self, x, yhat, y):
    if not hasattr(self, "done"):
        reference(self, x, yhat, y)
        self.done = True


@backward.mistake(
    "not-stored",
    "grads['dw'] and grads['db'] are as they were: what is computed is returned, printed or kept "
    "under other names",
    "backward returns None; what counts is self.grads['dw'] and self.grads['db'].",
    about=("dw",),
    hint=3,
)
def returned(self, x, yhat, y):
    return x @ (yhat - y).T / x.shape[1], (yhat - y).mean()


@backward.also("not-stored")
def attributes(self, x, yhat, y):
    self.dw = x @ (yhat - y).T / x.shape[1]
    self.db = (yhat - y).mean()


@backward.also("not-stored")
def other_keys(self, x, yhat, y):
    self.grads["w"] = x @ (yhat - y).T / x.shape[1]
    self.grads["b"] = (yhat - y).mean()


@backward.mistake(
    "wrong-key",
    "grads is replaced by something without the keys dw and db",
    "optimize will look up 'dw' and 'db', letter by letter.",
    about=("dw",),
    hint=3,
)
def replaced(self, x, yhat, y):
    self.grads = {"w": x @ (yhat - y).T / x.shape[1], "b": (yhat - y).mean()}


@backward.also("wrong-key")
def as_tuple(self, x, yhat, y):
    self.grads = (x @ (yhat - y).T / x.shape[1], (yhat - y).mean())


@backward.mistake(
    "db-not-stored",
    "grads['db'] is 0 or as it was: db is not stored, or is cut to a whole number by // or int()",
    "b has a gradient too: db = (1/m) Σ(yhat − y).",
    about=("db",),
    hint=3,
)
def dw_only(self, x, yhat, y):
    self.grads["dw"] = x @ (yhat - y).T / x.shape[1]


@backward.mistake(
    "dw-not-stored",
    "dw is not stored: grads['dw'] is as it was, though db is right",
    "w has a gradient too: dw = (1/m) x (yhat − y)ᵀ.",
    about=("dw",),
    hint=3,
)
def db_only(self, x, yhat, y):
    self.grads["db"] = (yhat - y).mean()


@backward.mistake(
    "swapped-keys",
    "dw and db are stored under each other's key",
    "dw is (dim, 1), db is one number.",
)
def swapped(self, x, yhat, y):
    store(self, (yhat - y).mean(), x @ (yhat - y).T / x.shape[1])


@backward.mistake(
    "one-key-twice",
    "both gradients are stored under dw: the second takes the place of the first",
    "dw, (dim, 1), belongs under grads['dw'], and db, one number, under grads['db'].",
)
def one_key_twice(self, x, yhat, y):
    self.grads["dw"] = (yhat - y).mean()


@backward.mistake(
    "updates-too",
    "backward changes w or b itself",
    "backward stores gradients; optimize moves the parameters.",
    about=("w and b",),
)
def updates(self, x, yhat, y):
    reference(self, x, yhat, y)
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["db"]


@backward.also("updates-too")
def updates_w_only(self, x, yhat, y):
    reference(self, x, yhat, y)
    self.w = self.w - self.lr * self.grads["dw"]


@backward.also("updates-too")
def aliased(self, x, yhat, y):
    self.grads = {"dw": self.w, "db": self.b}
    with torch.no_grad():
        self.grads["dw"].copy_(x @ (yhat - y).T / x.shape[1])
    self.grads["db"] = (yhat - y).mean()


@backward.mistake(
    "moves-then-measures",
    "w is moved before db is computed from a new forward pass",
    "Both gradients belong to the same point: the present w and b.",
    about=("db",),
)
def moves_then_measures(self, x, yhat, y):
    self.grads["dw"] = x @ (yhat - y).T / x.shape[1]
    self.w = self.w - self.lr * self.grads["dw"]
    self.grads["db"] = (self.forward(x) - y).mean()


@backward.mistake(
    "inputs-changed",
    "an argument is changed in place (-=, sub_, mul_ and the like)",
    "The caller still needs yhat, y and x: compute a new tensor, error = yhat − y.",
    about=("inputs",),
)
def in_place_yhat(self, x, yhat, y):
    yhat -= y
    store(self, x @ yhat.T / x.shape[1], yhat.mean())


@backward.also("inputs-changed")
def in_place_x(self, x, yhat, y):
    error = yhat - y
    x *= error
    store(self, x.mean(dim=1, keepdim=True), error.mean())


# ----------------------------------------------------------------------- raising


@backward.mistake(
    "missing-star",
    "(1/m)(…) is written without a *: Python reads it as a call of the number 1/m",
    "A number followed by brackets is a call; a product needs its *.",
    hint=3,
    about=("raised",),
)
def missing_star(self, x, yhat, y):
    m = x.shape[1]
    self.grads["dw"] = (1 / m)(x @ (yhat - y).T)  # type: ignore[operator]
    self.grads["db"] = (1 / m)((yhat - y).sum())  # type: ignore[operator]


@backward.also("missing-star")
def missing_star_db(self, x, yhat, y):
    m = x.shape[1]
    self.grads["dw"] = (1 / m) * (x @ (yhat - y).T)
    self.grads["db"] = (1 / m)((yhat - y).sum())  # type: ignore[operator]


@backward.mistake(
    "product-order",
    "the factors of a matrix product do not fit: a transpose is missing or on the wrong one",
    "dw is (dim, 1) = (dim, m) @ (m, 1): x as it is, the error transposed.",
    about=("raised",),
)
def no_transpose(self, x, yhat, y):
    store(self, x @ (yhat - y) / x.shape[1], (yhat - y).mean())


@backward.also("product-order")
def wrong_transpose(self, x, yhat, y):
    store(self, x.T @ (yhat - y).T / x.shape[1], (yhat - y).mean())


@backward.also("product-order")
def wrong_order(self, x, yhat, y):
    store(self, (yhat - y).T @ x / x.shape[1], (yhat - y).mean())


@backward.mistake(
    "grad-of-plain-tensor",
    "autograd is asked for gradients, but no graph leads back to w and b",
    "Here w is a plain tensor and yhat arrives without a graph: the formula is written by hand.",
    about=("raised",),
)
def backward_on_yhat(self, x, yhat, y):
    F.binary_cross_entropy(yhat, y).backward()
    self.grads["dw"], self.grads["db"] = self.w.grad, self.b.grad


# ------------------------------------------------------------- other things mixed up


@backward.mistake(
    "product-for-difference",
    "yhat · y is used where yhat − y belongs",
    "The slope of the loss at z is a difference: yhat − y.",
)
def product_for_difference(self, x, yhat, y):
    store(self, x @ (yhat * y).T / x.shape[1], (yhat * y).mean())


@backward.mistake(
    "w-for-x",
    "w stands in dw where x belongs",
    "z = wᵀx + b: its slope with respect to w is x.",
)
def w_for_x(self, x, yhat, y):
    store(self, self.w * (yhat - y).mean(), (yhat - y).mean())


@backward.also("w-for-x")
def w_for_x_and_sum(self, x, yhat, y):
    store(self, self.w * (yhat - y).sum(), (yhat - y).mean())


@backward.mistake(
    "dw-bracket",
    "the brackets around yhat − y are missing in dw",
    "(1/m) x (yhat − y)ᵀ: the difference first, then the product.",
)
def dw_bracket(self, x, yhat, y):
    store(self, x @ yhat.T - y.sum() / x.shape[1], (yhat - y).mean())


@backward.also("dw-bracket")
def dw_bracket_with_mean(self, x, yhat, y):
    store(self, x @ yhat.T / x.shape[1] - y.mean(), (yhat - y).mean())
