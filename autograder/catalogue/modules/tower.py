"""tower: the same kind of block, as often as asked, each with its own weights."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_EMPTY = ("left out", "numbers", "two calls in train mode", "output", "second output")

entry = Entry(
    Exercise(
        id="tower",
        title="A tower of blocks",
        chapter=model.CHAPTER,
        symbol="Tower",
        contract="`Tower(width, depth)` has depth ≥ 0 blocks of `nn.Linear(width, width)` and "
        "ReLU, one after the other, with a ReLU after the last one too; with depth 0, it "
        "returns x. Every block has its own registered parameters.",
        parts=(
            Part("parameters", 1, ("left out", "numbers", "output", "blocks with a gradient")),
            Part(
                "output",
                1,
                ("two calls in train mode", "output", "inputs", "second output",
                 "gradient of the weights", "gradient of the biases"),
            ),
            Part("depth 0", 1, ("output", *(f"depth 0: {name}" for name in _EMPTY))),
        ),
        minutes=12,
        difficulty=3,
        importance=4,
        practised="A number of blocks that is known only at run time: `ModuleList` or "
        "`Sequential` registers every one.",
        hints=(
            "Count `sum(p.numel() for p in Tower(4, 3).parameters())`: three blocks have "
            "3·(4·4 + 4) = 60 numbers. What do you get?",
            "A Python list hides its modules, and repeating one block gives only one set of "
            "weights. nn.ModuleList and nn.Sequential register each of their modules.",
            "`nn.ModuleList(nn.Linear(width, width) for _ in range(depth))`, and in forward, for "
            "each layer, `x = torch.relu(layer(x))`.",
        ),
        kinds={"left out": "made"},
        labels={
            **model.CLASS_LABELS,
            "left out": "what parameters() does not list",
            "numbers": "how many trainable numbers",
            "two calls in train mode": "two calls with the same x, in train mode",
            "output": "forward(x)",
            "inputs": "x after the call",
            "second output": "forward(x) of a second batch",
            "blocks with a gradient": "how many blocks get a gradient",
            "gradient of the weights": "the gradients of all weights, added up",
            "gradient of the biases": "the gradients of all biases, added up",
            "depth 0: left out": "what parameters() of Tower(width, 0) does not list",
            "depth 0: numbers": "how many trainable numbers at depth 0",
            "depth 0: two calls in train mode": "two calls of Tower(width, 0) with the same x",
            "depth 0: output": "forward(x) of Tower(width, 0)",
            "depth 0: second output": "forward(x) of Tower(width, 0), a second batch",
        },
    )
)  # fmt: skip


@entry.cases
def cases(draw: Draw) -> list[Case]:
    return [_case(draw, 3), _case(draw, 1), _case(draw, 0), _case(draw, 5, alone=True)]


def _case(draw: Draw, depth: int, alone: bool = False) -> Case:
    def inputs() -> dict:
        n, width, second = draw.distinct(3, 3, 6)
        half = draw.real(width, width, high=0.5)
        return {
            "width": width,
            "depth": depth,
            "weights": half + half.T,
            "bias": draw.real(width, high=0.8),
            "x": draw.real(1 if alone else n, width),
            "second x": draw.real(second, width),
            "v": draw.real(1 if alone else n, width),
        }

    drawn = draw.until(inputs, _telling)
    sizes = {drawn["width"]: "width"} if drawn["width"] != depth else {}
    return Case(f"depth {depth}" + (", one sample" if alone else ""), drawn, sizes)


def _telling(inputs: dict) -> bool:
    """Every ReLU cuts something off and lets something through; nothing vanishes or explodes.

    Nothing is so near the kink that rounding decides on which side it is.
    """
    x = inputs["x"]
    for _ in range(inputs["depth"]):
        x = x @ inputs["weights"].T + inputs["bias"]
        if not bool((x > 0.05).any() and (x < -0.05).any()) or float(x.abs().max()) > 60:
            return False
        if float(x.abs().min()) < 0.003:
            return False
        x = x.relu()
    return True


@entry.reference
class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x


@entry.variant("Sequential")
class InSequence(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = []
        for _ in range(depth):
            layers += [nn.Linear(width, width), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


@entry.variant("a subclass of Sequential")
class IsSequential(nn.Sequential):
    def __init__(self, width, depth):
        super().__init__(*[nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in range(depth)])


@entry.variant("add_module, found by name")
class Named(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.depth = depth
        for i in range(depth):
            self.add_module(f"layer{i}", nn.Linear(width, width))

    def forward(self, x):
        for i in range(self.depth):
            x = F.relu(getattr(self, f"layer{i}")(x))
        return x


@entry.variant("recursion")
class Recursive(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.top = nn.Linear(width, width, dtype=torch.float64) if depth else None
        self.below = Recursive(width, depth - 1) if depth else None

    def forward(self, x):
        if self.top is None:
            return x
        return self.top(self.below(x)).clamp(min=0)


@entry.variant("deep copies of one block, and one shared ReLU")
class Copies(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        first, relu = nn.Linear(width, width), nn.ReLU()
        self.blocks = nn.ModuleDict({str(i): copy.deepcopy(first) for i in range(depth)})
        self.relu = relu

    def forward(self, x):
        for block in self.blocks.values():
            x = self.relu(block(x))
        return x.clone()


@entry.variant("Parameters in a ParameterList")
class OwnParameters(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.ws = nn.ParameterList([torch.randn(width, width) for _ in range(depth)])
        self.bs = nn.ParameterList([torch.zeros(1, width) for _ in range(depth)])

    def forward(self, x):
        for w, b in zip(self.ws, self.bs):
            x = torch.maximum(x @ w + b, torch.zeros_like(b))
        return x
