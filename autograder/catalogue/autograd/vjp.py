"""vjp: a function with many outputs needs a v."""

from __future__ import annotations

import torch

from autograder.catalogue.autograd.model import CHAPTER
from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

product = Entry(
    Exercise(
        id="vjp",
        title="When the end is not a scalar",
        chapter=CHAPTER,
        symbol="vjp_q",
        contract="`vjp_q(a, b, v) -> (grad_a, grad_b)`: vᵀJ of `Q = 3*a**3 - b**2`, once with the "
        "Jacobian J of Q for a, once for b. a, b, v are float tensors of one shape (n,); each "
        "result has the shape (n,).",
        parts=(
            Part("one call", 1, ("grad_a", "grad_b", "inputs")),
            Part("every call for itself", 1, ("second grad_a", "second grad_b")),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        hints=(
            "Q has n numbers. Which argument of backward says how much each of them counts?",
            "Make leaves of your own from a and b (a copy that requires grad), so that the "
            "caller's tensors stay as they are; then hand v to backward.",
            "`a = a.clone().requires_grad_()`, the same for b, then `Q = 3 * a**3 - b**2`, "
            "`Q.backward(gradient=v)`, `return a.grad, b.grad`.",
        ),
        labels={
            "grad_a": "grad_a of vjp_q(a, b, v)",
            "grad_b": "grad_b of vjp_q(a, b, v)",
            "inputs": "the arguments a, b and v",
            "second grad_a": "grad_a of a second call, with the same a and b and another v",
            "second grad_b": "grad_b of a second call, with the same a and b and another v",
        },
    ),
)


@product.cases
def cases(draw: Draw) -> list[Case]:
    n = draw.integer(3, 5)
    found = []
    for name, length, double in (
        ("vectors", n, False),
        ("vectors in float64", n + 1, True),
        ("vectors of one number", 1, False),
    ):
        inputs: dict = {
            key: draw.real(length + 1, low=0.5)[1:] for key in ("a", "b", "v", "second v")
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        sizes = {length: "the length n"} if length > 1 else {}
        found.append(Case(name, inputs, sizes))
    return found


@product.reference
def reference(a, b, v):
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    q = 3 * a**3 - b**2
    q.backward(gradient=v)
    return a.grad, b.grad


@product.variant("torch.autograd.grad, as a list")
def by_grad(a, b, v):
    a, b = a.detach().requires_grad_(), b.detach().requires_grad_()
    return list(torch.autograd.grad(3 * a**3 - b**2, [a, b], grad_outputs=v))


@product.variant("the caller's tensors, with .grad cleared first")
def callers(a, b, v):
    a.requires_grad_()
    b.requires_grad_()
    a.grad = b.grad = None
    (3 * a**3 - b**2).backward(v)
    return a.grad, b.grad


@product.variant("the scalar v·Q")
def scalar(a, b, v):
    a = torch.tensor(a.tolist(), requires_grad=True)
    b = torch.tensor(b.tolist(), requires_grad=True)
    loss = torch.dot(v.to(a.dtype), 3 * a.pow(3) - b.pow(2))
    loss.backward()
    return a.grad, b.grad


@product.variant("by hand")
def by_hand(a, b, v):
    return v * 9 * a * a, -2 * v * b


@product.variant("the whole Jacobian")
def jacobian(a, b, v):
    def q(a, b):
        return 3 * a**3 - b**2

    for_a, for_b = torch.autograd.functional.jacobian(q, (a, b))
    return v @ for_a, for_b.T @ v


@product.variant("torch.autograd.functional.vjp")
def functional(a, b, v):
    return torch.autograd.functional.vjp(lambda a, b: 3 * a**3 - b**2, (a, b), v)[1]


@product.variant("one at a time, stacked")
def stacked(a, b, v):
    a, b = a.clone().requires_grad_(), b.clone().requires_grad_()
    total = sum(v[i] * (3 * a[i] ** 3 - b[i] ** 2) for i in range(len(v)))
    total.backward()
    return torch.stack([a.grad, b.grad])


@product.variant("one branch of the graph after the other")
def branches(a, b, v):
    a, b = leaves(a, b)
    q = 3 * a**3 - b**2
    return torch.autograd.grad(q, a, v)[0], torch.autograd.grad(q, b, v)[0]


def leaves(a, b):
    return a.clone().requires_grad_(), b.clone().requires_grad_()


@product.mistake(
    "no-gradient-argument",
    "backward is called on the vector Q without an argument",
    "Q is not a scalar: there is no single gradient. Q.backward(gradient=v) says how much each "
    "output counts.",
    about=("raised",),
    hint=2,
)
def no_v(a, b, v):
    a, b = leaves(a, b)
    q = 3 * a**3 - b**2
    q.backward()
    return a.grad, b.grad


@product.also("no-gradient-argument")
def no_v_grad(a, b, v):
    a, b = leaves(a, b)
    return torch.autograd.grad(3 * a**3 - b**2, [a, b])


@product.mistake(
    "ones-for-v",
    "v is not used: ones stand in its place, as Q.sum().backward() does it too",
    "vᵀJ weights output i by v_i. Ones are only one choice of v.",
)
def ones(a, b, v):
    a, b = leaves(a, b)
    (3 * a**3 - b**2).backward(torch.ones_like(a))
    return a.grad, b.grad


@product.mistake(
    "accumulates",
    "leaves are used again, the caller's tensors or some that are kept from call to call, and their "
    ".grad is never cleared: the second call adds to the first",
    "backward adds to .grad. Work on leaves of your own: a.clone().requires_grad_() or "
    "a.detach().requires_grad_().",
)
def accumulates(a, b, v):
    a.requires_grad_()
    b.requires_grad_()
    (3 * a**3 - b**2).backward(v)
    return a.grad, b.grad


@product.mistake(
    "swapped",
    "the two results are swapped",
    "(grad_a, grad_b): first 9a²·v, then −2b·v.",
)
def swapped(a, b, v):
    return -2 * b * v, 9 * a**2 * v


@product.mistake(
    "no-requires-grad",
    "Q has no graph: neither a nor b requires grad, or the graph was cut off",
    "The arguments come without requires_grad: a.clone().requires_grad_(), before Q is computed. "
    "detach and no_grad cut the graph.",
    about=("raised",),
)
def not_required(a, b, v):
    q = 3 * a**3 - b**2
    q.backward(v)
    return a.grad, b.grad


@product.mistake(
    "none",
    "a .grad is None: the tensor is no leaf, does not require grad, or is not the one that Q was "
    "computed from",
    "Only leaves that require grad, and that Q is computed from, get a .grad: make the copy "
    "first (clone), then requires_grad_(), then Q.",
)
def no_leaf(a, b, v):
    a, b = a.requires_grad_().clone(), b.requires_grad_().clone()
    (3 * a**3 - b**2).backward(v)
    return a.grad, b.grad


@product.also("none")
def only_a(a, b, v):
    a = a.clone().requires_grad_()
    (3 * a**3 - b**2).backward(v)
    return a.grad, b.grad


@product.also("none")
def only_b(a, b, v):
    b = b.clone().requires_grad_()
    (3 * a**3 - b**2).backward(v)
    return a.grad, b.grad


@product.also("none")
def other_tensors(a, b, v):
    own_a, own_b = leaves(a, b)
    (3 * own_a**3 - own_b**2).backward(v)
    return a.grad, b.grad


@product.mistake(
    "grad-called",
    "a.grad is called like a method: `a.grad()`",
    "grad is an attribute; without brackets it is read.",
    about=("raised",),
)
def grad_called(a, b, v):
    a, b = leaves(a, b)
    (3 * a**3 - b**2).backward(v)
    return a.grad(), b.grad()


@product.mistake(
    "v-summed",
    "v is added up to one number before it meets the gradients",
    "Output i is weighted by v_i: vᵀJ for this Q is v_i · ∂Q_i/∂a_i, element by element.",
)
def v_summed(a, b, v):
    return 9 * a**2 * v.sum(), -2 * b * v.sum()


@product.mistake(
    "v-averaged",
    "the weighted outputs are averaged: everything is divided by n",
    "vᵀJ is a sum over the outputs: (v * Q).sum().backward() does the same as Q.backward(v); "
    "mean divides by n.",
)
def v_averaged(a, b, v):
    return 9 * a**2 * v / len(v), -2 * b * v / len(v)


@product.mistake(
    "mean-of-q",
    "the mean of Q is differentiated: v is not used, and everything is divided by n",
    "vᵀJ weights output i by v_i: Q.backward(gradient=v).",
)
def mean_of_q(a, b, v):
    return 9 * a**2 / len(v), -2 * b / len(v)


@product.mistake(
    "v-twice",
    "v is multiplied in twice",
    "Q.backward(v) weights by v already.",
)
def v_twice(a, b, v):
    return 9 * a**2 * v * v, -2 * b * v * v


@product.mistake(
    "backward-twice",
    "backward runs twice on the same leaves: everything is counted twice",
    "Every backward adds to .grad.",
)
def twice(a, b, v):
    return 18 * a**2 * v, -4 * b * v


@product.mistake(
    "sign-of-b",
    "grad_b has the wrong sign: Q was taken as 3a³ + b²",
    "Q = 3a³ − b², so ∂Q/∂b = −2b.",
)
def sign_b(a, b, v):
    return 9 * a**2 * v, 2 * b * v


@product.mistake(
    "signs-turned", "both signs are turned", "Q = 3a³ − b²: ∂Q/∂a = +9a², ∂Q/∂b = −2b."
)
def signs(a, b, v):
    return -9 * a**2 * v, 2 * b * v


@product.mistake(
    "factor-of-a",
    "grad_a is 3a²·v: one of the two threes is missing",
    "The derivative of 3a³ is 3 · 3a² = 9a².",
)
def factor_a(a, b, v):
    return 3 * a**2 * v, -2 * b * v


@product.mistake(
    "power-of-a",
    "grad_a belongs to another power of a: Q was taken with a² in the place of a³, or the power "
    "did not go down",
    "The derivative of a³ is 3a²: the power comes down by one.",
)
def power_a(a, b, v):
    return 6 * a * v, -2 * b * v


@product.also("power-of-a")
def power_a_kept(a, b, v):
    return 9 * a**3 * v, -2 * b * v


@product.also("power-of-a")
def power_a_one(a, b, v):
    return 9 * a * v, -2 * b * v


@product.mistake(
    "cube-of-3a",
    "(3a)³ is differentiated and not 3a³",
    "In 3*a**3 the power comes first: only a is cubed.",
)
def cube(a, b, v):
    return 81 * a**2 * v, -2 * b * v


@product.mistake(
    "factor-of-b",
    "grad_b lacks its 2: −b·v is returned",
    "The derivative of b² is 2b.",
)
def factor_b(a, b, v):
    return 9 * a**2 * v, -b * v


@product.mistake(
    "power-of-b",
    "grad_b belongs to another power of b",
    "The derivative of b² is 2b: the power comes down by one.",
)
def power_b(a, b, v):
    return 9 * a**2 * v, -2 * b**2 * v


@product.also("power-of-b")
def power_b_cubed(a, b, v):
    return 9 * a**2 * v, -3 * b**2 * v


@product.mistake(
    "v-for-a-only",
    "grad_b is not weighted by v",
    "Both gradients are vᵀJ: each element of either is weighted.",
)
def v_for_a(a, b, v):
    return 9 * a**2 * v, -2 * b


@product.mistake(
    "v-for-b-only",
    "grad_a is not weighted by v",
    "Both gradients are vᵀJ: each element of either is weighted.",
)
def v_for_b(a, b, v):
    return 9 * a**2, -2 * b * v


@product.mistake(
    "divided-by-v", "it is divided by v", "vᵀJ multiplies row i of J by v_i, and adds the rows."
)
def divided(a, b, v):
    return 9 * a**2 / v, -2 * b / v


@product.mistake(
    "value-of-q",
    "the value of Q is returned, weighted or not",
    "The derivative is in a.grad and b.grad after Q.backward(gradient=v).",
)
def value_q(a, b, v):
    q = 3 * a**3 - b**2
    return q, v


@product.also("value-of-q")
def value_vq(a, b, v):
    q = v * (3 * a**3 - b**2)
    return q, q


@product.mistake(
    "jacobian",
    "a matrix (n, n) is returned: the Jacobian itself",
    "vᵀJ is a row: v @ J, of shape (n,).",
)
def whole_jacobian(a, b, v):
    return torch.diag(9 * a**2), torch.diag(-2 * b)


@product.also("jacobian")
def weighted_jacobian(a, b, v):
    return torch.diag(9 * a**2 * v), torch.diag(-2 * b * v)


@product.mistake(
    "summed",
    "each gradient is added up to one number",
    "grad_a has the shape of a: one number per element.",
)
def summed(a, b, v):
    return (9 * a**2 * v).sum(), (-2 * b * v).sum()


@product.mistake(
    "wrong-tuple",
    "a gradient is still wrapped in the tuple that torch.autograd.grad gives",
    "torch.autograd.grad(Q, [a, b], v) gives both at once; for one, take its [0].",
)
def tuples(a, b, v):
    return (9 * a**2 * v,), (-2 * b * v,)


@product.mistake(
    "not-a-pair",
    "one thing is returned where two are asked for",
    "`return a.grad, b.grad` gives both, as a pair.",
    about=("grad_a",),
)
def only_grad_a(a, b, v):
    return 9 * a**2 * v


@product.also("not-a-pair")
def value_q_alone(a, b, v):
    return 3 * a**3 - b**2


@product.also("not-a-pair")
def joined(a, b, v):
    return torch.cat([9 * a**2 * v, -2 * b * v])


@product.also("not-a-pair")
def with_q(a, b, v):
    return 9 * a**2 * v, -2 * b * v, v


@product.also("not-a-pair")
def with_q_list(a, b, v):
    return [9 * a**2 * v, -2 * b * v, v]


@product.also("not-a-pair")
def total(a, b, v):
    return (9 * a**2 * v).sum() + (-2 * b * v).sum()


@product.mistake(
    "nothing-returned",
    "nothing is returned, or what backward gives back",
    "backward stores and returns None: return a.grad and b.grad.",
)
def nothing(a, b, v):
    reference(a, b, v)


@product.mistake(
    "dictionary", "a dict is returned", "The contract asks for a pair: `return a.grad, b.grad`."
)
def dictionary(a, b, v):
    return {"a": 9 * a**2 * v, "b": -2 * b * v}


@product.mistake(
    "lists",
    "Python lists stand in the pair, not tensors",
    "a.grad is a tensor already; .tolist() is not needed.",
)
def lists(a, b, v):
    return (9 * a**2 * v).tolist(), (-2 * b * v).tolist()


@product.mistake(
    "cleared-first",
    "the gradients are zero: they were cleared before they were read",
    "First read, then clear. Or work on new leaves: those have nothing to clear.",
)
def cleared(a, b, v):
    return torch.zeros_like(a), torch.zeros_like(b)


@product.mistake(
    "inputs-changed",
    "an argument is changed in place",
    "a, b and v belong to the caller.",
    about=("inputs",),
)
def in_place(a, b, v):
    grads = 9 * a**2 * v, -2 * b * v
    a.mul_(2)
    return grads


@product.also("inputs-changed")
def in_place_b(a, b, v):
    grads = 9 * a**2 * v, -2 * b * v
    b.mul_(2)
    return grads


@product.also("inputs-changed")
def in_place_v(a, b, v):
    grads = 9 * a**2 * v, -2 * b * v
    v.mul_(2)
    return grads


@product.also("inputs-changed")
def in_place_both(a, b, v):
    grads = 9 * a**2 * v, -2 * b * v
    a.mul_(2)
    b.mul_(2)
    return grads


@product.mistake(
    "graph-used-twice",
    "backward runs twice through one graph, which is freed by the first pass",
    "One backward fills a.grad and b.grad: both are leaves of the same graph.",
    about=("raised",),
)
def freed(a, b, v):
    a, b = leaves(a, b)
    q = 3 * a**3 - b**2
    q.backward(v)
    q.backward(v)
    return a.grad, b.grad


@product.mistake(
    "item-of-a-vector",
    "a vector is turned into one Python number: .item() or float(…)",
    "Only a tensor of one element is one number.",
    about=("raised",),
)
def item(a, b, v):
    return (9 * a**2 * v).item(), (-2 * b * v).item()


@product.also("item-of-a-vector")
def as_float(a, b, v):
    return float(9 * a**2 * v), float(-2 * b * v)


@product.mistake(
    "keyword-v",
    "a function gets an argument by a name that it does not know, as in Q.backward(v=v)",
    "Tensor.backward calls v gradient, torch.autograd.grad calls it grad_outputs; torch.tensor "
    "spells requires_grad with an s in the middle.",
    about=("raised",),
)
def keyword(a, b, v):
    a, b = leaves(a, b)
    (3 * a**3 - b**2).backward(v=v)
    return a.grad, b.grad


@product.mistake(
    "same-twice",
    "the same gradient stands in both places",
    "(grad_a, grad_b): first 9a²·v, then −2b·v.",
)
def same_twice(a, b, v):
    return 9 * a**2 * v, 9 * a**2 * v


@product.mistake(
    "one-output",
    "only one output of Q is differentiated: all other places are zero",
    "vᵀJ adds up all outputs, output i weighted by v_i: Q.backward(gradient=v).",
)
def first_output(a, b, v):
    e = torch.zeros_like(v)
    e[0] = 1
    return 9 * a**2 * e, -2 * b * e


@product.also("one-output")
def first_output_weighted(a, b, v):
    e = torch.zeros_like(v)
    e[0] = v[0]
    return 9 * a**2 * e, -2 * b * e


@product.also("one-output")
def last_output(a, b, v):
    e = torch.zeros_like(v)
    e[-1] = 1
    return 9 * a**2 * e, -2 * b * e


@product.also("one-output")
def last_element_only(a, b, v):
    a, b = leaves(a, b)
    (3 * a**3 - b**2)[-1].backward(v[-1])
    return a.grad, b.grad
