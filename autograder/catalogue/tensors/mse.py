"""mse: the mean squared error of (N, 1) predictions and (N,) targets."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="mse",
        title="The mean squared error, and a trap",
        chapter=CHAPTER,
        symbol="mse",
        contract="`mse(pred, target)` returns one number: the mean over the N examples of (pred "
        "− target)². pred has shape (N, 1), target has shape (N,).",
        parts=(
            Part("loss", 1, ("loss", "second")),
            Part("one example and arguments kept", 1, ("loss", "one example", "inputs")),
        ),
        minutes=6,
        difficulty=2,
        importance=5,
        practised="Giving two tensors the same shape before they are subtracted: (N, 1) minus "
        "(N,) would silently be (N, N).",
        hints=(
            "Print the shape of `pred - target`, for pred of shape (4, 1) and target of shape (4,).",
            "You need N differences, one per example. Bring both to the same shape before you "
            "subtract: drop the axis of length 1, or add it to the other.",
            "`pred.squeeze(1)` and `target` are both (N,): subtract, square, take the mean.",
        ),
        labels={
            "loss": "mse(pred, target)",
            "inputs": "the arguments pred and target",
            "one example": "mse of one example",
            "second": "mse of another batch",
        },
    ),
)

_MEAN = "The mean of the N squared differences: subtract, square, average."


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    sizes = draw.distinct(4, 5, 9)
    for name, n, other in (("a batch", *sizes[:2]), ("a batch in float64", *sizes[2:])):
        pred, target = draw.until(
            lambda n=n: (draw.real(n, 1, high=3.0), draw.real(n, high=3.0)),
            lambda drawn: _telling(drawn[0][:, 0] - drawn[1]),
        )
        inputs = {
            "pred": pred,
            "target": target,
            "second pred": draw.real(other, 1),
            "second target": draw.real(other),
        }
        found.append(Case(name, inputs, {n: "the number of examples N"}))
    return [found[0], found[1].as_double()]


def _telling(differences: torch.Tensor) -> bool:
    """Their sum is not near zero, and neither the largest nor the median is first or last."""
    places = {int(differences.abs().argmax()), int(differences.square().median(0).indices)}
    return float(differences.sum().abs()) > 0.5 and not places & {0, len(differences) - 1}


@entry.reference
def mse(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean()


@entry.variant("the target as a column")
def as_columns(pred, target):
    return (pred - target[:, None]).square().sum() / len(target)


@entry.variant("torch's own, shapes made equal")
def library(pred, target):
    return F.mse_loss(pred.flatten(), target)


@entry.variant("a loop, as a Python float")
def by_loop(pred, target):
    total = 0.0
    for i in range(target.shape[0]):
        total += (pred[i, 0].item() - target[i].item()) ** 2
    return total / target.shape[0]


@entry.variant("a dot product, of shape (1, 1)")
def by_product(pred, target):
    diff = pred - target.reshape(-1, 1)
    return diff.T @ diff / diff.shape[0]


@entry.variant("the prediction as a row")
def as_rows(pred, target):
    return torch.pow(pred.T - target, 2).mean(dim=1)


@entry.variant("zipped")
def zipped(pred, target):
    return sum((p - t) ** 2 for p, t in zip(pred, target, strict=True)) / len(pred)
