"""gd-step: one step of gradient descent, in place."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="gd-step",
        title="One step downhill, in place",
        chapter=CHAPTER,
        symbol="gd_step",
        contract="`gd_step(w, lr) -> None` changes w in place: w ← w − lr · w.grad. You may "
        "assume that w is a leaf that requires grad and that w.grad is a tensor when gd_step "
        "is called. Afterwards w is the same leaf, still requires grad, and w.grad is cleared "
        "(None or zeros).",
        parts=(
            Part("the step", 1, ("w", "leaf")),
            Part("ready for the next one", 1, ("w.grad", "second w")),
        ),
        minutes=12,
        difficulty=3,
        importance=5,
        practised="An update in place under `no_grad()`: the parameter stays the same leaf, and"
        " its gradient is cleared.",
        hints=(
            "Two things have to happen to the same tensor that the caller holds: its values "
            "move, and its gradient is cleared.",
            "`w = w - …` makes a new tensor that the caller never sees. Change w in place, "
            "inside `with torch.no_grad():`, so that the update is not recorded.",
            "`with torch.no_grad(): w -= lr * w.grad`, then `w.grad = None`.",
        ),
        inputs={"grad": "w.grad"},
        labels={
            "w": "w after gd_step(w, lr)",
            "leaf": "what w is after gd_step(w, lr)",
            "w.grad": "w.grad after gd_step(w, lr)",
            "second w": "w after a second backward and a second step, from the same start",
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns = draw.distinct(2, 2, 4)
    found = []
    for name, shape, double in (
        ("a vector", (columns + 1,), False),
        ("a matrix in float64", (rows, columns), True),
        ("a vector of one number", (1,), False),
    ):
        inputs: dict = {
            key: draw.real(2, low=0.5)[1:] if shape == (1,) else draw.real(*shape, low=0.5)
            for key in ("w", "grad", "second grad")
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        rates = {"lr": draw.number(0.11, 0.29), "second lr": draw.number(0.41, 0.79)}
        found.append(Case(name, {**inputs, **rates}))
    return found


@entry.reference
def gd_step(w, lr):
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None


@entry.variant("w.data and zero_")
def data(w, lr):
    w.data = w.data - lr * w.grad.data
    w.grad.zero_()


@entry.variant("copy_, and zeros for the gradient")
@torch.no_grad()
def copied(w, lr):
    w.copy_(w - w.grad * lr)
    w.grad = torch.zeros_like(w)
    return w


@entry.variant("add_ with alpha, through detach")
def add_alpha(w, lr):
    w.detach().add_(w.grad, alpha=-lr)
    w.grad *= 0


@entry.variant("indexing, and del")
def indexing(w, lr):
    grad = w.grad.clone()
    with torch.no_grad():
        w[...] = w - lr * grad
    del w.grad


@entry.variant("set_grad_enabled, and the gradient scaled in place")
def switched(w, lr):
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    w.grad.mul_(lr)
    w.sub_(w.grad)
    torch.set_grad_enabled(before)
    w.grad = None


@entry.variant("element by element")
def loop(w, lr):
    moved = torch.tensor(
        [v - lr * g for v, g in zip(w.flatten().tolist(), w.grad.flatten().tolist(), strict=True)],
        dtype=w.dtype,
    )
    w.data.copy_(moved.reshape(w.shape))
    w.grad = None


@entry.variant("as one long row")
def as_view(w, lr):
    w.data.view(-1).sub_(lr * w.grad.view(-1))
    w.grad = None


@entry.variant("requires_grad off and on again")
def off_and_on(w, lr):
    grad, w.grad = w.grad, None
    w.requires_grad_(False)
    w -= lr * grad
    w.requires_grad_(True)


@entry.variant("torch's own optimizer")
def library(w, lr):
    optimizer = torch.optim.SGD([w], lr=lr)
    optimizer.step()
    optimizer.zero_grad()
