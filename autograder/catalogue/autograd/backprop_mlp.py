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


network = Entry(
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


@network.cases
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


network.harmless = {
    "13: pre > 0: -> GtE": "no pre-activation is exactly 0: the contract says so",
}


@network.reference
def reference(x, y, w0, b, w1):
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


@network.variant("autograd, with the middle retained")
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


@network.variant("torch.autograd.grad on the caller's tensors")
def by_grad(x, y, w0, b, w1):
    for value in (w0, b, w1):
        value.requires_grad_()
    hidden = torch.clamp(x @ w0 + b, min=0)
    logits = hidden @ w1
    loss = F.nll_loss(F.log_softmax(logits, 1), y)
    grads = torch.autograd.grad(loss, [logits, w1, hidden, w0, b])
    return named(loss, *grads)


@network.variant("softmax with a shift, changed in place")
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


@network.variant("einsum")
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


@network.variant("a loop over the samples")
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
    """The reference in pieces; a wrong answer replaces one of them by a function or a value."""

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


@network.mistake(
    "mean-missing",
    "d_logits is not divided by N: p − onehot is the gradient of the sum",
    "The loss is the mean over the batch; so is its gradient: (p − onehot)/N.",
)
def no_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p - t)


@network.mistake(
    "mask-missing",
    "the ReLU's mask is missing: d_w0 and d_b get the gradient before it",
    "Where the pre-activation was negative, the ReLU gave 0 and lets nothing back: multiply by "
    "(pre > 0).",
)
def no_mask(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d)


@network.mistake(
    "d-hidden-masked",
    "d_hidden is masked already",
    "hidden is the ReLU's output: its gradient is d_logits @ w1.T. The mask makes the gradient of "
    "the ReLU's input out of it: a new tensor, not d_hidden changed in place.",
    about=("d_hidden",),
)
def masked_hidden(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    return {**right, "d_hidden": right["d_hidden"] * (x @ w0 + b > 0)}


@network.mistake(
    "transposed-d-w1",
    "d_w1 is transposed: (K, H)",
    "A gradient has the shape of what it belongs to: hidden.T (H, N) @ d_logits (N, K).",
    about=("d_w1",),
)
def d_w1_transposed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: d.T @ a)


@network.mistake(
    "bias-not-summed",
    "d_b is not summed over the batch: (N, H)",
    "b is added to every row, so every row pulls at it: sum over axis 0.",
    about=("d_b",),
)
def b_not_summed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d)


@network.mistake(
    "sign",
    "d_logits has the wrong sign: onehot − p",
    "The gradient points to where the loss grows: p − onehot. The right class gets a negative one.",
)
def sign(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (t - p) / len(p))


@network.mistake(
    "sign-and-mean",
    "d_logits is onehot − p: the sign is turned, and the division by N is missing",
    "(p − onehot)/N.",
)
def sign_and_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: t - p)


@network.mistake(
    "loss-sum",
    "the loss is summed over the batch, not averaged",
    "The loss is the mean over the N samples.",
    about=("loss",),
)
def loss_sum(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y, reduction="sum"))


@network.also("loss-sum")
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


@network.mistake(
    "loss-minus",
    "the minus of the loss is missing",
    "Logarithms of probabilities are negative; the loss is positive.",
    about=("loss",),
)
def loss_minus(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.cross_entropy(s, y))


@network.mistake(
    "loss-not-averaged",
    "the loss has one number per sample",
    "The loss is one number: the mean over the N samples.",
    about=("loss",),
)
def loss_each(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y, reduction="none"))


@network.mistake(
    "loss-over-classes",
    "the loss is averaged over the classes too: divided by N·K",
    "Only the probability of the right class counts, and there are N of these.",
    about=("loss",),
)
def loss_over_classes(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y) / s.shape[1])


@network.mistake(
    "loss-of-all-classes",
    "the loss counts all classes: log p is averaged without choosing the right class",
    "−log p of the class that the label names: log_p[arange(N), y].",
    about=("loss",),
)
def loss_all_classes(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1).mean())


@network.also("loss-of-all-classes")
def loss_all_classes_summed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1).sum(1).mean())


@network.also("loss-of-all-classes")
def loss_rows_picked(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1)[y].mean())


@network.also("loss-of-all-classes")
def loss_columns_picked(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: -F.log_softmax(s, 1)[:, y].mean())


@network.mistake(
    "log-missing",
    "the logarithm is missing in the loss",
    "The loss of one sample is −log of the probability that its label was given.",
    about=("loss",),
)
def no_log(x, y, w0, b, w1):
    def loss(s):
        return -torch.softmax(s, 1)[torch.arange(len(y)), y].mean()

    return steps(x, y, w0, b, w1, loss=loss)


