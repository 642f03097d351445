"""nudge: one signed step of the data, within limits."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="nudge",
        title="A small step for every pixel",
        chapter=CHAPTER,
        symbol="nudge",
        contract="`nudge(model, x, target, step, limit)` is a new tensor like x, whose numbers lie "
        "in [0, 1]: x after one signed step that lowers the cross-entropy of `model(x)` towards "
        "the classes `target`, (N,), long. Every element moves by `step`, against the sign of its "
        "gradient, and one whose gradient is 0 stays; then everything is kept within `limit` of "
        "x, element by element, and within [0, 1]. step and limit are positive numbers, either "
        "may be the larger. x is a batch of any shape that the model takes, the logits are "
        "(N, C). x keeps its numbers.",
        parts=(
            Part("the step", 1, ("step", "second step", "inputs")),
            Part("the limit", 1, ("limited",)),
            Part("between 0 and 1", 1, ("edges",)),
        ),
        minutes=20,
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


@entry.reference
def nudge(model, x, target, step, limit):
    leaf = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(model(leaf), target)
    g = torch.autograd.grad(loss, leaf)[0]
    moved = x - step * g.sign()
    return moved.clamp(x - limit, x + limit).clamp(0, 1)
