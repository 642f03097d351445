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

init = Entry(
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
    harmless=dict.fromkeys(
        ("6: torch.zeros -> .ones", "6: 1 -> 2", "6: 1 -> 0"),
        "the contract leaves the start values of grads free",
    ),
)


@init.cases
def cases(draw: Draw) -> list[Case]:
    return [
        Case(f"dim = {dim}", {"dim": dim, "lr": draw.number(0.1, 0.9)}, {dim: "dim"})
        for dim in draw.distinct(2, 2, 7)
    ]


@init.reference
def reference(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w = torch.zeros(dim, 1)
    self.b = torch.zeros(())
    self.lr = lr
    self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}


@init.variant("Parameters")
def parameters(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w = nn.Parameter(torch.zeros((dim, 1)))
    self.b = nn.Parameter(torch.zeros(1))
    self.lr = lr
    self.grads = {"dw": None, "db": None}


@init.variant("b as a Python float, lr as a tensor")
def python_float(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w = torch.full((dim, 1), 0.0, dtype=torch.float64)
    self.b = 0.0
    self.lr = torch.as_tensor(lr)
    self.grads = dict(dw=0, db=0)


@init.variant("buffers")
def buffers(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.register_buffer("w", torch.zeros(dim).unsqueeze(1))
    self.register_buffer("b", torch.tensor([[0.0]]))
    self.lr, self.grads = lr, {"db": 0.0, "dw": torch.empty(dim, 1)}


@init.mistake(
    "w-flat",
    "w is made with one axis, (dim,)",
    "w is a column, (dim, 1), so that wᵀx is (1, dim) @ (dim, m) = (1, m).",
)
def w_flat(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.w = torch.zeros(dim)


@init.mistake(
    "w-row",
    "w is made as a row, (1, dim)",
    "In this chapter w is a column (dim, 1) and is transposed in the product wᵀx.",
)
def w_row(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.w = torch.zeros(1, dim)


@init.mistake(
    "w-random",
    "w starts with random numbers, or with those that lay in its memory (torch.empty)",
    "One layer has no symmetry to break: zeros are a fine start, and the contract asks for them.",
)
def w_random(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.w = torch.randn(dim, 1)


@init.also("w-random")
def w_uniform(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.w = torch.rand(dim, 1) * 0.01


@init.mistake("w-ones", "w starts with ones", "The contract asks for zeros.")
def w_ones(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.w = torch.ones(dim, 1)


@init.mistake(
    "w-integer",
    "w is made in an integer dtype",
    "An integer tensor cannot hold a fraction of a step.",
)
def w_integer(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.w = torch.zeros(dim, 1, dtype=torch.int64)


@init.mistake(
    "b-integer",
    "b is made from the integer 0, as in torch.tensor(0), and is int64",
    "torch.tensor(0) is int64; torch.tensor(0.) is float32. b will hold fractions.",
)
def b_integer(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.b = torch.tensor(0)


@init.mistake(
    "b-python-int",
    "b is the Python integer 0",
    "The contract asks for a float number: 0.0, torch.tensor(0.) or torch.zeros(()).",
)
def b_python_int(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.b = 0


@init.mistake(
    "b-per-feature",
    "b has one number for every feature",
    "There is one bias for the whole neuron: z = wᵀx + b adds one number to every score.",
)
def b_per_feature(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.b = torch.zeros(dim, 1)


@init.also("b-per-feature")
def b_per_feature_flat(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.b = torch.zeros(dim)


@init.mistake(
    "b-random",
    "b starts with a random number",
    "The contract asks for zero: a start that can be repeated.",
)
def b_random(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.b = torch.randn(1)


@init.mistake("b-one", "b starts at one", "The contract asks for zero.")
def b_one(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.b = torch.ones(())


@init.mistake(
    "b-missing",
    "the attribute b is never made: a local name, or another spelling, is not it",
    "`b = …` is a local name, and gone when __init__ ends; `self.b = …` stays.",
)
def b_missing(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w = torch.zeros(dim, 1)
    self.lr = lr
    self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}


@init.mistake(
    "w-missing",
    "the attribute w is never made: a local name, or another spelling, is not it",
    "`w = …` is a local name, and gone when __init__ ends; `self.w = …` stays.",
)
def local_names(self, dim, lr=0.01):
    nn.Module.__init__(self)
    w, b = torch.zeros(dim, 1), torch.zeros(())  # noqa: F841
    self.lr, self.grads = lr, {"dw": 0.0, "db": 0.0}


@init.mistake(
    "lr-missing",
    "the learning rate is not kept as self.lr",
    "optimize will need it later: an argument is gone when __init__ ends.",
)
def lr_missing(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w, self.b = torch.zeros(dim, 1), torch.zeros(())
    self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}


@init.mistake(
    "lr-fixed",
    "self.lr is a fixed number instead of the argument lr",
    "LR(dim, 0.5) is asked for a learning rate of 0.5.",
)
def lr_fixed(self, dim, lr=0.01):
    reference(self, dim, 0.01)


@init.mistake(
    "lr-moved",
    "`.to` is called on the learning rate, which is a Python float",
    "Only tensors and modules have `.to(device)`; a float needs none.",
)
def lr_moved(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w, self.b = torch.zeros(dim, 1), torch.zeros(())
    self.lr = lr.to("cpu")


@init.mistake(
    "lr-default",
    "the default of lr is not 0.01",
    "The contract's signature is LR(dim, lr=0.01).",
)
def lr_default(self, dim, lr=0.1):
    reference(self, dim, lr)


@init.mistake(
    "lr-required",
    "lr has no default",
    "The contract's signature is LR(dim, lr=0.01): LR(3) must work.",
)
def lr_required(self, dim, lr):
    reference(self, dim, lr)


@init.mistake(
    "grads-missing",
    "the attribute grads is never made",
    "backward will store its results in self.grads['dw'] and self.grads['db'].",
)
def grads_missing(self, dim, lr=0.01):
    nn.Module.__init__(self)
    self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(()), lr


@init.mistake(
    "grads-keys",
    "grads lacks one or both of the keys dw and db",
    "Keys are compared letter by letter: 'dw' and 'db'.",
)
def grads_empty(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.grads = {}


@init.also("grads-keys")
def grads_other_keys(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.grads = {"w": torch.zeros(dim, 1), "b": torch.zeros(())}


@init.also("grads-keys")
def grads_dw_only(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.grads = {"dw": torch.zeros(dim, 1)}


@init.also("grads-keys")
def grads_db_only(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.grads = {"db": torch.zeros(())}


@init.mistake(
    "grads-not-a-dict",
    "grads is not a dict",
    "self.grads['dw'] looks a value up by its name: that takes a dict.",
)
def grads_list(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.grads = [torch.zeros(dim, 1), torch.zeros(())]


@init.also("grads-not-a-dict")
def grads_set(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.grads = {"dw", "db"}


@init.also("grads-not-a-dict")
def grads_none(self, dim, lr=0.01):
    reference(self, dim, lr)
    self.grads = None


@init.mistake(
    "super-missing",
    "super().__init__() is never called",
    "nn.Module makes its registers of parameters and modules there: without it the model "
    "cannot be called, moved or listed.",
)
class NoSuper(LR):
    def __init__(self, dim, lr=0.01):
        self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(()), lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}


@init.mistake(
    "super-too-late",
    "a Parameter is assigned before super().__init__() has run",
    "nn.Module's own __init__ makes the register that Parameters go into: call it first.",
)
class SuperTooLate(LR):
    def __init__(self, dim, lr=0.01):
        self.w, self.b = nn.Parameter(torch.zeros(dim, 1)), nn.Parameter(torch.zeros(()))
        self.lr, self.grads = lr, {"dw": None, "db": None}


@init.mistake(
    "init-name",
    "the class has no __init__ of its own: it is missing, misspelt, or indented too far",
    "Python looks for the name __init__, with two underscores on both sides.",
)
class InitMisspelt(nn.Module):
    def init(self, dim, lr=0.01):
        reference(self, dim, lr)


@init.mistake(
    "shared-start",
    "two objects share one tensor: it was made outside of __init__, or by a default value",
    "What is made once belongs to all objects; what is made in __init__ belongs to one.",
)
class Shared(LR):
    kept: list = []  # weak, so that every run of the probe starts anew

    def __init__(self, dim, lr=0.01):
        reference(self, dim, lr)
        start = Shared.kept[0]() if Shared.kept else None
        if start is None or len(start) != dim:
            start = torch.zeros(dim, 1)
            Shared.kept[:] = [weakref.ref(start)]
        self.w = start


@init.mistake(
    "grads-shared",
    "all objects share one dict of gradients: it was made outside of __init__, or by a default value",
    "What is made in the class belongs to all objects; `self.grads = {…}` in __init__ makes a dict "
    "for each.",
    about=("own grads",),
)
class SharedGrads(LR):
    kept: list = []

    def __init__(self, dim, lr=0.01):
        reference(self, dim, lr)
        SharedGrads.kept = SharedGrads.kept or [self.grads]
        self.grads = SharedGrads.kept[0]
