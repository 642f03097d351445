"""value-backward: the gradients of everything that a Value was made from."""

from __future__ import annotations

from autograder.catalogue.draw import Draw
from autograder.catalogue.engine.model import CHAPTER, Value
from autograder.catalogue.entry import Entry, method
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

entry = Entry(
    Exercise(
        id="value-backward",
        title="The backward pass of any graph",
        chapter=CHAPTER,
        symbol="Value",
        contract="`Value.backward() -> None` adds d(self)/d(v) to `v.grad` of every Value v that "
        "self was made from, itself included (1.0). It works for any graph that the operations of "
        "`value-ops` make, up to some thousand nodes deep; a second call adds again. Your own "
        "Value is used: where one of its operations is wrong, the check says so and judges what "
        "it can.",
        parts=(
            Part("the slope of each operation", 1, ("operations",)),
            Part("nodes that are used more than once", 2, ("diamond",)),
            Part("a second call adds again", 1, ("second call",)),
            Part("deep graphs", 1, ("chain",)),
        ),
        minutes=30,
        difficulty=4,
        importance=5,
        practised="What `loss.backward()` does: every node after all of its users, slopes "
        "multiplied along the edges, contributions added at the nodes.",
        hints=(
            "Draw u = a·b and y = u·u + u. Which contributions reach u, from where, and how many "
            "of them must be there before u passes anything on to a and b?",
            "A node may pass its gradient on when *all* its users have passed theirs. So first put "
            "the nodes in an order in which operands stand before their users, each node once, "
            "then walk through it from the end. The gradients of this call go into a dict of their "
            "own; what is in `.grad` from earlier calls must not be passed on again.",
            "Walk from the end: `v.grad += g[v]`, and for each operand and its slope "
            "`g[operand] = g.get(operand, 0.0) + slope * g[v]`, starting with `g = {self: 1.0}`. "
            "For the order keep a list as a stack: a function that calls itself stops at about "
            "1000 calls deep (RecursionError).",
        ),
        labels={},
    ),
    wrap=method("backward", Value),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    return [Case("two numbers", {"a": draw.number(1.1, 2.9), "b": draw.number(-2.9, -1.1)})]


@entry.reference
def backward(self):
    order, seen, stack = [], set(), [(self, False)]
    while stack:
        v, ready = stack.pop()
        if ready:
            order.append(v)
        elif v not in seen:
            seen.add(v)
            stack.append((v, True))
            stack.extend((parent, False) for parent, _ in v.parents)
    grads = {self: 1.0}
    for v in reversed(order):
        v.grad += grads[v]
        for parent, slope in v.parents:
            grads[parent] = grads.get(parent, 0.0) + slope * grads[v]
