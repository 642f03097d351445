"""repeated-grads: backward adds; a measurement must not."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER, remembers
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

repeated = Entry(
    Exercise(
        id="repeated-grads",
        title="The same derivative, n times",
        chapter=CHAPTER,
        symbol="repeated_grads",
        contract="`repeated_grads(w0, n)` is a list of n floats: d(w²)/dw at w = w0 (a Python "
        "float), measured n times with backward. n = 0 gives [].",
        parts=(
            Part("measurements", 1, ("grads", "second grads")),
            Part("n = 0", 1, ("grads", "none")),
        ),
        minutes=10,
        difficulty=2,
        importance=5,
        hints=(
            "All n numbers are equal. If yours grow, what does backward do to a .grad that "
            "already holds something?",
            "Clear w.grad between two measurements, after you have read it, and put a number into "
            "the list, not the tensor w.grad itself.",
            "In the loop: `loss = w**2`, `loss.backward()`, `found.append(w.grad.item())`, "
            "`w.grad = None`.",
        ),
        labels={
            "grads": "repeated_grads(w0, n)",
            "none": "repeated_grads(w0, 0)",
            "second grads": "a second call, at another w0",
        },
    ),
)


@repeated.cases
def cases(draw: Draw) -> list[Case]:
    n, other = draw.distinct(2, 3, 5)
    return [
        Case(
            "two places",
            {
                "w0": draw.number(2.1, 3.9) + 0.003,
                "n": n,
                "second w0": -draw.number(1.1, 1.9) - 0.003,
                "second n": other,
            },
            {n: "the number of measurements n"},
        )
    ]


@repeated.reference
def reference(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        loss = w**2
        loss.backward()
        found.append(w.grad.item())
        w.grad = None
    return found


@repeated.variant("a new leaf every time, tensors in the list")
def new_leaves(w0, n):
    found = []
    for _ in range(n):
        w = torch.tensor([w0], requires_grad=True)
        (w * w).sum().backward()
        found.append(w.grad)
    return found


@repeated.variant("cleared before, in float64")
def cleared_before(w0, n):
    w = torch.tensor(w0, dtype=torch.float64, requires_grad=True)
    found = []
    while len(found) < n:
        if w.grad is not None:
            w.grad.zero_()
        torch.square(w).backward()
        found.append(float(w.grad))
    return found


@repeated.variant("torch.autograd.grad in a comprehension")
def comprehension(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    return [torch.autograd.grad(w**2, w)[0].item() for _ in range(n)]


@repeated.variant("the difference to the measurement before")
def differences(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    before, found = 0.0, []
    for _ in range(n):
        (w**2).backward()
        found.append(w.grad.item() - before)
        before = w.grad.item()
    return found


@repeated.variant("one graph kept, a copy of the gradient, a tuple")
def kept_graph(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    loss, found = w**2, ()
    for _ in range(n):
        loss.backward(retain_graph=True)
        found += (w.grad.clone(),)
        w.grad.zero_()
    return found


@repeated.variant("by hand")
def by_hand(w0, n):
    return n * [2 * w0]


@repeated.mistake(
    "accumulates",
    "w.grad is never cleared: every backward adds to it, 1, 2, 3, … times the derivative",
    "backward adds to .grad. Clear it between two measurements: w.grad = None, or w.grad.zero_() "
    "(with its brackets: without them nothing is called).",
)
def accumulates(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        (w**2).backward()
        found.append(w.grad.item())
    return found


@repeated.mistake(
    "alias",
    "all n entries are the gradient after the last backward, which has grown in every round: w.grad "
    "itself is kept, and all entries are one tensor, or it is read once, behind the loop",
    "w.grad names a tensor that later backward calls write into. Keep a number, w.grad.item(), "
    "and clear the gradient.",
)
def alias(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        (w**2).backward()
        found.append(w.grad)
    return found


@repeated.mistake(
    "zeroed-too-early",
    "the entries are zero: the gradient is cleared before it is read, or the list keeps the "
    "tensor w.grad itself, which zero_() clears later",
    "Read the number first, w.grad.item(), and only then clear.",
)
def zeroed_early(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        (w**2).backward()
        w.grad.zero_()
        found.append(w.grad.item())
    return found


@repeated.also("zeroed-too-early")
def alias_zeroed(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        (w**2).backward()
        found.append(w.grad)
        w.grad.zero_()
    return found


@repeated.mistake(
    "zero-grad-of-none",
    "the gradient is cleared before the first backward, when it is still None",
    "w.grad is None until backward has run once. Clear it after reading, or set w.grad = None.",
    about=("raised",),
)
def zero_none(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        w.grad.zero_()
        (w**2).backward()
        found.append(w.grad.item())
    return found


@repeated.mistake(
    "none-read",
    "w.grad is read when it is None: before backward, after it was set to None, or on a tensor "
    "that is no leaf",
    "First backward, then read, then clear.",
    about=("raised", "grads"),
)
def none_read(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        (w**2).backward()
        w.grad = None
        found.append(w.grad.item())
    return found


@repeated.also("none-read")
def none_kept(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    found = []
    for _ in range(n):
        (w**2).backward()
        w.grad = None
        found.append(w.grad)
    return found


@repeated.also("none-read")
def none_backward(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    return [(w**2).backward() for _ in range(n)]


@repeated.mistake(
    "graph-used-twice",
    "the loss is computed once, before the loop: its graph is freed by the first backward",
    "Compute w**2 anew in every round: every backward needs a graph of its own.",
    about=("raised",),
)
def one_graph(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    loss = w**2
    found = []
    for _ in range(n):
        loss.backward()
        found.append(w.grad.item())
        w.grad = None
    return found


@repeated.mistake(
    "grad-called",
    "w.grad is called like a method: `w.grad()`",
    "grad is an attribute; without brackets it is read.",
    about=("raised",),
    hint=3,
)
def grad_called(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    return [((w**2).backward(), w.grad())[1] for _ in range(n)]


@repeated.mistake(
    "tensor-has-no-zero-grad",
    "zero_grad is asked of a tensor: optimizers and modules have it, tensors have not",
    "For a tensor: w.grad.zero_(), or w.grad = None.",
    about=("raised",),
)
def zero_grad(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    for _ in range(n):
        (w**2).backward()
        w.zero_grad()
    return []


@repeated.also("tensor-has-no-zero-grad")
def zero_grad_of_grad(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    for _ in range(n):
        (w**2).backward()
        w.grad.zero_grad()
    return []


@repeated.also("tensor-has-no-zero-grad")
def zero_without_underscore(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    for _ in range(n):
        (w**2).backward()
        w.grad.zero()
    return []


@repeated.mistake(
    "one-measurement",
    "one measurement is taken, whatever n says",
    "The steps are repeated n times: they belong into a loop over range(n), and the return behind "
    "it.",
)
def once(w0, n):
    return [2 * w0]


@repeated.mistake(
    "too-many",
    "one measurement too many is taken",
    "range(n) gives n rounds; range(n + 1) one more.",
)
def too_many(w0, n):
    return [2 * w0] * (n + 1)


@repeated.mistake(
    "too-few", "one measurement too few is taken", "range(1, n) gives n − 1 rounds; range(n) n."
)
def too_few(w0, n):
    return [2 * w0] * (n - 1)


@repeated.mistake(
    "number",
    "one number or one tensor is returned, not a list",
    "Begin with an empty list, append one float per round, and return the list.",
)
def number(w0, n):
    return 2 * w0


@repeated.also("number")
def number_tensor(w0, n):
    return torch.tensor(2 * w0)


@repeated.also("number")
def number_or_nothing(w0, n):
    return 2 * w0 if n else None


@repeated.mistake(
    "nothing-returned", "nothing is returned", "A function without `return` gives None."
)
def nothing(w0, n):
    reference(w0, n)


@repeated.mistake(
    "nothing-for-zero",
    "n = 0 is not answered with an empty list",
    "Without a round the list stays empty, and is returned all the same.",
    about=("none", "raised"),
)
def none_for_zero(w0, n):
    return [2 * w0] * n if n else None


@repeated.also("nothing-for-zero")
def one_for_zero(w0, n):
    return [2 * w0] * max(n, 1)


@repeated.also("nothing-for-zero")
def number_for_zero(w0, n):
    return [2 * w0] * n if n else 0.0


@repeated.also("nothing-for-zero")
def zero_for_zero(w0, n):
    return [2 * w0] * n if n else [0.0]


@repeated.also("nothing-for-zero")
def undefined_for_zero(w0, n):
    for _ in range(n):
        found = [2 * w0] * n
    return found


@repeated.mistake(
    "a-generator",
    "a generator is returned, not a list",
    "`yield` and ( … for … ) make generators: list(…) makes a list of them.",
)
def generator(w0, n):
    return (2 * w0 for _ in range(n))


@repeated.also("number")
def tensor(w0, n):
    return torch.full((n,), 2 * w0)


@repeated.mistake(
    "values",
    "the list holds values of w**2, not derivatives",
    "The derivative is w.grad after backward: 2·w.",
)
def values(w0, n):
    return [w0**2] * n


@repeated.mistake(
    "w-itself", "the list holds w, not derivatives", "The derivative is w.grad after backward: 2·w."
)
def w_itself(w0, n):
    return [w0] * n


@repeated.mistake(
    "descends",
    "w moves from one measurement to the next, as in gradient descent",
    "All measurements are taken at w0: do not change w.",
)
def descends(w0, n):
    return [2 * w0 * 0.8**i for i in range(n)]


@repeated.also("descends")
def descends_little(w0, n):
    return [2 * w0 * 0.98**i for i in range(n)]


@repeated.also("descends")
def flips(w0, n):
    return [2 * w0 * (-1) ** i for i in range(n)]


@repeated.mistake(
    "memory",
    "something from the call before is still there: a global tensor's gradient, or a list that "
    "is a default argument",
    "Every call answers for itself: make the leaf and the list inside the function.",
    about=("none", "second grads"),
)
@remembers(3)
def default_list():
    found = []

    def answer(w0, n):
        for _ in range(n):
            found.append(2 * w0)
        return found

    return answer


@repeated.also("memory")
@remembers(3)
def global_leaf():
    w = torch.zeros((), requires_grad=True)
    last = [0.0]

    def answer(w0, n):
        w.data.fill_(w0)
        found = []
        for _ in range(n):
            (w**2).backward()
            found.append(w.grad.item() - (last[0] if found else 0.0))
            last[0] = w.grad.item()
        return found

    return answer


@repeated.mistake(
    "nested",
    "every entry is a list or a tuple of its own",
    "append(w.grad.item()) adds one number; append([…]) adds a list.",
)
def nested(w0, n):
    return [[2 * w0] for _ in range(n)]


@repeated.also("nested")
def nested_tuple(w0, n):
    return [(torch.tensor(2 * w0),) for _ in range(n)]


@repeated.mistake(
    "backward-twice",
    "every measurement is twice the derivative: backward ran twice before it was read",
    "One backward, one number.",
)
def twice(w0, n):
    return [4 * w0] * n


@repeated.mistake("sign", "the sign is turned", "d(w²)/dw = +2·w.")
def sign(w0, n):
    return [-2 * w0] * n


@repeated.mistake(
    "no-requires-grad",
    "the loss has no graph: w does not require grad, or no longer",
    "torch.tensor(w0, requires_grad=True); item, detach and no_grad cut the graph.",
    about=("raised",),
)
def not_required(w0, n):
    w = torch.tensor(w0)
    for _ in range(n):
        (w**2).backward()
    return []


@repeated.mistake(
    "float-has-no-backward",
    "a Python number is asked for backward or for its gradient",
    "autograd records operations on tensors: w = torch.tensor(w0, requires_grad=True).",
    about=("raised",),
)
def python_float(w0, n):
    for _ in range(n):
        (w0**2).backward()
    return []


@repeated.also("float-has-no-backward")
def python_float_method(w0, n):
    w0.requires_grad_()
    return []


@repeated.also("float-has-no-backward")
def python_float_grad(w0, n):
    return [w0.grad] * n


@repeated.mistake(
    "empty",
    "the list stays empty",
    "Append the number in every round: found.append(w.grad.item()).",
)
def empty(w0, n):
    return []


@repeated.mistake(
    "counts-from-n",
    "the entries are multiples of the derivative other than 1",
    "Every entry is 2·w0, the derivative, once.",
)
def starts_at_zero(w0, n):
    return [2 * w0 * i for i in range(n)]


@repeated.mistake(
    "cleared-only-once",
    "the gradient is cleared once, and adds up afterwards",
    "Clear it in every round.",
)
def cleared_once(w0, n):
    return [2 * w0] + [2 * w0 * (i + 1) for i in range(n - 1)] if n else []


@repeated.also("alias")
def read_behind_the_loop(w0, n):
    w = torch.tensor(w0, requires_grad=True)
    for _ in range(n):
        (w**2).backward()
    return [w.grad.item()] * n if n else []


@repeated.also("one-measurement")
def returned_in_the_loop(w0, n):
    found = []
    for _ in range(n):
        w = torch.tensor(w0, requires_grad=True)
        (w**2).backward()
        found.append(w.grad.item())
        return found
    return found
