"""drop-net: dropout between two linear layers, in train mode only."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

_TRAIN = (
    "values of unit a", "values of unit b", "calls in train mode", "masks", "share dropped",
    "numbers dropped",
)  # fmt: skip

_DEFAULT = tuple(f"default p: {name}" for name in _TRAIN)

drop_net = Entry(
    Exercise(
        id="drop-net",
        title="Dropout, in train mode only",
        chapter=model.CHAPTER,
        symbol="DropNet",
        contract="`DropNet(p=0.5)`: Linear(8, 64), dropout, Linear(64, 2), and nothing between. "
        "0 ≤ p < 1 is the probability that an element is dropped, every element on its own. "
        "Dropout acts in train mode only; what stays is divided by 1 − p.",
        parts=(
            Part(
                "eval mode",
                1,
                ("left out", "numbers", "shapes", "two calls in eval mode", "output in eval mode",
                 "inputs", "gradient of the first bias", "gradient of the second bias"),
            ),
            Part("train mode", 1, _TRAIN),
            Part("default p", 1, ("arguments", "share dropped", *_DEFAULT)),
        ),
        minutes=12,
        difficulty=3,
        importance=4,
        hints=(
            "Call your model twice with the same x, once after model.train() and once after "
            "model.eval(). When may the two results differ?",
            "nn.Dropout(p) knows the mode of its module; F.dropout has to be told. p is the share "
            "that goes, and what stays is made larger by 1 / (1 − p).",
            "`self.drop = nn.Dropout(p)` between the two layers, or "
            "`F.dropout(h, self.p, training=self.training)`.",
        ),
        kinds={"left out": "made"},
        labels={
            **model.CLASS_LABELS,
            "left out": "what parameters() does not list",
            "numbers": "how many trainable numbers",
            "shapes": "the shapes of the parameters",
            "two calls in eval mode": "two calls with the same x, in eval mode",
            "output in eval mode": "forward(x) in eval mode",
            "inputs": "x after the call",
            "gradient of the first bias": "the gradient of the first layer's bias",
            "gradient of the second bias": "the gradient of the second layer's bias",
            **{
                f"{prefix}{name}": f"{words}{start}"
                for prefix, start in (("", ""), ("default p: ", ", for DropNet() with p = 0.5"))
                for name, words in (
                    ("calls in train mode", "many calls with the same x, in train mode"),
                    ("values of unit a", "the two values of an output in train mode, with a "
                     "positive hidden unit dropped or kept"),
                    ("values of unit b", "the two values of an output in train mode, with a "
                     "negative hidden unit dropped or kept"),
                    ("masks", "how the masks of elements hang together"),
                    ("share dropped", "the share of elements that is dropped"),
                    ("numbers dropped", "how many of a sample's 64 elements are dropped"),
                )
            },
        },
    )
)  # fmt: skip


@drop_net.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for p in (draw.integer(20, 36) / 100, draw.integer(64, 80) / 100, 0.0):
        inputs = draw.until(
            lambda p=p: _inputs(draw, p),
            lambda inputs: bool(_hidden(inputs).max() > 1 and _hidden(inputs).min() < -1),
        )
        first, second = int(_hidden(inputs).argmax()), int(_hidden(inputs).argmin())
        two = torch.zeros(2, 64)
        two[0, first], two[1, second] = draw.real(2, low=0.5)
        found.append(Case(f"p = {p:g}", {**inputs, "two weights": two}))
    return found


def _inputs(draw: Draw, p: float) -> dict:
    n = draw.integer(3, 5)
    return {
        "tall": draw.real(64, 2),
        "wide": draw.real(2, 8, high=1.0),
        "hidden bias": draw.real(64),
        "output weights": draw.real(2, 64),
        "output bias": draw.real(2, low=0.5),
        "x": draw.real(n, 8),
        "v": draw.real(n, 2),
        "p": p,
    }


def _hidden(inputs: dict) -> torch.Tensor:
    """The hidden units (64,) of the first sample, before the ReLU."""
    return inputs["tall"] @ (inputs["wide"] @ inputs["x"][0]) + inputs["hidden bias"]


@drop_net.reference
class DropNet(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.fc1 = nn.Linear(8, 64)
        self.drop = nn.Dropout(p)
        self.fc2 = nn.Linear(64, 2)

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x)))


@drop_net.variant("F.dropout that is told the mode")
class Functional(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.fc2, self.fc1 = nn.Linear(64, 2), nn.Linear(8, 64)

    def forward(self, x):
        return self.fc2(F.dropout(self.fc1(x), p=self.p, training=self.training))


@drop_net.variant("Sequential")
class Sequence(nn.Sequential):
    def __init__(self, p=0.5):
        super().__init__(nn.Linear(8, 64), nn.Dropout(p=p), nn.Linear(64, 2))


@drop_net.variant("a mask by hand")
class ByHand(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.first, self.second = nn.Linear(8, 64), nn.Linear(64, 2)
        self.keep = 1 - p

    def forward(self, x):
        h = self.first(x)
        if self.training:
            h = h * (torch.rand_like(h) < self.keep) / self.keep
        return self.second(h)


@drop_net.variant("Bernoulli, Parameters of one's own")
class Bernoulli(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.w, self.b = nn.Parameter(torch.randn(8, 64)), nn.Parameter(torch.randn(64))
        self.v, self.c = nn.Parameter(torch.randn(64, 2)), nn.Parameter(torch.randn(2))
        self.p = p

    def forward(self, x):
        h = x @ self.w + self.b
        if self.training and self.p > 0:
            h = h * torch.bernoulli(torch.full_like(h, 1 - self.p)).div(1 - self.p)
        return h @ self.v + self.c


@drop_net.variant("masked_fill, ModuleList, float64")
class Filled(nn.Module):
    def __init__(self, p=0.5):
        super(Filled, self).__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 64).double(), nn.Linear(64, 2).double()])
        self.p = p

    def forward(self, x):
        h = self.layers[0](x)
        if not self.training:
            return self.layers[1](h)
        gone = torch.rand(h.shape) < self.p
        return self.layers[1](h.masked_fill(gone, 0.0) / (1 - self.p))


class _Hidden(DropNet):
    """The reference with another thing done to the hidden layer."""

    def __init__(self, p=0.5):
        super().__init__(p)
        self.p = p

    def change(self, h):
        return h

    def forward(self, x):
        return self.fc2(self.change(self.fc1(x)))


@drop_net.mistake(
    "always-on",
    "dropout acts in eval mode: two calls with the same x disagree",
    "F.dropout(h, p) has training=True by default, and a dropout that is made in forward or lies "
    "in a Python list never hears of eval(): tell F.dropout training=self.training, or make "
    "nn.Dropout an attribute.",
)
class AlwaysOn(_Hidden):
    def change(self, h):
        return F.dropout(h, self.p)


@drop_net.also("always-on")
class MadeInForward(_Hidden):
    def change(self, h):
        return nn.Dropout(self.p)(h)


@drop_net.also("always-on")
class MaskAlways(_Hidden):
    def change(self, h):
        return h * (torch.rand_like(h) > self.p) / (1 - self.p)


@drop_net.also("always-on")
class ModeReversed(_Hidden):
    def change(self, h):
        return F.dropout(h, self.p, training=not self.training)


@drop_net.mistake(
    "no-scaling",
    "what stays is not divided by 1 − p",
    "With a share of 1 − p kept, the sum shrinks by that factor; dividing by it keeps the mean, "
    "so that eval mode needs no correction.",
)
class NoScaling(_Hidden):
    def change(self, h):
        return h * (torch.rand_like(h) >= self.p) if self.training else h


@drop_net.mistake(
    "keep-probability",
    "p is taken as the probability of keeping: nn.Dropout gets 1 − p, or a mask keeps the share p "
    "and divides by p",
    "p is the probability of dropping, in the contract and in nn.Dropout.",
)
class KeepProbability(DropNet):
    def __init__(self, p=0.5):
        super().__init__(1 - p)


@drop_net.mistake(
    "mask-reversed",
    "the share p is kept and 1 − p dropped, though what stays is divided by 1 − p",
    "rand() < p is true for the share p: those go.",
)
class MaskReversed(_Hidden):
    def change(self, h):
        return h * (torch.rand_like(h) < self.p) / (1 - self.p) if self.training else h


@drop_net.mistake(
    "divided-by-p",
    "what stays is divided by p",
    "The share 1 − p stays: divide by 1 − p.",
)
class DividedByP(_Hidden):
    def change(self, h):
        if not self.training or self.p == 0:
            return h
        return h * (torch.rand_like(h) >= self.p) / self.p


@drop_net.mistake(
    "multiplied",
    "what stays is multiplied by 1 − p",
    "It has to grow: divide by 1 − p.",
)
class Multiplied(_Hidden):
    def change(self, h):
        return h * (torch.rand_like(h) >= self.p) * (1 - self.p) if self.training else h


@drop_net.mistake(
    "multiplied-by-p", "what stays is multiplied by p", "It has to grow: divide by 1 − p."
)
class MultipliedByP(_Hidden):
    def change(self, h):
        return h * (torch.rand_like(h) >= self.p) * self.p if self.training else h


@drop_net.mistake(
    "eval-scaled",
    "the hidden layer is multiplied in eval mode, by the share that is kept or another factor",
    "With inverted scaling, 1 / (1 − p) in train mode, eval mode is left as it is.",
)
class EvalScaled(_Hidden):
    def change(self, h):
        return h * (torch.rand_like(h) >= self.p) if self.training else h * (1 - self.p)


@drop_net.also("eval-scaled")
class EvalScaledToo(_Hidden):
    def change(self, h):
        return self.drop(h) if self.training else h * (1 - self.p)


@drop_net.also("eval-scaled")
class EvalTimesP(_Hidden):
    def change(self, h):
        return self.drop(h) if self.training else h * self.p


@drop_net.also("eval-scaled")
class EvalDivided(_Hidden):
    def change(self, h):
        return self.drop(h) if self.training else h / (1 - self.p)


@drop_net.mistake(
    "relu-between",
    "a ReLU stands between the two linear layers",
    "The contract says linear, dropout, linear, and nothing between.",
)
class Relu(_Hidden):
    def change(self, h):
        return self.drop(torch.relu(h))


@drop_net.mistake(
    "activation-between",
    "an activation such as tanh or sigmoid stands between the two linear layers",
    "The contract says linear, dropout, linear, and nothing between.",
)
class Tanh(_Hidden):
    def change(self, h):
        return self.drop(torch.tanh(h))


@drop_net.also("activation-between")
class Sigmoid(_Hidden):
    def change(self, h):
        return self.drop(torch.sigmoid(h))


@drop_net.also("activation-between")
class Leaky(_Hidden):
    def change(self, h):
        return self.drop(F.leaky_relu(h))


@drop_net.also("activation-between")
class Gelu(_Hidden):
    def change(self, h):
        return self.drop(F.gelu(h))


@drop_net.mistake(
    "softmax",
    "a softmax, sigmoid or ReLU is applied to the output",
    "The second linear layer comes last.",
)
class Softmax(DropNet):
    def forward(self, x):
        return super().forward(x).softmax(dim=1)


@drop_net.also("softmax")
class LogSoftmax(DropNet):
    def forward(self, x):
        return super().forward(x).log_softmax(dim=1)


@drop_net.also("softmax")
class OutputRelu(DropNet):
    def forward(self, x):
        return super().forward(x).relu()


@drop_net.also("softmax")
class OutputSigmoid(DropNet):
    def forward(self, x):
        return super().forward(x).sigmoid()


@drop_net.mistake(
    "one-mask-for-the-batch",
    "one mask is drawn for all samples of a batch: of the hidden units, or of the weights",
    "Every element on its own: the mask has the shape of the hidden layer, (N, 64).",
)
class OneMask(_Hidden):
    def change(self, h):
        return h * (torch.rand(64) >= self.p) / (1 - self.p) if self.training else h


@drop_net.also("one-mask-for-the-batch")
class OneMaskRow(_Hidden):
    def change(self, h):
        return h * (torch.rand(1, 64) >= self.p) / (1 - self.p) if self.training else h


@drop_net.mistake(
    "whole-samples",
    "whole samples are dropped: all hidden units of a sample share their fate, as with Dropout1d "
    "or a mask (N, 1)",
    "Every element on its own: the mask has the shape of the hidden layer, (N, 64).",
)
class WholeSamples(_Hidden):
    def change(self, h):
        keep = torch.rand(len(h), 1) >= self.p
        return h * keep / (1 - self.p) if self.training else h


@drop_net.also("whole-samples")
class Dropout1d(_Hidden):
    def change(self, h):
        return F.dropout1d(h, self.p, self.training)


@drop_net.mistake(
    "no-dropout",
    "nothing is dropped in train mode: there is no dropout, or train mode does not reach it",
    "linear, dropout, linear: in train mode a share p of the hidden layer is set to zero.",
)
class NoDropout(DropNet):
    def forward(self, x):
        return self.fc2(self.fc1(x))


@drop_net.also("no-dropout")
class DropLost(DropNet):
    def forward(self, x):
        h = self.fc1(x)
        self.drop(h)
        return self.fc2(h)


@drop_net.also("no-dropout")
class FunctionalLost(_Hidden):
    def change(self, h):
        F.dropout(h, self.p, self.training)
        return h


@drop_net.also("no-dropout")
class HiddenInAList(_Hidden):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.drops = [nn.Dropout(p).eval()]

    def change(self, h):
        return self.drops[0](h)


@drop_net.also("always-on")
class DropInAList(_Hidden):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.drops = [nn.Dropout(p)]

    def change(self, h):
        return self.drops[0](h)


@drop_net.mistake(
    "many-values",
    "a hidden unit takes many values in train mode: dropout acts on x, before the first layer, or "
    "random numbers stand in the place of a mask of zeros and ones",
    "linear, dropout, linear: a hidden unit is either zero or divided by 1 − p.",
)
class OnX(DropNet):
    def forward(self, x):
        return self.fc2(self.fc1(self.drop(x)))


@drop_net.also("many-values")
class OnXToo(DropNet):
    def forward(self, x):
        return self.fc2(self.drop(self.fc1(self.drop(x))))


@drop_net.mistake(
    "dropout-on-the-output",
    "dropout acts on the output, after the second layer",
    "linear, dropout, linear: outputs are not dropped.",
)
class OnOutput(DropNet):
    def forward(self, x):
        return self.drop(self.fc2(self.fc1(x)))


@drop_net.mistake(
    "dropout-twice-output",
    "dropout acts on the output as well as on the hidden layer",
    "linear, dropout, linear: outputs are not dropped.",
)
class OnBoth(DropNet):
    def forward(self, x):
        return self.drop(self.fc2(self.drop(self.fc1(x))))


@drop_net.mistake(
    "dropout-twice",
    "dropout acts on the hidden layer twice",
    "Once: what stays is divided by 1 − p, not by its square.",
)
class Twice(DropNet):
    def forward(self, x):
        return self.fc2(self.drop(self.drop(self.fc1(x))))


@drop_net.also("dropout-twice")
class ScaledTwice(_Hidden):
    def change(self, h):
        return self.drop(h) / (1 - self.p) if self.training else h


@drop_net.mistake(
    "p-ignored",
    "p is not used: the share that is dropped is always 0.5, the default",
    "nn.Dropout() drops half; nn.Dropout(p) drops the share that DropNet was asked for.",
)
class PIgnored(DropNet):
    def __init__(self, p=0.5):
        super().__init__(0.5)


@drop_net.mistake(
    "default-p",
    "p has another default than 0.5",
    "The contract's signature is DropNet(p=0.5).",
    about=("default p: values of unit a", "default p: calls in train mode"),
)
class Default(DropNet):
    def __init__(self, p=0.2):
        super().__init__(p)


@drop_net.also("default-p")
class Default3(DropNet):
    def __init__(self, p=0.3):
        super().__init__(p)


@drop_net.also("default-p")
class Default1(DropNet):
    def __init__(self, p=0.1):
        super().__init__(p)


@drop_net.also("default-p")
class Default0(DropNet):
    def __init__(self, p=0.0):
        super().__init__(p)


@drop_net.mistake(*model.ARGUMENTS)
class PRequired(DropNet):
    def __init__(self, p):
        super().__init__(p)


@drop_net.mistake(
    "same-mask-in-every-call",
    "one mask is drawn and kept: every call drops the same elements",
    "A new mask in every call; __init__ runs only once, and manual_seed starts the same numbers "
    "again.",
)
class Seeded(_Hidden):
    def change(self, h):
        keep = torch.arange(h.shape[1]).remainder(2).to(h)
        return h * keep / (1 - self.p) if self.training and self.p else h


@drop_net.also("same-mask-in-every-call")
class SeededInForward(_Hidden):
    def change(self, h):
        if self.training:
            torch.manual_seed(0)
        return self.drop(h)


@drop_net.also("many-values")
class Noise(_Hidden):
    def change(self, h):
        return h * torch.rand_like(h) / (1 - self.p) if self.training and self.p else h


@drop_net.also("many-values")
class Gaussian(_Hidden):
    def change(self, h):
        return h + torch.randn_like(h) if self.training and self.p else h


@drop_net.mistake(
    "alpha-dropout",
    "AlphaDropout is used, which sets elements to a negative value and shifts the rest",
    "The contract says dropout: zero, or divided by 1 − p.",
)
class Alpha(_Hidden):
    def change(self, h):
        return F.alpha_dropout(h, self.p, self.training)


@drop_net.mistake(
    "no-bias", "a linear layer has no bias", "Linear(8, 64) has 64 biases, Linear(64, 2) has 2."
)
class NoBias(DropNet):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.fc1, self.fc2 = nn.Linear(8, 64, bias=False), nn.Linear(64, 2, bias=False)


@drop_net.also("no-bias")
class NoFirstBias(DropNet):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.fc1 = nn.Linear(8, 64, bias=False)


@drop_net.also("no-bias")
class NoSecondBias(DropNet):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.fc2 = nn.Linear(64, 2, bias=False)


@drop_net.mistake(
    "other-sizes",
    "the layers have other sizes than Linear(8, 64) and Linear(64, 2)",
    "8·64 + 64 + 64·2 + 2 = 706 trainable numbers.",
)
class OtherSizes(DropNet):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.fc2 = nn.Linear(64, 10)


@drop_net.also("other-sizes")
class OneOutput(DropNet):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.fc2 = nn.Linear(64, 1)


@drop_net.also("other-sizes")
class Hidden32(DropNet):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.fc1, self.fc2 = nn.Linear(8, 32), nn.Linear(32, 2)


@drop_net.also("other-sizes")
class ThirdLayer(DropNet):
    def __init__(self, p=0.5):
        super().__init__(p)
        self.fc3 = nn.Linear(64, 64)


@drop_net.mistake(
    "in-a-list",
    "the layers lie in a Python list, where parameters() does not look",
    "A module registers modules that are attributes; for a list of them there is nn.ModuleList.",
)
class InAList(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.layers = [nn.Linear(8, 64), nn.Dropout(p), nn.Linear(64, 2)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


@drop_net.mistake(
    "local-layers",
    "nothing is registered: the layers are local names, are made anew in forward, or are kept "
    "where the module does not look",
    "Layers made in forward are new, and random, in every call; __init__ makes them once.",
)
class LocalLayers(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        return nn.Linear(64, 2)(F.dropout(nn.Linear(8, 64)(x), self.p, self.training))


@drop_net.mistake("no-return", "forward has no return", "A function without `return` gives None.")
class NoReturn(DropNet):
    def forward(self, x):
        y = super().forward(x)


@drop_net.mistake(
    "no-graph",
    "the output has no graph: .data, .detach(), torch.no_grad() or a new tensor",
    "eval mode does not switch the graph off, and forward should not either.",
    about=("raised",),
)
class NoGrad(DropNet):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


@drop_net.mistake(
    "hidden-detached",
    "the hidden layer is detached: no gradient reaches the first layer",
    "`.data` and `.detach()` cut the graph; the first layer would never learn.",
)
class HiddenDetached(_Hidden):
    def change(self, h):
        return self.drop(h.detach())


@drop_net.also("hidden-detached")
class HiddenData(_Hidden):
    def change(self, h):
        return self.drop(h).data


@drop_net.mistake(
    "self-missing",
    "self is forgotten in front of an attribute in forward",
    "Attributes are reached through self: self.training, self.p.",
    about=("raised",),
)
class SelfMissing(_Hidden):
    def change(self, h):
        return F.dropout(h, self.p, training)  # noqa: F821


@drop_net.also("self-missing")
class SelfMissingP(_Hidden):
    def change(self, h):
        return F.dropout(h, p, self.training)  # noqa: F821


@drop_net.mistake(
    "p-not-kept",
    "forward asks self for a p that __init__ has not kept",
    "An argument is gone when __init__ ends: self.p = p.",
    about=("raised",),
)
class PNotKept(DropNet):
    def forward(self, x):
        return self.fc2(F.dropout(self.fc1(x), self.p, self.training))


@drop_net.mistake(*model.NO_SUPER, about=("raised",))
class NoSuper(DropNet):
    def __init__(self, p=0.5):
        self.fc1 = nn.Linear(8, 64)


@drop_net.mistake(*model.SUPER_ODD, about=("raised",))
class OddSuper(DropNet):
    def __init__(self, p=0.5):
        super.__init__()


@drop_net.mistake(*model.NOT_A_MODULE)
class NotAModule:
    def __init__(self, p=0.5):
        self.fc1, self.fc2 = nn.Linear(8, 64), nn.Linear(64, 2)


@drop_net.mistake(*model.NO_FORWARD)
class NoForward(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(8, 64), nn.Linear(64, 2)


@drop_net.mistake(*model.INIT_MISSPELT)
class InitMisspelt(nn.Module):
    def init(self, p=0.5):
        super().__init__()


@drop_net.mistake(
    "fixed-number",
    "the same number of elements is dropped every time, as with randperm",
    "Every element on its own: how many go is left to chance, p says only how many on average.",
)
class FixedNumber(_Hidden):
    def change(self, h):
        if not self.training:
            return h
        places = torch.rand_like(h).argsort(dim=1).argsort(dim=1)
        return h * (places >= int(self.p * 64)) / (1 - self.p)


@drop_net.also("fixed-number")
class FixedNumberOfABatch(_Hidden):
    def change(self, h):
        if not self.training:
            return h
        keep = torch.ones(h.numel())
        keep[torch.randperm(h.numel())[: int(self.p * h.numel())]] = 0
        return h * keep.view_as(h) / (1 - self.p)


@drop_net.mistake(
    "not-all-alike",
    "not all 64 hidden units are dropped with probability p, each on its own: some are spared, or "
    "some share their fate",
    "Every element on its own: the mask has the shape of the hidden layer, (N, 64).",
)
class InPairs(_Hidden):
    def change(self, h):
        if not self.training:
            return h
        return h * (torch.rand(len(h), 32) >= self.p).repeat(1, 2) / (1 - self.p)


@drop_net.mistake(
    "other-share",
    "the share that is dropped is not p, though what stays is divided by 1 − p",
    "rand() < p is true for the share p; randint(0, 2) is 0 for one half, whatever p is.",
)
class HalfOfThem(_Hidden):
    def change(self, h):
        return h * torch.randint(0, 2, h.shape) / (1 - self.p) if self.training else h


@drop_net.mistake(
    "train-the-method",
    "an argument is of the wrong kind, such as self.train where self.training belongs",
    "self.training is the flag, true or false; self.train is the method that sets it.",
    hint=3,
    about=("raised",),
)
class TrainTheMethod(_Hidden):
    def change(self, h):
        return F.dropout(h, self.p, self.train)


@drop_net.also("init-misspelt")
class InitSingleUnderscores(nn.Module):
    def _init_(self, p=0.5):
        super().__init__()

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x)))


@drop_net.also("one-mask-for-the-batch")
class WeightsDropped(DropNet):
    def forward(self, x):
        weight = F.dropout(self.fc2.weight, self.drop.p, self.training)
        return F.linear(self.fc1(x), weight, self.fc2.bias)
