"""numerical-gradient: central differences, one element at a time."""

from __future__ import annotations

import itertools

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

# A message may quote an input by its name.
CUBIC = "the coefficients of x³"

numerical = Entry(
    Exercise(
        id="numerical-gradient",
        title="The derivative, by trying",
        chapter=CHAPTER,
        symbol="numerical_gradient",
        contract="`numerical_gradient(f, x, h=1e-5)` is a tensor like x: for every element i the "
        "central difference (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h, where x ± h·eᵢ is x with element i "
        "alone moved by h. f takes a tensor of x's shape and gives one number, as a tensor or as a "
        "Python float. x is float64, of any shape, and keeps its values.",
        parts=(
            Part("with a given h", 1, ("gradient",)),
            Part("x kept", 1, ("gradient", "inputs")),
            Part("with the default h", 1, ("precision", "default h")),
        ),
        minutes=20,
        difficulty=3,
        importance=3,
        hints=(
            "One element at a time: how does f answer when only this element moves a little up, "
            "and then a little down?",
            "Make two copies of x for every element, move that one element in each, and call f on "
            "both. A flat view, `copy.view(-1)[i]`, reaches the i-th element in any shape.",
            "In the loop over range(x.numel()): `up, down = x.clone(), x.clone()`, then "
            "`up.view(-1)[i] += h`, `down.view(-1)[i] -= h`, then `grad.view(-1)[i] = (f(up) - "
            "f(down)) / (2 * h)`.",
        ),
        labels={
            "gradient": "numerical_gradient(f, x, h)",
            "inputs": "the argument x",
            "precision": "the dtype of what f is called with",
            "default h": "numerical_gradient(f, x) with the default h",
        },
    ),
)


@numerical.cases
def cases(draw: Draw) -> list[Case]:
    rows, columns, length = draw.distinct(3, 2, 5)
    found = []
    for name, shape, returns in (
        ("a vector, and f gives a Python float", (length,), "float"),
        ("a matrix", (rows, columns), "tensor"),
        ("a block of shape (2, 3, 2), and f gives a Python float", (2, 3, 2), "float"),
        ("one number of shape ()", (), "tensor"),
    ):
        inputs = draw.until(lambda shape=shape: _inputs(draw, shape), _rounded)
        sizes = {length: "the number of elements of x"} if shape == (length,) else {}
        found.append(Case(name, {**inputs, "returns": returns}, sizes))
    return found


def _inputs(draw: Draw, shape: tuple[int, ...]) -> dict:
    names = ("x", "second x", CUBIC, "linear")
    return {**{name: _away(draw, shape) for name in names}, "h": draw.number(0.15, 0.3)}


def _rounded(inputs: dict) -> bool:
    """An x that is moved there and back by h is not the same any more."""
    x, h = inputs["x"], inputs["h"]
    return bool(((x + h) - 2 * h + h != x).any())


def _away(draw: Draw, shape: tuple[int, ...]) -> torch.Tensor:
    # Away from zero: near it a one-sided difference is hardly off.
    if shape:
        return draw.real(*shape, low=0.4, high=1.6).double()
    return draw.real(2, low=0.4, high=1.6)[0].double()


numerical.harmless = {
    "2: torch.zeros_like -> .ones_like": "every element is written",
}


