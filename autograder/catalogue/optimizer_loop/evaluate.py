"""evaluate: the accuracy, and leaving everything as it was."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_BEHIND = ("seen", "graph", "output afterwards", "graph afterwards")

score = Entry(
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


@score.cases
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


@score.reference
def reference(model, loader):
    was = model.training
    model.eval()
    right = total = 0
    with torch.no_grad():
        for xb, yb in loader:
            right += (model(xb).argmax(dim=1) == yb).sum().item()
            total += len(yb)
    model.train(was)
    return right / total


@score.variant("a decorator, max, tensors")
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


@score.variant("inference mode, all predictions joined")
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


@score.variant("set_grad_enabled and a loop over samples")
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


@score.variant("weighted means of the batches")
def weighted_means(model, loader):
    mode = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for xb, yb in loader:
            total += (model(xb).topk(1).indices.squeeze(1) == yb).float().mean().item() * len(xb)
    model.train(mode)
    return total / sum(len(yb) for _, yb in loader)


@score.variant("one minus the errors")
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


# ------------------------------------------------------------------------- the number


@score.mistake(
    "batches-averaged",
    "the accuracies of the batches are averaged: a short batch counts as much as a full one",
    "Count right predictions and samples over all batches, and divide once, at the end.",
)
def batches_averaged(model, loader):
    rows = count(model, loader)
    return sum(right / total for right, total in rows) / len(rows)


@score.mistake(
    "train-mode",
    "the model, or a part of it, predicts in train mode: eval is not called, or not before the loop",
    "model.eval() comes first: dropout and its kin must be quiet. It reaches every part; "
    "model.training = False does not.",
)
def train_mode(model, loader):
    return share(count(model, loader, mode=None))


@score.also("train-mode")
def put_in_train_mode(model, loader):
    return share(count(model, loader, mode=True))


@score.also("train-mode")
def mode_of_the_outermost(model, loader):
    was = model.training
    model.training = False
    rows = count(model, loader, mode=None, restore=False)
    model.training = was
    return share(rows)


@score.mistake(
    "mode-not-restored",
    "the model, or a part of it, is still in eval mode afterwards",
    "was = model.training before, model.train(was) after: a training that goes on needs its mode. "
    "model.training = was does not reach the parts.",
    about=("output afterwards",),
)
def mode_not_restored(model, loader):
    return share(count(model, loader, restore=False))


@score.also("mode-not-restored")
def restored_outside(model, loader):
    was = model.training
    rows = count(model, loader, restore=False)
    model.training = was
    return share(rows)


@score.mistake(
    "always-train",
    "the model is in train mode afterwards, though it was in eval mode before",
    "model.train() without an argument always means True: use model.train(was).",
    about=("second output afterwards",),
)
def always_train(model, loader):
    rows = count(model, loader)
    model.train()
    return share(rows)


@score.mistake(
    "graph-built",
    "the forward pass builds a graph that nobody needs",
    "Put the loop under torch.no_grad(): evaluation needs no gradients. eval() alone does not do that.",
    about=("graph",),
)
def graph_built(model, loader):
    was = model.training
    model.eval()
    right = total = 0
    for xb, yb in loader:
        right += (model(xb).argmax(dim=1) == yb).sum().item()
        total += len(yb)
    model.train(was)
    return right / total


@score.mistake(
    "count-not-divided",
    "the number of right predictions is returned, not their share",
    "Divide by the number of samples, at the end.",
)
def counted(model, loader):
    return sum(right for right, _ in count(model, loader))


@score.mistake(
    "over-batches",
    "the number of right predictions is divided by the number of batches",
    "len(loader) counts batches; the samples are counted by len(yb), batch by batch.",
)
def over_batches(model, loader):
    return sum(right for right, _ in count(model, loader)) / len(loader)


@score.mistake(
    "over-numbers",
    "the number of right predictions is divided by how many numbers the inputs or the logits hold",
    "Samples are rows: len(yb), and not xb.numel() or logits.numel().",
)
def over_numbers(model, loader):
    numbers = sum(xb.numel() for xb, _ in loader)
    return sum(right for right, _ in count(model, loader)) / numbers


@score.also("over-numbers")
def over_logits(model, loader):
    numbers = sum(len(yb) for _, yb in loader) * model(next(iter(loader))[0]).shape[1]
    return sum(right for right, _ in count(model, loader)) / numbers


@score.mistake(
    "percent",
    "the share is given in percent",
    "An accuracy between 0 and 1 is asked for.",
)
def percent(model, loader):
    return 100 * share(count(model, loader))


@score.mistake(
    "error-rate",
    "the share of wrong predictions is returned",
    "The accuracy counts the predictions that equal the label: ==.",
)
def error_rate(model, loader):
    return 1 - share(count(model, loader))


@score.mistake(
    "last-batch",
    "only the last batch counts",
    "Add up over all batches: +=, and the sums start before the loop.",
)
def last_batch(model, loader):
    return share(count(model, loader)[-1:])


@score.mistake(
    "first-batch",
    "only the first batch counts: return or break stands in the loop",
    "return comes after the loop.",
)
def first_batch(model, loader):
    return share(count(model, loader)[:1])


@score.mistake(
    "last-batch-skipped",
    "the last, short batch is left out",
    "Every sample counts.",
)
def last_skipped(model, loader):
    return share(count(model, loader)[:-1])


@score.mistake(
    "no-class-numbers",
    "the accuracy is 0, or right by chance alone: what is compared with yb is no class number of "
    "each sample, or a whole-number division cuts the fraction off",
    "argmax(dim=1) makes one class number of each row of logits, to compare with yb; then "
    "right / total, with one stroke.",
)
def integer_division(model, loader):
    return int(share(count(model, loader)))


@score.mistake(
    "argmin",
    "the class with the smallest logit is taken",
    "The prediction is the class with the largest logit: argmax.",
)
def argmin(model, loader):
    return share(count(model, loader, lambda logits: logits.argmin(dim=1)))


@score.mistake(
    "over-everything-but-last",
    "the count of right predictions covers all batches, the number of samples only the last one",
    "total += len(yb), as right is added up.",
)
def total_of_the_last(model, loader):
    rows = count(model, loader)
    return sum(right for right, _ in rows) / rows[-1][1]


@score.mistake(
    "right-of-the-last",
    "the number of samples covers all batches, the count of right predictions only the last one",
    "right += …, as total is added up.",
)
def right_of_the_last(model, loader):
    rows = count(model, loader)
    return rows[-1][0] / sum(total for _, total in rows)


@score.mistake(
    "batch-size-for-all",
    "every batch is taken to have the full size: the last one is shorter",
    "Count the samples: total += len(yb).",
)
def full_size(model, loader):
    rows = count(model, loader)
    return sum(right for right, _ in rows) / (len(rows) * rows[0][1])


@score.mistake(
    "accuracies-summed",
    "the accuracies of the batches are added up",
    "Count right predictions and samples, and divide once, at the end.",
)
def accuracies_summed(model, loader):
    return sum(right / total for right, total in count(model, loader))


@score.mistake(
    "average-over-samples",
    "the accuracies of the batches are added up and divided by the number of samples",
    "A batch's accuracy is divided already: add up counts instead.",
)
def averages_over_samples(model, loader):
    rows = count(model, loader)
    return sum(right / total for right, total in rows) / sum(total for _, total in rows)


@score.mistake(
    "rounded",
    "the accuracy is rounded",
    "Return the number as it is; a format in print shortens it.",
    about=("accuracy", "second accuracy"),
)
def rounded(model, loader):
    return round(share(count(model, loader)), 2)


@score.also("rounded")
def rounded_three(model, loader):
    return round(share(count(model, loader)), 3)


@score.mistake(
    "thresholded",
    "the logits are compared with a threshold, as if there were two classes",
    "With C classes the prediction is the argmax over the C logits.",
)
def thresholded(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 0] > 0.5).long()))


@score.also("thresholded")
def thresholded_at_zero(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 0] > 0).long()))


@score.also("thresholded")
def second_thresholded(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 1] > 0).long()))


@score.also("thresholded")
def second_thresholded_at_half(model, loader):
    return share(count(model, loader, lambda logits: (logits[:, 1] > 0.5).long()))


@score.mistake(
    "top-two",
    "a prediction counts as right when the label is among the two or three largest logits",
    "The accuracy asks for the largest alone: argmax.",
)
def top_two(model, loader):
    return in_top(model, loader, 2)


@score.also("top-two")
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


@score.mistake(
    "every-class",
    "every logit of a row is compared: (B, C) with (B, 1)",
    "argmax(dim=1) makes one class number of each row.",
)
def every_class(model, loader):
    was = model.training
    model.eval()
    hits = []
    with torch.no_grad():
        for xb, yb in loader:
            hits.append((model(xb).argmax(dim=1)[:, None] == yb).float().mean().item() * len(yb))
    model.train(was)
    return sum(hits) / sum(len(yb) for _, yb in loader)


@score.mistake(
    "every-pair",
    "every prediction is compared with every label: (B, 1) with (B,) broadcasts to (B, B)",
    "Both are (B,): argmax without keepdim.",
)
def every_pair(model, loader):
    return share(count(model, loader, lambda logits: logits.argmax(dim=1, keepdim=True)))


@score.mistake(
    "loss-returned",
    "the loss is returned, not the accuracy",
    "The accuracy counts right predictions.",
    about=("accuracy",),
)
def loss_returned(model, loader):
    was = model.training
    model.eval()
    total = 0.0
    with torch.no_grad():
        for xb, yb in loader:
            total += torch.nn.functional.cross_entropy(model(xb), yb).item()
    model.train(was)
    return total / len(loader)


@score.mistake(
    "returns-nothing",
    "the function ends without return",
    "Return right / total, after the loop.",
    about=("accuracy",),
)
def returns_nothing(model, loader):
    count(model, loader)


@score.mistake(
    "returns-many",
    "more than one number is returned",
    "-> float: the accuracy of all samples.",
    about=("accuracy",),
)
def returns_list(model, loader):
    return [right / total for right, total in count(model, loader)]


@score.also("returns-many")
def returns_pair(model, loader):
    rows = count(model, loader)
    return sum(right for right, _ in rows), sum(total for _, total in rows)


@score.also("returns-many")
def returns_hits(model, loader):
    was = model.training
    model.eval()
    with torch.no_grad():
        found = torch.cat([(model(xb).argmax(dim=1) == yb).float() for xb, yb in loader])
    model.train(was)
    return found


@score.mistake(
    "returns-boolean",
    "true and false are returned, one for each sample",
    "Their mean is the accuracy: .float().mean().",
    about=("accuracy",),
)
def returns_booleans(model, loader):
    return returns_hits(model, loader).bool()


# ------------------------------------------------------------------- what is left behind


@score.mistake(
    "grad-mode-off",
    "gradients are switched off for good: afterwards nothing is recorded any more",
    "`with torch.no_grad():` switches back by itself; torch.set_grad_enabled(False) and "
    "requires_grad_(False) do not.",
    about=("graph afterwards",),
)
def grad_off(model, loader):
    torch.set_grad_enabled(False)
    return share(count(model, loader))


@score.also("grad-mode-off")
def frozen(model, loader):
    for p in model.parameters():
        p.requires_grad_(False)
    return share(count(model, loader))


# ------------------------------------------------------------------------------ raised


@score.mistake(
    "wrong-axis",
    "the labels (B,) meet a tensor of another shape: an argmax over the batch instead of over the "
    "classes, or the logits themselves",
    "Logits are (B, C): the classes are axis 1. argmax(dim=1) gives (B,).",
)
def wrong_axis(model, loader):
    return share(count(model, loader, lambda logits: logits.argmax(dim=0)))


@score.also("no-class-numbers")
def no_axis(model, loader):
    return share(count(model, loader, lambda logits: logits.argmax()))


@score.also("no-class-numbers")
def max_values(model, loader):
    return share(count(model, loader, lambda logits: logits.max(dim=1).values))


@score.also("wrong-axis")
def logits_compared(model, loader):
    return share(count(model, loader, lambda logits: logits))


@score.mistake(
    "max-not-unpacked",
    "something is used as a tensor that is none, such as the pair of values and indices that "
    "torch.max(…, 1) gives, or what == gives for two lists",
    "_, predicted = logits.max(dim=1), or logits.argmax(dim=1); tensors are compared element by "
    "element, lists as a whole.",
    about=("raised",),
)
def pair_of_max(model, loader):
    return share(count(model, loader, lambda logits: logits.max(dim=1)))


@score.mistake(
    "mode-string",
    "model.mode or another attribute is asked for that a Module does not have",
    "model.training is True or False.",
    about=("raised",),
)
def mode_attribute(model, loader):
    was = model.mode
    model.eval()
    return share(count(model, loader)) if was else 0.0


@score.mistake(
    "dataset-of-a-list",
    "the loader is asked for its .dataset, which a list of batches does not have",
    "Any iterable of (xb, yb) is a loader here: count the samples in the loop.",
    about=("raised",),
)
def dataset_of_a_list(model, loader):
    accuracy = reference(model, loader)
    return accuracy * len(loader.dataset) / len(loader.dataset)


@score.also("dataset-of-a-list")
def dataset_asked_first(model, loader):
    total = len(loader.dataset)
    return reference(model, loader) * total / total
