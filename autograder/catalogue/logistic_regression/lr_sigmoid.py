"""lr-sigmoid: a score becomes a probability."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="lr-sigmoid",
        title="From a score to a probability",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR.sigmoid(z)` returns 1 / (1 + e^−z), element by element, for z of any "
        "shape. The values stay finite for large |z|.",
        parts=(
            Part("values", 1, ("a", "number", "view", "row", "three axes", "far", "inputs")),
            Part("large scores", 1, ("a", "large")),
        ),
        minutes=5,
        difficulty=1,
        importance=3,
        practised="One over one plus e to the minus z, finite at both ends.",
        hints=(
            "Try your method on z = 0 (it should give 0.5), then on −1000 and 1000.",
            "Only e^−z occurs in the formula. In which direction can e^−z overflow, and what is "
            "1 / (1 + ∞)?",
            "`torch.exp(-z)` works on every element at once; the rest is `1 / (1 + …)`. "
            "`torch.sigmoid(z)` is allowed too.",
        ),
        labels={
            "a": "sigmoid(z)",
            "number": "sigmoid of one number",
            "large": "sigmoid([-1000, -200, 200, 1000])",
            "view": "sigmoid of a transposed view",
            "row": "sigmoid of a row, (1, m)",
            "three axes": "sigmoid of three axes",
            "far": "sigmoid([-8, -6, -4])",
            "inputs": "the argument z",
        },
    ),
    wrap=method("sigmoid", LR),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns = draw.distinct(2, 2, 5)
    start = {"w": draw.real(3, 1), "b": draw.real(1)[0], "lr": 0.5}
    large = torch.tensor([-1000.0, -200.0, 200.0, 1000.0])
    # Small values beside no large one: what is 0.1 % off shows.
    far = torch.tensor([-8.0, -6.0, -4.0])
    return [
        Case(
            "a small matrix",
            {"z": draw.real(rows, columns, high=3.0), "large": large, "far": far, **start},
            {rows: "the number of rows", columns: "the number of columns"},
        )
    ]


@entry.reference
def sigmoid(self, z):
    return 1 / (1 + torch.exp(-z))


@entry.variant("torch's own")
def library(self, z):
    return torch.sigmoid(z)


@entry.variant("through tanh")
def through_tanh(self, z):
    return (torch.tanh(z / 2) + 1) / 2


@entry.variant("stable on both sides")
def stable(self, z):
    e = torch.exp(-z.abs())
    return torch.where(z >= 0, 1 / (1 + e), e / (1 + e))


@entry.variant("clamped")
def clamped(self, z):
    return (1 + torch.exp(-torch.clamp(z, -60, 60))).reciprocal()
