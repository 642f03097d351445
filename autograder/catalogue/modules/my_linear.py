"""my-linear: a layer of one's own, with two registered Parameters."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_REGISTERED = ("left out", "shape of weights", "shape of bias", "other parameters", "numbers")
_OUTPUT = (
    "output", "inputs", "second output", "gradient of weights", "gradient of bias",
    "gradient of x",
)  # fmt: skip

my_linear = Entry(
    Exercise(
        id="my-linear",
        title="A linear layer of your own",
        chapter=model.CHAPTER,
        symbol="MyLinear",
        contract="`MyLinear(in_features, out_features, bias=True)` has the Parameters `weights` "
        "(in, out) and `bias` (out,), with any initial values; `forward(x)` returns "
        "`x @ weights + bias`. With `bias=False`, `bias` is None or absent.",
        parts=(
            Part("x @ weights + bias", 2, _OUTPUT),
            Part("names and shapes", 1, ("output", *_REGISTERED)),
            Part(
                "bias=False",
                1,
                ("arguments", "bias=False", "numbers without bias", "output without bias"),
            ),
        ),
        minutes=14,
        difficulty=2,
        importance=5,
        hints=(
            "Look at what `list(MyLinear(3, 2).named_parameters())` prints: both names should be "
            "there, with their shapes.",
            "What the optimizer should find has to be an nn.Parameter and an attribute of self, "
            "made once, in __init__. The flag decides whether the second one is made.",
            "`self.weights = nn.Parameter(torch.randn(in_features, out_features))`; with the flag "
            "off, `self.bias = None`, and forward returns `x @ self.weights` alone.",
        ),
        kinds={"left out": "made", "shape of weights": "shape", "shape of bias": "shape"},
        labels={
            **model.CLASS_LABELS,
            "left out": "what parameters() does not list",
            "shape of weights": "the shape of the Parameter weights",
            "shape of bias": "the shape of the Parameter bias",
            "other parameters": "trainable Parameters beside weights and bias",
            "numbers": "how many trainable numbers",
            "output": "forward(x)",
            "inputs": "x after the call",
            "second output": "forward(x) of a second object with other values",
            "gradient of weights": "the gradient of weights",
            "gradient of bias": "the gradient of bias",
            "gradient of x": "the gradient that is handed on to x",
            "bias=False": "bias, when made with bias=False",
            "numbers without bias": "how many trainable numbers, with bias=False",
            "output without bias": "forward(x), with bias=False",
        },
    ),
    harmless={"5: torch.zeros -> .ones": "the contract leaves the initial values free"},
)


@my_linear.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, alone in (("a batch", False), ("one sample", True)):
        n, n_in, n_out, second = draw.distinct(4, 2, 6)
        n = 1 if alone else n
        found.append(
            Case(
                name,
                {
                    "weights": draw.real(n_in, n_out),
                    "bias": draw.real(n_out),
                    "second weights": draw.real(n_in, n_out),
                    "second bias": draw.real(n_out),
                    "x": draw.real(n, n_in),
                    "second x": draw.real(second, n_in),
                    "v": draw.real(n, n_out),
                },
                {n: "the number of samples", n_in: "in_features", n_out: "out_features"}
                if n > 1
                else {n_in: "in_features", n_out: "out_features"},
            )
        )
    return found


@my_linear.reference
class MyLinear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weights
        return y if self.bias is None else y + self.bias


@my_linear.variant("no attribute bias at all, and a test for it")
class Absent(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super(Absent, self).__init__()
        self.weights = nn.Parameter(torch.rand(in_features, out_features))
        if bias:
            self.bias = nn.Parameter(torch.rand(out_features))

    def forward(self, x):
        out = torch.matmul(x, self.weights)
        if hasattr(self, "bias"):
            out += self.bias
        return out


@my_linear.variant("register_parameter, F.linear with the transpose")
class Registered(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.register_parameter("bias", nn.Parameter(torch.zeros(out_features)) if bias else None)
        self.register_parameter("weights", nn.Parameter(torch.empty(in_features, out_features)))
        nn.init.kaiming_uniform_(self.weights, a=math.sqrt(5))

    def forward(self, x):
        return F.linear(x, self.weights.T, self.bias)


@my_linear.variant("a subclass of nn.Linear")
class Subclass(nn.Linear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weights = nn.Parameter(self.weight.detach().T.clone())
        del self.weight

    def forward(self, input):
        return torch.einsum("ni,io->no", input, self.weights) + (
            0 if self.bias is None else self.bias
        )


@my_linear.variant("float64, addmm, the flag kept")
class Flag(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.use_bias = bias
        scale = 1 / in_features**0.5
        self.weights = nn.Parameter(
            scale * torch.randn(in_features, out_features, dtype=torch.float64)
        )
        self.bias = None
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features, dtype=torch.float64))

    def forward(self, x):
        if not self.use_bias:
            return torch.mm(x, self.weights)
        return torch.addmm(self.bias, x, self.weights)


@my_linear.variant("a loop over the samples")
class Loop(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros((in_features, out_features)))
        self.bias = nn.Parameter(torch.zeros((out_features,))) if bias else None

    def forward(self, x):
        rows = [(row.unsqueeze(1) * self.weights).sum(dim=0) for row in x]
        out = torch.stack(rows)
        if self.bias is not None:
            out = out + self.bias.expand_as(out)
        return out


@my_linear.mistake(
    "none-added",
    "with bias=False, forward still adds self.bias, which is None",
    "None is no number: forward has to ask first.",
    hint=3,
    about=("raised",),
)
class NoneAdded(MyLinear):
    def forward(self, x):
        return x @ self.weights + self.bias


@my_linear.mistake(
    "absent-added",
    "with bias=False, forward still asks for self.bias, which was never made",
    "`self.bias = None` in the other branch makes the question `is None` possible.",
    hint=3,
    about=("raised",),
)
class AbsentAdded(Absent):
    def forward(self, x):
        return x @ self.weights + self.bias


@my_linear.mistake(
    "tested-as-truth",
    "forward asks `if self.bias:`, which wants one truth value of a tensor with many numbers",
    "Ask `if self.bias is not None`.",
    hint=3,
    about=("raised",),
)
class Truth(MyLinear):
    def forward(self, x):
        return x @ self.weights + self.bias if self.bias else x @ self.weights


@my_linear.mistake(
    "bias-unused",
    "forward does not add the bias",
    "The layer computes x @ weights + bias.",
)
class BiasUnused(MyLinear):
    def forward(self, x):
        return x @ self.weights


@my_linear.mistake(
    "bias-subtracted", "the bias is subtracted", "The layer computes x @ weights + bias."
)
class BiasSubtracted(MyLinear):
    def forward(self, x):
        return x @ self.weights - (0 if self.bias is None else self.bias)


@my_linear.mistake(
    "transposed",
    "weights is stored as (out, in), as nn.Linear does it",
    "Here the contract says (in, out), so that x @ weights needs no transpose.",
)
class OutIn(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(out_features, in_features, False)
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        return x @ self.weights.T + (0 if self.bias is None else self.bias)


@my_linear.mistake(
    "flag-ignored",
    "the flag is ignored: with bias=False there is still a bias Parameter",
    "An argument that nothing reads has no effect. This one decides whether bias is made.",
)
class FlagIgnored(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, True)


@my_linear.also("flag-ignored")
class FlagInForwardOnly(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, True)
        self.flag = bias

    def forward(self, x):
        return x @ self.weights + self.bias if self.flag else x @ self.weights


@my_linear.mistake(
    "flag-zeros",
    "with bias=False, self.bias is a tensor, a number or the flag itself instead of None",
    "The contract says None or absent: what is not there cannot be taken for a bias.",
)
class FlagZeros(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        if not bias:
            self.bias = None
            del self.bias
            self.bias = torch.zeros(out_features)


@my_linear.also("flag-zeros")
class FlagNumber(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.zeros(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else 0


@my_linear.also("flag-zeros")
class FlagFloat(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.zeros(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else 0.0


@my_linear.also("flag-zeros")
class FlagItself(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.zeros(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else bias


@my_linear.mistake(
    "flag-frozen-zeros",
    "with bias=False, bias is still a Parameter: one that does not require grad, or an empty one",
    "The contract says None or absent.",
)
class FlagFrozen(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, True)
        self.bias.requires_grad_(bias)


@my_linear.mistake(
    "bias-missing",
    "with bias=True, the default, there is no bias Parameter: it is never made, has another name, "
    "or the flag is read the wrong way round",
    "`if bias:` makes it; `else` leaves it out. The contract fixes its name.",
)
class FlagReversed(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, not bias)


@my_linear.also("bias-missing")
class BiasNever(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, True)
        del self.bias

    def forward(self, x):
        return x @ self.weights


@my_linear.mistake(*model.ARGUMENTS)
class FlagRequired(MyLinear):
    def __init__(self, in_features, out_features, bias):
        super().__init__(in_features, out_features, bias)


@my_linear.also("arguments")
class NoFlag(MyLinear):
    def __init__(self, in_features, out_features):
        super().__init__(in_features, out_features)


@my_linear.mistake(
    "plain-tensors",
    "weights, bias or both are plain tensors and not nn.Parameters",
    "Only an nn.Parameter is registered when it becomes an attribute; requires_grad alone does "
    "not do it.",
)
class PlainTensors(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = torch.randn(in_features, out_features)
        self.bias = torch.randn(out_features) if bias else None


@my_linear.also("plain-tensors")
class PlainLeaves(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = torch.randn(in_features, out_features, requires_grad=True)
        self.bias = torch.randn(out_features, requires_grad=True) if bias else None


@my_linear.also("plain-tensors")
class PlainBias(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = torch.zeros(out_features) if bias else None


@my_linear.also("plain-tensors")
class PlainWeights(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = torch.randn(in_features, out_features)
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None


@my_linear.mistake(
    "computed-from-a-parameter",
    "an attribute is the result of an operation on a Parameter, such as nn.Parameter(…) * 0.01",
    "The product of a Parameter and a number is a plain tensor: scale first, then wrap.",
)
class Scaled(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.randn(in_features, out_features)) * 0.01
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None


@my_linear.also("computed-from-a-parameter")
class BothScaled(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.randn(in_features, out_features)) / in_features**0.5
        self.bias = nn.Parameter(torch.randn(out_features)) * 0.1 if bias else None


@my_linear.mistake(
    "buffers",
    "weights, bias or both are registered as buffers",
    "A buffer is kept and moved, but not trained: parameters() does not list it.",
)
class Buffers(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.register_buffer("weights", torch.randn(in_features, out_features))
        self.register_buffer("bias", torch.zeros(out_features) if bias else None)


@my_linear.also("buffers")
class BufferBias(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.register_buffer("bias", torch.zeros(out_features) if bias else None)


@my_linear.mistake(
    "frozen",
    "a Parameter is made with requires_grad=False",
    "A Parameter requires grad unless told otherwise; a frozen one is not trained.",
)
class Frozen(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.weights.requires_grad = False


@my_linear.also("frozen")
class FrozenBias(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        if bias:
            self.bias.requires_grad = False


@my_linear.also("frozen")
class FrozenBoth(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.requires_grad_(False)


@my_linear.mistake(
    "in-a-container",
    "the Parameters lie in a Python list or dict, where nobody finds them",
    "A module looks at its own attributes only: make each Parameter an attribute.",
)
class InAList(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.all = [
            nn.Parameter(torch.randn(in_features, out_features)),
            nn.Parameter(torch.zeros(out_features)),
        ]

    def forward(self, x):
        return x @ self.all[0] + self.all[1]


@my_linear.mistake(
    "in-a-dict",
    "the Parameters lie in a Python dict, where nobody finds them",
    "A module looks at its own attributes only: make each Parameter an attribute.",
)
class InADict(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.all = {
            "weights": nn.Parameter(torch.randn(in_features, out_features)),
            "bias": nn.Parameter(torch.zeros(out_features)),
        }

    def forward(self, x):
        return x @ self.all["weights"] + self.all["bias"]


@my_linear.mistake(
    "weights-other-name",
    "there is no Parameter with the name weights: nn.Linear's own is called weight, without an s",
    "The contract fixes the names `weights` and `bias`.",
)
class OtherName(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weight = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None


@my_linear.also("weights-other-name")
class BothOtherNames(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.w = nn.Parameter(torch.randn(in_features, out_features))
        self.b = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        return x @ self.w + (0 if self.b is None else self.b)


@my_linear.also("weights-other-name")
class Wraps(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features, bias)

    def forward(self, x):
        return self.linear(x)


@my_linear.mistake(
    "extra-parameters",
    "there are trainable Parameters beside weights and bias",
    "x @ weights + bias has no others.",
)
class Extra(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.scale = nn.Parameter(torch.ones(1))


@my_linear.mistake(
    "weights-a-module",
    "self.weights is a module, such as an nn.Linear or an nn.ParameterList, and not one Parameter",
    "The contract asks for one Parameter of shape (in, out).",
)
class WeightsModule(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Linear(in_features, out_features, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        return self.weights(x) + (0 if self.bias is None else self.bias)


@my_linear.mistake(
    "weights-a-view",
    "weights can be read, but is no Parameter of the module: it is computed from another one, or "
    "kept beside it",
    "The contract asks for a Parameter of that name, which parameters() lists.",
)
class AView(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.stored = nn.Parameter(torch.randn(out_features, in_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None

    @property
    def weights(self):
        return self.stored.T

    def forward(self, x):
        return x @ self.weights + (0 if self.bias is None else self.bias)


@my_linear.mistake(
    "bias-other-name",
    "there is no Parameter with the name bias",
    "The contract fixes the names `weights` and `bias`.",
)
class OtherBias(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.b = nn.Parameter(torch.zeros(out_features)) if bias else None

    def forward(self, x):
        return x @ self.weights + (0 if self.b is None else self.b)


@my_linear.mistake(
    "local-names",
    "nothing is registered: the Parameters are local names, are made anew in forward, or are kept "
    "where the module does not look",
    "`weights = …` is gone when __init__ ends; what forward makes is new in every call. "
    "`self.weights = nn.Parameter(…)` in __init__ stays.",
)
class LocalNames(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        weights = nn.Parameter(torch.randn(in_features, out_features))
        bias = nn.Parameter(torch.zeros(out_features))

    def forward(self, x):
        return x @ self.weights + self.bias


@my_linear.also("local-names")
class MadeInForward(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.n_in, self.n_out = in_features, out_features

    def forward(self, x):
        self.weights = nn.Parameter(torch.randn(self.n_in, self.n_out))
        self.bias = nn.Parameter(torch.zeros(self.n_out))
        return x @ self.weights + self.bias


@my_linear.mistake(
    "bias-per-input",
    "bias has one number per input",
    "It is added to x @ weights, which is (N, out): one number per output.",
)
class BiasPerInput(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.bias = nn.Parameter(torch.zeros(in_features)) if bias else None


@my_linear.mistake(
    "bias-one-number",
    "bias is a single number for the whole layer",
    "Each output has its own: (out,).",
)
class BiasOne(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.bias = nn.Parameter(torch.zeros(1)) if bias else None


@my_linear.also("bias-one-number")
class BiasScalar(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.bias = nn.Parameter(torch.zeros(())) if bias else None


@my_linear.mistake(
    "bias-two-axes",
    "bias is made with two axes, a row or a column",
    "The contract says (out,); broadcasting lines it up with the last axis of (N, out).",
)
class BiasRow(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.bias = nn.Parameter(torch.zeros(1, out_features)) if bias else None


@my_linear.also("bias-two-axes")
class BiasColumn(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.bias = nn.Parameter(torch.zeros(out_features, 1)) if bias else None


@my_linear.also("bias-two-axes")
class BiasMatrix(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        self.bias = nn.Parameter(torch.zeros(in_features, out_features)) if bias else None


@my_linear.mistake(
    "data",
    "forward computes with weights.data, or with a detached copy or numbers: no gradient reaches weights",
    "`.data` and `.detach()` cut the graph, and so does a detour over numbers; the layer would never learn.",
)
class ThroughData(MyLinear):
    def forward(self, x):
        return x @ self.weights.data + (0 if self.bias is None else self.bias)


@my_linear.mistake(
    "bias-data",
    "forward computes with bias.data, or with a detached copy: no gradient reaches bias",
    "`.data` and `.detach()` cut the graph; the bias would never learn.",
)
class BiasData(MyLinear):
    def forward(self, x):
        return x @ self.weights + (0 if self.bias is None else self.bias.data)


@my_linear.mistake(
    "no-graph",
    "forward hands out a result without a graph: .data, .detach(), torch.no_grad() or a new tensor",
    "The gradient goes back along the graph that forward leaves behind.",
    about=("raised",),
)
class Detached(MyLinear):
    def forward(self, x):
        return super().forward(x).detach()


@my_linear.also("no-graph")
class NoGrad(MyLinear):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


@my_linear.also("data")
class AllData(MyLinear):
    def forward(self, x):
        return x @ self.weights.data + (0 if self.bias is None else self.bias.data)


@my_linear.mistake(
    "x-detached",
    "forward detaches x: no gradient reaches the layers below",
    "A layer hands the gradient on to its input; a network of such layers would train its last "
    "one only.",
)
class XDetached(MyLinear):
    def forward(self, x):
        return super().forward(x.detach())


@my_linear.mistake(
    "elementwise",
    "`*` is used where the matrix product `@` belongs, and the shapes do not broadcast",
    "x @ weights sums over the inputs; `*` multiplies number by number.",
    about=("raised",),
)
class Elementwise(MyLinear):
    def forward(self, x):
        return x * self.weights + (0 if self.bias is None else self.bias)


@my_linear.mistake(
    "product-order",
    "the product is written with its factors in the wrong order, or with a transpose too many",
    "(N, in) @ (in, out): the inner sizes agree as they stand.",
    about=("raised",),
)
class TransposedInForward(MyLinear):
    def forward(self, x):
        return x @ self.weights.T + (0 if self.bias is None else self.bias)


@my_linear.also("product-order")
class WrongOrder(MyLinear):
    def forward(self, x):
        return self.weights @ x + (0 if self.bias is None else self.bias)


@my_linear.also("product-order")
class LibraryLinear(MyLinear):
    def forward(self, x):
        return F.linear(x, self.weights, self.bias)


@my_linear.mistake(
    "output-transposed",
    "the result is (out, N): the sample axis and the output axis are exchanged",
    "Samples are rows: (N, in) @ (in, out) = (N, out).",
)
class OutputTransposed(MyLinear):
    def forward(self, x):
        return super().forward(x).T


@my_linear.mistake(
    "activated",
    "an activation is applied to the result",
    "A linear layer is only linear; ReLU is a block of its own.",
)
class Activated(MyLinear):
    def forward(self, x):
        return F.relu(super().forward(x))


@my_linear.also("activated")
class Sigmoided(MyLinear):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


@my_linear.also("activated")
class Softmaxed(MyLinear):
    def forward(self, x):
        return super().forward(x).softmax(dim=-1)


@my_linear.also("activated")
class Tanhed(MyLinear):
    def forward(self, x):
        return torch.tanh(super().forward(x))


@my_linear.mistake(
    "bias-times", "the output is multiplied by the bias", "The layer computes x @ weights + bias."
)
class BiasTimes(MyLinear):
    def forward(self, x):
        return x @ self.weights * (1 if self.bias is None else self.bias)


@my_linear.mistake("bias-twice", "the bias is added twice", "x @ weights + bias: once.")
class BiasTwice(MyLinear):
    def forward(self, x):
        return super().forward(x) + (0 if self.bias is None else self.bias)


@my_linear.mistake(
    "bias-summed",
    "one and the same number, made from all of bias, is added to every output",
    "Each output gets its own element of bias.",
)
class BiasSum(MyLinear):
    def forward(self, x):
        return x @ self.weights + (0 if self.bias is None else self.bias.sum())


@my_linear.also("bias-summed")
class BiasMean(MyLinear):
    def forward(self, x):
        return x @ self.weights + (0 if self.bias is None else self.bias.mean())


@my_linear.mistake("no-return", "forward has no return", "A function without `return` gives None.")
class NoReturn(MyLinear):
    def forward(self, x):
        y = super().forward(x)


@my_linear.mistake(
    "one-sample-squeezed",
    "an axis of length 1 is squeezed out",
    "A batch of one sample is still a batch: (1, out).",
)
class Squeezed(MyLinear):
    def forward(self, x):
        return super().forward(x).squeeze()


@my_linear.mistake("one-row-only", "only the first sample is computed", "x holds N rows.")
class FirstRow(MyLinear):
    def forward(self, x):
        return super().forward(x[:1])


@my_linear.mistake("x-changed", "x is changed in place", "The caller still needs x.")
class XChanged(MyLinear):
    def forward(self, x):
        y = super().forward(x)
        with torch.no_grad():
            x += 1
        return y


@my_linear.mistake(
    "shared",
    "two objects share their Parameters: they are made once, outside of __init__",
    "What is made in __init__ belongs to one object.",
)
class Shared(MyLinear):
    kept: dict = {}

    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, bias)
        key = (in_features, out_features, bias)
        same = Shared.kept.setdefault(key, MyLinear(in_features, out_features, bias))
        self.weights, self.bias = same.weights, same.bias


@my_linear.mistake(
    "values-overwritten",
    "forward gives the Parameters new values in every call",
    "Initial values belong into __init__; forward only reads.",
)
class Reset(MyLinear):
    def forward(self, x):
        with torch.no_grad():
            self.weights.fill_(1.0)
        return super().forward(x)


@my_linear.also("values-overwritten")
class ResetToZero(MyLinear):
    def forward(self, x):
        nn.init.zeros_(self.weights)
        return super().forward(x)


@my_linear.mistake(*model.NO_SUPER, about=("raised",))
class NoSuper(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features))


@my_linear.mistake(*model.SUPER_ODD, about=("raised",))
class OddSuper(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super.__init__()


@my_linear.mistake(
    "super-init",
    "super().init() is called, a name that nn.Module does not have",
    "It is super().__init__(), with two underscores on both sides.",
    about=("raised",),
)
class SuperInit(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().init()


@my_linear.mistake(*model.NOT_A_MODULE)
class NotAModule:
    def __init__(self, in_features, out_features, bias=True):
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None


@my_linear.mistake(*model.NO_FORWARD)
class NoForward(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.zeros(out_features)) if bias else None


@my_linear.mistake(*model.INIT_MISSPELT)
class InitMisspelt(nn.Module):
    def init(self, in_features, out_features, bias=True):
        super().__init__()


@my_linear.mistake(
    "self-missing",
    "self is forgotten in front of weights or bias in forward",
    "Attributes are reached through self: self.weights.",
    about=("raised",),
)
class SelfMissing(MyLinear):
    def forward(self, x):
        return x @ weights + bias  # noqa: F821


@my_linear.also("self-missing")
class SelfMissingBias(MyLinear):
    def forward(self, x):
        return x @ self.weights + bias  # noqa: F821


@my_linear.mistake(
    "sizes-not-given",
    "the sizes are fixed numbers, or in_features and out_features are mixed up",
    "The arguments say how large weights is: (in_features, out_features).",
)
class FixedSizes(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(784, 100, bias)


@my_linear.also("flag-frozen-zeros")
class FlagEmpty(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__(in_features, out_features, True)
        if not bias:
            self.bias = nn.Parameter(torch.zeros(0))

    def forward(self, x):
        y = x @ self.weights
        return y + self.bias if len(self.bias) else y


@my_linear.mistake(
    "flag-stored",
    "self.bias holds the flag itself, or a number, and no Parameter, though a bias is asked for",
    "`bias` is the argument, true or false; `self.bias` has to be the Parameter, or None.",
)
class FlagStored(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = bias
        if bias:
            self.b = nn.Parameter(torch.zeros(out_features))


@my_linear.also("flag-stored")
class FlagAdded(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = bias


@my_linear.mistake(
    "parameter-of-no-tensor",
    "nn.Parameter gets something that is no tensor, such as its sizes",
    "It wraps a tensor: nn.Parameter(torch.randn(in_features, out_features)).",
    hint=3,
    about=("raised",),
)
class ParameterOfSizes(MyLinear):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weights = nn.Parameter(in_features, out_features)


@my_linear.also("init-misspelt")
class InitSingleUnderscores(nn.Module):
    def _init_(self, in_features, out_features, bias=True):
        super().__init__()

    def forward(self, x):
        return x @ self.weights + self.bias


@my_linear.mistake(
    "scaled",
    "the product is multiplied by a factor, such as 1/√in_features",
    "forward(x) = x @ weights + bias. A factor that keeps the first values small belongs into "
    "__init__, into the values that weights starts with.",
)
class ScaledByIn(MyLinear):
    def forward(self, x):
        y = x @ (self.weights * self.weights.shape[0] ** -0.5)
        return y if self.bias is None else y + self.bias


@my_linear.also("scaled")
class ScaledByOut(MyLinear):
    def forward(self, x):
        y = x @ (self.weights * self.weights.shape[1] ** -0.5)
        return y if self.bias is None else y + self.bias


@my_linear.also("scaled")
class ScaledLikeHe(MyLinear):
    def forward(self, x):
        y = x @ (self.weights * (2 / self.weights.shape[0]) ** 0.5)
        return y if self.bias is None else y + self.bias
