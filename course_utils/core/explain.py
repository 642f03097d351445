"""What the numbers say by themselves, when or before a catalogue's mistake is named.

Each explainer looks at yours and expected and returns what it *sees*, a plain
fact, and perhaps a *cause*, phrased as what such numbers come from. They are
tried in order, the most telling first. The words are in :mod:`course_utils.texts.explainers`.

Both are items as :mod:`course_utils.core.evidence` records them: on the CPU, of any shape, in
float64, int64 or bool, whatever the student's dtype was. Those that come after :func:`_shape`
and :func:`_not_finite` get two of one shape, and finite floats where finite ones are expected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import torch

from course_utils.core.case import Case
from course_utils.core.compare import close, same
from course_utils.core.detail import RAISED
from course_utils.core.evidence import Item
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
from course_utils.core.finding import Finding, number, shape
from course_utils.core.kinds import FUNCTION, NONE, Kind, read_kind
from course_utils.core.mistake import general
from course_utils.texts import Message, Observed, Theirs, say

Explainer = Callable[[torch.Tensor, torch.Tensor, Inputs], Finding | None]
Pair = tuple[torch.Tensor, torch.Tensor, Case]
"""Yours, the expected and the case they come from."""


def finding_of(
    item: str,
    yours: Item | None,
    expected: Item,
    case: Case,
    exercise: Exercise | None = None,
    others: Sequence[Pair] = (),
) -> Finding:
    """What is seen in the first difference, and the general cause if the numbers give one.

    Args:
        item: its name.
        yours, expected: tensors of any shape, float64, int64 or bool, or texts where no tensor
            was recorded; None where nothing was.
        case: its case.
        exercise: what kind the item is of, and which inputs students know by name.
        others: the same item in other cases, where it is wrong there, too; tensors alone.

    Returns:
        A finding with nothing in it where there is nothing to tell: of an exception, of two texts,
        of two tensors whose item is neither a number nor a share.
    """
    if item == RAISED:
        return Finding()
    if yours is None:
        return Finding(say("seen.nothing"))
    kind = exercise.kind(item, expected) if exercise else "number"
    if isinstance(yours, str):
        label = exercise.label(item) if exercise else item
        return Finding() if kind == "shape" else _not_a_tensor(yours, expected, label)
    if isinstance(expected, str):
        return Finding()
    chosen = _EXPLAINERS if kind == "number" else _OF_A_SHARE if kind == "share" else ()
    for explainer in chosen:
        finding = explainer(yours, expected, Inputs(case, exercise))
        if finding:
            return _in_all_cases(finding, others, exercise)
    return Finding()


def _in_all_cases(finding: Finding, others: Sequence[Pair], exercise: Exercise | None) -> Finding:
    """A factor is told as a cause only where every case has it for the same reason.

    Returns:
        The finding; without a cause where another case has no factor; with the cause ``VARYING``
        where it has another one.
    """
    cause = finding.cause
    if cause is None or cause.id not in FACTORS:
        return finding
    for yours, expected, case in others:
        if yours.shape != expected.shape:
            continue
        found = ratio(yours, expected, Inputs(case, exercise))
        other = found.cause if found else None
        if other is None:
            return replace(finding, cause=None)
        if (other.id, other.sentence) != (cause.id, cause.sentence) and not (
            # The number of rows is another one in another case.
            cause.id == other.id and cause.id in SIZES
        ):
            return replace(finding, cause=VARYING)
    return finding


def _not_a_tensor(yours: str, expected: Any, label: str) -> Finding:
    """What a text says that stands where a tensor is expected.

    Args:
        yours: the text, such as ``a list`` or ``no key d_w1``.
        expected: the tensor; its number of axes says whether one number is asked for.
        label: what the item is called.
    """
    if isinstance(expected, str):
        return Finding()
    what = yours if isinstance(yours, Observed) else Theirs(yours)
    kind = read_kind(yours)
    if kind.missing:
        return Finding(say("seen.there-is", what=what))
    seen = say("seen.is", what=what)
    if kind == Kind(NONE):
        return Finding(seen, general("none"))
    if kind == Kind(FUNCTION):
        return Finding(seen, general("not-called"))
    # Some texts of a probe say themselves what they are not.
    if kind.instead:
        sentence = say("general.kind", label=label, what=what)
    elif expected.ndim == 0:
        sentence = say("general.kind-not-number", label=label, what=what)
    else:
        sentence = say("general.kind-not-tensor", label=label, what=what)
    return Finding(seen, general("kind", sentence, _why_kind(kind)))


def _why_kind(kind: Kind) -> str:
    """The code of what says where such a thing comes from; empty when that cannot be said."""
    if kind == Kind("tuple", 1):
        return "why.comma-behind"
    if kind in (Kind("max", 2), Kind("min", 2)):
        return "why.values-and-indices"
    return _WHY_KIND.get(kind.name, "")


_WHY_KIND = {
    "tuple": "why.comma-between",
    "list": "why.list",
    "ndarray": "why.numpy",
    "sparse tensor": "why.sparse",
    "tensor on the meta device": "why.meta",
    "complex tensor": "why.complex",
    "quantized tensor": "why.quantized",
    "nested tensor": "why.nested",
}


def same_each_time(pairs: Sequence[Pair]) -> Finding | None:
    """The same answer in every case and every call, where the right ones differ.

    Args:
        pairs: float tensors; fewer than three say nothing.

    Returns:
        None also where the answer is zero or not finite: these have reasons of their own.
    """
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
    if first.numel() > 1:
        sentence = say("general.the-same-each-time")
        return Finding(say("seen.the-same-each-time"), general("same-each-time", sentence))
    answer = number(float(first))
    sentence = say("general.same-each-time", answer=answer)
    return Finding(say("seen.same-each-time", answer=answer), general("same-each-time", sentence))


def _kind(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Whole numbers or truth values, int64 or bool, where floats are expected."""
    if yours.dtype == expected.dtype or not expected.is_floating_point():
        return None
    seen = say("seen.boolean") if yours.dtype == torch.bool else say("seen.integer")
    return Finding(seen, general("integer"))


