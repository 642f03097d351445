"""lr-optimize: one step of gradient descent on w and b."""

from __future__ import annotations

import torch
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR, ParameterLR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="lr-optimize",
        title="The optimisation step",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR.optimize() -> None`: takes one step: w ← w − lr·dw and b ← b − lr·db.",
        parts=(
            Part("w", 1, ("w", "second w", "other w")),
            Part("b", 1, ("b", "second b", "other b")),
        ),
        minutes=5,
        difficulty=1,
        importance=4,
        practised="The update rule, kept apart from the gradient.",
        hints=(
            "Look at w before and after the call: which way did it move, and how far?",
            "Downhill is against the gradient. lr is used once, here; 1/m has already been used "
            "in backward.",
            "`self.w = self.w - self.lr * self.grads['dw']`, and the same for b.",
        ),
        labels={
            "w": "w after one step",
            "b": "b after one step",
            "second w": "w after a second step with another gradient",
            "second b": "b after a second step with another gradient",
            "other w": "w after one step with another lr",
            "other b": "b after one step with another lr",
        },
    ),
    wrap=method("optimize", LR),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    dim = draw.integer(3, 5)  # with two, a half and a division by D are the same
    rates = draw.distinct(2, 2, 9)
    return [
        Case(
            "two steps",
            {
                "w": draw.real(dim, 1),
                "b": draw.real(2)[0],
                "lr": rates[0] / 10,
                "other lr": rates[1] / 10,
                "dw": draw.real(dim, 1),
                "db": draw.real(2)[1],
                "second dw": draw.real(dim, 1),
                "second db": draw.real(2)[1],
            },
        )
    ]


@entry.reference
def optimize(self):
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["db"]


@entry.variant("in place")
def in_place(self):
    self.w -= self.lr * self.grads["dw"]
    self.b -= self.lr * self.grads["db"]


@entry.variant("Parameters under no_grad")
class UnderNoGrad(ParameterLR):
    def optimize(self):
        with torch.no_grad():
            self.w.sub_(self.lr * self.grads["dw"])
            self.b.sub_(self.lr * self.grads["db"])


@entry.variant("Parameters through .data, gradients cleared afterwards")
class ThroughData(ParameterLR):
    def optimize(self):
        self.w.data = self.w.data - self.lr * self.grads["dw"]
        self.b.data -= self.lr * self.grads["db"]
        self.grads = {"dw": torch.zeros_like(self.w), "db": torch.zeros_like(self.b)}


@entry.variant("a loop over names")
def by_names(self):
    for name in ("w", "b"):
        setattr(self, name, getattr(self, name) - self.lr * self.grads[f"d{name}"])


@entry.variant("b as a Python float")
class FloatBias(LR):
    def __init__(self, dim, lr=0.01):
        super().__init__(dim, lr)
        self.b = 0.0

    def optimize(self):
        self.w = torch.add(self.w, self.grads["dw"], alpha=-self.lr)
        self.b -= self.lr * self.grads["db"].item()


@entry.variant("w stored as a row, seen as a column")
class Transposed(LR):
    def __init__(self, dim, lr=0.01):
        nn.Module.__init__(self)
        self.row = torch.zeros(1, dim)
        self.b, self.lr, self.grads = torch.zeros(()), lr, {"dw": None, "db": None}

    @property
    def w(self):
        return self.row.T

    def optimize(self):
        self.row -= self.lr * self.grads["dw"].T
        self.b = self.b - self.lr * self.grads["db"]
