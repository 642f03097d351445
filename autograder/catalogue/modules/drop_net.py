"""drop-net: dropout between two linear layers, in train mode only."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_TRAIN = (
    "values of unit a", "values of unit b", "calls in train mode", "masks", "share dropped",
    "numbers dropped",
)  # fmt: skip

_DEFAULT = tuple(f"default p: {name}" for name in _TRAIN)

entry = Entry(
    Exercise(
        id="drop-net",
        title="Dropout, in train mode only",
        chapter=model.CHAPTER,
        symbol="DropNet",
        contract="`DropNet(p=0.5)`: Linear(8, 64), dropout, Linear(64, 2), with nothing in "
        "between. Each element is dropped on its own, with probability p, 0 ≤ p < 1. Dropout "
        "acts in train mode only; what is kept is divided by 1 − p.",
        parts=(
            Part(
                "eval mode",
                1,
                ("left out", "numbers", "shapes", "two calls in eval mode", "output in eval mode",
                 "inputs", "gradient of the first bias", "gradient of the second bias"),
            ),
            Part("train mode", 1, _TRAIN),
            Part("default p", 1, ("arguments", "share dropped", *_DEFAULT)),
        ),
        minutes=12,
        difficulty=3,
        importance=4,
        practised="A module that behaves differently in train and eval mode, and what dropout "
        "does to the scale.",
        hints=(
            "Call your model twice with the same x, once after model.train() and once after "
            "model.eval(). When may the two results differ?",
            "nn.Dropout(p) knows the mode of its module; F.dropout has to be told. p is the "
            "share that is dropped, and what is kept is scaled up by 1 / (1 − p).",
            "`self.drop = nn.Dropout(p)` between the two layers, or "
            "`F.dropout(h, self.p, training=self.training)`.",
        ),
        kinds={"left out": "made"},
        labels={
            **model.CLASS_LABELS,
            "left out": "what parameters() does not list",
            "numbers": "how many trainable numbers",
            "shapes": "the shapes of the parameters",
            "two calls in eval mode": "two calls with the same x, in eval mode",
            "output in eval mode": "forward(x) in eval mode",
            "inputs": "x after the call",
            "gradient of the first bias": "the gradient of the first layer's bias",
            "gradient of the second bias": "the gradient of the second layer's bias",
            **{
                f"{prefix}{name}": f"{words}{start}"
                for prefix, start in (("", ""), ("default p: ", ", for DropNet() with p = 0.5"))
                for name, words in (
                    ("calls in train mode", "many calls with the same x, in train mode"),
                    ("values of unit a", "the two values of an output in train mode, with a "
                     "positive hidden unit dropped or kept"),
                    ("values of unit b", "the two values of an output in train mode, with a "
                     "negative hidden unit dropped or kept"),
                    ("masks", "how the masks of different elements depend on one another"),
                    ("share dropped", "the share of elements that is dropped"),
                    ("numbers dropped", "how many of a sample's 64 elements are dropped"),
                )
            },
        },
    )
)  # fmt: skip


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for p in (draw.integer(20, 36) / 100, draw.integer(64, 80) / 100, 0.0):
        inputs = draw.until(
            lambda p=p: _inputs(draw, p),
            lambda inputs: bool(_hidden(inputs).max() > 1 and _hidden(inputs).min() < -1),
        )
        first, second = int(_hidden(inputs).argmax()), int(_hidden(inputs).argmin())
        two = torch.zeros(2, 64)
        two[0, first], two[1, second] = draw.real(2, low=0.5)
        found.append(Case(f"p = {p:g}", {**inputs, "two weights": two}))
    return found


def _inputs(draw: Draw, p: float) -> dict:
    n = draw.integer(3, 5)
    return {
        "tall": draw.real(64, 2),
        "wide": draw.real(2, 8, high=1.0),
        "hidden bias": draw.real(64),
        "output weights": draw.real(2, 64),
        "output bias": draw.real(2, low=0.5),
        "x": draw.real(n, 8),
        "v": draw.real(n, 2),
        "p": p,
    }


def _hidden(inputs: dict) -> torch.Tensor:
    """The hidden units (64,) of the first sample, before the ReLU."""
    return inputs["tall"] @ (inputs["wide"] @ inputs["x"][0]) + inputs["hidden bias"]


@entry.reference
class DropNet(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.fc1 = nn.Linear(8, 64)
        self.drop = nn.Dropout(p)
        self.fc2 = nn.Linear(64, 2)

    def forward(self, x):
        h = self.drop(self.fc1(x))
        return self.fc2(h)


@entry.variant("F.dropout that is told the mode")
class Functional(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.fc2, self.fc1 = nn.Linear(64, 2), nn.Linear(8, 64)

    def forward(self, x):
        h = self.fc1(x)
        h = F.dropout(h, self.p, self.training)
        return self.fc2(h)


@entry.variant("Sequential")
class Sequence(nn.Sequential):
    def __init__(self, p=0.5):
        super().__init__(nn.Linear(8, 64), nn.Dropout(p=p), nn.Linear(64, 2))


@entry.variant("a mask by hand")
class ByHand(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.first, self.second = nn.Linear(8, 64), nn.Linear(64, 2)
        self.p = p

    def forward(self, x):
        h = self.first(x)
        if self.training:
            keep = torch.rand_like(h) >= self.p
            h = h * keep / (1 - self.p)
        return self.second(h)


@entry.variant("Bernoulli, Parameters of one's own")
class Bernoulli(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.w, self.b = nn.Parameter(torch.randn(8, 64)), nn.Parameter(torch.randn(64))
        self.v, self.c = nn.Parameter(torch.randn(64, 2)), nn.Parameter(torch.randn(2))
        self.p = p

    def forward(self, x):
        h = x @ self.w + self.b
        if self.training and self.p > 0:
            h = h * torch.bernoulli(torch.full_like(h, 1 - self.p)).div(1 - self.p)
        return h @ self.v + self.c


@entry.variant("masked_fill, ModuleList, float64")
class Filled(nn.Module):
    def __init__(self, p=0.5):
        super(Filled, self).__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 64).double(), nn.Linear(64, 2).double()])
        self.p = p

    def forward(self, x):
        h = self.layers[0](x)
        if not self.training:
            return self.layers[1](h)
        gone = torch.rand(h.shape) < self.p
        return self.layers[1](h.masked_fill(gone, 0.0) / (1 - self.p))