def _shape(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Another shape than expected, and what has been done, or left out, to make it so.

    In turn: a matrix (N, C) given as (C, N); the right numbers in another shape; an axis that is
    not summed or averaged yet; an axis too many, as broadcasting makes it.
    """
    if yours.shape == expected.shape:
        return None
    both = {"yours": shape(yours), "expected": shape(expected)}
    value = yours.double()
    wanted = expected.double()
    if value.ndim == 2 and close(value.T, wanted):
        return Finding(say("seen.shape-transposed", **both), general("transposed"))
    reshaped = value.numel() == wanted.numel() and close(value.reshape(wanted.shape), wanted)
    if reshaped:
        other = value.squeeze().shape != wanted.squeeze().shape
        cause = general("reshaped") if other else general("extra-or-missing-axis")
        return Finding(say("seen.shape-alone", **both), cause)
    reduced = _not_yet_reduced(value, wanted) if bool(wanted.any()) else None
    if reduced:
        verb, axis = reduced
        words = case.case.sizes.get(value.shape[axis])
        return _to_reduce(verb, axis, words or say("general.axis", number=axis), both)
    seen = say("seen.shape", **both)
    if _may_have_spread(value.shape, wanted.shape):
        sentence = say("general.broadcast", shape=shape(yours))
        return Finding(seen, general("broadcast", sentence))
    return Finding(seen)


def _to_reduce(verb: str, axis: int, words: str | Message, both: dict[str, str]) -> Finding:
    if verb == "summed":
        seen, sentence = "seen.shape-to-sum", say("general.not-summed", axis=words)
    else:
        seen, sentence = "seen.shape-to-average", say("general.not-averaged", axis=words)
    return Finding(say(seen, axis=axis, **both), general("not-reduced", sentence, why=""))


def _not_yet_reduced(value: torch.Tensor, wanted: torch.Tensor) -> tuple[str, int] | None:
    """The verb, ``summed`` or ``averaged``, and the axis over which it has to be done.

    Only what will have the right shape is computed: the sum of (200, 0, 200, 0) over an axis has
    more elements than either of the two.

    Args:
        value, wanted: float64, of any two shapes.
    """
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


def _not_finite(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """NaN or an infinity among floats of any shape, where all expected ones are finite."""
    if not yours.is_floating_point() or not bool(expected.double().isfinite().all()):
        return None
    for test, code in ((torch.isnan, "kind.nan"), (torch.isinf, "kind.infinite")):
        bad, kind = int(test(yours).sum()), say(code)
        if bad:
            seen = say("seen.not-finite", kind=kind)
            if yours.numel() > 1:
                seen = say("seen.some-not-finite", count=bad, total=yours.numel(), kind=kind)
            return Finding(seen, general("not-finite", say("general.not-finite", kind=kind)))
    return None


def _unchanged(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """A float input of the case given back exactly as it came, and not all zero."""
    for name, value in case.named():
        if value.is_floating_point():
            start = value.double()
            kept = yours.shape == start.shape and torch.equal(yours.double(), start)
            if kept and bool(yours.any()):
                sentence = say("general.unchanged", name=name)
                return Finding(say("seen.unchanged", name=name), general("unchanged", sentence))
    return None


def _all_zero(yours: Any, expected: Any, case: Inputs) -> Finding | None:
    """Zeros alone, where not all are expected to be zero."""
    if yours.numel() and not bool(yours.any()) and bool(expected.any()):
        return Finding(say("seen.zero"), general("zero"))
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
