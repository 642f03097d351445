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

entry = Entry(
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


@entry.cases
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


@entry.reference
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100)
        self.fc2 = nn.Linear(100, 10)

    def forward(self, x):
        x = x.view(x.shape[0], -1)
        return self.fc2(torch.relu(self.fc1(x)))


@entry.variant("Sequential")
class Sequential(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(784, 100), nn.ReLU(inplace=True), nn.Linear(100, 10)
        )

    def forward(self, x):
        return self.layers(x)


@entry.variant("a subclass of Sequential, last layer first")
class IsSequential(nn.Sequential):
    def __init__(self):
        last = nn.Linear(100, 10)
        super().__init__(OrderedDict(last=last, first=nn.Linear(784, 100)))

    def forward(self, x):
        hidden = self.first(x.reshape(-1, 784)).clamp(min=0)
        return self.last(hidden)


@entry.variant("Parameters in the other orientation")
class OwnParameters(nn.Module):
    def __init__(self):
        super().__init__()
        self.b1, self.b0 = nn.Parameter(torch.zeros(1, 10)), nn.Parameter(torch.zeros(1, 100))
        self.w0 = nn.Parameter(torch.randn(784, 100) * 0.03)
        self.w1 = nn.Parameter(torch.randn(100, 10) * 0.1)

    def forward(self, x):
        hidden = F.relu(x.flatten(1) @ self.w0 + self.b0)
        return hidden @ self.w1 + self.b1


@entry.variant("ModuleList and a loop, float64")
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


@entry.variant("a convolution over the whole image is a linear layer")
class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 100, 28), nn.Linear(100, 10)

    def forward(self, x):
        return self.second(self.first(x.reshape(-1, 1, 28, 28)).flatten(1).relu())


@entry.variant("blocks in a block, and a useless attribute")
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


class Softmax(Net):
    def forward(self, x):
        return super().forward(x).softmax(dim=1)


class LogSoftmax(Net):
    def forward(self, x):
        return F.log_softmax(super().forward(x), dim=1)


class ReluOnLogits(Net):
    def forward(self, x):
        return torch.relu(super().forward(x))


class ReluTwice(Net):
    def forward(self, x):
        return super().forward(torch.relu(x))


class Sigmoid(Net):
    activation = staticmethod(torch.sigmoid)

    def forward(self, x):
        return self.fc2(self.activation(self.fc1(x.view(len(x), -1))))


class Tanh(Sigmoid):
    activation = staticmethod(torch.tanh)


class Leaky(Sigmoid):
    activation = staticmethod(F.leaky_relu)


class Gelu(Sigmoid):
    activation = staticmethod(F.gelu)


class Elu(Sigmoid):
    activation = staticmethod(F.elu)


class Silu(Sigmoid):
    activation = staticmethod(F.silu)


class Softplus(Sigmoid):
    activation = staticmethod(F.softplus)


class Selu(Sigmoid):
    activation = staticmethod(F.selu)


class Relu6(Sigmoid):
    activation = staticmethod(F.relu6)


class LeakyTenth(Sigmoid):
    activation = staticmethod(lambda z: F.leaky_relu(z, 0.1))


class Absolute(Sigmoid):
    activation = staticmethod(torch.abs)


class Squared(Sigmoid):
    activation = staticmethod(torch.square)


class SoftmaxBetween(Sigmoid):
    activation = staticmethod(lambda z: z.softmax(dim=-1))


class ReluReversed(Sigmoid):
    activation = staticmethod(lambda z: z.clamp(max=0))


class SigmoidOnLogits(Net):
    def forward(self, x):
        return torch.sigmoid(super().forward(x))


class TanhOnLogits(Net):
    def forward(self, x):
        return torch.tanh(super().forward(x))


class SoftmaxColumns(Net):
    def forward(self, x):
        return super().forward(x).softmax(dim=0)


class Divided(Net):
    def forward(self, x):
        return super().forward(x / 255)


class Halved(Net):
    def forward(self, x):
        return super().forward((x - 0.5) / 0.5)


class Standardised(Net):
    def forward(self, x):
        return super().forward((x - 0.1307) / 0.3081)


class NoisyInput(Net):
    def forward(self, x):
        return super().forward(x + 0.1 * torch.randn_like(x))


class NoBias(Net):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(784, 100, bias=False), nn.Linear(100, 10, bias=False)


class NoOutputBias(Net):
    def __init__(self):
        super().__init__()
        self.fc2 = nn.Linear(100, 10, bias=False)


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


class Hidden128(_Sizes):
    sizes = (784, 128, 10)


class Hidden10(_Sizes):
    sizes = (784, 10, 10)


class Hidden784(_Sizes):
    sizes = (784, 784, 10)


class ThreeLayers(_Sizes):
    sizes = (784, 100, 100, 10)


class OneLayer(_Sizes):
    sizes = (784, 10)


class FirstLayerOnly(_Sizes):
    sizes = (784, 100)


class FourLayers(_Sizes):
    sizes = (784, 100, 100, 100, 10)


class OneOutput(_Sizes):
    sizes = (784, 100, 1)


class BatchNorm(Net):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(100)


class BatchNormOfX(Net):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(784)


class Prelu(Net):
    def __init__(self):
        super().__init__()
        self.relu = nn.PReLU()


class Frozen(Net):
    def __init__(self):
        super().__init__()
        self.requires_grad_(False)


class FrozenFirst(Net):
    def __init__(self):
        super().__init__()
        self.fc1.requires_grad_(False)


class NoReturn(Net):
    def forward(self, x):
        y = super().forward(x)


class Argmax(Net):
    def forward(self, x):
        return super().forward(x).argmax(dim=1)


class Pair(Net):
    def forward(self, x):
        logits = super().forward(x)
        return logits, logits.softmax(1)


class Squeezed(Net):
    def forward(self, x):
        return super().forward(x).squeeze()


class ImagesOnly(Net):
    def forward(self, x):
        n, c, h, w = x.shape
        return super().forward(x.view(n, c * h * w))


class FlattenThree(Net):
    def forward(self, x):
        return super().forward(x.flatten(1, 3))


class MaxReturned(Net):
    def forward(self, x):
        return super().forward(x).max(1)


class NoGrad(Net):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


class XChanged(Net):
    def forward(self, x):
        y = super().forward(x)
        x -= x.mean()
        return y


class XRelued(Net):
    def forward(self, x):
        y = super().forward(x)
        x.relu_()
        return y


class SuperInit(Net):
    def __init__(self):
        super().init()


class Arguments(Net):
    def __init__(self, sizes):
        super().__init__()


class SizesExchanged(Net):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(100, 784), nn.Linear(10, 100)


class FirstExchanged(Net):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(100, 784)


class SecondExchanged(Net):
    def __init__(self):
        super().__init__()
        self.fc2 = nn.Linear(10, 100)


class NormalisedBatch(Net):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(100, affine=False)

    def forward(self, x):
        return self.fc2(torch.relu(self.norm(self.fc1(x.flatten(1)))))


class SamplesMixed(Net):
    def forward(self, x):
        return super().forward(x.reshape(784, -1).T.contiguous())


class Lazy(Net):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.LazyLinear(100)


class ReturnsForImages(Net):
    def forward(self, x):
        if x.dim() == 4:
            return super().forward(x)


class PixelsTransposed(Net):
    def forward(self, x):
        return super().forward(x.reshape(-1, 28, 28).transpose(1, 2).reshape(-1, 784))


class ImagesTransposed(Net):
    def forward(self, x):
        x = x.transpose(2, 3).flatten(1) if x.dim() == 4 else x
        return super().forward(x)
