"""scaler: numbers that belong to a module, go where it goes, and are not trained."""

from __future__ import annotations

import torch
from torch import nn

from autograder.catalogue.draw import Draw
from autograder.catalogue.entry import Entry
from autograder.catalogue.modules import model
from course_utils.core.case import Case
from course_utils.core.exercise import Exercise, Part

scaler = Entry(
    Exercise(
        id="scaler",
        title="Numbers that are kept but not trained",
        chapter=model.CHAPTER,
        symbol="Scaler",
        contract="`Scaler(mean, std)`: `forward(x)` returns `(x − mean) / std` for float tensors "
        "mean and std (D,) and x (N, D). Both are in the `state_dict` (the names are free) and "
        "follow `.to()`; nothing is trainable.",
        parts=(
            Part("forward", 1, ("output", "second output", "inputs")),
            Part("follows .to()", 1, ("output", "output after a move")),
            Part(
                "kept but not trained", 1, ("output", "trainable numbers", "output after loading")
            ),
        ),
        minutes=10,
        difficulty=2,
        importance=3,
        hints=(
            "Print `Scaler(mean, std).state_dict()` and `list(Scaler(mean, std).parameters())`: "
            "the first should hold two tensors, the second nothing.",
            "There are three ways to keep a tensor: as a plain attribute, as a Parameter, as a "
            "buffer. Which of them is saved and moved, but not trained?",
            '`self.register_buffer("mean", mean)`, and the same for std; forward is one line.',
        ),
        kinds={"trainable numbers": "made"},
        labels={
            **model.CLASS_LABELS,
            "output": "forward(x)",
            "inputs": "x, mean and std after the call",
            "trainable numbers": "how many trainable numbers",
            "second output": "forward(x) of a second object",
            "output after a move": "forward(x) after .to(torch.bfloat16) and back",
            "output after loading": "forward(x) after loading another object's state_dict",
        },
    )
)


@scaler.cases
def cases(draw: Draw) -> list[Case]:
    found = []
    for name, alone in (("a batch", False), ("one sample of one number", True)):
        n, d, second = draw.distinct(3, 2, 6)
        if alone:
            n = d = 1
        # Powers of two: their reciprocals too are kept in eight bits.
        powers = torch.tensor([0.25, 0.5, 2.0, 4.0, 8.0, 0.125])
        order = draw.order(6)
        other = draw.until(
            lambda: draw.order(6),
            lambda other, order=order, d=d: all(order[i] != other[i] for i in range(d)),
        )
        found.append(
            Case(
                name,
                {
                    "mean": draw.real(d, low=1.01) + 0.001,
                    "std": powers[order[:d]],
                    "other mean": draw.real(d, low=1.01) - 0.5,
                    "other std": powers[other[:d]],
                    "x": draw.real(n, d),
                    "second x": draw.real(second, d),
                },
                {} if alone else {n: "the number of samples", d: "the number of features"},
            )
        )
    return found


@scaler.reference
class Scaler(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)

    def forward(self, x):
        return (x - self.mean) / self.std


@scaler.variant("clones under other names")
class Clones(nn.Module):
    def __init__(self, mean, std):
        super(Clones, self).__init__()
        self.register_buffer("mu", mean.clone().detach(), persistent=True)
        self.register_buffer("sigma", std.clone().detach(), persistent=True)

    def forward(self, x):
        centred = torch.sub(x, self.mu)
        return torch.div(centred, self.sigma)


