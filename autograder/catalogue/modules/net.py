"""net: 784-100-10, two linear layers with a ReLU between them."""

from __future__ import annotations

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

net = Entry(
    Exercise(
        id="net",
        title="784-100-10",
        chapter=model.CHAPTER,
        symbol="Net",
        contract="`Net()` maps x of shape (N, 784) or (N, 1, 28, 28) to logits (N, 10): linear "
        "784 → 100, ReLU, linear 100 → 10. It has 79,510 trainable numbers and no dropout.",
        parts=(
            Part(
                "flat samples",
                2,
                ("left out", "matrices", "numbers", "shapes", "two calls in train mode", "logits", "inputs",
                 "gradient of the first weights", "gradient of the first bias",
                 "gradient of the second bias"),
            ),
            Part("images", 1, ("logits of images", "logits of one image")),
        ),
        minutes=12,
        difficulty=2,
        importance=5,
        hints=(
            "Print `sum(p.numel() for p in Net().parameters())`. 79,510 is 784·100 + 100 + "
            "100·10 + 10: which term is missing, or too many?",
            "Layers are made once, in __init__, as attributes of self. forward first makes one "
            "row of 784 numbers of every sample, whatever its shape was.",
            "`x = x.view(len(x), -1)`, then `self.fc2(torch.relu(self.fc1(x)))`: nothing after "
            "the last layer.",
        ),
        kinds={"left out": "made"},
        labels={
            **model.CLASS_LABELS,
            "left out": "what parameters() does not list",
            "matrices": "the weight matrices",
            "numbers": "how many trainable numbers",
            "shapes": "the shapes of the parameters",
            "two calls in train mode": "two calls with the same x, in train mode",
            "logits": "the logits of flat samples",
            "inputs": "x after the call",
            "logits of images": "the logits of the same samples as images (N, 1, 28, 28)",
            "logits of one image": "the logits of a single image (1, 1, 28, 28)",
            "gradient of the first weights": "the gradient of the first layer's weights, summed up "
            "to (3, 3)",
            "gradient of the first bias": "the gradient of the first layer's bias",
            "gradient of the second bias": "the gradient of the second layer's bias",
        },
    )
)  # fmt: skip


@net.cases
def cases(draw: Draw) -> list[Case]:
    n = draw.integer(3, 5)
    return [
        Case(
            "a batch",
            {
                # The first weights are a product of rank 3: 2,652 numbers instead of 78,400.
                "tall": draw.real(100, 3, high=1.0),
                "wide": draw.real(3, 784, high=0.3),
                "hidden bias": draw.real(100),
                "output weights": draw.real(10, 100, high=0.5),
                "output bias": draw.real(10),
                "x": draw.real(n, 784, high=1.0),
                "v": draw.real(n, 10),
            },
            {n: "the number of samples"},
        )
    ]


@net.reference
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100)
        self.fc2 = nn.Linear(100, 10)

    def forward(self, x):
        x = x.view(x.shape[0], -1)
        return self.fc2(torch.relu(self.fc1(x)))


@net.variant("Sequential")
class Sequential(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 100), nn.ReLU(inplace=True), nn.Linear(100, 10)
        )

    def forward(self, x):
        return self.layers(x)


@net.variant("a subclass of Sequential, last layer first")
class IsSequential(nn.Sequential):
    def __init__(self):
        last = nn.Linear(100, 10)
        super().__init__(OrderedDict(last=last, first=nn.Linear(784, 100)))

    def forward(self, x):
        hidden = self.first(x.reshape(-1, 784)).clamp(min=0)
        return self.last(hidden)


@net.variant("Parameters in the other orientation")
class OwnParameters(nn.Module):
    def __init__(self):
        super().__init__()
        self.b1, self.b0 = nn.Parameter(torch.zeros(1, 10)), nn.Parameter(torch.zeros(1, 100))
        self.w0 = nn.Parameter(torch.randn(784, 100) * 0.03)
        self.w1 = nn.Parameter(torch.randn(100, 10) * 0.1)

    def forward(self, x):
        hidden = F.relu(x.flatten(1) @ self.w0 + self.b0)
        return hidden @ self.w1 + self.b1


