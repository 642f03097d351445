"""backprop-mlp: a network of two layers, its loss and every gradient by hand."""

from __future__ import annotations

import torch
import torch.nn.functional as F

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

NAMES = ("loss", "d_logits", "d_w1", "d_hidden", "d_w0", "d_b")


def _both(*names: str) -> tuple[str, ...]:
    """The items of these names, in the first call and in the second."""
    return (*names, *(f"second {name}" for name in names))


entry = Entry(
    Exercise(
        id="backprop-mlp",
        title="A network, backwards all the way",
        chapter=CHAPTER,
        symbol="backprop_mlp",
        contract="`backprop_mlp(x, y, w0, b, w1)` returns a dict with `loss`, `d_logits` (N, "
        "K), `d_w1` (H, K), `d_hidden` (N, H), `d_w0` (D, H), `d_b` (H,): the mean "
        "cross-entropy of the logits ReLU(x @ w0 + b) @ w1 and its gradients, for x (N, D), "
        "labels y (N,), w0 (D, H), b (H,), w1 (H, K). hidden is the ReLU's output, so "
        "`d_hidden` is the gradient before the mask. You may assume that no pre-activation is "
        "exactly 0.",
        parts=(
            Part("loss and d_logits", 1, _both("loss", "d_logits")),
            Part("d_w1 and d_hidden", 1, _both("d_w1", "d_hidden")),
            Part("d_w0, d_b and arguments kept", 1, (*_both("d_w0", "d_b"), "inputs")),
        ),
        minutes=35,
        difficulty=5,
        importance=4,
        practised="The chain rule through two layers by hand, with a shape check for every "
        "gradient.",
        hints=(
            "Work backwards in the order of the dict. Write the shape under every factor: each "
            "gradient has the shape of the tensor that it belongs to, and that settles every "
            "transpose.",
            "At the logits it is (p − onehot)/N. Through `A @ B` the gradient of A is `d @ "
            "B.T`, of B it is `A.T @ d`. The ReLU lets the gradient through where its input "
            "was positive; b was added to every row, so its gradient is the sum of the rows.",
            "`d_w1 = hidden.T @ d_logits`, `d_hidden = d_logits @ w1.T`, `d_pre = d_hidden * (pre > "
            "0)`, `d_w0 = x.T @ d_pre`, `d_b = d_pre.sum(dim=0)`.",
        ),
        labels={
            "inputs": "the arguments x, y, w0, b and w1",
            **{f"second {name}": f"{name} of a second call, another batch" for name in NAMES},
        },
    ),
)


@entry.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, single, double in (
        ("a batch", False, False),
        ("a batch in float64", False, True),
        ("a batch of one", True, False),
    ):
        inputs = draw.until(lambda single=single: _inputs(draw, single), _uncertain)
        (n, d), (h, k) = inputs["x"].shape, inputs["w1"].shape
        if double:
            inputs = {
                key: value.double() if value.is_floating_point() else value
                for key, value in inputs.items()
            }
        sizes = {
            k: "the number of classes K",
            h: "the number of hidden units H",
            d: "the number of features D",
        }
        if n > 1:
            sizes[n] = "the batch size N"
        found.append(Case(name, {**inputs}, sizes))
    return found


def _inputs(draw: Draw, single: bool) -> dict:
    d, h, k, n, second = draw.distinct(5, 2, 6)
    n = 1 if single else n
    weights: dict = {"w0": draw.real(d, h), "b": draw.real(h), "w1": draw.real(h, k, high=1.5)}
    return {
        "x": _lively(draw, n, weights),
        "y": draw.labels(n, k),
        **weights,
        "second x": _lively(draw, second, weights),
        "second y": draw.labels(second, k),
    }


def _uncertain(inputs: dict) -> bool:
    """No sample's loss is so small that rounding in float32 shows in it."""
    for name in ("", "second "):
        hidden = (inputs[f"{name}x"] @ inputs["w0"] + inputs["b"]).clamp(min=0)
        losses = F.cross_entropy(hidden @ inputs["w1"], inputs[f"{name}y"], reduction="none")
        if losses.min() < 0.02:
            return False
    return True


def _lively(draw: Draw, n: int, weights: dict) -> torch.Tensor:
    """Inputs (n, D) with units that are on and off, none of them near the kink, and mild logits."""

    def good(x: torch.Tensor) -> bool:
        pre = x @ weights["w0"] + weights["b"]
        logits = pre.clamp(min=0) @ weights["w1"]
        on = float((pre > 0).float().mean())
        return 0.25 < on < 0.75 and bool(pre.abs().min() > 0.02) and bool(logits.abs().max() < 9)

    return draw.until(lambda: draw.real(n, len(weights["w0"]), high=1.2), good)


