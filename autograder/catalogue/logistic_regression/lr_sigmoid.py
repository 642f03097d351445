"""lr-sigmoid: a score becomes a probability."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

sigmoid = Entry(
    Exercise(
        id="lr-sigmoid",
        title="From a score to a probability",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR.sigmoid(z)` is 1 / (1 + e^−z), element by element, for z of any shape; "
        "the values are finite for large |z|.",
        parts=(
            Part("values", 1, ("a", "number", "view", "row", "three axes", "far", "inputs")),
            Part("large scores", 1, ("a", "large")),
        ),
        minutes=5,
        difficulty=1,
        importance=3,
        hints=(
            "Try your method on z = 0 (it should give 0.5), then on −1000 and 1000.",
            "Only e^−z occurs in the formula. In which direction can e^−z overflow, and what is "
            "1 / (1 + ∞)?",
            "`torch.exp(-z)` works on every element at once; the rest is `1 / (1 + …)`. "
            "`torch.sigmoid(z)` is allowed too.",
        ),
        labels={
            "a": "sigmoid(z)",
            "number": "sigmoid of one number",
            "large": "sigmoid([-1000, -200, 200, 1000])",
            "view": "sigmoid of a transposed view",
            "row": "sigmoid of a row, (1, m)",
            "three axes": "sigmoid of three axes",
            "far": "sigmoid([-8, -6, -4])",
            "inputs": "the argument z",
        },
    ),
    wrap=method("sigmoid", LR),
)


@sigmoid.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns = draw.distinct(2, 2, 5)
    start = {"w": draw.real(3, 1), "b": draw.real(1)[0], "lr": 0.5}
    large = torch.tensor([-1000.0, -200.0, 200.0, 1000.0])
    # Small values beside no large one: what is 0.1 % off shows.
    far = torch.tensor([-8.0, -6.0, -4.0])
    return [
        Case(
            "a small matrix",
            {"z": draw.real(rows, columns, high=3.0), "large": large, "far": far, **start},
            {rows: "the number of rows", columns: "the number of columns"},
        )
    ]


@sigmoid.reference
def reference(self, z):
    return 1 / (1 + torch.exp(-z))


@sigmoid.variant("torch's own")
def library(self, z):
    return torch.sigmoid(z)


@sigmoid.variant("through tanh")
def through_tanh(self, z):
    return (torch.tanh(z / 2) + 1) / 2


@sigmoid.variant("stable on both sides")
def stable(self, z):
    e = torch.exp(-z.abs())
    return torch.where(z >= 0, 1 / (1 + e), e / (1 + e))


@sigmoid.variant("clamped")
def clamped(self, z):
    return (1 + torch.exp(-torch.clamp(z, -60, 60))).reciprocal()


@sigmoid.mistake(
    "rounded-e",
    "e is written as 2.718, with three decimals: the further z is from 0, the more that matters",
    "torch.exp, or math.e, has all the digits of e = 2.718281828…",
    about=("far",),
)
def rounded_e(self, z):
    return 1 / (1 + 2.718**-z)


@sigmoid.mistake(
    "sign-of-z",
    "the result is 1 − σ(z): it falls where σ(z) grows",
    "σ(z) = 1 / (1 + e^−z): a 1 above, the minus in the exponent below. With e^z below, or e^−z "
    "above, it is 1 − σ(z).",
)
def sign(self, z):
    return 1 / (1 + torch.exp(z))


@sigmoid.also("sign-of-z")
def one_minus(self, z):
    return torch.exp(-z) / (1 + torch.exp(-z))


@sigmoid.mistake(
    "softplus",
    "log(1 + e^z) is computed",
    "That is softplus, whose slope is σ(z); σ(z) itself is 1 / (1 + e^−z).",
)
def softplus(self, z):
    return torch.log(1 + torch.exp(z))


@sigmoid.mistake(
    "overflow",
    "e^z is divided by 1 + e^z: for large z both are infinite, and ∞/∞ is NaN",
    "Divided by e^z, the same fraction reads 1 / (1 + e^−z), and only e^−z is left.",
)
def overflow(self, z):
    return torch.exp(z) / (1 + torch.exp(z))


@sigmoid.mistake(
    "precedence",
    "the result is 1 + e^−z: the division is missing, or brackets are, as in 1 / 1 + e^−z",
    "Division binds tighter than addition: 1 / 1 + e^−z is 1 + e^−z.",
)
def precedence(self, z):
    return 1 / 1 + torch.exp(-z)


@sigmoid.mistake(
    "missing-one",
    "the 1 in the denominator is missing: 1 / e^−z",
    "1 / e^−z is e^z, which has no upper limit; the 1 keeps the result below 1.",
)
def missing_one(self, z):
    return 1 / torch.exp(-z)


@sigmoid.mistake(
    "minus-one",
    "1 is subtracted in the denominator instead of added",
    "σ(z) = 1 / (1 + e^−z).",
)
def minus_one(self, z):
    return 1 / (1 - torch.exp(-z))


@sigmoid.mistake(
    "tanh",
    "tanh is used in place of the sigmoid",
    "tanh lies between −1 and 1; σ(z) = (1 + tanh(z/2)) / 2 between 0 and 1.",
)
def tanh(self, z):
    return torch.tanh(z)


@sigmoid.mistake(
    "tanh-scale",
    "(1 + tanh(z)) / 2 is used: the argument is not halved",
    "σ(z) = (1 + tanh(z/2)) / 2.",
)
def tanh_scale(self, z):
    return (1 + torch.tanh(z)) / 2


@sigmoid.mistake(
    "softmax",
    "softmax is used: every row (or the whole tensor) is made to sum to 1",
    "The sigmoid looks at one score at a time; no element depends on its neighbours.",
)
def softmax_last(self, z):
    return torch.softmax(z, dim=-1) if z.dim() else torch.ones_like(z)


@sigmoid.also("softmax")
def softmax_first(self, z):
    return torch.softmax(z, dim=0) if z.dim() else torch.ones_like(z)


@sigmoid.also("softmax")
def softmax_by_hand(self, z):
    return torch.exp(z) / torch.exp(z).sum()


@sigmoid.also("softmax")
def softmax_row(self, z):
    return torch.softmax(z, dim=1)


@sigmoid.mistake("relu", "ReLU is used in place of the sigmoid", "A probability cannot exceed 1.")
def relu(self, z):
    return torch.relu(z)


@sigmoid.mistake(
    "slope",
    "the slope σ(z)(1 − σ(z)) is returned instead of σ(z)",
    "The slope belongs to a backward pass.",
)
def slope(self, z):
    a = torch.sigmoid(z)
    return a * (1 - a)


@sigmoid.mistake("twice", "the sigmoid is applied twice", "σ(σ(z)) lies between 0.5 and 0.74.")
def twice(self, z):
    return torch.sigmoid(torch.sigmoid(z))


@sigmoid.mistake(
    "log",
    "the logarithm of the sigmoid is returned",
    "A logarithm of a probability is negative; the contract asks for the probability.",
)
def log(self, z):
    return torch.nn.functional.logsigmoid(z)


@sigmoid.mistake(
    "thresholded",
    "the probability is rounded to 0 or 1",
    "A step has no slope to learn from; the decision comes later, when predicting.",
)
def thresholded(self, z):
    return (torch.sigmoid(z) > 0.5).to(z.dtype)


@sigmoid.also("thresholded")
def thresholded_bool(self, z):
    return z > 0


@sigmoid.mistake(
    "identity",
    "z is returned as it is",
    "A score can be any number; a probability lies between 0 and 1.",
)
def identity(self, z):
    return z


@sigmoid.mistake(
    "averaged",
    "the values are averaged or summed to one number",
    "The result has the shape of z: one probability per score.",
)
def averaged(self, z):
    return torch.sigmoid(z).mean()


@sigmoid.also("averaged")
def summed(self, z):
    return torch.sigmoid(z).sum()


@sigmoid.mistake(
    "in-place",
    "z itself is changed in place (neg_, exp_, -=, …)",
    "The caller still needs its z: compute a new tensor.",
    about=("inputs", "number", "view"),
)
def in_place(self, z):
    return z.neg_().exp_().add_(1).reciprocal_()


@sigmoid.also("in-place")
def in_place_sign(self, z):
    z *= -1
    return 1 / (1 + torch.exp(z))


@sigmoid.mistake(
    "python-math",
    "a function of one number (math.exp, float) is called on a tensor of many elements",
    "math works on one number; torch.exp works on every element.",
    about=("raised",),
)
def python_math(self, z):
    import math

    return 1 / (1 + math.exp(-z))


@sigmoid.mistake(
    "flattened",
    "the result loses the shape of z",
    "σ works element by element: the shape stays.",
)
def flattened(self, z):
    return torch.sigmoid(z).flatten()


@sigmoid.mistake(
    "clamped-hard",
    "the probabilities are clamped away from 0 and 1",
    "At z = ±1000 the float result is 0 or 1; a guard belongs into the loss, not here.",
    about=("large",),
)
def clamped_hard(self, z):
    return torch.sigmoid(z).clamp(0.01, 0.99)


@sigmoid.also("clamped-hard")
def clamped_a_little(self, z):
    return torch.sigmoid(z).clamp(0.001, 0.999)


@sigmoid.mistake(
    "squeezed",
    "axes of length one are dropped",
    "yhat has to keep the shape (1, m), like y: no squeeze here.",
    about=("row", "three axes"),
)
def squeezed(self, z):
    return torch.sigmoid(z).squeeze()


@sigmoid.mistake(
    "overflow-hidden",
    "large positive z give 0, as a NaN does that is replaced by 0",
    "σ(z) goes to 1 for large z: 1 / (1 + e^−z) needs no repair.",
    about=("large",),
)
def nan_to_zero(self, z):
    return torch.nan_to_num(torch.exp(z) / (1 + torch.exp(z)))


@sigmoid.mistake(
    "absolute",
    "negative z are treated like positive ones: 1 / (1 + e^−|z|)",
    "σ(−z) = 1 − σ(z): below 0 the stable form is e^z / (1 + e^z).",
)
def absolute(self, z):
    return 1 / (1 + torch.exp(-z.abs()))


@sigmoid.mistake(
    "hard",
    "straight lines are used in place of the curve, as hardsigmoid does",
    "σ(z) = 1 / (1 + e^−z) reaches 0 and 1 nowhere.",
)
def hard(self, z):
    return torch.nn.functional.hardsigmoid(z)


@sigmoid.mistake(
    "shifted",
    "the largest z is subtracted first",
    "softmax may be shifted, σ may not: σ(z − c) is not σ(z).",
)
def shifted(self, z):
    return torch.sigmoid(z - z.max())


@sigmoid.mistake(
    "minus-before-e",
    "the denominator is 1 − e^z: the minus stands before e^z and not in the exponent",
    "−z.exp() is −(e^z); (−z).exp() is e^−z.",
)
def minus_before_e(self, z):
    return 1 / (1 + -z.exp())


@sigmoid.mistake(
    "power-precedence",
    "the result is 1 + e^z: a power −1 takes hold of e^−z alone, or the division is missing",
    "A power binds tighter than a sum: (1 + torch.exp(-z)) ** -1.",
)
def power(self, z):
    return 1 + torch.exp(-z) ** -1