@network.also("log-missing")
def no_log_one_minus(x, y, w0, b, w1):
    def loss(s):
        return 1 - torch.softmax(s, 1)[torch.arange(len(y)), y].mean()

    return steps(x, y, w0, b, w1, loss=loss)


@network.mistake(
    "softmax-twice",
    "softmax is applied twice: cross_entropy gets probabilities",
    "F.cross_entropy takes logits: it has the softmax inside.",
    about=("loss",),
)
def softmax_twice(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(torch.softmax(s, 1), y))


@network.mistake(
    "nll-of-logits",
    "the logits themselves, or the probabilities, are taken for log-probabilities",
    "−log p needs both: log_softmax, then the right class.",
    about=("loss",),
)
def nll(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.nll_loss(s, y))


@network.mistake(
    "softmax-axis",
    "the softmax runs down the columns, over the samples",
    "Each row is one sample: its K probabilities add up to 1, so dim=1.",
)
def softmax_axis(x, y, w0, b, w1):
    def loss(s):
        return -F.log_softmax(s, 0)[torch.arange(len(y)), y].mean()

    return steps(x, y, w0, b, w1, loss=loss, p=lambda s: torch.softmax(s, 0))


@network.also("softmax-axis")
def softmax_axis_gradient(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, p=lambda s: torch.softmax(s, 0))


@network.mistake(
    "softmax-everywhere",
    "the softmax is normalised over the whole batch",
    "Each row is one sample: its K probabilities add up to 1. Sum over dim=1, with keepdim.",
)
def softmax_all(x, y, w0, b, w1):
    def p(s):
        return torch.softmax(s.flatten(), 0).reshape(s.shape)

    def loss(s):
        return -p(s)[torch.arange(len(y)), y].log().mean()

    return steps(x, y, w0, b, w1, loss=loss, p=p)


@network.also("softmax-everywhere")
def softmax_all_gradient(x, y, w0, b, w1):
    def p(s):
        return torch.softmax(s.flatten(), 0).reshape(s.shape)

    return steps(x, y, w0, b, w1, p=p)


@network.mistake(
    "log-base",
    "the logarithm is taken to another base",
    "log is the natural logarithm: torch.log.",
    about=("loss",),
)
def log_two(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y) / 0.6931471805599453)


@network.also("log-base")
def log_ten(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, loss=lambda s: F.cross_entropy(s, y) / 2.302585092994046)


@network.mistake(
    "bias-missing",
    "b is left out of the forward pass",
    "pre = x @ w0 + b.",
    about=("loss",),
)
def no_bias(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, pre=lambda: x @ w0)


@network.mistake(
    "bias-outside",
    "b is added behind the ReLU",
    "hidden = ReLU(x @ w0 + b): the bias is inside.",
    about=("loss",),
)
def bias_outside(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, pre=lambda: x @ w0, hidden=lambda p: p.relu() + b)


@network.mistake(
    "relu-missing",
    "the ReLU is missing in the forward pass",
    "hidden = ReLU(x @ w0 + b).",
    about=("loss",),
)
def no_relu(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=lambda p: p)


@network.mistake(
    "relu-on-logits",
    "a ReLU is applied to the logits too",
    "Logits may be negative: only the hidden layer has a ReLU.",
    about=("loss",),
)
def relu_on_logits(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, logits=lambda a: (a @ w1).relu())


@network.mistake(
    "other-activation",
    "another activation stands in the ReLU's place",
    "ReLU(z) is z where z > 0, and 0 elsewhere.",
    about=("loss",),
)
def sigmoid(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=torch.sigmoid)


@network.also("other-activation")
def tanh(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=torch.tanh)


@network.also("other-activation")
def leaky(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=F.leaky_relu)


@network.also("other-activation")
def absolute(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, hidden=torch.abs)


@network.mistake(
    "onehot-missing",
    "d_logits is p/N: the onehot is not subtracted",
    "The right class has 1 subtracted: (p − onehot)/N. Its logit has to grow.",
    about=("d_logits",),
)
def no_onehot(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p / len(p))


@network.mistake(
    "onehot-and-mean-missing",
    "d_logits is p: neither is the onehot subtracted nor the mean taken",
    "(p − onehot)/N.",
    about=("d_logits",),
)
def only_p(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p)


@network.mistake(
    "onehot-after-mean",
    "1 is subtracted after the division by N: p/N − onehot",
    "Both belong to the mean: (p − onehot)/N.",
    about=("d_logits",),
)
def onehot_after(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: p / len(p) - t)


