"""What the numbers say by themselves, when or before a catalogue's mistake is named.

Each explainer looks at yours and expected and returns what it *sees*, a plain
fact, and perhaps a *cause*, phrased as what such numbers come from. They are
tried in order, the most telling first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

from course_utils.case import Case
from course_utils.compare import RTOL, SCALE
from course_utils.evidence import RAISED
from course_utils.verdict import Cause, Difference

Finding = tuple[str, Cause | None]
Explainer = Callable[[torch.Tensor, torch.Tensor, Case], Finding | None]


def explain(difference: Difference, case: Case) -> Finding:
    """What is seen, and the general cause if the numbers give one."""
    yours, expected = difference.yours, difference.expected
    if difference.item == RAISED:
        return "", None
    if yours is None:
        return "nothing was observed", None
    if isinstance(yours, str):
        return _not_a_tensor(yours, expected, difference.label)
    if isinstance(expected, str):
        return "", None
    for explainer in _EXPLAINERS:
        finding = explainer(yours, expected, case)
        if finding:
            return finding
    return "", None


def close(yours: torch.Tensor, expected: torch.Tensor) -> bool:
    """Equal in shape and, at float32 precision, in value."""
    if yours.shape != expected.shape:
        return False
    yours, expected = yours.double(), expected.double()
    atol = SCALE * float(expected.abs().max()) if expected.numel() else 0.0
    return bool(torch.isclose(yours, expected, rtol=RTOL, atol=atol).all())


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
    wanted = "one number" if expected.ndim == 0 else "a tensor"
    where = "one number" if expected.ndim == 0 else f"a tensor of shape {shape(expected)}"
    # Some texts of a probe say themselves what they are not.
    told = ", not " in yours
    return f"yours is {yours}" if told else f"yours is {yours} where {where} belongs", Cause(
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
    if yours.endswith("ndarray"):
        return "torch.from_numpy turns an array of numpy's into a tensor."
    return ""


def shape(tensor: torch.Tensor) -> str:
    """A shape as people write it: ``()``, ``(3,)``, ``(3, 1)``."""
    return str(tuple(tensor.shape))


def _kind(yours, expected, case) -> Finding | None:
    if yours.dtype == expected.dtype or not expected.is_floating_point():
        return None
    kind = "true and false" if yours.dtype == torch.bool else "whole numbers"
    return f"yours is of {kind} (its dtype is not a floating-point one)", Cause(
        "general:integer",
        "the result is stored in an integer or boolean dtype",
        "torch.tensor(0) is int64 and cannot hold a fraction; torch.tensor(0.) is float32.",
    )


def _shape(yours, expected, case) -> Finding | None:
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
    for axis in range(value.ndim if bool(wanted.any()) else 0):
        for verb, reduced in (("summed", value.sum(axis)), ("averaged", value.mean(axis))):
            for candidate in (reduced, reduced.unsqueeze(axis)):
                if close(candidate, wanted):
                    what = case.sizes.get(value.shape[axis], f"axis {axis}")
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
    return seen, Cause(
        "general:shape",
        f"the result has the shape {shape(yours)} and not {shape(expected)}",
        "Write the shape under every factor, then see which axis went.",
    )


def _may_have_spread(yours: torch.Size, expected: torch.Size) -> bool:
    """Whether the shape is what broadcasting or a kept axis makes of the expected one."""
    if len(yours) != len(expected):
        return len(yours) > len(expected)
    return all(want in (have, 1) for have, want in zip(yours, expected, strict=True))


def _not_finite(yours, expected, case) -> Finding | None:
    if not yours.is_floating_point() or not bool(expected.double().isfinite().all()):
        return None
    for test, word in ((torch.isnan, "NaN"), (torch.isinf, "infinite")):
        bad = int(test(yours).sum())
        if bad:
            return f"{bad} of {yours.numel()} elements of yours are {word}", Cause(
                "general:not-finite",
                f"a step on the way gives {word} values",
                "Look for exp of a large number, log of 0, 0/0 and inf − inf.",
            )
    return None


def _unchanged(yours, expected, case) -> Finding | None:
    for name, value in case.inputs.items():
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            start = value.double()
            same = yours.shape == start.shape and torch.equal(yours.double(), start)
            if same and bool(yours.any()):
                return f"yours is exactly {name} as it came in", Cause(
                    "general:unchanged",
                    f"the result is {name}, unchanged",
                    "A local name that is assigned is gone after the call; what counts is what "
                    "is returned or stored.",
                )
    return None


def _all_zero(yours, expected, case) -> Finding | None:
    if yours.numel() and not bool(yours.any()) and bool(expected.any()):
        return "yours is zero everywhere", Cause(
            "general:zero",
            "the result keeps its zeros, or a factor on the way is zero",
            "A tensor that nothing is written to stays as it was made; a whole-number division "
            "such as 1 // 4 is 0.",
        )
    return None


def _ratio(yours, expected, case) -> Finding | None:
    yours, expected = yours.double(), expected.double()
    weight = float(expected.abs().max()) if expected.numel() else 0.0
    if weight == 0.0:
        return None
    factor = float((yours * expected).sum() / (expected * expected).sum())
    if factor == 0.0 or not close(yours, factor * expected):
        return None
    everywhere = " everywhere" if expected.numel() > 1 else ""
    if abs(factor + 1) < 1e-3:
        return f"yours is −1 times the expected one{everywhere}", Cause(
            "general:sign",
            "the sign is the other way round",
            "a − b and b − a differ in nothing else; so do descent and ascent.",
        )
    known = _known_factor(factor, case.sizes)
    if known:
        words, cause = known
        return f"yours is {number(factor)} times the expected one{everywhere}, and {words}", cause
    if expected.numel() > 1:
        return f"yours is {number(factor)} times the expected one everywhere", Cause(
            "general:factor",
            f"every number is multiplied by {number(factor)}",
            "A constant factor is missing, doubled or inverted.",
        )
    return None


def _known_factor(factor: float, sizes: Mapping[int, str]) -> tuple[str, Cause] | None:
    signed = "with the sign turned, " if factor < 0 else ""
    size = abs(factor)
    for count, words in sizes.items():
        if abs(size / count - 1) < 1e-3:
            return f"{signed}{count} is {words}", Cause(
                "general:times-size",
                f"{signed}the result is {count} times too large, and {count} is {words}",
                "A mean divides the sum by how many there are, once.",
            )
        if abs(size * count - 1) < 1e-3:
            return f"{signed}{number(1 / count)} is 1/{count}, one over {words}", Cause(
                "general:over-size",
                f"{signed}the result is divided by {count}, {words}, once too often",
                "A mean divides the sum by how many there are, once.",
            )
    for value, words in ((2.0, "twice"), (0.5, "half")):
        if abs(size / value - 1) < 1e-3:
            return f"{signed}that is {words} of it", Cause(
                "general:factor-two",
                f"{signed}the result is {words} what it should be",
                "A 2 comes from the derivative of a square, or from a step done twice.",
            )
    return None


def _rounded(yours, expected, case) -> Finding | None:
    yours, expected = yours.double(), expected.double()
    for places in range(1 if expected.numel() > 2 else 2, 5):
        if bool(yours.any()) and torch.allclose(
            yours, expected.round(decimals=places), rtol=1e-6, atol=1e-9
        ):
            return f"yours is the expected one, rounded to {places} decimals", Cause(
                "general:rounded",
                "the result is rounded",
                "Round what is printed; what is computed with keeps its digits.",
            )
    return None


def _clamped(yours, expected, case) -> Finding | None:
    """Cut at a bound that two elements share, or beside which others agree."""
    yours, expected = yours.double(), expected.double()
    if yours.numel() < 3:
        return None
    low, high = yours.min(), yours.max()
    if low == high or not close(yours, expected.clamp(low, high)):
        return None
    agree = torch.isclose(yours, expected, rtol=RTOL, atol=1e-9)
    cut = ~agree
    shared = all(int((yours == bound).sum()) != 1 for bound in (low, high))
    inside = bool((agree & (yours > low) & (yours < high)).any())
    if not (shared or inside) or not bool((cut <= ((yours == low) | (yours == high))).all()):
        return None
    return "yours is the expected one, cut off at its ends", Cause(
        "general:clamped",
        "the values are clamped to a range that is too narrow",
        "A guard may only touch what would otherwise be infinite.",
    )


def _input_added(yours, expected, case) -> Finding | None:
    """Expected plus a multiple of one of the inputs, as a penalty or an old gradient leaves it."""
    shift = yours.double() - expected.double()
    noise = 2 * SCALE * float(expected.double().abs().max())
    if shift.numel() < 2 or float(shift.abs().max()) < 50 * noise:
        return None
    for name, value in case.inputs.items():
        if not isinstance(value, torch.Tensor) or value.shape != shift.shape:
            continue
        start = value.double()
        factor = float((shift * start).sum() / (start * start).sum()) if start.any() else 0.0
        if factor and torch.allclose(shift, factor * start, rtol=1e-3, atol=noise):
            verb = "added to" if factor > 0 else "subtracted from"
            return (
                f"yours differs by a multiple of {name}: yours is the expected one "
                f"{'+' if factor > 0 else '−'} {number(abs(factor))} · {name}",
                Cause(
                    "general:input-added", f"a multiple of {name} is {verb} the right result", ""
                ),
            )
    return None


def _some(yours, expected, case) -> Finding | None:
    total = expected.numel()
    if total < 2 or not yours.is_floating_point():
        return None
    atol = SCALE * float(expected.double().abs().max())
    wrong = ~torch.isclose(yours.double(), expected.double(), rtol=RTOL, atol=atol)
    count = int(wrong.sum())
    if 0 < count < total:
        where = tuple(int(i) for i in wrong.nonzero()[0])
        index = ", ".join(map(str, where))
        return (
            f"{count} of {total} elements differ, the first at [{index}]: "
            f"yours {number(float(yours[where]))}, expected {number(float(expected[where]))}",
            None,
        )
    shift = yours.double() - expected.double()
    if count == total and float(shift.std()) < 1e-4 * float(shift.abs().max()):
        return (
            f"yours is the expected one plus {number(float(shift.flatten()[0]))} everywhere",
            None,
        )
    return None


_EXPLAINERS: tuple[Explainer, ...] = (
    _kind,
    _shape,
    _not_finite,
    _unchanged,
    _all_zero,
    _ratio,
    _rounded,
    _clamped,
    _input_added,
    _some,
)


def number(value: float) -> str:
    """A number as a message writes it: three significant digits, a true minus sign."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    text = f"{value:.2f}" if 0.1 <= abs(value) < 1000 else f"{value:.3g}"
    return text.replace("-", "−")
