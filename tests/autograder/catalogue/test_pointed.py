"""The lines where a teacher would point, read off a right and a wrong text."""

from __future__ import annotations

import pytest

from autograder.catalogue.pointed import likeness, lines_to_point_at

RIGHT = """\
def train(model, x, epochs):
    losses = []
    for epoch in range(epochs):
        for batch in x:
            loss = model(batch)
            loss.backward()
        losses.append(loss)
    with torch.no_grad():
        model.w -= 1
    return losses
"""


def marked(old: str, new: str, right: str = RIGHT) -> list[str]:
    """The lines that are pointed at, without their indentation."""
    assert old in right
    wrong = right.replace(old, new)
    lines = wrong.splitlines()
    return [lines[n - 1].strip() for n in sorted(lines_to_point_at(right, wrong))]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("-= 1", "-= 2", ["model.w -= 2"]),
        ("range(epochs)", "range(epochs + 1)", ["for epoch in range(epochs + 1):"]),
        # Both places of an edit that is made twice.
        ("loss", "cost", None),
        # What is missing: before and after the gap.
        ("    losses = []\n", "", ["def train(model, x, epochs):", "for epoch in range(epochs):"]),
        # The last statement of a block: its head, too.
        (
            "            loss.backward()\n",
            "",
            ["for batch in x:", "loss = model(batch)", "losses.append(loss)"],
        ),
        ("    return losses\n", "", ["def train(model, x, epochs):", "model.w -= 1"]),
        # In another block: the statement itself.
        ("        losses.append", "            losses.append", ["losses.append(loss)"]),
        ("        losses.append", "    losses.append", ["losses.append(loss)"]),
        # A block that is taken away: what stood in it, and what stands around.
        (
            "    with torch.no_grad():\n        model.w -= 1\n",
            "    model.w -= 1\n",
            ["losses.append(loss)", "model.w -= 1"],
        ),
        # What comes in.
        (
            "            loss.backward()\n",
            "            loss.backward()\n            loss.backward()\n",
            ["loss.backward()", "loss.backward()"],
        ),
        # Exchanged: either, and what stands around.
        (
            "            loss = model(batch)\n            loss.backward()\n",
            "            loss.backward()\n            loss = model(batch)\n",
            ["for batch in x:", "loss.backward()", "loss = model(batch)", "losses.append(loss)"],
        ),
    ],
)
def test_the_lines_that_differ(old, new, lines):
    if lines is None:
        wrong = RIGHT.replace(old, new)
        lines = [line.strip() for line in wrong.splitlines() if new in line]
    assert marked(old, new) == lines


def test_any_line_of_a_statement_over_several_lines():
    right = "def f(x):\n    return g(\n        x,\n        dim=0,\n    )\n"
    assert lines_to_point_at(right, right.replace("dim=0", "dim=1")) == {2, 3, 4, 5}


def test_of_a_changed_head_its_lines_and_not_its_block():
    right = "def f(\n    x,\n    y=1,\n):\n    z = x\n    return z\n"
    assert lines_to_point_at(right, right.replace("y=1", "y=2")) == {1, 2, 3, 4}


def test_a_comment_and_an_empty_line_are_no_place():
    right = "def f(x):\n    a = x\n    # and then\n\n    b = a\n    return b\n"
    wrong = "def f(x):\n    # and then\n\n    b = a\n    return b\n"
    assert lines_to_point_at(right, wrong) == {1, 4}


def test_texts_that_share_more_lines_are_more_alike():
    other = RIGHT.replace("-= 1", "-= 2")
    assert 0 < likeness(RIGHT, "def other():\n    pass\n") + 0.01 < likeness(RIGHT, other) < 1
    assert likeness(RIGHT, RIGHT) == 1
