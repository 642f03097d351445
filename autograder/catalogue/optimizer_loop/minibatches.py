"""minibatches: every sample once, in a new order, in small portions."""

from __future__ import annotations

import random

import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_LARGE = tuple(
    f"large {item}"
    for item in ("batches", "sizes", "label sizes", "samples", "x", "what came of x")
)

batches = Entry(
    Exercise(
        id="minibatches",
        title="Mini-batches, shuffled",
        chapter=CHAPTER,
        symbol="minibatches",
        contract="`minibatches(x, y, batch_size)` -> an iterable of `(xb, yb)`, tuples or lists: "
        "every sample exactly once, in a new order at every call; every batch but the last is "
        "full. x is (N, D), y is (N,); batch_size may exceed N.",
        parts=(
            Part(
                "every sample once",
                1,
                ("batches", "sizes", "label sizes", "samples", "x", "inputs"),
            ),
            Part("a batch_size above N", 1, ("x", *_LARGE)),
            Part(
                "x with its y",
                1,
                ("what came of x", "pairing", "y", "large pairing", "large y"),
            ),
            Part("a new order", 1, ("what came of x", "short batch", "order")),
        ),
        minutes=15,
        difficulty=2,
        importance=4,
        hints=(
            "Call it with 10 samples and batch_size 4, and print the sizes and the labels of "
            "every batch, twice.",
            "One random order of the numbers 0 … N − 1 serves both x and y. Cut the order into "
            "pieces; the last piece may be short.",
            "`order = torch.randperm(len(x))`; for each piece of `order.split(batch_size)` the "
            "batch is `(x[piece], y[piece])`.",
        ),
        labels={
            "batches": "what minibatches(…) gives",
            "sizes": "the batches, by the number of samples in xb",
            "label sizes": "the batches, by the number of labels in yb",
            "short batch": "the batch that is not full",
            "samples": "the samples of one pass",
            "pairing": "samples and labels",
            "x": "the rows of all xb, sorted as in x",
            "what came of x": "the samples of one pass",
            "y": "their labels from yb",
            "order": "the order in several calls",
            "inputs": "the arguments x and y",
            "large batches": "what minibatches(…) gives for a batch_size above N",
            "large sizes": "the batches for a batch_size above N, by the number of samples in xb",
            "large label sizes": "the batches for a batch_size above N, by the number of labels in yb",
            "large samples": "the samples of one pass with a batch_size above N",
            "large pairing": "samples and labels with a batch_size above N",
            "large x": "the rows of xb for a batch_size above N, sorted as in x",
            "large what came of x": "the samples of one pass with a batch_size above N",
            "large y": "their labels from yb",
        },
    ),
)


def _data(draw: Draw, n: int, d: int) -> dict:
    """x with rows that all differ, y with labels that all differ."""
    x = draw.real(n, d)
    x[:, 0] = torch.arange(1, n + 1) + x[:, 0].abs() / 4
    order = draw.order(n)
    return {"x": x[order].round(decimals=2), "y": torch.tensor(draw.order(n)) + 10}


@batches.cases
def cases(draw: Draw) -> list[Case]:
    size = draw.integer(5, 7)
    n = 3 * size + 1  # one sample is left over: equal cuts show
    d = draw.integer(2, 3)
    exact = draw.integer(3, 4)
    words = {n: "the number of samples N", size: "batch_size", d: "the number of features D"}
    return [
        Case("a short last batch", {**_data(draw, n, d), "batch_size": size, "calls": 4}, words),
        Case("batches that fit exactly", {**_data(draw, 3 * exact, d), "batch_size": exact}),
        # Enough samples that two random orders do not agree by chance.
        Case("batch_size larger than N", {**_data(draw, 7, d), "batch_size": 10}),
        Case("one sample a batch", {**_data(draw, 7, d), "batch_size": 1}),
    ]


@batches.reference
def reference(x, y, batch_size):
    order = torch.randperm(len(x))
    batches = []
    for start in range(0, len(x), batch_size):
        piece = order[start : start + batch_size]
        batches.append((x[piece], y[piece]))
    return batches


