"""A sum over one axis as a movement: the cells travel along the axis until it is gone."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from course_utils.labs.controls import choice, slider, switch
from course_utils.labs.lab import Lab
from course_utils.labs.plane import tick_text
from course_utils.labs.svg import Point, Sheet
from course_utils.pictures.figure import COLOURS, GREY, INK, Figure
from course_utils.pictures.palette import WHITE
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

MOST = 4
MOVES = 24  # whole cells for every length up to 4
CELL = (58.0, 40.0)
GAP = 66.0
_CORNER = (118.0, 56.0)
_CAPTION = (
    "The cells travel along the axis named by dim and are added up where they arrive. What has "
    "one colour ends in one number; dotted is where the cells came from."
)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A matrix on its way to its sums over one axis.

    Attributes:
        x: the matrix.
        dim: the axis along which it travels.
        keepdim: whether an axis of length 1 stays.
        moved: how far, of ``MOVES``.
    """

    x: torch.Tensor
    dim: int
    keepdim: bool
    moved: int

    @property
    def length(self) -> int:
        """How many cells are added up in each sum."""
        return int(self.x.shape[self.dim])

    @property
    def arrived(self) -> int:
        """How many cells of each sum have come to their end."""
        return math.floor(self.length * self.moved / MOVES)

    @property
    def done(self) -> bool:
        """Whether nothing travels any more."""
        return self.moved == MOVES

    def sums(self) -> list[float]:
        """What has been added up so far: the last cells arrive first."""
        there = self.x.narrow(self.dim, self.length - self.arrived, self.arrived)
        return [float(value) for value in there.sum(self.dim)]

    def shift(self) -> float:
        """How many pixels the cells have travelled."""
        cells = self.length * self.moved / MOVES
        pitch = CELL[1 - self.dim]
        return cells * (GAP + pitch) if cells < 1 else GAP + pitch * cells


@refusing
def reduction(x: torch.Tensor, *, dim: int = 1, caption: str = _CAPTION) -> Lab:
    """A small matrix that is summed over an axis: the axis disappears as it is watched.

    Answers: which axis does ``dim`` name, and what does ``keepdim`` leave?

    Args:
        x: (N, D), at most 4 of each.
        dim: at first.
        caption: what to see in it.

    Raises:
        ValueError: x is not a small matrix, or it has no such axis.
    """
    if x.ndim != 2 or not 1 <= min(x.shape) <= max(x.shape) <= MOST or dim not in (0, 1):
        raise NotDrawn(
            f"reduction draws up to {MOST} × {MOST} and dim 0 or 1, not {tuple(x.shape)}, {dim}."
        )
    numbers = x.detach().cpu().double()

    def draw(dim: str, keepdim: bool, moved: int) -> Figure:
        return _draw(_Sum(numbers, int(dim), keepdim, moved), caption)

    controls = [
        choice("dim", "dim", ("0", "1"), str(dim)),
        switch("keepdim", "keepdim", False),
        slider("moved", "Moved", tuple(range(MOVES + 1)), MOVES, plays=True),
    ]
    return Lab(draw, controls, name="reduction")


def _draw(state: _Sum, caption: str) -> Figure:
    rows, columns = state.x.shape
    tall, wide = CELL[1] * rows, CELL[0] * columns
    # Room for both directions: the sheet keeps its size while dim changes.
    sheet = Sheet(_CORNER[0] + wide + GAP + CELL[0] + 150, _CORNER[1] + tall + GAP + CELL[1] + 44)
    _axes(sheet, state)
    for i in range(rows):
        for j in range(columns):
            at = _CORNER[0] + CELL[0] * j, _CORNER[1] + CELL[1] * i
            colour = COLOURS[(i if state.dim else j) % 4]
            words = tick_text(float(state.x[i, j]))
            sheet.rect(at, CELL, stroke=GREY, width=0.9, dash="2 3")
            sheet.text(_middle(at), words, colour=GREY)
            if (j if state.dim else i) < state.length - state.arrived and state.moved:
                way = state.shift()
                at = (at[0] + way, at[1]) if state.dim else (at[0], at[1] + way)
            elif state.moved:
                continue
            sheet.rect(at, CELL, fill=WHITE)
            sheet.rect(at, CELL, fill=colour, opacity=0.25, stroke=colour, width=1.8)
            sheet.text(_middle(at), words, bold=True)
    _result(sheet, state)
    alt = "A matrix whose cells travel along one axis, and the sums that they add up to."
    return sheet.figure(caption, alt, _in_words(state))


