"""lr-forward: scores and probabilities of a whole batch."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="lr-forward",
        title="The forward pass",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR.forward(x)`, returns sigmoid(wᵀx + b), of shape (1, m), for x of shape "
        "(dim, m).",
        parts=(Part("yhat", 2, ("yhat", "inputs", "w and b", "second yhat")),),
        minutes=6,
        difficulty=1,
        importance=4,
        practised="The model in one line: weights, bias, sigmoid, for all columns at once.",
        hints=(
            "Write the shape under every factor of wᵀx: (1, dim) and (dim, m).",
            "A matrix product gives all m scores at once; b is one number and broadcasts; "
            "self.sigmoid does the rest.",
            "`z = self.w.T @ x + self.b`, then pass z to `self.sigmoid`.",
        ),
        inputs={"w": "w"},
        labels={
            "yhat": "yhat",
            "second yhat": "yhat of a second batch",
            "inputs": "the argument x",
            "w and b": "w and b after the forward pass",
        },
    ),
    wrap=method("forward", LR),
)


def adds_up_to_no_whole_number(w: torch.Tensor) -> bool:
    total = float(w.sum())
    return abs(total - round(total)) > 0.2


@entry.cases
def cases(draw: Draw) -> list[Case]:
    dim, m, other = draw.distinct(3, 3, 7)
    words = {m: "the number of examples m", dim: "the number of features dim"}
    # wᵀ(x + b) is wᵀx + b·Σw: where Σw is 0 or 1, b seems to be left out or added rightly.
    w = draw.until(lambda: draw.real(dim, 1, high=1.2), adds_up_to_no_whole_number)
    b = draw.real(2, high=1.2, low=0.4)
    second = draw.real(dim, other)
    # Two sure examples, z = 9 and z = -9: a clamped probability shows there.
    for column, score in enumerate((9.0, -9.0)):
        second[:, column : column + 1] = (score - b[0]) * w / (w * w).sum()
    return [
        Case(
            "a batch",
            {"x": draw.real(dim, m), "w": w, "b": b[0], "second x": second},
            words,
        ),
        Case(
            "one example",
            {"x": draw.real(dim, 1), "w": w, "b": b[1], "second x": draw.real(dim, m)},
            {dim: words[dim]},
        ),
    ]


@entry.reference
def forward(self, x):
    z = self.w.T @ x + self.b
    return self.sigmoid(z)


@entry.variant("torch.mm and transposed twice")
def transposed_twice(self, x):
    return torch.sigmoid((torch.mm(x.t(), self.w) + self.b).t())


@entry.variant("einsum")
def einsum(self, x):
    return torch.sigmoid(torch.einsum("io,im->om", self.w, x) + self.b)


@entry.variant("a sum over the features")
def summed(self, x):
    return self.sigmoid((self.w * x).sum(dim=0, keepdim=True) + self.b)


@entry.variant("a loop over the examples")
def loop(self, x):
    scores = [(self.w[:, 0] * x[:, i]).sum() + self.b for i in range(x.shape[1])]
    return self.sigmoid(torch.stack([torch.as_tensor(s).reshape(()) for s in scores])[None, :])


@entry.variant("the formula again")
def formula(self, x):
    return 1 / (1 + torch.exp(-(torch.matmul(self.w.T, x) + self.b)))
