"""The class Value: its reference against torch's autograd, and Values that misbehave."""

from __future__ import annotations

import math
import textwrap

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from autograder.catalogue import find_entry
from autograder.catalogue.engine.value_backward import cases, entry
from autograder.catalogue.keys import draws
from course_utils.core.probing import run_probe
from course_utils.probes.engine_scalar import OF_TWO, OPERATIONS, grown
from tests.keys import verdict_by

numbers = st.floats(-2.0, 2.0).filter(lambda x: abs(x) > 0.2)
GOOD = next(one for one in entry.variants if one.name == "Named")


def steps_after(leaves: int, most: int):
    """Steps on nodes that are there by then."""
    names = st.sampled_from(sorted(OPERATIONS))
    return st.lists(
        st.tuples(names, st.floats(0, 0.999), st.floats(0, 0.999), numbers), max_size=most
    ).map(lambda rows: [step(row, leaves + k) for k, row in enumerate(rows)])


def step(row, nodes: int) -> list:
    name, first, second, number = row
    if name in OF_TWO:
        return [name, int(first * nodes), int(second * nodes)]
    if name == "a ** n":
        return [name, int(first * nodes), (2, 3, -1, 0)[int(second * 4)]]
    return [name, int(first * nodes), *([number] if "number" in name else [])]


def by_torch(leaves, steps) -> tuple[list[float], list[float]]:
    nodes = grown(lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True), leaves, steps)
    for node in nodes:
        node.retain_grad()
    nodes[-1].backward()
    return [n.item() for n in nodes], [0.0 if n.grad is None else n.grad.item() for n in nodes]


@settings(max_examples=60, deadline=None)
@given(leaves=st.lists(numbers, min_size=1, max_size=4), data=st.data())
@pytest.mark.parametrize("right", [entry.right, *entry.variants], ids=lambda one: one.name)
def test_every_right_answer_agrees_with_autograd(right, leaves, data):
    steps = data.draw(steps_after(len(leaves), 9))
    values, grads = by_torch(leaves, steps)
    assume(all(1e-3 < abs(x) < 1e4 for x in values) and all(abs(g) < 1e6 for g in grads))
    nodes = grown(right.obj, leaves, steps)
    nodes[-1].backward()
    nodes[-1].backward()
    for node, value, grad in zip(nodes, values, grads, strict=True):
        assert math.isclose(node.data, value, rel_tol=1e-9)
        assert math.isclose(node.grad, 2 * grad, rel_tol=1e-7, abs_tol=1e-9)


def test_no_drawn_graph_stands_near_the_kink_or_overflows():
    for seed in range(12):
        for case in next(draws(cases, seed)):
            if "leaves" in case:
                values, grads = by_torch(case["leaves"], case["steps"])
                assert all(0.1 < abs(x) < 12 for x in values[len(case["leaves"]) :])
                assert all(g for g in grads[: len(case["leaves"])])


def value_class(text: str = "") -> type:
    """The class of a right answer, with some methods written after its own."""
    made = entry.build(GOOD.source + "\n" + textwrap.indent(textwrap.dedent(text), "    "))
    assert isinstance(made, type)
    return made


HOSTILE = {
    "data that raises SystemExit": """
        data = property(lambda self: exit(1), lambda self, x: None)
    """,
    "a huge whole number for grad": """
        grad = property(lambda self: 10**5000, lambda self, x: None)
    """,
    "a tensor of gigabytes for grad": """
        grad = property(lambda self: torch.zeros(1).expand(2**33), lambda self, x: None)
    """,
    "equality that raises": """
        __hash__ = None
        def __eq__(self, other):
            raise ValueError("no")
    """,
    "attributes that raise": """
        def __getattribute__(self, name):
            raise RuntimeError(name)
    """,
    "a result that says it is a Value": """
        def __add__(self, other):
            class Liar:
                __class__ = dict
                data = grad = 1.0
            return Liar()
    """,
}


@pytest.mark.parametrize("exercise", ["value-ops", "value-backward"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_value_is_refused_and_ends_nothing(exercise, what):
    verdict = verdict_by(find_entry(exercise), value_class(HOSTILE[what]), f"visible/{exercise}")
    # No operation asks whether two Values are equal.
    harmless = what == "equality that raises" and exercise == "value-ops"
    assert (verdict.state == "passed") == harmless
    assert verdict.state in ("passed", "wrong", "error")


def test_a_stub_is_not_attempted_whether_or_not_the_operations_are():
    from course_utils import NotAttempted

    class Untouched:
        def __init__(self, data):
            raise NotAttempted

        def backward(self):
            raise NotAttempted

    unfinished = value_class()
    unfinished.backward = Untouched.backward  # type: ignore[attr-defined]
    for cls in (unfinished, Untouched):
        verdict = verdict_by(entry, cls, "visible/value-backward")
        assert verdict.state == "not_attempted"


def test_right_backward_on_unwritten_operations_says_which_stub_was_called():
    from course_utils import NotAttempted

    class Value:
        def __init__(self, data):
            self.data, self.grad = data, 0.0

        def __add__(self, other):
            raise NotAttempted

        def backward(self):
            self.grad += 1.0

    case = next(draws(cases, 1))[0]
    assert run_probe("value-backward", Value, case).raised == "NotAttempted in __add__"


@pytest.mark.parametrize(
    ("method", "points"),
    [("__pow__", 4), ("relu", 4), ("__rsub__", 4), ("__neg__", 4), ("__mul__", 0)],
)
def test_what_does_not_need_a_wrong_operation_is_judged(method, points):
    cls = value_class()
    setattr(cls, method, lambda self, *rest: 17.5)
    verdict = verdict_by(entry, cls, "visible/value-backward")
    assert (verdict.score, verdict.mistake) == (points, "operations")


def test_a_tape_that_has_grown_long_is_no_endless_pass():
    entry_of = find_entry("value-backward")
    from tests.autograder.catalogue.test_outside import answer_of

    tape = answer_of("value-backward--a-tape", entry_of)
    x = tape(1.5)
    for _ in range(30_000):
        x = x * 1.0
    assert verdict_by(entry_of, tape, "visible/value-backward").state == "passed"
