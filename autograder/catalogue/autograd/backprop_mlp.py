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
        title="A network, all the way back",
        chapter=CHAPTER,
        symbol="backprop_mlp",
        contract="`backprop_mlp(x, y, w0, b, w1)` is a dict with `loss`, `d_logits` (N, K), `d_w1` "
        "(H, K), `d_hidden` (N, H), `d_w0` (D, H), `d_b` (H,): the mean cross-entropy of the "
        "logits ReLU(x @ w0 + b) @ w1 and its gradients, for x (N, D), labels y (N,), w0 (D, H), "
        "b (H,), w1 (H, K). hidden is the ReLU's output, so `d_hidden` is the gradient before the "
        "mask. No pre-activation is exactly 0.",
        parts=(
            Part("loss and d_logits", 1, _both("loss", "d_logits")),
            Part("d_w1 and d_hidden", 1, _both("d_w1", "d_hidden")),
            Part("d_w0", 1, _both("d_w0")),
            Part("d_b and arguments kept", 1, (*_both("d_b"), "inputs")),
        ),
        minutes=40,
        difficulty=5,
        importance=4,
        hints=(
            "Go back in the order of the dict. Write the shape under every factor: each gradient "
            "has the shape of what it belongs to, and that settles every transpose.",
            "At the logits it is (p − onehot)/N. Through `A @ B` the gradient of A is `d @ B.T`, "
            "of B it is `A.T @ d`. The ReLU lets through where its input was positive; b was added "
            "to every row, so its gradient adds up the rows.",
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
    n = x.shape[0]
    pre = x @ w0 + b
    hidden = pre.relu()
    logits = hidden @ w1
    log_p = logits - torch.logsumexp(logits, dim=1, keepdim=True)
    onehot = torch.zeros_like(logits)
    onehot[torch.arange(n), y] = 1
    loss = -(onehot * log_p).sum() / n
    d_logits = (log_p.exp() - onehot) / n
    d_w1 = hidden.T @ d_logits
    d_hidden = d_logits @ w1.T
    d_pre = d_hidden * (pre > 0)
    d_w0 = x.T @ d_pre
    d_b = d_pre.sum(0)
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
    return named(loss, *grads)


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


def steps(x, y, w0, b, w1, **other):
    """The backprop_mlp in pieces; a wrong answer replaces one of them by a function or a value."""

    def take(name, right, *values):
        return other[name](*values) if name in other else right(*values)

    n, k = x.shape[0], w1.shape[1]
    pre = take("pre", lambda: x @ w0 + b)
    hidden = take("hidden", lambda p: p.clamp(min=0), pre)
    logits = take("logits", lambda a: a @ w1, hidden)
    p = take("p", lambda s: torch.softmax(s, 1), logits)
    loss = take("loss", lambda s: F.cross_entropy(s, y), logits)
    onehot = F.one_hot(y, k).to(x.dtype)
    d = take("d_logits", lambda p, t: (p - t) / n, p, onehot)
    d_w1 = take("d_w1", lambda a, d: a.T @ d, hidden, d)
    d_hidden = take("d_hidden", lambda d: d @ w1.T, d)
    d_pre = take("d_pre", lambda d, p: d * (p > 0), d_hidden, pre)
    d_w0 = take("d_w0", lambda d: x.T @ d, d_pre)
    d_b = take("d_b", lambda d: d.sum(0), d_pre)
    return named(loss, d, d_w1, d_hidden, d_w0, d_b)


def no_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p - t)


def no_mask(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d)


def masked_hidden(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    return {**right, "d_hidden": right["d_hidden"] * (x @ w0 + b > 0)}


def d_w1_transposed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: d.T @ a)


def b_not_summed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d)


def sign(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (t - p) / len(p))


def sign_and_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: t - p)


def loss_sum(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y, reduction="sum"))


def loss_sum_all(x, y, w0, b, w1):
    return steps(
        x,
        y,
        w0,
        b,
        w1,
        loss=lambda s: F.cross_entropy(s, y, reduction="sum"),
        d_logits=lambda p, t: p - t,
    )


