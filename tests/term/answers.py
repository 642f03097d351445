"""What students of the term hand in, and what each answer loses, read off the contracts by hand.

An answer is the chapter's right one with a few cells exchanged. What it loses stands beside it, by
exercise and part, as points of the part: nothing here asks the grader.
"""

from __future__ import annotations

from dataclasses import dataclass, field

FULL = 20
ADAM_AND_RUN = 17
"""Chapter 6 without its answer in words, which is worth 3."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer a chapter.

    Attributes:
        cells: the exchanged cells, by the exercise's id; empty for none.
        lost: the points that it loses, by exercise.
        blank: nothing was filled in at all.
    """

    cells: dict[str, str] = field(default_factory=dict)
    lost: dict[str, float] = field(default_factory=dict)
    blank: bool = False


def _cell(exercise: str, text: str) -> dict[str, str]:
    return {exercise: f"# exercise: {exercise}\n{text}"}


RIGHT = Answer()
BLANK = Answer(blank=True)

_MSE = _cell("mse", "def mse(pred, target):\n    return ((pred - target) ** 2).mean()\n")
_SOFTMAX = _cell(
    "softmax", "def softmax(x):\n    e = torch.exp(x)\n    return e / e.sum(1, keepdim=True)\n"
)
_GRAD_AT = _cell("grad-at", "def grad_at(w0):\n    return 0.0\n")
_DESCEND = _cell("descend", "def descend(f, w0, lr, steps):\n    raise ValueError('no idea')\n")
_COPY = _cell(
    "copy-weights",
    "def copy_weights(src, dst):\n"
    "    for theirs, ours in zip(src.parameters(), dst.parameters()):\n"
    "        ours.data = theirs.data\n",
)
_PREDICT = _cell(
    "predict",
    "def predict(model, x):\n    model.eval()\n"
    "    with torch.no_grad():\n        return model(x)\n",
)
_BACKWARD = _cell(
    "lr-backward",
    "@method_of(LR)\ndef backward(self, x, yhat, y):\n"
    "    self.grads['dw'] = x @ (yhat - y).T\n    self.grads['db'] = (yhat - y).sum()\n",
)
_BCE = _cell(
    "bce",
    "def bce(yhat, y):\n    return -(y * torch.log(yhat) + (1 - y) * torch.log(1 - yhat)).sum()\n",
)
_EVALUATE = _cell(
    "evaluate",
    "def evaluate(model, loader):\n    model.eval()\n    right, samples = 0, 0\n"
    "    with torch.no_grad():\n        for xb, yb in loader:\n"
    "            right += (model(xb).argmax(dim=1) == yb).sum().item()\n"
    "            samples += len(yb)\n    return right / samples\n",
)
_SGD = _cell(
    "sgd",
    "class SGD:\n"
    "    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):\n"
    "        self.params, self.lr, self.momentum = list(params), lr, momentum\n"
    "        self.velocities = [torch.zeros_like(p) for p in self.params]\n"
    "    def step(self):\n"
    "        with torch.no_grad():\n"
    "            for p, v in zip(self.params, self.velocities):\n"
    "                if p.grad is not None:\n"
    "                    v.mul_(self.momentum).add_(p.grad)\n"
    "                    p -= self.lr * v\n"
    "    def zero_grad(self):\n"
    "        for p in self.params:\n"
    "            p.grad = None\n",
)
_RUN = _cell(
    "paper-experiment",
    "def run(optimizer_factory, x, y, epochs, batch_size, seed):\n"
    "    raise ValueError('no idea')\n",
)
_CLIP = _cell(
    "clip-grad",
    "def clip_grad(params, max_norm):\n"
    "    grads = [p.grad for p in params if p.grad is not None]\n"
    "    total = math.sqrt(sum((g**2).sum().item() for g in grads))\n"
    "    if total > max_norm:\n        for g in grads:\n            g.mul_(max_norm / total)\n"
    "    return None\n",
)
_NUDGE = _cell(
    "nudge",
    "def nudge(model, x, target, step, limit):\n"
    "    moved = x - step * input_gradient(model, x, target).sign()\n"
    "    return torch.minimum(torch.maximum(moved, x - limit), x + limit)\n",
)

ANSWERS: dict[str, dict[str, Answer]] = {
    "01_tensors": {
        # (N, 1) - (N,) is (N, N). A single example comes out right, which earns nothing alone.
        "mse": Answer(_MSE, {"mse": 2}),
        # exp of a large logit is inf: the part of the large logits.
        "softmax": Answer(_SOFTMAX, {"softmax": 1}),
    },
    "02_autograd": {
        "grad-at": Answer(_GRAD_AT, {"grad-at": 2}),
        "descend": Answer(_DESCEND, {"descend": 3}),
    },
    "03_modules": {
        # The values are right; the memory is shared.
        "copy": Answer(_COPY, {"copy-weights": 1}),
        # The logits are right and carry no graph; the mode is not put back.
        "predict": Answer(_PREDICT, {"predict": 1}),
    },
    "04_logistic_regression": {
        # Without the mean dw and db are wrong. A batch of one comes out right: nothing alone.
        "backward": Answer(_BACKWARD, {"lr-backward": 4}),
        "bce": Answer(_BCE, {"bce": 2}),
    },
    "05_optimizer_loop": {
        "evaluate": Answer(_EVALUATE, {"evaluate": 1}),
        "sgd": Answer(_SGD, {"sgd": 1}),
    },
    "06_paper": {"run": Answer(_RUN, {"paper-experiment": 7})},
    "07_engine": {
        "clip": Answer(_CLIP, {"clip-grad": 1}),
        "nudge": Answer(_NUDGE, {"nudge": 1}),
    },
}
for _answers in ANSWERS.values():
    _answers |= {"right": RIGHT, "blank": BLANK}
