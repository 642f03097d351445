"""softmax: logits become probabilities, row by row, however large they are."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

softmax = Entry(
    Exercise(
        id="softmax",
        title="Softmax that does not overflow",
        chapter=CHAPTER,
        symbol="softmax",
        contract="`softmax(x)` turns each row of logits x, shape (N, C), into probabilities, "
        "(N, C): e^x over the row's sum of e^x. It is exact for logits up to ±10⁴ and leaves x "
        "unchanged.",
        parts=(
            Part("values", 1, ("p", "second", "rare")),
            Part("one row and x kept", 1, ("p", "one row", "inputs")),
            Part("large logits", 1, ("p", "large", "apart", "huge")),
        ),
        minutes=10,
        difficulty=3,
        importance=5,
        hints=(
            "Try your function on `torch.tensor([[1000., 999.]])`. What is e¹⁰⁰⁰ in float32?",
            "e^(a − c) / Σ e^(b − c) is the same for every c: the factor e^−c cancels. Choose, "
            "for each row, a c that makes the largest exponent 0.",
            "`shifted = x - x.max(dim=1, keepdim=True).values`; then `e = torch.exp(shifted)`, "
            "divided by its own row sums, keepdim again.",
        ),
        labels={
            "p": "softmax(x)",
            "inputs": "the argument x",
            "one row": "softmax of one row",
            "second": "softmax of another batch",
            "rare": "the two small columns of softmax([[7, 0.5, 0], [0, -7, -6]])",
            "large": "softmax of [[802, 801, 800], [799, 800, 798]]",
            "apart": "softmax of [[802, 801, 800], [-801, -800, -802]]",
            "huge": "softmax of [[10000, 0, -10000], [-10000, -10000, -10000]]",
        },
    ),
)

_ROW = "p[i, c] = e^x[i, c] / Σ e^x[i, k], the sum over the classes k of row i."


@softmax.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, c = sizes
        inputs = {"x": draw.real(n, c, high=3.0), "second x": draw.real(*others, high=3.0)}
        inputs |= {
            "rare": torch.tensor([[7.0, 0.5, 0.0], [0.0, -7.0, -6.0]]),
            "large": torch.tensor([[802.0, 801.0, 800.0], [799.0, 800.0, 798.0]]),
            "apart": torch.tensor([[802.0, 801.0, 800.0], [-801.0, -800.0, -802.0]]),
            "huge": torch.tensor([[1e4, 0.0, -1e4], [-1e4, -1e4, -1e4]]),
        }
        return Case(name, inputs, {n: "the number of samples N", c: "the number of classes C"})

    return twice(draw, make, 2)


@softmax.reference
def reference(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e / e.sum(dim=1, keepdim=True)


@softmax.variant("torch's own")
def library(x):
    return torch.softmax(x, dim=-1)


@softmax.variant("through the logarithm")
def by_logarithm(x):
    return torch.exp(x - torch.logsumexp(x, dim=1, keepdim=True))


@softmax.variant("row by row")
def by_rows(x):
    rows = []
    for row in x:
        e = (row - row.max()).exp()
        rows.append(e / e.sum())
    return torch.stack(rows)


@softmax.variant("shifted by a copy, in place")
def by_copy(x):
    x = x.clone()
    x -= x.amax(1)[:, None]
    x.exp_()
    return x / x.sum(1).unsqueeze(1)


@softmax.variant("loops and math")
def by_loops(x):
    import math

    out = torch.zeros(x.shape)
    for i in range(x.shape[0]):
        top = max(x[i].tolist())
        e = [math.exp(value - top) for value in x[i].tolist()]
        for j in range(x.shape[1]):
            out[i, j] = e[j] / sum(e)
    return out


@softmax.variant("turned over and back")
def turned(x):
    e = torch.exp(x.T - x.T.max(0).values)
    return (e / e.sum(0)).T


@softmax.variant("pairwise differences")
def pairwise(x):
    return 1 / torch.exp(x[:, None, :] - x[:, :, None]).sum(dim=2)


@softmax.mistake(
    "overflow",
    "the row's largest logit is not subtracted before the exponential, which is then too large for a "
    "float: ∞ (math.exp raises there), or rounds to 0",
    "float32 ends at e^88.7, float64 at e^709.8, and ∞/∞ and 0/0 are NaN. Subtract the largest logit of each row first: the "
    "probabilities stay the same.",
    about=("large", "raised"),
)
def overflow(x):
    return torch.exp(x) / torch.exp(x).sum(dim=1, keepdim=True)


@softmax.also("overflow")
def overflow_to_zero(x):
    return (torch.exp(x) / torch.exp(x).sum(dim=1, keepdim=True)).nan_to_num()


@softmax.also("overflow")
def overflow_with_finite_infinity(x):
    e = torch.exp(x).nan_to_num()
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("overflow")
def overflow_guarded(x):
    return torch.exp(x) / (torch.exp(x).sum(dim=1, keepdim=True) + 1e-12)


@softmax.mistake(
    "missing-keepdim",
    "the N sums (or largest logits) lie as a row, (N,), beside (N, C): keepdim is missing",
    "Lined up from the right, (N,) meets the classes. With N ≠ C that raises; with N = C it "
    "silently mixes the samples. keepdim=True makes it a column, (N, 1).",
)
def without_keepdim(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e / e.sum(dim=1)


@softmax.also("missing-keepdim")
def without_keepdim_for_the_maximum(x):
    e = torch.exp(x - x.max(dim=1).values)
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("missing-keepdim")
def without_keepdim_at_all(x):
    e = torch.exp(x - x.max(dim=1).values)
    return e / e.sum(dim=1)


@softmax.also("missing-keepdim")
def without_keepdim_naive(x):
    return torch.exp(x) / torch.exp(x).sum(dim=1)


@softmax.also("missing-keepdim")
def without_keepdim_global(x):
    e = torch.exp(x - x.max())
    return e / e.sum(dim=1)


@softmax.also("missing-keepdim")
def without_keepdim_logsumexp(x):
    return torch.exp(x - torch.logsumexp(x, dim=1))


@softmax.mistake(
    "wrong-axis",
    "the columns sum to 1, not the rows: it is normalised over dim 0, over the samples",
    "Each row is one sample; its C probabilities sum to 1. The axis that goes is dim=1.",
)
def wrong_axis(x):
    return torch.softmax(x, dim=0)


@softmax.also("wrong-axis")
def wrong_axis_naive(x):
    return torch.exp(x) / torch.exp(x).sum(dim=0)


@softmax.also("wrong-axis")
def wrong_axis_shift_by_rows(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e / e.sum(dim=0, keepdim=True)


@softmax.mistake(
    "everything",
    "the whole matrix sums to 1: it is divided by the sum over all samples and classes",
    "sum() without dim adds everything; each row needs its own sum, over dim=1.",
)
def everything(x):
    e = torch.exp(x - x.max())
    return e / e.sum()


@softmax.also("everything")
def everything_after_row_shift(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e / e.sum()


@softmax.also("everything")
def everything_flat(x):
    return torch.softmax(x.flatten(), dim=0).reshape(x.shape)


@softmax.mistake(
    "global-maximum",
    "what is subtracted is not the row's own maximum, but one number for the whole batch (such as "
    "its largest logit) or the largest |x|: in a row far from it all exponentials are 0 or ∞",
    "In float32 a row 104 below the maximum is lost, in float64 one 746 below: subtract each row's "
    "own maximum.",
    about=("apart", "huge"),
)
def global_maximum(x):
    e = torch.exp(x - x.max())
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("global-maximum")
def global_maximum_guarded(x):
    e = torch.exp(x - x.max())
    return e / (e.sum(dim=1, keepdim=True) + 1e-12)


@softmax.also("global-maximum")
def global_maximum_to_zero(x):
    e = torch.exp(x - x.max())
    return (e / e.sum(dim=1, keepdim=True)).nan_to_num()


@softmax.also("global-maximum")
def global_mean(x):
    e = torch.exp(x - x.mean())
    return e / e.sum(dim=1, keepdim=True)


@softmax.mistake(
    "column-maximum",
    "each column's largest logit is subtracted, not each row's",
    "A row's probabilities stay the same only if one and the same number is subtracted from all "
    "its logits: max over dim=1.",
)
def column_maximum(x):
    e = torch.exp(x - x.max(dim=0).values)
    return e / e.sum(dim=1, keepdim=True)


@softmax.mistake(
    "row-mean-shift",
    "another number than the row's maximum is subtracted, such as its mean, its minimum or its "
    "length: the exponentials still become ∞, or all of them 0",
    "Only with the maximum is every exponent at most 0.",
    about=("large", "apart", "huge"),
)
def row_mean(x):
    e = torch.exp(x - x.mean(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("row-mean-shift")
def shifted_by_minimum(x):
    e = torch.exp(x - x.min(dim=1, keepdim=True).values)
    return e / e.sum(dim=1, keepdim=True)


@softmax.mistake(
    "not-normalised",
    "the exponentials are not divided by their sum (or by a count in its place)",
    _ROW,
)
def not_normalised(x):
    return torch.exp(x)


@softmax.also("not-normalised")
def not_normalised_shifted(x):
    return torch.exp(x - x.max(dim=1, keepdim=True).values)


@softmax.also("not-normalised")
def not_normalised_global(x):
    return torch.exp(x - x.max())


@softmax.mistake(
    "without-exp",
    "the logits themselves are divided by their sum: the exponential is missing",
    "Logits can be negative; e^x cannot, so that it can become a probability.",
)
def without_exp(x):
    return x / x.sum(dim=1, keepdim=True)


@softmax.also("without-exp")
def without_exp_shifted(x):
    z = x - x.max(dim=1, keepdim=True).values
    return z / z.sum(dim=1, keepdim=True)


@softmax.also("without-exp")
def without_exp_absolute(x):
    return x.abs() / x.abs().sum(dim=1, keepdim=True)


@softmax.mistake(
    "exp-missing-below",
    "e^x is divided by the sum of the logits: the exponential is missing in the denominator",
    _ROW,
)
def exp_missing_below(x):
    return torch.exp(x) / x.sum(dim=1, keepdim=True)


@softmax.also("exp-missing-below")
def exp_missing_below_shifted(x):
    z = x - x.max(dim=1, keepdim=True).values
    return torch.exp(z) / z.sum(dim=1, keepdim=True)


@softmax.mistake(
    "exp-of-the-sum",
    "the sum is taken before the exponential: e to a sum or share, not the sum of the e",
    _ROW,
)
def exp_of_the_sum(x):
    return torch.exp(x) / torch.exp(x.sum(dim=1, keepdim=True))


@softmax.also("exp-of-the-sum")
def exp_of_the_sum_shifted(x):
    z = x - x.max(dim=1, keepdim=True).values
    return torch.exp(z) / torch.exp(z.sum(dim=1, keepdim=True))


@softmax.mistake(
    "shift-not-below",
    "numerator and denominator are shifted differently: only one of them has the maximum "
    "subtracted",
    "The factor e^−c cancels only if it stands in both.",
)
def shift_on_top_only(x):
    top = x.max(dim=1, keepdim=True).values
    return torch.exp(x - top) / torch.exp(x).sum(dim=1, keepdim=True)


@softmax.also("shift-not-below")
def shift_below_only(x):
    top = x.max(dim=1, keepdim=True).values
    return torch.exp(x) / torch.exp(x - top).sum(dim=1, keepdim=True)


@softmax.mistake(
    "softmax-twice",
    "softmax is applied twice",
    "Once is enough: the rows sum to 1 already, and a second time flattens them.",
)
def twice_applied(x):
    return torch.softmax(torch.softmax(x, dim=1), dim=1)


@softmax.mistake(
    "logarithm",
    "the logarithm of softmax is returned",
    "The contract asks for the probabilities, which lie between 0 and 1.",
)
def logarithm(x):
    return torch.log_softmax(x, dim=1)


@softmax.mistake(
    "sign",
    "the sign of the logits is turned: e^−x, or the minimum minus x",
    "The largest logit gets the largest probability.",
)
def sign(x):
    return torch.softmax(-x, dim=1)


@softmax.mistake(
    "divided-by-the-maximum",
    "the logits are divided or multiplied by a number before the exponential",
    "Subtracting a number from all logits changes nothing; dividing does.",
)
def divided_by_maximum(x):
    return torch.softmax(x / x.max(dim=1, keepdim=True).values, dim=1)


@softmax.also("divided-by-the-maximum")
def divided_by_all_maximum(x):
    return torch.softmax(x / x.max(), dim=1)


@softmax.also("divided-by-the-maximum")
def standardised(x):
    z = (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)
    return torch.softmax(z, dim=1)


@softmax.also("divided-by-the-maximum")
def min_max(x):
    low, high = x.amin(1, keepdim=True), x.amax(1, keepdim=True)
    return torch.softmax((x - low) / (high - low), dim=1)


@softmax.also("divided-by-the-maximum")
def over_root(x):
    return torch.softmax(x / x.shape[1] ** 0.5, dim=1)


@softmax.mistake(
    "divided-by-the-largest-exponential",
    "the exponentials are divided by the largest of them, not by their sum",
    _ROW,
)
def by_largest_exponential(x):
    return torch.exp(x) / torch.exp(x).max()


@softmax.mistake(
    "mean-for-sum",
    "the exponentials are divided by their mean: the rows sum to C",
    "The mean is the sum over C.",
)
def mean_for_sum(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e / e.mean(dim=1, keepdim=True)


@softmax.mistake(
    "averaged-again",
    "the probabilities are divided by how many rows or columns there are",
    "Each row sums to 1.",
)
def over_classes(x):
    return torch.softmax(x, dim=1) / x.shape[1]


@softmax.also("averaged-again")
def over_samples(x):
    return torch.softmax(x, dim=1) / x.shape[0]


@softmax.mistake(
    "sigmoid",
    "the sigmoid or tanh is used: each logit is treated alone",
    "A softmax row shares out 1 among its classes: every probability depends on all its logits.",
)
def by_sigmoid(x):
    return torch.sigmoid(x)


@softmax.also("sigmoid")
def normalised_sigmoid(x):
    a = torch.sigmoid(x)
    return a / a.sum(dim=1, keepdim=True)


@softmax.mistake(
    "another-base",
    "another base than e is used (2^x, 10^x, x²)",
    _ROW,
)
def base_two(x):
    return torch.softmax(x * 0.6931471805599453, dim=1)


@softmax.also("another-base")
def base_ten(x):
    return torch.softmax(x * 2.302585092994046, dim=1)


@softmax.also("another-base")
def by_squares(x):
    return x**2 / (x**2).sum(dim=1, keepdim=True)


@softmax.mistake(
    "one-missing",
    "1 is added to the denominator, or taken away from e^x",
    _ROW,
)
def one_in_denominator(x):
    return torch.exp(x) / (1 + torch.exp(x).sum(dim=1, keepdim=True))


@softmax.also("one-missing")
def expm1(x):
    e = torch.expm1(x)
    return e / e.sum(dim=1, keepdim=True)


@softmax.mistake(
    "only-the-sums",
    "the sums are returned, not the probabilities",
    _ROW,
)
def only_sums(x):
    return torch.exp(x).sum(dim=1, keepdim=True)


@softmax.also("only-the-sums")
def only_sums_flat(x):
    return torch.exp(x).sum(dim=1)


@softmax.also("only-the-sums")
def all_one(x):
    return torch.softmax(x, dim=1).sum(dim=1)


@softmax.mistake(
    "predicted-classes",
    "the class with the largest logit is returned, or a one-hot row for it",
    "Softmax is soft: every class gets a share.",
)
def predicted(x):
    return x.argmax(dim=1)


@softmax.also("predicted-classes")
def one_hot(x):
    return torch.nn.functional.one_hot(x.argmax(dim=1), x.shape[1]).float()


@softmax.also("predicted-classes")
def largest(x):
    return torch.softmax(x, dim=1).max(dim=1).values


@softmax.mistake(
    "upside-down",
    "the fraction is upside down: the sum is divided by e^x",
    _ROW,
)
def upside_down(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e.sum(dim=1, keepdim=True) / e


@softmax.mistake(
    "transposed",
    "the probabilities are right, but lie as columns: (C, N)",
    "The result has the shape of x.",
)
def transposed(x):
    return torch.softmax(x, dim=1).T


@softmax.mistake(
    "one-row-only",
    "only one row is treated",
    "Each of the N rows is a sample of its own.",
)
def first_row(x):
    return torch.softmax(x[0], dim=0)


@softmax.also("one-row-only")
def first_row_stored(x):
    out = torch.zeros_like(x)
    out[0] = torch.softmax(x[0], dim=0)
    return out


@softmax.also("one-row-only")
def last_row(x):
    return torch.softmax(x[-1], dim=0)


@softmax.mistake(
    "a-list",
    "a list is returned, not a tensor",
    "torch.stack makes one tensor of a list of tensors.",
)
def a_list(x):
    return list(torch.softmax(x, dim=1))


@softmax.mistake(
    "glued",
    "the rows are glued into one long row",
    "torch.stack keeps them apart: (N, C).",
)
def glued(x):
    return torch.softmax(x, dim=1).flatten()


@softmax.mistake(
    "in-place",
    "x itself is changed in place (`-=`, `sub_`, `exp_`)",
    "The caller still needs the logits: x - c is a new tensor, x -= c is not.",
    about=("inputs",),
)
def in_place(x):
    x -= x.max(dim=1, keepdim=True).values
    return torch.exp(x) / torch.exp(x).sum(dim=1, keepdim=True)


@softmax.also("in-place")
def in_place_overflow(x):
    x.exp_()
    return x / x.sum(dim=1, keepdim=True)


@softmax.also("in-place")
def in_place_global(x):
    x -= x.max()
    return torch.exp(x) / torch.exp(x).sum(dim=1, keepdim=True)


@softmax.mistake(
    "clamped",
    "the logits or their exponentials are cut off (`clamp`): large ones become equal",
    "Cutting off changes the differences between logits; subtracting the maximum does not.",
    about=("large", "apart", "huge"),
)
def clamped_80(x):
    return torch.softmax(x.clamp(-80, 80), dim=1)


@softmax.also("clamped")
def clamped_above(x):
    e = torch.exp(x.clamp(max=80))
    return e / e.sum(dim=1, keepdim=True)


def _clamped(low: float, high: float):
    def clamped_logits(x):
        return torch.softmax(x.clamp(low, high), dim=1)

    return clamped_logits


for _low, _high in ((-100, 100), (-500, 500), (-50, 50), (-709, 709), (-1e9, 700.0)):
    softmax.also("clamped")(_clamped(_low, _high))


@softmax.mistake(
    "smoothed",
    "a constant is added to the exponentials or their sum (1e-3 or more), which moves the result",
    "The sum of the shifted exponentials is at least 1: it needs no guard.",
)
def smoothed(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values) + 1e-3
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("smoothed")
def guarded_too_much(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).values)
    return e / (e.sum(dim=1, keepdim=True) + 1e-2)


@softmax.mistake(
    "maximum-with-indices",
    "`max(dim=…)` is used as if it were a tensor: it gives two, the values and their places",
    "x.max(dim=1, keepdim=True).values, or x.amax(dim=1, keepdim=True).",
    about=("raised",),
)
def maximum_with_indices(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("overflow")
def index_of_maximum(x):
    e = torch.exp(x - x.max(dim=1, keepdim=True).indices)
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("row-mean-shift")
def row_length(x):
    e = torch.exp(x - x.norm(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("global-maximum")
def global_minimum(x):
    e = torch.exp(x - x.min())
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("overflow")
def overflow_of_math(x):
    import math

    return torch.tensor(
        [[math.exp(v) / sum(map(math.exp, row)) for v in row] for row in x.tolist()]
    )


@softmax.also("overflow")
def overflow_to_one(x):
    return (torch.exp(x) / torch.exp(x).sum(dim=1, keepdim=True)).nan_to_num(nan=1.0)


@softmax.also("overflow")
def scaled_when_large(x):
    z = x / 100 if float(x.max()) > 100 else x
    return torch.exp(z) / torch.exp(z).sum(dim=1, keepdim=True)


@softmax.also("clamped")
def overflow_capped(x):
    e = torch.exp(x).clamp(max=1e30)
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("overflow")
def overflow_capped_at_finite(x):
    e = torch.exp(x).clamp(max=torch.finfo(x.dtype).max)
    return e / e.sum(dim=1, keepdim=True)


@softmax.mistake(
    "math-of-a-tensor",
    "a function of Python's `math` gets a tensor of many elements",
    "math.exp works on one number, torch.exp on every element.",
    about=("raised",),
)
def math_of_a_tensor(x):
    import math

    return math.exp(x)


def _clamped_naively(low: float, high: float):
    def clamped_naive(x):
        e = torch.exp(x.clamp(low, high))
        return e / e.sum(dim=1, keepdim=True)

    return clamped_naive


for _low, _high in (
    *((-88, 88), (-1e9, 88), (-20, 20), (-1e9, 20), (-1e9, 50), (-1e9, 100), (-1e9, 709)),
    *((-80, 80), (-30, 30), (-10, 10), (-1e9, 500)),
):
    softmax.also("clamped")(_clamped_naively(_low, _high))


@softmax.also("divided-by-the-maximum")
def over_ten_thousand(x):
    return torch.softmax(x / 1e4, dim=1)


@softmax.also("divided-by-the-maximum")
def doubled(x):
    return torch.softmax(x * 2, dim=1)


@softmax.also("divided-by-the-maximum")
def over_hundred(x):
    return torch.softmax(x / 100, dim=1)


@softmax.also("divided-by-the-maximum")
def unit_length(x):
    return torch.softmax(torch.nn.functional.normalize(x, dim=1), dim=1)


@softmax.mistake(
    "fixed-shift",
    "a fixed number is subtracted, whatever the logits are: they round to 0 or overflow",
    "Each row has its own maximum: subtract that.",
    about=("p", "large", "second"),
)
def fixed_shift(x):
    e = torch.exp(x - 100)
    return e / e.sum(dim=1, keepdim=True)


@softmax.mistake(
    "negatives-dropped",
    "ReLU takes the place of the exponential",
    "e^x is positive for every x; ReLU makes all negative logits 0.",
)
def by_relu(x):
    return torch.relu(x) / torch.relu(x).sum(dim=1, keepdim=True)


@softmax.also("exp-of-the-sum")
def exp_of_the_share(x):
    return torch.exp(x / x.sum(dim=1, keepdim=True))


@softmax.also("not-normalised")
def divided_by_classes(x):
    return torch.exp(x - x.max(dim=1, keepdim=True).values) / x.shape[1]


@softmax.also("not-normalised")
def divided_by_samples(x):
    return torch.exp(x - x.max(dim=1, keepdim=True).values) / x.shape[0]


@softmax.also("sigmoid")
def by_tanh(x):
    return torch.tanh(x)


@softmax.mistake(
    "rounded-e",
    "e is written as 2.718, with three decimals: unlikely classes come out too likely",
    "torch.exp, or math.e, has all the digits of e = 2.718281828…",
    about=("rare",),
)
def rounded_e(x):
    e = 2.718 ** (x - x.max(dim=1, keepdim=True).values)
    return e / e.sum(dim=1, keepdim=True)


@softmax.mistake(
    "rounded",
    "the probabilities are rounded",
    "Softmax is soft: every class keeps its share.",
)
def rounded(x):
    return torch.softmax(x, dim=1).round()


@softmax.also("rounded")
def rounded_to_hundredths(x):
    return torch.softmax(x, dim=1).round(decimals=2)


@softmax.also("rounded")
def rounded_to_ten_thousandths(x):
    return torch.softmax(x, dim=1).round(decimals=4)


@softmax.also("global-maximum")
def largest_without_sign(x):
    e = torch.exp(x - x.abs().amax(dim=1, keepdim=True))
    return e / e.sum(dim=1, keepdim=True)


@softmax.also("divided-by-the-maximum")
def over_the_largest_size(x):
    return torch.softmax(x / x.abs().amax(1, keepdim=True), dim=1)


@softmax.also("divided-by-the-maximum")
def over_the_largest_size_of_all(x):
    return torch.softmax(x / x.abs().max(), dim=1)
