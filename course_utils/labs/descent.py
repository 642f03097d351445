"""Descent on a surface: what step size and momentum do, and where it goes wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from course_utils.labs.controls import slider
from course_utils.labs.lab import Lab
from course_utils.labs.plane import Plane, Range, room, tick_text
from course_utils.labs.surface import (
    Height,
    Path,
    around,
    contours,
    curvatures,
    draw_ground,
    draw_path,
    travel,
)
from course_utils.labs.svg import Point, Sheet
from course_utils.pictures.figure import BLUE, INK, ORANGE, Figure
from course_utils.views.refusal import NotDrawn, refusing

RATES = tuple(d * 10.0**p for p in range(-4, 2) for d in (1, 1.5, 2, 3, 5, 7))
MOMENTA = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
LONGEST = 60
_CAPTION = (
    "Left, the map: lines of equal height, the start (blue square), the path (orange). "
    "Right, the loss after every step."
)


@dataclass(frozen=True, slots=True)
class DescentSetting:
    """What stays while the sliders move."""

    height: Height
    optimizer: Callable[..., Any]
    across: Range
    up: Range
    lines: list[list[Point]]
    caption: str


@refusing
def descent(
    height: Height,
    start: Point = (-4.0, 1.5),
    optimizer: Callable[..., Any] | None = None,
    *,
    lr: float | None = None,
    momentum: float = 0.0,
    caption: str = _CAPTION,
) -> Lab:
    """The way down a surface, with a hand on learning rate, momentum, start and steps.

    Answers: which learning rate is too large, and what about the surface decides it?

    Args:
        height: the loss over two numbers, element by element.
        start: where it begins.
        optimizer: takes ``(params, lr=…, momentum=…)``, such as your own; else torch's SGD.
        lr: at first; without it a fifth of what the surface bears.
        momentum: at first.
        caption: what to see in it.

    Raises:
        ValueError: the surface has no finite height around the start.
    """
    begin = float(start[0]), float(start[1])
    if not all(map(math.isfinite, begin)):
        raise NotDrawn(f"The start must be two finite numbers, not {start}.")
    ends = around(begin[0]), around(begin[1])
    lines = contours(height, *ends)
    setting = DescentSetting(height, optimizer or torch.optim.SGD, ends[0], ends[1], lines, caption)
    bend = max((curvatures(height, begin) or (1.0, 1.0))[1], 1e-3)
    rates = [rate for rate in RATES if 0.01 / bend <= rate <= 4.0 / bend]
    first = min(rates, key=lambda rate: abs(math.log(rate * bend / 0.4)))
    wanted = first if lr is None else float(lr)
    rates = sorted({*rates, wanted})

    def draw(lr: float, momentum: float, steps: int, a: float, b: float) -> Figure:
        return _draw(setting, (a, b), lr, momentum, steps)

    controls = [
        slider("lr", "Learning rate", rates, wanted),
        slider("momentum", "Momentum", sorted({*MOMENTA, momentum}), momentum),
        slider("steps", "Steps", tuple(range(1, LONGEST + 1)), 30, plays=True),
        *(
            slider(name, f"Start {sign}", _stations(range_, value), value)
            for name, sign, range_, value in zip("ab", ("w₁", "w₂"), ends, begin, strict=True)
        ),
    ]
    return Lab(draw, controls, name="descent")


def _stations(ends: Range, value: float) -> list[float]:
    return sorted({*(round(ends[0] + i * (ends[1] - ends[0]) / 20, 2) for i in range(21)), value})


def _draw(setting: DescentSetting, start: Point, lr: float, momentum: float, steps: int) -> Figure:
    def make(params: list[torch.Tensor]) -> Any:
        return setting.optimizer(params, lr=lr, momentum=momentum)

    path = travel(setting.height, start, make, steps)
    sheet = Sheet(760, 320)
    ground = Plane(sheet, (58, 30), (370, 240), setting.across, setting.up)
    ground.frame("w₁", "w₂", "the path")
    draw_ground(ground, setting.lines)
    draw_path(ground, path.places, ORANGE)
    ground.mark(*start, BLUE, shape="s", size=6)
    falls = [value for value in path.heights if math.isfinite(value)]
    logarithmic = bool(falls) and min(falls) > 0
    ends = _powers(falls) if logarithmic else room(falls)
    curve = Plane(sheet, (520, 30), (220, 240), (0, max(steps, 5)), ends, (False, logarithmic))
    curve.frame("step", "loss", "the loss")
    curve.line(range(len(path.heights)), path.heights, INK, width=2.2)
    alt = "Lines of equal height with the path of a descent, and its loss over the steps."
    return sheet.figure(setting.caption, alt, _in_words(setting, path, lr, momentum))


def _powers(values: list[float]) -> Range:
    low, high = min(values), max(values)
    return max(low / 2, high * 1e-12), high * 2


def _in_words(setting: DescentSetting, path: Path, lr: float, momentum: float) -> str:
    first, last = path.heights[0], path.heights[-1]
    count = len(path.places) - 1
    text = (
        f"1 step: the loss goes from {tick_text(first)} to {tick_text(last)}."
        if count == 1
        else f"{count} steps: the loss goes from {tick_text(first)} to {tick_text(last)}."
    )
    lowest = min(range(len(path.heights)), key=lambda i: _or_inf(path.heights[i]))
    bends = curvatures(setting.height, path.places[lowest])
    lost = not math.isfinite(last) or last > 1.05 * first
    if bends is None or bends[1] <= 0:
        return " ".join([text, "It diverges: take a smaller learning rate."]) if lost else text
    steep = bends[1]
    limit = (2 + 2 * momentum) / steep
    formula = "2/λ" if not momentum else "(2 + 2μ)/λ"
    bound = (
        f"The steepest direction has the curvature λ = {tick_text(steep)}; it bears lr up to "
        f"{formula} = {tick_text(limit)}."
    )
    return " ".join([text, *_why(bound, lost, lr, momentum, limit, bends)])


def _why(
    bound: str, lost: bool, lr: float, momentum: float, limit: float, bends: tuple[float, float]
) -> list[str]:
    """The sentences that follow the numbers, with the bound of the steepest direction."""
    flat, steep = bends
    if lost and lr > limit * 0.999:
        return ["It diverges.", bound, "Above it every step lands farther on the other side."]
    if lost:
        return ["It has not come down.", bound, "The limit is not reached: more steps may help."]
    if lr * steep > 1 and not momentum:
        return ["It swings from side to side, because lr is above 1/λ.", bound]
    if momentum:
        return [bound, f"Momentum μ = {tick_text(momentum)} adds up what keeps its sign."]
    shrink = 1 - lr * flat
    if flat > 0 and shrink > 0.9:
        return [bound, f"The flattest direction keeps {tick_text(shrink)} of its distance."]
    return [bound]


def _or_inf(value: float) -> float:
    return value if math.isfinite(value) else math.inf
