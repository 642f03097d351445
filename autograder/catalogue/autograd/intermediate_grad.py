"""intermediate-grad: the gradient of a tensor in the middle of the graph."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER, graph, remembers
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

middle = Entry(
    Exercise(
        id="intermediate-grad",
        title="A gradient in the middle of the graph",
        chapter=CHAPTER,
        symbol="intermediate_grad",
        contract="`intermediate_grad(w0)` is one number: dz/dy at w = w0 (a Python float), in the "
        "same graph `y = w**2`, `z = 10*y + 25`.",
        parts=(Part("derivative", 1, ("first", "second", "third")),),
        minutes=6,
        difficulty=2,
        importance=3,
        hints=(
            "y is not a leaf. What does its .grad hold after z.backward(), and why?",
            "Ask y to keep its gradient, before the backward pass throws it away.",
            "`y.retain_grad()` after y is computed, then z, then `z.backward()`, then `return "
            "y.grad.item()`.",
        ),
        labels={
            "first": "intermediate_grad(w0), first call",
            "second": "intermediate_grad(w0), second call",
            "third": "intermediate_grad(w0), third call",
        },
    ),
)


@middle.cases
def cases(draw: Draw) -> list[Case]:
    w0 = [draw.number(2.1, 3.9), -draw.number(1.1, 1.9), draw.number(6.1, 7.9)]
    return [Case("three places", {"w0": [value + 0.003 for value in w0]})]


middle.harmless = {
    **dict.fromkeys(
        ("5: 10 * y + 25: Add -> Sub", "5: 25 -> 26", "5: 25 -> 24"),
        "the derivative of a constant is 0, whatever the constant",
    ),
    **dict.fromkeys(
        ("3: w ** 2: Pow -> Mult", "3: 2 -> 3", "3: 2 -> 1"),
        "dz/dy does not depend on how y came about",
    ),
}


@middle.reference
def reference(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    y.retain_grad()
    z = 10 * y + 25
    z.backward()
    return y.grad.item()


@middle.variant("torch.autograd.grad")
def by_grad(w0):
    _, y, z = graph(w0)
    return torch.autograd.grad(z, y)[0]


@middle.variant("a hook on y")
def by_hook(w0):
    seen = []
    _, y, z = graph(w0)
    y.register_hook(seen.append)
    z.backward()
    return float(seen[0])


@middle.variant("y as a leaf of its own")
def own_leaf(w0):
    y = torch.tensor([w0**2], requires_grad=True)
    z = 10 * y + 25
    z.backward()
    return y.grad


@middle.variant("z.backward(inputs=…)")
def by_inputs(w0):
    _, y, z = graph(w0)
    y.retain_grad()
    z.backward(inputs=[y])
    return y.grad.item()


@middle.variant("by hand")
def by_hand(w0):
    return 10


@middle.mistake(
    "none",
    "None is returned: y is no leaf, so y.grad is None after z.backward(), as is the .grad of a tensor "
    "that z was not computed from",
    "The gradient passed through y on its way to w and was not kept. y.retain_grad(), before "
    "backward, keeps it. retain_graph keeps something else, the graph.",
)
def not_retained(w0):
    _, y, z = graph(w0)
    z.backward()
    return y.grad


@middle.mistake(
    "none-item",
    "y.grad is None when it is read: y is no leaf and does not keep its gradient, or backward has "
    "not run yet",
    "The gradient passes through y on its way to w. y.retain_grad(), called before z.backward(), "
    "keeps it; retain_graph, requires_grad_ and y.retain_grad without brackets do not.",
    about=("raised",),
)
def not_retained_item(w0):
    _, y, z = graph(w0)
    z.backward()
    return y.grad.item()


@middle.also("none-item")
def retain_not_called(w0):
    _, y, z = graph(w0)
    y.retain_grad  # noqa: B018 - the mistake itself
    z.backward()
    return y.grad.item()


@middle.mistake(
    "grad-of-w",
    "w.grad is returned: dz/dw, not dz/dy",
    "dz/dy is one link of the chain: 10. dz/dw is 10 · 2w.",
)
def grad_of_w(w0):
    w, _, z = graph(w0)
    z.backward()
    return w.grad.item()


@middle.mistake(
    "dy-dw",
    "dy/dw is returned: the other link of the chain",
    "y = w² gives dy/dw = 2w; z = 10·y + 25 gives dz/dy = 10.",
)
def dy_dw(w0):
    return 2 * w0


@middle.mistake(
    "grad-called",
    "y.grad is called like a method: `y.grad()`",
    "grad is an attribute; without brackets it is read.",
    about=("raised",),
    hint=3,
)
def grad_called(w0):
    _, y, z = graph(w0)
    y.retain_grad()
    z.backward()
    return y.grad()


@middle.also("none")
def retained_too_late(w0):
    _, y, z = graph(w0)
    z.backward()
    y.retain_grad()
    return y.grad


@middle.also("none-item")
def none_called(w0):
    _, y, z = graph(w0)
    z.backward()
    return y.grad()


@middle.mistake(
    "no-requires-grad",
    "no graph leads from the one to the other: w does not require grad, the graph was cut off, or z "
    "was not computed from this very y",
    "Only what depends on a tensor with requires_grad=True is recorded.",
    about=("raised",),
)
def not_required(w0):
    w = torch.tensor(w0)
    z = 10 * w**2 + 25
    z.backward()
    return z


@middle.mistake(
    "y-returned", "the value of y is returned", "Its gradient is y.grad, kept by y.retain_grad()."
)
def y_returned(w0):
    return w0**2


@middle.mistake(
    "z-returned",
    "the value of z is returned",
    "The gradient is y.grad, kept by y.retain_grad().",
)
def z_returned(w0):
    return 10 * w0**2 + 25


@middle.mistake(
    "one",
    "1 is returned: dz/dz, the gradient that the way back starts with, or y.backward() was called",
    "z.backward() starts with 1 at z; at y it has been multiplied by 10.",
)
def one(w0):
    _, y, z = graph(w0)
    y.retain_grad()
    y.backward()
    return y.grad.item()


@middle.mistake(
    "accumulates",
    "a tensor outside of the function is used again: its gradient adds up over the calls",
    "backward adds to what .grad holds. Make a new graph in every call.",
)
@remembers(3)
def accumulating():
    y = torch.ones((), requires_grad=True)

    def answer(w0):
        (10 * y + 25).backward()
        return y.grad.item()

    return answer


@middle.mistake(
    "backward-twice",
    "20 is returned, wherever w is: backward runs twice and the gradient is counted twice, or dz/dw "
    "is divided by w",
    "dz/dy is 10: only the way from y to z counts. Every backward adds to y.grad.",
)
def twice(w0):
    return 20.0


@middle.mistake(
    "constant-kept",
    "the 25 is counted in",
    "The derivative of a constant is 0: dz/dy = 10.",
)
def constant(w0):
    return 35.0


@middle.also("constant-kept")
def only_constant(w0):
    return 25.0


@middle.mistake("sign", "the sign is turned", "z = +10·y + 25.")
def sign(w0):
    return -10.0


@middle.mistake(
    "tuple-of-grad",
    "a tuple is returned: torch.autograd.grad gives one gradient per input, as a tuple",
    "Take the first one: torch.autograd.grad(z, y)[0].",
)
def a_tuple(w0):
    _, y, z = graph(w0)
    return torch.autograd.grad(z, y)


@middle.mistake(
    "cleared-first",
    "the gradient is zero: it was cleared before it was read, or never computed",
    "First read y.grad, then clear it.",
)
def zero(w0):
    return 0.0


@middle.mistake(
    "float-has-no-grad",
    "a Python number is asked for a gradient: numbers have none",
    "autograd records operations on tensors: w = torch.tensor(w0, requires_grad=True).",
    about=("raised",),
)
def float_backward(w0):
    z = 10 * w0**2 + 25
    z.backward()
    return z


@middle.also("float-has-no-grad")
def float_retain(w0):
    y = w0**2
    y.retain_grad()
    return y


@middle.also("float-has-no-grad")
def float_grad(w0):
    return (w0**2).grad


@middle.also("float-has-no-grad")
def float_method(w0):
    w0.requires_grad_()
    return w0


@middle.also("no-requires-grad")
def not_in_graph(w0):
    w = torch.tensor(w0, requires_grad=True)
    y = w**2
    z = 10 * w**2 + 25
    return torch.autograd.grad(z, y)[0]


@middle.mistake(
    "unknown-keyword",
    "a function gets a keyword argument that it does not know",
    "It is spelt requires_grad=True, with an s in the middle.",
    about=("raised",),
)
def keyword(w0):
    w = torch.tensor(w0, required_grad=True)
    return w.grad


@middle.mistake(
    "graph-used-twice",
    "backward is called twice on one graph, which is freed by the first call",
    "One call is enough: the gradient is in y.grad, if y was told to keep it.",
    about=("raised",),
)
def freed(w0):
    w, y, z = graph(w0)
    y.retain_grad()
    y.backward()
    z.backward()
    return y.grad.item()


@middle.mistake(
    "only-y-moves",
    "dz/dy is divided or multiplied by something: 10·w, 10·y or 5",
    "z = 10·y + 25 is a straight line in y: its slope is 10, wherever y is.",
)
def times_w(w0):
    return 10 * w0


@middle.also("only-y-moves")
def times_y(w0):
    return 10 * w0**2


@middle.also("only-y-moves")
def five(w0):
    return 5.0


@middle.mistake("w-returned", "w0 itself is returned", "The gradient is y.grad.")
def w_returned(w0):
    return w0


@middle.also("backward-twice")
def divided_by_w(w0):
    w, _, z = graph(w0)
    z.backward()
    return w.grad.item() / w0
