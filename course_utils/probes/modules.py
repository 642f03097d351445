"""Probes of chapter 3: modules, what they register, and what is done with them.

Initial values, names and the order of registration are the student's own: a probe
finds the parameters by their shapes, gives them the case's values, and looks at
numbers. Where `parameters()` does not list what it should, the rest cannot be
compared, and the probe ends there.

"Case" names the case's inputs, float32 unless it says otherwise; "Items" what is recorded,
floats in float64, counts in int64 of shape (), or texts. ``inputs`` says whether the arguments
were changed; ``class``, ``arguments`` and ``left out`` are the texts of
:mod:`course_utils.probes.registers`. v is an upstream gradient.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import nn

from course_utils.core.bounds import is_tensor, oddity
from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.probing import odd_parameter, probe, separately, unchanged
from course_utils.probes.registers import (
    add_up,
    assign,
    assign_layers,
    bias_of,
    fits,
    flatten,
    gradients,
    like,
    oriented,
    record_gradients,
    registered,
    steady,
    trainable,
)
from course_utils.texts import Observed, observed

_CALLS, _BATCH = 24, 32
_OWN = observed("own-masks")
_NESTED = ("first.weight", "first.bias", "block.0.weight", "block.0.bias", "block.2.weight",
           "block.2.bias", "gain")  # fmt: skip


@probe("my-linear", wants="class", defines=["__init__", "forward"])
def my_linear(cls: Any, case: Case, evidence: Evidence) -> None:
    """Two objects with different values, their gradients, then one without bias.

    Case: weights and second weights (I, O), bias and second bias (O,), x (N, I), second x (M, I),
    v (N, O).
    Items: output and output without bias (N, O), second output (M, O), gradient of weights (I, O),
    of bias (O,), of x (N, I); shape of weights (2,) and of bias (1,), int64; the counts numbers and
    numbers without bias; the texts other parameters and bias=False.
    """
    n_in, n_out = case["weights"].shape
    if not fits(cls, evidence, ((n_in, n_out), {}), ((n_in, n_out), {"bias": False})):
        return
    with separately() as call:
        with call():
            _with_bias(cls, case, evidence)
        with call():
            bare = cls(n_in, n_out, bias=False)
            evidence.text("bias=False", bias_of(bare))
            evidence.count("numbers without bias", trainable(bare))
            assign(bare, {(n_in, n_out): case["second weights"]})
            evidence.tensor("output without bias", bare(like(case["x"], bare)))


def _with_bias(cls: Any, case: Case, evidence: Evidence) -> None:
    shapes = {name: tuple(case[name].shape) for name in ("weights", "bias")}
    first, second = (cls(*shapes["weights"]) for _ in range(2))
    n_in, n_out = shapes["weights"]
    if not registered(first, n_in * n_out + n_out, evidence, shapes):
        return
    found = assign(first, {shapes[name]: case[name] for name in shapes})
    if len(found) < 2:
        return
    assign(second, {shapes[name]: case[f"second {name}"] for name in shapes})
    x = like(case["x"], first)
    look = unchanged(evidence, x=x)
    evidence.tensor("output", first(x))
    look()
    evidence.tensor("second output", second.forward(like(case["second x"], second)))
    leaves = {name: (shape, found[shape]) for name, shape in shapes.items()}
    record_gradients(evidence, first, case, leaves)


@probe("net", wants="class", defines=["__init__", "forward"])
def net(cls: Any, case: Case, evidence: Evidence) -> None:
    """Flat samples and their gradients; then the same ones as images, one sample alone.

    Case: tall (100, 3) and wide (3, 784), whose product are the first weights; hidden bias (100,),
    output weights (10, 100), output bias (10,); x (N, 784), v (N, 10).
    Items: logits and logits of images (N, 10), logits of one image (1, 10); gradient of the first
    weights (3, 3), tallᵀ · gradient · wideᵀ; of the first bias (100,) and the second (10,); the
    count numbers; texts.
    """
    if not fits(cls, evidence, ((), {})):
        return
    first, second = cls(), cls()
    if not registered(first, 79_510, evidence, matrices=True):
        return
    shapes = {
        (100, 784): case["tall"] @ case["wide"],
        (100,): case["hidden bias"],
        (10, 100): case["output weights"],
        (10,): case["output bias"],
    }
    zeros = like(torch.zeros(1, 784), first)
    found = assign_layers(first, shapes, zeros)
    assign_layers(second, {shape: -value for shape, value in shapes.items()}, zeros)
    evidence.text("shapes", observed("as-asked" if len(found) == 4 else "other-ones"))
    if len(found) < 4 or not steady(first, like(case["x"], first), evidence):
        return
    with separately() as call:
        with call():
            x = like(case["x"], first)
            look = unchanged(evidence, x=x)
            evidence.tensor("logits", first(x))
            look()
        with call():
            params = [p for p, _ in found.values()]
            whole = gradients(first(like(case["x"], first)), params, case["v"])
            shares = zip(found.values(), whole, strict=True)
            grads = [None if grad is None else share(grad) for (_, share), grad in shares]
            # 78,400 numbers of rank 3 at most: their shadow on the factors tells them apart.
            tall, wide = like(case["tall"], first), like(case["wide"], first)
            weights = oriented(grads[0], (100, 784))
            shadow = None if weights is None else tall.T @ weights @ wide.T
            evidence.tensor("gradient of the first weights", shadow)
            evidence.tensor("gradient of the first bias", flatten(grads[1]))
            evidence.tensor("gradient of the second bias", flatten(grads[3]))
        images = like(case["x"], first).reshape(-1, 1, 28, 28)
        with call():
            evidence.tensor("logits of images", first(images.clone()))
        with call():
            evidence.tensor("logits of one image", first.forward(images[:1].clone()))


@probe("scaler", wants="class", defines=["__init__", "forward"])
def scaler(cls: Any, case: Case, evidence: Evidence) -> None:
    """A batch; then a move to another dtype and back, then another object's state.

    Case: mean, std, other mean and other std (D,), x (N, D), second x (M, D).
    Items: output, output after a move and output after loading (N, D), second output (M, D); the
    count trainable numbers.
    """
    mean, std, x = case["mean"], case["std"], case["x"]
    if not fits(cls, evidence, ((mean, std), {})):
        return
    look = unchanged(evidence, mean=mean, std=std, x=x)
    first, other = cls(mean, std), cls(case["other mean"], case["other std"])
    evidence.count("trainable numbers", trainable(first))
    with separately() as call:
        with call():
            evidence.tensor("output", first(x))
            look()
        with call():
            evidence.tensor("second output", other.forward(case["second x"]))
        with call():
            # bfloat16 keeps eight bits: what comes back is what went along.
            moved = cls(case["mean"], case["std"]).to(torch.bfloat16).to(x.dtype)
            evidence.tensor("output after a move", moved(case["x"]))
        with call():
            other.load_state_dict(cls(case["mean"], case["std"]).state_dict())
            evidence.tensor("output after loading", other(case["x"]))


@probe("tower", wants="class", defines=["__init__", "forward"])
def tower(cls: Any, case: Case, evidence: Evidence) -> None:
    """The same symmetric weights in every block, so that their order cannot matter.

    Case: width W and depth, ints; weights (W, W), bias (W,), x and v (N, W), second x (M, W).
    Items: output (N, W), second output (M, W); gradient of the weights (W, W), the sum over all
    blocks plus its transpose; gradient of the biases (W,), summed too; the counts numbers and
    blocks with a gradient. With depth 0 the items have names of their own, without gradients.
    """
    width, depth = case["width"], case["depth"]
    if not fits(cls, evidence, ((width, depth), {})):
        return
    # Without blocks it is a matter of its own.
    prefix = "" if depth else "depth 0: "
    first, second = cls(width, depth), cls(width, depth)
    wanted = depth * (width * width + width)
    if not registered(first, wanted, evidence, prefix=prefix):
        return
    values = {(width, width): case["weights"], (width,): case["bias"]}
    assign(first, values)
    assign(second, {shape: torch.zeros_like(value) for shape, value in values.items()})
    if not steady(first, like(case["x"], first), evidence, prefix=prefix):
        return
    with separately() as call:
        with call():
            x = like(case["x"], first)
            look = unchanged(evidence, x=x)
            evidence.tensor(f"{prefix}output", first(x))
            if depth:
                look()
        with call():
            again = first.forward(like(case["second x"], first))
            evidence.tensor(f"{prefix}second output", again)
        if depth:
            with call():
                _record_block_gradients(first, case, evidence)


def _record_block_gradients(model: Any, case: Case, evidence: Evidence) -> None:
    width = case["width"]
    leaves = [p for p in model.parameters() if p.requires_grad]
    grads = gradients(model(like(case["x"], model)), leaves, case["v"])
    matrices = [g for p, g in zip(leaves, grads, strict=True) if p.numel() == width * width]
    vectors = [g for p, g in zip(leaves, grads, strict=True) if p.numel() == width]
    total = add_up(matrices)
    evidence.count("blocks with a gradient", sum(g is not None for g in matrices))
    evidence.tensor("gradient of the weights", None if total is None else total + total.T)
    evidence.tensor("gradient of the biases", flatten(add_up(vectors)))


@probe("drop-net", wants="class", defines=["__init__", "forward"])
def drop_net(cls: Any, case: Case, evidence: Evidence) -> None:
    """Eval mode; then what train mode does to two hidden units that can be seen.

    Case: p, a float; tall (64, 2) and wide (2, 8), whose product are the first weights; hidden bias
    (64,), output weights and two weights (2, 64), output bias (2,); x (N, 8), v (N, 2).
    Items: output in eval mode (N, 2), gradient of the first bias (64,) and of the second (2,);
    values of unit a and of unit b, as many as differ; the count numbers; texts. Those of train mode
    a second time for ``DropNet()``, whose p is 0.5.
    """
    if not fits(cls, evidence, ((case["p"],), {}), ((), {})):
        return
    model = cls(case["p"])
    if not registered(model, 8 * 64 + 64 + 64 * 2 + 2, evidence):
        return
    values = {
        (64, 8): case["tall"] @ case["wide"],
        (64,): case["hidden bias"],
        (2, 64): case["output weights"],
        (2,): case["output bias"],
    }
    found = assign(model, values)
    evidence.text("shapes", observed("as-asked" if len(found) == 4 else "other-ones"))
    if len(found) < 4:
        return
    with separately() as call:
        with call():
            _watch_eval_mode(model, found.values(), case, evidence)
        with call():
            _watch_masks(model, values, case, case["p"], evidence, "")
        with call():
            default = cls()
            if trainable(default) == trainable(model):
                _watch_masks(default, values, case, 0.5, evidence, "default p: ")


def _watch_eval_mode(model: Any, params: Iterable[Any], case: Case, evidence: Evidence) -> None:
    model.eval()
    if not steady(model, like(case["x"], model), evidence, "eval"):
        return
    x = like(case["x"], model)
    look = unchanged(evidence, x=x)
    evidence.tensor("output in eval mode", model(x))
    look()
    grads = gradients(model(x), params, case["v"])
    evidence.tensor("gradient of the first bias", flatten(grads[1]))
    evidence.tensor("gradient of the second bias", flatten(grads[3]))


@probe("copy-weights", wants="function", defines=["copy_weights"])
def copy_weights(function: Any, case: Case, evidence: Evidence) -> None:
    """Values first; then each model is changed, to see whether the other one follows.

    Case, float32 or float64: x (N, D); of src and of dst first.weight (H, D), first.bias,
    block.0.weight and block.0.bias (H,), block.2.weight (2, H), block.2.bias (2,), gain (1,).
    Items: every parameter of both models afterwards, as "copy: NAME" and "source: NAME"; three
    outputs (N, 2); the same copied between two linear layers, as "second copy: NAME".
    """
    with separately() as call:
        with call():
            src, dst = _nested(case, "src"), _nested(case, "dst")
            function(src, dst)
            _record_parameters(evidence, "copy", dst)
            _record_parameters(evidence, "source", src)
            if not odd_parameter(src, dst):  # which is recorded: nothing can be computed with it
                _record_memory(src, dst, case, evidence)
        with call():
            small, other = _line(case, "src"), _line(case, "dst")
            function(small, other)
            _record_parameters(evidence, "second copy", other)


def _record_memory(src: nn.Module, dst: nn.Module, case: Case, evidence: Evidence) -> None:
    evidence.tensor("output of the copy", dst(case["x"]))
    with torch.no_grad():
        for p in src.parameters():
            p.add_(1)
    evidence.tensor("output of the copy after the source was changed", dst(case["x"]))
    before = src(case["x"])
    with torch.no_grad():
        for p in dst.parameters():
            p.mul_(3)
    evidence.tensor("change of the source after the copy was changed", src(case["x"]) - before)


@probe("predict", wants="function", defines=["predict"])
def predict(function: Any, case: Case, evidence: Evidence) -> None:
    """A model that answers differently in its two modes: from train, from eval, without grad.

    Case: weights (D, C), bias (C,), x (N, D), second x (M, D); child shift and own shift, floats.
    Items: logits and model afterwards (N, C), from train mode and from eval mode; no_grad: logits
    (M, C); the texts graph, grad mode and parameters.
    """
    with separately() as call:
        for start in ("train", "eval"):
            model = Moody(case)
            model.train(start == "train")
            with call():
                prefix = "" if start == "train" else "eval: "
                _predict_once(function, model, case, evidence, prefix)
        model = Moody(case)
        with call(), torch.no_grad():
            evidence.tensor("no_grad: logits", function(model, case["second x"]))
            evidence.text("no_grad: grad mode", _grad_mode())


def _predict_once(
    function: Any, model: nn.Module, case: Case, evidence: Evidence, prefix: str
) -> None:
    x = case["x"]
    look = unchanged(evidence, x=x)
    torch.set_grad_enabled(True)
    try:
        logits = function(model, x)
        mode = _grad_mode()
    finally:  # what the student's code has switched is not the next call's
        torch.set_grad_enabled(True)
    evidence.tensor(f"{prefix}logits", logits)
    graph = isinstance(logits, torch.Tensor) and logits.requires_grad
    evidence.text(f"{prefix}graph", observed("with-graph" if graph else "none"))
    if not prefix:
        look()
    odd = odd_parameter(model)
    if odd:
        evidence.text(f"{prefix}model afterwards", observed("kind.model-holds", what=odd))
        return
    after = model(case["x"])
    evidence.tensor(f"{prefix}model afterwards", after)
    evidence.text(f"{prefix}grad mode", mode)
    learns = all(p.requires_grad for p in model.parameters())
    evidence.text(f"{prefix}parameters", observed("trainable" if learns else "frozen"))


class Moody(nn.Module):
    """A linear layer that adds one number in train mode, and its child another one."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(case["weights"]), nn.Parameter(case["bias"])
        self.inner = Shift(case["child shift"])
        self.outer = case["own shift"]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """From x (N, D) to logits (N, C)."""
        scores = self.inner(torch.addmm(self.bias, x, self.weight))
        outputs: torch.Tensor = scores + self.outer if self.training else scores
        return outputs


