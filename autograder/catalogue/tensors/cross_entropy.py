"""cross-entropy: the mean price of the right classes, straight from the logits."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

loss = Entry(
    Exercise(
        id="cross-entropy",
        title="Cross-entropy from logits",
        chapter=CHAPTER,
        symbol="cross_entropy",
        contract="`cross_entropy(logits, y)` is one number: the batch mean of "
        "−log softmax(logits)[i, yᵢ], for logits (N, C) and class numbers y (N,), int64. It is "
        "exact for logits up to ±10⁴.",
        parts=(
            Part("loss", 2, ("loss", "second")),
            Part("one example and arguments kept", 1, ("loss", "one example", "inputs")),
            Part("large logits", 1, ("loss", "large", "apart", "unlikely", "huge")),
        ),
        minutes=12,
        difficulty=3,
        importance=5,
        hints=(
            "Take one example: which of the C probabilities does the price look at? "
            "`logits[torch.arange(N), y]` picks one entry from each row.",
            "Do not take the logarithm of a probability that may be 0. Write log softmax out: "
            "log(e^z_y / Σ e^z) = z_y − log Σ e^z, after the row's maximum has been subtracted.",
            "`z = logits - logits.max(dim=1, keepdim=True).values`; the price of row i is "
            "`z.exp().sum(dim=1).log()` minus `z[torch.arange(len(y)), y]`. Then the mean.",
        ),
        labels={
            "loss": "cross_entropy(logits, y)",
            "inputs": "the arguments logits and y",
            "one example": "cross_entropy of one example",
            "second": "cross_entropy of another batch",
            "large": "cross_entropy of [[802, 800, 799], [797, 800, 801]] with y = [1, 0]",
            "apart": "cross_entropy of [[802, 801, 800], [-801, -800, -802]] with y = [1, 2]",
            "unlikely": "cross_entropy of [[1, 0, -1], [0, 1000, 3]] with y = [0, 2]",
            "huge": "cross_entropy of [[10000, 0, -10000], [-10000, 0, 2]] with y = [2, 0]",
        },
    ),
)

_PRICE = "ℓᵢ = −log softmax(logits)[i, yᵢ], and the loss is (1/N) Σᵢ ℓᵢ."


@loss.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    sizes = draw.distinct(4, 3, 7)
    for name, (n, c) in (
        ("more samples than classes", sorted(sizes[:2], reverse=True)),
        ("as many samples as classes, in float64", (4, 4)),
    ):
        logits, y = draw.until(
            lambda n=n, c=c: (draw.real(n, c, high=3.0), draw.labels(n, c)),
            lambda drawn: _telling(*drawn),
        )
        inputs = {
            "logits": logits,
            "y": y,
            "second logits": draw.real(sizes[2], sizes[3], high=3.0),
            "second y": draw.labels(sizes[2], sizes[3]),
            "large": torch.tensor([[802.0, 800.0, 799.0], [797.0, 800.0, 801.0]]),
            "large y": torch.tensor([1, 0]),
            "unlikely": torch.tensor([[1.0, 0.0, -1.0], [0.0, 1000.0, 3.0]]),
            "unlikely y": torch.tensor([0, 2]),
            "apart": torch.tensor([[802.0, 801.0, 800.0], [-801.0, -800.0, -802.0]]),
            "apart y": torch.tensor([1, 2]),
            "huge": torch.tensor([[1e4, 0.0, -1e4], [-1e4, 0.0, 2.0]]),
            "huge y": torch.tensor([2, 0]),
        }
        words = {n: "the number of samples N", c: "the number of classes C"}
        found.append(Case(name, inputs, words))
    return [found[0], found[1].as_double()]


def _telling(logits: torch.Tensor, y: torch.Tensor) -> bool:
    """Slips that look alike by chance do not here.

    The first example is not of class 0, and no answer is a permutation in order. Some labels are
    what the logits say and some are not. The label's logit is positive in the first example and
    negative elsewhere; the median price is neither the first nor the last.
    """
    n = len(y)
    right = logits[torch.arange(n), y]
    hits = int((logits.argmax(1) == y).sum())
    prices = F.cross_entropy(logits, y, reduction="none")
    return (
        int(y[0]) != 0
        and not torch.equal(y, torch.arange(n))
        and 2 <= hits < n
        and float(right[0]) > 0 > float(right.min())
        and int(prices.median(0).indices) not in (0, n - 1)
    )


@loss.reference
def reference(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    right = z[torch.arange(len(y)), y]
    return (z.exp().sum(dim=1).log() - right).mean()


@loss.variant("torch's own")
def library(logits, y):
    return F.cross_entropy(logits, y)


@loss.variant("logsumexp and gather, of shape (1,)")
def by_gather(logits, y):
    right = logits.gather(1, y[:, None])
    return (torch.logsumexp(logits, dim=1, keepdim=True) - right).mean(dim=0)


@loss.variant("through one-hot labels")
def by_one_hot(logits, y):
    log_p = torch.log_softmax(logits, dim=1)
    return -(F.one_hot(y, logits.shape[1]) * log_p).sum() / logits.shape[0]


@loss.variant("loops and math, a Python float")
def by_loops(logits, y):
    total = 0.0
    for row, label in zip(logits.tolist(), y.tolist(), strict=True):
        top = max(row)
        total += math.log(sum(math.exp(v - top) for v in row)) + top - row[label]
    return total / len(y)


@loss.variant("sample by sample")
def by_samples(logits, y):
    return torch.stack([-F.log_softmax(logits[i], dim=0)[y[i]] for i in range(len(y))]).mean()


@loss.variant("nll_loss")
def by_nll(logits, y):
    return F.nll_loss(F.log_softmax(logits, dim=1), y, reduction="sum") / y.numel()


@loss.mistake(
    "log-of-zero",
    "the logarithm is taken of a probability that has been rounded to 0: −log 0 is ∞",
    "softmax first, log afterwards loses what is very unlikely: e^−1000 is 0 in float32 and in "
    "float64. z_y − log Σ e^z, with shifted z, is exact.",
    about=("unlikely", "huge"),
)
def log_of_softmax(logits, y):
    return -torch.log(torch.softmax(logits, dim=1)[torch.arange(len(y)), y]).mean()


@loss.also("log-of-zero")
def log_of_one_hot_product(logits, y):
    p = torch.softmax(logits, dim=1)
    return -(F.one_hot(y, p.shape[1]) * torch.log(p)).sum(dim=1).mean()


@loss.also("log-of-zero")
def log_of_zero_finite(logits, y):
    return (-torch.log(torch.softmax(logits, 1)[torch.arange(len(y)), y])).nan_to_num().mean()


@loss.mistake(
    "capped",
    "the price is finite but capped: a small number is added to the probability (log(p + eps): "
    "27.6 for eps = 1e-12), or the probability, its logarithm or an infinite price is cut off",
    "The right price of a class 1000 below the largest is 1000. z_y − log Σ e^z needs no eps.",
)
def capped(logits, y):
    p = torch.softmax(logits, dim=1)[torch.arange(len(y)), y]
    return -torch.log(p + 1e-12).mean()


def _capped(eps: float, clamp: bool):
    def capped_price(logits, y):
        p = torch.softmax(logits, dim=1)[torch.arange(len(y)), y]
        return -torch.log(p.clamp(min=eps) if clamp else p + eps).mean()

    return capped_price


for _eps in (
    *(1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-13, 1e-14, 1e-15, 1e-16, 1e-18, 1e-20),
    *(1e-24, 1e-30, 1e-32, 1e-35, 1e-37, 1e-38, torch.finfo(torch.float32).eps),
    *(torch.finfo(torch.float64).eps, torch.finfo(torch.float32).tiny, 1e-40, 1e-45),
    *(1e-50, 1e-100, 1e-200, 1e-300, torch.finfo(torch.float64).tiny),
):
    loss.also("capped")(_capped(_eps, clamp=False))


@loss.also("capped")
def capped_by_dtype(logits, y):
    p = torch.softmax(logits, dim=1)[torch.arange(len(y)), y]
    return -torch.log(p + torch.finfo(p.dtype).eps).mean()


@loss.also("capped")
def capped_by_tiny(logits, y):
    p = torch.softmax(logits, dim=1)[torch.arange(len(y)), y]
    return -torch.log(p.clamp(min=torch.finfo(p.dtype).tiny)).mean()


@loss.also("capped")
def capped_at_hundred(logits, y):
    p = torch.softmax(logits, dim=1)[torch.arange(len(y)), y]
    return -torch.log(p).clamp(min=-100).mean()


@loss.mistake(
    "guard-too-large",
    "a number of 1e-4 or more is added to the probability (log(p + eps), log1p): that moves even "
    "ordinary prices",
    "log(p + eps) is not log p. " + _PRICE,
)
def guard_too_large(logits, y):
    return _capped(1e-4, clamp=False)(logits, y)


for _eps in (1e-3, 1e-2, 1.0):
    loss.also("guard-too-large")(_capped(_eps, clamp=False))


@loss.mistake(
    "overflow",
    "the row's largest logit is not subtracted before the exponential, which is then ∞ (or 0)",
    "Subtract the row's largest logit first: softmax stays the same. float32 ends at e^88.7, "
    "float64 at e^709.8.",
    about=("large",),
)
def overflow(logits, y):
    p = torch.exp(logits) / torch.exp(logits).sum(dim=1, keepdim=True)
    return -torch.log(p[torch.arange(len(y)), y]).mean()


@loss.also("overflow")
def overflow_of_the_sum(logits, y):
    right = logits[torch.arange(len(y)), y]
    return (torch.log(torch.exp(logits).sum(dim=1)) - right).mean()


@loss.also("overflow")
def overflow_to_zero(logits, y):
    p = torch.exp(logits) / torch.exp(logits).sum(dim=1, keepdim=True)
    return -torch.log(p[torch.arange(len(y)), y].nan_to_num() + 1e-12).mean()


@loss.mistake(
    "global-maximum",
    "what is subtracted is not the row's own maximum, but the largest logit of the whole batch or "
    "the largest |z|: in a row far below it all exponentials round to 0",
    "Each row has its own maximum: max(dim=1, keepdim=True).values.",
    about=("apart",),
)
def global_maximum(logits, y):
    z = logits - logits.max()
    return (torch.log(torch.exp(z).sum(dim=1)) - z[torch.arange(len(y)), y]).mean()


@loss.also("global-maximum")
def global_maximum_probability(logits, y):
    z = torch.exp(logits - logits.max())
    p = z / z.sum(dim=1, keepdim=True)
    return -torch.log(p[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "sum-for-mean",
    "the prices are summed over the batch, not averaged",
    "(1/N) Σᵢ ℓᵢ: the mean does not grow with the batch.",
)
def summed(logits, y):
    return F.cross_entropy(logits, y, reduction="sum")


@loss.mistake(
    "missing-minus",
    "the minus is missing",
    "The logarithm of a probability is negative; the price is minus that.",
)
def missing_minus(logits, y):
    return -F.cross_entropy(logits, y)


@loss.mistake(
    "sum-and-missing-minus",
    "the minus is missing, and the prices are summed, not averaged",
    _PRICE,
)
def sum_and_missing_minus(logits, y):
    return -F.cross_entropy(logits, y, reduction="sum")


@loss.mistake(
    "softmax-twice",
    "softmax is applied twice: the loss gets probabilities where it expects logits",
    "F.cross_entropy and log_softmax do the softmax themselves.",
)
def softmax_twice(logits, y):
    return F.cross_entropy(torch.softmax(logits, dim=1), y)


@loss.also("softmax-twice")
def softmax_twice_wrong_axis(logits, y):
    return F.cross_entropy(torch.softmax(logits, dim=0), y)


@loss.mistake(
    "all-pairs",
    "`[:, y]` picks the columns y from every row: an (N, N) table, not one entry per row",
    "p[torch.arange(N), y] pairs row i with class y[i].",
)
def all_pairs(logits, y):
    return -torch.log_softmax(logits, dim=1)[:, y].mean()


@loss.also("all-pairs")
def all_pairs_sum(logits, y):
    return -torch.log_softmax(logits, dim=1)[:, y].sum() / len(y)


@loss.also("all-pairs")
def all_pairs_total(logits, y):
    return -torch.log_softmax(logits, dim=1)[:, y].sum()


@loss.also("all-pairs")
def all_pairs_table(logits, y):
    return -torch.log_softmax(logits, dim=1)[:, y]


@loss.mistake(
    "rows-for-classes",
    "y picks rows, not classes: `[y]` or `[y, arange]`",
    "The first index counts samples, the second classes: [torch.arange(N), y].",
)
def rows_picked(logits, y):
    return -torch.log_softmax(logits, dim=1)[y, torch.arange(len(y))].mean()


@loss.also("rows-for-classes")
def rows_picked_whole(logits, y):
    return -torch.log_softmax(logits, dim=1)[y].mean()


@loss.also("rows-for-classes")
def gathered_along_rows(logits, y):
    return -torch.log_softmax(logits, dim=1).gather(0, y[None, :]).mean()


@loss.also("rows-for-classes")
def gathered_column_along_rows(logits, y):
    return -torch.log_softmax(logits, dim=1).gather(0, y[:, None]).mean()


@loss.mistake(
    "all-classes",
    "the prices of all classes are averaged or summed, not that of the right one",
    "Only the class that is true, y[i], counts in row i.",
)
def all_classes(logits, y):
    return -torch.log_softmax(logits, dim=1).mean()


@loss.also("all-classes")
def all_classes_over_n(logits, y):
    return -torch.log_softmax(logits, dim=1).sum() / len(y)


@loss.also("all-classes")
def all_classes_sum(logits, y):
    return -torch.log_softmax(logits, dim=1).sum()


@loss.mistake(
    "averaged-over-classes-too",
    "the sum is divided by N·C, as when the zeros of the one-hot table are averaged along",
    "Per row only one entry is left of the C: sum over the classes, average over the samples.",
)
def one_hot_mean(logits, y):
    return -(F.one_hot(y, logits.shape[1]) * torch.log_softmax(logits, dim=1)).mean()


@loss.mistake(
    "divided-by-classes",
    "the sum is divided by the number of classes, not by that of the samples",
    _PRICE,
)
def over_classes(logits, y):
    return F.cross_entropy(logits, y, reduction="sum") / logits.shape[1]


@loss.mistake(
    "divided-twice",
    "the mean is divided by N once more",
    _PRICE,
)
def divided_twice(logits, y):
    return F.cross_entropy(logits, y) / len(y)


@loss.mistake(
    "not-averaged",
    "the N prices are returned, not their mean",
    "A loss is one number.",
)
def not_averaged(logits, y):
    return F.cross_entropy(logits, y, reduction="none")


@loss.also("not-averaged")
def not_averaged_column(logits, y):
    return F.cross_entropy(logits, y, reduction="none")[:, None]


@loss.also("not-averaged")
def not_averaged_table(logits, y):
    return -(F.one_hot(y, logits.shape[1]) * torch.log_softmax(logits, dim=1))


@loss.also("not-averaged")
def whole_log_softmax(logits, y):
    return -torch.log_softmax(logits, dim=1)


@loss.mistake(
    "missing-log",
    "the logarithm is missing: probabilities are averaged",
    "A probability of 1 has to cost 0: −log 1 = 0.",
)
def missing_log(logits, y):
    return -torch.softmax(logits, dim=1)[torch.arange(len(y)), y].mean()


@loss.also("missing-log")
def missing_log_and_minus(logits, y):
    return torch.softmax(logits, dim=1)[torch.arange(len(y)), y].mean()


@loss.also("missing-log")
def one_minus(logits, y):
    return (1 - torch.softmax(logits, dim=1)[torch.arange(len(y)), y]).mean()


@loss.also("missing-log")
def missing_log_sum(logits, y):
    return -torch.softmax(logits, dim=1)[torch.arange(len(y)), y].sum()


@loss.mistake(
    "missing-softmax",
    "the logits are taken for log-probabilities: the log Σ e^z is missing",
    "log softmax(z)[y] = z_y − log Σ e^z.",
)
def missing_softmax(logits, y):
    return -logits[torch.arange(len(y)), y].mean()


@loss.also("missing-softmax")
def missing_softmax_shifted(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return -z[torch.arange(len(y)), y].mean()


@loss.also("missing-softmax")
def missing_softmax_sign(logits, y):
    return logits[torch.arange(len(y)), y].mean()


@loss.mistake(
    "log-of-logits",
    "the logarithm is taken of the logits: negative ones give NaN",
    "softmax comes first: logits are no probabilities.",
)
def log_of_logits(logits, y):
    return -torch.log(logits)[torch.arange(len(y)), y].mean()


@loss.also("log-of-logits")
def log_of_all_logits(logits, y):
    return -(F.one_hot(y, logits.shape[1]) * torch.log(logits)).sum(dim=1).mean()


@loss.mistake(
    "not-normalised",
    "the exponentials are not divided by their sum (or the sum's logarithm is missing)",
    "log softmax(z)[y] = z_y − log Σ e^z.",
)
def only_the_sum(logits, y):
    return torch.logsumexp(logits, dim=1).mean()


@loss.also("not-normalised")
def without_log_of_the_sum(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return (z.exp().sum(dim=1) - z[torch.arange(len(y)), y]).mean()


@loss.also("not-normalised")
def sum_without_exp(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return (torch.log(z.sum(dim=1).abs()) - z[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "signs-of-the-two-terms",
    "a sign inside is turned: z_y + log Σ e^z, or both added",
    "−log softmax(z)[y] = log Σ e^z − z_y.",
)
def both_added(logits, y):
    return (torch.logsumexp(logits, dim=1) + logits[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "shift-only-once",
    "the maximum is subtracted in one of the two terms only",
    "What is subtracted inside must be the same in both: log Σ e^(z−c) − (z_y − c).",
)
def shift_only_in_sum(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return (torch.log(z.exp().sum(dim=1)) - logits[torch.arange(len(y)), y]).mean()


@loss.also("shift-only-once")
def shift_only_in_the_right_one(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return (torch.logsumexp(logits, dim=1) - z[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "wrong-axis",
    "softmax runs over the samples (dim 0), not over the classes",
    "Each row is one sample; its C probabilities sum to 1: dim=1.",
)
def wrong_axis(logits, y):
    return -torch.log_softmax(logits, dim=0)[torch.arange(len(y)), y].mean()


@loss.also("wrong-axis")
def wrong_axis_everything(logits, y):
    return (torch.logsumexp(logits, dim=0).mean() - logits[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "summed-over-everything",
    "the exponentials are summed over the whole batch, not per row",
    "Each row has its own Σ e^z: sum over dim=1.",
)
def over_everything(logits, y):
    return (torch.logsumexp(logits.flatten(), dim=0) - logits[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "missing-keepdim",
    "the N sums (or largest logits) lie as a row, (N,), beside (N, C): keepdim is missing",
    "Lined up from the right, (N,) meets the classes. keepdim=True makes it a column, (N, 1).",
)
def missing_keepdim(logits, y):
    z = logits - logits.max(dim=1).values
    return (z.exp().sum(dim=1).log() - z[torch.arange(len(y)), y]).mean()


@loss.also("missing-keepdim")
def missing_keepdim_softmax(logits, y):
    e = torch.exp(logits - logits.max(dim=1, keepdim=True).values)
    return -torch.log((e / e.sum(dim=1))[torch.arange(len(y)), y]).mean()


@loss.also("missing-keepdim")
def missing_keepdim_logsumexp(logits, y):
    log_p = logits - torch.logsumexp(logits, dim=1)
    return -log_p[torch.arange(len(y)), y].mean()


@loss.also("missing-keepdim")
def missing_keepdim_naive(logits, y):
    p = torch.exp(logits) / torch.exp(logits).sum(dim=1)
    return -torch.log(p[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "log-of-the-mean",
    "the mean is taken first, the logarithm afterwards",
    "The mean of the logarithms is not the logarithm of the mean.",
)
def log_of_the_mean(logits, y):
    return -torch.log(torch.softmax(logits, dim=1)[torch.arange(len(y)), y].mean())


@loss.mistake(
    "another-logarithm",
    "a logarithm to another base is taken (log2, log10)",
    "The price is counted with the natural logarithm, torch.log.",
)
def base_two(logits, y):
    return F.cross_entropy(logits, y) / math.log(2)


@loss.also("another-logarithm")
def base_ten(logits, y):
    return F.cross_entropy(logits, y) / math.log(10)


@loss.mistake(
    "entropy",
    "the entropy of the predictions is computed: −Σ p log p, without the labels",
    "The cross-entropy weighs log p with the true label, not with p itself.",
)
def entropy(logits, y):
    log_p = torch.log_softmax(logits, dim=1)
    return -(log_p.exp() * log_p).sum(dim=1).mean()


@loss.mistake(
    "weighted-by-the-class-number",
    "log p is multiplied by the class number y, not picked by it",
    "y is a place, not an amount: [torch.arange(N), y].",
)
def weighted_by_class_number(logits, y):
    return -(y[:, None] * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


@loss.also("weighted-by-the-class-number")
def weighted_right_one(logits, y):
    return -(y * torch.log_softmax(logits, dim=1)[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "predicted-class",
    "the price of the most probable class is taken, not that of the true one",
    "y says which class is true.",
)
def predicted_class(logits, y):
    return -torch.log_softmax(logits, dim=1).max(dim=1).values.mean()


@loss.mistake(
    "always-one-class",
    "the same class, or the same label, is taken in every row",
    "Row i has its own label, y[i].",
)
def first_class(logits, y):
    return -torch.log_softmax(logits, dim=1)[:, 0].mean()


@loss.also("always-one-class")
def first_label(logits, y):
    return -torch.log_softmax(logits, dim=1)[:, y[0]].mean()


@loss.also("always-one-class")
def last_class(logits, y):
    return -torch.log_softmax(logits, dim=1)[:, -1].mean()


@loss.mistake(
    "shifted-labels",
    "the class numbers are off by one",
    "Classes are counted from 0, as columns are.",
)
def shifted_labels(logits, y):
    return -torch.log_softmax(logits, dim=1)[torch.arange(len(y)), y - 1].mean()


@loss.mistake(
    "one-example-only",
    "one example counts, the others do not",
    "The mean runs over all N examples.",
)
def first_example(logits, y):
    return F.cross_entropy(logits[:1], y[:1])


@loss.also("one-example-only")
def last_example(logits, y):
    return F.cross_entropy(logits[-1:], y[-1:])


@loss.also("one-example-only")
def last_example_over_n(logits, y):
    return F.cross_entropy(logits[-1:], y[-1:]) / len(y)


@loss.also("one-example-only")
def first_example_over_n(logits, y):
    return F.cross_entropy(logits[:1], y[:1]) / len(y)


@loss.mistake(
    "an-example-forgotten",
    "the loop leaves out the first or the last example",
    "range(N) gives 0 … N−1.",
)
def last_forgotten(logits, y):
    return F.cross_entropy(logits[:-1], y[:-1], reduction="sum") / len(y)


@loss.also("an-example-forgotten")
def first_forgotten(logits, y):
    return F.cross_entropy(logits[1:], y[1:], reduction="sum") / len(y)


@loss.mistake(
    "binary",
    "a price is added for the classes that are not true: binary cross-entropy",
    "With C classes in one softmax, −log of the true class is all.",
)
def binary(logits, y):
    hot = F.one_hot(y, logits.shape[1]).to(logits.dtype)
    return F.binary_cross_entropy(torch.softmax(logits, 1), hot)


@loss.also("binary")
def binary_by_sigmoid(logits, y):
    hot = F.one_hot(y, logits.shape[1]).to(logits.dtype)
    return F.binary_cross_entropy_with_logits(logits, hot)


@loss.also("binary")
def binary_sum(logits, y):
    hot = F.one_hot(y, logits.shape[1]).to(logits.dtype)
    return F.binary_cross_entropy(torch.softmax(logits, 1), hot, reduction="sum") / len(y)


@loss.mistake(
    "sigmoid",
    "the sigmoid is used in place of softmax",
    "Softmax shares out 1 among the classes of a row; a sigmoid looks at one logit alone.",
)
def by_sigmoid(logits, y):
    return -F.logsigmoid(logits)[torch.arange(len(y)), y].mean()


@loss.mistake(
    "squared-error",
    "the squared error between probabilities and one-hot labels is computed",
    _PRICE,
)
def squared_error(logits, y):
    hot = F.one_hot(y, logits.shape[1])
    return ((torch.softmax(logits, 1) - hot) ** 2).mean()


@loss.also("squared-error")
def squared_error_per_sample(logits, y):
    hot = F.one_hot(y, logits.shape[1])
    return ((torch.softmax(logits, 1) - hot) ** 2).sum(dim=1).mean()


@loss.mistake(
    "smoothed-labels",
    "a part of the label is given to the other classes (label smoothing)",
    _PRICE,
)
def smoothed_labels(logits, y):
    return F.cross_entropy(logits, y, label_smoothing=0.1)


@loss.mistake(
    "perplexity",
    "the exponential of the loss is returned, or e^−ℓ",
    _PRICE,
)
def perplexity(logits, y):
    return F.cross_entropy(logits, y).exp()


@loss.mistake(
    "in-place",
    "logits or y is changed in place (`-=`, `exp_`, an assignment to an element)",
    "The caller still needs both: logits - c is a new tensor, logits -= c is not.",
    about=("inputs",),
)
def in_place(logits, y):
    logits -= logits.max(dim=1, keepdim=True).values
    return (logits.exp().sum(dim=1).log() - logits[torch.arange(len(y)), y]).mean()


@loss.also("in-place")
def labels_in_place(logits, y):
    found = F.cross_entropy(logits, y)
    y += 1
    return found


@loss.mistake(
    "clamped-logits",
    "the logits are cut off before the exponential (`clamp`)",
    "Cutting off changes the differences between logits; subtracting the maximum does not.",
    about=("large", "apart", "unlikely", "huge"),
)
def clamped_logits(logits, y):
    return F.cross_entropy(logits.clamp(-80, 80), y)


def _clamped(low: float, high: float):
    def clamped(logits, y):
        return F.cross_entropy(logits.clamp(low, high), y)

    return clamped


for _low, _high in ((-100, 100), (-50, 50), (-500, 500), (-30, 30), (-1e9, 80.0), (-709, 709)):
    loss.also("clamped-logits")(_clamped(_low, _high))


@loss.mistake(
    "indices-of-the-wrong-length",
    "the class numbers are paired with `arange(C)` (or a fixed range), not with the N samples",
    "One index per sample: torch.arange(len(y)).",
    about=("raised",),
)
def range_of_classes(logits, y):
    return -torch.log_softmax(logits, dim=1)[torch.arange(logits.shape[1]), y].mean()


@loss.mistake(
    "labels-in-the-wrong-form",
    "a function gets y in a form that it does not take: `gather` wants it as (N, 1), "
    "`F.cross_entropy` as int64 class numbers",
    "y is (N,) and int64: y[:, None] is (N, 1), and y.float() is no class number.",
    about=("raised",),
)
def gather_flat(logits, y):
    return -torch.log_softmax(logits, dim=1).gather(1, y).mean()


@loss.mistake(
    "labels-against-logits",
    "y, (N,), meets the logits, (N, C), in an operation element by element",
    "y holds class numbers: pick with it, or turn it into one-hot rows (N, C) first.",
    about=("raised", "loss"),
)
def labels_times_logits(logits, y):
    return -(y * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


@loss.mistake(
    "maximum-with-indices",
    "`max(dim=…)` is used as if it were a tensor: it gives two, the values and their places",
    "logits.max(dim=1, keepdim=True).values, or logits.amax(dim=1, keepdim=True).",
    about=("raised",),
)
def maximum_with_indices(logits, y):
    z = logits - logits.max(dim=1, keepdim=True)
    return (z.exp().sum(dim=1).log() - z[torch.arange(len(y)), y]).mean()


@loss.also("overflow")
def index_of_maximum(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).indices
    return (z.exp().sum(dim=1).log() - z[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "arguments-swapped",
    "a torch function gets y where it wants the logits, or whole numbers where it wants fractions",
    "F.cross_entropy(logits, y): the logits come first.",
    about=("raised",),
)
def arguments_swapped(logits, y):
    return F.cross_entropy(y, logits)


@loss.also("labels-in-the-wrong-form")
def float_labels(logits, y):
    return F.cross_entropy(logits, y.float())


@loss.mistake(
    "accuracy",
    "predicted classes are counted (accuracy or error rate), no price is computed",
    _PRICE,
)
def accuracy(logits, y):
    return (logits.argmax(dim=1) == y).float().mean()


@loss.also("accuracy")
def error_rate(logits, y):
    return (logits.argmax(dim=1) != y).float().mean()


@loss.also("accuracy")
def count_right(logits, y):
    return (logits.argmax(dim=1) == y).sum()


@loss.mistake(
    "one-hot-of-the-wrong-width",
    "the one-hot rows do not have as many columns as the logits: C is not given, or a fixed number",
    "F.one_hot(y, logits.shape[1]): without it, the largest class in the batch decides.",
    about=("raised",),
)
def one_hot_of_ten(logits, y):
    return -(F.one_hot(y, 10) * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


@loss.also("one-hot-of-the-wrong-width")
def one_hot_without_width(logits, y):
    return -(F.one_hot(y) * torch.log_softmax(logits, dim=1)).sum(dim=1).mean()


@loss.also("labels-against-logits")
def labels_times_logits_mean(logits, y):
    return -(y * torch.log_softmax(logits, dim=1)).mean()


@loss.also("labels-against-logits")
def labels_times_logits_sum(logits, y):
    return -(y * torch.log_softmax(logits, dim=1)).sum() / len(y)


@loss.mistake(
    "prices-cut-off",
    "the prices are cut off above (`clamp(max=…)`)",
    "The price of a class 1000 below the largest logit is 1000.",
    about=("unlikely", "huge"),
)
def cut_at_fifty(logits, y):
    return F.cross_entropy(logits, y, reduction="none").clamp(max=50).mean()


def _cut(most: float):
    def cut_off(logits, y):
        return F.cross_entropy(logits, y, reduction="none").clamp(max=most).mean()

    return cut_off


for _most in (10.0, 20.0, 500.0, 1000.0):
    loss.also("prices-cut-off")(_cut(_most))


@loss.mistake(
    "one-over-p",
    "1/p is averaged in place of −log p",
    "−log p = log(1/p): the logarithm is missing.",
)
def one_over_p(logits, y):
    return (1 / torch.softmax(logits, dim=1)[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "taken-from-the-flat-table",
    "`take` (or a flat index) picks from the first row only",
    "[torch.arange(N), y] picks one entry from each row.",
)
def taken(logits, y):
    return -torch.log_softmax(logits, dim=1).take(y).mean()


@loss.also("taken-from-the-flat-table")
def from_first_row(logits, y):
    return -torch.log_softmax(logits, dim=1)[0, y].sum() / len(y)


@loss.also("one-example-only")
def first_price_stored(logits, y):
    return F.cross_entropy(logits[0], y[0])


@loss.also("another-logarithm")
def base_ten_of_the_sum(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return (torch.log10(z.exp().sum(dim=1)) - z[torch.arange(len(y)), y]).mean()


@loss.also("another-logarithm")
def base_two_of_the_sum(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return (torch.log2(z.exp().sum(dim=1)) - z[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "true-logit-added",
    "the logit of the true class is added to log Σ e^z, not subtracted",
    "−log softmax(z)[y] = log Σ e^z − z_y.",
)
def true_logit_added(logits, y):
    z = logits - logits.max(dim=1, keepdim=True).values
    return (z.exp().sum(dim=1).log() + z[torch.arange(len(y)), y]).mean()


@loss.also("wrong-axis")
def sums_over_samples(logits, y):
    return (torch.logsumexp(logits, dim=0) - logits[torch.arange(len(y)), y]).mean()


@loss.also("global-maximum")
def largest_without_sign(logits, y):
    z = logits - logits.abs().amax(dim=1, keepdim=True)
    return (torch.log(torch.exp(z).sum(dim=1)) - z[torch.arange(len(y)), y]).mean()


@loss.mistake(
    "log-twice",
    "the logarithm is taken twice: log_softmax has taken it already, and the logarithm of a negative "
    "number is NaN",
    "log softmax(z) is F.log_softmax(z), or torch.log(torch.softmax(z)), not both.",
)
def log_of_log_softmax(logits, y):
    return -torch.log(F.log_softmax(logits, dim=1))[torch.arange(len(y)), y].mean()


@loss.mistake(
    "hits-only",
    "only the examples count whose label has the largest logit",
    "The mean runs over all N examples; the wrong ones cost most.",
)
def hits_only(logits, y):
    return F.cross_entropy(logits, y, reduction="none")[logits.argmax(1) == y].mean()


@loss.mistake(
    "misses-only",
    "only the examples count whose label does not have the largest logit",
    "The mean runs over all N examples.",
)
def misses_only(logits, y):
    return F.cross_entropy(logits, y, reduction="none")[logits.argmax(1) != y].mean()


@loss.mistake(
    "median",
    "the median of the prices is taken, not their mean",
    _PRICE,
)
def median(logits, y):
    return F.cross_entropy(logits, y, reduction="none").median()


@loss.mistake(
    "class-left-out",
    "the examples of class 0 are left out, as by ignore_index=0",
    "The mean runs over all N examples, whatever their class.",
)
def class_left_out(logits, y):
    return F.cross_entropy(logits, y, ignore_index=0)


@loss.also("class-left-out")
def class_left_out_over_n(logits, y):
    return F.cross_entropy(logits, y, ignore_index=0, reduction="sum") / len(y)


@loss.mistake(
    "focal",
    "each price is multiplied by a power of 1 − p, as in the focal loss",
    _PRICE,
)
def focal(logits, y):
    price = F.cross_entropy(logits, y, reduction="none")
    return ((1 - torch.exp(-price)) ** 2 * price).mean()


@loss.also("focal")
def focal_of_power_one(logits, y):
    price = F.cross_entropy(logits, y, reduction="none")
    return ((1 - torch.exp(-price)) * price).mean()
