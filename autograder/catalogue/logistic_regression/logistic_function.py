"""logistic-function: a hand-written backward that autograd calls."""

from __future__ import annotations

import torch
from torch.autograd import Function

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.logistic_regression.model import CHAPTER
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

function = Entry(
    Exercise(
        id="logistic-function",
        title="A backward that autograd calls",
        chapter=CHAPTER,
        symbol="LogisticFn",
        contract="`LogisticFn.apply(x, w, b)` is sigmoid(wᵀx + b), of shape (1, m); an "
        "autograd.Function with a hand-written backward for x (dim, m), w (dim, 1) and b, of shape "
        "() or (1,). It passes gradcheck.",
        parts=(
            Part("forward", 1, ("class", "yhat", "inputs", "dtype")),
            Part("dw", 1, ("class", "dw", "second dw", "alone dw")),
            Part(
                "dx and db",
                1,
                ("class", "dx", "db", "second dx", "second db", "inputs afterwards"),
            ),
        ),
        minutes=30,
        difficulty=4,
        importance=4,
        hints=(
            "backward gets the upstream gradient, of yhat's shape, and returns one gradient for "
            "each argument of forward, in the same order.",
            "First go back through the sigmoid: dz = upstream · yhat (1 − yhat). Then through "
            "z = wᵀx + b, once for each of x, w and b.",
            "With dz of shape (1, m): dx is `w @ dz`, dw is `x @ dz.T`, db is `dz.sum()` in the "
            "shape of b. Return them as `dx, dw, db`.",
        ),
        labels={
            "class": "LogisticFn",
            "yhat": "LogisticFn.apply(x, w, b)",
            "dx": "the gradient for x",
            "dw": "the gradient for w",
            "db": "the gradient for b",
            "second dx": "the gradient for x, of a second call made before the first one's backward",
            "second dw": "the gradient for w, of a second call made before the first one's backward",
            "second db": "the gradient for b, of a second call made before the first one's backward",
            "alone dw": "the gradient for w, where only w requires one",
            "inputs": "the arguments x, w and b",
            "inputs afterwards": "the arguments x, w and b after the backward pass",
            "dtype": "the dtype of the result for float64 arguments",
        },
    ),
    harmless={"12: w @ dz: MatMult -> Mult": "(dim, 1) * (1, m) is the same outer product"},
)


@function.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, double, shape in (("b of shape ()", False, ()), ("b of shape (1,)", True, (1,))):
        dim, m, other = draw.distinct(3, 2, 6)
        inputs = {
            "x": draw.real(dim, m, high=1.2),
            "w": draw.real(dim, 1, high=1.2),
            "b": draw.real(2, high=1.2)[1].reshape(shape),
            "v": draw.real(1, m),
            "second x": draw.real(dim, other, high=1.2),
            "second w": draw.real(dim, 1, high=1.2),
            "second b": draw.real(2, high=1.2)[0].reshape(shape),
            "second v": draw.real(1, other),
        }
        if double:
            inputs = {key: value.double() for key, value in inputs.items()}
        inputs["precise"] = double
        words = {m: "the number of examples m", dim: "the number of features dim"}
        found.append(Case(name, inputs, words))
    return found


@function.reference
class Reference(Function):
    @staticmethod
    def forward(ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x, w, b, yhat)
        return yhat

    @staticmethod
    def backward(ctx, upstream):
        x, w, b, yhat = ctx.saved_tensors
        dz = upstream * yhat * (1 - yhat)
        return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


def with_backward(written):
    """A Function with the reference's forward; ``written(x, w, b, yhat, upstream)`` is backward."""

    def backward(ctx, upstream):
        return written(*ctx.saved_tensors, upstream)

    return type("LogisticFn", (Reference,), {"backward": staticmethod(backward)})


