"""evaluate: the accuracy, with everything left as it was."""

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
        contract="`evaluate(model, loader) -> float`: returns the accuracy over all samples of "
        "the loader, a DataLoader or a list, between 0 and 1, computed in eval mode and "
        "without a graph. Afterwards the model is in its previous mode. The model returns "
        "logits (B, C); the loader yields `(xb, yb)` with int64 labels yb of shape (B,).",
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
        practised="Counting correct predictions over all batches, in eval mode, and leaving the "
        "model as it was.",
        hints=(
            "Count by hand for two batches: how many samples are there, and how many "
            "predictions are correct?",
            "Count correct predictions and samples over all batches, and divide once, at the "
            "end. model.training tells you which mode to return to.",
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
            "output afterwards": "the model's output afterwards (it was in train mode)",
            "graph afterwards": "whether the model's output is recorded afterwards",
            "second accuracy": "the accuracy on other samples",
            "second seen": "how many of the samples the model has seen in eval mode, second call",
            "second graph": "whether the second call's forward pass is recorded for a backward",
            "second output afterwards": "the model's output afterwards (it was in eval mode)",
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
            logits = model(xb)
            right += (logits.argmax(dim=1) == yb).sum().item()
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
