"""evaluate: the accuracy, and leaving everything as it was."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_BEHIND = ("seen", "graph", "output afterwards", "graph afterwards")

entry = Entry(
    Exercise(
        id="evaluate",
        title="How good is it?",
        chapter=CHAPTER,
        symbol="evaluate",
        contract="`evaluate(model, loader) -> float`: the accuracy over all samples of the loader (a "
        "DataLoader or a list), between 0 and 1, in eval mode and without a graph; afterwards the "
        "model is in its previous mode. The model gives logits (B, C), the loader `(xb, yb)` with "
        "labels (B,), long.",
        parts=(
            Part("accuracy", 2, ("accuracy", "second accuracy")),
            Part(
                "nothing left behind",
                1,
                (*_BEHIND, *(f"second {item}" for item in _BEHIND)),
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=4,
        hints=(
            "Count by hand for two batches: how many samples are there, and how many predictions "
            "are right?",
            "Count right predictions and samples over all batches, and divide once, at the end. "
            "model.training says which mode to go back to.",
            "`was = model.training`, `model.eval()`, under no_grad sum up "
            "`(model(xb).argmax(dim=1) == yb).sum().item()` and `len(yb)`, then `model.train(was)`.",
        ),
        kinds={
            "accuracy": "share",
            "second accuracy": "share",
            "output afterwards": "after",
            "second output afterwards": "after",
        },
        labels={
            "accuracy": "the returned accuracy",
            "seen": "how many of the samples the model has seen in eval mode",
            "graph": "whether the forward pass is recorded for a backward",
            "output afterwards": "what the model gives afterwards (it was in train mode)",
            "graph afterwards": "whether the model's output is recorded afterwards",
            "second accuracy": "the accuracy on other samples",
            "second seen": "how many of the samples the model has seen in eval mode, second call",
            "second graph": "whether the second call's forward pass is recorded for a backward",
            "second output afterwards": "what the model gives afterwards (it was in eval mode)",
            "second graph afterwards": "whether the output is recorded after a second call",
        },
    ),
)


def _samples(
    draw: Draw, w: torch.Tensor, b: torch.Tensor, batches: tuple[tuple[int, int, int], ...]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Samples with labels that are right in eval mode, in train mode, and never.

    Samples with a close decision are drawn again: rounding must not decide.

    Args:
        draw: the source.
        w, b: the model's parameters (C, D) and (C,).
        batches: for each batch how many labels are the prediction, how many the next
            class (which train mode predicts), how many the one after it.
    """
    pattern = [turn for counts in batches for turn in range(3) for _ in range(counts[turn])]

    def clear(row: torch.Tensor) -> bool:
        first, second = (row @ w.T + b)[0].topk(2).values.tolist()
        return bool(first - second > 0.05)

    x = torch.cat([draw.until(lambda: draw.real(1, w.shape[1]), clear) for _ in pattern])
    return x, ((x @ w.T + b).argmax(dim=1) + torch.tensor(pattern)) % len(b)


