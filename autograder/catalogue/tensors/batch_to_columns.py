"""batch-to-columns: samples, the rows of a batch, become its columns."""

from __future__ import annotations

import torch

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.tensors.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

columns = Entry(
    Exercise(
        id="batch-to-columns",
        title="Rows become columns",
        chapter=CHAPTER,
        symbol="batch_to_columns",
        contract="`batch_to_columns(x)` turns a batch x of shape (N, D), whose rows are samples, "
        "into a tensor of shape (D, N), whose columns are the same samples.",
        parts=(Part("columns", 1, ("columns", "inputs", "one sample", "second")),),
        minutes=4,
        difficulty=1,
        importance=3,
        hints=(
            "Make a small batch, `torch.arange(6).view(2, 3)`, and write down where each of its "
            "six numbers has to go.",
            "The right shape is not enough: `view` keeps the numbers in their order, and here the "
            "order has to change. The element at [i, j] moves to [j, i].",
            "Every matrix has an attribute that is its transpose: `x.T`.",
        ),
        labels={
            "columns": "batch_to_columns(x)",
            "inputs": "the argument x",
            "one sample": "batch_to_columns of one sample",
            "second": "batch_to_columns of another batch",
        },
    ),
)

_AXES = "Rows and columns change places: the element at [i, j] moves to [j, i]."


@columns.cases
def cases(draw: Draw) -> list[Case]:
    def make(name: str, sizes: list[int], others: list[int]) -> Case:
        n, d = sizes
        return Case(
            name,
            {"x": draw.real(n, d), "second x": draw.real(*others)},
            {n: "the number of samples N", d: "the number of features D"},
        )

    # No size is one that somebody types in from a small example, 2 or 3.
    sizes = draw.distinct(4, 4, 7)
    first = make("sizes that all differ", sizes[:2], sizes[2:])
    return [first, make("equal sizes, in float64", [3, 3], draw.distinct(2, 4, 6)).as_double()]


@columns.reference
def reference(x):
    return x.T


@columns.variant("by axis numbers")
def by_axes(x):
    return x.transpose(0, 1)


@columns.variant("permute, then a copy")
def permuted(x):
    return x.permute(1, 0).contiguous()


@columns.variant("the samples stacked side by side")
def stacked(x):
    return torch.stack(list(x), dim=1)


@columns.variant("element by element, in float32")
def by_loops(x):
    n, d = x.shape
    out = torch.empty(d, n)
    for i in range(n):
        for j in range(d):
            out[j, i] = x[i, j]
    return out


@columns.variant("in index notation")
def by_einsum(x):
    return torch.einsum("nd->dn", x)


@columns.variant("through Python lists")
def by_zip(x):
    return torch.tensor(list(zip(*x.tolist(), strict=True)))


@columns.variant("feature by feature")
def by_features(x):
    return torch.cat([x[:, j].reshape(1, -1) for j in range(x.shape[1])])


@columns.mistake(
    "view-not-transpose",
    "the numbers are laid out again in the new shape, in their old order (`view`, `reshape`)",
    "view and reshape keep the order of the elements; a transpose changes it. The shape is right "
    "either way, the samples are not.",
)
def by_view(x):
    return x.reshape(x.shape[1], x.shape[0])


@columns.also("view-not-transpose")
def by_real_view(x):
    return x.view(x.shape[1], x.shape[0])


@columns.also("view-not-transpose")
def by_view_after_flatten(x):
    return x.contiguous().view(-1).view(x.shape[1], -1)


@columns.also("view-not-transpose")
def by_resize(x):
    return x.clone(memory_format=torch.contiguous_format).resize_(x.shape[1], x.shape[0])


@columns.mistake(
    "not-transposed",
    "the batch comes back with its samples still in rows",
    _AXES,
)
def as_it_was(x):
    return x


@columns.also("not-transposed")
def back_and_forth(x):
    return x.T.T


@columns.also("not-transposed")
def stacked_as_rows(x):
    return torch.stack(list(x))


@columns.also("not-transposed")
def columns_stacked_as_columns(x):
    return torch.stack([x[:, j] for j in range(x.shape[1])], dim=1)


@columns.mistake(
    "flattened",
    "all numbers end up in one row or column",
    "The result has two axes, (D, N): one column per sample.",
)
def flat(x):
    return x.flatten()


@columns.mistake(
    "extra-axis",
    "an axis of length 1 is added (`unsqueeze`, `None`, `[None]`)",
    "A batch of columns has as many axes as a batch of rows: two.",
)
def unsqueezed_last(x):
    return x.unsqueeze(-1)


@columns.mistake(
    "squeezed",
    "axes of length 1 are dropped (`squeeze`), so that one sample alone loses its column",
    "A batch of one sample is (1, D), and its columns are (D, 1).",
    about=("one sample",),
)
def squeezed(x):
    return x.squeeze().T if x.squeeze().ndim > 1 else x.squeeze()


