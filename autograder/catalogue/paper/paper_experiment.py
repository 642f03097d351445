"""paper-experiment: softmax regression in mini-batches, with an optimizer that is passed in."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.paper.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_STEPS = (
    "factory calls",
    "weights",
    "steps",
    "bias",
    "moved",
    *(f"{item} {k}" for k in (1, 2, 3) for item in ("samples", "labels", "scales", "gradient")),
)


_LARGE = tuple(
    f"large {item}"
    for item in (
        *(item for item in _STEPS if not item.endswith("3")),
        *("returned", "length", "covers", "loss 1", "loss 2", "inputs"),
    )
)


def _labels() -> dict[str, str]:
    labels = {
        "factory calls": "how often optimizer_factory is called",
        "weights": "what optimizer_factory gets",
        "steps": "how often step is called",
        "returned": "what is returned",
        "length": "the length of the returned list",
        "covers": "the samples that the losses are computed on",
        "inputs": "the arguments x and y",
        "bias": "the bias, if there is one",
        "moved": "the weights, from one step to the next",
        "equal seeds": "two runs with one seed",
        "course": "the losses of a run with gradient descent",
        "trained": "the training in a run with gradient descent",
    }
    for k, word in ((1, "first"), (2, "second"), (3, "third")):
        labels[f"samples {k}"] = f"the samples that the {word} epoch's gradients come from"
        labels[f"labels {k}"] = f"the labels that go with the samples of the {word} epoch"
        labels[f"scales {k}"] = (
            f"the size of each step's gradient in the {word} epoch (1: the gradient of its "
            "mini-batch's mean cross-entropy)"
        )
        labels[f"gradient {k}"] = f"the mean gradient of the {word} epoch for the weights (D, C)"
        labels[f"loss {k}"] = (
            f"number {k} of the list, when a test optimizer leaves known weights after the {word} "
            "epoch"
        )
    return labels | {
        f"large {item}": f"{words}, with a batch_size above N" for item, words in labels.items()
    }


entry = Entry(
    Exercise(
        id="paper-experiment",
        title="The paper's experiment",
        chapter=CHAPTER,
        symbol="run",
        contract="`run(optimizer_factory, x, y, epochs, batch_size, seed)` trains a softmax "
        "regression (one linear layer, with or without a bias, and cross-entropy) on x (N, D) "
        "and y (N,), labels 0 … C − 1, and returns a list of floats. "
        "`optimizer_factory(params)` is called once and returns an object with `step` and "
        "`zero_grad`. Each epoch visits every sample once, in mini-batches of batch_size (the "
        "last may be smaller), with one step on the mean cross-entropy of each. After each "
        "epoch, the mean cross-entropy over all of x is appended to the list. Equal seeds "
        "give equal lists.",
        parts=(
            Part("mini-batch steps", 2, _STEPS),
            Part("the losses", 2, ("returned", "covers", "loss 1", "loss 2", "loss 3", "inputs")),
            Part("a list that falls", 1, ("trained", "returned", "length", "course", "loss 1")),
            Part("seed", 1, ("trained", "equal seeds", "loss 1")),
            Part("a batch_size above N", 1, ("samples 1", *_LARGE)),
        ),
        minutes=30,
        difficulty=4,
        importance=4,
        practised="An experiment that can be repeated: seeds, epochs, mini-batches, and a loss "
        "over all of the data.",
        hints=(
            "It is the loop of chapter 5: zero_grad, backward, step for each mini-batch. Three "
            "things are new: where the optimizer comes from, what is recorded, and the seed.",
            "Set the seed first, then make the model, then the optimizer, once each. In every "
            "epoch, cut a new torch.randperm(N) into pieces of batch_size. After the inner "
            "loop, compute one cross-entropy over all of x, under no_grad.",
            "`for rows in torch.randperm(len(x)).split(batch_size):` then zero_grad, "
            "`F.cross_entropy(model(x[rows]), y[rows]).backward()`, step. After the loop, "
            "`losses.append(F.cross_entropy(model(x), y).item())`.",
        ),
        labels=_labels(),
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, total, batch, epochs, classes in (
        ("13 samples in batches of 4", 13, 4, 2, 10),
        ("10 samples in batches of 5", 10, 5, 3, 7),
        ("11 samples, batch_size 16", 11, 16, 2, 4),
    ):
        # Column i < N belongs to row i alone, so that a gradient tells which rows it holds.
        own = torch.diag(draw.positive(total, low=0.6, high=1.8))
        inputs = {
            "x": torch.cat([own, draw.real(total, 2)], dim=1),
            "y": draw.labels(total, classes=classes),
            "epochs": epochs,
            "batch_size": batch,
            "seed": draw.integer(1, 999),
            "real runs": batch == 4,
            "real epochs": 5,
            "real lr": 0.3,
        }
        for epoch in range(1, epochs + 1):
            inputs[f"weights {epoch}"] = draw.real(total + 2, classes)
        words = {classes: "the number of classes C", total: "the number of samples N"}
        words[batch] = "batch_size"
        found.append(Case(name, inputs, words))
    return found


@entry.reference
def run(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], int(y.max()) + 1)
    optimizer = optimizer_factory(model.parameters())
    losses = []
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch_size):
            xb, yb = x[rows], y[rows]
            optimizer.zero_grad()
            loss = F.cross_entropy(model(xb), yb)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            losses.append(F.cross_entropy(model(x), y).item())
    return losses


# ------------------------------------------------------------- the same, differently


def classes(y):
    """How many there are."""
    return int(y.max()) + 1


@entry.variant("a weight matrix alone, zeros, in the file's order")
def matrix(optimizer_factory, x, y, epochs, batch_size, seed):
    w = torch.zeros(x.shape[1], classes(y), requires_grad=True)
    optimizer = optimizer_factory([w])
    losses = []
    for _epoch in range(epochs):
        for start in range(0, len(x), batch_size):
            xb, yb = x[start : start + batch_size], y[start : start + batch_size]
            loss = F.cross_entropy(xb @ w, yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(float(F.cross_entropy(x @ w, y)))
    return losses


@entry.variant("DataLoader, Sequential, a generator of parameters")
def loader(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    data = DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)
    model = nn.Sequential(nn.Flatten(), nn.Linear(x.shape[1], len(y.unique())))
    loss_fn = nn.CrossEntropyLoss()
    optimizer = optimizer_factory(p for p in model.parameters())
    losses = []
    for _ in range(epochs):
        model.train()
        for xb, yb in data:
            loss_fn(model(xb), yb).backward()
            optimizer.step()
            optimizer.zero_grad()
        model.eval()
        with torch.inference_mode():
            losses.append(loss_fn(model(x), y))
    return losses


@entry.variant("a column of ones for the bias, softmax by hand, transposed weights")
def ones(optimizer_factory, x, y, epochs, batch_size, seed):
    chance = torch.Generator().manual_seed(seed)
    full = torch.cat([x, torch.ones(len(x), 1)], dim=1)
    w = nn.Parameter(0.01 * torch.randn(classes(y), full.shape[1], generator=chance))
    optimizer = optimizer_factory([w])
    losses = ()
    for _ in range(epochs):
        order = torch.randperm(len(x), generator=chance)
        for k in range((len(x) + batch_size - 1) // batch_size):
            rows = order[k * batch_size : (k + 1) * batch_size]
            optimizer.zero_grad()
            scores = full[rows] @ w.T
            logp = scores - scores.logsumexp(dim=1, keepdim=True)
            (-logp[torch.arange(len(rows)), y[rows]]).mean().backward()
            optimizer.step()
        logp = torch.log_softmax(full @ w.T, dim=1)
        losses = (*losses, -logp[torch.arange(len(x)), y].mean().detach())
    return list(losses)


@entry.variant("ones first, parameter groups, one-hot targets")
def ones_first(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    full = torch.cat([torch.ones(len(x), 1), x], dim=1)
    target = F.one_hot(y).to(x.dtype)
    w = torch.randn(full.shape[1], classes(y)).requires_grad_()
    optimizer = optimizer_factory([{"params": [w]}])
    losses = []
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for rows in torch.split(order, batch_size):
            optimizer.zero_grad()
            loss = F.cross_entropy(full[rows] @ w, target[rows])
            loss.backward()
            optimizer.step()
        total = 0.0
        for rows in torch.split(torch.arange(len(x)), batch_size):
            total += F.cross_entropy(full[rows] @ w, y[rows], reduction="sum").item()
        losses.append(total / len(x))
    return losses


@entry.variant("w and b apart, log_softmax before the loss, numpy shuffles")
def apart(optimizer_factory, x, y, epochs, batch_size, seed):
    import numpy as np

    chance = np.random.default_rng(seed)
    w = torch.zeros(x.shape[1], classes(y), requires_grad=True)
    b = torch.zeros(1, classes(y), requires_grad=True)
    optimizer = optimizer_factory([w, b])
    rows = np.arange(len(x))

    def forward(some):
        return torch.log_softmax(some @ w + b, dim=-1)

    losses = []
    while len(losses) < epochs:
        chance.shuffle(rows)
        x_now, y_now = x[rows.tolist()], y[rows.tolist()]
        for xb, yb in zip(x_now.split(batch_size), y_now.split(batch_size), strict=True):
            w.grad, b.grad = None, None
            F.nll_loss(forward(xb), yb).backward()
            optimizer.step()
        losses.append(F.nll_loss(forward(x), y).item())
    return losses


@entry.variant("weights initialised after the optimizer is made, a gradient by hand")
def by_hand(optimizer_factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], classes(y), bias=False)
    optimizer = optimizer_factory(list(model.parameters()))
    with torch.no_grad():
        model.weight.normal_(0, 0.1)
    losses = []
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch_size):
            optimizer.zero_grad()
            p = torch.softmax(model(x[rows]), dim=1).detach()
            p[torch.arange(len(rows)), y[rows]] -= 1
            model.weight.grad = p.T @ x[rows] / len(rows)
            optimizer.step()
        losses.append(F.cross_entropy(model(x), y).item())
    return torch.tensor(losses)
