"""Chapter 1: shapes, reductions, broadcasting, softmax and cross-entropy."""

from __future__ import annotations

import math
from random import Random

from course_utils.review_questions.recipe import (
    Drawn,
    Recipe,
    Slip,
    as_list,
    several,
    sized,
    written,
)

_LENGTHS = range(2, 10)


def _lost_axis(chance: Random) -> Drawn:
    n, h, w = several(chance, 3, _LENGTHS)
    return Drawn(
        f"x = torch.ones({n}, {h}, {w})\nx.mean(dim=1).shape",
        sized(n, w),
        f"`dim` names the axis that disappears: axis 1, of length {h}. The others stay.",
        (
            Slip(
                sized(n, 1, w),
                "That would be right with `keepdim=True`: the axis stays, with length 1.",
                ("dim=1", "dim=1, keepdim=True"),
            ),
            Slip(
                sized(h),
                "That would be right if `dim` named the axis that stays. It names the one that "
                "disappears.",
                ("dim=1", "dim=(0, 2)"),
            ),
            Slip(
                sized(h, w),
                "That is what is left when axis 0 disappears. Axes are counted from 0.",
                ("dim=1", "dim=0"),
            ),
        ),
    )


def _kept_axis(chance: Random) -> Drawn:
    n, d = several(chance, 2, _LENGTHS)
    return Drawn(
        f"x = torch.ones({n}, {d})\nx.sum(dim=1, keepdim=True).shape",
        sized(n, 1),
        f"Each of the {n} rows gives one sum, and `keepdim` keeps the summed axis with length 1. "
        "So the sums stand in a column, and x can be divided by them.",
        (
            Slip(
                sized(n),
                "That would be right without `keepdim`: the summed axis would disappear.",
                ("dim=1, keepdim=True", "dim=1"),
            ),
            Slip(
                sized(1, d),
                "Those are the sums of the columns: that would be `dim=0`.",
                ("dim=1", "dim=0"),
            ),
            Slip(
                sized(1, 1),
                "That would be one sum over everything, kept in two axes.",
                ("dim=1", "dim=(0, 1)"),
            ),
        ),
    )


def _column_minus_row(chance: Random) -> Drawn:
    (n,) = several(chance, 1, _LENGTHS)
    return Drawn(
        f"pred = torch.ones({n}, 1)\ntarget = torch.ones({n})\n(pred - target).shape",
        sized(n, n),
        f"Shapes are lined up from the right: ({n}, 1) against (1, {n}). Both are stretched, "
        "and every prediction is compared with every target, silently.",
        (
            Slip(
                sized(n),
                "That would be right if both had this shape, but `pred` has one axis more.",
                ("pred - target", "pred[:, 0] - target"),
            ),
            Slip(
                sized(n, 1),
                "That would be right if the target were a column too. It is stretched as a row.",
                ("pred - target", "pred - target[:, None]"),
            ),
            Slip(
                "an error",
                "That would be lucky. The shapes fit by broadcasting, so nothing warns you.",
            ),
        ),
    )


def _rest_of_view(chance: Random) -> Drawn:
    rows, columns = several(chance, 2, _LENGTHS)
    n = rows * columns
    return Drawn(
        f"x = torch.arange({n})\nx.view({rows}, -1).shape",
        sized(rows, columns),
        f"-1 is worked out: {n} elements in {rows} rows leave {n} / {rows} = {columns} for each.",
        (
            Slip(
                sized(columns, rows),
                f"The first number is the number of rows, here {rows}; -1 comes second.",
                (f"{rows}, -1", f"-1, {rows}"),
            ),
            Slip(
                sized(rows, n - rows),
                f"The lengths are multiplied, not added: {rows} · {columns} = {n}.",
            ),
            Slip(
                sized(rows, n),
                f"That shape has {rows * n} elements. A view has as many as the original: {n}.",
            ),
        ),
    )


def _layer_shape(chance: Random) -> Drawn:
    n, d, h = several(chance, 3, _LENGTHS)
    return Drawn(
        f"x = torch.ones({n}, {d})\nw = torch.ones({d}, {h})\nb = torch.ones({h})\n"
        "(x @ w + b).shape",
        sized(n, h),
        f"({n}, {d}) @ ({d}, {h}): the inner length {d} disappears. The bias ({h},) is added to "
        "every row.",
        (
            Slip(
                sized(h, n),
                "That is the transpose. The rows of x, the samples, stay rows.",
                ("(x @ w + b).shape", "(x @ w + b).T.shape"),
            ),
            Slip(
                sized(n, d),
                f"That is the shape of x. Each sample goes in with {d} numbers and comes out "
                f"with {h}.",
                ("(x @ w + b).shape", "x.shape"),
            ),
            Slip(
                sized(n, d, h),
                f"Those would be all the products, not yet summed: `@` sums over the {d} inputs.",
                ("(x @ w + b)", "(x[:, :, None] * w)"),
            ),
        ),
    )


