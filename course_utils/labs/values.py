"""The graph of a student's own engine: its values, and what its own backward leaves behind."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from course_utils.labs.controls import slider
from course_utils.labs.graph import draw_route
from course_utils.labs.lab import Lab
from course_utils.labs.plane import tick_text
from course_utils.labs.walk import MOST, Stop, Walk
from course_utils.pictures.figure import Figure
from course_utils.texts.drawn import drawn
from course_utils.views.refusal import NotDrawn, refusing

PLACES = tuple(step / 2 for step in range(-8, 9))
_CAPTION = (
    "Blue: data. Orange: grad, as your own backward has left it. The recipe runs down the page; "
    "green, thick frames are the numbers that you put in."
)

ValueRecipe = Callable[..., Any]


@dataclass(slots=True)
class _Tape:
    """What was computed, in order: the objects, how each was made, and of which."""

    made: list[Any] = field(default_factory=list)
    how: list[str] = field(default_factory=list)
    inputs: list[list[int]] = field(default_factory=list)

    def keep(self, made: Any, how: str, *inputs: int) -> _Noted:
        self.made.append(made)
        self.how.append(how)
        self.inputs.append(list(inputs))
        return _Noted(self, len(self.made) - 1)


class _Noted:
    """Stands for one object of any engine; computes with it, and notes down what was done.

    How the engine itself remembers is not asked: every operation is done by the objects.
    """

    def __init__(self, tape: _Tape, number: int) -> None:
        self.tape, self.number = tape, number

    def _with(self, other: Any, how: Callable[[Any, Any], Any], sign: str, left: bool) -> _Noted:
        mine = self.tape.made[self.number]
        if isinstance(other, _Noted):
            theirs = self.tape.made[other.number]
            return self.tape.keep(how(mine, theirs), sign, self.number, other.number)
        pair = (mine, other) if left else (other, mine)
        words = f"{sign} {tick_text(float(other))}" if left else f"{tick_text(float(other))} {sign}"
        return self.tape.keep(how(*pair), words, self.number)

    def __add__(self, other: Any) -> _Noted:
        return self._with(other, operator.add, "+", True)

    def __radd__(self, other: Any) -> _Noted:
        return self._with(other, operator.add, "+", False)

    def __sub__(self, other: Any) -> _Noted:
        return self._with(other, operator.sub, "−", True)

    def __rsub__(self, other: Any) -> _Noted:
        return self._with(other, operator.sub, "−", False)

    def __mul__(self, other: Any) -> _Noted:
        return self._with(other, operator.mul, "×", True)

    def __rmul__(self, other: Any) -> _Noted:
        return self._with(other, operator.mul, "×", False)

    def __pow__(self, power: float) -> _Noted:
        return self._with(power, operator.pow, "**", True)

    def __neg__(self) -> _Noted:
        return self.tape.keep(-self.tape.made[self.number], "−", self.number)

    def relu(self) -> _Noted:
        """The ReLU of the object's own."""
        return self.tape.keep(self.tape.made[self.number].relu(), "relu", self.number)


@refusing
def values(engine: type, recipe: ValueRecipe, *, caption: str = _CAPTION, **numbers: float) -> Lab:
    """A recipe run by a student's own engine: data and grad of everything that was computed.

    Answers: does my engine agree with PyTorch, and what changes when an input moves?

    Args:
        engine: the class, such as ``Value``: made from a number, with ``data``, ``grad``,
            the operations and ``backward``.
        recipe: from the inputs, by name, to the end: ``lambda a, b: (a * b + a).relu()``.
        caption: what to see in it.
        numbers: the inputs and where they begin.

    Raises:
        ValueError: there is no input, or the recipe makes too much, or nothing, of them.
    """
    if not 1 <= len(numbers) <= 4:
        raise NotDrawn(f"values draws a recipe of one to four inputs, not {len(numbers)}.")

    def draw(**now: float) -> Figure:
        mine, end = _run(engine, recipe, now)
        mine.made[end].backward()
        theirs, _ = _run(_torch_leaf, recipe, now)
        for tensor in theirs.made:
            tensor.retain_grad()
        theirs.made[end].backward()
        return _picture(list(now), mine, theirs, end, caption)

    controls = [
        slider(name, name, sorted({*PLACES, float(start)}), float(start))
        for name, start in numbers.items()
    ]
    return Lab(draw, controls, name="values")


def _torch_leaf(number: float) -> torch.Tensor:
    return torch.tensor(float(number), dtype=torch.float64, requires_grad=True)


def _run(
    engine: Callable[[float], Any], recipe: ValueRecipe, now: dict[str, float]
) -> tuple[_Tape, int]:
    tape = _Tape()
    given = {name: tape.keep(engine(float(number)), "") for name, number in now.items()}
    with torch.enable_grad():
        end = recipe(**given)
    if not isinstance(end, _Noted) or end.number < len(now):
        raise NotDrawn("The recipe has to return something that it computed from its inputs.")
    if len(tape.made) > MOST:
        raise NotDrawn(f"The recipe makes {len(tape.made)} numbers; a picture holds {MOST}.")
    return tape, end.number


def _picture(names: list[str], mine: _Tape, theirs: _Tape, end: int, caption: str) -> Figure:
    # Only what the end was made of belongs to the graph; the drawing begins at the end.
    kept, wanted = {end}, [end]
    while wanted:
        for place in mine.inputs[wanted.pop()]:
            if place not in kept:
                kept.add(place)
                wanted.append(place)
    first = [number for number in sorted(kept) if number < len(names)]
    numbers = [*(n for n in sorted(kept, reverse=True) if n >= len(names)), *first]
    index = {number: place for place, number in enumerate(numbers)}
    stops, told, wrong = [], [], []
    for number in numbers:
        data, grad = _float(mine.made[number], "data"), _float(mine.made[number], "grad")
        right = float(theirs.made[number].detach()), float(theirs.made[number].grad)
        name = names[number] if number < len(names) else mine.how[number]
        if number == end:
            name = drawn(f"end: {name}")
        stop = Stop(name, "", number < len(names), (), torch.tensor(data, dtype=torch.float64))
        stop.inputs = [index[place] for place in mine.inputs[number]]
        stop.received[0] = torch.tensor(grad, dtype=torch.float64)
        stops.append(stop)
        if number < len(names):
            told.append(drawn(f"{name} = {tick_text(data)} with grad {tick_text(grad)}"))
        for word, got, expected in zip(("data", "grad"), (data, grad), right, strict=True):
            if not abs(got - expected) <= 1e-6 * max(1.0, abs(expected)):
                wrong.append(
                    f"PyTorch disagrees: {word} of {name} is {tick_text(got)}, expected "
                    f"{tick_text(expected)}."
                )
    route = Walk(stops, [], 0)
    last, inputs = tick_text(_float(mine.made[end], "data")), ", ".join(told)
    first_wrong = wrong[0] if wrong else "PyTorch finds the same numbers."
    words = " ".join([f"The end is {last}; {inputs}.", first_wrong])
    alt = f"Boxes for {len(stops)} numbers, joined by arrows from the inputs down to the end."
    return draw_route(route, 0).figure(caption, alt, words)


def _float(made: Any, name: str) -> float:
    try:
        return float(getattr(made, name))
    except (AttributeError, TypeError, ValueError):
        kind = type(made).__name__
        raise NotDrawn(f"The {name} of a {kind} is not a number that could be drawn.") from None
