"""input-gradient: the slope of the loss for the data, with the weights held still."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_TRACES = ("gradients of the parameters", "parameters", "model afterwards", "x afterwards")

entry = Entry(
    Exercise(
        id="input-gradient",
        title="Which pixels would change the loss",
        chapter=CHAPTER,
        symbol="input_gradient",
        contract="`input_gradient(model, x, y)` is a tensor like x: the gradient of the sum over "
        "the batch of the cross-entropies of `model(x)` with respect to x. x is a batch of any "
        "shape that the model takes, such as (N, D) or (N, 1, 28, 28), the model gives logits "
        "(N, C), y is (N,), long. Everything else stays as it was: every parameter's .grad (None "
        "or a tensor, with its numbers) and requires_grad, the model's mode, and x, which "
        "requires no gradient and has none. In which mode the gradient is computed is left open: "
        "here it is the same in both.",
        parts=(
            Part("the gradient", 1, ("gradient", "of images", "second gradient")),
            Part(
                "nothing else changed",
                1,
                ("of one sample", *_TRACES, *(f"eval: {item}" for item in _TRACES), "inputs"),
            ),
        ),
        minutes=15,
        difficulty=3,
        importance=4,
        practised="A gradient with respect to the data: any leaf can ask for one, and nobody "
        "else has to notice.",
        hints=(
            "After loss.backward(), whose .grad is filled? Which tensor has to be a leaf that "
            "requires grad for the answer to be found?",
            "Work on a copy of x that requires grad. `torch.autograd.grad(loss, copy)` returns "
            "this one gradient and fills nobody's .grad. The sum over the batch, not the mean: "
            "then each sample's gradient does not depend on how many others there are.",
            "`x = x.detach().clone().requires_grad_()`, `loss = F.cross_entropy(model(x), y, "
            'reduction="sum")`, `return torch.autograd.grad(loss, x)[0]`.',
        ),
        kinds={"model afterwards": "after", "eval: model afterwards": "after"},
        labels={
            "gradient": "input_gradient(model, x, y)",
            "of images": "input_gradient(model, x, y) for x of shape (N, 1, H, W)",
            "second gradient": "input_gradient(model, x, y), called again with other labels",
            "of one sample": "input_gradient(model, x, y) for a batch of one sample",
            "gradients of the parameters": "the parameters' .grad after the call",
            "parameters": "the parameters after the call",
            "model afterwards": "model(x) after the call; the model was in train mode before it",
            "x afterwards": "the flags of x after the call",
            "eval: gradients of the parameters": "the parameters' .grad, all None before the call",
            "eval: parameters": "the parameters after the call, the model in eval mode",
            "eval: model afterwards":
                "model(x) after the call; the model was in eval mode before it",
            "eval: x afterwards": "the flags of x after the call, the model in eval mode",
            "inputs": "the arguments x and y",
        },
    ),
)  # fmt: skip


@entry.reference
def input_gradient(model, x, y):
    x = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(model(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]
