"""cross-entropy: the mean loss of the right classes, straight from the logits."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="cross-entropy",
        title="Cross-entropy from logits",
        chapter=CHAPTER,
        symbol="cross_entropy",
        contract="`cross_entropy(logits, y)` returns one number: the batch mean of −log "
        "softmax(logits)[i, yᵢ], for logits of shape (N, C) and int64 class numbers y of "
        "shape (N,). It is exact for logits up to ±10⁴.",
        parts=(
            Part("loss", 2, ("loss", "second")),
            Part("one example and arguments kept", 1, ("loss", "one example", "inputs")),
            Part("large logits", 1, ("loss", "large", "apart", "unlikely", "huge")),
        ),
        minutes=12,
        difficulty=3,
        importance=5,
        practised="One number per row, picked by its label, and a logarithm whose argument "
        "never underflows to 0.",
        hints=(
            "Take one example: which of the C probabilities does its loss look at? "
            "`logits[torch.arange(N), y]` picks one entry from each row.",
            "Do not take the logarithm of a probability that may be 0. Write log softmax out: "
            "log(e^z_y / Σ e^z) = z_y − log Σ e^z, after the row's maximum has been subtracted.",
            "`z = logits - logits.max(dim=1, keepdim=True).values`; the loss of row i is "
            "`z.exp().sum(dim=1).log()` minus `z[torch.arange(len(y)), y]`. Then take the "
            "mean.",
        ),
        labels={
            "loss": "cross_entropy(logits, y)",
            "inputs": "the arguments logits and y",
            "one example": "cross_entropy of one example",
            "second": "cross_entropy of another batch",
            "large": "cross_entropy of [[802, 800, 799], [797, 800, 801]] with y = [1, 0]",
            "apart": "cross_entropy of [[802, 801, 800], [-801, -800, -802]] with y = [1, 2]",
            "unlikely": "cross_entropy of [[1, 0, -1], [0, 1000, 3]] with y = [0, 2]",
            "huge": "cross_entropy of [[10000, 0, -10000], [-10000, 0, 2]] with y = [2, 0]",
        },
    ),
)

_PRICE = "ℓᵢ = −log softmax(logits)[i, yᵢ], and the loss is (1/N) Σᵢ ℓᵢ."


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    sizes = draw.distinct(4, 3, 7)
    for name, (n, c) in (
        ("more samples than classes", sorted(sizes[:2], reverse=True)),
        ("as many samples as classes, in float64", (4, 4)),
    ):
        logits, y = draw.until(
            lambda n=n, c=c: (draw.real(n, c, high=3.0), draw.labels(n, c)),
            lambda drawn: _telling(*drawn),
        )
        inputs = {
            "logits": logits,
            "y": y,
            "second logits": draw.real(sizes[2], sizes[3], high=3.0),
            "second y": draw.labels(sizes[2], sizes[3]),
            "large": torch.tensor([[802.0, 800.0, 799.0], [797.0, 800.0, 801.0]]),
            "large y": torch.tensor([1, 0]),
            "unlikely": torch.tensor([[1.0, 0.0, -1.0], [0.0, 1000.0, 3.0]]),
            "unlikely y": torch.tensor([0, 2]),
            "apart": torch.tensor([[802.0, 801.0, 800.0], [-801.0, -800.0, -802.0]]),
            "apart y": torch.tensor([1, 2]),
            "huge": torch.tensor([[1e4, 0.0, -1e4], [-1e4, 0.0, 2.0]]),
            "huge y": torch.tensor([2, 0]),
        }
        words = {n: "the number of samples N", c: "the number of classes C"}
        found.append(Case(name, inputs, words))
    return [found[0], found[1].as_double()]


def _telling(logits: torch.Tensor, y: torch.Tensor) -> bool:
    """Slips that may look alike by chance do not do so here.

    The first example is not of class 0, and no answer is a permutation in order. Some labels are
    what the logits say and some are not. The label's logit is positive in the first example and
    negative elsewhere; the median price is neither the first nor the last.
    """
    n = len(y)
    right = logits[torch.arange(n), y]
    hits = int((logits.argmax(1) == y).sum())
    prices = F.cross_entropy(logits, y, reduction="none")
    return (
        int(y[0]) != 0
        and not torch.equal(y, torch.arange(n))
        and 2 <= hits < n
        and float(right[0]) > 0 > float(right.min())
        and int(prices.median(0).indices) not in (0, n - 1)
    )


@entry.reference
def cross_entropy(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    right = z[torch.arange(len(y)), y]
    return (z.exp().sum(dim=1).log() - right).mean()


@entry.variant("torch's own")
def library(logits, y):
    return F.cross_entropy(logits, y)


@entry.variant("logsumexp and gather, of shape (1,)")
def by_gather(logits, y):
    right = logits.gather(1, y[:, None])
    return (torch.logsumexp(logits, dim=1, keepdim=True) - right).mean(dim=0)


@entry.variant("through one-hot labels")
def by_one_hot(logits, y):
    log_p = torch.log_softmax(logits, dim=1)
    return -(F.one_hot(y, logits.shape[1]) * log_p).sum() / logits.shape[0]


@entry.variant("log_softmax, and one entry per row")
def by_index(logits, y):
    log_p = torch.log_softmax(logits, dim=1)
    return -log_p[torch.arange(len(y)), y].mean()


@entry.variant("loops and math, a Python float")
def by_loops(logits, y):
    total = 0.0
    for row, label in zip(logits.tolist(), y.tolist(), strict=True):
        top = max(row)
        total += math.log(sum(math.exp(v - top) for v in row)) + top - row[label]
    return total / len(y)


@entry.variant("sample by sample")
def by_samples(logits, y):
    return torch.stack([-F.log_softmax(logits[i], dim=0)[y[i]] for i in range(len(y))]).mean()


@entry.variant("nll_loss")
def by_nll(logits, y):
    return F.nll_loss(F.log_softmax(logits, dim=1), y, reduction="sum") / y.numel()
