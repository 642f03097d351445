"""From the secant to the tangent, and past it: why h must not be too small."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from course_utils.labs.controls import choice, slider
from course_utils.labs.lab import Lab
from course_utils.labs.plane import Plane, tick_text
from course_utils.labs.svg import Sheet, legend
from course_utils.pictures.curves import Function
from course_utils.pictures.figure import BLUE, GREY, INK, ORANGE, Figure
from course_utils.views.refusal import NotDrawn, refusing

STEPS = tuple(10.0 ** (-k / 2) for k in range(33))  # 1 to 1e-16
KINDS = ("one-sided", "central")
TYPES = {"float64": torch.float64, "float32": torch.float32}
SMALLEST = 1e-17
_CAPTION = (
    "Left, the curve and the line whose slope is the answer. Right, every h at once: from right to "
    "left the error falls with the bend of the curve (truncation), then rises again, because the "
    "two points differ in their last digits only (rounding)."
)


@dataclass(frozen=True, slots=True)
class SlopeSetting:
    """A function, a place, and how its slope is measured."""

    f: Function
    x: float
    kind: str
    dtype: torch.dtype

    def slope(self, h: float) -> float:
        """The difference quotient in this dtype."""
        x = torch.tensor(self.x, dtype=self.dtype)
        step = torch.tensor(h, dtype=self.dtype)
        back = x - step if self.kind == "central" else x
        width = 2 * step if self.kind == "central" else step
        return float(((self.f(x + step) - self.f(back)) / width).detach())


@refusing
def secant(
    f: Function, x: float, *, derivative: float | None = None, caption: str = _CAPTION
) -> Lab:
    """A secant that becomes the tangent while h shrinks, and the error for every h.

    Answers: which h is best, and what spoils the others?

    Args:
        f: a function of one number; takes and returns tensors, element by element.
        x: where the slope is wanted.
        derivative: the right slope; without it autograd is asked, in float64.
        caption: what to see in it.

    Raises:
        ValueError: f has no finite value at x, or its slope there is unknown.
    """
    here = f(torch.tensor(float(x), dtype=torch.float64)).detach()
    if not math.isfinite(float(here)):
        raise NotDrawn(f"f({x:g}) is {tick_text(float(here))}; choose an x where f is finite.")
    truth = _autograd(f, float(x)) if derivative is None else float(derivative)

    def draw(h: float, kind: str, dtype: str) -> Figure:
        return _draw(SlopeSetting(f, float(x), kind, TYPES[dtype]), h, truth, caption)

    controls = [
        slider("h", "h", STEPS, STEPS[1]),
        choice("kind", "Difference", KINDS),
        choice("dtype", "Precision", tuple(TYPES)),
    ]
    return Lab(draw, controls, name="secant")


def _autograd(f: Function, x: float) -> float:
    with torch.enable_grad():
        place = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        height = f(place)
        if not height.requires_grad:
            raise NotDrawn("autograd cannot see through f: give its slope as derivative=…")
        (slope,) = torch.autograd.grad(height.sum(), place)
    if not math.isfinite(float(slope)):
        raise NotDrawn(f"The slope of f at {x:g} is {tick_text(float(slope))}: choose another x.")
    return float(slope)


def _draw(setting: SlopeSetting, h: float, truth: float, caption: str) -> Figure:
    sheet = Sheet(760, 330)
    slope = setting.slope(h)
    _curve(sheet, setting, h, slope)
    errors = [abs(setting.slope(step) - truth) for step in STEPS]
    best = min(range(len(STEPS)), key=lambda i: (_size(errors[i]), -STEPS[i]))
    plane = _errors(sheet, errors, best)
    error = abs(slope - truth)
    if math.isfinite(error):
        plane.mark(h, max(error, SMALLEST), ORANGE, shape="D", size=6)
    cause = (
        "truncation: the curve bends between the points" if h > 3 * STEPS[best]
        else "rounding: the points differ in their last digits only" if h < STEPS[best] / 3
        else "neither has the upper hand: this is about the best h"
    )  # fmt: skip
    text = (
        f"h = {tick_text(h, 2)}: the slope is {tick_text(slope, 6)}, the right one "
        f"{tick_text(truth, 6)}, the error {tick_text(error, 2)}. {cause.capitalize()}. "
        f"Smallest error, {tick_text(errors[best], 2)}, at h = {tick_text(STEPS[best], 2)}."
    )
    if slope == 0.0 != truth:
        text += " A slope of 0: x + h was rounded to x, both points are the same."
    alt = "A curve with a line through two of its points, and beside it the error over h."
    return sheet.figure(caption, alt, text)


def _curve(sheet: Sheet, setting: SlopeSetting, h: float, slope: float) -> None:
    x = setting.x
    ends = x - 1.6, x + 1.6
    grid = torch.linspace(*ends, 81, dtype=torch.float64)
    heights = setting.f(grid).detach().double()
    finite = heights[heights.isfinite()]
    low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
    gap = 0.1 * (high - low) or 0.5
    plane = Plane(sheet, (62, 34), (290, 240), ends, (low - gap, high + gap))
    plane.frame("x", "f(x)", "secant and curve")
    plane.line(grid.tolist(), heights.tolist(), INK, width=2.4)
    left = x - h if setting.kind == "central" else x
    pair = torch.tensor([left, x + h], dtype=torch.float64)
    at, there = setting.f(pair).detach().double().tolist()
    line = [at + slope * (end - left) for end in ends]
    plane.line(ends, line, ORANGE, width=2.2)
    plane.mark(left, at, BLUE, size=5)
    plane.mark(x + h, there, BLUE, size=5)


def _errors(sheet: Sheet, errors: list[float], best: int) -> Plane:
    shown = [max(error, SMALLEST) if math.isfinite(error) else math.nan for error in errors]
    top = max([error for error in shown if math.isfinite(error)], default=1.0)
    bottom = min([error for error in shown if math.isfinite(error)], default=1e-12)
    ends = max(bottom / 10, SMALLEST / 2), max(top * 10, bottom * 100)
    plane = Plane(sheet, (440, 34), (300, 240), (3e-17, 3.0), ends, (True, True))
    plane.frame("h", "error", "error against h")
    # Where rounding reigns the line is dashed: the two causes are told apart without colour.
    plane.line(STEPS[: best + 1], shown[: best + 1], BLUE, width=2.2)
    plane.line(STEPS[best:], shown[best:], GREY, width=2.2, dash="6 3")
    legend(sheet, (456, 244), [("truncation", BLUE, ""), ("rounding", GREY, "6 3")])
    return plane


def _size(error: float) -> float:
    return error if math.isfinite(error) else math.inf