@numerical.reference
def reference(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        grad.view(-1)[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.variant("index tuples")
def by_index(f, x, h=1e-5):
    grad = torch.empty(x.shape)
    for place in itertools.product(*(range(size) for size in x.shape)):
        moved = x.clone()
        moved[place] = x[place] + h
        high = f(moved)
        moved[place] = x[place] - h
        grad[place] = (high - f(moved)) / (h + h)
    return grad


@numerical.variant("x itself is moved, and its old value put back")
def in_place_and_back(f, x, h=1e-5):
    flat = x.view(-1)
    slopes = []
    for i in range(len(flat)):
        old = flat[i].item()
        flat[i] = old + h
        high = float(f(x))
        flat[i] = old - h
        low = float(f(x))
        flat[i] = old
        slopes.append((high - low) / 2 / h)
    return torch.tensor(slopes, dtype=x.dtype).reshape(x.shape)


@numerical.variant("unit steps from an identity matrix")
def unit_steps(f, x, h=1e-5):
    steps = h * torch.eye(x.numel(), dtype=x.dtype).reshape(-1, *x.shape)
    values = [(f(x + step) - f(x - step)) * 0.5 / h for step in steps]
    return torch.as_tensor(values).view_as(x)


@numerical.variant("a step tensor that is filled and emptied")
def step_tensor(f, x, h=1e-5):
    step = torch.zeros_like(x)
    result = torch.zeros_like(x)
    for i in range(x.numel()):
        step.view(-1)[i] = h
        result.view(-1)[i] = -(f(x - step) - f(x + step)) / (2 * h)
        step.zero_()
    return result


@numerical.variant("through numpy")
def through_numpy(f, x, h=1e-5):
    import numpy as np

    values = x.numpy().copy()
    grad = np.zeros_like(values)
    for place in np.ndindex(*values.shape):
        up, down = values.copy(), values.copy()
        up[place] += h
        down[place] -= h
        grad[place] = (float(f(torch.tensor(up))) - float(f(torch.tensor(down)))) / (2 * h)
    return torch.from_numpy(grad)


def swept(quotient, step=None):
    """The loop of the reference around another quotient of f(x), f(up), f(down) and h."""

    def answer(f, x, h=1e-5):
        grad = torch.zeros_like(x)
        for i in range(x.numel()):
            h_i = h if step is None else step(x.view(-1)[i], h)
            up, down = x.clone(), x.clone()
            up.view(-1)[i] += h_i
            down.view(-1)[i] -= h_i
            grad.view(-1)[i] = quotient(f(x), f(up), f(down), h)
        return grad

    return answer


def wrap(written):
    """A function of f, x, h is taken as it is; one of four values is a quotient."""
    names = written.__code__.co_varnames[: written.__code__.co_argcount]
    return swept(written) if names[:3] == ("here", "up", "down") else written


numerical.wrap = wrap


@numerical.mistake(
    "forward-difference",
    "the one-sided difference (f(x + h) − f(x)) / h is taken",
    "Its error shrinks like h; that of the central difference (f(x + h) − f(x − h)) / 2h shrinks "
    "like h².",
)
def forward(here, up, down, h):
    return (up - here) / h


@numerical.mistake(
    "h-for-2h",
    "the difference is divided by h, and the two points lie 2h apart",
    "From x − h to x + h it is 2h: divide by 2 * h.",
)
def by_h(here, up, down, h):
    return (up - down) / h


@numerical.mistake(
    "precedence",
    "brackets are missing around 2 * h: it is divided by 2 and then multiplied by h",
    "Python goes from left to right: a / 2 * h is (a / 2) · h. Write a / (2 * h).",
)
def precedence(here, up, down, h):
    return (up - down) / 2 * h


@numerical.mistake(
    "not-divided",
    "the difference is not divided by anything",
    "A slope is rise over run: divide by 2h.",
)
def not_divided(here, up, down, h):
    return up - down


@numerical.mistake(
    "zeros",
    "nothing but zeros is stored: f is called twice at the same point, or the slope never reaches "
    "the result",
    "`up = x` makes no copy: up and x are one tensor; x.clone() is another one. And only "
    "grad[i] = … stores: a name that is assigned in the loop does not.",
)
def one_tensor(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x, x
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        grad.view(-1)[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.also("zeros")
def moved_twice_up(here, up, down, h):
    return (up - up) / (2 * h)


@numerical.mistake(
    "all-at-once",
    "all elements are moved together, as x + h does it, or their slopes are added to one number",
    "A partial derivative moves one element and holds all others still.",
)
def all_at_once(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@numerical.also("all-at-once")
def all_at_once_tensor(f, x, h=1e-5):
    return torch.as_tensor((f(x + h) - f(x - h)) / (2 * h))


@numerical.also("all-at-once")
def all_at_once_filled(f, x, h=1e-5):
    return torch.full_like(x, float(f(x + h) - f(x - h)) / (2 * h))


@numerical.also("all-at-once")
def all_at_once_precedence(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h


@numerical.also("all-at-once")
def all_at_once_forward(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h


@numerical.also("all-at-once")
def all_at_once_by_h(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h


@numerical.also("all-at-once")
def all_at_once_one(f, x, h=1e-5):
    return torch.tensor([float(f(x + h) - f(x - h)) / (2 * h)])


@numerical.mistake(
    "x-not-restored",
    "x itself is moved in the loop and not put back",
    "x belongs to the caller. Move a copy, x.clone(), and a new one for every element.",
)
def x_walks(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        x.view(-1)[i] += h
        high = f(x)
        x.view(-1)[i] -= 2 * h
        grad.view(-1)[i] = (high - f(x)) / (2 * h)
    return grad


@numerical.also("x-not-restored")
def x_walks_up(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        x.view(-1)[i] -= h
        low = f(x)
        x.view(-1)[i] += 2 * h
        grad.view(-1)[i] = (f(x) - low) / (2 * h)
    return grad


@numerical.also("x-not-restored")
def x_walks_only_up(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        here = f(x)
        x.view(-1)[i] += h
        grad.view(-1)[i] = (f(x) - here) / h
    return grad


@numerical.mistake(
    "x-changed",
    "x itself is changed: it is moved in place and not put back exactly",
    "(x + h) − 2h + h is not always x, bit for bit. Keep the old value, or move a copy.",
    about=("inputs",),
)
def x_rounded(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        x.view(-1)[i] += h
        high = f(x)
        x.view(-1)[i] -= 2 * h
        grad.view(-1)[i] = (high - f(x)) / (2 * h)
        x.view(-1)[i] += h
    return grad


@numerical.also("x-changed")
def x_rounded_always(f, x, h=1e-5):
    grad = reference(f, x.clone(), h)
    x += 1e-15
    return grad


@numerical.mistake(
    "moves-pile-up",
    "the copies are made once, before the loop: what was moved for one element stays moved for "
    "the next",
    "Each partial derivative starts from x: make the copies anew in every round, or put the old "
    "value back.",
)
def piled_up(f, x, h=1e-5):
    grad, up, down = torch.zeros_like(x), x.clone(), x.clone()
    for i in range(x.numel()):
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        grad.view(-1)[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.also("moves-pile-up")
def piled_up_one_copy(f, x, h=1e-5):
    return x_walks(f, x.clone(), h)


@numerical.also("moves-pile-up")
def piled_up_half_back(f, x, h=1e-5):
    grad, moved = torch.zeros_like(x), x.clone()
    for i in range(x.numel()):
        flat = moved.view(-1)
        flat[i] += h
        high = f(moved)
        flat[i] -= h
        flat[i] -= h
        low = f(moved)
        grad.view(-1)[i] = (high - low) / (2 * h)
        flat[i] += 2 * h
    return grad


@numerical.also("moves-pile-up")
def piled_up_one_side(f, x, h=1e-5):
    grad, up = torch.zeros_like(x), x.clone()
    for i in range(x.numel()):
        up.view(-1)[i] += h
        grad.view(-1)[i] = (f(up) - f(x)) / h
    return grad


@numerical.mistake(
    "flat-copy",
    "f gets a flattened copy of x, not one of x's shape",
    "f may use the shape: move the element in a flat view, and call f on the tensor itself.",
    about=("raised", "gradient"),
)
def flat(f, x, h=1e-5):
    values = x.flatten()
    grad = torch.zeros_like(values)
    for i in range(len(values)):
        up, down = values.clone(), values.clone()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad.reshape(x.shape)


@numerical.mistake(
    "result-flat",
    "the result is not in the shape of x",
    "A gradient has the shape of what it belongs to: torch.zeros_like(x) to begin with, or "
    "reshape(x.shape) at the end.",
    about=("gradient",),
)
def result_flat(f, x, h=1e-5):
    return reference(f, x, h).flatten()


@numerical.also("result-flat")
def result_column(f, x, h=1e-5):
    return reference(f, x, h).reshape(-1, 1)


@numerical.also("result-flat")
def result_row(f, x, h=1e-5):
    return reference(f, x, h).reshape(1, -1)


@numerical.mistake(
    "vectors-only",
    "the code walks along the first axis only: in a matrix it moves a whole row, and a tensor of "
    "shape () has no axis to walk along",
    "x may have any shape: range(x.numel()) with x.view(-1)[i] visits every element.",
)
def rows(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(len(x)):
        up, down = x.clone(), x.clone()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.also("vectors-only")
def rows_by_shape(f, x, h=1e-5):
    grad = torch.zeros(x.shape[0], dtype=x.dtype)
    for i in range(x.shape[0]):
        up, down = x.clone(), x.clone()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.also("vectors-only")
def rows_by_numel(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.mistake(
    "matrices-only",
    "the code counts on exactly two axes",
    "x may have any shape: range(x.numel()) with x.view(-1)[i] visits every element.",
    about=("raised",),
)
def matrix_only(f, x, h=1e-5):
    rows, columns = x.shape
    return reference(f, x, h)


@numerical.also("matrices-only")
def matrix_by_size(f, x, h=1e-5):
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            x[i, j]
    return reference(f, x, h)


@numerical.mistake(
    "no-shape-empty",
    "the code cannot take a tensor of shape (): it has no axis, yet it has one element",
    "x.view(-1) gives it one axis of length 1; range(x.numel()) is one round.",
    about=("raised",),
)
def no_scalar(f, x, h=1e-5):
    len(x)
    return reference(f, x, h)


@numerical.also("no-shape-empty")
def no_scalar_by_shape(f, x, h=1e-5):
    x.shape[0]
    return reference(f, x, h)


@numerical.also("no-shape-empty")
def no_scalar_by_loop(f, x, h=1e-5):
    for _ in x:
        pass
    return reference(f, x, h)


@numerical.mistake(
    "single-precision",
    "x is turned into float32 on the way",
    "float32 holds seven digits, and f(x + h) and f(x − h) agree in the first five: what is left "
    "of the difference is mostly rounding.",
)
def single(f, x, h=1e-5):
    return reference(f, x.float(), h)


@numerical.also("single-precision")
def single_copies(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = torch.tensor(x.tolist()), torch.tensor(x.tolist())
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        grad.view(-1)[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.mistake(
    "sign",
    "the sign is turned: f(x − h) − f(x + h)",
    "The later value minus the earlier one: f(x + h) − f(x − h).",
)
def sign(here, up, down, h):
    return (down - up) / (2 * h)


@numerical.mistake(
    "backward-difference",
    "the one-sided difference (f(x) − f(x − h)) / h is taken",
    "Its error shrinks like h; that of the central difference shrinks like h².",
)
def backward(here, up, down, h):
    return (here - down) / h


@numerical.mistake(
    "half-difference",
    "f(x + h) − f(x) is divided by 2h: the points lie only h apart",
    "2h belongs to the two-sided difference f(x + h) − f(x − h).",
)
def half(here, up, down, h):
    return (up - here) / (2 * h)


@numerical.also("half-difference")
def half_down(here, up, down, h):
    return (here - down) / (2 * h)


@numerical.mistake(
    "brackets",
    "brackets are missing: only f(x − h) is divided by 2h",
    "The whole difference is divided: (f(up) − f(down)) / (2 * h).",
)
def brackets(here, up, down, h):
    return up - down / (2 * h)


@numerical.also("brackets")
def brackets_by_h(here, up, down, h):
    return up - down / h


@numerical.mistake(
    "sum-for-difference",
    "the two values of f are added",
    "A slope is a difference divided by a distance.",
)
def added(here, up, down, h):
    return (up + down) / (2 * h)


@numerical.mistake(
    "divided-by-2",
    "the difference is divided by 2 and not by 2h",
    "The distance between the two points is 2h.",
)
def divided_by_two(here, up, down, h):
    return (up - down) / 2


@numerical.mistake(
    "multiplied",
    "it is multiplied by 2h, or by h, and not divided",
    "A slope is rise over run.",
)
def multiplied(here, up, down, h):
    return (up - down) * (2 * h)


@numerical.also("multiplied")
def multiplied_by_h(here, up, down, h):
    return (up - down) * h


@numerical.mistake(
    "h-squared",
    "it is divided by a power of h",
    "The distance between the two points is 2h, and that is what is divided by, once.",
)
def h_squared(here, up, down, h):
    return (up - down) / (2 * h) ** 2


@numerical.also("h-squared")
def h_squared_bare(here, up, down, h):
    return (up - down) / h**2


@numerical.also("h-squared")
def twice_h_squared(here, up, down, h):
    return (up - down) / (2 * h**2)


@numerical.mistake(
    "second-derivative",
    "the second difference f(x + h) − 2f(x) + f(x − h), over h², is taken",
    "That is the curvature; the slope is the first difference.",
)
def second(here, up, down, h):
    return (up - 2 * here + down) / h**2


@numerical.mistake(
    "absolute",
    "the absolute value is taken: the sign is lost",
    "A negative slope says that f falls when the element grows.",
)
def absolute(here, up, down, h):
    return abs(up - down) / (2 * h)


@numerical.mistake(
    "h-ignored",
    "the argument h is not used: the result is the derivative itself, as with a far smaller step",
    "The caller chooses h; 1e-5 is only the default.",
)
def fixed_h(f, x, h=1e-5):
    return reference(f, x, 1e-5)


@numerical.also("h-ignored")
def fixed_smaller_h(f, x, h=1e-5):
    return reference(f, x, 1e-6)


@numerical.mistake(
    "half-step",
    "each point is moved by h/2, not by h",
    "The contract's points are x + h and x − h, which lie 2h apart.",
)
def half_step(f, x, h=1e-5):
    return reference(f, x, h / 2)


@numerical.mistake(
    "double-step",
    "the points lie 4h apart: each is moved by 2h",
    "The contract's points are x + h and x − h, which lie 2h apart.",
)
def double_step(f, x, h=1e-5):
    return reference(f, x, 2 * h)


@numerical.mistake(
    "double-step-over-2h",
    "each point is moved by 2h, and it is divided by 2h where they lie 4h apart",
    "Divide by the distance of the two points: x + h and x − h lie 2h apart.",
)
def double_over_2h(f, x, h=1e-5):
    return 2 * reference(f, x, 2 * h)


@numerical.mistake(
    "relative-step",
    "the step is multiplied by the element: x·(1 ± h) and not x ± h",
    "Every element is moved by h, whatever its size.",
)
def relative(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] *= 1 + h
        down.view(-1)[i] *= 1 - h
        grad.view(-1)[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.mistake(
    "set-to-h",
    "the element is set to h and −h; it should be moved by h",
    "x[i] + h lies near x[i]; h alone lies near zero.",
)
def set_to_h(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] = h
        down.view(-1)[i] = -h
        grad.view(-1)[i] = (f(up) - f(down)) / (2 * h)
    return grad


@numerical.mistake(
    "around-zero",
    "all other elements are zero: f is called at ±h·eᵢ and not at x ± h·eᵢ",
    "The slope is asked for at x: start from a copy of x, not from zeros.",
)
def around_zero(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[i] = h
        grad.view(-1)[i] = (f(step) - f(-step)) / (2 * h)
    return grad


@numerical.mistake(
    "element-alone",
    "f gets one element alone, and not the whole tensor with one element moved",
    "f takes a tensor of x's shape: copy x, then move one element in the copy.",
)
def element_alone(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        value = x.view(-1)[i]
        grad.view(-1)[i] = (f(value + h) - f(value - h)) / (2 * h)
    return grad


@numerical.also("element-alone")
def element_alone_listed(f, x, h=1e-5):
    return torch.tensor([(f(value + h) - f(value - h)) / (2 * h) for value in x])


@numerical.mistake(
    "returns-in-the-loop",
    "only the first element is computed: the rest of the result keeps what it was made with",
    "`return` inside the loop ends the function after the first round.",
)
def returns_early(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        grad.view(-1)[i] = reference(f, x, h).view(-1)[i]
        return grad


@numerical.mistake(
    "last-only",
    "only the last element's slope is left: every round writes over the one before",
    "Store the slope of element i in place i of the result.",
)
def last_only(f, x, h=1e-5):
    return reference(f, x, h).view(-1)[-1]


@numerical.also("last-only")
def last_only_number(f, x, h=1e-5):
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        slope = (f(up) - f(down)) / (2 * h)
    return slope


@numerical.also("last-only")
def last_only_filled(f, x, h=1e-5):
    return torch.full_like(x, reference(f, x, h).view(-1)[-1].item())


@numerical.also("last-only")
def last_only_in_zeros(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    grad.view(-1)[-1] = reference(f, x, h).view(-1)[-1]
    return grad


@numerical.mistake(
    "first-missing",
    "the loop leaves out an element at the end or at the beginning",
    "range(x.numel()) runs from 0 to the last one.",
)
def first_missing(f, x, h=1e-5):
    grad = reference(f, x, h)
    grad.view(-1)[0] = 0
    return grad


@numerical.also("first-missing")
def last_missing(f, x, h=1e-5):
    grad = reference(f, x, h)
    grad.view(-1)[-1] = 0
    return grad


@numerical.also("all-at-once")
def summed(f, x, h=1e-5):
    return reference(f, x, h).sum()


@numerical.mistake(
    "averaged",
    "the partial derivatives are averaged to one number",
    "A gradient keeps them apart: one number per element of x.",
)
def averaged(f, x, h=1e-5):
    return reference(f, x, h).mean()


@numerical.mistake(
    "over-numel",
    "it is divided by the number of elements too",
    "Each partial derivative stands for itself; nothing is averaged.",
)
def over_numel(f, x, h=1e-5):
    return reference(f, x, h) / x.numel()


@numerical.mistake(
    "autograd",
    "autograd is asked for the gradient: f may return a Python float, and a float has no graph",
    "This exercise needs nothing but values of f: that is why it can judge autograd.",
    about=("raised",),
)
def by_autograd(f, x, h=1e-5):
    leaf = x.clone().requires_grad_()
    f(leaf).backward()
    return leaf.grad


@numerical.also("autograd")
def by_autograd_grad(f, x, h=1e-5):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(f(leaf), leaf)[0]


@numerical.also("autograd")
def by_autograd_functional(f, x, h=1e-5):
    return torch.autograd.functional.jacobian(f, x)


@numerical.mistake(
    "item-of-a-float",
    "a tensor's method is asked of what f returns, which may be a Python float",
    "f(up) - f(down) works for both; float(f(up)) does too.",
    about=("raised",),
)
def item(f, x, h=1e-5):
    grad = torch.zeros_like(x)
    for i in range(x.numel()):
        up, down = x.clone(), x.clone()
        up.view(-1)[i] += h
        down.view(-1)[i] -= h
        grad.view(-1)[i] = (f(up).item() - f(down).item()) / (2 * h)
    return grad


@numerical.also("item-of-a-float")
def detached(f, x, h=1e-5):
    return f(x).detach()


@numerical.mistake(
    "a-list",
    "a Python list of numbers is returned",
    "The result is a tensor like x: write into torch.zeros_like(x), or use torch.tensor(…) and "
    "reshape(x.shape).",
)
def a_list(f, x, h=1e-5):
    return reference(f, x, h).tolist()


@numerical.also("a-list")
def a_flat_list(f, x, h=1e-5):
    return reference(f, x, h).flatten().tolist()


@numerical.also("a-list")
def a_list_of_tensors(f, x, h=1e-5):
    return list(reference(f, x, h))


@numerical.mistake(
    "array", "a numpy array is returned", "The result is a tensor like x: torch.from_numpy(…)."
)
def an_array(f, x, h=1e-5):
    return reference(f, x, h).numpy()


@numerical.mistake(
    "nothing-returned", "nothing is returned", "A function without `return` gives None."
)
def nothing(f, x, h=1e-5):
    reference(f, x, h)


@numerical.also("zeros")
def never_written(f, x, h=1e-5):
    f(x)
    return torch.zeros_like(x)


@numerical.also("zeros")
def f_never_called(f, x, h=1e-5):
    return torch.zeros_like(x)
