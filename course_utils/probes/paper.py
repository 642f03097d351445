"""Probes of chapter 6: Adam's trajectory, and the paper's experiment under a scripted optimizer.

What an experiment leaves open (initial weights, a bias, the order of the samples)
cannot reach the evidence: the optimizer that the probe hands out *sets* the weights
to the case's values, and the case's x tells from a gradient which samples it holds.

"Case" names the case's inputs, "Items" what is recorded: floats in float64, counts in int64 of
shape (), or texts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from course_utils.core.bounds import MAX_LISTED, bare, is_tensor, oddity
from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.kinds import describe
from course_utils.core.probing import probe, same_bits, separately, unchanged
from course_utils.probes.optimizers import watch_optimizer
from course_utils.texts import Observed, observed

MISSING = observed("missing")
AT_RANDOM = observed("samples-some-never-some-again")
BIASES = observed("fair-bias")
WEIGHTS = observed("known-weights")


# ---------------------------------------------------------------------------- adam


@probe("adam", wants="class", defines=["__init__", "step", "zero_grad"])
def adam(cls: Any, case: Case, evidence: Evidence) -> None:
    """Steps, zero_grad and loops with the case's settings.

    Case: lr, beta1, beta2 and eps, floats, where the defaults do not hold; generator; the rest and
    the items are those of :func:`course_utils.probes.optimizers.watch_optimizer`.
    """
    watch_optimizer(lambda params: _optimizer(cls, params, case), case, evidence)


def _optimizer(cls: Any, params: list[nn.Parameter], case: Case) -> Any:
    some = (p for p in params) if case["generator"] else params
    if "lr" not in case:
        return cls(some)  # the defaults are part of the contract
    betas = (case["beta1"], case["beta2"])
    if "eps" not in case:
        return cls(some, case["lr"], betas)  # and so is the order of the arguments
    return cls(some, lr=case["lr"], betas=betas, eps=case["eps"])


# ---------------------------------------------------------------- paper-experiment

# Of losses that are the same but for the order in which a processor adds.
_ROUNDING = 1e-5


@probe("paper-experiment", wants="function", defines=["run"])
def paper_experiment(function: Any, case: Case, evidence: Evidence) -> None:
    """One run under an optimizer that sets the weights; two real ones with equal seeds.

    A batch_size above N has item names of its own.

    Case: x (N, D) and weights 1, 2, … (D, C), one for each epoch, float32; y (N,) int64; epochs,
    batch_size and seed, ints; real runs, whether there are any; real epochs and real lr.
    Items: for each epoch e scales e (steps,), gradient e (D, C) and loss e (); the counts factory
    calls, steps and length; the rest are texts.
    """
    script, seen = Script(case), Evidence()
    x, y, epochs = case["x"], case["y"], case["epochs"]
    look = unchanged(seen, x=x, y=y)
    edge = "large " if case["batch_size"] > len(y) else ""
    with separately() as call:
        losses: list[float] | Observed = MISSING
        with call():
            arguments = (script.factory, x, y, epochs, case["batch_size"], case["seed"])
            losses = _numbers(function(*arguments))
        if losses is not MISSING or script.finished():
            _record_steps(script, seen)
        if losses is not MISSING:
            _record_losses(script, losses, seen)
            look()
        for name, item in seen.items.items():
            evidence.items[edge + name] = item
        if case["real runs"]:
            with call():
                _run_twice(function, case, evidence)


def _record_steps(script: Script, evidence: Evidence) -> None:
    case = script.case
    evidence.count("factory calls", script.calls)
    if not script.calls:
        evidence.count("steps", 0)
        return
    evidence.text("weights", script.weights)
    if script.weights != WEIGHTS:
        return
    size = script.epoch_length()
    for epoch in range(case["epochs"]):
        notes = [script.read(step) for step in range(len(script.seen))[epoch * size :][:size]]
        if not epoch:
            evidence.text("bias", _bias(script, notes))
        if notes or not epoch:
            _record_epoch(notes, epoch + 1, len(case["y"]), evidence)
        if not epoch:
            evidence.count("steps", len(script.seen))
            moved = observed("moved-by-more" if script.moved else "moved-by-step")
            evidence.text("moved", moved)


def _record_losses(script: Script, losses: list[float] | Observed, evidence: Evidence) -> None:
    evidence.text("returned", losses if isinstance(losses, str) else observed("list-of-numbers"))
    if isinstance(losses, str):
        return
    epochs = script.case["epochs"]
    evidence.count("length", len(losses))
    if script.weights != WEIGHTS:
        return
    evidence.text("covers", _covered(script, losses))
    for number, loss in enumerate(losses[:epochs], start=1):
        evidence.scalar(f"loss {number}", _in_step(script, number, loss))


def _in_step(script: Script, number: int, loss: float) -> float:
    """The loss; of steps that are too many or too few, what it would be after the right ones.

    The weights are set after the steps of a right epoch. Where an epoch has others, a loss
    over all of x belongs to other weights: it is judged by those.

    Args:
        script: with what was seen.
        number: the epoch's, from 1.
        loss: as the student's function has returned it.
    """
    x, y, epochs = (script.case[name] for name in ("x", "y", "epochs"))
    size = script.epoch_length()
    if size == script.per_epoch or not size:
        return loss
    stage = min(number * size // script.per_epoch, epochs)
    if not 0 < number <= epochs or stage == number:
        return loss

    def mean(weights: torch.Tensor) -> float:
        return float(F.cross_entropy(torch.mm(x, weights.to(x.dtype)), y))

    then = mean(script.weights_at(stage))
    return mean(script.weights_at(number)) if abs(then - loss) < 1e-3 * max(1.0, then) else loss


def _bias(script: Script, notes: Sequence[Note]) -> Observed:
    """Whether the first step's gradient, at weights of zero, shows a bias that is not trained.

    Each sample's row is p − onehot over the batch's size, with one p for all of them.
    """
    if not notes or not notes[0].samples:
        return BIASES
    rows = sorted(notes[0].samples)
    x, y = script.case["x"], script.case["y"]
    own = notes[0].gradient[rows] / x[rows, rows].unsqueeze(1).to(notes[0].gradient)
    p = own * len(rows) + F.one_hot(y[rows], script.classes)
    same = torch.allclose(p, p[:1].expand_as(p), atol=1e-4)
    plausible = bool((p > 0).all()) and abs(float(p[0].sum()) - 1) < 1e-3
    level = torch.allclose(p[0], torch.full_like(p[0], 1 / script.classes), atol=1e-3)
    return observed("own-bias") if same and plausible and not level else BIASES


def _run_twice(function: Any, case: Case, evidence: Evidence) -> None:
    """Gradient descent from equal seeds; whoever forgets the seed draws other numbers."""
    runs, steps = [], []
    for number in (1, 2):
        torch.manual_seed(1000 + number)
        inputs = [case[name] for name in ("x", "y", "real epochs", "batch_size", "seed")]
        made: list[Descent] = []

        def factory(params: Any, made: list[Descent] = made) -> Descent:
            made.append(Descent(params, case["real lr"]))
            return made[-1]

        runs.append(_numbers(function(factory, *inputs)))
        steps.append(sum(optimizer.steps for optimizer in made))
    evidence.text("trained", observed("by-steps" if min(steps) else "without-steps"))
    evidence.text("equal seeds", _compared(*runs))
    evidence.text("course", _course(runs[0]))


def _record_epoch(notes: Sequence[Note], number: int, total: int, evidence: Evidence) -> None:
    """Record what the steps of one epoch held, in an order that no seed changes.

    Args:
        notes: one for each step.
        number: the epoch's, from 1.
        total: the number of samples N.
        evidence: gets the texts samples and labels, then scales (steps,), the longest batch first,
            and gradient (D, C), the mean weighted by the batches' sizes.
    """
    uneven = any(not note.even for note in notes)
    samples = _samples([note.samples for note in notes], total, uneven)
    evidence.text(f"samples {number}", samples)
    if samples == AT_RANDOM:
        return  # what follows hangs on the draw
    held = [pair for note in notes for pair in note.labels]
    own = all(label == wanted for label, wanted in held)
    evidence.text(f"labels {number}", observed("own-labels" if own else "labels-of-others"))
    by_size = sorted(((len(n.samples), n.scale) for n in notes), reverse=True)
    evidence.tensor(f"scales {number}", torch.tensor([s for _, s in by_size], dtype=torch.float64))
    if notes:
        mean = torch.stack([n.gradient.mul(len(n.samples) / total) for n in notes]).sum(0)
        evidence.tensor(f"gradient {number}", mean)


def _samples(batches: Sequence[frozenset[int]], total: int, uneven: bool) -> Observed:
    """Which samples the gradients of an epoch's steps hold, in words that no order changes."""
    sizes = sorted((len(batch) for batch in batches), reverse=True)
    listed = ", ".join(map(str, sizes))
    if not sizes:
        return observed("no-step")
    if not any(sizes):
        return observed("no-gradient")
    if len(batches) > 1 and sizes[-1] == total:
        return observed("all-in-every-step")
    union = frozenset().union(*batches)
    if len(batches) > 1 and len(set(batches)) == 1:
        return observed("same-in-every-step")
    growing = len(union) == total and all(a < b for a, b in pairwise(batches))
    if len(batches) > 1 and growing:
        return observed("growing-batches", sizes=listed)
    never = len(union) < total
    # A sample that came twice in one batch weighs more there than the others.
    again = sum(sizes) > len(union) or (never and uneven)
    if never and again:
        return AT_RANDOM
    if again:
        return observed("samples-again")
    if never:
        return observed("samples-never", sizes=listed)
    return observed("samples-once", sizes=listed)


