"""What kind of thing a value is that is no tensor of numbers: how evidence writes it.

Evidence compares such a value by a short text: ``None``, ``a tuple of 3``, ``a complex tensor
(torch.complex64), not one of real numbers``. Their templates are those of
:mod:`course_utils.texts.observed_words`. Keys and journals of older releases hold the texts alone:
they are read again in this module, and whoever decides by them asks for a :class:`Kind`.
"""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass

from course_utils.texts import Message, Observed, observed, say

MAX_TEXT = 200

NONE = "None"
FUNCTION = "function"
_FUNCTION = str(observed("kind.function"))
_INSTEAD = ", not "  # before what belongs there, in texts that say it themselves
_MISSING = "no "  # before what is not there, such as a key
# A list of 3, a list that holds None, a list with a tuple of 2 in it.
_CONTENT = re.compile(r"(?P<name>.*?) (of (?P<length>\d+)|that holds .*|with .*)")
# In brackets stands what differs from torch's version to version.
_REMARK = re.compile(r" \(.*\)$")
# Capitals, a letter alone, and consonants that begin no English word are read letter by letter:
# SGD, L1Loss, x, ndarray, lstm.
_SPELLED = re.compile(
    r"[A-Z]+(?![a-z])|[a-z](?![a-z])|(?i:[lrnx][bcdfghjklmnpqrstvwxz]|m[bcdfghjklmpqrstvwxz]"
    r"|f[bcdfghjkmnpqstvwxz]|h[bcdfghjklmnpqrstvwxz]|s[bdfgjrsvxz])"
)
# Written with a vowel, spoken with a consonant: a uint8, a UserDict, a Euler.
_LIKE_YOU = re.compile(r"uni(?!n)|uint|use|eu|one(?![a-z])|once|ut[ei]", re.IGNORECASE)
_PLAIN = re.compile(
    r"None|a function, not its result|an? (?P<name>float|int|bool|str|list|tuple|dict|set)\b"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a text of the evidence says of a value.

    Attributes:
        name: ``None``, ``function``, or the name of its class.
        length: how many are in it; None where that is not told.
        instead: what belongs there, in texts that say it themselves.
        missing: it is not there at all.
    """

    name: str
    length: int | None = None
    instead: str = ""
    missing: bool = False


def describe(value: object) -> Observed:
    """What kind of thing a value is, in words that do not depend on its content."""
    if value is None:
        return observed("kind.none")
    name = type(value).__name__
    if isinstance(value, (list, tuple, dict, set)):
        length = _length(value)
        if length is None:
            return observed("kind.a", name=name)
        return observed("kind.of-length", name=name, length=length)
    if callable(value) and not isinstance(value, type):
        return observed("kind.function")
    return _of_class(name)


def _of_class(name: str) -> Observed:
    if name == "NoneType":
        return observed("kind.none")
    return observed("kind.an" if _sounds_like_a_vowel(name) else "kind.a", name=name)


def read_kind(text: str) -> Kind:
    """What :func:`describe`, :mod:`course_utils.core.bounds` or a probe wrote."""
    if text == _FUNCTION:
        return Kind(FUNCTION)
    if text.startswith(_MISSING):
        return Kind(text.removeprefix(_MISSING), missing=True)
    words, _, instead = text.partition(_INSTEAD)
    words = _REMARK.sub("", words)
    for article in ("a ", "an "):
        words = words.removeprefix(article)
    content = _CONTENT.fullmatch(words)
    if content is None:
        return Kind(words, None, instead)
    length = content["length"]
    return Kind(content["name"], None if length is None else int(length), instead)


def plain_kind(text: str) -> Message | None:
    """What of the text no student's code has chosen; None where it may have chosen all."""
    found = _PLAIN.match(text)
    if found is None:
        return None
    if found["name"]:
        return _of_class(found["name"]).message
    return say(f"observed.kind.{'none' if found[0] == NONE else 'function'}")


def with_article(name: str) -> str:
    """The name of a class as a sentence has it: an int, a Tensor, an LR; None stays None."""
    return str(_of_class(name))


def _sounds_like_a_vowel(name: str) -> bool:
    """How a name begins when it is read aloud: an SGD is an es-gee-dee, a Scaler is a word."""
    if _SPELLED.match(name):
        return name[:1].lower() in "aefhilmnorsx"
    return name[:1].lower() in "aeiou" and not _LIKE_YOU.match(name)


def _length(value: Sized) -> str | None:
    try:
        return str(len(value))
    except Exception:  # a class of the student's own counts itself
        return None