def loss_minus(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.cross_entropy(s, y))


def loss_each(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y, reduction="none"))


def loss_over_classes(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y) / s.shape[1])


def loss_all_classes(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1).mean())


def loss_all_classes_summed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1).sum(1).mean())


def loss_rows_picked(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1)[y].mean())


def loss_columns_picked(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1)[:, y].mean())


def no_log(x, y, w0, b, w1):
    def loss(s):
        return -torch.softmax(s, 1)[torch.arange(len(y)), y].mean()

    return steps(x, y, w0, b, w1, loss=loss)


def no_log_one_minus(x, y, w0, b, w1):
    def loss(s):
        return 1 - torch.softmax(s, 1)[torch.arange(len(y)), y].mean()

    return steps(x, y, w0, b, w1, loss=loss)


def softmax_twice(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(torch.softmax(s, 1), y))


def nll(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.nll_loss(s, y))


def softmax_axis(x, y, w0, b, w1):
    def loss(s):
        return -F.log_softmax(s, 0)[torch.arange(len(y)), y].mean()

    return steps(x, y, w0, b, w1, loss=loss, p=lambda s: torch.softmax(s, 0))


def softmax_axis_gradient(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, p=lambda s: torch.softmax(s, 0))


def softmax_all(x, y, w0, b, w1):
    def p(s):
        return torch.softmax(s.flatten(), 0).reshape(s.shape)

    def loss(s):
        return -p(s)[torch.arange(len(y)), y].log().mean()

    return steps(x, y, w0, b, w1, loss=loss, p=p)


def softmax_all_gradient(x, y, w0, b, w1):
    def p(s):
        return torch.softmax(s.flatten(), 0).reshape(s.shape)

    return steps(x, y, w0, b, w1, p=p)


def log_two(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y) / 0.6931471805599453)


def log_ten(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y) / 2.302585092994046)


def no_bias(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, pre=lambda: x @ w0)


def bias_outside(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, pre=lambda: x @ w0, hidden=lambda p: p.relu() + b)


def no_relu(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=lambda p: p)


def relu_on_logits(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, logits=lambda a: (a @ w1).relu())


def sigmoid(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=torch.sigmoid)


def tanh(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=torch.tanh)


def leaky(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=F.leaky_relu)


def absolute(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=torch.abs)


def no_onehot(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p / len(p))


def only_p(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p)


def onehot_after(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p / len(p) - t)


def mean_twice(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / len(p) ** 2)


def over_classes(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / p.numel())


def over_k(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / p.shape[1])


def over_features(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / x.shape[1])


def over_hidden(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / len(b))


def factor_two(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: 2 * (p - t) / len(p))


def logits_for_p(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, p=lambda s: s)


def extra_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) * p * (1 - p) / len(p))


def right_class(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) * t / len(p))


def right_class_one(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: -t / len(p))


def for_p(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: -t / p / len(p))


def for_p_sum(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: -t / p)


def all_columns(x, y, w0, b, w1):
    def d_logits(p, t):
        d = p.clone()
        d[:, y] -= 1
        return d / len(p)

    return steps(x, y, w0, b, w1, d_logits=d_logits)


def all_columns_everywhere(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - 1) / len(p))


def pre_for_hidden(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: (x @ w0 + b).T @ d)


def mask_for_hidden(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: (a > 0).to(a.dtype).T @ d)


def d_w1_mean(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    return {name: g / len(x) if name in ("d_w1", "d_w0", "d_b") else g for name, g in right.items()}


def d_w1_mean_alone(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: a.T @ d / len(x))


def mean_late(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    late = {name: right[name] * len(x) for name in ("d_logits", "d_hidden")}
    return {**right, **late}


def hidden_times(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_hidden=lambda d: d @ w1.T * (x @ w0 + b).relu())


def mask_by_value(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.relu())


def mask_by_pre(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p)


def mask_turned(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * (p < 0))


def mask_of_gradient(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * (d > 0))


def sigmoid_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.sigmoid() * (1 - p.sigmoid()))


def hidden_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.relu() * (1 - p.relu()))