@batches.variant("a generator over the split order")
def generator(x, y, batch_size):
    order = torch.randperm(x.shape[0])
    for chosen in order.split(batch_size):
        yield x[chosen], y[chosen]


@batches.variant("DataLoader")
def data_loader(x, y, batch_size):
    return DataLoader(TensorDataset(x, y), batch_size=batch_size, shuffle=True)


@batches.variant("both shuffled, then split and zipped")
def zipped(x, y, batch_size):
    order = torch.randperm(len(y))
    return zip(x[order].split(batch_size), y[order].split(batch_size), strict=True)


@batches.variant("Python's random, one row at a time")
def python_random(x, y, batch_size):
    numbers = list(range(len(x)))
    random.shuffle(numbers)
    found = []
    while numbers:
        chosen = [numbers.pop() for _ in range(min(batch_size, len(numbers)))]
        found.append([torch.stack([x[i] for i in chosen]), torch.stack([y[i] for i in chosen])])
    return found


@batches.variant("argsort of random numbers, index_select")
def by_argsort(x, y, batch_size):
    order = torch.rand(len(x)).argsort()
    for number in range(-(-len(x) // batch_size)):
        piece = order[number * batch_size : (number + 1) * batch_size]
        yield torch.index_select(x, 0, piece), torch.index_select(y, 0, piece)


@batches.variant("a sampler of batches")
def by_sampler(x, y, batch_size):
    pairs = TensorDataset(x, y)
    for chosen in BatchSampler(RandomSampler(pairs), batch_size, drop_last=False):
        yield pairs[chosen]


@batches.variant("the short batch is made of what is left")
def what_is_left(x, y, batch_size):
    order = torch.randperm(len(x)).tolist()
    while order:
        yield (x[order[:batch_size]], y[order[:batch_size]])
        order = order[batch_size:]


# ------------------------------------------------------------------------ pairing


@batches.mistake(
    "y-not-shuffled",
    "x is shuffled and y is not: the samples get the labels of others",
    "One order for both: x[order] and y[order].",
)
def y_not_shuffled(x, y, batch_size):
    shuffled = x[torch.randperm(len(x))]
    return list(zip(shuffled.split(batch_size), y.split(batch_size), strict=True))


@batches.mistake(
    "tail-dropped",
    "the last, short batch is left out",
    "N // batch_size counts full batches only; the rest of the samples makes one more. Every sample "
    "is seen exactly once.",
)
def tail_dropped(x, y, batch_size):
    order = torch.randperm(len(x))
    return [
        (x[order[i * batch_size : (i + 1) * batch_size]],
         y[order[i * batch_size : (i + 1) * batch_size]])
        for i in range(len(x) // batch_size)
    ]  # fmt: skip


@batches.also("tail-dropped")
def tail_dropped_unless_alone(x, y, batch_size):
    return tail_dropped(x, y, min(batch_size, len(x)))


@batches.mistake(
    "one-sample-lost",
    "one sample never comes: the order is made for N − 1 samples",
    "torch.randperm(N) gives 0 … N − 1: all N numbers, without a correction.",
)
def one_lost(x, y, batch_size):
    order = torch.randperm(len(x) - 1)
    return [(x[piece], y[piece]) for piece in order.split(batch_size)]


@batches.mistake(
    "not-shuffled",
    "the samples come in the order of x: nothing is shuffled",
    "Sorted data would show one class after the other: draw torch.randperm(N) in every call.",
    about=("order",),
)
def not_shuffled(x, y, batch_size):
    return list(zip(x.split(batch_size), y.split(batch_size), strict=True))


@batches.mistake(
    "same-order",
    "the order is the same at every call: drawn once, from a seed that is set inside, or made by a "
    "rule",
    "A new order at every call: draw it inside the function, and leave the seed alone.",
    about=("order",),
)
def same_order(x, y, batch_size):
    torch.manual_seed(0)
    return reference(x, y, batch_size)


@batches.also("same-order")
def reversed_order(x, y, batch_size):
    return not_shuffled(x.flip(0), y.flip(0), batch_size)


@batches.also("same-order")
def own_generator(x, y, batch_size):
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(3))
    return [(x[piece], y[piece]) for piece in order.split(batch_size)]


@batches.mistake(
    "with-replacement",
    "some samples come more than once and others never: they are drawn with replacement, in a "
    "new order for every batch, or by random.shuffle on a tensor",
    "torch.randint may give a number twice, and random.shuffle exchanges the rows of a tensor by "
    "views and loses some. torch.randperm gives each number exactly once: draw it once, before "
    "the loop.",
)
def with_replacement(x, y, batch_size):
    order = torch.randint(len(x), (len(x),), generator=torch.Generator().manual_seed(4))
    return [(x[piece], y[piece]) for piece in order.split(batch_size)]


@batches.also("with-replacement")
def new_draw_per_batch(x, y, batch_size):
    for start in range(0, len(x), batch_size):
        piece = torch.randperm(len(x))[: min(batch_size, len(x) - start)]
        yield x[piece], y[piece]


@batches.also("with-replacement")
def shuffled_tensor(x, y, batch_size):
    both = torch.cat([x, y[:, None].to(x.dtype)], dim=1)
    random.Random(1).shuffle(both)
    return not_shuffled(both[:, :-1], both[:, -1].long(), batch_size)


@batches.mistake(
    "with-replacement-full",
    "every batch is drawn from all samples anew: some come more than once, others never, and the "
    "last batch is as full as the others",
    "One order of all N samples for the whole pass, cut into pieces.",
)
def replacement_full(x, y, batch_size):
    for _ in range(-(-len(x) // batch_size)):
        piece = torch.randint(len(x), (batch_size,))
        yield x[piece], y[piece]


@batches.also("with-replacement-full")
def permutation_per_batch(x, y, batch_size):
    for _ in range(-(-len(x) // batch_size)):
        piece = torch.randperm(len(x))[:batch_size]
        yield x[piece], y[piece]


@batches.mistake(
    "replacement-and-tail",
    "every batch is drawn from all samples anew, and there are N // batch_size of them",
    "One order of all N samples for the whole pass, cut into pieces; the last may be short.",
)
def replacement_and_tail(x, y, batch_size):
    for _ in range(len(x) // batch_size):
        piece = torch.randint(len(x), (batch_size,))
        yield x[piece], y[piece]


@batches.mistake(
    "equal-cuts",
    "the batches do not have batch_size samples: the samples are cut into equal parts, or the short "
    "rest goes into another batch",
    "chunk(k), tensor_split(k) and array_split(k) make k parts of equal size; "
    "split(batch_size) makes parts of batch_size, and one more for the rest.",
)
def equal_cuts(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[p]) for p in order.chunk(-(-len(x) // batch_size))]


@batches.also("equal-cuts")
def tensor_split(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[p]) for p in order.tensor_split(-(-len(x) // batch_size))]


@batches.also("equal-cuts")
def chunks_rounded_down(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[p]) for p in order.chunk(max(len(x) // batch_size, 1))]


@batches.also("equal-cuts")
def split_rounded_down(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[p]) for p in order.tensor_split(max(len(x) // batch_size, 1))]


@batches.also("equal-cuts")
def rest_in_the_last(x, y, batch_size):
    order = torch.randperm(len(x))
    number = max(len(x) // batch_size, 1)
    for i in range(number):
        piece = order[i * batch_size : (i + 1) * batch_size if i + 1 < number else None]
        yield x[piece], y[piece]


@batches.mistake(
    "batch-size-many",
    "batch_size batches are made, instead of batches of batch_size samples",
    "chunk(batch_size) counts parts; split(batch_size) counts the samples in each.",
)
def count_for_size(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[p]) for p in order.chunk(batch_size)]


@batches.also("batch-size-many")
def count_for_size_split(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[p]) for p in order.tensor_split(batch_size)]


@batches.mistake(
    "empty-batch",
    "one batch too many is made: it is empty when batch_size divides N",
    "range(0, N, batch_size) stops in time; N // batch_size + 1 does not.",
)
def empty_batch(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(len(x) // batch_size + 1):
        piece = order[i * batch_size : (i + 1) * batch_size]
        yield x[piece], y[piece]


@batches.mistake(
    "full-batches-only",
    "the last batch is filled up with samples that have been there already",
    "The last batch may be short: every sample exactly once.",
)
def filled_up(x, y, batch_size):
    order = torch.randperm(len(x))
    while len(order) % batch_size:
        order = torch.cat([order, order[: batch_size - len(order) % batch_size]])
    return [(x[p], y[p]) for p in order.split(batch_size)]


@batches.also("full-batches-only")
def last_reaches_back(x, y, batch_size):
    order = torch.randperm(len(x))
    for end in range(batch_size, len(x) + batch_size, batch_size):
        piece = order[max(min(end, len(x)) - batch_size, 0) : end]
        yield x[piece], y[piece]


@batches.mistake(
    "batches-shuffled",
    "the same samples share a batch at every call: only whole batches are shuffled, or only the "
    "samples within each",
    "Shuffle the samples, then cut: the neighbours in the file must not stay together.",
    about=("short batch", "order"),
)
def batches_shuffled(x, y, batch_size):
    starts = list(range(0, len(x), batch_size))
    for i in torch.randperm(len(starts)).tolist():
        yield x[starts[i] : starts[i] + batch_size], y[starts[i] : starts[i] + batch_size]


@batches.also("batches-shuffled")
def inside_only(x, y, batch_size):
    for xb, yb in not_shuffled(x, y, batch_size):
        order = torch.randperm(len(xb))
        yield xb[order], yb[order]


@batches.also("batches-shuffled")
def inside_and_batches(x, y, batch_size):
    for xb, yb in batches_shuffled(x, y, batch_size):
        order = torch.randperm(len(xb))
        yield xb[order], yb[order]


@batches.mistake(
    "short-batch-first",
    "the short batch is not the last one",
    "Every batch but the last is full: cut the order from its beginning.",
    about=("short batch",),
)
def short_first(x, y, batch_size):
    return reference(x, y, batch_size)[::-1]


@batches.mistake(
    "x-not-shuffled",
    "y is shuffled and x is not: the samples get the labels of others",
    "One order for both: x[order] and y[order].",
)
def x_not_shuffled(x, y, batch_size):
    return list(zip(x.split(batch_size), y[torch.randperm(len(y))].split(batch_size), strict=True))


@batches.mistake(
    "two-orders",
    "x and y come in two different orders: the samples get the labels of others",
    "One order for both: draw it once, then x[order] and y[order].",
)
def two_orders(x, y, batch_size):
    xs, ys = x[torch.randperm(len(x))], y[torch.randperm(len(y))]
    return list(zip(xs.split(batch_size), ys.split(batch_size), strict=True))


@batches.also("two-orders")
def y_ordered_twice(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[order][p]) for p in order.split(batch_size)]


@batches.mistake(
    "y-whole",
    "every batch carries all labels: y is not cut",
    "yb holds the labels of the samples in xb, in the same order.",
)
def y_whole(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y) for p in order.split(batch_size)]


@batches.also("y-whole")
def y_whole_shuffled(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[p], y[order]) for p in order.split(batch_size)]


@batches.mistake(
    "one-batch",
    "only one batch is made: return stands in the loop, or the loop is missing",
    "Every sample exactly once: collect the batches in a list, or yield them.",
    about=("sizes",),
)
def one_batch(x, y, batch_size):
    return reference(x, y, batch_size)[:1]


@batches.mistake(
    "one-pair",
    "one pair (xb, yb) is given back, not an iterable of pairs",
    "Collect all pairs in a list and return it after the loop, or yield every pair.",
)
def one_pair(x, y, batch_size):
    return reference(x, y, batch_size)[0]


@batches.also("one-pair")
def two_shuffled_tensors(x, y, batch_size):
    order = torch.randperm(len(x))
    return x[order], y[order]


@batches.mistake(
    "two-lists",
    "a pair of lists is given back: all xb, and all yb",
    "Each item is one batch with its labels: zip(…) makes pairs of the two lists.",
)
def two_lists(x, y, batch_size):
    order = torch.randperm(len(x))
    return list(x[order].split(batch_size)), list(y[order].split(batch_size))


@batches.also("two-lists")
def two_tuples(x, y, batch_size):
    order = torch.randperm(len(x))
    return x[order].split(batch_size), y[order].split(batch_size)


@batches.mistake(
    "dictionary",
    "a dictionary is given back: walking through it gives its keys",
    "An iterable of pairs (xb, yb): a list of tuples, or a generator.",
)
def dictionary(x, y, batch_size):
    order = torch.randperm(len(x))
    return {"x": x[order].split(batch_size), "y": y[order].split(batch_size)}


@batches.mistake(
    "everything-in-one",
    "the whole data are one batch: they are shuffled but not cut",
    "Every batch but the last has batch_size samples.",
)
def everything(x, y, batch_size):
    order = torch.randperm(len(x))
    return [(x[order], y[order])]


@batches.mistake(
    "single-samples",
    "every sample is a batch of its own",
    "A batch holds batch_size samples; range(0, N, batch_size) goes in steps of that size.",
)
def single_samples(x, y, batch_size):
    return reference(x, y, 1)


@batches.mistake(
    "sliding",
    "the batches overlap: the window moves by one sample, not by batch_size",
    "range(0, N, batch_size): the third argument is the step.",
)
def sliding(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(len(x)):
        yield x[order[i : i + batch_size]], y[order[i : i + batch_size]]


@batches.also("sliding")
def sliding_full(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(max(len(x) - batch_size + 1, 1)):
        yield x[order[i : i + batch_size]], y[order[i : i + batch_size]]


@batches.mistake(
    "first-batch-again",
    "every batch is the same one: the slice does not move with the loop",
    "The batch that starts at i is order[i : i + batch_size].",
)
def same_batch(x, y, batch_size):
    order = torch.randperm(len(x))
    for _ in range(0, len(x), batch_size):
        yield x[order[:batch_size]], y[order[:batch_size]]


@batches.mistake(
    "growing",
    "every batch holds all samples so far: the slice has no beginning",
    "The batch that starts at i is order[i : i + batch_size].",
)
def growing(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(0, len(x), batch_size):
        yield x[order[: i + batch_size]], y[order[: i + batch_size]]


@batches.mistake(
    "shrinking",
    "every batch holds all samples that are left: the slice has no end",
    "The batch that starts at i is order[i : i + batch_size].",
)
def shrinking(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(0, len(x), batch_size):
        yield x[order[i:]], y[order[i:]]


@batches.mistake(
    "slice-minus-one",
    "each slice ends one sample too early",
    "A slice's end is not included: order[i : i + batch_size] has batch_size elements.",
)
def minus_one(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(0, len(x), batch_size):
        yield x[order[i : i + batch_size - 1]], y[order[i : i + batch_size - 1]]


@batches.mistake(
    "slice-plus-one",
    "each slice ends one sample too late: the batches overlap",
    "A slice's end is not included: order[i : i + batch_size] has batch_size elements.",
)
def plus_one(x, y, batch_size):
    order = torch.randperm(len(x))
    for i in range(0, len(x), batch_size):
        yield x[order[i : i + batch_size + 1]], y[order[i : i + batch_size + 1]]


@batches.mistake(
    "single-tensors",
    "the items are single tensors where pairs (xb, yb) belong",
    "Each item is a pair: (x[piece], y[piece]).",
)
def numbers(x, y, batch_size):
    return list(torch.randperm(len(x)).split(batch_size))


@batches.also("single-tensors")
def yields_numbers(x, y, batch_size):
    yield from torch.randperm(len(x)).split(batch_size)


@batches.also("single-tensors")
def yields_x_then_y(x, y, batch_size):
    for xb, yb in reference(x, y, batch_size):
        yield xb
        yield yb


@batches.also("single-tensors")
def tuple_of_x(x, y, batch_size):
    return x[torch.randperm(len(x))].split(batch_size)


@batches.mistake(
    "numbers-not-samples",
    "xb holds the numbers of the samples instead of the samples",
    "The order says which rows to take: x[piece] and y[piece].",
)
def number_pairs(x, y, batch_size):
    return [(p, y[p]) for p in torch.randperm(len(x)).split(batch_size)]


@batches.mistake(
    "labels-first",
    "the pairs are (yb, xb): the labels come first",
    "(xb, yb): samples first, labels second.",
)
def labels_first(x, y, batch_size):
    return [(yb, xb) for xb, yb in reference(x, y, batch_size)]


@batches.mistake(
    "features-shuffled",
    "xb holds rows that x does not have: another axis is shuffled or cut, or values are changed",
    "Samples are the rows of x, axis 0; a row stays as it is.",
    about=("samples",),
)
def features_shuffled(x, y, batch_size):
    return [(xb.flip(1), yb) for xb, yb in reference(x, y, batch_size)]


@batches.mistake(
    "axis-lost",
    "a batch of one sample loses its axis",
    "Even a batch of one is a batch: xb is (1, D), yb is (1,). A list or a slice as index keeps "
    "the axis.",
    about=("batches",),
)
def squeezed(x, y, batch_size):
    return [(xb.squeeze(0), yb.squeeze(0)) for xb, yb in reference(x, y, batch_size)]


@batches.mistake(
    "labels-as-columns",
    "yb is (B, 1): an axis too many",
    "yb is (B,), as y is (N,).",
)
def column_labels(x, y, batch_size):
    return [(xb, yb[:, None]) for xb, yb in reference(x, y, batch_size)]


@batches.mistake(
    "lists-in-the-pairs",
    "the pairs hold lists, not tensors",
    "x[piece] with a tensor or list of numbers is a tensor (B, D) at once.",
)
def lists(x, y, batch_size):
    return [(list(xb), list(yb)) for xb, yb in reference(x, y, batch_size)]


@batches.mistake(
    "arrays-in-the-pairs",
    "the pairs hold NumPy arrays, not tensors",
    "A tensor takes numbers as its index too, a NumPy array of them included: x[piece].",
)
def arrays(x, y, batch_size):
    return [(xb.numpy(), yb.numpy()) for xb, yb in reference(x, y, batch_size)]


@batches.mistake(
    "dictionaries",
    "the items are dictionaries where pairs (xb, yb) belong",
    "Each item is a tuple or a list: (x[piece], y[piece]).",
)
def dictionaries(x, y, batch_size):
    return [{"x": xb, "y": yb} for xb, yb in reference(x, y, batch_size)]


@batches.also("single-tensors")
def x_only(x, y, batch_size):
    return list(x[torch.randperm(len(x))].split(batch_size))


@batches.mistake(
    "returns-nothing",
    "the function ends without return or yield",
    "return the list of batches, after the loop; or yield each batch.",
)
def returns_nothing(x, y, batch_size):
    reference(x, y, batch_size)


@batches.mistake(
    "no-batch",
    "no batch comes out",
    "With batch_size larger than N there is one batch, with all samples.",
    about=("batches",),
)
def no_batch(x, y, batch_size):
    return []


@batches.mistake(
    "inputs-changed",
    "x and y themselves are shuffled in place",
    "The data belong to the caller: shuffle an order of numbers, and take x[order].",
    about=("inputs",),
)
def in_place(x, y, batch_size):
    order = torch.randperm(len(x))
    x[:], y[:] = x[order], y[order]
    return [(x[i : i + batch_size].clone(), y[i : i + batch_size].clone())
            for i in range(0, len(x), batch_size)]  # fmt: skip


@batches.also("inputs-changed")
def in_place_lazily(x, y, batch_size):
    order = torch.randperm(len(x))
    x[:], y[:] = x[order], y[order]
    for i in range(0, len(x), batch_size):
        yield x[i : i + batch_size], y[i : i + batch_size]


@batches.mistake(
    "len-of-shape",
    "a whole number is used like a list: range(len(…)) or a loop over a number",
    "range(0, len(x), batch_size) counts; a number itself cannot be looped over.",
    about=("raised",),
)
def loops_over_number(x, y, batch_size):
    for i in len(x):
        yield x[i], y[i]


@batches.mistake(
    "tensor-shuffle",
    "a tensor is asked for .shuffle(), which it does not have",
    "torch.randperm(N) gives a random order; x[order] follows it.",
    about=("raised",),
)
def tensor_shuffle(x, y, batch_size):
    x.shuffle()


@batches.also("with-replacement")
def drawn_for_each_batch(x, y, batch_size):
    for start in range(0, len(x), batch_size):
        rows = torch.randint(len(x), (min(batch_size, len(x) - start),))
        yield x[rows], y[rows]
