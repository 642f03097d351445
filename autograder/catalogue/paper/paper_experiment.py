"""paper-experiment: softmax regression in mini-batches, with an optimizer from outside."""

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
        labels[f"labels {k}"] = f"the labels that the samples of the {word} epoch meet"
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
        "regression (one linear layer, with or without a bias, and cross-entropy) on x (N, D) and "
        "y (N,), labels 0 … C − 1, and returns a list of floats. `optimizer_factory(params)` is "
        "called once and gives an object with `step` and `zero_grad`. Each epoch visits every "
        "sample once, in mini-batches of batch_size (the last may be smaller), with one step on "
        "the mean cross-entropy of each. After each epoch the mean cross-entropy over all of x is "
        "appended. Equal seeds give equal lists.",
        parts=(
            Part("mini-batch steps", 2, _STEPS),
            Part("the losses", 2, ("returned", "covers", "loss 1", "loss 2", "loss 3", "inputs")),
            Part("a list that falls", 1, ("trained", "returned", "length", "course", "loss 1")),
            Part("seed", 1, ("trained", "equal seeds", "loss 1")),
            Part("a batch_size above N", 1, ("samples 1", *_LARGE)),
        ),
        minutes=30,
        difficulty=3,
        importance=4,
        hints=(
            "It is the loop of chapter 5: zero_grad, backward, step for each mini-batch. New are "
            "three things: where the optimizer comes from, what is written down, and the seed.",
            "Seed first, then the model, then the optimizer: once each. In every epoch a new "
            "torch.randperm(N) is cut into pieces of batch_size. After the inner loop, under "
            "no_grad, one cross-entropy over all of x.",
            "`for rows in torch.randperm(len(x)).split(batch_size):` then zero_grad, "
            "`F.cross_entropy(model(x[rows]), y[rows]).backward()`, step; after the loop "
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
            optimizer.zero_grad()
            F.cross_entropy(model(x[rows]), y[rows]).backward()
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


# ------------------------------------------------ how the wrong ones are written


def make(x, y):
    """The model of the run."""
    return nn.Linear(x.shape[1], int(y.max()) + 1)


def cuts(x, y, batch_size):
    """The mini-batches of one epoch, in a new order."""
    return [(x[rows], y[rows]) for rows in torch.randperm(len(x)).split(batch_size)]


def update(optimizer, model, xb, yb, loss_fn=F.cross_entropy):
    """One step; returns the batch's loss."""
    optimizer.zero_grad()
    loss = loss_fn(model(xb), yb)
    loss.backward()
    optimizer.step()
    return loss.item()


def whole(model, x, y):
    """The mean cross-entropy over all of x."""
    with torch.no_grad():
        return F.cross_entropy(model(x), y).item()


def experiment_with(
    factory, x, y, epochs, batch_size, seed, *, model=make, batches=cuts, step=update, note=None
):
    """The run, with one piece exchanged.

    ``note`` takes the losses of the epoch's batches, the model, x and y.
    """
    torch.manual_seed(seed)
    made = model(x, y)
    optimizer = factory(made.parameters())
    found = []
    for _ in range(epochs):
        losses = [step(optimizer, made, xb, yb) for xb, yb in batches(x, y, batch_size)]
        found.append(note(losses, made, x, y) if note else whole(made, x, y))
    return found


def with_loss(loss_fn):
    """A step on another loss."""
    return lambda optimizer, model, xb, yb: update(optimizer, model, xb, yb, loss_fn)


def batch_average(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: sum(losses) / len(losses))


def never_cleared(*args):
    def step(optimizer, model, xb, yb):
        F.cross_entropy(model(xb), yb).backward()
        optimizer.step()

    return experiment_with(*args, step=step)


def last_batch(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: losses[-1])


def cleared_per_epoch(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        optimizer.zero_grad()
        for xb, yb in cuts(x, y, batch_size):
            F.cross_entropy(model(xb), yb).backward()
            optimizer.step()
        found.append(whole(model, x, y))
    return found


def softmax_twice(*args):
    def twice(scores, labels):
        return F.cross_entropy(scores.softmax(1), labels)

    return experiment_with(
        *args,
        step=with_loss(twice),
        note=lambda losses, model, x, y: twice(model(x), y).item(),
    )


def softmax_in_training(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s.softmax(1), t)))


