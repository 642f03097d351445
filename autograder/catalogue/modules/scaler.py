"""scaler: numbers that belong to a module, move with it, and are not trained."""

from __future__ import annotations

import torch
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="scaler",
        title="Numbers that are kept but not trained",
        chapter=model.CHAPTER,
        symbol="Scaler",
        contract="`Scaler(mean, std)`: `forward(x)` returns `(x − mean) / std` for float "
        "tensors mean and std (D,) and x (N, D). Both are in the `state_dict`, under any "
        "names, and follow `.to()`; nothing is trainable.",
        parts=(
            Part("forward", 1, ("output", "second output", "inputs")),
            Part("follows .to()", 1, ("output", "output after a move")),
            Part(
                "kept but not trained", 1, ("output", "trainable numbers", "output after loading")
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        practised="A buffer: part of the module and of its `state_dict()`, and never trained.",
        hints=(
            "Print `Scaler(mean, std).state_dict()` and `list(Scaler(mean, std).parameters())`: "
            "the first should hold two tensors, the second nothing.",
            "There are three ways to keep a tensor: as a plain attribute, as a Parameter or as "
            "a buffer. Which of them is saved and moved, but not trained?",
            '`self.register_buffer("mean", mean)`, and the same for std; forward is one line.',
        ),
        kinds={"trainable numbers": "made"},
        labels={
            **model.CLASS_LABELS,
            "output": "forward(x)",
            "inputs": "x, mean and std after the call",
            "trainable numbers": "how many trainable numbers",
            "second output": "forward(x) of a second object",
            "output after a move": "forward(x) after .to(torch.bfloat16) and back",
            "output after loading": "forward(x) after loading another object's state_dict",
        },
    )
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, alone in (("a batch", False), ("one sample of one number", True)):
        n, d, second = draw.distinct(3, 2, 6)
        if alone:
            n = d = 1
        # Powers of two: their reciprocals too are kept in eight bits.
        powers = torch.tensor([0.25, 0.5, 2.0, 4.0, 8.0, 0.125])
        order = draw.order(6)
        other = draw.until(
            lambda: draw.order(6),
            lambda other, order=order, d=d: all(order[i] != other[i] for i in range(d)),
        )
        found.append(
            Case(
                name,
                {
                    "mean": draw.real(d, low=1.01) + 0.001,
                    "std": powers[order[:d]],
                    "other mean": draw.real(d, low=1.01) - 0.5,
                    "other std": powers[other[:d]],
                    "x": draw.real(n, d),
                    "second x": draw.real(second, d),
                },
                {} if alone else {n: "the number of samples", d: "the number of features"},
            )
        )
    return found


@entry.reference
class Scaler(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)

    def forward(self, x):
        return (x - self.mean) / self.std


@entry.variant("clones under other names")
class Clones(nn.Module):
    def __init__(self, mean, std):
        super(Clones, self).__init__()
        self.register_buffer("mu", mean.clone().detach(), persistent=True)
        self.register_buffer("sigma", std.clone().detach(), persistent=True)

    def forward(self, x):
        centred = torch.sub(x, self.mu)
        return torch.div(centred, self.sigma)


@entry.variant("frozen Parameters")
class FrozenParameters(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.m = nn.Parameter(mean, requires_grad=False)
        self.s = nn.Parameter(std, requires_grad=False)

    def forward(self, x):
        with torch.no_grad():
            return (x - self.m) / self.s


@entry.variant("rows, and a product with the reciprocal")
class Rows(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("b", std.reshape(1, -1).clone())
        self.register_buffer("a", mean.reshape(1, -1).clone())

    def forward(self, x):
        return (x - self.a) * (1.0 / self.b)


@entry.variant("nn.Buffer")
class AsBuffer(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.mean = nn.Buffer(mean)
        self.std = nn.Buffer(std)

    def forward(self, x):
        return x.sub(self.mean).div(self.std + 1e-9)


@entry.variant("one buffer for both, row by row")
class Stacked(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("both", torch.stack([mean, std]))

    def forward(self, x):
        mean, std = self.both
        return torch.stack([(row - mean) / std for row in x])