@network.mistake(
    "mean-twice",
    "d_logits is divided by N twice",
    "The mean divides by N, once.",
    about=("d_logits",),
)
def mean_twice(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / len(p) ** 2)


@network.mistake(
    "over-classes",
    "d_logits is divided by the number of classes K, or by N·K",
    "The mean is over the N samples, not over the classes: x.shape[0], not logits.numel().",
    about=("d_logits",),
)
def over_classes(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / p.numel())


@network.also("over-classes")
def over_k(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / p.shape[1])


@network.mistake(
    "over-other-size",
    "d_logits is divided by D or H, not by N",
    "The mean is over the N samples: x.shape[0].",
    about=("d_logits",),
)
def over_features(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / x.shape[1])


@network.also("over-other-size")
def over_hidden(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) / len(b))


@network.mistake(
    "factor-two",
    "d_logits has a factor 2",
    "The 2 of a squared error does not occur here: (p − onehot)/N.",
    about=("d_logits",),
)
def factor_two(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: 2 * (p - t) / len(p))


@network.mistake(
    "logits-for-p",
    "the onehot is subtracted from the logits: the softmax is missing",
    "(p − onehot)/N, with p = softmax(logits).",
    about=("d_logits",),
)
def logits_for_p(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, p=lambda s: s)


@network.mistake(
    "extra-slope",
    "d_logits has a slope p(1 − p) too many",
    "The softmax's slope has cancelled against the logarithm's: p − onehot is what is left.",
    about=("d_logits",),
)
def extra_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) * p * (1 - p) / len(p))


@network.mistake(
    "right-class-only",
    "d_logits is zero except at the right class",
    "The other classes' logits have to fall: their gradient is p/N.",
    about=("d_logits",),
)
def right_class(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - t) * t / len(p))


@network.also("right-class-only")
def right_class_one(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: -t / len(p))


@network.mistake(
    "log-p-derivative",
    "d_logits is the gradient for p, −onehot/p: the softmax is not passed through",
    "From p back to the logits the softmax's own derivative follows: together (p − onehot)/N.",
    about=("d_logits",),
)
def for_p(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: -t / p / len(p))


@network.also("log-p-derivative")
def for_p_sum(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: -t / p)


@network.mistake(
    "all-columns",
    "1 is subtracted in all columns that occur in y, in every row",
    "p[:, y] picks whole columns; p[torch.arange(N), y] picks one number per row.",
    about=("d_logits",),
)
def all_columns(x, y, w0, b, w1):
    def d_logits(p, t):
        d = p.clone()
        d[:, y] -= 1
        return d / len(p)

    return steps(x, y, w0, b, w1, d_logits=d_logits)


@network.also("all-columns")
def all_columns_everywhere(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_logits=lambda p, t: (p - 1) / len(p))


@network.mistake(
    "pre-for-hidden",
    "d_w1 is made with the pre-activation, before the ReLU",
    "w1 was multiplied by hidden, the ReLU's output: d_w1 = hidden.T @ d_logits.",
    about=("d_w1",),
)
def pre_for_hidden(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: (x @ w0 + b).T @ d)


@network.mistake(
    "mask-for-hidden",
    "d_w1 is made with the mask, where hidden belongs",
    "d_w1 = hidden.T @ d_logits: how much each unit gave, not whether.",
    about=("d_w1",),
)
def mask_for_hidden(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: (a > 0).to(a.dtype).T @ d)


