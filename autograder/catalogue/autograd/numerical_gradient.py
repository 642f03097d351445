"""numerical-gradient: central differences, one element at a time."""

from __future__ import annotations

import itertools

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

# A message may quote an input by its name.
CUBIC = "the coefficients of x³"

entry = Entry(
    Exercise(
        id="numerical-gradient",
        title="The derivative, by measuring",
        chapter=CHAPTER,
        symbol="numerical_gradient",
        contract="`numerical_gradient(f, x, h=1e-5)` returns a tensor like x that holds, for "
        "every element i, the central difference (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h, where x ± "
        "h·eᵢ is x with only element i moved by h. f takes a tensor of x's shape and returns "
        "one number, as a tensor or as a Python float. x is float64, of any shape, and keeps "
        "its values.",
        parts=(
            Part("with a given h", 1, ("gradient",)),
            Part("x kept", 1, ("gradient", "inputs")),
            Part("with the default h", 1, ("precision", "default h")),
        ),
        minutes=20,
        difficulty=3,
        importance=3,
        practised="The derivative as a quotient of two differences: a way to check any "
        "gradient, using only values of f.",
        hints=(
            "One element at a time: how does f respond when only this element moves a little "
            "up, and then a little down?",
            "Make two copies of x for every element, move that one element in each, and call f on "
            "both. A flat view, `copy.view(-1)[i]`, reaches the i-th element in any shape.",
            "In the loop over range(x.numel()): `up, down = x.clone(), x.clone()`, then "
            "`up.view(-1)[i] += h`, `down.view(-1)[i] -= h`, then `grad.view(-1)[i] = (f(up) - "
            "f(down)) / (2 * h)`.",
        ),
        labels={
            "gradient": "numerical_gradient(f, x, h)",
            "inputs": "the argument x",
            "precision": "the dtype of what f is called with",
            "default h": "numerical_gradient(f, x) with the default h",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns, length = draw.distinct(3, 2, 5)
    found = []
    for name, shape, returns in (
        ("a vector, and f gives a Python float", (length,), "float"),
        ("a matrix", (rows, columns), "tensor"),
        ("a block of shape (2, 3, 2), and f gives a Python float", (2, 3, 2), "float"),
        ("one number of shape ()", (), "tensor"),
    ):
        inputs = draw.until(lambda shape=shape: _inputs(draw, shape), _rounded)
        sizes = {length: "the number of elements of x"} if shape == (length,) else {}
        found.append(Case(name, {**inputs, "returns": returns}, sizes))
    return found


def _inputs(draw: Draw, shape: tuple[int, ...]) -> dict:
    names = ("x", "second x", CUBIC, "linear")
    return {**{name: _away(draw, shape) for name in names}, "h": draw.number(0.15, 0.3)}


def _rounded(inputs: dict) -> bool:
    """An x that is moved by h and back is no longer the same."""
    x, h = inputs["x"], inputs["h"]
    return bool(((x + h) - 2 * h + h != x).any())


def _away(draw: Draw, shape: tuple[int, ...]) -> torch.Tensor:
    # Away from zero: near it a one-sided difference is hardly off.
    if shape:
        return draw.real(*shape, low=0.4, high=1.6).double()
    return draw.real(2, low=0.4, high=1.6)[0].double()


@entry.reference
def numerical_gradient(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        grad.view(-1)[i] = (f(up) - f(down)) / (2 * h)
    return grad


@entry.variant("index tuples")
def by_index(f, x, h=1e-5):
    grad = torch.empty(x.shape)
    for place in itertools.product(*(range(size) for size in x.shape)):
        moved = x.clone()
        moved[place] = x[place] + h
        high = f(moved)
        moved[place] = x[place] - h
        grad[place] = (high - f(moved)) / (h + h)
    return grad


@entry.variant("x itself is moved, and its old value put back")
def in_place_and_back(f, x, h=1e-5):
    flat = x.view(-1)
    slopes = []
    for i in range(len(flat)):
        old = flat[i].item()
        flat[i] = old + h
        high = float(f(x))
        flat[i] = old - h
        low = float(f(x))
        flat[i] = old
        slopes.append((high - low) / 2 / h)
    return torch.tensor(slopes, dtype=x.dtype).reshape(x.shape)


@entry.variant("unit steps from an identity matrix")
def unit_steps(f, x, h=1e-5):
    steps = h * torch.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape)
    values = [(f(x + step) - f(x - step)) * 0.5 / h for step in steps]
    return torch.as_tensor(values).view_as(x)


@entry.variant("a step tensor that is filled and emptied")
def step_tensor(f, x, h=1e-5):
    step = torch.zeros_like(x)
    result = torch.zeros_like(x)
    for i in range(x.numel()):
        step.view(-1)[i] = h
        result.view(-1)[i] = -(f(x - step) - f(x + step)) / (2 * h)
        step.zero_()
    return result


@entry.variant("through numpy")
def through_numpy(f, x, h=1e-5):
    import numpy as np

    values = x.numpy().copy()
    grad = np.zeros_like(values)
    for place in np.ndindex(*values.shape):
        up, down = values.copy(), values.copy()
        up[place] += h
        down[place] -= h
        grad[place] = (float(f(torch.tensor(up))) - float(f(torch.tensor(down)))) / (2 * h)
    return torch.from_numpy(grad)
