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


experiment = Entry(
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


@experiment.cases
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


@experiment.reference
def reference(optimizer_factory, x, y, epochs, batch_size, seed):
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


@experiment.variant("a weight matrix alone, zeros, in the file's order")
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


@experiment.variant("DataLoader, Sequential, a generator of parameters")
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


@experiment.variant("a column of ones for the bias, softmax by hand, transposed weights")
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


@experiment.variant("ones first, parameter groups, one-hot targets")
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


@experiment.variant("w and b apart, log_softmax before the loss, numpy shuffles")
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


@experiment.variant("weights initialised after the optimizer is made, a gradient by hand")
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
    """The model of the reference."""
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
    """The reference, with one piece exchanged.

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


# --------------------------------------------------------------------- what is noted


@experiment.mistake(
    "noted-too-early",
    "the number that is appended is not from the weights after the epoch: it is a mini-batch's "
    "loss, an average of such losses, or a loss from before the steps",
    "After the epoch's last step, one cross-entropy over all of x, with the weights as they are "
    "then.",
)
def batch_average(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: sum(losses) / len(losses))


@experiment.mistake(
    "gradients-accumulate",
    "zero_grad is never called: each step's gradient holds all batches so far",
    "zero_grad, backward, step: for every mini-batch.",
)
def never_cleared(*args):
    def step(optimizer, model, xb, yb):
        F.cross_entropy(model(xb), yb).backward()
        optimizer.step()

    return experiment_with(*args, step=step)


@experiment.also("noted-too-early")
def last_batch(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: losses[-1])


@experiment.mistake(
    "zero-grad-once-an-epoch",
    "zero_grad is called once an epoch, and not before every mini-batch's backward",
    "Every step uses the gradient of its own mini-batch alone.",
)
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


@experiment.mistake(
    "softmax-before-the-loss",
    "softmax is applied before cross_entropy, which applies it again",
    "F.cross_entropy takes logits: the scores of the linear layer as they are.",
)
def softmax_twice(*args):
    def twice(scores, labels):
        return F.cross_entropy(scores.softmax(1), labels)

    return experiment_with(
        *args,
        step=with_loss(twice),
        note=lambda losses, model, x, y: twice(model(x), y).item(),
    )


@experiment.also("softmax-before-the-loss")
def softmax_in_training(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s.softmax(1), t)))


@experiment.also("noted-too-early")
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


@experiment.mistake(
    "batch-losses-summed",
    "the losses of the mini-batches are summed",
    "The mean cross-entropy over all of x, after the epoch.",
)
def batch_sum(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: sum(losses))


@experiment.mistake(
    "loss-summed",
    "the loss over all of x is summed, not averaged",
    "The mean cross-entropy: F.cross_entropy averages by itself.",
)
def summed_note(*args):
    def note(losses, model, x, y):
        return F.cross_entropy(model(x), y, reduction="sum").item()

    return experiment_with(*args, note=note)


@experiment.mistake(
    "loss-divided-again",
    "the mean loss is divided by N, by batch_size or by the number of batches once more",
    "F.cross_entropy averages by itself.",
)
def divided_note(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: whole(model, x, y) / len(x))


@experiment.also("loss-divided-again")
def divided_by_batches(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: whole(model, x, y) / len(losses))


@experiment.mistake(
    "short-batch-counts-full",
    "after the epoch the losses of the mini-batches are averaged without their sizes: a smaller "
    "last one counts as much as a full one",
    "The mean over all samples: multiply each batch's mean by its size, or take all of x at once.",
)
def unweighted_note(factory, x, y, epochs, batch_size, seed):
    def note(losses, model, x, y):
        pairs = zip(x.split(batch_size), y.split(batch_size), strict=True)
        return sum(whole(model, xb, yb) for xb, yb in pairs) / len(losses)

    return experiment_with(factory, x, y, epochs, batch_size, seed, note=note)


@experiment.also("noted-too-early")
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


@experiment.mistake(
    "start-included",
    "the loss before the training is in the list, too",
    "One number for each epoch, after it.",
)
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


@experiment.mistake(
    "noted-on-the-last-batch",
    "after the epoch the loss is computed on its last mini-batch alone",
    "model(x) and y, all of them: xb and yb still hold the last mini-batch after the loop.",
)
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


@experiment.mistake(
    "noted-after-every-step",
    "a loss over all of x is appended after every step",
    "One number for each epoch: the line belongs after the inner loop.",
)
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


@experiment.mistake(
    "every-batch-loss",
    "the loss of every mini-batch is appended",
    "One number for each epoch, over all of x.",
)
def noted_each_batch(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    optimizer = factory(model.parameters())
    return [
        update(optimizer, model, xb, yb) for _ in range(epochs) for xb, yb in cuts(x, y, batch_size)
    ]


@experiment.mistake(
    "last-loss-only",
    "one number is returned, or a list with the last loss alone",
    "The list has one number for each epoch: append to it, and make it before the loop.",
)
def last_only(*args):
    return experiment_with(*args)[-1]


@experiment.also("last-loss-only")
def last_in_a_list(*args):
    return experiment_with(*args)[-1:]


@experiment.mistake(
    "accuracy",
    "the share of right answers is appended, not the loss",
    "The mean cross-entropy over all of x.",
)
def accuracy(*args):
    def note(losses, model, x, y):
        return (model(x).argmax(1) == y).float().mean().item()

    return experiment_with(*args, note=note)


@experiment.also("accuracy")
def error_rate(*args):
    def note(losses, model, x, y):
        return (model(x).argmax(1) != y).float().mean().item()

    return experiment_with(*args, note=note)


@experiment.mistake(
    "softmax-in-the-note",
    "the loss over all of x applies softmax before cross_entropy",
    "F.cross_entropy takes logits, in the note as in the training.",
)
def softmax_noted(*args):
    def note(losses, model, x, y):
        return F.cross_entropy(model(x).softmax(1), y).item()

    return experiment_with(*args, note=note)


@experiment.mistake(
    "penalty-in-the-note",
    "a penalty on the weights is added to the loss that is written down",
    "The mean cross-entropy alone.",
)
def penalty_noted(*args):
    def note(losses, model, x, y):
        return whole(model, x, y) + 0.5 * model.weight.square().sum().item()

    return experiment_with(*args, note=note)


@experiment.also("penalty-in-the-note")
def smaller_penalty_noted(*args):
    def note(losses, model, x, y):
        return whole(model, x, y) + 1e-3 * model.weight.square().sum().item()

    return experiment_with(*args, note=note)


@experiment.mistake(
    "rounded",
    "the losses are rounded",
    'Rounding is for printing: f"{loss:.2f}".',
)
def rounded(*args):
    return experiment_with(*args, note=lambda losses, model, x, y: round(whole(model, x, y), 2))


@experiment.mistake(
    "nothing-returned", "nothing is returned", "A function without `return` gives None."
)
def no_return(*args):
    experiment_with(*args)


@experiment.mistake(
    "model-returned",
    "the list is returned together with something else",
    "return losses, and nothing else.",
)
def pair_returned(*args):
    return experiment_with(*args), object()


@experiment.also("model-returned")
def pair_the_other_way(*args):
    return nn.Linear(2, 2), experiment_with(*args)


# ---------------------------------------------------------------------- the batches


@experiment.mistake(
    "tail-dropped",
    "the smaller last mini-batch is left out",
    "Every sample once: the last mini-batch may be smaller.",
)
def tail_dropped(*args):
    def batches(x, y, size):
        return [pair for pair in cuts(x, y, size) if len(pair[0]) == size]

    return experiment_with(*args, batches=batches)


@experiment.mistake(
    "full-batch",
    "each epoch is one step on all samples",
    "Mini-batches of batch_size, one step each.",
)
def full_batch(*args):
    return experiment_with(*args, batches=lambda x, y, size: [(x, y)])


@experiment.mistake(
    "all-samples-in-every-step",
    "every step uses all samples: the loss is computed on x and y, not on the mini-batch",
    "model(xb) and yb: the rows of this mini-batch.",
)
def all_every_step(*args):
    def batches(x, y, size):
        return [(x, y) for _ in cuts(x, y, size)]

    return experiment_with(*args, batches=batches)


@experiment.mistake(
    "labels-not-shuffled",
    "x is shuffled and y is not, or in another order",
    "One permutation for both: x[rows], y[rows].",
)
def labels_left(*args):
    def batches(x, y, size):
        while True:
            order = torch.randperm(len(x))
            if bool((y[order] != y).any()):
                break
        return zip(x[order].split(size), y.split(size), strict=True)

    return experiment_with(*args, batches=batches)


@experiment.mistake(
    "one-batch-an-epoch",
    "an epoch is one mini-batch: its loop ends after the first, or there is none",
    "Each epoch visits every sample: an inner loop over all mini-batches.",
)
def one_batch(*args):
    return experiment_with(*args, batches=lambda x, y, size: cuts(x, y, size)[:1])


@experiment.mistake(
    "same-batch-again",
    "all steps of an epoch use the same mini-batch",
    "The rows move on: order[start : start + batch_size].",
    about=("samples 1",),
)
def same_batch(*args):
    def batches(x, y, size):
        found = cuts(x, y, size)
        return [found[0]] * len(found)

    return experiment_with(*args, batches=batches)


@experiment.mistake(
    "one-sample-a-step",
    "every sample is a step of its own",
    "batch_size samples to a step, and the mean of their losses.",
)
def one_sample(*args):
    return experiment_with(*args, batches=lambda x, y, size: cuts(x, y, 1))


@experiment.mistake(
    "drawn-with-replacement",
    "samples are drawn with replacement: some come twice in an epoch, some never",
    "A permutation, torch.randperm(N), has every number once; randint has not.",
)
def replacement(*args):
    def batches(x, y, size):
        found = []
        for xb, _ in cuts(x, y, size):
            rows = torch.randint(0, len(x), (len(xb),))
            found.append((x[rows], y[rows]))
        return found

    return experiment_with(*args, batches=batches)


@experiment.also("drawn-with-replacement")
def new_order_each_batch(*args):
    def batches(x, y, size):
        found = []
        for xb, _ in cuts(x, y, size):
            rows = torch.randperm(len(x))[: len(xb)]
            found.append((x[rows], y[rows]))
        return found

    return experiment_with(*args, batches=batches)


@experiment.mistake(
    "equal-cuts",
    "the samples are cut into parts of nearly equal size, not of batch_size",
    "Batches of batch_size; only the last may be smaller: torch.split, not tensor_split.",
)
def equal_cuts(*args):
    def batches(x, y, size):
        count = -(-len(x) // size)
        rows = torch.randperm(len(x)).tensor_split(count)
        return [(x[r], y[r]) for r in rows]

    return experiment_with(*args, batches=batches)


@experiment.mistake(
    "batch-size-parts",
    "batch_size is taken for the number of mini-batches",
    "batch_size samples to a mini-batch: split, not chunk.",
)
def chunked(*args):
    def batches(x, y, size):
        rows = torch.randperm(len(x)).chunk(size)
        return [(x[r], y[r]) for r in rows]

    return experiment_with(*args, batches=batches)


@experiment.mistake(
    "overlapping",
    "the mini-batches overlap: the start moves on by 1 and not by batch_size",
    "range(0, N, batch_size).",
)
def overlapping(*args):
    def batches(x, y, size):
        return [(x[i : i + size], y[i : i + size]) for i in range(len(x))]

    return experiment_with(*args, batches=batches)


# ------------------------------------------------------------------------- the steps


@experiment.mistake(
    "zero-grad-before-step",
    "the gradients are cleared between backward and step, or backward is missing",
    "zero_grad, backward, step: a step needs the gradient that backward has just made.",
)
def cleared_before_step(*args):
    def step(optimizer, model, xb, yb):
        loss = F.cross_entropy(model(xb), yb)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()

    return experiment_with(*args, step=step)


@experiment.also("zero-grad-before-step")
def no_backward(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        F.cross_entropy(model(xb), yb)
        optimizer.step()

    return experiment_with(*args, step=step)


@experiment.mistake(
    "step-before-backward",
    "step comes before backward: every step uses the gradient of the mini-batch before",
    "zero_grad, backward, step.",
)
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


@experiment.mistake(
    "no-step",
    "step is never called on the optimizer that optimizer_factory gave",
    "optimizer.step() moves the weights: once for each mini-batch.",
)
def no_step(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        F.cross_entropy(model(xb), yb).backward()

    return experiment_with(*args, step=step)


@experiment.mistake(
    "step-once-an-epoch",
    "one step is taken for each epoch, after the gradients of all its mini-batches were added up",
    "One step for each mini-batch: indent the line into the inner loop.",
)
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


@experiment.also("step-once-an-epoch")
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


@experiment.mistake(
    "two-steps", "step is called twice for every mini-batch", "Each gradient is used once."
)
def two_steps(*args):
    def step(optimizer, model, xb, yb):
        update(optimizer, model, xb, yb)
        optimizer.step()

    return experiment_with(*args, step=step)


@experiment.mistake(
    "one-epoch",
    "the training ends after the first epoch: a return stands in the loop",
    "return belongs after the loop over the epochs.",
)
def one_epoch(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, 1, batch_size, seed)


@experiment.mistake(
    "one-epoch-too-many", "one epoch too many is run", "range(epochs) gives `epochs` rounds."
)
def too_many(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, epochs + 1, batch_size, seed)


@experiment.mistake(
    "one-epoch-too-few",
    "one epoch too few is run",
    "range(1, epochs) gives epochs − 1 rounds.",
)
def too_few(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, epochs - 1, batch_size, seed)


@experiment.mistake(
    "epochs-and-batch-size-swapped",
    "epochs and batch_size are swapped",
    "run(optimizer_factory, x, y, epochs, batch_size, seed).",
)
def swapped(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x, y, batch_size, epochs, seed)


@experiment.mistake(
    "factory-again",
    "optimizer_factory is called more than once: in the loop, or before it and there again",
    "Momentum and Adam remember earlier steps; a new optimizer remembers nothing.",
)
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


@experiment.also("factory-again")
def factory_before_and_per_epoch(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters())
    return factory_per_epoch(factory, x, y, epochs, batch_size, seed)


@experiment.also("factory-again")
def factory_twice(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters())
    return experiment_with(factory, x, y, epochs, batch_size, seed)


@experiment.also("factory-again")
def factory_per_batch(factory, x, y, epochs, batch_size, seed):
    torch.manual_seed(seed)
    model = make(x, y)
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            update(factory(model.parameters()), model, xb, yb)
        found.append(whole(model, x, y))
    return found


@experiment.also("factory-again")
def model_per_epoch(factory, x, y, epochs, batch_size, seed):
    found = []
    for _ in range(epochs):
        found += experiment_with(factory, x, y, 1, batch_size, seed)
    return found


@experiment.mistake(
    "factory-never",
    "optimizer_factory is not called: another optimizer, or none, does the steps",
    "optimizer = optimizer_factory(model.parameters()).",
)
def own_descent(factory, x, y, epochs, batch_size, seed):
    def step(optimizer, model, xb, yb):
        params = list(model.parameters())
        grads = torch.autograd.grad(F.cross_entropy(model(xb), yb), params)
        with torch.no_grad():
            for p, g in zip(params, grads, strict=True):
                p -= 0.1 * g

    return experiment_with(lambda params: None, x, y, epochs, batch_size, seed, step=step)


@experiment.mistake(
    "factory-as-optimizer",
    "the factory itself is used as the optimizer: it has no step and no zero_grad",
    "optimizer_factory(params) makes the optimizer.",
    about=("raised",),
)
def factory_itself(factory, x, y, epochs, batch_size, seed):
    model = make(x, y)
    for xb, yb in cuts(x, y, batch_size):
        factory.zero_grad()
        F.cross_entropy(model(xb), yb).backward()
        factory.step()


@experiment.also("factory-as-optimizer")
def factory_itself_steps(factory, x, y, epochs, batch_size, seed):
    model = make(x, y)
    for xb, yb in cuts(x, y, batch_size):
        F.cross_entropy(model(xb), yb).backward()
        factory.step()


@experiment.mistake(
    "factory-with-lr",
    "a call has arguments that the function does not take, or too few: optimizer_factory wants the "
    "parameters and nothing else",
    "optimizer_factory(params): lr and the rest are fixed in it already. Of other calls, compare "
    "the line with what the function takes.",
    about=("raised",),
)
def factory_with_lr(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters(), lr=0.1)


@experiment.also("factory-with-lr")
def factory_without(factory, x, y, epochs, batch_size, seed):
    factory()


@experiment.mistake(
    "factory-gets-one-tensor",
    "optimizer_factory gets one tensor, the model or a method that is not called, where an "
    "iterable of parameters belongs",
    "model.parameters(), with brackets, or [w].",
    about=("raised",),
)
def bare_tensor(factory, x, y, epochs, batch_size, seed):
    factory(torch.zeros(x.shape[1], classes(y), requires_grad=True))


@experiment.also("factory-gets-one-tensor")
def bare_model(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y))


@experiment.also("factory-gets-one-tensor")
def not_called(factory, x, y, epochs, batch_size, seed):
    factory(make(x, y).parameters)


@experiment.mistake(
    "no-gradient-asked",
    "the weights do not require a gradient, or the loss is computed under no_grad",
    "requires_grad=True on a tensor of your own, or nn.Linear; no_grad only around what is noted.",
    about=("raised",),
)
def plain_tensor(factory, x, y, epochs, batch_size, seed):
    w = torch.zeros(x.shape[1], classes(y))
    factory([w])
    F.cross_entropy(x @ w, y).backward()


@experiment.mistake(
    "weights-put-back",
    "the weights are made anew, or set back to their start, in every epoch",
    "The model is made once; every epoch goes on from the last.",
)
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


# -------------------------------------------------------------------------- the loss


@experiment.mistake(
    "sum-of-the-batch",
    "the losses of a mini-batch are summed, not averaged",
    "The mean cross-entropy of the mini-batch: its gradient does not grow with batch_size.",
)
def summed(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.cross_entropy(s, t, reduction="sum"))
    )


@experiment.mistake(
    "divided-by-all",
    "the sum over a mini-batch is divided by N, the number of all samples",
    "The mean over the mini-batch: divide by its own size.",
)
def divided_by_all(factory, x, y, epochs, batch_size, seed):
    step = with_loss(lambda s, t: F.cross_entropy(s, t, reduction="sum") / len(x))
    return experiment_with(factory, x, y, epochs, batch_size, seed, step=step)


@experiment.mistake(
    "divided-by-batch-size",
    "the sum over a mini-batch is divided by batch_size, though the last one may be smaller",
    "The mean over the mini-batch: divide by len(xb).",
)
def divided_by_batch_size(factory, x, y, epochs, batch_size, seed):
    step = with_loss(lambda s, t: F.cross_entropy(s, t, reduction="sum") / batch_size)
    return experiment_with(factory, x, y, epochs, batch_size, seed, step=step)


@experiment.mistake(
    "averaged-twice",
    "the mean over a mini-batch is divided by its size, or by batch_size, once more",
    "F.cross_entropy averages by itself.",
)
def averaged_twice(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s, t) / len(t)))


@experiment.also("averaged-twice")
def averaged_twice_fixed(factory, x, y, epochs, batch_size, seed):
    step = with_loss(lambda s, t: F.cross_entropy(s, t) / batch_size)
    return experiment_with(factory, x, y, epochs, batch_size, seed, step=step)


@experiment.mistake(
    "logits-as-log-probabilities",
    "nll_loss gets the scores, not their log_softmax",
    "Cross-entropy is log_softmax, then nll_loss; F.cross_entropy does both.",
)
def nll_of_scores(*args):
    return experiment_with(*args, step=with_loss(F.nll_loss))


@experiment.mistake(
    "log-missing",
    "nll_loss gets probabilities: the logarithm is missing",
    "Cross-entropy is log_softmax, then nll_loss; F.cross_entropy does both.",
)
def nll_of_probabilities(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.nll_loss(s.softmax(1), t)))


@experiment.mistake(
    "ascent",
    "the loss has the wrong sign: the weights climb",
    "−log of the probability of the label is positive, and gets smaller by training.",
)
def ascent(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: -F.cross_entropy(s, t)))


@experiment.mistake(
    "softmax-over-the-batch",
    "the softmax runs over the samples (dim=0), not over the classes",
    "Each row is one sample: softmax over dim=1.",
)
def softmax_columns(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.nll_loss(torch.log_softmax(s, 0), t))
    )


@experiment.mistake(
    "squared-error",
    "the mean squared error to the one-hot labels is trained on",
    "Softmax regression is trained on the cross-entropy.",
)
def squared(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.mse_loss(s, F.one_hot(t, s.shape[1]).to(s)))
    )


@experiment.also("squared-error")
def squared_of_probabilities(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.mse_loss(s.softmax(1), F.one_hot(t, s.shape[1]).to(s)))
    )


@experiment.mistake(
    "sigmoid-per-class",
    "every class gets a yes or no of its own: a sigmoid, not a softmax",
    "One label out of C: the probabilities of the classes add up to 1.",
)
def sigmoids(*args):
    return experiment_with(
        *args,
        step=with_loss(
            lambda s, t: F.binary_cross_entropy_with_logits(s, F.one_hot(t, s.shape[1]).to(s))
        ),
    )


@experiment.mistake(
    "penalty",
    "a penalty on the weights is added to the loss",
    "The cross-entropy alone: decay, where it is wanted, is in the optimizer.",
)
def penalty(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(xb), yb) + 1e-2 * model.weight.square().sum()
        loss.backward()
        optimizer.step()

    return experiment_with(*args, step=step)


@experiment.also("penalty")
def small_penalty(*args):
    def step(optimizer, model, xb, yb):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(xb), yb) + 1e-3 * model.weight.square().sum()
        loss.backward()
        optimizer.step()

    return experiment_with(*args, step=step)


@experiment.mistake(
    "label-smoothing",
    "the labels are smoothed",
    "The contract asks for plain cross-entropy.",
)
def smoothed(*args):
    return experiment_with(
        *args, step=with_loss(lambda s, t: F.cross_entropy(s, t, label_smoothing=0.1))
    )


class _Activated(nn.Linear):
    def forward(self, x):
        return torch.relu(super().forward(x))


@experiment.mistake(
    "activation-on-the-scores",
    "an activation (ReLU, sigmoid, tanh) stands between the linear layer and the loss",
    "Softmax regression: the scores are x @ W + b, of either sign.",
)
def relu_scores(*args):
    return experiment_with(*args, model=lambda x, y: _Activated(x.shape[1], classes(y)))


@experiment.also("activation-on-the-scores")
def sigmoid_scores(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s.sigmoid(), t)))


@experiment.also("activation-on-the-scores")
def tanh_scores(*args):
    return experiment_with(*args, step=with_loss(lambda s, t: F.cross_entropy(s.tanh(), t)))


@experiment.mistake(
    "hidden-layer",
    "the model is not one linear layer from D features to the classes: the factory gets "
    "other parameters",
    "Softmax regression has one weight for each feature and class, and perhaps a bias.",
)
def hidden_layer(*args):
    def model(x, y):
        return nn.Sequential(nn.Linear(x.shape[1], 32), nn.ReLU(), nn.Linear(32, classes(y)))

    return experiment_with(*args, model=model)


@experiment.also("hidden-layer")
def one_output(*args):
    def model(x, y):
        return nn.Linear(x.shape[1], 1)

    return experiment_with(*args, model=model, step=lambda *args: 0.0, note=lambda *args: 0.0)


@experiment.also("hidden-layer")
def bias_only(factory, x, y, epochs, batch_size, seed):
    factory([torch.zeros(classes(y), requires_grad=True)])
    return [0.0] * epochs


@experiment.also("hidden-layer")
def hidden_100(*args):
    def model(x, y):
        return nn.Sequential(nn.Linear(x.shape[1], 100), nn.ReLU(), nn.Linear(100, classes(y)))

    return experiment_with(*args, model=model)


@experiment.mistake(
    "sizes-fixed",
    "the layer has another number of inputs than x has features: a fixed one, such as 784, or the "
    "number of samples",
    "D is x.shape[1].",
)
def fixed_sizes(*args):
    return experiment_with(*args, model=lambda x, y: nn.Linear(784, classes(y)))


@experiment.mistake(
    "a-class-short",
    "the layer has as many outputs as the largest label: one class is missing",
    "Labels 0 … C − 1 are C classes: y.max() + 1.",
)
def class_short(*args):
    return experiment_with(*args, model=lambda x, y: nn.Linear(x.shape[1], int(y.max())))


# -------------------------------------------------------------------------- the seed


@experiment.mistake(
    "seed-unused",
    "the seed is not set, or only after the first random numbers were drawn",
    "torch.manual_seed(seed) is the first line: weights and orders are drawn after it.",
)
def seed_unused(factory, x, y, epochs, batch_size, seed):
    model = make(x, y)
    optimizer = factory(model.parameters())
    found = []
    for _ in range(epochs):
        for xb, yb in cuts(x, y, batch_size):
            update(optimizer, model, xb, yb)
        found.append(whole(model, x, y))
    return found


@experiment.also("seed-unused")
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


@experiment.mistake(
    "inputs-changed",
    "x or y is changed in place: shuffled, scaled or centred",
    "The data belong to the caller; the next optimizer is tried on the same.",
    about=("inputs", "samples 2", "labels 2"),
)
def shuffled_in_place(factory, x, y, epochs, batch_size, seed):
    found = experiment_with(factory, x, y, epochs, batch_size, seed)
    x -= x.mean(0)
    return found


@experiment.mistake(
    "inputs-scaled",
    "x is scaled or centred before the training",
    "x comes ready: the weights belong to x as it is.",
)
def scaled(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x / 255, y, epochs, batch_size, seed)


@experiment.also("inputs-scaled")
def centred(factory, x, y, epochs, batch_size, seed):
    return experiment_with(factory, x - x.mean(0), y, epochs, batch_size, seed)


@experiment.also("inputs-scaled")
def standardised(factory, x, y, epochs, batch_size, seed):
    x = (x - x.mean(0)) / x.std(0)
    return experiment_with(factory, x, y, epochs, batch_size, seed)


@experiment.mistake(
    "classes-fixed",
    "the number of classes is written in, such as 10",
    "Labels 0 … C − 1 are C classes: y.max() + 1.",
    about=("weights", "raised"),
)
def ten_classes(*args):
    return experiment_with(*args, model=lambda x, y: nn.Linear(x.shape[1], 10))


@experiment.mistake(
    "bias-untrained",
    "the optimizer does not get the bias: it stays as it was made",
    "model.parameters() holds both: give the optimizer all of them, or make the layer without a bias.",
    about=("bias",),
)
def weight_alone(factory, x, y, epochs, batch_size, seed):
    def weight_only(params):
        return factory([next(iter(params))])

    return experiment_with(weight_only, x, y, epochs, batch_size, seed)


@experiment.also("weights-put-back")
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
