"""Chapter 2: derivatives, the graph, gradients that add up, steps downhill."""

from __future__ import annotations

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

_LEAF = "w = torch.tensor({}, requires_grad=True)\n"


def _leaf(value: float) -> str:
    return _LEAF.format(float(value))


def _power(chance: Random) -> Drawn:
    w, factor = several(chance, 2, range(2, 10))
    plus = chance.randrange(3, 40)
    return Drawn(
        f"{_leaf(w)}z = {factor} * w**2 + {plus}\nz.backward()\nw.grad.item()",
        written(2 * factor * w),
        f"The derivative of {factor}w² is {2 * factor}w, that of the constant is 0. "
        f"At w = {w}: {2 * factor * w}.",
        (
            Slip(
                written(factor * w * w + plus),
                "That is the value of z. `.grad` holds its slope.",
                ("w.grad.item()", "z.item()"),
            ),
            Slip(
                written(factor * w),
                "The 2 from the power is missing: the slope of w² is 2w.",
                ("w**2", "w * w.detach()"),
                tells=False,
            ),
            Slip(
                written(2 * factor * w + plus),
                f"The {plus} does not change with w: its slope is 0.",
                (f"+ {plus}", f"+ {plus} * w"),
                tells=False,
            ),
        ),
    )


def _adding_up(chance: Random) -> Drawn:
    w, times = several(chance, 2, range(2, 8))
    once = 2 * w
    return Drawn(
        f"{_leaf(w)}for _ in range({times}):\n    loss = w**2\n    loss.backward()\nw.grad.item()",
        written(times * once),
        f"`backward` adds to `.grad`: 2w = {once}, {times} times.",
        (
            Slip(
                written(once),
                "That would be right if `backward` *set* `.grad`. It adds to what is there.",
                ("loss = w**2", "w.grad = None; loss = w**2"),
            ),
            Slip(
                written((times + 1) * once),
                f"One too many: the loop runs {times} times, and `.grad` starts empty.",
                (f"range({times})", f"range({times + 1})"),
            ),
            Slip(
                written(once**times),
                "Gradients of several calls are added up, never multiplied.",
            ),
        ),
    )


def _two_paths(chance: Random) -> Drawn:
    w, plus = several(chance, 2, range(2, 12))
    b = w + plus
    return Drawn(
        f"{_leaf(w)}b = w + {plus}\nc = b * b\nc.backward()\nw.grad.item()",
        written(2 * b),
        f"b enters the product twice, and each path contributes b = {b}: together {2 * b}.",
        (
            Slip(
                written(b),
                "That is one of the two paths. b is used twice, and the gradients add.",
                ("b * b", "b * b.detach()"),
            ),
            Slip(written(b * b), "That is the value of c.", ("w.grad.item()", "c.item()")),
            Slip(
                written(2 * w),
                f"The slope of b² is 2b, and b is w + {plus}: not 2w.",
                (f"w + {plus}", f"w + 0 * {plus}"),
                tells=False,
            ),
        ),
    )


def _between(chance: Random) -> Drawn:
    w, factor = several(chance, 2, range(2, 10))
    return Drawn(
        f"{_leaf(w)}y = w**2\nz = {factor} * y + 1\nz.backward()\ny.grad",
        "None",
        "y is not a leaf: backward passes through it and keeps nothing there, unless you call "
        "`y.retain_grad()` first.",
        (
            Slip(
                written(factor),
                "That is dz/dy. It was computed in passing, but it is kept only after "
                "`y.retain_grad()`.",
                ("y = w**2", "y = w**2; y.retain_grad()"),
            ),
            Slip(
                written(2 * w * factor),
                "That is `w.grad`: w is the leaf, and leaves keep theirs.",
                ("y.grad", "w.grad"),
            ),
            Slip("0", "`.grad` does not start as 0: it starts as None."),
        ),
    )


def _weighted_rows(chance: Random) -> Drawn:
    one, two, factor = several(chance, 3, range(1, 7))
    v = [chance.choice((-2, -1, 0, 2, 3)), chance.choice((-2, -1, 2, 3))]
    slopes = [2 * factor * one, 2 * factor * two]
    return Drawn(
        f"a = torch.tensor([{one}.0, {two}.0], requires_grad=True)\nq = {factor} * a**2\n"
        f"q.backward(gradient=torch.tensor([{v[0]}.0, {v[1]}.0]))\na.grad.tolist()",
        as_list([slope * part for slope, part in zip(slopes, v, strict=True)]),
        f"The slopes {as_list(slopes)} are weighted by the vector that is passed in: vᵀJ.",
        (
            Slip(
                as_list(slopes),
                "That is the answer for v = (1, 1). Each slope is multiplied by its part of v.",
                (f"[{v[0]}.0, {v[1]}.0]))", "[1.0, 1.0]))"),
            ),
            Slip(
                as_list([factor * x * x * part for x, part in zip((one, two), v, strict=True)]),
                "Those are values of q times v. A gradient is made of slopes.",
            ),
            Slip(
                "an error",
                "That would happen without `gradient=`: q is not a scalar.",
            ),
        ),
    )


