"""The loss of a real network over two of its weights, with all others held still."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from course_utils.core.exercise import NotAttempted
from course_utils.pictures.figure import BLUE, GREY, INK, ORANGE, Figure, canvas, finish
from course_utils.pictures.palette import WHITE
from course_utils.views.refusal import NotDrawn, refusing

GRID = 31
MOST = 1000  # samples: more change nothing that can be seen


@dataclass(frozen=True, slots=True)
class _Slice:
    """Two weights of the last layer, w[k, h] and w[m, g] with k ≠ m.

    Attributes:
        places: the two places in the weight matrix.
        start, end: the values of both before and after the training.
        across, up: what each is changed by.
        losses: by up and across.
    """

    places: tuple[tuple[int, int], tuple[int, int]]
    start: tuple[float, float]
    end: tuple[float, float]
    across: torch.Tensor
    up: torch.Tensor
    losses: torch.Tensor


@refusing
def loss_slice(
    model: nn.Module, untrained: nn.Module, x: torch.Tensor, y: torch.Tensor, *, caption: str = ""
) -> Figure:
    """A map of the cross-entropy over the two weights that training has moved the most.

    Args:
        model: trained; its last layer is an ``nn.Linear`` that gives the logits.
        untrained: the same network as it began.
        x: samples as the model takes them; at most 1,000 are used.
        y: their classes.
        caption: what to see in it; otherwise what the map shows, in numbers.

    Raises:
        ValueError: the model ends in something else.
        NotAttempted: nothing was trained yet.
    """
    found = _slice(model, untrained, x[:MOST], y[:MOST])
    total = sum(parameter.numel() for parameter in model.parameters())
    names = [f"w[{k}, {h}]" for k, h in found.places]
    lowest, highest = float(found.losses.min()), float(found.losses.max())
    with canvas(5.8, 4.2) as (drawing, axes):
        levels = [lowest + (highest - lowest) * share for share in
                  (0.01, 0.04, 0.09, 0.16, 0.25, 0.36, 0.49, 0.64, 0.81)]  # fmt: skip
        lines = axes.contour(
            found.across.tolist(), found.up.tolist(), found.losses.tolist(), levels=levels,
            colors=[GREY], linewidths=0.9,
        )  # fmt: skip
        axes.clabel(lines, levels=levels[::2], fmt="%.2f", fontsize=8, colors=[INK])
        style = {"arrowstyle": "-|>", "color": ORANGE, "linewidth": 1.8}
        axes.annotate("", found.end, xytext=found.start, arrowprops=style)
        axes.plot([found.start[0]], [found.start[1]], "s", color=BLUE, markersize=8,
                  label="before the training")  # fmt: skip
        axes.plot([found.end[0]], [found.end[1]], "o", color=ORANGE, markersize=8,
                  label="after it")  # fmt: skip
        axes.set(xlabel=names[0], ylabel=names[1])
        axes.legend(loc="upper right", fontsize=9, frameon=True, facecolor=WHITE, framealpha=1)
        here, there = _height(found, found.start), _height(found, found.end)
        text = (
            f"{names[0]} goes from {found.start[0]:.2f} to {found.end[0]:.2f}, {names[1]} from "
            f"{found.start[1]:.2f} to {found.end[1]:.2f}. In this slice the loss is {here:.3f} "
            f"with their first values, {there:.3f} with those learned, and {lowest:.3f} at its "
            "lowest place."
        ).replace("-", "−")
        said = caption or (
            f"A slice through the loss: two of {total:,} numbers move, all others keep what the "
            f"training gave them. With the first values of these two the loss would be {here:.3f}, "
            f"it is {there:.3f}, and the lowest place of the slice has {lowest:.3f}."
        )
        alt = (
            "Lines of equal loss around a lowest place, and an arrow from the first values of the "
            "two weights to those learned."
        )
        return finish(drawing, said, alt, text)


def _slice(model: nn.Module, untrained: nn.Module, x: torch.Tensor, y: torch.Tensor) -> _Slice:
    layers = [[m for m in net.modules() if isinstance(m, nn.Linear)] for net in (model, untrained)]
    if not layers[0] or len(layers[0]) != len(layers[1]):
        raise NotDrawn("loss_slice wants a network that ends in nn.Linear, twice the same.")
    last, first = layers[0][-1], layers[1][-1]
    seen: list[torch.Tensor] = []
    hook = last.register_forward_hook(lambda _, inputs, __: seen.append(inputs[0]))
    try:
        with torch.no_grad():
            scores = model(x).cpu()
    finally:
        hook.remove()
    after, before = last.weight.detach().cpu(), first.weight.detach().cpu()
    moved = (after - before).abs()
    one = divmod(int(moved.argmax()), moved.shape[1])
    moved[one[0]] = -1  # the other one belongs to another class
    other = divmod(int(moved.argmax()), moved.shape[1])
    places = one, other
    start, end = ((float(weights[one]), float(weights[other])) for weights in (before, after))
    features = seen[0].cpu()
    if scores.shape != (len(x), len(after)):
        raise NotDrawn("loss_slice wants a network whose last layer gives the logits.")
    reach = 3.0 * max(abs(b - a) for a, b in zip(start, end, strict=True))
    if not reach:  # in a notebook whose training is still empty: demo() says what is missing
        raise NotAttempted("loss_slice: the two networks have the same weights. Train the first.")
    across, up = (torch.linspace(value - reach, value + reach, GRID) for value in end)
    losses = _losses(scores, features, y.cpu(), places, (across - end[0], up - end[1]))
    return _Slice(places, start, end, across, up, losses)


def _losses(
    scores: torch.Tensor,
    features: torch.Tensor,
    y: torch.Tensor,
    places: tuple[tuple[int, int], tuple[int, int]],
    shifts: tuple[torch.Tensor, torch.Tensor],
) -> torch.Tensor:
    """The mean loss for every pair of shifts, by the second and the first.

    Two weights of different classes change two logits: the sum over all others stays.
    """
    (k, h), (m, g) = places
    others = [c for c in range(scores.shape[1]) if c not in (k, m)]
    rest = scores[:, others].logsumexp(dim=1)
    first = shifts[0][:, None] * features[:, h]  # (across, N)
    rows = []
    for shift in shifts[1]:
        second = shift * features[:, g]
        logits = scores[:, k] + first, (scores[:, m] + second).expand_as(first)
        whole = torch.logaddexp(rest, torch.logaddexp(*logits))
        right = scores.gather(1, y[:, None])[:, 0] + (y == k) * first + (y == m) * second
        rows.append((whole - right).mean(dim=1))
    return torch.stack(rows)


def _height(found: _Slice, place: tuple[float, float]) -> float:
    """The loss at the cell of the map that is nearest."""
    row = int((found.up - place[1]).abs().argmin())
    column = int((found.across - place[0]).abs().argmin())
    return float(found.losses[row, column])