def batch_average_weighted(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        total = 0.0
        for xb, yb in cuts(x, y, batch_size):
            total += update(optimizer, model, xb, yb) * len(xb)
        found.append(total / len(x))
    return found


def batch_sum(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: sum(losses))


def summed_note(*args):
    def note(losses, model, x, y):
        return F.cross_entropy(model(x), y, reduction="sum").item()

    return experiment_with(*args, note=note)


def divided_note(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: whole(model, x, y) / len(x))


def divided_by_batches(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: whole(model, x, y) / len(losses))


def unweighted_note(factory, x, y, epochs, batch_size, seed):
    def note(losses, model, x, y):
        pairs = zip(x.split(batch_size), y.split(batch_size), strict=True)
        return sum(whole(model, xb, yb) for xb, yb in pairs) / len(losses)

    return experiment_with(factory, x, y, epochs, batch_size, seed, note=note)


def noted_before(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        found.append(whole(model, x, y))
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
    return found


def start_included(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = [whole(model, x, y)]
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
        found.append(whole(model, x, y))
    return found


def noted_on_last(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):  # noqa: B007
            update(optimizer, model, xb, yb)
        found.append(whole(model, xb, yb))
    return found


def noted_each_step(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
            found.append(whole(model, x, y))
    return found


def noted_each_batch(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    return [
        update(optimizer, model, xb, yb) for _ in range(epochs) for xb, yb in cuts(x, y, batch_size)
    ]


def last_only(*args):
    return experiment_with(*args)[-1]


def last_in_a_list(*args):
    return experiment_with(*args)[-1:]


def accuracy(*args):
    def note(losses, model, x, y):
        return (model(x).argmax(1) == y).float().mean().item()

    return experiment_with(*args, note=note)


def error_rate(*args):
    def note(losses, model, x, y):
        return (model(x).argmax(1) != y).float().mean().item()

    return experiment_with(*args, note=note)


def softmax_noted(*args):
    def note(losses, model, x, y):
        return F.cross_entropy(model(x).softmax(1), y).item()

    return experiment_with(*args, note=note)


def penalty_noted(*args):
    def note(losses, model, x, y):
        return whole(model, x, y) + 0.5 * model.weight.square().sum().item()

    return experiment_with(*args, note=note)


def smaller_penalty_noted(*args):
    def note(losses, model, x, y):
        return whole(model, x, y) + 1e-3 * model.weight.square().sum().item()

    return experiment_with(*args, note=note)


def rounded(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: round(whole(model, x, y), 2))


def no_return(*args):
    experiment_with(*args)


def pair_returned(*args):
    return experiment_with(*args), object()


def pair_the_other_way(*args):
    return nn.Linear(2, 2), experiment_with(*args)


def tail_dropped(*args):
    def batches(x, y, size):
        return [pair for pair in cuts(x, y, size) if len(pair[0]) == size]

    return experiment_with(*args, batches=batches)


def full_batch(*args):
    return experiment_with(*args, batches=lambda x, y, size: [(x, y)])


def all_every_step(*args):
    def batches(x, y, size):
        return [(x, y) for _ in cuts(x, y, size)]

    return experiment_with(*args, batches=batches)


def labels_left(*args):
    def batches(x, y, size):
        while True:
            order = torch.randperm(len(x))
            if bool((y[order] != y).any()):
                break
        return zip(x[order].split(size), y.split(size), strict=True)

    return experiment_with(*args, batches=batches)


def one_batch(*args):
    return experiment_with(*args, batches=lambda x, y, size: cuts(x, y, size)[:1])


def same_batch(*args):
    def batches(x, y, size):
        found = cuts(x, y, size)
        return [found[0]] * len(found)

    return experiment_with(*args, batches=batches)


def one_sample(*args):
    return experiment_with(*args, batches=lambda x, y, size: cuts(x, y, 1))


def replacement(*args):
    def batches(x, y, size):
        found = []
        for xb, _ in cuts(x, y, size):
            rows = torch.randint(0, len(x), (len(xb),))
            found.append((x[rows], y[rows]))
        return found

    return experiment_with(*args, batches=batches)


def new_order_each_batch(*args):
    def batches(x, y, size):
        found = []
        for xb, _ in cuts(x, y, size):
            rows = torch.randperm(len(x))[: len(xb)]
            found.append((x[rows], y[rows]))
        return found

    return experiment_with(*args, batches=batches)


def equal_cuts(*args):
    def batches(x, y, size):
        count = -(-len(x) // size)
        rows = torch.randperm(len(x)).tensor_split(count)
        return [(x[r], y[r]) for r in rows]

    return experiment_with(*args, batches=batches)


def chunked(*args):
    def batches(x, y, size):
        rows = torch.randperm(len(x)).chunk(size)
        return [(x[r], y[r]) for r in rows]

    return experiment_with(*args, batches=batches)


def overlapping(*args):
    def batches(x, y, size):
        return [(x[i : i + size], y[i : i + size]) for i in range(len(x))]

    return experiment_with(*args, batches=batches)


def cleared_before_step(*args):
    def step(optimizer, model, xb, yb):
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()

    return experiment_with(*args, step=step)


def no_backward(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        F.cross_entropy(model(xb), yb)
        optimizer.step()

    return experiment_with(*args, step=step)


def stale_step(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            optimizer.step()
            optimizer.zero_grad()
            F.cross_entropy(model(xb), yb).backward()
        found.append(whole(model, x, y))
    return found


def no_step(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        F.cross_entropy(model(xb), yb).backward()

    return experiment_with(*args, step=step)


def one_step_an_epoch(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        optimizer.zero_grad()
        for xb, yb in cuts(x, y, batch_size):
            F.cross_entropy(model(xb), yb).backward()
        optimizer.step()
        found.append(whole(model, x, y))
    return found


def last_batch_step(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            optimizer.zero_grad()
            F.cross_entropy(model(xb), yb).backward()
        optimizer.step()
        found.append(whole(model, x, y))
    return found


def two_steps(*args):
    def step(optimizer, model, xb, yb):
        update(optimizer, model, xb, yb)
        optimizer.step()

    return experiment_with(*args, step=step)


def one_epoch(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, 1, batch_size, seed)


def too_many(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, epochs + 1, batch_size, seed)


def too_few(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, epochs - 1, batch_size, seed)


def swapped(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, batch_size, epochs, seed)


def factory_per_epoch(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    found = []
    for _ in range(epochs):
        optimizer = factory(model.parameters())
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
        found.append(whole(model, x, y))
    return found


def factory_before_and_per_epoch(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters())
    return factory_per_epoch(factory, x, y, epochs, batch_size, seed)


def factory_twice(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters())
    return experiment_with(factory, x, y, epochs, batch_size, seed)


def factory_per_batch(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            update(factory(model.parameters()), model, xb, yb)
        found.append(whole(model, x, y))
    return found


def model_per_epoch(factory, x, y, epochs, batch_size, seed):
    found = []
    for _ in range(epochs):
        found += experiment_with(factory, x, y, 1, batch_size, seed)
    return found


def own_descent(factory, x, y, epochs, batch_size, seed):
    def step(optimizer, model, xb, yb):
        params = list(model.parameters())
        grads = torch.autograd.grad(F.cross_entropy(model(xb), yb), params)
        with torch.no_grad():
            for p, g in zip(params, grads, strict=True):
                p -= 0.1 * g

    return experiment_with(lambda params: None, x, y, epochs, batch_size, seed, step=step)


def factory_itself(factory, x, y, epochs, batch_size, seed):
    model = make(x, y)
    for xb, yb in cuts(x, y, batch_size):
        factory.zero_grad()
        F.cross_entropy(model(xb), yb).backward()
        factory.step()


def factory_itself_steps(factory, x, y, epochs, batch_size, seed):
    model = make(x, y)
    for xb, yb in cuts(x, y, batch_size):
        F.cross_entropy(model(xb), yb).backward()
        factory.step()


def factory_with_lr(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters(), lr=0.1)


def bare_tensor(factory, x, y, epochs, batch_size, seed):
    factory(torch.zeros(x.shape[1], classes(y), requires_grad=True))


def bare_model(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y))


def not_called(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters)


def plain_tensor(factory, x, y, epochs, batch_size, seed):
    w = torch.zeros(x.shape[1], classes(y))
    factory([w])
    F.cross_entropy(x @ w, y).backward()


def put_back(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        nn.init.zeros_(model.weight)
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
        found.append(whole(model, x, y))
    return found


def summed(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.cross_entropy(s, t, reduction="sum"))
    )


def divided_by_all(factory, x, y, epochs, batch_size, seed):
    step = with_loss(lambda s, t: F.cross_entropy(s, t, reduction="sum") / len(x))
    return experiment_with(factory, x, y, epochs, batch_size, seed, step=step)


def divided_by_batch_size(factory, x, y, epochs, batch_size, seed):
    step = with_loss(lambda s, t: F.cross_entropy(s, t, reduction="sum") / batch_size)
    return experiment_with(factory, x, y, epochs, batch_size, seed, step=step)


def averaged_twice(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s, t) / len(t)))


def averaged_twice_fixed(factory, x, y, epochs, batch_size, seed):
    step = with_loss(lambda s, t: F.cross_entropy(s, t) / batch_size)
    return experiment_with(factory, x, y, epochs, batch_size, seed, step=step)


def nll_of_scores(*args):
    return experiment_with(*args, step=with_loss(F.nll_loss))


def nll_of_probabilities(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.nll_loss(s.softmax(1), t)))


def ascent(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: -F.cross_entropy(s, t)))


def softmax_columns(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.nll_loss(torch.log_softmax(s, 0), t))
    )


def squared(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.mse_loss(s, F.one_hot(t, s.shape[1]).to(s)))
    )


def squared_of_probabilities(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.mse_loss(s.softmax(1), F.one_hot(t, s.shape[1]).to(s)))
    )


def sigmoids(*args):
    return experiment_with(
        *args,
        step=with_loss(
            lambda s, t: F.binary_cross_entropy_with_logits(s, F.one_hot(t, s.shape[1]).to(s))
        ),
    )


def penalty(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(xb), yb) + 1e-2 * model.weight.square().sum()
        loss.backward()
        optimizer.step()

    return experiment_with(*args, step=step)


def small_penalty(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(xb), yb) + 1e-3 * model.weight.square().sum()
        loss.backward()
        optimizer.step()

    return experiment_with(*args, step=step)


def smoothed(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.cross_entropy(s, t, label_smoothing=0.1))
    )


class _Activated(nn.Linear):
    def forward(self, x):
        return torch.relu(super().forward(x))


def relu_scores(*args):
    return experiment_with(*args, model=lambda x, y: _Activated(x.shape[1], classes(y)))


def sigmoid_scores(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s.sigmoid(), t)))


def tanh_scores(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s.tanh(), t)))


