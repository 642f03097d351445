"""Chapter 5: zero_grad, backward, step; momentum and decay; batches, losses, accuracy."""

from __future__ import annotations

import math
from random import Random

from course_utils.review_questions.recipe import Drawn, Recipe, Slip, several, written

_START = "w = nn.Parameter(torch.tensor({}.0))\noptimizer = optim.SGD([w], lr={}{})\n"


def _begin(w: int, rate: float, more: str = "") -> str:
    return _START.format(w, rate, more)


def _momentum(chance: Random) -> Drawn:
    w, slope = chance.randrange(5, 20), chance.randrange(2, 7)
    rate, keep = chance.choice((0.1, 0.2, 0.5)), chance.choice((0.5, 0.8, 0.9))
    second = keep * slope + slope
    return Drawn(
        f"{_begin(w, rate, f', momentum={keep}')}for _ in range(2):\n"
        f"    optimizer.zero_grad()\n    ({slope} * w).backward()\n    optimizer.step()\n"
        "round(w.item(), 4)",
        written(w - rate * (slope + second)),
        f"v is {slope}, then {keep} · {slope} + {slope} = {written(second)}. Each step "
        "subtracts lr · v.",
        (
            Slip(
                written(w - rate * 2 * slope),
                "That would be right without momentum: twice lr · g.",
                (f", momentum={keep}", ""),
            ),
            Slip(
                written(w - rate * (slope + keep * slope)),
                "That uses only μ · v as the second velocity. The new gradient is added to it.",
            ),
            Slip(
                written(w - rate * (second + keep * second + slope)),
                f"That starts v at {slope}. It starts at 0: the first step is plain lr · g.",
                (
                    "for _ in range(2)",
                    f"optimizer.state[w]['momentum_buffer'] = torch.tensor({slope}.0)\n"
                    "for _ in range(2)",
                ),
                tells=False,
            ),
        ),
    )


def _decay(chance: Random) -> Drawn:
    w, slope = several(chance, 2, range(2, 10))
    rate, decay = chance.choice((0.1, 0.2, 0.5)), chance.choice((0.1, 0.2, 0.5))
    return Drawn(
        f"{_begin(w, rate, f', weight_decay={decay}')}({slope} * w).backward()\n"
        "optimizer.step()\nround(w.item(), 4)",
        written(w - rate * (slope + decay * w)),
        f"Weight decay adds λw = {written(decay * w)} to the gradient {slope}. lr times the sum is "
        "subtracted.",
        (
            Slip(
                written(w - rate * slope),
                "That would be right without weight decay.",
                (f", weight_decay={decay}", ""),
            ),
            Slip(
                written(w - rate * (slope - decay * w)),
                "That decay pushes w away from 0. It is added to the gradient.",
                (f"({slope} * w)", f"(({slope} - 2 * {decay} * {w}) * w)"),
                tells=False,
            ),
            Slip(
                written(w - rate * slope - decay * w),
                "That leaves lr out of the decay. It is part of the gradient, and lr multiplies "
                "both.",
            ),
        ),
    )


