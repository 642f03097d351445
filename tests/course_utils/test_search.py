"""The search for a place: what it finds in answers that students write, kind by kind."""

from __future__ import annotations

import pytest

from autograder.grade.answer_setup import SETUP
from course_utils.core.exercise import find_exercise
from course_utils.core.judge import judge
from course_utils.core.key import visible_keys
from course_utils.core.place import KINDS, Proof
from course_utils.core.probing import run_probe
from course_utils.core.surroundings import preserve_rng_state
from course_utils.core.verdict import Verdict
from course_utils.diagnosis.candidate import Candidate
from course_utils.diagnosis.limits import SearchLimits
from course_utils.diagnosis.search import find_proof

# The tests hold on a busy machine: what counts is what is found, not how soon.
LIMITS = SearchLimits(cpu=20.0, each=2.0, wall=120.0)


def searched(exercise_id: str, text: str) -> tuple[Verdict, Proof | None]:
    names: dict = {"__name__": "__main__"}
    exec(SETUP, names)
    exec(text, names)
    exercise, keys = find_exercise(exercise_id), visible_keys(exercise_id)
    observed = []
    for case in keys.cases:
        with preserve_rng_state():
            observed.append(run_probe(exercise_id, names[exercise.symbol], case))
    verdict = judge(exercise, keys, observed)
    return verdict, find_proof(exercise, keys, verdict, text, names, LIMITS)


LR = """\
class LR(nn.Module):
    def __init__(self, dim, lr=0.01):
        super().__init__()
        self.w, self.b, self.lr = torch.zeros(dim, 1), torch.zeros(()), lr
        self.grads = {"dw": torch.zeros(dim, 1), "db": torch.zeros(())}

    def backward(self, x, yhat, y):
"""

# exercise, kinds that are as good as each other, line, what stands at the place, the answer
FOUND = [
    ("lr-backward", "factor", 9, "x @ error.T", LR + """\
        error = yhat - y
        self.grads["dw"] = x @ error.T
        self.grads["db"] = error.sum()
"""),
    ("lr-backward", "operands sign", 8, "y - yhat", LR + """\
        error = y - yhat
        self.grads["dw"] = x @ error.T / x.shape[1]
        self.grads["db"] = error.mean()
"""),
    ("lr-backward", "index", 8, "0", LR + """\
        m = x.shape[0]
        error = yhat - y
        self.grads["dw"] = x @ error.T / m
        self.grads["db"] = error.sum() / m
"""),
    ("grad-at", "wrapper", 3, "w.detach()", """\
def grad_at(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w * w.detach()
    z = 10 * y + 25
    z.backward()
    return w.grad.item()
"""),
    ("row-normalize", "axis", 2, "0", """\
def row_normalize(x):
    total = x.sum(0, keepdim=True)
    return x / total
"""),
    ("row-normalize", "keepdim", 2, "x.sum(dim=1)", """\
def row_normalize(x):
    total = x.sum(dim=1)
    return x / total
"""),
    ("softmax", "axis", 2, "0", """\
def softmax(x):
    shifted = x - x.amax(dim=0, keepdim=True)
    e = shifted.exp()
    return e / e.sum(dim=0, keepdim=True)
"""),
    ("mse", "reduction", 3, "(d ** 2).sum()", """\
def mse(pred, target):
    d = pred[:, 0] - target
    return (d ** 2).sum()
"""),
    ("mlp-forward", "grouping", 2, "torch.relu(x @ w0) + b", """\
def mlp_forward(x, w0, b, w1):
    h = torch.relu(x @ w0) + b
    return h @ w1
"""),
    ("tower", "parentheses", 3, "super.__init__", """\
class Tower(nn.Module):
    def __init__(self, width, depth):
        super.__init__()
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x
"""),
    ("my-linear", "missing-statement", 3, None, """\
class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        out = x @ self.weights
        return out if self.bias is None else out + self.bias
"""),
    ("tower", "registration", 4, None, """\
class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = [nn.Linear(width, width) for _ in range(depth)]

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x
"""),
    ("tower", "repeated registration", 4, None, """\
class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(width, width)] * depth)

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x
"""),
    ("train-epoch", "block", 9, "optimizer.step()", """\
def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(xb), yb)
        loss.backward()
        total, count = total + loss.item() * len(yb), count + len(yb)
    optimizer.step()
    return total / count
"""),
    ("train-epoch", "order", 6, None, """\
def train_epoch(model, loader, loss_fn, optimizer):
    model.train()
    total, count = 0.0, 0
    for xb, yb in loader:
        loss = loss_fn(model(xb), yb)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total, count = total + loss.item() * len(yb), count + len(yb)
    return total / count
"""),
    ("repeated-grads", "missing-statement", 5, None, """\
def repeated_grads(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        loss = w ** 2
        loss.backward()
        found.append(w.grad.item())
    return found
"""),
    ("fit-line", "constant", 5, "100", """\
def fit_line(x, y, lr, steps):
    w = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    flat = x[:, 0]
    for _ in range(100):
        loss = ((flat * w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
            w.grad = b.grad = None
    return w.item(), b.item()
"""),
    ("mean-image", "return", 2, None, """\
def mean_image(x):
    out = x.float().mean(dim=0) / 255
"""),
    ("mean-image", "expression", 2, "x.float().mean(dim=0) / (x.max() + x.min())", """\
def mean_image(x):
    return x.float().mean(dim=0) / (x.max() + x.min())
"""),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "kinds", "line", "piece", "text"), FOUND)
def test_the_place_is_found(exercise, kinds, line, piece, text):
    _, proof = searched(exercise, text)
    assert proof is not None
    assert (proof.place.line, proof.kind in kinds.split()) == (line, True), proof
    if piece is not None:
        assert proof.place.text == piece
    assert proof.place.row == text.splitlines()[line - 1].rstrip()
    assert proof.place.row[proof.place.column : proof.place.end] == proof.place.text
    assert proof.kind in KINDS


def test_of_two_mistakes_the_first_one_s_place_is_found():
    text = LR + """\
        error = yhat - y
        self.grads["dw"] = x @ error.T
        self.grads["db"] = -error.mean()
"""  # fmt: skip
    _, proof = searched("lr-backward", text)
    assert proof is not None
    assert (proof.reach, proof.place.line) == ("further", 9)


def test_a_right_answer_has_no_place():
    text = """\
def softmax(x):
    e = (x - x.amax(dim=1, keepdim=True)).exp()
    return e / e.sum(dim=1, keepdim=True)
"""
    verdict, proof = searched("softmax", text)
    assert (verdict.state, proof) == ("passed", None)


def test_pieces_that_overlap_are_no_edit():
    overlapping = Candidate("name", ((0, 3, "a"), (2, 5, "b")), ((0, 3),), 1.0)
    assert overlapping.apply("abcdef") is None
    apart = Candidate("name", ((0, 1, "x"), (2, 3, ""), (6, 6, "!")), ((0, 1),), 1.0)
    assert apart.apply("abcdef") == "xbdef!"