def _numbers(returned: object) -> list[float] | Observed:
    """The returned losses as floats, or what they are instead."""
    if is_tensor(returned):
        tensor = bare(returned)
        if isinstance(tensor, str):
            return tensor
        if not tensor.ndim:
            return observed("kind.one-number")
        returned = tensor.flatten().clone().tolist()  # one without memory gets some
    if isinstance(returned, (str, Mapping)) or not isinstance(returned, Iterable):
        return describe(returned)
    found: list[float] = []
    for value in islice(returned, MAX_LISTED + 1):
        if len(found) == MAX_LISTED:
            return observed("kind.too-many", most=MAX_LISTED)
        if is_tensor(value) and (odd := oddity(value)):
            return observed("kind.list-with", what=odd)
        one = value.numel() == 1 if is_tensor(value) else True
        try:
            number = value.detach() if is_tensor(value) else value
            found.append(float(number) if one else float("nan"))
        except OverflowError:  # an int of hundreds of digits
            found.append(float("inf"))
        except (TypeError, ValueError):
            return observed("kind.list-with", what=describe(value))
    return found


def _compared(one: list[float] | str, other: list[float] | str) -> Observed:
    if isinstance(one, str) or isinstance(other, str) or len(one) != len(other):
        return observed("no-lists")
    near = all(abs(a - b) <= _ROUNDING * abs(a) for a, b in zip(one, other, strict=True))
    return observed("equal-lists" if near else "unequal-lists")


