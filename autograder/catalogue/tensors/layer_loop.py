"""layer-loop: one layer for one sample, number by number."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="layer-loop",
        title="A layer, number by number",
        chapter=CHAPTER,
        symbol="layer_loop",
        contract="`layer_loop(x, w, b)` computes one layer for one sample: x is (D,), w (D, H), "
        "b (H,). Element j of the result, (H,), is relu(Σᵢ xᵢ·wᵢⱼ + bⱼ). The exercise is "
        "meant for loops, but other ways count too.",
        parts=(
            Part("layer", 2, ("layer", "second")),
            Part("one unit and arguments kept", 1, ("layer", "one unit", "inputs")),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        practised="One layer exactly as the formula reads, number by number: sum, bias, ReLU.",
        hints=(
            "Take one unit, j = 0, and write its sum down by hand. Which column of w belongs to it?",
            "Two loops: the outer one over the units j, the inner one over the inputs i. Start "
            "a new sum for every j, add b[j] once, and apply the ReLU at the very end.",
            "Inside the outer loop: start `total` from `b[j]`, add `x[i] * w[i, j]` for every i, "
            "then store `max(total, 0)` as element j.",
        ),
        labels={
            "layer": "layer_loop(x, w, b)",
            "inputs": "the arguments x, w and b",
            "second": "layer_loop of another layer",
            "one unit": "layer_loop with one input and one unit",
        },
    ),
)

_SUM = "Lⱼ = ReLU(Σᵢ xᵢ·wᵢⱼ + bⱼ): multiply, add up, add b once, cut off below 0."


def balanced(draw: Draw, d: int, h: int) -> dict[str, torch.Tensor]:
    """A sample and a layer in which s = Σ x·w and s + b take both signs in every way."""
    x, b = draw.real(d), draw.real(h, low=0.3, high=1.5)
    # Wanted sums: well above 0; below 0, then above; above, then below; well below.
    wanted = [(2.0, 1), (-0.4, 1), (0.4, -1), (-2.0, -1)]
    w = draw.real(d, h)
    if h >= 4:  # the last unit's sum is negative, also with its bias: it has to be cut off
        wanted.reverse()
    for j in range(h):
        goal, sign = wanted[(h - 1 - j) % 4 if h >= 4 else j]
        b[j] = sign * (0.8 + float(b[j].abs()) / 4)
        # The largest input's weight is moved until the sum is near its goal.
        k = int(x.abs().argmax())
        rest = float(x @ w[:, j]) - float(x[k] * w[k, j])
        w[k, j] = round((goal + draw.number(-0.1, 0.1) - rest) / float(x[k]), 2)
    return {"x": x, "w": w, "b": b}


@entry.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        d, h = sizes
        h = max(h, 4) if d != h else h
        d = d if d != h or name.startswith("equal") else d + 1
        inputs = balanced(draw, d, h)
        for key, value in balanced(draw, *others).items():
            inputs[f"second {key}"] = value
        inputs |= {
            "one x": torch.tensor([-1.5]),
            "one w": torch.tensor([[-0.5]]),
            "one b": torch.tensor([0.25]),
        }
        return Case(name, inputs, {d: "the number of inputs D", h: "the number of units H"})

    return twice(draw, make, 2)


@entry.reference
def layer_loop(x, w, b):
    return torch.relu(x @ w + b)


@entry.variant("two loops into a tensor")
def by_loops(x, w, b):
    d, h = w.shape
    out = torch.zeros(h)
    for j in range(h):
        total = b[j]
        for i in range(d):
            total = total + x[i] * w[i, j]
        out[j] = max(total, 0)
    return out


@entry.variant("Python numbers, then one tensor")
def by_numbers(x, w, b):
    found = []
    for j in range(len(b)):
        s = sum(x[i].item() * w[i][j].item() for i in range(len(x))) + b[j].item()
        found.append(s if s > 0 else 0.0)
    return torch.tensor(found)


@entry.variant("unit by unit")
def by_units(x, w, b):
    return torch.stack([F.relu(torch.dot(x, w[:, j]) + b[j]) for j in range(b.shape[0])])


@entry.variant("input by input, the loops exchanged")
def by_inputs(x, w, b):
    total = b.clone()
    for i in range(len(x)):
        total += x[i] * w[i]
    return total.clamp(min=0)


@entry.variant("torch's own")
def library(x, w, b):
    return F.relu(F.linear(x, w.T, b))


@entry.variant("broadcast, then summed")
def by_broadcast(x, w, b):
    z = (x[:, None] * w).sum(dim=0) + b
    return torch.where(z > 0, z, torch.zeros_like(z))
