"""sum-to-shape: what broadcasting repeated, the backward pass sums."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="sum-to-shape",
        title="The gradient of what was broadcast",
        chapter=CHAPTER,
        symbol="sum_to_shape",
        contract="`sum_to_shape(g, shape)` is the gradient of an operand of the shape `shape` that "
        "was broadcast to the shape of g, where g is the gradient of the broadcast result: g, "
        "summed over every axis along which the operand was repeated. The result has exactly the "
        "shape `shape`, a tuple such as `operand.shape`, which may be (). Axes are lined up on "
        "the right.",
        parts=(
            Part("leading axes", 0.5, ("leading", "square", "number")),
            Part("axes of length 1", 0.5, ("ones", "front")),
            Part("both, and neither", 1, ("both", "front and leading", "kept", "same", "single")),
        ),
        minutes=12,
        difficulty=3,
        importance=4,
        practised="The backward pass of broadcasting: what was repeated in the forward pass is "
        "summed in the backward pass.",
        hints=(
            "An operand of shape (3,) is added to a matrix (4, 3). How often does its first number "
            "take part in the result, and which numbers of g say what each time was worth?",
            "Two kinds of axes were repeated: those that the operand does not have, at the front "
            "of g, and those in which it has length 1 and g more. The first kind disappears, the "
            "second stays with length 1.",
            "`while g.dim() > len(shape): g = g.sum(0)`, then for every axis i with "
            "`shape[i] == 1`: `g = g.sum(i, keepdim=True)`.",
        ),
        labels={
            "leading": "the gradient of an operand without g's first axes",
            "square": "the gradient of an operand (n,) that was broadcast to (n, n)",
            "number": "the gradient of an operand of shape ()",
            "ones": "the gradient of an operand with axes of length 1",
            "front": "the gradient of an operand whose first axis has length 1",
            "both": "the gradient of an operand that lacks g's first axis and has one of length 1",
            "front and leading": "the gradient of an operand that lacks g's first axis and begins "
            "with one of length 1",
            "kept": "the gradient of an operand whose axis of length 1 has length 1 in g, too",
            "same": "the gradient of an operand of g's own shape",
            "single": "the gradient of an operand of shape (1,)",
            "inputs": "the argument g",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double in (("four axes at most", False), ("four axes at most, in float64", True)):
        a, b, c, d = draw.distinct(4, 2, 5)
        shapes = {
            "leading": ((a, b, c), (c,)),
            "square": ((c, c), (c,)),
            "number": ((b, c), ()),
            "ones": ((a, b, c, d), (a, 1, c, 1)),
            "front": ((b, c), (1, c)),
            "both": ((d, a, b, c), (a, b, 1)),
            "front and leading": ((d, b, c), (1, c)),
            "kept": ((a, 1, c), (1, 1, c)),
            "same": ((b, d), (b, d)),
            "single": ((c, b), (1,)),
        }
        inputs: dict = {}
        for item, (whole, shape) in shapes.items():
            inputs[f"g of {item}"] = draw.real(*whole)
            inputs[f"shape of {item}"] = list(shape)
        case = Case(name, inputs)
        found.append(case.as_double() if double else case)
    return found


@entry.reference
def sum_to_shape(g, shape):
    while g.dim() > len(shape):
        g = g.sum(0)
    for i, size in enumerate(shape):
        if size == 1:
            g = g.sum(i, keepdim=True)
    return g


@entry.variant("one sum over all repeated axes, then a reshape")
def at_once(g, shape):
    lead = g.dim() - len(shape)
    axes = list(range(lead)) + [lead + i for i, size in enumerate(shape) if size == 1]
    return g.sum(dim=axes).reshape(shape) if axes else g


@entry.variant("torch's own method")
def by_library(g, shape):
    return g.sum_to_size(*shape) if len(shape) else g.sum()


@entry.variant("autograd: broadcast something, and go back")
def by_autograd(g, shape):
    operand = torch.zeros(shape, dtype=g.dtype, requires_grad=True)
    operand.expand(g.shape).backward(g)
    return operand.grad


@entry.variant("from the right, padded with ones")
def padded(g, shape):
    sizes = (1,) * (g.dim() - len(shape)) + tuple(shape)
    for axis in range(g.dim()):
        if sizes[axis] != g.shape[axis]:
            g = g.sum(dim=axis, keepdim=True)
    return g.view(shape)


@entry.variant("element by element")
def loops(g, shape):
    import itertools

    out = torch.zeros(shape, dtype=g.dtype)
    for place in itertools.product(*(range(size) for size in g.shape)):
        own = place[len(place) - len(shape) :]
        own = tuple(0 if size == 1 else i for i, size in zip(own, shape))
        out[own] += g[place]
    return out


@entry.variant("einsum over the repeated axes")
def einsum(g, shape):
    letters = "abcdefgh"[: g.dim()]
    lead = g.dim() - len(shape)
    kept = "".join(letter for i, letter in enumerate(letters) if i >= lead and shape[i - lead] != 1)
    return torch.einsum(f"{letters}->{kept}", g).reshape(shape)


@entry.variant("negative axes, through numpy")
def through_numpy(g, shape):
    array = g.numpy()
    for axis in range(1, g.dim() + 1):
        if axis > len(shape) or shape[-axis] == 1:
            array = array.sum(axis=-axis, keepdims=True)
    return torch.from_numpy(array.copy()).reshape(tuple(shape))


@entry.variant("torch.func.vjp of expand")
def by_vjp(g, shape):
    _, back = torch.func.vjp(lambda t: t.expand(g.shape), torch.ones(shape, dtype=g.dtype))
    return back(g)[0]