@entry.reference
def backprop_mlp(x, y, w0, b, w1):
    n = len(x)
    pre = x @ w0 + b
    hidden = pre.relu()
    logits = hidden @ w1
    log_p = torch.log_softmax(logits, dim=1)
    p = log_p.exp()
    onehot = F.one_hot(y, w1.shape[1])
    loss = -log_p[torch.arange(n), y].mean()
    d_logits = (p - onehot) / n
    d_w1 = hidden.T @ d_logits
    d_hidden = d_logits @ w1.T
    d_pre = d_hidden * (pre > 0)
    d_w0 = x.T @ d_pre
    d_b = d_pre.sum(dim=0)
    return {
        "loss": loss,
        "d_logits": d_logits,
        "d_w1": d_w1,
        "d_hidden": d_hidden,
        "d_w0": d_w0,
        "d_b": d_b,
    }


def named(*values):
    return dict(zip(NAMES, values, strict=True))


@entry.variant("autograd, with the middle retained")
def by_autograd(x, y, w0, b, w1):
    w0, b, w1 = (value.clone().requires_grad_() for value in (w0, b, w1))
    hidden = F.relu(x @ w0 + b)
    logits = hidden @ w1
    hidden.retain_grad()
    logits.retain_grad()
    loss = F.cross_entropy(logits, y)
    loss.backward()
    return {
        "d_b": b.grad,
        "d_w0": w0.grad,
        "d_hidden": hidden.grad,
        "d_w1": w1.grad,
        "d_logits": logits.grad,
        "loss": loss.item(),
    }


@entry.variant("torch.autograd.grad on the caller's tensors")
def by_grad(x, y, w0, b, w1):
    for value in (w0, b, w1):
        value.requires_grad_()
    hidden = torch.clamp(x @ w0 + b, min=0)
    logits = hidden @ w1
    loss = F.nll_loss(F.log_softmax(logits, 1), y)
    grads = torch.autograd.grad(loss, [logits, w1, hidden, w0, b])
    names = ["loss", "d_logits", "d_w1", "d_hidden", "d_w0", "d_b"]
    return dict(zip(names, [loss, *grads], strict=True))


@entry.variant("softmax with a shift, changed in place")
def shifted(x, y, w0, b, w1):
    pre = torch.matmul(x, w0) + b
    hidden = torch.maximum(pre, torch.zeros(1, dtype=pre.dtype))
    logits = torch.mm(hidden, w1)
    e = torch.exp(logits - logits.max(1, keepdim=True).values)
    p = e / e.sum(1, keepdim=True)
    rows = torch.arange(len(y))
    loss = -torch.log(p[rows, y]).mean()
    d_logits = p.clone()
    d_logits[rows, y] -= 1
    d_logits /= len(y)
    d_hidden = torch.mm(d_logits, w1.t())
    d_pre = d_hidden.clone()
    d_pre[hidden <= 0] = 0
    return {
        "loss": loss.reshape(1),
        "d_logits": d_logits,
        "d_w1": torch.mm(hidden.t(), d_logits),
        "d_hidden": d_hidden,
        "d_w0": torch.mm(x.t(), d_pre),
        "d_b": torch.mv(d_pre.t(), torch.ones(len(x), dtype=x.dtype)),
    }


@entry.variant("einsum")
def by_einsum(x, y, w0, b, w1):
    pre = torch.einsum("nd,dh->nh", x, w0) + b
    on = pre.gt(0).to(pre.dtype)
    logits = torch.einsum("nh,hk->nk", pre * on, w1)
    p = F.softmax(logits, dim=-1)
    d = (p - F.one_hot(y, w1.shape[1])) / x.size(0)
    loss = F.cross_entropy(logits, y, reduction="sum") / x.size(0)
    d_hidden = torch.einsum("nk,hk->nh", d, w1)
    d_w0 = torch.einsum("nd,nh,nh->dh", x, on, d_hidden)
    d_w1 = torch.einsum("nh,nk->hk", pre * on, d)
    return named(loss, d, d_w1, d_hidden, d_w0, (on * d_hidden).sum(dim=0))


@entry.variant("a loop over the samples")
def loop(x, y, w0, b, w1):
    n = len(x)
    loss, d_logits, d_hidden = 0.0, torch.zeros(n, w1.shape[1]), torch.zeros(n, len(b))
    d_w1, d_w0, d_b = torch.zeros(w1.shape), torch.zeros(w0.shape), torch.zeros(b.shape)
    for i in range(n):
        pre = x[i] @ w0 + b
        hidden = torch.where(pre > 0, pre, 0.0)
        p = torch.softmax(hidden @ w1, 0)
        loss -= float(torch.log(p[y[i]])) / n
        d = p / n
        d[y[i]] -= 1 / n
        d_logits[i] = d
        d_w1 += torch.outer(hidden, d)
        d_hidden[i] = w1 @ d
        masked = d_hidden[i] * (pre > 0)
        d_w0 += torch.outer(x[i].float(), masked.float())
        d_b += masked
    return named(loss, d_logits, d_w1, d_hidden, d_w0, d_b)
