"""What the explainers say: what is seen of the numbers, and the causes that are read off them.

``seen.…`` is a plain fact about yours and the expected, without its full stop. Of a cause,
``general.NAME`` completes "This is what you get when …", and ``general.NAME.why`` is the
mathematics behind it.
"""

from __future__ import annotations

from collections.abc import Mapping

_SEEN: dict[str, str | Mapping[str, str]] = {
    "seen.nothing": "nothing was observed",
    "seen.is": "yours is {what}",
    "seen.there-is": "there is {what}",
    "seen.same-each-time": "the answer is {answer} each time",
    "seen.the-same-each-time": "the answer is the same each time",
    "seen.integer": "yours holds whole numbers (its dtype is not a floating-point type)",
    "seen.boolean": "yours holds true and false (its dtype is not a floating-point type)",
    "seen.shape": "yours has the shape {yours}; expected {expected}",
    "seen.shape-transposed": "yours has the shape {yours}, expected {expected}; transposed, the "
    "numbers are right",
    "seen.shape-alone": "yours has the shape {yours}, expected {expected}; the numbers are right",
    "seen.shape-to-sum": "yours has the shape {yours}, expected {expected}; summed over axis "
    "{axis} it is right",
    "seen.shape-to-average": "yours has the shape {yours}, expected {expected}; averaged over "
    "axis {axis} it is right",
    "seen.not-finite": "yours is {kind}",
    "seen.some-not-finite": {
        "one": "{count} of {total} elements of yours is {kind}",
        "other": "{count} of {total} elements of yours are {kind}",
    },
    "seen.unchanged": "yours is exactly {name} as it came in",
    "seen.zero": "yours is zero everywhere",
    "seen.negated": "yours is −1 times the expected one",
    "seen.negated-everywhere": "yours is −1 times the expected one everywhere",
    "seen.times-everywhere": "yours is {factor} times the expected one everywhere",
    "seen.times-because": "yours is {factor} times the expected one, and {reason}",
    "seen.times-everywhere-because": "yours is {factor} times the expected one everywhere, and "
    "{reason}",
    "seen.larger": "yours is {share} % larger than the expected one everywhere",
    "seen.smaller": "yours is {share} % smaller than the expected one everywhere",
    "seen.rounded": "yours is the expected one, rounded to {places} decimals",
    "seen.clamped": "yours is the expected one, cut off at its ends",
    "seen.input-added": "yours differs by a multiple of {name}",
    "seen.some-differ": "{count} of {total} elements differ, the first at [{index}]",
    "seen.shifted": "yours is the expected one plus {shift} everywhere",
    # The numbers behind what is seen: told on visible inputs alone.
    "numbers.first": "yours {yours}, expected {expected}",
    "numbers.plus-input": "yours is the expected one + {factor} · {name}",
    "numbers.minus-input": "yours is the expected one − {factor} · {name}",
}

# Where a factor comes from; it completes "yours is … times the expected one, and …".
_REASONS = {
    "reason.size": "{size} is {words}",
    "reason.size-turned": "with the sign flipped, {size} is {words}",
    "reason.over-size": "{share} is 1/{size}, one over {words}",
    "reason.over-size-turned": "with the sign flipped, {share} is 1/{size}, one over {words}",
    "reason.twice": "that is twice as much",
    "reason.twice-turned": "with the sign flipped, that is twice as much",
    "reason.half": "that is half as much",
    "reason.half-turned": "with the sign flipped, that is half as much",
}

_FACTORS = {
    "general.sign": "the sign is flipped",
    "general.sign.why": "a − b and b − a differ only in their sign, and so do descent and ascent.",
    "general.factor": "every number is multiplied by {factor}",
    "general.factor-too-large": "every number comes out {share} % too large",
    "general.factor-too-small": "every number comes out {share} % too small",
    "general.factor.why": "A constant factor is missing, doubled or inverted.",
    "general.varying-factor": "every number is multiplied by a factor that differs from case to "
    "case",
    "general.varying-factor.why": "Then no constant is wrong: look for a division or a "
    "multiplication by a number that comes from the data, such as a length or a sum.",
    "general.times-size": "the result is {size} times too large, and {size} is {words}",
    "general.times-size-turned": "with the sign flipped, the result is {size} times too large, "
    "and {size} is {words}",
    "general.over-size": "the result is divided by {size}, {words}, once too often",
    "general.over-size-turned": "with the sign flipped, the result is divided by {size}, {words}, "
    "once too often",
    "general.size.why": "A mean divides the sum by the number of elements, once.",
    "general.twice": "the result is twice what it should be",
    "general.twice-turned": "with the sign flipped, the result is twice what it should be",
    "general.half": "the result is half what it should be",
    "general.half-turned": "with the sign flipped, the result is half what it should be",
    "general.factor-two.why": "A 2 comes from the derivative of a square, or from a step done "
    "twice.",
    "general.rounded": "the result is rounded",
    "general.rounded.why": "Round what you print; what you go on computing with keeps its digits.",
    "general.clamped": "the values are clamped to a range that is too narrow",
    "general.clamped.why": "Look for a clamp, a minimum or a maximum in one of the steps.",
    "general.input-added": "a multiple of {name} is added to the right result",
    "general.input-subtracted": "a multiple of {name} is subtracted from the right result",
}

