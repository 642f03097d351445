"""Probes of chapter 2: numerical gradients, autograd's graph, descent, a network by hand.

Where a function is handed to the student's code, the probe makes it from the
case's coefficients, so that its derivative depends on every element.

"Case" names the case's inputs, float32 or in some cases float64 unless it says otherwise;
"Items" what is recorded, tensors in float64, or texts. ``inputs`` says whether the arguments
were changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import torch

from course_utils.core.bounds import MAX_LISTED, is_tensor, oddity
from course_utils.core.case import Case
from course_utils.core.evidence import Evidence, single
from course_utils.core.kinds import describe
from course_utils.core.probing import probe, separately, unchanged
from course_utils.texts import Observed, observed

_AFFINE = ("d_x", "d_w", "d_b")
_GRADIENTS = ("loss", "d_logits", "d_w1", "d_hidden", "d_w0", "d_b")


@probe("numerical-gradient", wants="function", defines=["numerical_gradient"])
def numerical_gradient(function: Any, case: Case, evidence: Evidence) -> None:
    """A step so coarse that it shows, then the default one, at another x.

    Case: x, second x, the coefficients of x³ and linear, float64 and all of one shape, from () to
    three axes; h, a float; returns, ``tensor`` or ``float``, what f gives.
    Items: gradient and default h, of x's shape; the text precision, the dtypes that f was called
    with.
    """
    f, kinds = _watched(case)
    with separately() as call:
        with call():
            x = case["x"]
            look = unchanged(evidence, x=x)
            evidence.tensor("gradient", function(f, x, case["h"]))
            look()
        with call():
            default = function(f, case["second x"])
            # Half the digits lose a small difference: what f gets tells why.
            evidence.text("precision", _listed(kinds))
            evidence.tensor("default h", default)


def _listed(kinds: set[str]) -> Observed:
    """The kinds of what f was called with, of many the first three."""
    if not kinds:
        return observed("f-never-called")
    first, *others = sorted(kinds)[:3]
    found = first if isinstance(first, Observed) else observed("name", name=first)
    for other in others:
        found = observed("names", first=found, second=other)
    return found


def _watched(case: Case) -> tuple[Callable[..., Any], set[str]]:
    """A cubic with mixed terms, and the dtypes that it was called with.

    f(x) = Σ cubic·x³ + ½ (Σ linear·x)², one number for x of the case's shape.
    """
    cubic, linear = case["the coefficients of x³"], case["linear"]
    kinds: set[str] = set()

    def f(x: Any) -> Any:
        kinds.add(str(x.dtype).removeprefix("torch.") if hasattr(x, "dtype") else describe(x))
        value = (cubic * x**3).sum() + 0.5 * (linear * x).sum() ** 2
        return value.item() if case["returns"] == "float" else value

    return f, kinds


@probe("grad-at", wants="function", defines=["grad_at"])
def grad_at(function: Any, case: Case, evidence: Evidence) -> None:
    """Three calls in a row.

    Case: w0, three Python floats.
    Items: first, second and third, each ().
    """
    _three_calls(function, case, evidence)


@probe("intermediate-grad", wants="function", defines=["intermediate_grad"])
def intermediate_grad(function: Any, case: Case, evidence: Evidence) -> None:
    """Three calls in a row.

    Case: w0, three Python floats.
    Items: first, second and third, each ().
    """
    _three_calls(function, case, evidence)


def _three_calls(function: Any, case: Case, evidence: Evidence) -> None:
    with separately() as call:
        for name, w0 in zip(("first", "second", "third"), case["w0"], strict=True):
            with call():
                evidence.scalar(name, function(w0))


@probe("vjp", wants="function", defines=["vjp_q"])
def vjp(function: Any, case: Case, evidence: Evidence) -> None:
    """Two calls with the same a and b and another v; every call answers for itself.

    Case: a, b, v and second v, (n,).
    Items: grad_a and grad_b, second grad_a and second grad_b, (n,).
    """
    a, b, v = case["a"], case["b"], case["v"]
    look = unchanged(evidence, a=a, b=b, v=v)
    with separately() as call:
        with call():
            _record_pair(evidence, function(a, b, v), "")
            look()
        with call():
            _record_pair(evidence, function(a, b, case["second v"]), "second ")


def _record_pair(evidence: Evidence, result: object, prefix: str) -> None:
    """Record a pair of gradients; one text for the first when there is no pair."""
    _record_several(evidence, result, (f"{prefix}grad_a", f"{prefix}grad_b"), "kind.no-pair")


def _record_several(
    evidence: Evidence, result: object, names: tuple[str, ...], otherwise: str
) -> None:
    """Record as many tensors as there are names.

    Where some are missing at the end, the first name without one gets a text that says what was
    returned, by the template ``otherwise``; where the result is no series of them at all, the
    first name of all does.
    """
    try:
        if is_tensor(result) and (oddity(result) or len(result) != len(names)):
            raise ValueError  # taking it apart would make a tensor of every row
        if isinstance(result, (dict, set, str)):
            raise ValueError  # its keys or letters are no gradients
        values = list(islice(result, len(names) + 1))  # type: ignore[call-overload]
        if len(values) > len(names) or len(values) < 2:
            raise ValueError
    except (TypeError, ValueError):
        one = observed("kind.one-tensor")
        kind = one if isinstance(result, torch.Tensor) else describe(result)
        evidence.text(names[0], observed(otherwise, what=kind))
        return
    for name, value in zip(names, values, strict=False):
        evidence.tensor(name, value)
    if len(values) < len(names):
        evidence.text(names[len(values)], observed(otherwise, what=describe(result)))


@probe("repeated-grads", wants="function", defines=["repeated_grads"])
def repeated_grads(function: Any, case: Case, evidence: Evidence) -> None:
    """Several measurements, none, and several at another place.

    Case: w0 and second w0, Python floats; n and second n, ints.
    Items: grads (n,), none (0,), second grads (second n,), float64.
    """
    with separately() as call:
        with call():
            _record_floats(evidence, "grads", function(case["w0"], case["n"]))
        with call():
            _record_floats(evidence, "none", function(case["w0"], 0))
        with call():
            second = function(case["second w0"], case["second n"])
            _record_floats(evidence, "second grads", second)


def _record_floats(evidence: Evidence, name: str, result: object) -> None:
    """Record a list of n numbers as (n,), float64, or a text that says what is there instead."""
    if not isinstance(result, (list, tuple)):
        evidence.text(name, observed("kind.no-list", what=describe(result)))
        return
    values = list(islice(result, MAX_LISTED + 1))
    if len(values) > MAX_LISTED:
        evidence.text(name, observed("kind.list-too-long", most=MAX_LISTED))
        return
    numbers = []
    for item in map(single, values):
        if isinstance(item, str) or item.ndim:
            kind = item if isinstance(item, Observed) else observed("kind.several-numbers")
            evidence.text(name, observed("kind.list-holds", what=kind))
            return
        numbers.append(float(item))
    evidence.tensor(name, torch.tensor(numbers, dtype=torch.float64))


@probe("gd-step", wants="function", defines=["gd_step"])
def gd_step(function: Any, case: Case, evidence: Evidence) -> None:
    """Two steps on one leaf; the second gradient comes from a real backward pass.

    The second step starts at the case's w again: it is right where the first one was wrong
    only in what it made of the numbers.

    Case: w, grad and second grad of one shape; lr and second lr, Python floats.
    Items: w, w.grad (zeros when it is None) and second w, of w's shape; the text leaf.
    """
    w = case["w"].requires_grad_()
    size = w.shape
    with separately() as call:
        with call():
            w.grad = case["grad"]
            function(w, case["lr"])
            evidence.tensor("w", w)
            evidence.text("leaf", _leaf(w))
        if oddity(w) or w.shape != size:
            return
        with call():
            cleared = torch.zeros_like(w) if w.grad is None else w.grad
            evidence.tensor("w.grad", cleared)
            if w.is_leaf and w.requires_grad:
                with torch.no_grad():
                    w.copy_(case["w"])
                (case["second grad"] * w).sum().backward()
                function(w, case["second lr"])
                evidence.tensor("second w", w)


def _leaf(w: torch.Tensor) -> Observed:
    if not w.requires_grad:
        return observed("w-without-grad")
    return observed("leaf" if w.is_leaf else "no-leaf")


@probe("descend", wants="function", defines=["descend"])
def descend(function: Any, case: Case, evidence: Evidence) -> None:
    """One step, three, none; then another rate from the first call's own start.

    Case: w0, target and weight of one shape; mixed, lr and other lr, Python floats.
    Items: after 1, after 3, after 0, w0 later and other lr, of w0's shape.
    """
    f = _bowl(case)
    w0 = case["w0"]
    look = unchanged(evidence, w0=w0)
    with separately() as call:
        with call():
            evidence.tensor("after 1", function(f, w0, case["lr"], 1))
            look()
        with call():
            evidence.tensor("after 3", function(f, case["w0"], case["lr"], 3))
        with call():
            start = case["w0"]
            result = function(f, start, case["lr"], 0)
            evidence.tensor("after 0", result)
            if is_tensor(result) and not oddity(result):
                # A result that is the start itself moves it when somebody works on with it.
                torch.Tensor.detach(result).add_(1)
            evidence.tensor("w0 later", start)
        with call():
            evidence.tensor("other lr", function(f, w0, case["other lr"], 1))


def _bowl(case: Case) -> Callable[..., Any]:
    """A tilted bowl around the case's target: every element feels all others.

    f(w) = Σ weight·(w − target)² + mixed·(Σ w)², of shape ().
    """
    weight, target, mixed = case["weight"], case["target"], case["mixed"]

    def f(w: Any) -> Any:
        return (weight * (w - target) ** 2).sum() + mixed * w.sum() ** 2

    return f


@probe("affine-backward", wants="function", defines=["affine_backward"])
def affine_backward(function: Any, case: Case, evidence: Evidence) -> None:
    """Two batches through the same w.

    Case: x (N, D), w (D, H), d_out (N, H); second x (M, D), second d_out (M, H).
    Items: d_x (N, D), d_w (D, H), d_b (H,), and second d_x (M, D), second d_w, second d_b.
    """
    x, w, d_out = case["x"], case["w"], case["d_out"]
    look = unchanged(evidence, x=x, w=w, d_out=d_out)
    with separately() as call:
        with call():
            _record_several(evidence, function(x, w, d_out), _AFFINE, "kind.no-triple")
            look()
        with call():
            result = function(case["second x"], w, case["second d_out"])
            names = tuple(f"second {name}" for name in _AFFINE)
            _record_several(evidence, result, names, "kind.no-triple")


@probe("backprop-mlp", wants="function", defines=["backprop_mlp"])
def backprop_mlp(function: Any, case: Case, evidence: Evidence) -> None:
    """Two batches through the same weights; every gradient in the order of the way back.

    Case: x (N, D), y (N,) int64, w0 (D, H), b (H,), w1 (H, K); second x (M, D), second y (M,).
    Items: loss (), d_logits (N, K), d_w1 (H, K), d_hidden (N, H), d_w0 (D, H), d_b (H,), and the
    same of the second batch.
    """
    x, y = case["x"], case["y"]
    w0, b, w1 = case["w0"], case["b"], case["w1"]
    look = unchanged(evidence, x=x, y=y, w0=w0, b=b, w1=w1)
    with separately() as call:
        with call():
            _record_gradients(evidence, function(x, y, w0, b, w1), "")
            look()
        with call():
            result = function(case["second x"], case["second y"], w0, b, w1)
            _record_gradients(evidence, result, "second ")


def _record_gradients(evidence: Evidence, result: object, prefix: str) -> None:
    if not isinstance(result, Mapping):
        evidence.text(f"{prefix}loss", observed("kind.no-dict", what=describe(result)))
        return
    for name in _GRADIENTS:
        record = evidence.scalar if name == "loss" else evidence.tensor
        record(f"{prefix}{name}", result.get(name))
        if name not in result:
            evidence.text(f"{prefix}{name}", observed("kind.no-key", name=name))
