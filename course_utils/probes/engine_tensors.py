"""Probes of the second half of chapter 7: broadcasting backwards, and gradients as a tool.

"Case" names the case's inputs, float32 or in some cases float64 unless it says otherwise;
"Items" what is recorded, tensors in float64, or texts. ``inputs`` says whether the arguments
were changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import torch
from torch import nn

from course_utils.core.bounds import is_tensor, oddity
from course_utils.core.case import Case
from course_utils.core.compare import close
from course_utils.core.evidence import Evidence, Item, plain
from course_utils.core.probing import odd_parameter, probe, same_bits, separately, unchanged
from course_utils.probes.modules import Shift
from course_utils.texts import Observed, observed

_OPERANDS = ("leading", "square", "number", "ones", "front", "both", "front and leading", "kept",
             "same", "single")  # fmt: skip
_GRADS = ("p", "q", "r")
_FEW = 4  # passes through f that no product needs more of


@probe("sum-to-shape", wants="function", defines=["sum_to_shape"])
def sum_to_shape(function: Any, case: Case, evidence: Evidence) -> None:
    """Every kind of operand in a call of its own.

    Case: of each kind, "g of KIND", a tensor, and "shape of KIND", a list of ints.
    Items: of each kind the result, of that shape.
    """
    given = {kind: case[f"g of {kind}"] for kind in _OPERANDS}
    look = unchanged(evidence, g=given["leading"])
    with separately() as call:
        for kind, g in given.items():
            with call():
                shape = torch.Size(case[f"shape of {kind}"])
                evidence.tensor(kind, function(g, shape))
                if kind == "leading":
                    look()


class _Reader(nn.Module):
    """Samples of any shape to logits, by two layers; in train mode all logits are shifted.

    One number more for every logit changes no gradient, and the model's output tells its mode.
    """

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.first, self.second = nn.Parameter(case["first"]), nn.Parameter(case["second"])
        self.bias = nn.Parameter(case["bias"])
        self.child = Shift(case.get("child shift", 0.0))
        self.shift = case.get("own shift", 0.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """From x, N samples of D numbers each, to logits (N, C)."""
        hidden = torch.tanh(x.flatten(1) @ self.first + self.bias)
        logits = self.child(hidden @ self.second)
        outputs: torch.Tensor = logits + self.shift if self.training else logits
        return outputs


@probe("input-gradient", wants="function", defines=["input_gradient"])
def input_gradient(function: Any, case: Case, evidence: Evidence) -> None:
    """A batch, again with other labels, one sample, images; once in each mode.

    Case: first (D, H), bias (H,), second (H, C); x (N, D), images (M, 1, height, width), one (1,
    D); y and second y (N,), labels of images (M,), label of one (1,), int64; grad of first and grad
    of second, what these parameters' .grad hold before; child shift and own shift,
    floats.
    Items: gradient and second gradient (N, D), of images, of one sample; model afterwards (N, C);
    the texts gradients of the parameters, parameters, x afterwards; the same of eval mode.
    """
    with separately() as call:
        model = _Reader(case)
        x, y = case["x"], case["y"]
        with call():
            model.first.grad, model.second.grad = case["grad of first"], case["grad of second"]
            look = unchanged(evidence, x=x, y=y)
            evidence.tensor("gradient", function(model, x, y))
            look()
            _record_traces(model, x, case, evidence, "")
        with call():
            evidence.tensor("second gradient", function(model, x, case["second y"]))
        with call():
            model = _Reader(case).eval()
            one = case["one"]
            evidence.tensor("of one sample", function(model, one, case["label of one"]))
            _record_traces(model, one, case, evidence, "eval: ")
        with call():
            labels = case["labels of images"]
            evidence.tensor("of images", function(_Reader(case), case["images"], labels))


_CHANGES = {
    frozenset[str](): "as-before",
    frozenset({"changed"}): "changed",
    frozenset({"cleared"}): "cleared",
    frozenset({"filled"}): "filled",
    frozenset({"changed", "cleared"}): "changed-and-cleared",
    frozenset({"changed", "filled"}): "changed-and-filled",
    frozenset({"cleared", "filled"}): "cleared-and-filled",
    frozenset({"changed", "cleared", "filled"}): "changed-cleared-filled",
}


def _record_traces(
    model: _Reader, x: torch.Tensor, case: Case, evidence: Evidence, prefix: str
) -> None:
    """What a call has left behind in the model and in x.

    Args:
        model: called once, by the student's code.
        x: what it was called with.
        case: says what the gradients were, unless there is a prefix: then there were none.
        evidence: gets the items.
        prefix: of their names.
    """
    torch.set_grad_enabled(True)  # what the student's code has switched is not the next call's
    before = {} if prefix else {name: case[f"grad of {name}"] for name in ("first", "second")}
    params = dict(model.named_parameters())
    kinds = {_kind_of_change(p.grad, before.get(name)) for name, p in params.items()} - {""}
    evidence.text(f"{prefix}gradients of the parameters", observed(_CHANGES[frozenset(kinds)]))
    learns = all(p.requires_grad for p in params.values())
    odd = odd_parameter(model)
    kept = not odd and all(same_bits(p, case[name]) for name, p in params.items())
    text = "as-before" if learns and kept else "changed" if not kept else "frozen"
    evidence.text(f"{prefix}parameters", observed(text))
    if odd:
        evidence.text(f"{prefix}model afterwards", observed("kind.model-holds", what=odd))
    else:
        evidence.tensor(f"{prefix}model afterwards", model(case["x"]))
    filled = x.is_leaf and x.grad is not None
    with_grad = "x-requires-and-has" if filled else "x-requires-grad"
    left = with_grad if x.requires_grad else "x-has-grad" if filled else "as-before"
    evidence.text(f"{prefix}x afterwards", observed(left))


def _kind_of_change(now: torch.Tensor | None, before: torch.Tensor | None) -> str:
    """The code of what has become of a parameter's .grad; empty when nothing has."""
    if now is None or before is None:
        return "" if now is before else "cleared" if now is None else "filled"
    if same_bits(now, before):
        return ""
    empty = not oddity(now) and not bool(now.any())
    return "cleared" if empty else "changed"


