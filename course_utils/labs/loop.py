"""The loop laboratory: leave a line out, double it, move it, and see what training does."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch

from course_utils.labs.controls import choice, slider, switch
from course_utils.labs.lab import Lab
from course_utils.labs.ledger import BACKWARD, STEP, ZERO, diagnose
from course_utils.labs.plane import Plane, Range, tick_text
from course_utils.labs.svg import Sheet, footer
from course_utils.pictures.figure import BLUE, GREY, ORANGE, Figure
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import refusing

ROUNDS = 30
ORDERS = tuple(", ".join(order) for order in itertools.permutations((ZERO, BACKWARD, STEP)))
TIMES = ("once", "twice", "off")
_STOPS = (1, 2, 5)  # rounds after which the spoken line gives the loss
RATES = (0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
_CAPTION = (
    "Thirty rounds of your loop (solid), and of the right one (dashed), from the same start. "
    "Left the loss; right the size of the gradient that step finds."
)

OptimizerFactory = Callable[..., Any]
TrainingRun = tuple[list[float], list[float], str]


@refusing
def loop(
    optimizer: OptimizerFactory | None = None, *, lr: float = 0.1, caption: str = _CAPTION
) -> Lab:
    """A training loop whose three lines can be left out, doubled and moved.

    Answers: what goes wrong without this line, and does anything tell me?

    Args:
        optimizer: takes ``(params, lr=…)``, such as your own SGD; else torch's.
        lr: at first.
        caption: what to see in it.
    """
    make = optimizer or torch.optim.SGD

    def draw(zero: bool, backward: str, step: str, order: str, lr: float) -> Figure:
        calls = _calls(zero, backward, step, order)
        mine = _train(make, calls, lr)
        right = _train(make, (ZERO, BACKWARD, STEP), lr)
        return _draw(calls, mine, right, caption)

    controls = [
        switch("zero", "zero_grad", True),
        choice("backward", "backward", TIMES),
        choice("step", "step", TIMES),
        choice("order", "Order", ORDERS),
        slider("lr", "Learning rate", sorted({*RATES, lr}), lr),
    ]
    return Lab(draw, controls, name="loop")


def _calls(zero: bool, backward: str, step: str, order: str) -> tuple[str, ...]:
    counts = {"once": 1, "twice": 2, "off": 0}
    times = {ZERO: int(zero), BACKWARD: counts[backward], STEP: counts[step]}
    return tuple(call for call in order.split(", ") for _ in range(times[call]))


def _data() -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.linspace(-1.5, 1.5, 12)[:, None]
    return x, 2 * x[:, 0] + 1 + 0.3 * torch.sin(7 * x[:, 0])


def _train(make: OptimizerFactory, calls: Sequence[str], lr: float) -> TrainingRun:
    """Losses, gradient sizes and, if the loop broke, the error's words."""
    x, y = _data()
    w, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    losses: list[float] = []
    norms: list[float] = []
    with torch.enable_grad():
        optimizer = make([w, b], lr=lr)
        for _ in range(ROUNDS):
            loss = (x @ w + b - y).square().mean()
            losses.append(loss.item())
            if not math.isfinite(losses[-1]) or losses[-1] > 1e12:
                break
            actions = {
                ZERO: optimizer.zero_grad,
                BACKWARD: lambda loss=loss: loss.backward(retain_graph=True),
                STEP: optimizer.step,
            }
            norm = math.nan  # no step, or no gradient: a gap in the line
            for call in calls:
                if call == STEP:
                    norm = _norm(w, b)
                try:
                    actions[call]()
                except RuntimeError as error:
                    return losses, norms, str(error).splitlines()[0][:140]
            norms.append(norm)
    return losses, norms, ""


def _norm(*weights: torch.Tensor) -> float:
    slopes = [float(w.grad.square().sum()) for w in weights if w.grad is not None]
    return math.sqrt(sum(slopes)) if slopes else math.nan


def _draw(calls: Sequence[str], mine: TrainingRun, right: TrainingRun, caption: str) -> Figure:
    sheet = Sheet(760, 344)
    found = diagnose(calls)
    colour = BLUE if found.right else ORANGE
    sheet.text((20, 24), " → ".join(("forward", *calls)), anchor="start", size=14, bold=True)
    sheet.text((740, 24), f"{'✓' if found.right else '✗'} {found.name}", anchor="end", size=14,
               bold=True, colour=colour)  # fmt: skip
    for at, name, pair in (
        (66.0, drawn("loss"), (mine[0], right[0])),
        (450.0, "gradient norm at step", (mine[1], right[1])),
    ):
        plane = Plane(sheet, (at, 62), (300, 214), (0, ROUNDS - 1), _ends(pair), (False, True))
        plane.frame("round", "", name)
        for run, paint, wide, dash in ((pair[1], GREY, 2.0, "6 4"), (pair[0], colour, 2.6, "")):
            # A zero lies on the lower edge; max() would let a nan through or not by its place.
            shown = [v if math.isnan(v) else max(v, plane.y[0]) for v in run]
            plane.line(range(len(run)), shown, paint, width=wide, dash=dash)
    footer(sheet, 66, [("this loop", colour, ""), ("the right one", GREY, "6 4")])
    alt = "The loss and the gradient's size over thirty rounds, for this loop and the right one."
    return sheet.figure(caption, alt, _in_words(found.why, calls, mine, right))


def _ends(pair: tuple[list[float], list[float]]) -> Range:
    positive = [v for run in pair for v in run if math.isfinite(v) and v > 0]
    low, high = min(positive, default=0.1), max(positive, default=1.0)
    return max(low / 2, high * 1e-9), high * 3


def _in_words(why: str, calls: Sequence[str], mine: TrainingRun, right: TrainingRun) -> str:
    losses, _, error = mine
    reached = tick_text(right[0][-1])
    if error:
        message = error.rstrip(".")
        return " ".join([f"It raises: {message} (the right loop: {reached}).", why])
    line = " → ".join(calls) or drawn("nothing")
    ends = tick_text(losses[0]), tick_text(losses[-1])
    told = [
        f"{line} after forward: the loss goes from {ends[0]} to {ends[1]} in {len(losses)} rounds, "
        f"and grows without end (the right loop: {reached})."
        if len(losses) < ROUNDS
        else f"{line} after forward: the loss goes from {ends[0]} to {ends[1]} in {len(losses)} "
        f"rounds (the right loop: {reached})."
    ]
    # The ends alone would hide the way: many settings come to the same loss.
    stops = [place for place in _STOPS if place < len(losses) - 1]
    if stops:
        rounds = ", ".join(map(str, stops))
        values = ", ".join(tick_text(losses[place]) for place in stops)
        told.append(f"After {rounds} of them it is {values}.")
    return " ".join([*told, why])