def _axes(sheet: Sheet, state: _Sum) -> None:
    """The names and lengths of both axes; the one that travels is bold."""
    rows, columns = state.x.shape
    across, up = state.dim == 1, state.dim == 0
    sheet.text((_CORNER[0] + CELL[0] * columns / 2, _CORNER[1] - 28),
               f"axis 1: {_length(state, 1)}", bold=across,
               colour=INK if across else GREY)  # fmt: skip
    sheet.text((_CORNER[0] - 12, _CORNER[1] + CELL[1] * rows / 2 + 4),
               f"axis 0: {_length(state, 0)}", bold=up, colour=INK if up else GREY,
               anchor="end")  # fmt: skip
    x, y = _CORNER
    if across:
        sheet.arrow((x, y - 12), (x + CELL[0] * columns + GAP, y - 12), INK, width=1.6)
    else:
        sheet.arrow((x - 6, y), (x - 6, y + CELL[1] * rows + GAP), INK, width=1.6)


def _length(state: _Sum, axis: int) -> str:
    length = state.x.shape[axis]
    if axis != state.dim or not state.done:
        return str(length)
    return f"{length} → 1" if state.keepdim else drawn(f"{length} → gone")


def _result(sheet: Sheet, state: _Sum) -> None:
    rows, columns = state.x.shape
    corner = (
        (_CORNER[0] + CELL[0] * columns + GAP, _CORNER[1])
        if state.dim
        else (_CORNER[0], _CORNER[1] + CELL[1] * rows + GAP)
    )
    for k, value in enumerate(state.sums()):
        at = (
            (corner[0], corner[1] + CELL[1] * k)
            if state.dim
            else (corner[0] + CELL[0] * k, corner[1])
        )
        _sum_cell(sheet, at, k, value, empty=not state.arrived)
    lying = state.dim == 1 and not state.keepdim
    if not state.done:
        return
    shape = drawn(f"shape {_shape(state)}")
    if state.dim == 0:
        sheet.text((corner[0] + CELL[0] * columns + 10, corner[1] + 25), shape, anchor="start",
                   bold=True)  # fmt: skip
    elif not lying:
        sheet.text((corner[0] + CELL[0] + 10, corner[1] + CELL[1] * rows / 2 + 4), shape,
                   anchor="start", bold=True)  # fmt: skip
    else:
        # Without the axis nothing stands: one axis alone is written as a row.
        y = _CORNER[1] + CELL[1] * rows + GAP
        left = corner[0] + CELL[0] - CELL[0] * rows
        for k, value in enumerate(state.sums()):
            _sum_cell(sheet, (left + CELL[0] * k, y), k, value)
        below = corner[0] + CELL[0] / 2
        sheet.arrow((below, corner[1] + CELL[1] * rows + 4), (below, y - 4), GREY)
        sheet.text((corner[0] + CELL[0] + 10, y + 25), shape, anchor="start", bold=True)


def _sum_cell(sheet: Sheet, at: Point, k: int, value: float, *, empty: bool = False) -> None:
    colour = COLOURS[k % 4]
    if not empty:
        sheet.rect(at, CELL, fill=WHITE)
    sheet.rect(at, CELL, fill="none" if empty else colour, opacity=0.4, stroke=colour,
               width=2.4, dash="4 3" if empty else "")  # fmt: skip
    if not empty:
        sheet.text(_middle(at), tick_text(value), bold=True, size=13)


def _middle(at: Point) -> Point:
    return at[0] + CELL[0] / 2, at[1] + 25


def _shape(state: _Sum) -> tuple[int, ...]:
    return tuple(state.x.sum(state.dim, keepdim=state.keepdim).shape)


def _in_words(state: _Sum) -> str:
    sums = ", ".join(map(tick_text, state.sums()))
    start = f"x.sum(dim={state.dim}{', keepdim=True' if state.keepdim else ''})"
    if not state.done:
        way = (
            f"{start}, {state.moved} of {MOVES} of the way: {state.arrived} of {state.length} "
            "columns have arrived."
            if state.dim
            else f"{start}, {state.moved} of {MOVES} of the way: {state.arrived} of "
            f"{state.length} rows have arrived."
        )
        so_far = f"The sums so far are {sums}." if state.arrived else "Nothing is added up yet."
        return " ".join([way, so_far])
    added = (
        f"{start}: {state.length} columns are added up to {sums}."
        if state.dim
        else f"{start}: {state.length} rows are added up to {sums}."
    )
    kept = (
        f"Axis {state.dim} had the length {state.length}; it has the length 1 now, so the sums "
        "stand where they arrived."
        if state.keepdim
        else f"Axis {state.dim} had the length {state.length}; it is gone, so one axis is left, "
        "and one axis is written as a row."
    )
    became = f"The shape {tuple(state.x.shape)} becomes {_shape(state)}."
    return " ".join([added, kept, became])
