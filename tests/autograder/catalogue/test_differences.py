"""Of which kinds a change of a text is."""

from __future__ import annotations

import pytest

from autograder.catalogue import catalogue
from autograder.catalogue.differences import kinds_between
from course_utils.core.place import KINDS

RIGHT = """\
def f(self, x, y):
    n = x.shape[0]
    for i in range(n):
        p = torch.sigmoid(x @ self.w)
        self.total += (p - y).mean()
    with torch.no_grad():
        self.w -= 0.1 * self.total
    return self.total / n
"""


@pytest.mark.parametrize(
    ("right", "wrong", "kinds"),
    [
        ("/ n", "* n", {"operator"}),
        ("self.total / n", "self.total", {"factor"}),
        ("self.total / n", "-self.total / n", {"sign"}),
        ("(p - y)", "(y - p)", {"operands"}),
        ("(p - y).mean()", "p - y.mean()", {"grouping"}),
        (".mean()", ".mean", {"parentheses"}),
        (".mean()", ".sum()", {"reduction"}),
        (".mean()", ".mean(dim=0)", {"axis"}),
        (".mean()", "", {"reduction", "wrapper"}),
        ("torch.sigmoid", "torch.tanh", {"function"}),
        ("torch.sigmoid(x @ self.w)", "x @ self.w", {"wrapper"}),
        ("x @ self.w", "x.T @ self.w", {"shape"}),
        ("x @ self.w", "x @ w", {"name"}),
        ("shape[0]", "shape[1]", {"index"}),
        ("0.1", "0.2", {"constant"}),
        ("range(n)", "range(1, n)", {"index"}),
        ("return self.total / n", "self.total = self.total / n", {"return"}),
        ("    return self.total / n\n", "", {"return"}),
        ("        p = torch.sigmoid(x @ self.w)\n", "", {"missing-statement"}),
        ("self.total += ", "self.total = ", {"assignment"}),
        ("        self.total +=", "    self.total +=", {"block"}),
        (
            "    with torch.no_grad():\n        self.w -= 0.1 * self.total\n",
            "    self.w -= 0.1 * self.total\n",
            {"block"},
        ),
        ("def f(", "def g(", {"definition"}),
        ("x, y):", "x, y=1):", {"keyword", "argument"}),
        # Two places, two kinds.
        ("n = x", "n = -x", {"sign"}),
        # Nothing in common.
        ("torch.sigmoid(x @ self.w)", "[q for q in y]", set()),
    ],
)
def test_a_change_is_of_the_kind_that_undoes_it(right, wrong, kinds):
    assert right in RIGHT
    assert kinds_between(RIGHT.replace(right, wrong), RIGHT) == kinds


def test_every_kind_is_a_known_one():
    for entry in list(catalogue().values())[::6]:
        for _, one in entry.wrong:
            assert kinds_between(one.source, entry.right.source) <= set(KINDS)
