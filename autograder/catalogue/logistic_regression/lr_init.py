"""lr-init: the attributes that a new LR starts with."""

from __future__ import annotations

import weakref

import torch
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="lr-init",
        title="A model that knows nothing yet",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR(dim, lr=0.01)` has four attributes: `w`, zeros of shape (dim, 1); `b`, "
        "the number 0.0, as a tensor or a Python float; `lr`; and `grads`, a dict for each "
        "object with the keys `dw` and `db`.",
        parts=(
            Part("w and b", 1, ("init", "w", "b", "second w", "second b")),
            Part("lr and grads", 1, ("init", "lr", "default lr", "grads", "own grads", "module")),
        ),
        minutes=8,
        difficulty=1,
        importance=3,
        practised="The state of a model: parameters, a learning rate, and a place for the "
        "gradients.",
        hints=(
            "Look at the symbol table: what shape does w have, and what kind of number is b?",
            "Each attribute is one assignment to `self`. A number that will hold fractions has "
            "to start as a float.",
            "First `super().__init__()`. Then `self.w = torch.zeros(dim, 1)`; b is "
            "`torch.zeros(())` or `torch.tensor(0.)`; grads is a dict with two zeros in it.",
        ),
        labels={
            "init": "the method __init__",
            "lr": "lr of LR(dim, lr)",
            "default lr": "lr of LR(dim)",
            "grads": "grads",
            "module": "nn.Module",
            "own grads": "what is stored in one object's grads",
            "second w": "w of a second object, after the first one's w was changed",
            "second b": "b of a second object, after the first one's b was changed",
        },
    ),
    wrap=method("__init__", LR),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    return [
        Case(f"dim = {dim}", {"dim": dim, "lr": draw.number(0.1, 0.9)}, {dim: "dim"})
        for dim in draw.distinct(2, 2, 7)
    ]


@entry.reference
def __init__(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w = torch.zeros(dim, 1)
    self.b = torch.zeros(())
    self.lr = lr
    self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}


@entry.variant("Parameters")
def parameters(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w = nn.Parameter(torch.zeros((dim, 1)))
    self.b = nn.Parameter(torch.zeros(1))
    self.lr = lr
    self.grads = {"dw": None, "db": None}


@entry.variant("b as a Python float, lr as a tensor")
def python_float(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w = torch.full((dim, 1), 0.0, dtype=torch.float64)
    self.b = 0.0
    self.lr = torch.as_tensor(lr)
    self.grads = dict(dw=0, db=0)


@entry.variant("buffers")
def buffers(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.register_buffer("w", torch.zeros(dim).unsqueeze(1))
    self.register_buffer("b", torch.tensor([[0.0]]))
    self.lr, self.grads = lr, {"db": 0.0, "dw": torch.empty(dim, 1)}


class InitMisspelt(nn.Module):
    def init(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(()), lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}


class Shared(LR):
    # By dim and weak: every run of the probe starts anew.
    starts = weakref.WeakValueDictionary()

    def __init__(self, dim, lr=0.01):
        super().__init__(dim, lr)
        self.w = self.starts.setdefault(dim, torch.zeros(dim, 1))
