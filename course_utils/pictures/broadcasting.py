"""Broadcasting: two shapes are lined up from the right, and what is 1 is stretched."""

from __future__ import annotations

from typing import Any

from course_utils.pictures.figure import BLUE, GREEN, GREY, INK, ORANGE, Figure, canvas, finish
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

Shape = tuple[int, ...]
LARGEST = 6


@refusing
def broadcasting(left: Shape, right: Shape, *, sign: str = "+", caption: str = "") -> Figure:
    """Two tensors of one or two axes, each stretched to the shape that they share.

    Args:
        left, right: their shapes, no axis longer than 6.
        sign: the operation between them.
        caption: what to see in it; otherwise what happens to these shapes.

    Raises:
        ValueError: a shape has no axis, more than two, or one that is too long.
    """
    for shape in (left, right):
        if not 1 <= len(shape) <= 2 or not all(1 <= size <= LARGEST for size in shape):
            raise NotDrawn(f"broadcasting draws one or two axes of 1 to {LARGEST}, not {shape}.")
    padded = [(1,) * (2 - len(shape)) + tuple(shape) for shape in (left, right)]
    if not all(a == b or 1 in (a, b) for a, b in zip(*padded, strict=True)):
        return _draw_clash((left, right), padded, caption or _told_clash((left, right), padded))
    shared = tuple(max(sizes) for sizes in zip(*padded, strict=True))
    return _draw((left, right), padded, shared, sign, caption or _told(padded, shared))


def _told(padded: list[Shape], shared: Shape) -> str:
    """What is repeated, in one sentence."""
    repeated = [tuple(a == 1 < b for a, b in zip(one, shared, strict=True)) for one in padded]
    if sum(map(any, repeated)) == 2:
        return "A column meets a row: both are repeated, and a table appears."
    if (True, False) in repeated:
        return "A row meets every row: this is how a bias is added to a batch."
    if (False, True) in repeated:
        return "A column meets every column: each row has a number of its own."
    return "Solid is what is there, dotted is what is repeated."


def _told_clash(shapes: tuple[Shape, Shape], padded: list[Shape]) -> str:
    sizes = next(pair for pair in zip(*padded, strict=True) if 1 not in pair and len({*pair}) > 1)
    told = f"Lined up on the right, {sizes[0]} meets {sizes[1]}."
    short = next((shape for shape in shapes if len(shape) == 1), None)
    if short is None:
        return told
    other = shapes[1 - shapes.index(short)]
    if other[0] == short[0]:
        told += f" It makes no difference that {short[0]} is also the number of rows."
    return f"{told} The dotted 1 is an axis that {_words(short)} does not have."


def _draw_clash(shapes: tuple[Shape, Shape], padded: list[Shape], caption: str) -> Figure:
    """Shapes that do not fit, one below the other and lined up on the right."""
    names = [_words(shape) for shape in shapes]
    with canvas(5.4, 1.9) as (drawing, axes):
        axes.set(xlim=(0, 9), ylim=(-0.45, 2.75))
        axes.axis("off")
        for row, (name, shape, colour) in enumerate(
            zip(names, shapes, (BLUE, ORANGE), strict=True)
        ):
            height = 1.6 - row
            axes.text(1.6, height, name, ha="right", va="center", color=colour, weight="bold")
            for place in range(2):
                at = place - (2 - len(shape))
                size = str(shape[at]) if at >= 0 else "1"
                _size_box(axes, (3.0 + 1.5 * place, height), size, colour, real=at >= 0)
        for place, sizes in enumerate(zip(*padded, strict=True)):
            fits = sizes[0] == sizes[1] or 1 in sizes
            word = drawn("fits") if fits else drawn(f"{sizes[0]} meets {sizes[1]}")
            axes.text(
                3.0 + 1.5 * place, -0.15, word, ha="center", va="center",
                weight="normal" if fits else "bold", color=GREY if fits else INK,
            )  # fmt: skip
        axes.text(3.0, 2.45, "axis 0", ha="center", va="center", color=GREY)
        axes.text(4.5, 2.45, "axis 1", ha="center", va="center", color=GREY)
        axes.text(6.0, 1.1, "does not fit", color=INK, weight="bold", va="center")
        text = _in_words(shapes, padded, None)
        return finish(drawing, caption, "Two shapes, one below the other.", text)


