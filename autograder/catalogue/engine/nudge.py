"""nudge: one signed step of the data, within limits."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.engine.networks import small_network
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_PIXELS = 6  # of an image of 2 by 3

entry = Entry(
    Exercise(
        id="nudge",
        title="A small step for every pixel",
        chapter=CHAPTER,
        symbol="nudge",
        contract="`nudge(model, x, target, step, limit)` is a new tensor like x, whose numbers lie "
        "in [0, 1]: x after one signed step that lowers the cross-entropy of `model(x)` towards "
        "the classes `target`, (N,), long. Every element moves by `step`, against the sign of its "
        "gradient, and one whose gradient is 0 stays. Then everything is kept within `limit` of "
        "x, element by element, and within [0, 1]. step and limit are positive numbers; either "
        "may be the larger. x is a batch of any shape that the model takes, the logits are "
        "(N, C). x keeps its numbers.",
        parts=(
            Part("the step", 1, ("step", "second step", "inputs")),
            Part("the limit", 1, ("limited",)),
            Part("between 0 and 1", 1, ("edges",)),
        ),
        minutes=12,
        difficulty=3,
        importance=4,
        practised="Gradient descent on the data: a step of one size for every pixel, and a "
        "limit that holds whatever the gradient says.",
        hints=(
            "Gradient descent moves the weights downhill on the loss. Which loss do you want to be "
            "low here, and what is moved?",
            "The gradient of the cross-entropy with `target` for x says in which direction the "
            "loss grows; go the other way. `sign()` makes all steps equally large, and `clamp` "
            "takes tensors as bounds, too.",
            "With g from `input_gradient(model, x, target)`: `moved = x - step * g.sign()`, then "
            "`moved.clamp(x - limit, x + limit).clamp(0, 1)`.",
        ),
        labels={
            "step": "nudge(model, x, target, step, limit) with a limit that does not matter",
            "second step": "nudge(…) for the same x and other targets",
            "limited": "nudge(…) with a limit below the step",
            "edges": "nudge(…) for an x with numbers at 0 and 1, and close to them",
            "inputs": "the argument x",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    return [
        draw.until(lambda: _case(draw, "a small network", False), _is_clear),
        draw.until(lambda: _case(draw, "a small network in float64", True), _is_clear),
    ]


def _case(draw: Draw, name: str, double: bool) -> Case:
    n, hidden, classes, more = draw.distinct(4, 3, 6)
    step = draw.number(0.05, 0.09)
    ends = [(0.0, 0.02, 0.98, 1.0)[draw.integer(0, 3)] for _ in range(n * _PIXELS)]
    inputs: dict = {
        "x": draw.positive(n, _PIXELS, low=0.3, high=0.7),
        "target": draw.labels(n, classes),
        "second target": draw.labels(n, classes),
        "images": draw.positive(more, 1, 2, 3, low=0.4, high=0.6),
        "targets of images": draw.labels(more, classes),
        "edges": torch.tensor(ends).reshape(n, _PIXELS),
        **small_network(draw, _PIXELS, hidden, classes),
        "silent": draw.integer(0, _PIXELS - 1),
        "step": step,
        "limit": round(2 * step + draw.number(0.02, 0.06), 2),
        "large step": draw.number(0.21, 0.29),
        "small limit": draw.number(0.02, 0.07),
    }
    case = Case(name, inputs)
    return case.as_double() if double else case


def _is_clear(case: Case) -> bool:
    """Whether no sign is a matter of rounding, and every edge is met from both sides."""
    signs = []
    for x, y in (("x", "target"), ("x", "second target"), ("images", "targets of images"),
                 ("edges", "target")):  # fmt: skip
        g = _slopes(case.as_double(), x, y)
        if (g[g != 0].abs() < 1e-3 * g.abs().max()).any():
            return False
        signs.append(g.sign())
    # Two targets ask for different steps, and not just for opposite ones.
    if torch.equal(signs[0], signs[1]) or torch.equal(signs[0], -signs[1]):
        return False
    ends = [case["edges"] < 0.5, case["edges"] > 0.5]
    return all(bool((signs[3][end] == way).any()) for end in ends for way in (1, -1))


def _slopes(case: Case, x: str, y: str) -> torch.Tensor:
    leaf = case[x].flatten(1).requires_grad_()
    first = case["first"]
    if y != "targets of images" and x != "edges":
        first[case["silent"]] = 0.0
    logits = torch.tanh(leaf @ first + case["bias"]) @ case["second"]
    return torch.autograd.grad(F.cross_entropy(logits, case[y]), leaf)[0]


@entry.reference
def nudge(model, x, target, step, limit):
    leaf = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(model(leaf), target)
    g = torch.autograd.grad(loss, leaf)[0]
    moved = x - step * g.sign()
    return moved.clamp(x - limit, x + limit).clamp(0, 1)


@entry.variant("with bounds that are made first")
def bounds_first(model, x, target, step, limit):
    low = torch.maximum(x - limit, torch.zeros_like(x))
    high = torch.minimum(x + limit, torch.ones_like(x))
    leaf = x.clone().requires_grad_()
    F.cross_entropy(model(leaf), target, reduction="sum").backward(inputs=[leaf])
    return torch.clamp(x - step * torch.sign(leaf.grad), low, high)


@entry.variant("the shorter of step and limit")
def shorter(model, x, target, step, limit):
    leaf = x.detach().clone().requires_grad_()
    F.cross_entropy(model(leaf), target).backward()
    return (x - min(step, limit) * leaf.grad.sign()).clip(0, 1)


@entry.variant("the difference is limited, in [0, 1] first")
def difference(model, x, target, step, limit):
    x = x.clone().requires_grad_(True)
    log_p = F.log_softmax(model(x), dim=1)
    (up,) = torch.autograd.grad(log_p.gather(1, target[:, None]).sum(), x)
    with torch.no_grad():
        moved = (x + step * up.sign()).clamp_(0, 1)
        return x + (moved - x).clamp(-limit, limit)


@entry.variant("three cases by where")
def by_where(model, x, target, step, limit):
    leaf = x.clone().requires_grad_()
    g = torch.autograd.grad(nn.CrossEntropyLoss()(model(leaf), target), leaf)[0]
    moved = torch.where(g > 0, x - step, torch.where(g < 0, x + step, x))
    moved = torch.where(moved > x + limit, x + limit, moved)
    moved = torch.where(moved < x - limit, x - limit, moved)
    return moved.clamp(min=0.0).clamp(max=1.0)


@entry.variant("in place, on a copy")
def on_a_copy(model, x, target, step, limit):
    out = x.detach().clone()
    out.requires_grad = True
    F.cross_entropy(model(out), target).backward()
    with torch.no_grad():
        out -= step * out.grad.sign()
        out.clamp_(x - limit, x + limit)
        out.clamp_(0, 1)
    return out


@entry.variant("element by element")
def by_element(model, x, target, step, limit):
    leaf = x.clone().requires_grad_()
    F.cross_entropy(model(leaf), target, reduction="none").sum().backward()
    slopes, numbers = leaf.grad.flatten().tolist(), x.flatten().tolist()
    out = []
    for slope, number in zip(slopes, numbers):
        moved = number - step * ((slope > 0) - (slope < 0))
        moved = min(max(moved, number - limit), number + limit)
        out.append(min(max(moved, 0.0), 1.0))
    return torch.tensor(out, dtype=x.dtype).reshape(x.shape)


@entry.variant("one sample at a time, through numpy")
def through_numpy(model, x, target, step, limit):
    import numpy as np

    rows = []
    for row, label in zip(x, target):
        leaf = row[None].clone().requires_grad_()
        g = torch.autograd.grad(F.cross_entropy(model(leaf), label[None]), leaf)[0]
        old = row.numpy()
        moved = old - step * np.sign(g[0].numpy())
        rows.append(np.clip(np.clip(moved, old - limit, old + limit), 0, 1))
    return torch.from_numpy(np.stack(rows))