@columns.also("squeezed")
def squeezed_after(x):
    return x.T.squeeze()


@columns.mistake(
    "one-sample-only",
    "only one sample, or only one feature, is copied or returned",
    "Every sample becomes a column: N of them.",
)
def first_sample(x):
    return x[0]


@columns.also("one-sample-only")
def first_sample_as_column(x):
    return x[0].reshape(-1, 1)


@columns.also("one-sample-only")
def first_feature(x):
    return x[:, 0]


@columns.also("one-sample-only")
def first_feature_kept(x):
    return x[:, :1]


@columns.also("one-sample-only")
def last_sample(x):
    return x[-1]


@columns.also("one-sample-only")
def last_sample_as_column(x):
    return x[-1].reshape(-1, 1)


@columns.also("one-sample-only")
def first_row_kept(x):
    return x[:1]


@columns.also("one-sample-only")
def first_feature_as_row(x):
    return x[:, :1].T


@columns.mistake(
    "rotated",
    "the batch is turned by a quarter (`rot90`) or turned over (`flip`): samples or features "
    "stand in reversed order",
    "A transpose mirrors along the diagonal. " + _AXES,
)
def rotated(x):
    return torch.rot90(x)


@columns.also("rotated")
def rotated_back(x):
    return torch.rot90(x, -1)


@columns.also("rotated")
def flipped_both(x):
    return x.T.flip(0, 1)


@columns.also("rotated")
def flipped(x):
    return x.flip(0, 1)


@columns.also("rotated")
def flipped_rows(x):
    return x.flip(0)


@columns.also("rotated")
def flipped_columns(x):
    return x.flip(1)


@columns.mistake(
    "in-place",
    "x itself is transposed or changed in place (`t_`, `transpose_`, an assignment to x's data)",
    "The caller still needs its batch: make a view or a copy.",
    about=("inputs",),
)
def in_place(x):
    return x.t_()


@columns.also("in-place")
def in_place_data(x):
    x.data = x.data.T
    return x


@columns.also("in-place")
def values_lost(x):
    out = x.T.clone()
    x.zero_()
    return out


@columns.mistake(
    "loop-indices",
    "the loop copies [i, j] to [i, j]: the two indices are not exchanged",
    "out[j, i] = x[i, j].",
    about=("raised",),
)
def loop_indices(x):
    out = torch.empty(x.shape[1], x.shape[0])
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = x[i, j]
    return out


@columns.mistake(
    "rows-into-rows",
    "a sample of D numbers is written into a row of N numbers",
    "out has N columns: out[:, i] = x[i].",
    about=("raised",),
)
def rows_into_rows(x):
    out = torch.empty(x.shape[1], x.shape[0])
    for i in range(x.shape[0]):
        out[i] = x[i]
    return out


@columns.also("rows-into-rows")
def rows_into_rows_by_columns(x):
    out = torch.empty(x.shape[1], x.shape[0])
    for j in range(x.shape[1]):
        out[j] = x[j]
    return out


@columns.mistake(
    "columns-into-columns",
    "a feature of N numbers is written into a column of D numbers",
    "out has D rows: out[j] = x[:, j].",
    about=("raised",),
)
def columns_into_columns(x):
    out = torch.empty(x.shape[1], x.shape[0])
    for j in range(x.shape[1]):
        out[:, j] = x[:, j]
    return out


@columns.mistake(
    "attribute-called",
    "`.T` is called like a method: it is an attribute, and has no parentheses",
    "x.T is the transpose; x.t() and x.transpose(0, 1) are methods.",
    about=("raised",),
)
def attribute_called(x):
    return x.T()


@columns.mistake(
    "transpose-without-axes",
    "a function gets fewer or more arguments than it takes: `transpose` wants both axes, and "
    "`batch_to_columns` itself takes x",
    "transpose(0, 1) exchanges axes 0 and 1; permute lists all axes in their new order.",
    about=("raised",),
)
def without_axes(x):
    return x.transpose()


@columns.also("transpose-without-axes")
def with_one_axis(x):
    return x.transpose(1)


@columns.also("transpose-without-axes")
def permute_nothing(x):
    return x.permute()


@columns.mistake(
    "axes-from-one",
    "an axis number is too large: the axes of a matrix are 0 and 1",
    "Counting starts at 0: transpose(0, 1) exchanges rows and columns.",
    about=("raised",),
)
def axes_from_one(x):
    return x.transpose(1, 2)


@columns.also("axes-from-one")
def permute_from_one(x):
    return x.permute(2, 1)


@columns.mistake(
    "a-list",
    "a list or tuple of tensors (or of numbers) is returned, not one tensor",
    "torch.stack makes one tensor out of a list of tensors.",
)
def a_list(x):
    return list(x.T)


@columns.also("a-list")
def a_list_of_samples(x):
    return [row for row in x]


@columns.also("a-list")
def a_tuple(x):
    return x.unbind(1)


@columns.also("a-list")
def a_tuple_of_samples(x):
    return x.unbind(0)


