"""Chapter 7: shares that add, shapes that are summed, signed steps, second slopes, clipping."""

from __future__ import annotations

from random import Random

from course_utils.review_questions.recipe import Drawn, Recipe, Slip, several, written


def _diamond(chance: Random) -> Drawn:
    w, first, left, right = several(chance, 4, range(2, 10))
    return Drawn(
        f"w = torch.tensor({w}.0, requires_grad=True)\nb = {first} * w\n"
        f"end = {left} * b + {right} * b\nend.backward()\nw.grad.item()",
        written(first * (left + right)),
        f"b waits for both shares, {left} and {right}, and then hands {first} times their sum on.",
        (
            Slip(
                written(first * (2 * left + right)),
                f"There b handed on twice, and the {left} was in both: it has to wait for all of "
                "its users.",
            ),
            Slip(
                written(first * right),
                "There the second share replaced the first. Shares add.",
                (f"{left} * b + ", f"{left} * b.detach() + "),
                tells=False,
            ),
            Slip(
                written(first * left * right),
                "Along one path slopes are multiplied; two paths are added.",
            ),
        ),
    )


def _repeated(chance: Random) -> Drawn:
    front, rows, columns = several(chance, 3, range(2, 8))
    return Drawn(
        f"operand = torch.zeros({rows}, 1, requires_grad=True)\n"
        f"(operand + torch.ones({front}, {rows}, {columns})).sum().backward()\n"
        "operand.grad[0, 0].item()",
        written(front * columns),
        f"Each number is used {front} · {columns} times, and so many gradients of 1 come back and "
        "add up.",
        (
            Slip(
                written(columns),
                f"That counts the last axis alone. The axis of length {front} in front was "
                "broadcast as well.",
                (f"{front}, {rows}, {columns}", f"1, {rows}, {columns}"),
                tells=False,
            ),
            Slip(
                written(front * rows * columns),
                f"The axis of length {rows} was not repeated: each of its numbers is another one.",
            ),
            Slip(
                "1",
                "That would be the mean of what comes back. Paths add.",
                (").sum()", f").sum().div({front * columns})"),
                tells=False,
            ),
        ),
    )


def _of_a_mean(chance: Random) -> Drawn:
    count, factor = chance.choice((2, 4, 5, 8, 10)), chance.randrange(2, 12)
    return Drawn(
        f"x = torch.ones({count}, requires_grad=True)\nloss = ({factor} * x).mean()\n"
        "(slope,) = torch.autograd.grad(loss, x)\nround(slope[0].item(), 4)",
        written(factor / count),
        f"The mean divides by {count}, and so does every sample's gradient.",
        (
            Slip(
                written(factor),
                "That is the gradient of the sum: what each sample would have alone.",
                (".mean()", ".sum()"),
            ),
            Slip(
                written(factor * count),
                "The mean divides; it does not multiply.",
                (".mean()", f".sum().mul({count})"),
                tells=False,
            ),
            Slip("0", "The samples do not cancel: each has a slope of its own.", tells=False),
        ),
    )


def _signed_step(chance: Random) -> Drawn:
    step = chance.choice((0.1, 0.2, 0.3))
    x, factor = chance.choice((0.5, 0.6, 0.7)), chance.choice((-9, -4, 3, 7))
    sign = 1 if factor > 0 else -1
    return Drawn(
        f"x = torch.tensor([{x}], requires_grad=True)\n"
        f"(slope,) = torch.autograd.grad(({factor} * x).sum(), x)\n"
        f"moved = x - {step} * slope.sign()\nround(moved.item(), 4)",
        written(x - sign * step),
        f"Only the sign of the slope {factor} counts: x moves by {step}, downhill.",
        (
            Slip(
                written(x - factor * step),
                "That is a step of gradient descent: there the size of the slope counts.",
                ("slope.sign()", "slope"),
            ),
            Slip(written(x + sign * step), "That goes uphill.", (f"x - {step}", f"x + {step}")),
            Slip(
                written(x),
                "The slope is not 0, so there is a step.",
                ("slope.sign()", "slope.sign() * 0"),
                tells=False,
            ),
        ),
    )


def _second_slope(chance: Random) -> Drawn:
    x, factor = several(chance, 2, range(2, 8))
    return Drawn(
        f"x = torch.tensor({x}.0, requires_grad=True)\n"
        f"(slope,) = torch.autograd.grad({factor} * x**3, x, create_graph=True)\n"
        "(bend,) = torch.autograd.grad(slope, x)\nbend.item()",
        written(6 * factor * x),
        f"The slope is {3 * factor}x², and its slope is {6 * factor}x.",
        (
            Slip(
                written(3 * factor * x * x),
                "That is the first derivative, the slope itself.",
                ("bend.item()", "slope.item()"),
            ),
            Slip(
                written(9 * factor * factor * x**4),
                "That is the slope squared. The second derivative is the slope of the slope.",
                ("bend.item()", "slope.item() ** 2"),
            ),
            Slip(
                written(6 * factor),
                f"That is the third derivative. {6 * factor}x is the second.",
                ("bend.item()", f"bend.item() / {x}"),
                tells=False,
            ),
        ),
    )


def _clipped(chance: Random) -> Drawn:
    size, most = several(chance, 2, range(1, 7))
    short, long = 3 * size * 2, 4 * size * 2
    return Drawn(
        "p, q = nn.Parameter(torch.zeros(1)), nn.Parameter(torch.zeros(1))\n"
        f"({short} * p + {long} * q).backward()\n"
        f"nn.utils.clip_grad_norm_([p, q], {most}.0)\nround(p.grad.item(), 3)",
        written(round(0.6 * most, 3)),
        f"Together the gradients {short} and {long} have the length {10 * size}. Both are scaled "
        f"by {most}/{10 * size}.",
        (
            Slip(
                written(most),
                "There each was clipped by itself. That changes the direction of the step.",
                ("[p, q]", "[p]"),
            ),
            Slip(
                written(short),
                f"The total, {10 * size}, is above {most}: it is scaled.",
                (f"{most}.0", "math.inf"),
            ),
            Slip(
                written(round(most * short / (short + long), 3)),
                "Lengths do not add like that: the total is the root of the sum of the squares.",
            ),
        ),
    )


ENGINE = (
    Recipe("r-diamond", 7, ("e-diamond", "value-backward"), _diamond),
    Recipe("r-repeated", 7, ("e-shapes", "sum-to-shape"), _repeated),
    Recipe("r-of-a-mean", 7, ("e-sum", "input-gradient"), _of_a_mean),
    Recipe("r-signed-step", 7, ("e-attack", "nudge"), _signed_step),
    Recipe("r-second-slope", 7, ("e-twice", "hvp"), _second_slope),
    Recipe("r-clipped", 7, ("e-cliff", "clip-grad"), _clipped),
)
