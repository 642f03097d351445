"""Which answers hand the work to the library, and which only look as if."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from functools import reduce

import nbformat
import pytest
import torch

from autograder.catalogue import CHAPTERS, catalogue, find_entry
from autograder.files.paths import ROOT, SOLUTIONS
from autograder.report.delegated import MAX_SOURCE, handed_over
from autograder.report.library import RULES

HANDED = [
    ("sgd", "SGD = torch.optim.SGD", "torch.optim.SGD"),
    ("sgd", "SGD = optim.SGD", "torch.optim.SGD"),
    ("sgd", "from torch.optim import SGD", "torch.optim.SGD"),
    ("sgd", "from torch.optim import *\nclass SGD(SGD): pass", ""),  # a base that is itself
    ("sgd", "import torch.optim as O\nclass SGD(O.SGD):\n    pass", "torch.optim.SGD"),
    ("sgd", "base = torch.optim\nSGD = getattr(base, 'SGD')", "torch.optim.SGD"),
    ("sgd", "class SGD:\n    def __init__(self, p, lr):\n        self.o = optim.SGD(p, lr)",
     "torch.optim.SGD"),
    ("adam", "def make(p):\n    return optim.Adam(p)\nAdam = make", "torch.optim.Adam"),
    ("softmax", "softmax = torch.softmax", "torch.softmax"),
    ("softmax", "def softmax(x):\n    return F.softmax(x, dim=1)", "torch.nn.functional.softmax"),
    ("softmax", "softmax = lambda x: nn.Softmax(1)(x)", "torch.nn.Softmax"),
    ("softmax", "def softmax(x):\n    return x.softmax(-1)", "Tensor.softmax"),
    ("softmax", "%time\n!ls\ndef softmax(x):\n    return x.softmax(-1)", "Tensor.softmax"),
    ("softmax", "def helper(x):\n    return torch.softmax(x, 1)\n\ndef softmax(x):\n"
     "    return helper(x)", "torch.softmax"),
    ("softmax", "def softmax(x):\n    from torch.nn.functional import softmax as s\n"
     "    return s(x, 1)", "torch.nn.functional.softmax"),
    ("lr-sigmoid", "@method_of(LR)\ndef sigmoid(self, z):\n    return torch.sigmoid(z)",
     "torch.sigmoid"),
    ("lr-sigmoid", "LR.sigmoid = staticmethod(torch.sigmoid)", "torch.sigmoid"),
    ("lr-sigmoid", "class LR(nn.Module):\n    def sigmoid(self, z):\n        return z.sigmoid()",
     "Tensor.sigmoid"),
    ("lr-backward", "@method_of(LR)\ndef backward(self, x, yhat, y):\n"
     "    loss = bce(self(x), y)\n    loss.backward()\n", "Tensor.backward"),
    ("lr-backward", "@method_of(LR)\ndef backward(self, x, yhat, y):\n"
     "    self.grads['dw'], = torch.autograd.grad(self.J(x, y), self.w)", "torch.autograd.grad"),
    ("bce", "def bce(yhat, y):\n    return nn.BCELoss()(yhat, y)", "torch.nn.BCELoss"),
    ("mse", "import torch.nn.functional as fn\nmse = fn.mse_loss", "torch.nn.functional.mse_loss"),
    ("minibatches", "from torch.utils.data import DataLoader as D\n"
     "def minibatches(x, y, n):\n    return D(list(zip(x, y)), n)", "torch.utils.data.DataLoader"),
    ("my-linear", "class MyLinear(nn.Linear):\n    pass", "torch.nn.Linear"),
]  # fmt: skip

OWN = [
    ("softmax", "def softmax(x):\n    e = torch.exp(x - x.max(1, keepdim=True).values)\n"
     "    return e / e.sum(1, keepdim=True)\n\n"
     "assert torch.allclose(softmax(torch.ones(2, 2)), torch.softmax(torch.ones(2, 2), 1))"),
    ("softmax", "def softmax(x):\n    assert torch.softmax(x, 1) is not None\n    return x"),
    ("softmax", "def softmax(x):\n    # torch.softmax(x)\n    'like torch.softmax'\n    return x"),
    ("softmax", "print(torch.softmax)\n\ndef softmax(x):\n    return x"),
    ("softmax", "def softmax(F):\n    return F.softmax"),  # its argument, not the module
    ("sgd", "class SGD:\n    'like torch.optim.SGD'\n    def step(self):\n        pass\n"
     "check_against = torch.optim.SGD"),
    ("sgd", "def f(o: torch.optim.SGD) -> torch.optim.SGD: ...\nclass SGD:\n    g = f"),
    ("lr-sigmoid", "def sigmoid(self, z):\n    return 1 / (1 + torch.exp(-z))"),
    ("lr-backward", "def backward(self, x, yhat, y):\n    super().backward(x)\n"
     "    self.backward(x)"),
    ("lr-backward", "def backward(self, x, yhat, y):\n    other.backward(x, yhat, y)"),
    ("lr-backward", "def backward(self, x, yhat, y):\n    self.grads['dw'] = x @ (yhat - y).T"),
    ("lr-forward", "def forward(self, x):\n    return torch.sigmoid(self.w.T @ x + self.b)"),
    ("cross-entropy", "def cross_entropy(z, y):\n"
     "    return (torch.logsumexp(z, 1) - z[range(len(y)), y]).mean()"),
    ("my-linear", "class MyLinear(nn.Module):\n    def __init__(self, i, o):\n"
     "        assert not isinstance(self, nn.Linear)\n        isinstance(self, nn.Linear)"),
    ("logistic-function", "class LogisticFn(torch.autograd.Function):\n    @staticmethod\n"
     "    def forward(ctx, x, w, b):\n        return torch.sigmoid(w.T @ x + b)"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "code", "name"), HANDED)
def test_a_hand_over_is_seen_however_it_is_written(exercise, code, name):
    assert handed_over(code, find_entry(exercise).exercise) == name


@pytest.mark.parametrize(("exercise", "code"), OWN)
def test_no_false_alarm(exercise, code):
    assert handed_over(code, find_entry(exercise).exercise) == ""


def test_no_published_solution_and_no_reference_is_noted():
    for chapter in CHAPTERS:
        for cell in nbformat.read(SOLUTIONS / f"{chapter}.ipynb", 4).cells:
            if cell.id in catalogue() and cell.cell_type == "code":
                assert handed_over(cell.source, find_entry(cell.id).exercise) == "", cell.id
    for entry in catalogue().values():
        assert entry.right is not None
        assert handed_over(entry.right.source, entry.exercise) == "", entry.id


def test_every_rule_is_about_an_exercise_and_names_what_torch_really_has():
    for exercise, rule in RULES.items():
        assert exercise in catalogue()
        for name in rule.names:
            package, _, rest = name.partition(".")
            if package == "torch":
                assert reduce(getattr, rest.split("."), torch), name
        for method in rule.methods:
            assert hasattr(torch.Tensor, method)


def test_what_is_no_python_gets_no_note():
    exercise = find_entry("softmax").exercise
    for code in (
        "",
        "def softmax(x",
        "\x00softmax = torch.softmax",
        "softmax = torch." + "x" * MAX_SOURCE,
    ):
        assert handed_over(code, exercise) == ""


def test_hostile_depth_neither_ends_the_process_nor_keeps_it_busy():
    # In a process of its own: a parser that overflows its stack takes Python with it.
    program = textwrap.dedent(
        """
        import time
        from autograder.catalogue import find_entry
        from autograder.report.delegated import MAX_SOURCE, handed_over
        exercise = find_entry("softmax").exercise
        for piece in ("(", "-", "a.", "[", "not ", "x+", "lambda:", "if 1:\\n ", "a=", "f(", "{1:"):
            for head in ("softmax = ", "def softmax(x): return "):
                code = head + piece * ((MAX_SOURCE - 60) // len(piece))
                for whole in (code, code + "a", code + "a" + ")" * 200):
                    start = time.process_time()
                    assert handed_over(whole[:MAX_SOURCE], exercise) == ""
                    assert time.process_time() - start < 5, piece
        print("alive")
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=900
    )
    assert done.stdout == "alive\n", done.stderr[-2000:]
