"""mse: the mean squared error of (N, 1) predictions and (N,) targets."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

loss = Entry(
    Exercise(
        id="mse",
        title="The mean squared error, and a trap",
        chapter=CHAPTER,
        symbol="mse",
        contract="`mse(pred, target)` is one number: the mean over the N examples of "
        "(pred − target)². pred has the shape (N, 1), target (N,).",
        parts=(
            Part("loss", 1, ("loss", "second")),
            Part("one example and arguments kept", 1, ("loss", "one example", "inputs")),
        ),
        minutes=6,
        difficulty=2,
        importance=5,
        hints=(
            "Print the shape of `pred - target`, for pred of shape (4, 1) and target of shape (4,).",
            "N differences are wanted, one per example. Bring both to one shape before you "
            "subtract: drop the axis of length 1, or add it to the other.",
            "`pred.squeeze(1)` and `target` are both (N,): subtract, square, take the mean.",
        ),
        labels={
            "loss": "mse(pred, target)",
            "inputs": "the arguments pred and target",
            "one example": "mse of one example",
            "second": "mse of another batch",
        },
    ),
)

_MEAN = "The mean of the N squared differences: subtract, square, average."


@loss.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    sizes = draw.distinct(4, 5, 9)
    for name, n, other in (("a batch", *sizes[:2]), ("a batch in float64", *sizes[2:])):
        pred, target = draw.until(
            lambda n=n: (draw.real(n, 1, high=3.0), draw.real(n, high=3.0)),
            lambda drawn: _telling(drawn[0][:, 0] - drawn[1]),
        )
        inputs = {
            "pred": pred,
            "target": target,
            "second pred": draw.real(other, 1),
            "second target": draw.real(other),
        }
        found.append(Case(name, inputs, {n: "the number of examples N"}))
    return [found[0], found[1].as_double()]


def _telling(differences: torch.Tensor) -> bool:
    """Their sum is not near zero, and neither the largest nor the median is first or last."""
    places = {int(differences.abs().argmax()), int(differences.square().median(0).indices)}
    return float(differences.sum().abs()) > 0.5 and not places & {0, len(differences) - 1}


@loss.reference
def reference(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean()


@loss.variant("the target as a column")
def as_columns(pred, target):
    return (pred - target[:, None]).square().sum() / len(target)


@loss.variant("torch's own, shapes made equal")
def library(pred, target):
    return F.mse_loss(pred.flatten(), target)


@loss.variant("a loop, as a Python float")
def by_loop(pred, target):
    total = 0.0
    for i in range(target.shape[0]):
        total += (pred[i, 0].item() - target[i].item()) ** 2
    return total / target.shape[0]


@loss.variant("a dot product, of shape (1, 1)")
def by_product(pred, target):
    diff = pred - target.reshape(-1, 1)
    return diff.T @ diff / diff.shape[0]


@loss.variant("the prediction as a row")
def as_rows(pred, target):
    return torch.pow(pred.T - target, 2).mean(dim=1)


@loss.variant("zipped")
def zipped(pred, target):
    return sum((p - t) ** 2 for p, t in zip(pred, target, strict=True)) / len(pred)


@loss.mistake(
    "broadcast",
    "pred − target is an (N, N) table: every prediction minus every target, silently",
    "Lined up from the right, (N, 1) with (N,) broadcasts to (N, N). Give both one shape first.",
)
def broadcast(pred, target):
    return ((pred - target) ** 2).mean()


@loss.also("broadcast")
def broadcast_table(pred, target):
    return (pred - target) ** 2


@loss.mistake(
    "sum-for-mean",
    "the squared differences are summed, not averaged",
    "The M in MSE: divide by N, so that the loss does not grow with the batch.",
)
def summed(pred, target):
    return ((pred.squeeze(1) - target) ** 2).sum()


@loss.mistake(
    "root",
    "the square root is taken at the end",
    "That is the RMSE, the root of what is asked for.",
)
def root(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean().sqrt()


@loss.mistake(
    "absolute",
    "the absolute differences are averaged (or summed), not the squared ones",
    "That is the MAE, the mean absolute error. " + _MEAN,
)
def absolute(pred, target):
    return (pred.squeeze(1) - target).abs().mean()


@loss.mistake(
    "not-squared",
    "the differences are averaged without being squared",
    "Differences of both signs cancel; squares do not.",
)
def not_squared(pred, target):
    return (pred.squeeze(1) - target).mean()


@loss.also("not-squared")
def not_squared_turned(pred, target):
    return (target - pred.squeeze(1)).mean()


@loss.also("not-squared")
def not_squared_sum(pred, target):
    return (pred.squeeze(1) - target).sum()


@loss.also("not-squared")
def not_squared_absolute(pred, target):
    return (pred.squeeze(1) - target).mean().abs()


@loss.mistake(
    "squared-mean",
    "the mean is squared, not the differences: first averaged, then squared",
    "The mean of squares is not the square of the mean: square inside the brackets.",
)
def squared_mean(pred, target):
    return (pred.squeeze(1) - target).mean() ** 2


@loss.also("squared-mean")
def squared_sum(pred, target):
    return (pred.squeeze(1) - target).sum() ** 2


@loss.also("squared-mean")
def squared_sum_over_n(pred, target):
    return (pred.squeeze(1) - target).sum() ** 2 / len(target)


@loss.mistake(
    "half",
    "the result is halved",
    "Some books write ½ before it to make the derivative shorter; this contract has no ½.",
)
def half(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean() / 2


@loss.mistake(
    "doubled",
    "the result is doubled",
    "The 2 belongs to the derivative of the square, not to the square. " + _MEAN,
)
def doubled(pred, target):
    return 2 * ((pred.squeeze(1) - target) ** 2).mean()


@loss.mistake(
    "times-two",
    "the differences are doubled, not squared: `* 2` stands where `** 2` belongs",
    "Doubled differences of both signs cancel; squares do not.",
)
def times_two_for_square(pred, target):
    return ((pred.squeeze(1) - target) * 2).mean()


@loss.mistake(
    "not-averaged",
    "the N squared differences are returned, not their mean",
    "A loss is one number.",
)
def not_averaged(pred, target):
    return (pred.squeeze(1) - target) ** 2


@loss.also("not-averaged")
def not_averaged_column(pred, target):
    return (pred - target[:, None]) ** 2


@loss.also("not-averaged")
def mean_over_the_one(pred, target):
    return ((pred - target[:, None]) ** 2).mean(dim=1)


@loss.also("not-averaged")
def not_averaged_row(pred, target):
    return (pred.T - target) ** 2


@loss.mistake(
    "divided-twice",
    "it is divided by N twice",
    ".mean() has divided by N already.",
)
def divided_twice(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean() / len(target)


@loss.mistake(
    "one-fewer",
    "it is divided by N − 1",
    "N − 1 belongs to the estimate of a variance; a mean of N numbers divides by N.",
)
def one_fewer(pred, target):
    return ((pred.squeeze(1) - target) ** 2).sum() / (len(target) - 1)


@loss.mistake(
    "negative",
    "the sign is turned",
    "A square is never negative, nor is a mean of squares.",
)
def negative(pred, target):
    return -((pred.squeeze(1) - target) ** 2).mean()


@loss.mistake(
    "difference-of-squares",
    "pred² − target² is averaged",
    "(a − b)² is not a² − b²: subtract first, then square.",
)
def difference_of_squares(pred, target):
    return (pred.squeeze(1) ** 2 - target**2).mean()


@loss.also("difference-of-squares")
def precedence(pred, target):
    return (pred.squeeze(1) - target**2).mean()


@loss.mistake(
    "added",
    "pred and target are added, not subtracted",
    _MEAN,
)
def added(pred, target):
    return ((pred.squeeze(1) + target) ** 2).mean()


@loss.mistake(
    "product",
    "pred and target, or the differences, are multiplied with one another",
    _MEAN,
)
def product(pred, target):
    return (pred.squeeze(1) * target).mean()


@loss.also("product")
def inner_product(pred, target):
    return pred.squeeze(1) @ target


@loss.mistake(
    "outer-product",
    "the differences are multiplied as a column times a row: an (N, N) table",
    "(N, 1) @ (1, N) is (N, N); (1, N) @ (N, 1) is one number, the sum of squares.",
)
def outer_product(pred, target):
    diff = pred - target[:, None]
    return diff @ diff.T


@loss.also("outer-product")
def outer_product_over_n(pred, target):
    diff = pred - target[:, None]
    return diff @ diff.T / len(target)


@loss.mistake(
    "length",
    "the length (norm) of the differences is returned, or a power of it, without the mean",
    "The squared length is the sum of the squares: it still has to be divided by N.",
)
def length(pred, target):
    return torch.linalg.vector_norm(pred.squeeze(1) - target)


@loss.also("length")
def length_over_n(pred, target):
    return torch.linalg.vector_norm(pred.squeeze(1) - target) / len(target)


@loss.mistake(
    "variance",
    "the variance or the spread of the differences is returned",
    "A variance subtracts the mean first. " + _MEAN,
)
def variance(pred, target):
    return (pred.squeeze(1) - target).var()


@loss.also("variance")
def variance_biased(pred, target):
    return (pred.squeeze(1) - target).var(unbiased=False)


@loss.also("variance")
def deviation(pred, target):
    return (pred.squeeze(1) - target).std()


@loss.mistake(
    "means-compared",
    "the sums or averages of pred and of target are compared",
    "Every example has its own difference.",
)
def sums_squared(pred, target):
    return (pred.sum() ** 2 - target.sum() ** 2) / len(target)


@loss.mistake(
    "one-example-only",
    "one example counts, the others do not",
    "All N examples are averaged.",
)
def first_only(pred, target):
    return (pred[0, 0] - target[0]) ** 2


@loss.also("one-example-only")
def last_only(pred, target):
    return (pred[-1, 0] - target[-1]) ** 2


@loss.also("one-example-only")
def overwritten(pred, target):
    for p, t in zip(pred, target, strict=True):
        total = (p - t) ** 2
    return total / len(target)


@loss.mistake(
    "one-against-all",
    "one prediction is compared with every target, or one target with every prediction",
    "Prediction i belongs to target i. " + _MEAN,
)
def first_prediction(pred, target):
    return ((pred[0] - target) ** 2).mean()


@loss.also("one-against-all")
def first_target(pred, target):
    return ((pred - target[0]) ** 2).mean()


@loss.also("one-example-only")
def first_over_n(pred, target):
    return (pred[0, 0] - target[0]) ** 2 / len(target)


@loss.mistake(
    "an-example-forgotten",
    "the loop leaves out the first or the last example",
    "range(N) gives 0 … N−1.",
)
def last_forgotten(pred, target):
    return ((pred[:-1, 0] - target[:-1]) ** 2).sum() / len(target)


@loss.also("an-example-forgotten")
def first_forgotten(pred, target):
    return ((pred[1:, 0] - target[1:]) ** 2).sum() / len(target)


@loss.mistake(
    "largest",
    "the largest or the median squared difference is returned",
    _MEAN,
)
def largest(pred, target):
    return ((pred.squeeze(1) - target) ** 2).max()


@loss.also("largest")
def median(pred, target):
    return ((pred.squeeze(1) - target) ** 2).median()


@loss.mistake(
    "relative",
    "the differences are divided by the targets or the predictions",
    _MEAN,
)
def relative(pred, target):
    return (((pred.squeeze(1) - target) / target) ** 2).mean()


@loss.mistake(
    "smooth",
    "a smoothed absolute difference (Huber, smooth L1) is averaged",
    _MEAN,
)
def smooth(pred, target):
    return F.smooth_l1_loss(pred.squeeze(1), target)


@loss.mistake(
    "another-power",
    "the differences are raised to another power than 2",
    _MEAN,
)
def cubed(pred, target):
    return ((pred.squeeze(1) - target) ** 3).mean()


@loss.also("another-power")
def fourth(pred, target):
    return ((pred.squeeze(1) - target) ** 4).mean()


@loss.mistake(
    "in-place",
    "pred or target is changed in place (`-=`, `sub_`, `squeeze_`, `resize_`)",
    "The caller still needs both: a difference is a new tensor.",
    about=("inputs", "loss"),
)
def in_place(pred, target):
    pred -= target[:, None]
    return (pred**2).mean()


@loss.also("in-place")
def squeezed_in_place(pred, target):
    return ((pred.squeeze_(1) - target) ** 2).mean()


@loss.also("in-place")
def target_in_place(pred, target):
    target -= pred[:, 0]
    return (target**2).mean()


@loss.also("in-place")
def target_unsqueezed(pred, target):
    return ((pred - target.unsqueeze_(1)) ** 2).mean()


@loss.mistake(
    "shapes-of-a-product",
    "a matrix product meets shapes that do not fit, (N, 1) and (N,)",
    "Bring both to one shape and subtract; no matrix product is needed.",
    about=("raised",),
)
def product_of_both(pred, target):
    return pred @ target


@loss.mistake(
    "one-element-wanted",
    "an operation gets more elements or axes than it takes: `.item()`, `float` and `if` want one "
    "element, `dot` one axis",
    "Reduce with mean() first, then ask for the number.",
    about=("raised",),
)
def item_of_many(pred, target):
    return ((pred.squeeze(1) - target) ** 2).item()


@loss.also("one-element-wanted")
def dot_of_columns(pred, target):
    diff = pred - target[:, None]
    return torch.dot(diff, diff) / len(diff)


@loss.mistake(
    "squeezed-wrong-axis",
    "an axis is named that is not there, such as axis 1 of target",
    "target is (N,): it has axis 0 alone. pred, (N, 1), has the axes 0 and 1.",
    about=("raised",),
)
def target_squeezed(pred, target):
    return ((pred - target.squeeze(1)) ** 2).mean()


@loss.mistake(
    "caret",
    "`^` is used for a power: in Python it is the exclusive or, for whole numbers only",
    "A square is x**2, x.pow(2) or x * x.",
    about=("raised",),
)
def caret(pred, target):
    return ((pred.squeeze(1) - target) ^ 2).mean()


@loss.also("an-example-forgotten")
def first_forgotten_mean(pred, target):
    return ((pred[1:, 0] - target[1:]) ** 2).mean() if len(pred) > 1 else pred.sum() * 0


@loss.also("an-example-forgotten")
def last_forgotten_mean(pred, target):
    return ((pred[:-1, 0] - target[:-1]) ** 2).mean() if len(pred) > 1 else pred.sum() * 0


@loss.mistake(
    "pairwise-average",
    "each square is averaged with the result so far, (a + b) / 2: the later ones count more",
    "All examples count alike: add all, divide once by N.",
)
def pairwise(pred, target):
    total = 0.0
    for p, t in zip(pred, target, strict=True):
        total = (total + (p - t) ** 2) / 2
    return total


@loss.mistake(
    "divided-in-the-loop",
    "the running sum is divided by N in every round",
    "Divide once, after the loop.",
)
def divided_in_loop(pred, target):
    total = 0.0
    for p, t in zip(pred, target, strict=True):
        total = (total + (p - t) ** 2) / len(target)
    return total


@loss.also("absolute")
def absolute_sum(pred, target):
    return (pred.squeeze(1) - target).abs().sum()


@loss.also("broadcast")
def broadcast_product(pred, target):
    return (pred - target).T @ (pred - target)


@loss.also("broadcast")
def broadcast_product_mean(pred, target):
    return ((pred - target).T @ (pred - target)).mean()


@loss.also("broadcast")
def broadcast_product_over_n(pred, target):
    return (pred - target).T @ (pred - target) / len(target)


@loss.also("broadcast")
def broadcast_product_turned(pred, target):
    return (pred - target) @ (pred - target).T


@loss.also("broadcast")
def broadcast_norm(pred, target):
    return (pred - target).norm()


@loss.also("broadcast")
def broadcast_absolute_sum(pred, target):
    return (pred - target).abs().sum()


@loss.also("broadcast")
def broadcast_smooth(pred, target):
    return F.smooth_l1_loss(pred, target)


@loss.also("broadcast")
def broadcast_added(pred, target):
    return ((pred + target) ** 2).mean()


@loss.also("product")
def product_of_differences(pred, target):
    return (pred.squeeze(1) - target).prod()


@loss.mistake(
    "logarithm",
    "a logarithm is taken",
    _MEAN,
)
def logarithm(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean().log()


@loss.mistake(
    "squared-twice",
    "the mean of the squares is squared once more",
    _MEAN,
)
def squared_twice(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean() ** 2


@loss.also("squared-twice")
def sum_squared_twice(pred, target):
    return ((pred.squeeze(1) - target) ** 2).sum() ** 2


@loss.mistake(
    "binomial-sign",
    "the square is written out with a wrong sign or a missing 2",
    "(p − t)² = p² − 2pt + t².",
)
def binomial_sign(pred, target):
    p = pred.squeeze(1)
    return (p**2 - 2 * p * target - target**2).mean()


@loss.also("binomial-sign")
def binomial_two(pred, target):
    p = pred.squeeze(1)
    return (p**2 - p * target + target**2).mean()


@loss.also("binomial-sign")
def binomial_no_product(pred, target):
    return (pred.squeeze(1) ** 2 + target**2).mean()


@loss.also("broadcast")
def broadcast_sum(pred, target):
    return ((pred - target) ** 2).sum()


@loss.also("broadcast")
def broadcast_sum_over_n(pred, target):
    return ((pred - target) ** 2).sum() / len(pred)


@loss.also("broadcast")
def broadcast_root(pred, target):
    return ((pred - target) ** 2).mean().sqrt()


@loss.also("broadcast")
def broadcast_half(pred, target):
    return ((pred - target) ** 2).mean() / 2


@loss.also("broadcast")
def broadcast_absolute(pred, target):
    return (pred - target).abs().mean()


@loss.also("broadcast")
def broadcast_columns(pred, target):
    return ((pred - target) ** 2).mean(dim=0)


@loss.also("broadcast")
def broadcast_rows(pred, target):
    return ((pred - target) ** 2).mean(dim=1)


@loss.also("broadcast")
def broadcast_column_sums(pred, target):
    return ((pred - target) ** 2).sum(dim=0) / len(pred) ** 2


@loss.also("broadcast")
def broadcast_rows_kept(pred, target):
    return ((pred - target) ** 2).mean(dim=1, keepdim=True)


@loss.also("broadcast")
def broadcast_columns_kept(pred, target):
    return ((pred - target) ** 2).mean(dim=0, keepdim=True)


@loss.mistake(
    "half-of-the-sum",
    "the squared differences are summed and halved",
    "½ Σ (pred − target)² is another loss: here the sum is divided by N.",
)
def half_of_the_sum(pred, target):
    return ((pred.squeeze(1) - target) ** 2).sum() / 2


@loss.mistake(
    "rounded",
    "the result is rounded, or cut off to a whole number",
    "Rounding is for printing; the contract asks for the number itself.",
)
def rounded(pred, target):
    return round(((pred.squeeze(1) - target) ** 2).mean().item(), 2)


@loss.also("rounded")
def rounded_to_a_tenth(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean().round(decimals=1)


@loss.also("rounded")
def rounded_to_whole(pred, target):
    return ((pred.squeeze(1) - target) ** 2).mean().round()


@loss.also("rounded")
def cut_off(pred, target):
    return int(((pred.squeeze(1) - target) ** 2).mean())