@net.variant("ModuleList and a loop, float64")
class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = (784, 100, 10)
        self.layers = nn.ModuleList(
            nn.Linear(a, b, dtype=torch.float64) for a, b in zip(sizes, sizes[1:])
        )
        self.relu = nn.ReLU()

    def forward(self, x):
        x = torch.flatten(x, start_dim=1)
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = self.relu(x)
        return x


@net.variant("a convolution over the whole image is a linear layer")
class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 100, 28), nn.Linear(100, 10)

    def forward(self, x):
        return self.second(self.first(x.reshape(-1, 1, 28, 28)).flatten(1).relu())


@net.variant("blocks in a block, and a useless attribute")
class Blocks(nn.Module):
    def __init__(self):
        super(Blocks, self).__init__()
        self.sizes = [784, 100, 10]
        self.block = nn.ModuleDict({"in": nn.Linear(784, 100), "out": nn.Linear(100, 10)})

    def forward(self, x):
        if x.dim() > 2:
            x = x.view(x.size(0), 784)
        h = torch.max(self.block["in"](x), torch.zeros(()).to(self.block["in"].bias))
        return self.block["out"](h)


@net.mistake(
    "no-flatten",
    "an image goes into the first linear layer as it is, without being made a row of 784 numbers",
    "nn.Linear(784, 100) wants 784 numbers in the last axis: (N, 1, 28, 28) has 28 there.",
    hint=2,
    about=("raised",),
)
class NoFlatten(Net):
    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


@net.mistake(
    "softmax",
    "a softmax stands at the end: these are probabilities",
    "Logits are asked for. The cross-entropy of PyTorch takes logits and does the softmax itself.",
)
class Softmax(Net):
    def forward(self, x):
        return super().forward(x).softmax(dim=1)


@net.mistake(
    "log-softmax",
    "a log-softmax stands at the end",
    "Logits are asked for. The cross-entropy of PyTorch does it itself.",
)
class LogSoftmax(Net):
    def forward(self, x):
        return F.log_softmax(super().forward(x), dim=1)


@net.mistake(
    "no-activation",
    "there is no activation between the two linear layers",
    "Two linear layers in a row are one linear layer: the ReLU between them makes the difference.",
)
class NoActivation(Net):
    def forward(self, x):
        return self.fc2(self.fc1(x.view(len(x), -1)))


@net.mistake(
    "relu-on-logits",
    "a ReLU is applied to the logits: no negative one is left",
    "Logits may have either sign; the ReLU stands between the layers.",
)
class ReluOnLogits(Net):
    def forward(self, x):
        return torch.relu(super().forward(x))


@net.mistake(
    "relu-only-on-logits",
    "the ReLU stands after the second layer instead of between the two",
    "linear, ReLU, linear.",
)
class ReluAtTheEnd(Net):
    def forward(self, x):
        return torch.relu(self.fc2(self.fc1(x.view(len(x), -1))))


@net.mistake(
    "relu-first", "the ReLU is applied to x, not to the hidden layer", "linear, ReLU, linear."
)
class ReluFirst(Net):
    def forward(self, x):
        return self.fc2(self.fc1(torch.relu(x.view(len(x), -1))))


@net.mistake(
    "relu-too-early", "a ReLU is applied to x as well", "linear, ReLU, linear: x goes in as it is."
)
class ReluTwice(Net):
    def forward(self, x):
        return super().forward(torch.relu(x))


@net.mistake("sigmoid", "the activation is a sigmoid", "The contract says ReLU: max(0, z).")
class Sigmoid(Net):
    activation = staticmethod(torch.sigmoid)

    def forward(self, x):
        return self.fc2(self.activation(self.fc1(x.view(len(x), -1))))


