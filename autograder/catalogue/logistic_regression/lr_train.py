"""lr-train: forward, backward, optimize, again and again."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.logistic_regression.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

training = Entry(
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


@training.cases
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


@training.reference
def reference(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()


@training.variant("the model is called")
def called(model, x, y, steps):
    model.train()
    step = 0
    while step < steps:
        model.backward(x, model(x), y)
        model.optimize()
        step += 1
    return model


@training.variant("with a last forward pass for a report")
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


@training.variant("optimize written out")
def written_out(model, x, y, steps):
    for _ in range(int(steps)):
        yhat = model.sigmoid(model.w.T @ x + model.b)
        model.backward(x=x, yhat=yhat, y=y)
        model.w = model.w - model.lr * model.grads["dw"]
        model.b = model.b - model.lr * model.grads["db"]


@training.variant("a report after the loop")
def last_loss(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        loss = torch.nn.functional.binary_cross_entropy(yhat, y)
        model.backward(x, yhat, y)
        model.optimize()
    return loss.item()


@training.mistake(
    "no-movement",
    "the model handed in does not move at all: optimize is never "
    "called, or on another model, or backward got y in the place of yhat",
    "backward(x, yhat, y) stores the gradients; optimize takes the step.",
)
def no_optimize(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)


@training.mistake(
    "backward-missing",
    "backward is never called: every step uses the gradients that were there before",
    "A step needs the gradient at the present w.",
)
def no_backward(model, x, y, steps):
    for _ in range(steps):
        model.forward(x)
        model.optimize()


@training.mistake(
    "optimize-before-backward",
    "optimize runs before backward: every step uses the gradient of the step before",
    "forward, backward, then optimize.",
)
def wrong_order(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.optimize()
        model.backward(x, yhat, y)


@training.mistake(
    "endless",
    "the loop does not end with `steps`: nothing in it makes its condition false, or it runs a "
    "large fixed number of times",
    "A while loop needs a counter that grows in it, step += 1. `for _ in range(steps)` counts by "
    "itself.",
)
def endless(model, x, y, steps):
    step = 0
    while step < steps:
        model.backward(x, model.forward(x), y)
        model.optimize()


@training.mistake(
    "stale-gradient",
    "every step uses the gradient of the first: yhat is computed once, before the loop",
    "w has moved: forward and backward belong into the loop, both of them.",
)
def stale_forward(model, x, y, steps):
    yhat = model.forward(x)
    for _ in range(steps):
        model.backward(x, yhat, y)
        model.optimize()


@training.also("stale-gradient")
def stale_backward(model, x, y, steps):
    model.backward(x, model.forward(x), y)
    for _ in range(steps):
        model.optimize()


@training.mistake(
    "one-step",
    "only one step is taken: there is no loop, optimize stands after it, or a return ends it",
    "All three calls are repeated `steps` times: they stand in the loop, and no return does.",
)
def dedented(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
    model.optimize()


@training.also("one-step")
def one_step(model, x, y, steps):
    model.backward(x, model.forward(x), y)
    model.optimize()


@training.also("one-step")
def returns(model, x, y, steps):
    for _ in range(steps):
        model.backward(x, model.forward(x), y)
        model.optimize()
        return


@training.mistake(
    "one-too-many",
    "one step too many is taken",
    "range(steps) gives `steps` rounds; range(steps + 1) one more.",
)
def too_many(model, x, y, steps):
    reference(model, x, y, steps + 1)


@training.mistake(
    "one-too-few",
    "one step too few is taken",
    "range(1, steps) gives steps − 1 rounds; range(steps) gives `steps`.",
)
def too_few(model, x, y, steps):
    reference(model, x, y, steps - 1)


@training.mistake(
    "optimize-twice", "optimize is called twice in every step", "Each gradient is used once."
)
def optimize_twice(model, x, y, steps):
    for _ in range(steps):
        model.backward(x, model.forward(x), y)
        model.optimize()
        model.optimize()


@training.mistake("two-rounds", "every step is done twice", "One round is one step.")
def two_rounds(model, x, y, steps):
    reference(model, x, y, 2 * steps)


@training.mistake(
    "arguments-swapped",
    "yhat and y are swapped in the call of backward",
    "backward(x, yhat, y): the order decides the sign.",
)
def swapped(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, y, yhat)
        model.optimize()


@training.also("no-movement")
def labels_only(model, x, y, steps):
    for _ in range(steps):
        model.backward(x, y, y)
        model.optimize()


@training.mistake(
    "starts-anew",
    "w and b are set to zero first",
    "train goes on from the parameters that the model has.",
)
def starts_anew(model, x, y, steps):
    model.w = torch.zeros_like(model.w)
    model.b = torch.zeros_like(model.b)
    reference(model, x, y, steps)


@training.mistake(
    "steps-fixed",
    "a fixed number of steps is taken, whatever `steps` says",
    "`steps` says how many.",
)
def fixed_hundred(model, x, y, steps):
    reference(model, x, y, 100)


@training.mistake(
    "a-step-an-example",
    "there are as many steps as examples, or as features, whatever `steps` says",
    "`range(steps)`: x.shape says how much data there is, not how long to train.",
)
def as_many_as_examples(model, x, y, steps):
    reference(model, x, y, x.shape[1])


@training.also("a-step-an-example")
def as_many_as_features(model, x, y, steps):
    reference(model, x, y, x.shape[0])


@training.also("steps-fixed")
def fixed_hundred(model, x, y, steps):
    reference(model, x, y, 100)


@training.also("steps-fixed")
def fixed_ten(model, x, y, steps):
    reference(model, x, y, 10)


@training.mistake(
    "one-example-at-a-time",
    "every example is a step of its own",
    "A full-batch step uses all examples at once: forward(x) takes the whole batch.",
)
def per_example(model, x, y, steps):
    for _ in range(steps):
        for i in range(x.shape[1]):
            one, label = x[:, i : i + 1], y[:, i : i + 1]
            model.backward(one, model.forward(one), label)
            model.optimize()


@training.mistake(
    "first-example-only", "only one example is used", "A full-batch step uses all m examples."
)
def first_only(model, x, y, steps):
    for _ in range(steps):
        model.backward(x[:, :1], model.forward(x[:, :1]), y[:, :1])
        model.optimize()


@training.mistake(
    "example-per-step",
    "every step uses one example alone",
    "A full-batch step uses all m examples.",
)
def example_per_step(model, x, y, steps):
    for i in range(steps):
        one, label = x[:, i : i + 1], y[:, i : i + 1]
        model.backward(one, model.forward(one), label)
        model.optimize()


@training.also("example-per-step")
def example_after_example(model, x, y, steps):
    for step in range(steps):
        i = step % x.shape[1]
        one, label = x[:, i : i + 1], y[:, i : i + 1]
        model.backward(one, model.forward(one), label)
        model.optimize()


@training.mistake(
    "thresholded",
    "yhat is rounded to 0 or 1 before backward gets it",
    "backward wants the probability that forward returned.",
)
def thresholded(model, x, y, steps):
    for _ in range(steps):
        model.backward(x, (model.forward(x) > 0.5).float(), y)
        model.optimize()


@training.mistake(
    "stops-early",
    "the loop stops before `steps` steps are done",
    "`steps` says how many, whatever the loss does.",
    about=("w after 3", "w after 40"),
)
def stops(model, x, y, steps):
    reference(model, x, y, min(steps, 2))


@training.also("stops-early")
def stops_when_flat(model, x, y, steps):
    last = float("inf")
    for _ in range(steps):
        yhat = model.forward(x)
        loss = torch.nn.functional.binary_cross_entropy(yhat, y).item()
        if last - loss < 1e-3:
            break
        last = loss
        model.backward(x, yhat, y)
        model.optimize()


@training.mistake(
    "lr-of-its-own",
    "the steps have a length of train's own, not the model's lr",
    "LR(dim, lr) has been told its rate: optimize uses it.",
)
def lr_tenth(model, x, y, steps):
    model.lr = 0.1
    reference(model, x, y, steps)


@training.also("lr-of-its-own")
def lr_hundredth(model, x, y, steps):
    model.lr = 0.01
    reference(model, x, y, steps)


@training.also("lr-of-its-own")
def lr_one(model, x, y, steps):
    model.lr = 1.0
    reference(model, x, y, steps)


@training.mistake(
    "lr-changes",
    "the learning rate changes from step to step",
    "Here lr is a constant.",
    about=("w after 3", "w after 3 and 2"),
)
def lr_decays(model, x, y, steps):
    for _ in range(steps):
        reference(model, x, y, 1)
        model.lr *= 0.9


@training.also("lr-changes")
def lr_decays_slowly(model, x, y, steps):
    for _ in range(steps):
        reference(model, x, y, 1)
        model.lr *= 0.95


@training.mistake(
    "minibatches",
    "the examples are taken in small batches, with a step for each",
    "A full-batch step uses all m examples at once.",
)
def pairs(model, x, y, steps):
    for _ in range(steps):
        for i in range(0, x.shape[1], 2):
            xb, yb = x[:, i : i + 2], y[:, i : i + 2]
            model.backward(xb, model.forward(xb), yb)
            model.optimize()


@training.mistake(
    "sigmoid-twice",
    "the sigmoid is applied to yhat once more",
    "forward returns probabilities already: yhat = model.forward(x).",
)
def sigmoid_twice(model, x, y, steps):
    for _ in range(steps):
        model.backward(x, torch.sigmoid(model.forward(x)), y)
        model.optimize()


@training.mistake(
    "standardised",
    "x is shifted or scaled before it is used",
    "The model learns from x as it is; whoever prepares the data does so before.",
)
def standardised(model, x, y, steps):
    x = (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)
    reference(model, x, y, steps)


@training.also("standardised")
def centred(model, x, y, steps):
    reference(model, x - x.mean(dim=1, keepdim=True), y, steps)


@training.mistake(
    "inputs-changed",
    "x or y is changed in place",
    "The data belong to the caller.",
    about=("inputs",),
)
def in_place(model, x, y, steps):
    reference(model, x, y, steps)
    x.div_(2)


@training.also("inputs-changed")
def in_place_labels(model, x, y, steps):
    reference(model, x, y, steps)
    y.sub_(model.forward(x))


@training.mistake(
    "arguments",
    "a function or method gets fewer or more arguments than it takes",
    "forward(x) takes one, backward(x, yhat, y) three, optimize() none.",
    about=("raised",),
)
def no_arguments(model, x, y, steps):
    for _ in range(steps):
        model.forward(x)
        model.backward()
        model.optimize()


@training.also("arguments")
def two_arguments(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(yhat, y)
        model.optimize()


@training.also("arguments")
def argument_for_optimize(model, x, y, steps):
    for _ in range(steps):
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize(model.grads)


@training.mistake(
    "loss-backward",
    "backward is called on a loss: there is no graph",
    "This model has its own backward(x, yhat, y), written by hand.",
    about=("raised",),
)
def loss_backward(model, x, y, steps):
    for _ in range(steps):
        loss = torch.nn.functional.binary_cross_entropy(model.forward(x), y)
        loss.backward()
        model.optimize()


@training.also("no-movement")
def new_model(model, x, y, steps):
    import copy

    reference(copy.deepcopy(model), x, y, steps)


@training.mistake(
    "gradients-pile-up",
    "the gradients of earlier steps are added to the new ones",
    "Each step uses the gradient at the present w alone.",
    about=("w after 3",),
)
def pile_up(model, x, y, steps):
    dw, db = 0, 0
    for _ in range(steps):
        model.backward(x, model.forward(x), y)
        dw, db = dw + model.grads["dw"], db + model.grads["db"]
        model.grads = {"dw": dw, "db": db}
        model.optimize()


@training.mistake(
    "loss-for-yhat",
    "backward gets the loss in the place of yhat",
    "backward(x, yhat, y) wants the probabilities; no loss is needed for the step.",
)
def loss_for_yhat(model, x, y, steps):
    for _ in range(steps):
        loss = torch.nn.functional.binary_cross_entropy(model.forward(x), y)
        model.backward(x, loss, y)
        model.optimize()
