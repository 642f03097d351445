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
        "784 → 100, ReLU, linear 100 → 10. Net has 79,510 trainable numbers and no dropout.",
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
        practised="A network built from blocks: its layers are made once in `__init__` and used "
        "in `forward`.",
        hints=(
            "Print `sum(p.numel() for p in Net().parameters())`. 79,510 is 784·100 + 100 + "
            "100·10 + 10: which term is missing, or too many?",
            "Layers are made once, in __init__, as attributes of self. forward first turns "
            "every sample into a row of 784 numbers, whatever its shape was.",
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
        x = x.view(len(x), -1)
        hidden = torch.relu(self.fc1(x))
        return self.fc2(hidden)


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
