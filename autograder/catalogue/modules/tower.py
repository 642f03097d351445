"""tower: the same kind of block, as often as asked, each with its own weights."""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_EMPTY = ("left out", "numbers", "two calls in train mode", "output", "second output")

tower = Entry(
    Exercise(
        id="tower",
        title="A tower of blocks",
        chapter=model.CHAPTER,
        symbol="Tower",
        contract="`Tower(width, depth)`: depth ≥ 0 blocks of `nn.Linear(width, width)` and ReLU, "
        "one after the other, with a ReLU after the last one too; depth 0 returns x. Every block "
        "has its own registered parameters.",
        parts=(
            Part("parameters", 1, ("left out", "numbers", "output", "blocks with a gradient")),
            Part(
                "output",
                1,
                ("two calls in train mode", "output", "inputs", "second output",
                 "gradient of the weights", "gradient of the biases"),
            ),
            Part("depth 0", 1, ("output", *(f"depth 0: {name}" for name in _EMPTY))),
        ),
        minutes=12,
        difficulty=3,
        importance=4,
        hints=(
            "Count `sum(p.numel() for p in Tower(4, 3).parameters())`: three blocks have "
            "3·(4·4 + 4) = 60 numbers. What do you get?",
            "A Python list hides its modules, and one block repeated is one set of weights. "
            "nn.ModuleList and nn.Sequential register each of their modules.",
            "`nn.ModuleList(nn.Linear(width, width) for _ in range(depth))`, and in forward, for "
            "each layer, `x = torch.relu(layer(x))`.",
        ),
        kinds={"left out": "made"},
        labels={
            **model.CLASS_LABELS,
            "left out": "what parameters() does not list",
            "numbers": "how many trainable numbers",
            "two calls in train mode": "two calls with the same x, in train mode",
            "output": "forward(x)",
            "inputs": "x after the call",
            "second output": "forward(x) of a second batch",
            "blocks with a gradient": "how many blocks get a gradient",
            "gradient of the weights": "the gradients of all weights, added up",
            "gradient of the biases": "the gradients of all biases, added up",
            "depth 0: left out": "what parameters() of Tower(width, 0) does not list",
            "depth 0: numbers": "how many trainable numbers at depth 0",
            "depth 0: two calls in train mode": "two calls of Tower(width, 0) with the same x",
            "depth 0: output": "forward(x) of Tower(width, 0)",
            "depth 0: second output": "forward(x) of Tower(width, 0), a second batch",
        },
    )
)  # fmt: skip


@tower.cases
def cases(draw: Draw) -> list[Case]:
    return [_case(draw, 3), _case(draw, 1), _case(draw, 0), _case(draw, 5, alone=True)]


def _case(draw: Draw, depth: int, alone: bool = False) -> Case:
    def inputs() -> dict:
        n, width, second = draw.distinct(3, 3, 6)
        half = draw.real(width, width, high=0.5)
        return {
            "width": width,
            "depth": depth,
            "weights": half + half.T,
            "bias": draw.real(width, high=0.8),
            "x": draw.real(1 if alone else n, width),
            "second x": draw.real(second, width),
            "v": draw.real(1 if alone else n, width),
        }

    drawn = draw.until(inputs, _telling)
    sizes = {drawn["width"]: "width"} if drawn["width"] != depth else {}
    return Case(f"depth {depth}" + (", one sample" if alone else ""), drawn, sizes)


def _telling(inputs: dict) -> bool:
    """Every ReLU cuts something off and lets something through; nothing dies or explodes.

    Nothing is so near the kink that rounding decides on which side it is.
    """
    x = inputs["x"]
    for _ in range(inputs["depth"]):
        x = x @ inputs["weights"].T + inputs["bias"]
        if not bool((x > 0.05).any() and (x < -0.05).any()) or float(x.abs().max()) > 60:
            return False
        if float(x.abs().min()) < 0.003:
            return False
        x = x.relu()
    return True


