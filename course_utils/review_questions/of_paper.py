"""Chapter 6: averages that start at zero, Adam's first step, steps that shrink."""

from __future__ import annotations

import math
from random import Random

from course_utils.review_questions.recipe import Drawn, Recipe, Slip, written


def _first_average(chance: Random) -> Drawn:
    keep, slope = chance.choice((0.8, 0.9, 0.99)), chance.randrange(2, 12)
    return Drawn(
        f"beta, g, m = {keep}, {slope}.0, 0.0\nm = beta * m + (1 - beta) * g\nround(m, 4)",
        written(round((1 - keep) * slope, 4)),
        f"m starts at 0, so only the share 1 − β = {written(1 - keep)} of the first gradient "
        "is taken in. That is why Adam corrects it.",
        (
            Slip(
                written(slope),
                "That is m after the correction: divided by 1 − β.",
                ("round(m, 4)", "round(m / (1 - beta), 4)"),
            ),
            Slip(
                written(round(keep * slope, 4)),
                "That swaps β and 1 − β: β multiplies what is remembered.",
                ("beta * m + (1 - beta) * g", "(1 - beta) * m + beta * g"),
            ),
            Slip("0", "That is m before the first step.", ("(1 - beta) * g", "0 * g"), tells=False),
        ),
    )


def _later_average(chance: Random) -> Drawn:
    keep, slope = chance.choice((0.5, 0.8, 0.9)), chance.randrange(2, 12)
    steps = chance.randrange(2, 5)
    return Drawn(
        f"beta, g, m = {keep}, {slope}.0, 0.0\nfor _ in range({steps}):\n"
        "    m = beta * m + (1 - beta) * g\nround(m, 4)",
        written(round((1 - keep**steps) * slope, 4)),
        f"With the same gradient in every step, m is (1 − β^{steps}) g: after {steps} steps, "
        f"{written(1 - keep**steps)} of it.",
        (
            Slip(
                written(round((1 - keep) * slope, 4)),
                "That is m after the first step.",
                (f"range({steps})", "range(1)"),
            ),
            Slip(
                written(round((1 - keep) * slope * steps, 4)),
                "That forgets nothing: β multiplies what is remembered.",
                ("beta * m", "m"),
            ),
            Slip(
                written(round(keep**steps * slope, 4)),
                f"That is what is still missing: β^{steps} of g.",
                ("round(m, 4)", "round(g - m, 4)"),
            ),
        ),
    )


def _first_adam_step(chance: Random) -> Drawn:
    w, rate = chance.randrange(2, 12), chance.choice((0.1, 0.01, 0.5))
    slope = chance.choice((-300, -40, 20, 50, 700))
    sign = 1 if slope > 0 else -1
    return Drawn(
        f"w = nn.Parameter(torch.tensor({w}.0))\noptimizer = optim.Adam([w], lr={rate})\n"
        f"({slope} * w).backward()\noptimizer.step()\nround(w.item(), 4)",
        written(w - sign * rate),
        "After the correction m is g and √v is |g|: the first step has the length lr, whatever the "
        "size of the gradient, and the opposite sign.",
        (
            Slip(
                written(w - rate * slope),
                "That would be the step of SGD: lr times the gradient.",
                ("optim.Adam", "optim.SGD"),
            ),
            Slip(
                written(w + sign * rate),
                "That step goes uphill.",
                (f"lr={rate}", f"lr={rate}, maximize=True"),
            ),
            Slip(
                written(w - sign * rate * 0.1 / math.sqrt(0.001)),
                "That is the step without the correction: 0.1 g / √(0.001 g²), 3.16 times as long.",
            ),
        ),
    )


def _shrinking_steps(chance: Random) -> Drawn:
    squares = chance.choice((4, 9, 16, 25, 100))
    rate, slope = chance.choice((0.1, 0.5, 1.0)), chance.randrange(2, 9)
    return Drawn(
        f"lr, g, total = {rate}, {slope}.0, 0.0\nfor _ in range({squares}):\n    total += g**2\n"
        f"round(lr * g / total**0.5, 4)  # AdaGrad's step number {squares}",
        written(round(rate / math.sqrt(squares), 4)),
        f"AdaGrad adds up the squares: √({squares} g²) is √{squares} · g. Its steps shrink like "
        "lr / √t when the gradient stays the same.",
        (
            Slip(
                written(rate),
                "That is the length of the first step. The sum has grown since.",
                (f"range({squares})", "range(1)"),
            ),
            Slip(
                written(round(rate / squares, 4)),
                "The root is missing: the step shrinks like lr / √t, not like lr / t.",
                ("lr * g / total**0.5", "lr * g**2 / total"),
            ),
            Slip(
                written(round(rate * slope, 4)),
                "That is SGD's step, lr · g. AdaGrad divides by the root of the sum.",
                (" / total**0.5", ""),
            ),
        ),
    )


PAPER = (
    Recipe("r-first-average", 6, ("p-average", "adam"), _first_average),
    Recipe("r-later-average", 6, ("p-uncorrected", "adam"), _later_average),
    Recipe("r-first-adam-step", 6, ("p-first-step", "adam"), _first_adam_step),
    Recipe("r-shrinking-steps", 6, ("p-decay", "p-tuning"), _shrinking_steps),
)