def _drawn(draw: Draw, sizes: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
    """Counts for batches of these sizes, as :func:`_samples` takes them."""
    found = []
    for size in sizes:
        right = draw.integer(1, size - 1)
        turned = draw.integer(0, size - right)
        found.append((right, turned, size - right - turned))
    return tuple(found)


_LIST = "a list of batches"


@entry.cases
def cases(draw: Draw) -> list[Case]:
    return [
        _case(
            draw, "batches of unequal quality", 8, 5,
            ((7, 1, 0), (3, 4, 1), (5, 1, 2), (1, 2, 1)), ((2, 5, 1), (2, 1, 0)),
        ),
        _case(
            draw, "a last batch of one", 5, 3,
            ((4, 0, 1), (2, 2, 1), (3, 1, 1), (1, 4, 0), (1, 0, 0)),
            ((1, 3, 1), (4, 1, 0), (0, 1, 0)),
        ),
        # Drawn counts: else both accuracies of a hidden case would be known beforehand.
        _case(draw, _LIST, 6, 4, _drawn(draw, (6, 6, 6, 3)), _drawn(draw, (6, 6, 2))),
    ]  # fmt: skip


Counts = tuple[tuple[int, int, int], ...]


def _case(draw: Draw, words: str, size: int, c: int, first: Counts, second: Counts) -> Case:
    d = draw.integer(6, 7)
    w, b = draw.real(c, d, high=1.2), draw.real(c, high=0.6)
    x, y = _samples(draw, w, b, first)
    second_x, second_y = _samples(draw, w, b, second)
    inputs = {"x": x, "y": y, "second x": second_x, "second y": second_y, "w": w, "b": b}
    return Case(
        words,
        {**inputs, "batch_size": size, "list": words == _LIST},
        {len(y): "the number of samples", -(-len(y) // size): "the number of batches"},
    )


@entry.reference
def evaluate(model, loader):
    was = model.training
    model.eval()
    right = total = 0
    with torch.no_grad():
        for xb, yb in loader:
            right += (model(xb).argmax(dim=1) == yb).sum().item()
            total += len(yb)
    model.train(was)
    return right / total


@entry.variant("a decorator, max, tensors")
@torch.no_grad()
def decorated(model, loader):
    training = model.training
    model.train(False)
    right, total = torch.tensor(0.0), 0
    for xb, yb in loader:
        _, predicted = torch.max(model(xb), 1)
        right += (predicted == yb).float().sum()
        total += yb.size(0)
    if training:
        model.train()
    return right / total


@entry.variant("inference mode, all predictions joined")
def joined(model, loader):
    mode = model.training
    try:
        model.eval()
        with torch.inference_mode():
            found = [(model(xb).softmax(dim=-1).argmax(-1), yb) for xb, yb in loader]
    finally:
        model.train(mode=mode)
    predicted, labels = (torch.cat(part) for part in zip(*found, strict=True))
    return (predicted == labels).double().mean().item()


@entry.variant("set_grad_enabled and a loop over samples")
def sample_by_sample(model, loader):
    before, mode = torch.is_grad_enabled(), model.training
    torch.set_grad_enabled(False)
    model.eval()
    hits = []
    for xb, yb in loader:
        for logits, label in zip(model(xb), yb.tolist(), strict=True):
            hits.append(int(logits.tolist().index(max(logits.tolist())) == label))
    torch.set_grad_enabled(before)
    model.train() if mode else model.eval()
    return sum(hits) / len(hits)


@entry.variant("weighted means of the batches")
def weighted_means(model, loader):
    mode = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for xb, yb in loader:
            total += (model(xb).topk(1).indices.squeeze(1) == yb).float().mean().item() * len(xb)
    model.train(mode)
    return total / sum(len(yb) for _, yb in loader)


@entry.variant("one minus the errors")
def one_minus_errors(model, loader):
    mode = model.training
    model.eval()
    wrong = samples = 0
    with torch.no_grad():
        for xb, yb in loader:
            wrong += int(torch.count_nonzero(model(xb).argsort(dim=1)[:, -1] != yb))
            samples += yb.numel()
    model.train(mode)
    return 1 - wrong / samples


def count(model, loader, predict=None, mode=False, restore=True):
    """The numbers of right predictions and of samples, batch by batch."""
    was = model.training
    if mode is not None:
        model.train(mode)
    rows = []
    with torch.no_grad():
        for xb, yb in loader:
            logits = model(xb)
            chosen = predict(logits) if predict else logits.argmax(dim=1)
            rows.append(((chosen == yb).sum().item(), len(yb)))
    if restore:
        model.train(was)
    return rows


def share(rows):
    """Right predictions over samples."""
    return sum(right for right, _ in rows) / sum(total for _, total in rows)


def batches_averaged(model, loader):
    rows = count(model, loader)
    return sum(right / total for right, total in rows) / len(rows)


def train_mode(model, loader):
    return share(count(model, loader, mode=None))


def put_in_train_mode(model, loader):
    return share(count(model, loader, mode=True))


def mode_of_the_outermost(model, loader):
    was = model.training
    model.training = False
    rows = count(model, loader, mode=None, restore=False)
    model.training = was
    return share(rows)


def mode_not_restored(model, loader):
    return share(count(model, loader, restore=False))


def restored_outside(model, loader):
    was = model.training
    rows = count(model, loader, restore=False)
    model.training = was
    return share(rows)


def always_train(model, loader):
    rows = count(model, loader)
    model.train()
    return share(rows)


def counted(model, loader):
    return sum(right for right, _ in count(model, loader))


def over_batches(model, loader):
    return sum(right for right, _ in count(model, loader)) / len(loader)


def over_numbers(model, loader):
    numbers = sum(xb.numel() for xb, _ in loader)
    return sum(right for right, _ in count(model, loader)) / numbers


def over_logits(model, loader):
    numbers = sum(len(yb) for _, yb in loader) * model(next(iter(loader))[0]).shape[1]
    return sum(right for right, _ in count(model, loader)) / numbers


def percent(model, loader):
    return 100 * share(count(model, loader))


def error_rate(model, loader):
    return 1 - share(count(model, loader))


def last_batch(model, loader):
    return share(count(model, loader)[-1:])


def first_batch(model, loader):
    return share(count(model, loader)[:1])


def last_skipped(model, loader):
    return share(count(model, loader)[:-1])


def integer_division(model, loader):
    return int(share(count(model, loader)))


def argmin(model, loader):
    return share(count(model, loader, lambda logits: logits.argmin(dim=1)))


def total_of_the_last(model, loader):
    rows = count(model, loader)
    return sum(right for right, _ in rows) / rows[-1][1]


def right_of_the_last(model, loader):
    rows = count(model, loader)
    return rows[-1][0] / sum(total for _, total in rows)


def full_size(model, loader):
    rows = count(model, loader)
    return sum(right for right, _ in rows) / (len(rows) * rows[0][1])


def accuracies_summed(model, loader):
    return sum(right / total for right, total in count(model, loader))


def averages_over_samples(model, loader):
    rows = count(model, loader)
    return sum(right / total for right, total in rows) / sum(total for _, total in rows)


def rounded(model, loader):
    return round(share(count(model, loader)), 2)


def rounded_three(model, loader):
    return round(share(count(model, loader)), 3)


def thresholded(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 0] > 0.5).long()))