_SHAPES = {
    "general.integer": "the result is stored in an integer or boolean dtype",
    "general.integer.why": "torch.tensor(0) is int64 and cannot hold a fraction; torch.tensor(0.) "
    "is float32.",
    "general.transposed": "the result is transposed",
    "general.transposed.why": "Write the shape under every factor.",
    "general.reshaped": "the numbers are right, in another shape",
    "general.reshaped.why": "flatten, view and reshape change the shape that the contract names.",
    "general.extra-or-missing-axis": "the numbers are right, but there is one axis of length 1 "
    "too few or too many",
    "general.extra-or-missing-axis.why": "(N,), (N, 1) and (1, N) are three shapes: they broadcast "
    "differently later on.",
    "general.not-summed": "the result is not yet summed over {axis}",
    "general.not-averaged": "the result is not yet averaged over {axis}",
    "general.axis": "axis {number}",
    "general.broadcast": "the result has the shape {shape}, larger than it should be: a sum is "
    "missing, two shapes broadcast, or the wrong tensor is used",
    "general.broadcast.why": "Broadcasting lines shapes up from the right: (N, 1) with (N,) gives "
    "(N, N).",
}

_VALUES = {
    "general.not-finite": "an intermediate step gives {kind} values",
    "general.not-finite.why": "Look for exp of a large number, log of 0, 0/0 and inf − inf.",
    "kind.nan": "NaN",
    "kind.infinite": "infinite",
    "general.unchanged": "the result is {name}, unchanged",
    "general.unchanged.why": "What counts is what is returned or stored. A local name, or a copy "
    "that is changed, is gone after the call.",
    "general.zero": "the result keeps its zeros, or one of the factors is zero",
    "general.zero.why": "A tensor that nothing is written to stays as it was made; a whole-number "
    "division such as 1 // 4 is 0.",
    "general.same-each-time": "the answer is {answer} each time, whatever the function is given",
    "general.the-same-each-time": "the answer is the same each time, whatever the function is "
    "given",
    "general.same-each-time.why": "Check that every argument is used: a name from another cell, "
    "such as a w or an x of the notebook, keeps the value that it has there.",
}

_KINDS = {
    "general.none": "nothing is returned or stored",
    "general.none.why": "A function without `return` gives None; a result has to be returned, or "
    "stored where the contract says.",
    "general.not-called": "a function, method or module stands where its result belongs: it is not "
    "called",
    "general.not-called.why": "x.mean is a method; x.mean() is its result.",
    "general.kind": "{label} is {what}",
    "general.kind-not-number": "{label} is {what} instead of one number",
    "general.kind-not-tensor": "{label} is {what} instead of a tensor",
    "general.kind/unnamed": "the result is something other than a tensor",
    "general.kind-not-number/unnamed": "the result is something other than a tensor",
    "general.kind-not-tensor/unnamed": "the result is something other than a tensor",
    "why.comma-behind": "A comma after a value makes a tuple of it: x = 1, is (1,).",
    "why.comma-between": "A comma between values makes a tuple of them: return only what the "
    "exercise asks for.",
    "why.list": "torch.stack or torch.cat makes one tensor of a list of tensors.",
    "why.values-and-indices": "max(dim=…) and min(dim=…) give values and indices: take .values.",
    "why.sparse": "A sparse tensor keeps only what is not zero; .to_dense() fills the rest.",
    "why.meta": 'On the meta device a tensor has a shape and no values: make it with device="cpu".',
    "why.complex": "A 1j, or a square root or Fourier transform of complex numbers, makes "
    "everything after it complex; .real is the real part.",
    "why.quantized": ".dequantize() gives the numbers back.",
    "why.nested": "torch.stack makes a tensor of tensors that have one shape.",
    "why.numpy": "torch.from_numpy turns a NumPy array into a tensor.",
}

EXPLAINERS: Mapping[str, str | Mapping[str, str]] = {
    **_SEEN,
    **_REASONS,
    **_FACTORS,
    **_SHAPES,
    **_VALUES,
    **_KINDS,
}
