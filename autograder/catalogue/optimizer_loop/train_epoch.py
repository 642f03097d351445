"""train-epoch: one pass over the batches, one step for each."""

from __future__ import annotations

import torch
import torch.nn.functional as F

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
        hints=(
            "Print the gradient of one parameter at every optimizer.step(): is it this batch's "
            "alone?",
            "For every batch: forget the old gradient, compute the loss, backward, step. The sum of "
            "the losses wants plain numbers: loss.item().",
            "After `model.train()`, for xb, yb in loader: zero_grad, `loss = loss_fn(model(xb), yb)`, "
            "backward, step, `total += loss.item()`; at last `total / len(loader)`.",
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


def samples(loader):
    """How many there are in all batches."""
    return sum(len(yb) for _, yb in loader)


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
    return total / samples(loader)


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


def loop(
    model, loader, loss_fn, optimizer, *, before=True, between=False, forward=None, train=True
):
    """The loop with its switches: most answers below turn one of them."""
    if train:
        model.train()
    losses = []
    for xb, yb in loader:
        if before:
            optimizer.zero_grad()
        loss = forward(model, loss_fn, xb, yb) if forward else loss_fn(model(xb), yb)
        loss.backward()
        if between:
            optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


def mean(losses):
    """The average of a list of numbers."""
    return sum(losses) / len(losses)


def no_zero_grad(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer, before=False))


def zero_between(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer, between=True))


