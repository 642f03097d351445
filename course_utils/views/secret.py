"""What may be told of a verdict on hidden inputs: words, no values.

A student's code sees the hidden inputs while it runs, and could carry them out
in any text that it controls: an exception's message, its class's name, a key
that is missing, the name of a type. Such texts are left out or told in our words.
"""

from __future__ import annotations

import builtins
import dataclasses
import re

from course_utils.core.evidence import RAISED
from course_utils.core.verdict import Difference, Verdict

# Causes whose sentence repeats a name or a key that the student's code chose.
_IN_OUR_WORDS = {
    "general:undefined-name": "a name is used that is not defined where the line runs",
    "general:missing-key": "a dictionary is asked for a key that it does not have",
    "general:attribute-of-none": "an attribute is asked of a value that is None",
    "general:missing-attribute": "an attribute is asked for on something that has none",
    "general:kind": "the result is something else instead of a tensor",
}
# What evidence says of a value without a name that the student chose.
_PLAIN_KIND = re.compile(
    r"None|a function, not its result|an? (float|int|bool|str|list|tuple|dict|set)\b"
)


def without_values(verdict: Verdict) -> Verdict:
    """The verdict with every text and number left out that could hold a hidden value."""
    difference, cause = verdict.difference, verdict.cause
    if difference is not None:
        difference = _told(difference)
    if cause is not None and cause.id in _IN_OUR_WORDS:
        cause = dataclasses.replace(cause, sentence=_IN_OUR_WORDS[cause.id])
    return dataclasses.replace(
        verdict, difference=difference, cause=cause, detail=_exception(verdict.detail)
    )


def _told(difference: Difference) -> Difference:
    yours, seen = difference.yours, difference.seen.partition(": yours ")[0]
    if isinstance(yours, str) and difference.item != RAISED:
        plain = _PLAIN_KIND.match(yours)
        seen = f"yours is {plain.group()}" if plain else "yours is something else"
        if not isinstance(difference.expected, str):
            seen += " where a tensor belongs"
    return dataclasses.replace(difference, yours=None, expected="", seen=seen)


def _exception(detail: str) -> str:
    """The class of an exception, when it is one of Python's own."""
    name = re.split(r":|  \(", detail, maxsplit=1)[0].strip()
    kind = getattr(builtins, name, None)
    if isinstance(kind, type) and issubclass(kind, BaseException):
        return name
    return "an exception" if detail else ""