@network.mistake(
    "mean-again-d-w1",
    "d_w1 is divided by N once more",
    "The 1/N is in d_logits already: it travels back with it.",
    about=("d_w1",),
)
def d_w1_mean(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    return {name: g / len(x) if name in ("d_w1", "d_w0", "d_b") else g for name, g in right.items()}


@network.also("mean-again-d-w1")
def d_w1_mean_alone(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w1=lambda a, d: a.T @ d / len(x))


@network.mistake(
    "mean-late",
    "the 1/N stands at the weights' gradients, and d_logits is without it",
    "d_logits is the gradient of the mean: (p − onehot)/N. Then nothing else needs an N.",
    about=("d_logits",),
)
def mean_late(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    late = {name: right[name] * len(x) for name in ("d_logits", "d_hidden")}
    return {**right, **late}


@network.mistake(
    "d-hidden-times-hidden",
    "d_hidden is multiplied by hidden",
    "Through hidden @ w1 the gradient of hidden is d_logits @ w1.T, and nothing else.",
    about=("d_hidden",),
)
def hidden_times(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_hidden=lambda d: d @ w1.T * (x @ w0 + b).relu())


@network.mistake(
    "mask-by-value",
    "the pre-activation's or hidden's value is multiplied in, where its mask belongs",
    "The ReLU's slope is 1 where its input was positive, and 0 elsewhere: (pre > 0).",
    about=("d_w0",),
)
def mask_by_value(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.relu())


@network.also("mask-by-value")
def mask_by_pre(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p)


@network.mistake(
    "mask-turned",
    "the mask is the wrong way round: the gradient passes where the ReLU was closed",
    "(pre > 0): where the ReLU let the value through, the gradient comes back.",
    about=("d_w0",),
)
def mask_turned(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * (p < 0))


@network.mistake(
    "mask-of-gradient",
    "the mask is taken from the sign of the gradient, as if the ReLU were applied to d_hidden",
    "Whether the gate was open was decided on the way forward: (pre > 0).",
    about=("d_w0",),
)
def mask_of_gradient(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * (d > 0))


@network.mistake(
    "other-slope",
    "another activation's slope stands in the place of the ReLU's mask",
    "The ReLU's slope is 1 where its input was positive, and 0 elsewhere.",
    about=("d_w0",),
)
def sigmoid_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.sigmoid() * (1 - p.sigmoid()))


@network.also("other-slope")
def hidden_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.relu() * (1 - p.relu()))


@network.also("other-slope")
def tanh_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * (1 - p.tanh() ** 2))


@network.also("other-slope")
def sign_slope(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_pre=lambda d, p: d * p.sign())


@network.mistake(
    "mask-for-w0-only",
    "d_b gets the gradient before the ReLU's mask",
    "b is inside the ReLU, like w0: both use the masked gradient.",
    about=("d_b",),
)
def mask_w0_only(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    return {**right, "d_b": right["d_hidden"].sum(0)}


@network.mistake(
    "mask-for-b-only",
    "d_w0 gets the gradient before the ReLU's mask",
    "w0 is inside the ReLU, like b: both use the masked gradient.",
    about=("d_w0",),
)
def mask_b_only(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    return {**right, "d_w0": x.T @ right["d_hidden"]}


@network.mistake(
    "transposed-d-w0",
    "d_w0 is transposed: (H, D)",
    "A gradient has the shape of what it belongs to: x.T (D, N) @ d_pre (N, H).",
    about=("d_w0",),
)
def d_w0_transposed(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w0=lambda d: d.T @ x)


@network.mistake(
    "mean-again-d-w0",
    "d_w0 is divided by N once more",
    "The 1/N is in d_logits already: it travels back with it.",
    about=("d_w0",),
)
def d_w0_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w0=lambda d: x.T @ d / len(x))


@network.also("mean-again-d-w0")
def d_w0_and_b_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_w0=lambda d: x.T @ d / len(x), d_b=lambda d: d.sum(0) / len(x))


@network.mistake(
    "bias-mean",
    "d_b is averaged over the batch",
    "The 1/N is in d_logits already: sum the rows.",
    about=("d_b",),
)
def b_mean(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.mean(0))


@network.mistake(
    "bias-wrong-axis",
    "d_b is summed over the wrong axis: (N,)",
    "b has one number per hidden unit: the axis of the samples goes, dim=0.",
    about=("d_b",),
)
def b_axis(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.sum(1))


@network.mistake(
    "bias-keepdim",
    "d_b keeps an axis of length 1: (1, H)",
    "b has the shape (H,), so its gradient has too: sum(dim=0) without keepdim.",
    about=("d_b",),
)
def b_keepdim(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.sum(0, keepdim=True))


@network.mistake(
    "bias-one-number",
    "d_b is summed over everything: one number",
    "b has H numbers, and each has its own gradient: sum(dim=0).",
    about=("d_b",),
)
def b_one(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_b=lambda d: d.sum())


