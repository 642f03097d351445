"""fit-line: gradient descent on two numbers, the whole loop by hand."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.optimizer_loop.model import CHAPTER, leaves, line_gradients
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_FIRST = ("start", "w after 1", "b after 1", "inputs")
_POINT = ("point start", *(f"point {name} after {steps}" for steps in (1, 2, 5) for name in "wb"))
_LATER = ("w after 2", "b after 2", "w after 5", "b after 5")

line = Entry(
    Exercise(
        id="fit-line",
        title="A line, step by step",
        chapter=CHAPTER,
        symbol="fit_line",
        contract="`fit_line(x, y, lr, steps) -> (w, b)` takes exactly `steps` steps of gradient "
        "descent on mean((x·w + b − y)²), from w = b = 0. x is (N, 1), y is (N,); w and b are one "
        "number each.",
        parts=(
            Part("the first step", 1, _FIRST),
            Part(
                "many steps",
                2,
                ("start", *_LATER, "w where all is flat", "b where all is flat"),
            ),
            Part("a single point", 1, ("w after 1", "b after 1", *_POINT)),
        ),
        minutes=15,
        difficulty=3,
        importance=5,
        hints=(
            "Print the shapes of x·w + b and of y before you subtract, and w.grad after every "
            "backward.",
            "Four things in every step: the loss, its gradients, the update of w and b without a "
            "graph, and cleared gradients for the next step.",
            "`loss = ((x[:, 0] * w + b - y) ** 2).mean()`, `loss.backward()`, then under "
            "`torch.no_grad()`: `w -= lr * w.grad`, the same for b, and both `.grad` to None.",
        ),
        labels={
            "start": "what fit_line(…, steps=0) returns",
            "w after 1": "w after 1 step",
            "b after 1": "b after 1 step",
            "w after 2": "w after 2 steps",
            "b after 2": "b after 2 steps",
            "w after 5": "w after 5 steps",
            "b after 5": "b after 5 steps",
            "point start": "what fit_line(…, steps=0) returns for a single point",
            **{
                f"point {name} after {steps}": f"{name} after {steps} step{'s' * (steps > 1)}, for a "
                "single point"
                for steps in (1, 2, 5)
                for name in "wb"
            },
            "w where all is flat": "w after 20 small steps where all gradients are tiny, in 1e-8",
            "b where all is flat": "b after 20 small steps where all gradients are tiny, in 1e-8",
            "inputs": "the arguments x and y",
        },
    ),
    harmless={"4: 0 -> -1": "x has one column: the first is the last"},
)


@line.cases
def cases(draw: Draw) -> list[Case]:
    n = draw.integer(5, 8)
    x = draw.real(n, 1, high=1.5)
    y = draw.real(n, high=1.5) + 1.3
    return [
        Case(
            "a few points",
            {"x": x, "y": y, "lr": draw.number(0.12, 0.19)},
            {n: "the number of examples N"},
        ),
        Case(
            "a single point",
            {
                "x": draw.real(1, 1, low=0.4, high=1.5),
                "y": draw.real(1, high=0.19),
                "lr": draw.number(0.05, 0.1),
            },
        ),
        # Exactly `steps` steps, however little they do.
        Case(
            "tiny gradients",
            {
                "x": draw.real(n + 1, 1, low=0.4, high=1.5),
                "y": (draw.real(n + 1, high=1.5) + 1.3) * 1e-8,
                "lr": draw.number(0.1, 0.9) / 1000,
                "steps": 20,
                "scale": 1e-8,
            },
            {n + 1: "the number of examples N"},
        ),
    ]


@line.reference
def reference(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        loss = ((x[:, 0] * w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = None
        b.grad = None
    return w, b


@line.variant("the gradient by hand, Python floats returned")
def by_hand(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        error = x.squeeze(1) * w + b - y
        dw, db = 2 * (error * x.squeeze(1)).mean().item(), 2 * error.mean().item()
        w, b = w - lr * dw, b - lr * db
    return w, b


@line.variant("torch.autograd.grad and new leaves")
def functional(x, y, lr, steps):
    w, b = torch.zeros((), requires_grad=True), torch.zeros((), requires_grad=True)
    for _ in range(steps):
        dw, db = torch.autograd.grad(F.mse_loss(x.flatten() * w + b, y), [w, b])
        w = (w - lr * dw).detach().requires_grad_()
        b = (b - lr * db).detach().requires_grad_()
    return [w.detach(), b.detach()]


@line.variant("a matrix product and .data")
def with_data(x, y, lr, steps):
    w = torch.zeros(1, 1, dtype=x.dtype, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    for _ in range(steps):
        (x @ w + b - y[:, None]).pow(2).mean().backward()
        for p in (w, b):
            p.data -= lr * p.grad
            p.grad.zero_()
    return w, b


@line.variant("nn.Linear set to zero")
def with_linear(x, y, lr, steps):
    model = nn.Linear(1, 1).to(x.dtype)
    for p in model.parameters():
        nn.init.zeros_(p)
    for _ in range(steps):
        model.zero_grad()
        nn.MSELoss()(model(x)[:, 0], y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p.add_(p.grad, alpha=-lr)
    return model.weight.item(), model.bias.item()


@line.variant("loops over the examples")
def with_loops(x, y, lr, steps):
    w, b, n = 0.0, 0.0, len(y)
    for _ in range(steps):
        dw = db = 0.0
        for xi, yi in zip(x[:, 0].tolist(), y.tolist(), strict=True):
            dw += 2 * (w * xi + b - yi) * xi / n
            db += 2 * (w * xi + b - yi) / n
        w -= lr * dw
        b -= lr * db
    return torch.tensor(w), torch.tensor(b)


@line.variant("one vector of two parameters")
def one_vector(x, y, lr, steps):
    design = torch.cat([x, torch.ones_like(x)], dim=1)
    theta = torch.zeros(2, dtype=x.dtype)
    for _ in range(steps):
        theta = theta - lr * 2 / len(y) * design.T @ (design @ theta - y)
    return theta


# ------------------------------------------------------------- clearing gradients


@line.mistake(
    "no-zero-grad",
    "the gradients are not cleared between the steps: each backward adds to what is there",
    "The step wants the gradient at the present w and b alone. backward adds into .grad; clear it "
    "after every update. Without its brackets, w.grad.zero_ does nothing.",
)
def no_zero_grad(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return w, b


@line.mistake(
    "broadcast",
    "(N, 1) minus (N,) broadcasts to (N, N): every prediction is compared with every y",
    "x·w + b is (N, 1) and y is (N,). Take x[:, 0], or y[:, None], so that both shapes agree.",
)
def broadcast(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        dw, db = torch.autograd.grad(((x * w + b - y) ** 2).mean(), [w, b])
        w = (w - lr * dw).detach().requires_grad_()
        b = (b - lr * db).detach().requires_grad_()
    return w, b


def descend(x, y, lr, steps, gradients=line_gradients, start=0.0):
    """Gradient descent with another pair of gradients: most answers below are this one."""
    w = b = torch.full((), float(start))
    for _ in range(steps):
        dw, db = gradients(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b


@line.mistake(
    "half-the-gradient",
    "every step is half as long: the 2 of the square is missing in the gradient",
    "The slope of (x·w + b − y)² along w is 2·(x·w + b − y)·x: the 2 comes down from the exponent.",
)
def factor_two(x, y, lr, steps):
    def halved(*args):
        return tuple(g / 2 for g in line_gradients(*args))

    return descend(x, y, lr, steps, halved)


@line.mistake(
    "ascent",
    "the steps go uphill: the sign of the gradient or of the step is turned",
    "w ← w − lr·∂loss/∂w, with the error x·w + b − y in this order.",
)
def ascent(x, y, lr, steps):
    return descend(x, y, -lr, steps)


@line.mistake(
    "sum",
    "the loss is summed over the examples instead of averaged",
    "mean((x·w + b − y)²) divides by N; the sum makes every step N times as long.",
)
def summed(x, y, lr, steps):
    return descend(x, y, lr * len(y), steps)


@line.mistake(
    "no-zero-grad-w",
    "the gradient of b is cleared after each step, the one of w piles up",
    "Both .grad are filled by backward; both have to be cleared.",
)
def piles_up_w(x, y, lr, steps):
    w = b = total = torch.zeros(())
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        total = total + dw
        w, b = w - lr * total, b - lr * db
    return w, b


@line.mistake(
    "no-zero-grad-b",
    "the gradient of w is cleared after each step, the one of b piles up",
    "Both .grad are filled by backward; both have to be cleared.",
)
def piles_up_b(x, y, lr, steps):
    w = b = total = torch.zeros(())
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        total = total + db
        w, b = w - lr * dw, b - lr * total
    return w, b


# ------------------------------------------------------------------- the movement


@line.mistake(
    "no-movement",
    "w and b never move: gradients are cleared before they are used, or the update goes to "
    "other names, or nothing is updated",
    "backward only fills .grad. The step itself is a line of yours: w −= lr · w.grad, before "
    "the gradient is cleared.",
)
def no_movement(x, y, lr, steps):
    return 0.0, 0.0


@line.mistake(
    "b-missing",
    "b stays 0: it is left out of the prediction, or never updated",
    "The line is x·w + b, and both numbers take a step.",
)
def b_missing(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (line_gradients(*args)[0], 0.0))


@line.mistake(
    "w-missing",
    "w stays 0: it is left out of the prediction, or never updated",
    "The line is x·w + b, and both numbers take a step.",
)
def w_missing(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (0.0, line_gradients(*args)[1]))


@line.mistake(
    "sequential",
    "one of the two numbers is updated before the gradient of the other is computed",
    "One step: both gradients at the same point, then both updates.",
)
def sequential(x, y, lr, steps):
    w = b = torch.zeros(())
    for _ in range(steps):
        w = w - lr * line_gradients(x, y, w, b)[0]
        b = b - lr * line_gradients(x, y, w, b)[1]
    return w, b


@line.also("sequential")
def sequential_b_first(x, y, lr, steps):
    w = b = torch.zeros(())
    for _ in range(steps):
        b = b - lr * line_gradients(x, y, w, b)[1]
        w = w - lr * line_gradients(x, y, w, b)[0]
    return w, b


@line.mistake(
    "stale",
    "the loss or its gradient is computed once, before the loop: every step uses the gradient at "
    "the start",
    "The slope changes as w and b move: loss and backward belong into the loop.",
)
def stale(x, y, lr, steps):
    dw, db = line_gradients(x, y, 0.0, 0.0)
    return -lr * steps * dw, -lr * steps * db


@line.mistake(
    "start",
    "w and b are not 0 when no step is taken: they start somewhere else",
    "The contract starts from w = b = 0 (torch.randn, nn.Linear and torch.empty do not), and "
    "steps = 0 takes no step.",
    about=("start",),
)
def random_start(x, y, lr, steps):
    w, b = torch.randn(2).tolist()
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        w, b = w - lr * dw, b - lr * db
    return w, b


@line.mistake(
    "one-step",
    "one step is taken, whatever `steps` says: there is no loop, or return stands in it",
    "return ends the function at once: it belongs after the loop.",
    about=("start", "w after 2", "b after 2"),
)
def one_step(x, y, lr, steps):
    return descend(x, y, lr, 1)


@line.also("one-step")
def returns_in_the_loop(x, y, lr, steps):
    return descend(x, y, lr, min(steps, 1))


@line.mistake(
    "start-at-one",
    "w and b start at 1",
    "The contract starts from w = b = 0: torch.zeros, not torch.ones.",
)
def ones(x, y, lr, steps):
    return descend(x, y, lr, steps, start=1.0)


@line.mistake(
    "one-too-many",
    "one step too many is taken",
    "range(steps) gives `steps` rounds, 0 … steps − 1.",
)
def too_many(x, y, lr, steps):
    return descend(x, y, lr, steps + 1)


@line.mistake(
    "one-too-few",
    "one step too few is taken: the first of the `steps` rounds is missing, or has length 0",
    "range(1, steps) gives steps − 1 rounds, and a factor i is 0 in the first.",
)
def too_few(x, y, lr, steps):
    return descend(x, y, lr, steps - 1)


@line.mistake(
    "steps-fixed",
    "the result does not depend on `steps`: a fixed number of steps is taken, or the best line is "
    "solved for at once",
    "`steps` says how many; five steps of gradient descent are not at the minimum yet.",
    about=("start",),
)
def fixed(x, y, lr, steps):
    return descend(x, y, lr, 100)


@line.also("steps-fixed")
def fixed_thousand(x, y, lr, steps):
    return descend(x, y, lr, 1000)


@line.also("steps-fixed")
def fixed_ten(x, y, lr, steps):
    return descend(x, y, lr, 10)


@line.also("steps-fixed")
def closed_form(x, y, lr, steps):
    design = torch.cat([x, torch.ones_like(x)], dim=1)
    solution = torch.linalg.pinv(design) @ y
    return solution[0], solution[1]


@line.mistake(
    "two-steps-each",
    "the gradient is used twice in every step",
    "One gradient, one update: w ← w − lr·w.grad.",
)
def double_step(x, y, lr, steps):
    return descend(x, y, 2 * lr, steps)


@line.mistake("two-rounds", "every step is done twice", "One round of the loop is one step.")
def two_rounds(x, y, lr, steps):
    return descend(x, y, lr, 2 * steps)


@line.mistake(
    "stochastic",
    "every example is a step of its own",
    "One step uses the mean over all N examples.",
)
def stochastic(x, y, lr, steps):
    w = b = torch.zeros(())
    for _ in range(steps):
        for i in range(len(y)):
            dw, db = line_gradients(x[i : i + 1], y[i : i + 1], w, b)
            w, b = w - lr * dw, b - lr * db
    return w, b


@line.mistake(
    "first-example",
    "only the first example is used",
    "The loss is the mean over all N examples.",
)
def first_example(x, y, lr, steps):
    return descend(x[:1], y[:1], lr, steps)


@line.mistake(
    "one-tensor",
    "w and b are one and the same tensor",
    "w = b = torch.zeros(1) gives two names to one object: make two.",
)
def one_tensor(x, y, lr, steps):
    w = torch.zeros(1, requires_grad=True)
    for _ in range(steps):
        ((x[:, 0] * w + w - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            w -= lr * w.grad
        w.grad = None
    return w, w


# ------------------------------------------------------------------- the gradient


@line.mistake(
    "lr-twice",
    "lr is multiplied in twice",
    "w ← w − lr·gradient: once.",
)
def lr_twice(x, y, lr, steps):
    return descend(x, y, lr * lr, steps)


@line.mistake("no-lr", "the step is the whole gradient: lr is left out", "w ← w − lr·gradient.")
def no_lr(x, y, lr, steps):
    return descend(x, y, 1.0, steps)


@line.mistake(
    "lr-fixed",
    "lr is a fixed number: the argument is not used",
    "lr comes in as an argument.",
)
def lr_fixed(x, y, lr, steps):
    return descend(x, y, 0.01, steps)


@line.also("lr-fixed")
def lr_tenth(x, y, lr, steps):
    return descend(x, y, 0.1, steps)


@line.mistake(
    "divided-twice",
    "the mean is divided by N once more",
    "mean() has divided by N already.",
)
def divided_twice(x, y, lr, steps):
    return descend(x, y, lr / len(y), steps)


@line.mistake(
    "sum-without-two",
    "the gradient is the plain sum of error·x: without the 2 and without the mean",
    "mean((x·w + b − y)²) has the slope (2/N)·Σ error·x.",
)
def sum_without_two(x, y, lr, steps):
    return descend(x, y, lr * len(y) / 2, steps)


@line.mistake(
    "mean-for-b-only",
    "the gradient of w is summed over the examples, the one of b averaged",
    "Both come from the same loss, which averages.",
)
def sum_for_w(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw * len(y), db

    return descend(x, y, lr, steps, mixed)


@line.mistake(
    "mean-for-w-only",
    "the gradient of b is summed over the examples, the one of w averaged",
    "Both come from the same loss, which averages.",
)
def sum_for_b(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw, db * len(y)

    return descend(x, y, lr, steps, mixed)


@line.mistake(
    "two-for-b-missing",
    "the gradient of b lacks the 2 that the one of w has",
    "The 2 of the square stands in front of both.",
)
def two_for_b_missing(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw, db / 2

    return descend(x, y, lr, steps, mixed)


@line.mistake(
    "two-for-w-missing",
    "the gradient of w lacks the 2 that the one of b has",
    "The 2 of the square stands in front of both.",
)
def two_for_w_missing(x, y, lr, steps):
    def mixed(*args):
        dw, db = line_gradients(*args)
        return dw / 2, db

    return descend(x, y, lr, steps, mixed)


@line.mistake(
    "x-missing",
    "the gradient of w is the mean error: the factor x is missing",
    "∂(x·w + b)/∂w = x: the error of every example is weighted by its x.",
)
def x_missing(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (line_gradients(*args)[1],) * 2)


@line.mistake(
    "x-for-b",
    "the gradient of b is weighted with x, as the one of w is",
    "∂(x·w + b)/∂b = 1: b gets the plain mean of the errors.",
)
def x_for_b(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: (line_gradients(*args)[0],) * 2)


@line.mistake(
    "gradients-swapped",
    "w takes the gradient of b, and b the one of w",
    "Each number has its own gradient.",
)
def gradients_swapped(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda *args: line_gradients(*args)[::-1])


@line.mistake(
    "mean-of-x",
    "the mean error is multiplied by the mean of x: averaged too early, before the product or "
    "before the square",
    "The mean of a product is not the product of the means: (error · x).mean().",
)
def mean_of_x(x, y, lr, steps):
    def wrong(x, y, w, b):
        db = line_gradients(x, y, w, b)[1]
        return db * x.mean(), db

    return descend(x, y, lr, steps, wrong)


@line.mistake(
    "absolute",
    "the error is taken without its square: the loss is mean |x·w + b − y|",
    "(x·w + b − y)² has a slope that grows with the error.",
)
def absolute(x, y, lr, steps):
    def wrong(x, y, w, b):
        sign = (x[:, 0] * w + b - y).sign()
        return (sign * x[:, 0]).mean(), sign.mean()

    return descend(x, y, lr, steps, wrong)


@line.mistake(
    "no-square",
    "the loss is the mean error without a square: its slope does not depend on w and b",
    "mean((x·w + b − y)²): without the square there is no minimum.",
)
def no_square(x, y, lr, steps):
    return descend(x, y, lr, steps, lambda x, y, w, b: (x.mean(), 1.0))


@line.mistake(
    "root",
    "the square root of the mean is taken: the loss is the RMSE",
    "The contract's loss is mean((x·w + b − y)²), without a root.",
)
def root(x, y, lr, steps):
    def wrong(x, y, w, b):
        dw, db = line_gradients(x, y, w, b)
        loss = ((x[:, 0] * w + b - y) ** 2).mean().sqrt()
        return dw / (2 * loss), db / (2 * loss)

    return descend(x, y, lr, steps, wrong)


@line.mistake(
    "standardised",
    "x is brought to mean 0 and standard deviation 1 first: w and b belong to another x",
    "The line is fitted to x as it comes in.",
)
def standardised(x, y, lr, steps):
    return by_hand((x - x.mean()) / x.std(), y, lr, steps)


@line.mistake(
    "momentum",
    "old gradients play a part: a step uses momentum",
    "Plain gradient descent: each step uses the present gradient alone.",
)
def momentum(x, y, lr, steps):
    w = b = vw = vb = torch.zeros(())
    for _ in range(steps):
        dw, db = line_gradients(x, y, w, b)
        vw, vb = 0.9 * vw + dw, 0.9 * vb + db
        w, b = w - lr * vw, b - lr * vb
    return w, b


@line.mistake(
    "adam",
    "every first step has the length lr, whatever the gradient: the optimizer is Adam",
    "Gradient descent steps by lr times the gradient.",
)
def adam(x, y, lr, steps):
    w = b = torch.zeros(())
    m, v = [0.0, 0.0], [0.0, 0.0]
    for t in range(1, steps + 1):
        change = []
        for k, g in enumerate(line_gradients(x, y, w, b)):
            m[k], v[k] = 0.9 * m[k] + 0.1 * g, 0.999 * v[k] + 0.001 * g * g
            change.append(lr * (m[k] / (1 - 0.9**t)) / ((v[k] / (1 - 0.999**t)).sqrt() + 1e-8))
        w, b = w - change[0], b - change[1]
    return w, b


@line.mistake(
    "lr-changes",
    "lr changes from step to step",
    "lr is a constant here.",
)
def lr_halved(x, y, lr, steps):
    w = b = torch.zeros(())
    for i in range(steps):
        dw, db = line_gradients(x, y, w, b)
        w, b = w - lr / (i + 1) * dw, b - lr / (i + 1) * db
    return w, b


@line.also("lr-changes")
def lr_decays(x, y, lr, steps):
    w = b = torch.zeros(())
    for i in range(steps):
        dw, db = line_gradients(x, y, w, b)
        w, b = w - lr * 0.9**i * dw, b - lr * 0.9**i * db
    return w, b


# --------------------------------------------------------------- what is returned


@line.mistake("swapped", "b is returned first, then w", "return w, b: in this order.")
def swapped(x, y, lr, steps):
    return reference(x, y, lr, steps)[::-1]


@line.mistake(
    "returns-nothing",
    "the function ends without return",
    "(w, b) has to be returned, after the loop.",
)
def returns_nothing(x, y, lr, steps):
    reference(x, y, lr, steps)


@line.mistake(
    "returns-one",
    "one value is returned where (w, b) belongs",
    "return w, b gives the pair.",
)
def returns_w(x, y, lr, steps):
    return reference(x, y, lr, steps)[0]


@line.also("returns-one")
def returns_w_float(x, y, lr, steps):
    return reference(x, y, lr, steps)[0].item()


@line.mistake(
    "returns-three",
    "three values are returned where (w, b) belongs: the loss too, perhaps",
    "return w, b gives the pair.",
)
def returns_three(x, y, lr, steps):
    w, b = reference(x, y, lr, steps)
    return w, b, 0.0


@line.mistake(
    "returns-gradients",
    "the last gradients are returned instead of w and b",
    "What was learned is in w and b.",
)
def returns_gradients(x, y, lr, steps):
    w, b = descend(x, y, lr, max(steps - 1, 0))
    return line_gradients(x, y, w, b) if steps else (0.0, 0.0)


@line.mistake(
    "per-example",
    "w or b has one number per example",
    "One line for all examples: w and b are one number each.",
)
def per_example(x, y, lr, steps):
    w, b = torch.zeros(1, requires_grad=True), torch.zeros(len(y), requires_grad=True)
    for _ in range(steps):
        dw, db = torch.autograd.grad(((x[:, 0] * w + b - y) ** 2).mean(), [w, b])
        w, b = (w - lr * dw).detach(), (b - lr * db).detach()
        w.requires_grad_()
        b.requires_grad_()
    return w, b


@line.mistake(
    "inputs-changed",
    "x or y is changed in place",
    "The data belong to the caller.",
    about=("inputs",),
)
def inputs_changed(x, y, lr, steps):
    result = by_hand(x, y, lr, steps)
    y -= 1
    return result


# ------------------------------------------------------------------ what is raised


@line.mistake(
    "in-place-on-a-leaf",
    "w requires grad and is changed in place outside torch.no_grad()",
    "autograd would have to record the update as part of the function: wrap it in "
    "`with torch.no_grad():`.",
    hint=3,
    about=("raised",),
)
def in_place(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        w -= lr * w.grad
        b -= lr * b.grad
    return w, b


@line.mistake(
    "rebound",
    "w = w − lr·w.grad makes a new tensor, outside torch.no_grad(): no leaf, its .grad stays None "
    "in the next step",
    "Only leaves get a .grad. Change w in place, under torch.no_grad(): w -= lr * w.grad.",
    hint=3,
    about=("raised",),
)
def rebound(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        w = w - lr * w.grad
        b = b - lr * b.grad
    return w, b


@line.mistake(
    "none-zeroed",
    "zero_() is called on a .grad that is None: before the first backward, or because "
    "w = w − lr·w.grad has made a new tensor",
    "Clear after the update, which keeps w the same leaf: w -= lr * w.grad under no_grad. Or set "
    "w.grad = None, which always works.",
    hint=3,
    about=("raised",),
)
def rebound_zero(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w = w - lr * w.grad
            b = b - lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
    return w, b


@line.mistake(
    "lost-requires-grad",
    "the second backward has no graph: w = w − lr·w.grad, under no_grad or detached, is a new "
    "tensor that does not require grad",
    "Change w in place, w -= lr * w.grad, and it stays the leaf that it was.",
    hint=3,
    about=("raised",),
)
def lost(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w = w - lr * w.grad
            b = b - lr * b.grad
    return w, b


@line.mistake(
    "no-graph",
    "backward finds no graph in the very first step: w and b do not require grad, or the loss "
    "went through .item(), .detach() or no_grad",
    "autograd records only what is computed from tensors with requires_grad=True.",
    about=("raised",),
)
def no_graph(x, y, lr, steps):
    w, b = torch.zeros(1), torch.zeros(1)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return w, b


@line.mistake(
    "backward-of-a-float",
    "backward is called on a Python number: .item() came too early",
    "A number has no graph. backward belongs to the loss tensor.",
    about=("raised",),
)
def of_a_float(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        loss = ((x[:, 0] * w + b - y) ** 2).mean().item()
        loss.backward()
    return w, b


@line.mistake(
    "no-backward",
    "w.grad or b.grad is None in the first step: backward is not called, w and b are no leaves, or "
    "one of them plays no part in the loss",
    "loss.backward() fills .grad; before it there is nothing.",
    about=("raised",),
)
def no_backward(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
    return w, b


@line.also("none-zeroed")
def zero_first(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        w.grad.zero_()
    return w, b


@line.mistake(
    "tensor-zero-grad",
    "zero_grad is called on a tensor",
    "Modules and optimizers have zero_grad(). A tensor's gradient is cleared by w.grad.zero_() or "
    "w.grad = None.",
    about=("raised",),
)
def tensor_zero_grad(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        w.zero_grad()
    return w, b


@line.mistake(
    "grad-called",
    "w.grad() is called: it is an attribute, not a method",
    "w.grad, without brackets.",
    about=("raised",),
)
def grad_called(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            w -= lr * w.grad()
    return w, b


@line.mistake(
    "vector-backward",
    "backward is called on one error per example: the mean is missing",
    "Only a scalar has one gradient: loss = (…).mean().",
    about=("raised",),
)
def vector(x, y, lr, steps):
    w, b = leaves(x)
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w, b


@line.mistake(
    "graph-twice",
    "the loss is computed before the loop and backward runs through its graph again",
    "backward frees the graph, and w has moved: compute the loss anew in every step.",
    about=("raised",),
)
def graph_twice(x, y, lr, steps):
    w, b = leaves(x)
    loss = ((x[:, 0] * w + b - y) ** 2).mean()
    for _ in range(steps):
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad = b.grad = None
    return w, b


@line.mistake(
    "whole-numbers",
    "a tensor of whole numbers is to require grad",
    "torch.tensor(0) is int64; torch.tensor(0.) or torch.zeros(1) can be differentiated.",
    about=("raised",),
)
def whole_numbers(x, y, lr, steps):
    w = torch.tensor(0, requires_grad=True)
    return w, w


@line.mistake(
    "float-grad",
    ".grad is asked of a Python number: w is a float, not a tensor",
    "w = torch.zeros(1, requires_grad=True) is a tensor that autograd follows.",
    about=("raised",),
)
def float_grad(x, y, lr, steps):
    w = b = 0.0
    for _ in range(steps):
        ((x[:, 0] * w + b - y) ** 2).mean()
        w -= lr * w.grad
        b -= lr * b.grad
    return w, b


@line.mistake(
    "made-in-the-loop",
    "a name is used before it has a value, as one that is made inside the loop when steps is 0",
    "w and b start before the loop: with steps = 0 they are returned as they started, and inside "
    "the loop they would start anew in every round.",
    about=("raised",),
)
def made_inside(x, y, lr, steps):
    for _ in range(steps):
        w, b = leaves(x)
        ((x[:, 0] * w + b - y) ** 2).mean().backward()
        w.data -= lr * w.grad
        b.data -= lr * b.grad
    return w, b


@line.mistake(
    "stops-early",
    "the loop ends before all steps are taken, as soon as the gradient, the loss or its change is "
    "small",
    "`steps` says how many: exactly that many, however little the last ones do.",
)
def stops_before_a_small_step(x, y, lr, steps):
    return stopped(x, y, lr, steps, at=lambda done, size: size < 1e-6)


@line.also("stops-early")
def stops_after_a_small_step(x, y, lr, steps):
    return stopped(x, y, lr, steps, at=lambda done, size: done and size < 1e-6)


@line.also("stops-early")
def stops_at_a_small_change(x, y, lr, steps):
    return stopped(x, y, lr, steps, at=lambda done, size: done > 1 and size < 1e-6)


def stopped(x, y, lr, steps, at):
    """Right steps, until ``at`` is true of how many are done and of the gradient's size."""
    w, b = torch.zeros(()), torch.zeros(())
    for done in range(steps):
        dw, db = line_gradients(x, y, w, b)
        if at(done, float(dw.abs() + db.abs())):
            break
        w, b = w - lr * dw, b - lr * db
    return w, b
