"""What may be told of a verdict on hidden inputs: words, no values.

A student's code sees the hidden inputs while it runs, and could carry them out
in any text that it controls: an exception's message, its class's name, a key
that is missing, the name of a type. Such texts are left out or told in our words. Whether
inputs are hidden is a field of the case, and so of the difference; which texts are a
student's is one too: :class:`course_utils.texts.Theirs`.
"""

from __future__ import annotations

import builtins
import dataclasses

from course_utils.core.detail import RAISED, Detail
from course_utils.core.kinds import plain_kind
from course_utils.core.mistake import Mistake
from course_utils.core.verdict import Difference, Verdict
from course_utils.texts import ENGLISH, Message, Theirs, Words, say

UNNAMED = "/unnamed"
"""Behind the code of what is said instead where no name that a student chose is repeated."""

# Sentences of older journals that repeat such a name: there they are texts, and not messages.
_OF_OLDER_JOURNALS = {
    "general:undefined-name": "raised.undefined-name/unnamed",
    "general:missing-key": "raised.missing-key/unnamed",
    "general:attribute-of-none": "raised.attribute-of-none/unnamed",
    "general:missing-attribute": "raised.missing-attribute/unnamed",
    "general:kind": "general.kind/unnamed",
}


def without_values(verdict: Verdict) -> Verdict:
    """The verdict with every text and number left out that could hold a hidden value."""
    difference, cause, detail = verdict.difference, verdict.cause, verdict.detail
    return dataclasses.replace(
        verdict,
        difference=difference and _of_hidden_inputs(difference),
        cause=cause and _unnamed_cause(cause),
        detail=detail and _exception(detail),
    )


def unnamed(said: Words) -> Words:
    """The message without any text that a student's code chose; empty where nothing is left."""
    if isinstance(said, Message) and _names_theirs(said):
        code = f"{said.code}{UNNAMED}"
        return say(code) if code in ENGLISH else ""
    return said


def _names_theirs(said: Message) -> bool:
    return any(
        isinstance(value, Theirs) or (isinstance(value, Message) and _names_theirs(value))
        for _, value in said.fields
    )


def _unnamed_cause(cause: Mistake) -> Mistake:
    sentence = unnamed(cause.sentence)
    if isinstance(cause.sentence, str) and cause.id in _OF_OLDER_JOURNALS:
        sentence = say(_OF_OLDER_JOURNALS[cause.id])
    return dataclasses.replace(cause, sentence=sentence, why=unnamed(cause.why))


def _of_hidden_inputs(difference: Difference) -> Difference:
    yours, seen = difference.yours, unnamed(difference.seen)
    if isinstance(yours, str) and difference.item != RAISED:
        seen = _kind(yours, isinstance(difference.expected, str))
    return dataclasses.replace(difference, yours=None, expected="", seen=seen, numbers="")


def _kind(yours: str, among_texts: bool) -> Message:
    """What kind of thing stands there, in words that the student's code did not choose."""
    plain = plain_kind(yours)
    if plain is None:
        return say("unseen.other") if among_texts else say("unseen.other-for-tensor")
    if among_texts:
        return say("unseen.is", kind=plain)
    return say("unseen.is-for-tensor", kind=plain)


def _exception(detail: Detail) -> Detail:
    """The class of an exception, when it is one of Python's own; else no name at all."""
    kind = getattr(builtins, detail.kind, None)
    own = isinstance(kind, type) and issubclass(kind, BaseException)
    return Detail(detail.kind if own else "")
