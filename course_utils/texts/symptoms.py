"""The symptoms in an exercise's box "Help: I get …": what is seen, behind the item's label.

By the code of what is seen or of the numbers behind it, see
:mod:`course_utils.texts.explainers`. What is not here tells too little for a symptom.
"""

from __future__ import annotations

from collections.abc import Mapping

SYMPTOMS: Mapping[str, str | Mapping[str, str]] = {
    "symptom.raised": "{kind} is raised",
    "symptom.text": "{label}: “{yours}”",
    "symptom.count": "{label}: {yours}, not {expected}",
    "symptom.seen.nothing": "{label} nothing was observed",
    "symptom.seen.is": "{label} is {what}",
    "symptom.seen.there-is": "{label} there is {what}",
    "symptom.seen.same-each-time": "{label} the answer is {answer} each time",
    "symptom.seen.the-same-each-time": "{label} the answer is the same each time",
    "symptom.seen.integer": "{label} holds whole numbers (its dtype is not a floating-point type)",
    "symptom.seen.boolean": "{label} holds true and false (its dtype is not a floating-point type)",
    "symptom.seen.shape": "{label} has the shape {yours}",
    "symptom.seen.shape-transposed": "{label} has the shape {yours}; transposed, the numbers are "
    "right",
    "symptom.seen.shape-alone": "{label} has the shape {yours}; the numbers are right",
    "symptom.seen.shape-to-sum": "{label} has the shape {yours}; summed over axis {axis} it is "
    "right",
    "symptom.seen.shape-to-average": "{label} has the shape {yours}; averaged over axis {axis} it "
    "is right",
    "symptom.seen.not-finite": "{label} is {kind}",
    "symptom.seen.some-not-finite": {
        "one": "{label}: {count} of {total} elements is {kind}",
        "other": "{label}: {count} of {total} elements are {kind}",
    },
    "symptom.seen.unchanged": "{label} is exactly {name} as it came in",
    "symptom.seen.zero": "{label} is zero everywhere",
    "symptom.seen.negated": "{label} is −1 times the expected one",
    "symptom.seen.negated-everywhere": "{label} is −1 times the expected one everywhere",
    "symptom.seen.times-everywhere": "{label} is {factor} times the expected one everywhere",
    "symptom.seen.times-because": "{label} is {factor} times the expected one, and {reason}",
    "symptom.seen.times-everywhere-because": "{label} is {factor} times the expected one "
    "everywhere, and {reason}",
    "symptom.seen.larger": "{label} is {share} % larger than the expected one everywhere",
    "symptom.seen.smaller": "{label} is {share} % smaller than the expected one everywhere",
    "symptom.seen.rounded": "{label} is the expected one, rounded to {places} decimals",
    "symptom.seen.clamped": "{label} is the expected one, cut off at its ends",
    "symptom.seen.shifted": "{label} is the expected one plus {shift} everywhere",
    "symptom.numbers.plus-input": "{label} is the expected one + {factor} · {name}",
    "symptom.numbers.minus-input": "{label} is the expected one − {factor} · {name}",
}
