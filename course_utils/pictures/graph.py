"""A computation graph: values above the nodes, gradients below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_utils.pictures.figure import BLUE, GREEN, GREY, INK, ORANGE, Figure, canvas, finish
from course_utils.pictures.palette import WHITE
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing


@dataclass(frozen=True, slots=True)
class Node:
    """One tensor of a graph.

    Attributes:
        name: what is written in its box.
        value: what is written above it; empty for nothing.
        gradient: what is written below it; empty for nothing.
        leaf: a leaf gets a green, thick frame and the word "leaf".
        place: column and row; columns go to the right, rows downwards.
    """

    name: str
    value: str = ""
    gradient: str = ""
    leaf: bool = False
    place: tuple[float, float] = (0.0, 0.0)


@refusing
def graph(
    nodes: Sequence[Node], edges: Sequence[tuple[str, str, str]], *, caption: str = ""
) -> Figure:
    """Tensors and the operations that lead from one to the next.

    Args:
        nodes: the tensors, with their places.
        edges: from, to, and the slope along the edge (or another short text). Two
            edges between the same nodes are drawn as two arcs.
        caption: what to see in it.

    Raises:
        ValueError: an edge names a node that is not there.
    """
    by_name = {node.name: node for node in nodes}
    for start, end, _ in edges:
        if start not in by_name or end not in by_name:
            raise NotDrawn(f"The edge {start} to {end} leads to no node: {', '.join(by_name)}.")
    wide, high = 2.45, 2.1
    columns = max(node.place[0] for node in nodes)
    rows = max(node.place[1] for node in nodes)
    size = (0.62 * (columns * wide + 2.4), 0.62 * (rows * high + 2.1))
    with canvas(*size) as (drawing, axes):
        axes.set(xlim=(-1.35, columns * wide + 1.05), ylim=(-rows * high - 1.05, 1.05))
        axes.set_aspect("equal")
        axes.axis("off")
        at = {node.name: (node.place[0] * wide, -node.place[1] * high) for node in nodes}
        for start, end, words in edges:
            pair = [edge for edge in edges if edge[:2] == (start, end)]
            bend = 0.0 if len(pair) == 1 else (0.45, -0.45)[pair.index((start, end, words)) % 2]
            _edge(axes, at[start], at[end], words, bend)
        for node in nodes:
            _node(axes, node, at[node.name])
        text = " ".join([*map(_say, nodes), *(_say_edge(edge) for edge in edges)])
        alt = "Tensors as boxes, joined by arrows; values in blue above, gradients in orange below."
        return finish(drawing, caption, alt, text)


def _node(axes: Any, node: Node, at: tuple[float, float]) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = at
    colour = GREEN if node.leaf else GREY
    axes.add_patch(
        FancyBboxPatch(
            (x - 0.5, y - 0.3), 1.0, 0.6, boxstyle="round,pad=0.06", zorder=3,
            facecolor=WHITE, edgecolor=colour, linewidth=2.6 if node.leaf else 1.3,
        )
    )  # fmt: skip
    axes.text(x, y, node.name, ha="center", va="center", size=11, weight="bold", zorder=4)
    if node.leaf:
        axes.text(x - 0.63, y, "leaf ", ha="right", va="center", size=9, color=GREEN)
    # An arrow may pass behind the words.
    box = {"facecolor": WHITE, "edgecolor": "none", "pad": 0.8}
    axes.text(x, y + 0.48, node.value, ha="center", va="bottom", color=BLUE, size=10.5,
              bbox=box if node.value else None)  # fmt: skip
    axes.text(x, y - 0.48, node.gradient, ha="center", va="top", color=ORANGE, size=10.5,
              bbox=box if node.gradient else None)  # fmt: skip


def _edge(axes: Any, start: tuple[Any, ...], end: tuple[Any, ...], words: str, bend: float) -> None:
    style = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.3, "shrinkA": 26, "shrinkB": 26}
    axes.annotate(
        "", end, xytext=start, arrowprops={**style, "connectionstyle": f"arc3,rad={-bend}"}
    )
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    lift = 0.16 + (0.62 if bend > 0 else -1.22 if bend < 0 else 0.0)
    axes.text(x, y + lift, words, ha="center", va="bottom", size=9.5, color=INK)


def _say(node: Node) -> str:
    value = node.value or drawn("no value")
    if node.leaf and node.gradient:
        return drawn(f"The leaf {node.name}: {value}, gradient {node.gradient}.")
    if node.leaf:
        return drawn(f"The leaf {node.name}: {value}.")
    if node.gradient:
        return drawn(f"Then {node.name}: {value}, gradient {node.gradient}.")
    return drawn(f"Then {node.name}: {value}.")


def _say_edge(edge: tuple[str, str, str]) -> str:
    start, end, words = edge
    return f"From {start} to {end}{': ' + words.strip() if words else ''}."


@refusing
def slide_graph(gradients: Mapping[str, str] | None = None) -> Figure:
    """a, b = a + 1, c = b·b, d = c.sum(): b goes into the product twice.

    Args:
        gradients: what to write below the nodes, by name; None leaves them out.
    """
    below = gradients or {}
    values = {"a": "(1, 1, 1)", "b": "(2, 2, 2)", "c": "(4, 4, 4)", "d": "12"}
    nodes = [
        Node(name, value, below.get(name, ""), name == "a", (column, 0))
        for column, (name, value) in enumerate(values.items())
    ]
    slopes = (
        ("× 1", "× b = 2", "× b = 2", "× 1")
        if below
        else ("+ 1", drawn("1st factor"), drawn("2nd factor"), drawn("sum"))
    )
    ends = (("a", "b"), ("b", "c"), ("b", "c"), ("c", "d"))
    edges = [(*pair, words if i != 2 else words + " ") for i, (pair, words) in
             enumerate(zip(ends, slopes, strict=True))]  # fmt: skip
    told = (
        "Values above. The backward pass multiplies by the slope at every arrow, and adds where "
        "two arrows leave one node: 2 + 2 = 4 at b."
        if below
        else "Values above: the forward pass. Two arrows lead from b to c, since b is used twice."
    )
    return graph(nodes, edges, caption=told)


@refusing
def network_graph() -> Figure:
    """The network of two layers: shapes above, what back-propagation computes below."""
    nodes = [
        Node("x", "(N, D)", "", True, (0, 0.0)),
        Node("w0", "(D, H)", "d_w0", True, (0, 1.15)),
        Node("b", "(H,)", "d_b", True, (0.78, 1.15)),
        Node("pre", "(N, H)", "", False, (1, 0.0)),
        Node("hidden", "(N, H)", "d_hidden", False, (2, 0.0)),
        Node("w1", "(H, K)", "d_w1", True, (2, 1.15)),
        Node("logits", "(N, K)", "d_logits", False, (3, 0.0)),
        Node("loss", "()", "1", False, (4, 0.0)),
    ]
    edges = [
        ("x", "pre", ""), ("w0", "pre", ""), ("b", "pre", ""), ("pre", "hidden", drawn("mask")),
        ("hidden", "logits", ""), ("w1", "logits", ""), ("logits", "loss", ""),
    ]  # fmt: skip
    told = "Shapes above, what you compute below. Start at the loss and go to the left."
    return graph(nodes, edges, caption=told)