@tower.reference
class Tower(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x


@tower.variant("Sequential")
class InSequence(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = []
        for _ in range(depth):
            layers += [nn.Linear(width, width), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


@tower.variant("a subclass of Sequential")
class IsSequential(nn.Sequential):
    def __init__(self, width, depth):
        super().__init__(*[nn.Sequential(nn.Linear(width, width), nn.ReLU()) for _ in range(depth)])


@tower.variant("add_module, found by name")
class Named(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.depth = depth
        for i in range(depth):
            self.add_module(f"layer{i}", nn.Linear(width, width))

    def forward(self, x):
        for i in range(self.depth):
            x = F.relu(getattr(self, f"layer{i}")(x))
        return x


@tower.variant("recursion")
class Recursive(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.top = nn.Linear(width, width, dtype=torch.float64) if depth else None
        self.below = Recursive(width, depth - 1) if depth else None

    def forward(self, x):
        if self.top is None:
            return x
        return self.top(self.below(x)).clamp(min=0)


@tower.variant("deep copies of one block, and one shared ReLU")
class Copies(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        first, relu = nn.Linear(width, width), nn.ReLU()
        self.blocks = nn.ModuleDict({str(i): copy.deepcopy(first) for i in range(depth)})
        self.relu = relu

    def forward(self, x):
        for block in self.blocks.values():
            x = self.relu(block(x))
        return x.clone()


@tower.variant("Parameters in a ParameterList")
class OwnParameters(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.ws = nn.ParameterList([torch.randn(width, width) for _ in range(depth)])
        self.bs = nn.ParameterList([torch.zeros(1, width) for _ in range(depth)])

    def forward(self, x):
        for w, b in zip(self.ws, self.bs):
            x = torch.maximum(x @ w + b, torch.zeros_like(b))
        return x


@tower.mistake(
    "relu-missing-last",
    "there is no ReLU after the last block",
    "Every block is a linear layer and a ReLU, the last one too.",
)
class NoLastRelu(Tower):
    def forward(self, x):
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i < len(self.blocks) - 1:
                x = torch.relu(x)
        return x


@tower.mistake(
    "relu-missing", "there is no ReLU at all", "Without it, all blocks are one linear layer."
)
class NoRelu(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x


@tower.mistake(
    "in-a-list",
    "the blocks lie in a Python list, where parameters() does not look",
    "nn.ModuleList is a list that registers its modules; so is nn.Sequential.",
)
class InAList(Tower):
    def __init__(self, width, depth):
        nn.Module.__init__(self)
        self.blocks = [nn.Linear(width, width) for _ in range(depth)]


@tower.mistake(
    "in-a-dict",
    "the blocks lie in a Python dict, where parameters() does not look",
    "nn.ModuleDict is a dict that registers its modules.",
)
class InADict(Tower):
    def __init__(self, width, depth):
        nn.Module.__init__(self)
        self.blocks = {i: nn.Linear(width, width) for i in range(depth)}


@tower.mistake(
    "shared-block",
    "only one block's weights are registered: one and the same block stands at every place, or "
    "depth is not used",
    "`[block] * depth` repeats one object: make a new nn.Linear in every turn of the loop.",
)
class OneBlock(Tower):
    def __init__(self, width, depth):
        nn.Module.__init__(self)
        self.blocks = nn.ModuleList([nn.Linear(width, width)] * depth)


@tower.also("shared-block")
class AppliedAgain(Tower):
    def __init__(self, width, depth):
        nn.Module.__init__(self)
        self.depth, self.block = depth, nn.Linear(width, width)

    def forward(self, x):
        for _ in range(self.depth):
            x = torch.relu(self.block(x))
        return x


@tower.mistake(
    "depth-ignored",
    "a fixed number of blocks is made instead of depth",
    "The argument depth says how many.",
)
class TwoBlocks(Tower):
    def __init__(self, width, depth):
        super().__init__(width, 2)


@tower.also("shared-block")
class AlwaysOne(Tower):
    def __init__(self, width, depth):
        super().__init__(width, 1)


@tower.also("depth-ignored")
class AlwaysThree(Tower):
    def __init__(self, width, depth):
        super().__init__(width, 3)


@tower.also("depth-ignored")
class AlwaysFour(Tower):
    def __init__(self, width, depth):
        super().__init__(width, 4)


@tower.also("depth-ignored")
class AlwaysFive(Tower):
    def __init__(self, width, depth):
        super().__init__(width, 5)


@tower.mistake("one-too-many", "there is one block too many", "range(depth) has depth turns.")
class OneTooMany(Tower):
    def __init__(self, width, depth):
        super().__init__(width, depth + 1)


@tower.mistake("one-too-few", "there is one block too few", "range(depth) has depth turns.")
class OneTooFew(Tower):
    def __init__(self, width, depth):
        super().__init__(width, depth - 1)


@tower.mistake(
    "depth-0",
    "a depth of 0 makes a block all the same",
    "depth 0 is a tower without blocks: it has no parameters and returns x.",
)
class AtLeastOne(Tower):
    def __init__(self, width, depth):
        super().__init__(width, max(depth, 1))


@tower.mistake(
    "relu-at-0",
    "a ReLU is applied to x itself, or once too often at depth 0",
    "depth 0 returns x as it is; a ReLU stands only after a linear layer.",
)
class ReluAfterTheLoop(Tower):
    def forward(self, x):
        for i, block in enumerate(self.blocks):
            x = block(x)
            if i < len(self.blocks) - 1:
                x = torch.relu(x)
        return torch.relu(x)


@tower.also("relu-at-0")
class ReluBefore(Tower):
    def forward(self, x):
        return super().forward(torch.relu(x))


@tower.also("relu-at-0")
class ReluAfterAll(Tower):
    def forward(self, x):
        return torch.relu(super().forward(x))


@tower.mistake(
    "relu-first",
    "the ReLU stands before each linear layer instead of after it",
    "Linear, then ReLU.",
)
class ReluFirst(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = block(torch.relu(x))
        return x


@tower.mistake(
    "relu-once",
    "there is one ReLU, after the last layer only",
    "Every block has its own: without it, linear layers in a row are one linear layer.",
)
class ReluOnce(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return torch.relu(x) if len(self.blocks) else x


@tower.also("relu-once")
class ReluOnceAlways(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return torch.relu(x)


@tower.mistake(
    "single-block",
    "the result is that of a single block: the loop returns in its first turn, or every block "
    "gets the first x",
    "One after the other: x = relu(block(x)), and the return stands after the loop.",
)
class ReturnsInTheLoop(Tower):
    def forward(self, x):
        for block in self.blocks:
            return torch.relu(block(x))
        return x


@tower.also("single-block")
class NotPassedOn(Tower):
    def forward(self, x):
        y = x
        for block in self.blocks:
            y = torch.relu(block(x))
        return y


@tower.mistake(
    "not-assigned",
    "x comes back as it was: the blocks' results are not kept",
    "A block changes nothing in place: x = relu(block(x)).",
)
class NotAssigned(Tower):
    def forward(self, x):
        for block in self.blocks:
            torch.relu(block(x))
        return x


@tower.mistake(
    "summed", "the blocks' results are added up", "One after the other, not side by side."
)
class Summed(Tower):
    def forward(self, x):
        return (
            sum((torch.relu(block(x)) for block in self.blocks), torch.zeros_like(x))
            if len(self.blocks)
            else x
        )


@tower.mistake(
    "residual",
    "x is added to each block's result",
    "A block is linear and ReLU; there is no way around it.",
)
class Residual(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = x + torch.relu(block(x))
        return x


@tower.mistake("other-activation", "the activation is not a ReLU", "ReLU is max(0, z).")
class Sigmoid(Tower):
    activation = staticmethod(torch.sigmoid)

    def forward(self, x):
        for block in self.blocks:
            x = self.activation(block(x))
        return x


@tower.also("other-activation")
class Tanh(Sigmoid):
    activation = staticmethod(torch.tanh)


@tower.also("other-activation")
class Leaky(Sigmoid):
    activation = staticmethod(F.leaky_relu)


@tower.also("other-activation")
class Gelu(Sigmoid):
    activation = staticmethod(F.gelu)


@tower.also("other-activation")
class Elu(Sigmoid):
    activation = staticmethod(F.elu)


@tower.also("other-activation")
class Absolute(Sigmoid):
    activation = staticmethod(torch.abs)


@tower.also("other-activation")
class Softplus(Sigmoid):
    activation = staticmethod(F.softplus)


@tower.also("other-activation")
class Silu(Sigmoid):
    activation = staticmethod(F.silu)


@tower.also("other-activation")
class Relu6(Sigmoid):
    activation = staticmethod(lambda z: z.clamp(max=0))


@tower.mistake(
    "no-bias",
    "the layers have no bias",
    "nn.Linear(width, width) has width·width weights and width biases.",
)
class NoBias(Tower):
    def __init__(self, width, depth):
        nn.Module.__init__(self)
        self.blocks = nn.ModuleList(nn.Linear(width, width, bias=False) for _ in range(depth))


@tower.mistake(
    "extra-numbers",
    "the blocks hold more numbers than one linear layer from width to width: a normalisation, a "
    "second linear layer, or another size",
    "A block is nn.Linear(width, width) and a ReLU.",
)
class Normalised(Tower):
    def __init__(self, width, depth):
        super().__init__(width, depth)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(depth))


@tower.also("extra-numbers")
class TwoEach(Tower):
    def __init__(self, width, depth):
        super().__init__(width, 2 * depth)


@tower.mistake(
    "extra-layer",
    "there is a further linear layer beside the blocks, at the start or at the end",
    "depth blocks and nothing else.",
)
class ExtraLayer(Tower):
    def __init__(self, width, depth):
        super().__init__(width, depth)
        self.head = nn.Linear(width, 1)


@tower.mistake(
    "dropout",
    "two calls with the same x disagree, as with dropout or with layers made in forward",
    "A tower is linear layers and ReLUs.",
)
class Dropout(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = F.dropout(torch.relu(block(x)), 0.5)
        return x


@tower.mistake(
    "made-in-forward",
    "nothing is registered: the blocks are local names, are made anew in forward, or are kept "
    "where the module does not look",
    "Layers made in forward are new, and random, in every call; __init__ makes them once.",
)
class MadeInForward(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.width, self.depth = width, depth

    def forward(self, x):
        for _ in range(self.depth):
            x = torch.relu(nn.Linear(self.width, self.width)(x))
        return x


@tower.also("made-in-forward")
class Local(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x


@tower.mistake(
    "overwritten",
    "each block takes the place of the one before: only the last one is "
    "kept, so that too few numbers are registered",
    "One attribute holds one module: use a ModuleList, or a name for each.",
    about=("raised",),
)
class Overwritten(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        for i in range(depth):
            self.block = nn.Linear(width, width)

    def forward(self, x):
        return torch.relu(self.block(x))


@tower.mistake("frozen", "parameters do not require grad", "A frozen block is not trained.")
class Frozen(Tower):
    def __init__(self, width, depth):
        super().__init__(width, depth)
        self.requires_grad_(False)


@tower.mistake(
    "tensors-in-a-container",
    "weights lie in a Python list or dict, where parameters() does not look",
    "nn.ParameterList and nn.ModuleList register what they hold.",
)
class TensorsInAList(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.ws = [nn.Parameter(torch.randn(width, width)) for _ in range(depth)]

    def forward(self, x):
        for w in self.ws:
            x = torch.relu(x @ w)
        return x


@tower.mistake("no-return", "forward has no return", "A function without `return` gives None.")
class NoReturn(Tower):
    def forward(self, x):
        y = super().forward(x)


@tower.mistake(
    "list-returned",
    "the results of all blocks are returned as a list",
    "forward returns the last one's output.",
)
class ListReturned(Tower):
    def forward(self, x):
        return [x := torch.relu(block(x)) for block in self.blocks] or x


@tower.mistake(
    "squeezed",
    "axes of length 1 are squeezed out",
    "A batch of one sample is still a batch: (1, width).",
)
class Squeezed(Tower):
    def forward(self, x):
        return super().forward(x).squeeze()


@tower.mistake(
    "one-block-learns",
    "only one of the blocks gets a gradient: each block's input is detached, or one and the same "
    "block is applied at every place",
    "Every block takes part: x = relu(block(x)), with the next block each time, and no detach.",
)
class Detached(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x.detach()))
        return x


@tower.also("one-block-learns")
class FirstAppliedAgain(Tower):
    def forward(self, x):
        for _ in self.blocks:
            x = torch.relu(self.blocks[0](x))
        return x


@tower.mistake(
    "block-skipped",
    "one of the blocks is made but never applied, the first or the last",
    "All of them, one after the other: a range that starts at 1 or ends at depth − 1 leaves one out.",
)
class FirstSkipped(Tower):
    def forward(self, x):
        for block in self.blocks[1:]:
            x = torch.relu(block(x))
        return x


@tower.mistake(
    "no-graph",
    "the output has no graph: .data, .detach(), torch.no_grad() or a new tensor",
    "The gradient goes back along the graph that forward leaves behind.",
    about=("raised",),
)
class NoGrad(Tower):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


@tower.mistake("softmax", "a softmax stands at the end", "A tower ends with a ReLU.")
class Softmax(Tower):
    def forward(self, x):
        return super().forward(x).softmax(dim=-1)


@tower.mistake(
    "list-called",
    "a list of modules is called like a module",
    "An nn.ModuleList holds modules and computes nothing: loop over it. nn.Sequential can be "
    "called.",
    about=("raised",),
)
class ListCalled(Tower):
    def forward(self, x):
        return self.blocks(x)


@tower.mistake(
    "constructor-arguments",
    "__init__ hands something of the wrong kind to a constructor: nn.Sequential gets a list, where "
    "it wants modules (a star unpacks a list), or a class such as nn.ReLU without its brackets, or "
    "super is written without its brackets",
    "nn.Sequential(*layers), nn.ModuleList(layers), super().__init__().",
    about=("raised",),
)
class SequentialOfAList(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = nn.Sequential([nn.Linear(width, width) for _ in range(depth)])

    def forward(self, x):
        return self.blocks(x)


@tower.mistake(
    "relu-made-not-called",
    "a layer or a function gets something that is no tensor, such as a module: nn.ReLU(x) makes "
    "one and computes nothing",
    "Make it first, then call it: nn.ReLU()(x), or use torch.relu(x).",
    about=("raised",),
)
class ReluMade(Tower):
    def forward(self, x):
        for block in self.blocks:
            x = nn.ReLU(block(x))
        return x


@tower.mistake(
    "empty-at-0",
    "a depth of 0 finds nothing to index or to join",
    "depth 0 is allowed: a loop over nothing leaves x as it is.",
    about=("raised",),
)
class Indexed(Tower):
    def forward(self, x):
        y = torch.relu(self.blocks[0](x))
        for block in self.blocks[1:]:
            y = torch.relu(block(y))
        return y


@tower.also("empty-at-0")
class UnboundAtZero(Tower):
    def forward(self, x):
        for block in self.blocks:
            y = torch.relu(block(x))
            x = y
        return y


@tower.mistake("none-at-0", "nothing is returned at depth 0", "depth 0 returns x.")
class NoneAtZero(Tower):
    def forward(self, x):
        if len(self.blocks) > 0:
            return super().forward(x)


@tower.mistake(*model.NO_SUPER, about=("raised",))
class NoSuper(Tower):
    def __init__(self, width, depth):
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))


@tower.also("constructor-arguments")
class OddSuper(Tower):
    def __init__(self, width, depth):
        super.__init__()


@tower.mistake(*model.NOT_A_MODULE)
class NotAModule:
    def __init__(self, width, depth):
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for block in self.blocks:
            x = torch.relu(block(x))
        return x


@tower.mistake(*model.NO_FORWARD)
class NoForward(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))


@tower.mistake(*model.ARGUMENTS)
class OneArgument(Tower):
    def __init__(self, width):
        super().__init__(width, 2)


@tower.mistake(*model.INIT_MISSPELT)
class InitMisspelt(nn.Module):
    def init(self, width, depth):
        super().__init__()


@tower.also("single-block")
class NotPassedOnNorAtZero(Tower):
    def forward(self, x):
        for block in self.blocks:
            out = torch.relu(block(x))
        return out


@tower.also("relu-missing-last")
class LastOneIndexed(Tower):
    def forward(self, x):
        for block in self.blocks[:-1]:
            x = torch.relu(block(x))
        return self.blocks[-1](x)


@tower.also("made-in-forward")
class LocalAndSelfMissing(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for layer in layers:  # noqa: F821
            x = torch.relu(layer(x))
        return x


@tower.also("constructor-arguments")
class ClassInSequential(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        pairs = [(nn.Linear(width, width), nn.ReLU) for _ in range(depth)]
        self.blocks = nn.Sequential(*[part for pair in pairs for part in pair])

    def forward(self, x):
        return self.blocks(x)


@tower.mistake(
    "width-for-depth",
    "width and depth are exchanged",
    "Tower(width, depth): width says how large a block is, depth how many there are.",
)
class Exchanged(Tower):
    def __init__(self, width, depth):
        super().__init__(depth, width)


@tower.also("init-misspelt")
class InitSingleUnderscores(nn.Module):
    def _init_(self, width, depth):
        super().__init__()

    def forward(self, x):
        return self.layers(x)


@tower.mistake(
    "tied-weights",
    "all blocks share one weight matrix: only their biases are their own",
    "`layer.weight = other.weight` gives one Parameter a second place. Every block has its own.",
)
class TiedWeights(Tower):
    def __init__(self, width, depth):
        super().__init__(width, depth)
        for block in self.blocks:
            block.weight = self.blocks[0].weight


@tower.mistake(
    "first-and-last-apart",
    "there are never fewer than two blocks: a first and a last one are made whatever depth is, and "
    "depth − 2 between them",
    "depth 1 is one block, and depth 0 none: make all of them in one loop over range(depth).",
)
class FirstAndLast(Tower):
    def __init__(self, width, depth):
        super().__init__(width, max(depth, 2))
