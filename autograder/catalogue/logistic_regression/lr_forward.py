"""lr-forward: scores and probabilities of a whole batch."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry, method
from autograder.catalogue.logistic_regression.model import CHAPTER, LR
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

forward = Entry(
    Exercise(
        id="lr-forward",
        title="The forward pass",
        chapter=CHAPTER,
        symbol="LR",
        contract="`LR.forward(x)`, x of shape (dim, m), is sigmoid(wᵀx + b), of shape (1, m).",
        parts=(Part("yhat", 2, ("yhat", "inputs", "w and b", "second yhat")),),
        minutes=6,
        difficulty=1,
        importance=4,
        hints=(
            "Write the shape under every factor of wᵀx: (1, dim) and (dim, m).",
            "A matrix product gives all m scores at once; b is one number and broadcasts; "
            "self.sigmoid does the rest.",
            "`z = self.w.T @ x + self.b`, then hand z to `self.sigmoid`.",
        ),
        inputs={"w": "w"},
        labels={
            "yhat": "yhat",
            "second yhat": "yhat of a second batch",
            "inputs": "the argument x",
            "w and b": "w and b after the forward pass",
        },
    ),
    wrap=method("forward", LR),
)


def adds_up_to_no_whole_number(w: torch.Tensor) -> bool:
    total = float(w.sum())
    return abs(total - round(total)) > 0.2


@forward.cases
def cases(draw: Draw) -> list[Case]:
    dim, m, other = draw.distinct(3, 3, 7)
    words = {m: "the number of examples m", dim: "the number of features dim"}
    # wᵀ(x + b) is wᵀx + b·Σw: where Σw is 0 or 1, b seems to be left out or added rightly.
    w = draw.until(lambda: draw.real(dim, 1, high=1.2), adds_up_to_no_whole_number)
    b = draw.real(2, high=1.2, low=0.4)
    second = draw.real(dim, other)
    # Two sure examples, z = 9 and z = -9: a clamped probability shows there.
    for column, score in enumerate((9.0, -9.0)):
        second[:, column : column + 1] = (score - b[0]) * w / (w * w).sum()
    return [
        Case(
            "a batch",
            {"x": draw.real(dim, m), "w": w, "b": b[0], "second x": second},
            words,
        ),
        Case(
            "one example",
            {"x": draw.real(dim, 1), "w": w, "b": b[1], "second x": draw.real(dim, m)},
            {dim: words[dim]},
        ),
    ]


@forward.reference
def reference(self, x):
    z = self.w.T @ x + self.b
    return self.sigmoid(z)


@forward.variant("torch.mm and transposed twice")
def transposed_twice(self, x):
    return torch.sigmoid((torch.mm(x.t(), self.w) + self.b).t())


@forward.variant("einsum")
def einsum(self, x):
    return torch.sigmoid(torch.einsum("io,im->om", self.w, x) + self.b)


@forward.variant("a sum over the features")
def summed(self, x):
    return self.sigmoid((self.w * x).sum(dim=0, keepdim=True) + self.b)


@forward.variant("a loop over the examples")
def loop(self, x):
    scores = [(self.w[:, 0] * x[:, i]).sum() + self.b for i in range(x.shape[1])]
    return self.sigmoid(torch.stack([torch.as_tensor(s).reshape(()) for s in scores])[None, :])


@forward.variant("the formula again")
def formula(self, x):
    return 1 / (1 + torch.exp(-(torch.matmul(self.w.T, x) + self.b)))


@forward.mistake(
    "bias-times-m",
    "b is multiplied by the number of examples",
    "z = wᵀx + b: every example gets b once.",
)
def bias_times_m(self, x):
    return self.sigmoid(self.w.T @ x + self.b * x.shape[1])


@forward.mistake(
    "bias-missing",
    "b is left out of z",
    "z = wᵀx + b: without b the line between the classes passes through the origin.",
    hint=2,
)
def no_bias(self, x):
    return self.sigmoid(self.w.T @ x)


@forward.mistake(
    "sigmoid-missing",
    "the scores wᵀx + b are returned without the sigmoid",
    "yhat is a probability: yhat = σ(z).",
)
def no_sigmoid(self, x):
    return self.w.T @ x + self.b


@forward.mistake(
    "sigmoid-and-bias-missing",
    "wᵀx alone is returned, without b and the sigmoid",
    "yhat = σ(wᵀx + b).",
)
def product_only(self, x):
    return self.w.T @ x


@forward.mistake(
    "bias-outside",
    "b is added after the sigmoid",
    "b belongs to the score: σ(wᵀx + b), not σ(wᵀx) + b.",
)
def bias_outside(self, x):
    return self.sigmoid(self.w.T @ x) + self.b


@forward.mistake("bias-subtracted", "b is subtracted", "z = wᵀx + b.")
def bias_subtracted(self, x):
    return self.sigmoid(self.w.T @ x - self.b)


@forward.mistake("bias-multiplied", "wᵀx is multiplied by b", "z = wᵀx + b is a sum.")
def bias_multiplied(self, x):
    return self.sigmoid(self.w.T @ x * self.b)


@forward.mistake(
    "bias-per-feature",
    "b is added once for every feature, inside the product",
    "b is added once to each score: wᵀx + b, not wᵀ(x + b) or a sum of (w·x + b).",
)
def bias_inside_sum(self, x):
    return self.sigmoid((self.w * x + self.b).sum(dim=0, keepdim=True))


@forward.mistake("bias-in-x", "b is added to x before the product", "z = wᵀx + b, not wᵀ(x + b).")
def bias_in_x(self, x):
    return self.sigmoid(self.w.T @ (x + self.b))


@forward.mistake("bias-in-w", "b is added to w before the product", "z = wᵀx + b, not (w + b)ᵀx.")
def bias_in_w(self, x):
    return self.sigmoid((self.w + self.b).T @ x)


@forward.mistake("bias-twice", "b is added twice", "z = wᵀx + b.")
def bias_twice(self, x):
    return self.sigmoid(self.w.T @ x + 2 * self.b)


@forward.mistake(
    "sign-of-z",
    "the sign of z is turned, or 1 − yhat is returned, which is the same",
    "yhat = σ(+(wᵀx + b)), the probability of the label 1; the minus is inside of σ.",
)
def negated(self, x):
    return self.sigmoid(-(self.w.T @ x + self.b))


@forward.mistake("sigmoid-twice", "the sigmoid is applied twice", "yhat = σ(z), once.")
def sigmoid_twice(self, x):
    return self.sigmoid(self.sigmoid(self.w.T @ x + self.b))


@forward.mistake(
    "softmax",
    "softmax is used: the probabilities of the examples are made to sum to 1",
    "Each example has its own probability: σ looks at one score at a time.",
)
def softmax(self, x):
    return torch.softmax(self.w.T @ x + self.b, dim=1)


@forward.mistake(
    "softmax-over-one",
    "softmax is taken over an axis of length one: it gives 1",
    "There is one score per example; its probability is σ of it.",
)
def softmax_rows(self, x):
    return torch.softmax(self.w.T @ x + self.b, dim=0)


@forward.mistake(
    "thresholded",
    "the probability is rounded to 0 or 1",
    "A step has no slope to learn from: forward returns probabilities.",
)
def thresholded(self, x):
    return (self.sigmoid(self.w.T @ x + self.b) > 0.5).to(x.dtype)


@forward.also("thresholded")
def thresholded_bool(self, x):
    return self.sigmoid(self.w.T @ x + self.b) > 0.5


@forward.mistake(
    "transposed",
    "the result is a column (m, 1)",
    "Examples are columns here: yhat is a row, (1, m), like y.",
)
def transposed(self, x):
    return self.sigmoid(x.T @ self.w + self.b)


@forward.mistake(
    "squeezed",
    "the axis of length one is gone: the result has the shape (m,)",
    "yhat is (1, m), like y: (m,) minus (1, m) works, (m,) minus (m, 1) silently broadcasts.",
)
def squeezed(self, x):
    return self.sigmoid(self.w.T @ x + self.b).flatten()


@forward.also("squeezed")
def squeezed_everything(self, x):
    return self.sigmoid(self.w.T @ x + self.b).squeeze()


@forward.mistake(
    "not-summed",
    "w * x is an element-wise product, (dim, m), and is not summed over the features",
    "wᵀx is a matrix product: w.T @ x, or (w * x).sum(dim=0, keepdim=True).",
)
def not_summed(self, x):
    return self.sigmoid(self.w * x + self.b)


@forward.mistake(
    "averaged-over-features",
    "the products are averaged over the features instead of summed",
    "wᵀx is the sum over j of w_j x_j; nothing is divided by dim.",
)
def mean_over_features(self, x):
    return self.sigmoid((self.w * x).mean(dim=0, keepdim=True) + self.b)


@forward.mistake(
    "summed-to-one",
    "everything is summed to one number",
    "yhat has one probability for each of the m examples.",
)
def summed_to_one(self, x):
    return self.sigmoid((self.w * x).sum() + self.b)


@forward.mistake(
    "tanh", "tanh is used in place of the sigmoid", "A probability lies between 0 and 1."
)
def tanh(self, x):
    return torch.tanh(self.w.T @ x + self.b)


@forward.mistake("relu", "ReLU is used in place of the sigmoid", "A probability cannot exceed 1.")
def relu(self, x):
    return torch.relu(self.w.T @ x + self.b)


@forward.mistake(
    "product-order",
    "w and x stand in an order, or without the transpose, in which their shapes do not fit",
    "(1, dim) @ (dim, m): the transpose is on w, and w comes first.",
    about=("raised",),
)
def wrong_order(self, x):
    return self.sigmoid(torch.mm(self.w, x) + self.b)


@forward.also("product-order")
def wrong_order_transposed(self, x):
    return self.sigmoid(torch.mm(x, self.w.T) + self.b)


@forward.also("product-order")
def wrong_order_swapped(self, x):
    return self.sigmoid(torch.mm(x, self.w) + self.b)


@forward.mistake(
    "returned-nothing",
    "nothing is returned",
    "A function without `return` gives None.",
    hint=3,
)
def no_return(self, x):
    self.a = self.sigmoid(self.w.T @ x + self.b)


@forward.mistake(
    "remembered",
    "the first batch's result is kept and given again",
    "Every call answers for itself.",
)
def remembered(self, x):
    if not hasattr(self, "kept"):
        self.kept = self.sigmoid(self.w.T @ x + self.b)
    return self.kept


@forward.mistake(
    "in-place-x",
    "x itself is changed (by *=, add_ and the like)",
    "The caller still needs its x: the backward pass will use it.",
    about=("inputs",),
)
def in_place_x(self, x):
    yhat = self.sigmoid(self.w.T @ x + self.b)
    x *= self.w
    return yhat


@forward.mistake(
    "updates-w",
    "the forward pass changes w or b",
    "forward only computes; optimize moves the parameters.",
    about=("w and b",),
)
def updates_w(self, x):
    yhat = self.sigmoid(self.w.T @ x + self.b)
    with torch.no_grad():
        self.w += 0.1 * x.mean(dim=1, keepdim=True)
    return yhat


@forward.mistake(
    "one-plus-exp",
    "the result is 1 + e^−z: the division is missing, or brackets are, as in 1 / 1 + e^−z",
    "yhat = 1 / (1 + e^−z); `self.sigmoid(z)` computes it.",
)
def one_plus_exp(self, x):
    return 1 / 1 + torch.exp(-(self.w.T @ x + self.b))


@forward.mistake(
    "bias-missing-and-sign",
    "b is left out of z, and the sign of z is turned",
    "yhat = σ(z) with z = wᵀx + b.",
)
def bias_missing_and_sign(self, x):
    return torch.sigmoid(-(self.w.T @ x))


@forward.mistake(
    "over-m",
    "wᵀx is divided by the number of examples m",
    "Each example has its own score; averages over examples belong to J.",
)
def over_m(self, x):
    return self.sigmoid(self.w.T @ x / x.shape[1] + self.b)


@forward.mistake(
    "zero-scores",
    "yhat is 0.5 for every example: z is 0, as with new zeros in the place of self.w and self.b",
    "w and b are made once, in __init__; forward uses self.w and self.b.",
)
def new_zeros(self, x):
    return self.sigmoid(torch.zeros(1, x.shape[0]) @ x)


@forward.mistake(
    "standardised",
    "x is shifted or scaled before it is used",
    "z = wᵀx + b with x as it is: whoever prepares the data does so before.",
)
def standardised(self, x):
    x = (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)
    return self.sigmoid(self.w.T @ x + self.b)


@forward.also("standardised")
def centred(self, x):
    return self.sigmoid(self.w.T @ (x - x.mean(dim=1, keepdim=True)) + self.b)


@forward.mistake(
    "sigmoid-of-w",
    "the sigmoid is taken of w, before the product",
    "First the score z = wᵀx + b, then σ(z).",
)
def sigmoid_of_w(self, x):
    return self.sigmoid(self.w.T) @ x + self.b


@forward.mistake(
    "clamped",
    "the probabilities are clamped away from 0 and 1",
    "A sure example keeps its yhat; a guard belongs into the loss, not here.",
    about=("yhat", "second yhat"),
)
def clamped(self, x):
    return self.sigmoid(self.w.T @ x + self.b).clamp(0.01, 0.99)


@forward.also("clamped")
def clamped_less(self, x):
    return self.sigmoid(self.w.T @ x + self.b).clamp(0.001, 0.999)


@forward.mistake(
    "log",
    "the logarithm of the probability is returned",
    "yhat = σ(z) itself; the logarithm is taken in the loss.",
)
def log(self, x):
    return torch.log(self.sigmoid(self.w.T @ x + self.b))


@forward.mistake(
    "relu-before-sigmoid",
    "ReLU is put before the sigmoid: no probability is below 0.5",
    "A negative score means a probability below ½: z goes into σ as it is.",
)
def relu_before_sigmoid(self, x):
    return self.sigmoid(torch.relu(self.w.T @ x + self.b))


@forward.also("updates-w")
def updates_b(self, x):
    yhat = self.sigmoid(self.w.T @ x + self.b)
    self.b = self.b + 0.1
    return yhat


@forward.also("updates-w")
def updates_both(self, x):
    yhat = updates_w(self, x)
    self.b = self.b + 0.1
    return yhat
