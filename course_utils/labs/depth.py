"""A tower of layers: how the gradients of each are spread, the last and the first."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from course_utils.labs.controls import choice, slider
from course_utils.labs.lab import Lab
from course_utils.labs.plane import tick_text, ticks
from course_utils.labs.svg import Sheet
from course_utils.pictures.figure import BLUE, GREY, ORANGE, PALE, Figure
from course_utils.views.refusal import refusing

WIDTH, SAMPLES = 64, 100
DEPTHS = (2, 3, 5, 8, 10, 15, 20, 25, 30)
GAINS = {"0.5": 0.5, "1": 1.0, "√2": math.sqrt(2), "2": 2.0}
UNITS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "ReLU": torch.relu,
}
REACH = (-30.0, 8.0)  # powers of ten that the axis holds
BINS = 76
_CAPTION = (
    "A histogram for each layer: how large the gradients of its weights are, in powers of ten. "
    "Below the first layer, at the top the last. Strips that drift to the left vanish."
)


@refusing
def depth(*, unit: str = "sigmoid", layers: int = 20, gain: str = "1",
          caption: str = _CAPTION) -> Lab:  # fmt: skip
    """A tower of square layers without biases, on random inputs and targets.

    Answers: how much of the gradient arrives at the first layer, and what decides it?

    Args:
        unit: what follows each layer at first: "sigmoid", "tanh" or "ReLU".
        layers: how many layers at first; one of 2, 3, 5, 8, 10, 15, 20, 25, 30.
        gain: the weights' standard deviation times √width, at first: "0.5", "1", "√2", "2".
        caption: what to see in it.
    """

    def draw(layers: int, unit: str, gain: str) -> Figure:
        return _draw(_gradients(int(layers), unit, GAINS[gain]), unit, gain, caption)

    controls = [
        slider("layers", "Layers", DEPTHS, layers, plays=True),
        choice("unit", "After each layer", tuple(UNITS), unit),
        slider("gain", "Gain", tuple(GAINS), gain),
    ]
    return Lab(draw, controls, name="depth")


def _gradients(layers: int, unit: str, gain: float) -> list[torch.Tensor]:
    """The gradients of the weights, the first layer's first."""
    chance = torch.Generator().manual_seed(0)

    def normal(rows: int) -> torch.Tensor:
        return torch.randn(rows, WIDTH, dtype=torch.float64, generator=chance)

    x, target = normal(SAMPLES), normal(SAMPLES)
    spread = gain / math.sqrt(WIDTH)
    weights = [(normal(WIDTH) * spread).requires_grad_() for _ in range(layers)]
    with torch.enable_grad():
        signal = x
        for weight in weights:
            signal = UNITS[unit](signal @ weight)
        loss = (signal - target).square().mean()
        return list(torch.autograd.grad(loss, weights))


def _draw(gradients: list[torch.Tensor], unit: str, gain: str, caption: str) -> Figure:
    pitch = max(13.0, min(34.0, 330.0 / len(gradients)))
    left, right, top = 74.0, 540.0, 34.0
    sheet = Sheet(560, top + pitch * len(gradients) + 52)
    bottom = top + pitch * len(gradients)

    def across(power: float) -> float:
        return left + (power - REACH[0]) / (REACH[1] - REACH[0]) * (right - left)

    for tick, words in ticks((10.0 ** REACH[0], 10.0 ** REACH[1]), True, 6):
        place = across(math.log10(tick))
        sheet.line([(place, top), (place, bottom)], PALE, width=1)
        sheet.text((place, bottom + 16), words, size=11, colour=GREY)
    sheet.text(((left + right) / 2, bottom + 36), "size of a gradient")
    sheet.text(((left + right) / 2, 20), f"{len(gradients)} layers, {unit}, gain {gain}", bold=True)
    step = (right - left) / BINS
    for number, gradient in enumerate(gradients):
        floor = bottom - pitch * number - 2
        powers = gradient.abs().clamp(min=1e-300).log10().clamp(*REACH)
        counts = torch.histc(powers.flatten(), BINS, *REACH)
        colour = ORANGE if number == 0 else BLUE
        for place, count in enumerate((counts / counts.max()).tolist()):
            if count:
                high = max((pitch - 4) * count, 0.6)
                sheet.rect((left + place * step, floor - high), (step, high), fill=colour)
        if number in (0, len(gradients) - 1) or (number + 1) % 5 == 0:
            sheet.text((left - 8, floor), f"layer {number + 1}", anchor="end", size=11)
    first, last = (float(g.norm()) for g in (gradients[0], gradients[-1]))
    ratio = first / last if last else math.nan
    text = (
        f"{len(gradients)} layers with {unit}, gain {gain}: the first layer's gradient has the "
        f"norm {tick_text(first)}, the last one's {tick_text(last)}. The first gets "
        f"{tick_text(ratio, 2)} of the last one's."
    )
    alt = "Histograms of the gradients, one strip for each layer, the first layer at the bottom."
    return sheet.figure(caption, alt, text)