def with_forward(written):
    """A Function with the reference's backward around ``written(x, w, b)``."""

    def forward(ctx, x, w, b):
        yhat = written(x, w, b)
        ctx.save_for_backward(x, w, b, yhat)
        return yhat

    return type("LogisticFn", (Reference,), {"forward": staticmethod(forward)})


def wrap(written):
    """Classes are taken as they are; a function's arguments say which half it replaces."""
    if isinstance(written, type):
        return written
    half = with_backward if "upstream" in written.__code__.co_varnames else with_forward
    return half(written)


function.wrap = wrap


@function.variant("db unsummed: autograd sums it to b's shape")
def unsummed(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w * dz, (x * dz).sum(1, keepdim=True), dz


@function.variant("setup_context, and yhat kept as an attribute")
class SetupContext(Function):
    @staticmethod
    def forward(x, w, b):
        return 1 / (1 + torch.exp(-(torch.mm(w.t(), x) + b)))

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, w, _ = inputs
        ctx.save_for_backward(x, w, output)

    @staticmethod
    def backward(ctx, upstream):
        x, w, yhat = ctx.saved_tensors
        dx = dw = db = None
        dz = upstream * (yhat - yhat**2)
        if ctx.needs_input_grad[0]:
            dx = torch.einsum("io,om->im", w, dz)
        if ctx.needs_input_grad[1]:
            dw = torch.einsum("im,om->io", x, dz)
        if ctx.needs_input_grad[2]:
            db = dz.sum(1)
        return dx, dw, db


@function.variant("z saved, yhat computed again")
class SavesZ(Function):
    @staticmethod
    def forward(ctx, x, w, b):
        z = w.T @ x + b
        ctx.save_for_backward(x, w, z)
        return z.sigmoid()

    @staticmethod
    def backward(ctx, grad_output):
        x, w, z = ctx.saved_tensors
        s = torch.sigmoid(z)
        dz = grad_output * s * torch.sigmoid(-z)
        return w.mm(dz), x.mm(dz.t()), dz.sum(dim=1)


@function.variant("autograd inside")
class AutogradInside(Function):
    @staticmethod
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w, b)
        return torch.sigmoid(w.T @ x + b)

    @staticmethod
    def backward(ctx, upstream):
        with torch.enable_grad():
            leaves = [t.detach().requires_grad_() for t in ctx.saved_tensors]
            x, w, b = leaves
            return torch.autograd.grad(torch.sigmoid(w.T @ x + b), leaves, upstream)


