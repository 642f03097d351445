"""What the numbers say by themselves, when or before a catalogue's mistake is named.

Each explainer looks at yours and expected and returns what it *sees*, a plain
fact, and perhaps a *cause*, phrased as what such numbers come from. They are
tried in order, the most telling first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from course_utils.core.case import Case
from course_utils.core.compare import same
from course_utils.core.evidence import RAISED
from course_utils.core.exercise import Exercise
from course_utils.core.factors import (
    FACTORS,
    SIZES,
    VARYING,
    Inputs,
    clamped,
    input_added,
    ratio,
    rounded,
    some_elements,
)
from course_utils.core.finding import Finding, close, number, shape
from course_utils.core.verdict import Cause, Difference

Explainer = Callable[[torch.Tensor, torch.Tensor, Inputs], Finding | None]
Pair = tuple[torch.Tensor, torch.Tensor, Case]
"""Yours, the expected and the case they come from."""


def explain(
    difference: Difference,
    case: Case,
    exercise: Exercise | None = None,
    others: Sequence[Pair] = (),
) -> Finding:
    """What is seen, and the general cause if the numbers give one.

    Args:
        difference: the first difference.
        case: its case.
        exercise: what kind the item is of, and which inputs students know by name.
        others: the same item in other cases, where it is wrong there, too.
    """
    yours, expected = difference.yours, difference.expected
    if difference.item == RAISED:
        return "", None
    if yours is None:
        return "nothing was observed", None
    kind = exercise.kind(difference.item, expected) if exercise else "number"
    if isinstance(yours, str):
        return ("", None) if kind == "shape" else _not_a_tensor(yours, expected, difference.label)
    if isinstance(expected, str):
        return "", None
    chosen = _EXPLAINERS if kind == "number" else _OF_A_SHARE if kind == "share" else ()
    for explainer in chosen:
        finding = explainer(yours, expected, Inputs(case, exercise))
        if finding:
            return _in_all_cases(finding, others, exercise)
    return "", None


def _in_all_cases(finding: Finding, others: Sequence[Pair], exercise: Exercise | None) -> Finding:
    """A factor is told as a cause only where every case has it for the same reason."""
    seen, cause = finding
    if cause is None or cause.id not in FACTORS:
        return finding
    for yours, expected, case in others:
        if yours.shape != expected.shape:
            continue
        other = ratio(yours, expected, Inputs(case, exercise))
        if other is None or other[1] is None:
            return seen, None
        if (other[1].id, other[1].sentence) != (cause.id, cause.sentence) and not (
            # The number of rows is another one in another case.
            cause.id == other[1].id and cause.id in SIZES
        ):
            return seen, VARYING
    return finding


def _not_a_tensor(yours: str, expected, label: str) -> Finding:
    if isinstance(expected, str):
        return "", None
    if yours == "None":
        return "yours is None", Cause(
            "general:none",
            "nothing is returned or stored",
            "A function without `return` gives None; a result has to be returned, or stored "
            "where the contract says.",
        )
    if yours == "a function, not its result":
        return f"yours is {yours}", Cause(
            "general:not-called",
            "a function, method or module stands where its result belongs: it is not called",
            "x.mean is a method; x.mean() is its result.",
        )
    if yours.startswith("no "):  # such as: no key dw
        return f"there is {yours}", None
    wanted = "one number" if expected.ndim == 0 else "a tensor"
    # Some texts of a probe say themselves what they are not.
    told = ", not " in yours
    return f"yours is {yours}", Cause(
        "general:kind",
        f"{label} is {yours}" if told else f"{label} is {yours} instead of {wanted}",
        _why_kind(yours),
    )


def _why_kind(yours: str) -> str:
    """Where such a thing comes from, when that can be said."""
    if yours == "a tuple of 1":
        return "A comma after a value makes a tuple of it: x = 1, is (1,)."
    if yours.startswith("a tuple"):
        return "A comma between values makes a tuple of them: give back only what is asked for."
    if yours.startswith("a list"):
        return "A list of tensors becomes a tensor by torch.stack or torch.cat."
    if yours in ("a max of 2", "a min of 2"):
        return "max(dim=…) and min(dim=…) give values and indices: take .values."
    for begins, why in _WHY_ODD.items():
        if yours.startswith(begins):
            return why
    if yours.endswith("ndarray"):
        return "torch.from_numpy turns an array of numpy's into a tensor."
    return ""


# What course_utils.core.bounds says of a tensor that cannot be compared.
_WHY_ODD = {
    "a sparse tensor": "A sparse tensor keeps only what is not zero; .to_dense() fills the rest.",
    "a tensor on the meta device": "On the meta device a tensor has a shape and no values: make it "
    'with device="cpu".',
    "a complex tensor": "A 1j, or a square root or Fourier transform of complex numbers, makes "
    "everything after it complex; .real is the real part.",
    "a quantized tensor": ".dequantize() gives the numbers back.",
    "a nested tensor": "torch.stack makes a tensor of tensors that have one shape.",
}


def same_each_time(pairs: Sequence[Pair]) -> Finding | None:
    """The same answer in every case and every call, where the right ones differ."""
    if len(pairs) < 3:
        return None
    first = pairs[0][0]
    if not bool(first.isfinite().all() & first.any()):  # these have reasons of their own
        return None
    if not all(same(yours, first) for yours, _, _ in pairs):
        return None
    wanted = pairs[0][1]
    if all(same(expected, wanted) for _, expected, _ in pairs):
        return None
    answer = number(float(first)) if first.numel() == 1 else "the same"
    return f"the answer is {answer} each time", Cause(
        "general:same-each-time",
        f"the answer is {answer} each time, whatever the function is given",
        "Look whether every argument is used: a name from another cell, such as a w or an x of "
        "the notebook, keeps the value that it has there.",
        1,
    )


def _kind(yours, expected, case: Inputs) -> Finding | None:
    if yours.dtype == expected.dtype or not expected.is_floating_point():
        return None
    kind = "true and false" if yours.dtype == torch.bool else "whole numbers"
    return f"yours is of {kind} (its dtype is not a floating-point one)", Cause(
        "general:integer",
        "the result is stored in an integer or boolean dtype",
        "torch.tensor(0) is int64 and cannot hold a fraction; torch.tensor(0.) is float32.",
    )


def _shape(yours, expected, case: Inputs) -> Finding | None:
    if yours.shape == expected.shape:
        return None
    seen = f"yours has the shape {shape(yours)}, expected is {shape(expected)}"
    value = yours.double()
    wanted = expected.double()
    if value.ndim == 2 and close(value.T, wanted):
        return f"{seen}; transposed, the numbers are right", Cause(
            "general:transposed", "the result is transposed", "Write the shape under every factor."
        )
    reshaped = value.numel() == wanted.numel() and close(value.reshape(wanted.shape), wanted)
    if reshaped and value.squeeze().shape != wanted.squeeze().shape:
        return f"{seen}; the numbers are right", Cause(
            "general:reshaped",
            "the numbers are right, in another shape",
            "flatten, view and reshape change the shape that the contract names.",
        )
    if reshaped:
        return f"{seen}; the numbers are right", Cause(
            "general:extra-or-missing-axis",
            "the numbers are right but an axis of length 1 is missing or too many",
            "(N,), (N, 1) and (1, N) are three shapes: they broadcast differently later on.",
        )
    reduced = _not_yet_reduced(value, wanted) if bool(wanted.any()) else None
    if reduced:
        verb, axis = reduced
        what = case.case.sizes.get(value.shape[axis], f"axis {axis}")
        return f"{seen}; {verb} over axis {axis} it is right", Cause(
            "general:not-reduced", f"the result is not yet {verb} over {what}", ""
        )
    if _may_have_spread(value.shape, wanted.shape):
        return seen, Cause(
            "general:broadcast",
            f"the result has the shape {shape(yours)}, larger than it should be: a sum is missing, "
            "two shapes broadcast, or another tensor stands in one's place",
            "Broadcasting lines shapes up from the right: (N, 1) with (N,) gives (N, N).",
        )
    return seen, None


def _not_yet_reduced(value: torch.Tensor, wanted: torch.Tensor) -> tuple[str, int] | None:
    """The verb and the axis that are missing. Only what will have the right shape is computed:
    the sum of (200, 0, 200, 0) over an axis has more elements than either of the two."""
    for axis in range(value.ndim):
        left = value.shape[:axis], value.shape[axis + 1 :]
        for keep, size in ((False, left[0] + left[1]), (True, (*left[0], 1, *left[1]))):
            if size != wanted.shape:
                continue
            if close(value.sum(axis, keepdim=keep), wanted):
                return "summed", axis
            if close(value.mean(axis, keepdim=keep), wanted):
                return "averaged", axis
    return None


def _may_have_spread(yours: torch.Size, expected: torch.Size) -> bool:
    """Whether the shape is what broadcasting or a kept axis makes of the expected one."""
    if len(yours) != len(expected):
        return len(yours) > len(expected)
    return all(want in (have, 1) for have, want in zip(yours, expected, strict=True))


def _not_finite(yours, expected, case: Inputs) -> Finding | None:
    if not yours.is_floating_point() or not bool(expected.double().isfinite().all()):
        return None
    for test, word in ((torch.isnan, "NaN"), (torch.isinf, "infinite")):
        bad = int(test(yours).sum())
        if bad:
            many = f"{bad} of {yours.numel()} elements of yours {'are' if bad > 1 else 'is'}"
            return f"{many if yours.numel() > 1 else 'yours is'} {word}", Cause(
                "general:not-finite",
                f"a step on the way gives {word} values",
                "Look for exp of a large number, log of 0, 0/0 and inf − inf.",
            )
    return None


def _unchanged(yours, expected, case: Inputs) -> Finding | None:
    for name, value in case.named():
        if value.is_floating_point():
            start = value.double()
            kept = yours.shape == start.shape and torch.equal(yours.double(), start)
            if kept and bool(yours.any()):
                return f"yours is exactly {name} as it came in", Cause(
                    "general:unchanged",
                    f"the result is {name}, unchanged",
                    "What counts is what is returned or stored. A local name, or a copy that is "
                    "changed, is gone after the call.",
                )
    return None


def _all_zero(yours, expected, case: Inputs) -> Finding | None:
    if yours.numel() and not bool(yours.any()) and bool(expected.any()):
        return "yours is zero everywhere", Cause(
            "general:zero",
            "the result keeps its zeros, or a factor on the way is zero",
            "A tensor that nothing is written to stays as it was made; a whole-number division "
            "such as 1 // 4 is 0.",
        )
    return None


_OF_A_SHARE: tuple[Explainer, ...] = (_kind, _shape, _not_finite)
_EXPLAINERS: tuple[Explainer, ...] = (
    _kind,
    _shape,
    _not_finite,
    _unchanged,
    _all_zero,
    ratio,
    rounded,
    clamped,
    input_added,
    some_elements,
)