def _one_step(chance: Random) -> Drawn:
    w, rate = chance.randrange(2, 10), chance.choice((0.1, 0.2, 0.25, 0.4))
    return Drawn(
        f"{_leaf(w)}(w**2).backward()\nwith torch.no_grad():\n    w -= {rate} * w.grad\n"
        "round(w.item(), 4)",
        written(w - rate * 2 * w),
        f"The gradient is 2w = {2 * w}; lr times that is subtracted: {w} − {rate} · {2 * w}.",
        (
            Slip(
                written(w + rate * 2 * w),
                "That step goes uphill: it has to be subtracted.",
                ("w -= ", "w += "),
            ),
            Slip(
                written(w - 2 * w),
                f"The gradient is first multiplied by lr = {rate}.",
                (f"{rate} * w.grad", "w.grad"),
            ),
            Slip(
                written(w - rate * w * w),
                "That uses the value w² instead of the slope 2w.",
                ("w.grad", "w**2"),
            ),
        ),
    )


def _many_steps(chance: Random) -> Drawn:
    rate, steps = chance.choice((0.1, 0.2, 0.3, 0.4)), chance.randrange(2, 5)
    w, factor = 10, 1 - 2 * rate
    return Drawn(
        f"w = {w}.0\nfor _ in range({steps}):\n    w = w - {rate} * 2 * w  # 2w, the slope of w²\n"
        "round(w, 4)",
        written(round(w * factor**steps, 4)),
        f"Each step multiplies w by 1 − 2 · {rate} = {written(factor)}, {steps} times in all.",
        (
            Slip(
                written(round(w * factor ** (steps + 1), 4)),
                "One step too many.",
                (f"range({steps})", f"range({steps + 1})"),
            ),
            Slip(
                written(round(w * factor ** (steps - 1), 4)),
                "One step too few.",
                (f"range({steps})", f"range({steps - 1})"),
            ),
            Slip(
                written(round(w - steps * rate * 2 * w, 4)),
                "That uses the slope at the start in every step. It changes with w.",
                ("2 * w  #", f"2 * {w}  #"),
            ),
        ),
    )


def _detached(chance: Random) -> Drawn:
    w, factor = several(chance, 2, range(2, 12))
    return Drawn(
        f"{_leaf(w)}z = {factor} * w * w.detach()\nz.backward()\nw.grad.item()",
        written(factor * w),
        f"`detach` makes one w a plain number, {w}. What is left to differentiate is "
        f"{factor} · {w} · w.",
        (
            Slip(
                written(2 * factor * w),
                "That would be right without `detach`: then both w count.",
                (".detach()", ""),
            ),
            Slip(
                written(factor),
                f"The detached w gets no gradient, but it is still a factor: {w}.",
                ("w.detach()", "1"),
                tells=False,
            ),
            Slip("0", "Only one of the two is detached. The other keeps the graph."),
        ),
    )


def _one_sided(chance: Random) -> Drawn:
    x, h = chance.randrange(2, 9), chance.choice((0.1, 0.2, 0.5))
    return Drawn(
        f"x, h = {x}.0, {h}\nround(((x + h)**2 - x**2) / h, 4)",
        written(2 * x + h),
        f"The secant from x to x + h has the slope 2x + h = {written(2 * x + h)}: h too much. "
        "The central difference of x² has no such error.",
        (
            Slip(
                written(2 * x),
                "That is the derivative itself. A one-sided difference of x² is h too large.",
                ("((x + h)**2 - x**2) / h", "((x + h)**2 - (x - h)**2) / (2 * h)"),
            ),
            Slip(
                written(2 * x * h + h * h),
                "That is the difference of the values, not yet divided by h.",
                (" / h", ""),
            ),
            Slip(
                written(x + h / 2),
                "That is divided by 2h, but the points are only h apart.",
                (" / h", " / (2 * h)"),
            ),
        ),
    )


def _shape_rule(chance: Random) -> Drawn:
    n, d, h = several(chance, 3, range(2, 10))
    return Drawn(
        f"x = torch.ones({n}, {d})\nw = torch.ones({d}, {h}, requires_grad=True)\n"
        "loss = (x @ w).sum()\nloss.backward()\nw.grad.shape",
        sized(d, h),
        "A gradient has the shape of what it belongs to. Here it is xᵀ @ d_out, "
        f"({d}, {n}) @ ({n}, {h}).",
        (
            Slip(
                sized(h, d),
                "That is the transpose: it could not be subtracted from w.",
                ("w.grad.shape", "w.grad.T.shape"),
            ),
            Slip(
                sized(n, h),
                "That is the shape of the output, and of its gradient.",
                ("w.grad.shape", "(x @ w).shape"),
            ),
            Slip("()", "That is the shape of the loss.", ("w.grad.shape", "loss.shape")),
        ),
    )


AUTOGRAD = (
    Recipe("r-power", 2, ("a-twelve", "a-grad-call", "grad-at"), _power),
    Recipe("r-adding-up", 2, ("a-accumulate", "repeated-grads"), _adding_up),
    Recipe("r-two-paths", 2, ("a-slide",), _two_paths),
    Recipe("r-between", 2, ("a-slide", "intermediate-grad"), _between),
    Recipe("r-weighted-rows", 2, ("a-vjp", "vjp"), _weighted_rows),
    Recipe("r-one-step", 2, ("gd-step",), _one_step),
    Recipe("r-many-steps", 2, ("a-rates", "descend"), _many_steps),
    Recipe("r-detached", 2, ("a-what-moves",), _detached),
    Recipe("r-one-sided", 2, ("a-small-h", "numerical-gradient"), _one_sided),
    Recipe("r-shape-rule", 2, ("backprop-mlp",), _shape_rule),
)
