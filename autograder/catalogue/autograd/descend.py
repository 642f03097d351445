"""descend: gradient descent on any scalar function."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

descent = Entry(
    Exercise(
        id="descend",
        title="Gradient descent",
        chapter=CHAPTER,
        symbol="descend",
        contract="`descend(f, w0, lr, steps)` is a new tensor: where `steps` ≥ 0 steps of gradient "
        "descent, w ← w − lr · ∇f(w), lead from a copy of the float tensor w0. f takes a tensor of "
        "w0's shape and gives a scalar tensor. w0 keeps its values.",
        parts=(
            Part("one step", 1, ("after 1",)),
            Part("several steps", 1, ("after 1", "after 3")),
            Part(
                "no step and w0 kept", 1, ("after 1", "inputs", "after 0", "w0 later", "other lr")
            ),
        ),
        minutes=15,
        difficulty=3,
        importance=5,
        hints=(
            "Make a leaf of your own from w0. Then, `steps` times: forward, backward, step, clear.",
            "The value has to be computed anew in every round, since w has moved; and the gradient "
            "of the round before must be gone. You have written the step already: gd_step.",
            "`w = w0.clone().requires_grad_()`, then in a loop over range(steps): `f(w).backward()` "
            "and `gd_step(w, lr)`; at the end `return w.detach()`.",
        ),
        labels={
            "after 1": "descend(f, w0, lr, 1)",
            "inputs": "the argument w0",
            "after 3": "descend(f, w0, lr, 3)",
            "after 0": "descend(f, w0, lr, 0)",
            "w0 later": "w0, after the result of descend(f, w0, lr, 0) was changed",
            "other lr": "descend(f, w0, lr, 1) with another lr",
        },
    ),
)


@descent.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns = draw.distinct(2, 2, 4)
    found = []
    for name, shape, double in (
        ("a vector", (rows + 1,), False),
        ("a matrix in float64", (rows, columns), True),
        ("a vector of one number", (1,), False),
    ):
        inputs: dict = {
            "w0": _some(draw, shape, 0.5, 1.9),
            "target": _some(draw, shape, 0.5, 1.9),
            "weight": _some(draw, shape, 0.4, 0.9).abs(),
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        inputs |= {
            "mixed": draw.number(0.05, 0.12),
            "lr": draw.number(0.13, 0.24),
            "other lr": draw.number(0.31, 0.43),
        }
        found.append(Case(name, inputs))
    return found


def _some(draw: Draw, shape: tuple[int, ...], low: float, high: float) -> torch.Tensor:
    # Of one number the sign would always be the same.
    return draw.real(*shape, low=low, high=high) if shape != (1,) else draw.real(2, low=low)[1:]


@descent.reference
def reference(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.detach()


@descent.variant("torch.autograd.grad, rebinding")
def by_grad(f, w0, lr, steps):
    w = w0.detach().clone()
    for _ in range(steps):
        w.requires_grad_(True)
        (slope,) = torch.autograd.grad(f(w), w)
        w = (w - lr * slope).detach()
    return w


@descent.variant("a new leaf in every step")
def new_leaf(f, w0, lr, steps):
    w = torch.tensor(w0.tolist(), dtype=w0.dtype, requires_grad=True)
    while steps > 0:
        loss = f(w)
        loss.backward()
        w = (w.data - lr * w.grad).requires_grad_()
        steps -= 1
    return w


@descent.variant("w.data and zero_, with the path recorded")
def with_path(f, w0, lr, steps):
    w = torch.empty_like(w0).copy_(w0).requires_grad_()
    path = [w.detach().clone()]
    for i in range(steps):
        if i > 0:
            w.grad.zero_()
        loss = f(w)
        loss.backward()
        w.data -= lr * w.grad
        path.append(w.detach().clone())
    return path[-1]


@descent.variant("recursion")
def recursion(f, w0, lr, steps):
    if steps == 0:
        return w0.clone()
    w = w0.clone().requires_grad_()
    f(w).backward()
    return recursion(f, w.detach() - lr * w.grad, lr, steps - 1)


@descent.variant("torch's own optimizer")
def library(f, w0, lr, steps):
    w = torch.nn.Parameter(w0.clone())
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()
    return w


@descent.variant("the graph kept through all steps")
def kept_graph(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        (slope,) = torch.autograd.grad(f(w), w, create_graph=True)
        w = w - lr * slope
    return w


@descent.mistake(
    "accumulates",
    "the gradient is not cleared between the steps: every step uses the sum of all so far",
    "backward adds to .grad. Clear it after every step.",
)
def accumulates(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad
    return w


@descent.mistake(
    "w0-changed",
    "w0 itself walks: no copy was made",
    "`w = w0` is a second name for one tensor, and w0.detach() shares its memory. w0.clone() is "
    "a copy.",
    about=("inputs",),
)
def no_copy(f, w0, lr, steps):
    w = w0.requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad
        w.grad = None
    return w


@descent.also("w0-changed")
def no_copy_detached(f, w0, lr, steps):
    w = w0.detach().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad
        w.grad = None
    return w.detach()


@descent.also("w0-changed")
def no_copy_accumulates(f, w0, lr, steps):
    w = w0.requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad
    return w


@descent.mistake(
    "in-place-on-a-leaf",
    "w is changed in place while autograd is recording",
    "The update is no part of f: put it under `with torch.no_grad():`.",
    about=("raised",),
)
def in_place(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w -= lr * w.grad
        w.grad = None
    return w


@descent.mistake(
    "ascent",
    "the steps go uphill: lr · gradient is added",
    "The gradient points to where f grows; descent goes the other way.",
)
def ascent(f, w0, lr, steps):
    return reference(f, w0, -lr, steps)


@descent.mistake(
    "rebound",
    "the first step makes a w that is no leaf, or does not require grad: its .grad is None in the "
    "second",
    "`w = w - …` makes a new tensor. Change w in place under torch.no_grad(), or make the new one "
    "a leaf: (…).detach().requires_grad_().",
    about=("raised",),
)
def rebound(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w = w - lr * w.grad
    return w


@descent.mistake(
    "copy-is-no-leaf",
    "the .grad that is used in the first step is None: w is no leaf, does not require grad, or "
    "backward has not run",
    "A copy of a tensor that requires grad is no leaf. First the copy, then the flag: "
    "w0.clone().requires_grad_(), and backward before .grad is read.",
    about=("raised",),
)
def copy_is_no_leaf(f, w0, lr, steps):
    w = w0.requires_grad_().clone()
    for _ in range(steps):
        f(w).backward()
        with torch.no_grad():
            w -= lr * w.grad
    return w


@descent.mistake(
    "requires-grad-lost",
    "f(w) has no graph: after the first step w does not require grad any more",
    "What is computed under no_grad, or from detached tensors, does not require grad. Change w in "
    "place, or call requires_grad_() on the new one.",
    about=("raised",),
)
def lost(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        with torch.no_grad():
            w = w - lr * w.grad
    return w


@descent.mistake(
    "rebound-then-cleared",
    "a .grad is cleared that is None: of the new tensor that `w = w − …` makes, or before the first "
    "backward",
    "Change w in place, under torch.no_grad(), so that it stays the leaf that holds the gradient; "
    "clear it after the step.",
    about=("raised",),
)
def rebound_cleared(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        with torch.no_grad():
            w = w - lr * w.grad
            w.grad.zero_()
    return w


@descent.mistake(
    "no-requires-grad",
    "what f gives has no graph from the start: what f is called with does not require grad, or the "
    "loop stands under no_grad",
    "w0 comes without it: w = w0.clone().requires_grad_(), and f(w). Only the update belongs under "
    "no_grad.",
    about=("raised",),
)
def not_required(f, w0, lr, steps):
    w = w0.clone()
    for _ in range(steps):
        f(w).backward()
        w = w - lr * w.grad
    return w


@descent.mistake(
    "one-step-too-many", "one step too many is taken", "range(steps) gives `steps` rounds."
)
def too_many(f, w0, lr, steps):
    return reference(f, w0, lr, steps + 1)


@descent.mistake(
    "one-step-too-few",
    "one step too few is taken",
    "range(1, steps) gives steps − 1 rounds; and what is returned has to be w after the last step.",
)
def too_few(f, w0, lr, steps):
    return reference(f, w0, lr, max(steps - 1, 0))


@descent.mistake(
    "one-step",
    "one step is taken, whatever `steps` says: the number is not used, or the loop is left in its "
    "first round, by a return or a break",
    "`return` stands behind the loop, not in it.",
    about=("after 3", "after 0"),
)
def one_step(f, w0, lr, steps):
    return reference(f, w0, lr, 1)


@descent.also("one-step")
def returns_in_loop(f, w0, lr, steps):
    return reference(f, w0, lr, 1) if steps else None


@descent.also("one-step")
def at_most_one(f, w0, lr, steps):
    return reference(f, w0, lr, min(steps, 1))


@descent.mistake(
    "nothing-for-no-steps",
    "`steps` = 0 is not answered with a copy of w0",
    "Without a step the answer is where it began: return w behind the loop.",
    about=("after 0", "raised"),
)
def none_for_zero(f, w0, lr, steps):
    return reference(f, w0, lr, steps) if steps else None


@descent.also("nothing-for-no-steps")
def at_least_one(f, w0, lr, steps):
    return reference(f, w0, lr, max(steps, 1))


@descent.also("nothing-for-no-steps")
def undefined_for_zero(f, w0, lr, steps):
    w = w0
    for _ in range(steps):
        w = new = reference(f, w, lr, 1)
    return new


@descent.also("nothing-for-no-steps")
def grad_none_at_the_end(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad
        w.grad = None
    if not steps:
        w.grad.zero_()
    return w


@descent.mistake(
    "not-new",
    "with steps = 0 the result is w0 itself, or shares its memory",
    "The contract asks for a new tensor: w0.clone(). Who changes the result must not change w0.",
    about=("w0 later",),
)
def same_tensor(f, w0, lr, steps):
    return reference(f, w0, lr, steps) if steps else w0


@descent.mistake(
    "stale-gradient",
    "the gradient is computed once, at w0, and used in every step",
    "w has moved, so its slope has changed: f(w) and backward belong into the loop.",
)
def stale(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    f(w).backward()
    return w.detach() - lr * w.grad * steps


@descent.mistake(
    "graph-used-twice",
    "f(w) is computed once, before the loop: its graph is freed by the first backward",
    "w has moved: compute f(w) anew in every round.",
    about=("raised",),
)
def one_graph(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    loss = f(w)
    for _ in range(steps):
        loss.backward()
        w.data -= lr * w.grad
        w.grad = None
    return w


@descent.mistake(
    "two-steps-in-one",
    "every step is taken twice",
    "`steps` counts updates: one forward, one backward, one update each.",
)
def two_in_one(f, w0, lr, steps):
    return reference(f, w0, lr, 2 * steps)


@descent.mistake(
    "step-twice-as-long",
    "every step is twice as long: the update or backward runs twice on one gradient",
    "One backward and one update per step.",
)
def twice_as_long(f, w0, lr, steps):
    return reference(f, w0, 2 * lr, steps)


@descent.mistake(
    "lr-missing", "the whole gradient is subtracted: lr is missing", "w ← w − lr · ∇f(w)."
)
def no_lr(f, w0, lr, steps):
    return reference(f, w0, 1.0, steps)


@descent.mistake("lr-divides", "the gradient is divided by lr", "w ← w − lr · ∇f(w).")
def divided(f, w0, lr, steps):
    return reference(f, w0, 1 / lr, steps)


@descent.mistake(
    "lr-fixed", "a fixed learning rate is used in the place of lr", "The caller chooses lr."
)
def fixed(f, w0, lr, steps):
    return reference(f, w0, 0.1, steps)


@descent.also("lr-fixed")
def fixed_less(f, w0, lr, steps):
    return reference(f, w0, 0.01, steps)


@descent.mistake(
    "lr-shrinks",
    "lr gets smaller from step to step",
    "All steps use the same lr.",
    about=("after 3", "other lr"),
)
def shrinks(f, w0, lr, steps):
    w = w0
    for i in range(steps):
        w = reference(f, w, lr / (i + 1), 1)
    return w.clone()


@descent.also("lr-shrinks")
def shrinks_by_half(f, w0, lr, steps):
    w = w0
    for i in range(steps):
        w = reference(f, w, lr * 0.5**i, 1)
    return w.clone()


@descent.mistake(
    "momentum",
    "the steps carry momentum: something of the earlier gradients is added",
    "Plain gradient descent uses the gradient at the present w alone.",
    about=("after 3", "other lr"),
)
def momentum(f, w0, lr, steps):
    w, speed = w0.clone(), torch.zeros_like(w0)
    for _ in range(steps):
        slope = w - reference(f, w, 1.0, 1)
        speed = 0.9 * speed + slope
        w = w - lr * speed
    return w


@descent.mistake(
    "no-movement",
    "w stays where it was: the new values went into a local copy, or the gradient was zero when "
    "the step was taken",
    "First backward, then the step, then clear; and return the w that has moved.",
)
def no_movement(f, w0, lr, steps):
    return w0.clone()


@descent.mistake(
    "no-movement-of-w0",
    "w0 itself is returned, unmoved",
    "Return the w that has moved.",
)
def w0_returned(f, w0, lr, steps):
    return w0


@descent.mistake(
    "value-returned",
    "the value of f is returned, not w",
    "The result is where the steps lead: w, of w0's shape.",
)
def value(f, w0, lr, steps):
    return f(reference(f, w0, lr, steps))


@descent.also("value-returned")
def value_item(f, w0, lr, steps):
    return f(reference(f, w0, lr, steps)).item()


@descent.also("value-returned")
def last_value(f, w0, lr, steps):
    return f(reference(f, w0, lr, max(steps - 1, 0)))


@descent.mistake(
    "gradient-returned",
    "the gradient is returned, not w",
    "The result is where the steps lead: w, of w0's shape.",
)
def gradient(f, w0, lr, steps):
    w = reference(f, w0, lr, max(steps - 1, 0))
    return w - reference(f, w, 1.0, 1)


@descent.also("gradient-returned")
def gradient_at_the_end(f, w0, lr, steps):
    w = reference(f, w0, lr, steps)
    return w - reference(f, w, 1.0, 1)


@descent.mistake(
    "step-returned",
    "w is replaced by the step, −lr · gradient: w itself is missing on the right",
    "w ← w − lr · ∇f(w): the step is subtracted from what w is.",
)
def step_returned(f, w0, lr, steps):
    return reference(f, w0, lr, 1) - w0


@descent.mistake(
    "nothing-returned", "nothing is returned", "A function without `return` gives None."
)
def nothing(f, w0, lr, steps):
    reference(f, w0, lr, steps)


@descent.mistake(
    "a-list",
    "a Python list is returned: the whole path, or the numbers of w",
    "The result is one tensor: w after the last step.",
)
def a_list(f, w0, lr, steps):
    return [reference(f, w0, lr, i) for i in range(steps + 1)]


@descent.also("a-list")
def a_list_of_steps(f, w0, lr, steps):
    return [reference(f, w0, lr, i + 1) for i in range(steps)]


@descent.also("a-list")
def numbers(f, w0, lr, steps):
    return reference(f, w0, lr, steps).tolist()


@descent.mistake(
    "a-number",
    "a Python number is taken out of w: .item() or float(…)",
    "w has the shape of w0: return the tensor.",
)
def number(f, w0, lr, steps):
    return reference(f, w0, lr, steps).item()


@descent.mistake(
    "backward-of-f",
    "backward or grad is asked of the function f, or of a number taken out of f(w) (.item(), float)",
    "The tensor f(w) has backward; f is a recipe, and a number has no graph.",
    about=("raised",),
)
def backward_of_f(f, w0, lr, steps):
    f.backward()


@descent.also("backward-of-f")
def grad_of_f(f, w0, lr, steps):
    return w0 - lr * f.grad


@descent.also("backward-of-f")
def item_first(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    f(w).item().backward()


@descent.mistake(
    "grad-called",
    "w.grad is called like a method: `w.grad()`",
    "grad is an attribute; without brackets it is read.",
    about=("raised",),
    hint=3,
)
def grad_called(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad()
    return w


@descent.also("rebound-then-cleared")
def none_cleared(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        w.grad.zero_()
        f(w).backward()
        w.data -= lr * w.grad
    return w


@descent.mistake(
    "tensor-has-no-zero-grad",
    "zero_grad is asked of a tensor: optimizers and modules have it",
    "For a tensor: w.grad.zero_(), or w.grad = None.",
    about=("raised",),
)
def zero_grad(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad
        w.zero_grad()
    return w


@descent.also("tensor-has-no-zero-grad")
def zero_grad_of_grad(f, w0, lr, steps):
    w = w0.clone().requires_grad_()
    for _ in range(steps):
        f(w).backward()
        w.data -= lr * w.grad
        w.grad.zero_grad()
    return w


@descent.mistake(
    "flattened",
    "f gets a flattened w, or the result is flat",
    "w keeps the shape of w0.",
    about=("raised", "after 1"),
)
def flattened(f, w0, lr, steps):
    return reference(f, w0, lr, steps).flatten()


@descent.also("flattened")
def flattened_inside(f, w0, lr, steps):
    return reference(f, w0.flatten(), lr, steps)


@descent.mistake(
    "always-from-w0",
    "every step starts from w0 again: w0 − lr · gradient",
    "w ← w − lr · ∇f(w): each step starts where the one before ended.",
    about=("after 3", "other lr"),
)
def from_w0(f, w0, lr, steps):
    w = w0
    for _ in range(steps):
        w = w0 - w + reference(f, w, lr, 1)
    return w.clone()


@descent.mistake(
    "stops-early",
    "the loop ends before `steps` steps are done",
    "`steps` says how many, whatever f does.",
    about=("after 3",),
)
def stops(f, w0, lr, steps):
    return reference(f, w0, lr, min(steps, 2))


@descent.mistake(
    "over-numel",
    "the step is divided by the number of elements",
    "Every element moves by lr times its own slope; nothing is averaged.",
)
def over_numel(f, w0, lr, steps):
    return reference(f, w0, lr / w0.numel(), steps)


@descent.mistake(
    "sign-only",
    "only the sign or the direction of the gradient is used",
    "A steep slope means a long step: lr · gradient.",
)
def sign_only(f, w0, lr, steps):
    w = w0
    for _ in range(steps):
        w = w - lr * (w - reference(f, w, 1.0, 1)).sign()
    return w.clone()


@descent.also("sign-only")
def normalised(f, w0, lr, steps):
    w = w0
    for _ in range(steps):
        slope = w - reference(f, w, 1.0, 1)
        w = w - lr * slope / slope.norm()
    return w.clone()


@descent.mistake(
    "adam",
    "the steps are those of Adam: the first has the length lr in every element",
    "Plain gradient descent is w ← w − lr · gradient, as optim.SGD does it without options.",
)
def adam(f, w0, lr, steps):
    w, mean, square = w0, torch.zeros_like(w0), torch.zeros_like(w0)
    for t in range(1, steps + 1):
        slope = w - reference(f, w, 1.0, 1)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        w = w - lr * (mean / (1 - 0.9**t)) / ((square / (1 - 0.999**t)).sqrt() + 1e-8)
    return w.clone()


@descent.mistake(
    "from-zeros",
    "the descent starts from zeros or ones, not from w0",
    "The start matters: where one begins decides where one arrives after `steps` steps.",
)
def from_zeros(f, w0, lr, steps):
    return reference(f, torch.zeros_like(w0), lr, steps)


@descent.also("from-zeros")
def from_ones(f, w0, lr, steps):
    return reference(f, torch.ones_like(w0), lr, steps)


@descent.also("w0-changed")
def w0_walks_and_a_copy_returns(f, w0, lr, steps):
    for _ in range(steps):
        p = w0.detach().clone().requires_grad_()
        f(p).backward()
        w0 -= lr * p.grad
    return w0.clone()
