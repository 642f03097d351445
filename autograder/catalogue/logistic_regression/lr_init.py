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
        contract="`LR(dim, lr=0.01)` has the attributes `w`, zeros of shape (dim, 1); `b`, the "
        "number 0.0, as a tensor or a Python float; `lr`; and `grads`, a dict of its own with the "
        "keys `dw` and `db`.",
        parts=(
            Part("w and b", 1, ("init", "w", "b", "second w", "second b")),
            Part("lr and grads", 1, ("init", "lr", "default lr", "grads", "own grads", "module")),
        ),
        minutes=8,
        difficulty=1,
        importance=3,
        hints=(
            "Look at the symbol table: which shape has w, and which kind of number is b?",
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


def w_flat(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.w = torch.zeros(dim)


def w_row(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.w = torch.zeros(1, dim)


def w_random(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.w = torch.randn(dim, 1)


def w_uniform(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.w = torch.rand(dim, 1) * 0.01


def w_ones(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.w = torch.ones(dim, 1)


def w_integer(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.w = torch.zeros(dim, 1, dtype=torch.int64)


def b_integer(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.b = torch.tensor(0)


def b_python_int(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.b = 0


def b_per_feature(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.b = torch.zeros(dim, 1)


def b_per_feature_flat(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.b = torch.zeros(dim)


def b_random(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.b = torch.randn(1)


def b_one(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.b = torch.ones(())


def lr_fixed(self, dim, lr=0.01):
    __init__(self, dim, 0.01)


def lr_default(self, dim, lr=0.1):
    __init__(self, dim, lr)


def lr_required(self, dim, lr):
    __init__(self, dim, lr)


def grads_empty(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.grads = {}


def grads_other_keys(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.grads = {"w": torch.zeros(dim, 1), "b": torch.zeros(())}


def grads_dw_only(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.grads = {"dw": torch.zeros(dim, 1)}


def grads_db_only(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.grads = {"db": torch.zeros(())}


def grads_list(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.grads = [torch.zeros(dim, 1), torch.zeros(())]


def grads_set(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.grads = {"dw", "db"}


def grads_none(self, dim, lr=0.01):
    __init__(self, dim, lr)
    self.grads = None


class NoSuper(LR):
    def __init__(self, dim, lr=0.01):
        self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(()), lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}


class SuperTooLate(LR):
    def __init__(self, dim, lr=0.01):
        self.w, self.b = nn.Parameter(torch.zeros(dim, 1)), nn.Parameter(torch.zeros(()))
        self.lr, self.grads = lr, {"dw": None, "db": None}


class InitMisspelt(nn.Module):
    def init(self, dim, lr=0.01):
        __init__(self, dim, lr)


class Shared(LR):
    kept: list = []  # weak, so that every run of the probe starts anew

    def __init__(self, dim, lr=0.01):
        __init__(self, dim, lr)
        start = Shared.kept[0]() if Shared.kept else None
        if start is None or len(start) != dim:
            start = torch.zeros(dim, 1)
            Shared.kept[:] = [weakref.ref(start)]
        self.w = start


class SharedGrads(LR):
    kept: list = []

    def __init__(self, dim, lr=0.01):
        __init__(self, dim, lr)
        SharedGrads.kept = SharedGrads.kept or [self.grads]
        self.grads = SharedGrads.kept[0]
