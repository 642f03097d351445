"""softmax: logits become probabilities, row by row, however large they are."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="softmax",
        title="Softmax that does not overflow",
        chapter=CHAPTER,
        symbol="softmax",
        contract="`softmax(x)` turns each row of the logits x, of shape (N, C), into "
        "probabilities, also (N, C): e^x divided by the row's sum of e^x. It is exact for "
        "logits up to ±10⁴ and leaves x unchanged.",
        parts=(
            Part("values", 1, ("p", "second", "rare")),
            Part("one row and x kept", 1, ("p", "one row", "inputs")),
            Part("large logits", 1, ("p", "large", "apart", "huge")),
        ),
        minutes=10,
        difficulty=3,
        importance=5,
        practised="A function that stays finite: the largest logit of each row is subtracted "
        "before `exp`.",
        hints=(
            "Try your function on `torch.tensor([[1000., 999.]])`. What is e¹⁰⁰⁰ in float32?",
            "e^(a − c) / Σ e^(b − c) is the same for every c: the factor e^−c cancels. Choose, "
            "for each row, a c that makes the largest exponent 0.",
            "`shifted = x - x.max(dim=1, keepdim=True).values`; then `e = torch.exp(shifted)`, "
            "divided by its row sums, again with keepdim.",
        ),
        labels={
            "p": "softmax(x)",
            "inputs": "the argument x",
            "one row": "softmax of one row",
            "second": "softmax of another batch",
            "rare": "the two small columns of softmax([[7, 0.5, 0], [0, -7, -6]])",
            "large": "softmax of [[802, 801, 800], [799, 800, 798]]",
            "apart": "softmax of [[802, 801, 800], [-801, -800, -802]]",
            "huge": "softmax of [[10000, 0, -10000], [-10000, -10000, -10000]]",
        },
    ),
)

_ROW = "p[i, c] = e^x[i, c] / Σ e^x[i, k], the sum over the classes k of row i."


@entry.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, c = sizes
        inputs = {"x": draw.real(n, c, high=3.0), "second x": draw.real(*others, high=3.0)}
        inputs |= {
            "rare": torch.tensor([[7.0, 0.5, 0.0], [0.0, -7.0, -6.0]]),
            "large": torch.tensor([[802.0, 801.0, 800.0], [799.0, 800.0, 798.0]]),
            "apart": torch.tensor([[802.0, 801.0, 800.0], [-801.0, -800.0, -802.0]]),
            "huge": torch.tensor([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4]]),
        }
        return Case(name, inputs, {n: "the number of samples N", c: "the number of classes C"})

    return twice(draw, make, 2)


@entry.reference
def softmax(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e / e.sum(dim=1, keepdim=True)


@entry.variant("torch's own")
def library(x):
    return torch.softmax(x, dim=-1)


@entry.variant("through the logarithm")
def by_logarithm(x):
    return torch.exp(x - torch.logsumexp(x, dim=1, keepdim=True))


@entry.variant("row by row")
def by_rows(x):
    rows = []
    for row in x:
        e = (row - row.max()).exp()
        rows.append(e / e.sum())
    return torch.stack(rows)


@entry.variant("shifted by a copy, in place")
def by_copy(x):
    x = x.clone()
    x -= x.amax(1)[:, None]
    x.exp_()
    return x / x.sum(1).unsqueeze(1)


@entry.variant("loops and math")
def by_loops(x):
    import math

    out = torch.zeros(x.shape)
    for i in range(x.shape[0]):
        top = max(x[i].tolist())
        e = [math.exp(value - top) for value in x[i].tolist()]
        for j in range(x.shape[1]):
            out[i, j] = e[j] / sum(e)
    return out


@entry.variant("turned over and back")
def turned(x):
    e = torch.exp(x.T - x.T.max(0).values)
    return (e / e.sum(0)).T


@entry.variant("pairwise differences")
def pairwise(x):
    return 1 / torch.exp(x[:, None, :] - x[:, :, None]).sum(dim=2)