@net.mistake("tanh", "the activation is a tanh", "The contract says ReLU: max(0, z).")
class Tanh(Sigmoid):
    activation = staticmethod(torch.tanh)


@net.mistake(
    "other-activation",
    "the activation is a relative of the ReLU, such as leaky ReLU, GELU or ELU",
    "The contract says ReLU: max(0, z).",
)
class Leaky(Sigmoid):
    activation = staticmethod(F.leaky_relu)


@net.also("other-activation")
class Gelu(Sigmoid):
    activation = staticmethod(F.gelu)


@net.also("other-activation")
class Elu(Sigmoid):
    activation = staticmethod(F.elu)


@net.also("other-activation")
class Silu(Sigmoid):
    activation = staticmethod(F.silu)


@net.also("other-activation")
class Softplus(Sigmoid):
    activation = staticmethod(F.softplus)


@net.also("other-activation")
class Selu(Sigmoid):
    activation = staticmethod(F.selu)


@net.also("other-activation")
class Relu6(Sigmoid):
    activation = staticmethod(F.relu6)


@net.also("other-activation")
class LeakyTenth(Sigmoid):
    activation = staticmethod(lambda z: F.leaky_relu(z, 0.1))


@net.mistake("absolute", "the activation is an absolute value or a square", "ReLU is max(0, z).")
class Absolute(Sigmoid):
    activation = staticmethod(torch.abs)


@net.also("absolute")
class Squared(Sigmoid):
    activation = staticmethod(torch.square)


@net.mistake(
    "softmax-between",
    "the activation between the layers is a softmax",
    "The contract says ReLU: max(0, z).",
)
class SoftmaxBetween(Sigmoid):
    activation = staticmethod(lambda z: z.softmax(dim=-1))


@net.mistake(
    "relu-reversed",
    "negative values are kept and positive ones cut off",
    "ReLU is max(0, z), not min(0, z).",
)
class ReluReversed(Sigmoid):
    activation = staticmethod(lambda z: z.clamp(max=0))


@net.mistake(
    "sigmoid-on-logits",
    "a sigmoid or tanh is applied to the logits",
    "Logits are asked for: the plain output of the last layer.",
)
class SigmoidOnLogits(Net):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


@net.also("sigmoid-on-logits")
class TanhOnLogits(Net):
    def forward(self, x):
        return torch.tanh(super().forward(x))


@net.mistake(
    "softmax-columns", "a softmax over the samples stands at the end", "Logits are asked for."
)
class SoftmaxColumns(Net):
    def forward(self, x):
        return super().forward(x).softmax(dim=0)


@net.mistake(
    "scaled",
    "x is divided or shifted in forward",
    "Net takes x as it is; who wants to scale does it before.",
)
class Divided(Net):
    def forward(self, x):
        return super().forward(x / 255)


@net.also("scaled")
class Halved(Net):
    def forward(self, x):
        return super().forward((x - 0.5) / 0.5)


@net.also("scaled")
class Standardised(Net):
    def forward(self, x):
        return super().forward((x - 0.1307) / 0.3081)


@net.mistake(
    "dropout",
    "two calls with the same x disagree in train mode, as with dropout",
    "The contract says no dropout; DropNet will have it.",
)
class Dropout(Net):
    def forward(self, x):
        return self.fc2(F.dropout(torch.relu(self.fc1(x.view(len(x), -1))), 0.5, self.training))


@net.also("dropout")
class NoisyInput(Net):
    def forward(self, x):
        return super().forward(x + 0.1 * torch.randn_like(x))


@net.mistake(
    "no-bias",
    "there are 79,400 trainable numbers: neither layer has a bias",
    "784·100 + 100 + 100·10 + 10 = 79,510. Both layers have a bias, which is nn.Linear's default.",
)
class NoBias(Net):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(784, 100, bias=False), nn.Linear(100, 10, bias=False)


@net.also("no-bias")
class MatricesOnly(nn.Module):
    def __init__(self):
        super().__init__()
        self.w0 = nn.Parameter(torch.randn(784, 100))
        self.w1 = nn.Parameter(torch.randn(100, 10))

    def forward(self, x):
        return torch.relu(x.flatten(1) @ self.w0) @ self.w1


