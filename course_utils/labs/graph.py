"""The graph behind a tensor, and its gradients on their way back, step by step."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from course_utils.core.kinds import with_article
from course_utils.labs.controls import slider
from course_utils.labs.lab import Lab
from course_utils.labs.plane import tick_text
from course_utils.labs.svg import Sheet
from course_utils.labs.walk import Stop, Walk, walk
from course_utils.pictures.figure import BLUE, GREEN, GREY, INK, ORANGE, PALE, Figure
from course_utils.pictures.palette import WHITE
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

BOX = (156.0, 66.0)
PITCH = (176.0, 98.0)
EDGE = 14.0
_CAPTION = (
    "Forward runs down the page, gradients (orange) flow back up. Green, thick frames are leaves: "
    "only they keep their gradient."
)


@refusing
def graph(
    tensor: torch.Tensor,
    names: Mapping[str, torch.Tensor] | None = None,
    *,
    gradient: torch.Tensor | None = None,
    caption: str = _CAPTION,
    **named: torch.Tensor,
) -> Lab:
    """What autograd has noted down about a tensor: what it was made of, and the way back.

    Answers: what does backward compute, in which order, and who keeps the result? No
    ``.grad`` is changed, and the graph can still be used afterwards.

    Args:
        tensor: where the way back begins, such as a loss.
        names: what tensors on the way are called, such as ``dict(net.named_parameters())``.
        gradient: like ``tensor``, for one that has more than one element.
        caption: what to see in it.
        named: the same as ``names``: ``graph(d, a=a, b=b)``.

    Raises:
        ValueError: it is no tensor, or has no graph.
    """
    if not isinstance(tensor, torch.Tensor):
        raise NotDrawn(
            f"graph draws what is behind a tensor, not {with_article(type(tensor).__name__)}."
        )
    if not tensor.requires_grad:
        raise NotDrawn(
            "This tensor has no graph: nothing that it was made of requires grad, or it was made "
            "under no_grad or detached."
        )
    if gradient is not None and gradient.shape != tensor.shape:
        raise NotDrawn(
            f"The gradient must have the tensor's shape {tuple(tensor.shape)}, "
            f"not {tuple(gradient.shape)}."
        )
    called = {k: v for k, v in {**(names or {}), **named}.items() if isinstance(v, torch.Tensor)}
    route = walk(tensor, called, gradient)
    steps = tuple(range(len(route.order) + 1))

    def draw(step: int = 0) -> Figure:
        return _draw(route, step, caption)

    control = slider("step", "Steps back", steps, steps[-1], plays=True)
    return Lab(draw, [control] if len(steps) > 1 else [], name="graph")


def _draw(route: Walk, step: int, caption: str) -> Figure:
    sheet = draw_route(route, step)
    alt = f"Boxes for {len(route.stops)} tensors, joined by arrows from the leaves down to the end."
    return sheet.figure(caption, alt, _in_words(route, step))


def draw_route(route: Walk, step: int) -> Sheet:
    """The boxes and arrows of a graph, as they are after so many steps of the way back."""
    places = _places(route.stops)
    lanes = 1 + max(lane for lane, _ in places)
    rows = 1 + max(row for _, row in places)
    sheet = Sheet(
        max(2 * EDGE + lanes * PITCH[0] - 20, 420), 2 * EDGE + rows * PITCH[1] - PITCH[1] + BOX[1]
    )
    shift = (sheet.width - lanes * PITCH[0] + 20) / 2
    corners = [(shift + lane * PITCH[0], EDGE + row * PITCH[1]) for lane, row in places]
    passing = route.order[step - 1] if step else None
    done = set(route.order[:step])
    for number, stop in enumerate(route.stops):
        seen: dict[int, int] = {}
        for place in stop.inputs:
            if place is not None:
                twin = seen[place] = seen.get(place, -1) + 1
                several = stop.inputs.count(place) > 1
                aside = (28.0 if twin % 2 else -28.0) if several else 0.0
                state = (number in done, number == passing)
                _edge(sheet, corners[place], corners[number], state, aside)
    for number, stop in enumerate(route.stops):
        _box(sheet, corners[number], stop, _received(stop, step), number == passing)
    return sheet


def _places(stops: list[Stop]) -> list[tuple[float, int]]:
    """Lane and row of every stop: a row is above all that is made of it."""
    level = [0] * len(stops)
    for _ in stops:  # the longest way to the end, by relaxation; there are few stops
        for number, stop in enumerate(stops):
            for place in stop.inputs:
                if place is not None:
                    level[place] = max(level[place], level[number] + 1)
    deepest = max(level)
    by_row: dict[int, list[int]] = {}
    for number in range(len(stops)):
        by_row.setdefault(level[number], []).append(number)
    widest = max(map(len, by_row.values()))
    places: list[tuple[float, int]] = [(0.0, 0)] * len(stops)
    for row, members in by_row.items():
        for at, number in enumerate(members):
            places[number] = (at + (widest - len(members)) / 2, deepest - row)
    return places


def _edge(
    sheet: Sheet,
    start: tuple[float, float],
    end: tuple[float, float],
    state: tuple[bool, bool],
    aside: float,
) -> None:
    done, passing = state
    top = start[0] + BOX[0] / 2 + aside, start[1] + BOX[1]
    bottom = end[0] + BOX[0] / 2 + aside, end[1]
    if done:
        sheet.arrow(bottom, top, ORANGE, width=3.2 if passing else 1.6)
    else:
        sheet.arrow(top, bottom, GREY)


def _box(
    sheet: Sheet, at: tuple[float, float], stop: Stop, gradient: torch.Tensor | None, passing: bool
) -> None:
    frame = GREEN if stop.leaf else ORANGE if passing else GREY
    sheet.rect(at, BOX, fill=WHITE, stroke=PALE, width=5, round=7)
    strong = stop.leaf or passing
    sheet.rect(at, BOX, fill=WHITE, stroke=frame, width=2.8 if strong else 1.2, round=7)
    middle = at[0] + BOX[0] / 2
    made = drawn("leaf") if stop.leaf else stop.operation if stop.operation != stop.name else ""
    title = f"{_cut(stop.name, 11)} {'· ' + _cut(made, 9) if made else ''} {_shape(stop)}"
    sheet.text((middle, at[1] + 18), " ".join(title.split()), size=11.5, bold=True)
    value = "value not kept" if stop.value is None else _numbers(stop.value)
    sheet.text((middle, at[1] + 37), value, size=11.5, colour=INK if stop.value is None else BLUE)
    if gradient is not None:
        sheet.text((middle, at[1] + 56), f"grad {_numbers(gradient)}", size=11.5, colour=ORANGE)


def _received(stop: Stop, step: int) -> torch.Tensor | None:
    """The gradient that has arrived up to a step."""
    arrived = [at for at in stop.received if at <= step]
    return stop.received[max(arrived)] if arrived else None


def _in_words(route: Walk, step: int) -> str:
    kept = [stop.name for stop in route.stops if stop.leaf]
    said: list[str] = []
    if route.why_not:
        said = [route.why_not]
    elif not step:
        said = [f"Step 0: the gradient of the end with respect to itself, {_now(route, 0, 0)}."]
    else:
        number = route.order[step - 1]
        stop = route.stops[number]
        told = dict.fromkeys(place for place in stop.inputs if place is not None)
        twice = [route.stops[p].name for p in told if stop.inputs.count(p) > 1]
        said = [f"Step {step} of {len(route.order)}: {stop.name} passes its gradient on."]
        said += [f"Now {route.stops[p].name} has {_now(route, p, step)}." for p in told]
        if twice:
            said.append(f"{twice[0]} was used twice, so two parts add up.")
        if step == len(route.order) and kept:
            leaves = ", ".join(kept)
            said.append(f"Done: backward() would keep this in .grad of {leaves} only.")
    if route.cut:
        said.append(f"{route.cut} more tensors lie further back and are not drawn.")
    return " ".join(said)


def _now(route: Walk, place: int, step: int) -> str:
    gradient = _received(route.stops[place], step)
    return drawn("no gradient") if gradient is None else _numbers(gradient)


def _numbers(tensor: torch.Tensor) -> str:
    """The first numbers of a tensor, short enough for a box."""
    if not tensor.numel():
        return drawn("empty")
    firsts = [tick_text(float(value)) for value in tensor.flatten()[:3].cpu()]
    if tensor.numel() == 1:
        return firsts[0]
    shown = ", ".join(firsts)
    if len(shown) >= 20:
        return f"({firsts[0]}, …)"
    return f"({shown}{', …' if tensor.numel() > 3 else ''})"


def _shape(stop: Stop) -> str:
    return "" if not stop.shape else "×".join(map(str, stop.shape))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
