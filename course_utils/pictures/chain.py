"""The chain rule, drawn: values go to the right, slopes come back to the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_utils.pictures.figure import BLUE, INK, ORANGE, Figure, canvas, finish
from course_utils.pictures.palette import TINT
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

Link = tuple[str, str, str]


@refusing
def chain(
    nodes: Sequence[tuple[str, str]], links: Sequence[Link], *, caption: str = "", text: str = ""
) -> Figure:
    """Quantities in a row, with what leads from each to the next and what leads back.

    Args:
        nodes: pairs of name and shape, such as ``("z", "(1, m)")``. Names and links may
            hold formulas between dollar signs.
        links: one between every two nodes: the step forward, the slope that goes back,
            and the slope in plain words for a reader who does not see the picture.
        caption: what to see in it.
        text: an introduction to the words; the links follow.

    Raises:
        ValueError: there is not exactly one link between every two nodes.
    """
    if len(links) != len(nodes) - 1 or not links:
        raise NotDrawn(f"{len(nodes)} nodes want {len(nodes) - 1} links, not {len(links)}.")
    step = 3.0
    right = step * (len(nodes) - 1)
    with canvas(0.72 * (right + 1.8), 2.1) as (drawing, axes):
        axes.set(xlim=(-0.9, right + 0.9), ylim=(-1.45, 1.45))
        axes.axis("off")
        for index, (name, shape) in enumerate(nodes):
            _node(axes, index * step, name, shape)
        for index, (forward, back, _) in enumerate(links):
            start, end = index * step + 0.62, (index + 1) * step - 0.62
            _arrow(axes, (start, 0.3), (end, 0.3), BLUE, "-")
            _arrow(axes, (end, -0.3), (start, -0.3), ORANGE, "--")
            middle = (start + end) / 2
            axes.text(middle, 0.45, forward, ha="center", va="bottom", color=BLUE, size=11)
            axes.text(middle, -0.48, back, ha="center", va="top", color=ORANGE, size=12)
        words = " ".join([text, *(f"{spoken}." for _, _, spoken in links)]).strip()
        alt = "Boxes in a row; solid arrows with the steps forward, dashed arrows with the slopes."
        return finish(drawing, caption, alt, words)


@refusing
def logistic_chain() -> Figure:
    """From the weights of a logistic regression to the loss of one example, and back."""
    nodes = [
        ("$w, b$", drawn("dim numbers, and one")),
        ("$z$", drawn("a score")),
        (r"$\hat{y}$", drawn("a probability")),
        (r"$\ell$", drawn("a loss")),
    ]
    links = [
        (r"$w^\top x + b$", r"$x,\; 1$", "Link 3, from z back to w and b: the slopes are x and 1"),
        (r"$\sigma$", r"$\hat{y}\,(1-\hat{y})$", "Link 2, from ŷ back to z: the slope is ŷ(1 − ŷ)"),
        (
            r"$-\log$",
            r"$\dfrac{\hat{y}-y}{\hat{y}\,(1-\hat{y})}$",
            "Link 1, from ℓ back to ŷ: the slope is (ŷ − y) / (ŷ(1 − ŷ))",
        ),
    ]
    return chain(
        nodes,
        links,
        caption="One example. Blue, to the right: what forward computes. Orange, to the left: "
        "the slope of every link. The chain rule multiplies the slopes.",
        text="w and b give z, z gives ŷ, ŷ gives ℓ.",
    )


def _node(axes: Any, x: float, name: str, shape: str) -> None:
    axes.text(
        x,
        0.0,
        name,
        ha="center",
        va="center",
        size=15,
        color=INK,
        bbox={"boxstyle": "round,pad=0.45", "facecolor": TINT, "edgecolor": INK},
    )
    axes.text(x, -0.95, shape, ha="center", va="top", size=9, color=INK)


def _arrow(
    axes: Any, start: tuple[float, float], end: tuple[float, float], colour: str, style: str
) -> None:
    axes.annotate(
        "",
        end,
        xytext=start,
        arrowprops={"arrowstyle": "-|>", "color": colour, "linewidth": 1.8, "linestyle": style},
    )
