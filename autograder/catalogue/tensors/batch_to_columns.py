"""batch-to-columns: samples, the rows of a batch, become its columns."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="batch-to-columns",
        title="Rows become columns",
        chapter=CHAPTER,
        symbol="batch_to_columns",
        contract="`batch_to_columns(x)` turns a batch x of shape (N, D), whose rows are samples, "
        "into a tensor of shape (D, N), whose columns are the same samples.",
        parts=(Part("columns", 1, ("columns", "inputs", "one sample", "second")),),
        minutes=4,
        difficulty=1,
        importance=3,
        practised="Samples as rows or as columns: the same numbers rearranged, by a transpose "
        "and not by `view`.",
        hints=(
            "Make a small batch, `torch.arange(6).view(2, 3)`, and write down where each of its "
            "six numbers has to end up.",
            "The right shape is not enough: `view` keeps the numbers in their order, and here the "
            "order has to change. The element at [i, j] moves to [j, i].",
            "Every matrix has an attribute that is its transpose: `x.T`.",
        ),
        labels={
            "columns": "batch_to_columns(x)",
            "inputs": "the argument x",
            "one sample": "batch_to_columns of one sample",
            "second": "batch_to_columns of another batch",
        },
    ),
)

_AXES = "Rows and columns swap: the element at [i, j] moves to [j, i]."


@entry.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, d = sizes
        return Case(
            name,
            {"x": draw.real(n, d), "second x": draw.real(*others)},
            {n: "the number of samples N", d: "the number of features D"},
        )

    # No size is one that somebody types in from a small example, 2 or 3.
    sizes = draw.distinct(4, 4, 7)
    first = make("sizes that all differ", sizes[:2], sizes[2:])
    return [first, make("equal sizes, in float64", [3, 3], draw.distinct(2, 4, 6)).as_double()]


@entry.reference
def batch_to_columns(x):
    return x.T


@entry.variant("by axis numbers")
def by_axes(x):
    return x.transpose(0, 1)


@entry.variant("permute, then a copy")
def permuted(x):
    return x.permute(1, 0).contiguous()


@entry.variant("the samples stacked side by side")
def stacked(x):
    return torch.stack(list(x), dim=1)


@entry.variant("element by element, in float32")
def by_loops(x):
    n, d = x.shape
    out = torch.empty(d, n)
    for i in range(n):
        for j in range(d):
            out[j, i] = x[i, j]
    return out


@entry.variant("in index notation")
def by_einsum(x):
    return torch.einsum("nd->dn", x)


@entry.variant("through Python lists")
def by_zip(x):
    return torch.tensor(list(zip(*x.tolist(), strict=True)))


@entry.variant("feature by feature")
def by_features(x):
    return torch.cat([x[:, j].reshape(1, -1) for j in range(x.shape[1])])
