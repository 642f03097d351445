"""A surface over two numbers: its lines of equal height, and what an optimizer does on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from course_utils.labs.plane import Plane, Range
from course_utils.labs.svg import Point
from course_utils.pictures.figure import GREY
from course_utils.views.refusal import NotDrawn

GRID = 61
LEVELS = (0.003, 0.02, 0.08, 0.2, 0.4, 0.7)
FAR = 1e6  # beyond this a path is lost, and more steps tell nothing

Height = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
Optimizer = Callable[[list[torch.Tensor]], Any]


@dataclass(frozen=True, slots=True)
class Path:
    """The places that were visited and their heights, the start first."""

    places: list[Point]
    heights: list[float]


def around(value: float) -> Range:
    """The ends of an axis that shows a start and the place 0."""
    reach = 1.25 * max(abs(value), 1.0)
    return -reach, reach


def contours(height: Height, across: Range, up: Range) -> list[list[Point]]:
    """Lines of equal height, close together where it is low.

    Raises:
        ValueError: the surface has no finite height there.
    """
    from contourpy import contour_generator

    x, y = torch.linspace(*across, GRID), torch.linspace(*up, GRID)
    ground = height(*torch.meshgrid(x, y, indexing="xy")).detach().double()
    finite = ground[ground.isfinite()]
    if ground.shape != (GRID, GRID) or not len(finite):
        raise NotDrawn(
            "The surface must take two tensors and return one number for each pair, finite "
            "somewhere in the picture."
        )
    low, high = float(finite.min()), float(finite.max())
    maker: Any = contour_generator(x.tolist(), y.tolist(), ground.nan_to_num(high).tolist())
    lines = [line for share in LEVELS for line in maker.lines(low + share * (high - low))]
    return [[(float(a), float(b)) for a, b in line] for line in lines]


def travel(height: Height, start: Point, optimizer: Optimizer, steps: int) -> Path:
    """Let an optimizer take steps from the start; stops where it is lost."""
    place = torch.tensor(start, requires_grad=True)
    places, heights = [start], []
    with torch.enable_grad():
        mover = optimizer([place])
        for _ in range(steps):
            here = height(place[0], place[1])
            heights.append(here.item())
            (slope,) = torch.autograd.grad(here, place)
            place.grad = slope
            mover.step()
            places.append((place[0].item(), place[1].item()))
            if not all(math.isfinite(value) and abs(value) < FAR for value in places[-1]):
                break
        heights.append(height(place[0], place[1]).item())
    return Path(places, heights)


def curvatures(height: Height, place: Point) -> tuple[float, float] | None:
    """The smallest and the largest curvature at a place, or None where there is none."""
    spot = torch.tensor(place, dtype=torch.float64, requires_grad=True)
    try:
        with torch.enable_grad():
            (slope,) = torch.autograd.grad(height(spot[0], spot[1]), spot, create_graph=True)
            rows = [torch.autograd.grad(part, spot, retain_graph=True)[0] for part in slope]
    except RuntimeError:  # flat or straight: nothing to differentiate a second time
        return None
    bends = torch.stack(rows)
    if not bool(bends.isfinite().all()):
        return None
    values = torch.linalg.eigvalsh((bends + bends.T) / 2)
    return float(values[0]), float(values[-1])


def draw_path(
    plane: Plane, places: Sequence[Point], colour: str, shape: str = "o", dash: str = ""
) -> None:
    """A path with a mark at each place; its last one is larger."""
    plane.line([a for a, _ in places], [b for _, b in places], colour, width=1.6, dash=dash)
    for a, b in places[1:-1]:
        plane.mark(a, b, colour, shape=shape, size=2.8)
    plane.mark(*places[-1], colour, shape=shape, size=5.5)


def draw_ground(plane: Plane, lines: Sequence[Sequence[Point]]) -> None:
    """The lines of equal height, pale."""
    plane.lines(lines, GREY)