def thresholded_at_zero(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 0] > 0).long()))


def second_thresholded(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 1] > 0).long()))


def second_thresholded_at_half(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 1] > 0.5).long()))


def top_two(model, loader):
    return in_top(model, loader, 2)


def top_three(model, loader):
    return in_top(model, loader, 3)


def in_top(model, loader, how_many):
    """The share of labels among the largest logits."""
    was, right, total = model.training, 0, 0
    model.eval()
    with torch.no_grad():
        for xb, yb in loader:
            right += (model(xb).topk(how_many).indices == yb[:, None]).any(1).sum().item()
            total += len(yb)
    model.train(was)
    return right / total


def every_pair(model, loader):
    return share(count(model, loader, lambda logits: logits.argmax(dim=1, keepdim=True)))


def returns_nothing(model, loader):
    count(model, loader)


def returns_list(model, loader):
    return [right / total for right, total in count(model, loader)]


def returns_pair(model, loader):
    rows = count(model, loader)
    return sum(right for right, _ in rows), sum(total for _, total in rows)


def returns_hits(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        found = torch.cat([(model(xb).argmax(dim=1) == yb).float() for xb, yb in loader])
    model.train(was)
    return found


def returns_booleans(model, loader):
    return returns_hits(model, loader).bool()


def grad_off(model, loader):
    torch.set_grad_enabled(False)
    return share(count(model, loader))


def frozen(model, loader):
    for p in model.parameters():
        p.requires_grad_(False)
    return share(count(model, loader))


def wrong_axis(model, loader):
    return share(count(model, loader, lambda logits: logits.argmax(dim=0)))


def no_axis(model, loader):
    return share(count(model, loader, lambda logits: logits.argmax()))


def max_values(model, loader):
    return share(count(model, loader, lambda logits: logits.max(dim=1).values))


def logits_compared(model, loader):
    return share(count(model, loader, lambda logits: logits))


def pair_of_max(model, loader):
    return share(count(model, loader, lambda logits: logits.max(dim=1)))


def mode_attribute(model, loader):
    was = model.mode
    model.eval()
    return share(count(model, loader)) if was else 0.0


def dataset_of_a_list(model, loader):
    accuracy = evaluate(model, loader)
    return accuracy * len(loader.dataset) / len(loader.dataset)


def dataset_asked_first(model, loader):
    total = len(loader.dataset)
    return evaluate(model, loader) * total / total
