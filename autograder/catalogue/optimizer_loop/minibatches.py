"""minibatches: every sample once, in a new order, in mini-batches."""

from __future__ import annotations

import random

import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_LARGE = tuple(
    f"large {item}"
    for item in ("batches", "sizes", "label sizes", "samples", "x", "what came of x")
)

entry = Entry(
    Exercise(
        id="minibatches",
        title="Mini-batches, shuffled",
        chapter=CHAPTER,
        symbol="minibatches",
        contract="`minibatches(x, y, batch_size)` returns an iterable of `(xb, yb)`, tuples or "
        "lists, with every sample exactly once, in a new order at every call. Every batch but "
        "the last is full. x is (N, D), y is (N,); batch_size may exceed N.",
        parts=(
            Part(
                "every sample once",
                1,
                ("batches", "sizes", "label sizes", "samples", "x", "inputs"),
            ),
            Part("a batch_size above N", 1, ("x", *_LARGE)),
            Part(
                "x with its y",
                1,
                ("what came of x", "pairing", "y", "large pairing", "large y"),
            ),
            Part("a new order", 1, ("what came of x", "short batch", "order")),
        ),
        minutes=15,
        difficulty=2,
        importance=4,
        practised="Shuffled batches without losing a sample or its label, the short last batch "
        "included.",
        hints=(
            "Call it with 10 samples and batch_size 4, and print the sizes and the labels of "
            "every batch, twice.",
            "One random order of the numbers 0 … N − 1 serves both x and y. Cut the order into "
            "pieces; the last piece may be short.",
            "`order = torch.randperm(len(x))`; for each piece of `order.split(batch_size)` the "
            "batch is `(x[piece], y[piece])`.",
        ),
        labels={
            "batches": "what minibatches(…) returns",
            "sizes": "the batches, by the number of samples in xb",
            "label sizes": "the batches, by the number of labels in yb",
            "short batch": "the batch that is not full",
            "samples": "the samples of one pass",
            "pairing": "samples and labels",
            "x": "the rows of all xb, sorted as in x",
            "what came of x": "the samples of one pass",
            "y": "their labels from yb",
            "order": "the order in several calls",
            "inputs": "the arguments x and y",
            "large batches": "what minibatches(…) returns for a batch_size above N",
            "large sizes": "the batches for a batch_size above N, by the number of samples in xb",
            "large label sizes": "the batches for a batch_size above N, by the number of labels in yb",
            "large samples": "the samples of one pass with a batch_size above N",
            "large pairing": "samples and labels with a batch_size above N",
            "large x": "the rows of xb for a batch_size above N, sorted as in x",
            "large what came of x": "the samples of one pass with a batch_size above N",
            "large y": "their labels from yb",
        },
    ),
)


def _data(draw: Draw, n: int, d: int) -> dict:
    """x with rows that all differ, y with labels that all differ."""
    x = draw.real(n, d)
    x[:, 0] = torch.arange(1, n + 1) + x[:, 0].abs() / 4
    order = draw.order(n)
    return {"x": x[order].round(decimals=2), "y": torch.tensor(draw.order(n)) + 10}


@entry.cases
def cases(draw: Draw) -> list[Case]:
    size = draw.integer(5, 7)
    n = 3 * size + 1  # one sample is left over: equal cuts show
    d = draw.integer(2, 3)
    exact = draw.integer(3, 4)
    words = {n: "the number of samples N", size: "batch_size", d: "the number of features D"}
    return [
        Case("a short last batch", {**_data(draw, n, d), "batch_size": size, "calls": 4}, words),
        Case("batches that fit exactly", {**_data(draw, 3 * exact, d), "batch_size": exact}),
        # Enough samples that two random orders do not agree by chance.
        Case("batch_size larger than N", {**_data(draw, 7, d), "batch_size": 10}),
        Case("one sample a batch", {**_data(draw, 7, d), "batch_size": 1}),
    ]


@entry.reference
def minibatches(x, y, batch_size):
    order = torch.randperm(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        piece = order[start : start + batch_size]
        batches.append((x[piece], y[piece]))
    return batches


@entry.variant("a generator over the split order")
def generator(x, y, batch_size):
    order = torch.randperm(x.shape[0])
    for chosen in order.split(batch_size):
        yield x[chosen], y[chosen]


@entry.variant("DataLoader")
def data_loader(x, y, batch_size):
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)


@entry.variant("both shuffled, then split and zipped")
def zipped(x, y, batch_size):
    order = torch.randperm(len(y))
    return zip(x[order].split(batch_size), y[order].split(batch_size), strict=True)


@entry.variant("Python's random, one row at a time")
def python_random(x, y, batch_size):
    numbers = list(range(len(x)))
    random.shuffle(numbers)
    found = []
    while numbers:
        chosen = [numbers.pop() for _ in range(min(batch_size, len(numbers)))]
        found.append([torch.stack([x[i] for i in chosen]), torch.stack([y[i] for i in chosen])])
    return found


@entry.variant("argsort of random numbers, index_select")
def by_argsort(x, y, batch_size):
    order = torch.rand(len(x)).argsort()
    for number in range(-(-len(x) // batch_size)):
        piece = order[number * batch_size : (number + 1) * batch_size]
        yield torch.index_select(x, 0, piece), torch.index_select(y, 0, piece)


@entry.variant("a sampler of batches")
def by_sampler(x, y, batch_size):
    pairs = TensorDataset(x, y)
    for chosen in BatchSampler(RandomSampler(pairs), batch_size, drop_last=False):
        yield pairs[chosen]


@entry.variant("the short batch is made of what is left")
def what_is_left(x, y, batch_size):
    order = torch.randperm(len(x)).tolist()
    while order:
        yield (x[order[:batch_size]], y[order[:batch_size]])
        order = order[batch_size:]


def numbers(x, y, batch_size):
    return list(torch.randperm(len(x)).split(batch_size))
