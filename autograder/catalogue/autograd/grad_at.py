"""grad-at: the derivative of a small graph at one point."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER, graph, remembers
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

derivative = Entry(
    Exercise(
        id="grad-at",
        title="Ask autograd for a derivative",
        chapter=CHAPTER,
        symbol="grad_at",
        contract="`grad_at(w0)` is one number: dz/dw at w = w0 (a Python float) for "
        "`y = w**2`, `z = 10*y + 25`.",
        parts=(
            Part("derivative", 1, ("first",)),
            Part("every call for itself", 1, ("first", "second", "third")),
        ),
        minutes=8,
        difficulty=1,
        importance=5,
        hints=(
            "Four steps: a leaf tensor, the formula, the backward pass, and then where the "
            "gradient is kept.",
            "The leaf has to be told that it wants a gradient when it is made. After z.backward() "
            "the gradient is an attribute of the leaf, not of z.",
            "`w = torch.tensor(w0, requires_grad=True)`, then y, then z, then `z.backward()`, then "
            "`return w.grad.item()`.",
        ),
        labels={
            "first": "grad_at(w0), first call",
            "second": "grad_at(w0), second call",
            "third": "grad_at(w0), third call",
        },
    ),
)


@derivative.cases
def cases(draw: Draw) -> list[Case]:
    # Numbers that a notebook's own w (2, 3) is not, nor rounded to it.
    w0 = [draw.number(4.1, 4.4), -draw.number(1.1, 1.9), draw.number(5.6, 6.9)]
    return [Case("three places", {"w0": [value + 0.003 for value in w0]})]


derivative.harmless = dict.fromkeys(
    ("3: 10 * w ** 2 + 25: Add -> Sub", "3: 25 -> 26", "3: 25 -> 24"),
    "the derivative of a constant is 0, whatever the constant",
)


@derivative.reference
def reference(w0):
    w = torch.tensor(w0, requires_grad=True)
    z = 10 * w**2 + 25
    z.backward()
    return w.grad.item()


@derivative.variant("torch.autograd.grad")
def by_grad(w0):
    w, _, z = graph(w0)
    (slope,) = torch.autograd.grad(z, w)
    return slope


@derivative.variant("by hand, no graph at all")
def by_hand(w0):
    return 20 * w0


@derivative.variant("a leaf of shape (1,), float64, requires_grad_ afterwards")
def one_element(w0):
    w = torch.tensor([w0], dtype=torch.float64)
    w.requires_grad_(True)
    y = w * w
    z = (10 * y + 25).sum()
    z.backward()
    return w.grad


@derivative.variant("the chain rule with two graphs")
def chain(w0):
    w = torch.tensor(float(w0), requires_grad=True)
    y = torch.pow(w, 2)
    y.backward()
    inner = y.detach().requires_grad_()
    (inner * 10 + 25).backward()
    return float(w.grad * inner.grad)


@derivative.variant("torch.func")
def functional(w0):
    return torch.autograd.functional.jacobian(lambda w: 10 * w**2 + 25, torch.tensor(w0))


@derivative.variant("central difference")
def difference(w0, h=1e-4):
    def z(w):
        return 10 * w**2 + 25

    return (z(w0 + h) - z(w0 - h)) / (2 * h)


@derivative.mistake(
    "grad-called",
    "w.grad is called like a method: `w.grad()`",
    "grad is an attribute, a tensor that is stored; without brackets it is read, whereas "
    "size() is a method: it computes something.",
    about=("raised",),
    hint=3,
)
def grad_called(w0):
    w, _, z = graph(w0)
    z.backward()
    return w.grad()


@derivative.mistake(
    "none",
    "None is returned: nothing at all, what backward gives back, or a .grad that is None",
    "backward stores and returns None. A .grad is None before backward has run, and always on y "
    "and z: only leaves keep theirs. Read w.grad afterwards, and return it.",
)
def no_backward(w0):
    w, _, z = graph(w0)
    return w.grad


@derivative.also("none")
def grad_of_z(w0):
    w, y, z = graph(w0)
    z.backward()
    return z.grad


@derivative.mistake(
    "grad-is-none",
    "a .grad is read that is None: z.backward() has not been called, or the tensor is no leaf",
    "Making the graph computes no derivative: z.backward() does, and it leaves dz/dw in w.grad. "
    "y.grad and z.grad stay None: they are no leaves.",
    about=("raised",),
)
def no_backward_item(w0):
    w, _, z = graph(w0)
    return w.grad.item()


@derivative.also("grad-is-none")
def backward_not_called(w0):
    w, _, z = graph(w0)
    z.backward  # noqa: B018 - the mistake itself
    return w.grad.item()


@derivative.mistake(
    "no-requires-grad",
    "z has no graph: w does not require grad, or the graph was cut off on the way",
    "Only what depends on a tensor with requires_grad=True is recorded. A misspelt attribute "
    "(w.require_grad = True) is silently useless; detach, item and no_grad cut the graph.",
    about=("raised",),
)
def not_required(w0):
    w = torch.tensor(w0)
    z = 10 * w**2 + 25
    z.backward()
    return w.grad.item()


@derivative.also("no-requires-grad")
def misspelt(w0):
    w = torch.tensor(w0)
    w.required_grad = True
    z = 10 * w**2 + 25
    z.backward()
    return w.grad.item()


@derivative.also("no-requires-grad")
def inside_no_grad(w0):
    w = torch.tensor(w0, requires_grad=True)
    with torch.no_grad():
        z = 10 * w**2 + 25
    z.backward()
    return w.grad.item()


@derivative.mistake(
    "accumulates",
    "a tensor outside of the function is used again: its gradient adds up over the calls",
    "backward adds to what .grad holds. Make a new leaf in every call, or clear .grad first.",
)
@remembers(3)
def accumulating():
    w = torch.zeros((), requires_grad=True)

    def answer(w0):
        w.data.fill_(w0)
        (10 * w**2 + 25).backward()
        return w.grad.item()

    return answer


@derivative.mistake(
    "value-of-z",
    "the value of z is returned, not its derivative",
    "z.backward() leaves the derivative in w.grad; z stays the value.",
)
def value_z(w0):
    w, _, z = graph(w0)
    z.backward()
    return z.item()


@derivative.mistake(
    "inner-derivative",
    "dy/dw is computed: the derivative of w**2 alone",
    "backward starts from what is differentiated: z.backward(), not y.backward(). The chain rule "
    "multiplies by dz/dy = 10.",
)
def inner(w0):
    w, y, _ = graph(w0)
    y.backward()
    return w.grad.item()


@derivative.mistake(
    "outer-derivative",
    "dz/dy is returned: 10, wherever w is",
    "dz/dw = dz/dy · dy/dw: the second factor is 2w.",
)
def outer(w0):
    _, y, z = graph(w0)
    return torch.autograd.grad(z, y)[0].item()


@derivative.mistake(
    "hard-coded",
    "the answer is 40, wherever w is",
    "40 is dz/dw at w = 2. The function gets w0 and has to answer for it.",
)
def hard_coded(w0):
    w = torch.tensor(2.0, requires_grad=True)
    (10 * w**2 + 25).backward()
    return w.grad.item()


@derivative.mistake(
    "both-backward",
    "two derivatives are added: backward ran from y and from z",
    "Every backward adds to w.grad. Call it once, on z.",
)
def both(w0):
    w, y, z = graph(w0)
    y.backward(retain_graph=True)
    z.backward()
    return w.grad.item()


@derivative.mistake(
    "backward-twice",
    "backward runs twice: the derivative is counted twice",
    "Every backward adds to w.grad.",
)
def twice(w0):
    w, _, z = graph(w0)
    z.backward(retain_graph=True)
    z.backward()
    return w.grad.item()


@derivative.mistake(
    "graph-used-twice",
    "backward is called twice on one graph, which is freed by the first call",
    "One call is enough: the gradient is in w.grad.",
    about=("raised",),
)
def twice_freed(w0):
    w, _, z = graph(w0)
    z.backward()
    z.backward()
    return w.grad.item()


@derivative.mistake(
    "float-has-no-backward",
    "a Python number is asked for backward, requires_grad_ or grad: w0 was not made a tensor, or "
    "the number was taken out of it (.item(), float) too early",
    "autograd records operations on tensors: w = torch.tensor(w0, requires_grad=True).",
    about=("raised",),
)
def python_float(w0):
    z = 10 * w0**2 + 25
    z.backward()
    return w0.grad


@derivative.also("float-has-no-backward")
def python_float_method(w0):
    w0.requires_grad_()
    return w0


@derivative.also("float-has-no-backward")
def python_float_grad(w0):
    return w0.grad


@derivative.also("float-has-no-backward")
def item_first(w0):
    w, _, z = graph(w0)
    z = float(z)
    z.backward()
    return w.grad


@derivative.mistake(
    "unknown-keyword",
    "a function gets an argument by a name that it does not know, such as require_grad",
    "In torch.tensor it is spelt requires_grad=True, with an s in the middle.",
    about=("raised",),
)
def keyword(w0):
    w = torch.tensor(w0, required_grad=True)
    return w.grad


@derivative.also("no-requires-grad")
def flag_too_late(w0):
    w = torch.tensor(w0)
    z = 10 * w**2 + 25
    w.requires_grad = True
    z.backward()
    return w.grad.item()


@derivative.mistake(
    "tuple-of-grad",
    "a tuple is returned: torch.autograd.grad gives one gradient per input, as a tuple",
    "Take the first one: torch.autograd.grad(z, w)[0].",
)
def a_tuple(w0):
    w, _, z = graph(w0)
    return torch.autograd.grad(z, w)


@derivative.mistake(
    "cleared-first",
    "0 is returned, wherever w is: the gradient is set to zero before it is read, or the graph is "
    "cut between w and z, as .item(), .data or .detach() do it",
    "First read w.grad, then clear it; and z has to be computed from w itself, by tensors.",
)
def cleared(w0):
    w, _, z = graph(w0)
    z.backward()
    w.grad.zero_()
    return w.grad.item()


@derivative.mistake(
    "constant-kept",
    "the 25 is added to the derivative",
    "The derivative of a constant is 0.",
)
def constant(w0):
    return 20 * w0 + 25


@derivative.mistake(
    "square-kept",
    "the square is still there: 20·w² or 10·w² is returned",
    "The derivative of w² is 2w.",
)
def square(w0):
    return 20 * w0**2


@derivative.also("square-kept")
def square_ten(w0):
    return 10 * w0**2


@derivative.mistake(
    "factor-two-missing",
    "10·w is returned: the 2 of the derivative of w² is missing, or one of the two factors of w·w is "
    "cut off from the graph",
    "The derivative of w² is 2w, so dz/dw = 10 · 2w: both factors of w·w send their part back. "
    "detach and .data cut one off.",
)
def no_two(w0):
    return 10 * w0


@derivative.mistake(
    "w-missing",
    "20 is returned, wherever w is: the w is missing, or it is the second derivative",
    "dz/dw = 10 · 2w = 20·w.",
)
def no_w(w0):
    return 20.0


@derivative.mistake(
    "squared-outside",
    "another formula was differentiated: (10·w)², or 10·w⁴",
    "z = 10·y + 25 and y = w²: only w is squared, and once.",
)
def squared_outside(w0):
    w = torch.tensor(w0, requires_grad=True)
    ((10 * w) ** 2 + 25).backward()
    return w.grad.item()


@derivative.also("squared-outside")
def squared_again(w0):
    w, y, _ = graph(w0)
    (10 * y**2 + 25).backward()
    return w.grad.item()


@derivative.mistake(
    "bracket-25",
    "25 is multiplied with w² or with w: it has become a factor",
    "z = 10·y + 25: 25 is added, so it leaves no trace in the derivative.",
)
def factor_25(w0):
    return 20 * w0 * 25


@derivative.also("bracket-25")
def linear_25(w0):
    return 20 * w0 + 25 * w0


@derivative.mistake("sign", "the sign is turned", "dz/dw = +20·w: z rises with w where w > 0.")
def sign(w0):
    return -20 * w0


@derivative.mistake(
    "absolute", "the sign of w is lost", "For w < 0 the parabola falls: the derivative is negative."
)
def absolute(w0):
    return abs(20 * w0)


@derivative.mistake(
    "rounded",
    "w0 or the result is cut to a whole number",
    "int(…) and round(…) lose what is behind the point; w0 is a float.",
)
def rounded(w0):
    return int(20 * w0)


@derivative.also("rounded")
def rounded_w(w0):
    return 20.0 * int(w0)


@derivative.also("rounded")
def rounded_near(w0):
    return round(20 * w0)


@derivative.mistake(
    "w-returned", "w0 itself is returned", "The derivative is in w.grad after z.backward()."
)
def w_returned(w0):
    return w0


@derivative.mistake(
    "y-returned", "y = w² is returned", "The derivative is in w.grad after z.backward()."
)
def y_returned(w0):
    return w0**2


@derivative.mistake(
    "a-step",
    "w after a step of gradient descent is returned",
    "The exercise asks for the derivative alone.",
)
def a_step(w0):
    return w0 - 20 * w0


@derivative.also("a-step")
def a_small_step(w0):
    return w0 - 0.1 * 20 * w0


@derivative.also("a-step")
def a_smaller_step(w0):
    return w0 - 0.01 * 20 * w0


@derivative.mistake(
    "text", "a text is returned", "Return the number; print and f-strings are for reading."
)
def text(w0):
    return f"{20 * w0}"


@derivative.mistake(
    "coarse-difference",
    "a one-sided difference is taken: it is off by 10·h",
    "autograd is exact; a difference (z(w + h) − z(w)) / h is not.",
)
def coarse(w0, h=0.01):
    return (10 * (w0 + h) ** 2 - 10 * w0**2) / h


@derivative.also("coarse-difference")
def coarse_more(w0, h=0.1):
    return (10 * (w0 + h) ** 2 - 10 * w0**2) / h


@derivative.also("coarse-difference")
def coarse_less(w0, h=0.001):
    return (10 * (w0 + h) ** 2 - 10 * w0**2) / h


@derivative.mistake(
    "a-function",
    "a function is returned and not a number: `item` without its brackets, or grad_fn",
    "w.grad.item() calls the method; grad_fn is the step of the graph, not the gradient.",
)
def a_function(w0):
    w, _, z = graph(w0)
    z.backward()
    return w.grad.item


@derivative.mistake(
    "other-power",
    "another power was differentiated: w³, or w² and its 2 kept as a power",
    "y = w**2, and its derivative is 2w.",
)
def cube(w0):
    return 30 * w0**2


@derivative.also("other-power")
def fourth(w0):
    return 20 * w0**3


@derivative.also("factor-two-missing")
def one_factor_detached(w0):
    w = torch.tensor(w0, requires_grad=True)
    (10 * w.detach() * w + 25).backward()
    return w.grad.item()


@derivative.also("cleared-first")
def cut_by_item(w0):
    w = torch.tensor(w0, requires_grad=True)
    z = torch.tensor(10 * (w**2).item() + 25, requires_grad=True)
    z.backward()
    return 0.0 if w.grad is None else w.grad.item()
