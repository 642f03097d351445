"""gd-step: one step of gradient descent, in place."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

stepping = Entry(
    Exercise(
        id="gd-step",
        title="One step downhill, in place",
        chapter=CHAPTER,
        symbol="gd_step",
        contract="`gd_step(w, lr) -> None` changes w in place: w ← w − lr · w.grad. w is a leaf "
        "that requires grad, and its .grad is a tensor when it is called. Afterwards "
        "w is the same leaf, still requires grad, and w.grad is cleared (None or zeros).",
        parts=(
            Part("the step", 2, ("w", "leaf")),
            Part("ready for the next one", 1, ("w.grad", "second w")),
        ),
        minutes=12,
        difficulty=3,
        importance=5,
        hints=(
            "Two things have to happen to the very tensor that the caller holds: its values move, "
            "and its gradient is cleared.",
            "`w = w - …` makes a new tensor that the caller never sees. Change w in place, and "
            "inside `with torch.no_grad():`, so that the update is not recorded.",
            "`with torch.no_grad(): w -= lr * w.grad`, then `w.grad = None`.",
        ),
        inputs={"grad": "w.grad"},
        labels={
            "w": "w after gd_step(w, lr)",
            "leaf": "what w is after gd_step(w, lr)",
            "w.grad": "w.grad after gd_step(w, lr)",
            "second w": "w after a second backward and a second step, from the same start",
        },
    ),
)


@stepping.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns = draw.distinct(2, 2, 4)
    found = []
    for name, shape, double in (
        ("a vector", (columns + 1,), False),
        ("a matrix in float64", (rows, columns), True),
        ("a vector of one number", (1,), False),
    ):
        inputs: dict = {
            key: draw.real(2, low=0.5)[1:] if shape == (1,) else draw.real(*shape, low=0.5)
            for key in ("w", "grad", "second grad")
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        rates = {"lr": draw.number(0.11, 0.29), "second lr": draw.number(0.41, 0.79)}
        found.append(Case(name, {**inputs, **rates}))
    return found


@stepping.reference
def reference(w, lr):
    with torch.no_grad():
        w -= lr * w.grad
    w.grad = None


@stepping.variant("w.data and zero_")
def data(w, lr):
    w.data = w.data - lr * w.grad.data
    w.grad.zero_()


@stepping.variant("copy_, and zeros for the gradient")
@torch.no_grad()
def copied(w, lr):
    w.copy_(w - w.grad * lr)
    w.grad = torch.zeros_like(w)
    return w


@stepping.variant("add_ with alpha, through detach")
def add_alpha(w, lr):
    w.detach().add_(w.grad, alpha=-lr)
    w.grad *= 0


@stepping.variant("indexing, and del")
def indexing(w, lr):
    grad = w.grad.clone()
    with torch.no_grad():
        w[...] = w - lr * grad
    del w.grad


@stepping.variant("set_grad_enabled, and the gradient scaled in place")
def switched(w, lr):
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    w.grad.mul_(lr)
    w.sub_(w.grad)
    torch.set_grad_enabled(before)
    w.grad = None


@stepping.variant("element by element")
def loop(w, lr):
    moved = torch.tensor(
        [v - lr * g for v, g in zip(w.flatten().tolist(), w.grad.flatten().tolist(), strict=True)],
        dtype=w.dtype,
    )
    w.data.copy_(moved.reshape(w.shape))
    w.grad = None


@stepping.variant("as one long row")
def as_view(w, lr):
    w.data.view(-1).sub_(lr * w.grad.view(-1))
    w.grad = None


@stepping.variant("requires_grad off and on again")
def off_and_on(w, lr):
    grad, w.grad = w.grad, None
    w.requires_grad_(False)
    w -= lr * grad
    w.requires_grad_(True)


@stepping.variant("torch's own optimizer")
def library(w, lr):
    optimizer = torch.optim.SGD([w], lr=lr)
    optimizer.step()
    optimizer.zero_grad()


def moved(w, change):
    """Add to the values of w, whatever they are recorded by."""
    w.detach().add_(change)


@stepping.mistake(
    "in-place-on-a-leaf",
    "w is changed in place while autograd is recording",
    "A leaf that requires grad may not be changed in place as part of the graph. The update is no "
    "part of the function: put it under `with torch.no_grad():`.",
    about=("raised",),
)
def in_place(w, lr):
    w -= lr * w.grad
    w.grad = None


@stepping.mistake(
    "local-name",
    "w itself does not move: `w = w − …` makes a new tensor under a local name, or the gradient was "
    "cleared before the step",
    "The caller holds the old tensor. w -= … or w.copy_(…), under torch.no_grad(), changes that "
    "one. First the step, then clear.",
)
def local(w, lr):
    grad = w.grad
    w.grad = None
    w = w - lr * grad


@stepping.also("local-name")
def local_kept(w, lr):
    with torch.no_grad():
        w = w - lr * w.grad
    return w


@stepping.also("local-name")
def local_zeroed(w, lr):
    w.grad.zero_()
    return w


@stepping.mistake(
    "local-name-grad",
    "w was rebound to a new tensor, as by `w = w − …`, and the new one has no .grad",
    "The result of an operation is no leaf, its .grad is None. Change the caller's tensor in "
    "place, under torch.no_grad().",
    about=("raised",),
)
def local_then_zero(w, lr):
    w = w - lr * w.grad
    w.grad.zero_()


@stepping.mistake(
    "not-cleared",
    "w.grad is not cleared: the next backward adds to it",
    "Afterwards w.grad has to be None or zeros: w.grad = None, or w.grad.zero_() with its brackets.",
)
def not_cleared(w, lr):
    moved(w, -lr * w.grad)


@stepping.also("local-name")
def cleared_first(w, lr):
    w.grad.zero_()
    with torch.no_grad():
        w -= lr * w.grad


@stepping.mistake(
    "ascent",
    "the step goes uphill: lr · w.grad is added",
    "The gradient points to where the loss grows; descent goes the other way.",
)
def ascent(w, lr):
    moved(w, lr * w.grad)
    w.grad = None


@stepping.mistake(
    "lr-missing", "the whole gradient is subtracted: lr is missing", "w ← w − lr · w.grad."
)
def no_lr(w, lr):
    moved(w, -w.grad)
    w.grad = None


@stepping.mistake(
    "lr-fixed",
    "a fixed learning rate is used in the place of lr",
    "The caller chooses lr.",
)
def fixed(w, lr):
    moved(w, -0.1 * w.grad)
    w.grad = None


@stepping.also("lr-fixed")
def fixed_less(w, lr):
    moved(w, -0.01 * w.grad)
    w.grad = None


@stepping.also("lr-fixed")
def fixed_half(w, lr):
    moved(w, -0.5 * w.grad)
    w.grad = None


@stepping.mistake(
    "two-steps", "the step is twice as long, or is taken twice", "Each gradient is used once."
)
def two_steps(w, lr):
    moved(w, -2 * lr * w.grad)
    w.grad = None


@stepping.mistake(
    "lr-divides", "the gradient is divided by lr", "A small lr means a small step: lr · w.grad."
)
def divided(w, lr):
    moved(w, -w.grad / lr)
    w.grad = None


@stepping.mistake(
    "sign-of-the-gradient",
    "only the sign of the gradient is used",
    "A steep slope means a long step: lr · w.grad.",
)
def sign_only(w, lr):
    moved(w, -lr * w.grad.sign())
    w.grad = None


@stepping.mistake(
    "normalised",
    "the gradient is divided by its length",
    "A steep slope means a long step: lr · w.grad.",
)
def normalised(w, lr):
    moved(w, -lr * w.grad / w.grad.norm())
    w.grad = None


@stepping.mistake(
    "w-zeroed",
    "w itself is zero afterwards: it was cleared in the place of its gradient",
    "w.zero_() clears the weights; w.grad.zero_() clears the gradient.",
)
def w_zeroed(w, lr):
    moved(w, -lr * w.grad)
    w.detach().zero_()


@stepping.mistake(
    "turned-round",
    "w is subtracted from the step: lr · w.grad − w",
    "w ← w − lr · w.grad: the step is subtracted from w.",
)
def turned_round(w, lr):
    w.data = lr * w.grad - w.data
    w.grad = None


@stepping.mistake(
    "averaged",
    "one number is subtracted from all elements: the mean or the sum of the gradient",
    "Every element moves by its own slope.",
)
def averaged(w, lr):
    moved(w, -lr * w.grad.mean())
    w.grad = None


@stepping.also("averaged")
def summed(w, lr):
    moved(w, -lr * w.grad.sum())
    w.grad = None


@stepping.mistake(
    "set-to-step",
    "w is replaced by the step: w itself is missing on the right",
    "w ← w − lr · w.grad: the step is subtracted from what w is.",
)
def set_to_step(w, lr):
    w.data.copy_(-lr * w.grad)
    w.grad = None


@stepping.also("set-to-step")
def set_to_positive_step(w, lr):
    w.data.copy_(lr * w.grad)
    w.grad = None


@stepping.also("set-to-step")
def set_to_grad(w, lr):
    w.data.copy_(w.grad)
    w.grad = None


@stepping.mistake(
    "scaled",
    "w is multiplied: w·(1 − lr) or w·(1 − lr·w.grad)",
    "The gradient is subtracted; how large w is does not matter.",
)
def scaled(w, lr):
    w.data.mul_(1 - lr)
    w.grad = None


@stepping.also("scaled")
def scaled_by_grad(w, lr):
    w.data.mul_(1 - lr * w.grad)
    w.grad = None


@stepping.mistake(
    "brackets",
    "brackets are around the wrong part: (w − lr) · w.grad, lr·(w − w.grad), or w − lr alone",
    "w − lr · w.grad: the product comes first.",
)
def brackets(w, lr):
    w.data.copy_((w.data - lr) * w.grad)
    w.grad = None


@stepping.also("brackets")
def brackets_outer(w, lr):
    w.data.copy_(lr * (w.data - w.grad))
    w.grad = None


@stepping.also("brackets")
def only_lr(w, lr):
    w.data.sub_(lr)
    w.grad = None


@stepping.mistake(
    "requires-grad-lost",
    "w does not require grad any more",
    "w.detach_() and w.requires_grad = False turn w itself off. torch.no_grad() around the update "
    "leaves the flag alone.",
    about=("leaf",),
)
def flag_off(w, lr):
    grad = w.grad
    w.requires_grad_(False)
    w -= lr * grad
    w.grad = None


@stepping.also("requires-grad-lost")
def detached_in_place(w, lr):
    grad = w.grad
    w.detach_()
    w -= lr * grad
    w.grad = None


@stepping.mistake(
    "grad-called",
    "w.grad is called like a method: `w.grad()`",
    "grad is an attribute; without brackets it is read.",
    about=("raised",),
    hint=3,
)
def grad_called(w, lr):
    with torch.no_grad():
        w -= lr * w.grad()


@stepping.mistake(
    "tensor-has-no-zero-grad",
    "zero_grad, step or zero is asked of a tensor: optimizers and modules have them",
    "For a tensor: w.grad.zero_(), with its underscore, or w.grad = None.",
    about=("raised",),
)
def zero_grad(w, lr):
    moved(w, -lr * w.grad)
    w.zero_grad()


@stepping.also("tensor-has-no-zero-grad")
def zero_grad_of_grad(w, lr):
    moved(w, -lr * w.grad)
    w.grad.zero_grad()


@stepping.also("tensor-has-no-zero-grad")
def zero_no_underscore(w, lr):
    moved(w, -lr * w.grad)
    w.grad.zero()


@stepping.also("tensor-has-no-zero-grad")
def step_of_tensor(w, lr):
    w.step()


@stepping.mistake(
    "backward-called",
    "backward is called on w: a leaf has no graph behind it",
    "The gradient is there already when gd_step is called: w.grad.",
    about=("raised", "w", "w.grad"),
)
def backward(w, lr):
    w.backward()
    moved(w, -lr * w.grad)
    w.grad = None


@stepping.also("backward-called")
def backward_of_sum(w, lr):
    w.sum().backward()
    moved(w, -lr * w.grad)
    w.grad = None


@stepping.also("backward-called")
def backward_of_square(w, lr):
    (w**2).sum().backward()
    moved(w, -lr * w.grad)
    w.grad = None


@stepping.mistake(
    "partly-moved",
    "only the first element or row moves",
    "Tensors subtract as a whole: w -= lr * w.grad moves every element.",
)
def first_only(w, lr):
    if w.ndim:
        w.data[0] -= lr * w.grad[0]
    else:
        moved(w, -lr * w.grad)
    w.grad = None


@stepping.mistake(
    "grad-aliased",
    "w.grad holds what is left of the step: the gradient was scaled in place, and not cleared",
    "Afterwards w.grad has to be None or zeros.",
)
def grad_scaled(w, lr):
    w.grad.mul_(lr)
    moved(w, -w.grad)


@stepping.also("grad-aliased")
def grad_is_w(w, lr):
    moved(w, -lr * w.grad)
    w.grad = w.detach().clone()


@stepping.also("grad-aliased")
def grad_ones(w, lr):
    moved(w, -lr * w.grad)
    w.grad = torch.ones_like(w)


@stepping.also("grad-aliased")
def grad_reduced(w, lr):
    moved(w, -lr * w.grad)
    w.grad -= lr * w.grad


@stepping.mistake(
    "over-numel",
    "the step is divided by the number of elements",
    "Every element moves by lr times its own slope; nothing is averaged.",
)
def over_numel(w, lr):
    moved(w, -lr * w.grad / w.numel())
    w.grad = None


@stepping.also("over-numel")
def over_rows(w, lr):
    moved(w, -lr * w.grad / len(w))
    w.grad = None