def tanh_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * (1 - p.tanh() ** 2))


def sign_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.sign())


def mask_w0_only(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    return {**right, "d_b": right["d_hidden"].sum(0)}


def mask_b_only(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    return {**right, "d_w0": x.T @ right["d_hidden"]}


def d_w0_transposed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w0=lambda d: d.T @ x)


def d_w0_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w0=lambda d: x.T @ d / len(x))


def d_w0_and_b_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w0=lambda d: x.T @ d / len(x), d_b=lambda d: d.sum(0) / len(x))


def b_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.mean(0))


def b_axis(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.sum(1))


def b_keepdim(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.sum(0, keepdim=True))


def b_one(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.sum())


def b_logits(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    return {**right, "d_b": right["d_logits"].sum(0)}


def no_transpose_w1(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_hidden=lambda d: d @ w1)


def no_transpose_one(x, y, w0, b, w1):
    def d_w1(a, d):
        return a @ d if len(a) > 1 else a.T @ d.T

    return steps(x, y, w0, b, w1, d_w1=d_w1)


def not_retained(x, y, w0, b, w1):
    w0, b, w1 = (value.clone().requires_grad_() for value in (w0, b, w1))
    hidden = F.relu(x @ w0 + b)
    logits = hidden @ w1
    loss = F.cross_entropy(logits, y)
    loss.backward()
    return named(loss, logits.grad, w1.grad, hidden.grad, w0.grad, b.grad)


def hidden_not_retained(x, y, w0, b, w1):
    return {**backprop_mlp(x, y, w0, b, w1), "d_hidden": None}


def accumulates(x, y, w0, b, w1):
    for value in (w0, b, w1):
        value.requires_grad_()
    hidden = F.relu(x @ w0 + b)
    logits = hidden @ w1
    hidden.retain_grad()
    logits.retain_grad()
    loss = F.cross_entropy(logits, y)
    loss.backward()
    return named(loss, logits.grad, w1.grad, hidden.grad, w0.grad, b.grad)


def no_d_hidden(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    del right["d_hidden"]
    return right


def no_d_b(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    del right["d_b"]
    return right


def no_loss(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    del right["loss"]
    return right


def no_d_logits(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    del right["d_logits"]
    return right


def no_d_w1(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    del right["d_w1"]
    return right


def no_d_w0(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    del right["d_w0"]
    return right


def a_tuple(x, y, w0, b, w1):
    return tuple(backprop_mlp(x, y, w0, b, w1).values())


def a_list(x, y, w0, b, w1):
    return list(backprop_mlp(x, y, w0, b, w1).values())


def only_loss(x, y, w0, b, w1):
    return backprop_mlp(x, y, w0, b, w1)["loss"]


def nothing(x, y, w0, b, w1):
    backprop_mlp(x, y, w0, b, w1)


def x_changed(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    x.mul_(2)
    return right


def weights_changed(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    for value, name in ((w0, "d_w0"), (b, "d_b"), (w1, "d_w1")):
        value.sub_(0.1 * right[name])
    return right


def weights_changed_more(x, y, w0, b, w1):
    right = backprop_mlp(x, y, w0, b, w1)
    for value in (w0, w1):
        value.mul_(2)
    return right


def squared(x, y, w0, b, w1):
    def loss(s):
        return ((torch.softmax(s, 1) - F.one_hot(y, s.shape[1])) ** 2).mean()

    return steps(x, y, w0, b, w1, loss=loss)


def hidden_from_p(x, y, w0, b, w1):
    p = torch.softmax((x @ w0 + b).relu() @ w1, 1)
    return steps(x, y, w0, b, w1, d_hidden=lambda d: p @ w1.T)


def hidden_unscaled(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_hidden=lambda d: len(x) * d @ w1.T)