@probe("nudge", wants="function", defines=["nudge"])
def nudge(function: Any, case: Case, evidence: Evidence) -> None:
    """A step without limits, again with other targets, a limit below the step, edges.

    Case: first (D, H), bias (H,), second (H, C); x and edges (N, D), images (M, 1, height, width);
    target and second target (N,), targets of images (M,), int64; step, large step, limit and small
    limit, floats; silent, an int: the element of x that has no say, in the first two calls.
    Items: step, second step and edges (N, D), limited, of the shape of images.
    """
    model = _Reader(case)
    with torch.no_grad():
        model.first[case["silent"]] = 0.0  # one element has no say: its gradient is 0
    step, limit = case["step"], case["limit"]
    with separately() as call:
        x = case["x"]
        with call():
            look = unchanged(evidence, x=x)
            evidence.tensor("step", function(model, x, case["target"], step, limit))
            look()
        with call():
            result = function(model, x, case["second target"], step, limit)
            evidence.tensor("second step", result)
        with call():
            images, targets = case["images"], case["targets of images"]
            result = function(
                _Reader(case), images, targets, case["large step"], case["small limit"]
            )
            evidence.tensor("limited", result)
        with call():
            result = function(_Reader(case), case["edges"], case["target"], step, limit)
            evidence.tensor("edges", result)


@probe("hvp", wants="function", defines=["hvp"])
def hvp(function: Any, case: Case, evidence: Evidence) -> None:
    """Two products at one x; f tells how often it is called, and gone back through.

    Case: x, v, second v, the coefficients of x⁴ and linear, float64 and of one shape.
    Items: product and second product, of x's shape; of a vector the texts calls of f and work. What
    is not a vector has items of its own, "other shape: product" and "other shape: second product".
    """
    x, v = case["x"], case["v"]
    vector = x.dim() == 1
    prefix = "" if vector else "other shape: "
    with separately() as call:
        with call():
            f, seen = _counting(case)
            look = unchanged(evidence, x=x, v=v)
            evidence.tensor(f"{prefix}product", function(f, x, v))
            look()
            if vector:
                calls = "calls-never" if not seen["calls"] else "calls-many"
                evidence.text(
                    "calls of f", observed("calls-few" if 1 <= seen["calls"] <= 2 else calls)
                )
                evidence.text(
                    "work", observed("few-passes" if seen["passes"] <= _FEW else "many-passes")
                )
        with call():
            result = function(_counting(case)[0], x, case["second v"])
            evidence.tensor(f"{prefix}second product", result)


