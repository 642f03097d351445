"""Chapter 4: the sigmoid, its loss, the gradients by hand, and autograd.Function."""

from __future__ import annotations

import math
from random import Random

from course_utils.review_questions.recipe import (
    Drawn,
    Recipe,
    Slip,
    as_list,
    several,
    sized,
    written,
)


def _score_shape(chance: Random) -> Drawn:
    dim, m = several(chance, 2, range(2, 90))
    return Drawn(
        f"x = torch.ones({dim}, {m})  # {m} examples as columns\nw = torch.ones({dim}, 1)\n"
        "(w.T @ x).shape",
        sized(1, m),
        f"(1, {dim}) @ ({dim}, {m}): the inner length disappears, and each example has one score.",
        (
            Slip(
                sized(m, 1),
                "That would be right with the examples as rows: x.T @ w.",
                ("w.T @ x", "x.T @ w"),
            ),
            Slip(
                sized(dim, m),
                "That would be a product element by element. `@` sums over the features.",
                ("w.T @ x", "w * x"),
            ),
            Slip(
                "an error",
                "That would happen without the `.T`: (dim, 1) @ (dim, m) does not fit.",
            ),
        ),
    )


def _sigmoid_value(chance: Random) -> Drawn:
    times = chance.choice((2, 3, 4, 7, 9, 19))
    over = chance.random() < 0.5
    share = times / (times + 1) if over else 1 / (times + 1)
    sign = "" if over else "-"
    return Drawn(
        f"z = torch.tensor({sign}math.log({times}))\nround(torch.sigmoid(z).item(), 4)",
        written(round(share, 4)),
        f"e^−z is {'1/' if over else ''}{times}, so the sigmoid is 1 / (1 + "
        f"{'1/' if over else ''}{times}).",
        (
            Slip(
                written(round(1 - share, 4)),
                "The sign of z is lost: the denominator contains e^−z. A score below 0 means "
                "less than one half.",
                ("sigmoid(z)", "sigmoid(-z)"),
            ),
            Slip(
                written(round(share * (1 - share), 4)),
                "That is the slope of the sigmoid there, yhat (1 − yhat).",
                (
                    "torch.sigmoid(z).item()",
                    "(torch.sigmoid(z) * torch.sigmoid(-z)).item()",
                ),
            ),
            Slip(
                written(round(times if over else 1 / times, 4)),
                "That is e^z, the odds. The sigmoid never leaves 0 to 1: e^z / (1 + e^z).",
                ("torch.sigmoid(z)", "torch.exp(z)"),
            ),
        ),
    )


def _one_loss(chance: Random) -> Drawn:
    yhat, y = chance.choice((0.1, 0.2, 0.25, 0.3, 0.7, 0.8, 0.9)), chance.randrange(2)
    share = yhat if y else 1 - yhat
    return Drawn(
        f"yhat = torch.tensor([[{yhat}]])\ny = torch.tensor([[{y}.0]])\n"
        "round(F.binary_cross_entropy(yhat, y).item(), 3)",
        f"{-math.log(share):.3f}",
        f"The label is {y}, so only one of the two terms is left: −log({written(share)}).",
        (
            Slip(
                f"{-math.log(1 - share):.3f}",
                f"That is the loss for the other label, {1 - y}.",
                (f"[[{y}.0]]", f"[[{1 - y}.0]]"),
            ),
            Slip(
                f"{math.log(share):.3f}",
                "The minus is missing: a loss is not negative.",
                ("F.binary", "-F.binary"),
            ),
            Slip(
                f"{1 - share:.3f}",
                "That is how far yhat is off. Cross-entropy takes the logarithm of the probability "
                "given to the true label.",
                ("F.binary_cross_entropy(yhat, y)", "(yhat - y).abs()"),
            ),
        ),
    )


def _errors(chance: Random) -> tuple[list[float], list[int]]:
    yhat = [part / 10 for part in several(chance, 4, range(1, 10))]
    return yhat, [chance.randrange(2) for _ in yhat]


def _bias_gradient(chance: Random) -> Drawn:
    yhat, y = _errors(chance)
    total = sum(yhat) - sum(y)
    return Drawn(
        f"yhat = torch.tensor([{yhat}])\ny = torch.tensor([{[float(one) for one in y]}])\n"
        "m = y.shape[1]\nround(((yhat - y).sum() / m).item(), 4)  # db",
        written(total / 4),
        f"The errors yhat − y add up to {written(total)}; J is a mean over m = 4, and so is db.",
        (
            Slip(
                written(total),
                "The 1/m is missing.",
                (" / m", ""),
            ),
            Slip(
                written(-total / 4),
                "The sign is flipped: it is yhat − y.",
                ("yhat - y", "y - yhat"),
            ),
            Slip(
                written(sum(abs(p - t) for p, t in zip(yhat, y, strict=True)) / 4),
                "That drops the signs. Errors of both signs cancel.",
                ("(yhat - y)", "(yhat - y).abs()"),
            ),
        ),
    )


