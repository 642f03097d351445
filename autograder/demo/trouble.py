"""Cells that misbehave: what students write by accident, and what somebody could try.

Each is the text of one exercise's cell. ``{answer}`` stands for an answer to it: the
notebook's own one, or that of a known mistake.
"""

from __future__ import annotations

from dataclasses import dataclass

from autograder.demo.planned import PlannedState


@dataclass(frozen=True, slots=True)
class Trouble:
    """One misbehaving cell.

    Attributes:
        what: one short sentence.
        exercise: whose cell it stands in.
        text: the cell, with ``{answer}`` where the answer stands.
        lost: whether all of the exercise's points are lost by it.
        state: the submission's expected state.
        mistake: the known mistake that the answer makes, if any.
    """

    what: str
    exercise: str
    text: str
    lost: bool
    state: PlannedState = "flagged"
    mistake: str | None = None


ENDLESS = Trouble(
    "the loop that lists the steps never ends: its list stays empty",
    "lr-train",
    '''\
def train(model, x, y, steps):
    """Full-batch gradient descent: `steps` times forward, backward, optimize."""
    order = []
    while len(order) < steps:
        order + [len(order)]
    for _ in order:
        yhat = model.forward(x)
        model.backward(x, yhat, y)
        model.optimize()
''',
    lost=True,
)

SWALLOWS = Trouble(
    "an endless loop that catches every exception, interruptions too",
    "lr-train",
    """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass

{answer}
""",
    lost=True,
)

# The last line fails only where there is something to steal.
SNOOPS = Trouble(
    "looks for the gradebook, other submissions and the solutions",
    "lr-train",
    """\
import os
from pathlib import Path

found = []
for start in ("..", "../../..", Path.home(), "/tmp", "/home", "/srv", "/mnt"):
    for number, (folder, folders, files) in enumerate(os.walk(start)):
        if number > 2000:
            break
        for name in files:
            if name == "gradebook.db" or "04_logistic_regression" in name:
                found.append(os.path.join(folder, name))
for name in ("autograder", "solutions"):
    try:
        found.append(__import__(name).__file__)
    except ImportError:
        pass
for name, value in os.environ.items():
    if "secret" in name.lower() or "token" in name.lower():
        found.append(name)

{answer}

assert not found, found
""",
    lost=False,
    state="graded",
)

PATCHES = Trouble(
    "replaces torch.allclose, torch.equal and the course's own comparison",
    "lr-backward",
    """\
import course_utils
import course_utils.core.compare
import course_utils.core.judge

torch.allclose = torch.equal = lambda *args, **kwargs: True
course_utils.core.compare.same = lambda *args, **kwargs: True
course_utils.core.judge.first_difference = lambda key, evidence: None
course_utils.check = check = lambda *args, **kwargs: print("all passed")

{answer}
""",
    lost=False,
    mistake="missing-mean",
)

EXITS = Trouble(
    "calls os._exit when it is asked for an answer",
    "bce",
    '''\
import os


def bce(yhat, y):
    """The mean of -(y log yhat + (1 - y) log(1 - yhat)); yhat and y are (1, m)."""
    os._exit(0)
''',
    lost=True,
)

PRINTS = Trouble(
    "prints 20 MB and keeps 3 MB of old outputs in the file",
    "lr-sigmoid",
    """\
{answer}


for number in range(200_000):
    print(number, "x" * 100)
""",
    lost=False,
    state="graded",
)

FORKS = Trouble(
    "starts 200 processes that wait",
    "lr-init",
    """\
import os
import time

for number in range(200):
    try:
        pid = os.fork()
    except OSError:
        break
    if pid == 0:
        time.sleep(20)
        os._exit(0)

{answer}
""",
    lost=False,
)

HOGS = Trouble(
    "asks for 20 GB of memory, one by one",
    "lr-forward",
    '''\
@method_of(LR)
def forward(self, x):
    """The probabilities (1, m) of the examples in the columns of x (dim, m)."""
    hoard = []
    for _ in range(20):
        hoard.append(bytearray(1 << 30))  # zeros: a page is taken when it is first written
    return self.sigmoid(self.w.T @ x + self.b)
''',
    lost=True,
)

TROUBLES = (ENDLESS, SWALLOWS, SNOOPS, PATCHES, EXITS, PRINTS, FORKS, HOGS)

SYNTAX_ERROR = '''\
@method_of(LR)
def sigmoid(self, z):
    """1 / (1 + e^-z), element by element, for z of any shape."""
    return 1 / (1 + torch.exp(-z)
'''