class Shift(nn.Module):
    """Adds a number in train mode."""

    def __init__(self, by: float) -> None:
        super().__init__()
        self.by = by

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The shifted x, of any shape."""
        return x + self.by if self.training else x


class Nested(nn.Module):
    """A parameter of its own, a layer, and a block that holds two more."""

    def __init__(self, width: int, middle: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.zeros(1))
        self.first = nn.Linear(width, middle)
        self.block = nn.Sequential(nn.LayerNorm(middle), nn.Tanh(), nn.Linear(middle, 2))
        self.register_buffer("seen", torch.zeros(()))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """From x (N, width) to (N, 2)."""
        outputs: torch.Tensor = self.block(self.first(x)) + self.gain
        return outputs


def _nested(case: Case, which: str) -> nn.Module:
    width, middle = case[f"{which}'s first.weight"].shape[::-1]
    model = Nested(width, middle).to(case["x"].dtype)
    return _filled(model, {name: case[f"{which}'s {name}"] for name in _NESTED})


def _line(case: Case, which: str) -> nn.Module:
    weight = case[f"{which}'s first.weight"]
    model = nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype)
    return _filled(model, {"weight": weight, "bias": case[f"{which}'s first.bias"]})


def _filled(model: nn.Module, values: Mapping[str, torch.Tensor]) -> nn.Module:
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(values[name])
    return model


def _record_parameters(evidence: Evidence, prefix: str, model: nn.Module) -> None:
    for name, p in model.named_parameters():
        evidence.tensor(f"{prefix}: {name}", p)


# Dropout.


def _watch_masks(
    model: Any,
    values: Mapping[tuple[int, ...], Any],
    case: Case,
    p: float,
    evidence: Evidence,
    prefix: str,
) -> None:
    """What train mode does to hidden unit a, seen in output 0, and to b, seen in output 1.

    Every other weight of the second layer is zero, and all rows of x are equal: an
    output can take two values, and which of them says whether the unit was dropped.

    Args:
        model: of the student's class, 8 to 64 to 2.
        values: of its parameters, by shape.
        case: its x, output bias and two weights are used.
        p: the probability that the model was made with.
        evidence: gets the items.
        prefix: of their names.
    """
    assign(model, {**values, (2, 64): case["two weights"]})
    model.train()
    x = like(case["x"], model)[:1].repeat(_BATCH, 1)
    with torch.no_grad():
        calls = [model(x.clone()) for _ in range(_CALLS)]
        if any(not is_tensor(out) or oddity(out) for out in calls):
            evidence.text(f"{prefix}calls in train mode", observed("no-tensors"))
            return
        outs = torch.stack(calls).double().cpu()
        model.eval()
        calm = model(x[:1]).double().cpu()
    moves = not bool((outs == outs[0]).all())
    calmed = bool(torch.isclose(outs[0], calm).all())
    kind = "new-each-call" if moves else "as-in-eval" if calmed else "the-same"
    evidence.text(f"{prefix}calls in train mode", observed(kind))
    for index, name in enumerate("ab"):
        seen = _distinct(outs[..., index])
        if len(seen) > 4:
            evidence.text(f"{prefix}values of unit {name}", observed("many-values"))
        else:
            evidence.tensor(f"{prefix}values of unit {name}", seen)
    if not moves:
        return
    dropped = torch.isclose(outs, case["output bias"].double(), rtol=1e-4, atol=1e-6)
    masks = _kind_of_mask(dropped)
    evidence.text(f"{prefix}masks", masks)
    if masks != _OWN:  # then there are too few draws to count
        for name in ("share dropped", "numbers dropped"):
            evidence.text(f"{prefix}{name}", observed("masks-together"))
        return
    evidence.text(f"{prefix}share dropped", _share(float(dropped.double().mean()), p))
    ones = {shape: torch.ones_like(value) for shape, value in values.items()}
    assign(model, {**ones, (64, 8): torch.zeros(64, 8), (2,): torch.zeros(2)})
    model.train()
    with torch.no_grad():
        sums = torch.stack([model(x.clone())[:, 0] for _ in range(_CALLS)]).double().cpu()
    evidence.text(f"{prefix}numbers dropped", _kind_of_numbers(64 - sums * (1 - p), p))


def _distinct(values: torch.Tensor) -> torch.Tensor:
    """The different values, ascending; those that agree to five digits are one.

    Args:
        values: float64, of any shape.
    """
    ordered = values.flatten().sort().values
    scale = float(ordered.abs().max()) or 1.0
    starts = torch.ones(len(ordered), dtype=torch.bool)
    starts[1:] = (ordered[1:] - ordered[:-1]) > 2e-5 * scale
    return ordered[starts]


def _kind_of_mask(dropped: torch.Tensor) -> Observed:
    """Whether every element is dropped on its own.

    Args:
        dropped: booleans (calls, samples, 2).
    """
    if bool((dropped == dropped[:, :1]).all()):
        return observed("mask-for-samples")
    if bool((dropped[..., 0] == dropped[..., 1]).all()):
        return observed("mask-for-units")
    return _OWN


def _kind_of_numbers(dropped: torch.Tensor, p: float) -> Observed:
    """How many of 64 units are dropped: by chance, each on its own?

    Args:
        dropped: numbers of units, float64, (calls, samples).
        p: the probability of each.
    """
    if float(dropped.sum(dim=1).std()) < 0.01 or float(dropped.std()) < 0.01:
        return observed("same-number")
    # 768 sums of 64: the mean is known to 0.02 of a standard deviation, the variance to 5 %.
    spread = float(dropped.var()) / (64 * p * (1 - p))
    even = abs(float(dropped.mean()) - 64 * p) < 1 and 0.6 < spread < 1.5
    return observed("by-chance" if even else "no-separate-draws")


def _share(share: float, p: float) -> Observed:
    # 1,536 draws: five standard deviations are 0.064 at most.
    if abs(share - p) < 0.07:
        return observed("share-p")
    return observed("share-rest" if abs(share - (1 - p)) < 0.07 else "share-other")


def _grad_mode() -> Observed:
    return observed("on" if torch.is_grad_enabled() else "off")