def _course(losses: list[float] | str) -> Observed:
    if isinstance(losses, str) or len(losses) < 2:
        return observed("no-course")
    falls = losses[0] - losses[-1] > _ROUNDING * abs(losses[0])
    return observed("falls" if falls else "does-not-fall")


def _covered(script: Script, losses: list[float]) -> Observed:
    """Whether each loss is that of the epoch's last mini-batch alone, with the right weights."""
    x, y, alone = script.case["x"], script.case["y"], []
    for epoch, loss in enumerate(losses, start=1):
        last = epoch * script.per_epoch - 1
        name = f"weights {epoch}"
        rows = sorted(script.read(last).samples) if last < len(script.seen) else []
        if not 0 < len(rows) < len(y) or name not in script.case:
            return observed("all-samples")
        mean = F.cross_entropy(torch.mm(x[rows], script.case[name]), y[rows])
        alone.append(abs(float(mean) - loss) < 1e-3)
    return observed("last-batch-alone" if alone and all(alone) else "all-samples")


@dataclass(frozen=True, slots=True)
class Note:
    """What one step's gradient tells.

    Attributes:
        samples: the numbers of the samples in it.
        labels: for each of them, the label in the gradient and its own.
        scale: how many times the gradient of the mean cross-entropy of these samples.
        gradient: (D, C).
        even: whether all of these samples weigh alike in it.
    """

    samples: frozenset[int]
    labels: tuple[tuple[int, int], ...]
    scale: float
    gradient: torch.Tensor
    even: bool = True


