"""input-gradient: the slope of the loss for the data, with the weights held still."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER
from autograder.catalogue.engine.networks import small_network
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_PIXELS = 6  # of an image of 2 by 3
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
        minutes=10,
        difficulty=2,
        importance=4,
        practised="A gradient with respect to the data: any leaf can ask for one, and nobody "
        "else has to notice.",
        hints=(
            "After loss.backward(), whose .grad is filled? Which tensor has to be a leaf that "
            "requires grad for the answer to be found?",
            "Work on a copy of x that requires grad. `torch.autograd.grad(loss, copy)` returns "
            "this one gradient and leaves every `.grad` as it is. The sum over the batch, not the "
            "mean: then each sample's gradient does not depend on how many others there are.",
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
            "x afterwards": "what x is after the call",
            "eval: gradients of the parameters": "the parameters' .grad, all None before the call",
            "eval: parameters": "the parameters after the call, the model in eval mode",
            "eval: model afterwards":
                "model(x) after the call; the model was in eval mode before it",
            "eval: x afterwards": "what x is after the call, the model in eval mode",
            "inputs": "the arguments x and y",
        },
    ),
)  # fmt: skip


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double in (("a small network", False), ("a small network in float64", True)):
        n, hidden, classes, more = draw.distinct(4, 3, 7)
        inputs: dict = {
            "x": draw.real(n, _PIXELS),
            "y": draw.labels(n, classes),
            "second y": draw.labels(n, classes),
            "one": draw.real(1, _PIXELS),
            "label of one": draw.labels(1, classes),
            "images": draw.real(more, 1, 2, 3),
            "labels of images": draw.labels(more, classes),
            **small_network(draw, _PIXELS, hidden, classes),
            "grad of first": draw.real(_PIXELS, hidden),
            "grad of second": draw.real(hidden, classes),
            "child shift": draw.number(3.0, 5.0),
            "own shift": draw.number(7.0, 9.0),
        }
        case = Case(name, inputs, {n: "the number of samples N", classes: "the number of classes"})
        found.append(case.as_double() if double else case)
    return found


@entry.reference
def input_gradient(model, x, y):
    x = x.detach().clone().requires_grad_()
    loss = F.cross_entropy(model(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


@entry.variant("backward for this one leaf")
def backward_inputs(model, x, y):
    leaf = x.clone()
    leaf.requires_grad = True
    nn.CrossEntropyLoss(reduction="sum")(model(leaf), y).backward(inputs=[leaf])
    return leaf.grad


@entry.variant("backward, and the parameters' gradients put back")
def put_back(model, x, y):
    kept = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
    leaf = x.detach().clone().requires_grad_(True)
    loss = F.cross_entropy(model(leaf), y, reduction="sum")
    loss.backward()
    for p, grad in zip(model.parameters(), kept):
        p.grad = grad
    return leaf.grad


@entry.variant("a copy of the model that may be filled")
def deep_copy(model, x, y):
    twin = copy.deepcopy(model)
    leaf = torch.nn.Parameter(x.clone())
    F.cross_entropy(twin(leaf), y, reduction="none").sum().backward()
    return leaf.grad.detach()


@entry.variant("the parameters frozen, and thawed")
def frozen(model, x, y):
    flags = [p.requires_grad for p in model.parameters()]
    try:
        for p in model.parameters():
            p.requires_grad_(False)
        x = x.clone().requires_grad_()
        (F.cross_entropy(model(x), y) * len(x)).backward()
    finally:
        for p, flag in zip(model.parameters(), flags):
            p.requires_grad_(flag)
    return x.grad


@entry.variant("one sample after the other")
def by_sample(model, x, y):
    rows = []
    for row, label in zip(x, y):
        leaf = row[None].clone().requires_grad_()
        loss = -torch.log_softmax(model(leaf), dim=1)[0, label]
        rows.append(torch.autograd.grad(loss, leaf)[0][0])
    return torch.stack(rows)


@entry.variant("in eval mode, and back")
def in_eval_mode(model, x, y):
    was = model.training
    model.eval()
    leaf = x.detach().clone().requires_grad_()
    log_p = F.log_softmax(model(leaf), dim=1)
    grad = torch.autograd.grad(-log_p[torch.arange(len(y)), y].sum(), leaf)[0]
    model.train(was)
    return grad


@entry.variant("torch.func")
def by_func(model, x, y):
    params = {name: p.detach() for name, p in model.named_parameters()}

    def loss(x):
        return F.cross_entropy(torch.func.functional_call(model, params, (x,)), y, reduction="sum")

    return torch.func.grad(loss)(x)


@entry.variant("the caller's x, cleaned up")
def callers(model, x, y):
    x.requires_grad_()
    loss = F.cross_entropy(model(x), y, reduction="sum")
    grad = torch.autograd.grad(loss, x)[0]
    x.requires_grad_(False)
    return grad


@entry.variant("p − onehot, sent back through the model")
def from_the_logits(model, x, y):
    leaf = x.clone().requires_grad_()
    logits = model(leaf)
    delta = torch.softmax(logits.detach(), dim=1)
    delta[range(len(y)), y] -= 1
    return torch.autograd.grad(logits, leaf, grad_outputs=delta)[0]


@entry.variant("a hook takes the gradient")
def by_hook(model, x, y):
    seen = []
    leaf = x.clone().requires_grad_()
    inner = leaf * 1
    inner.register_hook(seen.append)
    F.nll_loss(F.log_softmax(model(inner), 1), y, reduction="sum").backward(inputs=[leaf])
    return seen[0]


@entry.variant("torch.autograd.functional.jacobian")
def jacobian(model, x, y):
    return torch.autograd.functional.jacobian(
        lambda x: F.cross_entropy(model(x), y, reduction="sum"), x
    )