@net.mistake(
    "no-output-bias",
    "there are 79,500 trainable numbers: the second layer has no bias",
    "784·100 + 100 + 100·10 + 10 = 79,510.",
)
class NoOutputBias(Net):
    def __init__(self):
        super().__init__()
        self.fc2 = nn.Linear(100, 10, bias=False)


@net.mistake(
    "no-hidden-bias",
    "there are 79,410 trainable numbers: the first layer has no bias",
    "784·100 + 100 + 100·10 + 10 = 79,510.",
)
class NoHiddenBias(Net):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100, bias=False)


class _Sizes(nn.Module):
    sizes: tuple = (784, 100, 10)

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Linear(a, b) for a, b in zip(self.sizes, self.sizes[1:], strict=False)
        )

    def forward(self, x):
        return x


@net.mistake(
    "hidden-size",
    "the hidden layer does not have 100 units",
    "784-100-10: the first layer is Linear(784, 100), the second Linear(100, 10).",
)
class Hidden128(_Sizes):
    sizes = (784, 128, 10)


@net.also("hidden-size")
class Hidden10(_Sizes):
    sizes = (784, 10, 10)


@net.also("hidden-size")
class Hidden784(_Sizes):
    sizes = (784, 784, 10)


@net.mistake(
    "third-layer",
    "there are three linear layers",
    "784-100-10 has two: linear, ReLU, linear.",
)
class ThreeLayers(_Sizes):
    sizes = (784, 100, 100, 10)


@net.mistake(
    "one-layer",
    "one weight matrix is registered instead of two: there is only one layer, or both layers were "
    "given the same name",
    "784-100-10 has two linear layers. An attribute that is assigned twice keeps the second value.",
)
class OneLayer(_Sizes):
    sizes = (784, 10)


@net.also("one-layer")
class FirstLayerOnly(_Sizes):
    sizes = (784, 100)


@net.mistake(
    "four-layers",
    "there are four linear layers",
    "784-100-10 has two: linear, ReLU, linear.",
)
class FourLayers(_Sizes):
    sizes = (784, 100, 100, 100, 10)


@net.mistake(
    "outer-sizes",
    "the first layer does not take 784 numbers, or the second does not give 10",
    "An image has 784 pixels, and there are ten digits: Linear(784, 100), Linear(100, 10).",
)
class OneOutput(_Sizes):
    sizes = (784, 100, 1)


@net.mistake(
    "extra-numbers",
    "a normalisation or another layer with trainable numbers is added",
    "linear, ReLU, linear, and nothing else: 79,510 numbers.",
)
class BatchNorm(Net):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(100)


@net.also("extra-numbers")
class BatchNormOfX(Net):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(784)


@net.also("extra-numbers")
class Prelu(Net):
    def __init__(self):
        super().__init__()
        self.relu = nn.PReLU()


@net.mistake(
    "in-a-list",
    "the layers lie in a Python list, where parameters() does not look",
    "A module registers modules that are attributes; for a list of them there is nn.ModuleList.",
)
class InAList(Net):
    def __init__(self):
        nn.Module.__init__(self)
        self.layers = [nn.Linear(784, 100), nn.Linear(100, 10)]

    def forward(self, x):
        return self.layers[1](torch.relu(self.layers[0](x.view(len(x), -1))))


@net.mistake(
    "in-a-dict",
    "the layers lie in a Python dict, where parameters() does not look",
    "A module registers modules that are attributes; for a dict of them there is nn.ModuleDict.",
)
class InADict(Net):
    def __init__(self):
        nn.Module.__init__(self)
        self.layers = {"a": nn.Linear(784, 100), "b": nn.Linear(100, 10)}

    def forward(self, x):
        return self.layers["b"](torch.relu(self.layers["a"](x.view(len(x), -1))))