@scaler.variant("frozen Parameters")
class FrozenParameters(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.m = nn.Parameter(mean, requires_grad=False)
        self.s = nn.Parameter(std, requires_grad=False)

    def forward(self, x):
        with torch.no_grad():
            return (x - self.m) / self.s


@scaler.variant("rows, and a product with the reciprocal")
class Rows(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("b", std.reshape(1, -1).clone())
        self.register_buffer("a", mean.reshape(1, -1).clone())

    def forward(self, x):
        return (x - self.a) * (1.0 / self.b)


@scaler.variant("nn.Buffer")
class AsBuffer(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.mean = nn.Buffer(mean)
        self.std = nn.Buffer(std)

    def forward(self, x):
        return x.sub(self.mean).div(self.std + 1e-9)


@scaler.variant("one buffer for both, row by row")
class Stacked(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("both", torch.stack([mean, std]))

    def forward(self, x):
        mean, std = self.both
        return torch.stack([(row - mean) / std for row in x])


@scaler.mistake(
    "trainable",
    "mean, std or both are nn.Parameters that require grad: the optimizer would change them",
    "What should be kept and moved but not trained is a buffer.",
)
class Trainable(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean, self.std = nn.Parameter(mean), nn.Parameter(std)


@scaler.also("trainable")
class TrainableMean(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean = nn.Parameter(mean)
        self.register_buffer("std", std)


@scaler.also("trainable")
class TrainableStd(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer("mean", mean)
        self.std = nn.Parameter(std)


@scaler.mistake(
    "plain-attribute",
    "forward uses a mean that is not registered, such as a plain attribute or one in a dict: it "
    "stays behind when the module moves",
    "`self.mean = mean` keeps the tensor but does not register it; register_buffer does.",
)
class Plain(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean, self.std = mean, std


@scaler.also("plain-attribute")
class RegisteredButUnused(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer("m", mean.clone())
        self.register_buffer("s", std.clone())
        self.mean, self.std = mean, std


@scaler.mistake(
    "plain-mean",
    "forward uses a mean that is a plain attribute: it does not follow .to(), nor is it loaded; "
    "std is registered",
    "Both belong to the module's state: register both as buffers.",
)
class PlainMean(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean = mean
        self.register_buffer("std", std)


@scaler.mistake(
    "unused-buffer",
    "forward uses a plain tensor and not a buffer: it stays behind when the module moves, though the "
    "state_dict has it, or a buffer that was made from it",
    "After register_buffer(name, …), self.name is the tensor to compute with.",
)
class UnusedBuffer(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean = mean
        self.register_buffer("m", mean)
        self.register_buffer("std", std)


@scaler.also("unused-buffer")
class UnusedBuffers(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean, self.std = mean, std
        self.register_buffer("m", mean)
        self.register_buffer("s", std)


@scaler.mistake(
    "plain-std",
    "the std that forward uses is not part of the state_dict: it is a plain attribute, or a "
    "buffer with persistent=False",
    "Both belong to the module's state: register both as buffers.",
)
class PlainStd(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.std = std
        self.register_buffer("mean", mean)


@scaler.mistake(
    "not-persistent",
    "the buffers follow .to() but are not in the state_dict, as with persistent=False",
    "A persistent buffer, the default, is saved and loaded.",
)
class NotPersistent(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("std", std, persistent=False)


@scaler.mistake(
    "mean-not-persistent",
    "mean follows .to() but is not in the state_dict, as with persistent=False",
    "A persistent buffer, the default, is saved and loaded.",
)
class MeanNotPersistent(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("std", std)


@scaler.mistake(
    "mean-only",
    "mean is subtracted, but nothing is divided by std",
    "(x − mean) / std: centre, then scale.",
)
class MeanOnly(Scaler):
    def forward(self, x):
        return x - self.mean


@scaler.mistake(
    "std-only",
    "x is divided by std, but mean is not subtracted",
    "(x − mean) / std: centre, then scale.",
)
class StdOnly(Scaler):
    def forward(self, x):
        return x / self.std


@scaler.mistake(
    "precedence",
    "x − mean / std is computed: the brackets are missing",
    "Division binds tighter than subtraction: (x − mean) / std.",
)
class Precedence(Scaler):
    def forward(self, x):
        return x - self.mean / self.std


@scaler.mistake(
    "scaled-first",
    "x is divided by std first, and the whole mean subtracted after",
    "(x − mean) / std: mean is measured in the units of x, before the scaling.",
)
class ScaledFirst(Scaler):
    def forward(self, x):
        return x / self.std - self.mean


@scaler.mistake("multiplied", "the difference is multiplied by std", "(x − mean) / std divides.")
class Multiplied(Scaler):
    def forward(self, x):
        return (x - self.mean) * self.std


@scaler.mistake(
    "undone",
    "the scaling is undone instead of done: x · std + mean",
    "(x − mean) / std makes the mean 0; x · std + mean brings it back.",
)
class Undone(Scaler):
    def forward(self, x):
        return x * self.std + self.mean


@scaler.mistake("mean-added", "mean is added", "(x − mean) / std subtracts it.")
class MeanAdded(Scaler):
    def forward(self, x):
        return (x + self.mean) / self.std


@scaler.mistake("reversed", "the difference is the wrong way round: mean − x", "(x − mean) / std.")
class Reversed(Scaler):
    def forward(self, x):
        return (self.mean - x) / self.std


@scaler.mistake("exchanged", "mean and std are exchanged", "Scaler(mean, std): mean comes first.")
class Exchanged(Scaler):
    def forward(self, x):
        return (x - self.std) / self.mean


@scaler.mistake("mean-for-std", "the difference is divided by mean", "(x − mean) / std.")
class MeanForStd(Scaler):
    def forward(self, x):
        return (x - self.mean) / self.mean


@scaler.mistake("std-for-mean", "std is subtracted where mean belongs", "(x − mean) / std.")
class StdForMean(Scaler):
    def forward(self, x):
        return (x - self.std) / self.std


@scaler.mistake(
    "variance",
    "the difference is divided by the square of std",
    "std is the standard deviation already, not its square.",
)
class Squared(Scaler):
    def forward(self, x):
        return (x - self.mean) / self.std**2


@scaler.mistake(
    "root",
    "the difference is divided by the square root of std",
    "std is the standard deviation already; a variance would need the root.",
)
class Root(Scaler):
    def forward(self, x):
        return (x - self.mean) / self.std.sqrt()


@scaler.mistake(
    "large-eps",
    "a number that can be seen is added to std",
    "(x − mean) / std: a guard against zero may be 1e-8, not more.",
)
class LargeEps(Scaler):
    def forward(self, x):
        return (x - self.mean) / (self.std + 1e-2)


@scaler.also("large-eps")
class EpsThousandth(Scaler):
    def forward(self, x):
        return (x - self.mean) / (self.std + 1e-3)


@scaler.also("large-eps")
class OneAdded(Scaler):
    def forward(self, x):
        return (x - self.mean) / (self.std + 1)


@scaler.mistake(
    "own-statistics",
    "the batch's own mean and standard deviation are used",
    "mean and std are given: they come from the training data, whatever batch is scaled.",
)
class OwnStatistics(Scaler):
    def forward(self, x):
        return (x - x.mean(dim=0)) / x.std(dim=0)


@scaler.also("own-statistics")
class OwnBiased(Scaler):
    def forward(self, x):
        return (x - x.mean(dim=0)) / x.std(dim=0, unbiased=False)


@scaler.also("own-statistics")
class OwnRows(Scaler):
    def forward(self, x):
        return (x - x.mean(dim=1, keepdim=True)) / x.std(dim=1, keepdim=True)


@scaler.also("own-statistics")
class OwnWhole(Scaler):
    def forward(self, x):
        return (x - x.mean()) / x.std()


@scaler.mistake(
    "one-number",
    "one number is made of mean and of std, for all features",
    "Each of the D features has its own mean and its own std.",
)
class OneNumber(Scaler):
    def forward(self, x):
        return (x - self.mean.mean()) / self.std.mean()


@scaler.also("one-number")
class FirstNumber(Scaler):
    def forward(self, x):
        return (x - self.mean[0]) / self.std[0]


@scaler.mistake("x-returned", "x comes back as it was", "forward returns (x − mean) / std.")
class Identity(Scaler):
    def forward(self, x):
        (x - self.mean) / self.std
        return x


@scaler.mistake(
    "rounded",
    "the result is squeezed into a range or rounded",
    "(x − mean) / std may have any size.",
)
class Clamped(Scaler):
    def forward(self, x):
        return super().forward(x).clamp(-1, 1)


@scaler.also("rounded")
class Rounded(Scaler):
    def forward(self, x):
        return super().forward(x).round()


@scaler.also("rounded")
class Relued(Scaler):
    def forward(self, x):
        return super().forward(x).relu()


@scaler.also("rounded")
class Tanhed(Scaler):
    def forward(self, x):
        return super().forward(x).tanh()


@scaler.mistake("no-return", "forward has no return", "A function without `return` gives None.")
class NoReturn(Scaler):
    def forward(self, x):
        y = (x - self.mean) / self.std


@scaler.mistake(
    "squeezed",
    "axes of length 1 are squeezed out",
    "A batch of one sample is still a batch: (1, D).",
)
class Squeezed(Scaler):
    def forward(self, x):
        return super().forward(x).squeeze()


@scaler.mistake(
    "column",
    "mean and std are turned into columns: they meet the samples and not the features",
    "Aligned from the right, (D,) meets the last axis of (N, D), as it should.",
)
class Columns(Scaler):
    def forward(self, x):
        return (x - self.mean.unsqueeze(1)) / self.std.unsqueeze(1)


@scaler.mistake(
    "in-place",
    "x is changed in place",
    "`x -= mean` and `x /= std` write into the caller's tensor; `x − mean` makes a new one.",
)
class InPlace(Scaler):
    def forward(self, x):
        x -= self.mean
        x /= self.std
        return x


@scaler.also("in-place")
class InPlaceCentred(Scaler):
    def forward(self, x):
        x -= self.mean
        return x / self.std


@scaler.mistake(
    "arguments-changed",
    "mean or std is changed in place",
    "register_buffer keeps the very tensor that it gets: work on a copy.",
)
class ArgumentsChanged(Scaler):
    def __init__(self, mean, std):
        super().__init__(mean.neg_(), std)

    def forward(self, x):
        return (x + self.mean) / self.std


@scaler.also("arguments-changed")
class StdChanged(Scaler):
    def __init__(self, mean, std):
        super().__init__(mean, std.reciprocal_())

    def forward(self, x):
        return (x - self.mean) * self.std


@scaler.mistake(
    "shared",
    "two objects share one mean and std: they are class attributes, or made outside of __init__",
    "What __init__ gives to self belongs to one object.",
)
class Shared(nn.Module):
    pair = None

    def __init__(self, mean, std):
        super().__init__()
        Shared.pair = (mean, std)

    def forward(self, x):
        return (x - Shared.pair[0]) / Shared.pair[1]


@scaler.mistake(
    "local-names",
    "forward asks self for an attribute that __init__ has not given to it",
    "An argument is gone when __init__ ends, unless self keeps it.",
    about=("raised",),
)
class NotKept(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        mean, std = mean, std

    def forward(self, x):
        return (x - self.mean) / self.std


@scaler.also("local-names")
class StdNotKept(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)

    def forward(self, x):
        return (x - self.mean) / self.std


@scaler.mistake(
    "self-missing",
    "self is forgotten in front of mean or std in forward",
    "Attributes are reached through self: self.mean.",
    about=("raised",),
)
class SelfMissing(Scaler):
    def forward(self, x):
        return (x - mean) / std  # noqa: F821


@scaler.also("self-missing")
class SelfMissingStd(Scaler):
    def forward(self, x):
        return (x - self.mean) / std  # noqa: F821


@scaler.mistake(
    "register-arguments",
    "register_buffer gets fewer or more arguments than a name and a tensor",
    'It is register_buffer("mean", mean): first the name as text, then the tensor.',
    hint=3,
    about=("raised",),
)
class RegisterWithoutName(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer(mean)
        self.register_buffer(std)


@scaler.mistake(
    "registered-wrong-kind",
    "a register gets something of the wrong kind: register_buffer wants a name and a tensor, "
    "register_parameter a name and a Parameter",
    'mean and std are tensors: `register_buffer("mean", mean)` takes them as they are.',
    hint=3,
    about=("raised",),
)
class RegisterParameter(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_parameter("mean", mean)
        self.register_parameter("std", std)


@scaler.also("registered-wrong-kind")
class RegisterReversed(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer(mean, "mean")
        self.register_buffer(std, "std")


@scaler.also("registered-wrong-kind")
class RegisterList(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer("mean", mean.tolist())
        self.register_buffer("std", std.tolist())


@scaler.mistake(
    "assigned-then-registered",
    "an attribute of that name exists already when register_buffer is called",
    "register_buffer makes the attribute itself: leave out `self.mean = mean`.",
    hint=3,
    about=("raised",),
)
class AssignedFirst(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean, self.std = mean, std
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)


@scaler.mistake(*model.NO_SUPER, about=("raised",))
class NoSuper(Scaler):
    def __init__(self, mean, std):
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)


@scaler.also("super-missing")
class NoSuperPlain(Scaler):
    def __init__(self, mean, std):
        self.mean, self.std = mean, std


@scaler.mistake(*model.NOT_A_MODULE)
class NotAModule:
    def __init__(self, mean, std):
        self.mean, self.std = mean, std

    def forward(self, x):
        return (x - self.mean) / self.std


@scaler.also("not-a-module")
class CallableOnly:
    def __init__(self, mean, std):
        self.mean, self.std = mean, std

    def __call__(self, x):
        return (x - self.mean) / self.std

    forward = __call__


@scaler.mistake(*model.NO_FORWARD)
class NoForward(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)


@scaler.mistake(*model.ARGUMENTS)
class OneArgument(Scaler):
    def __init__(self, mean):
        super().__init__(mean, mean)


@scaler.mistake(*model.INIT_MISSPELT)
class InitMisspelt(nn.Module):
    def init(self, mean, std):
        super().__init__()


@scaler.mistake(
    "python-numbers",
    "mean and std are kept as Python numbers or a list, and cannot be used with x or not moved",
    "A list has no arithmetic with tensors; only tensors are registered and moved.",
    about=("raised",),
)
class Lists(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.mean, self.std = mean.tolist(), std.tolist()

    def forward(self, x):
        return (x - self.mean) / self.std


@scaler.also("own-statistics")
class OwnBatchNorm(nn.Module):
    def __init__(self, mean, std):
        super().__init__()
        self.norm = nn.BatchNorm1d(len(mean), affine=False)
        self.norm.running_mean, self.norm.running_var = mean.clone(), std**2

    def forward(self, x):
        return self.norm(x)


@scaler.mistake(
    "none-kept",
    "something that forward computes with is None, as after `self.mean = self.register_buffer(…)`",
    "register_buffer makes the attribute and returns nothing: it stands alone on its line.",
    hint=3,
    about=("raised",),
)
class ResultOfRegistering(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean = self.register_buffer("mean", mean)
        self.std = self.register_buffer("std", std)


@scaler.mistake(
    "dotted-name",
    "a name with a dot in it is registered",
    'The name stands without self: register_buffer("mean", mean) makes self.mean.',
    hint=3,
    about=("raised",),
)
class DottedName(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_buffer("self.mean", mean)
        self.register_buffer("self.std", std)


@scaler.also("dotted-name")
class DottedParameter(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.register_parameter("self.mean", nn.Parameter(mean, requires_grad=False))


@scaler.also("init-misspelt")
class InitSingleUnderscores(nn.Module):
    def _init_(self, mean, std):
        super().__init__()

    def forward(self, x):
        return (x - self.mean) / self.std


@scaler.also("unused-buffer")
class OwnState(Scaler):
    def __init__(self, mean, std):
        nn.Module.__init__(self)
        self.mean, self.std = mean, std

    def state_dict(self, *args, **kwargs):
        return {"mean": self.mean, "std": self.std}

    def load_state_dict(self, state):
        self.mean, self.std = state["mean"], state["std"]


@scaler.mistake(
    "std-clamped",
    "std is cut off from below: where it is less than 1, x is divided by 1",
    "Whoever makes a Scaler chooses std; forward divides by it as it is.",
)
class StdClamped(Scaler):
    def __init__(self, mean, std):
        super().__init__(mean, std.clamp(min=1))
