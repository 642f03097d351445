"""copy-weights: the values of one model copied into another's own memory."""

from __future__ import annotations

import copy

import torch
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_NAMES = (
    "gain", "first.weight", "first.bias", "block.0.weight", "block.0.bias", "block.2.weight",
    "block.2.bias",
)  # fmt: skip
_COPY = tuple(f"copy: {name}" for name in _NAMES)
_SOURCE = tuple(f"source: {name}" for name in _NAMES)

entry = Entry(
    Exercise(
        id="copy-weights",
        title="The same weights, twice",
        chapter=model.CHAPTER,
        symbol="copy_weights",
        contract="`copy_weights(src, dst) -> None`: gives dst's parameters the values of src's. "
        "You may assume that src and dst are modules of the same architecture. Afterwards the "
        "two share no memory, and src is unchanged.",
        parts=(
            Part("values", 1, (*_COPY, "output of the copy", "second copy: weight",
                               "second copy: bias", *_SOURCE)),
            Part(
                "no shared memory",
                1,
                (*_COPY, "output of the copy after the source was changed",
                 "change of the source after the copy was changed"),
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        practised="Values copied into existing parameters, in place, without sharing memory.",
        hints=(
            "Copy, then change a weight of src by hand. Does dst follow?",
            "An assignment only gives one tensor a second name. To copy the values, write them "
            "into the tensor that is already there, in place and without a graph.",
            "Under `torch.no_grad()`, walk through both `parameters()` together with zip and "
            "call `copy_`, or use state_dict and load_state_dict.",
        ),
        labels={
            **{f"copy: {name}": f"dst's {name}" for name in _NAMES},
            **{f"source: {name}": f"src's {name} after the call" for name in _NAMES},
            "output of the copy": "dst(x)",
            "output of the copy after the source was changed": "dst(x), after src was changed",
            "change of the source after the copy was changed":
                "how much src(x) moves when dst is changed",
            "second copy: weight": "dst's weight, when the models are single layers",
            "second copy: bias": "dst's bias, when the models are single layers",
        },
    )
)  # fmt: skip


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double in (("a nested model", False), ("a nested model in float64", True)):
        n, width, middle = draw.distinct(3, 3, 6)
        shapes = {
            "first.weight": (middle, width),
            "first.bias": (middle,),
            "block.0.weight": (middle,),
            "block.0.bias": (middle,),
            "block.2.weight": (2, middle),
            "block.2.bias": (2,),
            "gain": (1,),
        }
        inputs: dict = {"x": draw.real(n, width)}
        for which in ("src", "dst"):
            for key, shape in shapes.items():
                inputs[f"{which}'s {key}"] = draw.real(*shape)
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        found.append(Case(name, inputs))
    return found


@entry.reference
def copy_weights(src, dst):
    with torch.no_grad():
        for s, d in zip(src.parameters(), dst.parameters()):
            d.copy_(s)


@entry.variant("load_state_dict")
def by_state(src, dst):
    dst.load_state_dict(src.state_dict())


@entry.variant("through .data, cloned")
def through_data(src, dst):
    for s, d in zip(src.parameters(), dst.parameters()):
        d.data = s.data.clone()


@entry.variant("by name")
def by_name(src, dst):
    values = dict(src.named_parameters())
    for name, p in dst.named_parameters():
        p.data.copy_(values[name].data)


@entry.variant("as one vector")
def as_vector(src, dst):
    vector = nn.utils.parameters_to_vector(src.parameters()).detach().clone()
    nn.utils.vector_to_parameters(vector, dst.parameters())


@entry.variant("a deep copy of the state, assigned")
def deep_assigned(src, dst):
    dst.load_state_dict(copy.deepcopy(src.state_dict()), assign=True)
    return dst


@entry.variant("recursion over the children")
def recursion(src, dst):
    with torch.no_grad():
        for name, p in src.named_parameters(recurse=False):
            getattr(dst, name)[...] = p
        for (_, a), (_, b) in zip(src.named_children(), dst.named_children()):
            recursion(a, b)


@entry.variant("zero, then add")
@torch.no_grad()
def zero_and_add(src, dst):
    for s, d in zip(list(src.parameters()), list(dst.parameters())):
        d.zero_()
        d += s