def hidden_layer(*args):
    def model(x, y):
        return nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, classes(y)))

    return experiment_with(*args, model=model)


def one_output(*args):
    def model(x, y):
        return nn.Linear(x.shape[1], 1)

    return experiment_with(*args, model=model, step=lambda *args: 0.0, note=lambda *args: 0.0)


def bias_only(factory, x, y, epochs, batch_size, seed):
    factory([torch.zeros(classes(y), requires_grad=True)])
    return [0.0] * epochs


def hidden_100(*args):
    def model(x, y):
        return nn.Sequential(nn.Linear(x.shape[1], 100), nn.ReLU(), nn.Linear(100, classes(y)))

    return experiment_with(*args, model=model)


def fixed_sizes(*args):
    return experiment_with(*args, model=lambda x, y: nn.Linear(784, classes(y)))


def class_short(*args):
    return experiment_with(*args, model=lambda x, y: nn.Linear(x.shape[1], int(y.max())))


def seed_unused(factory, x, y, epochs, batch_size, seed):
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
        found.append(whole(model, x, y))
    return found


def seed_late(factory, x, y, epochs, batch_size, seed):
    model = make(x, y)
    torch.manual_seed(seed)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
        found.append(whole(model, x, y))
    return found


def shuffled_in_place(factory, x, y, epochs, batch_size, seed):
    found = experiment_with(factory, x, y, epochs, batch_size, seed)
    x -= x.mean(0)
    return found


def scaled(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x / 255, y, epochs, batch_size, seed)


def centred(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x - x.mean(0), y, epochs, batch_size, seed)


def standardised(factory, x, y, epochs, batch_size, seed):
    x = (x - x.mean(0)) / x.std(0)
    return experiment_with(factory, x, y, epochs, batch_size, seed)


def ten_classes(*args):
    return experiment_with(*args, model=lambda x, y: nn.Linear(x.shape[1], 10))


def weight_alone(factory, x, y, epochs, batch_size, seed):
    def weight_only(params):
        return factory([next(iter(params))])

    return experiment_with(weight_only, x, y, epochs, batch_size, seed)


def initialised_again(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        nn.init.normal_(model.weight)
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
        found.append(whole(model, x, y))
    return found