@function.mistake(
    "db-without-axis",
    "db is a number of shape () where b has the shape (1,)",
    "A gradient has the shape of what it belongs to: dz.sum().reshape(b.shape), or dz.sum(dim=1).",
    about=("raised",),
    hint=3,
)
def db_without_axis(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum()


# --------------------------------------------------------------------- forward


@function.mistake("bias-missing", "b is left out of z", "z = wᵀx + b.")
def no_bias(x, w, b):
    return torch.sigmoid(w.T @ x)


@function.mistake("sigmoid-missing", "forward returns wᵀx + b without the sigmoid", "yhat = σ(z).")
def no_sigmoid(x, w, b):
    return w.T @ x + b


@function.mistake("sign-of-z", "forward turns the sign of z", "yhat = σ(wᵀx + b).")
def negated(x, w, b):
    return torch.sigmoid(-(w.T @ x + b))


@function.mistake("column", "forward returns a column (m, 1)", "yhat is a row, (1, m).")
def column(x, w, b):
    return torch.sigmoid(x.T @ w + b)


@function.mistake("no-axis", "forward loses the axis of length one: (m,)", "yhat is a row, (1, m).")
def squeezed(x, w, b):
    return torch.sigmoid(w.T @ x + b).squeeze(0)


@function.mistake(
    "single-precision",
    "forward computes in float32 where float64 came in",
    "gradcheck compares with tiny differences: they vanish in float32.",
    about=("dtype",),
)
class Single(Reference):
    @staticmethod
    def forward(ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b).float()
        ctx.save_for_backward(x, w, b, yhat.to(x.dtype))
        return yhat


# -------------------------------------------------------------------- backward


@function.mistake(
    "upstream-ignored",
    "the upstream gradient is left out of backward",
    "Chain rule: what comes from above is multiplied with the local slope.",
)
def no_upstream(x, w, b, yhat, upstream):
    dz = yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "slope-missing",
    "the sigmoid's slope yhat (1 − yhat) is left out",
    "The upstream gradient belongs to yhat; through the sigmoid it is multiplied by "
    "yhat (1 − yhat).",
)
def no_slope(x, w, b, yhat, upstream):
    dz = upstream
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "slope-of-z",
    "z (1 − z) is used where yhat (1 − yhat) belongs: the wrong tensor is saved or used",
    "σ′(z) = σ(z)(1 − σ(z)), and σ(z) is yhat.",
)
def slope_of_z(x, w, b, yhat, upstream):
    z = w.T @ x + b
    dz = upstream * z * (1 - z)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "slope-of-yhat",
    "σ(yhat)(1 − σ(yhat)) is used: the sigmoid is applied again",
    "yhat is σ(z) already.",
)
def slope_twice(x, w, b, yhat, upstream):
    s = torch.sigmoid(yhat)
    dz = upstream * s * (1 - s)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "half-a-slope",
    "one of the slope's two factors, yhat or 1 − yhat, is left out",
    "σ′ = yhat (1 − yhat).",
)
def only_yhat(x, w, b, yhat, upstream):
    dz = upstream * yhat
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.also("half-a-slope")
def only_complement(x, w, b, yhat, upstream):
    dz = upstream * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("slope-of-tanh", "1 − yhat² is used, the slope of tanh", "σ′ = yhat (1 − yhat).")
def tanh_slope(x, w, b, yhat, upstream):
    dz = upstream * (1 - yhat**2)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("slope-with-plus", "yhat (1 + yhat) is used", "σ′ = yhat (1 − yhat).")
