"""lr-train: forward, backward, optimize, again and again."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.logistic_regression.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="lr-train",
        title="The training loop",
        chapter=CHAPTER,
        symbol="train",
        contract="`train(model, x, y, steps) -> None` takes `steps` full-batch steps of forward, "
        "backward and optimize on a model with LR's methods.",
        parts=(
            Part("one step", 1, ("w after 1", "b after 1", "inputs")),
            Part(
                "many steps",
                2,
                (
                    "w after 1",
                    "b after 1",
                    "w after 3",
                    "b after 3",
                    "inputs",
                    "w after 3 and 2",
                    "b after 3 and 2",
                    "w after 40",
                    "b after 40",
                ),
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=5,
        practised="The loop: forward, backward, optimize, in this order and as often as asked.",
        hints=(
            "There are three calls: which of them needs the result of another?",
            "yhat depends on w, so it has to be computed again in every step, on all examples.",
            "In a `for` over range(steps): yhat = model.forward(x), then model.backward(x, yhat, "
            "y), then model.optimize().",
        ),
        inputs={"w": "w", "stale dw": "the dw of before"},
        labels={
            "w after 1": "w of the check's own model after train(…, steps=1)",
            "b after 1": "b of the check's own model after train(…, steps=1)",
            "w after 3": "w of the check's own model after train(…, steps=3)",
            "b after 3": "b of the check's own model after train(…, steps=3)",
            "w after 3 and 2": "w of that model after a second call with steps=2",
            "b after 3 and 2": "b of that model after a second call with steps=2",
            "w after 40": "w of the check's own model after 40 steps at a tiny lr, in units of it",
            "b after 40": "b of the check's own model after 40 steps at a tiny lr, in units of it",
            "inputs": "the arguments x and y",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    dim, m = draw.distinct(2, 2, 6)
    m += 2
    return [
        Case(
            "a small batch",
            {
                "x": draw.real(dim, m, high=1.5),
                "y": draw.labels(m).float()[None, :],
                "w": draw.real(dim, 1, high=0.9),
                "b": draw.real(2, high=0.9)[1],
                "lr": draw.number(0.3, 0.8),
                "tiny lr": 1e-9,
                "stale dw": draw.real(dim, 1),
                "stale db": draw.real(2)[1],
            },
            {m: "the number of examples m", dim: "the number of features dim"},
        )
    ]


@entry.reference
def train(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()


@entry.variant("the model is called")
def called(model, x, y, steps):
    model.train()
    step = 0
    while step < steps:
        model.backward(x, model(x), y)
        model.optimize()
        step += 1
    return model


@entry.variant("with a last forward pass for a report")
def with_report(model, x, y, steps):
    losses = []
    for i in range(steps):
        yhat = model.forward(x)
        losses.append(-(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean().item())
        model.backward(x, yhat, y)
        model.optimize()
        if i == steps - 1:
            model.forward(x)
    return losses


@entry.variant("optimize written out")
def written_out(model, x, y, steps):
    for _ in range(int(steps)):
        yhat = model.sigmoid(model.w.T @ x + model.b)
        model.backward(x=x, yhat=yhat, y=y)
        model.w = model.w - model.lr * model.grads["dw"]
        model.b = model.b - model.lr * model.grads["db"]


@entry.variant("a report after the loop")
def last_loss(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        loss = F.binary_cross_entropy(yhat, y)
        model.backward(x, yhat, y)
        model.optimize()
    return loss.item()
