"""predict: eval mode, no graph, and everything as it was afterwards."""

from __future__ import annotations

import copy

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model as chapter
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="predict",
        title="Ask a model, and leave no trace",
        chapter=chapter.CHAPTER,
        symbol="predict",
        contract="`predict(model, x)` returns the model's logits for x, computed in eval mode and "
        "without a graph. Afterwards the model is in its previous mode, and the global grad mode "
        "is as before.",
        parts=(
            Part("logits", 1, ("logits", "inputs", "eval: logits", "no_grad: logits", "graph",
                               "eval: graph")),
            Part(
                "no trace",
                1,
                ("logits", "model afterwards", "grad mode", "parameters", "eval: model afterwards",
                 "eval: grad mode", "eval: parameters", "no_grad: grad mode"),
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=5,
        practised="Eval mode and no graph are two separate switches, and both are set back.",
        hints=(
            "Print model.training before and after your call, once for a model in train mode, "
            "once for one in eval mode.",
            "There are two independent switches: eval() for the mode, no_grad for the graph. "
            "Store the mode before you change it; a with block does that for you.",
            "`was = model.training`, then `model.eval()`, then the call under "
            "`torch.no_grad()`, then `model.train(was)`.",
        ),
        kinds={"model afterwards": "after", "eval: model afterwards": "after"},
        labels={
            "logits": "the logits of a model in train mode",
            "graph": "a graph on the logits",
            "inputs": "x after the call",
            "model afterwards": "model(x) after the call; the model was in train mode before it",
            "grad mode": "torch.is_grad_enabled() afterwards",
            "parameters": "the model's parameters afterwards",
            "eval: logits": "the logits of a model in eval mode",
            "eval: graph": "a graph on the logits of a model in eval mode",
            "eval: model afterwards": "model(x) after the call; the model was in eval mode before it",
            "eval: grad mode": "torch.is_grad_enabled() after the second call",
            "eval: parameters": "the model's parameters after the second call",
            "no_grad: logits": "the logits, called under no_grad",
            "no_grad: grad mode": "torch.is_grad_enabled() afterwards, called under no_grad",
        },
    )
)  # fmt: skip


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, alone in (("a batch", False), ("one sample", True)):
        n, d, c, second = draw.distinct(4, 2, 6)
        n = 1 if alone else n
        found.append(
            Case(
                name,
                {
                    "weights": draw.real(d, c),
                    "bias": draw.real(c),
                    "child shift": draw.number(3.0, 5.0),
                    "own shift": draw.number(7.0, 9.0),
                    "x": draw.real(n, d),
                    "second x": draw.real(second, d),
                },
            )
        )
    return found


@entry.reference
def predict(model, x):
    was = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(was)
    return logits


@entry.variant("a decorator, and try … finally")
@torch.no_grad()
def decorated(model, x):
    training = model.training
    try:
        return model.eval()(x)
    finally:
        model.train(mode=training)


@entry.variant("inference mode")
def inference(model, x):
    was = model.training
    with torch.inference_mode():
        model.eval()
        out = model(x)
    if was:
        model.train()
    return out


@entry.variant("a deep copy that is thrown away")
def copied(model, x):
    other = copy.deepcopy(model)
    other.train(False)
    return other(x).detach()


@entry.variant("every module's own mode")
def each_module(model, x):
    modes = {module: module.training for module in model.modules()}
    for module in modes:
        module.training = False
    with torch.set_grad_enabled(False):
        logits = model.forward(x)
    for module, mode in modes.items():
        module.training = mode
    return logits


@entry.variant("the grad mode set back by hand")
def by_hand(model, x):
    grad, mode = torch.is_grad_enabled(), model.training
    torch.set_grad_enabled(False)
    model.eval()
    logits = torch.cat([model(row.unsqueeze(0)) for row in x])
    model.train() if mode else model.eval()
    torch.set_grad_enabled(grad)
    return logits


@entry.variant(".data")
def through_data(model, x):
    was = model.training
    logits = model.eval()(x).data
    model.train(was)
    return logits
