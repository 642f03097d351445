"""What the probes of SGD and Adam share: steps, zero_grad, and rounds of a real loop.

In a case, ``p``, ``q`` and perhaps ``r`` are parameters of any shape; r never gets a gradient.
Items are named ``KIND p 1``: the case's kind, so that each setting earns its points apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import nn

from course_utils.core.case import Case
from course_utils.core.evidence import Evidence
from course_utils.core.probing import gradients_left, separately

STEPS = (1, 2, 3)
MOVED = ("p", "q")

Params = Mapping[str, nn.Parameter]
MakeOptimizer = Callable[[list[nn.Parameter]], Any]
Call = Callable[[], AbstractContextManager[None]]


def gradient(case: Case, name: str, step: int) -> torch.Tensor:
    """The gradient that a parameter gets in a step, of the parameter's shape and dtype."""
    gradient: torch.Tensor = case[f"{name}'s gradient in step {step}"]
    return gradient


def watch_optimizer(make: MakeOptimizer, case: Case, evidence: Evidence) -> None:
    """Three steps with given gradients; zero_grad; a loop with it, and one without.

    Args:
        make: gets the parameters and returns the student's optimizer.
        case: kind, a text; loop and piled, which of the loops are run; p, q and perhaps r, float32
            or float64, and "p's gradient in step 1" and so on, of their shapes.
        evidence: gets every parameter after every step, in float64; ``KIND cleared``, the sum of
            what zero_grad has left, (); ``KIND kept``, p after it.
    """
    kind, params = case["kind"], _parameters(case)
    with separately() as call:
        optimizer = None
        with call():
            optimizer = make(list(params.values()))
        if optimizer is None:
            return
        for step in STEPS:
            with call():
                for name in MOVED:
                    params[name].grad = gradient(case, name, step)
                optimizer.step()
                for name in params:
                    evidence.tensor(f"{kind} {name} {step}", params[name])
        with call():
            _record_cleared(optimizer, params, case, evidence)
        if case["loop"]:
            _rounds(make, case, evidence, call, cleared=True)
        if case["piled"]:
            _rounds(make, case, evidence, call, cleared=False)


def _parameters(case: Case) -> dict[str, nn.Parameter]:
    # In Adam's cases r stands between the two others.
    return {name: nn.Parameter(case[name]) for name in case.inputs if name in ("p", "q", "r")}


def _record_cleared(optimizer: Any, params: Params, case: Case, evidence: Evidence) -> None:
    """What zero_grad does, wherever the steps before it have led: p is set to known values."""
    kind = case["kind"]
    params["p"].data = gradient(case, "p", 2)
    for name in MOVED:
        params[name].grad = gradient(case, name, 1)
    optimizer.zero_grad()
    left = gradients_left(params.values())
    if isinstance(left, str):
        evidence.text(f"{kind} cleared", left)
    else:
        evidence.scalar(f"{kind} cleared", left)
    evidence.tensor(f"{kind} kept", params["p"])


def _rounds(make: MakeOptimizer, case: Case, evidence: Evidence, call: Call, cleared: bool) -> None:
    """A second optimizer on new parameters, as a training would use it.

    With zero_grad in every round, gradients are cleared afterwards in any case: whether it
    clears them has been seen. Without it they add up in place: a step that changes .grad, or
    keeps it, shows.
    """
    params, optimizer = _parameters(case), None
    with call():
        optimizer = make(list(params.values()))
    for step in STEPS if optimizer is not None else ():
        if cleared:
            with call():
                optimizer.zero_grad()
            for parameter in params.values():
                parameter.grad = None
        if any(params[name].shape != case[name].shape for name in MOVED):
            return
        with call():
            pulls = [params[name].mul(gradient(case, name, step)).sum() for name in MOVED]
            torch.stack(pulls).sum().backward()
            optimizer.step()
            for name in MOVED:
                loop = "loop" if cleared else "piled"
                evidence.tensor(f"{case['kind']} {loop} {name} {step}", params[name])