@columns.mistake(
    "a-shape",
    "a shape is returned, not a tensor",
    "x.shape only says how long the axes are.",
)
def a_shape(x):
    return x.T.shape


@columns.mistake(
    "summed",
    "numbers are added together",
    "Nothing is computed here: N·D numbers go in, the same N·D come out.",
)
def gram(x):
    return x.T @ x


@columns.also("summed")
def gram_of_samples(x):
    return x @ x.T


@columns.also("summed")
def sums(x):
    return x.sum(0)


@columns.also("summed")
def means(x):
    return x.mean(0)


@columns.mistake(
    "integers",
    "the numbers are stored as integers: what stands behind the point is lost",
    "A new tensor gets its dtype when it is made: torch.zeros(D, N) holds floats.",
)
def integers(x):
    out = torch.zeros(x.shape[1], x.shape[0], dtype=torch.int64)
    for i in range(x.shape[0]):
        out[:, i] = x[i]
    return out


@columns.mistake(
    "axes-of-another-number",
    "the axes that are named are not those of a matrix: it has two, 0 and 1",
    "permute lists every axis once: permute(1, 0).",
    about=("raised",),
)
def permute_three(x):
    return x.permute(0, 2, 1)


@columns.also("axes-of-another-number")
def permute_one(x):
    return x.permute(1)


@columns.mistake(
    "a-sample-forgotten",
    "the loop leaves out the first or the last sample or feature",
    "range(N) gives 0 … N−1.",
)
def last_sample_forgotten(x):
    out = torch.zeros(x.shape[1], x.shape[0])
    out[:, :-1] = x[:-1].T
    return out


@columns.also("a-sample-forgotten")
def first_sample_forgotten(x):
    out = torch.zeros(x.shape[1], x.shape[0])
    out[:, 1:] = x[1:].T
    return out


@columns.also("a-sample-forgotten")
def last_feature_forgotten(x):
    out = torch.zeros(x.shape[1], x.shape[0])
    out[:-1] = x.T[:-1]
    return out


@columns.also("a-sample-forgotten")
def first_feature_forgotten(x):
    out = torch.zeros(x.shape[1], x.shape[0])
    out[1:] = x.T[1:]
    return out


@columns.mistake(
    "room-of-the-wrong-shape",
    "the result is made with the shape of x, (N, D), and written to as if it were (D, N)",
    "torch.empty(D, N): the sizes are exchanged too.",
    about=("raised",),
)
def room_like_x(x):
    out = torch.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[j, i] = x[i, j]
    return out


@columns.mistake(
    "swapped-in-one-tensor",
    "x is overwritten while it is still being read: x[i, j] = x[j, i] in one and the same tensor",
    "Write to a new tensor of shape (D, N).",
    about=("raised",),
)
def swapped_in_one_tensor(x):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j] = x[j, i]
    return x


@columns.also("flattened")
def flat_transposed(x):
    return x.T.flatten()


@columns.also("flattened")
def glued(x):
    return torch.cat([row.reshape(-1, 1) for row in x])


@columns.also("flattened")
def one_row(x):
    return x.reshape(1, -1)


@columns.also("flattened")
def glued_one_axis(x):
    return torch.cat([row for row in x.T])


@columns.also("extra-axis")
def unsqueezed_first(x):
    return x.unsqueeze(0)


@columns.also("extra-axis")
def unsqueezed_transpose(x):
    return x.T.unsqueeze(0)


@columns.also("extra-axis")
def unsqueezed_middle(x):
    return x.unsqueeze(1)


@columns.also("extra-axis")
def unsqueezed_transpose_last(x):
    return x.T.unsqueeze(-1)


@columns.also("extra-axis")
def unsqueezed_turned(x):
    return x.unsqueeze(0).transpose(1, 2)


@columns.also("extra-axis")
def columns_of_one(x):
    return torch.stack([row.reshape(-1, 1) for row in x], dim=0)


@columns.also("extra-axis")
def columns_of_one_across(x):
    return torch.stack([row.reshape(-1, 1) for row in x], dim=1)


@columns.also("one-sample-only")
def first_sample_stored(x):
    out = torch.zeros(x.shape[1], x.shape[0], dtype=x.dtype)
    for i in range(x.shape[0]):
        out[:, i] = x[i]
        return out


@columns.mistake(
    "rows-aliased",
    "all rows of the result are one and the same list, as `[[0.0] * n] * d` makes them",
    "`[row] * d` repeats one object d times: who writes into one row writes into all of them.",
)
def rows_aliased(x):
    return x[:, -1].repeat(x.shape[1], 1)


@columns.mistake(
    "half-precision",
    "the numbers are cut to half precision (float16 or bfloat16)",
    "A transpose moves numbers, it does not change them; float16 keeps three digits.",
)
def in_half(x):
    return x.T.half()


@columns.also("half-precision")
def in_bfloat(x):
    return x.T.bfloat16()
