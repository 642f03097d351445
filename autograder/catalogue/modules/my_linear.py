"""my-linear: a linear layer written by hand, with two registered Parameters."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_REGISTERED = ("left out", "shape of weights", "shape of bias", "other parameters", "numbers")
_OUTPUT = (
    "output", "inputs", "second output", "gradient of weights", "gradient of bias",
    "gradient of x",
)  # fmt: skip

entry = Entry(
    Exercise(
        id="my-linear",
        title="A linear layer of your own",
        chapter=model.CHAPTER,
        symbol="MyLinear",
        contract="`MyLinear(in_features, out_features, bias=True)` has two Parameters, "
        "`weights` (in, out) and `bias` (out,), with any initial values; `forward(x)` returns "
        "`x @ weights + bias`. With `bias=False`, `bias` is None or absent.",
        parts=(
            Part("x @ weights + bias", 2, _OUTPUT),
            Part("names and shapes", 1, ("output", *_REGISTERED)),
            Part(
                "bias=False",
                1,
                ("arguments", "bias=False", "numbers without bias", "output without bias"),
            ),
        ),
        minutes=14,
        difficulty=2,
        importance=5,
        practised="What makes a tensor a parameter of a module, and what a layer does with it.",
        hints=(
            "Look at what `list(MyLinear(3, 2).named_parameters())` prints: both names should be "
            "there, with their shapes.",
            "Whatever the optimizer should find has to be an nn.Parameter and an attribute of "
            "self, made once, in __init__. The flag decides whether bias is made.",
            "`self.weights = nn.Parameter(torch.randn(in_features, out_features))`; with the flag "
            "off, `self.bias = None`, and forward returns `x @ self.weights` alone.",
        ),
        kinds={"left out": "made", "shape of weights": "shape", "shape of bias": "shape"},
        labels={
            **model.CLASS_LABELS,
            "left out": "what parameters() does not list",
            "shape of weights": "the shape of the Parameter weights",
            "shape of bias": "the shape of the Parameter bias",
            "other parameters": "trainable Parameters beside weights and bias",
            "numbers": "how many trainable numbers",
            "output": "forward(x)",
            "inputs": "x after the call",
            "second output": "forward(x) of a second object with other values",
            "gradient of weights": "the gradient of weights",
            "gradient of bias": "the gradient of bias",
            "gradient of x": "the gradient that is passed on to x",
            "bias=False": "bias, when made with bias=False",
            "numbers without bias": "how many trainable numbers, with bias=False",
            "output without bias": "forward(x), with bias=False",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, alone in (("a batch", False), ("one sample", True)):
        n, n_in, n_out, second = draw.distinct(4, 2, 6)
        n = 1 if alone else n
        found.append(
            Case(
                name,
                {
                    "weights": draw.real(n_in, n_out),
                    "bias": draw.real(n_out),
                    "second weights": draw.real(n_in, n_out),
                    "second bias": draw.real(n_out),
                    "x": draw.real(n, n_in),
                    "second x": draw.real(second, n_in),
                    "v": draw.real(n, n_out),
                },
                {n: "the number of samples", n_in: "in_features", n_out: "out_features"}
                if n > 1
                else {n_in: "in_features", n_out: "out_features"},
            )
        )
    return found


@entry.reference
class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weights
        if self.bias is not None:
            y = y + self.bias
        return y


@entry.variant("no attribute bias at all, and a test for it")
class Absent(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super(Absent, self).__init__()
        self.weights = nn.Parameter(torch.rand(in_features, out_features))
        if bias:
            self.bias = nn.Parameter(torch.rand(out_features))

    def forward(self, x):
        out = torch.matmul(x, self.weights)
        if hasattr(self, "bias"):
            out += self.bias
        return out


@entry.variant("register_parameter, F.linear with the transpose")
class Registered(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.register_parameter("bias", nn.Parameter(torch.zeros(out_features)) if bias else None)
        self.register_parameter("weights", nn.Parameter(torch.empty(in_features, out_features)))
        nn.init.kaiming_uniform_(self.weights, a=math.sqrt(5))

    def forward(self, x):
        return F.linear(x, self.weights.T, self.bias)


@entry.variant("a subclass of nn.Linear")
class Subclass(nn.Linear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weights = nn.Parameter(self.weight.detach().T.clone())
        del self.weight

    def forward(self, input):
        return torch.einsum("ni,io->no", input, self.weights) + (
            0 if self.bias is None else self.bias
        )


@entry.variant("float64, addmm, the flag kept")
class Flag(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.use_bias = bias
        scale = 1 / in_features**0.5
        self.weights = nn.Parameter(
            scale * torch.randn(in_features, out_features, dtype=torch.float64)
        )
        self.bias = None
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features, dtype=torch.float64))

    def forward(self, x):
        if not self.use_bias:
            return torch.mm(x, self.weights)
        return torch.addmm(self.bias, x, self.weights)


@entry.variant("a loop over the samples")
class Loop(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros((in_features, out_features)))
        self.bias = nn.Parameter(torch.zeros((out_features,))) if bias else None

    def forward(self, x):
        rows = [(row.unsqueeze(1) * self.weights).sum(dim=0) for row in x]
        out = torch.stack(rows)
        if self.bias is not None:
            out = out + self.bias.expand_as(out)
        return out
