"""Broadcasting: type two shapes and see them lined up from the right."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from course_utils.labs.controls import words_control
from course_utils.labs.lab import Lab
from course_utils.labs.svg import Sheet, sentence_figure
from course_utils.pictures.broadcasting import Shape
from course_utils.pictures.figure import BLUE, GREEN, GREY, INK, ORANGE, Figure
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import refusing

MOST_AXES = 6
LARGEST = 10**6
EXAMPLES = ("(4, 3)", "(3,)", "(4, 1)", "(4,)", "(2, 3)", "(2,)", "()", "(8, 1, 28, 28)")
CELL = (86.0, 40.0)
_CAPTION = (
    "Line the shapes up from the right. Two lengths fit when they are equal or one of them is 1; "
    "an axis that is 1 or missing is repeated (dashed)."
)


@dataclass(frozen=True, slots=True)
class _Column:
    """One axis, counted from the right: both lengths (None is missing) and the result's."""

    left: int | None
    right: int | None

    @property
    def result(self) -> int | None:
        """The length that both share, or None where they do not fit."""
        a = 1 if self.left is None else self.left
        b = 1 if self.right is None else self.right
        if a != b and 1 not in (a, b):
            return None
        return b if a == 1 else a


@refusing
def broadcasting(
    left: Shape | str = (4, 1), right: Shape | str = (3,), *, caption: str = _CAPTION
) -> Lab:
    """Two shapes to type or choose: what they give, what is repeated, where they clash.

    Answers: does it fit, and is the result what you meant?

    Args:
        left, right: the shapes at first.
        caption: what to see in it.
    """

    def draw(left: str, right: str) -> Figure:
        shapes = []
        for typed in (left, right):
            shape = parse(typed)
            if isinstance(shape, str):
                return sentence_figure(shape, caption=caption)
            shapes.append(shape)
        return _draw(shapes[0], shapes[1], caption)

    controls = [
        words_control("left", "Left shape", _written(left), EXAMPLES),
        words_control("right", "Right shape", _written(right), EXAMPLES),
    ]
    return Lab(draw, controls, name="broadcasting")


def parse(typed: str) -> Shape | str:
    """The shape that was typed, or a sentence that says what is wrong with it."""
    inner = typed.strip().removeprefix("torch.Size").strip("()[] ")
    parts = [part for part in re.split(r"[,\s×x]+", inner) if part]
    shown = typed.strip()[:40]
    if not all(part.isascii() and part.isdigit() for part in parts):
        return f"“{shown}” is no shape. A shape is whole numbers in brackets, such as (4, 1) or ()."
    if len(parts) > MOST_AXES:
        return f"“{shown}” has {len(parts)} axes; the picture shows at most {MOST_AXES}."
    if any(len(part) > 7 or int(part) > LARGEST for part in parts):
        return f"“{shown}” has an axis above {LARGEST:,}, more than the picture shows."
    return tuple(map(int, parts))


def _draw(left: Shape, right: Shape, caption: str) -> Figure:
    count = max(len(left), len(right), 1)
    columns = [_Column(_axis(left, i), _axis(right, i)) for i in reversed(range(count))]
    if not left and not right:
        columns = []
    fits = all(column.result is not None for column in columns)
    sheet = Sheet(max(200 + CELL[0] * len(columns) + 20, 420), 236)
    names = ((drawn("left"), BLUE), (drawn("right"), ORANGE), (drawn("result"), GREEN))
    for row, (name, colour) in enumerate(names):
        y = 40.0 + row * 62
        shape = (left, right, tuple(c.result or 0 for c in columns))[row]
        sheet.text((18, y + 25), name, anchor="start", bold=True, colour=colour, size=13)
        if row < 2 or fits:
            sheet.text((70, y + 25), _written(shape), anchor="start", size=13)
        else:
            sheet.text((70, y + 25), "an error", anchor="start", size=13, bold=True)
        for index, column in enumerate(columns):
            lengths = (column.left, column.right, column.result)
            _cell(sheet, (200 + index * CELL[0], y), row, lengths, colour)
    for index in range(len(columns)):
        axis = index - len(columns)
        sheet.text((200 + (index + 0.5) * CELL[0] - 4, 26), drawn(f"axis {axis}").replace("-", "−"),
                   size=11, colour=GREY)  # fmt: skip
    alt = "Two shapes written in boxes, one axis a column, lined up from the right, and the result."
    return sheet.figure(caption, alt, _in_words(left, right, columns, fits))


def _cell(
    sheet: Sheet,
    at: tuple[float, float],
    row: int,
    lengths: tuple[int | None, int | None, int | None],
    colour: str,
) -> None:
    size = CELL[0] - 8, CELL[1]
    middle = at[0] + size[0] / 2, at[1] + 25
    mine, result = lengths[row], lengths[2]
    if result is None:
        sheet.rect(at, size, stroke=INK, width=2.6, dash="" if row < 2 else "3 3", round=4)
        words_ = (drawn("clash ✗") if row == 2 else "–") if mine is None else str(mine)
        sheet.text(middle, words_, bold=True, size=13)
    elif row == 2:
        sheet.rect(at, size, fill=colour, opacity=0.2, stroke=colour, width=1.8, round=4)
        sheet.text(middle, str(result), bold=True, size=13)
    elif mine == result:
        sheet.rect(at, size, fill=colour, opacity=0.2, stroke=colour, width=1.8, round=4)
        sheet.text(middle, str(mine), size=13)
    else:
        sheet.rect(at, size, stroke=colour, dash="5 4", round=4)
        sheet.text(middle, f"{'–' if mine is None else mine} → {result}", size=13)


def _in_words(left: Shape, right: Shape, columns: list[_Column], fits: bool) -> str:
    one, other = _written(left), _written(right)
    if not fits:
        at = max(i for i, column in enumerate(columns) if column.result is None)
        clash = columns[at]
        return (
            f"{one} and {other} do not fit: at axis −{len(columns) - at}, {clash.left} meets "
            f"{clash.right}, they differ and neither is 1. PyTorch raises a RuntimeError."
        )
    result = tuple(column.result or 0 for column in columns)
    numbers = math.prod(result)
    told = [
        f"{one} and {other} give {_written(result)}: 1 number."
        if numbers == 1
        else f"{one} and {other} give {_written(result)}: {numbers:,} numbers."
    ]
    across, along = (", ".join(_stretched(columns, side)) for side in (0, 1))
    if across and along:
        told += [
            f"The left one is repeated along axis {across} and the right one is repeated along "
            f"axis {along}.",
            "Both are repeated: is a whole table what you meant? No error will tell you.",
        ]
    elif across:
        told.append(f"The left one is repeated along axis {across}.")
    elif along:
        told.append(f"The right one is repeated along axis {along}.")
    else:
        told.append("Nothing is repeated.")
    return " ".join(told)


def _stretched(columns: list[_Column], side: int) -> list[str]:
    found = []
    for index, column in enumerate(columns):
        mine = (column.left, column.right)[side]
        if mine != column.result:
            found.append(f"−{len(columns) - index}")
    return found


def _axis(shape: Shape, from_right: int) -> int | None:
    return shape[-1 - from_right] if from_right < len(shape) else None


def _written(shape: Shape | str) -> str:
    return shape if isinstance(shape, str) else str(tuple(shape))