@dataclass(slots=True)
class Script:
    """What happens to the weights: zeros at first, then the case's after each epoch.

    In the case's x, column i is zero in all rows but row i, for i < N: row i of a
    gradient (D, C) belongs to sample i alone.

    Attributes:
        case: x (N, D), y (N,), weights (D, C) for each epoch.
        calls: how often the factory was called.
        weights: whether the optimizer got the parameters that it knows, in words.
        moved: whether something else than a step has changed them.
        seen: for each step the gradient (D, C), None where there is none, and the weights (D, C).
    """

    case: Case
    calls: int = 0
    weights: Observed = field(default_factory=lambda: observed("none"))
    moved: bool = False
    seen: list[tuple[torch.Tensor | None, torch.Tensor]] = field(default_factory=list)

    @property
    def per_epoch(self) -> int:
        """How many mini-batches an epoch has."""
        return math.ceil(len(self.case["y"]) / int(self.case["batch_size"]))

    @property
    def classes(self) -> int:
        """How many there are, C."""
        return int(self.case["weights 1"].shape[1])

    def finished(self) -> bool:
        """Whether all steps of all epochs were taken."""
        return bool(len(self.seen) == self.per_epoch * self.case["epochs"])

    def weights_at(self, epoch: int) -> torch.Tensor:
        """The weights (D, C) after so many epochs."""
        start = self.case["x"].new_zeros(self.case["x"].shape[1], self.classes)
        weights: torch.Tensor = self.case[f"weights {epoch}"] if epoch else start
        return weights

    def epoch_length(self) -> int:
        """How many of the steps that were seen make an epoch, as far as that can be told."""
        steps, epochs = len(self.seen), self.case["epochs"]
        if steps % self.per_epoch == 0 or steps % epochs:
            return self.per_epoch
        return int(steps // epochs)

    def factory(self, params: Any) -> SettingOptimizer:
        """The optimizer_factory that the student's function gets."""
        self.calls += 1
        return SettingOptimizer(params, self)

    def present(self) -> torch.Tensor:
        """The weights (D, C) that belong here after the steps so far."""
        return self.weights_at(min(len(self.seen) // self.per_epoch, self.case["epochs"]))

    def read(self, step: int) -> Note:
        """The note of one step."""
        gradient, weights = self.seen[step]
        x, y = self.case["x"], self.case["y"]
        if gradient is None:
            return Note(frozenset(), (), 0.0, torch.zeros_like(weights))
        gradient = gradient.to(weights.dtype)
        rows = gradient[: len(y)]
        inside = rows.abs().amax(1).gt(1e-6).nonzero().flatten()
        if not len(inside):
            return Note(frozenset(), (), 0.0, gradient)
        # The label is the class that stands out from the others, whatever the loss and its sign.
        middle = rows[inside].median(1, keepdim=True).values
        found = rows[inside].sub(middle).abs().argmax(1)
        labels = tuple(zip(found.tolist(), y[inside].tolist(), strict=True))
        with torch.enable_grad():
            leaf = weights.clone().requires_grad_()
            mean = F.cross_entropy(torch.mm(x[inside], leaf), y[inside])
        (right,) = torch.autograd.grad(mean, leaf)
        scale = float((gradient * right).sum() / right.square().sum())
        even = bool((gradient - scale * right).norm() < 1e-3 * gradient.norm())
        return Note(frozenset(inside.tolist()), labels, scale, gradient, even)


class SettingOptimizer:
    """Notes the gradient at every step; at the end of an epoch it sets the weights."""

    def __init__(self, params: Any, script: Script) -> None:
        if isinstance(params, torch.Tensor):
            raise TypeError("params should be an iterable of tensors, but it is one tensor")
        self.script = script
        self.params = _flat(params)
        if any(not tensor.is_leaf for tensor in self.params):
            raise ValueError("can't optimize a non-leaf Tensor")
        self.param_groups = [{"params": self.params, "lr": 0.5}]
        self.state: dict[str, Any] = {}
        self.first = 0  # the row of the first feature; 1 where a column of ones stands before it
        self.left: list[torch.Tensor] = []
        self._recognise()
        self._set()

    def _recognise(self) -> None:
        """Find the matrix: (D, C) or (C, D), D + 1 where the bias is one of its rows."""
        features, classes = self.script.case["x"].shape[1], self.script.classes
        wanted = {features, features + 1}
        shapes = [tuple(tensor.shape) for tensor in self.params]
        two = [s for s in shapes if len(s) == 2 and min(s) == classes and max(s) in wanted]
        rest = [s for s in shapes if s not in two and sorted(s) not in ([classes], [1, classes])]
        if len(two) == 1 and not rest and len(shapes) <= 2:
            self.script.weights = WEIGHTS
            self.place = shapes.index(two[0])
        else:
            self.script.weights = observed("other-weights")

    def _known(self) -> bool:
        return self.script.weights == WEIGHTS

    def _matrix(self, tensor: torch.Tensor) -> torch.Tensor:
        """(D, C), or (D + 1, C)."""
        return tensor if tensor.shape[1] == self.script.classes else tensor.T

    @torch.no_grad()
    def _set(self) -> None:
        if not self._known() or any(oddity(tensor) for tensor in self.params):
            return
        weights = self.script.present()
        for number, tensor in enumerate(self.params):
            value = torch.zeros_like(tensor)
            if number == self.place:
                self._matrix(value)[self.first : self.first + len(weights)] = weights
            if not torch.equal(value, tensor):
                tensor.copy_(value)
        self.left = [tensor.clone() for tensor in self.params]

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients."""
        if not self.script.seen:  # weights may be initialised after the optimizer is made
            self._set()
        for tensor in self.params:
            if set_to_none or tensor.grad is None:
                tensor.grad = None
            else:
                tensor.grad.zero_()

    @torch.no_grad()
    def step(self, closure: Callable[..., Any] | None = None) -> Any:
        """Note the gradient; after an epoch's last one, set the weights."""
        value = None
        if closure is not None:
            with torch.enable_grad():
                value = closure()
        script = self.script
        noted, grad = None, self.params[self.place].grad if self._known() else None
        if grad is not None and not oddity(grad):
            noted = self._features(self._matrix(grad.detach().clone()))
        if script.seen and self.left:
            pairs = zip(self.left, self.params, strict=True)
            script.moved |= not all(same_bits(before, now) for before, now in pairs)
        script.seen.append((noted, script.present()))
        if len(script.seen) % script.per_epoch == 0:
            self._set()
        return value

    def _features(self, gradient: torch.Tensor) -> torch.Tensor:
        """The rows (D, C) of the features, without that of a column of ones.

        Args:
            gradient: (D, C) or (D + 1, C).
        """
        x = self.script.case["x"]
        if len(gradient) > x.shape[1] and not self.script.seen:
            # A column of ones is the sum of the samples' own columns, each over its entry.
            total = len(self.script.case["y"])
            own = x.diagonal().unsqueeze(1)
            before = gradient[1 : total + 1].div(own).sum(0).sub(gradient[0]).abs().sum()
            after = gradient[:total].div(own).sum(0).sub(gradient[-1]).abs().sum()
            self.first = int(before < after)
        return gradient[self.first : self.first + x.shape[1]]


def _flat(params: Iterable[Any]) -> list[torch.Tensor]:
    """The tensors of all groups; an iterable without end is not waited for."""
    groups = [p["params"] if isinstance(p, Mapping) else [p] for p in islice(params, MAX_LISTED)]
    return [tensor for group in groups for tensor in islice(group, MAX_LISTED)]


class Descent:
    """Gradient descent, without torch.optim, whose first object takes a second to import."""

    def __init__(self, params: Any, lr: float) -> None:
        self.params = _flat(params)
        self.steps = 0
        self.param_groups: list[dict[str, Any]] = [{"params": self.params, "lr": lr}]
        self.state: dict[str, Any] = {}

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients."""
        for tensor in self.params:
            tensor.grad = None

    def step(self, closure: Callable[..., Any] | None = None) -> Any:
        """Move against the gradient."""
        value = closure() if closure is not None else None
        self.steps += 1
        for tensor in self.params:
            if tensor.grad is not None:
                tensor.data.sub_(tensor.grad, alpha=self.param_groups[0]["lr"])
        return value