def _counting(case: Case) -> tuple[Callable[..., Any], dict[str, int]]:
    """A quartic with mixed terms, and how often it was called and differentiated.

    f(x) = Σ quartic·x⁴ + ½ (Σ linear·x)², one number for x of the case's shape.
    """
    quartic, linear = case["the coefficients of x⁴"], case["linear"]
    seen = {"calls": 0, "passes": 0}

    def count(_: Any) -> None:
        seen["passes"] += 1

    def f(x: Any) -> Any:
        seen["calls"] += 1
        inner = x * 1
        # Inside of torch.func's transforms a hook may be refused: they go back once.
        with suppress(Exception):
            if inner.requires_grad:
                inner.register_hook(count)
        return (quartic * inner**4).sum() + 0.5 * (linear * inner).sum() ** 2

    return f, seen


@probe("clip-grad", wants="function", defines=["clip_grad"])
def clip_grad(function: Any, case: Case, evidence: Evidence) -> None:
    """Gradients that are too long, as a list and as a generator; short ones, zeros, a None.

    Case: p, q and r, of different shapes, and their gradients grad of p, of q, of r; max norm,
    below their norm, and large norm, above it, floats.
    Items: total and small: total (); the gradients of p, q and r after each call but that with a
    None, of their shapes; the texts in place, parameters, skipping: None and skipping: gradients.
    """
    with separately() as call:
        with call():
            leaves = _with_grads(case)
            held = [leaf.grad for leaf in leaves.values()]
            evidence.scalar("total", function(list(leaves.values()), case["max norm"]))
            _record_clipped(evidence, "", leaves)
            evidence.text("in place", _place(held, leaves, case))
            kept = all(same_bits(leaf, case[name]) for name, leaf in leaves.items())
            evidence.text("parameters", observed("as-before" if kept else "changed"))
        with call():
            leaves = _with_grads(case)
            evidence.scalar("small: total", function(list(leaves.values()), case["large norm"]))
            _record_clipped(evidence, "small: ", leaves)
        with call():
            leaves = _with_grads(case)
            function(_once(leaves), case["max norm"])
            _record_clipped(evidence, "generator: ", leaves)
        with call():
            leaves, bare = _with_grads(case), nn.Parameter(case["p"])
            function([bare, *leaves.values()], case["max norm"])
            evidence.text(
                "skipping: None",
                observed("kind.none" if bare.grad is None else "a-tensor"),
            )
            alike = all(_alike(leaf.grad, evidence.get(f"gradient of {name}"))
                        for name, leaf in leaves.items())  # fmt: skip
            evidence.text("skipping: gradients", observed("as-without" if alike else "other-ones"))
        with call():
            leaves = _with_grads(case, 0.0)
            function(list(leaves.values()), case["max norm"])
            _record_clipped(evidence, "zero: ", leaves)


def _with_grads(case: Case, factor: float = 1.0) -> dict[str, nn.Parameter]:
    leaves = {name: nn.Parameter(case[name]) for name in _GRADS}
    for name, leaf in leaves.items():
        leaf.grad = case[f"grad of {name}"] * factor
    return leaves


def _once(leaves: Mapping[str, nn.Parameter]) -> Iterator[nn.Parameter]:
    yield from leaves.values()


def _record_clipped(evidence: Evidence, prefix: str, leaves: Mapping[str, nn.Parameter]) -> None:
    for name, leaf in leaves.items():
        evidence.tensor(f"{prefix}gradient of {name}", leaf.grad)


def _alike(grad: object, recorded: Item | None) -> bool:
    """Whether a gradient is the one that the first call has left, whatever that was."""
    now = plain(grad)
    if isinstance(now, torch.Tensor) and isinstance(recorded, torch.Tensor):
        return close(now, recorded)
    return isinstance(now, str) and isinstance(recorded, str) and now == recorded


def _place(
    held: list[torch.Tensor | None], leaves: Mapping[str, nn.Parameter], case: Case
) -> Observed:
    """Whether the tensors that were .grad have changed, and are .grad still."""
    before = [case[f"grad of {name}"] for name in leaves]
    pairs = list(zip(held, leaves.values(), before, strict=True))
    if any(is_tensor(leaf.grad) and not same_bits(old, leaf.grad) for old, leaf, _ in pairs):
        return observed("not-in-place")
    if all(same_bits(old, was) for old, _, was in pairs):
        return observed("untouched")
    return observed("in-place")