def plus_slope(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 + yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "slope-precedence",
    "the brackets of (1 − yhat) are missing: upstream · yhat · 1 − yhat is computed",
    "Products come before differences: upstream * yhat * (1 - yhat).",
)
def slope_precedence(x, w, b, yhat, upstream):
    dz = upstream * yhat * 1 - yhat
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("slope-squared", "the slope is multiplied in twice", "σ′ occurs once.")
def slope_squared(x, w, b, yhat, upstream):
    dz = upstream * (yhat * (1 - yhat)) ** 2
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("sign-dw", "the sign of dw is turned", "dw = x dzᵀ, without a minus.")
def turned_dw(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, -x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("sign", "backward has the sign turned", "dz = upstream · yhat (1 − yhat).")
def turned(x, w, b, yhat, upstream):
    dz = -upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "averaged",
    "the gradients are divided by m",
    "The function is no mean: 1/m comes with the upstream gradient, from the loss.",
)
def averaged(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    m = x.shape[1]
    return w @ dz / m, x @ dz.T / m, dz.sum().reshape(b.shape) / m


@function.also("averaged")
def averaged_parameters(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    m = x.shape[1]
    return w @ dz, x @ dz.T / m, dz.mean().reshape(b.shape)


@function.mistake(
    "db-averaged",
    "db is the mean over the examples, not the sum",
    "b occurs in every score: its gradients add up.",
)
def db_mean(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.mean().reshape(b.shape)


@function.mistake(
    "db-counted", "db is 1, or the number of examples: dz is left out of it", "db = Σ dz."
)
def db_one(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, torch.ones_like(b)


@function.also("db-counted")
def db_count(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, torch.full_like(b, float(x.shape[1]))


@function.mistake("db-zero", "db is zero", "b occurs in every score: db = Σ dz.")
def db_zero(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, torch.zeros_like(b)


@function.mistake(
    "db-upstream",
    "db is the sum of the upstream gradient, without the slope",
    "db = Σ dz, and dz = upstream · yhat (1 − yhat).",
)
def db_upstream(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, upstream.sum().reshape(b.shape)


@function.mistake("db-none", "None is returned for b", "Every input has a gradient here.")
def db_none(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, None


@function.mistake(
    "dx-none", "None is returned for x", "x may be another layer's output: its gradient is w @ dz."
)
def dx_none(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return None, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("dw-none", "None is returned for w", "dw = x @ dz.T.")
def dw_none(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, None, dz.sum().reshape(b.shape)


@function.mistake("dx-zero", "zeros are returned for x", "dx = w @ dz: z depends on x.")
def dx_zero(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return torch.zeros_like(x), x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("dx-without-w", "dz is returned for x, without w", "dz/dx_j = w_j: dx = w @ dz.")
def dx_without_w(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return dz.expand_as(x), x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake("dw-without-x", "x does not occur in dw", "dz/dw_j = x_j: dw = x @ dz.T.")
def dw_without_x(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, torch.ones_like(w) * dz.sum(), dz.sum().reshape(b.shape)


@function.mistake(
    "error-for-slope",
    "the loss is taken into backward: yhat − something, or upstream − yhat",
    "backward knows no labels: the loss's slope comes as the upstream gradient.",
)
def error(x, w, b, yhat, upstream):
    dz = yhat - upstream
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.also("error-for-slope")
def error_reversed(x, w, b, yhat, upstream):
    dz = upstream - yhat
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "upstream-summed",
    "the upstream gradient is summed or averaged to one number",
    "Each example has its own upstream gradient: multiply element by element.",
)
def upstream_summed(x, w, b, yhat, upstream):
    dz = upstream.sum() * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.also("upstream-summed")
def upstream_averaged(x, w, b, yhat, upstream):
    dz = upstream.mean() * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "upstream-squared",
    "the upstream gradient is multiplied in twice",
    "dz = upstream · yhat (1 − yhat).",
)
def upstream_squared(x, w, b, yhat, upstream):
    dz = upstream**2 * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "upstream-late",
    "dx, dw or db lacks the upstream gradient: it is multiplied in for the others only",
    "Form dz with it first, then all three follow.",
)
def upstream_for_x_only(x, w, b, yhat, upstream):
    slope = yhat * (1 - yhat)
    return w @ (slope * upstream), x @ slope.T, slope.sum().reshape(b.shape)


@function.also("upstream-late")
def upstream_not_for_b(x, w, b, yhat, upstream):
    slope = yhat * (1 - yhat)
    dz = upstream * slope
    return w @ dz, x @ dz.T, slope.sum().reshape(b.shape)


@function.also("upstream-late")
def upstream_not_for_x(x, w, b, yhat, upstream):
    slope = yhat * (1 - yhat)
    dz = upstream * slope
    return w @ slope, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "shapes-in-backward",
    "a gradient does not have its input's shape: the order of "
    "the results, or of the factors of a product, is wrong",
    "backward returns dx, dw, db in the order of forward's arguments; "
    "dx is (dim, m), dw is (dim, 1).",
    about=("raised",),
)
def wrong_order(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return x @ dz.T, w @ dz, dz.sum().reshape(b.shape)


@function.also("shapes-in-backward")
def bias_first(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return dz.sum().reshape(b.shape), x @ dz.T, w @ dz


@function.also("shapes-in-backward")
def transposed(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, dz @ x.T, dz.sum().reshape(b.shape)


@function.also("shapes-in-backward")
def dx_transposed(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return dz.T @ w.T, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "product-order",
    "the factors of a matrix product in backward do not fit",
    "dw is (dim, 1) = (dim, m) @ (m, 1); dx is (dim, m) = (dim, 1) @ (1, m).",
    about=("raised",),
)
def no_transpose(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz, dz.sum().reshape(b.shape)


@function.also("product-order")
def w_transposed(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w.T @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "too-few-gradients",
    "backward returns fewer or more gradients than forward has arguments",
    "One for each of x, w and b; None for what needs none.",
    about=("raised",),
)
def two_gradients(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T


@function.also("too-few-gradients")
def one_gradient(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return x @ dz.T


@function.also("too-few-gradients")
def four_gradients(x, w, b, yhat, upstream):
    dz = upstream * yhat * (1 - yhat)
    return w @ dz, x @ dz.T, dz.sum().reshape(b.shape), dz


@function.mistake(
    "kept-on-the-class",
    "what backward needs is kept on the class or globally: a second call overwrites it",
    "ctx belongs to one call: ctx.save_for_backward.",
    about=("raised", "dw", "dx", "db", "second dw"),
)
class KeptOnTheClass(Reference):
    kept: tuple = ()

    @staticmethod
    def forward(ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b)
        KeptOnTheClass.kept = (x, w, b, yhat)
        return yhat

    @staticmethod
    def backward(ctx, upstream):
        x, w, b, yhat = KeptOnTheClass.kept
        dz = upstream * yhat * (1 - yhat)
        return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "nothing-saved",
    "backward takes other things out of ctx than forward put in: none, too few or too many",
    "ctx.save_for_backward(…) in forward, ctx.saved_tensors in backward.",
    about=("raised",),
)
class NothingSaved(Reference):
    @staticmethod
    def forward(ctx, x, w, b):
        return torch.sigmoid(w.T @ x + b)


@function.mistake(
    "ctx-missing",
    "a call has more or fewer arguments than the function takes: @staticmethod is missing, ctx is "
    "not the first argument, forward does not take x, w and b, or a call in it lacks one",
    "forward(ctx, x, w, b) and backward(ctx, upstream) are static methods, and both get ctx first.",
    about=("raised",),
)
class NoContext(Function):
    @staticmethod
    def forward(x, w, b):
        return torch.sigmoid(w.T @ x + b)

    @staticmethod
    def backward(upstream):
        return upstream, upstream, upstream


@function.also("ctx-missing")
class NotStatic(Function):
    def forward(self, ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x, w, b, yhat)
        return yhat

    def backward(self, ctx, upstream):
        x, w, b, yhat = ctx.saved_tensors
        dz = upstream * yhat * (1 - yhat)
        return w @ dz, x @ dz.T, dz.sum().reshape(b.shape)


@function.mistake(
    "not-a-function",
    "LogisticFn is not a torch.autograd.Function",
    "`class LogisticFn(torch.autograd.Function)`: its apply is the one that autograd knows, and that "
    "calls forward and, later, backward.",
    about=("class",),
)
class AModule(torch.nn.Module):
    def forward(self, x, w, b):
        return torch.sigmoid(w.T @ x + b)


@function.also("not-a-function")
class APlainClass:
    @staticmethod
    def apply(x, w, b):
        return torch.sigmoid(w.T @ x + b)


@function.mistake(
    "backward-missing",
    "backward is missing or not implemented",
    "forward says what is computed; backward says how gradients flow.",
    about=("raised",),
)
class NoBackward(Function):
    @staticmethod
    def forward(ctx, x, w, b):
        return torch.sigmoid(w.T @ x + b)


@function.mistake(
    "inputs-changed",
    "an argument is changed in place",
    "x, w and b belong to the caller.",
    about=("inputs", "inputs afterwards"),
)
class InPlace(Reference):
    @staticmethod
    def forward(ctx, x, w, b):
        yhat = torch.sigmoid(w.T @ x + b)
        ctx.save_for_backward(x.clone(), w, b, yhat)
        x.detach().mul_(2)
        return yhat


@function.also("inputs-changed")
class InPlaceInBackward(Reference):
    @staticmethod
    def backward(ctx, upstream):
        x, w, b, yhat = ctx.saved_tensors
        dz = upstream * yhat * (1 - yhat)
        dw = x @ dz.T
        x.mul_(0)
        return w @ dz, dw, dz.sum().reshape(b.shape)
