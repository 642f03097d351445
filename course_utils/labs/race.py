"""Optimizers side by side: on one narrow valley, and on real digits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import torch

from course_utils.labs.controls import choice, slider
from course_utils.labs.lab import Lab
from course_utils.labs.plane import Plane, Range, tick_text
from course_utils.labs.surface import Height, Path, around, contours, draw_ground, draw_path, travel
from course_utils.labs.svg import Point, Sheet, footer
from course_utils.pictures.figure import COLOURS, INK, Figure
from course_utils.views.refusal import NotDrawn, refusing

PLACES = ("a narrow valley", "real digits")
FACTORS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
STEPS = 40
DIGITS = 200
_DASHES = ("", "7 4", "3 3", "9 3 2 3")
_MARKS = "o^sD"
_CAPTION = (
    "The same start for all: the losses, step by step, and on the valley the paths, too. Multiply "
    "all learning rates and see who bears it."
)

Rates = float | tuple[float, float]
Racer = tuple[Callable[..., Any], Rates]


@refusing
def optimizers(
    entries: Mapping[str, Racer],
    height: Height | None = None,
    start: Point = (-4.0, 1.0),
    *,
    caption: str = _CAPTION,
) -> Lab:
    """Optimizers compared on one surface and on real digits, with a hand on their step sizes.

    Answers: who arrives first, and how much luck with the learning rate does it need?

    Args:
        entries: by name, a factory that takes ``(params, lr=…)`` and a learning rate, or
            one for the surface and one for the digits; one to four entries.
        height: the surface; without it a valley 25 times as steep across as along.
        start: where all begin on it.
        caption: what to see in it.

    Raises:
        ValueError: there are not one to four optimizers, or the surface is not finite.
    """
    if not 1 <= len(entries) <= 4:
        raise NotDrawn(f"optimizers compares 1 to 4 of them, not {len(entries)}.")
    surface = height or _valley
    across, up = around(start[0]), around(start[1])
    lines = contours(surface, across, up)

    @cache
    def runs(place: str, factor: float) -> dict[str, Path]:
        return {
            name: travel(surface, start, _make(factory, _rate(rates, place) * factor), STEPS)
            if place == PLACES[0]
            else _read(_make(factory, _rate(rates, place) * factor))
            for name, (factory, rates) in entries.items()
        }

    def draw(place: str, factor: float, step: int) -> Figure:
        found = runs(place, factor)
        sheet = Sheet(760, 346)
        if place == PLACES[0]:
            plane = Plane(sheet, (58, 30), (330, 250), across, up)
            plane.frame("w₁", "w₂", f"after {step} steps")
            draw_ground(plane, lines)
            for i, path in enumerate(found.values()):
                draw_path(plane, path.places[: step + 1], COLOURS[i], _MARKS[i], _DASHES[i])
            plane.mark(0, 0, INK, shape="x", size=5)
        _losses(sheet, found, step, 470.0 if place == PLACES[0] else 70.0)
        alt = (
            f"Paths and losses of {len(entries)} optimizers on a narrow valley."
            if place == PLACES[0]
            else f"Losses of {len(entries)} optimizers on real digits."
        )
        return sheet.figure(caption, alt, _in_words(found, place, factor, step))

    controls = [
        choice("place", "On", PLACES),
        slider("factor", "All lr times", FACTORS, 1.0),
        slider("step", "Steps", tuple(range(1, STEPS + 1)), STEPS, plays=True),
    ]
    return Lab(draw, controls, name="optimizers")


def _valley(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return 0.5 * (a**2 + 25 * b**2)


def _rate(rates: Rates, place: str) -> float:
    return rates[PLACES.index(place)] if isinstance(rates, tuple) else rates


def _make(factory: Callable[..., Any], rate: float) -> Callable[[list[torch.Tensor]], Any]:
    return lambda params: factory(params, lr=rate)


@cache
def _images() -> tuple[torch.Tensor, torch.Tensor]:
    """Some digits at half their resolution: as real, and four times as fast."""
    from course_utils import digits

    real = digits.load()
    ink = real.x_train[:DIGITS].float() / 255
    small = torch.nn.functional.avg_pool2d(ink[:, None], 2).flatten(1)
    return small, real.y_train[:DIGITS]


def _read(optimizer: Callable[[list[torch.Tensor]], Any]) -> Path:
    """Softmax regression on the digits; the path has losses only."""
    x, y = _images()
    w, b = torch.zeros(x.shape[1], 10, requires_grad=True), torch.zeros(10, requires_grad=True)
    losses = []
    with torch.enable_grad():
        mover = optimizer([w, b])
        for _ in range(STEPS + 1):
            loss = torch.nn.functional.cross_entropy(x @ w + b, y)
            losses.append(loss.item())
            if not math.isfinite(losses[-1]):
                break
            w.grad, b.grad = torch.autograd.grad(loss, (w, b))
            mover.step()
    return Path([], losses)


def _losses(sheet: Sheet, found: Mapping[str, Path], step: int, left: float) -> None:
    values = [v for path in found.values() for v in path.heights if math.isfinite(v) and v > 0]
    plane = Plane(sheet, (left, 30), (735 - left, 250), (0, STEPS), _ends(values), (False, True))
    plane.frame("step", "", "loss")
    for path, colour, dash in zip(found.values(), COLOURS, _DASHES, strict=False):
        plane.line(range(step + 1), path.heights[: step + 1], colour, width=2.2, dash=dash)
    names = [(name, COLOURS[i], _DASHES[i]) for i, name in enumerate(found)]
    footer(sheet, 58, names)


def _ends(values: list[float]) -> Range:
    low, high = min(values, default=0.1), min(max(values, default=1.0), 1e6)
    return max(low / 2, high * 1e-8), high * 2


def _in_words(found: Mapping[str, Path], place: str, factor: float, step: int) -> str:
    final = {name: path.heights[min(step, len(path.heights) - 1)] for name, path in found.items()}
    ranked = sorted(final, key=lambda n: final[n] if math.isfinite(final[n]) else math.inf)
    told = "; ".join(f"{name}: {tick_text(final[name])}" for name in ranked)
    first = next(iter(found.values())).heights[0]
    times = tick_text(factor)
    text = (
        f"On a narrow valley, all learning rates times {times}, after {step} steps: {told}."
        if place == PLACES[0]
        else f"On real digits, all learning rates times {times}, after {step} steps: {told}."
    )
    lost = [name for name in found if not final[name] <= first]
    if len(lost) == 1:
        return " ".join([text, f"{lost[0]} is worse than the start."])
    if lost:
        most = ", ".join(lost[:-1])
        return " ".join([text, f"{most} and {lost[-1]} are worse than the start."])
    return text
