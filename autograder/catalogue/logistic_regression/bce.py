"""bce: the loss J of a batch."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.logistic_regression.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

loss = Entry(
    Exercise(
        id="bce",
        title="The loss J",
        chapter=CHAPTER,
        symbol="bce",
        contract="`bce(yhat, y)`, both of shape (1, m), 0 < yhat < 1, is one number: the mean of "
        "−(y log yhat + (1 − y) log(1 − yhat)).",
        parts=(Part("loss", 2, ("loss", "inputs", "one example")),),
        minutes=8,
        difficulty=2,
        importance=4,
        hints=(
            "Take one example with y = 1: which of the two terms is left? Then one with y = 0.",
            "Both terms are computed for all examples at once; y and 1 − y switch them on and off. "
            "The minus stands before both.",
            "`-(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()`.",
        ),
        labels={
            "loss": "bce(yhat, y)",
            "one example": "bce of one example alone",
            "inputs": "the arguments yhat and y",
        },
    ),
)


@loss.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double in (("a batch", False), ("a batch in float64", True)):
        m = draw.integer(4, 8)
        yhat = draw.positive(1, m, low=0.05, high=0.95)
        y = draw.labels(m).float()[None, :]
        # One confident, wrong prediction: a guard above 1e-7 shows there.
        yhat[0, 1] = 0.001 if y[0, 1] else 0.999
        if double:
            yhat, y = yhat.double(), y.double()
        found.append(Case(name, {"yhat": yhat, "y": y}, {m: "the number of examples m"}))
    return found


@loss.reference
def reference(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()


@loss.variant("torch's own")
def library(yhat, y):
    return F.binary_cross_entropy(yhat, y)


@loss.variant("from the probability of the label")
def chosen(yhat, y):
    return -torch.log(torch.where(y == 1, yhat, 1 - yhat)).sum() / y.numel()


@loss.variant("a loop, as a Python float")
def loop(yhat, y):
    import math

    total = 0.0
    for p, label in zip(yhat.flatten().tolist(), y.flatten().tolist(), strict=True):
        total -= math.log(p) if label == 1 else math.log(1 - p)
    return total / y.shape[1]


@loss.variant("with a guard of 1e-7, of shape (1, 1)")
def guarded(yhat, y):
    p = yhat.clamp(1e-7, 1 - 1e-7)
    return -(torch.log(p) @ y.T + torch.log1p(-p) @ (1 - y).T) / y.shape[1]


@loss.variant("with eps added")
def eps_added(yhat, y):
    eps = 1e-8
    return (-y * torch.log(yhat + eps) - (1 - y) * torch.log(1 - yhat + eps)).mean()


@loss.variant("back through the scores")
def through_scores(yhat, y):
    return F.binary_cross_entropy_with_logits(torch.logit(yhat), y)


@loss.mistake(
    "minus-missing",
    "the minus before the bracket is missing",
    "Logarithms of probabilities are negative; the loss is positive.",
)
def no_minus(yhat, y):
    return (y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()


@loss.mistake(
    "sum",
    "the losses are summed and not averaged",
    "J = (1/m) Σ: divide by m, which is y.shape[1] (len(y) is 1).",
)
def summed(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()


@loss.mistake(
    "sum-and-minus-missing", "the losses are summed, and the minus is missing", "J = −(1/m) Σ(…)."
)
def summed_no_minus(yhat, y):
    return (y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()


@loss.mistake(
    "not-averaged",
    "the losses of the examples are not averaged: the shape is (1, m)",
    "J is one number for the batch.",
)
def per_example(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat))


@loss.mistake(
    "bracket",
    "only the first term is negative: the bracket after the minus closes too early, or a minus "
    "stands between the terms",
    "−(a + b) = −a − b: the minus belongs to both terms.",
)
def bracket(yhat, y):
    return (-(y * torch.log(yhat)) + (1 - y) * torch.log(1 - yhat)).mean()


@loss.mistake(
    "bracket-second",
    "only the second term is negative",
    "−(a + b) = −a − b: the minus belongs to both terms.",
)
def bracket_second(yhat, y):
    return (y * torch.log(yhat) - (1 - y) * torch.log(1 - yhat)).mean()


@loss.mistake(
    "swapped",
    "yhat and y are swapped: the logarithm of a label is taken",
    "Labels are 0 and 1, and log 0 is −∞: the logarithm belongs to the probability.",
)
def swapped(yhat, y):
    return -(yhat * torch.log(y) + (1 - yhat) * torch.log(1 - y)).mean()


@loss.also("swapped")
def swapped_library(yhat, y):
    return F.binary_cross_entropy(y, yhat)


@loss.also("swapped")
def swapped_guarded(yhat, y):
    return -(yhat * torch.log(y + 1e-7) + (1 - yhat) * torch.log(1 - y + 1e-7)).mean()


@loss.also("swapped")
def swapped_guarded_less(yhat, y):
    return -(yhat * torch.log(y + 1e-8) + (1 - yhat) * torch.log(1 - y + 1e-8)).mean()


@loss.mistake(
    "positives-only",
    "only the first term is there: examples with y = 0 cost nothing",
    "A confident yhat on y = 0 must cost too: (1 − y) log(1 − yhat).",
)
def positives(yhat, y):
    return -(y * torch.log(yhat)).mean()


@loss.mistake(
    "negatives-only",
    "only the second term is there: examples with y = 1 cost nothing",
    "A small yhat on y = 1 must cost too: y log yhat.",
)
def negatives(yhat, y):
    return -((1 - y) * torch.log(1 - yhat)).mean()


@loss.mistake(
    "label-ignored",
    "the labels do not switch the terms: log yhat + log(1 − yhat)",
    "y multiplies the first logarithm, 1 − y the second.",
)
def both_terms(yhat, y):
    return -(torch.log(yhat) + torch.log(1 - yhat)).mean()


@loss.mistake(
    "label-missing-second",
    "the second logarithm is not multiplied by 1 − y",
    "1 − y switches the second term off for y = 1.",
)
def second_unswitched(yhat, y):
    return -(y * torch.log(yhat) + torch.log(1 - yhat)).mean()


@loss.mistake(
    "label-not-inverted",
    "the second term is multiplied by y instead of 1 − y",
    "1 − y switches the second term on for y = 0.",
)
def not_inverted(yhat, y):
    return -(y * torch.log(yhat) + y * torch.log(1 - yhat)).mean()


@loss.mistake(
    "same-log",
    "both terms hold log yhat",
    "The second one is log(1 − yhat): for y = 0 the probability of the label is 1 − yhat.",
)
def same_log(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * torch.log(yhat)).mean()


@loss.mistake(
    "terms-crossed",
    "the terms are crossed: y meets log(1 − yhat)",
    "The probability of the label is yhat for y = 1 and 1 − yhat for y = 0.",
)
def crossed(yhat, y):
    return -(y * torch.log(1 - yhat) + (1 - y) * torch.log(yhat)).mean()


@loss.mistake(
    "precedence",
    "brackets are missing in (1 − y): 1 − y·log(1 − yhat) is computed",
    "Multiplication binds tighter: (1 - y) * log(1 - yhat) needs its brackets.",
)
def precedence(yhat, y):
    return -(y * torch.log(yhat) + 1 - y * torch.log(1 - yhat)).mean()


@loss.mistake(
    "one-minus-log",
    "1 − log yhat is taken where log(1 − yhat) belongs",
    "1 − log p and log(1 − p) are different things.",
)
def one_minus_log(yhat, y):
    return -(y * torch.log(yhat) + (1 - y) * (1 - torch.log(yhat))).mean()


@loss.mistake(
    "log-2",
    "the logarithm is taken to base 2",
    "log is the natural logarithm: its slope is 1/p, which the backward pass will use.",
)
def base_two(yhat, y):
    return -(y * torch.log2(yhat) + (1 - y) * torch.log2(1 - yhat)).mean()


@loss.mistake("log-10", "the logarithm is taken to base 10", "log is the natural logarithm.")
def base_ten(yhat, y):
    return -(y * torch.log10(yhat) + (1 - y) * torch.log10(1 - yhat)).mean()


@loss.mistake("log1p", "log1p is used: log(1 + p) instead of log p", "log1p(p) is log(1 + p).")
def log1p(yhat, y):
    return -(y * torch.log1p(yhat) + (1 - y) * torch.log1p(1 - yhat)).mean()


@loss.mistake(
    "log-missing",
    "the logarithms are missing",
    "The loss of one example is −log of the probability that its label was given.",
)
def no_log(yhat, y):
    return -(y * yhat + (1 - y) * (1 - yhat)).mean()


@loss.mistake(
    "squared-error",
    "the mean squared error is computed",
    "J is the cross-entropy: −log of the probability that the label was given.",
)
def squared(yhat, y):
    return ((yhat - y) ** 2).mean()


@loss.mistake(
    "absolute-error",
    "the mean absolute error is computed",
    "J is the cross-entropy: −log of the probability that the label was given.",
)
def absolute(yhat, y):
    return (yhat - y).abs().mean()


@loss.mistake(
    "sigmoid-again",
    "the sigmoid is applied to yhat once more",
    "yhat is a probability already; the …_with_logits function wants scores.",
)
def logits(yhat, y):
    return F.binary_cross_entropy_with_logits(yhat, y)


@loss.mistake(
    "averaged-twice", "the mean is divided by m once more", "mean() divides by m already."
)
def averaged_twice(yhat, y):
    return reference(yhat, y) / y.shape[1]


@loss.mistake(
    "half",
    "the loss is half as large: 1/(2m) instead of 1/m",
    "The 2 of a squared error does not occur here.",
)
def half(yhat, y):
    return reference(yhat, y) / 2


@loss.mistake(
    "per-class",
    "the two terms are averaged over their own class's examples",
    "Both terms are divided by m, the number of all examples.",
)
def per_class(yhat, y):
    pos, neg = yhat[y == 1], yhat[y == 0]
    first = torch.log(pos).mean() if len(pos) else 0.0
    second = torch.log(1 - neg).mean() if len(neg) else 0.0
    return -(first + second)


@loss.mistake(
    "softmax",
    "yhat is treated as scores of m classes",
    "Each example is its own yes or no: there is no softmax here.",
)
def softmax(yhat, y):
    return F.cross_entropy(yhat, y)


@loss.mistake(
    "guard-too-large",
    "a guard larger than 1e-7 is put into the logarithm: it changes "
    "the loss of confident predictions",
    "A guard only has to keep log from 0.",
)
def large_guard(yhat, y):
    return -(y * torch.log(yhat + 1e-2) + (1 - y) * torch.log(1 - yhat + 1e-2)).mean()


@loss.also("guard-too-large")
def large_guard_3(yhat, y):
    return -(y * torch.log(yhat + 1e-3) + (1 - y) * torch.log(1 - yhat + 1e-3)).mean()


@loss.also("guard-too-large")
def large_clamp(yhat, y):
    p = yhat.clamp(0.01, 0.99)
    return reference(p, y)


@loss.also("guard-too-large")
def large_clamp_tenth(yhat, y):
    return reference(yhat.clamp(0.1, 0.9), y)


@loss.mistake("nothing-returned", "nothing is returned", "A function without `return` gives None.")
def no_return(yhat, y):
    -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).mean()  # noqa: B018


@loss.mistake(
    "inputs-changed",
    "an argument is changed in place (clamp_, log_, *= …)",
    "The caller still needs yhat: the backward pass will use it.",
    about=("inputs",),
)
def in_place_log(yhat, y):
    total = -((1 - y) * torch.log(1 - yhat)).sum()
    yhat.log_()
    return (total - (y * yhat).sum()) / y.shape[1]


@loss.mistake(
    "python-math",
    "a function of one number (math.log, float) is called on a tensor of many elements",
    "math works on one number; torch.log works on every element.",
    about=("raised",),
)
def python_math(yhat, y):
    import math

    return -(y * math.log(yhat) + (1 - y) * math.log(1 - yhat)).mean()


@loss.mistake(
    "one-class",
    "the loss is 0 for every batch, as softmax over a single class makes it",
    "F.cross_entropy wants one score per class; there is one probability per example here.",
)
def one_class(yhat, y):
    return F.cross_entropy(yhat.T, y.T)


@loss.mistake(
    "accuracy",
    "the share of right decisions is returned, the accuracy",
    "J also asks how sure the wrong ones were.",
)
def accuracy(yhat, y):
    return ((yhat > 0.5) == (y > 0.5)).to(yhat.dtype).mean()


@loss.mistake(
    "mean-error",
    "the mean of yhat − y is returned: that is db, a slope of J",
    "J is the mean of −(y log yhat + (1 − y) log(1 − yhat)).",
)
def mean_error(yhat, y):
    return (yhat - y).mean()


@loss.mistake(
    "log-of-the-mean",
    "the logarithm is taken of a mean probability",
    "First −log for every example, then the mean: the two do not commute.",
)
def log_of_the_mean(yhat, y):
    return -torch.log((y * yhat + (1 - y) * (1 - yhat)).mean())


@loss.mistake(
    "last-example",
    "only one example counts: each round of a loop overwrites what was there",
    "A sum over the examples grows with += and is divided by m at the end.",
)
def last_example(yhat, y):
    return reference(yhat[:, -1:], y[:, -1:]) / y.shape[1]


@loss.also("last-example")
def last_example_alone(yhat, y):
    return reference(yhat[:, -1:], y[:, -1:])


@loss.mistake(
    "first-example",
    "only the first example counts: range(len(y)) has one round, or a return stands in the loop",
    "len(y) is 1, the number of rows; y.shape[1] is m.",
)
def first_example(yhat, y):
    return reference(yhat[:, :1], y[:, :1])


@loss.also("first-example")
def first_example_over_m(yhat, y):
    return reference(yhat[:, :1], y[:, :1]) / y.shape[1]


@loss.mistake(
    "one-term-averaged",
    "the two terms are not divided alike: one is summed, one averaged, or the minus is on one alone",
    "−(1/m) stands before the whole sum: it belongs to both terms.",
)
def one_term_averaged(yhat, y):
    first, second = y * torch.log(yhat), (1 - y) * torch.log(1 - yhat)
    return -first.mean() + second.sum()


@loss.also("one-term-averaged")
def one_term_summed(yhat, y):
    first, second = y * torch.log(yhat), (1 - y) * torch.log(1 - yhat)
    return -first.sum() - second.mean()


@loss.also("one-term-averaged")
def other_term_summed(yhat, y):
    first, second = y * torch.log(yhat), (1 - y) * torch.log(1 - yhat)
    return -first.mean() - second.sum()


@loss.mistake("largest", "the largest of the losses is returned", "J is their mean.")
def largest(yhat, y):
    return torch.max(-(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)))


@loss.mistake(
    "root-of-squares",
    "the root of the mean squared error is computed",
    "J is the cross-entropy: −log of the probability that the label was given.",
)
def root_of_squares(yhat, y):
    return torch.sqrt(((yhat - y) ** 2).mean())
