"""train-epoch: one pass over the batches, one step for each."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_STEPS = tuple(
    f"{epoch}{item}"
    for epoch in ("", "second ")
    for item in ("steps", *(f"gradient {k}" for k in range(1, 6)), "w", "b")
)

entry = Entry(
    Exercise(
        id="train-epoch",
        title="One epoch",
        chapter=CHAPTER,
        symbol="train_epoch",
        contract="`train_epoch(model, loader, loss_fn, optimizer) -> float`: puts the model in train "
        "mode, takes one optimizer step per batch `(xb, yb)` of the loader (a DataLoader or a list), "
        "on that batch's gradient only, and returns the average batch loss. You may assume that "
        "every `.grad` is empty when it is called. The loss of a batch is `loss_fn(model(xb), yb)`.",
        parts=(
            Part("the steps", 2, _STEPS),
            Part("the average loss", 1, ("loss", "second loss")),
        ),
        minutes=12,
        difficulty=2,
        importance=5,
        practised="One pass over the data: clear, forward, backward, step, and a running loss "
        "that keeps no graph.",
        hints=(
            "Print the gradient of one parameter at every optimizer.step(): is it this batch's "
            "alone?",
            "For every batch: clear the old gradient, compute the loss, call backward, take a "
            "step. Add up the losses as plain numbers: loss.item().",
            "After `model.train()`, for xb, yb in loader: zero_grad, `loss = loss_fn(model(xb), "
            "yb)`, backward, step, `total += loss.item()`. At the end, return `total / "
            "len(loader)`.",
        ),
        labels={
            "steps": "the number of optimizer steps in one epoch",
            **{f"gradient {k}": f"the gradient of w at step {k}" for k in range(1, 6)},
            "w": "w after the epoch",
            "b": "b after the epoch",
            "loss": "the returned average loss",
            "second steps": "the number of steps in a second epoch",
            **{
                f"second gradient {k}": f"the gradient of w at step {k} of a second epoch"
                for k in range(1, 6)
            },
            "second w": "w after a second epoch",
            "second b": "b after a second epoch",
            "second loss": "the average loss of a second epoch",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for classes, words, batches in (
        (True, "five batches, cross-entropy", 5),
        (False, "another loss", 3),
        (True, "a list of four batches", 4),
    ):
        size = draw.integer(6, 7)
        d, c = draw.distinct(2, 2, 4)
        n = (batches - 1) * size + draw.integer(2, size - 1)
        y = draw.labels(n, c) if classes else draw.labels(n * c, 5).float().reshape(n, c)
        found.append(
            Case(
                words,
                {
                    "x": draw.real(n, d),
                    "y": y,
                    "w": draw.real(c, d, high=0.8),
                    "b": draw.real(c, high=0.8),
                    "lr": draw.number(0.3, 0.6),
                    "batch_size": size,
                    "classes": classes,
                    "list": batches == 4,
                },
                {
                    batches: "the number of batches",
                    n: "the number of examples",
                    size: "the batch size",
                },
            )
        )
    return found


@entry.reference
def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item()
        count += 1
    return total / count


@entry.accept("every batch weighted by its size")
def weighted(model, loader, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(xb)
        count += len(xb)
    return total / count


@entry.variant("cleared after the step")
def cleared_after(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return sum(losses) / len(losses)


@entry.variant("a running tensor, model.zero_grad")
def running_tensor(model, loader, loss_fn, optimizer):
    model.train(True)
    running = torch.zeros(())
    for batch in loader:
        model.zero_grad()
        loss = loss_fn(model.forward(batch[0]), batch[1])
        loss.backward()
        optimizer.step()
        running += loss.detach()
    return running / len(loader)


@entry.variant("a closure")
def with_closure(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:

        def closure(xb=xb, yb=yb):
            optimizer.zero_grad(set_to_none=False)
            loss = loss_fn(model(xb), yb)
            loss.backward()
            return loss

        losses.append(float(optimizer.step(closure)))
    return torch.tensor(losses).mean()


@entry.variant("weighted by size")
def by_size(model, loader, loss_fn, optimizer):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.item() * xb.size(0)
    return total / sum(len(yb) for _, yb in loader)


@entry.variant("gradients set by torch.autograd.grad")
def by_autograd_grad(model, loader, loss_fn, optimizer):
    model.train()
    mean = 0.0
    for number, (xb, yb) in enumerate(loader, start=1):
        params = list(model.parameters())
        loss = loss_fn(model(xb), yb)
        for p, g in zip(params, torch.autograd.grad(loss, params), strict=True):
            p.grad = g
        optimizer.step()
        mean += (loss.item() - mean) / number
    return mean


@entry.variant("the losses kept with their graphs")
def kept_graphs(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        losses.append(loss_fn(model(xb), yb))
        losses[-1].backward()
        optimizer.step()
    return torch.stack(losses).mean()