@network.mistake(
    "bias-from-d-logits",
    "d_b is summed from d_logits: (K,)",
    "b belongs to the hidden layer: sum the masked d_hidden, (N, H), over the rows.",
    about=("d_b",),
)
def b_logits(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    return {**right, "d_b": right["d_logits"].sum(0)}


@network.mistake(
    "product-shapes",
    "the inner sizes of a matrix product do not agree: a transpose is missing, or one too many",
    "Write the shapes under both factors: d_w1 = hidden.T (H, N) @ d_logits (N, K); d_hidden = "
    "d_logits (N, K) @ w1.T (K, H); d_w0 = x.T (D, N) @ d_pre (N, H).",
    about=("raised",),
)
def no_transpose_w1(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_hidden=lambda d: d @ w1)


@network.also("product-shapes")
def no_transpose_one(x, y, w0, b, w1):
    def d_w1(a, d):
        return a @ d if len(a) > 1 else a.T @ d.T

    return steps(x, y, w0, b, w1, d_w1=d_w1)


@network.mistake(
    "none",
    "the gradient of a tensor in the middle is None: it was not retained",
    "logits and hidden are no leaves: call retain_grad() on them before backward.",
    about=("d_logits", "d_w1", "d_hidden"),
)
def not_retained(x, y, w0, b, w1):
    w0, b, w1 = (value.clone().requires_grad_() for value in (w0, b, w1))
    hidden = F.relu(x @ w0 + b)
    logits = hidden @ w1
    loss = F.cross_entropy(logits, y)
    loss.backward()
    return named(loss, logits.grad, w1.grad, hidden.grad, w0.grad, b.grad)


@network.also("none")
def hidden_not_retained(x, y, w0, b, w1):
    return {**reference(x, y, w0, b, w1), "d_hidden": None}


@network.mistake(
    "accumulates",
    "the caller's tensors are used as leaves, and their .grad is never cleared: the second call "
    "adds to the first",
    "backward adds to .grad. Work on leaves of your own: w0.clone().requires_grad_().",
    about=("second d_w1", "second d_w0", "second d_b"),
)
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


@network.mistake(
    "key-missing",
    "the dict lacks a key, or its name is spelt differently",
    "The keys are loss, d_logits, d_w1, d_hidden, d_w0, d_b.",
)
def no_d_hidden(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    del right["d_hidden"]
    return right


@network.also("key-missing")
def no_d_b(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    del right["d_b"]
    return right


@network.also("key-missing")
def no_loss(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    del right["loss"]
    return right


@network.also("key-missing")
def no_d_logits(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    del right["d_logits"]
    return right


@network.also("key-missing")
def no_d_w1(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    del right["d_w1"]
    return right


@network.also("key-missing")
def no_d_w0(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    del right["d_w0"]
    return right


@network.mistake(
    "not-a-dict",
    "something else than a dict is returned",
    "The contract asks for a dict: {'loss': …, 'd_logits': …, …}.",
    about=("loss",),
)
def a_tuple(x, y, w0, b, w1):
    return tuple(reference(x, y, w0, b, w1).values())


@network.also("not-a-dict")
def a_list(x, y, w0, b, w1):
    return list(reference(x, y, w0, b, w1).values())


@network.also("not-a-dict")
def only_loss(x, y, w0, b, w1):
    return reference(x, y, w0, b, w1)["loss"]


@network.mistake(
    "nothing-returned",
    "nothing is returned",
    "A function without `return` gives None.",
    about=("loss",),
)
def nothing(x, y, w0, b, w1):
    reference(x, y, w0, b, w1)


@network.mistake(
    "inputs-changed",
    "an argument is changed in place",
    "x, y and the weights belong to the caller.",
    about=("inputs",),
)
def x_changed(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    x.mul_(2)
    return right


@network.also("inputs-changed")
def weights_changed(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    for value, name in ((w0, "d_w0"), (b, "d_b"), (w1, "d_w1")):
        value.sub_(0.1 * right[name])
    return right


@network.also("inputs-changed")
def weights_changed_more(x, y, w0, b, w1):
    right = reference(x, y, w0, b, w1)
    for value in (w0, w1):
        value.mul_(2)
    return right


@network.mistake(
    "squared-error",
    "the loss is a squared error, not the cross-entropy",
    "−log of the probability that the label was given, averaged over the batch.",
    about=("loss",),
)
def squared(x, y, w0, b, w1):
    def loss(s):
        return ((torch.softmax(s, 1) - F.one_hot(y, s.shape[1])) ** 2).mean()

    return steps(x, y, w0, b, w1, loss=loss)


@network.mistake(
    "d-hidden-from-p",
    "d_hidden is not made from d_logits: p, the logits or an unscaled p − onehot was used",
    "d_hidden = d_logits @ w1.T, with the d_logits that you return.",
    about=("d_hidden",),
)
def hidden_from_p(x, y, w0, b, w1):
    p = torch.softmax((x @ w0 + b).relu() @ w1, 1)
    return steps(x, y, w0, b, w1, d_hidden=lambda d: p @ w1.T)


@network.also("d-hidden-from-p")
def hidden_unscaled(x, y, w0, b, w1):
    return steps(x, y, w0, b, w1, d_hidden=lambda d: len(x) * d @ w1.T)
