"""bce: the loss J of a batch."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.logistic_regression.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="bce",
        title="The loss J",
        chapter=CHAPTER,
        symbol="bce",
        contract="`bce(yhat, y)`, returns one number: the mean of −(y log yhat + (1 − y) log(1 "
        "− yhat)). Both arguments have shape (1, m), and you may assume that 0 < yhat < 1.",
        parts=(Part("loss", 2, ("loss", "inputs", "one example")),),
        minutes=8,
        difficulty=2,
        importance=4,
        practised="The loss that fits a probability: minus the logarithm of the probability "
        "that the model gives to the true class, averaged.",
        hints=(
            "Take one example with y = 1: which of the two terms is left? Then take one with y "
            "= 0.",
            "Both terms are computed for all examples at once; y and 1 − y switch them on and "
            "off. The minus belongs to both.",
            "`-(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()`.",
        ),
        labels={
            "loss": "bce(yhat, y)",
            "one example": "bce of one example alone",
            "inputs": "the arguments yhat and y",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double in (("a batch", False), ("a batch in float64", True)):
        m = draw.integer(4, 8)
        yhat = draw.positive(1, m, low=0.05, high=0.95)
        y = draw.labels(m).float()[None, :]
        # One confident, wrong prediction: a guard above 1e-7 shows there.
        yhat[0, 1] = 0.001 if y[0, 1] else 0.999
        if double:
            yhat, y = yhat.double(), y.double()
        found.append(Case(name, {"yhat": yhat, "y": y}, {m: "the number of examples m"}))
    return found


@entry.reference
def bce(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()


@entry.variant("torch's own")
def library(yhat, y):
    return F.binary_cross_entropy(yhat, y)


@entry.variant("from the probability of the label")
def chosen(yhat, y):
    return -torch.log(torch.where(y == 1, yhat, 1 - yhat)).sum() / y.numel()


@entry.variant("a loop, as a Python float")
def loop(yhat, y):
    total = 0.0
    for i in range(y.shape[1]):
        p, label = yhat[0, i].item(), y[0, i].item()
        total += -math.log(p) if label == 1 else -math.log(1 - p)
    return total / y.shape[1]


@entry.variant("with a guard of 1e-7, of shape (1, 1)")
def guarded(yhat, y):
    p = yhat.clamp(1e-7, 1 - 1e-7)
    return -(torch.log(p) @ y.T + torch.log1p(-p) @ (1 - y).T) / y.shape[1]


@entry.variant("with eps added")
def eps_added(yhat, y):
    eps = 1e-8
    return (-y * torch.log(yhat + eps) - (1 - y) * torch.log(1 - yhat + eps)).mean()


@entry.variant("back through the scores")
def through_scores(yhat, y):
    return F.binary_cross_entropy_with_logits(torch.logit(yhat), y)
