"""lr-optimize: one step of gradient descent on w and b."""

from __future__ import annotations

import torch
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR, ParameterLR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

optimize = Entry(
    Exercise(
        id="lr-optimize",
        title="The optimisation step",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR.optimize() -> None`: w ← w − lr·dw and b ← b − lr·db.",
        parts=(
            Part("w", 1, ("w", "second w", "other w")),
            Part("b", 1, ("b", "second b", "other b")),
        ),
        minutes=5,
        difficulty=1,
        importance=4,
        hints=(
            "Look at w before and after the call: which way did it move, and how far?",
            "Downhill is against the gradient. lr is used once, here; 1/m has been used in "
            "backward.",
            "`self.w = self.w - self.lr * self.grads['dw']`, and the same for b.",
        ),
        labels={
            "w": "w after one step",
            "b": "b after one step",
            "second w": "w after a second step with another gradient",
            "second b": "b after a second step with another gradient",
            "other w": "w after one step with another lr",
            "other b": "b after one step with another lr",
        },
    ),
    wrap=method("optimize", LR),
)


@optimize.cases
def cases(draw: Draw) -> list[Case]:
    dim = draw.integer(3, 5)  # with two, a half and a division by D are the same
    rates = draw.distinct(2, 2, 9)
    return [
        Case(
            "two steps",
            {
                "w": draw.real(dim, 1),
                "b": draw.real(2)[0],
                "lr": rates[0] / 10,
                "other lr": rates[1] / 10,
                "dw": draw.real(dim, 1),
                "db": draw.real(2)[1],
                "second dw": draw.real(dim, 1),
                "second db": draw.real(2)[1],
            },
        )
    ]


@optimize.reference
def reference(self):
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["db"]


@optimize.variant("in place")
def in_place(self):
    self.w -= self.lr * self.grads["dw"]
    self.b -= self.lr * self.grads["db"]


@optimize.variant("Parameters under no_grad")
class UnderNoGrad(ParameterLR):
    def optimize(self):
        with torch.no_grad():
            self.w.sub_(self.lr * self.grads["dw"])
            self.b.sub_(self.lr * self.grads["db"])


@optimize.variant("Parameters through .data, gradients cleared afterwards")
class ThroughData(ParameterLR):
    def optimize(self):
        self.w.data = self.w.data - self.lr * self.grads["dw"]
        self.b.data -= self.lr * self.grads["db"]
        self.grads = {"dw": torch.zeros_like(self.w), "db": torch.zeros_like(self.b)}


@optimize.variant("a loop over names")
def by_names(self):
    for name in ("w", "b"):
        setattr(self, name, getattr(self, name) - self.lr * self.grads[f"d{name}"])


@optimize.variant("b as a Python float")
class FloatBias(LR):
    def __init__(self, dim, lr=0.01):
        super().__init__(dim, lr)
        self.b = 0.0

    def optimize(self):
        self.w = torch.add(self.w, self.grads["dw"], alpha=-self.lr)
        self.b -= self.lr * self.grads["db"].item()


@optimize.variant("w stored as a row, seen as a column")
class Transposed(LR):
    def __init__(self, dim, lr=0.01):
        nn.Module.__init__(self)
        self.row = torch.zeros(1, dim)
        self.b, self.lr, self.grads = torch.zeros(()), lr, {"dw": None, "db": None}

    @property
    def w(self):
        return self.row.T

    def optimize(self):
        self.row -= self.lr * self.grads["dw"].T
        self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake(
    "ascent",
    "the step is added: the model climbs",
    "The gradient points uphill; descent subtracts it.",
)
def ascent(self):
    self.w = self.w + self.lr * self.grads["dw"]
    self.b = self.b + self.lr * self.grads["db"]


@optimize.mistake("ascent-of-w", "w climbs: its step is added", "w ← w − lr·dw.")
def ascent_w(self):
    self.w = self.w + self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake("ascent-of-b", "b climbs: its step is added", "b ← b − lr·db.")
def ascent_b(self):
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b + self.lr * self.grads["db"]


@optimize.mistake(
    "local-names",
    "w and b are as they were: the step has not reached self.w and self.b",
    "`w = …` is gone when the method ends; `self.w = …` stays. The gradients are in self.grads; "
    ".grad and parameters() hold nothing here.",
)
def local_names(self):
    w = self.w - self.lr * self.grads["dw"]  # noqa: F841
    b = self.b - self.lr * self.grads["db"]  # noqa: F841


@optimize.also("local-names")
def moves_the_gradients(self):
    self.grads["dw"] -= self.lr * self.w
    self.grads["db"] -= self.lr * self.b


@optimize.mistake("b-not-updated", "b is not updated", "b ← b − lr·db is a step too.")
def w_only(self):
    self.w = self.w - self.lr * self.grads["dw"]


@optimize.mistake("w-not-updated", "w is not updated", "w ← w − lr·dw is a step too.")
def b_only(self):
    self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake(
    "lr-missing",
    "the whole gradient is subtracted, without the learning rate",
    "w ← w − lr·dw: the gradient says which way, lr how far.",
)
def no_lr(self):
    self.w = self.w - self.grads["dw"]
    self.b = self.b - self.grads["db"]


@optimize.mistake("lr-missing-w", "the learning rate is missing in the step of w", "w ← w − lr·dw.")
def no_lr_w(self):
    self.w = self.w - self.grads["dw"]
    self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake("lr-missing-b", "the learning rate is missing in the step of b", "b ← b − lr·db.")
def no_lr_b(self):
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.grads["db"]


@optimize.mistake(
    "lr-twice",
    "the learning rate is applied twice",
    "lr belongs to the step alone: w ← w − lr·dw.",
)
def lr_twice(self):
    self.w = self.w - self.lr * (self.lr * self.grads["dw"])
    self.b = self.b - self.lr * (self.lr * self.grads["db"])


@optimize.mistake(
    "lr-fixed", "a fixed 0.01 is used instead of self.lr", "LR(dim, lr) says how far."
)
def lr_fixed(self):
    self.w = self.w - 0.01 * self.grads["dw"]
    self.b = self.b - 0.01 * self.grads["db"]


@optimize.mistake("lr-divides", "the gradient is divided by the learning rate", "w ← w − lr·dw.")
def lr_divides(self):
    self.w = self.w - self.grads["dw"] / self.lr
    self.b = self.b - self.grads["db"] / self.lr


@optimize.mistake(
    "replaced",
    "w and b are replaced by lr times the gradient",
    "The step is taken from where w is: w − lr·dw.",
)
def replaced(self):
    self.w = self.lr * self.grads["dw"]
    self.b = self.lr * self.grads["db"]


@optimize.mistake(
    "replaced-negative",
    "w and b are replaced by minus lr times the gradient: "
    "the old value is lost, as in `w =- lr * dw`",
    "`-=` subtracts; `=-` assigns a negative number.",
)
def replaced_negative(self):
    self.w = -self.lr * self.grads["dw"]
    self.b = -self.lr * self.grads["db"]


@optimize.mistake(
    "precedence",
    "(w − lr)·dw is computed",
    "Multiplication binds tighter: w − lr·dw needs no brackets.",
)
def precedence(self):
    self.w = (self.w - self.lr) * self.grads["dw"]
    self.b = (self.b - self.lr) * self.grads["db"]


@optimize.mistake("reversed", "the difference is the wrong way round: lr·dw − w", "w ← w − lr·dw.")
def reversed_difference(self):
    self.w = self.lr * self.grads["dw"] - self.w
    self.b = self.lr * self.grads["db"] - self.b


@optimize.mistake(
    "shrinks",
    "w is scaled by (1 − lr) and the gradient plays no part, or w stands in the place of dw",
    "w ← w − lr·dw, and not w − lr·w.",
)
def shrinks(self):
    self.w = self.w - self.lr * self.w
    self.b = self.b - self.lr * self.b


@optimize.mistake("db-for-w", "w is updated with db", "w has its own gradient, dw.")
def db_for_w(self):
    self.w = self.w - self.lr * self.grads["db"]
    self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake("dw-for-b", "b is updated with dw", "b has its own gradient, db: one number.")
def dw_for_b(self):
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["dw"]


@optimize.also("dw-for-b")
def dw_sum_for_b(self):
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["dw"].sum()


@optimize.also("dw-for-b")
def dw_mean_for_b(self):
    self.w = self.w - self.lr * self.grads["dw"]
    self.b = self.b - self.lr * self.grads["dw"].mean()


@optimize.mistake(
    "half", "half of the step is taken", "The 2 of a squared error does not occur: w ← w − lr·dw."
)
def half(self):
    self.w = self.w - self.lr * self.grads["dw"] / 2
    self.b = self.b - self.lr * self.grads["db"] / 2


@optimize.mistake("double", "the step is taken twice in one call", "One call is one step.")
def double(self):
    for _ in range(2):
        self.w = self.w - self.lr * self.grads["dw"]
        self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake(
    "over-features",
    "the step is divided once more by the number of features",
    "The mean has been taken in backward: the step is lr·dw.",
)
def over_features(self):
    self.w = self.w - self.lr * self.grads["dw"] / self.w.shape[0]
    self.b = self.b - self.lr * self.grads["db"] / self.w.shape[0]


@optimize.mistake(
    "sign-only",
    "only the sign of the gradient is used",
    "w ← w − lr·dw: a small gradient makes a small step.",
)
def sign_only(self):
    self.w = self.w - self.lr * torch.sign(self.grads["dw"])
    self.b = self.b - self.lr * torch.sign(self.grads["db"])


@optimize.mistake(
    "lr-changes",
    "the learning rate changes from step to step",
    "Here lr is a constant.",
    about=("second w",),
)
def lr_changes(self):
    reference(self)
    self.lr = self.lr / 2


@optimize.also("lr-changes")
def lr_decays(self):
    reference(self)
    self.lr = self.lr * 0.9


@optimize.mistake(
    "gradient-kept",
    "steps pile up: an old gradient is added to the new one",
    "Each step uses the gradient in grads, and nothing older.",
    about=("second w",),
)
def momentum(self):
    self.sum_w = getattr(self, "sum_w", 0) + self.grads["dw"]
    self.sum_b = getattr(self, "sum_b", 0) + self.grads["db"]
    self.w = self.w - self.lr * self.sum_w
    self.b = self.b - self.lr * self.sum_b


@optimize.mistake(
    "parameter-rebound",
    "self.w is an nn.Parameter and is assigned a plain tensor",
    "A registered Parameter takes no plain tensor: change its values in place, under "
    "torch.no_grad().",
    hint=3,
)
class Rebound(ParameterLR):
    def optimize(self):
        self.w = self.w - self.lr * self.grads["dw"]
        self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake(
    "in-place-on-a-leaf",
    "self.w requires grad and is changed in place without torch.no_grad()",
    "autograd would have to record the update: wrap the two lines in `with torch.no_grad():`.",
    hint=3,
)
class InPlaceOnLeaf(ParameterLR):
    def optimize(self):
        self.w -= self.lr * self.grads["dw"]
        self.b -= self.lr * self.grads["db"]


@optimize.mistake(
    "parameter-grad",
    "None enters the step: .grad, which nothing fills, or a key that grads does not have",
    "The gradients of this class are self.grads['dw'] and self.grads['db'].",
    about=("raised",),
)
class UsesGrad(ParameterLR):
    def optimize(self):
        with torch.no_grad():
            self.w -= self.lr * self.w.grad
            self.b -= self.lr * self.b.grad


@optimize.mistake(
    "wrong-key",
    "grads is asked for a key that it does not have",
    "The keys are 'dw' and 'db'.",
    about=("raised",),
)
def wrong_key(self):
    self.w = self.w - self.lr * self.grads["w"]
    self.b = self.b - self.lr * self.grads["b"]


@optimize.also("local-names")
class TorchOptimizer(ParameterLR):
    def optimize(self):
        torch.optim.SGD(self.parameters(), lr=self.lr).step()


@optimize.mistake(
    "times-parameter",
    "the step is multiplied by the parameter itself: w − lr·dw·w",
    "w ← w − lr·dw.",
)
def times_parameter(self):
    self.w = self.w - self.lr * self.grads["dw"] * self.w
    self.b = self.b - self.lr * self.grads["db"] * self.b


@optimize.mistake(
    "multiplied", "w and b are multiplied by lr times the gradient", "A step is subtracted."
)
def multiplied(self):
    self.w = self.w * (self.lr * self.grads["dw"])
    self.b = self.b * (self.lr * self.grads["db"])


@optimize.mistake(
    "one-minus-lr",
    "w and b are replaced by (1 − lr) times the gradient",
    "The step is taken from where w is: w − lr·dw.",
)
def one_minus_lr(self):
    self.w = (1 - self.lr) * self.grads["dw"]
    self.b = (1 - self.lr) * self.grads["db"]


@optimize.mistake(
    "dw-collapsed",
    "every weight moves by the mean or the sum of dw",
    "Each w_j has its own slope dw_j: subtract element by element.",
)
def dw_averaged(self):
    self.w = self.w - self.lr * self.grads["dw"].mean()
    self.b = self.b - self.lr * self.grads["db"]


@optimize.also("dw-collapsed")
def dw_summed(self):
    self.w = self.w - self.lr * self.grads["dw"].sum()
    self.b = self.b - self.lr * self.grads["db"]


@optimize.mistake(
    "both-steps-on-w",
    "w moves by dw and by db, and b stays where it is",
    "db belongs to b: self.b = self.b - self.lr * self.grads['db'].",
)
def both_steps_on_w(self):
    self.w = self.w - self.lr * self.grads["dw"] - self.lr * self.grads["db"]


@optimize.mistake(
    "heavy-ball",
    "a part of the step before is added to the step, as momentum does",
    "Each step is lr times the gradient in grads, and nothing older.",
    about=("second w", "second b"),
)
def heavy_ball(self, share=0.9):
    before, now = getattr(self, "before", (self.w, self.b)), (self.w, self.b)
    self.w = self.w - self.lr * self.grads["dw"] + share * (self.w - before[0])
    self.b = self.b - self.lr * self.grads["db"] + share * (self.b - before[1])
    self.before = now


@optimize.also("heavy-ball")
def heavy_ball_half(self):
    heavy_ball(self, 0.5)