@net.mistake(
    "tensors-in-a-container",
    "weights lie in a Python list or dict, where parameters() does not look",
    "Make them attributes, or use nn.ParameterList.",
)
class TensorsInAList(Net):
    def __init__(self):
        nn.Module.__init__(self)
        self.weights = [nn.Parameter(torch.randn(784, 100)), nn.Parameter(torch.randn(100, 10))]


@net.also("tensors-in-a-container")
class TensorsInADict(Net):
    def __init__(self):
        nn.Module.__init__(self)
        self.weights = {"w": nn.Parameter(torch.randn(784, 100))}


@net.mistake(
    "plain-tensors",
    "weights are plain tensors, which nobody registers",
    "Only an nn.Parameter is registered when it becomes an attribute; nn.Linear has its own.",
)
class PlainTensors(nn.Module):
    def __init__(self):
        super().__init__()
        self.w0, self.w1 = torch.rand(784, 100), torch.rand(100, 10)

    def forward(self, x):
        return torch.relu(x.flatten(1) @ self.w0) @ self.w1


@net.also("plain-tensors")
class PlainLeaves(nn.Module):
    def __init__(self):
        super().__init__()
        self.w0 = torch.rand(784, 100, requires_grad=True)
        self.w1 = torch.rand(100, 10, requires_grad=True)

    def forward(self, x):
        return torch.relu(x.flatten(1) @ self.w0) @ self.w1


@net.mistake(
    "computed-from-a-parameter",
    "weights are the result of an operation on a Parameter, such as nn.Parameter(…) * 0.01",
    "The product of a Parameter and a number is a plain tensor: scale first, then wrap.",
)
class Scaled(nn.Module):
    def __init__(self):
        super().__init__()
        self.w0 = nn.Parameter(torch.randn(784, 100)) * 0.01
        self.w1 = nn.Parameter(torch.randn(100, 10)) * 0.01

    def forward(self, x):
        return torch.relu(x.flatten(1) @ self.w0) @ self.w1


@net.mistake(
    "frozen",
    "parameters do not require grad",
    "79,510 trainable numbers: a frozen one is not trained.",
)
class Frozen(Net):
    def __init__(self):
        super().__init__()
        self.requires_grad_(False)


@net.also("frozen")
class FrozenFirst(Net):
    def __init__(self):
        super().__init__()
        self.fc1.requires_grad_(False)


@net.mistake(
    "made-in-forward",
    "nothing is registered: the layers are local names, are made anew in forward, or are kept "
    "where the module does not look",
    "`fc1 = …` is gone when __init__ ends; layers made in forward are new, and random, in every "
    "call. `self.fc1 = …` in __init__ stays.",
)
class MadeInForward(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        return nn.Linear(100, 10)(torch.relu(nn.Linear(784, 100)(x.flatten(1))))


@net.also("made-in-forward")
class LocalNames(nn.Module):
    def __init__(self):
        super().__init__()
        fc1, fc2 = nn.Linear(784, 100), nn.Linear(100, 10)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


@net.mistake(*model.INIT_MISSPELT)
class InitMisspelt(nn.Module):
    def _init_(self):
        self.fc1 = nn.Linear(784, 100)

    def forward(self, x):
        return self.fc1(x)


@net.mistake(
    "no-return",
    "forward has no return, or none for flat samples",
    "A function without `return` gives None, and so does one that leaves past an if.",
)
class NoReturn(Net):
    def forward(self, x):
        y = super().forward(x)


@net.mistake(
    "hidden-returned",
    "the hidden layer is returned, (N, 100)",
    "The second layer makes ten logits of it.",
)
class HiddenReturned(Net):
    def forward(self, x):
        return torch.relu(self.fc1(x.flatten(1)))


@net.mistake(
    "argmax",
    "class numbers are returned",
    "Logits are asked for; argmax has no slope to learn from.",
)
class Argmax(Net):
    def forward(self, x):
        return super().forward(x).argmax(dim=1)


@net.mistake(
    "pair-returned",
    "a tuple or a dict is returned instead of one tensor",
    "forward returns the logits.",
)
class Pair(Net):
    def forward(self, x):
        logits = super().forward(x)
        return logits, logits.softmax(1)


@net.mistake(
    "one-image-squeezed",
    "axes of length 1 are squeezed out: a batch of one image loses its batch axis",
    "flatten(1) or view(N, -1) keeps the first axis, whatever its length.",
)
class Squeezed(Net):
    def forward(self, x):
        return super().forward(x).squeeze()


@net.also("one-image-squeezed")
class SqueezedInput(Net):
    def forward(self, x):
        x = x.squeeze()
        x = x.flatten(-2) if x.shape[-1] == 28 else x
        return self.fc2(torch.relu(self.fc1(x)))


@net.mistake(
    "first-layer-shapes",
    "a linear layer does not get rows of as many numbers as it wants: the batch is flattened into "
    "one row, x is transposed, or the layers come in the wrong order",
    "(N, 784) → (N, 100) → (N, 10): the first axis is N all the way.",
    about=("raised",),
)
class FlattenedWhole(Net):
    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.flatten())))