def _steps_an_epoch(chance: Random) -> Drawn:
    n, batch = chance.randrange(101, 999), chance.choice((16, 32, 50, 64, 100))
    return Drawn(
        f"data = list(range({n}))\nloader = torch.utils.data.DataLoader(data, batch_size={batch})\n"
        "len(loader)  # the number of steps in an epoch",
        written(math.ceil(n / batch)),
        f"{n} / {batch} is {n / batch:.2f}: the last batch is short, but it counts as a step "
        "like the others.",
        (
            Slip(
                written(n // batch),
                "That drops the short last batch.",
                (f"batch_size={batch}", f"batch_size={batch}, drop_last=True"),
            ),
            Slip(
                written(n),
                "That is one step for each sample. A step takes a batch.",
                (f"batch_size={batch}", "batch_size=1"),
            ),
            Slip("1", "That would be full-batch descent: one step for all samples.",
                 (f"batch_size={batch}", f"batch_size={n}")),
        ),
    )  # fmt: skip


def _never_cleared(chance: Random) -> Drawn:
    w, slope, steps = chance.randrange(20, 60), chance.randrange(1, 6), chance.randrange(2, 5)
    rate = chance.choice((0.1, 0.2, 0.5))
    total = steps * (steps + 1) // 2
    return Drawn(
        f"{_begin(w, rate)}for _ in range({steps}):\n    ({slope} * w).backward()\n"
        "    optimizer.step()  # no zero_grad\nround(w.item(), 4)",
        written(w - rate * slope * total),
        f"`.grad` grows by {slope} with every call: {slope}, {2 * slope}, … "
        f"The {steps} steps together use {slope * total}.",
        (
            Slip(
                written(w - rate * slope * steps),
                "That would be right with zero_grad in every step.",
                (f"    ({slope} * w)", f"    optimizer.zero_grad(); ({slope} * w)"),
            ),
            Slip(
                written(w - rate * slope),
                "That is after one step.",
                (f"range({steps})", "range(1)"),
            ),
            Slip(
                written(w - rate * slope * steps * steps),
                f"That uses the last sum in every step. The first step uses only {slope}.",
            ),
        ),
    )


def _cleared_too_late(chance: Random) -> Drawn:
    w, slope = several(chance, 2, range(2, 12))
    rate = chance.choice((0.1, 0.2, 0.5))
    return Drawn(
        f"{_begin(w, rate)}({slope} * w).backward()\noptimizer.zero_grad()\noptimizer.step()\n"
        "round(w.item(), 4)",
        written(w),
        "zero_grad stands between backward and step: the gradient is gone before it is "
        "used. Nothing moves, and no error is raised.",
        (
            Slip(
                written(w - rate * slope),
                "That would be right with zero_grad first. Here it throws the gradient away.",
                ("optimizer.zero_grad()", "pass"),
                tells=False,
            ),
            Slip(
                written(w - rate * 2 * slope),
                "That would be two gradients. There is none left.",
                ("optimizer.zero_grad()", f"({slope} * w).backward()"),
            ),
            Slip("an error", "step silently skips a parameter whose `.grad` is None."),
        ),
    )


def _knows_nothing(chance: Random) -> Drawn:
    classes = chance.randrange(3, 60)
    return Drawn(
        f"logits = torch.zeros(8, {classes})\ny = torch.zeros(8, dtype=torch.long)\n"
        "round(F.cross_entropy(logits, y).item(), 3)",
        f"{math.log(classes):.3f}",
        f"Equal logits give every class 1/{classes}, and −log(1/{classes}) is log {classes}.",
        (
            Slip(
                f"{math.log(classes) * 8:.3f}",
                "That is the sum over the 8 samples. The loss is their mean.",
                ("y).item()", "y, reduction='sum').item()"),
            ),
            Slip(
                f"{1 / classes:.3f}",
                "That is the probability of each class. The loss is minus its logarithm.",
                ("F.cross_entropy(logits, y)", "logits.softmax(dim=1)[0, 0]"),
            ),
            Slip(
                "0.000",
                "A loss of 0 means confident and right. This network is not confident of anything.",
                (f"torch.zeros(8, {classes})", f"100 * torch.eye({classes})[:1].repeat(8, 1)"),
                tells=False,
            ),
        ),
    )  # fmt: skip


def _twice_softmax(chance: Random) -> Drawn:
    classes = chance.randrange(3, 30)
    floor = math.log(math.e + classes - 1) - 1
    return Drawn(
        f"sure = torch.zeros(1, {classes})\nsure[0, 0] = 1.0  # a confident softmax, and right\n"
        "round(F.cross_entropy(sure, torch.tensor([0])).item(), 3)",
        f"{floor:.3f}",
        "cross_entropy treats its input as logits: 1 against zeros is hardly an opinion. Put a "
        "softmax before it, and the loss never gets below this.",
        (
            Slip(
                "0.000",
                "That would be right for logits far apart. These are probabilities, and softmax "
                "is applied again.",
                ("= 1.0", "= 100.0"),
            ),
            Slip(
                f"{math.log(classes):.3f}",
                "That is the loss for equal logits. This one is a little lower.",
                ("= 1.0", "= 0.0"),
            ),
            Slip(
                f"{math.log(math.e + classes - 1):.3f}",
                "That is the logarithm of the sum. The true logit, 1, is subtracted.",
                ("F.cross_entropy(sure, torch.tensor([0]))", "sure.logsumexp(dim=1)"),
            ),
        ),
    )


def _mean_of_batches(chance: Random) -> Drawn:
    batch, last = chance.choice((10, 20, 40)), chance.choice((2, 4, 5))
    right, also = chance.randrange(batch // 2, batch), chance.randrange(last)
    share = (right + also) / (batch + last)
    return Drawn(
        f"right = torch.tensor([{right}, {also}])  # in each batch\n"
        f"size = torch.tensor([{batch}, {last}])\nround((right.sum() / size.sum()).item(), 4)  "
        "# accuracy",
        written(round(share, 4)),
        f"{right + also} of {batch + last} samples are right. Each sample counts the same, in "
        "whichever batch it is.",
        (
            Slip(
                written(round((right / batch + also / last) / 2, 4)),
                "That is the mean of the two batches' accuracies: the short batch counts as "
                "much as the full one.",
                ("(right.sum() / size.sum())", "(right / size).mean()"),
            ),
            Slip(
                written(round(also / last, 4)),
                "That is only the last batch.",
                ("(right.sum() / size.sum())", "(right / size)[-1]"),
            ),
            Slip(
                written(round((right + also) / (2 * batch), 4)),
                "That treats the last batch as a full one.",
                (f"[{batch}, {last}]", f"[{batch}, {batch}]"),
            ),
        ),
    )


LOOP = (
    Recipe("r-momentum", 5, ("sgd",), _momentum),
    Recipe("r-decay", 5, ("sgd",), _decay),
    Recipe("r-steps-an-epoch", 5, ("minibatches", "train-epoch"), _steps_an_epoch),
    Recipe(
        "r-never-cleared",
        5,
        ("o-toggle", "o-zero-grad", "o-small-rate", "fit-line"),
        _never_cleared,
    ),
    Recipe("r-cleared-too-late", 5, ("o-which-line", "train-epoch"), _cleared_too_late),
    Recipe("r-knows-nothing", 5, ("o-first-loss",), _knows_nothing),
    Recipe("r-twice-softmax", 5, ("o-softmax-first",), _twice_softmax),
    Recipe("r-mean-of-batches", 5, ("evaluate", "o-validation"), _mean_of_batches),
)
