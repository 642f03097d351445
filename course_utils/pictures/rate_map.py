"""All learning rates and momenta at once: how many steps each pair needs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from course_utils.pictures.figure import BLUE, INK, ORANGE, Figure, canvas, finish
from course_utils.pictures.palette import WHITE
from course_utils.pictures.themes import GROUND
from course_utils.views.refusal import refusing

_Height = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
_Optimizer = Callable[..., Any]
RATES = tuple(round(0.05 * 2 ** (k / 3), 4) for k in range(18))
MOMENTA = (*(round(0.1 * k, 1) for k in range(10)), 0.95)
SHARE = 1e-3  # of the loss at the start: then it counts as down
MOST = 100
_TINT = 0.46  # so much colour that words on it can be read


@refusing
def rate_map(
    height: _Height, start: tuple[float, float], optimizer: _Optimizer, *, caption: str = ""
) -> Figure:
    """A map over learning rate and momentum: after how many steps the loss is down for good.

    Args:
        height: the loss over two numbers, element by element; its lowest value is 0.
        start: where every run begins.
        optimizer: takes ``(params, lr=…, momentum=…)``, such as your own.
        caption: what to see in it; otherwise what the map shows, in numbers.
    """
    needed, lost = _steps(height, start, optimizer)
    limit = 2.0 / _steepest(height, start)
    with canvas(6.8, 4.2) as (drawing, axes):
        edges = (0, len(RATES), 0, len(MOMENTA))
        axes.imshow(_colours(needed, lost).tolist(), extent=edges, origin="lower",
                    aspect="auto", interpolation="nearest", gid=GROUND)  # fmt: skip
        for row, column in torch.cartesian_prod(*map(torch.arange, needed.shape)).tolist():
            words = _cell(float(needed[row, column]), bool(lost[row, column]))
            axes.text(column + 0.5, row + 0.5, words, ha="center", va="center", size=7.5)
        points = [mu / 200 for mu in range(200)]
        bound = [(_place(limit * (1 + mu)), _height(mu)) for mu in points if mu <= MOMENTA[-1]]
        axes.plot(*zip(*bound, strict=True), color=INK, linewidth=2.4, linestyle="--")
        best = divmod(int(needed.argmin()), len(RATES))
        axes.add_patch(_frame((best[1], best[0])))
        axes.set(xlim=edges[:2], ylim=edges[2:], xlabel="lr", ylabel="momentum μ")
        axes.set_xticks([k + 0.5 for k in range(0, len(RATES), 3)],
                        [f"{rate:.2g}" for rate in RATES[::3]])  # fmt: skip
        axes.set_yticks([k + 0.5 for k in range(len(MOMENTA))], [f"{mu:g}" for mu in MOMENTA])
        axes.set_title("steps until the loss stays below a thousandth", size=10)
        text, said = _in_words(needed, lost, limit)
        alt = (
            "A map, learning rate across and momentum up, with the number of steps in every cell: "
            "the bluer, the fewer. Orange crosses diverge; a dashed line is the limit."
        )
        return finish(drawing, caption or said, alt, text)


def _steps(
    height: _Height, start: tuple[float, float], optimizer: _Optimizer
) -> tuple[torch.Tensor, torch.Tensor]:
    """By momentum and rate: the steps needed, inf for more than ``MOST``, and who diverges."""
    pairs = [(lr, momentum) for momentum in MOMENTA for lr in RATES]
    places = [torch.nn.Parameter(torch.tensor(start)) for _ in pairs]
    movers = [
        optimizer([place], lr=lr, momentum=momentum)
        for place, (lr, momentum) in zip(places, pairs, strict=True)
    ]
    first = float(height(*torch.tensor(start)))
    # The step after the last one at which the loss was too high.
    needed, last = torch.zeros(len(pairs)), torch.full((len(pairs),), first)
    for step in range(MOST + 1):
        spots = torch.stack([place.detach() for place in places]).requires_grad_()
        with torch.enable_grad():
            losses = height(spots[:, 0], spots[:, 1])
            (slopes,) = torch.autograd.grad(losses.sum(), spots)
        last = losses.detach()
        needed[~(last <= SHARE * first)] = step + 1
        for place, mover, slope in zip(places, movers, slopes, strict=True):
            place.grad = slope
            mover.step()
    needed[needed > MOST] = math.inf
    shape = len(MOMENTA), len(RATES)
    return needed.reshape(shape), ~(last <= first).reshape(shape)


def _cell(needed: float, lost: bool) -> str:
    return "×" if lost else f"{needed:.0f}" if math.isfinite(needed) else "·"


def _frame(corner: tuple[int, int]) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(corner, 1, 1, facecolor="none", edgecolor=INK, linewidth=2.6)


def _steepest(height: _Height, start: tuple[float, float]) -> float:
    """The largest curvature at the start."""

    def at(spot: torch.Tensor) -> torch.Tensor:
        return height(spot[0], spot[1])

    with torch.enable_grad():
        bends = torch.autograd.functional.hessian(at, torch.tensor(start, dtype=torch.float64))
    return float(torch.linalg.eigvalsh(bends)[-1])


def _colours(needed: torch.Tensor, lost: torch.Tensor) -> torch.Tensor:
    """Blue where it is quick, white where it is slow, orange where the loss has grown."""
    blue, orange, white = (
        torch.tensor([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        for c in (BLUE, ORANGE, WHITE)
    )
    # By the logarithm: 10 against 20 steps is as far as 50 against 100.
    low, high = math.log(max(float(needed.min()), 1.0)), math.log(MOST)
    quick = 1 - (needed.clamp(1, MOST).log() - low) / max(high - low, 1e-9)
    shade = (_TINT * quick.clamp(0, 1))[..., None]
    mixed = shade * blue + (1 - shade) * white
    return torch.where(lost[..., None], _TINT * orange + (1 - _TINT) * white, mixed)


def _place(rate: float) -> float:
    """Where a rate stands on the axis; a cell's own rate is in its middle."""
    return 3 * math.log2(rate / RATES[0]) + 0.5


def _height(momentum: float) -> float:
    """Where a momentum stands; the last row is half as far from its neighbour."""
    return 10 * momentum + 0.5 if momentum <= 0.9 else 20 * momentum - 8.5


def _in_words(needed: torch.Tensor, lost: torch.Tensor, limit: float) -> tuple[str, str]:
    row, column = divmod(int(needed.argmin()), len(RATES))
    fewest = f"{needed[row, column]:.0f}"
    at = int(needed[0].argmin())
    plain = f"{needed[0, at]:.0f}" if needed[0, at].isfinite() else f"more than {MOST}"
    text = (
        f"Fewest steps: {fewest}, at lr = {RATES[column]:.2g} with momentum {MOMENTA[row]:g}. "
        f"Without momentum: {plain}, at lr = {RATES[at]:.2g}. {int(lost.sum())} of {lost.numel()} "
        f"pairs diverge. The limit is lr = {limit:.3g} · (1 + μ)."
    )
    said = (
        "Each cell is a run of its own: the bluer, the sooner the loss is down for good; a dot "
        f"needs more than {MOST} steps, an orange cross diverges. The dashed line is the limit, "
        f"lr = (2 + 2μ)/λ. Without momentum the best pair needs {plain} steps, with it {fewest} "
        f"(framed: lr = {RATES[column]:.2g}, μ = {MOMENTA[row]:g})."
    )
    return text, said
