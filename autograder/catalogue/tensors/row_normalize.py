"""row-normalize: each row divided by its own sum."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER, rows_with_sums, twice
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

normalize = Entry(
    Exercise(
        id="row-normalize",
        title="Each row by its own sum",
        chapter=CHAPTER,
        symbol="row_normalize",
        contract="`row_normalize(x)` divides each row of x, shape (N, D), by the sum of that row. "
        "No row sums to zero; entries and sums may be negative. The result is (N, D).",
        parts=(
            Part("rows", 1, ("normalized", "second")),
            Part("one row and x kept", 1, ("normalized", "one row", "inputs")),
        ),
        minutes=7,
        difficulty=2,
        importance=4,
        hints=(
            "Print `x.sum(dim=0)` and `x.sum(dim=1)` for a small x of shape (2, 3). Which of the "
            "two has one number per row?",
            "`dim` names the axis that goes. The N sums have to stand as a column, (N, 1), to "
            "meet the rows of (N, D): keepdim leaves a 1 where the axis was.",
            "`x / x.sum(dim=1, keepdim=True)`.",
        ),
        labels={
            "normalized": "row_normalize(x)",
            "inputs": "the argument x",
            "one row": "row_normalize of one row",
            "second": "row_normalize of another matrix",
        },
    ),
)

_OWN = "The result at [i, j] is x[i, j] / (x[i, 0] + … + x[i, D−1]): every row then sums to 1."


@normalize.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, d = sizes
        return Case(
            name,
            {"x": rows_with_sums(draw, n, d), "second x": rows_with_sums(draw, *others)},
            {n: "the number of rows N", d: "the number of columns D"},
        )

    return twice(draw, make, 2)


@normalize.reference
def reference(x):
    return x / x.sum(dim=1, keepdim=True)


@normalize.variant("the axis put back by None")
def by_none(x):
    return x / x.sum(1)[:, None]


@normalize.variant("turned over and back")
def turned(x):
    return (x.T / x.sum(1)).T


@normalize.variant("row by row, stacked")
def by_rows(x):
    return torch.stack([row / row.sum() for row in x])


@normalize.variant("a copy, changed in place")
def copied(x):
    out = x.clone()
    out /= out.sum(-1, keepdim=True)
    return out


@normalize.variant("loops over every element")
def by_loops(x):
    out = torch.zeros(x.shape)
    for i in range(len(x)):
        total = sum(x[i, j].item() for j in range(x.shape[1]))
        for j in range(x.shape[1]):
            out[i, j] = x[i, j] / total
    return out


@normalize.variant("a matrix product with ones")
def by_product(x):
    ones = torch.ones(x.shape[1], 1, dtype=x.dtype)
    return x / (x @ ones)


@normalize.variant("with a tiny guard")
def guarded(x):
    return x / (x.sum(dim=1).unsqueeze(1) + 1e-12)


@normalize.mistake(
    "missing-keepdim",
    "the N row sums lie as a row, (N,), beside the (N, D) numbers: keepdim is missing",
    "Shapes are lined up from the right, so (N,) meets the columns. With N ≠ D that raises; with "
    "N = D it silently divides column j by the sum of row j. keepdim=True makes it (N, 1).",
)
def without_keepdim(x):
    return x / x.sum(dim=1)


@normalize.also("missing-keepdim")
def unsqueezed_in_front(x):
    return x / x.sum(dim=1).unsqueeze(0)


@normalize.also("missing-keepdim")
def without_keepdim_in_place(x):
    out = x.clone()
    out /= x.sum(1)
    return out


@normalize.mistake(
    "wrong-axis",
    "the columns are divided by their sums: it was summed over dim 0",
    "dim names the axis that goes. To get one sum per row, the columns' axis goes: dim=1.",
)
def wrong_axis(x):
    return x / x.sum(dim=0, keepdim=True)


@normalize.also("wrong-axis")
def wrong_axis_without_keepdim(x):
    return x / x.sum(dim=0)


@normalize.mistake(
    "total-sum",
    "everything is divided by the sum of the whole matrix",
    "x.sum() adds all N·D numbers; each row needs its own sum, over dim=1.",
)
def total_sum(x):
    return x / x.sum()


@normalize.mistake(
    "column-sums-as-column",
    "the sums of the columns are set up as a column, (D, 1)",
    "One sum per row is wanted: the axis that goes is dim=1.",
)
def column_sums_as_column(x):
    return x / x.sum(dim=0).unsqueeze(1)


@normalize.mistake(
    "absolute-values",
    "the absolute values are summed",
    "Where entries are negative, the sum of a row and that of its absolute values differ.",
)
def by_absolute_values(x):
    return x / x.abs().sum(dim=1, keepdim=True)


@normalize.also("absolute-values")
def by_functional_one(x):
    return F.normalize(x, p=1, dim=1)


@normalize.also("absolute-values")
def absolute_on_top(x):
    return x.abs() / x.abs().sum(dim=1, keepdim=True)


@normalize.mistake(
    "absolute-sum",
    "the sign of the sum is lost: rows with a negative sum come out negated",
    "A negative number divided by a negative sum is positive: no absolute value is taken.",
)
def by_absolute_sum(x):
    return x / x.sum(dim=1, keepdim=True).abs()


@normalize.mistake(
    "absolute-result",
    "the signs of the entries are lost",
    _OWN,
)
def absolute_result(x):
    return (x / x.sum(dim=1, keepdim=True)).abs()


@normalize.mistake(
    "clamped-sum",
    "negative sums are replaced by a small positive number (`clamp`, `max`)",
    "The sum of a row may be negative; it is never zero, so that no guard is needed.",
)
def clamped_12(x):
    return x / x.sum(dim=1, keepdim=True).clamp(min=1e-12)


def _clamped(eps: float):
    def clamped_sum(x):
        return x / x.sum(dim=1, keepdim=True).clamp(min=eps)

    return clamped_sum


for _eps in (1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1.0):
    normalize.also("clamped-sum")(_clamped(_eps))


@normalize.mistake(
    "mean-for-sum",
    "each row is divided by its mean, not by its sum: the result is D times too large",
    "The mean is the sum over D.",
)
def by_mean(x):
    return x / x.mean(dim=1, keepdim=True)


@normalize.mistake(
    "column-means",
    "the columns are divided by their means",
    "Each row is divided, by its own sum.",
)
def by_column_mean(x):
    return x / x.mean(dim=0)


@normalize.also("missing-keepdim")
def by_mean_without_keepdim(x):
    return x / x.mean(dim=1)


@normalize.mistake(
    "divided-by-a-size",
    "the numbers are divided by how many there are, not by their sum",
    _OWN,
)
def by_columns(x):
    return x / x.shape[1]


@normalize.also("divided-by-a-size")
def by_rows_count(x):
    return x / x.shape[0]


@normalize.also("divided-by-a-size")
def by_all(x):
    return x / x.numel()


@normalize.mistake(
    "maximum-for-sum",
    "each row is divided by its largest number",
    _OWN,
)
def by_max(x):
    return x / x.max(dim=1, keepdim=True).values


@normalize.also("maximum-for-sum")
def by_amax(x):
    return x / x.abs().amax(dim=1, keepdim=True)


@normalize.mistake(
    "whole-maximum",
    "everything is divided by the largest number of the matrix",
    _OWN,
)
def by_whole_max(x):
    return x / x.max()


@normalize.mistake(
    "length-for-sum",
    "each row is divided by its length √(Σ x²), as `F.normalize` and `norm` do",
    "The Euclidean length is one way to normalise; here the sum is 1 afterwards, not the length.",
)
def by_length(x):
    return F.normalize(x, dim=1)


@normalize.also("length-for-sum")
def by_length_of_columns(x):
    return F.normalize(x, dim=0)


@normalize.also("length-for-sum")
def by_length_of_everything(x):
    return x / x.norm()


@normalize.also("missing-keepdim")
def by_length_without_keepdim(x):
    return x / x.norm(dim=1)


@normalize.mistake(
    "squares-for-sum",
    "the squares are summed",
    _OWN,
)
def by_squares(x):
    return x / (x**2).sum(dim=1, keepdim=True)


@normalize.also("squares-for-sum")
def squares_over_squares(x):
    return x**2 / (x**2).sum(dim=1, keepdim=True)


@normalize.mistake(
    "softmax",
    "softmax is used: the exponentials are divided by their sum",
    "Softmax makes rows sum to 1, too, but after e^x; here the numbers themselves are divided.",
)
def by_softmax(x):
    return torch.softmax(x, dim=1)


@normalize.also("softmax")
def by_softmax_columns(x):
    return torch.softmax(x, dim=0)


@normalize.mistake(
    "exp-on-top-or-below",
    "an exponential is taken of one of the two, the numbers or their sum",
    _OWN,
)
def exp_below(x):
    return x / x.exp().sum(dim=1, keepdim=True)


@normalize.also("exp-on-top-or-below")
def exp_on_top(x):
    return x.exp() / x.sum(dim=1, keepdim=True)


@normalize.mistake(
    "subtracted",
    "something is subtracted: a mean, a minimum, or the sum itself",
    "Dividing changes the scale of a row, subtracting its place; here only the scale changes.",
)
def minus_sum(x):
    return x - x.sum(dim=1, keepdim=True)


@normalize.also("subtracted")
def minus_mean(x):
    return x - x.mean(dim=1, keepdim=True)


@normalize.also("subtracted")
def standardised(x):
    return (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)


@normalize.also("subtracted")
def standardised_biased(x):
    return (x - x.mean(1, keepdim=True)) / x.std(1, keepdim=True, unbiased=False)


@normalize.also("subtracted")
def standardised_columns(x):
    return (x - x.mean(0)) / x.std(0)


@normalize.also("subtracted")
def standardised_whole(x):
    return (x - x.mean()) / x.std()


@normalize.also("subtracted")
def min_max(x):
    low, high = x.amin(1, keepdim=True), x.amax(1, keepdim=True)
    return (x - low) / (high - low)


@normalize.also("subtracted")
def min_max_whole(x):
    return (x - x.min()) / (x.max() - x.min())


@normalize.also("subtracted")
def shifted_then_divided(x):
    low = x - x.amin(1, keepdim=True)
    return low / low.sum(1, keepdim=True)


@normalize.mistake(
    "multiplied",
    "each row is multiplied by its sum",
    _OWN,
)
def multiplied(x):
    return x * x.sum(dim=1, keepdim=True)


@normalize.mistake(
    "upside-down",
    "the sum is divided by the number: the fraction is upside down",
    _OWN,
)
def upside_down(x):
    return x.sum(dim=1, keepdim=True) / x


@normalize.mistake(
    "only-the-sums",
    "the sums are returned, not the divided rows",
    "After the sum comes a division: x / …, of shape (N, D).",
)
def only_sums(x):
    return x.sum(dim=1)


@normalize.also("only-the-sums")
def only_sums_kept(x):
    return x.sum(dim=1, keepdim=True)


@normalize.also("only-the-sums")
def only_column_sums(x):
    return x.sum(dim=0)


@normalize.also("only-the-sums")
def only_the_total(x):
    return x.sum()


@normalize.mistake(
    "rounded-down",
    "the division is one of whole numbers (`//`): it rounds down",
    "a // b is a floor division, also for floats; a / b is the division.",
)
def floor(x):
    return x // x.sum(dim=1, keepdim=True)


@normalize.mistake(
    "transposed",
    "the rows are right, but lie as columns: (D, N)",
    "The result has the shape of x: turn it back, or stack the rows along dim 0.",
)
def left_transposed(x):
    return x.T / x.sum(1)


@normalize.mistake(
    "sums-of-the-wrong-axis-turned",
    "x is transposed, and the sum is taken over the axis that has become wrong",
    _OWN,
)
def turned_wrong_axis(x):
    return x.T / x.T.sum(dim=1, keepdim=True)


@normalize.also("wrong-axis")
def turned_back_wrong_axis(x):
    return (x.T / x.T.sum(dim=1, keepdim=True)).T


@normalize.mistake(
    "in-place",
    "x itself is changed in place (`/=`, `div_`, an assignment to x[i])",
    "The caller still needs its x: x / s makes a new tensor.",
    about=("inputs",),
)
def in_place(x):
    x /= x.sum(dim=1, keepdim=True)
    return x


@normalize.also("in-place")
def in_place_rows(x):
    for i in range(x.shape[0]):
        x[i] = x[i] / x[i].sum()
    return x


@normalize.mistake(
    "in-place-loop",
    "the elements of a row are replaced one by one while their sum is still being asked for",
    "After x[i, 0] has changed, the sum of the row is another one: compute it once, before.",
)
def in_place_loop(x):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] /= x[i].sum()
    return x


@normalize.also("in-place-loop")
def in_place_loop_on_a_copy(x):
    return in_place_loop(x.clone())


@normalize.mistake(
    "one-row-only",
    "one row is treated, and the others are not, or all by its sum",
    "Each of the N rows has a sum of its own.",
)
def one_row_only(x):
    return x / x[0].sum()


@normalize.also("one-row-only")
def last_row_sum(x):
    return x / x[-1].sum()


@normalize.also("one-row-only")
def returned_in_loop(x):
    out = torch.zeros_like(x)
    for i in range(x.shape[0]):
        out[i] = x[i] / x[i].sum()
        return out
    return out


@normalize.also("one-row-only")
def first_row_returned(x):
    return x[0] / x[0].sum()


@normalize.also("one-row-only")
def last_row_returned(x):
    return x[-1] / x[-1].sum()


@normalize.mistake(
    "a-row-forgotten",
    "the loop leaves out the last row or the first one",
    "range(N) gives 0 … N−1.",
)
def last_row_forgotten(x):
    out = torch.zeros_like(x)
    for i in range(x.shape[0] - 1):
        out[i] = x[i] / x[i].sum()
    return out


@normalize.also("a-row-forgotten")
def first_row_forgotten(x):
    out = torch.zeros_like(x)
    for i in range(1, x.shape[0]):
        out[i] = x[i] / x[i].sum()
    return out


@normalize.also("a-row-forgotten")
def last_row_as_it_was(x):
    out = x.clone()
    for i in range(x.shape[0] - 1):
        out[i] = x[i] / x[i].sum()
    return out


@normalize.mistake(
    "running-sum",
    "the sum is not started anew for every row: it keeps growing",
    "Set the sum to 0 inside the loop over the rows.",
)
def running_sum(x):
    out, total = torch.zeros_like(x), 0.0
    for i in range(x.shape[0]):
        total = total + x[i].sum()
        out[i] = x[i] / total
    return out


@normalize.mistake(
    "a-list",
    "a list of rows is returned, not one tensor",
    "torch.stack makes one tensor out of a list of tensors.",
)
def a_list(x):
    return [row / row.sum() for row in x]


@normalize.mistake(
    "glued",
    "the rows are glued into one long row (`cat`)",
    "torch.stack makes a new axis; torch.cat joins along an axis that is there.",
)
def glued(x):
    return torch.cat([row / row.sum() for row in x])


@normalize.also("transposed")
def stacked_as_columns(x):
    return torch.stack([row / row.sum() for row in x], dim=1)


@normalize.mistake(
    "percent",
    "the result is in per cent: 100 times too large",
    "Each row sums to 1.",
)
def percent(x):
    return 100 * x / x.sum(dim=1, keepdim=True)


@normalize.mistake(
    "cumulative",
    "cumulative sums are used",
    "`sum` gives one number per row, `cumsum` one per element.",
)
def cumulative(x):
    return x / x.cumsum(dim=1)


@normalize.also("cumulative")
def cumulative_result(x):
    return (x / x.sum(dim=1, keepdim=True)).cumsum(1)


@normalize.mistake(
    "matrix-product",
    "`@` stands where an operation element by element belongs",
    "@ sums over an axis; / and * go element by element.",
)
def matrix_product(x):
    return x @ (1 / x.sum(dim=1, keepdim=True))


@normalize.mistake(
    "not-divided",
    "x comes back as it was",
    "x / s is a new tensor: return it, or store it in a new name.",
)
def not_divided(x):
    x / x.sum(dim=1, keepdim=True)
    return x


@normalize.mistake(
    "twice",
    "it is divided twice by the sum of the row",
    _OWN,
)
def divided_twice(x):
    s = x.sum(dim=1, keepdim=True)
    return x / s / s


@normalize.mistake(
    "averaged-rows",
    "the rows are averaged or summed at the end",
    "N rows go in, N rows come out.",
)
def averaged(x):
    return (x / x.sum(dim=1, keepdim=True)).mean(0)


@normalize.also("absolute-values")
def by_functional_one_of_columns(x):
    return F.normalize(x, p=1, dim=0)


@normalize.also("absolute-values")
def by_absolute_total(x):
    return x / x.abs().sum()


@normalize.also("whole-maximum")
def by_whole_absolute_max(x):
    return x / x.abs().max()


@normalize.mistake(
    "minimum-for-sum",
    "each row is divided by its smallest number",
    _OWN,
)
def by_min(x):
    return x / x.min(dim=1, keepdim=True).values


@normalize.mistake(
    "spread-for-sum",
    "it is divided by a standard deviation",
    _OWN,
)
def by_spread(x):
    return x / x.std(dim=1, keepdim=True)


@normalize.also("spread-for-sum")
def by_spread_of_columns(x):
    return x / x.std(dim=0)


@normalize.mistake(
    "mean-of-everything",
    "everything is divided by the mean of the whole matrix",
    "x.mean() averages all N·D numbers; each row needs its own sum, over dim=1.",
)
def by_mean_of_everything(x):
    return x / x.mean()


@normalize.mistake(
    "guard-too-large",
    "a number is added to the sum before the division: 1e-4 or more, which moves the result",
    "No row sums to zero: no guard is needed. 1e-8 would do no harm, 1e-2 does.",
)
def guarded_by_hundredth(x):
    return x / (x.sum(dim=1, keepdim=True) + 1e-2)


@normalize.also("guard-too-large")
def guarded_by_thousandth(x):
    return x / (x.sum(dim=1, keepdim=True) + 1e-3)


@normalize.also("guard-too-large")
def guarded_by_one(x):
    return x / (x.sum(dim=1, keepdim=True) + 1)


@normalize.mistake(
    "negatives-dropped",
    "negative entries are set to 0 (`relu`, `clamp`)",
    "Entries may be negative, and count as they are.",
)
def relu_first(x):
    z = x.clamp(min=0)
    return z / z.sum(dim=1, keepdim=True)


@normalize.also("negatives-dropped")
def relu_below(x):
    return x / x.clamp(min=0).sum(dim=1, keepdim=True)


@normalize.also("negatives-dropped")
def relu_at_the_end(x):
    return (x / x.sum(dim=1, keepdim=True)).clamp(min=0)


@normalize.also("softmax")
def softmax_of_everything(x):
    return x.exp() / x.exp().sum()


@normalize.mistake(
    "integers",
    "the result is stored as integers: what stands behind the point is lost",
    "A share is a fraction: keep it in float.",
)
def integers(x):
    return (x / x.sum(dim=1, keepdim=True)).int()


@normalize.mistake(
    "rounded",
    "the result is rounded",
    "Rounding is for printing; the contract asks for the number itself.",
)
def rounded(x):
    return (x / x.sum(dim=1, keepdim=True)).round(decimals=2)


@normalize.also("rounded")
def rounded_to_whole(x):
    return (x / x.sum(dim=1, keepdim=True)).round()


@normalize.mistake(
    "no-such-axis",
    "an axis is named that x does not have: its axes are 0 and 1",
    "Counting starts at 0: dim=1 is the axis of the columns.",
    about=("raised",),
)
def no_such_axis(x):
    return x / x.sum(dim=2, keepdim=True)


@normalize.mistake(
    "not-a-tensor",
    "something that is no tensor stands in the division: a method without its parentheses "
    "(`x.sum`), or the pair that `max(dim=…)` gives",
    "x.sum(dim=1, keepdim=True) is a tensor.",
    about=("raised",),
)
def sum_not_called(x):
    return x / x.sum


@normalize.also("not-a-tensor")
def pair_of_max(x):
    return x / x.max(dim=1, keepdim=True)


@normalize.also("matrix-product")
def product_with_sums(x):
    return x @ x.sum(dim=1)


@normalize.also("matrix-product")
def product_with_inverse_sums(x):
    return (1 / x.sum(dim=1)) @ x


@normalize.also("only-the-sums")
def sums_spread_out(x):
    return x.sum(dim=1, keepdim=True).expand_as(x)


@normalize.mistake(
    "last-entry-for-sum",
    "each row is divided by one of its entries: the total is overwritten, not added to",
    "total += x[i, j], not total = x[i, j].",
)
def by_last_entry(x):
    return x / x[:, -1:]


@normalize.also("last-entry-for-sum")
def by_first_entry(x):
    return x / x[:, :1]


@normalize.mistake(
    "rows-counted-by-columns",
    "the loop over the rows runs to the number of columns",
    "x.shape[0] is the number of rows, N.",
    about=("raised",),
)
def too_many_rows(x):
    out = torch.zeros_like(x)
    for i in range(max(x.shape)):
        out[i] = x[i] / x[i].sum()
    return out


@normalize.mistake(
    "extra-division",
    "the result is divided once more by how many rows or columns there are",
    _OWN,
)
def extra_columns(x):
    return x / x.sum(dim=1, keepdim=True) / x.shape[1]


@normalize.also("extra-division")
def extra_rows(x):
    return x / x.sum(dim=1, keepdim=True) / x.shape[0]


@normalize.also("guard-too-large")
def guarded_by_a_tenth(x):
    return x / (x.sum(dim=1, keepdim=True) + 0.1)


@normalize.mistake(
    "negative-rows-left-out",
    "only rows with a positive sum are divided by it",
    "The sum of a row may be negative: dividing by it turns the signs, and the row sums to 1.",
)
def negative_rows_to_zero(x):
    sums = x.sum(dim=1, keepdim=True)
    return torch.where(sums > 0, x / sums, torch.zeros_like(x))
