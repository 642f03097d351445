"""Broadcasting: two shapes are lined up from the right, and what is 1 is stretched."""

from __future__ import annotations

from typing import Any

from course_utils.pictures.figure import BLUE, GREEN, GREY, INK, ORANGE, Figure, canvas, finish

Shape = tuple[int, ...]
LARGEST = 6


def broadcasting(left: Shape, right: Shape, *, sign: str = "+", caption: str = "") -> Figure:
    """Two tensors of one or two axes, each stretched to the shape that they share.

    Args:
        left, right: their shapes, no axis longer than 6.
        sign: the operation between them.
        caption: what to see in it.

    Raises:
        ValueError: a shape has no axis, more than two, or one that is too long.
    """
    for shape in (left, right):
        if not 1 <= len(shape) <= 2 or not all(1 <= size <= LARGEST for size in shape):
            raise ValueError(f"broadcasting draws one or two axes of 1 to {LARGEST}, not {shape}.")
    padded = [(1,) * (2 - len(shape)) + tuple(shape) for shape in (left, right)]
    fits = all(a == b or 1 in (a, b) for a, b in zip(*padded, strict=True))
    shared = tuple(max(sizes) for sizes in zip(*padded, strict=True))
    return _draw((left, right), padded, shared if fits else None, sign, caption)


def _draw(
    shapes: tuple[Shape, Shape],
    padded: list[Shape],
    shared: Shape | None,
    sign: str,
    caption: str,
) -> Figure:
    frames = [shared or shape for shape in padded] + ([shared] if shared else [])
    gap, tallest = 1.7, max(frame[0] for frame in frames)
    total = sum(frame[1] for frame in frames) + gap * (len(frames) - 1) + (0 if shared else 3.4)
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
        if shared is None:
            axes.text(at - 0.4, tallest / 2, "does not fit", color=INK, weight="bold", va="center")
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
            f"its {'rows' if axis == 0 else 'columns'} are repeated {shared[axis]} times"
            for axis in (0, 1)
            if full[axis] == 1 < shared[axis]
        ]
        parts.append(f"{_words(shape)}: {' and '.join(stretched) or 'nothing is repeated'}")
    return f"{left} and {right} give {_words(shared)}. " + "; ".join(parts) + "."


def _words(shape: Shape | None) -> str:
    return str(tuple(shape or ()))
