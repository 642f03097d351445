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

epoch = Entry(
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


@epoch.cases
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


@epoch.reference
def reference(model, loader, loss_fn, optimizer):
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


@epoch.accept("every batch weighted by its size")
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


@epoch.variant("cleared after the step")
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


@epoch.variant("a running tensor, model.zero_grad")
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


@epoch.variant("a closure")
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


@epoch.variant("weighted by size")
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


@epoch.variant("gradients set by torch.autograd.grad")
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


@epoch.variant("the losses kept with their graphs")
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


# ------------------------------------------------------------------------ the steps


@epoch.mistake(
    "no-zero-grad",
    "each step uses the gradients of all batches so far, added up: they are never cleared, or once "
    "per epoch, or backward is called on the running sum of the losses",
    "backward adds into .grad. Clear it for every step: optimizer.zero_grad() inside the loop, with "
    "its brackets.",
)
def no_zero_grad(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer, before=False))


@epoch.mistake(
    "zero-between",
    "the gradients are gone when step comes: they are cleared between backward and step, or "
    "backward is not called before it, or does not reach the parameters",
    "zero_grad, backward, step, in this order: step uses what backward has left in .grad.",
)
def zero_between(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer, between=True))


@epoch.also("zero-between")
def no_backward(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        losses.append(loss_fn(model(xb), yb).item())
        optimizer.step()
    return mean(losses)


@epoch.mistake(
    "no-step",
    "the optimizer that was handed in never takes a step: step is missing, or called without its "
    "brackets, or another optimizer is used",
    "backward only fills .grad; optimizer.step() moves the parameters. It comes in as an argument.",
    about=("steps",),
)
def no_step(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        losses.append(loss.item())
    return mean(losses)


@epoch.also("no-step")
def new_optimizer(model, loader, loss_fn, optimizer):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return mean(loop(model, loader, loss_fn, optimizer))


@epoch.mistake(
    "eval-mode",
    "the model is not in train mode during the epoch: its numbers are those of eval mode",
    "model.train() comes first, with its brackets: dropout and its kin work in train mode only.",
)
def eval_mode(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer, train=False))


@epoch.mistake(
    "step-before-backward",
    "step comes before backward: every step uses the gradient of the batch before",
    "zero_grad, backward, step: the gradient has to be there.",
)
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


@epoch.also("zero-between")
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


@epoch.mistake(
    "step-then-backward-piling",
    "step comes before backward and nothing is cleared: every step uses the sum of the batches "
    "before",
    "zero_grad, backward, step, for each batch.",
)
def step_first_piling(model, loader, loss_fn, optimizer):
    model.train()
    losses = []
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        optimizer.step()
        loss.backward()
        losses.append(loss.item())
    return mean(losses)


@epoch.mistake(
    "step-after-the-loop",
    "step is called once, after the loop: one step per epoch",
    "One step per batch: indent optimizer.step() into the loop.",
)
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


@epoch.mistake(
    "one-big-step",
    "the gradients of all batches are added up, and one step is taken for the epoch",
    "One step per batch, on that batch's gradient only.",
)
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


@epoch.mistake(
    "mean-then-step",
    "the losses of all batches are averaged first, and one step is taken on that average",
    "One step per batch: then the next batch already meets better parameters.",
)
def mean_then_step(model, loader, loss_fn, optimizer):
    model.train()
    optimizer.zero_grad()
    losses = [loss_fn(model(xb), yb) for xb, yb in loader]
    loss = torch.stack(losses).mean()
    loss.backward()
    optimizer.step()
    return loss.item()


@epoch.mistake(
    "step-twice",
    "step is called twice for every batch",
    "Each gradient is used once.",
)
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


@epoch.mistake(
    "backward-twice",
    "the gradient is twice as large: backward runs twice for every batch, or the loss is doubled",
    "backward adds into .grad: once per batch, on the loss as loss_fn gives it.",
)
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


@epoch.mistake(
    "first-batch-only",
    "only one batch is seen: return or break stands in the loop, or the loop is missing",
    "An epoch goes through all batches; return comes after the loop.",
    about=("steps",),
)
def first_batch(model, loader, loss_fn, optimizer):
    return mean(loop(model, [next(iter(loader))], loss_fn, optimizer))


@epoch.mistake(
    "same-batch",
    "the first batch is used in every step",
    "for xb, yb in loader: takes a new batch each time; next(iter(loader)) always the first.",
)
def same_batch(model, loader, loss_fn, optimizer):
    return mean(loop(model, [next(iter(loader))] * len(loader), loss_fn, optimizer))


@epoch.mistake(
    "last-batch-skipped",
    "one batch takes no step: the last, or another one",
    "Every batch of the loader takes a step, the first and the short one too.",
    about=("steps",),
)
def last_skipped(model, loader, loss_fn, optimizer):
    return mean(loop(model, list(loader)[:-1], loss_fn, optimizer))


@epoch.mistake(
    "many-epochs",
    "more than one pass is taken over the loader",
    "One call is one epoch: every batch once.",
    about=("steps",),
)
def two_epochs(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    return mean(loop(model, loader, loss_fn, optimizer))


@epoch.also("many-epochs")
def ten_epochs(model, loader, loss_fn, optimizer):
    return mean([mean(loop(model, loader, loss_fn, optimizer)) for _ in range(10)])


@epoch.mistake(
    "all-at-once",
    "all batches are joined and take one step together",
    "One step per batch.",
)
def all_at_once(model, loader, loss_fn, optimizer):
    xs, ys = zip(*loader, strict=True)
    return mean(loop(model, [(torch.cat(xs), torch.cat(ys))], loss_fn, optimizer))


@epoch.mistake(
    "per-example",
    "every example takes a step of its own",
    "One step per batch: loss_fn averages over the examples in it.",
    about=("steps",),
)
def per_example(model, loader, loss_fn, optimizer):
    single = [(xb[i : i + 1], yb[i : i + 1]) for xb, yb in loader for i in range(len(xb))]
    return mean(loop(model, single, loss_fn, optimizer))


@epoch.mistake(
    "every-other",
    "the second step still has the gradient of the first batch, the third does not: the gradients "
    "are cleared in every other step, or from the second batch on",
    "zero_grad belongs to every step.",
)
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


@epoch.also("every-other")
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


# ------------------------------------------------------------------- another loss


@epoch.mistake(
    "softmax-first",
    "softmax is applied to the model's output before loss_fn gets it",
    "cross_entropy takes the logits and does the softmax itself; a second one flattens the "
    "gradient.",
)
def softmax_first(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb).softmax(dim=1), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.mistake(
    "log-softmax-first",
    "log_softmax is applied to the model's output before loss_fn gets it",
    "loss_fn wants what the model returns. Cross-entropy does not mind, another loss does.",
)
def log_softmax_first(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb).log_softmax(dim=1), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.mistake(
    "own-loss",
    "the loss is always cross-entropy, whatever loss_fn is",
    "loss_fn is an argument: call it.",
    about=("gradient 1", "raised"),
)
def own_loss(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return F.cross_entropy(model(xb), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.mistake(
    "own-squared-loss",
    "a squared error is used, whatever loss_fn is",
    "loss_fn is an argument: call it.",
)
def own_squared_loss(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        out = model(xb)
        y = yb if yb.is_floating_point() else F.one_hot(yb, out.shape[1]).to(out.dtype)
        return F.mse_loss(out, y)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.mistake(
    "divided-loss",
    "the loss is divided by the number of batches before backward",
    "Each step uses the whole gradient of its batch; only the returned number is an average.",
)
def divided_loss(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb), yb) / len(loader)

    return sum(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.also("divided-loss")
def divided_loss_mean(model, loader, loss_fn, optimizer):
    return divided_loss(model, loader, loss_fn, optimizer) / len(loader)


@epoch.mistake(
    "times-size",
    "the gradient is a sum over the batch: the loss is multiplied by the size of the batch before "
    "backward, or backward is called for each sample",
    "Weigh the number that is returned, if you like; the gradient is that of the mean loss.",
)
def times_size(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb), yb) * len(xb)

    losses = loop(model, loader, loss_fn, optimizer, forward=forward)
    return sum(losses) / samples(loader)


@epoch.also("times-size")
def times_size_mean(model, loader, loss_fn, optimizer):
    return times_size(model, loader, loss_fn, optimizer) * samples(loader) / len(loader)


@epoch.mistake(
    "clipped",
    "the gradients are clipped: a long one, or a large number in it, is cut before the step",
    "Clipping is a method of its own. Here each step uses the batch's gradient as it is.",
)
def clipped(model, loader, loss_fn, optimizer):
    return _clipping(model, loader, loss_fn, optimizer, torch.nn.utils.clip_grad_norm_)


@epoch.also("clipped")
def clipped_by_value(model, loader, loss_fn, optimizer):
    return _clipping(model, loader, loss_fn, optimizer, torch.nn.utils.clip_grad_value_)


@epoch.also("clipped")
def clipped_to_half(model, loader, loss_fn, optimizer):
    return _clipping(model, loader, loss_fn, optimizer, torch.nn.utils.clip_grad_norm_, 0.5)


@epoch.also("clipped")
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


@epoch.mistake(
    "over-size",
    "the loss is divided by the size of the batch before backward",
    "loss_fn averages already: the gradient is that of the mean loss.",
)
def over_size(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb), yb) / len(xb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.also("no-zero-grad")
def running_backward(model, loader, loss_fn, optimizer):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        total = total + loss_fn(model(xb), yb)
        total.backward(retain_graph=True)
        optimizer.step()
    return total.item() / len(loader)


@epoch.mistake(
    "graph-twice",
    "backward walks through a graph that is used up: it is called on the running sum of the "
    "losses, or twice on one loss",
    "One backward per batch, on this batch's loss alone; the running sum wants loss.item().",
    about=("raised",),
)
def running_backward_plain(model, loader, loss_fn, optimizer):
    model.train()
    total = 0.0
    for xb, yb in loader:
        optimizer.zero_grad()
        total = total + loss_fn(model(xb), yb)
        total.backward()
        optimizer.step()
    return total.item() / len(loader)


# ------------------------------------------------------------------ what is returned


@epoch.mistake(
    "loss-summed",
    "the losses are summed and not divided by the number of batches",
    "The average batch loss: total / len(loader).",
    about=("loss",),
)
def summed(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer))


@epoch.mistake(
    "last-loss",
    "the loss of the last batch is returned",
    "Average over all batches: collect each loss.item().",
    about=("loss",),
)
def last_loss(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)[-1]


@epoch.mistake(
    "last-over-count",
    "the loss of the last batch alone is divided by the number of batches",
    "total += loss.item(): = forgets the batches before.",
    about=("loss",),
)
def last_over_count(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)[-1] / len(loader)


@epoch.mistake(
    "ascent",
    "the loss is multiplied by −1 before backward: every step goes uphill",
    "The optimizer goes against the gradient by itself: backward on the loss as it is.",
)
def negated(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return -loss_fn(model(xb), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.mistake(
    "first-loss",
    "the loss of the first batch is returned",
    "Average over all batches: collect each loss.item().",
    about=("loss",),
)
def first_loss(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)[0]


@epoch.mistake(
    "returns-nothing",
    "the function ends without return",
    "Return the average batch loss, after the loop.",
    about=("loss",),
)
def returns_nothing(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)


@epoch.mistake(
    "returns-a-list",
    "the list of the losses is returned",
    "One number: their average.",
    about=("loss",),
)
def returns_list(model, loader, loss_fn, optimizer):
    return loop(model, loader, loss_fn, optimizer)


@epoch.mistake(
    "over-examples",
    "the batch losses are summed and divided by the number of examples",
    "Each batch loss is a mean already: divide by the number of batches, or weigh each with its "
    "size.",
    about=("loss",),
)
def over_examples(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / samples(loader)


@epoch.mistake(
    "weighted-over-batches",
    "the batch losses are weighted by their sizes but divided by the number of batches",
    "Weighted by size, the sum is divided by the number of examples.",
    about=("loss",),
)
def weighted_over_batches(model, loader, loss_fn, optimizer):
    return weighted(model, loader, loss_fn, optimizer) * samples(loader) / len(loader)


@epoch.mistake(
    "weighted-sum",
    "the batch losses are weighted by their sizes and summed, not divided",
    "Weighted by size, the sum is divided by the number of examples.",
    about=("loss",),
)
def weighted_sum(model, loader, loss_fn, optimizer):
    return weighted(model, loader, loss_fn, optimizer) * samples(loader)


@epoch.mistake(
    "over-batch-size",
    "the sum of the losses is divided by the batch size",
    "It is divided by how many losses were added: the number of batches.",
    about=("loss",),
)
def over_batch_size(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / loader.batch_size


@epoch.mistake(
    "averaged-twice",
    "the average is divided by the number of batches once more",
    "total / len(loader), once, after the loop.",
    about=("loss",),
)
def averaged_twice(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer)) / len(loader)


@epoch.mistake(
    "one-batch-too-many",
    "the sum is divided by one more or one less than the number of batches",
    "total / len(loader): a counter that starts at 0 is increased once per batch.",
    about=("loss",),
)
def too_many(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / (len(loader) + 1)


@epoch.also("one-batch-too-many")
def too_few(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / (len(loader) - 1)


@epoch.mistake(
    "one-added",
    "1 is added after the division: / comes before +",
    "total / (i + 1) needs its brackets; a count or len(loader) needs none.",
    about=("loss",),
)
def one_added(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) / (len(loader) - 1) + 1


@epoch.also("one-added")
def one_added_to_the_mean(model, loader, loss_fn, optimizer):
    return mean(loop(model, loader, loss_fn, optimizer)) + 1


@epoch.mistake(
    "loss-after-the-step",
    "the loss is measured after the step, with the new parameters",
    "The batch loss is the one that backward was called on.",
    about=("loss",),
)
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


@epoch.mistake(
    "loss-after-the-epoch",
    "the loss is measured once the epoch is over, with the final parameters",
    "The average of the batch losses, each as it was before its step.",
    about=("loss",),
)
def after_the_epoch(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    with torch.no_grad():
        return mean([loss_fn(model(xb), yb).item() for xb, yb in loader])


@epoch.also("loss-after-the-epoch")
def after_the_epoch_in_eval_mode(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    model.eval()
    with torch.no_grad():
        return mean([loss_fn(model(xb), yb).item() for xb, yb in loader])


@epoch.mistake(
    "rounded",
    "the average is cut to a whole number, or to a few digits",
    "total / len(loader) with one stroke: // cuts the fraction off.",
    about=("loss",),
)
def cut(model, loader, loss_fn, optimizer):
    return sum(loop(model, loader, loss_fn, optimizer)) // len(loader)


@epoch.also("rounded")
def rounded(model, loader, loss_fn, optimizer):
    return round(mean(loop(model, loader, loss_fn, optimizer)), 2)


@epoch.mistake(
    "returns-a-pair",
    "more than the average loss is returned",
    "-> float: one number.",
    about=("loss",),
)
def pair(model, loader, loss_fn, optimizer):
    losses = loop(model, loader, loss_fn, optimizer)
    return mean(losses), losses


@epoch.also("returns-a-pair")
def the_model(model, loader, loss_fn, optimizer):
    loop(model, loader, loss_fn, optimizer)
    return model


# ---------------------------------------------------------------------------- raised


@epoch.mistake(
    "arguments-swapped",
    "loss_fn gets the labels first and the model's output second",
    "loss_fn(prediction, target): the model's output first.",
    hint=3,
    about=("raised", "gradient 1"),
)
def swapped(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(yb, model(xb))

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.mistake(
    "backward-of-item",
    "backward is asked of something that has none: a Python number, because .item() came too "
    "early, or the optimizer, or the model",
    "loss.backward() wants the loss tensor with its graph; .item() is for the sum.",
    about=("raised",),
)
def of_item(model, loader, loss_fn, optimizer):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb).item()
        loss.backward()


@epoch.mistake(
    "no-graph",
    "the forward pass leaves no graph: it runs under torch.no_grad(), or the output is detached",
    "no_grad is for evaluation. Training needs the graph, from the parameters to the loss.",
    about=("raised",),
)
def under_no_grad(model, loader, loss_fn, optimizer):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        with torch.no_grad():
            loss = loss_fn(model(xb), yb)
        loss.backward()


@epoch.mistake(
    "argmax-first",
    "the predicted classes go into the loss instead of the logits",
    "argmax has no slope; loss_fn wants what the model returns.",
    about=("raised",),
)
def argmax_first(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn(model(xb).argmax(dim=1), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.mistake(
    "loss-class",
    "a call has too few arguments, such as that of loss_fn: without any, as if it were a class, or "
    "without the labels",
    "loss_fn is ready to be called: loss_fn(model(xb), yb).",
    about=("raised",),
)
def loss_class(model, loader, loss_fn, optimizer):
    def forward(model, loss_fn, xb, yb):
        return loss_fn()(model(xb), yb)

    return mean(loop(model, loader, loss_fn, optimizer, forward=forward))


@epoch.also("backward-of-item")
def optimizer_backward(model, loader, loss_fn, optimizer):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss_fn(model(xb), yb)
        optimizer.backward()


@epoch.mistake(
    "batch-not-unpacked",
    "the whole pair (xb, yb) is used as if it were one tensor",
    "for xb, yb in loader: the pair has two parts; the model gets xb alone.",
    about=("raised",),
)
def not_unpacked(model, loader, loss_fn, optimizer):
    model.train()
    for batch in loader:
        loss_fn(model(batch), batch[1]).backward()


@epoch.mistake(
    "dataset-of-a-list",
    "the loader is asked for its .dataset, which a list of batches does not have",
    "Any iterable of (xb, yb) is a loader here: count batches or samples in the loop.",
    about=("raised",),
)
def dataset_of_a_list(model, loader, loss_fn, optimizer):
    return weighted(model, loader, loss_fn, optimizer) * samples(loader) / len(loader.dataset)


@epoch.also("dataset-of-a-list")
def dataset_asked_first(model, loader, loss_fn, optimizer):
    total = len(loader.dataset)
    return weighted(model, loader, loss_fn, optimizer) * samples(loader) / total


@epoch.mistake(
    "every-second-batch",
    "step is called at every second batch only",
    "One step per batch: step stands in the loop without a condition.",
)
def every_second_batch(model, loader, loss_fn, optimizer):
    return every_nth(model, loader, loss_fn, optimizer, 2)


@epoch.also("every-second-batch")
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