@net.also("first-layer-shapes")
class Columns(Net):
    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.T)))


@net.also("first-layer-shapes")
class ColumnsByView(Net):
    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.view(784, -1))))


@net.mistake(
    "images-only",
    "forward takes images only, with an axis that flat samples do not have",
    "x.view(len(x), -1) fits both (N, 784) and (N, 1, 28, 28).",
    about=("raised",),
)
class ImagesOnly(Net):
    def forward(self, x):
        n, c, h, w = x.shape
        return super().forward(x.view(n, c * h * w))


@net.also("images-only")
class FlattenThree(Net):
    def forward(self, x):
        return super().forward(x.flatten(1, 3))


@net.also("pair-returned")
class MaxReturned(Net):
    def forward(self, x):
        return super().forward(x).max(1)


@net.also("pair-returned")
class HiddenToo(Net):
    def forward(self, x):
        h = torch.relu(self.fc1(x.flatten(1)))
        return {"hidden": h, "logits": self.fc2(h)}


@net.mistake(
    "no-graph",
    "the logits have no graph: .data, .detach(), torch.no_grad() or a new tensor",
    "The gradient goes back along the graph that forward leaves behind.",
    about=("raised",),
)
class NoGrad(Net):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


@net.mistake(
    "hidden-detached",
    "the hidden layer is detached: no gradient reaches the first layer",
    "`.data` and `.detach()` cut the graph; the first layer would never learn.",
)
class HiddenDetached(Net):
    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.flatten(1))).detach())


@net.mistake(
    "shared",
    "two objects share their layers: they are class attributes, or made outside of __init__",
    "What is made in __init__ belongs to one object.",
)
class Shared(Net):
    kept: dict = {}

    def __init__(self):
        nn.Module.__init__(self)
        dtype = torch.get_default_dtype()
        same = Shared.kept.setdefault(dtype, Net())
        self.fc1, self.fc2 = same.fc1, same.fc2


@net.mistake("x-changed", "x is changed in place", "The caller still needs x.")
class XChanged(Net):
    def forward(self, x):
        y = super().forward(x)
        x -= x.mean()
        return y


@net.also("x-changed")
class XRelued(Net):
    def forward(self, x):
        y = super().forward(x)
        x.relu_()
        return y


@net.also("first-layer-shapes")
class Exchanged(Net):
    def forward(self, x):
        return self.fc1(torch.relu(self.fc2(x.flatten(1))))


@net.mistake(
    "relu-made-not-called",
    "a layer or a function gets something that is no tensor, such as a module: nn.ReLU(x) makes "
    "one and computes nothing",
    "Make it first, then call it: nn.ReLU()(x), or use torch.relu(x).",
    about=("raised",),
)
class ReluMade(Net):
    def forward(self, x):
        return self.fc2(nn.ReLU(self.fc1(x.flatten(1))))