def no_backward(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        losses.append(loss_fn(model(xb), yb).item())
        optimizer.step()
    return mean(losses)


def no_step(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        losses.append(loss.item())
    return mean(losses)


def new_optimizer(model, loader, loss_fn, optimizer):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return mean(loop(model, loader, loss_fn, optimizer))


def eval_mode(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer, train=False))


def step_first(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
    return mean(losses)


def step_in_between(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return mean(losses)


def step_first_piling(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return mean(losses)


def one_step(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return mean(losses)


def one_big_step(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    optimizer.zero_grad()
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        loss.backward()
        losses.append(loss.item())
    optimizer.step()
    return mean(losses)


def step_twice(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        optimizer.step()
        losses.append(loss.item())
    return mean(losses)


def backward_twice(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward(retain_graph=True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return mean(losses)


def first_batch(model, loader, loss_fn, optimizer):
    return mean(loop(model, [next(iter(loader))], loss_fn, optimizer))


def same_batch(model, loader, loss_fn, optimizer):
    return mean(loop(model, [next(iter(loader))] * len(loader), loss_fn, optimizer))


def last_skipped(model, loader, loss_fn, optimizer):
    return mean(loop(model, list(loader)[:-1], loss_fn, optimizer))


def two_epochs(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    return mean(loop(model, loader, loss_fn, optimizer))


def ten_epochs(model, loader, loss_fn, optimizer):
    return mean([mean(loop(model, loader, loss_fn, optimizer)) for _ in range(10)])


def all_at_once(model, loader, loss_fn, optimizer):
    xs, ys = zip(*loader, strict=True)
    return mean(loop(model, [(torch.cat(xs), torch.cat(ys))], loss_fn, optimizer))


def per_example(model, loader, loss_fn, optimizer):
    single = [(xb[i : i + 1], yb[i : i + 1]) for xb, yb in loader for i in range(len(xb))]
    return mean(loop(model, single, loss_fn, optimizer))


def every_other(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for number, (xb, yb) in enumerate(loader):
        if number % 2 == 0:
            optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return mean(losses)


def clears_from_third(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for number, (xb, yb) in enumerate(loader):
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.step()
        if number:
            optimizer.zero_grad()
        losses.append(loss.item())
    return mean(losses)


def softmax_first(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb).softmax(dim=1), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def log_softmax_first(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb).log_softmax(dim=1), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def own_loss(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return F.cross_entropy(model(xb), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def own_squared_loss(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        out = model(xb)
        y = yb if yb.is_floating_point() else F.one_hot(yb, out.shape[1]).to(out.dtype)
        return F.mse_loss(out, y)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def divided_loss(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb), yb) / len(loader)

    return sum(loop(model, loader, loss_fn, optimizer, forward=forward))


def divided_loss_mean(model, loader, loss_fn, optimizer):
    return divided_loss(model, loader, loss_fn, optimizer) / len(loader)


def times_size(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb), yb) * len(xb)

    losses = loop(model, loader, loss_fn, optimizer, forward=forward)
    return sum(losses) / samples(loader)


def times_size_mean(model, loader, loss_fn, optimizer):
    return times_size(model, loader, loss_fn, optimizer) * samples(loader) / len(loader)


def clipped(model, loader, loss_fn, optimizer):
    return _clipping(model, loader, loss_fn, optimizer, torch.nn.utils.clip_grad_norm_)


def clipped_by_value(model, loader, loss_fn, optimizer):
    return _clipping(model, loader, loss_fn, optimizer, torch.nn.utils.clip_grad_value_)


def clipped_to_half(model, loader, loss_fn, optimizer):
    return _clipping(model, loader, loss_fn, optimizer, torch.nn.utils.clip_grad_norm_, 0.5)


def clipped_to_a_tenth(model, loader, loss_fn, optimizer):
    return _clipping(model, loader, loss_fn, optimizer, torch.nn.utils.clip_grad_norm_, 0.1)


def _clipping(model, loader, loss_fn, optimizer, clip, most=1.0):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        clip(model.parameters(), most)
        optimizer.step()
        losses.append(loss.item())
    return mean(losses)


def over_size(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb), yb) / len(xb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def summed(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer))


def last_loss(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)[-1]


def last_over_count(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)[-1] / len(loader)


def negated(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return -loss_fn(model(xb), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def first_loss(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)[0]


def returns_nothing(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)


def returns_list(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)


def over_examples(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / samples(loader)


def weighted_over_batches(model, loader, loss_fn, optimizer):
    return weighted(model, loader, loss_fn, optimizer) * samples(loader) / len(loader)


def weighted_sum(model, loader, loss_fn, optimizer):
    return weighted(model, loader, loss_fn, optimizer) * samples(loader)


def over_batch_size(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / loader.batch_size


def averaged_twice(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer)) / len(loader)


def too_many(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / (len(loader) + 1)


def too_few(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / (len(loader) - 1)


def one_added(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / (len(loader) - 1) + 1


def one_added_to_the_mean(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer)) + 1


def after_the_step(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss_fn(model(xb), yb).backward()
        optimizer.step()
        with torch.no_grad():
            losses.append(loss_fn(model(xb), yb).item())
    return mean(losses)


def after_the_epoch(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    with torch.no_grad():
        return mean([loss_fn(model(xb), yb).item() for xb, yb in loader])


def after_the_epoch_in_eval_mode(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    model.eval()
    with torch.no_grad():
        return mean([loss_fn(model(xb), yb).item() for xb, yb in loader])


def cut(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) // len(loader)


def rounded(model, loader, loss_fn, optimizer):
    return round(mean(loop(model, loader, loss_fn, optimizer)), 2)


def pair(model, loader, loss_fn, optimizer):
    losses = loop(model, loader, loss_fn, optimizer)
    return mean(losses), losses


def the_model(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    return model


def swapped(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(yb, model(xb))

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def argmax_first(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb).argmax(dim=1), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def loss_class(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn()(model(xb), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


def dataset_of_a_list(model, loader, loss_fn, optimizer):
    return weighted(model, loader, loss_fn, optimizer) * samples(loader) / len(loader.dataset)


def dataset_asked_first(model, loader, loss_fn, optimizer):
    total = len(loader.dataset)
    return weighted(model, loader, loss_fn, optimizer) * samples(loader) / total


def every_second_batch(model, loader, loss_fn, optimizer):
    return every_nth(model, loader, loss_fn, optimizer, 2)


def every_second_batch_from_the_first(model, loader, loss_fn, optimizer):
    return every_nth(model, loader, loss_fn, optimizer, 2, first=0)


def every_nth(model, loader, loss_fn, optimizer, n, first=1):
    """A step, and then zero_grad, at each nth batch."""
    model.train()
    losses = []
    for i, (xb, yb) in enumerate(loader):
        loss = loss_fn(model(xb), yb)
        loss.backward()
        if i % n == first:
            optimizer.step()
            optimizer.zero_grad()
        losses.append(loss.item())
    return sum(losses) / len(losses)
