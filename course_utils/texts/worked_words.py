"""What ``explain()`` says beside a worked example, and where there is none."""

from __future__ import annotations

from collections.abc import Mapping

WORKED: Mapping[str, str] = {
    "worked.headline": "the mistake, worked out small",
    "worked.headline-numbers": "what the numbers show",
    "worked.headline-exception": "what the exception shows",
    "worked.by-hand": "That mistake, small enough to check by hand:",
    "worked.slip": "≠ the slip",
    "worked.meant": "✓ as intended",
    "worked.your-numbers": "Your own numbers: {where}",
    "worked.yours": "In your answer, {where}",
    "worked.unnamed": "No known mistake gives exactly this, so here is what can be seen, and how "
    "to find the cause.",
    "worked.seen": "So {fact}.",
    "own.quotient": "yours / expected",
    "own.difference": "yours − expected",
    "own.more": "{count} of {total} elements differ; these are the first.",
    "own.all": "All {total} elements differ; these are the first.",
    "own.one": "Yours / expected is {quotient}, yours − expected is {difference}.",
    "own.same-quotient": "Yours / expected is {value} wherever they differ: one factor too "
    "many, or one missing.",
    "own.same-difference": "Yours − expected is {value} wherever they differ: one term too "
    "many, or one missing.",
    "own.transposed": "Transposed, your numbers are the expected ones.",
    "own.elsewhere": "The same numbers are there, in other places.",
    "own.neither": "Neither the quotient nor the difference is the same everywhere, so it is "
    "not one factor or one term alone.",
    "look.numbers": "To find the cause: take an input small enough to compute by hand, print "
    "{label} and what it is made of, and go back line by line until one of them is right. The "
    "slip is in the line after that one.",
    "look.exception": "To find the cause: right before that line, print every name in it, its "
    "`type(…)` and, if it has one, its `.shape`.",
}
