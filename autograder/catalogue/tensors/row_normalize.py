"""row-normalize: each row divided by its own sum."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, rows_with_sums, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="row-normalize",
        title="Each row by its own sum",
        chapter=CHAPTER,
        symbol="row_normalize",
        contract="`row_normalize(x)` divides each row of x, of shape (N, D), by the sum of that "
        "row and returns the result, of shape (N, D). You may assume that no row sums to "
        "zero; entries and sums may be negative.",
        parts=(
            Part("rows", 1, ("normalized", "second")),
            Part("one row and x kept", 1, ("normalized", "one row", "inputs")),
        ),
        minutes=7,
        difficulty=2,
        importance=4,
        practised="A reduction along one axis, with its axis kept as a 1, so that broadcasting "
        "divides every row by its own sum.",
        hints=(
            "Print `x.sum(dim=0)` and `x.sum(dim=1)` for a small x of shape (2, 3). Which of the "
            "two has one number per row?",
            "`dim` names the axis that disappears. The N sums have to stand as a column, (N, "
            "1), to line up with the rows of (N, D): keepdim leaves a 1 where the axis was.",
            "`x / x.sum(dim=1, keepdim=True)`.",
        ),
        labels={
            "normalized": "row_normalize(x)",
            "inputs": "the argument x",
            "one row": "row_normalize of one row",
            "second": "row_normalize of another matrix",
        },
    ),
)

_OWN = "The result at [i, j] is x[i, j] / (x[i, 0] + … + x[i, D−1]): every row then sums to 1."


@entry.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, d = sizes
        return Case(
            name,
            {"x": rows_with_sums(draw, n, d), "second x": rows_with_sums(draw, *others)},
            {n: "the number of rows N", d: "the number of columns D"},
        )

    return twice(draw, make, 2)


@entry.reference
def row_normalize(x):
    return x / x.sum(dim=1, keepdim=True)


@entry.variant("the axis put back by None")
def by_none(x):
    return x / x.sum(1)[:, None]


@entry.variant("turned over and back")
def turned(x):
    return (x.T / x.sum(1)).T


@entry.variant("row by row, stacked")
def by_rows(x):
    return torch.stack([row / row.sum() for row in x])


@entry.variant("a copy, changed in place")
def copied(x):
    out = x.clone()
    out /= out.sum(-1, keepdim=True)
    return out


@entry.variant("loops over every element")
def by_loops(x):
    out = torch.zeros(x.shape)
    for i in range(len(x)):
        total = sum(x[i, j].item() for j in range(x.shape[1]))
        for j in range(x.shape[1]):
            out[i, j] = x[i, j] / total
    return out


@entry.variant("a matrix product with ones")
def by_product(x):
    ones = torch.ones(x.shape[1], 1, dtype=x.dtype)
    return x / (x @ ones)


@entry.variant("with a tiny guard")
def guarded(x):
    return x / (x.sum(dim=1).unsqueeze(1) + 1e-12)
