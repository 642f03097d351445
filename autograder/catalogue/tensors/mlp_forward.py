"""mlp-forward: two layers for a whole batch, without a loop."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="mlp-forward",
        title="Two layers, a whole batch",
        chapter=CHAPTER,
        symbol="mlp_forward",
        contract="`mlp_forward(x, w0, b, w1)` returns ReLU(x @ w0 + b) @ w1, of shape (N, K), "
        "for x of shape (N, D), w0 (D, H), b (H,) and w1 (H, K).",
        parts=(
            Part("logits", 2, ("calls", "logits", "second")),
            Part("one sample and arguments kept", 1, ("logits", "one sample", "inputs")),
        ),
        minutes=8,
        difficulty=2,
        importance=5,
        practised="Two layers for a whole batch as two matrix products, with bias and ReLU "
        "where they belong.",
        hints=(
            "Write the shapes under every factor of the formula: which axis disappears in each "
            "product?",
            "Write one line for the hidden layer, of shape (N, H): product, bias, then ReLU. "
            "Write one for the output: a second product, with nothing after it.",
            "`hidden = torch.relu(x @ w0 + b)`, then one more product with w1.",
        ),
        labels={
            "calls": "three calls of mlp_forward with the same arguments",
            "logits": "mlp_forward(x, w0, b, w1)",
            "inputs": "the arguments x, w0, b and w1",
            "one sample": "mlp_forward of one sample",
            "second": "mlp_forward of another network",
        },
    ),
)

_LINE = "O = ReLU(x @ w0 + b) @ w1: product, bias, ReLU, product."


@entry.cases
def cases(draw: Draw) -> list[Case]:
    def network(n: int, d: int, h: int, k: int) -> dict[str, torch.Tensor]:
        def inputs() -> dict[str, torch.Tensor]:
            return {"x": draw.real(n, d), "w0": draw.real(d, h), "b": draw.real(h, low=0.4)}

        def telling(drawn: dict[str, torch.Tensor]) -> bool:
            s = drawn["x"] @ drawn["w0"]
            # In every sample a unit is on and one is off, and b switches some of them.
            on = torch.relu(s + drawn["b"]) > 0
            switched = (s > 0) != on
            return bool(on.any(1).all() and (~on).any(1).all() and switched.any())

        return {**draw.until(inputs, telling), "w1": draw.real(h, k)}

    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, d, h, k = sizes
        inputs = network(n, d, h, k)
        for key, value in network(2, others[0], 4, others[1]).items():
            inputs[f"second {key}"] = value
        words = ("samples N", "inputs D", "hidden units H", "outputs K")
        return Case(name, inputs, {c: f"the number of {w}" for c, w in zip(sizes, words)})

    return twice(draw, make, 4)


@entry.reference
def mlp_forward(x, w0, b, w1):
    return torch.relu(x @ w0 + b) @ w1


@entry.variant("with mm, line by line")
def by_mm(x, w0, b, w1):
    hidden = torch.mm(x, w0)
    hidden = hidden + b.unsqueeze(0)
    hidden = torch.maximum(hidden, torch.zeros_like(hidden))
    return torch.mm(hidden, w1)


@entry.variant("torch's own layers")
def library(x, w0, b, w1):
    return F.linear(F.relu(F.linear(x, w0.t(), b)), w1.t())


@entry.variant("sample by sample")
def by_samples(x, w0, b, w1):
    return torch.stack([(sample @ w0 + b).clamp(min=0) @ w1 for sample in x])


@entry.variant("in index notation, in place on its own tensor")
def by_einsum(x, w0, b, w1):
    hidden = torch.einsum("nd,dh->nh", x, w0)
    hidden += b
    hidden[hidden < 0] = 0
    return torch.einsum("nh,hk->nk", hidden, w1)


@entry.variant("turned over and back")
def turned(x, w0, b, w1):
    hidden = torch.relu(w0.T @ x.T + b[:, None])
    return (w1.T @ hidden).T


@entry.variant("unit by unit")
def by_units(x, w0, b, w1):
    n, k = x.shape[0], w1.shape[1]
    out = torch.zeros(n, k)
    for i in range(n):
        hidden = [max(float(x[i] @ w0[:, j] + b[j]), 0.0) for j in range(len(b))]
        for c in range(k):
            out[i, c] = sum(hidden[j] * w1[j, c] for j in range(len(b)))
    return out
