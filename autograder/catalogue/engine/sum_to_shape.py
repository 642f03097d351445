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
            Part("leading axes", 0.5, ("leading", "number")),
            Part("axes of length 1", 0.5, ("ones", "front")),
            Part("both, and neither", 1, ("both", "front and leading", "kept", "same", "single")),
        ),
        minutes=15,
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
            "number": ((b, c), ()),
            "ones": ((a, b, c), (a, 1, c)),
            "front": ((b, c), (1, c)),
            "both": ((d, a, b, c), (a, b, 1)),
            "front and leading": ((d, b, c), (1, c)),
            "kept": ((a, 1, c), (1, 1, c)),
            "same": ((b, 1, d), (b, 1, d)),
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