def _size_box(
    axes: Any, middle: tuple[float, float], size: str, colour: str, *, real: bool
) -> None:
    """The length of an axis in a box; dotted where the shape has no such axis and 1 is read."""
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle(
            (middle[0] - 0.5, middle[1] - 0.4),
            1.0,
            0.8,
            facecolor=colour + ("44" if real else "10"),
            edgecolor=colour if real else GREY,
            linestyle="-" if real else ":",
            linewidth=1.6 if real else 0.9,
        )
    )
    axes.text(*middle, size, ha="center", va="center", color=INK if real else GREY)


def _draw(
    shapes: tuple[Shape, Shape], padded: list[Shape], shared: Shape, sign: str, caption: str
) -> Figure:
    frames = [shared, shared, shared]
    gap, tallest = 1.7, shared[0]
    total = sum(frame[1] for frame in frames) + gap * (len(frames) - 1)
    with canvas(0.42 * (total + 1.0), 0.42 * (tallest + 2.3)) as (drawing, axes):
        axes.set(xlim=(-0.5, total + 0.5), ylim=(-1.1, tallest + 1.1), aspect="equal")
        axes.axis("off")
        at = 0.0
        for index, frame in enumerate(frames):
            colour = (BLUE, ORANGE, GREEN)[index]
            solid = frame if index == 2 else padded[index]
            name = _words(shared if index == 2 else shapes[index])
            _grid(axes, (at, (tallest + frame[0]) / 2), frame, solid, colour)
            axes.text(at + frame[1] / 2, (tallest + frame[0]) / 2 + 0.3, name, ha="center")
            at += frame[1]
            if index < len(frames) - 1:
                mark = sign if index == 0 else "="
                axes.text(at + gap / 2, tallest / 2, mark, size=15, ha="center", va="center")
            at += gap
        text = _in_words(shapes, padded, shared)
        return finish(drawing, caption, "Two grids of cells and what they broadcast to.", text)


def _grid(axes: Any, top: tuple[float, float], frame: Shape, solid: Shape, colour: str) -> None:
    from matplotlib.patches import Rectangle

    for row in range(frame[0]):
        for column in range(frame[1]):
            real = row < solid[0] and column < solid[1]
            axes.add_patch(
                Rectangle(
                    (top[0] + column, top[1] - row - 1),
                    1,
                    1,
                    facecolor=colour + ("44" if real else "10"),
                    edgecolor=colour if real else GREY,
                    linestyle="-" if real else ":",
                    linewidth=1.6 if real else 0.9,
                )
            )


def _in_words(shapes: tuple[Shape, Shape], padded: list[Shape], shared: Shape | None) -> str:
    left, right = (_words(shape) for shape in shapes)
    if shared is None:
        clash = next(
            pair for pair in zip(*padded, strict=True) if 1 not in pair and len({*pair}) > 1
        )
        return f"{left} and {right} do not fit: {clash[0]} meets {clash[1]}, and neither is 1."
    parts = []
    for shape, full in zip(shapes, padded, strict=True):
        stretched = [
            f"its rows are repeated {shared[axis]} times"
            if axis == 0
            else f"its columns are repeated {shared[axis]} times"
            for axis in (0, 1)
            if full[axis] == 1 < shared[axis]
        ]
        listed = ", ".join(stretched) or drawn("nothing is repeated")
        parts.append(f"{_words(shape)}: {listed}")
    given = f"{left} and {right} give {_words(shared)}."
    return " ".join([given, "; ".join(parts) + "."])


def _words(shape: Shape | None) -> str:
    return str(tuple(shape or ()))