@net.mistake(*model.NO_SUPER, about=("raised",))
class NoSuper(Net):
    def __init__(self):
        self.fc1 = nn.Linear(784, 100)
        self.fc2 = nn.Linear(100, 10)


@net.mistake(*model.SUPER_ODD, about=("raised",))
class OddSuper(Net):
    def __init__(self):
        super.__init__()


@net.mistake(
    "super-init",
    "super().init() is called, a name that nn.Module does not have",
    "It is super().__init__(), with two underscores on both sides.",
    about=("raised",),
)
class SuperInit(Net):
    def __init__(self):
        super().init()


@net.mistake(*model.NOT_A_MODULE)
class NotAModule:
    def __init__(self):
        self.fc1, self.fc2 = nn.Linear(784, 100), nn.Linear(100, 10)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


@net.mistake(*model.NO_FORWARD)
class NoForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(784, 100), nn.Linear(100, 10)


@net.mistake(*model.ARGUMENTS)
class Arguments(Net):
    def __init__(self, sizes):
        super().__init__()


@net.mistake(
    "self-missing",
    "self is forgotten in front of a layer in forward",
    "Attributes are reached through self: self.fc1.",
    about=("raised",),
)
class SelfMissing(Net):
    def forward(self, x):
        return fc2(torch.relu(fc1(x.flatten(1))))  # noqa: F821


@net.also("self-missing")
class SelfMissingInner(Net):
    def forward(self, x):
        return self.fc2(torch.relu(fc1(x.flatten(1))))  # noqa: F821


@net.mistake(
    "sizes-exchanged",
    "an nn.Linear gets its two sizes in the wrong order",
    "nn.Linear(in, out): first how many numbers come in, then how many go out, although the "
    "stored matrix is (out, in).",
)
class SizesExchanged(Net):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(100, 784), nn.Linear(10, 100)


@net.also("sizes-exchanged")
class FirstExchanged(Net):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(100, 784)


@net.also("sizes-exchanged")
class SecondExchanged(Net):
    def __init__(self):
        super().__init__()
        self.fc2 = nn.Linear(10, 100)


@net.mistake(
    "normalised",
    "the hidden layer is normalised",
    "linear, ReLU, linear, and nothing else.",
)
class NormalisedBatch(Net):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(100, affine=False)

    def forward(self, x):
        return self.fc2(torch.relu(self.norm(self.fc1(x.flatten(1)))))


@net.also("normalised")
class NormalisedLayer(Net):
    def forward(self, x):
        return self.fc2(torch.relu(F.layer_norm(self.fc1(x.flatten(1)), (100,))))


@net.mistake(
    "samples-mixed",
    "x is cut into 784 rows and transposed: numbers of different samples come together",
    "reshape keeps the order of the numbers: x.view(N, 784) leaves each sample in its own row.",
)
class SamplesMixed(Net):
    def forward(self, x):
        return super().forward(x.reshape(784, -1).T.contiguous())


@net.mistake(
    "lazy",
    "a layer's sizes are left open, as with nn.LazyLinear: Net() has no numbers yet",
    "784 and 100 are known: nn.Linear(784, 100).",
    about=("raised",),
)
class Lazy(Net):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.LazyLinear(100)


@net.also("no-return")
class ReturnsForImages(Net):
    def forward(self, x):
        if x.dim() == 4:
            return super().forward(x)


@net.mistake(
    "pixels-transposed",
    "the pixels of a sample are read column by column: rows and columns of the image are exchanged",
    "784 = 28 · 28 numbers in the order in which they lie: view(len(x), -1), and no transpose.",
)
class PixelsTransposed(Net):
    def forward(self, x):
        return super().forward(x.reshape(-1, 28, 28).transpose(1, 2).reshape(-1, 784))


@net.also("pixels-transposed")
class ImagesTransposed(Net):
    def forward(self, x):
        x = x.transpose(2, 3).flatten(1) if x.dim() == 4 else x
        return super().forward(x)
