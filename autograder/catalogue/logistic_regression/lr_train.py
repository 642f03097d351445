"""lr-train: forward, backward, optimize, again and again."""

from __future__ import annotations

import torch

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
        hints=(
            "Three calls, in the order in which one needs the result of the other.",
            "yhat depends on w: it has to be computed anew in every step, on all examples.",
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
        loss = torch.nn.functional.binary_cross_entropy(yhat, y)
        model.backward(x, yhat, y)
        model.optimize()
    return loss.item()


def too_many(model, x, y, steps):
    train(model, x, y, steps + 1)


def too_few(model, x, y, steps):
    train(model, x, y, steps - 1)


def two_rounds(model, x, y, steps):
    train(model, x, y, 2 * steps)


def starts_anew(model, x, y, steps):
    model.w = torch.zeros_like(model.w)
    model.b = torch.zeros_like(model.b)
    train(model, x, y, steps)


def fixed_hundred(model, x, y, steps):
    train(model, x, y, 100)


def as_many_as_examples(model, x, y, steps):
    train(model, x, y, x.shape[1])


def as_many_as_features(model, x, y, steps):
    train(model, x, y, x.shape[0])


def fixed_hundred(model, x, y, steps):
    train(model, x, y, 100)


def fixed_ten(model, x, y, steps):
    train(model, x, y, 10)


def stops(model, x, y, steps):
    train(model, x, y, min(steps, 2))


def lr_tenth(model, x, y, steps):
    model.lr = 0.1
    train(model, x, y, steps)


def lr_hundredth(model, x, y, steps):
    model.lr = 0.01
    train(model, x, y, steps)


def lr_one(model, x, y, steps):
    model.lr = 1.0
    train(model, x, y, steps)


def lr_decays(model, x, y, steps):
    for _ in range(steps):
        train(model, x, y, 1)
        model.lr *= 0.9


def lr_decays_slowly(model, x, y, steps):
    for _ in range(steps):
        train(model, x, y, 1)
        model.lr *= 0.95


def standardised(model, x, y, steps):
    x = (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)
    train(model, x, y, steps)


def centred(model, x, y, steps):
    train(model, x - x.mean(dim=1, keepdim=True), y, steps)


def in_place(model, x, y, steps):
    train(model, x, y, steps)
    x.div_(2)


def in_place_labels(model, x, y, steps):
    train(model, x, y, steps)
    y.sub_(model.forward(x))


def new_model(model, x, y, steps):
    import copy

    train(copy.deepcopy(model), x, y, steps)