def _weight_gradient(chance: Random) -> Drawn:
    x = list(several(chance, 3, range(1, 8)))
    yhat = [part / 10 for part in several(chance, 3, range(1, 10))]
    y = [chance.randrange(2) for _ in x]
    error = [p - t for p, t in zip(yhat, y, strict=True)]
    product = sum(e * v for e, v in zip(error, x, strict=True))
    return Drawn(
        f"x = torch.tensor([{[float(v) for v in x]}])  # dim = 1, m = 3\n"
        f"error = torch.tensor([{as_list(error)}])  # yhat - y\n"
        "round((x @ error.T / 3).item(), 4)  # dw",
        written(round(product / 3, 4)),
        "Each error is weighted by its input; then the mean over the three examples is taken.",
        (
            Slip(written(round(product, 4)), "The 1/m is missing.", (" / 3", "")),
            Slip(
                written(round(sum(error) / 3, 4)),
                "That is db. For dw each error is multiplied by its x first.",
                ("(x @ error.T / 3)", "error.mean()"),
            ),
            Slip(
                written(round(sum(x) * sum(error) / 3, 4)),
                "That sums x and the errors before multiplying them. Multiply first, then sum.",
                ("x @ error.T / 3", "x.sum() * error.sum() / 3"),
            ),
        ),
    )


def _weight_shape(chance: Random) -> Drawn:
    dim, m = several(chance, 2, range(2, 90))
    return Drawn(
        f"x = torch.ones({dim}, {m})\nerror = torch.ones(1, {m})  # yhat - y\n"
        f"(x @ error.T / {m}).shape",
        sized(dim, 1),
        f"({dim}, {m}) @ ({m}, 1): the product sums over the examples, and dw has the shape of w.",
        (
            Slip(
                sized(1, dim),
                "That is the transpose. A gradient has the shape of its parameter, (dim, 1).",
                (f"(x @ error.T / {m})", f"(error @ x.T / {m})"),
            ),
            Slip(
                sized(dim, m),
                "Those would be the products of each example, not yet summed.",
                (f"x @ error.T / {m}", f"x * error / {m}"),
            ),
            Slip(
                sized(1, 1),
                "That sums everything. Each weight has its own slope.",
                (f"(x @ error.T / {m})", "(x @ error.T).sum(dim=0, keepdim=True)"),
            ),
        ),
    )


def _upstream(chance: Random) -> Drawn:
    a, factor = several(chance, 2, range(2, 10))
    code = (
        "class Square(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, a):\n"
        "        ctx.save_for_backward(a)\n        return a * a\n\n    @staticmethod\n"
        "    def backward(ctx, upstream):\n        (a,) = ctx.saved_tensors\n"
        "        return upstream * 2 * a\n\n"
        f"a = torch.tensor({a}.0, requires_grad=True)\n({factor} * Square.apply(a)).backward()\n"
        "a.grad.item()"
    )
    return Drawn(
        code,
        written(factor * 2 * a),
        f"The square is multiplied by {factor}: that is the upstream gradient. Times 2a = {2 * a}.",
        (
            Slip(
                written(2 * a),
                "That would be right if backward ignored `upstream`.",
                ("upstream * 2 * a", "2 * a"),
            ),
            Slip(
                written(factor),
                "That is the upstream gradient alone: it still has to be multiplied by 2a.",
                ("upstream * 2 * a", "upstream"),
            ),
            Slip(
                written(factor * a * a),
                "That is the value of the loss.",
                ("upstream * 2 * a", "upstream * a * a"),
            ),
        ),
    )


def _first_gradient(chance: Random) -> Drawn:
    a, b, factor = several(chance, 3, range(2, 10))
    code = (
        "class Product(torch.autograd.Function):\n    @staticmethod\n"
        "    def forward(ctx, a, b):\n        ctx.save_for_backward(a, b)\n"
        "        return a * b\n\n    @staticmethod\n    def backward(ctx, upstream):\n"
        "        a, b = ctx.saved_tensors\n        return upstream * b, upstream * a\n\n"
        f"a = torch.tensor({a}.0, requires_grad=True)\n"
        f"b = torch.tensor({b}.0, requires_grad=True)\n"
        f"({factor} * Product.apply(a, b)).backward()\na.grad.item()"
    )
    return Drawn(
        code,
        written(factor * b),
        f"The first gradient that backward returns belongs to the first input: upstream = {factor} "
        f"times the slope, which is b = {b}.",
        (
            Slip(
                written(factor * a),
                "That is the second gradient, that of b.",
                ("a.grad.item()", "b.grad.item()"),
            ),
            Slip(
                written(b),
                "That is the slope alone, as if backward ignored `upstream`.",
                ("return upstream * b, upstream * a", "return b, a"),
            ),
            Slip(
                written(factor * a * b),
                "That is the value that backward began with.",
                ("a.grad.item()", f"({factor} * a * b).item()"),
            ),
        ),
    )


LOGISTIC = (
    Recipe("r-score-shape", 4, ("l-scores", "lr-forward"), _score_shape),
    Recipe("r-sigmoid-value", 4, ("l-start", "lr-sigmoid"), _sigmoid_value),
    Recipe("r-one-loss", 4, ("l-first-loss", "bce"), _one_loss),
    Recipe("r-bias-gradient", 4, ("l-sum", "lr-backward", "l-bias"), _bias_gradient),
    Recipe("r-weight-gradient", 4, ("lr-backward", "l-weights"), _weight_gradient),
    Recipe("r-weight-shape", 4, ("lr-backward",), _weight_shape),
    Recipe("r-upstream", 4, ("l-square", "logistic-function"), _upstream),
    Recipe("r-first-gradient", 4, ("l-backward-calls", "logistic-function"), _first_gradient),
)
