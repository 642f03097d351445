"""A part is judged by its own items: what is right keeps its points beside what is not."""

from __future__ import annotations

import pytest
import torch

from course_utils.core.case import Case
from course_utils.core.compare import expected_from
from course_utils.core.evidence import Evidence, Item
from course_utils.core.exercise import Exercise, Part
from course_utils.core.judge import judge
from course_utils.core.key import Key, Keys

EXERCISE = Exercise(
    id="made-up", title="", chapter="", symbol="f", contract="", minutes=1, difficulty=1,
    importance=1, hints=(),
    parts=(Part("forward", 1, ("out",)), Part("backward", 2, ("grad",)), Part("edge", 1, ("one",))),
)  # fmt: skip


def key(name: str, **items: Item) -> Key:
    return Key(Case(name, {}), {n: expected_from([value]) for n, value in items.items()}, {})


def seen(*, raised: str = "", **items: Item) -> Evidence:
    return Evidence({**items, **({"raised": raised} if raised else {})})


A, B, OFF = torch.tensor([1.0, 2.0]), torch.tensor([3.0]), torch.tensor([7.0])
KEYS = Keys(
    "made-up",
    (
        key("a", out=A, grad=B, inputs="kept"),
        key("b", out=B, grad=A, inputs="kept"),
        key("c", one=A, inputs="kept"),
    ),
    {},
)
FIRST = seen(out=A, grad=B, inputs="kept")
SECOND = seen(out=B, grad=A, inputs="kept")
THIRD = seen(one=A, inputs="kept")

PARTIAL = {
    "a wrong number": ((FIRST, seen(out=B, grad=OFF, inputs="kept"), THIRD), {"forward", "edge"}),
    "an exception in the edge": ((FIRST, SECOND, seen(raised="E")), {"forward", "backward"}),
    "an exception in the second half": (
        (seen(out=A, raised="E"), seen(out=B, raised="E"), THIRD),
        {"forward", "edge"},
    ),
    "an exception in one case's second half": (
        (FIRST, seen(out=B, raised="E"), THIRD),
        {"forward", "edge"},
    ),
    "inputs changed at the edge": (
        (FIRST, SECOND, seen(one=A, inputs="changed: x")),
        {"forward", "backward"},
    ),
    "inputs changed in a case of both": (
        (FIRST, seen(out=B, grad=A, inputs="changed: x"), THIRD),
        {"edge"},
    ),
    "an end that only leaves out what nobody names": (
        (FIRST, seen(out=B, grad=A, raised="E"), THIRD),
        {"edge"},
    ),
    "an exception when all was seen": (
        (FIRST, SECOND, seen(one=A, inputs="kept", raised="E")),
        {"forward", "backward"},
    ),
    "nothing at all": ((seen(), seen(), seen()), set()),
    "an early return": ((seen(), seen(out=B), seen()), set()),
}


@pytest.mark.parametrize(("observed", "wanted"), PARTIAL.values(), ids=PARTIAL.keys())
def test_a_part_keeps_what_it_has_shown(observed, wanted):
    verdict = judge(EXERCISE, KEYS, observed)
    assert set(verdict.parts) == wanted
    assert verdict.score == sum(part.points for part in EXERCISE.parts if part.name in wanted)


def test_all_right_is_all_points():
    verdict = judge(EXERCISE, KEYS, (FIRST, SECOND, THIRD))
    assert (verdict.state, verdict.score) == ("passed", 4)


def test_a_part_without_items_earns_nothing():
    keys = Keys("made-up", KEYS.keys[:2], {})
    verdict = judge(EXERCISE, keys, (FIRST, seen(out=B, grad=OFF, inputs="kept")))
    assert set(verdict.parts) == {"forward"}
