"""A class whose members write by themselves, each in a mixture of common styles; and copies."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from autograder.catalogue import catalogue
from autograder.submission.result import Result, Submission
from course_utils.core.verdict import State, Verdict
from tests.autograder.feedback.samples import CHAPTER, EXERCISES

M = ("m", "n", "batch", "num", "batch_size", "N", "count")
ERROR = ("error", "diff", "dz", "delta", "err", "residual")
SIZE = ("x.shape[1]", "x.size(1)", "y.shape[1]", "x.shape[-1]", "yhat.shape[1]", "y.numel()")
REMARKS = ("mean over the batch", "gradient of the loss", "chain rule", "shape (dim, 1)", "TODO",
           "by the chain rule", "average", "error of every example", "bias gradient")  # fmt: skip


def backward(rng: random.Random) -> str:
    m, error = rng.choice(M), rng.choice(ERROR)
    times = rng.choice(("x @ {e}.T", "x @ {e}.t()", "torch.matmul(x, {e}.T)", "torch.mm(x, {e}.T)"))
    dw = times.format(e=error)
    dw = rng.choice((f"{dw} / {m}", f"({dw}) / {m}", f"1 / {m} * ({dw})", f"(1 / {m}) * {dw}"))
    db = rng.choice(("{e}.sum() / {m}", "torch.sum({e}) / {m}", "{e}.mean()", "torch.mean({e})"))
    db = db.format(e=error, m=m)
    first = [f"{m} = {rng.choice(SIZE)}", f"{error} = yhat - y"]
    rng.shuffle(first)
    if rng.random() < 0.4:
        last = [f"dw = {dw}", f"db = {db}", 'self.grads["dw"] = dw', 'self.grads["db"] = db']
    elif rng.random() < 0.3:
        last = [f'self.grads = {{"dw": {dw}, "db": {db}}}']
    else:
        last = [f'self.grads["dw"] = {dw}', f'self.grads["db"] = {db}']
    return _method("backward(self, x, yhat, y)", [*first, *last], rng)


def forward(rng: random.Random) -> str:
    z = rng.choice(("z", "out", "linear", "logits", "a"))
    line = rng.choice(("self.w.T @ x + self.b", "torch.matmul(self.w.T, x) + self.b",
                       "self.w.t() @ x + self.b", "(self.w.T @ x) + self.b"))  # fmt: skip
    if rng.random() < 0.3:
        return _method("forward(self, x)", [f"return self.sigmoid({line})"], rng)
    return _method("forward(self, x)", [f"{z} = {line}", f"return self.sigmoid({z})"], rng)


def bce(rng: random.Random) -> str:
    loss = rng.choice(("loss", "losses", "total", "J", "cost", "result"))
    one = rng.choice(("y * torch.log(yhat)", "torch.log(yhat) * y", "y * yhat.log()"))
    two = rng.choice(("(1 - y) * torch.log(1 - yhat)", "(1 - y) * (1 - yhat).log()"))
    if rng.random() < 0.5:
        lines = [f"{loss} = -({one} + {two})", f"return {loss}.mean()"]
    else:
        lines = [f"{loss} = {one} + {two}", f"return -torch.mean({loss})"]
    return _method("bce(yhat, y)", lines, rng)


def _method(head: str, lines: list[str], rng: random.Random) -> str:
    said = [f"{line}  # {rng.choice(REMARKS)}" if rng.random() < 0.2 else line for line in lines]
    return "\n".join([f"def {head}:", *(f"    {line}" for line in said)]) + "\n"


def alone(rng: random.Random) -> dict[str, str]:
    """One person's right answers: by exercise, the cell."""
    found = {}
    for exercise in EXERCISES:
        entry = catalogue()[exercise.id]
        rights = [one.source for one in (entry.right, *entry.variants) if one]
        found[exercise.id] = rng.choice(rights)
    return found | {"lr-backward": backward(rng), "lr-forward": forward(rng), "bce": bce(rng)}


def result_of(
    student: str, code: Mapping[str, str], states: Mapping[str, State] | None = None
) -> Result:
    """What grading leaves of a submission with these answers."""
    verdicts = {}
    for exercise in EXERCISES:
        state = (states or {}).get(exercise.id, "passed")
        parts = {part.name: part.points if state == "passed" else 0.0 for part in exercise.parts}
        verdicts[exercise.id] = Verdict(exercise.id, state, exercise.points, parts)
    submission = Submission(
        student, CHAPTER, "x.ipynb", f"digest {student}", name=f"Name {student}"
    )
    return Result(submission, "graded", verdicts, (), dict(code))


def independent(size: int, seed: int = 0) -> list[Result]:
    """A class in which nobody has copied."""
    rng = random.Random(seed)
    return [result_of(f"s{number:03d}", alone(rng)) for number in range(size)]


def with_answers(results: Iterable[Result], **given: tuple[str, str]) -> list[Result]:
    """The class, with ``student=(exercise, code)`` in the place of what they wrote."""
    found = []
    for result in results:
        student = result.submission.student
        if student in given:
            exercise, code = given[student]
            result = result_of(student, {**result.code, exercise: code})
        found.append(result)
    return found


UNUSUAL = """\
@method_of(LR)
def backward(self, x, yhat, y):
    # hold on, which axis counts the people here
    examples = x.shape[1]
    features = x.shape[0]
    gap = yhat.reshape(-1) - y.reshape(-1)
    spare = features * 3
    pulled = torch.zeros(features, 1)
    for row in range(features):
        pulled[row, 0] = (x[row] * gap).cumsum(0)[-1] / examples
    self.grads["dw"] = pulled
    self.grads["db"] = gap.cumsum(0)[-1] / examples
"""

DISGUISED = """\
@method_of(LR)
def backward(self, inputs, prediction, target):
    '''gradients'''
    d = inputs.shape[0]
    k = inputs.shape[1]
    e = prediction.reshape( -1 ) - target.reshape( -1 )
    self.grads["db"] = e.cumsum(0)[-1] / k
    w_new = torch.zeros(d, 1)
    never = d * 3
    for i in range(d):
        w_new[i, 0] = (inputs[i] * e).cumsum(0)[-1] / k   # one feature
    self.grads["dw"] = w_new
"""
