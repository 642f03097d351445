"""A decision boundary on its way: the ground, the loss and the step, together."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from course_utils.labs.controls import slider
from course_utils.labs.lab import Lab
from course_utils.labs.plane import Plane, Range, room, tick_text
from course_utils.labs.raster import ground_png
from course_utils.labs.svg import Point, Sheet
from course_utils.pictures.boundary import Predict
from course_utils.pictures.figure import BLUE, GREY, INK, ORANGE, Figure
from course_utils.views.refusal import NotDrawn, refusing

FRAMES = 40
GRID = 41
SHOWN = 120  # points drawn of each class
_CAPTION = (
    "Orange ground: the classifier says 1. The line is where it says 0.5. Right, its loss; "
    "the diamond is the moment that is shown."
)

MakeClassifier = Callable[[float], tuple[Callable[[], object], Predict]]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The classifier after so many steps."""

    ground: torch.Tensor
    loss: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class _Scene:
    x: torch.Tensor
    y: torch.Tensor
    across: Range
    up: Range

    def look(self, predict: Predict) -> _Frame:
        """What the classifier says everywhere, and how well it does on the examples."""
        lines = torch.linspace(*self.across, GRID), torch.linspace(*self.up, GRID)
        points = torch.stack(torch.meshgrid(*lines, indexing="xy")).reshape(2, -1)
        ground = _answers(predict, points)
        p = _answers(predict, self.x).double()
        truth = self.y.double()
        sure = torch.where(truth > 0.5, p, 1 - p).clamp(min=1e-12)
        right = ((p > 0.5) == (truth > 0.5)) & p.isfinite()
        loss, accuracy = float(-sure.log().mean()), float(right.double().mean())
        return _Frame(ground.reshape(GRID, GRID), loss, accuracy)


@refusing
def training(
    make: MakeClassifier,
    x: torch.Tensor,
    y: torch.Tensor,
    *,
    rates: Sequence[float] = (0.03, 0.3, 3.0),
    caption: str = _CAPTION,
) -> Lab:
    """A classifier of two numbers while it learns: play it, stop it, change the step size.

    Answers: how does the line find its place, and is it still moving?

    Args:
        make: takes a learning rate; returns a function without arguments that trains a
            little, and a predictor, points (2, k) to probabilities (1, k).
        x: examples as columns (2, m).
        y: labels 0 and 1, (1, m).
        rates: the learning rates to choose from, at most four.
        caption: what to see in it.

    Raises:
        ValueError: the shapes are others.
    """
    if x.ndim != 2 or x.shape[0] != 2 or y.numel() != x.shape[1] or not y.numel():
        raise NotDrawn(
            f"training wants x (2, m) and y (1, m), not {tuple(x.shape)} and {tuple(y.shape)}."
        )
    if not bool(x.isfinite().all()):
        raise NotDrawn("Some of the examples are nan or inf: they have no place in the plane.")
    if not 1 <= len(rates) <= 4:
        raise NotDrawn(f"training compares 1 to 4 learning rates, not {len(rates)}.")
    across, up = (room(row.tolist(), 0.12) for row in x.detach())
    scene = _Scene(x.detach(), y.detach().flatten(), across, up)
    films = {float(rate): _film(make, float(rate), scene) for rate in rates}

    def draw(lr: float, frame: int) -> Figure:
        return _draw(scene, films[lr], frame, caption)

    chosen = tuple(films)
    controls = [
        slider("lr", "Learning rate", chosen, chosen[len(chosen) // 2]),
        slider("frame", "Rounds trained", tuple(range(FRAMES + 1)), FRAMES, plays=True),
    ]
    return Lab(draw, controls, name="training")


def _answers(predict: Predict, points: torch.Tensor) -> torch.Tensor:
    answer = predict(points).detach()
    if answer.numel() != points.shape[1]:
        raise NotDrawn(
            f"The predictor returned {tuple(answer.shape)} for {points.shape[1]} points: one "
            "probability each is wanted, (1, k)."
        )
    return answer.flatten()


def _film(make: MakeClassifier, rate: float, scene: _Scene) -> list[_Frame]:
    with torch.enable_grad():
        step, predict = make(rate)
        frames = [scene.look(predict)]
        for _ in range(FRAMES):
            step()
            frames.append(scene.look(predict))
    return frames


def _draw(scene: _Scene, film: list[_Frame], number: int, caption: str) -> Figure:
    frame = film[number]
    sheet = Sheet(740, 330)
    plane = Plane(sheet, (60, 30), (324, 250), scene.across, scene.up)
    sheet.image(plane.corner, plane.size, ground_png(frame.ground), smooth=True, ground=True)
    plane.frame("x₁", "x₂", f"{frame.accuracy:.1%} right")
    plane.lines(_boundary(frame.ground, scene), INK, width=2.4)
    for label, colour, shape in ((0, BLUE, "o"), (1, ORANGE, "^")):
        mine = scene.x[:, (scene.y > 0.5) == bool(label)][:, :SHOWN]
        for a, b in mine.T.tolist():
            plane.mark(a, b, colour, shape=shape, size=3.2)
    losses = [entry.loss for entry in film]
    curve = Plane(sheet, (470, 30), (250, 250), (0, FRAMES), _from_zero(losses))
    curve.frame("rounds trained", "loss", "loss on these examples")
    curve.line(range(len(losses)), losses, GREY, width=2.2)
    curve.mark(number, frame.loss, INK, shape="D", size=6)
    text = (
        f"After {number} of {FRAMES} rounds {frame.accuracy:.1%} of {scene.y.numel()} examples are "
        f"right, the loss is {tick_text(frame.loss)}, {tick_text(losses[0])} at first."
    )
    lost = int((~frame.ground.isfinite()).sum())
    if lost:
        text += " Some answers are not finite numbers (grey ground)."
    elif number and losses[0] < frame.loss:
        text += " It is worse than at the start: the learning rate is too large."
    alt = "Two classes of points on a ground in the colours of the classifier's answer; its loss."
    return sheet.figure(caption, alt, text)


def _boundary(ground: torch.Tensor, scene: _Scene) -> list[list[Point]]:
    from contourpy import contour_generator

    values = ground.double()
    if not bool(values.isfinite().all()) or not float(values.min()) < 0.5 < float(values.max()):
        return []
    lines = torch.linspace(*scene.across, GRID), torch.linspace(*scene.up, GRID)
    maker: Any = contour_generator(lines[0].tolist(), lines[1].tolist(), values.tolist())
    return [[(float(a), float(b)) for a, b in line] for line in maker.lines(0.5)]


def _from_zero(losses: list[float]) -> Range:
    finite = [loss for loss in losses if math.isfinite(loss)]
    return 0.0, max(finite, default=1.0) * 1.08 or 1.0