def _one_of_each_row(chance: Random) -> Drawn:
    values = [list(several(chance, 3, range(10))) for _ in range(3)]
    classes = [chance.randrange(3) for _ in range(3)]
    return Drawn(
        f"logits = torch.tensor({values})\ny = torch.tensor({classes})\n"
        "logits[torch.arange(3), y].tolist()",
        as_list([row[c] for row, c in zip(values, classes, strict=True)]),
        "Two index tensors are read in pairs: row 0 with y[0], row 1 with y[1], row 2 with y[2].",
        (
            Slip(
                as_list([values[c][i] for i, c in enumerate(classes)]),
                "That lets y choose the row. The first index is the row, the second the column.",
                ("torch.arange(3), y", "y, torch.arange(3)"),
            ),
            Slip(
                as_list(values[classes[0]]),
                "That is one whole row. Here each row gives one element.",
                ("torch.arange(3), y", "y[0]"),
            ),
            Slip(
                as_list([max(row) for row in values]),
                "Those are the largest of each row. y says which entry to take, not the size.",
                ("[torch.arange(3), y]", ".max(dim=1).values"),
            ),
        ),
    )


def _shared_view(chance: Random) -> Drawn:
    start, new = several(chance, 2, range(2, 60))
    return Drawn(
        f"x = torch.full((2, 3), {start})\ny = x.view(6)\ny += {new}\nx[1, 2].item()",
        written(start + new),
        "A view looks at the same memory: what is added to y in place is added to x.",
        (
            Slip(
                written(start),
                "That would be right if the view were a copy.",
                ("x.view(6)", "x.view(6).clone()"),
            ),
            Slip(
                written(new),
                "That would be right if y were filled with the number. `+=` adds it.",
                ("y += ", "y[:] = "),
            ),
            Slip("an error", "A view may be changed in place; nothing forbids it here."),
        ),
    )


def _wrapped_bytes(chance: Random) -> Drawn:
    one, two = chance.randrange(130, 250), chance.randrange(130, 250)
    return Drawn(
        f"a = torch.tensor({one}, dtype=torch.uint8)\nb = torch.tensor({two}, dtype=torch.uint8)\n"
        "(a + b).item()",
        written(one + two - 256),
        f"uint8 holds 0 to 255. The sum {one + two} wraps around: {one + two} − 256.",
        (
            Slip(
                written(one + two),
                "That is the sum in a dtype that can hold it, for example after `.float()`.",
                ("a + b", "a.int() + b.int()"),
            ),
            Slip("255", "Nothing stops at the largest value: counting starts again from 0."),
            Slip("an error", "That would be kind. The sum wraps silently."),
        ),
    )


def _two_logits(chance: Random) -> Drawn:
    times, right = chance.choice((2, 3, 4, 5, 7, 9)), chance.randrange(2)
    share = (times if right else 1) / (times + 1)
    return Drawn(
        f"logits = torch.tensor([[0.0, math.log({times})]])  # softmax: 1 to {times}\n"
        f"y = torch.tensor([{right}])\n"
        "round(F.cross_entropy(logits, y).item(), 3)",
        f"{-math.log(share):.3f}",
        f"softmax gives the true class {written(share)}. The loss is minus the logarithm of that.",
        (
            Slip(
                f"{math.log(share):.3f}",
                "The minus is missing. The logarithm of a probability is never above 0, this loss "
                "never below.",
                ("F.cross", "-F.cross"),
            ),
            Slip(
                f"{share:.3f}",
                "That is the probability of the true class, before the logarithm.",
                ("F.cross_entropy(logits, y)", "logits.softmax(dim=1)[0, y]"),
            ),
            Slip(
                f"{-math.log(1 - share):.3f}",
                "That is the loss if the other class were true.",
                (f"[{right}])", f"[{1 - right}])"),
            ),
        ),
    )


TENSORS = (
    Recipe("r-lost-axis", 1, ("t-mean-axes", "mean-image"), _lost_axis),
    Recipe("r-kept-axis", 1, ("row-normalize", "softmax"), _kept_axis),
    Recipe("r-column-minus-row", 1, ("t-silent", "mse"), _column_minus_row),
    Recipe("r-rest-of-view", 1, ("t-view-shares", "batch-to-columns"), _rest_of_view),
    Recipe("r-layer-shape", 1, ("mlp-forward", "layer-loop"), _layer_shape),
    Recipe("r-one-of-each-row", 1, ("cross-entropy",), _one_of_each_row),
    Recipe("r-shared-view", 1, ("t-view-shares",), _shared_view),
    Recipe("r-wrapped-bytes", 1, ("t-uint8", "mean-image"), _wrapped_bytes),
    Recipe("r-two-logits", 1, ("t-first-loss", "cross-entropy", "softmax"), _two_logits),
)
